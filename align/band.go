package align

import (
	"context"
	"math"
)

// fullCells is the size of a rectangle, in pairs of sentences, up to which the
// quick pass looks at all of it; beyond, it looks at a strip around a coarse
// alignment.
const fullCells = 150 * 150

// slack is how far below the best path, in log-odds, a path of the quick pass
// may stay and still be searched in full. The quick pass does not see
// everything, hence the wide margin.
const slack = 12

// margin is how many nodes the band is widened by on either side, for beads
// that the quick pass does not know.
const margin = 1

// sureGain is the gain from which a 1:1 bead on the best path of the quick
// pass is believed enough to learn the ratio of lengths from it.
const sureGain = 3

// full is the band of all nodes of a rectangle.
func full(mem *arena, i0, i1, j0, j1 int) band {
	b := mem.band(i1 - i0 + 1)
	for r := range b.lo {
		b.lo[r], b.hi[r] = int32(j0), int32(j1+1)
	}
	return b
}

// band gives the nodes that the search of a rectangle goes through.
func (j *job) band(ctx context.Context, i0, i1, j0, j1 int) (band, error) {
	mem := &j.p.mem.search
	outer := full(mem, i0, i1, j0, j1)
	if (i1-i0)*(j1-j0) > j.a.fullCells {
		var err error
		if outer, err = coarse(ctx, j.p, i0, i1, j0, j1); err != nil {
			return band{}, err
		}
	}
	inner, err := j.quick(ctx, i0, i1, j0, j1, outer)
	if j.a.exhaustive {
		inner = full(mem, i0, i1, j0, j1)
	}
	return inner, err
}

// A sketch is what the quick pass knows of a rectangle: for each pair of
// sentences in the outer band, their gain as it counts in the model, and all
// of it.
type sketch struct {
	nodes         band
	start         []int
	weighted, all []float32
}

func (s *sketch) at(r, j int) int { return s.start[r] + j - int(s.nodes.lo[r]) }

func (s *sketch) has(r, j int) bool {
	return r < len(s.nodes.lo) && j >= int(s.nodes.lo[r]) && j < int(s.nodes.hi[r])
}

func (j *job) sketch(i0, i1, j0, j1 int, nodes band) *sketch {
	mem := &j.p.mem.search
	s := &sketch{nodes: nodes, start: mem.ints.take(i1 - i0 + 2)}
	for r := range nodes.lo {
		s.start[r+1] = s.start[r] + int(nodes.hi[r]-nodes.lo[r])
	}
	n := s.start[i1-i0+1]
	s.weighted, s.all = mem.float32s.take(n), mem.float32s.take(n)
	var w [channels]float32
	for ch := range channels {
		w[ch] = float32(j.w[numberGain+feature(ch)] / 2)
	}
	for r := range i1 - i0 {
		l := &j.p.src.lines[i0+r]
		for _, n := range l.terms {
			t := &j.p.src.terms[n]
			for _, h := range within(t.hits, int(nodes.lo[r]), min(j1, int(nodes.hi[r]))) {
				c := s.at(r, int(h.sent))
				s.weighted[c] += w[t.channel] * t.gain * h.strength
				s.all[c] += t.gain * h.strength
			}
		}
	}
	g := grid{i0: i0, i1: i1, j0: j0, j1: j1, band: starts(mem, nodes, j1)}
	columns := g.columns(mem)
	for q := range j1 - j0 {
		l := &j.p.tgt.lines[j0+q]
		for _, n := range l.terms {
			t := &j.p.tgt.terms[n]
			for _, h := range within(t.hits, int(columns.lo[q]), int(columns.hi[q])) {
				if r := int(h.sent) - i0; s.has(r, j0+q) {
					c := s.at(r, j0+q)
					s.weighted[c] += w[t.channel] * t.gain * h.strength
					s.all[c] += t.gain * h.strength
				}
			}
		}
	}
	return s
}

// quick finds the band of nodes on paths within slack of the best, by a search
// over nulls, 1:1, 1:2 and 2:1 beads with gains and lengths only.
func (j *job) quick(ctx context.Context, i0, i1, j0, j1 int, outer band) (band, error) {
	s := j.sketch(i0, i1, j0, j1, outer)
	n := len(s.weighted)
	mem := &j.p.mem.search
	forward, backward := mem.float32s.take(n), mem.float32s.take(n)
	low := float32(math.Inf(-1))
	for k := range n {
		forward[k], backward[k] = low, low
	}
	q := quickScore{j: j, s: s, i0: i0, i1: i1, j1: j1}
	steps := mem.float32s.take(n * len(quickShapes))
	forward[0] = 0
	for r := range outer.lo {
		if err := ctx.Err(); err != nil {
			return band{}, err
		}
		for k := int(outer.lo[r]); k < int(outer.hi[r]); k++ {
			from := s.at(r, k)
			out := steps[from*len(quickShapes):][:len(quickShapes)]
			q.scores(out, r, k)
			for x, sh := range quickShapes {
				if out[x] > low {
					to := s.at(r+sh.n, k+sh.m)
					forward[to] = max(forward[to], forward[from]+out[x])
				}
			}
		}
	}
	backward[n-1] = 0
	best := forward[n-1]
	inner := mem.band(len(outer.lo))
	for r := len(outer.lo) - 1; r >= 0; r-- {
		lo, hi := outer.hi[r], outer.lo[r]
		for k := int(outer.hi[r]) - 1; k >= int(outer.lo[r]); k-- {
			from := s.at(r, k)
			out := steps[from*len(quickShapes):][:len(quickShapes)]
			for x, sh := range quickShapes {
				if out[x] == low {
					continue
				}
				to := s.at(r+sh.n, k+sh.m)
				backward[from] = max(backward[from], out[x]+backward[to])
				if x == 0 && s.all[from] > sureGain && forward[from]+out[0]+backward[to] > best-0.01 {
					j.p.sure[0] += j.p.src.lines[i0+r].length
					j.p.sure[1] += j.p.tgt.lines[k].length
				}
			}
			if forward[from]+backward[from] >= best-slack {
				lo, hi = min(lo, int32(k)), max(hi, int32(k+1))
			}
		}
		inner.lo[r], inner.hi[r] = lo, hi
	}
	widen(mem, inner, outer)
	j.p.ratio = lengthRatio(j.p.expected, j.p.sure[0], j.p.sure[1])
	return inner, nil
}

var quickShapes = [...]shape{{1, 1}, {1, 0}, {0, 1}, {1, 2}, {2, 1}}

// quickScore scores the steps of the quick pass.
type quickScore struct {
	j          *job
	s          *sketch
	i0, i1, j1 int
}

func (q *quickScore) scores(out []float32, r, k int) {
	j, w := q.j, q.j.w
	i := q.i0 + r
	low := float32(math.Inf(-1))
	src, tgt := j.p.src.lines, j.p.tgt.lines
	takenS := i < q.i1 && taken(j.takenS, i, 1)
	takenT := k < q.j1 && taken(j.takenT, k, 1)
	for x, sh := range quickShapes {
		out[x] = low
		if i+sh.n > q.i1 || k+sh.m > q.j1 || !q.s.has(r+sh.n, k+sh.m) {
			continue
		}
		if sh.m == 0 || sh.n == 0 {
			if sh.m == 0 && takenS || sh.n == 0 && takenT {
				out[x] = 0
			} else {
				out[x] = float32(w[isNull])
			}
			continue
		}
		if taken(j.takenS, i, sh.n) || taken(j.takenT, k, sh.m) {
			continue
		}
		a := q.s.at(r, k)
		gain, all := q.s.weighted[a], q.s.all[a]
		s, t := src[i].length, tgt[k].length
		bias, off1, off2 := w[is11], w[lengthOff], w[lengthOff2]
		if sh.n+sh.m == 3 {
			bias, off1, off2 = w[is12], w[lengthOffMany], w[lengthOff2Many]
			b := -1
			if sh.n == 2 {
				s += src[i+1].length
				if q.s.has(r+1, k) {
					b = q.s.at(r+1, k)
				}
			} else {
				t += tgt[k+1].length
				if q.s.has(r, k+1) {
					b = q.s.at(r, k+1)
				}
			}
			if b >= 0 {
				gain, all = gain+q.s.weighted[b], all+q.s.all[b]
			}
		}
		off := j.p.deviation(s, t)
		out[x] = gain + float32(bias+off1*off+off2*min(off*off/2, 12)+w[firstGain]*math.Sqrt(float64(all)))
	}
}

// widen adds the margin and makes both edges rise with the rows, within the
// outer band.
func widen(mem *arena, inner, outer band) {
	n := len(inner.lo)
	for r := n - 2; r >= 0; r-- {
		inner.lo[r] = min(inner.lo[r], inner.lo[r+1])
	}
	for r := 1; r < n; r++ {
		inner.hi[r] = max(inner.hi[r], inner.hi[r-1])
	}
	wide := mem.band(n)
	for r := range n {
		wide.lo[r] = max(outer.lo[r], inner.lo[max(0, r-margin)]-margin)
		wide.hi[r] = min(outer.hi[r], inner.hi[min(n-1, r+margin)]+margin)
	}
	copy(inner.lo, wide.lo)
	copy(inner.hi, wide.hi)
}
