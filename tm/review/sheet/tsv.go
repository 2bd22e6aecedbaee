package sheet

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// escaper writes a cell as one: calque's tables write a tab, a line break and a
// backslash so too.
var escaper = strings.NewReplacer("\\", "\\\\", "\t", "\\t", "\n", "\\n", "\r", "\\r")

var unescaper = strings.NewReplacer("\\\\", "\\", "\\t", "\t", "\\n", "\n", "\\r", "\r")

// A spreadsheet that opens a text file reckons out a cell that begins with one of
// these, and shows an error where a sentence began with a dash. An apostrophe
// before it keeps it a text.
var (
	formula  = regexp.MustCompile(`^'*[=+\-@]`)
	shielded = regexp.MustCompile(`^'+[=+\-@]`)
)

// writeCell is a cell as a line of TSV has it. One that begins with a quotation
// mark is quoted, since a spreadsheet would take the mark for that of a quoted
// cell and drop it.
func writeCell(cell string) string {
	if formula.MatchString(cell) {
		cell = "'" + cell
	}
	cell = escaper.Replace(cell)
	if strings.HasPrefix(cell, `"`) {
		cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
	}
	return cell
}

func readCell(cell string) string {
	cell = unescaper.Replace(cell)
	if shielded.MatchString(cell) {
		cell = cell[1:]
	}
	return cell
}

// WriteTSV writes the sheet with tabs between the cells, in UTF-8. Sentences in
// a cell are parted by \n.
func (s *Sheet) WriteTSV(out io.Writer) error {
	w := bufio.NewWriter(out)
	for _, cells := range s.Cells() {
		for i, cell := range cells {
			if i > 0 {
				w.WriteByte('\t')
			}
			w.WriteString(writeCell(cell))
		}
		w.WriteByte('\n')
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write review sheet: %w", err)
	}
	return nil
}

// ReadTSV reads what WriteTSV wrote, as a text editor or a spreadsheet has saved
// it: in UTF-8, or in UTF-16 with a byte-order mark, which is what Excel calls
// Unicode text; with cells in quotation marks or not.
func ReadTSV(in io.Reader) (*Sheet, error) {
	text, err := io.ReadAll(io.LimitReader(transform.NewReader(in, unicode.BOMOverride(transform.Nop)), maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read review sheet: %w", err)
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("%w: longer than %d MB", ErrFormat, maxFile>>20)
	}
	return FromCells(cellsOf(string(text)))
}

// cellsOf cuts a text into the cells of its lines.
func cellsOf(text string) (table [][]string) {
	var cells []string
	for len(text) > 0 {
		cell, rest := nextCell(text)
		cells = append(cells, readCell(cell))
		if strings.HasPrefix(rest, "\t") {
			text = rest[1:]
			if text == "" {
				cells = append(cells, "")
			}
			continue
		}
		table, cells = append(table, cells), nil
		text = strings.TrimPrefix(strings.TrimPrefix(rest, "\r"), "\n")
	}
	if cells != nil {
		table = append(table, cells)
	}
	return table
}

// nextCell returns the first cell of a text, without quotation marks around it,
// and what comes after it: a tab, the end of a line, or nothing.
func nextCell(text string) (cell, rest string) {
	if cell, rest, ok := quotedCell(text); ok {
		return cell, rest
	}
	end := strings.IndexAny(text, "\t\r\n")
	if end < 0 {
		return text, ""
	}
	return text[:end], text[end:]
}

// quotedCell reads a cell in quotation marks, in which one is written as two and
// a line break is one. It is none when something comes after the last mark, or a
// tab stands in it: then the mark is of the sentence.
func quotedCell(text string) (cell, rest string, ok bool) {
	if !strings.HasPrefix(text, `"`) {
		return "", "", false
	}
	var out strings.Builder
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] == '\t':
			return "", "", false
		case text[i] != '"':
			out.WriteByte(text[i])
		case strings.HasPrefix(text[i:], `""`):
			out.WriteByte('"')
			i++
		default:
			rest = text[i+1:]
			return out.String(), rest, rest == "" || strings.ContainsAny(rest[:1], "\t\r\n")
		}
	}
	return "", "", false
}
