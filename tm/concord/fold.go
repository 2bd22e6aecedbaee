package concord

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"calque/tm/match"
)

// Plain returns a key without accents: the marks (category Mn) on Latin, Greek,
// Hebrew and Arabic letters are left out, and ligatures and barred letters
// become plain ones (œ oe, ø o, ł l). In Cyrillic only the stress and the dots
// of ё go, since й is a letter of its own; other scripts, whose marks are
// vowels or change the letter, stay as they are. Plain(Plain(s)) is Plain(s).
func Plain(key string) string {
	if isASCII(key) {
		return key
	}
	var b strings.Builder
	var base rune
	dropped := false
	for _, r := range norm.NFD.String(key) {
		if unicode.Is(unicode.Mn, r) {
			if dropsMark(base, r) {
				dropped = true
				continue
			}
			b.WriteRune(r)
			continue
		}
		base = r
		if spelt, ok := spelling[r]; ok {
			b.WriteString(spelt)
			dropped = true
			continue
		}
		b.WriteRune(r)
	}
	if !dropped {
		return key
	}
	return norm.NFC.String(b.String())
}

// spelling gives letters that do not decompose in plain ones.
var spelling = map[rune]string{
	'œ': "oe", 'Œ': "OE", 'æ': "ae", 'Æ': "AE", 'ø': "o", 'Ø': "O", 'ł': "l", 'Ł': "L",
	'đ': "d", 'Đ': "D", 'ð': "d", 'Ð': "D", 'ħ': "h", 'Ħ': "H", 'ŧ': "t", 'Ŧ': "T", 'ı': "i",
}

// dropsMark reports whether a mark on a letter is an accent.
func dropsMark(base, mark rune) bool {
	switch {
	case unicode.In(base, unicode.Latin, unicode.Greek):
		return unicode.Is(unicode.Inherited, mark)
	case unicode.In(base, unicode.Hebrew, unicode.Arabic):
		return unicode.In(mark, unicode.Inherited, unicode.Hebrew, unicode.Arabic)
	case unicode.Is(unicode.Cyrillic, base):
		const stress, grave, dots = '\u0301', '\u0300', '\u0308'
		return mark == stress || mark == grave && base != 'г' && base != 'к' || mark == dots && (base == 'е' || base == 'Е')
	}
	return false
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// key returns what a token of a text is compared by.
func (o Options) key(text string, t match.Token) string {
	key := t.Key
	if o.Case && t.Kind == match.Word {
		key = cased(text[t.Start:t.End])
	}
	if !o.Accents {
		key = Plain(key)
	}
	return key
}

// cased folds what the key of a word folds, but for the case.
func cased(raw string) string {
	raw = norm.NFC.String(raw)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '’' || r == 'ʼ':
			return '\''
		case r >= 0xFF01 && r <= 0xFF5E:
			return r - 0xFF01 + '!'
		case r >= utf8.RuneSelf && (unicode.Is(unicode.Cf, r) || r >= 0x064B && r <= 0x0652 || r == 0x0670 || r == 0x0640):
			return -1
		}
		return r
	}, raw)
}
