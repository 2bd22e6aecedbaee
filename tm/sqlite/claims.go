package sqlite

import (
	"calque/tm"
)

// textPair is what a bead is known by when an article comes again.
type textPair struct{ source, target string }

// claims hands the old beads of an alignment to the new beads with the same
// texts, each once.
type claims struct {
	byTexts map[textPair][]beadRow
	order   []textPair
}

func newClaims() *claims { return &claims{byTexts: map[textPair][]beadRow{}} }

func (c *claims) add(row beadRow, texts textPair) {
	if len(c.byTexts[texts]) == 0 {
		c.order = append(c.order, texts)
	}
	c.byTexts[texts] = append(c.byTexts[texts], row)
}

// claim takes the old bead that a new one with these texts continues. Among
// several, it is the one that stood in the same place, else one that a person
// has spoken of, else the first.
func (c *claims) claim(texts textPair, bead *tm.Bead) (beadRow, bool) {
	rows := c.byTexts[texts]
	if len(rows) == 0 {
		return beadRow{}, false
	}
	best, rank := 0, -1
	for i, row := range rows {
		r := 0
		switch {
		case row.sourceFirst == bead.Source.From && row.targetFirst == bead.Target.From:
			r = 2
		case isJudged(row.status):
			r = 1
		}
		if r > rank {
			best, rank = i, r
		}
	}
	row := rows[best]
	c.byTexts[texts] = append(rows[:best:best], rows[best+1:]...)
	return row, true
}

// unclaimed returns the old beads that nothing continues, in their order.
func (c *claims) unclaimed() []beadRow {
	var rows []beadRow
	for _, texts := range c.order {
		rows = append(rows, c.byTexts[texts]...)
	}
	return rows
}

// unitClaims hands the old units of an alignment to the new beads: the unit of
// the bead that a new one continues, else a superseded unit with the same
// texts.
type unitClaims struct {
	byBead  map[int64]unitRow
	byTexts map[[2]int64][]unitRow // superseded ones
	claimed map[int64]bool
	all     []unitRow
}

func newUnitClaims() *unitClaims {
	return &unitClaims{byBead: map[int64]unitRow{}, byTexts: map[[2]int64][]unitRow{}, claimed: map[int64]bool{}}
}

func (c *unitClaims) add(row unitRow) {
	c.all = append(c.all, row)
	if row.bead.Valid {
		c.byBead[row.bead.Int64] = row
		return
	}
	texts := [2]int64{row.sourceText, row.targetText}
	c.byTexts[texts] = append(c.byTexts[texts], row)
}

func (c *unitClaims) claim(bead, source, target int64) (unitRow, bool) {
	row, ok := c.byBead[bead]
	if !ok {
		texts := [2]int64{source, target}
		rows := c.byTexts[texts]
		if len(rows) == 0 {
			return unitRow{}, false
		}
		row, c.byTexts[texts] = rows[0], rows[1:]
	}
	c.claimed[row.id] = true
	return row, true
}

func (c *unitClaims) unclaimed() []unitRow {
	var rows []unitRow
	for _, row := range c.all {
		if !c.claimed[row.id] {
			rows = append(rows, row)
		}
	}
	return rows
}
