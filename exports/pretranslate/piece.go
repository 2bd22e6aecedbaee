package pretranslate

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// piece is a run of text, or an inline code (a tag, a placeholder) between two.
// A block is a list of pieces.
type piece struct {
	text string // without escapes; of an opaque code what a reader sees
	code *code  // nil for text
	// start and end are its place in the original's text. Where the text has
	// no escapes, it stands there letter for letter.
	start, end int
}

type codeKind uint8

const (
	empty codeKind = iota // stands alone
	opening
	closing
)

// code is an inline code.
type code struct {
	kind codeKind
	pair int    // number shared by the two codes of a pair; 0 for one alone
	raw  string // as it stands in the file
	// optional codes, such as annotations, may be left out of a translation.
	optional bool
}

// literal reports whether the text of a piece stands in the file as it is.
func (p piece) literal() bool { return p.code == nil && len(p.text) == p.end-p.start }

// plain returns what a reader sees of the pieces.
func plain(pieces []piece) string {
	if len(pieces) == 1 {
		return pieces[0].text
	}
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.text)
	}
	return b.String()
}

// hasCode reports whether an inline code is among the pieces.
func hasCode(pieces []piece) bool {
	for _, p := range pieces {
		if p.code != nil {
			return true
		}
	}
	return false
}

// coded returns the text with a placeholder for each code, {1} for the first.
// Numbers that the text has placeholders of are left out.
func coded(pieces []piece) string {
	text := plain(pieces)
	var b strings.Builder
	n := 0
	for _, p := range pieces {
		if p.code == nil {
			b.WriteString(p.text)
			continue
		}
		for n++; strings.Contains(text, placeholder(n)); n++ {
		}
		b.WriteString(placeholder(n))
	}
	return b.String()
}

func placeholder(n int) string { return fmt.Sprintf("{%d}", n) }

// cutPieces returns what stands from start to end, offsets in the plain text.
// Of the codes at the two ends those belong to it that open at its start or
// close at its end; the others too, unless a neighbour has a better claim.
func cutPieces(pieces []piece, start, end int) []piece {
	var out []piece
	at := 0
	for _, p := range pieces {
		from, to := at, at+len(p.text)
		at = to
		if p.code != nil {
			if codeBelongs(p, from, to, start, end) {
				out = append(out, p)
			}
			continue
		}
		from, to = max(from, start), min(to, end)
		if from < to {
			out = append(out, p.slice(from-(at-len(p.text)), to-(at-len(p.text))))
		}
	}
	return out
}

func codeBelongs(p piece, from, to, start, end int) bool {
	switch {
	case from < to: // an opaque code with text of its own
		return from < end && to > start
	case p.code.kind == closing:
		return from > start && from <= end
	}
	return from >= start && from < end
}

// slice returns a part of a piece of text. Escapes are not cut in two.
func (p piece) slice(from, to int) piece {
	out := p
	out.text = p.text[from:to]
	if p.literal() {
		out.start, out.end = p.start+from, p.start+to
	}
	return out
}

// strip takes off what stands around the text and can stay where it is: white
// space, codes that stand alone, pairs that hold all of it, and codes whose
// partner is elsewhere.
func strip(pieces []piece) (lead, inner, tail []piece) {
	pieces = splitEdges(pieces)
	lo, hi := 0, len(pieces)
	for lo < hi {
		first, last := pieces[lo], pieces[hi-1]
		switch {
		case loose(first, pieces[lo:hi]):
			lo++
		case loose(last, pieces[lo:hi]):
			hi--
		case first.code != nil && last.code != nil && first.code.pair == last.code.pair && first.code.pair != 0:
			lo, hi = lo+1, hi-1
		default:
			return pieces[:lo], pieces[lo:hi], pieces[hi:]
		}
	}
	return pieces[:lo], nil, pieces[lo:]
}

// loose reports whether a piece at the edge holds nothing of the text.
func loose(p piece, among []piece) bool {
	if strings.TrimFunc(p.text, unicode.IsSpace) != "" {
		return false
	}
	if p.code == nil || p.code.kind == empty {
		return true
	}
	partners := 0
	for _, other := range among {
		if other.code != nil && other.code.pair == p.code.pair {
			partners++
		}
	}
	return partners < 2
}

// splitEdges makes the white space at both ends pieces of their own.
func splitEdges(pieces []piece) []piece {
	out := make([]piece, 0, len(pieces)+2)
	for _, p := range pieces {
		if p.code != nil || !p.literal() && p.end > p.start {
			out = append(out, p)
			continue
		}
		body := strings.TrimLeftFunc(p.text, unicode.IsSpace)
		lead := len(p.text) - len(body)
		size := len(strings.TrimRightFunc(body, unicode.IsSpace))
		for _, cut := range [][2]int{{0, lead}, {lead, lead + size}, {lead + size, len(p.text)}} {
			if cut[0] < cut[1] {
				out = append(out, p.slice(cut[0], cut[1]))
			}
		}
	}
	return out
}

// hasLetter reports whether there is anything to translate.
func hasLetter(text string) bool {
	return strings.IndexFunc(text, unicode.IsLetter) >= 0
}

// wordBounded reports whether text[start:end] does not begin or end within a
// word. Scripts written without spaces have no such bounds.
func wordBounded(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	first, _ := utf8.DecodeRuneInString(text[start:])
	last, _ := utf8.DecodeLastRuneInString(text[:end])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return !(inWord(before) && inWord(first)) && !(inWord(last) && inWord(after))
}

func inWord(r rune) bool {
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
		return false
	}
	return !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
