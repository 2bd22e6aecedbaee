package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"golang.org/x/text/language"

	"calque/tm"
)

// Two documents that were never aligned with each other but both with a third,
// the pivot, translate each other where their beads cover the same run of the
// pivot:
//
//	zh   [0] [1  2]          zh–fr  0:0  1-2:1  3:2  4:3
//	fr   [0] [1] [2  3]      fr–en  0:0  1:1    2-3:2
//	en   [0] [1] [2]         zh–en  0:0  1-2:1  3-4:2
//
// Runs of the pivot are closed until the beads of both sides end at the same
// places; a closed run gives one pair, unless a bead in it is rejected or has
// an empty side, since the two texts would then not say the same.
//
// Composed units hold no judgement of their own: they are confirmed when all
// beads they come from are, have the lowest of their confidences, and are made
// anew whenever one of these changes.

// composed is a pair that was found through a pivot.
type composed struct {
	pivot          language.Tag
	source, target *tm.Document
	sources        tm.Range
	targets        tm.Range
	status         tm.Status
	confidence     float64
	context4
	aligner string
}

// compose returns the composed pairs of an article, in a fixed order.
func compose(a *tm.Article) []composed {
	var all []composed
	for i := range a.Documents {
		for j := i + 1; j < len(a.Documents); j++ {
			source, target := &a.Documents[i], &a.Documents[j]
			if toPivot(a, source, target) != nil {
				continue // aligned directly
			}
			if pivot := pivotOf(a, source, target); pivot != nil {
				all = append(all, composePair(a, source, pivot, target)...)
			}
		}
	}
	return all
}

// pivotOf returns the document through which two others are joined: the
// French one if it will do, else the first that was stored.
func pivotOf(a *tm.Article, source, target *tm.Document) *tm.Document {
	var pivot *tm.Document
	for i := range a.Documents {
		p := &a.Documents[i]
		if toPivot(a, source, p) == nil || toPivot(a, target, p) == nil {
			continue
		}
		if pivot == nil || p.Lang == language.French {
			pivot = p
		}
	}
	return pivot
}

// leg is an alignment read towards the pivot: bead n takes the run own[n] of
// its own document and the run pivot[n] of the pivot.
type leg struct {
	beads      []tm.Bead
	own, pivot func(tm.Bead) tm.Range
	aligner    string
}

// toPivot returns the leg from a document to another, nil when they were not
// aligned.
func toPivot(a *tm.Article, own, pivot *tm.Document) *leg {
	first := func(b tm.Bead) tm.Range { return b.Source }
	second := func(b tm.Bead) tm.Range { return b.Target }
	for i := range a.Alignments {
		al := &a.Alignments[i]
		switch {
		case al.Source == own.Lang && al.Target == pivot.Lang:
			return &leg{beads: al.Beads, own: first, pivot: second, aligner: al.Aligner}
		case al.Source == pivot.Lang && al.Target == own.Lang:
			return &leg{beads: al.Beads, own: second, pivot: first, aligner: al.Aligner}
		}
	}
	return nil
}

// composePair joins two legs at the pivot.
func composePair(a *tm.Article, source, pivot, target *tm.Document) []composed {
	one, two := toPivot(a, source, pivot), toPivot(a, target, pivot)
	runs := closedRuns(len(pivot.Sentences), one, two)
	sources := one.gather(runs)
	targets := two.gather(runs)
	sourceBorders, targetBorders := one.borders(), two.borders()
	var pairs []composed
	for n := range runs {
		s, t := sources[n], targets[n]
		if !s.whole() || !t.whole() {
			continue
		}
		c := composed{
			pivot: pivot.Lang, source: source, target: target,
			sources: s.run, targets: t.run,
			status: tm.StatusAuto, confidence: min(s.confidence, t.confidence),
			aligner: one.aligner,
		}
		if s.confirmed && t.confirmed {
			c.status = tm.StatusConfirmed
		}
		c.sourceBefore, c.sourceAfter = sourceBorders.around(source, s.run)
		c.targetBefore, c.targetAfter = targetBorders.around(target, t.run)
		pairs = append(pairs, c)
	}
	return pairs
}

// closedRuns cuts n sentences of the pivot into the shortest runs that no bead
// of either leg crosses.
func closedRuns(n int, legs ...*leg) []tm.Range {
	crossed := make([]bool, n+1) // a bead lies over the border before sentence i
	for _, l := range legs {
		for _, b := range l.beads {
			r := l.pivot(b)
			for i := r.From + 1; i < r.To; i++ {
				crossed[i] = true
			}
		}
	}
	var runs []tm.Range
	for from := 0; from < n; {
		to := from + 1
		for crossed[to] && to < n {
			to++
		}
		runs = append(runs, tm.Range{From: from, To: to})
		from = to
	}
	return runs
}

// gathered is what the beads of a leg say of one run of the pivot.
type gathered struct {
	run        tm.Range // of the leg's own document
	sentences  int      // that the beads take of it
	beads      int
	unusable   bool // a bead is rejected or has an empty side
	confirmed  bool
	confidence float64
}

// whole reports whether the beads give one unbroken run.
func (g gathered) whole() bool {
	return g.beads > 0 && !g.unusable && g.run.Len() == g.sentences
}

func (l *leg) gather(runs []tm.Range) []gathered {
	of := make(map[int]int, len(runs)) // first sentence of the pivot → its run
	for n, r := range runs {
		for i := r.From; i < r.To; i++ {
			of[i] = n
		}
	}
	all := make([]gathered, len(runs))
	for _, b := range l.beads {
		own, pivot := l.own(b), l.pivot(b)
		if pivot.Len() == 0 {
			continue
		}
		g := &all[of[pivot.From]]
		if b.Status == tm.StatusRejected || own.Len() == 0 {
			g.unusable = true
			continue
		}
		if g.beads == 0 {
			g.run, g.confirmed, g.confidence = own, true, b.Confidence
		}
		g.run = tm.Range{From: min(g.run.From, own.From), To: max(g.run.To, own.To)}
		g.sentences += own.Len()
		g.beads++
		g.confirmed = g.confirmed && b.Status == tm.StatusConfirmed
		g.confidence = min(g.confidence, b.Confidence)
	}
	return all
}

// borders tells which bead ends and which begins at a sentence of the leg's
// own document.
type borders struct{ ends, begins map[int]tm.Range }

func (l *leg) borders() borders {
	b := borders{map[int]tm.Range{}, map[int]tm.Range{}}
	for _, bead := range l.beads {
		if own := l.own(bead); own.Len() > 0 {
			b.ends[own.To], b.begins[own.From] = own, own
		}
	}
	return b
}

// around returns the context of a run: the beads that end and begin where it
// begins and ends.
func (b borders) around(d *tm.Document, run tm.Range) (before, after sql.NullInt64) {
	return contextHash(d.Text(b.ends[run.From])), contextHash(d.Text(b.begins[run.To]))
}

// recompose makes the composed units of an article what its beads say.
func (c *change) recompose(ctx context.Context, a *tm.Article) error {
	old, err := loadComposed(ctx, c, a.ID)
	if err != nil {
		return fmt.Errorf("reading the composed units: %w", err)
	}
	units := newUnitBulk()
	for _, pair := range compose(a) {
		if err := c.storeComposed(ctx, a.ID, pair, old, units); err != nil {
			return fmt.Errorf("composing %s and %s: %w", pair.source.Lang, pair.target.Lang, err)
		}
	}
	if err := units.flush(ctx, c); err != nil {
		return fmt.Errorf("storing composed units: %w", err)
	}
	return c.dropComposed(ctx, old)
}

// composedKey is what a composed unit is known by: what never changes of it.
type composedKey struct {
	pivot                  string
	sourceText, targetText int64
	sourceSentence         int64
}

type composedRow struct {
	unitRow
	pivot                  string
	sourceLang, targetLang string
}

func loadComposed(ctx context.Context, q querier, article int64) (map[composedKey]composedRow, error) {
	rows, err := q.QueryContext(ctx, `SELECT id, pivot, source_lang, target_lang, source_text, target_text,
		source_before, source_after, target_before, target_after, status, confidence, aligner, role,
		source_block, source_sentence, target_block, target_sentence, changed, changed_by
		FROM unit WHERE article = ? AND pivot IS NOT NULL`, article)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[composedKey]composedRow{}
	for rows.Next() {
		var r composedRow
		if err := rows.Scan(&r.id, &r.pivot, &r.sourceLang, &r.targetLang, &r.sourceText, &r.targetText,
			&r.sourceBefore, &r.sourceAfter, &r.targetBefore, &r.targetAfter, &r.status, &r.confidence, &r.aligner,
			&r.role, &r.sourceBlock, &r.sourceSentence, &r.targetBlock, &r.targetSentence, &r.changed, &r.changedBy); err != nil {
			return nil, err
		}
		all[r.key()] = r
	}
	return all, rows.Err()
}

func (r composedRow) key() composedKey {
	return composedKey{r.pivot, r.sourceText, r.targetText, r.sourceSentence.Int64}
}

// storeComposed writes a composed pair, and takes the unit that it continues
// out of old.
func (c *change) storeComposed(ctx context.Context, article int64, pair composed,
	old map[composedKey]composedRow, units *bulk) error {
	row, err := c.composedRow(ctx, pair)
	if err != nil {
		return err
	}
	prior, known := old[row.key()]
	if !known {
		_, err := c.addUnit(ctx, units, row.unitRow, unitOrigin{article: article, pivot: row.pivot,
			sourceLang: row.sourceLang, targetLang: row.targetLang})
		return err
	}
	delete(old, row.key())
	row.id = prior.id
	if row.status == prior.status && row.confidence == prior.confidence {
		row.changed, row.changedBy = prior.changed, prior.changedBy
	}
	if row == prior {
		return nil
	}
	return c.updateUnit(ctx, row.unitRow)
}

func (c *change) composedRow(ctx context.Context, pair composed) (composedRow, error) {
	row := composedRow{pivot: pair.pivot.String(), sourceLang: pair.source.Lang.String(), targetLang: pair.target.Lang.String()}
	source, err := c.putText(ctx, row.sourceLang, pair.source.Text(pair.sources))
	if err != nil {
		return row, err
	}
	target, err := c.putText(ctx, row.targetLang, pair.target.Text(pair.targets))
	if err != nil {
		return row, err
	}
	row.unitRow = placedUnit(pair.source, pair.target, pair.sources, pair.targets)
	row.sourceText, row.targetText = source, target
	row.context4 = pair.context4
	row.status, row.confidence, row.aligner = pair.status, pair.confidence, pair.aligner
	row.changed, row.changedBy = c.now, pair.aligner
	return row, nil
}

// dropComposed takes composed units away, and their texts where nothing else
// has them.
func (c *change) dropComposed(ctx context.Context, rows map[composedKey]composedRow) error {
	var gone []composedRow
	for _, r := range rows {
		gone = append(gone, r)
	}
	slices.SortFunc(gone, func(a, b composedRow) int { return cmp.Compare(a.id, b.id) })
	for _, r := range gone {
		if _, err := c.ExecContext(ctx, "DELETE FROM unit WHERE id = ?", r.id); err != nil {
			return fmt.Errorf("removing composed unit %d: %w", r.id, err)
		}
		if err := c.dropText(ctx, r.sourceLang, r.sourceText); err != nil {
			return err
		}
		if err := c.dropText(ctx, r.targetLang, r.targetText); err != nil {
			return err
		}
	}
	return nil
}

// checkComposed holds the composed units of an article against its beads.
func checkComposed(ctx context.Context, q querier, a *tm.Article) ([]tm.Problem, error) {
	want := map[composedCheck]int{}
	for _, pair := range compose(a) {
		want[composedCheck{pair.source.Text(pair.sources), pair.target.Text(pair.targets),
			pair.pivot.String(), pair.status, pair.confidence}]++
	}
	rows, err := q.QueryContext(ctx, `SELECT s.text, t.text, u.pivot, u.status, u.confidence
		FROM unit u JOIN text s ON s.id = u.source_text JOIN text t ON t.id = u.target_text
		WHERE u.article = ? AND u.pivot IS NOT NULL`, a.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var got composedCheck
		if err := rows.Scan(&got.source, &got.target, &got.pivot, &got.status, &got.confidence); err != nil {
			return nil, err
		}
		want[got]--
	}
	for _, n := range want {
		if n != 0 {
			return []tm.Problem{{Where: "article " + a.Key,
				What: "its composed units are not what its beads say", Do: doReimport}}, rows.Err()
		}
	}
	return nil, rows.Err()
}

type composedCheck struct {
	source, target, pivot string
	status                tm.Status
	confidence            float64
}
