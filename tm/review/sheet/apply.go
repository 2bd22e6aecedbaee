package sheet

import (
	"cmp"
	"fmt"
	"slices"

	"calque/tm"
	"calque/tm/review"
)

var reviewSides = [2]review.Side{review.Source, review.Target}

// changes lists what the person did to the rows of a group.
func (m *merge) changes(g *group) []Change {
	var out []Change
	for _, at := range g.sheet {
		row := &m.sheet.Rows[at]
		var what []What
		if !m.single(g) {
			what = append(what, Regrouped)
		} else if row.Status != m.base.rows[g.base[0]].status {
			what = append(what, verdict(row.Status))
		}
		if m.hasPart(at) || m.refused[at] {
			what = append(what, CutUp)
		}
		if len(m.corrections(at)) > 0 {
			what = append(what, Corrected)
		}
		if len(what) > 0 {
			out = append(out, Change{Line: row.Line, Row: row.Number, What: what, at: at})
		}
	}
	return out
}

// hasPart reports whether a row of the sheet has a part of a sentence that was
// cut.
func (m *merge) hasPart(at int) bool {
	for side := range m.runs {
		run := m.runs[side][at]
		for _, part := range m.parts[side] {
			if run.From <= part && part < run.To {
				return true
			}
		}
	}
	return false
}

func verdict(status tm.Status) What {
	switch status {
	case tm.StatusConfirmed:
		return Confirmed
	case tm.StatusRejected:
		return Rejected
	}
	return Cleared
}

// single reports whether a group is one row that has the sentences it had.
func (m *merge) single(g *group) bool {
	return !g.lost && len(g.sheet) == 1 && len(g.base) == 1
}

// corrections lists the lines of a row that say something else than their
// sentence did, in sentences of the export.
func (m *merge) corrections(at int) []review.Action {
	var out []review.Action
	for side, runs := range m.runs {
		for i, text := range m.sheet.Rows[at].cell(side) {
			sentence := runs[at].From + i
			if was := m.base.sides[side].hashes[sentence]; was != "" && was != hash(text) {
				out = append(out, review.Action{Do: review.Edit, Side: reviewSides[side], Sentence: sentence, Text: text})
			}
		}
	}
	return out
}

// status is what a row of the sheet is in the end.
func (m *merge) status(g *group, at int) tm.Status {
	status := m.sheet.Rows[at].Status
	if status == tm.StatusAuto && !m.single(g) {
		return tm.StatusConfirmed
	}
	return status
}

// applies reports whether the memory has all rows of a group as they were, and
// the sentences of each new row next to each other.
func (m *merge) applies(g *group) bool {
	if g.lost || slices.ContainsFunc(g.base, m.differs) {
		return false
	}
	for _, at := range g.sheet {
		for side := range m.runs {
			if _, ok := m.inMemory(side, m.runs[side][at]); !ok {
				return false
			}
		}
	}
	return true
}

// differs reports whether a row of the export is no longer as it was.
func (m *merge) differs(row int) bool {
	now := m.stands[row]
	return now == lost || m.memory.rows[now].status != m.base.rows[row].status
}

// inMemory returns the sentences of the memory that a run of sentences of the
// export is; false when they do not stand as they did.
func (m *merge) inMemory(side int, run tm.Range) (tm.Range, bool) {
	var out tm.Range
	for i := run.From; i < run.To; i++ {
		row := m.base.sides[side].rows[i]
		if row == lost || m.stands[row] == lost {
			return out, false
		}
		now := i - m.base.rows[row].ranges()[side].From + m.memory.rows[m.stands[row]].ranges()[side].From
		switch {
		case i == run.From:
			out = tm.Range{From: now, To: now + 1}
		case out.To == now:
			out.To++
		default:
			return out, false
		}
	}
	return out, true
}

// apply notes what is to be done for a group that applies.
func (m *merge) apply(g *group) {
	for _, at := range g.sheet {
		for _, edit := range m.corrections(at) {
			side := slices.Index(reviewSides[:], edit.Side)
			now, _ := m.inMemory(side, tm.Range{From: edit.Sentence, To: edit.Sentence + 1})
			edit.Sentence = now.From
			m.edits = append(m.edits, edit)
		}
	}
	if m.single(g) {
		m.statuses[m.stands[g.base[0]]] = m.status(g, g.sheet[0])
		return
	}
	first := len(m.gone)
	for _, row := range g.base {
		m.gone[m.stands[row]] = true
		first = min(first, m.stands[row])
	}
	for _, at := range g.sheet {
		bead := tm.Bead{Confidence: 1, Status: m.status(g, at)}
		bead.Source, _ = m.inMemory(0, m.runs[0][at])
		bead.Target, _ = m.inMemory(1, m.runs[1][at])
		if bead.Source.Len() == 0 {
			bead.Source = m.above(0, at)
		}
		if bead.Target.Len() == 0 {
			bead.Target = m.above(1, at)
		}
		m.made = append(m.made, placedBead{bead, bead.Source.From, first})
	}
}

// above is the empty run after the last sentence of a side that stands above a
// row in the sheet.
func (m *merge) above(side, at int) tm.Range {
	for i := at - 1; i >= 0; i-- {
		if run, ok := m.inMemory(side, m.runs[side][i]); ok && run.Len() > 0 {
			return tm.Range{From: run.To, To: run.To}
		}
	}
	return tm.Range{}
}

// saysSo reports whether the memory already has the rows of a group as the sheet
// has them.
func (m *merge) saysSo(g *group) bool {
	for _, at := range g.sheet {
		row := &m.sheet.Rows[at]
		key := (&was{hashes: [2][]string{hashAll(row.Source), hashAll(row.Target)}}).key()
		status := m.status(g, at)
		if !slices.ContainsFunc(m.byKey[key], func(now int) bool { return m.memory.rows[now].status == status }) {
			return false
		}
	}
	return true
}

// memorySays lists the rows of the memory that have a sentence of a group.
func (m *merge) memorySays(g *group) []Said {
	known := [2]map[string]bool{{}, {}}
	for side := range known {
		for _, row := range g.base {
			for _, h := range m.base.rows[row].hashes[side] {
				known[side][h] = true
			}
		}
		for _, at := range g.sheet {
			for _, text := range m.sheet.Rows[at].cell(side) {
				known[side][hash(text)] = true
			}
		}
	}
	out := []Said{}
	for i, w := range m.memory.rows {
		for side := range known {
			if slices.ContainsFunc(w.hashes[side], func(h string) bool { return known[side][h] }) {
				out = append(out, said(&m.now.Rows[i]))
				break
			}
		}
	}
	return out
}

func said(row *Row) Said {
	return Said{Row: row.Number, Status: row.Status, Source: append([]string{}, row.Source...), Target: append([]string{}, row.Target...)}
}

// placedBead is a bead, where it stands in the source, and the first row of the
// memory that it is made of.
type placedBead struct {
	tm.Bead
	from, row int
}

// article returns the article with all that is to be done.
func (m *merge) article(a *tm.Article) (*tm.Article, error) {
	changed := *a
	changed.Alignments = slices.Clone(a.Alignments)
	for _, edit := range m.edits {
		if err := review.Apply(&changed, m.sheet.From, m.sheet.To, edit); err != nil {
			return nil, fmt.Errorf("correcting %q: %w", shorten(edit.Text), err)
		}
	}
	al := changed.Alignment(m.sheet.From, m.sheet.To)
	al.Beads = slices.Clone(al.Beads)
	for row, status := range m.statuses {
		al.Beads[row].Status = status
	}
	if len(m.made) > 0 {
		al.Beads = m.regroup(al.Beads)
	}
	if err := changed.Validate(); err != nil {
		return nil, fmt.Errorf("merging the sheet: %w", err) // a fault of this package: the property test looks for one
	}
	return &changed, nil
}

// regroup puts the rows that were made in the place of those that they are made
// of, in the order of the source. A row without a source stays below what it
// stands below.
func (m *merge) regroup(beads []tm.Bead) []tm.Bead {
	var all []placedBead
	last := 0 // the end of the source so far
	for i, b := range beads {
		from := last
		if b.Source.Len() > 0 {
			from, last = b.Source.From, max(last, b.Source.To)
		}
		if !m.gone[i] {
			all = append(all, placedBead{b, from, i})
		}
	}
	all = append(all, m.made...)
	slices.SortStableFunc(all, func(a, b placedBead) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(min(1, a.Source.Len()), min(1, b.Source.Len())), cmp.Compare(a.row, b.row))
	})
	out := make([]tm.Bead, len(all))
	for i, b := range all {
		out[i] = b.Bead
	}
	return out
}
