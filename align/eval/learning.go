package eval

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/text/language"

	"calque/align"
)

// A SentencePair is what a confirmed bead teaches: a run of source sentences
// and the run that translates it.
type SentencePair struct{ Source, Target string }

// LearningOptions say how a learning curve is measured.
type LearningOptions struct {
	// Sizes are the numbers of articles to learn from.
	Sizes []int
	// Draws is how many random orders of the articles are tried. 0 means 5.
	Draws int
	// Seed fixes the orders: the same seed gives the same figures.
	Seed uint64
	// Aligner makes what aligns unseen articles after it has learned from
	// pairs. The draw is given for what else should differ from draw to draw.
	// It is called from several goroutines.
	Aligner func(draw int, pairs []SentencePair) AlignFunc
}

// LearningPoint is the score of unseen articles after learning from so many.
type LearningPoint struct {
	Articles int `json:"articles"`
	AlignmentScore
	// Draws has the strict F1 of each draw, Spread their standard deviation.
	Draws  []float64 `json:"draws"`
	Spread float64   `json:"spread"`
}

// Learning measures how alignment gets better with the articles that a memory
// holds as confirmed. In each draw all articles are parted into small folds, at
// random; for each fold, the gold beads of N articles outside it are learned
// from, and its articles are aligned. So each point of the curve scores all
// articles, and none has been learned from when it is aligned.
func Learning(ctx context.Context, cases []AlignmentCase, o LearningOptions) ([]LearningPoint, error) {
	if o.Draws == 0 {
		o.Draws = 5
	}
	var points []LearningPoint
	for _, size := range o.Sizes {
		if size < 0 || size >= len(cases) {
			return nil, fmt.Errorf("cannot learn from %d of %d articles and keep one unseen", size, len(cases))
		}
		p := LearningPoint{Articles: size}
		var pooled Tally
		for draw := range o.Draws {
			tally, err := learnDraw(ctx, cases, size, draw, o)
			if err != nil {
				return nil, err
			}
			p.Draws = append(p.Draws, tally.Score().StrictF1)
			pooled.merge(tally)
		}
		p.AlignmentScore, p.Spread = pooled.Score(), spread(p.Draws)
		points = append(points, p)
	}
	return points, nil
}

// learnDraw scores all articles once, fold by fold, on all cores.
func learnDraw(ctx context.Context, cases []AlignmentCase, size, draw int, o LearningOptions) (*Tally, error) {
	order := rand.New(rand.NewPCG(o.Seed, uint64(draw))).Perm(len(cases))
	fold := max(1, min(len(cases)-size, len(cases)/10))
	folds := (len(cases) + fold - 1) / fold
	tallies, errs := make([]Tally, folds), make([]error, folds)
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for k := range next {
				if errs[k] = ctx.Err(); errs[k] != nil {
					continue
				}
				from, to := k*fold, min((k+1)*fold, len(order))
				var pairs []SentencePair
				for n := range size {
					pairs = append(pairs, cases[order[(to+n)%len(order)]].pairs()...)
				}
				run := o.Aligner(draw, pairs)
				for _, c := range order[from:to] {
					beads, err := run(ctx, cases[c].Source, cases[c].Target)
					if err != nil {
						errs[k] = fmt.Errorf("align %s: %w", cases[c].Name, err)
						break
					}
					tallies[k].Add(cases[c].Gold, LinksOf(beads))
				}
			}
		})
	}
	for k := range folds {
		next <- k
	}
	close(next)
	wg.Wait()
	var all Tally
	for k := range tallies {
		all.merge(&tallies[k])
	}
	return &all, errors.Join(errs...)
}

// pairs are the beads with both sides.
func (c AlignmentCase) pairs() []SentencePair {
	var out []SentencePair
	for _, l := range c.Gold {
		if !l.Null() {
			out = append(out, SentencePair{text(c.Source, l.Source), text(c.Target, l.Target)})
		}
	}
	return out
}

func text(sentences []align.Sentence, numbers []int) string {
	var parts []string
	for _, n := range numbers {
		parts = append(parts, sentences[n].Text)
	}
	return strings.Join(parts, " ")
}

func spread(values []float64) float64 {
	mean, square := 0.0, 0.0
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		square += (v - mean) * (v - mean) / float64(len(values))
	}
	return math.Sqrt(square)
}

// Thinned is a lexicon that has forgotten most of its concepts, such as one
// for a language or a subject that it covers badly. It keeps about the share
// of them, picked by the seed: a concept is kept or lost in all languages.
func Thinned(lex align.Lexicon, share float64, seed uint64) align.Lexicon {
	return thinned{lex, uint64(share * (1 << 32)), seed}
}

type thinned struct {
	align.Lexicon
	below, seed uint64
}

// Concepts implements [align.Lexicon].
func (t thinned) Concepts(lang language.Tag, text string) []align.Concept {
	var kept []align.Concept
	for _, c := range t.Lexicon.Concepts(lang, text) {
		if rand.NewPCG(t.seed, uint64(c.ID)).Uint64()>>32 < t.below {
			kept = append(kept, c)
		}
	}
	return kept
}
