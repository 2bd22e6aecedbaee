package sheet

import (
	"fmt"
	"strings"

	"calque/tm"
)

// line is a line of a cell, and the sentence of the export that it is.
type line struct {
	row      int // of the sheet
	text     string
	sentence int // -1 as long as it is not known
}

// placing finds out which sentence each line of a side is. A line that says what
// a sentence said is that sentence, first within its row, then wherever it has
// gone. What is left over on both sides was corrected.
type placing struct {
	sheet *Sheet
	side  int
	state *side
	lines []line
	taken []bool // by sentence
}

var sideNames = [2]string{"source", "target"}

func (r *Row) cell(side int) []string { return *r.cellOf(side) }

func (r *Row) cellOf(side int) *[]string { return [2]*[]string{&r.Source, &r.Target}[side] }

// place returns the run of sentences of each row on a side. Corrected lines are
// looked for in their own rows first; where that does not fit, since they were
// moved too, in order only.
func place(s *Sheet, sideNumber int, st *side) ([]tm.Range, error) {
	runs, err := placeLines(s, sideNumber, st, true)
	if err == nil {
		return runs, nil
	}
	if runs, err := placeLines(s, sideNumber, st, false); err == nil {
		return runs, nil
	}
	return nil, err
}

func newPlacing(s *Sheet, sideNumber int, st *side) *placing {
	p := &placing{sheet: s, side: sideNumber, state: st, taken: make([]bool, len(st.rows))}
	for i := range s.Rows {
		for _, text := range s.Rows[i].cell(sideNumber) {
			p.lines = append(p.lines, line{row: i, text: text, sentence: -1})
		}
	}
	return p
}

func placeLines(s *Sheet, sideNumber int, st *side, within bool) ([]tm.Range, error) {
	p := newPlacing(s, sideNumber, st)
	order := st.order()
	p.matchWithin()
	p.matchAnywhere(order)
	if within {
		p.pairWithin(order)
	}
	if err := p.pairRest(order); err != nil {
		return nil, err
	}
	return p.runs()
}

// home is the row of the export that a row of the sheet was.
func (p *placing) home(sheetRow int) int {
	if row := p.sheet.Rows[sheetRow]; row.was != nil {
		return row.Number - 1
	}
	return lost
}

func (p *placing) take(l *line, sentence int) {
	l.sentence = sentence
	p.taken[sentence] = true
}

// matchWithin finds the lines that still stand in their row.
func (p *placing) matchWithin() {
	type where struct {
		row  int
		hash string
	}
	waiting := map[where][]int{}
	for i, row := range p.state.rows {
		at := where{row, p.state.hashes[i]}
		waiting[at] = append(waiting[at], i)
	}
	for i := range p.lines {
		l := &p.lines[i]
		row := p.home(l.row)
		if row == lost {
			continue
		}
		at := where{row, hash(l.text)}
		if found := waiting[at]; len(found) > 0 {
			p.take(l, found[0])
			waiting[at] = found[1:]
		}
	}
}

// matchAnywhere finds those that were moved.
func (p *placing) matchAnywhere(order []int) {
	waiting := map[string][]int{}
	for _, i := range order {
		if h := p.state.hashes[i]; h != "" && !p.taken[i] {
			waiting[h] = append(waiting[h], i)
		}
	}
	for i := range p.lines {
		l := &p.lines[i]
		if l.sentence >= 0 {
			continue
		}
		h := hash(l.text)
		if found := waiting[h]; len(found) > 0 {
			p.take(l, found[0])
			waiting[h] = found[1:]
		}
	}
}

// pairWithin pairs lines and sentences that are left over in a row, where they
// are as many.
func (p *placing) pairWithin(order []int) {
	waiting := map[int][]int{}
	for _, i := range order {
		if !p.taken[i] && p.state.rows[i] != lost {
			waiting[p.state.rows[i]] = append(waiting[p.state.rows[i]], i)
		}
	}
	left := map[int][]*line{}
	for i := range p.lines {
		if l := &p.lines[i]; l.sentence < 0 && p.home(l.row) != lost {
			left[p.home(l.row)] = append(left[p.home(l.row)], l)
		}
	}
	for row, lines := range left {
		if len(lines) != len(waiting[row]) {
			continue
		}
		for i, l := range lines {
			p.take(l, waiting[row][i])
		}
	}
}

// pairRest pairs what is left over in order.
func (p *placing) pairRest(order []int) error {
	var left []*line
	for i := range p.lines {
		if p.lines[i].sentence < 0 {
			left = append(left, &p.lines[i])
		}
	}
	var waiting []int
	for _, i := range order {
		if !p.taken[i] {
			waiting = append(waiting, i)
		}
	}
	if len(left) != len(waiting) {
		return p.misfit(left, waiting)
	}
	for i, l := range left {
		p.take(l, waiting[i])
	}
	return nil
}

// mostNamed is how many lines and sentences an error names.
const mostNamed = 20

// misfit says that there are more or fewer lines than sentences, and which rows
// to look at, in the order of the sheet.
func (p *placing) misfit(left []*line, waiting []int) error {
	var named []string
	for len(left)+len(waiting) > 0 && len(named) < mostNamed {
		switch {
		case len(waiting) > 0 && p.state.rows[waiting[0]] == lost:
			named = append(named, "a sentence of a row that was deleted is in none any more")
			waiting = waiting[1:]
		case len(waiting) > 0 && (len(left) == 0 || p.before(waiting[0], left[0])):
			named = append(named, fmt.Sprintf("a sentence that was in row %d is in none any more", p.state.rows[waiting[0]]+1))
			waiting = waiting[1:]
		default:
			named = append(named, fmt.Sprintf("line %d has %q, which is none of them", p.sheet.Rows[left[0].row].Line, shorten(left[0].text)))
			left = left[1:]
		}
	}
	if more := len(left) + len(waiting); more > 0 {
		named = append(named, fmt.Sprintf("and %d more", more))
	}
	return fmt.Errorf("%w: the %s column has %d sentences and the story %d: %s", ErrFormat,
		sideNames[p.side], len(p.lines), len(p.state.rows), strings.Join(named, "; "))
}

// before reports whether the row that lacks a sentence stands before that of a
// line in the sheet.
func (p *placing) before(sentence int, l *line) bool {
	for i := range p.sheet.Rows {
		switch {
		case i == l.row:
			return false
		case p.home(i) == p.state.rows[sentence]:
			return true
		}
	}
	return true
}

func shorten(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:59]) + "…"
	}
	return text
}

// runs checks that the sentences of each row stand next to each other in the
// document, in the order of the lines.
func (p *placing) runs() ([]tm.Range, error) {
	runs := make([]tm.Range, len(p.sheet.Rows))
	for _, l := range p.lines {
		r := &runs[l.row]
		switch {
		case r.Len() == 0:
			*r = tm.Range{From: l.sentence, To: l.sentence + 1}
		case r.To == l.sentence:
			r.To++
		default:
			return nil, fmt.Errorf("%w: line %d: the %s sentences of the row do not follow each other in the document: %q does not come next",
				ErrFormat, p.sheet.Rows[l.row].Line, sideNames[p.side], shorten(l.text))
		}
	}
	return runs, nil
}
