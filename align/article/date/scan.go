package date

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind int

const (
	number tokenKind = iota
	word
	symbol
)

// token is a number, a word or a mark.
type token struct {
	kind   tokenKind
	text   string // lower case; a number in ASCII digits
	value  int    // of a number
	digits int    // how many the number was written with
	means  meaning
	known  bool // the word is in the table
	upper  bool // a word of two to five capitals
	spaced bool // white space stands before it
}

// filler reports whether a token may stand beside a date on its line.
func (t token) filler() bool {
	switch t.kind {
	case symbol:
		return true
	case word:
		return t.known && (t.means.filler || t.means.month != 0)
	}
	return t.value < 60 && t.digits <= 2
}

// is reports whether the token is this word or mark.
func (t token) is(texts ...string) bool {
	for _, text := range texts {
		if t.text == text {
			return true
		}
	}
	return false
}

// scan cuts text into tokens.
func scan(text string) []token {
	text = strings.ToValidUTF8(text, "\ufffd") // so that a character is as long as it says
	var tokens []token
	spaced := false
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			text, spaced = text[size:], true
			continue
		}
		t, length := next(text, r)
		t.spaced = spaced
		tokens = append(tokens, t)
		text, spaced = text[length:], false
	}
	return tokens
}

// next returns the token at the start of text and its length in bytes.
func next(text string, r rune) (token, int) {
	if digit(r) >= 0 {
		return scanNumber(text)
	}
	if unicode.Is(unicode.Han, r) {
		return scanHan(text)
	}
	if unicode.IsLetter(r) {
		return scanWord(text)
	}
	return token{kind: symbol, text: fold(r)}, utf8.RuneLen(r)
}

// fold maps the full-width forms of marks to ASCII.
func fold(r rune) string {
	if r >= 0xFF01 && r <= 0xFF5E {
		r -= 0xFEE0
	}
	return string(r)
}

// digit returns the value of a decimal digit: ASCII, full-width, Arabic-Indic
// or Persian; -1 otherwise.
func digit(r rune) int {
	for _, zero := range [...]rune{'0', '0', '٠', '۰'} {
		if r >= zero && r <= zero+9 {
			return int(r - zero)
		}
	}
	return -1
}

func scanNumber(text string) (token, int) {
	t := token{kind: number}
	length := 0
	var digits strings.Builder
	for _, r := range text {
		d := digit(r)
		if d < 0 {
			break
		}
		if t.digits < 9 {
			t.value = t.value*10 + d
		}
		digits.WriteByte(byte('0' + d))
		t.digits++
		length += utf8.RuneLen(r)
	}
	t.text = digits.String()
	return t, length
}

// scanWord takes a run of letters, marks and inner apostrophes, and the name
// of a month in two words.
func scanWord(text string) (token, int) {
	if half := halfOfDay(text); half != "" {
		return token{kind: word, text: half, means: loadWords().words[half], known: true}, len(half)
	}
	end := wordEnd(text)
	lower := strings.ToLower(text[:end])
	vocabulary := loadWords()
	if rest := strings.TrimLeft(text[end:], " \u00a0"); len(rest) > 0 {
		if pairEnd := wordEnd(rest); pairEnd > 0 {
			pair := lower + " " + strings.ToLower(rest[:pairEnd])
			if m, ok := vocabulary.words[pair]; ok {
				return token{kind: word, text: pair, means: m, known: true}, len(text) - len(rest) + pairEnd
			}
		}
	}
	m, ok := vocabulary.words[lower]
	upper := end >= 2 && end <= 5 && strings.Trim(text[:end], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
	return token{kind: word, text: lower, means: m, known: ok, upper: upper}, end
}

// halfOfDay takes the one abbreviation with a stop inside: a.m, p.m.
func halfOfDay(text string) string {
	if len(text) < 3 || text[1] != '.' {
		return ""
	}
	if half := strings.ToLower(text[:3]); half == "a.m" || half == "p.m" {
		return half
	}
	return ""
}

func wordEnd(text string) int {
	for i, r := range text {
		switch {
		case unicode.Is(unicode.Han, r), digit(r) >= 0:
			return i
		case unicode.IsLetter(r), unicode.IsMark(r):
		case i > 0 && (r == '\'' || r == '’' || r == '-'):
			after, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
			if !unicode.IsLetter(after) || unicode.Is(unicode.Han, after) {
				return i
			}
		default:
			return i
		}
	}
	return len(text)
}

// scanHan takes the longest known word, a Chinese numeral before a unit of
// the calendar, or one character.
func scanHan(text string) (token, int) {
	vocabulary := loadWords()
	runes := []rune(text[:min(len(text), 24)])
	if value, digits, n := hanNumber(runes); n > 0 {
		return token{kind: number, text: string(runes[:n]), value: value, digits: digits}, len(string(runes[:n]))
	}
	for n := min(len(runes), 6); n > 0; n-- {
		candidate := string(runes[:n])
		if m, ok := vocabulary.words[candidate]; ok {
			return token{kind: word, text: candidate, means: m, known: true}, len(candidate)
		}
	}
	return token{kind: word, text: string(runes[:1])}, len(string(runes[:1]))
}

const hanDigits = "〇一二三四五六七八九"

// hanNumber reads a year digit by digit (二〇二四) or a number up to 99 (三十一)
// that stands before 年, 月, 日, 時, 时, 分 or 号.
func hanNumber(runes []rune) (value, digits, n int) {
	tens, seenTen := 0, false
	for n < len(runes) {
		r := runes[n]
		if r == '零' || r == '○' {
			r = '〇'
		}
		if at := strings.IndexRune(hanDigits, r); at >= 0 {
			value = value*10 + at/3
			digits++
		} else if r == '十' && !seenTen {
			tens, value, seenTen = max(value, 1)*10, 0, true
			digits++
		} else {
			break
		}
		n++
	}
	if n == 0 || n == len(runes) || !strings.ContainsRune("年月日時时分号點点", runes[n]) {
		return 0, 0, 0
	}
	return tens + value, digits, n
}
