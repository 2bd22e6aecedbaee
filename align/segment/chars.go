package segment

import (
	"unicode"
	"unicode/utf8"
)

// class is what a character means to the scanner, as a set of bits.
type class uint16

const (
	space      class = 1 << iota // white space, line breaks included
	line                         // a line break
	term                         // ends a sentence when white space follows
	wide                         // with term: needs no white space after it (。！？)
	opening                      // an opening quote or bracket
	closing                      // a closing quote or bracket
	bracket                      // with opening or closing: round, square, curly; titles 《》
	either                       // a quote whose direction shows from its neighbours
	continuing                   // comma, semicolon, colon: the sentence reads on
	dash                         // a dash, as it introduces speech
	bullet                       // starts a list item
	invisible                    // a direction mark or joiner: no letter, no space
	splitting                    // Options.SplitAfter
)

// watched are the classes for which the scanner has to stop.
const watched = line | term | opening | closing | either | splitting

// chars maps characters to classes: pages of 256 characters, so that a look-up is two loads. stop tells from the first byte of a
// character whether the scanner has to look at it at all.
type chars struct {
	pages [256]*[256]class
	stop  [256]bool
}

// baseClasses is what holds in all languages.
var baseClasses = []struct {
	class class
	chars string
}{
	{space, "\t \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u3000\ufeff\x1c\x1d\x1e\x1f"},
	{space | line, "\n\v\f\r\u0085\u2028\u2029"},
	{term, ".!?…‥‼⁇⁈⁉؟۔।॥\u0f0d"},
	// Scripts that put no white space between sentences: Han and Kana, Khmer,
	// Burmese; Ethiopic and Tibetan usually do, but need not.
	{term | wide, "。．！？｡\u104b\u17d4\u17d5\u1362\u1367\u1368\u0f0e"},
	{opening, "“‘«‹„‚‟‛「『【〖〝｢¿¡"},
	{opening | bracket, "([{（［｛〔《〈⟨"},
	{closing, "”’»›」』】〗〞〟｣"},
	{closing | bracket, ")]}）］｝〕》〉⟩"},
	{either, "\"＂'`´"},
	{continuing, ",;:，、；：､،؛・"},
	{dash, "-‐‑‒–—―−"},
	{bullet, "•‣◦⁃∙▪■●○□◆◇★☆►▶→*·・※"},
	{invisible, "\u200c\u200d\u200e\u200f\u061c\u2060\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u00ad"},
}

// newChars returns the classes that hold in all languages.
func newChars() *chars {
	c := new(chars)
	for i := range c.pages {
		c.pages[i] = new([256]class)
	}
	for _, set := range baseClasses {
		for _, r := range set.chars {
			c.add(r, set.class)
		}
	}
	// The stops of some forty other scripts. Those above U+FFFF are found by
	// of itself.
	for _, rng := range unicode.STerm.R16 {
		for r := rune(rng.Lo); r <= rune(rng.Hi); r += rune(rng.Stride) {
			if c.of(r) == 0 {
				c.add(r, term)
			}
		}
	}
	c.stop[0xf0] = true
	return c
}

// clone returns a copy that can be changed: every page its own.
func (c *chars) clone() *chars {
	d := &chars{stop: c.stop}
	for i, page := range c.pages {
		p := *page
		d.pages[i] = &p
	}
	return d
}

// add gives a character one more class.
func (c *chars) add(r rune, cl class) { c.set(r, c.pages[r>>8][r&0xff]|cl) }

// set replaces the classes of a character of the Basic Multilingual Plane.
func (c *chars) set(r rune, cl class) {
	c.pages[r>>8][r&0xff] = cl
	if cl&watched != 0 && !isApostrophe(r) {
		var buf [utf8.UTFMax]byte
		utf8.EncodeRune(buf[:], r)
		c.stop[buf[0]] = true
	}
}

// isApostrophe tells whether a quote is so often an apostrophe or an accent
// that the scanner does not stop for it.
func isApostrophe(r rune) bool { return r == '\'' || r == '`' || r == '´' }

// of returns the classes of a character, 0 for letters, digits and all that
// has no part in segmentation.
func (c *chars) of(r rune) class {
	if uint32(r) <= 0xffff {
		return c.pages[r>>8][r&0xff]
	}
	if unicode.Is(unicode.STerm, r) {
		return term
	}
	return 0
}

// at returns the character at text[i:], its width and its classes. Past the
// end the width is 0.
func (c *chars) at(text string, i int) (r rune, width int, cl class) {
	if i >= len(text) {
		return 0, 0, 0
	}
	if b := text[i]; b < utf8.RuneSelf {
		return rune(b), 1, c.pages[0][b]
	}
	r, width = utf8.DecodeRuneInString(text[i:])
	return r, width, c.of(r)
}

// before returns the character that ends at text[:i]. Before the start the
// width is 0.
func (c *chars) before(text string, i int) (r rune, width int, cl class) {
	if i <= 0 {
		return 0, 0, 0
	}
	if b := text[i-1]; b < utf8.RuneSelf {
		return rune(b), 1, c.pages[0][b]
	}
	r, width = utf8.DecodeLastRuneInString(text[:i])
	return r, width, c.of(r)
}

// skipSpace returns the offset of the first character at or after i that is
// not white space.
func (c *chars) skipSpace(text string, i int) int {
	for i < len(text) {
		_, w, cl := c.at(text, i)
		if cl&space == 0 {
			return i
		}
		i += w
	}
	return i
}

// trimSpace returns the offset just after the last character before i that is
// not white space, no less than from.
func (c *chars) trimSpace(text string, from, i int) int {
	for i > from {
		_, w, cl := c.before(text, i)
		if cl&space == 0 {
			return i
		}
		i -= w
	}
	return i
}

// isCaseless tells whether a letter belongs to a script without capitals, so
// that its form says nothing about the start of a sentence. Georgian is one
// in use, though Unicode calls its letters small.
func isCaseless(r rune) bool {
	if r < 0x530 {
		return false
	}
	if r >= 0x10d0 && r <= 0x10ff {
		return true
	}
	return unicode.IsLetter(r) && !unicode.IsUpper(r) && !unicode.IsLower(r)
}

// isUpper tells whether a letter is a capital.
func isUpper(r rune) bool {
	if r < utf8.RuneSelf {
		return 'A' <= r && r <= 'Z'
	}
	return unicode.IsUpper(r) || unicode.IsTitle(r)
}

// isLower tells whether a letter is a small one of a script with capitals.
func isLower(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z'
	}
	return unicode.IsLower(r) && !(r >= 0x10d0 && r <= 0x10ff)
}

// isDigit tells whether a character is a decimal digit of any script.
func isDigit(r rune) bool {
	if r < utf8.RuneSelf {
		return '0' <= r && r <= '9'
	}
	return unicode.IsDigit(r)
}

// isWord tells whether a character is part of a word: letter, digit or mark.
func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// isHan tells whether a character is written without spaces between words as
// Chinese and Japanese do: Han, Kana, Bopomofo and the full-width forms.
func isHan(r rune) bool {
	return r >= 0x2e80 && r <= 0x9fff || r >= 0xf900 && r <= 0xfaff ||
		r >= 0xff00 && r <= 0xffef || r >= 0x20000 && r <= 0x323af
}
