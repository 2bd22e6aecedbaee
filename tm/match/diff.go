package match

import "strings"

// largestDiff bounds the matrix of a diff, in cells of four bytes. What is
// longer than about 1,000 tokens on both sides, after what is common at both
// ends, is shown as replaced whole.
const largestDiff = 1 << 22

// Diff returns the edits that turn the memory's text into the query. Joined,
// the texts of Equal and Delete are prior and those of Equal and Insert are
// query, byte for byte; no edit is empty, and two that follow each other have
// different operations.
//
// The pieces are tokens (single characters in Han, Kana, Hangul, Thai …) and
// the white space between them, compared as they are written, so a difference
// in case shows. No fewer tokens could be deleted and inserted. White space
// that stands alone between two changes is made part of them, since one
// changed phrase is easier to read than two changed words; deletions stand
// before insertions.
func Diff(prior, query, lang string) []Edit {
	a, b := pieces(prior, lang), pieces(query, lang)
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var s script
	for _, piece := range a[:head] {
		s.add(Equal, piece)
	}
	s.middle(a[head:len(a)-tail], b[head:len(b)-tail])
	for _, piece := range a[len(a)-tail:] {
		s.add(Equal, piece)
	}
	return joined(s.edits)
}

// pieces cuts a text into tokens and what stands between them.
func pieces(text, lang string) []string {
	tokens := Tokenize(text, lang)
	out := make([]string, 0, 2*len(tokens)+1)
	at := 0
	for _, token := range tokens {
		if token.Start > at {
			out = append(out, text[at:token.Start])
		}
		out = append(out, text[token.Start:token.End])
		at = token.End
	}
	if at < len(text) {
		out = append(out, text[at:])
	}
	return out
}

// script collects the edits of single pieces.
type script struct{ edits []Edit }

func (s *script) add(op Op, text string) {
	s.edits = append(s.edits, Edit{op, text})
}

// weightOf says how much worse it is to change a piece than to change white
// space: one token outweighs all white space of a text that can be diffed.
func weightOf(piece string) int32 {
	if strings.TrimSpace(piece) == "" {
		return 1
	}
	return 1 << 13
}

// middle adds the cheapest edits that turn a into b by the textbook matrix of
// longest common subsequences, filled from the end so that it is read forward.
func (s *script) middle(a, b []string) {
	width := len(b) + 1
	if len(a)*len(b) > largestDiff {
		s.replace(a, b)
		return
	}
	kept := make([]int32, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			best := max(kept[(i+1)*width+j], kept[i*width+j+1])
			if a[i] == b[j] {
				best = max(best, kept[(i+1)*width+j+1]+weightOf(a[i]))
			}
			kept[i*width+j] = best
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		here := kept[i*width+j]
		switch {
		case a[i] == b[j] && here == kept[(i+1)*width+j+1]+weightOf(a[i]):
			s.add(Equal, a[i])
			i, j = i+1, j+1
		case here == kept[(i+1)*width+j]:
			s.add(Delete, a[i])
			i++
		default:
			s.add(Insert, b[j])
			j++
		}
	}
	s.replace(a[i:], b[j:])
}

func (s *script) replace(a, b []string) {
	for _, piece := range a {
		s.add(Delete, piece)
	}
	for _, piece := range b {
		s.add(Insert, piece)
	}
}

// joined merges edits into runs: an equal run of nothing but white space
// between two changes joins them, and within a change what is deleted comes
// first.
func joined(edits []Edit) []Edit {
	var out []Edit
	var equal, deleted, inserted strings.Builder
	change := func() {
		out = appendEdit(out, Delete, &deleted)
		out = appendEdit(out, Insert, &inserted)
	}
	for i, edit := range edits {
		switch edit.Op {
		case Equal:
			if deleted.Len()+inserted.Len() > 0 && bridges(edits[i:]) {
				deleted.WriteString(edit.Text)
				inserted.WriteString(edit.Text)
				continue
			}
			change()
			equal.WriteString(edit.Text)
			continue
		case Delete:
			deleted.WriteString(edit.Text)
		case Insert:
			inserted.WriteString(edit.Text)
		}
		out = appendEdit(out, Equal, &equal)
	}
	change()
	return appendEdit(out, Equal, &equal)
}

// bridges reports whether the first edit is white space with a change right
// behind it.
func bridges(edits []Edit) bool {
	return len(edits) > 1 && strings.TrimSpace(edits[0].Text) == "" && edits[1].Op != Equal
}

func appendEdit(out []Edit, op Op, text *strings.Builder) []Edit {
	if text.Len() == 0 {
		return out
	}
	out = append(out, Edit{op, text.String()})
	text.Reset()
	return out
}

// Missing returns the stretches of the memory's text that the query lacks: what
// the deletions of a diff take away, in their order.
func Missing(diff []Edit) []Span {
	var spans []Span
	at := 0
	for _, edit := range diff {
		if edit.Op == Insert {
			continue
		}
		if edit.Op == Delete {
			spans = append(spans, Span{Start: at, End: at + len(edit.Text)})
		}
		at += len(edit.Text)
	}
	return spans
}
