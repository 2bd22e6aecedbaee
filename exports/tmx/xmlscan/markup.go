package xmlscan

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// readMarkup reads what begins with "<". given reports whether it is a token to
// hand out.
func (s *Scanner) readMarkup() (kind Kind, given bool, err error) {
	if !s.more(2) {
		return 0, false, s.cut("a tag")
	}
	switch s.buffer[s.start+1] {
	case '!':
		return s.readDeclaration()
	case '?':
		return 0, false, s.readInstruction()
	case '/':
		return End, true, s.readEnd()
	}
	return Start, true, s.readStart()
}

func (s *Scanner) readDeclaration() (kind Kind, given bool, err error) {
	const comment, cdata, doctype = "<!--", "<![CDATA[", "<!DOCTYPE"
	s.more(len(cdata)) // as far as the file goes
	head := s.buffer[s.start:min(s.start+len(cdata), s.filled)]
	switch {
	case bytes.HasPrefix(head, []byte(comment)):
		return 0, false, s.readComment()
	case string(head) == cdata:
		return Text, true, s.readCDATA(len(cdata))
	case string(head) == doctype:
		return 0, false, s.readDoctype()
	case len(head) < len(cdata) && (strings.HasPrefix(cdata, string(head)) || strings.HasPrefix(doctype, string(head))):
		return 0, false, s.cut("a declaration")
	}
	return 0, false, s.faultf(0, "<!… is neither a comment nor CDATA nor DOCTYPE")
}

func (s *Scanner) readComment() error {
	const open = len("<!--")
	dashes, err := s.find("--", open, "a comment")
	if err != nil {
		return err
	}
	if !s.more(dashes + 3) {
		return s.cut("a comment")
	}
	if s.buffer[s.start+dashes+2] != '>' {
		return s.faultf(dashes, `"--" inside a comment`)
	}
	s.end = s.start + dashes + 3
	_, err = s.check(open, dashes)
	return err
}

func (s *Scanner) readCDATA(open int) error {
	if len(s.stack) == 0 {
		return s.faultf(0, "text outside of the root element")
	}
	length, err := s.find("]]>", open, "a CDATA section")
	if err != nil {
		return err
	}
	s.end = s.start + length + len("]]>")
	has, err := s.check(open, length)
	if err != nil {
		return err
	}
	s.text = s.buffer[s.start+open : s.start+length]
	if has.returns {
		s.scratch = appendLines(s.scratch[:0], s.text)
		s.text = s.scratch
	}
	return nil
}

// readInstruction reads a processing instruction, or the XML declaration, whose
// encoding is the business of [Decode].
func (s *Scanner) readInstruction() error {
	length, err := s.find("?>", len("<?"), "a processing instruction")
	if err != nil {
		return err
	}
	s.end = s.start + length + len("?>")
	content := s.buffer[s.start+len("<?") : s.start+length]
	size := nameLength(content)
	if size == 0 {
		return s.faultf(0, "a processing instruction without a name")
	}
	if string(content[:size]) == "xml" {
		version := pseudoAttribute(content, "version")
		if version != "" && !strings.HasPrefix(version, "1.") {
			return s.faultf(0, "XML %s is not known", version)
		}
	}
	_, err = s.check(len("<?"), length)
	return err
}

// pseudoAttribute returns what an XML declaration says of name.
func pseudoAttribute(declaration []byte, name string) string {
	i := bytes.Index(declaration, []byte(name))
	if i < 0 {
		return ""
	}
	rest := bytes.TrimLeft(declaration[i+len(name):], " \t\r\n")
	if len(rest) == 0 || rest[0] != '=' {
		return ""
	}
	rest = bytes.TrimLeft(rest[1:], " \t\r\n")
	if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
		return ""
	}
	end := bytes.IndexByte(rest[1:], rest[0])
	if end < 0 {
		return ""
	}
	return string(rest[1 : 1+end])
}

func (s *Scanner) readEnd() error {
	const open = len("</")
	length, err := s.tagLength("an end tag")
	if err != nil {
		return err
	}
	s.end = s.start + length
	inside := s.buffer[s.start+open : s.end-1]
	size := nameLength(inside)
	if size == 0 || len(bytes.TrimLeft(inside[size:], " \t\r\n")) > 0 {
		return s.faultf(0, "an end tag that holds more or less than a name")
	}
	if len(s.stack) == 0 || s.stack[len(s.stack)-1] != string(inside[:size]) {
		return s.faultf(0, "</%s> closes nothing that is open", shorten(inside[:size]))
	}
	s.pop()
	return nil
}

// tagLength returns the length of the tag that begins the token, and looks at
// nothing but its quotes.
func (s *Scanner) tagLength(what string) (int, error) {
	quote := byte(0)
	for i := 1; ; {
		for ; s.start+i < s.filled; i++ {
			switch c := s.buffer[s.start+i]; {
			case c == '<':
				return 0, s.faultf(i, `"<" inside a tag`)
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '"' || c == '\'':
				quote = c
			case c == '>':
				return i + 1, nil
			}
		}
		if i > s.options.MaxToken {
			return 0, s.faultf(0, "%s of more than %d bytes", what, s.options.MaxToken)
		}
		if s.inErr != nil {
			return 0, s.cut(what)
		}
		s.fill()
	}
}

func (s *Scanner) readStart() error {
	length, err := s.tagLength("a tag")
	if err != nil {
		return err
	}
	s.end = s.start + length
	inside := s.buffer[s.start+1 : s.end-1]
	if len(inside) > 0 && inside[len(inside)-1] == '/' {
		inside = inside[:len(inside)-1]
		s.closing = true
	}
	size := nameLength(inside)
	if size == 0 {
		s.closing = false
		return s.faultf(0, `"<" that begins no tag`)
	}
	if err := s.push(s.intern(inside[:size])); err != nil {
		return err
	}
	return s.readAttributes(inside, size)
}

// readAttributes reads the attributes of a start tag, from its byte at.
func (s *Scanner) readAttributes(inside []byte, at int) error {
	s.attributes = s.attributes[:0]
	for {
		blank := at
		for at < len(inside) && isSpace(inside[at]) {
			at++
		}
		if at == len(inside) {
			return nil
		}
		offset := at + 1 // of the attribute in the token
		size := nameLength(inside[at:])
		if size == 0 || at == blank {
			return s.faultf(offset, "<%s> has something that is no attribute", shorten([]byte(s.name)))
		}
		name := s.intern(inside[at : at+size])
		value, next, ok := attributeValue(inside, at+size)
		if !ok {
			return s.faultf(offset, "the attribute %s has no value in quotes", shorten([]byte(name)))
		}
		if len(s.attributes) == MaxAttributes {
			return s.faultf(offset, "<%s> has more than %d attributes", shorten([]byte(s.name)), MaxAttributes)
		}
		for _, a := range s.attributes {
			if a.Name == name {
				return s.faultf(offset, "<%s> has the attribute %s twice", shorten([]byte(s.name)), shorten([]byte(name)))
			}
		}
		text, err := s.attributeText(inside[value[0]:value[1]], 1+value[0])
		if err != nil {
			return err
		}
		s.attributes = append(s.attributes, Attribute{name, text})
		at = next
	}
}

// attributeValue finds ="value" in a tag from at on: the ends of the value, and
// where the tag goes on.
func attributeValue(inside []byte, at int) (value [2]int, next int, ok bool) {
	for at < len(inside) && isSpace(inside[at]) {
		at++
	}
	if at == len(inside) || inside[at] != '=' {
		return value, 0, false
	}
	for at++; at < len(inside) && isSpace(inside[at]); at++ {
	}
	if at == len(inside) || inside[at] != '"' && inside[at] != '\'' {
		return value, 0, false
	}
	end := bytes.IndexByte(inside[at+1:], inside[at])
	if end < 0 {
		return value, 0, false
	}
	return [2]int{at + 1, at + 1 + end}, at + end + 2, true
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// nameLength returns the length of the name that b begins with, 0 for none. Any
// character beyond ASCII passes: which of them may stand in a name has changed
// from one edition of XML to the next.
func nameLength(b []byte) int {
	for i, c := range b {
		if !nameBytes[c] || i == 0 && (c == '-' || c == '.' || '0' <= c && c <= '9') {
			return valid(b[:i])
		}
	}
	return valid(b)
}

func valid(name []byte) int {
	if !utf8.Valid(name) {
		return 0
	}
	return len(name)
}

var nameBytes = func() (table [256]bool) {
	for c := range table {
		b := byte(c)
		table[c] = b >= utf8.RuneSelf || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' ||
			'0' <= b && b <= '9' || b == '-' || b == '.' || b == '_' || b == ':'
	}
	return table
}()

// shorten returns a name as an error shows it.
func shorten(name []byte) string {
	const most = 60
	if len(name) <= most {
		return string(name)
	}
	return strings.ToValidUTF8(string(name[:most]), "") + "…"
}
