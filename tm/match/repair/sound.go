package repair

import (
	"slices"
	"strings"
	"unicode/utf8"

	"calque/tm/match"
)

// soundsOtherwise reports whether the word before a replacement would need
// another form because of it.
func (s *scanned) soundsOtherwise(e edit) bool {
	i := slices.IndexFunc(s.tokens, func(t match.Token) bool { return t.End > e.span.Start })
	if i <= 0 {
		return false
	}
	for i > 1 && s.unspoken(i-1) {
		i--
	}
	before := s.raw(i - 1)
	if before == "'" || before == "’" { // an elided word before a figure
		before = s.raw(i-2) + before
	}
	before = strings.ToLower(before)
	was := s.text[e.span.Start:e.span.End]
	for _, sound := range s.locale.sounds {
		if slices.Contains(sound.words, before) && sound.before(was) != sound.before(e.text) {
			return true
		}
	}
	return false
}

// unspoken reports whether a token stands between a word and a figure without
// being said there: the sign of a currency, an opening mark, a tag.
func (s *scanned) unspoken(i int) bool {
	token := s.tokens[i]
	return token.Kind == match.Tag || token.Kind == match.Punctuation && (token.Key == `"` || token.Key == "(" || s.signAt(i) != nil)
}

// before reports whether a text begins in one of the ways of the sound.
func (s sound) before(text string) bool {
	spoken := firstGroup(text)
	return slices.ContainsFunc(s.beginnings, func(beginning string) bool {
		if spoken == "" {
			return strings.HasPrefix(text, beginning)
		}
		prefix, open := strings.CutSuffix(beginning, "*")
		return spoken == beginning || open && strings.HasPrefix(spoken, prefix)
	})
}

// firstGroup returns the digits that a number is spoken by first: those up to
// its first mark, the first of four for a year (eighteen forty), or what is over
// when the rest goes by thousands. It is empty for a word.
func firstGroup(text string) string {
	digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
	if digits <= 3 {
		return text[:digits]
	}
	if next, _ := utf8.DecodeRuneInString(text[digits:]); digits == 4 && next == utf8.RuneError {
		return text[:2]
	}
	return text[:(digits-1)%3+1]
}
