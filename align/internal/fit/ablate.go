package main

import (
	"context"

	"calque/align"
)

// A variant is the score with some evidence left out.
type variant struct {
	name    string
	lexicon bool
	without []string
}

// variants are the rows of the ablation. What stays in the last are the shapes
// of beads and how they follow each other, as in Gale & Church 1993.
var variants = []variant{
	{"all evidence", true, nil},
	{"no lexicon", false, nil},
	{"no names, numbers", true, []string{"names", "numbers"}},
	{"length only", false, []string{"names", "numbers", "look-alikes", "lexicon", "words", "punctuation", "language", "page"}},
}

// ablate measures each variant out of fold, with weights fitted for it.
func ablate(ctx context.Context, dirs []string, folds int, o align.FitOptions, log logf) error {
	stories, err := read(dirs, folds)
	if err != nil {
		return err
	}
	log("%-26s %-18s  strict P      R     F1   lax P      R     F1   TU F1    time", "", "")
	for _, v := range variants {
		o.Lexicons, o.Without = nil, v.without
		if v.lexicon {
			if o.Lexicons, err = lexicons(); err != nil {
				return err
			}
		}
		r, err := measureFolds(ctx, stories, folds, o)
		if err != nil {
			return err
		}
		for _, f := range r.folders {
			s := r.tallies[f].Score()
			log("%-26s %-18s     %.3f  %.3f  %.3f   %.3f  %.3f  %.3f   %.3f  %.2f s", f, v.name,
				s.StrictPrecision, s.StrictRecall, s.StrictF1, s.LaxPrecision, s.LaxRecall, s.LaxF1, s.UnitF1, r.times[f].Seconds())
		}
		log("%-26s %-18s                   %.4f", "mean", v.name, r.meanF1())
	}
	return nil
}
