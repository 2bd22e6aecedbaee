package pretranslate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// docx: the paragraphs of the text, of headers and footers, notes and text boxes
// are translated. Only the text of runs is replaced; the runs, their formatting
// and all other parts stay. What Word makes itself (fields, tables of contents)
// and what was deleted under revision is left alone.
//
// A paragraph is often in more runs than it has formats: the translation goes
// into the first of the runs of one format. Where a sentence has several formats,
// each but the one of most of the paragraph is a pair of inline codes, and since
// runs are not moved they must be in the same order in the translation.

func fillDocx(ctx context.Context, data []byte, o *Options) ([]byte, *Report, error) {
	if bytes.HasPrefix(data, []byte{0xD0, 0xCF, 0x11, 0xE0}) {
		return nil, nil, errors.New("an old or encrypted Word file; save it as docx without a password first")
	}
	a, err := openArchive(data)
	if err != nil {
		return nil, nil, err
	}
	if !a.has(docxMain) {
		return nil, nil, fmt.Errorf("no docx file: there is no %s in it", docxMain)
	}
	report := newReport("docx", "utf-8")
	changed := map[string][]byte{}
	for _, name := range docxParts(a) {
		out, edits, err := fillDocxPart(ctx, a, name, o, report)
		if err != nil {
			return nil, nil, inPart(err, name)
		}
		if edits {
			changed[name] = out
		}
	}
	if len(changed) == 0 {
		return data, report, nil
	}
	out, err := a.replace(changed)
	return out, report, err
}

const docxMain = "word/document.xml"

// docxParts returns the parts that hold text, the document first.
func docxParts(a *archive) []string {
	var others []string
	for _, f := range a.reader.File {
		name, ours := strings.CutPrefix(f.Name, "word/")
		if !ours || !strings.HasSuffix(name, ".xml") || strings.Contains(name, "/") {
			continue
		}
		for _, kind := range []string{"header", "footer", "footnotes", "endnotes"} {
			if strings.HasPrefix(name, kind) && !slices.Contains(others, f.Name) {
				others = append(others, f.Name)
			}
		}
	}
	slices.Sort(others)
	return append([]string{docxMain}, others...)
}

// inPart says in which part of the archive a fault is.
func inPart(err error, name string) error {
	var fault *Fault
	if errors.As(err, &fault) {
		fault.Part = name
		return fault
	}
	return err
}

// fillDocxPart translates one part, and reports whether it changed.
func fillDocxPart(ctx context.Context, a *archive, name string, o *Options, report *Report) ([]byte, bool, error) {
	data, err := a.part(name)
	if err != nil {
		return nil, false, err
	}
	source, err := newXMLOriginal(data)
	if err != nil {
		return nil, false, err
	}
	r := &docxReader{original: source}
	if err := walkXML(source.text, r); err != nil {
		return nil, false, err
	}
	var blocks []*block
	for _, p := range r.paragraphs {
		blocks = append(blocks, p.block)
	}
	e := &engine{o: o, original: source, fuzzy: o.Fuzzy, escapes: true}
	if err := e.run(ctx, blocks); err != nil {
		return nil, false, err
	}
	var edits []edit
	for _, p := range r.paragraphs {
		edits = append(edits, p.edits(r)...)
	}
	out, err := source.splice(edits)
	report.addBlocks(blocks, newLineIndex(source.text), o.From.String(), name)
	return out, len(edits) > 0, err
}

// docxReader finds the paragraphs of a part.
type docxReader struct {
	original   *original
	prefix     string // of the namespace of word processing, with the colon
	rooted     bool
	paragraphs []*docxParagraph
	fields     int // that are open: a field may go over several paragraphs
}

// wordNamespaces are those of transitional and of strict documents.
var wordNamespaces = []string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
	"http://purl.oclc.org/ooxml/wordprocessingml/main",
}

func (r *docxReader) open(n *node) (bool, error) {
	if !r.rooted {
		r.rooted = true
		for _, a := range n.attrs {
			if slices.Contains(wordNamespaces, a.Value) && a.Name.Space == "xmlns" {
				r.prefix = a.Name.Local + ":"
			}
		}
		if r.prefix == "" || !strings.HasPrefix(n.name, r.prefix) {
			return false, faultAt(r.original.text, n.start, "no part of a Word document: the root element is <%s>", n.name)
		}
	}
	return n.name == r.prefix+"p", nil
}

func (r *docxReader) close(*node) {}

func (r *docxReader) whole(n *node) error {
	r.paragraph(n)
	return nil
}

// docxParagraph is a paragraph: its texts, and the block made of them.
type docxParagraph struct {
	texts  []docxText
	length int // bytes of plain text
	block  *block
}

// docxText is a w:t element with its place in the plain text of the paragraph, or
// something between two of them that cannot be written into.
type docxText struct {
	node       *node  // nil for something else
	format     string // of its run, and the link that it is in
	text       string
	start, end int
}

// paragraph reads a paragraph, and before it those of text boxes within it.
func (r *docxReader) paragraph(n *node) {
	p := &docxParagraph{}
	r.content(p, n.children, "")
	p.block = &block{pieces: p.pieces(), at: n.start, apart: true}
	r.paragraphs = append(r.paragraphs, p)
}

// content reads what is within a paragraph, a link or the like.
func (r *docxReader) content(p *docxParagraph, nodes []*node, link string) {
	for _, n := range nodes {
		name, ours := strings.CutPrefix(n.name, r.prefix)
		switch {
		case n.name == "":
		case !ours:
			p.other("")
			r.nested(n)
		case name == "r":
			r.run(p, n, link)
		case name == "hyperlink":
			r.content(p, n.children, link+fmt.Sprint("link ", n.start))
		case name == "fldSimple":
			p.other(n.content())
		case name == "ins" || name == "smartTag" || name == "customXml" || name == "sdt" || name == "sdtContent" ||
			name == "dir" || name == "bdo" || name == "moveTo":
			r.content(p, n.children, link)
		}
		// Marks of bookmarks, comments and the spelling, properties, and what
		// was deleted, are no text.
	}
}

// run reads a run: pieces of text with one format.
func (r *docxReader) run(p *docxParagraph, n *node, link string) {
	format := link
	for _, c := range n.children {
		name, ours := strings.CutPrefix(c.name, r.prefix)
		switch {
		case c.name == "":
		case !ours:
			p.other("")
			r.nested(c)
		case name == "rPr":
			format = link + r.format(c)
		case name == "t" && r.fields == 0:
			p.add(docxText{node: c, format: format, text: c.content()})
		case name == "t":
			p.other(c.content())
		case name == "fldChar":
			switch c.attr(r.prefix + "fldCharType") {
			case "begin":
				r.fields++
			case "end":
				r.fields = max(0, r.fields-1)
			}
			p.other("")
		case name == "tab" || name == "br" || name == "cr":
			p.other(" ")
		case name == "noBreakHyphen":
			p.other("-")
		case name == "lastRenderedPageBreak" || name == "softHyphen" || name == "delText" || name == "instrText" || name == "delInstrText":
		default:
			p.other("")
			r.nested(c)
		}
	}
}

// nested reads the paragraphs of text boxes.
func (r *docxReader) nested(n *node) {
	for _, c := range n.children {
		if c.name == r.prefix+"p" {
			r.paragraph(c)
		} else {
			r.nested(c)
		}
	}
}

// format returns the formatting of a run, without what a reader does not see.
func (r *docxReader) format(properties *node) string {
	var b strings.Builder
	for _, c := range properties.children {
		name := strings.TrimPrefix(c.name, r.prefix)
		if c.name == "" || name == "lang" || name == "noProof" || name == "rFonts" && len(c.attrs) == 1 && strings.HasSuffix(attrName(c.attrs[0]), "hint") {
			continue
		}
		b.WriteString(r.original.text[c.start:c.end])
	}
	return b.String()
}

func (p *docxParagraph) add(t docxText) {
	t.start, t.end = p.length, p.length+len(t.text)
	p.length = t.end
	p.texts = append(p.texts, t)
}

// other adds something that is no text to write into.
func (p *docxParagraph) other(text string) { p.add(docxText{text: text}) }

// pieces makes pairs of codes of all formats but the one of most of the text.
func (p *docxParagraph) pieces() []piece {
	usual := p.usualFormat()
	var pieces []piece
	pairs, open := 0, false
	for i, t := range p.texts {
		if t.node == nil {
			pieces = append(pieces, piece{text: t.text, start: t.start, end: t.end, code: &code{}})
			continue
		}
		if t.format != usual && !open {
			pairs, open = pairs+1, true
			pieces = append(pieces, piece{start: t.start, end: t.start, code: &code{kind: opening, pair: pairs}})
		}
		if t.text != "" {
			pieces = append(pieces, piece{text: t.text, start: t.start, end: t.end})
		}
		if last := i+1 == len(p.texts) || p.texts[i+1].node == nil || p.texts[i+1].format != t.format; open && last {
			open = false
			pieces = append(pieces, piece{start: t.end, end: t.end, code: &code{kind: closing, pair: pairs}})
		}
	}
	return pieces
}

func (p *docxParagraph) usualFormat() string {
	sizes := map[string]int{}
	usual := ""
	for _, t := range p.texts {
		if t.node == nil {
			continue
		}
		sizes[t.format] += len(t.text)
		if sizes[t.format] > sizes[usual] {
			usual = t.format
		}
	}
	return usual
}
