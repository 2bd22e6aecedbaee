package sheet

import (
	"bytes"
	"fmt"
	"io"

	"calque/tm/review/sheet/workbook"
)

// maxFile bounds a workbook, in bytes.
const maxFile = 64 << 20

// layout of a sheet in a workbook.
var layout = workbook.Layout{Name: "review", Head: headLines, Columns: []workbook.Column{
	{Width: 6, Number: true},
	{Width: 12, Choices: []string{"confirmed", "rejected"}},
	{Width: 6, Number: true},
	{Width: 60}, {Width: 60},
	{Width: 12, Muted: true},
}}

// WriteXLSX writes the sheet as an Excel workbook. Sentences in a cell are parted
// by line breaks.
func (s *Sheet) WriteXLSX(out io.Writer) error { return workbook.Write(out, s.Cells(), layout) }

// ReadXLSX reads the first sheet of a workbook that WriteXLSX wrote, and a
// spreadsheet has saved.
func ReadXLSX(in io.Reader) (*Sheet, error) {
	file, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read review sheet: %w", err)
	}
	if len(file) > maxFile {
		return nil, fmt.Errorf("%w: longer than %d MB", ErrFormat, maxFile>>20)
	}
	table, err := workbook.Read(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return FromCells(table)
}
