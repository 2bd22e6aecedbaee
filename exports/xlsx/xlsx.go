// Package xlsx writes units as an Excel workbook, for reviewers who work in a
// spreadsheet. LibreOffice and the others open it too.
//
//	w := xlsx.NewWriter(out, xlsx.Options{})
//	err := w.WriteUnit(unit)
//	…
//	err = w.Close()
//
// A unit is a row of the columns of package calque/exports/table, under a row of
// names that stays in view and has filters. Texts are texts: a cell that begins
// with "=" is no formula. Sheets hold 1,048,575 units each, as many as Excel
// shows; a text beyond the 32,767 characters of a cell is cut, and the characters
// are counted with those that XML cannot hold.
//
// # Why not a library
//
// The kept one, github.com/xuri/excelize/v2 (2.11), was measured: it makes the
// binary 1.9 MB larger, and builds its tables when the program begins, in 12 ms
// and 21,000 allocations (GODEBUG=inittrace=1) that every command would pay, a
// look-up too. What is needed of the format (ECMA-376, Office Open XML) is a ZIP
// file with six short parts and sheets of strings, and a stream writer of one's
// own has constant memory and the same bytes each time.
package xlsx

import (
	"archive/zip"
	"cmp"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"calque/exports/internal/xmlio"
	"calque/exports/table"
	"calque/tm"
)

// Limits of Excel.
const (
	maxRows  = 1_048_576 // of a sheet, with the row of names
	maxChars = 32_767    // of a cell, in UTF-16
)

// Options say what a workbook looks like.
type Options struct {
	// Tool names the program in the properties of the file: calque when empty.
	Tool string
	// MaxRows of a sheet with its row of names; as many as Excel shows when 0.
	MaxRows int
}

// Writer writes units. It is not safe for concurrent use.
type Writer struct {
	zip     *zip.Writer
	options Options
	columns []string
	letters []string      // of the columns
	sheet   *xmlio.Writer // that is open, nil for none
	sheets  int
	row     int // of the sheet, from 1
	closed  bool
	err     error
	dropped int
	last    int // rows of the last sheet that was closed
}

// NewWriter returns a writer to out. Nothing is written before the first unit,
// or before Close.
func NewWriter(out io.Writer, options Options) *Writer {
	options.Tool = cmp.Or(options.Tool, "calque")
	options.MaxRows = cmp.Or(options.MaxRows, maxRows)
	w := &Writer{zip: zip.NewWriter(out), options: options, columns: table.Columns()}
	// A sheet repeats itself so much that the fastest level is near the best.
	w.zip.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestSpeed)
	})
	for i := range w.columns {
		w.letters = append(w.letters, letters(i+1))
	}
	return w
}

// Dropped returns the number of characters left out so far.
func (w *Writer) Dropped() int {
	if w.sheet != nil {
		return w.dropped + w.sheet.Dropped()
	}
	return w.dropped
}

// WriteUnit adds a row.
func (w *Writer) WriteUnit(u tm.Unit) error {
	if w.closed {
		return errors.New("write XLSX: the workbook is closed")
	}
	if w.sheet != nil && w.row == w.options.MaxRows {
		w.endSheet()
	}
	if w.sheet == nil {
		w.beginSheet()
	}
	if w.err == nil {
		w.writeRow(table.Cells(u))
		w.fail(w.sheet.Err())
	}
	return w.err
}

// Close writes the end of the workbook. It does not close the underlying
// writer.
func (w *Writer) Close() error {
	if w.closed {
		return w.err
	}
	w.closed = true
	if w.sheets == 0 {
		w.beginSheet()
	}
	w.endSheet()
	for _, part := range w.parts() {
		w.part(part[0], part[1])
	}
	if w.err == nil {
		w.fail(w.zip.Close())
	}
	return w.err
}

// create begins a part of the ZIP file, without a time, so that the same units
// give the same bytes.
func (w *Writer) create(name string) io.Writer {
	if w.err != nil {
		return io.Discard
	}
	part, err := w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Time{}})
	w.fail(err)
	if err != nil {
		return io.Discard
	}
	return part
}

func (w *Writer) part(name, content string) {
	_, err := io.WriteString(w.create(name), content)
	w.fail(err)
}

func (w *Writer) beginSheet() {
	w.sheets++
	w.row = 0
	w.sheet = xmlio.NewWriter(w.create(fmt.Sprintf("xl/worksheets/sheet%d.xml", w.sheets)), "XLSX")
	w.sheet.Markup(declaration + `<worksheet xmlns="` + mainNamespace + `"><sheetViews><sheetView workbookViewId="0"`)
	if w.sheets == 1 {
		w.sheet.Markup(` tabSelected="1"`)
	}
	w.sheet.Markup(`><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`)
	for i, name := range w.columns {
		width := 14
		if name == "source" || name == "target" {
			width = 60
		}
		w.sheet.Markup(fmt.Sprintf(`<col min="%d" max="%d" width="%d" customWidth="1" style="%d"/>`, i+1, i+1, width, style(name)))
	}
	w.sheet.Markup("</cols><sheetData>\n")
	w.writeRow(w.columns)
}

func (w *Writer) endSheet() {
	w.sheet.Markup(fmt.Sprintf(`</sheetData><autoFilter ref="A1:%s%d"/></worksheet>`, letters(len(w.columns)), w.row))
	w.fail(w.sheet.Flush())
	w.dropped += w.sheet.Dropped()
	w.sheet, w.last = nil, w.row
}

// writeRow writes a row of texts, each in its cell without a table of shared
// strings, which would have to be kept until the end. The confidence is a
// number.
func (w *Writer) writeRow(cells []string) {
	w.row++
	number := strconv.Itoa(w.row)
	w.sheet.Markup(`<row r="` + number + `">`)
	for i, cell := range cells {
		if cell == "" {
			continue
		}
		w.sheet.Markup(`<c r="` + w.letters[i] + number + `"`)
		switch name := w.columns[i]; {
		case w.row == 1:
			w.textCell(styleHead, cell)
		case slices.Contains(numbers, name):
			w.sheet.Markup(` s="` + strconv.Itoa(styleNumber) + `"><v>`)
			w.sheet.Text(cell)
			w.sheet.Markup("</v></c>")
		default:
			w.textCell(style(name), w.cut(escapes(cell)))
		}
	}
	w.sheet.Markup("</row>\n")
}

func (w *Writer) textCell(style int, text string) {
	w.sheet.Markup(` s="` + strconv.Itoa(style) + `" t="inlineStr"><is><t xml:space="preserve">`)
	w.sheet.Text(text)
	w.sheet.Markup("</t></is></c>")
}

// numbers are the columns that a reviewer sorts by value.
var numbers = []string{"confidence", "paragraph", "sentence", "sentences"}

// escapes writes "_x000D_" where a text has it, or a carriage return: Excel
// reads such a group as the character with that number (ECMA-376, 22.9.2.19).
func escapes(s string) string {
	if !strings.Contains(s, "_x") && !strings.Contains(s, "\r") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\r':
			b.WriteString("_x000D_")
		case s[i] == '_' && isEscape(s[i:]):
			b.WriteString("_x005F_")
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// isEscape reports whether s begins with a group such as _x000D_.
func isEscape(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	return !strings.ContainsFunc(s[2:6], func(r rune) bool { return !strings.ContainsRune("0123456789abcdefABCDEF", r) })
}

// cut bounds a text to what a cell can hold.
func (w *Writer) cut(s string) string {
	if len(s) <= maxChars {
		return s
	}
	chars := 0
	for i, r := range s {
		if chars += utf16.RuneLen(r); chars > maxChars {
			w.dropped += len([]rune(s[i:]))
			return s[:i]
		}
	}
	return s
}

// letters is the name of a column, from 1: A … Z, AA …
func letters(n int) string {
	name := ""
	for ; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

func (w *Writer) fail(err error) {
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("write XLSX: %w", err)
	}
}
