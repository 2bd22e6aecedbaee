package align

import (
	"context"
	"fmt"
	"math"
	"testing"

	"golang.org/x/text/language"
)

func examplesForFit(t *testing.T) []Example {
	t.Helper()
	var out []Example
	for seed := range uint64(6) {
		story := newInventor(700+seed).story(14, 40)
		out = append(out, Example{
			Name: fmt.Sprint(seed), SourceLanguage: language.French, TargetLanguage: []language.Tag{language.English, language.Chinese}[seed%2],
			Source: story.source, Target: story.target, Gold: story.gold,
		})
	}
	return out
}

func TestGradientOfTheFitIsThatOfItsLoss(t *testing.T) {
	f := &fitter{shared: 2, perFamily: 10, prior: prior()}
	for _, e := range examplesForFit(t)[:2] {
		c, err := fitCases(context.Background(), e, FitOptions{})
		if err != nil {
			t.Fatal(err)
		}
		f.cases = append(f.cases, c...)
	}
	x := make([]float64, featureCount*(1+families))
	copy(x, f.prior[:])
	for k := range x {
		x[k] += 0.05 * math.Sin(float64(k)) // a place where nothing is zero
	}
	_, gradient := f.loss(x)
	const step = 0.02
	for k := range featureCount {
		at := x[k]
		x[k] = at + step
		up, _ := f.loss(x)
		x[k] = at - step
		down, _ := f.loss(x)
		x[k] = at
		if slope := (up - down) / (2 * step); math.Abs(slope-gradient[k]) > 0.02*(1+math.Abs(slope)) {
			t.Errorf("%s: gradient %.4f, slope %.4f", featureNames[k], gradient[k], slope)
		}
	}
}

func TestFitMakesGoldLikelierAndCanBeRepeated(t *testing.T) {
	examples := examplesForFit(t)
	fit := func() *Model {
		m, err := Fit(context.Background(), examples, FitOptions{Iterations: 15})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	m := fit()
	if again := fit(); fmt.Sprint(again.Shared, again.Families) != fmt.Sprint(m.Shared, m.Families) {
		t.Error("a second fit gives other weights")
	}
	before := &Model{Shared: map[string]float64{}}
	for k, w := range prior() {
		before.Shared[featureNames[k]] = w
	}
	if err := before.resolve(); err != nil {
		t.Fatal(err)
	}
	likelihood := func(m *Model) float64 {
		sum := 0.0
		for _, e := range examples {
			cases, err := fitCases(context.Background(), e, FitOptions{})
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range cases {
				var expected weights
				sum -= c.expect(&m.resolved[c.family], &expected)
			}
		}
		return sum
	}
	if a, b := likelihood(m), likelihood(before); a <= b {
		t.Errorf("log likelihood of gold %.2f after the fit, %.2f before", a, b)
	}
}

func TestGoldThatCannotBeFittedIsLeftOut(t *testing.T) {
	story := newInventor(3).story(30, 0)
	gold := story.gold[:10:10]
	gold = append(gold, Bead{Source: Range{10, 16}, Target: Range{10, 16}})
	gold = append(gold, story.gold[16:]...)
	e := Example{SourceLanguage: language.French, TargetLanguage: language.English, Source: story.source, Target: story.target, Gold: gold}
	cases, err := fitCases(context.Background(), e, FitOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) != 2 {
		t.Errorf("%d pieces, want 2", len(cases))
	}
}

func TestProbabilitiesOfAllBeadsOfASentenceSumToOne(t *testing.T) {
	story := newInventor(9).story(12, 40)
	a := New(language.French, language.English)
	p := a.pair(new(workspace), story.source, story.target)
	n, m := len(story.source), len(story.target)
	l, err := newLattice(context.Background(), p, &a.model.resolved[p.family], 0, n, 0, m, full(&p.mem.search, 0, n, 0, m), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	post := l.posterior(new(arena), false)
	sums := append([]float64(nil), post.nullS...)
	l.each(func(i, j int) {
		for s, sh := range shapes {
			for k := range sh.n {
				if i+k < n {
					sums[i+k] += float64(post.bead[l.node(i, j)*shapeCount+s])
				}
			}
		}
	})
	for i, sum := range sums {
		if math.Abs(sum-1) > 1e-3 {
			t.Errorf("source sentence %d: the probabilities sum to %.5f", i, sum)
		}
	}
}

func TestEvidenceCanBeLeftOut(t *testing.T) {
	story := newInventor(21).story(20, 0)
	has := func(beads []Bead, name string) bool {
		for _, b := range beads {
			for _, e := range b.Evidence {
				if e.Name == name && e.Value != 0 {
					return true
				}
			}
		}
		return false
	}
	all := mustAlign(t, New(language.French, language.English), story.source, story.target)
	less := mustAlign(t, New(language.French, language.English, Without("names", "words")), story.source, story.target)
	for _, name := range []string{"names", "words"} {
		if !has(all, name) || has(less, name) {
			t.Errorf("%s: with all evidence %v, left out %v", name, has(all, name), has(less, name))
		}
	}
	if !has(less, "length") {
		t.Error("length is left out too")
	}
}
