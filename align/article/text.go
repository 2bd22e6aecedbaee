package article

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// pieceKind is the form a piece has in its file, before its role is known.
type pieceKind int

const (
	paragraph pieceKind = iota
	heading
	item // of a list, or a cell of a table
	caption
)

// piece is a block whose role is still to be found.
type piece struct {
	kind   pieceKind
	level  int // of a heading, 1 the highest
	text   string
	role   Role // when a template or the format says so
	credit bool // a byline that names the photographer
	lead   bool // a dateline that the first paragraph opened with
	linked bool // all of the text is a link
	field  bool // a field of a content system, under its label
	// emphasis: all of the text is set in italics, as captions are
	emphasis bool
	// soft are the lines of a Markdown paragraph, which are one paragraph
	// unless one of them is a label.
	soft []string
	// then is what stood behind this piece on its line, cut off to be a
	// piece of its own.
	then  *piece
	looks looks
	// group numbers the runs of lines that stand together without a blank
	// line; a label speaks of what is in its group.
	group int
	node  *html.Node // the element of a page, nil elsewhere
}

// page is an article as its format's reader leaves it.
type page struct {
	doc    Document
	pieces []piece
	site   *siteTemplate // recognised by its markup, or nil
	order  bool          // the pieces are plain text: their order alone says what is the title
}

// add appends a piece if there is something to read in it.
func (p *page) add(piece piece) {
	piece.text = trimSpace(piece.text)
	if piece.text != "" {
		p.pieces = append(p.pieces, piece)
	}
}

// textSize is the number of bytes of all pieces.
func (p *page) textSize() int {
	n := 0
	for i := range p.pieces {
		n += len(p.pieces[i].text)
	}
	return n
}

// readText cuts plain text into paragraphs. A blank line always ends one;
// whether a line end does depends on whether the lines are hard-wrapped.
func readText(text string) (*page, error) {
	p := &page{order: true}
	groups := lineGroups(text)
	width := wrapWidth(groups)
	for number, group := range groups {
		for _, paragraph := range paragraphs(group, width) {
			if len(paragraph) > maxBlockBytes {
				return nil, wrong(ErrTooLarge, fmt.Sprintf("holds a paragraph of %d MB, which no article does", len(paragraph)>>20),
					"check that it is the right file, or put in line ends")
			}
			p.add(piece{text: paragraph, group: number})
		}
	}
	return p, nil
}

// lineGroups cuts text at its blank lines. A line that holds only no-break
// spaces is blank.
func lineGroups(text string) [][]string {
	var groups [][]string
	var group []string
	flush := func() {
		if len(group) > 0 {
			groups = append(groups, group)
			group = nil
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		if before, after, found := strings.Cut(line, "\f"); found {
			line = before + after
		}
		if blank(line) {
			flush()
			continue
		}
		group = append(group, strings.TrimRight(line, " \t"))
	}
	flush()
	return groups
}

// A wrapped file has lines of this many columns at the most; news agencies
// wrap at 65 to 80, mail at 72, Chinese mail at 76.
const (
	minWrap = 40
	maxWrap = 110
)

// wrapWidth returns the column at which the lines of a text are wrapped, or 0
// if they are not. The test is what a program that wraps does: it puts as
// many words in a line as fit. So at every line end inside a paragraph the
// first word of the next line would not have fitted. Short lines of a list
// and paragraphs on one line each do not behave like that.
func wrapWidth(groups [][]string) int {
	width, longest := 0, 0
	for _, group := range groups {
		for _, line := range group {
			longest = max(longest, columns(line))
			if strings.ContainsAny(strings.TrimSpace(line), " \u3000") || unspacedLine(line) {
				width = max(width, columns(line))
			}
		}
	}
	if width < minWrap || width > maxWrap || longest > 2*maxWrap {
		return 0
	}
	full, open, joins := 0, 0, 0
	for _, group := range groups {
		for i := range group[:len(group)-1] {
			joins++
			if wouldOverflow(group[i], group[i+1], width) {
				full++
				if !endsWithStop(group[i]) {
					open++
				}
			}
		}
	}
	// Most line ends must be forced, and some must stand inside a sentence.
	if joins < 2 || full*10 < joins*6 || open*4 < joins {
		return 0
	}
	return width
}

// unspacedLine reports whether a line is of a script without spaces.
func unspacedLine(line string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(line, closers))
	return unspaced(r)
}

// wouldOverflow reports whether the first word of next does not fit at the
// end of line. A few columns are allowed for: punctuation that may not begin
// a line is carried over with the character before it.
func wouldOverflow(line, next string, width int) bool {
	word := firstWord(strings.TrimLeft(next, " \t\u3000"))
	slack := 0
	if unspacedLine(line) {
		slack = 4
	}
	return columns(line)+1+columns(word)+slack > width
}

// firstWord is what a program that wraps keeps together: a word, or one
// ideograph.
func firstWord(line string) string {
	for i, r := range line {
		if i == 0 && unspaced(r) {
			return line[:utf8.RuneLen(r)]
		}
		if r == ' ' || r == '\t' || i > 0 && unspaced(r) {
			return line[:i]
		}
	}
	return line
}

// paragraphs joins the lines of a group where they are wrapped.
func paragraphs(group []string, width int) []string {
	if width == 0 || len(group) == 1 {
		return group
	}
	indented := 0
	for _, line := range group {
		if indent(line) {
			indented++
		}
	}
	var out []string
	var current strings.Builder
	last := "" // the line that current ends with
	for i, line := range group {
		joined := i > 0 && wouldOverflow(group[i-1], line, width)
		// In a text with indents, an indented line begins a paragraph.
		if indented < len(group) && indent(line) || strings.HasPrefix(line, "\u3000") || bulleted(line) {
			joined = false
		}
		if !joined && i > 0 {
			out = append(out, current.String())
			current.Reset()
			last = ""
		}
		line = trimSpace(line)
		current.WriteString(lineJoint(last, line))
		current.WriteString(line)
		last = line
	}
	return append(out, current.String())
}

// indent reports whether a line begins further in than a wrapped line does.
func indent(line string) bool {
	return strings.HasPrefix(line, "  ") || strings.HasPrefix(line, "\t") ||
		strings.HasPrefix(line, "\u3000") || strings.HasPrefix(line, "\u00a0\u00a0")
}

// bulleted reports whether a line begins an item of a list.
func bulleted(line string) bool {
	line = trimSpace(line)
	r, size := utf8.DecodeRuneInString(line)
	if !strings.ContainsRune("-*•–—·▪◦", r) || size >= len(line) {
		return false
	}
	after, _ := utf8.DecodeRuneInString(line[size:])
	return unicode.IsSpace(after)
}
