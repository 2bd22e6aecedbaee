package align

import "sync"

// A slab hands out slices of one block of memory, which is used again when all
// of them are given back at once. What it hands out is zero.
type slab[T any] struct {
	block []T
	used  int
}

const (
	leastSlab = 1 << 10
	mostSlab  = 1 << 16 // what needs more gets memory of its own
)

// take gives n zero elements, with no room behind them.
func (s *slab[T]) take(n int) []T {
	if n > mostSlab/4 {
		return make([]T, n)
	}
	if s.used+n > len(s.block) {
		// Those who have parts of the old block keep it alive.
		s.block = make([]T, min(mostSlab, max(leastSlab, 2*len(s.block), n)))
		s.used = 0
	}
	out := s.block[s.used : s.used+n : s.used+n]
	s.used += n
	return out
}

// reset takes back all that was handed out.
func (s *slab[T]) reset() {
	clear(s.block[:s.used])
	s.used = 0
}

// push appends to a slice from the slab, which doubles where it is when full.
func (s *slab[T]) push(list []T, x T) []T {
	if len(list) == cap(list) {
		more := s.take(max(2, 2*len(list)))
		list = more[:copy(more, list)]
	}
	return append(list, x)
}

// An arena is memory whose parts are all given back at the same time.
type arena struct {
	bytes    slab[uint8]
	int32s   slab[int32]
	ints     slab[int]
	uint64s  slab[uint64]
	float32s slab[float32]
	float64s slab[float64]
	hits     slab[hit]
	cells    slab[support]
	rows     slab[[]support]
	runs     slab[run]
	nulls    slab[[2]float32]
	scores   slab[[states]float64]
	steps    slab[[states]uint8]
}

func (a *arena) reset() {
	a.bytes.reset()
	a.int32s.reset()
	a.ints.reset()
	a.uint64s.reset()
	a.float32s.reset()
	a.float64s.reset()
	a.hits.reset()
	a.cells.reset()
	a.rows.reset()
	a.runs.reset()
	a.nulls.reset()
	a.scores.reset()
	a.steps.reset()
}

// band gives a band of n rows.
func (a *arena) band(n int) band { return band{a.int32s.take(n), a.int32s.take(n)} }

// A workspace is the memory that one alignment works in. Nothing of it may
// stay in what is returned to the caller: it goes on to the next alignment.
type workspace struct {
	source, target analyser
	links          linker
	search         arena // for one search: a gap, a meeting of leftovers, a bead to explain
}

var workspaces = sync.Pool{New: func() any { return new(workspace) }}

// release gives a workspace back.
func (w *workspace) release() {
	w.source.reset()
	w.target.reset()
	w.links.reset()
	w.search.reset()
	workspaces.Put(w)
}
