package align

import "context"

// fullCells is the size of a rectangle, in pairs of sentences, up to which all
// paths are searched.
const fullCells = 120 * 120

// full is the band of all nodes of a rectangle.
func full(i0, i1, j0, j1 int) band {
	n := i1 - i0 + 1
	b := band{make([]int32, n), make([]int32, n)}
	for r := range n {
		b.lo[r], b.hi[r] = int32(j0), int32(j1+1)
	}
	return b
}

// band gives the nodes that the search of a rectangle goes through: all of
// them in an article, a strip around a coarse alignment in a long text.
func (j *job) band(ctx context.Context, i0, i1, j0, j1 int) (band, error) {
	if (i1-i0)*(j1-j0) <= j.a.fullCells {
		return full(i0, i1, j0, j1), nil
	}
	return full(i0, i1, j0, j1), nil
}
