package main

import (
	"strings"
	"unicode"

	"github.com/mattn/go-runewidth"
)

// wrap breaks a text into lines of at most width columns: at spaces, and
// between any two characters of a script that is written without them, whose
// characters are two columns wide. A longer word is cut.
func wrap(text string, width int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	flush := func() {
		lines = append(lines, strings.TrimRight(line.String(), " "))
		line.Reset()
		used = 0
	}
	for _, piece := range pieces(text) {
		columns := runewidth.StringWidth(piece)
		if used > 0 && used+columns > width {
			flush()
			piece = strings.TrimLeft(piece, " ")
			columns = runewidth.StringWidth(piece)
		}
		for columns > width {
			head := runewidth.Truncate(piece, width, "")
			if head == "" {
				break
			}
			line.WriteString(head)
			flush()
			piece = piece[len(head):]
			columns = runewidth.StringWidth(piece)
		}
		line.WriteString(piece)
		used += columns
	}
	if line.Len() > 0 || len(lines) == 0 {
		flush()
	}
	return lines
}

// pieces cuts a text where a line may break: a word with the space before it,
// or one character of a script without spaces, with the punctuation after it.
func pieces(text string) []string {
	var out []string
	start := 0
	previous := rune(0)
	for i, r := range text {
		space := r == ' ' || r == '\t' || r == '\n'
		wide := isUnspaced(r) && !unicode.IsPunct(r) || isUnspaced(previous) && unicode.IsLetter(r)
		if i > start && (space || wide) {
			out = append(out, text[start:i])
			start = i
		}
		previous = r
	}
	if start < len(text) {
		out = append(out, text[start:])
	}
	return out
}

func isUnspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// pad fills a line with spaces to width columns.
func pad(line string, width int) string {
	return runewidth.FillRight(line, width)
}

// row sets texts next to each other in columns of the given widths, with two
// spaces between, and returns the lines.
func row(widths []int, cells ...string) []string {
	columns := make([][]string, len(cells))
	height := 0
	for i, cell := range cells {
		columns[i] = wrap(visible(cell), widths[i])
		height = max(height, len(columns[i]))
	}
	lines := make([]string, height)
	for n := range lines {
		var line strings.Builder
		for i, column := range columns {
			text := ""
			if n < len(column) {
				text = column[n]
			}
			if i > 0 {
				line.WriteString("  ")
			}
			line.WriteString(pad(text, widths[i]))
		}
		lines[n] = strings.TrimRight(line.String(), " ")
	}
	return lines
}
