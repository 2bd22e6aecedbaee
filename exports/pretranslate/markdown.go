package pretranslate

import (
	"context"
	"sort"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	mdtext "github.com/yuin/goldmark/text"
)

// Markdown: paragraphs, headings, items, cells of tables, the descriptions of
// pictures, the titles of links, the title in the front matter and what is in
// blocks of HTML are translated. Code is not. The parser says where the text is;
// the marks around it are inline codes.

func fillMarkdown(ctx context.Context, data []byte, o *Options) ([]byte, *Report, error) {
	source, err := newOriginal(data, o.Encoding)
	if err != nil {
		return nil, nil, err
	}
	if err := noBinary(source.text); err != nil {
		return nil, nil, err
	}
	f := &flow{original: source, escape: func(text, next string, b *block) (string, bool) {
		if style, ok := strings.CutPrefix(b.style, htmlStyle); ok {
			return source.escapeHTML(text, next, &block{style: style})
		}
		return escapeMarkdown(text, next, b)
	}}
	r := &markdownReader{flow: f}
	f.holds = r.holds
	if err := r.read(source.text); err != nil {
		return nil, nil, err
	}
	return f.document().fill(ctx, &engine{o: o, original: source, fuzzy: o.Fuzzy}, "md")
}

// maxMarkdownBlock bounds a paragraph, in bytes: the time of the parser grows
// with the square of what is nested in one.
const maxMarkdownBlock = 1 << 20

var frontMatter = lazyPattern(`^---[ \t]*\r?\n(?:[^\r\n]*\r?\n)*?---[ \t]*(?:\r?\n|$)`)

// markdownReader finds the blocks of a text.
type markdownReader struct {
	flow *flow
	// flowText is the whole text, text what is after the front matter.
	flowText, text string
	src            []byte // the same
	base           int    // where it begins
	// labels are the names of the references that links have.
	labels []string
}

func (r *markdownReader) read(text string) error {
	if head := frontMatter().FindString(text); strings.Contains(head, ":") {
		r.frontMatter(head)
		r.base = len(head)
	}
	r.flowText, r.text = text, text[r.base:]
	r.src = []byte(r.text)
	if at := longParagraph(r.text); at >= 0 {
		return faultAt(text, r.base+at, "a paragraph of more than %d MB", maxMarkdownBlock>>20)
	}
	if at := nestedTooDeep(r.text); at >= 0 {
		return faultAt(text, r.base+at, "quotations or lists nested deeper than %d", maxMarkdownDepth)
	}
	root := goldmark.DefaultParser().Parse(mdtext.NewReader(r.src))
	return ast.Walk(root, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := node.(type) {
		case *ast.Heading, *ast.Paragraph, *ast.TextBlock:
			r.block(n)
			return ast.WalkSkipChildren, nil
		case *ast.HTMLBlock:
			r.htmlBlock(n)
			return ast.WalkSkipChildren, nil
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
}

// longParagraph returns where a paragraph begins that is too long, else -1.
func longParagraph(text string) int {
	for _, s := range paragraphs(text) {
		if s.end-s.start > maxMarkdownBlock {
			return s.start
		}
	}
	return -1
}

// maxMarkdownDepth bounds how deep quotations and lists are nested, for the same
// reason.
const maxMarkdownDepth = 100

// nestedTooDeep returns where a line begins that opens too many of them, else
// -1.
func nestedTooDeep(text string) int {
	at := 0
	for line := range strings.Lines(text) {
		marks := 0
		for i, r := range line {
			if r == '>' || strings.ContainsRune("-+*.)", r) && strings.HasPrefix(line[i+1:], " ") {
				marks++
			} else if !strings.ContainsRune(" \t0123456789-+*.)", r) {
				break
			}
		}
		if marks > maxMarkdownDepth {
			return at
		}
		at += len(line)
	}
	return -1
}

var frontTitle = lazyPattern(`(?m)^title:[ \t]*(?:"((?:[^"\\\r\n]|\\.)*)"|'((?:[^'\r\n]|'')*)'|([^"'\s\[{|>&*!%@#][^\r\n]*?))[ \t]*\r?$`)

// frontMatter adds the title.
func (r *markdownReader) frontMatter(head string) {
	m := frontTitle().FindStringSubmatchIndex(head)
	if m == nil {
		return
	}
	for group, quote := range []string{`"`, "'", "bare"} {
		if start, end := m[2+2*group], m[3+2*group]; start >= 0 {
			b := &block{at: start, style: "yaml" + quote}
			escape := map[string]string{`"`: `\`, "'": "'"}[quote]
			b.pieces = unescapePairs(head[start:end], start, escape, func(s string) string { return s[1:] })
			r.flow.blocks = append(r.flow.blocks, b)
		}
	}
}

// unescapePairs cuts a text into pieces, with a piece of its own for each
// character behind an escape mark. plain returns what such a pair stands for.
func unescapePairs(text string, base int, mark string, plain func(pair string) string) []piece {
	var pieces []piece
	for at := 0; at < len(text); {
		i := len(text)
		if mark != "" {
			if j := strings.Index(text[at:], mark); j >= 0 && at+j+1 < len(text) {
				i = at + j
			}
		}
		if i > at {
			pieces = append(pieces, piece{text: text[at:i], start: base + at, end: base + i})
		}
		if i == len(text) {
			break
		}
		pieces = append(pieces, piece{text: plain(text[i : i+2]), start: base + i, end: base + i + 2})
		at = i + 2
	}
	return pieces
}

// block reads a paragraph, heading or item.
func (r *markdownReader) block(n ast.Node) {
	if n.Lines().Len() == 0 {
		return
	}
	in := &markdownInline{reader: r, at: n.Lines().At(0).Start}
	in.children(n)
	if in.lost {
		r.add(&block{skip: Codes, pieces: []piece{{text: strings.TrimSpace(string(n.Lines().Value(r.src)))}}, at: r.base + n.Lines().At(0).Start})
		return
	}
	pieces := pairTags(in.pieces)
	if n.Parent().Kind() == ast.KindListItem {
		pieces = boxAsCode(pieces)
	}
	if rows := r.tableRows(n); rows != nil {
		r.table(pieces, rows, n)
	} else {
		r.add(&block{pieces: pieces, at: r.base + n.Lines().At(0).Start})
	}
	for _, b := range in.within {
		r.add(b)
	}
}

// boxAsCode makes a code of the box that an item of a list of tasks begins with.
func boxAsCode(pieces []piece) []piece {
	const size = len("[x]")
	box := plain(cutPieces(pieces, 0, size))
	if box != "[ ]" && box != "[x]" && box != "[X]" {
		return pieces
	}
	rest := cutPieces(pieces, size, len(plain(pieces)))
	if len(rest) == 0 || rest[0].code != nil || !strings.HasPrefix(rest[0].text, " ") {
		return pieces
	}
	first := piece{start: rest[0].start - size, end: rest[0].start, code: &code{raw: box}}
	return append([]piece{first}, rest...)
}

// htmlStyle begins the style of blocks within HTML.
const htmlStyle = "html"

// htmlBlock reads a block of HTML. It need not be whole: a blank line ends it.
func (r *markdownReader) htmlBlock(n *ast.HTMLBlock) {
	first, last := r.lineSpan(n)
	if first < 0 {
		return
	}
	if strings.Contains(r.text[first:last], "\n>") {
		return // in a quotation, whose marks stand between the lines
	}
	h := &htmlReader{text: r.flowText, flow: &flow{}}
	if err := h.read(r.base+first, r.base+last); err != nil {
		return // it ends within a tag
	}
	for _, b := range h.flow.blocks {
		b.style = htmlStyle + b.style
		r.add(b)
	}
}

// lineSpan returns where the lines of a block of HTML begin and end.
func (r *markdownReader) lineSpan(n *ast.HTMLBlock) (first, last int) {
	first, last = n.Pos(), n.Pos()
	for i := range n.Lines().Len() {
		last = n.Lines().At(i).Stop
	}
	if n.HasClosure() {
		last = max(last, n.ClosureLine.Stop)
	}
	return first, last
}

func (r *markdownReader) add(b *block) { r.flow.blocks = append(r.flow.blocks, b) }

// table adds a block for each cell. What is before the table is a paragraph.
func (r *markdownReader) table(pieces []piece, rows []span, n ast.Node) {
	first := n.Lines().At(0).Start
	if first < rows[0].start {
		r.add(&block{pieces: between(pieces, r.base+first, r.base+rows[0].start), at: r.base + first})
	}
	for i, row := range rows {
		if i == 1 {
			continue // the line of dashes
		}
		for _, cell := range tableCells(r.text[row.start:row.end]) {
			start, end := r.base+row.start+cell.start, r.base+row.start+cell.end
			r.add(&block{pieces: between(pieces, start, end), at: start, style: "cell"})
		}
	}
}

// between returns the pieces that stand from start to end in the file.
func between(pieces []piece, start, end int) []piece {
	var out []piece
	first := sort.Search(len(pieces), func(i int) bool { return pieces[i].end > start })
	for _, p := range pieces[first:] {
		if p.start >= end {
			break
		}
		switch {
		case p.start >= start && p.end <= end:
			out = append(out, p)
		case p.literal():
			out = append(out, p.slice(max(start, p.start)-p.start, min(end, p.end)-p.start))
		}
	}
	return out
}

var delimiterRow = lazyPattern(`^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$`)

// tableRows returns the lines of a paragraph that are a table, as GitHub writes
// tables: a line of heads, a line of dashes with as many columns, and the rest.
func (r *markdownReader) tableRows(n ast.Node) []span {
	if n.Kind() != ast.KindParagraph {
		return nil
	}
	var lines []span
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		text := strings.TrimRight(r.text[line.Start:line.Stop], "\r\n")
		lines = append(lines, span{line.Start, line.Start + len(text)})
	}
	for i := 0; i+1 < len(lines); i++ {
		head, dashes := r.text[lines[i].start:lines[i].end], r.text[lines[i+1].start:lines[i+1].end]
		if strings.Contains(head, "|") && strings.Contains(dashes, "-") && delimiterRow().MatchString(dashes) &&
			len(tableCells(head)) == len(tableCells(dashes)) {
			return lines[i:]
		}
	}
	return nil
}

// tableCells cuts a row at its strokes, but not at those behind a backslash.
func tableCells(row string) []span {
	start, end := 0, len(row)
	for start < end && (row[start] == ' ' || row[start] == '\t') {
		start++
	}
	for start < end && (row[end-1] == ' ' || row[end-1] == '\t') {
		end--
	}
	if start < end && row[start] == '|' {
		start++
	}
	if start < end && row[end-1] == '|' && (end < 2 || row[end-2] != '\\') {
		end--
	}
	var cells []span
	from := start
	for i := start; i < end; i++ {
		if row[i] == '|' && (i == 0 || row[i-1] != '\\') {
			cells = append(cells, span{from, i})
			from = i + 1
		}
	}
	return append(cells, span{from, end})
}
