package xlsx

import (
	"fmt"
	"html"
	"slices"
	"strings"
)

const (
	declaration   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainNamespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relations     = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageTypes  = "http://schemas.openxmlformats.org/package/2006"
	contentTypes  = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// The cell formats, by their places in styles.
const (
	styleNumber = 0
	styleWrap   = 1 // a text that may be long
	styleHead   = 2 // the names of the columns
	styleText   = 3
)

const styles = declaration + `<styleSheet xmlns="` + mainNamespace + `">` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="4">` +
	`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top"/></xf>` +
	`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
	`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
	`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf>` +
	`</cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>` +
	`</styleSheet>`

// style is that of the cells of a column. Texts have the format "text", so that
// a reviewer who edits one cannot make it a formula or a date.
func style(column string) int {
	switch column {
	case "source", "target", "before", "after", "note":
		return styleWrap
	}
	if slices.Contains(numbers, column) {
		return styleNumber
	}
	return styleText
}

// parts returns the parts of the workbook beside its sheets, by name.
func (w *Writer) parts() [][2]string {
	var types, sheets, links, names strings.Builder
	for n := 1; n <= w.sheets; n++ {
		rows := w.options.MaxRows
		if n == w.sheets {
			rows = w.last
		}
		name := "units"
		if n > 1 {
			name = fmt.Sprintf("units %d", n)
		}
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, n, contentTypes)
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, name, n, n)
		fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, relations, n)
		fmt.Fprintf(&names, `<definedName name="_xlnm._FilterDatabase" localSheetId="%d" hidden="1">'%s'!$A$1:$%s$%d</definedName>`, n-1, name, letters(len(w.columns)), rows)
	}
	fmt.Fprintf(&links, `<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/>`, w.sheets+1, relations)
	return [][2]string{
		{"xl/workbook.xml", declaration + `<workbook xmlns="` + mainNamespace + `" xmlns:r="` + relations + `">` +
			`<bookViews><workbookView/></bookViews><sheets>` + sheets.String() + `</sheets><definedNames>` + names.String() + `</definedNames></workbook>`},
		{"xl/_rels/workbook.xml.rels", declaration + `<Relationships xmlns="` + packageTypes + `/relationships">` + links.String() + `</Relationships>`},
		{"xl/styles.xml", styles},
		{"docProps/app.xml", declaration + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">` +
			`<Application>` + html.EscapeString(w.options.Tool) + `</Application></Properties>`},
		{"_rels/.rels", declaration + `<Relationships xmlns="` + packageTypes + `/relationships">` +
			`<Relationship Id="rId1" Type="` + relations + `/officeDocument" Target="xl/workbook.xml"/>` +
			`<Relationship Id="rId2" Type="` + relations + `/extended-properties" Target="docProps/app.xml"/></Relationships>`},
		{"[Content_Types].xml", declaration + `<Types xmlns="` + packageTypes + `/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + contentTypes + `sheet.main+xml"/>` + types.String() +
			`<Override PartName="/xl/styles.xml" ContentType="` + contentTypes + `styles+xml"/>` +
			`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>`},
	}
}
