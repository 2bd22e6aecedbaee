package align

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/text/language"
)

// Example is a pair of texts with its right alignment, to fit weights on.
type Example struct {
	Name           string
	SourceLanguage language.Tag
	TargetLanguage language.Tag
	Source, Target []Sentence
	// Gold covers both texts, in source order. What the aligner cannot make (a
	// bead of more than four sentences on a side, one with a hole, one moved)
	// is left out of the fit together with its place.
	Gold []Bead
}

// FitOptions say how weights are fitted. The zero value is usable.
type FitOptions struct {
	Lexicons []Lexicon
	// Shared and Family are how strongly weights are held to what they are
	// before: the weight of half the squared distance to the prior, and of
	// half the square of what a family adds. 0 means 2 and 10.
	Shared, Family float64
	// Iterations bounds the search. 0 means 120.
	Iterations int
}

// Fit finds the weights under which the gold alignments are likeliest against
// all other alignments of the same texts, with a Gaussian prior on the
// weights. The result does not depend on chance. Calibration is left as it is:
// it must be fitted on texts that Fit has not seen.
func Fit(ctx context.Context, examples []Example, o FitOptions) (*Model, error) {
	o.Shared = orElse(o.Shared, 2)
	o.Family = orElse(o.Family, 10)
	if o.Iterations == 0 {
		o.Iterations = 120
	}
	f := &fitter{shared: o.Shared, perFamily: o.Family, prior: prior()}
	var mu sync.Mutex
	cases := make([][]*fitCase, len(examples))
	err := inParallel(len(examples), func(k int) error {
		c, err := fitCases(ctx, examples[k], o.Lexicons)
		if err != nil {
			return fmt.Errorf("fit: example %s: %w", examples[k].Name, err)
		}
		mu.Lock()
		cases[k] = c
		mu.Unlock()
		return nil
	})
	if err != nil {
		return nil, err
	}
	f.cases = slices.Concat(cases...)
	if len(f.cases) == 0 {
		return nil, errors.New("fit: no example that can be used")
	}
	x := make([]float64, featureCount*(1+families))
	copy(x, f.prior[:])
	x, err = minimize(ctx, x, f.loss, o.Iterations)
	if err != nil {
		return nil, fmt.Errorf("fit: %w", err)
	}
	return f.model(x)
}

func orElse(v, zero float64) float64 {
	if v == 0 {
		return zero
	}
	return v
}

// inParallel calls f for 0 … n-1 on all cores.
func inParallel(n int, f func(int) error) error {
	var wg sync.WaitGroup
	errs := make([]error, n)
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for k := range next {
				errs[k] = f(k)
			}
		})
	}
	for k := range n {
		next <- k
	}
	close(next)
	wg.Wait()
	return errors.Join(errs...)
}

type fitter struct {
	cases             []*fitCase
	prior             weights
	shared, perFamily float64
}

// A fitCase is a rectangle with the features of all its beads.
type fitCase struct {
	family       family
	l            *lattice
	offset       []int32 // per cell of lattice.bead: where its features begin
	feature      []uint8
	value        []float32
	nullS, nullT [][2]vector
	gold         weights // sums of the features over the gold path
}

// fitCases cuts an example into rectangles of at most fitChunk beads, at beads
// that cannot be fitted, and readies each.
func fitCases(ctx context.Context, e Example, lexicons []Lexicon) ([]*fitCase, error) {
	const fitChunk = 40
	a := New(e.SourceLanguage, e.TargetLanguage)
	a.lexicons = lexicons
	p := a.pair(e.Source, e.Target)
	p.learnRatio(e.Gold)
	var out []*fitCase
	var run []Bead
	i, j := 0, 0
	flush := func() error {
		if len(run) == 0 {
			return nil
		}
		c, err := newFitCase(ctx, p, run)
		out = append(out, c)
		run = nil
		return err
	}
	for _, b := range e.Gold {
		whole := b.Source.From == i && b.Target.From == j || len(run) == 0
		if !whole || !canMake(b) || len(run) >= fitChunk && !b.Null() {
			if err := flush(); err != nil {
				return nil, err
			}
		}
		i, j = b.Source.To, b.Target.To
		if canMake(b) {
			run = append(run, b)
		}
	}
	return out, flush()
}

// learnRatio learns the ratio of lengths from the 1:1 beads of the gold, where
// the search learns it from those it is sure of.
func (p *pairing) learnRatio(gold []Bead) {
	for _, b := range gold {
		if b.Source.Len() == 1 && b.Target.Len() == 1 {
			p.sure[0] += p.src.lines[b.Source.From].length
			p.sure[1] += p.tgt.lines[b.Target.From].length
		}
	}
	p.ratio = lengthRatio(p.expected, p.sure[0], p.sure[1])
}

// canMake reports whether the search has beads of this shape.
func canMake(b Bead) bool {
	n, m := b.Source.Len(), b.Target.Len()
	return n+m == 1 || shapeIndex(n, m) >= 0
}

func shapeIndex(n, m int) int {
	return slices.Index(shapes[:], shape{n, m})
}

func newFitCase(ctx context.Context, p *pairing, run []Bead) (*fitCase, error) {
	first, last := run[0], run[len(run)-1]
	i0, i1, j0, j1 := first.Source.From, last.Source.To, first.Target.From, last.Target.To
	nodes := full(i0, i1, j0, j1)
	var zero weights
	l, err := newLattice(ctx, p, &zero, i0, i1, j0, j1, nodes, nil, nil)
	if err != nil {
		return nil, err
	}
	c := &fitCase{family: p.family, l: l}
	g := newGrid(p, i0, i1, j0, j1, starts(nodes, j1))
	var v vector
	c.offset = make([]int32, len(l.bead)+1)
	l.each(func(i, j int) {
		for s, sh := range shapes {
			cell := l.node(i, j)*shapeCount + s
			c.offset[cell] = int32(len(c.feature))
			if l.fits(i, j, sh) && g.bead(&v, i, j, sh.n, sh.m) {
				c.store(&v)
			}
		}
	})
	c.offset[len(l.bead)] = int32(len(c.feature))
	c.nullS = nullVectors(g, p.src, p.meanS, i0, i1)
	c.nullT = nullVectors(g, p.tgt, p.meanT, j0, j1)
	return c, c.follow(run)
}

func nullVectors(g *grid, s *side, mean float64, from, to int) [][2]vector {
	out := make([][2]vector, to-from)
	for i := range out {
		for e := range 2 {
			g.null(&out[i][e], &s.lines[from+i], mean, e == 1)
		}
	}
	return out
}

func (c *fitCase) store(v *vector) {
	for k, x := range v {
		if x != 0 {
			c.feature = append(c.feature, uint8(k))
			c.value = append(c.value, x)
		}
	}
}

// follow sums the features along the gold path. In a run of nulls the source
// comes first, as in the lattice.
func (c *fitCase) follow(run []Bead) error {
	l := c.l
	i, j := l.i0, l.j0
	state := afterBead
	null := func(source bool, v *vector) {
		for k, x := range v {
			c.gold[k] += float64(x)
		}
		for _, way := range passages(source) {
			if way.from != state {
				continue
			}
			var p posterior
			p.count(way, 1)
			c.gold[nullAgain] += p.again
			c.gold[nullRun] += p.run
			c.gold[nullFlip] += p.flip
			state = way.to
			break
		}
	}
	for k := 0; k < len(run); {
		var sourceNulls, targetNulls int
		for ; k < len(run) && run[k].Null(); k++ {
			sourceNulls += run[k].Source.Len()
			targetNulls += run[k].Target.Len()
		}
		for ; sourceNulls > 0; sourceNulls-- {
			null(true, &c.nullS[i-l.i0][edge(j == 0 || j == l.tgtLen)])
			i++
		}
		for ; targetNulls > 0; targetNulls-- {
			null(false, &c.nullT[j-l.j0][edge(i == 0 || i == l.srcLen)])
			j++
		}
		if k == len(run) {
			break
		}
		b := run[k]
		k++
		if b.Source.From != i || b.Target.From != j {
			return fmt.Errorf("gold beads leave out or repeat a sentence before %v – %v", b.Source, b.Target)
		}
		cell := l.node(i, j)*shapeCount + shapeIndex(b.Source.Len(), b.Target.Len())
		for q := c.offset[cell]; q < c.offset[cell+1]; q++ {
			c.gold[c.feature[q]] += float64(c.value[q])
		}
		i, j = b.Source.To, b.Target.To
		state = afterBead
	}
	if i != l.i1 || j != l.j1 {
		return errors.New("gold beads do not cover the texts")
	}
	return nil
}

// loss is minus the log likelihood of the gold with its prior, and its
// gradient.
func (f *fitter) loss(x []float64) (float64, []float64) {
	losses := make([]float64, len(f.cases))
	expected := make([]weights, len(f.cases))
	_ = inParallel(len(f.cases), func(k int) error { // no error can come
		c := f.cases[k]
		var w weights
		for q := range w {
			w[q] = x[q] + x[(1+int(c.family))*featureCount+q]
		}
		losses[k] = c.expect(&w, &expected[k])
		return nil
	})
	loss := 0.0
	gradient := make([]float64, len(x))
	for k, c := range f.cases {
		loss += losses[k]
		for q := range featureCount {
			d := expected[k][q] - c.gold[q]
			gradient[q] += d
			gradient[(1+int(c.family))*featureCount+q] += d
		}
	}
	for k := range x {
		strength, centre := f.perFamily, 0.0
		if k < featureCount {
			strength, centre = f.shared, f.prior[k]
		}
		d := x[k] - centre
		loss += strength * d * d / 2
		gradient[k] += strength * d
	}
	return loss, gradient
}

// expect scores the lattice, sums the features that the model expects, and
// returns minus the log likelihood of the gold.
func (c *fitCase) expect(w, sum *weights) float64 {
	l := c.l
	l.again, l.run, l.flip = w[nullAgain], w[nullRun], w[nullFlip]
	for cell := range l.bead {
		from, to := c.offset[cell], c.offset[cell+1]
		if from == to {
			l.bead[cell] = float32(impossible)
			continue
		}
		s := 0.0
		for q := from; q < to; q++ {
			s += w[c.feature[q]] * float64(c.value[q])
		}
		l.bead[cell] = float32(s)
	}
	for i := range c.nullS {
		for e := range 2 {
			l.nullS[i][e] = float32(w.dot(&c.nullS[i][e]))
		}
	}
	for j := range c.nullT {
		for e := range 2 {
			l.nullT[j][e] = float32(w.dot(&c.nullT[j][e]))
		}
	}
	p := l.posterior(true)
	sum[nullAgain] += p.again
	sum[nullRun] += p.run
	sum[nullFlip] += p.flip
	for cell, probability := range p.bead {
		if probability < 1e-9 {
			continue
		}
		for q := c.offset[cell]; q < c.offset[cell+1]; q++ {
			sum[c.feature[q]] += float64(probability) * float64(c.value[q])
		}
	}
	l.each(func(i, j int) {
		node := l.node(i, j)
		if p.sourceNull[node] > 0 {
			addScaled(sum, &c.nullS[i-l.i0][edge(j == 0 || j == l.tgtLen)], p.sourceNull[node])
		}
		if p.targetNull[node] > 0 {
			addScaled(sum, &c.nullT[j-l.j0][edge(i == 0 || i == l.srcLen)], p.targetNull[node])
		}
	})
	gold := 0.0
	for k := range w {
		gold += w[k] * c.gold[k]
	}
	return p.logZ - gold
}

func addScaled(sum *weights, v *vector, by float32) {
	for k, x := range v {
		sum[k] += float64(x) * float64(by)
	}
}

// model makes a model of the fitted numbers, rounded to what can matter.
func (f *fitter) model(x []float64) (*Model, error) {
	m := &Model{Shared: map[string]float64{}, Families: map[string]map[string]float64{}}
	round := func(v float64) float64 { return math.Round(v*1e4) / 1e4 }
	for k, name := range featureNames {
		m.Shared[name] = round(x[k])
	}
	for fam, name := range familyNames {
		own := map[string]float64{}
		for k, feature := range featureNames {
			if v := round(x[(1+fam)*featureCount+k]); v != 0 {
				own[feature] = v
			}
		}
		if len(own) > 0 {
			m.Families[name] = own
		}
	}
	return m, m.resolve()
}
