package align

import (
	"context"
	"math"
	"slices"
	"sync"
)

// shape is the size of a bead with both sides.
type shape struct{ n, m int }

var shapes = [...]shape{{1, 1}, {1, 2}, {2, 1}, {1, 3}, {3, 1}, {2, 2}, {1, 4}, {4, 1}, {2, 3}, {3, 2}, {3, 3}}

const shapeCount = len(shapes)

// The state of a path between two beads: what the last one was. In a run of
// nulls those of the source come first, so that one set of beads is one path.
const (
	afterBead = iota
	afterSourceNull
	afterTargetNull
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
	again, flip    float64
}

// newLattice scores every bead of a rectangle. Sentences marked in takenS or
// takenT (nil: none) belong to no bead here: they are passed over.
func newLattice(ctx context.Context, p *pairing, w *weights, i0, i1, j0, j1 int, nodes band, takenS, takenT []bool) (*lattice, error) {
	l := &lattice{
		i0: i0, i1: i1, j0: j0, j1: j1, nodes: nodes,
		srcLen: len(p.src.lines), tgtLen: len(p.tgt.lines),
		again: w[nullAgain], flip: w[nullFlip],
	}
	g := newGrid(p, i0, i1, j0, j1, starts(nodes, j1))
	l.start = make([]int, i1-i0+2)
	for r := range nodes.lo {
		l.start[r+1] = l.start[r] + int(nodes.hi[r]-nodes.lo[r])
	}
	l.bead = make([]float32, l.start[i1-i0+1]*shapeCount)
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
					cells[s] = float32(w.dot(&v))
				}
			}
		}
	}
	return l, nil
}

// starts is the band of bead starts that belongs to a band of nodes.
func starts(nodes band, j1 int) band {
	n := len(nodes.lo) - 1
	b := band{make([]int32, n), make([]int32, n)}
	for r := range n {
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
	out := make([][2]float32, to-from)
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

func (l *lattice) sourceNull(i, j int) float64 {
	return float64(l.nullS[i-l.i0][edge(j == 0 || j == l.tgtLen)])
}

func (l *lattice) targetNull(i, j int) float64 {
	return float64(l.nullT[j-l.j0][edge(i == 0 || i == l.srcLen)])
}

func edge(b bool) int {
	if b {
		return 1
	}
	return 0
}

// passage is what a null adds by what stands before it.
func (l *lattice) passage(from, to int) float64 {
	switch {
	case from == to:
		return l.again
	case from == afterSourceNull && to == afterTargetNull:
		return l.flip
	case from == afterTargetNull && to == afterSourceNull:
		return impossible
	}
	return 0
}

// edges calls visit for every step out of node i, j: to node ni, nj in state
// to; from says for each state before what the step scores. Shape is an index
// of shapes, or shapeCount for a null of the source, one more for the target.
func (l *lattice) edges(i, j int, visit func(ni, nj, to, shape int, from [states]float64)) {
	cells := l.bead[l.node(i, j)*shapeCount:][:shapeCount]
	for s, sh := range shapes {
		if score := float64(cells[s]); score > impossible {
			visit(i+sh.n, j+sh.m, afterBead, s, [states]float64{score, score, score})
		}
	}
	if i < l.i1 && l.has(i+1, j) {
		score := l.sourceNull(i, j)
		visit(i+1, j, afterSourceNull, shapeCount, [states]float64{score, score + l.passage(afterSourceNull, afterSourceNull), impossible})
	}
	if j < l.j1 && l.has(i, j+1) {
		score := l.targetNull(i, j)
		visit(i, j+1, afterTargetNull, shapeCount+1, [states]float64{score, score + l.passage(afterSourceNull, afterTargetNull), score + l.passage(afterTargetNull, afterTargetNull)})
	}
}

// each calls visit for all nodes in the order of the text.
func (l *lattice) each(visit func(i, j int)) {
	for i := l.i0; i <= l.i1; i++ {
		for j := int(l.nodes.lo[i-l.i0]); j < int(l.nodes.hi[i-l.i0]); j++ {
			visit(i, j)
		}
	}
}

// posterior is the probability of each bead under the model, summed over all
// paths of the lattice (forward–backward).
type posterior struct {
	l            *lattice
	bead         []float32 // as lattice.bead
	nullS, nullT []float64 // of each sentence, wherever it falls
	// sourceNull and targetNull give the same by node.
	sourceNull, targetNull []float32
	logZ                   float64
	again, flip            float64 // expected number of such passages, if counted
}

// addLog gives log(exp a + exp b), to about 1e-6. It is the inner loop of the
// sums over all paths, so the logarithm comes from a table, with a straight
// line between its entries.
func addLog(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	d := a - b
	if !(d < addLogRange) {
		return a
	}
	x := d * addLogSteps
	k := int(x)
	t := addLogTable()
	return a + t[k] + (x-float64(k))*(t[k+1]-t[k])
}

const (
	addLogRange = 16
	addLogSteps = 256 // per unit
)

var addLogTable = sync.OnceValue(func() *[addLogRange*addLogSteps + 2]float64 {
	var t [addLogRange*addLogSteps + 2]float64
	for k := range t {
		t[k] = math.Log1p(math.Exp(-float64(k) / addLogSteps))
	}
	return &t
})

func (l *lattice) posterior(counted bool) *posterior {
	n := l.start[len(l.start)-1]
	forward := make([][states]float64, n)
	backward := make([][states]float64, n)
	for k := range n {
		forward[k] = [states]float64{impossible, impossible, impossible}
		backward[k] = forward[k]
	}
	first, last := l.node(l.i0, l.j0), l.node(l.i1, l.j1)
	forward[first][afterBead] = 0
	l.each(func(i, j int) {
		f := forward[l.node(i, j)]
		l.edges(i, j, func(ni, nj, to, _ int, from [states]float64) {
			t := &forward[l.node(ni, nj)][to]
			for s := range states {
				*t = addLog(*t, f[s]+from[s])
			}
		})
	})
	backward[last] = [states]float64{}
	p := &posterior{
		l: l, bead: make([]float32, len(l.bead)), nullS: make([]float64, l.i1-l.i0), nullT: make([]float64, l.j1-l.j0),
		sourceNull: make([]float32, n), targetNull: make([]float32, n),
	}
	p.logZ = impossible
	for s := range states {
		p.logZ = addLog(p.logZ, forward[last][s])
	}
	for i := l.i1; i >= l.i0; i-- {
		for j := int(l.nodes.hi[i-l.i0]) - 1; j >= int(l.nodes.lo[i-l.i0]); j-- {
			node := l.node(i, j)
			f, b := &forward[node], &backward[node]
			l.edges(i, j, func(ni, nj, to, shape int, from [states]float64) {
				after := backward[l.node(ni, nj)][to]
				sum := impossible
				for s := range states {
					b[s] = addLog(b[s], from[s]+after)
					sum = addLog(sum, f[s]+from[s])
				}
				if counted && to != afterBead {
					p.again += math.Exp(f[to] + from[to] + after - p.logZ)
				}
				if counted && to == afterTargetNull {
					p.flip += math.Exp(f[afterSourceNull] + from[afterSourceNull] + after - p.logZ)
				}
				if logProbability := sum + after - p.logZ; logProbability > -addLogRange {
					p.note(node, i, j, shape, math.Exp(logProbability))
				}
			})
		}
	}
	return p
}

func (p *posterior) note(node, i, j, shape int, probability float64) {
	switch shape {
	case shapeCount:
		p.sourceNull[node] = float32(probability)
		p.nullS[i-p.l.i0] += probability
	case shapeCount + 1:
		p.targetNull[node] = float32(probability)
		p.nullT[j-p.l.j0] += probability
	default:
		p.bead[node*shapeCount+shape] = float32(probability)
	}
}

// A step is one bead of a path: a bead of both sides, or a null.
type step struct {
	i, j  int
	shape int // as edges gives it
}

// best finds the path of the highest score.
func (l *lattice) best() []step {
	n := l.start[len(l.start)-1]
	score := make([][states]float64, n)
	back := make([][states]uint8, n) // shape*states + state before
	for k := range n {
		score[k] = [states]float64{impossible, impossible, impossible}
	}
	score[l.node(l.i0, l.j0)][afterBead] = 0
	l.each(func(i, j int) {
		f := score[l.node(i, j)]
		l.edges(i, j, func(ni, nj, to, shape int, from [states]float64) {
			t := l.node(ni, nj)
			for s := range states {
				if v := f[s] + from[s]; v > score[t][to] {
					score[t][to] = v
					back[t][to] = uint8(shape*states + s)
				}
			}
		})
	})
	i, j := l.i1, l.j1
	state := 0
	end := score[l.node(i, j)]
	for s := range states {
		if end[s] > end[state] {
			state = s
		}
	}
	var path []step
	for i > l.i0 || j > l.j0 {
		b := int(back[l.node(i, j)][state])
		shape := b / states
		state = b % states
		n, m := sizeOf(shape)
		i, j = i-n, j-m
		path = append(path, step{i, j, shape})
	}
	slices.Reverse(path)
	return path
}

// surest finds the path whose beads have the most probability in sum, each
// bead costing cost: the path with the best expected agreement with the right
// one, which is not always the likeliest path (minimum Bayes risk; Goel & Byrne
// 2000).
func (p *posterior) surest(cost float64) []step {
	l := p.l
	n := l.start[len(l.start)-1]
	score := make([]float64, n)
	back := make([]uint8, n)
	for k := range n {
		score[k] = impossible
	}
	score[l.node(l.i0, l.j0)] = 0
	l.each(func(i, j int) {
		node := l.node(i, j)
		from := score[node]
		if from == impossible {
			return
		}
		step := func(ni, nj, shape int, probability float64) {
			t := l.node(ni, nj)
			if v := from + probability - cost; v > score[t] {
				score[t], back[t] = v, uint8(shape)
			}
		}
		for s, sh := range shapes {
			if probability := p.bead[node*shapeCount+s]; probability > 0 {
				step(i+sh.n, j+sh.m, s, float64(probability))
			}
		}
		if i < l.i1 && l.has(i+1, j) {
			step(i+1, j, shapeCount, p.nullS[i-l.i0])
		}
		if j < l.j1 && l.has(i, j+1) {
			step(i, j+1, shapeCount+1, p.nullT[j-l.j0])
		}
	})
	var path []step
	for i, j := l.i1, l.j1; i > l.i0 || j > l.j0; {
		shape := int(back[l.node(i, j)])
		n, m := sizeOf(shape)
		i, j = i-n, j-m
		path = append(path, step{i, j, shape})
	}
	slices.Reverse(path)
	return path
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
