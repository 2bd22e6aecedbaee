package concord

import (
	"cmp"
	"slices"

	"calque/tm/match"
)

// Plan is what a text must hold, as far as tokens say it. When With is empty,
// tokens say nothing: the pattern is an expression that requires no word, and
// every text must be read.
type Plan struct {
	With    []Run // a text needs all of these
	Without []Run // and none of these
	// Proof says that a text with these tokens answers to the pattern; else it
	// must be read.
	Proof bool
}

// Run is a row of tokens that follow each other.
type Run []Place

// Place lists the tokens that may stand at a place of a run.
type Place []Key

// Key names tokens by their keys, see package match.
type Key struct {
	Text string
	How  How
	// Accents says that Text is compared with the key itself and not with what
	// [Plain] makes of it.
	Accents bool
}

// How says what Key.Text is of the key of a token.
type How uint8

// Which part of a key is meant.
const (
	Whole How = iota
	Beginning
	Within
)

// joined sorts spans and joins those that overlap.
func joined(spans []match.Span) []match.Span {
	slices.SortFunc(spans, func(a, b match.Span) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	out := spans[:0]
	for _, s := range spans {
		if last := len(out) - 1; last >= 0 && s.Start < out[last].End {
			out[last].End = max(out[last].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// reading is a text that is being looked at. What several terms need is made
// once.
type reading struct {
	text    string
	options Options
	tokens  []match.Token
	keys    []string
	folded  *foldedText
	cut     bool
}

func (r *reading) cutTokens() []match.Token {
	if !r.cut {
		r.tokens, r.cut = match.Tokenize(r.text, r.options.Lang), true
	}
	return r.tokens
}

// tokenKeys returns what tokens are compared by.
func (r *reading) tokenKeys() []string {
	if r.keys == nil {
		for _, t := range r.cutTokens() {
			r.keys = append(r.keys, r.options.key(r.text, t))
		}
	}
	return r.keys
}
