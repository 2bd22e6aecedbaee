package article

import (
	"context"
	"encoding/xml"
	"strings"
)

// readDocx reads the paragraphs of a Word document. What was deleted under
// revision, field codes, notes and comments are left out.
func readDocx(ctx context.Context, data []byte) (*page, error) {
	a, err := openArchive(data)
	if err != nil {
		return nil, err
	}
	styles := docxStyles{names: map[string]string{}, parents: map[string]string{}}
	if err := a.parse(ctx, "word/styles.xml", &styles); err != nil {
		return nil, err
	}
	r := docxReader{page: &page{order: true}, styles: &styles}
	if a.files["word/document.xml"] == nil {
		return nil, wrong(ErrFormat, "is a docx file without its document", "open it in a word processor and save it again")
	}
	if err := a.parse(ctx, "word/document.xml", &r); err != nil {
		return nil, err
	}
	r.page.doc.Format, r.page.doc.Encoding, r.page.doc.EncodingBy = "docx", "utf-8", "declared"
	return r.page, nil
}

// parse parses a part of the archive; one that is not there is empty.
func (a *archive) parse(ctx context.Context, name string, h xmlHandler) error {
	data, err := a.part(name)
	if err != nil || data == nil {
		return err
	}
	return parseXML(ctx, data, h)
}

// docxStyles maps the identifiers of styles, which are translated ("Titre1"),
// to their names, which are not ("heading 1").
type docxStyles struct {
	names, parents map[string]string
	current        string
}

func (s *docxStyles) start(e xml.StartElement) {
	switch e.Name.Local {
	case "style":
		s.current = attr(e, "styleId")
	case "name":
		if s.current != "" && s.names[s.current] == "" {
			s.names[s.current] = strings.ToLower(attr(e, "val"))
		}
	case "basedOn":
		if s.current != "" {
			s.parents[s.current] = attr(e, "val")
		}
	}
}

func (s *docxStyles) end(name xml.Name) {
	if name.Local == "style" {
		s.current = ""
	}
}

func (s *docxStyles) chars(string) {}

// apply says what a paragraph of a style is. A style of the user's own is
// what it is based on.
func (s *docxStyles) apply(id string, p *piece) {
	for range 16 {
		name := s.names[id]
		if name == "" {
			name = strings.ToLower(id)
		}
		if applyStyle(name, p) {
			return
		}
		if id = s.parents[id]; id == "" {
			return
		}
	}
}

// applyStyle says what a paragraph is by the English name of its style, in
// Word or in OpenDocument.
func applyStyle(name string, p *piece) bool {
	name = strings.ReplaceAll(name, "_20_", " ")
	switch {
	case name == "title":
		p.kind, p.level = heading, 0
	case name == "subtitle":
		p.kind, p.level = paragraph, 0
	case strings.HasPrefix(name, "heading"):
		level := strings.TrimSpace(strings.TrimPrefix(name, "heading"))
		p.kind, p.level = heading, 4
		if len(level) == 1 && level[0] >= '1' && level[0] <= '9' {
			p.level = int(level[0] - '0')
		}
	case name == "caption" || name == "illustration" || name == "figure" || name == "drawing":
		p.kind = caption
	case strings.HasPrefix(name, "list"):
		p.kind = item
	default:
		return false
	}
	return true
}

// docxReader collects the paragraphs of word/document.xml.
type docxReader struct {
	page   *page
	styles *docxStyles
	stack  []docxParagraph // a text box holds paragraphs inside a paragraph
	skip   int             // depth inside an element that is not read
	inText bool
	cells  int
	group  int
}

type docxParagraph struct {
	piece piece
	text  strings.Builder
}

// docxSkipped are elements whose text is not the document's: deleted and
// moved-away revisions, field codes, and the second rendering of a drawing
// that older programs read.
var docxSkipped = map[string]bool{
	"del": true, "moveFrom": true, "instrText": true, "delText": true, "Fallback": true,
	"footnoteReference": true, "endnoteReference": true, "pict": false, "sdtPr": true,
}

func (r *docxReader) start(e xml.StartElement) {
	if r.skip > 0 || docxSkipped[e.Name.Local] {
		r.skip++
		return
	}
	switch e.Name.Local {
	case "p":
		r.stack = append(r.stack, docxParagraph{})
		if r.cells > 0 {
			r.top().piece.kind = item
		}
		return
	case "tc":
		r.cells++
		return
	}
	p := r.top()
	if p == nil {
		return
	}
	switch e.Name.Local {
	case "pStyle":
		r.styles.apply(attr(e, "val"), &p.piece)
	case "numPr":
		if p.piece.kind == paragraph {
			p.piece.kind = item
		}
	case "t":
		r.inText = true
	case "tab":
		if p.text.Len() > 0 {
			p.text.WriteByte('\t')
		}
	case "br", "cr":
		r.lineBreak(p)
	case "noBreakHyphen":
		p.text.WriteRune('\u2011')
	case "softHyphen":
		p.text.WriteRune('\u00ad')
	}
}

// top returns the innermost paragraph, or nil outside of one.
func (r *docxReader) top() *docxParagraph {
	if len(r.stack) == 0 {
		return nil
	}
	return &r.stack[len(r.stack)-1]
}

// lineBreak ends a line inside a paragraph: lines are pieces of one group,
// but in a heading, where a break is only for looks.
func (r *docxReader) lineBreak(p *docxParagraph) {
	if p.piece.kind == heading {
		p.text.WriteByte(' ')
		return
	}
	p.text.WriteByte('\n')
}

func (r *docxReader) end(name xml.Name) {
	if r.skip > 0 {
		r.skip--
		return
	}
	switch name.Local {
	case "t":
		r.inText = false
	case "tc":
		r.cells--
	case "p":
		p := r.top()
		if p == nil {
			return
		}
		r.group++
		for line := range strings.SplitSeq(p.text.String(), "\n") {
			q := p.piece
			q.text, q.group = line, r.group
			r.page.add(q)
		}
		r.stack = r.stack[:len(r.stack)-1]
	}
}

func (r *docxReader) chars(text string) {
	if r.inText && r.skip == 0 && len(r.stack) > 0 {
		r.top().text.WriteString(text)
	}
}
