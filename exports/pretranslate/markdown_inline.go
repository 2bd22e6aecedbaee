package pretranslate

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// markdownInline turns what is within a block into pieces. The syntax tree says
// where each node begins; where it ends follows from its last child and from
// the marks after it. If these are not what they must be, the block is lost:
// better left alone than torn.
type markdownInline struct {
	reader *markdownReader
	pieces []piece
	within []*block
	at     int // up to where the text has been read
	pairs  int
	lost   bool
}

func (in *markdownInline) children(n ast.Node) {
	for c := n.FirstChild(); c != nil && !in.lost; c = c.NextSibling() {
		in.node(c)
	}
}

func (in *markdownInline) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		in.textNode(n)
	case *ast.Emphasis:
		in.emphasis(n)
	case *ast.Link:
		in.link(n)
	case *ast.Image:
		in.image(n)
	case *ast.CodeSpan:
		in.codeSpan(n)
	case *ast.AutoLink:
		in.opaqueTo(n.Pos(), bytes.IndexByte(in.src()[n.Pos():], '>')+n.Pos()+1, string(n.Label(in.src())))
	case *ast.RawHTML:
		text := ""
		raw := string(n.Segments.Value(in.src()))
		if strings.HasPrefix(strings.ToLower(raw), "<br") {
			text = " "
		}
		in.opaqueTo(n.Pos(), n.Segments.At(n.Segments.Len()-1).Stop, text)
	default:
		in.lost = true
	}
}

func (in *markdownInline) src() []byte { return in.reader.src }

// reach reads up to a node: a line end is white space, and so is what a line
// begins with, such as the mark of a quotation.
func (in *markdownInline) reach(start int) {
	if start < in.at || start > len(in.src()) {
		in.lost = true
		return
	}
	if start == in.at {
		return
	}
	gap := in.reader.text[in.at:start]
	switch {
	case strings.ContainsRune(gap, '\n'):
		in.lineEnd(gap, start)
	case strings.TrimSpace(gap) == "":
		in.pieces = append(in.pieces, piece{text: gap, start: in.reader.base + in.at, end: in.reader.base + start})
	case gap == `\`: // before a line end
	default:
		in.lost = true
		return
	}
	in.at = start
}

// lineEnd adds the white space of a line end: a hard one is a code.
func (in *markdownInline) lineEnd(gap string, start int) {
	p := piece{text: " ", start: in.reader.base + in.at, end: in.reader.base + start}
	before, _ := utf8.DecodeLastRuneInString(in.reader.text[:in.at])
	after, _ := utf8.DecodeRuneInString(in.reader.text[start:])
	line, _, _ := strings.Cut(gap, "\n")
	switch line = strings.TrimSuffix(line, "\r"); {
	case strings.HasSuffix(line, "  ") || strings.HasSuffix(line, `\`):
		p.code = &code{raw: gap}
	case unicode.In(before, unicode.Han, unicode.Hiragana, unicode.Katakana) && unicode.In(after, unicode.Han, unicode.Hiragana, unicode.Katakana):
		return // no space is meant
	}
	in.pieces = append(in.pieces, p)
}

func (in *markdownInline) textNode(n *ast.Text) {
	if n.Segment.Len() == 0 {
		return
	}
	in.reach(n.Segment.Start)
	if in.lost {
		return
	}
	in.pieces = append(in.pieces, unescapeMarkdown(in.reader.text[n.Segment.Start:n.Segment.Stop], in.reader.base+n.Segment.Start)...)
	in.at = n.Segment.Stop
}

var markdownEscape = lazyPattern("\\\\[!-/:-@\\[-`{-~]|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]*);")

// unescapeMarkdown cuts a text into pieces; escaped characters are pieces of
// their own.
func unescapeMarkdown(text string, base int) []piece {
	var pieces []piece
	add := func(plain string, start, end int) {
		if start < end {
			pieces = append(pieces, piece{text: plain, start: base + start, end: base + end})
		}
	}
	at := 0
	for _, m := range markdownEscape().FindAllStringIndex(text, -1) {
		raw := text[m[0]:m[1]]
		plain := raw[1:]
		if raw[0] == '&' {
			plain = string(util.ResolveEntityNames(util.ResolveNumericReferences([]byte(raw))))
		}
		if plain == raw {
			continue // an entity that does not exist
		}
		add(text[at:m[0]], at, m[0])
		add(plain, m[0], m[1])
		at = m[1]
	}
	add(text[at:], at, len(text))
	return pieces
}

// open and close add the marks of a node that holds text.
func (in *markdownInline) open(start, end, pair int) {
	in.reach(start)
	in.mark(end, opening, pair)
}

func (in *markdownInline) close(end, pair int) { in.mark(end, closing, pair) }

func (in *markdownInline) mark(end int, kind codeKind, pair int) {
	if in.lost || end < in.at || end > len(in.src()) {
		in.lost = true
		return
	}
	raw := in.reader.text[in.at:end]
	in.pieces = append(in.pieces, piece{start: in.reader.base + in.at, end: in.reader.base + end, code: &code{kind: kind, pair: pair, raw: raw}})
	in.at = end
}

func (in *markdownInline) emphasis(n *ast.Emphasis) {
	in.pairs++
	pair := in.pairs
	in.open(n.Pos(), n.Pos()+n.Level, pair)
	in.children(n)
	end := in.at + n.Level
	if in.lost || end > len(in.src()) || strings.Trim(in.reader.text[in.at:end], "*_") != "" {
		in.lost = true
		return
	}
	in.close(end, pair)
}

func (in *markdownInline) link(n *ast.Link) {
	in.pairs++
	pair := in.pairs
	in.open(n.Pos(), n.Pos()+1, pair)
	in.children(n)
	end, title := in.linkEnd(n.Reference, n.Title)
	if in.lost {
		return
	}
	in.close(end, pair)
	in.addTitle(title)
}

// image is opaque, but for its description and title, which are blocks within.
func (in *markdownInline) image(n *ast.Image) {
	in.reach(n.Pos())
	alt := &markdownInline{reader: in.reader, at: n.Pos() + 2}
	alt.children(n)
	end, title := alt.linkEnd(n.Reference, n.Title)
	if in.lost || alt.lost {
		in.lost = true
		return
	}
	if len(alt.pieces) > 0 {
		in.within = append(in.within, &block{pieces: alt.pieces, at: alt.pieces[0].start, within: true})
	}
	in.within = append(in.within, alt.within...)
	in.mark(end, empty, 0)
	in.addTitle(title)
}

// addTitle adds the title of a link as a block.
func (in *markdownInline) addTitle(title span) {
	if title.start < title.end {
		in.within = append(in.within, &block{
			pieces: unescapeMarkdown(in.reader.text[title.start:title.end], in.reader.base+title.start),
			at:     in.reader.base + title.start, within: true, style: "title" + in.reader.text[title.end:title.end+1],
		})
	}
}

// linkEnd reads the end of a link or picture, "](to "title")", "][name]" or "]".
func (in *markdownInline) linkEnd(reference *ast.ReferenceLink, titleText []byte) (end int, title span) {
	text := in.reader.text
	if in.lost || in.at >= len(text) || text[in.at] != ']' {
		in.lost = true
		return in.at, title
	}
	end = in.at + 1
	if reference != nil {
		if label := string(reference.Value); !slices.Contains(in.reader.labels, label) {
			in.reader.labels = append(in.reader.labels, label)
		}
		if reference.Type == ast.ReferenceLinkShortcut {
			return end, title
		}
		close := strings.IndexByte(text[end:], ']')
		if close < 0 {
			in.lost = true
			return end, title
		}
		return end + close + 1, title
	}
	m := linkTarget().FindStringSubmatchIndex(text[end:])
	if m == nil {
		in.lost = true
		return end, title
	}
	for group := 1; group <= 3; group++ {
		if m[2*group] >= 0 {
			title = span{end + m[2*group], end + m[2*group+1]}
		}
	}
	if (len(titleText) > 0) != (title.start < title.end) {
		in.lost = true
	}
	return end + m[1], title
}

// linkTarget is the part of a link after its text: an address, which may hold
// parentheses two deep, and a title. What is stranger is left alone.
var linkTarget = lazyPattern(`^\([ \t]*\r?\n?[ \t]*` +
	`(?:<(?:[^<>\\\r\n]|\\.)*>|(?:[^\s()\\]|\\.|\((?:[^\s()\\]|\\.|\([^\s()\\]*\))*\))*)` +
	`(?:[ \t]*\r?\n?[ \t]*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|\(((?:[^()\\]|\\.)*)\)))?` +
	`[ \t]*\r?\n?[ \t]*\)`)

// codeSpan is opaque; its text is what a reader sees.
func (in *markdownInline) codeSpan(n *ast.CodeSpan) {
	text := in.reader.text
	start := n.Pos()
	ticks := 0
	for start+ticks < len(text) && text[start+ticks] == '`' {
		ticks++
	}
	stop := start + ticks
	if last, ok := n.LastChild().(*ast.Text); ok {
		stop = last.Segment.Stop
	}
	i := strings.Index(text[stop:], strings.Repeat("`", max(ticks, 1)))
	if ticks == 0 || i < 0 || strings.TrimSpace(text[stop:stop+i]) != "" {
		in.lost = true
		return
	}
	var content strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			content.Write(t.Segment.Value(in.src()))
		}
	}
	in.opaqueTo(start, stop+i+ticks, content.String())
}

// opaqueTo adds a code that is not looked into.
func (in *markdownInline) opaqueTo(start, end int, text string) {
	in.reach(start)
	if in.lost || end <= start {
		in.lost = true
		return
	}
	in.mark(end, empty, 0)
	if !in.lost {
		in.pieces[len(in.pieces)-1].text = text
	}
}

var inlineTag = lazyPattern(`^<(/?)([A-Za-z][A-Za-z0-9-]*)[^>]*?(/?)>$`)

// pairTags makes pairs of the HTML tags among the codes.
func pairTags(pieces []piece) []piece {
	pairs := 0
	for _, p := range pieces {
		if p.code != nil {
			pairs = max(pairs, p.code.pair)
		}
	}
	var open []int // places of opening tags
	name := func(i int) string { return strings.ToLower(inlineTag().FindStringSubmatch(pieces[i].code.raw)[2]) }
	for i, p := range pieces {
		if p.code == nil || p.code.kind != empty || p.text != "" {
			continue
		}
		m := inlineTag().FindStringSubmatch(p.code.raw)
		if m == nil || m[3] == "/" {
			continue
		}
		if m[1] == "" {
			open = append(open, i)
			continue
		}
		for j := len(open) - 1; j >= 0; j-- {
			if name(open[j]) == strings.ToLower(m[2]) {
				pairs++
				first, last := *pieces[open[j]].code, *p.code
				first.kind, first.pair, last.kind, last.pair = opening, pairs, closing, pairs
				pieces[open[j]].code, pieces[i].code = &first, &last
				open = open[:j]
				break
			}
		}
	}
	return pieces
}
