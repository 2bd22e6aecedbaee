// Package align finds which sentences of two texts translate each other.
//
// The main call:
//
//	a := align.New(language.French, language.Chinese, align.WithLexicon(lex))
//	beads, err := a.Align(ctx, source, target)
//
// A bead is a group of source and target sentences that are translations of
// each other; one with an empty side is an omission or an addition. Beads
// cover every sentence of both sides once.
//
// How it works: numbers (by value), names and words that look or sound alike,
// and the concepts of a lexicon are found on both sides and linked. Each
// possible bead, up to 4:1, 1:4 and 3:3, gets features from these links, from
// lengths (Gale & Church 1993), punctuation, paragraphs and roles. A weighted
// sum of the features is the log-odds of the bead. The weights belong to a
// semi-Markov conditional random field (Sarawagi & Cohen 2004): a logistic
// regression of the right alignment of an article against all others, in which
// each bead competes with its neighbours and with its split and merged rivals.
// Dynamic programming finds the best alignment, and the forward–backward sums
// over all alignments give each bead its probability. Long texts are aligned
// coarsely first, then within a band. At last, runs left over on both sides are
// compared, so that a paragraph that the translation moved is found.
//
// Always true: the beads of Align cover each sentence once; the source ranges
// rise; the target ranges rise too but for beads that carry "moved" evidence;
// the same input gives the same beads.
package align

import (
	"context"
	"fmt"

	"golang.org/x/text/language"
)

// Version names the aligner and its weights, for the origin of a unit. It
// changes whenever the same texts may be aligned otherwise.
const Version = "calque-align/2"

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

// Len is the number of sentences in the range.
func (r Range) Len() int { return r.To - r.From }

// Bead is a group of sentences that translate each other; an empty side is an
// omission.
type Bead struct {
	Source, Target Range
	Confidence     float64 // probability that the bead is right, 0 to 1
	Evidence       []Evidence
}

// Null reports whether one side is empty.
func (b Bead) Null() bool { return b.Source.Len() == 0 || b.Target.Len() == 0 }

// Aligner aligns texts of one pair of languages. It is safe for concurrent
// use.
type Aligner struct {
	source, target language.Tag
	lexicons       []Lexicon
	model          *Model
	sparse         *Model // for texts of which the lexicons know little, or nil
	fullCells      int
	exhaustive     bool // search all paths, for tests
	notes          bool
	without        map[string]bool // names of evidence that is left out
}

// New returns an aligner for a pair of languages. Any pair can be aligned;
// those with their own length ratio, numerals and small words are French,
// English, Chinese, Arabic, Spanish, German, Russian, Portuguese, Japanese and
// Italian.
func New(source, target language.Tag, opts ...Option) *Aligner {
	a := &Aligner{source: source, target: target, fullCells: fullCells}
	for _, o := range opts {
		o(a)
	}
	if a.model == nil {
		a.model = shippedModels().plain
		if len(a.lexicons) > 0 {
			a.sparse, a.model = a.model, shippedModels().lexical
		}
	}
	return a
}

// WithModel replaces the embedded weights.
func WithModel(m *Model) Option {
	return func(a *Aligner) { a.model = m }
}

// WithNotes has every evidence say in words what it rests on, for people who
// ask why. It costs about as much time as a tenth of the alignment.
func WithNotes() Option {
	return func(a *Aligner) { a.notes = true }
}

// Without leaves out evidence by its name: "numbers", "names", "look-alikes",
// "lexicon", "punctuation" and so on. It is for finding out what each kind is
// worth; a model fitted without it (see [FitOptions]) should go with it.
func Without(evidence ...string) Option {
	return func(a *Aligner) {
		a.without = map[string]bool{}
		for _, name := range evidence {
			a.without[name] = true
		}
	}
}

// Align returns beads that cover every sentence of both sides once, in source
// order. It stops with ctx.Err() when ctx is done.
func (a *Aligner) Align(ctx context.Context, source, target []Sentence) ([]Bead, error) {
	return a.AlignAround(ctx, source, target, nil)
}

// AlignAround aligns like Align, but keeps the beads of fixed as they are
// (their confidence and evidence too) and aligns what lies between them. It is
// for aligning again what a person has partly confirmed. Fixed beads must lie
// within the texts and share no sentence; they may come in any order, and may
// cross.
func (a *Aligner) AlignAround(ctx context.Context, source, target []Sentence, fixed []Bead) ([]Bead, error) {
	if err := checkFixed(fixed, len(source), len(target)); err != nil {
		return nil, fmt.Errorf("align around fixed beads: %w", err)
	}
	mem := workspaces.Get().(*workspace)
	defer mem.release()
	p := a.pair(mem, source, target)
	j := newJob(a, p, fixed)
	if err := j.run(ctx); err != nil {
		return nil, err
	}
	return j.beads(), nil
}

// checkFixed refuses beads outside the texts and sentences given twice.
func checkFixed(fixed []Bead, source, target int) error {
	seenS, seenT := make([]bool, source), make([]bool, target)
	mark := func(r Range, seen []bool, side string) error {
		if r.From < 0 || r.To < r.From || r.To > len(seen) {
			return fmt.Errorf("%s sentences %d to %d lie outside a text of %d", side, r.From, r.To, len(seen))
		}
		for i := r.From; i < r.To; i++ {
			if seen[i] {
				return fmt.Errorf("%s sentence %d stands in two beads", side, i)
			}
			seen[i] = true
		}
		return nil
	}
	for _, b := range fixed {
		if err := mark(b.Source, seenS, "source"); err != nil {
			return err
		}
		if err := mark(b.Target, seenT, "target"); err != nil {
			return err
		}
	}
	return nil
}
