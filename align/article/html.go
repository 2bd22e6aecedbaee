package article

import (
	"context"
	"net/url"
	"strings"

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
		return nil, wrong(ErrDamaged, "cannot be parsed as HTML: "+err.Error(), "save the page again, or pass --format txt")
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
	p.addTitle(headline(root, meta.title))
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
// says where the text is; the element of the page that holds that text, if
// the page marks it as an article, also has its captions and dates.
func mainText(root *html.Node, meta pageMeta, templates []*siteTemplate) []piece {
	drop := dropped(templates)
	found := readable(root, meta)
	want := proseLength(found)
	var best []piece
	for _, node := range cascadia.QueryAll(root, selectArticle) {
		pieces := collect(node, drop)
		if n := proseLength(pieces); n*10 >= want*9 && n > 0 && (best == nil || n < proseLength(best)) {
			best = pieces
		}
	}
	switch {
	case best != nil:
		return best
	case want > 0:
		return found
	}
	return collect(root, drop)
}

var selectArticle = cascadia.MustCompile(`article, main, [role="main"], [itemtype*="Article"]`)

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
