package pretranslate

import (
	"slices"
	"strings"
)

// edits returns those of a paragraph's texts, in the order of the file.
func (p *docxParagraph) edits(r *docxReader) []edit {
	var changes []edit // of the plain text
	f := &flow{}
	for i, a := range p.block.answers {
		if !a.written() {
			continue
		}
		more, ok := changesOf(a)
		if !ok {
			a.leave(Codes)
			continue
		}
		if !writableXML(more) {
			a.leave(Unwritable)
			continue
		}
		changes = append(append(changes, more...), f.gap(p.block, i)...)
	}
	var edits []edit
	for i, text := range p.apply(changes) {
		t := p.texts[i]
		if t.node == nil || text == t.text {
			continue
		}
		escaped, _ := r.original.escapeXML(text)
		edits = append(edits, replaceContent(r.original.text, t.node, escaped)...)
		if strings.TrimSpace(text) != text {
			edits = append(edits, setAttrs(r.original.text, t.node, [][2]string{{"xml:space", "preserve"}})...)
		}
	}
	return edits
}

func writableXML(changes []edit) bool {
	return !slices.ContainsFunc(changes, func(e edit) bool {
		flatText, ok := flat(e.text)
		_, legal := (&original{}).escapeXML(flatText)
		return !ok || !legal
	})
}

// changesOf returns what is to be replaced in the plain text: what stands between
// two codes of the source by what stands between them in the translation. It is
// false when the codes are not in the same order, or there is text between two
// that have none between them.
func changesOf(a *answer) ([]edit, bool) {
	first, last := a.changed()
	source, target := a.pieces[first:len(a.pieces)-last], a.target[first:len(a.target)-last]
	before, after := marks(a)
	var changes []edit
	at := source[0].start
	for len(source) > 0 || len(target) > 0 {
		n, m := runOfText(source), runOfText(target)
		text, _ := flat(plain(target[:m]))
		text, before = before+text, ""
		if m == len(target) {
			text, after = text+after, ""
		}
		end := at
		if n > 0 {
			end = source[n-1].end
		}
		switch {
		case n == 0 && text != "":
			return nil, false
		case n > 0:
			changes = append(changes, edit{at, end, text})
		}
		source, target = source[n:], target[m:]
		if len(source) == 0 || len(target) == 0 {
			return changes, len(source) == len(target) && after == ""
		}
		if source[0].code != target[0].code {
			return nil, false
		}
		at = source[0].end
		source, target = source[1:], target[1:]
	}
	return changes, after == ""
}

// runOfText returns how many pieces there are before the first code.
func runOfText(pieces []piece) int {
	n := slices.IndexFunc(pieces, func(p piece) bool { return p.code != nil })
	if n < 0 {
		return len(pieces)
	}
	return n
}

// apply makes changes of the plain text, which are in order, in the texts of the
// paragraph. What is new goes into the first of the texts that hold what it
// replaces.
func (p *docxParagraph) apply(changes []edit) []string {
	out := make([]string, len(p.texts))
	next := 0
	for i, t := range p.texts {
		var b strings.Builder
		at := t.start
		for c := next; c < len(changes); c++ {
			e := changes[c]
			if e.start > t.end || e.start == t.end && e.end > e.start {
				break
			}
			if e.end < t.start || e.end == t.start && e.start < e.end {
				next = c + 1
				continue
			}
			if e.start > at {
				b.WriteString(t.text[at-t.start : e.start-t.start])
			}
			if t.node != nil && changes[c].text != "" {
				b.WriteString(changes[c].text)
				changes[c].text = ""
			}
			at = max(at, min(e.end, t.end))
		}
		b.WriteString(t.text[at-t.start:])
		out[i] = b.String()
	}
	return out
}
