package pretranslate

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"calque/tm/match"
)

// Outcome is what became of a segment.
type Outcome string

// The outcomes of a segment.
const (
	Context   Outcome = "context"   // exact, and a neighbour is equal too
	Exact     Outcome = "exact"     // written as translated
	Repaired  Outcome = "repaired"  // a fuzzy match whose numbers or the like were replaced
	Fuzzy     Outcome = "fuzzy"     // written, and marked for review
	Untouched Outcome = "untouched" // left as it was, for a reason
)

// Reason says why a segment was left as it was.
type Reason string

// The reasons of [Untouched].
const (
	NoMatch       Reason = "no match"
	OnlyFuzzy     Reason = "only a fuzzy match, which goes in when asked for"
	OnlyPart      Reason = "only some of its sentences have a match"
	Translated    Reason = "translated already"
	Approved      Reason = "approved or locked"
	NotForUs      Reason = "not to be translated"
	NoLetters     Reason = "nothing to translate in it"
	Codes         Reason = "its inline codes cannot be placed in the translation"
	TooLong       Reason = "longer, or with more inline codes, than a segment is"
	Charset       Reason = "the file's encoding lacks a character of the translation"
	Directives    Reason = "the translation has other format directives"
	Plurals       Reason = "the file has another number of plural forms than singular and plural"
	NoSource      Reason = "it has no source"
	Unwritable    Reason = "the translation holds a character that the format cannot hold"
	OtherLanguage Reason = "the file says that it is in another language"
)

// Reasons returns all reasons, in the order in which to show them.
func Reasons() []Reason {
	return []Reason{NoMatch, OnlyFuzzy, OnlyPart, Codes, TooLong, Charset, Unwritable, Directives, Plurals, NoSource,
		OtherLanguage, Translated, Approved, NotForUs, NoLetters}
}

// listed reasons are those that a person may want to do something about, one
// segment at a time.
func (r Reason) listed() bool {
	switch r {
	case OnlyPart, Codes, TooLong, Charset, Directives, Plurals, NoSource, Unwritable, OtherLanguage:
		return true
	}
	return false
}

// Count counts segments and their words: runs of letters or digits, and each
// character of scripts that are written without spaces.
type Count struct {
	Segments int `json:"segments"`
	Words    int `json:"words"`
}

func (c *Count) add(words int) { c.Segments, c.Words = c.Segments+1, c.Words+words }

// Band counts fuzzy matches with scores from From to To.
type Band struct {
	From int `json:"from"`
	To   int `json:"to"`
	Count
}

// Segment is what became of one segment.
type Segment struct {
	Part    string   `json:"part,omitempty"` // of an archive
	Line    int      `json:"line"`
	Column  int      `json:"column"`
	Source  string   `json:"source"`
	Target  string   `json:"target,omitempty"` // when it was written
	Outcome Outcome  `json:"outcome"`
	Score   int      `json:"score,omitempty"` // of the match that was written, or was not good enough
	Reason  Reason   `json:"reason,omitempty"`
	Repairs []string `json:"repairs,omitempty"`
	Origin  string   `json:"origin,omitempty"` // key of the article
}

// Listed reports whether a person may want to look at the segment: it was left
// untouched for a reason of its own, and not for want of a match.
func (s Segment) Listed() bool { return s.Outcome == Untouched && s.Reason.listed() }

// Report says what became of a file.
type Report struct {
	Format   string `json:"format"`
	Encoding string `json:"encoding"`
	Total    Count  `json:"total"`
	Context  Count  `json:"context"`
	Exact    Count  `json:"exact"`
	Repaired Count  `json:"repaired"`
	// Fuzzy holds the bands 95–99, 85–94, 75–84, 50–74 and 0–49.
	Fuzzy     []Band           `json:"fuzzy"`
	Untouched map[Reason]Count `json:"untouched"`
	Segments  []Segment        `json:"list"`
}

func newReport(format, encoding string) *Report {
	return &Report{
		Format: format, Encoding: encoding, Untouched: map[Reason]Count{}, Segments: []Segment{},
		Fuzzy: []Band{{From: 95, To: 99}, {From: 85, To: 94}, {From: 75, To: 84}, {From: 50, To: 74}, {From: 0, To: 49}},
	}
}

// Written counts the segments that were written.
func (r *Report) Written() int {
	n := r.Context.Segments + r.Exact.Segments + r.Repaired.Segments
	for _, band := range r.Fuzzy {
		n += band.Segments
	}
	return n
}

// add counts an answer.
func (r *Report) add(s Segment, lang string) {
	words := countWords(s.Source, lang)
	r.Segments = append(r.Segments, s)
	r.Total.add(words)
	switch s.Outcome {
	case Context:
		r.Context.add(words)
	case Exact:
		r.Exact.add(words)
	case Repaired:
		r.Repaired.add(words)
	case Fuzzy:
		for i := range r.Fuzzy {
			if s.Score >= r.Fuzzy[i].From {
				r.Fuzzy[i].add(words)
				return
			}
		}
	case Untouched:
		count := r.Untouched[s.Reason]
		count.add(words)
		r.Untouched[s.Reason] = count
	}
}

func countWords(text, lang string) int {
	n := 0
	for _, token := range match.Tokenize(text, lang) {
		if token.Kind == match.Word || token.Kind == match.Number || token.Kind == match.Ideograph {
			n++
		}
	}
	return n
}

// lineIndex finds lines and columns. It is fast when asked in ascending order,
// also within one long line.
type lineIndex struct {
	text          string
	lines         []int // offsets at which lines begin
	known, column int   // an offset that was asked for, and its column
}

func newLineIndex(text string) *lineIndex {
	x := &lineIndex{text: text, lines: []int{0}, column: 1}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			x.lines = append(x.lines, i+1)
		}
	}
	return x
}

// of returns the line and column of an offset, both from 1.
func (x *lineIndex) of(at int) (line, column int) {
	line = sort.SearchInts(x.lines, at+1)
	from, column := x.lines[line-1], 1
	if x.known >= from && x.known <= at {
		from, column = x.known, x.column
	}
	column += utf8.RuneCountInString(x.text[from:at])
	x.known, x.column = at, column
	return line, column
}

// oneLine writes a text on one line.
func oneLine(text string) string { return strings.Join(strings.FieldsFunc(text, unicode.IsSpace), " ") }
