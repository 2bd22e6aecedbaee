package sqlite

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/match"
	"calque/tm/storetest"
)

// Weights of any size change scores and never what is found: every unit whose
// score by a plain scan reaches the threshold is returned.
func TestLookupFindsAllWhateverTheWeights(t *testing.T) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 5))
		s := openFuzzy(t, filepath.Join(t.TempDir(), "memory.db"))
		texts := putSentences(t, s, r, 150)
		for range 60 {
			checkWeights(t, s, r, texts)
		}
	}
}

// putSentences stores random sentences whose translations are numbered: every
// other one is confirmed, and every third of a doubtful alignment.
func putSentences(t *testing.T, s *Store, r *rand.Rand, n int) []string {
	t.Helper()
	texts, targets := make([]string, n), make([]string, n)
	for i := range texts {
		for texts[i] == "" {
			texts[i] = sentence(r)
		}
		targets[i] = fmt.Sprint("unit ", i)
	}
	french := storetest.Document("fr", "/fr.txt", texts...)
	english := storetest.Document("en", "/en.txt", targets...)
	alignment := storetest.Align(french, english, strings.Repeat("1:1 ", n), 1)
	for i := range n {
		if i%2 == 1 {
			alignment.Beads[i].Status = tm.StatusConfirmed
		}
		if i%3 == 0 {
			alignment.Beads[i].Confidence = 0.89
		}
	}
	if _, err := s.PutArticle(t.Context(), storetest.Article("a", []tm.Document{french, english}, alignment)); err != nil {
		t.Fatal(err)
	}
	return texts
}

func checkWeights(t *testing.T, s *Store, r *rand.Rand, texts []string) {
	t.Helper()
	weights, named := match.DefaultWeights(), match.Penalties{}
	for _, name := range match.PenaltyNames() {
		if r.IntN(3) > 0 {
			named[name] = []int{0, 1, 2, 5, 30, 100}[r.IntN(6)]
			weights.Set(name, named[name])
		}
	}
	query := tm.Query{Text: sentence(r), From: language.French, To: language.English,
		Min: r.IntN(101), Weights: named}
	if r.IntN(2) == 0 {
		query.Text = texts[r.IntN(len(texts))]
	}
	if strings.TrimSpace(query.Text) == "" {
		return
	}
	var want []string
	scorer := match.NewScorer(query.Text, "fr", weights)
	for i, text := range texts {
		score := scorer.Score(text).Score
		if i%2 == 0 && i%3 == 0 {
			score = max(0, score-weights.Unconfirmed)
		}
		if score >= query.Min {
			want = append(want, fmt.Sprint("unit ", i, " ", score))
		}
	}
	matches, err := s.Lookup(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range matches {
		got = append(got, fmt.Sprint(m.Unit.Target.Text, " ", m.Score))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%q at %d with %v:\ngot  %q\nwant %q", query.Text, query.Min, named, got, want)
	}
}
