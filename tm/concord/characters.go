package concord

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"calque/tm/match"
)

// characters is a term in a script that is written without spaces: its
// characters one after the other, wherever they stand.
type characters struct {
	options Options
	want    string
	tokens  []match.Token
}

func newCharacters(text string, o Options) *characters {
	text = strings.TrimRight(text, "*") // it goes on anyhow
	return &characters{
		options: o, want: foldCharacters(text, o).text, tokens: match.Tokenize(text, o.Lang),
	}
}

func (c *characters) find(r *reading) []match.Span {
	if r.folded == nil {
		r.folded = foldCharacters(r.text, r.options)
	}
	var spans []match.Span
	for at := 0; ; {
		i := strings.Index(r.folded.text[at:], c.want)
		if i < 0 {
			return spans
		}
		start, end := at+i, at+i+len(c.want)
		spans = append(spans, r.folded.span(start, end))
		at = end
	}
}

// plan asks for the characters and marks in order, the last one with whatever
// follows it in its token. What else is in the term may stand in the middle of a
// token, so then each stretch without it is asked for and the text must be read.
func (c *characters) plan() (runs []Run, proof bool) {
	proof = true
	var run Run
	telling := false
	end := func() {
		if telling {
			runs = append(runs, run)
		}
		run, telling = nil, false
	}
	for i, t := range c.tokens {
		if !standsAlone(t) {
			proof = false
			end()
			continue
		}
		key := Key{Text: t.Key, Accents: true}
		if i == len(c.tokens)-1 {
			key.How = Beginning
		}
		run = append(run, Place{key})
		telling = telling || t.Kind == match.Ideograph
	}
	end()
	return runs, proof
}

// standsAlone reports whether a token of a term is a token in every text that
// holds the term: a character, or a mark next to one. A mark may also be part of
// a tag, an elided article or another character.
func standsAlone(t match.Token) bool {
	if t.Kind != match.Punctuation {
		return t.Kind == match.Ideograph
	}
	first, _ := utf8.DecodeRuneInString(t.Key)
	return !strings.ContainsAny(t.Key, "<>/{}'") && !unicode.IsMark(first)
}

// foldedText is a text without white space, its characters folded.
type foldedText struct {
	text   string
	starts []int // for each byte of text, where its character begins in the original
	ends   []int // and ends
}

func (f *foldedText) span(start, end int) match.Span {
	return match.Span{Start: f.starts[start], End: f.ends[end-1]}
}

func (f *foldedText) add(b *strings.Builder, folded string, start, end int) {
	b.WriteString(folded)
	for range len(folded) {
		f.starts = append(f.starts, start)
		f.ends = append(f.ends, end)
	}
}

// foldCharacters folds a text character by character, so that a piece of a text
// folds to a piece of the folded text.
func foldCharacters(text string, o Options) *foldedText {
	f := &foldedText{}
	var b strings.Builder
	for _, t := range match.Tokenize(text, o.Lang) {
		switch t.Kind {
		case match.Word, match.Number:
			for start, end := range eachCharacter(text, t.Start, t.End) {
				f.add(&b, o.character(text[start:end]), start, end)
			}
		case match.Ideograph:
			f.addIdeograph(&b, text, t)
		default:
			f.add(&b, t.Key, t.Start, t.End)
		}
	}
	f.text = b.String()
	return f
}

// addIdeograph adds a character with its marks, each mark at its own place where
// that is known.
func (f *foldedText) addIdeograph(b *strings.Builder, text string, t match.Token) {
	if t.Key != text[t.Start:t.End] {
		f.add(b, t.Key, t.Start, t.End)
		return
	}
	for i, r := range t.Key {
		f.add(b, string(r), t.Start+i, t.Start+i+utf8.RuneLen(r))
	}
}

// eachCharacter yields the spans of the letters of a piece of a text, each with
// the marks and invisible characters that follow it.
func eachCharacter(text string, from, to int) func(yield func(start, end int) bool) {
	return func(yield func(start, end int) bool) {
		start := from
		for i, r := range text[from:to] {
			if at := from + i; at > start && !unicode.IsMark(r) && !unicode.Is(unicode.Cf, r) {
				if !yield(start, at) {
					return
				}
				start = at
			}
		}
		if start < to {
			yield(start, to)
		}
	}
}

// character folds one character of a word or number.
func (o Options) character(raw string) string {
	folded := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		if !o.Case {
			r = unicode.ToLower(unicode.ToUpper(r))
		}
		return r
	}, cased(raw))
	if !o.Accents {
		folded = Plain(folded)
	}
	return folded
}
