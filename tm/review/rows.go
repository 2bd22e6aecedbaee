package review

import (
	"slices"

	"calque/tm"
)

// judge gives rows a status. Through many rows, what somebody rejected stays
// so.
func (e *editor) judge(first, last int, status tm.Status) error {
	beads := e.beads()
	changed := false
	for i := first; i <= last; i++ {
		if first < last && beads[i].Status == tm.StatusRejected || beads[i].Status == status {
			continue
		}
		beads[i].Status = status
		changed = true
	}
	if !changed {
		return impossible("it is %s already", status)
	}
	return nil
}

// made is a row that a person made of others.
func made(source, target tm.Range) tm.Bead {
	return tm.Bead{Source: source, Target: target, Confidence: 1, Status: tm.StatusConfirmed}
}

// join makes one row of a run of rows.
func (e *editor) join(first, last int) error {
	beads := e.beads()
	if last <= first || last >= len(beads) {
		return impossible("there is no row below to join")
	}
	source, target := beads[first].Source, beads[first].Target
	for _, b := range beads[first+1 : last+1] {
		var okSource, okTarget bool
		source, okSource = joinRanges(source, b.Source)
		target, okTarget = joinRanges(target, b.Target)
		if !okSource || !okTarget {
			return impossible("the sentences of the rows do not stand next to each other")
		}
	}
	e.setBeads(slices.Replace(beads, first, last+1, made(source, target)))
	return nil
}

// joinRanges joins two runs of sentences that touch. An empty one touches any.
func joinRanges(a, b tm.Range) (tm.Range, bool) {
	switch {
	case a.Len() == 0:
		return b, true
	case b.Len() == 0:
		return a, true
	case a.To == b.From:
		return tm.Range{From: a.From, To: b.To}, true
	case b.To == a.From:
		return tm.Range{From: b.From, To: a.To}, true
	}
	return a, false
}

// split makes two rows of one.
func (e *editor) split(row, sources, targets int) error {
	b := e.beads()[row]
	switch {
	case sources < 0 || sources > b.Source.Len() || targets < 0 || targets > b.Target.Len():
		return impossible("the row has %d and %d sentences", b.Source.Len(), b.Target.Len())
	case sources+targets == 0 || sources+targets == b.Source.Len()+b.Target.Len():
		return impossible("both rows need a sentence")
	}
	middle, other := b.Source.From+sources, b.Target.From+targets
	above := made(tm.Range{From: b.Source.From, To: middle}, tm.Range{From: b.Target.From, To: other})
	below := made(tm.Range{From: middle, To: b.Source.To}, tm.Range{From: other, To: b.Target.To})
	e.setBeads(slices.Replace(e.beads(), row, row+1, above, below))
	return nil
}

// unlink takes the two sides of a row apart.
func (e *editor) unlink(row int) error {
	b := e.beads()[row]
	if b.Source.Len() == 0 || b.Target.Len() == 0 {
		return impossible("the row has one side only")
	}
	return e.split(row, b.Source.Len(), 0)
}

// rangeOf is the run of sentences of a row on one side.
func rangeOf(b *tm.Bead, side Side) *tm.Range {
	if side == Source {
		return &b.Source
	}
	return &b.Target
}

// pull takes the sentence of a side that stands next to those of the row.
func (e *editor) pull(row int, side Side, up bool) error {
	beads := e.beads()
	mine := rangeOf(&beads[row], side)
	if mine.Len() == 0 {
		return e.pullInto(row, side, up)
	}
	sentence := mine.To
	if up {
		sentence = mine.From - 1
	}
	giver := holder(beads, side, sentence)
	if giver < 0 {
		return impossible("there is no sentence more on this side")
	}
	e.move(giver, row, side, sentence)
	return nil
}

// pullInto takes a sentence for a row that has none on this side, from the
// nearest row in the list that has one.
func (e *editor) pullInto(row int, side Side, up bool) error {
	beads := e.beads()
	step := 1
	if up {
		step = -1
	}
	for i := row + step; i >= 0 && i < len(beads); i += step {
		r := rangeOf(&beads[i], side)
		if r.Len() == 0 {
			continue
		}
		sentence := r.From
		if up {
			sentence = r.To - 1
		}
		e.move(i, row, side, sentence)
		return nil
	}
	return impossible("there is no sentence more on this side")
}

// push gives the sentence at an end of the row's run to a row that has none on
// this side and stands next to it in the list, else to the one that has the
// sentence beyond, else to a new one.
func (e *editor) push(row int, side Side, up bool) error {
	beads := e.beads()
	mine := *rangeOf(&beads[row], side)
	if mine.Len() == 0 {
		return impossible("the row has no sentence on this side")
	}
	sentence, beyond, next := mine.To-1, mine.To, row+1
	if up {
		sentence, beyond, next = mine.From, mine.From-1, row-1
	}
	taker := holder(beads, side, beyond)
	if next >= 0 && next < len(beads) && rangeOf(&beads[next], side).Len() == 0 {
		taker = next
	}
	if taker < 0 {
		return e.pushOut(row, side, up, sentence)
	}
	e.move(row, taker, side, sentence)
	return nil
}

// pushOut gives a sentence a row of its own, above or below.
func (e *editor) pushOut(row int, side Side, up bool, sentence int) error {
	beads := e.beads()
	b := beads[row]
	if b.Source.Len()+b.Target.Len() == 1 {
		return impossible("the sentence has a row of its own already")
	}
	place := row + 1
	if up {
		place = row
	}
	lone := made(tm.Range{From: b.Source.To, To: b.Source.To}, tm.Range{From: b.Target.To, To: b.Target.To})
	*rangeOf(&lone, side) = tm.Range{From: sentence, To: sentence + 1}
	e.setBeads(slices.Insert(beads, place, lone))
	if up {
		row++
	}
	e.shrink(row, side, sentence)
	return nil
}

// holder returns the row that has a sentence, -1 for none.
func holder(beads []tm.Bead, side Side, sentence int) int {
	return slices.IndexFunc(beads, func(b tm.Bead) bool {
		r := rangeOf(&b, side)
		return r.From <= sentence && sentence < r.To
	})
}

// move hands a sentence at the end of one row's run to another row, which has
// none or whose run it touches. Both rows are then what a person made of them;
// a row that has nothing left goes.
func (e *editor) move(from, to int, side Side, sentence int) {
	beads := e.beads()
	b := beads[to]
	switch r := rangeOf(&b, side); {
	case r.Len() == 0:
		*r = tm.Range{From: sentence, To: sentence + 1}
	case sentence < r.From:
		r.From = sentence
	default:
		r.To = sentence + 1
	}
	beads[to] = made(b.Source, b.Target)
	e.shrink(from, side, sentence)
}

// shrink takes a sentence at one end of a row's run away.
func (e *editor) shrink(row int, side Side, sentence int) {
	beads := e.beads()
	b := beads[row]
	r := rangeOf(&b, side)
	if sentence == r.From {
		r.From++
	} else {
		r.To--
	}
	if b.Source.Len()+b.Target.Len() == 0 {
		e.setBeads(slices.Delete(beads, row, row+1))
		return
	}
	beads[row] = made(b.Source, b.Target)
}
