package article

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// Bounds of a page. A saved front page has some ten thousand elements.
const (
	maxElements = 400_000
	maxDepth    = 512
)

// readHTML finds the article in a page: by a template when one knows the
// site, else by the readability heuristics of Mozilla, else all that is not
// navigation.
func readHTML(ctx context.Context, text string, templates []*siteTemplate) (*page, error) {
	if cutOff(text) {
		return nil, wrong(ErrTruncated, "is a page that was cut off: it ends inside an element", "save or download it again")
	}
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return nil, wrong(ErrDamaged, "cannot be parsed as HTML: "+err.Error(), "save the page again, or pass --file-format txt")
	}
	if err := checkTree(ctx, root); err != nil {
		return nil, err
	}
	p := &page{}
	meta := readMeta(root)
	meta.fill(&p.doc)
	for _, t := range templates {
		if !t.knowsPage(root) {
			continue
		}
		p.pieces = t.pieces(root)
		if p.hasText() {
			p.site = t
			break
		}
		p.pieces = nil
	}
	if p.site == nil {
		p.pieces = mainText(root, meta, templates)
	}
	title := headline(root, meta.title)
	if !headlineLength(title) && cascadia.Query(root, selectH1) == nil {
		// The name of a site, or nothing: the text itself may know better.
		p.order, p.doc.Title = true, ""
		return p, nil
	}
	p.addTitle(title)
	return p, nil
}

// checkTree refuses pages beyond the bounds.
func checkTree(ctx context.Context, root *html.Node) error {
	count := 0
	for node := range descendants(root) {
		count++
		if count > maxElements {
			return wrong(ErrTooLarge, "is a page of more than 400,000 elements, which no article is", "save the article alone")
		}
		if count%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		_ = node
	}
	return nil
}

// hasText reports whether there is a paragraph among the pieces.
func (p *page) hasText() bool {
	for _, piece := range p.pieces {
		if piece.kind == paragraph && (piece.role == "" || piece.role == Body) && len(piece.text) > 40 {
			return true
		}
	}
	return false
}

// mainText finds the article of a page that no template knows. Readability
// says where the text is. What is taken is the part of the page around that
// text, since readability drops captions and dates and may join lines.
func mainText(root *html.Node, meta pageMeta, templates []*siteTemplate) []piece {
	all := collect(root, dropped(templates))
	found := readable(root, meta)
	want := proseLength(found)
	if want == 0 {
		return all
	}
	for _, node := range articleElements(root) {
		if n := proseLength(within(all, node)); n*10 >= want*9 {
			return within(all, node)
		}
	}
	around := within(all, commonAncestor(all, found))
	length := 0
	for _, p := range around {
		length += len(p.text)
	}
	if length*10 < want*7 {
		return found
	}
	return around
}

var selectArticle = cascadia.MustCompile(`article, main, [role="main"], [itemtype*="Article"]`)

// articleElements returns the elements that are marked as the article, those
// inside others first.
func articleElements(root *html.Node) []*html.Node {
	nodes := cascadia.QueryAll(root, selectArticle)
	slices.Reverse(nodes)
	return nodes[:min(len(nodes), 50)]
}

// within returns the pieces whose element is node or below it.
func within(pieces []piece, node *html.Node) []piece {
	if node == nil {
		return nil
	}
	var out []piece
	for _, p := range pieces {
		for n := p.node; n != nil; n = n.Parent {
			if n == node {
				out = append(out, p)
				break
			}
		}
	}
	return out
}

// commonAncestor returns the smallest element that holds all the text that
// readability found, or nil if the page has none of it.
func commonAncestor(all, found []piece) *html.Node {
	var wanted strings.Builder
	for _, p := range found {
		if !p.linked {
			wanted.WriteString(withoutSpace(p.text))
			wanted.WriteByte('\n')
		}
	}
	text := wanted.String()
	var path []*html.Node // from the root to the ancestor so far
	for _, p := range all {
		if p.linked || columns(p.text) < 20 || !strings.Contains(text, withoutSpace(p.text)) {
			continue
		}
		own := ancestors(p.node)
		if path == nil {
			path = own
			continue
		}
		n := 0
		for n < min(len(path), len(own)) && path[n] == own[n] {
			n++
		}
		path = path[:n]
	}
	if len(path) == 0 {
		return nil
	}
	return path[len(path)-1]
}

// withoutSpace leaves out all white space, which readability changes.
func withoutSpace(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// ancestors returns the path from the root of the tree to the parent of node.
func ancestors(node *html.Node) []*html.Node {
	var path []*html.Node
	for n := node.Parent; n != nil; n = n.Parent {
		path = append(path, n)
	}
	slices.Reverse(path)
	return path
}

// readable returns what readability takes for the article.
func readable(root *html.Node, meta pageMeta) []piece {
	address, err := url.Parse(meta.url)
	if err != nil {
		address = nil
	}
	parser := readability.NewParser()
	parser.KeepClasses = true
	found, err := parser.ParseDocument(root, address) // works on a copy
	if err != nil || found.Node == nil {
		return nil
	}
	return collect(found.Node, nil)
}

// dropped collects what the templates that always hold leave out of a page.
func dropped(templates []*siteTemplate) []cascadia.SelectorGroup {
	var drop []cascadia.SelectorGroup
	for _, t := range templates {
		if sel, ok := t.elements["drop"]; ok && t.always {
			drop = append(drop, sel)
		}
	}
	return drop
}

// proseLength is how much of the pieces reads like an article: what is not
// linked and ends in a stop.
func proseLength(pieces []piece) int {
	n := 0
	for _, p := range pieces {
		if !p.linked && endsWithStop(p.text) {
			n += len(p.text)
		}
	}
	return n
}

// addTitle makes the headline the title, and puts it in front of the pieces
// when they do not hold it.
func (p *page) addTitle(title string) {
	title = oneLine(title)
	for i := range p.pieces {
		if p.pieces[i].role == Title {
			return
		}
	}
	if title == "" {
		return
	}
	for i := range p.pieces {
		if normalLine(p.pieces[i].text) == normalLine(title) {
			p.pieces[i].role = Title
			return
		}
	}
	p.pieces = append([]piece{{kind: heading, level: 1, text: title, role: Title, group: -1}}, p.pieces...)
}

// headline returns the first h1 that the title in the page's head agrees
// with, else the only h1, else the title in the head.
func headline(root *html.Node, title string) string {
	var only string
	count := 0
	for _, h1 := range cascadia.QueryAll(root, selectH1) {
		text := inlineText(h1)
		if text == "" {
			continue
		}
		if title != "" && strings.HasPrefix(normalLine(title), normalLine(text)) {
			return text
		}
		only = text
		count++
	}
	if count == 1 {
		return only
	}
	return title
}

var selectH1 = cascadia.MustCompile("h1")

// knowsPage reports whether a template recognises the page.
func (t *siteTemplate) knowsPage(root *html.Node) bool {
	for _, sel := range t.whenHTML {
		if cascadia.Query(root, sel) != nil {
			return true
		}
	}
	return false
}

// templateRole returns what a template says an element is: a key of
// elementRoles, or "".
func (t *siteTemplate) templateRole(node *html.Node) string {
	for _, key := range [...]string{"drop", "title", "date", "author", "agency", "credit", "caption", "body", "field"} {
		if sel, ok := t.elements[key]; ok && sel.Match(node) {
			return key
		}
	}
	return ""
}

// elementPieceRoles maps the keys of a template to roles.
var elementPieceRoles = map[string]Role{
	"title": Title, "date": Dateline, "author": Byline, "agency": Agency, "credit": Byline,
}
