package lexicon

import (
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

// foldRunes is fold from the first byte that is not ASCII.
func foldRunes(dst []byte, word string, i int) []byte {
	rest := word[i:]
	if !norm.NFC.IsNormalString(rest) {
		// A mark may compose with the letter before it.
		dst = dst[:len(dst)-i]
		rest = norm.NFC.String(word)
	}
	for _, r := range rest {
		if r < 0x250 {
			dst = foldLatin(dst, r)
			continue
		}
		if r >= 0x600 && r < 0x700 {
			dst = foldArabic(dst, r)
			continue
		}
		r = unicode.ToLower(r)
		if r == 'ё' {
			r = 'е'
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

func foldLatin(dst []byte, r rune) []byte {
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
	ascii := true
	for _, c := range word {
		if c >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
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
			if base := baseLetter(r); base != 0 {
				// Shorter than what was read, so nothing unread is lost.
				out = append(out, base)
				continue
			}
		}
		out = append(out, word[i-w:i]...)
	}
	return out
}

// baseLetter is the ASCII letter under the marks of r, or 0.
func baseLetter(r rune) byte {
	switch r {
	case 'ø':
		return 'o'
	case 'ł':
		return 'l'
	case 'đ':
		return 'd'
	case 'ı':
		return 'i'
	}
	var buf [8]byte
	d := norm.NFD.PropertiesString(string(r)).Decomposition()
	if len(d) == 0 || d[0] >= utf8.RuneSelf {
		return 0
	}
	copy(buf[:], d)
	return buf[0]
}
