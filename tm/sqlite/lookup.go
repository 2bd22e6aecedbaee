package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/match"
)

// exact is the score of a text that is the query itself. A neighbour that is
// equal too adds one.
const exact = 100

// Lookup implements [tm.Store].
func (s *Store) Lookup(ctx context.Context, query tm.Query) ([]tm.Match, error) {
	matches, _, err := s.lookUp(ctx, query, nil)
	return matches, err
}

// LookupCounted implements [tm.Store].
func (s *Store) LookupCounted(ctx context.Context, query tm.Query, count int) ([]tm.Match, tm.Counts, error) {
	return s.lookUp(ctx, query, &counting{most: count})
}

// lookUp looks up and counts, or does not count where counting is nil.
func (s *Store) lookUp(ctx context.Context, query tm.Query, counting *counting) (matches []tm.Match, counts tm.Counts, err error) {
	counts.Complete = true
	if strings.TrimSpace(query.Text) == "" {
		return nil, counts, nil
	}
	err = s.inRead(ctx, "looking up", func(q *session) error {
		l := newLookup(q, s.index, query)
		l.watched, l.counting = ctx, counting
		unwatched := context.WithoutCancel(ctx)
		var err error
		if matches, err = l.run(unwatched); err != nil || counting == nil {
			return err
		}
		counts, err = counting.counts(unwatched, q)
		return err
	})
	return matches, counts, err
}

// lookup answers one query.
//
// Texts like the query come from the index, best first; their units are read
// score by score until there are enough of them, and only those that are
// returned are read whole.
//
// A statement takes less time than somebody to watch over it, so that they run
// unwatched; whether the caller has given up is asked between them.
type lookup struct {
	q             *session
	index         *fuzzy
	watched       context.Context
	query         tm.Query
	weights       match.Weights
	from, to      []string
	statuses      map[tm.Status]bool
	before, after sql.NullInt64 // context hashes of the query
	condition     string        // on a unit, to follow WHERE …, and its values
	values        []any
	seen          map[seenUnit]bool
	origins       originReader
	counting      *counting // nil where nothing is counted
}

type seenUnit struct {
	id       int64
	reversed bool
}

// found is a unit that may be returned.
type found struct {
	hit
	seenUnit
	facts
	score     int
	penalties match.Penalties
	confirmed bool
	doubtful  bool // nobody confirmed it, and its alignment is not sure
	changed   int64
	texts     [2]int64 // source and target as they are read
}

func newLookup(q *session, index *fuzzy, query tm.Query) *lookup {
	return &lookup{
		q: q, index: index, query: query,
		statuses: statusSet(query.Statuses),
		before:   contextHash(query.Before),
		after:    contextHash(query.After),
		seen:     map[seenUnit]bool{},
	}
}

// statusSet returns the statuses that a look-up or an export may return.
func statusSet(statuses []tm.Status) map[tm.Status]bool {
	if len(statuses) == 0 {
		statuses = []tm.Status{tm.StatusAuto, tm.StatusConfirmed}
	}
	set := map[tm.Status]bool{}
	for _, s := range statuses {
		set[s] = true
	}
	return set
}

func (l *lookup) run(ctx context.Context) ([]tm.Match, error) {
	ready, err := l.prepare(ctx)
	if err != nil || !ready {
		return nil, err
	}
	var hits []langHit
	for _, lang := range l.from {
		more, err := l.hits(ctx, lang)
		if err != nil {
			return nil, fmt.Errorf("searching the texts in %s: %w", lang, err)
		}
		hits = append(hits, more...)
	}
	slices.SortStableFunc(hits, func(a, b langHit) int { return -cmp.Compare(a.Score, b.Score) })
	units, err := l.units(ctx, hits)
	if err != nil {
		return nil, err
	}
	return l.matches(ctx, units)
}

// prepare reads what the query leaves to the memory. False when the memory lacks
// one of the languages.
func (l *lookup) prepare(ctx context.Context) (bool, error) {
	var err error
	if l.weights, err = queryWeights(ctx, l.q, l.query); err != nil {
		return false, err
	}
	if err := l.narrow(ctx); err != nil {
		return false, err
	}
	tags, err := languages(ctx, l.q)
	if err != nil {
		return false, err
	}
	l.from, l.to = variants(tags, l.query.From), variants(tags, l.query.To)
	return len(l.from) > 0 && len(l.to) > 0, nil
}

// langHit is a hit and the language it was found in.
type langHit struct {
	hit
	lang string
}

// hits returns the texts of a language that are like the query. The query
// itself is found by its hash.
func (l *lookup) hits(ctx context.Context, lang string) ([]langHit, error) {
	same, err := findText(ctx, l.q, lang, l.query.Text)
	if err != nil {
		return nil, err
	}
	var hits []langHit
	if same != 0 {
		hits = append(hits, langHit{hit{TextID: same, Score: exact, Similarity: 1}, lang})
	}
	scorer := match.NewScorer(l.query.Text, lang, l.weights)
	similar, err := l.index.searchFor(l.watched, l.q, lang, scorer, min(l.query.Min, exact))
	if err != nil {
		return nil, err
	}
	for _, h := range similar {
		if h.TextID != same {
			hits = append(hits, langHit{h, lang})
		}
	}
	return hits, nil
}

// units returns the units of the hits, best first, at least as many as are
// asked for: it stops after a score when there are enough, since no unit of a
// lower one can come before.
func (l *lookup) units(ctx context.Context, hits []langHit) ([]found, error) {
	var units []found
	for i, h := range hits {
		if l.watched.Err() != nil {
			return nil, context.Cause(l.watched)
		}
		if l.query.Limit > 0 && i > 0 && h.Score < hits[i-1].Score && enough(units, l.query.Limit, h.Score) && l.counting.enough(units) {
			break
		}
		more, err := l.unitsOf(ctx, h)
		if err != nil {
			return nil, fmt.Errorf("reading the units of text %d: %w", h.TextID, err)
		}
		units = append(units, more...)
	}
	l.counting.take(units, l.query.Distinct)
	slices.SortFunc(units, compareFound)
	if l.query.Distinct {
		units = distinct(units)
	}
	if l.query.Limit > 0 && len(units) > l.query.Limit {
		units = units[:l.query.Limit]
	}
	return units, nil
}

// enough reports whether limit different pairs of texts score more than score.
func enough(units []found, limit, score int) bool {
	pairs := map[[2]int64]bool{}
	for _, u := range units {
		if u.score > score {
			pairs[u.texts] = true
		}
	}
	return len(pairs) >= limit
}

// distinct keeps the first unit of each pair of texts.
func distinct(units []found) []found {
	seen := map[[2]int64]bool{}
	return slices.DeleteFunc(units, func(u found) bool {
		again := seen[u.texts]
		seen[u.texts] = true
		return again
	})
}

func compareFound(a, b found) int {
	return cmp.Or(
		-cmp.Compare(a.score, b.score),
		-cmp.Compare(a.Similarity, b.Similarity),
		-cmp.Compare(rank(a.confirmed), rank(b.confirmed)),
		-cmp.Compare(a.changed, b.changed),
		cmp.Compare(a.id, b.id),
	)
}

func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// unitsOf returns the units that have a text on the side that is asked for, in
// the direction it is asked for.
func (l *lookup) unitsOf(ctx context.Context, h langHit) ([]found, error) {
	var units []found
	for _, reversed := range []bool{false, true} {
		more, err := l.unitsOfSide(ctx, h, reversed)
		if err != nil {
			return nil, err
		}
		units = append(units, more...)
	}
	return units, nil
}

const (
	unitsBySource = `SELECT u.id, u.target_lang, u.target_text, u.status, u.confidence, u.superseded IS NOT NULL, u.pivot IS NOT NULL, u.changed,
		u.source_before, u.source_after`
	unitsByTarget = `SELECT u.id, u.source_lang, u.source_text, u.status, u.confidence, u.superseded IS NOT NULL, u.pivot IS NOT NULL, u.changed,
		u.target_before, u.target_after`
)

// factual reports whether the facts of units are asked for. Without them a
// look-up spares itself the documents of every unit that it meets.
func (l *lookup) factual() bool {
	return l.counting != nil || l.query.Agency != "" || l.query.Year != 0
}

// unitStatement reads the units that have a text on one side.
func (l *lookup) unitStatement(reversed bool) string {
	columns, facts, side := unitsBySource, factsBySource, "WHERE u.source_text = ?"
	if reversed {
		columns, facts, side = unitsByTarget, factsByTarget, "WHERE u.target_text = ?"
	}
	if l.factual() {
		return columns + ", " + facts + unitWithDocuments + side + l.condition
	}
	return columns + " FROM unit u " + side + l.condition
}

func (l *lookup) unitsOfSide(ctx context.Context, h langHit, reversed bool) ([]found, error) {
	rows, err := l.q.QueryContext(ctx, l.unitStatement(reversed), append([]any{h.TextID}, l.values...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var units []found
	for rows.Next() {
		f := found{hit: h.hit, seenUnit: seenUnit{reversed: reversed}, score: h.Score, penalties: h.Penalties}
		var lang string
		var other int64
		var confidence float64
		var before, after sql.NullInt64
		var superseded, composed bool
		columns := []any{&f.id, &lang, &other, &f.status, &confidence, &superseded, &composed, &f.changed, &before, &after}
		if l.factual() {
			columns = append(columns, f.facts.columns()...)
		}
		if err := rows.Scan(columns...); err != nil {
			return nil, err
		}
		if superseded {
			f.status = tm.StatusSuperseded
		}
		f.confirmed = f.status == tm.StatusConfirmed
		f.doubtful = !confident(f.status, confidence, tm.DoubtfulBelow)
		f.texts = [2]int64{h.TextID, other}
		if ok, err := l.wanted(ctx, &f, lang, confidence); err != nil || !ok {
			if err != nil {
				return nil, err
			}
			continue
		}
		l.penalise(&f, h.lang, lang)
		l.reward(&f, before, after)
		if f.score >= l.query.Min && !l.seen[f.seenUnit] {
			l.seen[f.seenUnit] = true
			units = append(units, f)
		}
	}
	return units, rows.Err()
}

// wanted reports whether a unit may be returned. What it brought along of its
// origin is read only where somebody asks for it.
func (l *lookup) wanted(ctx context.Context, f *found, lang string, confidence float64) (bool, error) {
	if !slices.Contains(l.to, lang) || !l.statuses[f.status] || !confident(f.status, confidence, l.query.MinConfidence) {
		return false, nil
	}
	if !l.factual() {
		return true, nil
	}
	if err := l.origins.bring(ctx, l.q, &f.facts); err != nil {
		return false, err
	}
	return f.of(l.query.Agency, l.query.Year), nil
}

// confident reports whether a unit is trusted: a person's word counts more
// than the aligner's figure.
func confident(status tm.Status, confidence, least float64) bool {
	return status == tm.StatusConfirmed || confidence >= least
}

// penalise takes off what the unit costs: another regional variant than the one
// asked for (fr-CA where fr-BE was asked for), and that nobody confirmed a
// doubtful alignment. A sure one costs nothing: in a memory that was made by
// alignment nearly all is unconfirmed, and a point off everything would tell
// nobody anything.
func (l *lookup) penalise(f *found, from, to string) {
	if !sameVariant(l.query.From, from) || !sameVariant(l.query.To, to) {
		f.take(match.PenaltyVariant, l.weights.Variant)
	}
	if f.doubtful {
		f.take(match.PenaltyUnconfirmed, l.weights.Unconfirmed)
	}
}

func (f *found) take(name string, points int) {
	if points == 0 {
		return
	}
	f.score = max(0, f.score-points)
	f.penalties = maps.Clone(f.penalties)
	if f.penalties == nil {
		f.penalties = match.Penalties{}
	}
	f.penalties[name] = points
}

// sameVariant reports whether a language of the memory will do for the one
// asked for. Only two regions that are both named and differ do not: who asks
// for en is content with en-GB, and a memory in en does not say that it is not
// in en-GB.
func sameVariant(asked language.Tag, lang string) bool {
	askedRegion, namedByAsker := asked.Region()
	region, named := readTag(lang).Region()
	return namedByAsker != language.Exact || named != language.Exact || askedRegion == region
}

// reward counts the neighbours that are equal too, of an exact match. One that
// is unknown on either side counts for nothing.
func (l *lookup) reward(f *found, before, after sql.NullInt64) {
	if f.score != exact {
		return
	}
	if l.before.Valid && l.before == before {
		f.score++
	}
	if l.after.Valid && l.after == after {
		f.score++
	}
}

// matches reads the units whole.
func (l *lookup) matches(ctx context.Context, units []found) ([]tm.Match, error) {
	var matches []tm.Match
	for _, f := range units {
		full, err := loadUnit(ctx, l.q, f.id)
		if err != nil {
			return nil, err
		}
		unit := full.read(f.reversed)
		matches = append(matches, tm.Match{
			Unit: unit, Score: f.score, Penalties: f.penalties,
			Diff: match.Diff(unit.Source.Text, l.query.Text, unit.Source.Lang.String()),
		})
	}
	return matches, nil
}
