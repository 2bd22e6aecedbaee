package sheet

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// maxLine bounds a line of a TSV file, in bytes.
const maxLine = 16 << 20

// escaper writes a cell as one: calque's tables write a tab, a line break and a
// backslash so too.
var escaper = strings.NewReplacer("\\", "\\\\", "\t", "\\t", "\n", "\\n", "\r", "\\r")

var unescaper = strings.NewReplacer("\\\\", "\\", "\\t", "\t", "\\n", "\n", "\\r", "\r")

// WriteTSV writes the sheet with tabs between the cells, in UTF-8. Sentences in
// a cell are parted by \n.
func (s *Sheet) WriteTSV(out io.Writer) error {
	w := bufio.NewWriter(out)
	for _, cells := range s.Cells() {
		for i, cell := range cells {
			if i > 0 {
				w.WriteByte('\t')
			}
			escaper.WriteString(w, cell)
		}
		w.WriteByte('\n')
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write review sheet: %w", err)
	}
	return nil
}

// ReadTSV reads what WriteTSV wrote, and also UTF-16 with a byte-order mark.
func ReadTSV(in io.Reader) (*Sheet, error) {
	scanner := bufio.NewScanner(transform.NewReader(in, unicode.BOMOverride(transform.Nop)))
	scanner.Buffer(nil, maxLine)
	var table [][]string
	for scanner.Scan() {
		cells := strings.Split(scanner.Text(), "\t")
		for i, cell := range cells {
			cells[i] = unescaper.Replace(cell)
		}
		table = append(table, cells)
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("%w: line %d: %w", ErrFormat, len(table)+1, err)
	}
	return FromCells(table)
}
