package index

import (
	"iter"
	"slices"
)

// Sought says by its tokens which texts are wanted.
type Sought struct {
	With    []Run // a text needs all of these; when there are none, it is wanted
	Without []Run // and none of these
}

// Run is a row of tokens that follow each other: for each place the numbers,
// ascending, of the tokens that may stand there.
type Run [][]uint32

// Holding yields the texts that hold what is sought, and no others, the newest
// first: by the order in which they were added. The reader must read the same
// moment as the view. Whoever has enough stops, which spares reading the rest.
//
// The posting lists of the tokens, and of the pairs of frequent tokens, leave
// those entries that hold a token of every place; these are read and compared,
// unless the lists prove that they hold what is sought. An index that is yet to be
// made cannot be asked; see [View.Ready].
func (v *View) Holding(r Reader, sought Sought) iter.Seq2[int64, error] {
	return v.Ask(r).Holding(sought)
}

// Ready reports whether the index can be asked; else it has yet to be made from
// the texts, which the next change or [Updater.Rebuild] does.
func (v *View) Ready() bool { return v.head.Stamp == 0 || readable(v.head.Format) }

// holds compares a text with what is sought.
func (s Sought) holds(tokens []uint32) bool {
	for _, run := range s.With {
		if !run.standsIn(tokens) {
			return false
		}
	}
	for _, run := range s.Without {
		if run.standsIn(tokens) {
			return false
		}
	}
	return true
}

func (run Run) standsIn(tokens []uint32) bool {
	for i := 0; i+len(run) <= len(tokens); i++ {
		if run.standsAt(tokens[i:]) {
			return true
		}
	}
	return false
}

func (run Run) standsAt(tokens []uint32) bool {
	for i, place := range run {
		if len(place) == 1 && place[0] == tokens[i] {
			continue
		}
		if _, ok := slices.BinarySearch(place, tokens[i]); !ok {
			return false
		}
	}
	return true
}

// holding is one search under way.
type holding struct {
	*Asker
	sought Sought
	spelt  [][]byte // runs of one token a place, as they stand in a record
}

func newHolding(a *Asker, sought Sought) *holding {
	h := &holding{Asker: a, sought: sought}
	for _, run := range sought.With {
		if !slices.ContainsFunc(run, func(place []uint32) bool { return len(place) != 1 }) {
			h.spelt = append(h.spelt, appendTokens(nil, slices.Concat(run...)))
		}
	}
	return h
}
