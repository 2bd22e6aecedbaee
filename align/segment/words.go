package segment

import (
	"unicode"
	"unicode/utf8"
)

// longestWord bounds how far the scanner looks back or ahead for a word, in
// bytes, so that a hostile text cannot make it slow.
const longestWord = 60

// wordBefore returns the start of the word that ends at end: letters, digits,
// marks and what may join them (stop, hyphen, apostrophe, degree sign,
// ampersand). It does not go before from, nor into Han or Kana, which have no
// abbreviations of this kind.
func wordBefore(text string, from, end int) int {
	limit := max(from, end-longestWord)
	i := end
	for i > limit {
		r, w := utf8.DecodeLastRuneInString(text[limit:i])
		if !isWord(r) && !joinsWord(r) || isHan(r) {
			break
		}
		i -= w
	}
	return i
}

// joinsWord tells whether a character can stand within an abbreviation.
func joinsWord(r rune) bool {
	switch r {
	case '.', '-', '‐', '‑', '\'', '’', 'ʼ', '°', 'º', 'ª', '&', '/', '@', '_', '\u200c', '\u00ad':
		return true
	}
	return false
}

// bare cuts a word to what an abbreviation is looked up by: without joiners at
// its start and, in languages with elision, without the elided word before it
// (l'art → art).
func (r *rules) bare(w string) string {
	if r.has(elision) {
		w = afterApostrophe(w)
	}
	for w != "" {
		r, n := utf8.DecodeRuneInString(w)
		if isWord(r) {
			break
		}
		w = w[n:]
	}
	return w
}

// afterApostrophe returns what stands after the last apostrophe of a word.
func afterApostrophe(w string) string {
	for i := len(w); i > 0; {
		r, n := utf8.DecodeLastRuneInString(w[:i])
		if r == '\'' || r == '’' || r == 'ʼ' {
			return w[i:]
		}
		i -= n
	}
	return w
}

// wordAt returns the end of the run of letters, digits and marks that starts
// at i.
func wordAt(text string, i int) int {
	limit := min(len(text), i+longestWord)
	j := i
	for j < limit {
		r, w := utf8.DecodeRuneInString(text[j:])
		if isHan(r) {
			return max(j, i+w) // every one is a word by itself
		}
		if !isWord(r) {
			break
		}
		j += w
	}
	return j
}

// apostropheAt returns the width of an apostrophe at text[i:], or 0.
func apostropheAt(text string, i int) int {
	if i >= len(text) {
		return 0
	}
	if text[i] == '\'' {
		return 1
	}
	const typographic = "’"
	if len(text) >= i+len(typographic) && text[i:i+len(typographic)] == typographic {
		return len(typographic)
	}
	return 0
}

// shape is what a word looks like, as far as abbreviations go.
type shape struct {
	letters   int  // letters in all
	digits    int  // digits in all
	others    int  // stops, hyphens and the like
	dotted    bool // single letters with a stop after each but the last: U.S
	vowel     bool // holds a vowel letter or a letter of a script we know no vowels of
	lower     bool // holds a small letter
	upperHead bool // starts with a capital
	roman     bool // a Roman numeral in capitals
}

// shapeOf reads a word without its final stop.
func shapeOf(w string) shape {
	s := shape{dotted: true, roman: true}
	run, first := 0, true
	for _, r := range w {
		switch {
		case isDigit(r):
			s.digits++
			s.dotted, s.roman = false, false
		case isWord(r):
			s.letters++
			run++
			if run > 1 {
				s.dotted = false
			}
			s.upperHead = s.upperHead || first && isUpper(r)
			s.lower = s.lower || isLower(r)
			s.vowel = s.vowel || isVowel(r)
			s.roman = s.roman && isRomanDigit(r)
		default:
			s.others++
			s.roman = false
			if r != '.' && r != '-' {
				s.dotted = false
			}
			run = 0
		}
		first = false
	}
	s.roman = s.roman && s.letters > 0
	s.dotted = s.dotted && s.letters > 1 && s.others > 0
	return s
}

// isAcronym tells whether a word is two capitals or more and nothing else.
func isAcronym(w string) bool {
	n := 0
	for _, r := range w {
		if !isUpper(r) {
			return false
		}
		n++
	}
	return n > 1
}

// isVowel tells whether a letter is a vowel; every letter that is not a plain
// Latin or Cyrillic consonant counts as one.
func isVowel(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		switch r | 0x20 {
		case 'b', 'c', 'd', 'f', 'g', 'h', 'j', 'k', 'l', 'm', 'n', 'p', 'q', 'r', 's', 't', 'v', 'w', 'x', 'z':
			return false
		}
	case r >= 0x410 && r <= 0x44f:
		switch unicode.ToLower(r) {
		case 'б', 'в', 'г', 'д', 'ж', 'з', 'й', 'к', 'л', 'м', 'н', 'п', 'р', 'с', 'т', 'ф', 'х', 'ц', 'ч', 'ш', 'щ':
			return false
		}
	}
	return true
}

func isRomanDigit(r rune) bool {
	switch r {
	case 'I', 'V', 'X', 'L', 'C', 'D', 'M':
		return true
	}
	return false
}
