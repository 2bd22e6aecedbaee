package concord

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"unicode"

	"calque/tm/match"
)

// expressionTerm is a regular expression.
type expressionTerm struct {
	re     *regexp.Regexp
	groups []Place // a text needs a token of each
}

func newExpression(text string, o Options) (*expressionTerm, error) {
	flags := syntax.Perl
	if !o.Case {
		flags |= syntax.FoldCase
	}
	tree, err := syntax.Parse(text, flags)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPattern, err)
	}
	e := &expressionTerm{}
	for _, any := range required(tree) {
		if place, ok := placeOf(any); ok {
			e.groups = append(e.groups, place)
		}
	}
	if !o.Accents {
		tree = unaccented(tree)
	}
	if e.re, err = regexp.Compile(tree.String()); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPattern, err)
	}
	return e, nil
}

// find returns the matches that are not empty.
func (e *expressionTerm) find(r *reading) []match.Span {
	var spans []match.Span
	for _, at := range e.re.FindAllStringIndex(r.text, -1) {
		if at[0] < at[1] {
			spans = append(spans, match.Span{Start: at[0], End: at[1]})
		}
	}
	return spans
}

func (e *expressionTerm) plan() (runs []Run, proof bool) {
	for _, group := range e.groups {
		runs = append(runs, Run{group})
	}
	return runs, false
}

// required returns literals of which a match holds one of each list.
func required(tree *syntax.Regexp) [][]string {
	switch tree.Op {
	case syntax.OpLiteral:
		return [][]string{{string(tree.Rune)}}
	case syntax.OpCapture, syntax.OpPlus:
		return required(tree.Sub[0])
	case syntax.OpRepeat:
		if tree.Min > 0 {
			return required(tree.Sub[0])
		}
	case syntax.OpConcat:
		var all [][]string
		for _, sub := range tree.Sub {
			all = append(all, required(sub)...)
		}
		return all
	case syntax.OpAlternate:
		var one []string
		for _, sub := range tree.Sub {
			best, ok := mostTelling(required(sub))
			if !ok {
				return nil
			}
			one = append(one, best...)
		}
		return [][]string{one}
	}
	return nil
}

// mostTelling returns the list whose shortest literal is longest.
func mostTelling(lists [][]string) (best []string, ok bool) {
	longest := 0
	for _, list := range lists {
		shortest := 1 << 30
		for _, literal := range list {
			shortest = min(shortest, len(literal))
		}
		if shortest > longest {
			longest, best, ok = shortest, list, true
		}
	}
	return best, ok
}

// placeOf returns the tokens of which a text needs one when it holds one of the
// literals, and false where tokens do not tell.
func placeOf(literals []string) (Place, bool) {
	place := Place{ // a literal may stand inside a tag, whose key hides it
		{Text: "<>", Accents: true}, {Text: "</>", Accents: true}, {Text: "<>/", Accents: true}, {Text: "{}", Accents: true},
	}
	for _, literal := range literals {
		key, ok := tellingKey(literal)
		if !ok {
			return nil, false
		}
		place = append(place, key)
	}
	return place, true
}

// LeastLetters is how long a piece of a word in an expression must be for an
// index to be asked for it.
const LeastLetters = 3

// tellingKey returns the longest run of letters of a literal, which no token
// boundary can cut, or a character that is a token.
func tellingKey(literal string) (Key, bool) {
	var run, longest []rune
	for _, r := range literal + " " {
		if unicode.In(r, unicode.Han, unicode.Thai) && unicode.IsLetter(r) {
			return Key{Text: string(r), How: Beginning, Accents: true}, true
		}
		if isLetter(r) {
			run = append(run, r)
			continue
		}
		if len(run) > len(longest) {
			longest = slices.Clone(run)
		}
		run = run[:0]
	}
	if len(longest) < LeastLetters {
		return Key{}, false
	}
	tokens := match.Tokenize(string(longest), "")
	if len(tokens) != 1 || tokens[0].Kind != match.Word {
		return Key{}, false
	}
	return Key{Text: Plain(tokens[0].Key), How: Within}, true
}

// isLetter reports a letter that the tokenizer never parts from the letter
// before it.
func isLetter(r rune) bool {
	return unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Arabic, unicode.Hebrew) && unicode.IsLetter(r)
}
