package align

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// A fitCase is a rectangle with the features of all its beads.
type fitCase struct {
	family       family
	l            *lattice
	offset       []int32 // per cell of lattice.bead: where its features begin
	feature      []uint8
	value        []float32
	nullS, nullT [][2]vector
	gold         weights // sums of the features over the gold path
	mem          arena   // for the sums over all paths, which are made again and again
}

// fitCases cuts an example into rectangles of at most fitChunk beads, at beads
// that cannot be fitted, and readies each.
func fitCases(ctx context.Context, e Example, o FitOptions) ([]*fitCase, error) {
	const fitChunk = 40
	a := New(e.SourceLanguage, e.TargetLanguage)
	a.lexicons = o.Lexicons
	if len(o.Without) > 0 {
		Without(o.Without...)(a)
	}
	p := a.pair(new(workspace), e.Source, e.Target)
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
	nodes, err := fitBand(ctx, p, run, i0, i1, j0, j1)
	if err != nil {
		return nil, err
	}
	var zero weights
	l, err := newLattice(ctx, p, &zero, i0, i1, j0, j1, nodes, nil, nil)
	if err != nil {
		return nil, err
	}
	c := &fitCase{family: p.family, l: l}
	g := newGrid(p, i0, i1, j0, j1, starts(&p.mem.search, nodes, j1))
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

// fitBand bounds the paths that a fit looks at, as the search does, by the
// weights before the fit; if gold lies outside, all paths are looked at.
func fitBand(ctx context.Context, p *pairing, run []Bead, i0, i1, j0, j1 int) (band, error) {
	all := full(&p.mem.search, i0, i1, j0, j1)
	copied := *p // the quick pass learns the ratio of lengths anew
	before := prior()
	j := &job{a: &Aligner{}, p: &copied, w: &before}
	inner, err := j.quick(ctx, i0, i1, j0, j1, all)
	if err != nil {
		return band{}, err
	}
	in := func(i, k int) bool { return k >= int(inner.lo[i-i0]) && k < int(inner.hi[i-i0]) }
	i, k := i0, j0
	for _, b := range run {
		// Nulls of one run are followed source first, so both corners count.
		if !in(b.Source.To, k) || !in(i, b.Target.To) || !in(b.Source.To, b.Target.To) {
			return all, nil
		}
		if b.Null() {
			continue
		}
		i, k = b.Source.To, b.Target.To
	}
	return inner, nil
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
