package workbook

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Bounds of what is read.
const (
	maxPart    = 64 << 20 // bytes of an unpacked part
	maxTexts   = 64 << 20 // bytes of all cells
	maxColumns = 64       // those beyond are not read
)

// Read reads the first sheet of a workbook as a table of texts: numbers as they
// are written, formulas as what they gave, formatting left out. Its error wraps
// [ErrFormat].
func Read(in io.ReaderAt, size int64) ([][]string, error) {
	table, err := read(in, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return table, nil
}

func read(in io.ReaderAt, size int64) ([][]string, error) {
	z, err := zip.NewReader(in, size)
	if err != nil {
		return nil, err
	}
	book := &book{zip: z}
	links, err := book.links("_rels/.rels", "")
	if err != nil {
		return nil, err
	}
	main, ok := links.ofType("/officeDocument")
	if !ok {
		return nil, errors.New("it has no workbook")
	}
	var sheets struct {
		Sheets []struct {
			ID string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := book.decode(main, &sheets); err != nil {
		return nil, err
	}
	if links, err = book.links(path.Join(path.Dir(main), "_rels", path.Base(main)+".rels"), path.Dir(main)); err != nil {
		return nil, err
	}
	if len(sheets.Sheets) == 0 {
		return nil, errors.New("it has no sheet")
	}
	if part, ok := links.ofType("/sharedStrings"); ok {
		if err := book.readShared(part); err != nil {
			return nil, err
		}
	}
	for _, l := range links {
		if l.ID == sheets.Sheets[0].ID {
			return book.readSheet(l.Target)
		}
	}
	return nil, errors.New("its first sheet is not there")
}

// book is a workbook that is read.
type book struct {
	zip    *zip.Reader
	shared []string
	table  [][]string
	bytes  int // of the texts of table
}

// link is a relation of a part to another.
type link struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
}

type links []link

// ofType returns the first part with a type; its address differs between the
// two editions of the standard, the end does not.
func (ls links) ofType(end string) (string, bool) {
	for _, l := range ls {
		if strings.HasSuffix(l.Type, end) {
			return l.Target, true
		}
	}
	return "", false
}

// links reads the relations of a part, with their targets from the root.
func (b *book) links(part, folder string) (links, error) {
	var list struct {
		Links links `xml:"Relationship"`
	}
	if err := b.decode(part, &list); err != nil {
		return nil, err
	}
	for i := range list.Links {
		target := &list.Links[i].Target
		if rooted, ok := strings.CutPrefix(*target, "/"); ok {
			*target = path.Clean(rooted)
		} else {
			*target = path.Join(folder, *target)
		}
	}
	return list.Links, nil
}

// open opens a part. It may not be longer than maxPart.
func (b *book) open(part string) (io.ReadCloser, error) {
	for _, file := range b.zip.File {
		if file.Name != part {
			continue
		}
		in, err := file.Open()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", part, err)
		}
		return struct {
			io.Reader
			io.Closer
		}{&bounded{in, maxPart}, in}, nil
	}
	return nil, fmt.Errorf("there is no part %s", part)
}

// bounded fails after some bytes, where io.LimitReader would end.
type bounded struct {
	in   io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("longer than %d MB", maxPart>>20)
	}
	n, err := b.in.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

func (b *book) decode(part string, into any) error {
	in, err := b.open(part)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := xml.NewDecoder(in).Decode(into); err != nil {
		return fmt.Errorf("%s: %w", part, err)
	}
	return nil
}

// eachElement decodes the elements with a name, wherever they stand in a part.
func (b *book) eachElement(part, name string, do func(d *xml.Decoder, start *xml.StartElement) error) error {
	in, err := b.open(part)
	if err != nil {
		return err
	}
	defer in.Close()
	d := xml.NewDecoder(in)
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", part, err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != name {
			continue
		}
		if err := do(d, &start); err != nil {
			return fmt.Errorf("%s: %w", part, err)
		}
	}
}

// richText is a text, whole or in runs of one format each. How it is spoken
// (rPh) is not part of it.
type richText struct {
	Text []string `xml:"t"`
	Runs []struct {
		Text []string `xml:"t"`
	} `xml:"r"`
}

func (t *richText) String() string {
	var out strings.Builder
	for _, text := range t.Text {
		out.WriteString(text)
	}
	for _, run := range t.Runs {
		for _, text := range run.Text {
			out.WriteString(text)
		}
	}
	return unescape(out.String())
}

func (b *book) readShared(part string) error {
	return b.eachElement(part, "si", func(d *xml.Decoder, start *xml.StartElement) error {
		var t richText
		if err := d.DecodeElement(&t, start); err != nil {
			return err
		}
		b.shared = append(b.shared, t.String())
		return nil
	})
}

func (b *book) readSheet(part string) ([][]string, error) {
	next := 1
	err := b.eachElement(part, "row", func(d *xml.Decoder, start *xml.StartElement) error {
		var r row
		if err := d.DecodeElement(&r, start); err != nil {
			return err
		}
		if r.Number == 0 {
			r.Number = next
		}
		if r.Number < next || r.Number > maxRows {
			return fmt.Errorf("row %d after row %d", r.Number, next-1)
		}
		next = r.Number + 1
		return b.addRow(&r)
	})
	return b.table, err
}

type row struct {
	Number int    `xml:"r,attr"` // from 1; 0 where it does not say
	Cells  []cell `xml:"c"`
}

type cell struct {
	Place  string   `xml:"r,attr"`
	Type   string   `xml:"t,attr"`
	Value  string   `xml:"v"`
	Inline richText `xml:"is"`
}

// addRow puts a row in its place in the table; rows before it that are not in the
// file are empty.
func (b *book) addRow(r *row) error {
	var cells []string
	column := 0
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.Place != "" {
			column = columnOf(c.Place)
		} else {
			column++
		}
		if column < 1 || column > maxColumns {
			continue
		}
		text, err := b.textOf(c)
		if err != nil {
			return fmt.Errorf("cell %s: %w", c.Place, err)
		}
		if text == "" {
			continue
		}
		if b.bytes += len(text); b.bytes > maxTexts {
			return fmt.Errorf("more than %d MB of text", maxTexts>>20)
		}
		for len(cells) < column {
			cells = append(cells, "")
		}
		cells[column-1] = text
	}
	if len(cells) == 0 {
		return nil
	}
	for len(b.table) < r.Number {
		b.table = append(b.table, nil)
	}
	b.table[r.Number-1] = cells
	return nil
}

// textOf returns what a cell shows.
func (b *book) textOf(c *cell) (string, error) {
	switch c.Type {
	case "inlineStr":
		return c.Inline.String(), nil
	case "s":
		var n int
		if _, err := fmt.Sscan(c.Value, &n); err != nil || n < 0 || n >= len(b.shared) {
			return "", fmt.Errorf("there is no shared text %.20q", c.Value)
		}
		return b.shared[n], nil
	case "str":
		return unescape(c.Value), nil
	}
	return strings.TrimSpace(c.Value), nil
}

// columnOf is the number of the column of a place such as B7, 0 for none.
func columnOf(place string) int {
	n := 0
	for _, r := range place {
		if r < 'A' || r > 'Z' {
			break
		}
		if n = n*26 + int(r-'A') + 1; n > 1<<14 {
			return 0
		}
	}
	return n
}
