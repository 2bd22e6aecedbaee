package review

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"calque/tm"
)

// cut makes two sentences of one; the white space between them belongs to
// neither. Rows keep both.
func (e *editor) cut(document, sentence, offset int) error {
	d, s, err := e.sentence(document, sentence)
	if err != nil {
		return err
	}
	text := d.Blocks[s.Block].Text
	at := s.Start + offset
	if offset <= 0 || at >= s.End || !utf8.RuneStart(text[at]) {
		return impossible("there is nothing to cut at that place")
	}
	first := tm.Sentence{Block: s.Block, Start: s.Start, End: s.Start + len(strings.TrimRightFunc(text[s.Start:at], isSpace))}
	second := tm.Sentence{Block: s.Block, Start: s.End - len(strings.TrimLeftFunc(text[at:s.End], isSpace)), End: s.End}
	if first.Start >= first.End || second.Start >= second.End {
		return impossible("there is nothing to cut at that place")
	}
	d.Sentences = slices.Replace(slices.Clone(d.Sentences), sentence, sentence+1, first, second)
	e.documents[document] = d
	e.renumber(d.Lang, sentence, 1)
	return nil
}

func isSpace(r rune) bool { return strings.ContainsRune(" \t\n\r\u00a0\u202f\u2009\u3000", r) }

// fuse makes one sentence of two that stand in one block, and in one row of
// each alignment.
func (e *editor) fuse(document, sentence int) error {
	d, s, err := e.sentence(document, sentence)
	if err != nil {
		return err
	}
	if sentence+1 >= len(d.Sentences) || d.Sentences[sentence+1].Block != s.Block {
		return impossible("there is no sentence after it in its paragraph")
	}
	for _, al := range e.alignments {
		if side, of := sideOf(&al, d.Lang); of && !together(al.Beads, side, sentence) {
			return impossible("the two sentences are in two rows of %s–%s: join these first", al.Source, al.Target)
		}
	}
	s.End = d.Sentences[sentence+1].End
	d.Sentences = slices.Replace(slices.Clone(d.Sentences), sentence, sentence+2, s)
	e.documents[document] = d
	e.renumber(d.Lang, sentence, -1)
	return nil
}

// together reports whether a sentence and the next one are in one row.
func together(beads []tm.Bead, side Side, sentence int) bool {
	row := holder(beads, side, sentence)
	return row >= 0 && row == holder(beads, side, sentence+1)
}

// maxSentence is how many bytes an edit may make of a sentence. The longest that
// people write are some thousand; what is longer by far was pasted by mistake,
// and all that reads sentences, the aligner first, would pay for it.
const maxSentence = 20_000

// edit gives a sentence another text. What else stands in its block stays.
func (e *editor) edit(document, sentence int, text string) error {
	d, s, err := e.sentence(document, sentence)
	if err != nil {
		return err
	}
	text = strings.TrimFunc(text, isSpace)
	block := d.Blocks[s.Block].Text
	switch {
	case text == "" || !utf8.ValidString(text):
		return impossible("a sentence needs a text")
	case strings.ContainsAny(text, "\r\n"):
		return impossible("a sentence stands in one paragraph: it can have no line break")
	case len(text) > maxSentence:
		return impossible("a sentence of %d bytes is too long: at most %d", len(text), maxSentence)
	case text == block[s.Start:s.End]:
		return impossible("the sentence says that already")
	}
	longer := len(text) - (s.End - s.Start)
	d.Blocks, d.Sentences = slices.Clone(d.Blocks), slices.Clone(d.Sentences)
	d.Blocks[s.Block].Text = block[:s.Start] + text + block[s.End:]
	d.Sentences[sentence].End += longer
	for i := sentence + 1; i < len(d.Sentences) && d.Sentences[i].Block == s.Block; i++ {
		d.Sentences[i].Start += longer
		d.Sentences[i].End += longer
	}
	e.documents[document] = d
	return nil
}

// sentence returns a document and a sentence of it.
func (e *editor) sentence(document, sentence int) (tm.Document, tm.Sentence, error) {
	d := e.documents[document]
	if sentence < 0 || sentence >= len(d.Sentences) {
		return d, tm.Sentence{}, impossible("there is no sentence %d in the %s document", sentence+1, d.Lang)
	}
	return d, d.Sentences[sentence], nil
}

// sideOf is the side on which an alignment has a document.
func sideOf(al *tm.Alignment, lang language.Tag) (Side, bool) {
	switch lang {
	case al.Source:
		return Source, true
	case al.Target:
		return Target, true
	}
	return "", false
}

// renumber brings the rows of every alignment of a document in step with its
// sentences, of which there are more or fewer after one of them.
func (e *editor) renumber(lang language.Tag, sentence, by int) {
	now := func(boundary int) int {
		if boundary > sentence {
			return boundary + by
		}
		return boundary
	}
	for i := range e.alignments {
		al := &e.alignments[i]
		side, of := sideOf(al, lang)
		if !of {
			continue
		}
		for j := range al.Beads {
			r := rangeOf(&al.Beads[j], side)
			r.From, r.To = now(r.From), now(r.To)
		}
	}
}
