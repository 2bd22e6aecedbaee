package charset

import (
	"strings"
	"unicode"
)

// plausibility says how much text looks like text, 0 to 1: letters that stand
// next to letters of their own script, no symbols inside words, no private
// use or control characters.
func plausibility(text string) float64 {
	var good, bad int
	prev := rune(' ')
	for _, r := range text {
		switch {
		case r < 0x80:
			if r < ' ' && !strings.ContainsRune("\n\r\t\f\x1a", r) {
				bad += 2
			}
		case !unicode.IsGraphic(r) && !unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
			bad += 2
		case unicode.IsLetter(r):
			if unlikelyAfter(prev, r) {
				bad++
			} else {
				good++
			}
		case unicode.IsLetter(prev) && symbolic(r):
			bad++
		}
		prev = r
	}
	if bad == 0 {
		return 1
	}
	return float64(good) / float64(good+3*bad)
}

// symbolic reports whether r is a symbol or number that does not stand behind
// a letter.
func symbolic(r rune) bool {
	if r == '°' || r == '®' || r == '™' || r >= 0x2E80 {
		return false
	}
	return unicode.IsSymbol(r) || unicode.Is(unicode.No, r)
}

// unlikelyAfter reports whether letter r hardly ever follows prev: a change
// of script inside a word, or a capital after a small letter.
func unlikelyAfter(prev, r rune) bool {
	if !unicode.IsLetter(prev) {
		return false
	}
	if unicode.IsUpper(r) && unicode.IsLower(prev) {
		return true
	}
	a, b := alphabet(prev), alphabet(r)
	// Ideographs stand beside Latin names without a space.
	return a != b && a != ideographs && b != ideographs
}

// ideographs is the alphabet of Han and kana, which count as one.
const ideographs = 7

// alphabet sorts letters into the scripts that are not mixed within a word.
func alphabet(r rune) int {
	switch {
	case unicode.Is(unicode.Latin, r):
		return 1
	case unicode.Is(unicode.Cyrillic, r):
		return 2
	case unicode.Is(unicode.Greek, r):
		return 3
	case unicode.Is(unicode.Arabic, r):
		return 4
	case unicode.Is(unicode.Hebrew, r):
		return 5
	case unicode.Is(unicode.Hangul, r):
		return 6
	}
	return ideographs
}

// frequent says how much a text in a double-byte encoding consists of the
// characters that its standard lists as the common ones, 0 to 1. The wrong
// double-byte encoding gives rare characters. It is 1 for other encodings.
func frequent(data []byte, name string) float64 {
	class := rows[name]
	if class == nil {
		return 1
	}
	common, all := 1, 1
	for i := 0; i < len(data); i++ {
		if data[i] < 0x80 {
			continue
		}
		all++
		if i+1 >= len(data) {
			break
		}
		if class(data[i], data[i+1]) {
			common++
		}
		if name != "shift_jis" || data[i] < 0xA0 || data[i] > 0xDF { // half-width kana is one byte
			i++
		}
	}
	return float64(common) / float64(all)
}

// rows tells by its two bytes whether a character is common: punctuation,
// kana, or of the first level of ideographs, which each standard puts first.
var rows = map[string]func(lead, trail byte) bool{
	"gb18030": func(lead, trail byte) bool {
		return trail >= 0xA1 && (lead >= 0xA1 && lead <= 0xA3 || lead >= 0xB0 && lead <= 0xD7)
	},
	"gbk": func(lead, trail byte) bool {
		return trail >= 0xA1 && (lead >= 0xA1 && lead <= 0xA3 || lead >= 0xB0 && lead <= 0xD7)
	},
	"big5":   func(lead, _ byte) bool { return lead >= 0xA1 && lead <= 0xC6 },
	"euc-jp": func(lead, _ byte) bool { return lead >= 0xA1 && lead <= 0xA5 || lead >= 0xB0 && lead <= 0xCF },
	"euc-kr": func(lead, _ byte) bool { return lead >= 0xA1 && lead <= 0xA3 || lead >= 0xB0 && lead <= 0xC8 },
	"shift_jis": func(lead, _ byte) bool {
		return lead >= 0x81 && lead <= 0x83 || lead >= 0x88 && lead <= 0x98
	},
}
