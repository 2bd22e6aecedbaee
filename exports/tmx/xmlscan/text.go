package xmlscan

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// readText reads the text up to the next tag, and reports whether it is white
// space.
func (s *Scanner) readText() (blank bool, err error) {
	length, err := s.textLength()
	if err != nil {
		return false, err
	}
	s.end = s.start + length
	has, err := s.check(0, length)
	if err != nil {
		return false, err
	}
	s.text = s.buffer[s.start:s.end]
	blank = !has.words
	if len(s.stack) == 0 && !blank {
		return false, s.faultf(len(s.text)-len(bytes.TrimLeft(s.text, " \t\r\n")), "text outside of the root element")
	}
	if has.brackets {
		if i := bytes.Index(s.text, []byte("]]>")); i >= 0 {
			return false, s.faultf(i, `"]]>" in text`)
		}
	}
	if has.references || has.returns {
		s.text, err = s.resolve(s.text, 0, false)
	}
	return blank, err
}

// textLength returns the length of the text that begins the token.
func (s *Scanner) textLength() (int, error) {
	for from := 0; ; {
		window := s.buffer[s.start:s.filled]
		if i := bytes.IndexByte(window[from:], '<'); i >= 0 {
			return from + i, nil
		}
		from = len(window)
		if from > s.options.MaxToken {
			return 0, s.faultf(0, "a text of more than %d bytes", s.options.MaxToken)
		}
		if s.inErr != nil {
			return from, nil
		}
		s.fill()
	}
}

// contents is what check finds in a text.
type contents struct{ words, references, returns, brackets bool }

// What a byte below 0x80 is in a text.
const (
	isWord = 1 << iota
	isReference
	isReturn
	isBracket
	isHigh
	isIllegal
)

var byteClasses = func() (table [256]byte) {
	for c := range table {
		switch {
		case c >= utf8.RuneSelf:
			table[c] = isHigh | isWord
		case c == ' ' || c == '\t' || c == '\n':
		case c == '\r':
			table[c] = isReturn
		case c < ' ':
			table[c] = isIllegal
		case c == '&':
			table[c] = isReference | isWord
		case c == ']':
			table[c] = isBracket | isWord
		default:
			table[c] = isWord
		}
	}
	return table
}()

// check makes sure that a part of the token holds only characters that XML
// allows, and tells what else to look for.
func (s *Scanner) check(from, to int) (contents, error) {
	text := s.buffer[s.start+from : s.start+to]
	classes := byte(0)
	for _, c := range text {
		classes |= byteClasses[c]
	}
	if classes&isIllegal != 0 || classes&isHigh != 0 && !legalText(text) {
		return contents{}, s.illegal(from, text)
	}
	return contents{
		words: classes&isWord != 0, references: classes&isReference != 0,
		returns: classes&isReturn != 0, brackets: classes&isBracket != 0,
	}, nil
}

// legalText reports whether the characters of a text beyond ASCII are such as
// XML allows.
func legalText(text []byte) bool {
	if !utf8.Valid(text) {
		return false
	}
	for {
		i := bytes.Index(text, []byte("\xef\xbf")) // U+FFC0 to U+FFFF
		if i < 0 {
			return true
		}
		if text[i+2] >= 0xbe {
			return false
		}
		text = text[i+3:]
	}
}

// illegal returns the error for the first character of text that XML does not
// allow.
func (s *Scanner) illegal(from int, text []byte) error {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			if text[i] == 0xed && i+1 < len(text) && text[i+1] >= 0xa0 {
				return s.faultf(from+i, "half of a surrogate pair, which is no character")
			}
			if !utf8.FullRune(text[i:]) && s.inErr != nil && s.start+from+len(text) == s.filled {
				return s.cut("a character")
			}
			return s.faultf(from+i, "the byte 0x%02x, which is not UTF-8; the file may be in another encoding than it says", text[i])
		}
		if !legal(r) {
			return s.faultf(from+i, "the character U+%04X, which XML does not allow", r)
		}
		i += size
	}
	return s.faultf(from, "a character that XML does not allow")
}

// legal reports whether r is a Char of XML 1.0 (section 2.2).
func legal(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= 0x20 && r <= 0xD7FF ||
		r >= 0xE000 && r <= 0xFFFD ||
		r >= 0x10000 && r <= 0x10FFFF
}

// appendLines appends text with the line ends that XML gives a program.
func appendLines(to, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '\r')
		if i < 0 {
			return append(to, text...)
		}
		to = append(append(to, text[:i]...), '\n')
		if text = text[i+1:]; len(text) > 0 && text[0] == '\n' {
			text = text[1:]
		}
	}
}

// attributeText returns the value of an attribute, which stands at offset in
// the token: references resolved, white space as spaces (section 3.3.3).
func (s *Scanner) attributeText(value []byte, offset int) (string, error) {
	has, err := s.check(offset, offset+len(value))
	if err != nil {
		return "", err
	}
	if !has.references && !bytes.ContainsAny(value, "\t\r\n") {
		return s.intern(value), nil
	}
	text, err := s.resolve(value, offset, true)
	return string(text), err
}

// resolve resolves the references of a text, which stands at offset in the
// token, and its line ends; in an attribute also its white space.
func (s *Scanner) resolve(text []byte, offset int, attribute bool) ([]byte, error) {
	out := s.scratch[:0]
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '&':
			end := bytes.IndexByte(text[i:], ';')
			if end < 0 {
				return nil, s.faultf(offset+i, `"&" that begins no reference; a bare one is written &amp;`)
			}
			var err error
			if out, err = s.reference(out, text[i+1:i+end], 0); err != nil {
				return nil, s.faultAt(offset+i, err)
			}
			i += end + 1
			continue
		case c == '\r':
			c = '\n'
			if i+1 < len(text) && text[i+1] == '\n' {
				i++
			}
		}
		if attribute && (c == '\n' || c == '\t') {
			c = ' '
		}
		out = append(out, c)
		i++
	}
	s.scratch = out
	if len(out) > 2*s.options.MaxToken {
		return nil, s.faultf(offset, "entities that expand to more than %d bytes", s.options.MaxToken)
	}
	return out, nil
}

// entity is a general entity that the file declares.
type entity struct {
	value    []byte
	external bool
}

// reference appends what the reference &name; stands for.
func (s *Scanner) reference(out, name []byte, depth int) ([]byte, error) {
	switch string(name) {
	case "lt":
		return append(out, '<'), nil
	case "gt":
		return append(out, '>'), nil
	case "amp":
		return append(out, '&'), nil
	case "quot":
		return append(out, '"'), nil
	case "apos":
		return append(out, '\''), nil
	}
	if len(name) > 1 && name[0] == '#' {
		r, err := characterReference(name[1:])
		return utf8.AppendRune(out, r), err
	}
	e, known := s.entities[string(name)]
	switch {
	case !known:
		return out, fmt.Errorf("the entity &%s; is not declared", shorten(name))
	case e.external:
		return out, fmt.Errorf("the text of the entity &%s; is in another file, and nothing is fetched", shorten(name))
	}
	s.expanded = true
	before := len(out)
	out, err := s.expand(out, e.value, depth+1)
	if err == nil && len(out)-before > MaxEntity {
		err = errTooLong
	}
	if err != nil && depth == 0 {
		err = fmt.Errorf("the entity &%s; %w", shorten(name), err)
	}
	return out, err
}

var errTooLong = fmt.Errorf("expands to more than %d bytes", MaxEntity)

// expand appends the value of an entity, in which other entities may stand.
func (s *Scanner) expand(out, value []byte, depth int) ([]byte, error) {
	const maxDepth = 16
	if depth > maxDepth {
		return out, fmt.Errorf("is made of more than %d others inside each other", maxDepth)
	}
	before := len(out)
	for {
		i := bytes.IndexAny(value, "&<")
		if i < 0 {
			return append(out, value...), nil
		}
		if value[i] == '<' {
			return out, fmt.Errorf("holds markup, which is not read")
		}
		out = append(out, value[:i]...)
		end := bytes.IndexByte(value[i:], ';')
		if end < 0 {
			return out, fmt.Errorf(`holds a bare "&"`)
		}
		var err error
		if out, err = s.reference(out, value[i+1:i+end], depth); err != nil {
			return out, err
		}
		if len(out)-before > MaxEntity {
			return out, errTooLong
		}
		value = value[i+end+1:]
	}
}

// characterReference reads the 233 or xE9 of &#233; or &#xE9;.
func characterReference(digits []byte) (rune, error) {
	text, base := string(digits), 10
	if rest, hex := strings.CutPrefix(text, "x"); hex {
		text, base = rest, 16
	}
	n, err := strconv.ParseUint(text, base, 32)
	if err != nil || text[0] == '+' {
		return utf8.RuneError, fmt.Errorf("&#%s; is no reference to a character", shorten(digits))
	}
	if n >= 0xD800 && n <= 0xDFFF {
		return utf8.RuneError, fmt.Errorf("&#%s; is half of a surrogate pair, which is no character", shorten(digits))
	}
	if n > utf8.MaxRune || !legal(rune(n)) {
		return utf8.RuneError, fmt.Errorf("&#%s; is a character that XML does not allow", shorten(digits))
	}
	return rune(n), nil
}
