// Package workbook writes a table of texts as an Excel workbook (.xlsx) that
// people change in a spreadsheet, and reads what the spreadsheet made of it.
//
//	err := workbook.Write(out, table, workbook.Layout{Head: 2, Columns: columns})
//	table, err := workbook.Read(bytes.NewReader(file), int64(len(file)))
//
// What is needed of the format (ECMA-376, Office Open XML) is small: one sheet of
// strings and numbers, and to read strings in any of the three ways in which Excel,
// LibreOffice and Google store them. A library would read formulas, styles and
// charts too, and calque has measured what the kept one costs at the start of
// each command (see package calque/exports/xlsx).
//
// What always holds:
//
//   - What Write wrote, Read gives back, line breaks and control characters
//     included, but for a cell's white space where there is nothing else.
//   - A text that begins with "=" is a text.
//   - Read takes no more memory than [maxPart] says, whatever the file claims:
//     rows, columns, texts and unpacked bytes are bounded.
package workbook

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// Limits of Excel.
const (
	maxRows  = 1_048_576
	maxChars = 32_767 // of a cell, in UTF-16
)

// Layout says what a table looks like.
type Layout struct {
	// Name of the sheet.
	Name string
	// Head is how many rows stay in view; the last of them has filters.
	Head    int
	Columns []Column
}

// Column says what a column looks like.
type Column struct {
	Width  int  // in characters
	Number bool // numbers where they are some
	Muted  bool // grey: not for people
	// Choices are offered for each cell; others may be written.
	Choices []string
}

const (
	declaration   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNamespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relations     = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageTypes  = "http://schemas.openxmlformats.org/package/2006"
	contentTypes  = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// The cell formats, by their places in styles. Texts have the format "text", so
// that a cell that is edited does not become a formula or a date.
const (
	styleText  = 0
	styleHead  = 1
	styleMuted = 2
	styleNum   = 3
)

const styles = declaration + `<styleSheet xmlns="` + mainNamespace + `">` +
	`<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font>` +
	`<font><sz val="8"/><color rgb="FF808080"/><name val="Calibri"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="4">` +
	`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
	`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>` +
	`<xf numFmtId="49" fontId="2" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyAlignment="1"><alignment vertical="top"/></xf>` +
	`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top"/></xf>` +
	`</cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>` +
	`</styleSheet>`

// Write writes a table as a workbook of one sheet; the same table gives the same
// bytes. A cell with more than the 32,767 characters that Excel holds is an error,
// since it would come back cut.
func Write(out io.Writer, table [][]string, l Layout) error {
	if len(table) > maxRows {
		return fmt.Errorf("write XLSX: %d rows are more than a sheet holds", len(table))
	}
	z := zip.NewWriter(out)
	if err := writePart(z, "xl/worksheets/sheet1.xml", func(w *bufio.Writer) error { return writeSheet(w, table, l) }); err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	for _, part := range parts(len(table), l) {
		if err := writePart(z, part[0], func(w *bufio.Writer) error { _, err := w.WriteString(part[1]); return err }); err != nil {
			return fmt.Errorf("write XLSX: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("write XLSX: %w", err)
	}
	return nil
}

func writePart(z *zip.Writer, name string, write func(w *bufio.Writer) error) error {
	part, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Time{}})
	if err != nil {
		return err
	}
	w := bufio.NewWriter(part)
	if err := write(w); err != nil {
		return err
	}
	return w.Flush()
}

// parts are the parts of the workbook beside its sheet, by name.
func parts(rows int, l Layout) [][2]string {
	filter := ""
	if l.Head > 0 && rows >= l.Head {
		filter = fmt.Sprintf(`<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'%s'!$A$%d:$%s$%d</definedName></definedNames>`,
			text(l.Name), l.Head, letters(len(l.Columns)), rows)
	}
	return [][2]string{
		{"xl/workbook.xml", declaration + `<workbook xmlns="` + mainNamespace + `" xmlns:r="` + relations + `">` +
			`<bookViews><workbookView/></bookViews><sheets><sheet name="` + text(l.Name) + `" sheetId="1" r:id="rId1"/></sheets>` + filter + `</workbook>`},
		{"xl/_rels/workbook.xml.rels", declaration + `<Relationships xmlns="` + packageTypes + `/relationships">` +
			`<Relationship Id="rId1" Type="` + relations + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + relations + `/styles" Target="styles.xml"/></Relationships>`},
		{"xl/styles.xml", styles},
		{"_rels/.rels", declaration + `<Relationships xmlns="` + packageTypes + `/relationships">` +
			`<Relationship Id="rId1" Type="` + relations + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"[Content_Types].xml", declaration + `<Types xmlns="` + packageTypes + `/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + contentTypes + `sheet.main+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + contentTypes + `worksheet+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="` + contentTypes + `styles+xml"/></Types>`},
	}
}

func writeSheet(w *bufio.Writer, table [][]string, l Layout) error {
	fmt.Fprintf(w, `%s<worksheet xmlns="%s"><sheetViews><sheetView workbookViewId="0" tabSelected="1">`, declaration, mainNamespace)
	if l.Head > 0 {
		fmt.Fprintf(w, `<pane ySplit="%d" topLeftCell="A%d" activePane="bottomLeft" state="frozen"/>`, l.Head, l.Head+1)
	}
	w.WriteString(`</sheetView></sheetViews><cols>`)
	for i, c := range l.Columns {
		fmt.Fprintf(w, `<col min="%d" max="%d" width="%d" customWidth="1" style="%d"/>`, i+1, i+1, c.Width, c.style())
	}
	w.WriteString("</cols><sheetData>\n")
	for i, cells := range table {
		fmt.Fprintf(w, `<row r="%d">`, i+1)
		for j, cell := range cells {
			if err := writeCell(w, cell, i, j, l); err != nil {
				return fmt.Errorf("row %d: %w", i+1, err)
			}
		}
		w.WriteString("</row>\n")
	}
	w.WriteString("</sheetData>")
	if l.Head > 0 && len(table) >= l.Head {
		fmt.Fprintf(w, `<autoFilter ref="A%d:%s%d"/>`, l.Head, letters(len(l.Columns)), len(table))
	}
	writeChoices(w, len(table), l)
	_, err := w.WriteString("</worksheet>")
	return err
}

func (c *Column) style() int {
	switch {
	case c.Muted:
		return styleMuted
	case c.Number:
		return styleNum
	}
	return styleText
}

func writeCell(w *bufio.Writer, cell string, i, j int, l Layout) error {
	if cell == "" {
		return nil
	}
	column := Column{}
	if j < len(l.Columns) {
		column = l.Columns[j]
	}
	style := column.style()
	if i < l.Head {
		style = styleHead
	}
	fmt.Fprintf(w, `<c r="%s%d" s="%d"`, letters(j+1), i+1, style)
	if column.Number && i >= l.Head {
		if _, err := strconv.Atoi(cell); err == nil {
			fmt.Fprintf(w, "><v>%s</v></c>", cell)
			return nil
		}
	}
	escaped := escape(cell)
	if chars := utf16Len(escaped); chars > maxChars {
		return fmt.Errorf("a cell of %d characters is longer than the %d of a spreadsheet", chars, maxChars)
	}
	fmt.Fprintf(w, ` t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, text(escaped))
	return nil
}

// writeChoices offers some texts for the cells of a column, with room for rows
// that are put in.
func writeChoices(w *bufio.Writer, rows int, l Layout) {
	var offered strings.Builder
	count := 0
	for i, c := range l.Columns {
		if len(c.Choices) == 0 {
			continue
		}
		count++
		fmt.Fprintf(&offered, `<dataValidation type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1" sqref="%s%d:%s%d"><formula1>"%s"</formula1></dataValidation>`,
			letters(i+1), l.Head+1, letters(i+1), min(rows+1000, maxRows), text(strings.Join(c.Choices, ",")))
	}
	if count > 0 {
		fmt.Fprintf(w, `<dataValidations count="%d">%s</dataValidations>`, count, offered.String())
	}
}

// text escapes a text for XML.
func text(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}

func utf16Len(s string) int {
	if len(s) <= maxChars {
		return len(s)
	}
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// escape writes as _x000D_ a character that XML cannot hold, or would read as
// another, and the group "_x000D_" where a text has it: Excel reads it as the
// character with that number (ECMA-376, 22.9.2.19).
func escape(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '_' && isGroup(s[i:]):
			b.WriteString("_x005F_")
		case r == '\n' || r == '\t' || r >= ' ' && r != 0xfffe && r != 0xffff:
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, "_x%04X_", r)
		}
	}
	return b.String()
}

// isGroup reports whether s begins with a group such as _x000D_.
func isGroup(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 16)
	return err == nil
}

// unescape reads the groups of a text.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] == '_' && isGroup(s[i:]) {
			code, _ := strconv.ParseUint(s[i+2:i+6], 16, 16)
			b.WriteRune(rune(code))
			i += 7
			continue
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		b.WriteString(s[i : i+size])
		i += size
	}
	return b.String()
}

// letters is the name of a column, from 1: A … Z, AA …
func letters(n int) string {
	name := ""
	for ; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// ErrFormat is wrapped by the error of a file that is no workbook.
var ErrFormat = errors.New("bad XLSX")
