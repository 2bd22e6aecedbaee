package sqlite

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/match"
)

// Fragments from the index are those that a plain scan finds: each stands in a
// text of the memory, and no run of tokens that stands there is longer.
func TestFragmentsAreThoseOfAPlainScan(t *testing.T) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 9))
		s := openFuzzy(t, filepath.Join(t.TempDir(), "memory.db"))
		texts := putSentences(t, s, r, 60)
		for range 60 {
			query := tm.Query{Text: sentence(r) + " " + sentence(r), From: language.French, To: language.English}
			if r.IntN(3) == 0 {
				query.Statuses = []tm.Status{tm.StatusConfirmed}
			}
			fragments, err := s.Fragments(t.Context(), query)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range fragments {
				got = append(got, query.Text[f.Query.Start:f.Query.End])
				checkFragment(t, query, f)
			}
			if want := scannedFragments(query, texts); !slices.Equal(got, want) {
				t.Errorf("%q of statuses %v:\ngot  %q\nwant %q", query.Text, query.Statuses, got, want)
			}
		}
	}
}

// checkFragment holds a fragment against the unit that it comes from.
func checkFragment(t *testing.T, query tm.Query, f tm.Fragment) {
	t.Helper()
	keys := func(text string) string {
		return fmt.Sprint(func() (keys []string) {
			for _, token := range match.Tokenize(text, "fr") {
				keys = append(keys, token.Key)
			}
			return keys
		}())
	}
	ours, theirs := query.Text[f.Query.Start:f.Query.End], f.Unit.Source.Text[f.Source.Start:f.Source.End]
	if keys(ours) != keys(theirs) {
		t.Errorf("%q is said to be %q", ours, theirs)
	}
	if len(query.Statuses) > 0 && !slices.Contains(query.Statuses, f.Unit.Status) {
		t.Errorf("%q comes from a unit that is %s", ours, f.Unit.Status)
	}
}

// scannedFragments is the slow twin of Fragments: it tries every run of tokens
// with every text.
func scannedFragments(query tm.Query, texts []string) []string {
	tokens := match.Tokenize(query.Text, "fr")
	var runs []tm.Fragment
	for from := range tokens {
		for to := from + 1; to <= len(tokens); to++ {
			if stands(tokens, from, to, query, texts) &&
				(from == 0 || !stands(tokens, from-1, to, query, texts)) &&
				(to == len(tokens) || !stands(tokens, from, to+1, query, texts)) {
				a, b := from, to
				for a < b && tokens[a].Kind == match.Punctuation {
					a++
				}
				for a < b && tokens[b-1].Kind == match.Punctuation {
					b--
				}
				if longEnough(tokens[a:b]) {
					runs = append(runs, tm.Fragment{Query: match.Span{Start: tokens[a].Start, End: tokens[b-1].End}})
				}
			}
		}
	}
	var out []string
	for _, f := range longestFragments(runs) {
		out = append(out, query.Text[f.Query.Start:f.Query.End])
	}
	return out
}

func stands(tokens []match.Token, from, to int, query tm.Query, texts []string) bool {
	for i, text := range texts {
		confirmedOnly := len(query.Statuses) > 0
		if (!confirmedOnly || i%2 == 1) && runAt(match.Tokenize(text, "fr"), tokens[from:to]) >= 0 {
			return true
		}
	}
	return false
}
