package match

import (
	"cmp"
	"slices"

	"golang.org/x/text/language"
)

// Span is a stretch of a text, in bytes: text[Start:End].
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len is the number of bytes.
func (s Span) Len() int { return s.End - s.Start }

// Overlaps reports whether two spans share a byte.
func (s Span) Overlaps(other Span) bool { return s.Start < other.End && other.Start < s.End }

// Association says that a stretch of one text stands for a stretch of its
// translation.
type Association struct {
	Source, Target Span
	// Strength is how surely, above 0 and at most 1: about 1 for a number of
	// the same value or a term, 0.5 for an everyday word, under 0.3 for what
	// is only guessed from what stands around it.
	Strength float64
	// Evidence names what it rests on: numbers, names, look-alikes, lexicon, or
	// position for a guess.
	Evidence string
}

// Associate finds which words of a text stand for which words of its
// translation, ordered by the place in the source. What is not said of a word
// is not known. This package knows no words; calque/tm/ingest gives such a
// function for a memory, backed by the lexicons and the aligner.
type Associate func(from, to language.Tag, source, target string) []Association

// Counterpart is a stretch of a translation that stands for something asked
// about.
type Counterpart struct {
	Span
	// Strength is that of the surest association that the stretch comes from.
	Strength float64 `json:"strength"`
}

// Counterparts returns the stretches of the target that stand for the given
// stretches of the source, in their order and without overlap.
func Counterparts(associations []Association, asked []Span) []Counterpart {
	var found []Counterpart
	for _, a := range associations {
		if slices.ContainsFunc(asked, a.Source.Overlaps) {
			found = append(found, Counterpart{a.Target, a.Strength})
		}
	}
	slices.SortFunc(found, func(a, b Counterpart) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	var out []Counterpart
	for _, c := range found {
		if n := len(out); n > 0 && c.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, c.End)
			out[n-1].Strength = max(out[n-1].Strength, c.Strength)
			continue
		}
		out = append(out, c)
	}
	return out
}

// Reversed turns associations round, for a question about the target.
func Reversed(associations []Association) []Association {
	out := make([]Association, len(associations))
	for i, a := range associations {
		a.Source, a.Target = a.Target, a.Source
		out[i] = a
	}
	slices.SortFunc(out, func(a, b Association) int {
		return cmp.Or(cmp.Compare(a.Source.Start, b.Source.Start), cmp.Compare(a.Source.End, b.Source.End))
	})
	return out
}
