package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// normalLine folds a line for comparison with a label: NFC, lower case,
// single spaces, ASCII colons without a space before, typographic apostrophes
// made plain, no brackets or decoration around. It is never stored.
func normalLine(line string) string {
	return strings.Trim(foldLine(line, false, false), decoration)
}

// decoration is what may stand around a label without changing it.
const decoration = " \t[]()（）【】〔〕<>«»‹›→←|•·*_-–—=/\\▲▼►▶"

// foldLine is normalLine for a part of a line: a space at either end stays if
// it is asked for.
func foldLine(line string, before, after bool) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFC.String(line) {
		switch {
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r):
			space = before || b.Len() > 0
			continue
		case r == '：':
			r = ':'
		case r == '’' || r == '‘' || r == 'ʼ':
			r = '\''
		}
		if space && r != ':' {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(unicode.ToLower(r))
	}
	// A label and its value may or may not have a space between them.
	if space && after && !strings.HasSuffix(b.String(), ":") {
		b.WriteByte(' ')
	}
	return b.String()
}

// trimSpace removes white space of every kind around a block, the no-break
// space of a label and the ideographic space of an indent included.
func trimSpace(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u200e' || r == '\u200f' || r == '\x1a'
	})
}

// oneLine makes spaces of line ends and tabs.
func oneLine(s string) string {
	return trimSpace(strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ", "\f", " ").Replace(s))
}

// blank reports whether a line holds nothing to read.
func blank(s string) bool { return trimSpace(s) == "" }

// stops end a sentence; closers may stand behind them.
const (
	stops   = ".!?…。！？．؟۔"
	closers = "\"'”’»›)）]】」』〉》"
)

// endsWithStop reports whether text ends as a sentence does. A title may end
// in a question mark; for that see titleLike.
func endsWithStop(text string) bool {
	text = strings.TrimRight(text, closers+" \u00a0")
	r, _ := utf8.DecodeLastRuneInString(text)
	return text != "" && strings.ContainsRune(stops, r)
}

// columns is the width of text in a terminal: two for an ideograph, none for
// a mark.
func columns(text string) int {
	n := 0
	for _, r := range text {
		switch {
		case r >= 0x1100 && wide(r):
			n += 2
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
		default:
			n++
		}
	}
	return n
}

func wide(r rune) bool {
	return r <= 0x115F || r >= 0x2E80 && r <= 0xA4CF || r >= 0xAC00 && r <= 0xD7A3 ||
		r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE6F || r >= 0xFF00 && r <= 0xFF60 ||
		r >= 0xFFE0 && r <= 0xFFE6 || r >= 0x20000 && r <= 0x3FFFD
}

// unspaced reports whether r is of a script that writes no spaces between
// words, so that lines are joined without one.
func unspaced(r rune) bool {
	return r >= 0x2E80 && r <= 0x9FFF || r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE4F ||
		r >= 0xFF00 && r <= 0xFFEF || r >= 0x20000 && r <= 0x3FFFD || r >= 0x0E00 && r <= 0x0EFF
}

// lineJoint is what stands between two lines of one paragraph when they are
// joined as their language writes them: a space, or nothing.
func lineJoint(a, b string) string {
	last, _ := utf8.DecodeLastRuneInString(a)
	first, _ := utf8.DecodeRuneInString(b)
	switch {
	case a == "" || b == "":
		return ""
	case unspaced(last) && unspaced(first):
		return ""
	case last == '-' && hyphenated(a) && unicode.IsLetter(first):
		return "" // vice-/président
	}
	return " "
}

// hyphenated reports whether a line ends in a letter and a hyphen, not in a
// dash that stands alone.
func hyphenated(line string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimSuffix(line, "-"))
	return unicode.IsLetter(r)
}
