package eval

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/language"

	"calque/align"
)

// numbered are cases of one sentence, which names the case.
func numbered(n int) []AlignmentCase {
	var cases []AlignmentCase
	for k := range n {
		text := []align.Sentence{{Text: fmt.Sprint("article", k)}}
		cases = append(cases, AlignmentCase{
			Name: fmt.Sprint(k), Source: text, Target: text, Gold: []Link{{Source: []int{0}, Target: []int{0}}},
		})
	}
	return cases
}

func TestLearningNeverAlignsWhatItHasLearnedFrom(t *testing.T) {
	var mu sync.Mutex
	aligned := map[string]int{} // size and article
	points, err := Learning(t.Context(), numbered(23), LearningOptions{
		Sizes: []int{0, 5, 22}, Draws: 2, Seed: 3,
		Aligner: func(_ int, pairs []SentencePair) AlignFunc {
			return func(_ context.Context, source, _ []align.Sentence) ([]align.Bead, error) {
				if slices.ContainsFunc(pairs, func(p SentencePair) bool { return p.Source == source[0].Text }) {
					return nil, errors.New("it was learned from")
				}
				mu.Lock()
				aligned[fmt.Sprintf("%d %s", len(pairs), source[0].Text)]++
				mu.Unlock()
				return []align.Bead{{Source: align.Range{From: 0, To: 1}, Target: align.Range{From: 0, To: 1}}}, nil
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(aligned) != 3*23 {
		t.Errorf("%d articles were aligned over the three sizes, want %d", len(aligned), 3*23)
	}
	for what, n := range aligned {
		if n != 2 {
			t.Errorf("%s was aligned %d times in two draws", what, n)
		}
	}
	for _, p := range points {
		if p.StrictF1 != 1 || len(p.Draws) != 2 || p.Spread != 0 {
			t.Errorf("point %+v, want all right in two draws", p)
		}
	}
}

func TestLearningRefusesToLearnFromAll(t *testing.T) {
	if _, err := Learning(t.Context(), numbered(4), LearningOptions{Sizes: []int{4}}); err == nil {
		t.Error("no error for four articles to learn from of four")
	}
}

// words is a lexicon that knows each word of a text, by its length.
type words struct{}

func (words) Concepts(_ language.Tag, text string) []align.Concept {
	var found []align.Concept
	at := 0
	for word := range strings.FieldsSeq(text) {
		found = append(found, align.Concept{ID: uint32(len(word)), Start: at, End: at + len(word), Weight: 1})
		at += len(word) + 1
	}
	return found
}

func TestThinnedLexiconForgetsAConceptInAllLanguages(t *testing.T) {
	var parts []string
	for n := range 400 {
		parts = append(parts, strings.Repeat("a", n+1))
	}
	text := strings.Join(parts, " ")
	thin := Thinned(words{}, 0.25, 7)
	french := thin.Concepts(language.French, text)
	if n := len(french); n < 70 || n > 130 {
		t.Errorf("%d of 400 concepts are left, want about a quarter", n)
	}
	if !slices.Equal(french, thin.Concepts(language.Chinese, text)) {
		t.Error("two languages have lost different concepts")
	}
	if n := len(Thinned(words{}, 1, 7).Concepts(language.French, text)); n != 400 {
		t.Errorf("with a share of 1, %d of 400 are left", n)
	}
}
