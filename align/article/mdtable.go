package article

import "strings"

// delimiterRow is the line under the head of a table, as GitHub writes tables:
// dashes in each column, colons where it is aligned.
var delimiterRow = pattern(`^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$`)

// tablesToItems makes an item of each cell of the tables in a Markdown text.
// The parser's own tables come in a package that costs every start of the
// program milliseconds, and of a table we want the cells only.
func tablesToItems(text string) string {
	if !strings.Contains(text, "|") {
		return text
	}
	lines := strings.Split(text, "\n")
	out := make([]string, 0, len(lines))
	fenced := false
	for i := 0; i < len(lines); i++ {
		mark := strings.TrimLeft(lines[i], " ")
		if strings.HasPrefix(mark, "```") || strings.HasPrefix(mark, "~~~") {
			fenced = !fenced
		}
		if fenced || !startsTable(lines, i) {
			out = append(out, lines[i])
			continue
		}
		out = append(out, "")
		out = appendCells(out, lines[i])
		for i += 2; i < len(lines) && strings.Contains(lines[i], "|"); i++ {
			out = appendCells(out, lines[i])
		}
		out = append(out, "")
		i--
	}
	return strings.Join(out, "\n")
}

// startsTable reports whether line i is the head of a table: the line under it
// has dashes for as many columns.
func startsTable(lines []string, i int) bool {
	return i+1 < len(lines) && strings.Contains(lines[i], "|") && strings.Contains(lines[i+1], "-") &&
		delimiterRow().MatchString(strings.TrimRight(lines[i+1], "\r")) && len(cells(lines[i])) == len(cells(lines[i+1]))
}

func appendCells(out []string, row string) []string {
	for _, cell := range cells(row) {
		if cell != "" {
			out = append(out, "* "+cell)
		}
	}
	return out
}

// cells cuts a row at its strokes, but not at those behind a backslash.
func cells(row string) []string {
	row = strings.TrimSpace(row)
	row = strings.TrimPrefix(row, "|")
	if strings.HasSuffix(row, "|") && !strings.HasSuffix(row, `\|`) {
		row = row[:len(row)-1]
	}
	var found []string
	start := 0
	for i := range len(row) {
		if row[i] == '|' && (i == 0 || row[i-1] != '\\') {
			found = append(found, cellText(row[start:i]))
			start = i + 1
		}
	}
	return append(found, cellText(row[start:]))
}

func cellText(cell string) string {
	return strings.ReplaceAll(strings.TrimSpace(cell), `\|`, "|")
}
