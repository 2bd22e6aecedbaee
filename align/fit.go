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
	// Without names evidence to leave out, as the option Without does.
	Without []string
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
		c, err := fitCases(ctx, examples[k], o)
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
	c.mem.reset()
	p := l.posterior(&c.mem, true)
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
