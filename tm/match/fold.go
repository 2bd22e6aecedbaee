package match

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// keyOf returns what a token is compared by.
func keyOf(raw string, kind Kind, rules rules) string {
	switch kind {
	case Word:
		return foldWord(raw)
	case Number:
		return foldNumber(raw, rules.decimalComma)
	case Tag:
		return foldTag(raw)
	case Punctuation:
		return foldPunctuation(raw)
	}
	return norm.NFC.String(visible(raw))
}

// foldWord folds case, width and what else may differ in a word.
func foldWord(raw string) string {
	plain := true
	for i := 0; i < len(raw); i++ {
		if b := raw[i]; b >= utf8.RuneSelf || b >= 'A' && b <= 'Z' {
			plain = false
			break
		}
	}
	if plain {
		return raw
	}
	if !norm.NFC.IsNormalString(raw) {
		raw = norm.NFC.String(raw)
	}
	var buffer [64]byte // most words fit
	out := buffer[:0]
	for _, r := range raw {
		switch {
		case r >= 'A' && r <= 'Z':
			out = append(out, byte(r)+'a'-'A')
			continue
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
			continue
		case r == 'ß' || r == 'ẞ':
			out = append(out, "ss"...)
			continue
		case isApostrophe(r):
			out = append(out, '\'')
			continue
		case isVowelMark(r) || classOf(r) == invisible:
			continue
		}
		out = utf8.AppendRune(out, unicode.ToLower(unicode.ToUpper(narrow(r))))
	}
	if len(out) == 0 {
		return raw // nothing but marks that words leave out
	}
	return string(out)
}

// isVowelMark reports Arabic short vowels and tatweel, which most texts leave
// out.
func isVowelMark(r rune) bool {
	return r >= 0x064B && r <= 0x0652 || r == 0x0670 || r == 0x0640
}

// narrow returns the ASCII twin of a full-width form.
func narrow(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		return r - 0xFF01 + '!'
	}
	return r
}

func foldTag(raw string) string {
	switch {
	case raw[0] == '{':
		return "{}"
	case raw[1] == '/':
		return "</>"
	case strings.HasSuffix(raw, "/>"):
		return "<>/"
	}
	return "<>"
}

func foldPunctuation(raw string) string {
	if len(raw) == 1 {
		if raw == "`" {
			return "'"
		}
		return raw
	}
	if raw == "..." {
		return "…"
	}
	s := norm.NFC.String(visible(raw))
	r, size := utf8.DecodeRuneInString(s)
	if size < len(s) || r == utf8.RuneError {
		return s
	}
	switch r = narrow(r); {
	case isApostrophe(r), strings.ContainsRune("‘‛′´`", r):
		return "'"
	case strings.ContainsRune("\"“”„‟«»‹›「」『』〝〞〟″", r):
		return "\""
	case unicode.Is(unicode.Pd, r), r == '−':
		return "-"
	}
	return string(r)
}

// visible leaves out the code points of category Cf.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf && unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}
