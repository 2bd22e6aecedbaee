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

// posterior sums over all paths. Counted asks for the expected passages too,
// which only a fit needs.
func (l *lattice) posterior(counted bool) *posterior {
	n := l.start[len(l.start)-1]
	p := &posterior{
		l: l, bead: make([]float32, len(l.bead)), nullS: make([]float64, l.i1-l.i0), nullT: make([]float64, l.j1-l.j0),
		sourceNull: make([]float32, n), targetNull: make([]float32, n),
	}
	forward, all := l.forward()
	p.logZ = all[l.node(l.i1, l.j1)]
	backward := make([][states]float64, n)
	for k := range backward {
		backward[k] = nowhere
	}
	backward[l.node(l.i1, l.j1)] = [states]float64{}
	for i := l.i1; i >= l.i0; i-- {
		for j := int(l.nodes.hi[i-l.i0]) - 1; j >= int(l.nodes.lo[i-l.i0]); j-- {
			node := l.node(i, j)
			f, b := &forward[node], &backward[node]
			bead := impossible
			l.edges(i, j, func(to, shape int, score float64) {
				after := score + backward[to][afterBead]
				bead = addLog(bead, after)
				if x := all[node] + after - p.logZ; x > -addLogRange {
					p.bead[node*shapeCount+shape] = float32(math.Exp(x))
				}
			}, func(to int, source bool, score float64) {
				sum := impossible
				for _, way := range passages(source) {
					after := score + l.bonus(way) + backward[to][way.to]
					b[way.from] = addLog(b[way.from], after)
					sum = addLog(sum, f[way.from]+after)
					if counted {
						p.count(way, math.Exp(f[way.from]+after-p.logZ))
					}
				}
				p.note(node, i, j, source, sum-p.logZ)
			})
			for s := range b {
				b[s] = addLog(b[s], bead)
			}
		}
	}
	return p
}

var nowhere = [states]float64{impossible, impossible, impossible, impossible, impossible}

// forward gives the log sum of all paths to each node, by state and over all.
func (l *lattice) forward() (byState [][states]float64, all []float64) {
	n := l.start[len(l.start)-1]
	byState = make([][states]float64, n)
	all = make([]float64, n)
	for k := range byState {
		byState[k] = nowhere
	}
	byState[l.node(l.i0, l.j0)][afterBead] = 0
	l.each(func(i, j int) {
		node := l.node(i, j)
		f := &byState[node]
		sum := impossible
		for _, v := range f {
			sum = addLog(sum, v)
		}
		all[node] = sum
		l.edges(i, j, func(to, _ int, score float64) {
			byState[to][afterBead] = addLog(byState[to][afterBead], sum+score)
		}, func(to int, source bool, score float64) {
			for _, way := range passages(source) {
				byState[to][way.to] = addLog(byState[to][way.to], f[way.from]+score+l.bonus(way))
			}
		})
	})
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
