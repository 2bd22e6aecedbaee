package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"calque/tm"
	"calque/tm/match"
)

// penaltyWeights: a weight of the query goes before the memory's own, and both
// show in the score and by name.
func penaltyWeights(t *testing.T, store tm.Store) {
	put(t, store, harbourArticle())
	if w, err := store.Weights(t.Context()); err != nil || w != match.DefaultWeights() {
		t.Fatalf("a new memory has the weights %+v, %v", w, err)
	}
	capitals := tm.Query{Text: "LE PORT AGRANDI", From: tag("fr"), To: tag("en"), Min: 50}
	best := func(q tm.Query) (int, match.Penalties) {
		matches := lookup(t, store, q)
		if len(matches) == 0 {
			return -1, nil
		}
		return matches[0].Score, matches[0].Penalties
	}
	own := match.DefaultWeights()
	for _, test := range []struct {
		name        string
		memory      match.Penalties
		query       match.Penalties
		score       int
		penalty     string
		penaltyIs   int
		unconfirmed int
	}{
		{"by default", nil, nil, 99, match.PenaltyCase, 1, 0},
		{"as the owner set it", match.Penalties{match.PenaltyCase: 7}, nil, 93, match.PenaltyCase, 7, 0},
		{"as the query says", nil, match.Penalties{match.PenaltyCase: 2}, 98, match.PenaltyCase, 2, 0},
		{"none", nil, match.Penalties{match.PenaltyCase: 0}, 100, match.PenaltyCase, 0, 0},
		{"a sure alignment", nil, match.Penalties{match.PenaltyUnconfirmed: 10}, 93, match.PenaltyCase, 7, 0},
		{"more than there is", nil, match.Penalties{match.PenaltyCase: 100}, -1, match.PenaltyCase, 0, 0},
	} {
		for name, points := range test.memory {
			own.Set(name, points)
		}
		if err := store.SetWeights(t.Context(), own); err != nil {
			t.Fatal(err)
		}
		q := capitals
		q.Weights = test.query
		score, penalties := best(q)
		if score != test.score || penalties[test.penalty] != test.penaltyIs || penalties[match.PenaltyUnconfirmed] != test.unconfirmed {
			t.Errorf("%s: score %d with %v", test.name, score, penalties)
		}
	}
	q := capitals
	q.Min, q.Weights = 0, match.Penalties{match.PenaltyCase: 100}
	nothingLeft := func(m tm.Match) bool { return m.Score == 0 && m.Penalties[match.PenaltyCase] == 100 }
	if matches := lookup(t, store, q); !slices.ContainsFunc(matches, nothingLeft) {
		t.Errorf("with all points taken off and no threshold found %q", targets(matches))
	}
	q.Weights = match.Penalties{"colour": 1}
	if _, err := store.Lookup(t.Context(), q); !errors.Is(err, tm.ErrInvalid) {
		t.Errorf("a penalty that there is not: %v", err)
	}
	if err := store.SetWeights(t.Context(), match.Weights{Tags: -1}); !errors.Is(err, tm.ErrInvalid) {
		t.Errorf("a weight below 0: %v", err)
	}
	if w, err := store.Weights(t.Context()); err != nil || w != own {
		t.Errorf("the memory's weights are %+v, %v; want %+v", w, err, own)
	}
}

// unconfirmedPenalty: a doubtful alignment that nobody confirmed costs a point,
// and is no exact match then; a sure one, a confirmed one and what came from an
// exchange file do not.
func unconfirmedPenalty(t *testing.T, store tm.Store) {
	for key, bead := range map[string]tm.Bead{
		"sure":     {Confidence: tm.DoubtfulBelow, Status: tm.StatusAuto},
		"doubtful": {Confidence: 0.89, Status: tm.StatusAuto},
		"judged":   {Confidence: 0.6, Status: tm.StatusConfirmed},
	} {
		source := Document("fr", "/"+key+".fr.txt", "Avant", "Une phrase "+key, "Après")
		target := Document("en", "/"+key+".en.txt", "Before", "A sentence "+key, "After")
		alignment := Align(source, target, "1:1 1:1 1:1", 1)
		alignment.Beads[1].Confidence, alignment.Beads[1].Status = bead.Confidence, bead.Status
		put(t, store, Article(key, []tm.Document{source, target}, alignment))
	}
	brought := tm.Unit{Source: tm.Variant{Lang: tag("fr"), Text: "Une phrase brought"}, Target: tm.Variant{Lang: tag("en"), Text: "A sentence"},
		Status: tm.StatusAuto, Confidence: 1}
	if _, err := store.PutUnits(t.Context(), func(yield func(tm.Unit, error) bool) { yield(brought, nil) }, tm.PutUnitsOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		text    string
		weights match.Penalties
		score   int
		taken   int
	}{
		{"sure", nil, 102, 0},
		{"doubtful", nil, 99, 1},
		{"doubtful", match.Penalties{match.PenaltyUnconfirmed: 10}, 90, 10},
		{"doubtful", match.Penalties{match.PenaltyUnconfirmed: 0}, 102, 0},
		{"judged", nil, 102, 0},
		{"brought", nil, 100, 0},
	} {
		q := tm.Query{Text: "Une phrase " + test.text, From: tag("fr"), To: tag("en"), Before: "Avant", After: "Après", Min: 90, Weights: test.weights}
		m := lookup(t, store, q)
		if len(m) == 0 || m[0].Score != test.score || m[0].Penalties[match.PenaltyUnconfirmed] != test.taken {
			t.Errorf("%s with %v: %+v, want %d", test.text, test.weights, m, test.score)
		}
	}
}

// manyOfOneText: of many units of one text a limit gives the first of all, each
// time the same.
func manyOfOneText(t *testing.T, store tm.Store) {
	units := func(yield func(tm.Unit, error) bool) {
		for i := range 200 {
			u := tm.Unit{Source: tm.Variant{Lang: tag("fr"), Text: "Lire la suite"}, Target: tm.Variant{Lang: tag("en"), Text: fmt.Sprint("Read on ", i)},
				Status: tm.StatusConfirmed, Confidence: 1}
			if i == 150 {
				u.Before = "Avant"
			}
			if !yield(u, nil) {
				return
			}
		}
	}
	if _, err := store.PutUnits(t.Context(), units, tm.PutUnitsOptions{}); err != nil {
		t.Fatal(err)
	}
	q := tm.Query{Text: "Lire la suite", From: tag("fr"), To: tag("en"), Before: "Avant", Min: 70}
	all := targets(lookup(t, store, q))
	if len(all) != 200 || all[0] != "Read on 150" {
		t.Fatalf("found %d, the first %q", len(all), all[:min(1, len(all))])
	}
	for _, q.Limit = range []int{1, 5, 5, 50} {
		if got := targets(lookup(t, store, q)); !slices.Equal(got, all[:q.Limit]) {
			t.Errorf("at most %d: %q, want %q", q.Limit, got, all[:q.Limit])
		}
	}
}

// narrowedLookups: a look-up can keep to an article and to newer ones.
func narrowedLookups(t *testing.T, store tm.Store) {
	for key, day := range map[string]time.Time{
		"old": time.Date(2020, 1, 5, 0, 0, 0, 0, time.UTC), "new": time.Date(2024, 5, 8, 0, 0, 0, 0, time.UTC), "undated": {},
	} {
		source := Document("fr", "/"+key+".fr.txt", "Le même titre pour tous", "Suite "+key)
		target := Document("en", "/"+key+".en.txt", "One for "+key, "Rest "+key)
		source.Date = day
		put(t, store, Article(key, []tm.Document{source, target}, Align(source, target, "1:1 1:1", 0.9)))
	}
	base := tm.Query{Text: "Le même titre pour tous", From: tag("fr"), To: tag("en"), Min: 70}
	for _, test := range []struct {
		name    string
		article string
		since   time.Time
		want    int
	}{
		{"all", "", time.Time{}, 3},
		{"one article", "old", time.Time{}, 1},
		{"since a day between", "", time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC), 2},
		{"since that very day", "", time.Date(2024, 5, 8, 0, 0, 0, 0, time.UTC), 2},
		{"an article that is too old", "old", time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC), 0},
		{"since the future", "", time.Now().AddDate(1, 0, 0), 0},
	} {
		q := base
		q.Article, q.Since = test.article, test.since
		for _, limit := range []int{0, 1} {
			q.Limit = limit
			want := test.want
			if limit > 0 {
				want = min(want, limit)
			}
			if got := lookup(t, store, q); len(got) != want {
				t.Errorf("%s, at most %d: found %q", test.name, limit, targets(got))
			}
		}
	}
	brought := tm.Unit{Status: tm.StatusConfirmed, Confidence: 1, Origin: tm.Origin{Article: "elsewhere", Date: time.Date(2023, 3, 1, 0, 0, 0, 0, time.UTC)},
		Source: tm.Variant{Lang: tag("fr"), Text: base.Text}, Target: tm.Variant{Lang: tag("en"), Text: "One brought"}}
	units := func(yield func(tm.Unit, error) bool) { yield(brought, nil) }
	if _, err := store.PutUnits(t.Context(), units, tm.PutUnitsOptions{}); err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]int{"2023-03-01": 1, "2023-03-02": 0} {
		q := base
		q.Article = "elsewhere"
		q.Since, _ = time.Parse(time.DateOnly, day)
		if got := lookup(t, store, q); len(got) != want {
			t.Errorf("of an article known by its unit alone, since %s: found %q", day, targets(got))
		}
	}
	base.Article = "nowhere"
	if _, err := store.Lookup(t.Context(), base); !errors.Is(err, tm.ErrNotFound) {
		t.Errorf("an article that is not there: %v", err)
	}
}

// fragments: parts of a query are found where no longer part is, and only in
// units that a look-up could return.
func fragments(t *testing.T, store tm.Store) {
	put(t, store, harbourArticle())
	find := func(q tm.Query) []string {
		found, err := store.Fragments(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, f := range found {
			out = append(out, q.Text[f.Query.Start:f.Query.End]+" in "+f.Unit.Source.Text[f.Source.Start:f.Source.End])
		}
		return out
	}
	text := "Hier, LE QUAI mesure 400 mètres ; mais aujourd’hui compte sur 1 200 emplois, dit-on."
	want := []string{"LE QUAI mesure 400 mètres in Le quai mesure 400 mètres", "compte sur 1 200 emplois in compte sur 1 200 emplois"}
	q := tm.Query{Text: text, From: tag("fr"), To: tag("en")}
	if diff := cmp.Diff(want, find(q)); diff != "" {
		t.Errorf("fragments (-want +got):\n%s", diff)
	}
	q.Limit = 1
	if got := find(q); len(got) != 1 {
		t.Errorf("one fragment: %q", got)
	}
	q.Limit, q.Statuses = 0, []tm.Status{tm.StatusConfirmed}
	if got := find(q); len(got) != 0 {
		t.Errorf("confirmed fragments: %q", got)
	}
	q.Statuses, q.Text = nil, "le quai ici"
	if got := find(q); len(got) != 0 {
		t.Errorf("two words: %q", got)
	}
}
