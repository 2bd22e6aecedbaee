package storetest

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"calque/tm"
)

// spread says how units spread over stories, agencies, years and statuses,
// without an order.
type spread struct {
	Stories  map[string]int
	Agencies map[string]int
	Years    map[int]int
	Statuses map[tm.Status]int
}

func newSpread() spread {
	return spread{map[string]int{}, map[string]int{}, map[int]int{}, map[tm.Status]int{}}
}

func (s spread) count(u tm.Unit, date time.Time, agency string) {
	s.Stories[u.Origin.Article]++
	s.Agencies[agency]++
	s.Statuses[u.Status]++
	if date.IsZero() {
		s.Years[0]++
	} else {
		s.Years[date.Year()]++
	}
}

func spreadOf(counts tm.Counts) spread {
	s := newSpread()
	for _, c := range counts.Stories {
		s.Stories[c.Article] += c.Units
	}
	for _, c := range counts.Agencies {
		s.Agencies[c.Agency] += c.Units
	}
	for _, c := range counts.Years {
		s.Years[c.Year] += c.Units
	}
	for _, c := range counts.Statuses {
		s.Statuses[c.Status] += c.Units
	}
	return s
}

// facetMemory holds one sentence in three articles and a unit that belongs to
// none, of agencies and years that differ; two of the articles share the pair of
// texts.
func facetMemory(t *testing.T, store tm.Store) {
	day := func(year int) time.Time { return time.Date(year, 12, 31, 23, 59, 0, 0, time.UTC) }
	for _, a := range []struct {
		key, target, agency, targetAgency string
		date                              time.Time
		status                            tm.Status
	}{
		{"one", "The same title", "AFP", "Xinhua", day(2020), tm.StatusAuto},
		{"two", "The same title", "", "Xinhua", day(2021), tm.StatusConfirmed},
		{"three", "Another title", "", "", time.Time{}, tm.StatusAuto},
	} {
		source := Document("fr", "/"+a.key+".fr.txt", "Le même titre", "Suite "+a.key)
		target := Document("en", "/"+a.key+".en.txt", a.target, "Rest "+a.key)
		source.Agency, target.Agency, target.Date = a.agency, a.targetAgency, a.date
		alignment := Align(source, target, "1:1 1:1", 0.95)
		alignment.Beads[0].Status = a.status
		put(t, store, Article(a.key, []tm.Document{source, target}, alignment))
	}
	brought := tm.Unit{Status: tm.StatusConfirmed, Confidence: 1,
		Origin: tm.Origin{Article: "two", Agency: "AFP", Date: time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)},
		Source: tm.Variant{Lang: tag("fr"), Text: "Le même titre"}, Target: tm.Variant{Lang: tag("en"), Text: "A title brought"}}
	units := func(yield func(tm.Unit, error) bool) { yield(brought, nil) }
	if _, err := store.PutUnits(t.Context(), units, tm.PutUnitsOptions{}); err != nil {
		t.Fatal(err)
	}
}

// facets: what was found is counted by story, agency, year and status, and the
// search narrowed to any of them has as many answers as were counted there.
func facets(t *testing.T, store tm.Store) {
	facetMemory(t, store)
	words := tm.ConcordanceQuery{Pattern: "même", Lang: tag("fr"), To: tag("en")}
	all := concordance(t, store, words)
	want := tm.Counts{Units: 4, Texts: 1, Complete: true,
		Stories:  []tm.StoryCount{{Article: "two", Units: 2}, {Article: "one", Units: 1}, {Article: "three", Units: 1}},
		Agencies: []tm.AgencyCount{{Agency: "AFP", Units: 2}, {Units: 1}, {Agency: "Xinhua", Units: 1}},
		Years:    []tm.YearCount{{Year: 2021, Units: 2}, {Year: 2020, Units: 1}, {Units: 1}},
		Statuses: []tm.StatusCount{{Status: tm.StatusAuto, Units: 2}, {Status: tm.StatusConfirmed, Units: 2}}}
	if diff := cmp.Diff(want, all.Counts); diff != "" {
		t.Errorf("a concordance (-want +got):\n%s", diff)
	}
	title := tm.Query{Text: "Le même titre", From: tag("fr"), To: tag("en"), Min: 90, Distinct: true}
	count := func(q tm.Query, limit, most int) tm.Counts {
		t.Helper()
		q.Limit = limit
		matches, counts, err := store.LookupCounted(t.Context(), q, most)
		if err != nil {
			t.Fatal(err)
		}
		if want := lookup(t, store, q); !reflect.DeepEqual(want, matches) {
			t.Errorf("%+v: who counts finds %q, not %q", q, targets(matches), targets(want))
		}
		return counts
	}
	want.Units = 3 // pairs of texts
	if diff := cmp.Diff(want, count(title, 1, 0)); diff != "" {
		t.Errorf("a look-up (-want +got):\n%s", diff)
	}
	for _, test := range []struct {
		name, story, agency string
		year                int
		statuses            []tm.Status
		units, pairs        int
	}{
		{"an article", "two", "", 0, nil, 2, 2},
		{"an agency, named by the text or what the unit says", "", "AFP", 0, nil, 2, 2},
		{"an agency that only the translation names", "", "Xinhua", 0, nil, 1, 1},
		{"an agency that is not there", "", "Reuters", 0, nil, 0, 0},
		{"a year, to its last and from its first minute", "", "", 2021, nil, 2, 2},
		{"the year before", "", "", 2020, nil, 1, 1},
		{"a year that is not there", "", "", 2022, nil, 0, 0},
		{"a status", "", "", 0, []tm.Status{tm.StatusAuto}, 2, 2},
		{"all of them", "two", "AFP", 2021, []tm.Status{tm.StatusConfirmed}, 1, 1},
		{"two that exclude each other", "", "Xinhua", 2020, nil, 0, 0},
	} {
		q, l := words, title
		q.Article, q.Agency, q.Year, q.Statuses = test.story, test.agency, test.year, test.statuses
		l.Article, l.Agency, l.Year, l.Statuses = test.story, test.agency, test.year, test.statuses
		if found := concordance(t, store, q); found.Counts.Units != test.units || len(found.Hits) != test.units {
			t.Errorf("%s: %d units in a concordance, %d hits", test.name, found.Counts.Units, len(found.Hits))
		}
		if counts := count(l, 0, 0); counts.Units != test.pairs {
			t.Errorf("%s: %d matches are counted, want %d", test.name, counts.Units, test.pairs)
		}
		l.Distinct = false
		if counts := count(l, 0, 0); counts.Units != test.units {
			t.Errorf("%s: %d units are counted, want %d", test.name, counts.Units, test.units)
		}
	}
	put(t, store, Article("near", []tm.Document{Document("fr", "/near.fr.txt", "Le même titres"), Document("en", "/near.en.txt", "Near")},
		Align(Document("fr", "/near.fr.txt", "Le même titres"), Document("en", "/near.en.txt", "Near"), "1:1", 0.95)))
	title.Min = 60
	if counts := count(title, 1, 1); counts.Complete || counts.Units != 3 {
		t.Errorf("counting may leave off after one unit, and gives %+v", counts)
	}
	if counts := count(title, 1, 0); !counts.Complete || counts.Units != 4 {
		t.Errorf("counting all gives %+v", counts)
	}
}
