package lexicon

import (
	"unicode"
	"unicode/utf8"
)

// A word is a run of letters and digits of a text.
type word struct {
	start, end int  // bytes of the text
	capital    bool // begins with a capital letter
	joined     bool // only a space, hyphen, apostrophe or abbreviating full stop before it
}

// split appends the words of a text. Apostrophes and hyphens part words, so
// that l'État, aujourd'hui, vice-président and government's come out as two
// each; forms of the lexicon are split in the same way, and aujourd'hui is
// found again as a phrase.
func split(words []word, text string) []word {
	joined := false
	gap := 0 // characters since the last word
	for i := 0; i < len(text); {
		r, w := decode(text, i)
		k := kindOf(r)
		if k&wordKind == 0 {
			joined, gap = keepsJoined(joined, gap, r), gap+1
			i += w
			continue
		}
		end := i + w
		for end < len(text) {
			r, w := decode(text, end)
			if kindOf(r)&(wordKind|markKind) == 0 {
				break
			}
			end += w
		}
		words = append(words, word{start: i, end: end, capital: k&upperKind != 0, joined: joined})
		joined, gap = true, 0
		i = end
	}
	return words
}

// decode is utf8.DecodeRuneInString, quick for ASCII.
func decode(text string, i int) (rune, int) {
	if c := text[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(text[i:])
}

// kind says what a character does to a word.
type kind uint8

const (
	wordKind  kind = 1 << iota // a letter or digit
	markKind                   // goes on with a word: a combining mark, tatweel, soft hyphen
	upperKind                  // a capital
)

// kinds has the characters of the alphabets that the lexicon meets most, since
// the tables of package unicode are searched, not indexed.
var kinds = func() (t [0x700]kind) {
	for r := range t {
		t[r] = slowKind(rune(r))
	}
	return t
}()

func kindOf(r rune) kind {
	if r < rune(len(kinds)) {
		return kinds[r]
	}
	return slowKind(r)
}

func slowKind(r rune) kind {
	switch {
	case r == 0x640, r == 0xAD, unicode.Is(unicode.M, r):
		return markKind
	case unicode.IsUpper(r):
		return wordKind | upperKind
	case unicode.IsLetter(r), unicode.IsDigit(r), r == '²', r == '³':
		return wordKind
	}
	return 0
}

// keepsJoined reports whether words on both sides of r can be one phrase.
func keepsJoined(joined bool, gap int, r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\u00a0', '\u202f', '\u2009', '-', '\u2010', '\u2011', '\'', '’', 'ʼ', '·':
		return joined
	case ',', '،', '/': // one country, two systems; km/h
		return joined && gap == 0
	case '.':
		// U.S. is one phrase, the end of one sentence and the start of the
		// next are not: those have a space too, but so has "St. Peter".
		return joined && gap == 0
	}
	return false
}
