// Package align finds which sentences of two texts translate each other.
// (to be written whole)
package align

import (
	"context"

	"golang.org/x/text/language"
)

// Sentence is one sentence of a side.
type Sentence struct {
	Text string
	// Block numbers the paragraph the sentence stands in; a change is a soft
	// anchor. All 0 when unknown.
	Block int
	// Role is the block's role (title, body, caption, list) or empty.
	Role string
}

// Range is a run of sentences From … To-1, empty when From == To.
type Range struct{ From, To int }

// Evidence is one named reason for or against a bead, in log-odds.
type Evidence struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Note  string  `json:"note,omitempty"`
}

// Bead is a group of sentences that translate each other; an empty side is an
// omission.
type Bead struct {
	Source, Target Range
	Confidence     float64 // probability that the bead is right, 0 to 1
	Evidence       []Evidence
}

// Aligner aligns texts of one pair of languages. It is safe for concurrent
// use.
type Aligner struct {
	source, target language.Tag
	lexicons       []Lexicon
}

// New returns an aligner for a pair of languages.
func New(source, target language.Tag, opts ...Option) *Aligner {
	a := &Aligner{source: source, target: target}
	for _, o := range opts {
		o(a)
	}
	return a
}

// Align returns beads that cover every sentence of both sides once, in source
// order. It stops with ctx.Err() when ctx is done.
func (a *Aligner) Align(ctx context.Context, source, target []Sentence) ([]Bead, error) {
	panic("unwritten")
}
