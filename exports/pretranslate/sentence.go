package pretranslate

import (
	"strings"
	"unicode"

	"golang.org/x/text/language"
)

// neighbours are the texts before and after a run of sentences.
type neighbours struct {
	texts    []string
	from, to int
}

func (n neighbours) before() string {
	if n.from == 0 || n.texts == nil {
		return ""
	}
	return n.texts[n.from-1]
}

func (n neighbours) after() string {
	if n.to >= len(n.texts) {
		return ""
	}
	return n.texts[n.to]
}

// cut finds the sentences of a block.
func (b *block) cut(cut Cutter) {
	text := plain(b.pieces)
	if strings.TrimSpace(text) == "" {
		return
	}
	var spans []Span
	if cut != nil && len(text) <= maxBlockBytes && len(b.pieces) <= maxBlockPieces {
		spans = cut(text)
	}
	if len(spans) == 0 {
		body := strings.TrimLeftFunc(text, unicode.IsSpace)
		start := len(text) - len(body)
		spans = []Span{{start, start + len(strings.TrimRightFunc(body, unicode.IsSpace))}}
	}
	for _, span := range b.joinSplit(spans) {
		b.sentences = append(b.sentences, sentence{span, text[span.Start:span.End]})
	}
}

// joinSplit joins sentences that end or begin within a code that has a text, or
// within an escaped character.
func (b *block) joinSplit(spans []Span) []Span {
	var out []Span
	at, i := 0, 0
	for _, span := range spans {
		joined := false
		for ; i < len(b.pieces) && at+len(b.pieces[i].text) <= span.Start; i++ {
			at += len(b.pieces[i].text)
		}
		if i < len(b.pieces) && at < span.Start && !b.pieces[i].literal() && b.pieces[i].end > 0 && len(out) > 0 {
			joined = out[len(out)-1].End > at
		}
		if joined {
			out[len(out)-1].End = span.End
			continue
		}
		out = append(out, span)
	}
	return out
}

// joint returns what stands between two sentences of a target, when gap stood
// between those of the source.
func (e *engine) joint(gap []piece) []piece {
	if spaced(e.o.From) == spaced(e.o.To) {
		return gap
	}
	if plain(gap) == "" && spaced(e.o.To) {
		return append([]piece{{text: " "}}, gap...)
	}
	var out []piece
	for _, p := range gap {
		if p.code == nil && strings.Trim(p.text, " \u3000") == "" && !spaced(e.o.To) {
			continue
		}
		out = append(out, p)
	}
	return out
}

// spaced reports whether a language writes a space between sentences.
func spaced(tag language.Tag) bool {
	base, _ := tag.Base()
	return base.String() != "zh" && base.String() != "ja"
}

// settleGaps says what becomes of the white space after each sentence.
func (b *block) settleGaps(from, to language.Tag) {
	if spaced(from) == spaced(to) {
		return
	}
	for i := 0; i+1 < len(b.answers); i++ {
		a, next := b.answers[i], b.answers[i+1]
		gap := plain(cutPieces(b.pieces, b.sentences[i].span.End, b.sentences[i+1].span.Start))
		switch {
		case spaced(to) && a.written() && gap == "":
			a.gap = addGap
		case !spaced(to) && a.written() && next.written() && gap != "" && strings.Trim(gap, " ") == "":
			a.gap = dropGap
		}
	}
}

// piecesOf returns the pieces of some sentences. In running text what is around
// them belongs to them too: it stays where it is, but a pair of codes may open
// before the sentence in which it is closed.
func (b *block) piecesOf(from, to int) []piece {
	start, end := b.sentences[from].span.Start, b.sentences[to-1].span.End
	whole := to-from == len(b.sentences)
	switch {
	case whole && b.unit:
		return b.pieces
	case b.unit:
		return cutPieces(b.pieces, start, end)
	}
	if from == 0 {
		start = -1
	} else {
		start = b.sentences[from-1].span.End
	}
	if to == len(b.sentences) {
		end = len(plain(b.pieces)) + 1
	}
	return splitEdges(cutPieces(b.pieces, start, end))
}
