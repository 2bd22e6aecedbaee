package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"calque/tm"
)

// facts are what a unit is counted by, and what a search can be narrowed to.
type facts struct {
	story  storyOf
	origin int64         // of a unit that belongs to no article
	date   sql.NullInt64 // of the text that was searched, else of its translation
	agency string        // likewise
	status tm.Status     // superseded included
}

// storyOf says which article a unit belongs to: by its number or, for one that
// belongs to none, by the key that it says to come from; neither for none.
type storyOf struct {
	article int64
	key     string
}

// The columns that facts are read from, of units u read from the source s to the
// target t or the other way round, and the tables that they stand in.
const (
	factsBySource = `coalesce(u.article, 0), coalesce(u.origin, 0), coalesce(s.date, t.date),
		coalesce(nullif(s.agency, ''), t.agency, '')`
	factsByTarget = `coalesce(u.article, 0), coalesce(u.origin, 0), coalesce(t.date, s.date),
		coalesce(nullif(t.agency, ''), s.agency, '')`
	unitWithDocuments = ` FROM unit u
		LEFT JOIN document s ON s.article = u.article AND s.lang = u.source_lang
		LEFT JOIN document t ON t.article = u.article AND t.lang = u.target_lang `
)

// columns are where those columns are scanned to.
func (f *facts) columns() []any {
	return []any{&f.story.article, &f.origin, &f.date, &f.agency}
}

// bring adds what a unit that belongs to no article says of its origin.
func (r *originReader) bring(ctx context.Context, q querier, f *facts) error {
	if f.story.article != 0 || f.origin == 0 {
		return nil
	}
	u := &fullUnit{shared: nullNumber(f.origin)}
	if err := r.attach(ctx, q, u); err != nil {
		return err
	}
	f.story.key, f.date, f.agency = u.origin.Article, u.source.document.date, u.source.document.agency
	return nil
}

// year is that of the unit's date, 0 without one.
func (f *facts) year() int {
	if !f.date.Valid {
		return 0
	}
	return fromNullMillis(f.date).Year()
}

// of reports whether a unit is of an agency and a year; empty and 0 are any.
func (f *facts) of(agency string, year int) bool {
	return (agency == "" || f.agency == agency) && (year == 0 || f.year() == year)
}

// facet is what a bucket is of.
type facet int

const (
	byStory facet = iota
	byAgency
	byYear
	byStatus
	everything // no facet: the units as a whole
)

// bucket is what units are counted in: a story, an agency, a year or a status.
type bucket struct {
	facet facet
	story storyOf
	name  string // of an agency or a status
	year  int
}

// buckets are those that a unit falls in, one a facet.
func (f *facts) buckets() [4]bucket {
	return [4]bucket{
		{facet: byStory, story: f.story}, {facet: byAgency, name: f.agency},
		{facet: byYear, year: f.year()}, {facet: byStatus, name: string(f.status)},
	}
}

// tally counts units.
type tally struct {
	units, texts int
	in           map[bucket]int
}

func newTally() tally { return tally{in: map[bucket]int{}} }

func (t *tally) count(f *facts) {
	t.units++
	for _, b := range f.buckets() {
		t.in[b]++
	}
}

// counts names the articles and sorts the buckets.
func (t *tally) counts(ctx context.Context, q querier) (tm.Counts, error) {
	counts := tm.Counts{Units: t.units, Texts: t.texts}
	keys, err := articleKeys(ctx, q, maps.Keys(t.in))
	if err != nil {
		return counts, fmt.Errorf("naming the articles: %w", err)
	}
	stories := map[string]int{} // an article and units that say to come from it are one
	for b, units := range t.in {
		switch b.facet {
		case byStory:
			stories[cmp.Or(keys[b.story.article], b.story.key)] += units
		case byAgency:
			counts.Agencies = append(counts.Agencies, tm.AgencyCount{Agency: b.name, Units: units})
		case byYear:
			counts.Years = append(counts.Years, tm.YearCount{Year: b.year, Units: units})
		case byStatus:
			counts.Statuses = append(counts.Statuses, tm.StatusCount{Status: tm.Status(b.name), Units: units})
		}
	}
	for key, units := range stories {
		counts.Stories = append(counts.Stories, tm.StoryCount{Article: key, Units: units})
	}
	slices.SortFunc(counts.Stories, func(a, b tm.StoryCount) int {
		return cmp.Or(cmp.Compare(b.Units, a.Units), cmp.Compare(a.Article, b.Article))
	})
	slices.SortFunc(counts.Agencies, func(a, b tm.AgencyCount) int {
		return cmp.Or(cmp.Compare(b.Units, a.Units), cmp.Compare(a.Agency, b.Agency))
	})
	slices.SortFunc(counts.Years, func(a, b tm.YearCount) int { return cmp.Compare(b.Year, a.Year) })
	slices.SortFunc(counts.Statuses, func(a, b tm.StatusCount) int {
		return cmp.Or(cmp.Compare(b.Units, a.Units), cmp.Compare(a.Status, b.Status))
	})
	return counts, nil
}

// yearBounds are the first millisecond of a year and of the next one.
func yearBounds(year int) (first, after int64) {
	start := func(year int) int64 { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli() }
	return start(year), start(year + 1)
}
