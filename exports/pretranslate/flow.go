package pretranslate

import (
	"fmt"
	"slices"
	"strings"
)

// flow is running text: a file in which a translation takes the place of its
// source, sentence by sentence.
type flow struct {
	original *original
	blocks   []*block
	// escape writes a text as the format wants it, false when it cannot. next
	// is the code that follows, empty for none.
	escape func(text, next string, b *block) (string, bool)
	// holds reports whether what was written will be read as it was meant; nil
	// when it always will.
	holds  func(written string, b *block, a *answer) bool
	nested []edit // of blocks within codes, in order
}

// edits returns those of all sentences that have an answer. A code that is
// moved takes along what was translated within it, such as the title of a link.
func (f *flow) edits() []edit {
	for _, b := range f.blocks {
		if b.within {
			f.nested = append(f.nested, f.blockEdits(b)...)
		}
	}
	var edits []edit
	for _, b := range f.blocks {
		if !b.within {
			edits = append(edits, f.blockEdits(b)...)
		}
	}
	return append(edits, f.nestedOutside(edits)...)
}

// nestedOutside returns the nested edits that no other edit has taken along.
func (f *flow) nestedOutside(edits []edit) []edit {
	var out []edit
	i := 0
	for _, n := range f.nested {
		for i < len(edits) && edits[i].end <= n.start {
			i++
		}
		if i == len(edits) || edits[i].start > n.start {
			out = append(out, n)
		}
	}
	return out
}

func (f *flow) blockEdits(b *block) []edit {
	var edits []edit
	for i, a := range b.answers {
		if !a.written() {
			continue
		}
		first, last := a.changed()
		text, ok := f.write(b, a, first, last)
		if !ok {
			a.leave(Unwritable)
			continue
		}
		if f.holds != nil && !b.within && !f.holds(text, b, a) {
			a.leave(Codes)
			continue
		}
		edits = append(edits, edit{a.pieces[first].start, a.pieces[len(a.pieces)-1-last].end, text})
		edits = append(edits, f.gap(b, i)...)
	}
	return edits
}

// changed returns how many pieces at both ends of a sentence its translation
// leaves as they are.
func (a *answer) changed() (first, last int) {
	n := min(len(a.pieces), len(a.target))
	for first < n && a.pieces[first] == a.target[first] {
		first++
	}
	for last < n-first && a.pieces[len(a.pieces)-1-last] == a.target[len(a.target)-1-last] {
		last++
	}
	if first+last >= len(a.pieces) { // a translation that is the source
		first, last = 0, 0
	}
	return first, last
}

// write returns what takes the place of a sentence.
func (f *flow) write(b *block, a *answer, first, last int) (string, bool) {
	pieces := a.target[first : len(a.target)-last]
	if before, after := marks(a); before != "" {
		pieces = append(append([]piece{{text: before}}, pieces...), piece{text: after})
	}
	var out strings.Builder
	var text strings.Builder // of neighbouring pieces: escapes look at what comes next
	flush := func(next string) bool {
		if text.Len() == 0 {
			return true
		}
		escaped, ok := f.escape(text.String(), next, b)
		out.WriteString(escaped)
		text.Reset()
		return ok
	}
	for _, p := range pieces {
		switch {
		case p.code != nil:
			if !flush(p.code.raw) {
				return "", false
			}
			out.WriteString(f.rawWithEdits(p))
		default:
			text.WriteString(p.text)
		}
	}
	ok := flush("")
	return out.String(), ok
}

// marks returns what stands around a translation that is to be looked at.
func marks(a *answer) (before, after string) {
	switch a.outcome {
	case Fuzzy:
		return fmt.Sprintf("[%d%%: ", a.score), "]"
	case Repaired:
		return "[repaired: ", "]"
	}
	return "", ""
}

// rawWithEdits returns a code with what was translated within it.
func (f *flow) rawWithEdits(p piece) string {
	var within []edit
	from, _ := slices.BinarySearchFunc(f.nested, p.start, func(e edit, start int) int { return e.start - start })
	for _, e := range f.nested[from:] {
		if e.end > p.end {
			break
		}
		within = append(within, edit{e.start - p.start, e.end - p.start, e.text})
	}
	return spliceText(p.code.raw, within)
}

// gap returns the edits of the white space after a sentence.
func (f *flow) gap(b *block, i int) []edit {
	a := b.answers[i]
	end := a.pieces[len(a.pieces)-1].end
	switch a.gap {
	case addGap:
		return []edit{{end, end, " "}}
	case dropGap:
		var edits []edit
		for _, p := range cutPieces(b.pieces, b.sentences[i].span.End, b.sentences[i+1].span.Start) {
			if p.code == nil {
				edits = append(edits, edit{p.start, p.end, ""})
			}
		}
		return edits
	}
	return nil
}

func (f *flow) document() *document {
	return &document{blocks: f.blocks, edits: f.edits}
}

// flat writes a translation on one line, false when it holds a control
// character.
func flat(text string) (string, bool) {
	text = lineBreaks.Replace(text)
	for _, r := range text {
		if r < ' ' && r != '\t' || r == 0x7F {
			return "", false
		}
	}
	return text, true
}

var lineBreaks = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ")
