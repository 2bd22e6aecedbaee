// Package volume counts the words and characters of texts as the translation
// trade does, by the standard GMX-V 2.0 (Global information management Metrics
// eXchange – Volume; ETSI and LISA OSCAR, 2012).
//
//	v := volume.Of("L’IA compte 3 000 élus.")
//	v.Words(language.French) // 5: L’IA, compte, 3, 000, élus
//	v.Characters             // 17
//
// A word is what Unicode's word boundaries (UAX #29) part and what has a letter
// or a digit in it: l’eau is one, sous-marin two, 3,000 one. A character is a
// code point that is neither white space nor punctuation. Inline tags, such as
// <b> and {1}, count for nothing.
//
// Chinese, Japanese, Korean and Thai are counted by character; GMX-V divides
// that by a factor to have words that can be compared with other languages': by
// 2.8, 3.0, 3.3 and 6.0. What else stands in such a text, a name in Latin
// letters say, is counted as words.
//
// Volumes add up: that of two texts is the sum of theirs, and rounding comes
// last.
package volume

import (
	"math"
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/words"
	"golang.org/x/text/language"

	"calque/tm/match"
)

// Volume is how much text there is.
type Volume struct {
	// Characters that are neither white space nor punctuation.
	Characters int
	words      int // of scripts that part them
	wide       int // characters of scripts that do not
}

// factors are the characters that GMX-V 2.0 takes for a word.
var factors = map[string]float64{"zh": 2.8, "ja": 3.0, "ko": 3.3, "th": 6.0}

// Of counts a text.
func Of(text string) Volume {
	var v Volume
	for token := range each(withoutTags(text)) {
		letters := 0
		for _, r := range token {
			switch {
			case unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.Is(unicode.Cf, r):
				continue
			case isWide(r):
				v.wide++
			case unicode.IsLetter(r) || unicode.IsDigit(r):
				letters++
			}
			v.Characters++
		}
		if letters > 0 {
			v.words++
		}
	}
	return v
}

// Add returns the sum of two volumes.
func (v Volume) Add(other Volume) Volume {
	return Volume{v.Characters + other.Characters, v.words + other.words, v.wide + other.wide}
}

// Words returns the number of words, for a text in a language.
func (v Volume) Words(lang language.Tag) int {
	base, _ := lang.Base()
	factor, ok := factors[base.String()]
	if !ok {
		factor = 1 // each character of another language's is a word by itself
	}
	return v.words + int(math.Round(float64(v.wide)/factor))
}

// isWide reports whether a character belongs to a script whose texts are
// counted by character.
func isWide(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

func each(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		tokens := words.FromString(text)
		for tokens.Next() {
			if !yield(tokens.Value()) {
				return
			}
		}
	}
}

// withoutTags takes inline tags out of a text.
func withoutTags(text string) string {
	if !strings.ContainsAny(text, "<{") {
		return text
	}
	var b strings.Builder
	at := 0
	for _, token := range match.Tokenize(text, "") {
		if token.Kind == match.Tag {
			b.WriteString(text[at:token.Start])
			at = token.End
		}
	}
	b.WriteString(text[at:])
	return b.String()
}
