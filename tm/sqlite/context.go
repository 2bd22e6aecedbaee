package sqlite

import (
	"cmp"
	"database/sql"
	"slices"

	"calque/tm"
)

// neighbours returns the context of each bead: the texts of the beads before
// and after it in the source document, and in the target document.
func neighbours(beads []tm.Bead, source, target *tm.Document) []context4 {
	contexts := make([]context4, len(beads))
	before, after := around(beads, func(b tm.Bead) tm.Range { return b.Source })
	hashes := sideHashes(beads, source, func(b tm.Bead) tm.Range { return b.Source })
	for i := range beads {
		contexts[i].sourceBefore = at(hashes, before[i])
		contexts[i].sourceAfter = at(hashes, after[i])
	}
	before, after = around(beads, func(b tm.Bead) tm.Range { return b.Target })
	hashes = sideHashes(beads, target, func(b tm.Bead) tm.Range { return b.Target })
	for i := range beads {
		contexts[i].targetBefore = at(hashes, before[i])
		contexts[i].targetAfter = at(hashes, after[i])
	}
	return contexts
}

// around tells for each bead which ones stand before and after it on one side,
// -1 where none does. A bead that is empty there has no neighbours and is
// nobody's neighbour.
func around(beads []tm.Bead, side func(tm.Bead) tm.Range) (before, after []int) {
	before, after = make([]int, len(beads)), make([]int, len(beads))
	var order []int
	for i := range beads {
		before[i], after[i] = -1, -1
		if side(beads[i]).Len() > 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(side(beads[a]).From, side(beads[b]).From) })
	for n, i := range order {
		if n > 0 {
			before[i] = order[n-1]
		}
		if n+1 < len(order) {
			after[i] = order[n+1]
		}
	}
	return before, after
}

func sideHashes(beads []tm.Bead, d *tm.Document, side func(tm.Bead) tm.Range) []sql.NullInt64 {
	hashes := make([]sql.NullInt64, len(beads))
	for i, b := range beads {
		hashes[i] = contextHash(d.Text(side(b)))
	}
	return hashes
}

func at(hashes []sql.NullInt64, i int) sql.NullInt64 {
	if i < 0 {
		return sql.NullInt64{}
	}
	return hashes[i]
}
