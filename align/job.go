package align

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// A job is the alignment of one pair of texts.
type job struct {
	a              *Aligner
	p              *pairing
	w              *weights
	fixed          []Bead
	takenS, takenT []bool // sentences of fixed beads, or nil
	found          []Bead
	score          float64 // of the found, in log-odds
	nullS, nullT   []bool  // sentences without partner, made when first asked for
}

func newJob(a *Aligner, p *pairing, fixed []Bead) *job {
	j := &job{a: a, p: p, w: a.weights(p), fixed: fixed}
	if len(fixed) == 0 {
		return j
	}
	j.takenS = mark(nil, fixed, len(p.src.lines), source)
	j.takenT = mark(nil, fixed, len(p.tgt.lines), target)
	return j
}

// weights gives the weights for a pair of texts, without those of evidence that
// is left out. Of texts that the lexicons know little of, they lie between those
// for use with a lexicon and those without: what is left over there says less.
func (a *Aligner) weights(p *pairing) *weights {
	w := &a.model.resolved[p.family]
	if a.sparse != nil && p.known < 1 {
		w = mixed(&a.sparse.resolved[p.family], w, p.known)
	}
	if a.without == nil {
		return w
	}
	left := *w
	for k := range left {
		if a.without[evidenceOf[k]] {
			left[k] = 0
		}
	}
	return &left
}

// mixed gives the weights at share between none and all.
func mixed(none, all *weights, share float64) *weights {
	var w weights
	for k := range w {
		w[k] = none[k] + share*(all[k]-none[k])
	}
	return &w
}

// run aligns the gaps between the fixed beads, then looks for what was moved.
// What it finds is taken out of the texts, and the rest is aligned once more;
// that counts if both together are better than what was there.
func (j *job) run(ctx context.Context) error {
	if err := j.gaps(ctx); err != nil {
		return err
	}
	moved, worth, err := j.moved(ctx)
	if err != nil || len(moved) == 0 {
		return err
	}
	again := *j
	again.found, again.score = nil, 0
	again.takenS, again.takenT = mark(j.takenS, moved, len(j.p.src.lines), source), mark(j.takenT, moved, len(j.p.tgt.lines), target)
	if err := again.gaps(ctx); err != nil {
		return err
	}
	if again.score+worth > j.score {
		again.found = slices.DeleteFunc(again.found, again.isFixed)
		again.found = append(again.found, moved...)
		*j = again
	}
	return nil
}

func source(b Bead) Range { return b.Source }
func target(b Bead) Range { return b.Target }

// mark gives marks (which may be nil) with the sentences of beads marked too.
func mark(marks []bool, beads []Bead, n int, side func(Bead) Range) []bool {
	out := make([]bool, n)
	copy(out, marks)
	for _, b := range beads {
		for i := side(b).From; i < side(b).To; i++ {
			out[i] = true
		}
	}
	return out
}

// gaps aligns what lies between the fixed beads that go forward together.
func (j *job) gaps(ctx context.Context) error {
	j.p.sure = [2]float64{}
	for _, b := range j.fixed {
		if !b.Null() {
			j.p.sure[0] += letters(j.p.src.lines[b.Source.From:b.Source.To])
			j.p.sure[1] += letters(j.p.tgt.lines[b.Target.From:b.Target.To])
		}
	}
	i0, j0 := 0, 0
	for _, b := range forward(j.fixed) {
		if err := j.gap(ctx, i0, b.Source.From, j0, b.Target.From); err != nil {
			return err
		}
		i0, j0 = b.Source.To, b.Target.To
	}
	return j.gap(ctx, i0, len(j.p.src.lines), j0, len(j.p.tgt.lines))
}

// forward picks the longest chain of beads that rise on both sides.
func forward(beads []Bead) []Bead {
	var sorted []Bead
	for _, b := range beads {
		if !b.Null() {
			sorted = append(sorted, b)
		}
	}
	slices.SortFunc(sorted, func(a, b Bead) int { return cmp.Compare(a.Source.From, b.Source.From) })
	length := make([]int, len(sorted))
	before := make([]int, len(sorted))
	best := -1
	for k, b := range sorted {
		length[k], before[k] = 1, -1
		for q := range k {
			if sorted[q].Target.To <= b.Target.From && length[q]+1 > length[k] {
				length[k], before[k] = length[q]+1, q
			}
		}
		if best < 0 || length[k] > length[best] {
			best = k
		}
	}
	var chain []Bead
	for k := best; k >= 0; k = before[k] {
		chain = append(chain, sorted[k])
	}
	slices.Reverse(chain)
	return chain
}

// gap aligns one rectangle.
func (j *job) gap(ctx context.Context, i0, i1, j0, j1 int) error {
	if i0 == i1 && j0 == j1 {
		return ctx.Err()
	}
	mem := &j.p.mem.search
	mem.reset()
	nodes, err := j.band(ctx, i0, i1, j0, j1)
	if err != nil {
		return err
	}
	l, err := newLattice(ctx, j.p, j.w, i0, i1, j0, j1, nodes, j.takenS, j.takenT)
	if err != nil {
		return err
	}
	post := l.posterior(mem, false)
	path, score := l.best(mem)
	j.score += score
	for _, s := range path {
		j.found = append(j.found, post.toBead(s))
	}
	return nil
}

// toBead makes a bead with its probability.
func (p *posterior) toBead(s step) Bead {
	n, m := sizeOf(s.shape)
	b := Bead{Source: Range{s.i, s.i + n}, Target: Range{s.j, s.j + m}}
	switch s.shape {
	case shapeCount:
		b.Confidence = p.nullS[s.i-p.l.i0]
	case shapeCount + 1:
		b.Confidence = p.nullT[s.j-p.l.j0]
	default:
		b.Confidence = float64(p.bead[p.l.node(s.i, s.j)*shapeCount+s.shape])
	}
	return b
}

// calibrate maps a probability of the search to one that holds on new texts.
func (a *Aligner) calibrate(p *pairing, probability float64) float64 {
	const bound = 1e-4
	c := a.model.Calibration
	if a.sparse != nil {
		for k, none := range a.sparse.Calibration {
			c[k] = none + p.known*(c[k]-none)
		}
	}
	probability = max(bound, min(1-bound, probability))
	odds := c[0] + c[1]*math.Log(probability/(1-probability))
	return max(0.001, min(0.999, 1/(1+math.Exp(-odds))))
}

// beads puts the found and the fixed together, in source order. A bead
// without source stands behind the source sentence of the target before it.
func (j *job) beads() []Bead {
	var out []Bead
	for _, b := range j.found {
		if j.isFixed(b) {
			continue
		}
		b.Confidence = j.a.calibrate(j.p, b.Confidence)
		b.Evidence = append(j.evidence(b), b.Evidence...)
		out = append(out, b)
	}
	out = append(out, j.fixed...)
	return inOrder(out)
}

// isFixed reports whether a null of the search only passes over a sentence of
// a fixed bead.
func (j *job) isFixed(b Bead) bool {
	if j.takenS == nil {
		return false
	}
	return b.Target.Len() == 0 && taken(j.takenS, b.Source.From, b.Source.Len()) ||
		b.Source.Len() == 0 && taken(j.takenT, b.Target.From, b.Target.Len())
}

// inOrder sorts beads by source, and puts each bead without source behind the
// bead that holds the target sentence before its own. The source of such a
// bead is the empty range at that place.
func inOrder(beads []Bead) []Bead {
	var withSource, without []Bead
	for _, b := range beads {
		if b.Source.Len() > 0 {
			withSource = append(withSource, b)
		} else {
			without = append(without, b)
		}
	}
	slices.SortFunc(withSource, func(a, b Bead) int { return cmp.Compare(a.Source.From, b.Source.From) })
	slices.SortFunc(without, func(a, b Bead) int { return cmp.Compare(a.Target.From, b.Target.From) })
	place := map[int]int{} // target sentence → index in withSource
	for k, b := range withSource {
		for t := b.Target.From; t < b.Target.To; t++ {
			place[t] = k
		}
	}
	follow := make([][]Bead, len(withSource)+1)
	for _, b := range without {
		after := -1
		if k, ok := place[b.Target.From-1]; ok {
			after = k
		}
		for t := b.Target.From; t < b.Target.To; t++ {
			place[t] = after
		}
		follow[after+1] = append(follow[after+1], b)
	}
	out := make([]Bead, 0, len(beads))
	at := 0
	for k := -1; k < len(withSource); k++ {
		if k >= 0 {
			out = append(out, withSource[k])
			at = withSource[k].Source.To
		}
		for _, b := range follow[k+1] {
			b.Source = Range{at, at}
			out = append(out, b)
		}
	}
	target := 0
	for k := range out { // the empty target of an omission stands behind the target before it
		if out[k].Target.Len() == 0 {
			out[k].Target = Range{target, target}
			continue
		}
		target = out[k].Target.To
	}
	return out
}
