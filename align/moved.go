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

// moved finds runs of the source that stand elsewhere in the target.
func (j *job) moved(ctx context.Context) error {
	source, target := j.leftovers()
	if len(source) == 0 || len(target) == 0 {
		return ctx.Err()
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
		beads, err := j.meet(ctx, source[m.s], target[m.t], least)
		if err != nil {
			return err
		}
		if len(beads) > 0 {
			usedS[m.s], usedT[m.t] = true, true
			j.replace(beads)
		}
	}
	return nil
}

// leftovers collects the runs of nulls of both sides. What belongs to the page
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
		}
	}
	return source, target
}

// meet aligns two leftovers and returns the beads, if together they are worth
// it.
func (j *job) meet(ctx context.Context, s, t leftover, least float64) ([]Bead, error) {
	if (s.to-s.from)*(t.to-t.from) > fullCells {
		return nil, nil // nobody moves a chapter; a missed one stays visible as two omissions
	}
	l, err := newLattice(ctx, j.p, j.w, s.from, s.to, t.from, t.to, full(s.from, s.to, t.from, t.to), nil, nil)
	if err != nil {
		return nil, err
	}
	post := l.posterior(false)
	worth := 0.0
	var out []Bead
	for _, step := range l.best() {
		if step.shape >= shapeCount {
			continue
		}
		b := post.toBead(step)
		over := float64(l.bead[l.node(step.i, step.j)*shapeCount+step.shape])
		for i := b.Source.From; i < b.Source.To; i++ {
			over -= float64(l.nullS[i-l.i0][0]) + j.w[nullAgain]
		}
		for k := b.Target.From; k < b.Target.To; k++ {
			over -= float64(l.nullT[k-l.j0][0]) + j.w[nullAgain]
		}
		worth += over
		out = append(out, b)
	}
	worth -= least
	if worth < 0 {
		return nil, nil
	}
	for k := range out {
		out[k].Confidence *= 1 / (1 + math.Exp(-worth))
		out[k].Evidence = []Evidence{{Name: "moved", Value: worth, Note: fmt.Sprintf("stands elsewhere in the translation, in a run of %d", t.to-t.from)}}
	}
	return out, nil
}

// replace puts beads in the place of the nulls of their sentences.
func (j *job) replace(beads []Bead) {
	takenS, takenT := map[int]bool{}, map[int]bool{}
	for _, b := range beads {
		for i := b.Source.From; i < b.Source.To; i++ {
			takenS[i] = true
		}
		for i := b.Target.From; i < b.Target.To; i++ {
			takenT[i] = true
		}
	}
	j.found = slices.DeleteFunc(j.found, func(b Bead) bool {
		return b.Target.Len() == 0 && takenS[b.Source.From] || b.Source.Len() == 0 && takenT[b.Target.From]
	})
	j.found = append(j.found, beads...)
}
