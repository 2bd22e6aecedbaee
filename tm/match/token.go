package match

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind says what a token is.
type Kind uint8

// The kinds of tokens.
const (
	Word Kind = iota
	Number
	Punctuation
	Tag
	Ideograph // a character of a script that is compared by character
)

// Token is a piece of a text that is compared as one.
type Token struct {
	// Key is what it is compared by; see the package documentation.
	Key string
	// Start and End are its span of the text, in bytes.
	Start, End int
	Kind       Kind
}

// Tokenize cuts a text into tokens as the package documentation says. The
// language is a BCP 47 tag; it decides on elision and on the decimal mark.
// White space and invisible characters belong to no token, except invisible
// ones inside a word.
func Tokenize(text, lang string) []Token {
	c := cutter{text: text, rules: rulesOf(lang), tokens: make([]Token, 0, len(text)/5+1)}
	for c.at < len(text) {
		c.next()
	}
	return c.tokens
}

// cutter walks over a text.
type cutter struct {
	text   string
	at     int
	rules  rules
	tokens []Token
}

// next takes the token, space or invisible character at the place.
func (c *cutter) next() {
	r, size := c.rune(c.at)
	switch class := classOf(r); {
	case class == space || class == invisible:
		c.at += size
	case r == '<' || r == '{':
		if end := tagEnd(c.text, c.at); end > 0 {
			c.take(Tag, end)
			return
		}
		c.takeMark(size)
	case class == ideograph:
		c.take(Ideograph, c.skipMarks(c.at+size))
	case class == digit:
		if end, ok := c.number(); ok {
			c.take(Number, end)
			return
		}
		c.take(Word, c.wordEnd())
	case class == letter:
		c.take(Word, c.wordEnd())
	default:
		c.takeMark(size)
	}
}

// takeMark takes one punctuation mark.
func (c *cutter) takeMark(size int) {
	if strings.HasPrefix(c.text[c.at:], "...") {
		size = 3
	}
	c.take(Punctuation, c.skipMarks(c.at+size))
}

func (c *cutter) take(kind Kind, end int) {
	raw := c.text[c.at:end]
	c.tokens = append(c.tokens, Token{Key: keyOf(raw, kind, c.rules), Start: c.at, End: end, Kind: kind})
	c.at = end
}

func (c *cutter) rune(at int) (rune, int) {
	if at >= len(c.text) {
		return -1, 0
	}
	if b := c.text[at]; b < utf8.RuneSelf {
		return rune(b), 1
	}
	return utf8.DecodeRuneInString(c.text[at:])
}

// peek returns the first visible rune at or after a place, and where it is.
func (c *cutter) peek(at int) (rune, int, int) {
	for {
		r, size := c.rune(at)
		if r < utf8.RuneSelf || classOf(r) != invisible {
			return r, at, size
		}
		at += size
	}
}

// skipMarks returns the end of the combining marks at a place.
func (c *cutter) skipMarks(end int) int {
	for {
		r, at, size := c.peek(end)
		if r < utf8.RuneSelf || classOf(r) != mark {
			return end
		}
		end = at + size
	}
}

// wordEnd returns the end of the word that begins at the place.
func (c *cutter) wordEnd() int {
	end := c.at
	var before class
	for {
		r, at, size := c.peek(end)
		switch now := classOf(r); {
		case r < 0:
			return end
		case now == letter || now == digit:
			before = now
		case now == mark:
		case isApostrophe(r) && before == letter && c.elides(end, at+size):
			return at + size
		case !c.joins(r, before, at+size):
			return end
		}
		end = at + size
	}
}

// elides reports whether an apostrophe after the word that ends at end closes
// it.
func (c *cutter) elides(end, after int) bool {
	word := c.text[c.at:end]
	if c.rules.elided != nil && c.rules.elided[foldWord(word)] {
		return true
	}
	next, _, _ := c.peek(after)
	return c.rules.elidesAll && classOf(next) == letter
}

// joins reports whether r goes on with the word when it stands after a rune of
// class before and in front of what is at after.
func (c *cutter) joins(r rune, before class, after int) bool {
	next, _, _ := c.peek(after)
	following := classOf(next)
	switch {
	case isApostrophe(r), r == '·':
		return before == letter && following == letter
	case r == '.':
		return before == following && (before == letter || before == digit)
	case r == ',':
		return before == digit && following == digit
	case r == '_':
		return following == letter || following == digit
	}
	return false
}

// number returns the end of the number at the place, and false where the
// digits belong to a word.
func (c *cutter) number() (int, bool) {
	end, digits := c.digits(c.at)
	if next, _, _ := c.peek(end); classOf(next) == letter || next == '_' {
		return 0, false
	}
	grouped := digits <= 3 // so far 1 to 3 digits and then groups of 3
	for {
		r, at, size := c.peek(end)
		switch {
		case r >= 0 && strings.ContainsRune(".,:'’٫٬", r):
			next, count := c.digits(at + size)
			if count == 0 {
				return end, true
			}
			end, grouped = next, false
		case isGroupingSpace(r) && grouped:
			next, count := c.digits(at + size)
			if count != 3 {
				return end, true
			}
			if r, _, _ := c.peek(next); classOf(r) == letter {
				return end, true
			}
			end = next
		default:
			return end, true
		}
	}
}

// digits returns the end and the number of the digits at a place.
func (c *cutter) digits(at int) (end, count int) {
	end = at
	for {
		r, at, size := c.peek(end)
		if classOf(r) != digit {
			return end, count
		}
		end = at + size
		count++
	}
}

func isGroupingSpace(r rune) bool {
	return r == ' ' || r == '\u00a0' || r == '\u2009' || r == '\u202f'
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

const (
	longestTag   = 1000 // bytes
	longestBrace = 40
)

// tagEnd returns the end of the tag at a place, 0 where there is none.
func tagEnd(text string, at int) int {
	if text[at] == '{' {
		return braceEnd(text, at)
	}
	i := at + 1
	if i < len(text) && text[i] == '/' {
		i++
	}
	if i >= len(text) || !isASCIILetter(text[i]) {
		return 0
	}
	for ; i < len(text) && i-at < longestTag; i++ {
		switch text[i] {
		case '>':
			return i + 1
		case '<', '\n', '\r':
			return 0
		}
	}
	return 0
}

func braceEnd(text string, at int) int {
	for i := at + 1; i < len(text) && i-at-1 <= longestBrace; i++ {
		switch b := text[i]; {
		case b == '}' && i > at+1:
			return i + 1
		case !isASCIILetter(b) && (b < '0' || b > '9') && b != '_' && b != '.' && b != '-':
			return 0
		}
	}
	return 0
}

func isASCIILetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// class is what a code point is to the cutter.
type class uint8

const (
	other class = iota
	space
	invisible
	letter
	digit
	mark
	ideograph
)

// asciiClasses spares the tables of Unicode for most of most texts.
var asciiClasses = func() (table [utf8.RuneSelf]class) {
	for r := range rune(utf8.RuneSelf) {
		table[r] = unicodeClass(r)
	}
	return table
}()

func classOf(r rune) class {
	if r < utf8.RuneSelf {
		if r < 0 {
			return other
		}
		return asciiClasses[r]
	}
	if r >= 0xC0 && r < 0x250 && r != 0xD7 && r != 0xF7 {
		return letter // Latin
	}
	return unicodeClass(r)
}

func unicodeClass(r rune) class {
	switch {
	case r >= 0x4E00 && r <= 0x9FFF:
		return ideograph
	case unicode.IsSpace(r):
		return space
	case unicode.IsLetter(r):
		if isByCharacter(r) {
			return ideograph
		}
		return letter
	case unicode.Is(unicode.Nd, r):
		return digit
	case unicode.IsMark(r):
		return mark
	case r == '〇':
		return ideograph
	case unicode.IsNumber(r):
		return letter // ², ½, Ⅳ: part of a word, without a value of its own
	case unicode.Is(unicode.Cf, r):
		return invisible
	}
	return other
}

// isByCharacter reports whether a letter is compared on its own: its script
// writes no spaces, or a syllable a character.
func isByCharacter(r rune) bool {
	if r < 0x0E00 {
		return false
	}
	return r == '々' || r == 'ー' || r == 'ｰ' ||
		unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo, unicode.Hangul,
			unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
