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
		c := text[i]
		if c < utf8.RuneSelf && !asciiWord[c] {
			joined, gap = keepsJoined(joined, gap, rune(c)), gap+1
			i++
			continue
		}
		r, w := utf8.DecodeRuneInString(text[i:])
		if !startsWord(r) {
			joined, gap = keepsJoined(joined, gap, r), gap+1
			i += w
			continue
		}
		end := i + w
		for end < len(text) {
			if c := text[end]; c < utf8.RuneSelf {
				if !asciiWord[c] {
					break
				}
				end++
				continue
			}
			q, n := utf8.DecodeRuneInString(text[end:])
			if !startsWord(q) && !unicode.Is(unicode.M, q) && q != 0x640 && q != 0xAD {
				break
			}
			end += n
		}
		words = append(words, word{start: i, end: end, capital: unicode.IsUpper(r), joined: joined})
		joined, gap = true, 0
		i = end
	}
	return words
}

var asciiWord = func() (t [utf8.RuneSelf]bool) {
	for c := range t {
		t[c] = 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
	}
	return t
}()

func startsWord(r rune) bool {
	if r < utf8.RuneSelf {
		return asciiWord[r]
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// keepsJoined reports whether words on both sides of r can be one phrase.
func keepsJoined(joined bool, gap int, r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\u00a0', '\u202f', '\u2009', '-', '\u2010', '\u2011', '\'', '’', 'ʼ', '·':
		return joined
	case '/': // km/h
		return joined && gap == 0
	case '.':
		// U.S. is one phrase, the end of one sentence and the start of the
		// next are not: those have a space too, but so has "St. Peter".
		return joined && gap == 0
	}
	return false
}
