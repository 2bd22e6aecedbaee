package align

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A script decides how words are found and compared.
type script uint8

const (
	otherScript script = iota
	latinScript
	cyrillicScript
	greekScript
	arabicScript
	hanScript
	kataScript
	hiraScript
	hangulScript
)

// scriptOf names the script of a letter.
func scriptOf(r rune) script {
	switch {
	case r < 0x370:
		return latinScript
	case r < 0x400:
		return greekScript
	case r < 0x530:
		return cyrillicScript
	case r >= 0x600 && r < 0x780, r >= 0xFB50 && r < 0xFE00, r >= 0xFE70 && r < 0xFEFF:
		return arabicScript
	case r >= 0x3040 && r < 0x30A0:
		return hiraScript
	case r >= 0x30A0 && r < 0x3100, r >= 0xFF66 && r < 0xFFA0:
		return kataScript
	case unicode.Is(unicode.Han, r):
		return hanScript
	case r >= 0xAC00 && r < 0xD7B0:
		return hangulScript
	case r >= 0x1E00 && r < 0x1F00, r >= 0xFF21 && r <= 0xFF5A:
		return latinScript
	case r >= 0x1F00 && r < 0x2000:
		return greekScript
	}
	return otherScript
}

// A token is a run of letters of one script, a run of digits, or one other
// mark.
type token struct {
	text       string
	start, end int // bytes
	script     script
	spelling   int32 // of a word: its number, where an analyser gave it one
	digits     bool
	space      bool // white space stands before it
}

// word reports whether the token is made of letters.
func (t token) word() bool { return t.script != otherScript }

// capital reports whether the token begins with an upper-case letter.
func (t token) capital() bool {
	r, _ := utf8.DecodeRuneInString(t.text)
	return unicode.IsUpper(r)
}

// tokenize cuts a text into tokens. Han is cut by character, since no
// dictionary is at hand here; hyphens and apostrophes end a word.
func tokenize(text string, out []token) []token {
	space := true
	for i := 0; i < len(text); {
		r, w := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsSpace(r):
			space = true
			i += w
			continue
		case isDigit(r):
			j := i + w
			for j < len(text) {
				q, n := utf8.DecodeRuneInString(text[j:])
				if !isDigit(q) {
					break
				}
				j += n
			}
			out = append(out, token{text: text[i:j], start: i, end: j, digits: true, space: space})
			i = j
		case unicode.IsLetter(r) || r == 'ー' || r == '〇':
			s := scriptOf(r)
			j := i + w
			for s != hanScript && j < len(text) {
				q, n := utf8.DecodeRuneInString(text[j:])
				if !sameWord(s, q) {
					break
				}
				j += n
			}
			out = append(out, token{text: text[i:j], start: i, end: j, script: s, space: space})
			i = j
		default:
			out = append(out, token{text: text[i : i+w], start: i, end: i + w, space: space})
			i += w
		}
		space = false
	}
	return out
}

// sameWord reports whether r continues a word of script s.
func sameWord(s script, r rune) bool {
	if unicode.Is(unicode.Mn, r) || r == 0x640 { // combining marks, Arabic tatweel
		return true
	}
	if r == 'ー' {
		return s == kataScript
	}
	return unicode.IsLetter(r) && scriptOf(r) == s
}

func isDigit(r rune) bool {
	return r >= '0' && r <= '9' || r > 0x7f && unicode.Is(unicode.Nd, r)
}

// digitValue gives the value of a decimal digit of any script: every block of
// them begins with its zero at a code point whose run is ten long.
func digitValue(r rune) int {
	switch {
	case r <= '9':
		return int(r - '0')
	case r >= 0x660 && r <= 0x669:
		return int(r - 0x660)
	case r >= 0x6F0 && r <= 0x6F9:
		return int(r - 0x6F0)
	case r >= 0xFF10 && r <= 0xFF19:
		return int(r - 0xFF10)
	}
	v := 0
	for r--; unicode.Is(unicode.Nd, r) && v < 9; r-- {
		v++
	}
	return v
}

// fold gives the form by which words are compared: lower case, without
// diacritics, Latin letters where the script has a plain romanisation.
func fold(word string) string {
	plain := true
	for i := 0; i < len(word); i++ {
		if word[i] >= utf8.RuneSelf {
			plain = false
			break
		}
	}
	if plain {
		return strings.ToLower(word)
	}
	var buffer [64]byte
	out := buffer[:0]
	table := foldTable()
	for _, r := range word {
		if int(r) < len(table) {
			out = append(out, table[r]...)
		} else {
			out = append(out, foldRune(r)...)
		}
	}
	return string(out)
}

// foldTable holds the folded form of the letters below U+0780: Latin, Greek,
// Cyrillic, Hebrew and Arabic.
var foldTable = sync.OnceValue(func() *[0x780]string {
	var t [0x780]string
	for r := range t {
		t[r] = foldRune(rune(r))
	}
	return &t
})

func foldRune(r rune) string {
	var b strings.Builder
	letters := letterTable()
	for _, r := range norm.NFKD.String(string(unicode.ToLower(r))) {
		switch {
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
		default:
			if l, ok := letters[r]; ok {
				b.WriteString(l)
			} else {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}
