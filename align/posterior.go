package align

import (
	"math"
	"sync"
)

// posterior is the probability of each bead under the model, summed over all
// paths of the lattice (forward–backward).
type posterior struct {
	l            *lattice
	bead         []float32 // as lattice.bead
	nullS, nullT []float64 // of each sentence, wherever it falls
	// sourceNull and targetNull give the same by node.
	sourceNull, targetNull []float32
	logZ                   float64
	again, run, flip       float64 // expected number of such passages, if counted
}

// addLog gives log(exp a + exp b), to about 1e-6. It is the inner loop of the
// sums over all paths, so the logarithm comes from a table, with a straight
// line between its entries.
func (t *logTable) addLog(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	d := a - b
	if !(d < addLogRange) {
		return a
	}
	x := d * addLogSteps
	k := int(x)
	return a + t[k] + (x-float64(k))*(t[k+1]-t[k])
}

const (
	addLogRange = 16
	addLogSteps = 256 // per unit
)

// logTable holds log(1 + exp -x) for x from 0 to addLogRange.
type logTable [addLogRange*addLogSteps + 2]float64

var addLogTable = sync.OnceValue(func() *logTable {
	var t logTable
	for k := range t {
		t[k] = math.Log1p(math.Exp(-float64(k) / addLogSteps))
	}
	return &t
})

var nowhere = [states]float64{impossible, impossible, impossible, impossible, impossible}

// posterior sums over all paths. Counted asks for the expected passages too,
// which only a fit needs. What it returns lies in mem.
func (l *lattice) posterior(mem *arena, counted bool) *posterior {
	n := l.start[len(l.start)-1]
	p := &posterior{
		l: l, bead: mem.float32s.take(len(l.bead)), nullS: mem.float64s.take(l.i1 - l.i0), nullT: mem.float64s.take(l.j1 - l.j0),
		sourceNull: mem.float32s.take(n), targetNull: mem.float32s.take(n),
	}
	sum := pathSums{p: p, table: addLogTable(), counted: counted}
	sum.forward, sum.all = l.forward(mem, sum.table)
	p.logZ = sum.all[l.node(l.i1, l.j1)]
	sum.backward = mem.scores.take(n)
	for k := range sum.backward {
		sum.backward[k] = nowhere
	}
	sum.backward[l.node(l.i1, l.j1)] = [states]float64{}
	for i := l.i1; i >= l.i0; i-- {
		for j := int(l.nodes.hi[i-l.i0]) - 1; j >= int(l.nodes.lo[i-l.i0]); j-- {
			sum.back(i, j)
		}
	}
	return p
}

// pathSums are the log sums of all paths to each node and from it.
type pathSums struct {
	p                 *posterior
	table             *logTable
	forward, backward [][states]float64
	all               []float64 // forward, over all states
	counted           bool
}

// back sums over the paths from a node, and takes down the probability of what
// begins there.
func (s *pathSums) back(i, j int) {
	l, p, table := s.p.l, s.p, s.table
	node := l.node(i, j)
	b := &s.backward[node]
	bead := impossible
	cells := l.bead[node*shapeCount:][:shapeCount]
	for shape, score := range cells {
		if score <= float32(impossible) {
			continue
		}
		to := l.node(i+shapes[shape].n, j+shapes[shape].m)
		after := float64(score) + s.backward[to][afterBead]
		bead = table.addLog(bead, after)
		if x := s.all[node] + after - p.logZ; x > -addLogRange {
			p.bead[node*shapeCount+shape] = float32(math.Exp(x))
		}
	}
	if i < l.i1 && l.has(i+1, j) {
		s.backNull(node, l.node(i+1, j), i, j, true)
	}
	if j < l.j1 && l.has(i, j+1) {
		s.backNull(node, l.node(i, j+1), i, j, false)
	}
	for state := range b {
		b[state] = table.addLog(b[state], bead)
	}
}

func (s *pathSums) backNull(node, to, i, j int, source bool) {
	l, p := s.p.l, s.p
	f, b, next := &s.forward[node], &s.backward[node], &s.backward[to]
	score := l.null(i, j, source)
	sum := impossible
	for _, way := range passages(source) {
		after := score + l.bonus(way) + next[way.to]
		b[way.from] = s.table.addLog(b[way.from], after)
		sum = s.table.addLog(sum, f[way.from]+after)
		if s.counted {
			p.count(way, math.Exp(f[way.from]+after-p.logZ))
		}
	}
	p.note(node, i, j, source, sum-p.logZ)
}

// forward gives the log sum of all paths to each node, by state and over all.
func (l *lattice) forward(mem *arena, table *logTable) (byState [][states]float64, all []float64) {
	n := l.start[len(l.start)-1]
	byState = mem.scores.take(n)
	all = mem.float64s.take(n)
	for k := range byState {
		byState[k] = nowhere
	}
	byState[l.node(l.i0, l.j0)][afterBead] = 0
	null := func(f *[states]float64, to, i, j int, source bool) {
		score, next := l.null(i, j, source), &byState[to]
		for _, way := range passages(source) {
			next[way.to] = table.addLog(next[way.to], f[way.from]+score+l.bonus(way))
		}
	}
	for i := l.i0; i <= l.i1; i++ {
		for j := int(l.nodes.lo[i-l.i0]); j < int(l.nodes.hi[i-l.i0]); j++ {
			node := l.node(i, j)
			f := &byState[node]
			sum := impossible
			for _, v := range f {
				sum = table.addLog(sum, v)
			}
			all[node] = sum
			for shape, score := range l.bead[node*shapeCount:][:shapeCount] {
				if score > float32(impossible) {
					to := &byState[l.node(i+shapes[shape].n, j+shapes[shape].m)]
					to[afterBead] = table.addLog(to[afterBead], sum+float64(score))
				}
			}
			if i < l.i1 && l.has(i+1, j) {
				null(f, l.node(i+1, j), i, j, true)
			}
			if j < l.j1 && l.has(i, j+1) {
				null(f, l.node(i, j+1), i, j, false)
			}
		}
	}
	return byState, all
}

// count adds to the expected passages.
func (p *posterior) count(way passage, probability float64) {
	switch {
	case way.from == way.to:
		p.run += probability
	case way.from == afterBead:
	case way.to == firstTarget:
		p.flip += probability
	default:
		p.again += probability
	}
}

// note keeps the probability of a null.
func (p *posterior) note(node, i, j int, source bool, logProbability float64) {
	if logProbability < -addLogRange {
		return
	}
	probability := math.Exp(logProbability)
	if source {
		p.sourceNull[node] = float32(probability)
		p.nullS[i-p.l.i0] += probability
		return
	}
	p.targetNull[node] = float32(probability)
	p.nullT[j-p.l.j0] += probability
}
