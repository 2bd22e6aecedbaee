package pretranslate

import (
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
)

// poWidth is the width of a line that gettext's tools wrap at, in columns.
const poWidth = 79

// poString writes a keyword and its string as gettext does: on one line when
// it fits and has no line feed but at its end; else an empty string first, and
// a line for each line of the text, wrapped when the file's are.
func poString(prefix, keyword, value, eol string, wrapped bool) string {
	one := prefix + keyword + ` "` + escapePO(value) + `"`
	inner := strings.TrimSuffix(value, "\n")
	if !strings.Contains(inner, "\n") && (!wrapped || runewidth.StringWidth(one) <= poWidth) {
		return one
	}
	var b strings.Builder
	b.WriteString(prefix + keyword + ` ""`)
	for _, line := range strings.SplitAfter(value, "\n") {
		if line == "" {
			continue
		}
		parts := []string{line}
		if wrapped {
			parts = wrapPO(line, poWidth-len(prefix)-2)
		}
		for _, part := range parts {
			b.WriteString(eol + prefix + `"` + escapePO(part) + `"`)
		}
	}
	return b.String()
}

var poEscaper = strings.NewReplacer("\\", "\\\\", "\"", "\\\"", "\n", "\\n", "\t", "\\t", "\r", "\\r",
	"\a", "\\a", "\b", "\\b", "\f", "\\f", "\v", "\\v")

func escapePO(text string) string { return poEscaper.Replace(text) }

// wrapPO cuts a line after white space, or between two ideographs, so that no
// part is wider than width where that can be had.
func wrapPO(line string, width int) []string {
	var parts []string
	start, at, mayBreak := 0, 0, -1
	columns, sinceBreak := 0, 0
	runes := []rune(line)
	for i, r := range runes {
		size := runewidth.StringWidth(escapePO(string(r)))
		if columns+size > width && mayBreak > start {
			parts = append(parts, line[start:mayBreak])
			start, columns = mayBreak, sinceBreak
		}
		columns, sinceBreak = columns+size, sinceBreak+size
		at += len(string(r))
		if i+1 < len(runes) && breakable(r, runes[i+1]) {
			mayBreak, sinceBreak = at, 0
		}
	}
	return append(parts, line[start:])
}

// breakable reports whether a line may end between two characters.
func breakable(a, b rune) bool {
	if a == ' ' {
		return b != ' ' && b != '\n'
	}
	return wideLetter(a) && wideLetter(b) || wideLetter(b) && unicode.Is(unicode.Po, a) && runewidth.RuneWidth(a) == 2
}

func wideLetter(r rune) bool { return unicode.IsLetter(r) && runewidth.RuneWidth(r) == 2 }
