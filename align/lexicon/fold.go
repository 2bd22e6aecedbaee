package lexicon

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold appends the form by which words are compared: composed (NFC), in lower
// case, with the ligatures and letters that a language spells in two ways made
// one (œ oe, ß ss, ё е), Arabic without vowel marks and tatweel.
func fold(dst []byte, word string) []byte {
	for i := 0; i < len(word); i++ {
		c := word[i]
		if c >= utf8.RuneSelf {
			return foldRunes(dst, word, i)
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

// foldRunes is fold from byte i of the word, the first that is not ASCII.
func foldRunes(dst []byte, word string, i int) []byte {
	start := len(dst) - i
	for _, r := range word[i:] {
		if r >= 0x300 && r < 0x370 {
			// A mark that may compose with the letter before it.
			dst = dst[:start]
			for _, r := range norm.NFC.String(word) {
				dst = foldRune(dst, r)
			}
			return dst
		}
		dst = foldRune(dst, r)
	}
	return dst
}

func foldRune(dst []byte, r rune) []byte {
	switch {
	case r < 0x250:
		return foldLatin(dst, r)
	case r >= 0x600 && r < 0x700:
		return foldArabic(dst, r)
	case r >= 'а' && r <= 'я':
		return append(dst, byte(0xC0|r>>6), byte(0x80|r&0x3F))
	}
	r = unicode.ToLower(r)
	if r == 'ё' {
		r = 'е'
	}
	return utf8.AppendRune(dst, r)
}

func foldLatin(dst []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(dst, byte(r))
	}
	switch r {
	case 'ß':
		return append(dst, "ss"...)
	case 'œ', 'Œ':
		return append(dst, "oe"...)
	case 'æ', 'Æ':
		return append(dst, "ae"...)
	case 0xAD: // soft hyphen
		return dst
	}
	return utf8.AppendRune(dst, unicode.ToLower(r))
}

// foldArabic makes one of the spellings that writers use for the same letter
// (Darwish & Oard 2002): all alefs bare, ya for alef maqsura, ha for ta
// marbuta, and the seats of hamza as the plain letter.
func foldArabic(dst []byte, r rune) []byte {
	switch {
	case r >= 0x64B && r <= 0x65F, r == 0x670, r == 0x640, r >= 0x6D6 && r <= 0x6ED:
		return dst
	}
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		r = 'ا'
	case 'ى', 'ی', 'ئ':
		r = 'ي'
	case 'ؤ':
		r = 'و'
	case 'ة':
		r = 'ه'
	case 'ک':
		r = 'ك'
	case 'گ':
		r = 'غ'
	case 'پ':
		r = 'ب'
	case 'ڤ':
		r = 'ف'
	}
	return utf8.AppendRune(dst, r)
}

// unaccent takes the marks off the letters of a folded word, in place. It is
// used for stems only, so that ETAT finds état and Männer finds Mann.
func unaccent(word []byte) []byte {
	marked := false
	for _, c := range word {
		if c >= 0xC3 && c <= 0xC5 { // the first bytes of é to ſ
			marked = true
			break
		}
	}
	if !marked {
		return word
	}
	out := word[:0]
	for i := 0; i < len(word); {
		r, w := utf8.DecodeRune(word[i:])
		i += w
		if r < utf8.RuneSelf {
			out = append(out, byte(r))
			continue
		}
		if r < 0x180 {
			if base := baseLetters()[r]; base != 0 {
				// Shorter than what was read, so nothing unread is lost.
				out = append(out, base)
				continue
			}
		}
		out = append(out, word[i-w:i]...)
	}
	return out
}

// baseLetters has the ASCII letter under the marks of a Latin letter, or 0.
var baseLetters = sync.OnceValue(func() *[0x180]byte {
	var t [0x180]byte
	for r := rune(utf8.RuneSelf); r < rune(len(t)); r++ {
		if d := norm.NFD.String(string(r)); len(d) > 1 && d[0] < utf8.RuneSelf {
			t[r] = d[0]
		}
	}
	t['ø'], t['ł'], t['đ'], t['ı'] = 'o', 'l', 'd', 'i'
	return &t
})
