package sheet

import (
	"cmp"
	"fmt"
	"slices"

	"calque/tm"
)

// state is an alignment at one time: its rows, and of each sentence what it said
// and in which row it stood.
type state struct {
	rows  []*was // nil for one that the sheet has no longer
	sides [2]side
}

// side is one document of a state, by sentence.
type side struct {
	hashes []string // empty where it is not known
	rows   []int    // lost where it is not known
}

// lost is the row of a sentence whose row is not in the sheet any more.
const lost = -1

func newState(rows, sources, targets int) *state {
	st := &state{rows: make([]*was, rows)}
	for s, n := range []int{sources, targets} {
		st.sides[s] = side{make([]string, n), slices.Repeat([]int{lost}, n)}
	}
	return st
}

func (w *was) ranges() [2]tm.Range { return [2]tm.Range{w.source, w.target} }

// key says what a row said: two rows with the same one look the same.
func (w *was) key() string { return joinHashes(w.hashes[0]) + " " + joinHashes(w.hashes[1]) }

// set puts a row in its place; false when it does not fit there.
func (st *state) set(row int, w *was) bool {
	if row < 0 || row >= len(st.rows) || st.rows[row] != nil {
		return false
	}
	for s, r := range w.ranges() {
		if r.To > len(st.sides[s].rows) {
			return false
		}
		for i := r.From; i < r.To; i++ {
			if st.sides[s].rows[i] != lost {
				return false
			}
			st.sides[s].rows[i], st.sides[s].hashes[i] = row, w.hashes[s][i-r.From]
		}
	}
	st.rows[row] = w
	return true
}

// state is what the column "was" says of the export.
func (s *Sheet) state() (*state, error) {
	st := newState(s.beads, s.sources, s.targets)
	for _, row := range s.Rows {
		if row.was == nil || row.Number > 0 && row.Number <= len(st.rows) && same(st.rows[row.Number-1], row.was) {
			continue // the second is the copy of a row
		}
		if !st.set(row.Number-1, row.was) {
			return nil, fmt.Errorf("%w: line %d: the columns row and was do not fit those of the other rows", ErrFormat, row.Line)
		}
	}
	return st, nil
}

func same(a, b *was) bool { return a != nil && b != nil && a.String() == b.String() }

// order lists the sentences of a side as a person reads them in the sheet: row
// by row. Those of lost rows come after the sentence that they stand after in
// the document.
func (sd *side) order() []int {
	sentences := make([]int, len(sd.rows))
	place := make([]int, len(sd.rows))
	last := 0
	for i, row := range sd.rows {
		if row != lost {
			last = row
		}
		sentences[i], place[i] = i, last
	}
	slices.SortStableFunc(sentences, func(a, b int) int { return cmp.Compare(place[a], place[b]) })
	return sentences
}
