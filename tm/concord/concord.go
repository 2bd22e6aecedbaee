// Package concord finds words in a text as a concordance does: it reads what a
// person typed, says where it stands in a text, and says which tokens a text
// must hold at least, so that an index can be asked first. It has no state,
// reads no file and knows nothing of a memory:
//
//	pattern, err := concord.Parse(`"mise en oeuvre" gouvern* -chine`)
//	m, err := pattern.In(concord.Options{Lang: "fr"})
//	places, ok := m.Find("La mise en œuvre dépend des gouvernements.")
//	// ok, and places are "mise en œuvre" and "gouvernements"
//
// # Patterns
//
// A pattern is a row of terms parted by white space. A text answers when it
// holds every term, in any order, and none of those with a minus in front.
//
//   - word: a whole word as package calque/tm/match cuts it. What is cut into
//     several tokens (l’IA, porte-parole, 12 %) is looked for as these tokens one
//     after the other. Numbers are compared by value: 3000 finds 3 000.
//   - word*: a word that begins so; the star works inside quotes too.
//   - "a phrase": the tokens in this order with nothing but white space between
//     them; “…” and «…» do as well.
//   - /expression/: a regular expression of package regexp, somewhere in the text
//     as it stands. A slash in it is written \/.
//   - a term with a character that stands for itself (Han, Kana, Hangul, Thai …)
//     is found wherever its characters follow each other, white space aside,
//     also in the middle of a number or a foreign word.
//
// # Folding
//
// Case, width, quotation marks and the like are folded as match does for its
// keys, and accents as [Plain] says, unless [Options] ask for them. In a regular
// expression a letter then stands for itself with any accent.
//
// # What always holds
//
// [Matcher.Find] is the definition. [Matcher.Plan] leaves nothing out: a text
// that Find accepts holds what the plan asks for, and a plan whose Proof is set
// asks for exactly what Find accepts. Everything is linear in the text, regular
// expressions included (Thompson 1968; Cox 2007).
package concord

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"calque/tm/match"
)

// ErrPattern is wrapped by every error about what was typed.
var ErrPattern = errors.New("not a pattern")

// Pattern is what a person looks for, in whatever language.
type Pattern struct {
	terms []term
}

type termKind uint8

const (
	word termKind = iota
	phrase
	expression
)

type term struct {
	kind    termKind
	text    string
	negated bool
}

// Parse reads a pattern. An error wraps [ErrPattern] and says what is wrong.
func Parse(s string) (*Pattern, error) {
	if !utf8.ValidString(s) {
		return nil, fmt.Errorf("%w: it is not UTF-8", ErrPattern) // the texts of a memory are
	}
	p := &Pattern{}
	for rest := trim(s); rest != ""; rest = trim(rest) {
		t, after, err := parseTerm(rest)
		if err != nil {
			return nil, err
		}
		p.terms = append(p.terms, t)
		rest = after
	}
	for _, t := range p.terms {
		if !t.negated {
			return p, nil
		}
	}
	if len(p.terms) == 0 {
		return nil, fmt.Errorf("%w: there is nothing to look for", ErrPattern)
	}
	return nil, fmt.Errorf("%w: everything is excluded; name a word that must occur too", ErrPattern)
}

// parts reports white space between terms. Spaces that group the digits of a
// number and keep French marks at their word part nothing.
func parts(r rune) bool {
	return unicode.IsSpace(r) && r != '\u00a0' && r != '\u2009' && r != '\u202f'
}

func trim(s string) string { return strings.TrimLeftFunc(s, parts) }

var closing = map[rune]rune{'"': '"', '“': '”', '«': '»'}

func parseTerm(s string) (t term, after string, err error) {
	whole := s
	if len(s) > 1 && s[0] == '-' {
		if next, _ := utf8.DecodeRuneInString(s[1:]); !parts(next) {
			t.negated, s = true, s[1:]
		}
	}
	first, size := utf8.DecodeRuneInString(s)
	switch {
	case first == '/' && len(s) > 1:
		t.kind = expression
		if t.text, after, err = parseExpression(s[1:]); err != nil {
			return t, "", err
		}
	case closing[first] != 0:
		t.kind = phrase
		end := strings.IndexRune(s[size:], closing[first])
		if end < 0 {
			return t, "", fmt.Errorf("%w: the quotation mark before %s is not closed", ErrPattern, s[size:])
		}
		t.text, after = s[size:size+end], s[size+end+utf8.RuneLen(closing[first]):]
	default:
		end := strings.IndexFunc(s, parts)
		if end < 0 {
			end = len(s)
		}
		t.text, after = s[:end], s[end:]
	}
	if len(match.Tokenize(t.text, "")) == 0 {
		return t, "", fmt.Errorf("%w: there is nothing to look for in %s", ErrPattern, whole[:len(whole)-len(after)])
	}
	return t, after, nil
}

// parseExpression returns what stands before the slash that closes an
// expression: the first one that is not escaped and ends the term.
func parseExpression(s string) (text, after string, err error) {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '/':
			next, _ := utf8.DecodeRuneInString(s[i+1:])
			if i+1 < len(s) && !parts(next) {
				continue
			}
			text = s[:i] // \/ is a slash in an expression too
			if _, err := regexp.Compile(text); err != nil {
				return "", "", fmt.Errorf("%w: %w", ErrPattern, err)
			}
			return text, s[i+1:], nil
		}
	}
	return "", "", fmt.Errorf("%w: the expression /%s is not closed with a slash; put it in quotes to look for the slash itself", ErrPattern, s)
}

// Options say what a pattern means in a text.
type Options struct {
	Lang    string // BCP 47, of the texts
	Case    bool   // tell a capital from a small letter
	Accents bool   // tell a letter with an accent from one without
}

// Matcher is a pattern in one language. Several goroutines may use it.
type Matcher struct {
	options Options
	terms   []finder
	negated []finder
	plan    Plan
}

// finder is one term.
type finder interface {
	// find returns the places of the term in order, none overlapping.
	find(r *reading) []match.Span
	// plan returns what a text needs that holds the term, and whether that is
	// all it needs.
	plan() (runs []Run, proof bool)
}

// In returns the pattern as it is meant in texts of a language.
func (p *Pattern) In(o Options) (*Matcher, error) {
	m := &Matcher{options: o}
	m.plan.Proof = true
	for _, t := range p.terms {
		f, err := t.in(o)
		if err != nil {
			return nil, err
		}
		runs, proof := f.plan()
		m.plan.Proof = m.plan.Proof && proof
		if t.negated {
			m.negated = append(m.negated, f)
			if proof {
				m.plan.Without = append(m.plan.Without, runs...)
			}
			continue
		}
		m.terms = append(m.terms, f)
		m.plan.With = append(m.plan.With, runs...)
	}
	return m, nil
}

func (t term) in(o Options) (finder, error) {
	if t.kind == expression {
		return newExpression(t.text, o)
	}
	tokens := match.Tokenize(t.text, o.Lang)
	for _, token := range tokens {
		if token.Kind == match.Ideograph {
			return newCharacters(t.text, o), nil
		}
	}
	return newSequence(t.text, tokens, o), nil
}

// Find returns where the terms of the pattern stand in a text, in order and
// without overlaps, and whether the text answers to the pattern at all.
func (m *Matcher) Find(text string) ([]match.Span, bool) {
	r := &reading{text: text, options: m.options}
	for _, f := range m.negated {
		if len(f.find(r)) > 0 {
			return nil, false
		}
	}
	var all []match.Span
	for _, f := range m.terms {
		found := f.find(r)
		if len(found) == 0 {
			return nil, false
		}
		all = append(all, found...)
	}
	return joined(all), true
}

// Plan returns what an index may be asked before the texts are read.
func (m *Matcher) Plan() Plan { return m.plan }
