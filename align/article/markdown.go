package article

import (
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	mdtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
	"golang.org/x/net/html"
	"golang.org/x/text/language"

	"calque/align/article/date"
)

// readMarkdown cuts Markdown into blocks. Marks are taken off; the text of a
// link stays, and of a picture its description, as a caption.
func readMarkdown(text string) (*page, error) {
	p := &page{}
	text = p.frontMatter(text)
	source := []byte(tablesToItems(text))
	root := goldmark.DefaultParser().Parse(mdtext.NewReader(source))
	m := markdownReader{page: p, source: source}
	err := ast.Walk(root, m.visit)
	if err != nil {
		return nil, wrong(ErrDamaged, "cannot be parsed as Markdown: "+err.Error(), "pass --file-format txt")
	}
	if m.tooLong {
		return nil, wrong(ErrTooLarge, "holds a paragraph of more than 1 MB, which no article does", "check that it is the right file")
	}
	if p.doc.Title != "" {
		p.addTitle(p.doc.Title)
	}
	return p, nil
}

// frontMatter takes the metadata at the head of a file ("--- title: … ---")
// and returns the rest.
func (p *page) frontMatter(text string) string {
	head := frontMatter().FindString(text)
	if head == "" {
		return text
	}
	for line := range strings.Lines(head) {
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		value = strings.Trim(trimSpace(value), `"'`)
		switch strings.ToLower(trimSpace(key)) {
		case "title":
			p.doc.Title = value
		case "date", "published":
			if t, ok := date.Line(value, date.Unknown); ok {
				p.doc.Date = t
			}
		case "author", "byline":
			p.doc.Author = value
		case "agency", "source":
			p.doc.Agency = value
		case "credit":
			p.doc.Credit = value
		case "url", "canonical", "permalink":
			p.doc.URL = value
		case "lang", "language":
			if tag, err := language.Parse(value); err == nil {
				p.doc.Lang = tag
			}
		}
	}
	return text[len(head):]
}

// markdownReader collects pieces from a syntax tree.
type markdownReader struct {
	page    *page
	source  []byte
	group   int
	tooLong bool
}

func (m *markdownReader) visit(node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	m.group++
	switch n := node.(type) {
	case *ast.Heading:
		m.lines(n, piece{kind: heading, level: n.Level})
		return ast.WalkSkipChildren, nil
	case *ast.Paragraph, *ast.TextBlock:
		m.paragraph(n)
		return ast.WalkSkipChildren, nil
	case *ast.HTMLBlock:
		m.htmlBlock(n)
		return ast.WalkSkipChildren, nil
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		m.page.add(piece{text: string(node.Lines().Value(m.source)), role: Furniture, group: m.group})
		return ast.WalkSkipChildren, nil
	}
	return ast.WalkContinue, nil
}

// paragraph reads the lines of a paragraph, an item, or a picture that
// stands alone.
func (m *markdownReader) paragraph(node ast.Node) {
	p := piece{kind: paragraph}
	if _, ok := node.Parent().(*ast.ListItem); ok {
		p.kind = item
	}
	if onlyPicture(node) {
		p.kind = caption
	}
	if emphasis, ok := node.FirstChild().(*ast.Emphasis); ok && node.ChildCount() == 1 {
		p.emphasis = emphasis.Level == 1
	}
	m.lines(node, p)
}

func onlyPicture(node ast.Node) bool {
	_, ok := node.FirstChild().(*ast.Image)
	return ok && node.ChildCount() == 1
}

// lines adds a piece for each line of a block: a hard line break ends one, a
// line end is a space.
func (m *markdownReader) lines(node ast.Node, p piece) {
	w := inlineWriter{source: m.source}
	w.children(node)
	p.group = m.group
	if p.kind == paragraph {
		p.soft = w.soft()
	}
	for line := range strings.SplitSeq(w.text.String(), "\n") {
		if len(line) > maxBlockBytes {
			m.tooLong = true
		}
		p.text = line
		m.page.add(p)
	}
}

// htmlBlock reads a block of HTML inside Markdown.
func (m *markdownReader) htmlBlock(node *ast.HTMLBlock) {
	raw := string(node.Lines().Value(m.source))
	if node.HasClosure() {
		raw += string(node.ClosureLine.Value(m.source))
	}
	root, err := html.Parse(strings.NewReader(raw))
	if err != nil {
		m.page.add(piece{text: raw, role: Furniture, group: m.group})
		return
	}
	for _, p := range collect(root, nil) {
		p.group = m.group
		m.page.add(p)
	}
}

// inlineWriter writes what stands inside a block, without marks.
type inlineWriter struct {
	source []byte
	text   strings.Builder
	breaks []int // where lines were joined
}

// soft returns the lines as they stand in the source when they were joined,
// nil otherwise.
func (w *inlineWriter) soft() []string {
	text := w.text.String()
	if len(w.breaks) == 0 || len(w.breaks) > 20 || strings.Contains(text, "\n") {
		return nil
	}
	var lines []string
	from := 0
	for _, at := range w.breaks {
		lines = append(lines, trimSpace(text[from:at]))
		from = at
	}
	return append(lines, trimSpace(text[from:]))
}

func (w *inlineWriter) children(node ast.Node) {
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		w.inline(child)
	}
}

func (w *inlineWriter) inline(node ast.Node) {
	switch n := node.(type) {
	case *ast.Text:
		w.text.WriteString(unescape(n.Value(w.source), n.IsRaw()))
		switch {
		case n.HardLineBreak():
			w.text.WriteByte('\n')
		case n.SoftLineBreak():
			w.softBreak(n)
		}
	case *ast.String:
		w.text.Write(n.Value)
	case *ast.AutoLink:
		w.text.Write(n.Label(w.source))
	case *ast.RawHTML:
		if strings.HasPrefix(strings.ToLower(string(n.Segments.Value(w.source))), "<br") {
			w.text.WriteByte('\n')
		}
	default:
		w.children(node)
	}
}

// softBreak joins two lines as their language writes them.
func (w *inlineWriter) softBreak(n *ast.Text) {
	w.breaks = append(w.breaks, w.text.Len())
	next, ok := n.NextSibling().(*ast.Text)
	if !ok {
		w.text.WriteByte(' ')
		return
	}
	w.text.WriteString(lineJoint(w.text.String(), string(next.Value(w.source))))
}

// unescape takes off backslashes and resolves entities, as Markdown means
// them outside code.
func unescape(text []byte, raw bool) string {
	if raw {
		return string(text)
	}
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(text))))
}
