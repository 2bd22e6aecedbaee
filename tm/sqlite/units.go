package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"

	"golang.org/x/text/language"

	"calque/tm"
)

// Units implements [tm.Store]. It reads article by article, so that memory
// does not grow with the number of units; those that belong to no article come
// first.
func (s *Store) Units(ctx context.Context, f tm.Filter) iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		err := s.inRead(ctx, "reading units", func(q *session) error {
			u := &unitStream{q: q, filter: f, statuses: statusSet(f.Statuses), yield: yield}
			return u.run(ctx)
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield(tm.Unit{}, err)
		}
	}
}

type unitStream struct {
	q        *session
	filter   tm.Filter
	from, to []string
	statuses map[tm.Status]bool
	yield    func(tm.Unit, error) bool
}

func (u *unitStream) run(ctx context.Context) error {
	tags, err := languages(ctx, u.q)
	if err != nil {
		return err
	}
	u.from, u.to = pick(tags, u.filter.From), pick(tags, u.filter.To)
	if err := u.homeless(ctx); err != nil {
		return fmt.Errorf("those of no article: %w", err)
	}
	keys, err := u.q.QueryContext(ctx, "SELECT id, key FROM article WHERE ?1 = '' OR key = ?1 ORDER BY key", u.filter.Article)
	if err != nil {
		return fmt.Errorf("listing the articles: %w", err)
	}
	defer keys.Close()
	for keys.Next() {
		var id int64
		var key string
		if err := keys.Scan(&id, &key); err != nil {
			return fmt.Errorf("listing the articles: %w", err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		// An article is read in a moment: its statements need not watch.
		if err := u.article(context.WithoutCancel(ctx), id, key); err != nil {
			return fmt.Errorf("article %s: %w", key, err)
		}
	}
	return keys.Err()
}

// homeless streams the units that belong to no article, in the order they came
// in. One that says it comes from an article passes for a unit of it.
func (u *unitStream) homeless(ctx context.Context) error {
	// The index on articles has them in the first order. In the second the table
	// has them, and the plus keeps SQLite from sorting what the index gives.
	column, order := "u.article", "u.source_lang, u.target_lang, u.source_sentence, u.id"
	if u.filter.Together {
		column, order = "+u.article", "u.id"
	}
	rows, err := u.q.QueryContext(ctx, selectUnit+"WHERE "+column+` IS NULL AND (?1 = '' OR u.origin IN
			(SELECT id FROM origin WHERE json_extract(data, '$.article') = ?1))
		ORDER BY `+order, u.filter.Article)
	if err != nil {
		return err
	}
	defer rows.Close()
	var origins originReader
	for rows.Next() {
		f, err := scanUnit(rows)
		if err != nil {
			return err
		}
		reversed, ok := u.wanted(f)
		if !ok {
			continue
		}
		if err := origins.attach(ctx, u.q, f); err != nil {
			return err
		}
		if !u.yield(f.read(reversed), nil) {
			return errStopped
		}
	}
	return rows.Err()
}

// article streams the units of one article in the order of their pair and
// place.
func (u *unitStream) article(ctx context.Context, id int64, key string) error {
	rows, err := u.q.QueryContext(ctx, selectUnit+"WHERE u.article = ?", id)
	if err != nil {
		return err
	}
	units, err := u.collect(rows)
	if err != nil || len(units) == 0 {
		return err
	}
	documents, err := loadDocumentInfos(ctx, u.q, id)
	if err != nil {
		return fmt.Errorf("reading its documents: %w", err)
	}
	near, err := loadSurroundings(ctx, u.q, id)
	if err != nil {
		return fmt.Errorf("reading what stands around its units: %w", err)
	}
	slices.SortFunc(units, comparePlaced)
	for _, p := range units {
		p.attach(key, documents)
		near.fill(p.fullUnit)
		if !u.yield(p.read(p.reversed), nil) {
			return errStopped
		}
	}
	return nil
}

// placed is a unit in the direction it is asked for in.
type placed struct {
	*fullUnit
	reversed bool
}

func (u *unitStream) collect(rows *sql.Rows) ([]placed, error) {
	defer rows.Close()
	var units []placed
	for rows.Next() {
		f, err := scanUnit(rows)
		if err != nil {
			return nil, err
		}
		if reversed, ok := u.wanted(f); ok {
			units = append(units, placed{f, reversed})
		}
	}
	return units, rows.Err()
}

// wanted reports whether a unit passes the filter, and in which direction.
func (u *unitStream) wanted(f *fullUnit) (reversed, ok bool) {
	if u.filter.Together && u.filter.From == language.Und && f.article != 0 && f.unit.Pivot != language.Und {
		return false, false
	}
	if !u.statuses[f.unit.Status] || !confident(f.unit.Status, f.unit.Confidence, u.filter.MinConfidence) {
		return false, false
	}
	switch {
	case slices.Contains(u.from, f.sourceLang) && slices.Contains(u.to, f.targetLang):
		return false, true
	case slices.Contains(u.from, f.targetLang) && slices.Contains(u.to, f.sourceLang):
		return true, true
	}
	return false, false
}

func comparePlaced(a, b placed) int {
	sourceA, targetA := a.places()
	sourceB, targetB := b.places()
	return cmp.Or(
		cmp.Compare(sourceA.lang, sourceB.lang),
		cmp.Compare(targetA.lang, targetB.lang),
		cmp.Compare(sourceA.sentence, sourceB.sentence),
		cmp.Compare(targetA.sentence, targetB.sentence),
		cmp.Compare(a.unit.ID, b.unit.ID),
	)
}

// sidePlace is what units are ordered by on one side.
type sidePlace struct {
	lang     string
	sentence int64
}

func (p placed) places() (source, target sidePlace) {
	source = sidePlace{p.sourceLang, p.source.sentence.Int64}
	target = sidePlace{p.targetLang, p.target.sentence.Int64}
	if p.reversed {
		source, target = target, source
	}
	return source, target
}

// surroundings holds the texts around the beads of one article.
type surroundings map[int64]surrounding

type surrounding struct{ sourceBefore, sourceAfter, targetBefore, targetAfter string }

func loadSurroundings(ctx context.Context, q querier, article int64) (surroundings, error) {
	documents, err := loadDocuments(ctx, q, article)
	if err != nil {
		return nil, err
	}
	all := surroundings{}
	for i := range documents {
		for j := range documents {
			source, target := &documents[i], &documents[j]
			beads, err := loadRanges(ctx, q, source.ID, target.ID)
			if err != nil {
				return nil, err
			}
			all.add(beads, source, target)
		}
	}
	return all, nil
}

// loadRanges reads where the beads of two documents stand, and nothing else of
// them.
func loadRanges(ctx context.Context, q querier, source, target int64) ([]tm.Bead, error) {
	rows, err := q.QueryContext(ctx, `SELECT b.id, source_first, source_count, target_first, target_count
		FROM alignment a JOIN bead b ON b.alignment = a.id WHERE a.source = ? AND a.target = ?`, source, target)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var beads []tm.Bead
	for rows.Next() {
		var b tm.Bead
		var sources, targets int
		if err := rows.Scan(&b.ID, &b.Source.From, &sources, &b.Target.From, &targets); err != nil {
			return nil, err
		}
		b.Source.To, b.Target.To = b.Source.From+sources, b.Target.From+targets
		beads = append(beads, b)
	}
	return beads, rows.Err()
}

func (s surroundings) add(beads []tm.Bead, source, target *tm.Document) {
	sourceBefore, sourceAfter := around(beads, func(b tm.Bead) tm.Range { return b.Source })
	targetBefore, targetAfter := around(beads, func(b tm.Bead) tm.Range { return b.Target })
	text := func(d *tm.Document, side func(tm.Bead) tm.Range, i int) string {
		if i < 0 {
			return ""
		}
		return d.Text(side(beads[i]))
	}
	ofSource := func(b tm.Bead) tm.Range { return b.Source }
	ofTarget := func(b tm.Bead) tm.Range { return b.Target }
	for i, b := range beads {
		s[b.ID] = surrounding{
			sourceBefore: text(source, ofSource, sourceBefore[i]),
			sourceAfter:  text(source, ofSource, sourceAfter[i]),
			targetBefore: text(target, ofTarget, targetBefore[i]),
			targetAfter:  text(target, ofTarget, targetAfter[i]),
		}
	}
}

func (s surroundings) fill(f *fullUnit) {
	near := s[f.origin.BeadID]
	f.source.before, f.source.after = near.sourceBefore, near.sourceAfter
	f.target.before, f.target.after = near.targetBefore, near.targetAfter
}
