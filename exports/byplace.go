package exports

import (
	"cmp"
	"iter"
	"slices"

	"calque/tm"
)

// maxGathered bounds the units of one article that byPlace holds. What an
// article has beyond it is gathered apart: its translations may then stand in
// several entries, and none is lost.
const maxGathered = 100_000

// byPlace puts the units of each article in the order of its source, so that
// all translations of a sentence follow each other. The units of an article
// must come one after another. Those of none stay where they are.
func byPlace(units iter.Seq2[tm.Unit, error]) iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		var gathered []tm.Unit
		release := func() bool {
			slices.SortStableFunc(gathered, comparePlace)
			for _, u := range gathered {
				if !yield(u, nil) {
					return false
				}
			}
			gathered = gathered[:0]
			return true
		}
		for u, err := range units {
			if err != nil {
				yield(u, err)
				return
			}
			full := len(gathered) == maxGathered
			other := len(gathered) > 0 && gathered[0].Origin.Article != u.Origin.Article
			if (full || other) && !release() {
				return
			}
			if u.Origin.Article == "" {
				if !yield(u, nil) {
					return
				}
				continue
			}
			gathered = append(gathered, u)
		}
		release()
	}
}

func comparePlace(a, b tm.Unit) int {
	return cmp.Or(
		cmp.Compare(a.Source.Lang.String(), b.Source.Lang.String()),
		cmp.Compare(a.Origin.Block, b.Origin.Block),
		cmp.Compare(a.Origin.Sentence, b.Origin.Sentence),
		cmp.Compare(a.Source.Text, b.Source.Text),
		cmp.Compare(a.Before, b.Before),
		cmp.Compare(a.After, b.After),
		cmp.Compare(a.Target.Lang.String(), b.Target.Lang.String()),
	)
}
