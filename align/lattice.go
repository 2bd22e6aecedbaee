package align

import (
	"context"
	"math"
	"slices"
)

// shape is the size of a bead with both sides.
type shape struct{ n, m int }

var shapes = [...]shape{{1, 1}, {1, 2}, {2, 1}, {1, 3}, {3, 1}, {2, 2}, {1, 4}, {4, 1}, {2, 3}, {3, 2}, {3, 3}}

const shapeCount = len(shapes)

// The state of a path between two beads: what the last one was. In a run of
// nulls those of the source come first, so that one set of beads is one path.
// The second null of a run is rarer than the first, and the third is common
// again: a line is left out, or a whole paragraph.
const (
	afterBead = iota
	firstSource
	firstTarget
	moreSource
	moreTarget
	states
)

var impossible = math.Inf(-1)

// A lattice holds all paths of beads through a rectangle, within a band, with
// the score of each bead. A node i, j stands before source sentence i and
// target sentence j.
type lattice struct {
	i0, i1, j0, j1 int
	nodes          band  // for source i0 … i1: target lo … hi-1
	start          []int // number of the first node of each row
	bead           []float32
	nullS, nullT   [][2]float32 // score of a null inside the text and at its edge
	srcLen, tgtLen int          // of the whole texts
	again, run     float64
	flip           float64
}

// newLattice scores every bead of a rectangle. Sentences marked in takenS or
// takenT (nil: none) belong to no bead here: they are passed over.
func newLattice(ctx context.Context, p *pairing, w *weights, i0, i1, j0, j1 int, nodes band, takenS, takenT []bool) (*lattice, error) {
	l := &lattice{
		i0: i0, i1: i1, j0: j0, j1: j1, nodes: nodes,
		srcLen: len(p.src.lines), tgtLen: len(p.tgt.lines),
		again: w[nullAgain], run: w[nullRun], flip: w[nullFlip],
	}
	mem := &p.mem.search
	g := newGrid(p, i0, i1, j0, j1, starts(mem, nodes, j1))
	l.start = mem.ints.take(i1 - i0 + 2)
	for r := range nodes.lo {
		l.start[r+1] = l.start[r] + int(nodes.hi[r]-nodes.lo[r])
	}
	l.bead = mem.float32s.take(l.start[i1-i0+1] * shapeCount)
	l.nullS = nullScores(g, w, p.src, p.meanS, i0, i1, takenS)
	l.nullT = nullScores(g, w, p.tgt, p.meanT, j0, j1, takenT)
	var v vector
	for i := i0; i <= i1; i++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for j := int(nodes.lo[i-i0]); j < int(nodes.hi[i-i0]); j++ {
			cells := l.bead[l.node(i, j)*shapeCount:][:shapeCount]
			for s, sh := range shapes {
				cells[s] = float32(impossible)
				if !l.fits(i, j, sh) || taken(takenS, i, sh.n) || taken(takenT, j, sh.m) {
					continue
				}
				if g.bead(&v, i, j, sh.n, sh.m) {
					cells[s] = float32(w.dotBead(&v, shapeOf(sh.n, sh.m)))
				}
			}
		}
	}
	return l, nil
}

// starts is the band of bead starts that belongs to a band of nodes.
func starts(mem *arena, nodes band, j1 int) band {
	b := mem.band(len(nodes.lo) - 1)
	for r := range b.lo {
		b.lo[r] = min(nodes.lo[r], int32(j1))
		b.hi[r] = min(nodes.hi[r], int32(j1))
	}
	return b
}

func taken(marks []bool, from, n int) bool {
	if marks == nil {
		return false
	}
	for _, m := range marks[from : from+n] {
		if m {
			return true
		}
	}
	return false
}

func nullScores(g *grid, w *weights, s *side, mean float64, from, to int, marks []bool) [][2]float32 {
	out := g.p.mem.search.nulls.take(to - from)
	var v vector
	for i := from; i < to; i++ {
		if taken(marks, i, 1) {
			continue
		}
		for e := range 2 {
			g.null(&v, &s.lines[i], mean, e == 1)
			out[i-from][e] = float32(w.dot(&v))
		}
	}
	return out
}

// fits reports whether a bead from i, j ends at a node of the lattice.
func (l *lattice) fits(i, j int, s shape) bool {
	return i+s.n <= l.i1 && l.has(i+s.n, j+s.m)
}

func (l *lattice) has(i, j int) bool {
	r := i - l.i0
	return j >= int(l.nodes.lo[r]) && j < int(l.nodes.hi[r])
}

func (l *lattice) node(i, j int) int {
	return l.start[i-l.i0] + j - int(l.nodes.lo[i-l.i0])
}

// null is the score of the null of either side at a node.
func (l *lattice) null(i, j int, source bool) float64 {
	if source {
		return float64(l.nullS[i-l.i0][edge(j == 0 || j == l.tgtLen)])
	}
	return float64(l.nullT[j-l.j0][edge(i == 0 || i == l.srcLen)])
}

func edge(b bool) int {
	if b {
		return 1
	}
	return 0
}

// A passage is a way to go on with a null: from a state to a state.
type passage struct{ from, to int }

var sourcePassages = [...]passage{{afterBead, firstSource}, {firstSource, moreSource}, {moreSource, moreSource}}

var targetPassages = [...]passage{
	{afterBead, firstTarget}, {firstSource, firstTarget}, {moreSource, firstTarget}, {firstTarget, moreTarget}, {moreTarget, moreTarget},
}

// passages gives the ways of a null of either side.
func passages(source bool) []passage {
	if source {
		return sourcePassages[:]
	}
	return targetPassages[:]
}

// bonus is what a null scores more for what stands before it.
func (l *lattice) bonus(p passage) float64 {
	switch {
	case p.from == p.to:
		return l.run
	case p.from == afterBead:
		return 0
	case p.to == firstTarget:
		return l.flip
	}
	return l.again
}

// each calls visit for all nodes in the order of the text.
func (l *lattice) each(visit func(i, j int)) {
	for i := l.i0; i <= l.i1; i++ {
		for j := int(l.nodes.lo[i-l.i0]); j < int(l.nodes.hi[i-l.i0]); j++ {
			visit(i, j)
		}
	}
}

// A step is one bead of a path: a bead of both sides, or a null.
type step struct {
	i, j  int
	shape int // an index of shapes; shapeCount for a null of the source, one more for the target
}

// best finds the path of the highest score.
func (l *lattice) best(mem *arena) ([]step, float64) {
	n := l.start[len(l.start)-1]
	t := trellis{l, mem.scores.take(n), mem.steps.take(n)}
	for k := range t.score {
		t.score[k] = nowhere
	}
	t.score[l.node(l.i0, l.j0)][afterBead] = 0
	l.each(t.forward)
	i, j := l.i1, l.j1
	end := &t.score[l.node(i, j)]
	endState := highest(end)
	state := endState
	var path []step
	for i > l.i0 || j > l.j0 {
		b := int(t.back[l.node(i, j)][state])
		shape := b / states
		state = b % states
		n, m := sizeOf(shape)
		i, j = i-n, j-m
		path = append(path, step{i, j, shape})
	}
	slices.Reverse(path)
	return path, end[endState]
}

// A trellis holds the best path to each state of each node.
type trellis struct {
	l     *lattice
	score [][states]float64
	back  [][states]uint8 // of the last step: shape*states + state before
}

// highest gives the state of the best path, the first of equals.
func highest(f *[states]float64) int {
	top := 0
	for s := range f {
		if f[s] > f[top] {
			top = s
		}
	}
	return top
}

// forward goes on from a node by every bead and null.
func (t *trellis) forward(i, j int) {
	l := t.l
	node := l.node(i, j)
	f := &t.score[node]
	top := highest(f)
	for shape, score := range l.bead[node*shapeCount:][:shapeCount] {
		if score <= float32(impossible) {
			continue
		}
		to := l.node(i+shapes[shape].n, j+shapes[shape].m)
		if v := f[top] + float64(score); v > t.score[to][afterBead] {
			t.score[to][afterBead], t.back[to][afterBead] = v, uint8(shape*states+top)
		}
	}
	if i < l.i1 && l.has(i+1, j) {
		t.null(f, l.node(i+1, j), i, j, true)
	}
	if j < l.j1 && l.has(i, j+1) {
		t.null(f, l.node(i, j+1), i, j, false)
	}
}

func (t *trellis) null(f *[states]float64, to, i, j int, source bool) {
	shape := shapeCount
	if !source {
		shape++
	}
	gain := t.l.null(i, j, source)
	for _, way := range passages(source) {
		if v := f[way.from] + gain + t.l.bonus(way); v > t.score[to][way.to] {
			t.score[to][way.to], t.back[to][way.to] = v, uint8(shape*states+way.from)
		}
	}
}

// sizeOf gives the sentences that a step takes on either side.
func sizeOf(shape int) (n, m int) {
	switch shape {
	case shapeCount:
		return 1, 0
	case shapeCount + 1:
		return 0, 1
	}
	return shapes[shape].n, shapes[shape].m
}
