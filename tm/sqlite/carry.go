package sqlite

import (
	"cmp"
	"slices"

	"calque/tm"
)

// reverse turns an alignment round, with its beads in the order of the other
// document.
func reverse(al tm.Alignment) tm.Alignment {
	al.Source, al.Target = al.Target, al.Source
	al.Beads = slices.Clone(al.Beads)
	for i := range al.Beads {
		b := &al.Beads[i]
		b.Source, b.Target = b.Target, b.Source
	}
	slices.SortStableFunc(al.Beads, bySource)
	return al
}

func bySource(a, b tm.Bead) int {
	return cmp.Or(cmp.Compare(a.Source.From, b.Source.From), cmp.Compare(a.Source.To, b.Source.To))
}

// carry fits an alignment to documents whose text has changed, for when no new
// alignment of them was given: a bead lives on when all its sentences stand
// next to each other as before, and what is left over becomes omissions of
// confidence 0, for the next alignment to see to.
func carry(al tm.Alignment, oldSource, oldTarget, source, target *tm.Document) tm.Alignment {
	sources := moved(oldSource, source)
	targets := moved(oldTarget, target)
	sourceSeen := make([]bool, len(source.Sentences))
	targetSeen := make([]bool, len(target.Sentences))
	var beads []tm.Bead
	for _, b := range al.Beads {
		var ok bool
		if b.Source, b.Target, ok = bothMoved(b, sources, targets); !ok {
			continue
		}
		see(sourceSeen, b.Source)
		see(targetSeen, b.Target)
		beads = append(beads, b)
	}
	for i, seen := range sourceSeen {
		if !seen {
			beads = append(beads, tm.Bead{Source: tm.Range{From: i, To: i + 1}, Target: tm.Range{}})
		}
	}
	slices.SortStableFunc(beads, bySource)
	al.Beads = insertOmitted(beads, targetSeen)
	return al
}

// moved tells where each sentence of the old document stands in the new one,
// -1 for nowhere: the first of equal sentences with the first, and so on.
func moved(old, new *tm.Document) []int {
	places := map[string][]int{}
	for i := range new.Sentences {
		text := new.Text(tm.Range{From: i, To: i + 1})
		places[text] = append(places[text], i)
	}
	to := make([]int, len(old.Sentences))
	for i := range old.Sentences {
		text := old.Text(tm.Range{From: i, To: i + 1})
		to[i] = -1
		if left := places[text]; len(left) > 0 {
			to[i], places[text] = left[0], left[1:]
		}
	}
	return to
}

func bothMoved(b tm.Bead, sources, targets []int) (source, target tm.Range, ok bool) {
	if source, ok = movedRange(b.Source, sources); !ok {
		return
	}
	target, ok = movedRange(b.Target, targets)
	return
}

// movedRange returns where a run stands now, if it is still a run. An empty
// run follows the sentence before it.
func movedRange(r tm.Range, to []int) (tm.Range, bool) {
	if r.Len() == 0 {
		at := 0
		for i := min(r.From, len(to)) - 1; i >= 0; i-- {
			if to[i] >= 0 {
				at = to[i] + 1
				break
			}
		}
		return tm.Range{From: at, To: at}, true
	}
	first := to[r.From]
	for i := r.From; i < r.To; i++ {
		if to[i] < 0 || to[i] != first+i-r.From {
			return tm.Range{}, false
		}
	}
	return tm.Range{From: first, To: first + r.Len()}, true
}

func see(seen []bool, r tm.Range) {
	for i := r.From; i < r.To; i++ {
		seen[i] = true
	}
}

// insertOmitted puts a bead for each target sentence that is in none after the
// bead of the sentence before it.
func insertOmitted(beads []tm.Bead, targetSeen []bool) []tm.Bead {
	for j, seen := range targetSeen {
		if seen {
			continue
		}
		at := slices.IndexFunc(beads, func(b tm.Bead) bool { return b.Target.Len() > 0 && b.Target.To == j }) + 1
		from := 0
		if at > 0 {
			from = beads[at-1].Source.To
		}
		omitted := tm.Bead{Source: tm.Range{From: from, To: from}, Target: tm.Range{From: j, To: j + 1}}
		beads = slices.Insert(beads, at, omitted)
	}
	return beads
}
