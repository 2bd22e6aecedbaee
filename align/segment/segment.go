// Package segment cuts a block of text into sentences.
//
// The main call:
//
//	block := "M. Dupont dort. Elle lit."
//	for _, span := range segment.New(language.French).Segment(block) {
//		fmt.Println(block[span.Start:span.End])
//	}
//
// # Algorithm
//
// A block is read once from left to right. Every terminator (. ! ? … 。 ؟ । and
// the others of Unicode's Sentence_Terminal property) is a candidate. The
// terminators that follow each other are taken together, and with them the
// closing quotes, brackets and footnote marks that belong to the sentence
// before. Then the rules of decide.go are asked in a fixed order; the first
// that knows an answer decides between a break and a join. They look at the
// word before the candidate (an abbreviation, an initial, a number), at what
// comes after (small letter, capital, a word that often starts a sentence, a
// comma) and at what is open around it (brackets, quotes). [Segmenter.Explain]
// names the rule that decided each candidate.
//
// In this order, and with these names:
//
//  1. end of block, blank line: a break.
//  2. reads on, inside brackets, title of a work, closing mark, mark in
//     brackets: what follows or surrounds leaves no room for one.
//  3. Without white space after it: within a word (3.14, example.com), unless
//     a space was plainly forgotten; scripts written without spaces are
//     decided in wide.go.
//  4. ellipsis: a break before a capital, none before a small letter or digit.
//  5. line break: as Options.LineBreaks says.
//  6. small letter: no break, unless the word before can hardly be an
//     abbreviation (small start).
//  7. For ! and ?: name with a mark, aside in brackets, reported speech.
//  8. For a single stop: abbreviation, number, initial, letters with stops,
//     word without vowel (stop.go).
//  9. speech goes on, source of a quotation, symbol: no break.
//  10. terminator: a break.
//
// Beside these, list item breaks before the next mark of a list.
//
// What is particular to a language is not code: data/fr.rules, data/en.rules
// and so on hold abbreviations by what they do, words that start sentences,
// ordinals, verbs of saying, each list with its reason and with examples that
// a test runs. data/README.md says how to add a language. A language without
// a file of its own gets data/default.rules.
//
// The design follows what is known to work for this task without a model:
// classes of abbreviations and the shape of their neighbours (Grefenstette and
// Tapanainen 1994; Kiss and Strunk 2006, whose orthographic heuristics are
// kept as fixed lists of sentence starters), on top of the candidates of
// Unicode Standard Annex 29.
//
// # What always holds
//
//   - Spans are in order, do not overlap, are not empty, and have no white
//     space at either end (no-break spaces, U+3000, U+200B and U+FEFF count as
//     white space).
//   - Between and around spans there is white space only, so spans and gaps
//     together give the block back byte for byte, for arbitrary bytes.
//   - A blank line is a break, whatever stands before it.
package segment

import (
	"iter"

	"golang.org/x/text/language"
)

// Span is a sentence: block[Start:End], byte offsets, without the white space
// around it.
type Span struct{ Start, End int }

// Cutter cuts blocks into sentences: a [Segmenter], or the rules of an SRX file.
type Cutter interface {
	// Segment returns the sentences of a block in order. There is white space
	// only between and around them.
	Segment(block string) []Span
}

// Segmenter cuts blocks of one language. It is safe for concurrent use.
type Segmenter struct {
	lang  language.Tag
	rules *rules
	opts  Options
}

// New returns the segmenter for a language, the default rules for one that
// has none of its own. Only the base language counts: fr-CA is cut as fr,
// zh-Hant as zh.
func New(lang language.Tag) *Segmenter { return NewOptions(lang, Options{}) }

// NewOptions returns a segmenter that departs from the defaults.
func NewOptions(lang language.Tag, opts Options) *Segmenter {
	r := rulesFor(lang)
	if len(opts.Abbreviations) > 0 || opts.SplitAfter != "" {
		r = r.with(opts)
	}
	return &Segmenter{lang: lang, rules: r, opts: opts}
}

// Language returns the language that the segmenter was made for.
func (s *Segmenter) Language() language.Tag { return s.lang }

// Segment returns the sentences of a block in order. What stands between and
// around them is white space only. It returns nil for a block of white space.
func (s *Segmenter) Segment(block string) []Span {
	if block == "" {
		return nil
	}
	const usual = 100 // bytes per sentence, for the first allocation
	return s.Append(make([]Span, 0, 1+len(block)/usual), block)
}

// Append appends the sentences of a block to dst, so that a caller can use
// one slice for many blocks.
func (s *Segmenter) Append(dst []Span, block string) []Span {
	sc := s.scan(block)
	for {
		span, ok := sc.next()
		if !ok {
			return dst
		}
		dst = append(dst, span)
	}
}

// All returns the sentences of a block as a stream.
func (s *Segmenter) All(block string) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		sc := s.scan(block)
		for {
			span, ok := sc.next()
			if !ok || !yield(span) {
				return
			}
		}
	}
}

// Decision tells why a candidate became a break or did not.
type Decision struct {
	// Pos is the byte offset just after the terminators and the closing marks
	// that belong to them: where the sentence would end.
	Pos int
	// Break is true when the sentence ends there.
	Break bool
	// Rule names what decided, such as "abbreviation" or "small letter".
	Rule string
}

// Explain cuts a block like [Segmenter.Segment] and returns every candidate
// with the rule that decided it.
func (s *Segmenter) Explain(block string) []Decision {
	var trace []Decision
	sc := s.scan(block)
	sc.trace = &trace
	for {
		if _, ok := sc.next(); !ok {
			return trace
		}
	}
}
