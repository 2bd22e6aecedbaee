package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

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
		{"unconfirmed too", nil, match.Penalties{match.PenaltyUnconfirmed: 10}, 83, match.PenaltyCase, 7, 10},
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
	base.Article = "nowhere"
	if _, err := store.Lookup(t.Context(), base); !errors.Is(err, tm.ErrNotFound) {
		t.Errorf("an article that is not there: %v", err)
	}
}
