package sheet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/review"
)

// cut is a place at which a person cut a sentence in two, by ending a line there.
type cut struct {
	side     int
	sentence int // of the export, before all cuts
	at       int // how many characters that are no white space stand before it
}

// recut finds the lines that hold a part of a sentence, or several sentences: a
// run of lines that says what a run of sentences says, letter by letter, with
// other ends. A line with several sentences is taken apart in the sheet. A
// sentence of which the lines are parts is cut in the memory, where its row still
// stands as it was; elsewhere it stays as it is and the line fits nothing.
func (m *merge) recut(a *tm.Article) (*tm.Article, error) {
	var cuts []cut
	for side := range sideNames {
		cuts = append(cuts, m.recutSide(side)...)
	}
	if len(cuts) == 0 {
		return a, nil
	}
	changed, base := *a, m.base
	// From the end, so that no cut moves the sentence of another.
	slices.SortFunc(cuts, func(a, b cut) int {
		return cmp.Or(cmp.Compare(a.side, b.side), cmp.Compare(b.sentence, a.sentence), cmp.Compare(b.at, a.at))
	})
	for _, c := range cuts {
		run, ok := m.inMemory(c.side, tm.Range{From: c.sentence, To: c.sentence + 1})
		if !ok {
			return nil, fmt.Errorf("cutting a sentence: its row is gone") // a fault: only sentences of rows that stand are cut
		}
		lang := [2]language.Tag{m.sheet.From, m.sheet.To}[c.side]
		action := review.Action{Do: review.Cut, Side: reviewSides[c.side], Sentence: run.From,
			Offset: offsetOf(changed.Document(lang).Text(run), c.at)}
		if err := review.Apply(&changed, m.sheet.From, m.sheet.To, action); err != nil {
			return nil, fmt.Errorf("cutting a sentence: %w", err)
		}
		base = base.cut(c.side, c.sentence, hashAll(lines(changed.Document(lang), tm.Range{From: run.From, To: run.From + 2})))
		if err := m.look(&changed, base); err != nil {
			return nil, err
		}
		m.addParts(c)
	}
	return &changed, nil
}

// addParts notes which sentences are the two parts of one.
func (m *merge) addParts(c cut) {
	parts := []int{c.sentence, c.sentence + 1}
	for _, part := range m.parts[c.side] {
		if part > c.sentence {
			parts = append(parts, part+1)
		}
	}
	m.parts[c.side] = parts
}

// recutSide takes the lines of a side apart, and returns the cuts.
func (m *merge) recutSide(side int) (cuts []cut) {
	p := newPlacing(m.sheet, side, &m.base.sides[side])
	p.matchWithin()
	p.matchAnywhere(p.state.order())
	var left []int
	for i := range p.lines {
		if p.lines[i].sentence < 0 {
			left = append(left, i)
		}
	}
	known := m.known(side)
	apart := map[int][]string{} // by line: the sentences that it is, none for one that is part of the line before
	for len(left) > 0 {
		r, ok := known.run(p, left)
		if !ok {
			left = left[m.refuse(p, left, apart):]
			continue
		}
		for n, ends := range r.inner {
			apart[left[n]] = takeApart(p.lines[left[n]].text, ends)
		}
		for _, c := range r.cuts {
			cuts = append(cuts, cut{side, c.sentence, c.at})
		}
		for i := range r.sentences {
			p.taken[r.first+i] = true
		}
		left = left[len(r.inner):]
	}
	m.rewrite(side, p.lines, apart)
	return cuts
}

// mostParts is in how many lines a sentence is looked for that is not known any
// more.
const mostParts = 4

// refuse puts a sentence together again of which the lines left begin with the
// parts, but whose row somebody has changed: its rows will be a conflict. It
// returns how many lines are settled, also when it is one that is no such part.
func (m *merge) refuse(p *placing, left []int, apart map[int][]string) int {
	for n := 2; n <= min(mostParts, len(left)); n++ {
		var texts []string
		for _, i := range left[:n] {
			texts = append(texts, p.lines[i].text)
		}
		for _, space := range []string{" ", ""} {
			whole := strings.Join(texts, space)
			sentence := slices.Index(p.state.hashes, hash(whole))
			if sentence < 0 || p.taken[sentence] {
				continue
			}
			p.taken[sentence] = true
			for _, i := range left[:n] {
				apart[i] = nil
			}
			apart[left[0]] = []string{whole}
			m.refused[p.lines[left[0]].row] = true
			return n
		}
	}
	return 1
}

// rewrite puts the sentences of lines that hold several in lines of their own.
func (m *merge) rewrite(side int, all []line, apart map[int][]string) {
	if len(apart) == 0 {
		return
	}
	rows := slices.Clone(m.sheet.Rows)
	for i := range rows {
		*rows[i].cellOf(side) = nil
	}
	for i, l := range all {
		texts, changed := apart[i]
		if !changed {
			texts = []string{l.text}
		}
		cell := rows[l.row].cellOf(side)
		*cell = append(*cell, texts...)
	}
	changed := *m.sheet
	changed.Rows = rows
	m.sheet = &changed
}

// lineRun is a run of lines that says what a run of sentences says.
type lineRun struct {
	first, sentences int
	inner            [][]int // by line: where sentences end in it, in characters that are no white space
	cuts             []cut   // without the side
}

// letters are the sentences of a side of which the text is known, without white
// space; nil for the others.
type letters struct {
	of     [][]rune
	begins map[string][]int // by the first letters: those that have as many
	short  []int            // those that have not
}

// beginning is by how many letters a sentence is looked for.
const beginning = 8

// known returns the sentences of rows that stand as they did.
func (m *merge) known(side int) *letters {
	l := &letters{of: make([][]rune, len(m.base.sides[side].rows)), begins: map[string][]int{}}
	for i := range l.of {
		row := m.base.sides[side].rows[i]
		if row == lost || m.differs(row) {
			continue
		}
		text := squeeze(m.now.Rows[m.stands[row]].cell(side)[i-m.base.rows[row].ranges()[side].From])
		l.of[i] = text
		if len(text) < beginning {
			l.short = append(l.short, i)
			continue
		}
		l.begins[string(text[:beginning])] = append(l.begins[string(text[:beginning])], i)
	}
	return l
}

// candidates are the sentences that may begin as a text does.
func (l *letters) candidates(text []rune) []int {
	if len(text) >= beginning {
		return append(slices.Clone(l.begins[string(text[:beginning])]), l.short...)
	}
	var all []int
	for i, sentence := range l.of {
		if n := min(len(sentence), len(text)); n > 0 && slices.Equal(sentence[:n], text[:n]) {
			all = append(all, i)
		}
	}
	return all
}

// run finds the sentences that the first of the lines left say with those after
// it: in its own row, or else in one place only.
func (l *letters) run(p *placing, left []int) (lineRun, bool) {
	var own, all []lineRun
	for _, i := range l.candidates(squeeze(p.lines[left[0]].text)) {
		r, ok := l.runAt(p, left, i)
		if !ok {
			continue
		}
		all = append(all, r)
		if p.state.rows[i] == p.home(p.lines[left[0]].row) {
			own = append(own, r)
		}
	}
	switch {
	case len(own) == 1:
		return own[0], true
	case len(own) == 0 && len(all) == 1:
		return all[0], true
	}
	return lineRun{}, false
}

// runAt compares the lines left with the sentences from one on until both end at
// the same place.
func (l *letters) runAt(p *placing, left []int, first int) (lineRun, bool) {
	r := lineRun{first: first}
	var sentence, text []rune // what is left of the two at hand
	var at, done int          // letters of the sentence and of the line that are behind
	for {
		if len(sentence) == 0 {
			n := first + r.sentences
			if n == len(p.taken) || p.taken[n] {
				return r, false
			}
			sentence, at = l.of[n], 0
			r.sentences++
		}
		if len(text) == 0 {
			if len(r.inner) == len(left) {
				return r, false
			}
			text, done = squeeze(p.lines[left[len(r.inner)]].text), 0
			r.inner = append(r.inner, nil)
		}
		n := min(len(sentence), len(text))
		if n == 0 || !slices.Equal(sentence[:n], text[:n]) {
			return r, false
		}
		sentence, text, at, done = sentence[n:], text[n:], at+n, done+n
		switch {
		case len(sentence) == 0 && len(text) == 0:
			return r, r.sentences > 1 || len(r.inner) > 1
		case len(sentence) == 0:
			last := len(r.inner) - 1
			r.inner[last] = append(r.inner[last], done)
		default:
			r.cuts = append(r.cuts, cut{sentence: first + r.sentences - 1, at: at})
		}
	}
}

// squeeze is a text without white space.
func squeeze(text string) []rune {
	return []rune(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text))
}

// offsetOf is where a text begins after so many characters that are no white
// space, in bytes.
func offsetOf(text string, characters int) int {
	for i, r := range text {
		if unicode.IsSpace(r) {
			continue
		}
		if characters == 0 {
			return i
		}
		characters--
	}
	return len(text)
}

// takeApart cuts a line after so many characters that are no white space.
func takeApart(text string, ends []int) (parts []string) {
	from := 0
	for _, end := range ends {
		at := offsetOf(text, end)
		parts, from = append(parts, oneLine(text[from:at])), at
	}
	return append(parts, oneLine(text[from:]))
}

// cut is a state in which a sentence is two that say something else.
func (st *state) cut(sideNumber, sentence int, hashes []string) *state {
	out := newState(len(st.rows), len(st.sides[0].rows)+1-sideNumber, len(st.sides[1].rows)+sideNumber)
	now := func(boundary int) int {
		if boundary > sentence {
			return boundary + 1
		}
		return boundary
	}
	for i, w := range st.rows {
		if w == nil {
			continue
		}
		next := *w
		r := []*tm.Range{&next.source, &next.target}[sideNumber]
		if n := sentence - r.From; n >= 0 && sentence < r.To {
			next.hashes[sideNumber] = slices.Replace(slices.Clone(w.hashes[sideNumber]), n, n+1, hashes...)
		}
		r.From, r.To = now(r.From), now(r.To)
		out.set(i, &next)
	}
	return out
}
