package article

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// descendants yields node and what is below it, without recursion.
func descendants(root *html.Node) iter.Seq[*html.Node] {
	return func(yield func(*html.Node) bool) {
		for node := root; node != nil; {
			if !yield(node) {
				return
			}
			if node.FirstChild != nil {
				node = node.FirstChild
				continue
			}
			for node != root && node.NextSibling == nil {
				node = node.Parent
			}
			if node == root {
				return
			}
			node = node.NextSibling
		}
	}
}

// collector turns a tree of elements into pieces.
type collector struct {
	template *siteTemplate
	drop     []cascadia.SelectorGroup // elements to leave out
	pieces   []piece
	text     strings.Builder
	linked   int // bytes of text inside links
	total    int // bytes of text
	links    int // depth of links
	group    int
	current  piece      // what text belongs to now
	node     *html.Node // the block element that text stands in now
	inBody   bool       // inside what the template calls the body
	emphasis int        // depth of italics
	slanted  int        // bytes of text inside italics
	depth    int
}

// collect returns the pieces below root that are not navigation and that drop
// does not choose.
func collect(root *html.Node, drop []cascadia.SelectorGroup) []piece {
	c := collector{drop: drop, inBody: true}
	c.walk(root)
	c.flush()
	return c.pieces
}

// pieces returns what the selectors of a template choose, in the order of the
// page.
func (t *siteTemplate) pieces(root *html.Node) []piece {
	c := collector{template: t}
	c.walk(root)
	c.flush()
	return c.pieces
}

// flush ends the current piece.
func (c *collector) flush() {
	text := trimSpace(c.text.String())
	if text != "" && (c.inBody || c.current.role != "") {
		p := c.current
		p.text, p.group, p.node = text, c.group, c.node
		p.linked = c.total > 0 && c.linked*10 >= c.total*9
		p.emphasis = c.total > 0 && c.slanted*10 >= c.total*9
		c.pieces = append(c.pieces, p)
	}
	c.text.Reset()
	c.linked, c.slanted, c.total = 0, 0, 0
}

func (c *collector) walk(node *html.Node) {
	switch node.Type {
	case html.TextNode:
		c.write(node.Data)
		return
	case html.ElementNode, html.DocumentNode:
	default:
		return
	}
	if c.depth > maxDepth || node.Type == html.ElementNode && c.skipped(node) {
		return
	}
	c.depth++
	defer func() { c.depth-- }()
	if node.Type == html.ElementNode && c.chosen(node) {
		return
	}
	switch kind, level := blockKind(node); {
	case kind < 0:
		c.inline(node)
	case level < 0:
		c.inside(node, c.current, c.inBody)
	default:
		p := c.current
		if p.role == "" || p.kind == paragraph {
			p.kind, p.level = kind, level
		}
		c.inside(node, p, c.inBody)
	}
}

// skipped reports whether an element is not read at all.
func (c *collector) skipped(node *html.Node) bool {
	if c.template != nil {
		return unread(node) // the selectors choose, even inside a footer
	}
	if unread(node) || navigation(node) {
		return true
	}
	for _, drop := range c.drop {
		if drop.Match(node) {
			return true
		}
	}
	return false
}

// chosen walks an element that a template names, or that names a
// photographer inside a caption, and reports whether it was one.
func (c *collector) chosen(node *html.Node) bool {
	if c.current.kind == caption && c.current.role == "" && creditClass(node) {
		c.inside(node, piece{role: Byline, credit: true}, c.inBody)
		return true
	}
	if c.template == nil {
		return false
	}
	switch key := c.template.templateRole(node); key {
	case "":
		return false
	case "drop":
		if c.current.field {
			c.inside(node, c.current, c.inBody) // the label of a field
		}
	case "body":
		c.inside(node, c.current, true)
	case "field":
		group := c.group
		c.inside(node, piece{field: true}, true)
		c.oneGroup(group)
	case "caption":
		c.inside(node, piece{kind: caption}, true)
	default:
		c.inside(node, piece{role: elementPieceRoles[key], credit: key == "credit"}, c.inBody)
	}
	return true
}

// oneGroup puts the pieces that were added since group into one, so that a
// label knows its value.
func (c *collector) oneGroup(group int) {
	for i := len(c.pieces) - 1; i >= 0 && c.pieces[i].group > group; i-- {
		c.pieces[i].group = c.group
	}
}

// creditClass reports whether the class of an element says that it names the
// photographer.
func creditClass(node *html.Node) bool {
	for _, part := range []string{"credit", "copyright", "photographer", "photo-author", "img-author", "byline"} {
		if classed(node, part) {
			return true
		}
	}
	return false
}

// inside walks a block element: what was before it is a piece of its own.
func (c *collector) inside(node *html.Node, p piece, body bool) {
	c.flush()
	c.group++
	before, wasBody, outer := c.current, c.inBody, c.node
	c.current, c.inBody, c.node = p, body, node
	c.children(node)
	c.flush()
	c.group++
	c.current, c.inBody, c.node = before, wasBody, outer
}

func (c *collector) children(node *html.Node) {
	for child := node.FirstChild; child != nil; child = child.NextSibling {
		c.walk(child)
	}
}

// inline walks an element inside a line.
func (c *collector) inline(node *html.Node) {
	switch node.DataAtom {
	case atom.Br:
		c.lineBreak(node)
		return
	case atom.A:
		c.links++
		defer func() { c.links-- }()
	case atom.Em, atom.I:
		c.emphasis++
		defer func() { c.emphasis-- }()
	case atom.Wbr:
		return
	}
	c.children(node)
}

// lineBreak ends a piece at a <br> where the author meant a new line of text:
// two in a row, one behind a sentence, or one between two short lines.
// Otherwise it is a space, as in a headline. Lines of a paragraph keep its
// group.
func (c *collector) lineBreak(node *html.Node) {
	written := trimSpace(c.text.String())
	first, _ := utf8.DecodeRuneInString(trimSpace(textBehind(node)))
	switch {
	case c.current.kind == heading || c.current.role == Title:
		c.write(" ")
	case written == "", followedByBreak(node), endsWithStop(written),
		utf8.RuneCountInString(written) <= 80 && !unicode.IsLower(first):
		c.flush()
	case unspacedLine(written) && unspaced(first):
	default:
		c.write(" ")
	}
}

// textBehind returns the first text behind a node in the same element.
func textBehind(node *html.Node) string {
	for next := node.NextSibling; next != nil; next = next.NextSibling {
		for d := range descendants(next) {
			if d.Type == html.TextNode && !blank(d.Data) {
				return d.Data
			}
		}
	}
	return ""
}

// followedByBreak reports whether the next thing behind a <br> is another.
func followedByBreak(node *html.Node) bool {
	for next := node.NextSibling; next != nil; next = next.NextSibling {
		if next.Type == html.TextNode && blank(next.Data) || next.Type == html.CommentNode {
			continue
		}
		return next.DataAtom == atom.Br
	}
	return false
}

// write appends text with its white space collapsed as HTML means it. A
// no-break space is no white space in HTML.
func (c *collector) write(text string) {
	for _, r := range text {
		if r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' {
			if c.text.Len() > 0 && !strings.HasSuffix(c.text.String(), " ") {
				c.text.WriteByte(' ')
			}
			continue
		}
		c.text.WriteRune(r)
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			c.total += utf8.RuneLen(r)
			if c.links > 0 {
				c.linked += utf8.RuneLen(r)
			}
			if c.emphasis > 0 {
				c.slanted += utf8.RuneLen(r)
			}
		}
	}
}

// inlineText is the text of an element on one line.
func inlineText(node *html.Node) string {
	c := collector{inBody: true, current: piece{kind: heading}}
	c.children(node)
	c.flush()
	var parts []string
	for _, p := range c.pieces {
		parts = append(parts, p.text)
	}
	return strings.Join(parts, " ")
}

// blockKind says what an element makes of its text: the kind of piece, with
// level -1 for a mere container, or kind -1 for an element inside a line.
func blockKind(node *html.Node) (pieceKind, int) {
	if node.Type == html.DocumentNode {
		return paragraph, -1
	}
	switch node.DataAtom {
	case atom.H1:
		return heading, 1
	case atom.H2:
		return heading, 2
	case atom.H3:
		return heading, 3
	case atom.H4, atom.H5, atom.H6:
		return heading, 4
	case atom.P, atom.Pre, atom.Address, atom.Dd:
		return paragraph, 0
	case atom.Li, atom.Td, atom.Th, atom.Dt:
		return item, 0
	case atom.Figcaption, atom.Caption:
		return caption, 0
	case atom.Div:
		if classed(node, "caption") {
			return caption, 0
		}
		return paragraph, -1
	case atom.Html, atom.Body, atom.Article, atom.Main, atom.Section, atom.Header, atom.Figure,
		atom.Ul, atom.Ol, atom.Dl, atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr,
		atom.Blockquote, atom.Footer, atom.Form, atom.Nav, atom.Center, atom.Details, atom.Summary, atom.Fieldset, atom.Hr, atom.Aside:
		return paragraph, -1
	}
	return -1, 0
}

// classed reports whether a word in the class of an element contains part.
func classed(node *html.Node, part string) bool {
	return strings.Contains(strings.ToLower(attribute(node, "class")), part)
}

func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

// unread reports whether an element holds nothing that a reader sees: a
// script, a control, or what is hidden.
func unread(node *html.Node) bool {
	switch node.DataAtom {
	case atom.Head, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Svg, atom.Math,
		atom.Button, atom.Select, atom.Textarea, atom.Input, atom.Object, atom.Audio, atom.Video, atom.Canvas, atom.Map:
		return true
	}
	for _, a := range node.Attr {
		switch a.Key {
		case "hidden":
			return a.Val != "until-found"
		case "aria-hidden":
			return a.Val == "true"
		case "style":
			style := strings.ToLower(strings.ReplaceAll(a.Val, " ", ""))
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// navigation reports whether an element leads through the site.
func navigation(node *html.Node) bool {
	switch node.DataAtom {
	case atom.Nav, atom.Form:
		return true
	case atom.Footer:
		// The foot of an article holds its author or agency.
		return node.Parent == nil || node.Parent.DataAtom != atom.Article
	}
	switch attribute(node, "role") {
	case "navigation", "search", "banner", "contentinfo", "dialog":
		return true
	}
	return false
}
