package align

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
)

// A translation may move a paragraph. Beads in order can't follow it: the
// search leaves the paragraph without a partner on both sides. The second look
// compares such leftovers with each other.

// The second look asks more of a bead than the search does, since any two
// leftovers of the texts could meet by chance.
const (
	movedLeast   = 4.0 // log-odds that a run must have over staying unaligned
	movedPerPair = 1.0 // more for each doubling of the pairs of runs looked at
)

// A leftover is a run of sentences of one side without partner.
type leftover struct {
	from, to int
	place    int // how many beads with both sides stand before it
}

// weak is the confidence below which a bead counts as a leftover too: a line
// whose partner was moved away is often tied to what stands next to it.
const weak = 0.8

// moved finds runs of the source that stand elsewhere in the target, and how
// much the beads are worth in log-odds.
func (j *job) moved(ctx context.Context) (found []Bead, worth float64, err error) {
	source, target := j.leftovers()
	if len(source) == 0 || len(target) == 0 {
		return nil, 0, ctx.Err()
	}
	type meeting struct{ s, t int }
	gains := map[meeting]float32{}
	runOf := make([]int, len(j.p.tgt.lines))
	for k := range runOf {
		runOf[k] = -1
	}
	for k, t := range target {
		for i := t.from; i < t.to; i++ {
			runOf[i] = k
		}
	}
	for k, s := range source {
		for i := s.from; i < s.to; i++ {
			for _, n := range j.p.src.lines[i].terms {
				t := &j.p.src.terms[n]
				for _, h := range t.hits {
					if r := runOf[h.sent]; r >= 0 && target[r].place != s.place {
						gains[meeting{k, r}] += t.gain * h.strength
					}
				}
			}
		}
	}
	var order []meeting
	for m, gain := range gains {
		if gain > 2 {
			order = append(order, m)
		}
	}
	slices.SortFunc(order, func(a, b meeting) int {
		return cmp.Or(cmp.Compare(gains[b], gains[a]), cmp.Compare(a.s, b.s), cmp.Compare(a.t, b.t))
	})
	least := movedLeast + movedPerPair*math.Log2(float64(len(source)*len(target)))
	usedS, usedT := map[int]bool{}, map[int]bool{}
	for _, m := range order {
		if usedS[m.s] || usedT[m.t] {
			continue
		}
		beads, gain, err := j.meet(ctx, source[m.s], target[m.t], least)
		if err != nil {
			return nil, 0, err
		}
		if len(beads) > 0 {
			usedS[m.s], usedT[m.t] = true, true
			found = append(found, beads...)
			worth += gain
		}
	}
	return found, worth, nil
}

// leftovers collects the runs of nulls and weak beads of both sides. What belongs to the page
// or is in a wrong language is none.
func (j *job) leftovers() (source, target []leftover) {
	place := 0
	add := func(runs []leftover, r Range, l *line) []leftover {
		if l.furniture || l.foreign {
			return runs
		}
		if k := len(runs) - 1; k >= 0 && runs[k].to == r.From && runs[k].place == place {
			runs[k].to = r.To
			return runs
		}
		return append(runs, leftover{r.From, r.To, place})
	}
	for _, b := range j.found {
		switch {
		case j.isFixed(b):
		case b.Target.Len() == 0:
			source = add(source, b.Source, &j.p.src.lines[b.Source.From])
		case b.Source.Len() == 0:
			target = add(target, b.Target, &j.p.tgt.lines[b.Target.From])
		default:
			place++
			if b.Confidence < weak {
				for i := b.Source.From; i < b.Source.To; i++ {
					source = add(source, Range{i, i + 1}, &j.p.src.lines[i])
				}
				for k := b.Target.From; k < b.Target.To; k++ {
					target = add(target, Range{k, k + 1}, &j.p.tgt.lines[k])
				}
				place++
			}
		}
	}
	return source, target
}

// meet aligns two leftovers and returns the beads and what they score, if they
// are worth it against staying alone.
func (j *job) meet(ctx context.Context, s, t leftover, least float64) ([]Bead, float64, error) {
	if (s.to-s.from)*(t.to-t.from) > fullCells {
		return nil, 0, nil // nobody moves a chapter; a missed one stays visible as two omissions
	}
	mem := &j.p.mem.search
	mem.reset()
	l, err := newLattice(ctx, j.p, j.w, s.from, s.to, t.from, t.to, full(mem, s.from, s.to, t.from, t.to), nil, nil)
	if err != nil {
		return nil, 0, err
	}
	post := l.posterior(mem, false)
	path, _ := l.best(mem)
	score, worth := -least, -least
	var out []Bead
	for _, step := range path {
		if step.shape >= shapeCount {
			continue
		}
		b := post.toBead(step)
		bead := float64(l.bead[l.node(step.i, step.j)*shapeCount+step.shape])
		score += bead
		worth += bead
		for i := b.Source.From; i < b.Source.To; i++ {
			worth -= float64(l.nullS[i-l.i0][0]) + max(0, j.w[nullAgain])
		}
		for k := b.Target.From; k < b.Target.To; k++ {
			worth -= float64(l.nullT[k-l.j0][0]) + max(0, j.w[nullAgain])
		}
		out = append(out, b)
	}
	if worth < 0 {
		return nil, 0, nil
	}
	for k := range out {
		out[k].Confidence *= 1 / (1 + math.Exp(-worth))
		out[k].Evidence = []Evidence{{Name: "moved", Value: worth, Note: fmt.Sprintf("stands elsewhere in the translation, in a run of %d", t.to-t.from)}}
	}
	return out, score, nil
}
