package article

import (
	"context"
	"encoding/xml"
	"strconv"
	"strings"
)

// readODT reads the paragraphs of an OpenDocument text. Deleted revisions,
// notes and comments are left out.
func readODT(ctx context.Context, data []byte) (*page, error) {
	a, err := openArchive(data)
	if err != nil {
		return nil, err
	}
	if a.files["content.xml"] == nil {
		return nil, wrong(ErrFormat, "is an odt file without its content", "open it in a word processor and save it again")
	}
	var manifest odtManifest
	if err := a.parse(ctx, "META-INF/manifest.xml", &manifest); err != nil {
		return nil, err
	}
	if manifest.encrypted {
		return nil, wrong(ErrFormat, "is protected by a password", "save it without one")
	}
	r := odtReader{page: &page{order: true}, parents: map[string]string{}}
	if err := a.parse(ctx, "styles.xml", (*odtStyles)(&r)); err != nil {
		return nil, err
	}
	if err := a.parse(ctx, "content.xml", &r); err != nil {
		return nil, err
	}
	r.page.doc.Format, r.page.doc.Encoding, r.page.doc.EncodingBy = "odt", "utf-8", "declared"
	return r.page, nil
}

// odtManifest says whether the parts are encrypted.
type odtManifest struct{ encrypted bool }

func (m *odtManifest) start(e xml.StartElement) {
	if e.Name.Local == "encryption-data" {
		m.encrypted = true
	}
}
func (m *odtManifest) end(xml.Name) {}
func (m *odtManifest) chars(string) {}

// odtStyles reads from styles.xml only which style is based on which.
type odtStyles odtReader

func (s *odtStyles) start(e xml.StartElement) { (*odtReader)(s).style(e) }
func (s *odtStyles) end(xml.Name)             {}
func (s *odtStyles) chars(string)             {}

// odtReader collects the paragraphs of content.xml.
type odtReader struct {
	page    *page
	parents map[string]string
	stack   []docxParagraph // a frame holds paragraphs inside a paragraph
	skip    int
	lists   int
	cells   int
	group   int
}

// odtSkipped are elements whose text is not the document's.
var odtSkipped = map[string]bool{
	"tracked-changes": true, "note": true, "annotation": true, "sequence-decls": true, "forms": true,
	"table-of-content": true, "desc": true, "title": true, "ruby-text": true, "script": true,
}

// style notes the parent of a style; the styles that a document makes for
// itself (P1, P2) say nothing by their own names.
func (r *odtReader) style(e xml.StartElement) {
	if e.Name.Local == "style" {
		if parent := attr(e, "parent-style-name"); parent != "" {
			r.parents[attr(e, "name")] = parent
		}
	}
}

func (r *odtReader) start(e xml.StartElement) {
	if r.skip > 0 || odtSkipped[e.Name.Local] {
		r.skip++
		return
	}
	switch e.Name.Local {
	case "style":
		r.style(e)
	case "list":
		r.lists++
	case "table-cell":
		r.cells++
	case "h":
		level, err := strconv.Atoi(attr(e, "outline-level"))
		if err != nil {
			level = 1
		}
		r.open(e, piece{kind: heading, level: level})
	case "p":
		p := piece{kind: paragraph}
		if r.lists > 0 || r.cells > 0 {
			p.kind = item
		}
		r.open(e, p)
	case "s":
		n, err := strconv.Atoi(attr(e, "c"))
		if err != nil || n < 1 {
			n = 1
		}
		r.write(strings.Repeat(" ", min(n, 200)))
	case "tab":
		r.write("\t")
	case "line-break":
		if len(r.stack) > 0 && r.stack[len(r.stack)-1].piece.kind == heading {
			r.chars(" ")
		} else {
			r.write("\n")
		}
	}
}

// open begins a paragraph.
func (r *odtReader) open(e xml.StartElement, p piece) {
	style := attr(e, "style-name")
	for range 16 {
		if style == "" || applyStyle(strings.ToLower(style), &p) {
			break
		}
		style = r.parents[style]
	}
	r.stack = append(r.stack, docxParagraph{piece: p})
}

func (r *odtReader) write(text string) {
	if len(r.stack) > 0 {
		r.stack[len(r.stack)-1].text.WriteString(text)
	}
}

func (r *odtReader) end(name xml.Name) {
	if r.skip > 0 {
		r.skip--
		return
	}
	switch name.Local {
	case "list":
		r.lists--
	case "table-cell":
		r.cells--
	case "p", "h":
		if len(r.stack) == 0 {
			return
		}
		p := &r.stack[len(r.stack)-1]
		r.group++
		for line := range strings.SplitSeq(p.text.String(), "\n") {
			q := p.piece
			q.text, q.group = line, r.group
			r.page.add(q)
		}
		r.stack = r.stack[:len(r.stack)-1]
	}
}

// chars collapses white space as OpenDocument means it: runs are one space,
// and more are written as elements.
func (r *odtReader) chars(text string) {
	if r.skip > 0 || len(r.stack) == 0 {
		return
	}
	p := &r.stack[len(r.stack)-1]
	for _, c := range text {
		if c == ' ' || c == '\n' || c == '\t' || c == '\r' {
			if s := p.text.String(); s != "" && !strings.HasSuffix(s, " ") {
				p.text.WriteByte(' ')
			}
			continue
		}
		p.text.WriteRune(c)
	}
}
