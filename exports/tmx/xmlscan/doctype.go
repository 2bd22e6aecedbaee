package xmlscan

import (
	"bytes"
	"unicode/utf8"
)

// maxDoctype bounds a document type declaration, in bytes.
const maxDoctype = 1 << 20

// readDoctype reads a document type declaration and remembers the entities that
// its internal subset declares.
func (s *Scanner) readDoctype() error {
	if len(s.stack) > 0 || s.rootEnd {
		return s.faultf(0, "a DOCTYPE that does not stand before the root element")
	}
	length, subset, err := s.doctypeLength()
	if err != nil {
		return err
	}
	s.end = s.start + length
	if _, err := s.check(0, length); err != nil {
		return err
	}
	s.declare(s.buffer[s.start+subset[0] : s.start+subset[1]])
	return nil
}

// doctypeLength returns the length of the declaration and the ends of its
// internal subset.
func (s *Scanner) doctypeLength() (length int, subset [2]int, err error) {
	quote, depth := byte(0), 0
	for i := 1; ; {
		for ; s.start+i < s.filled; i++ {
			switch c := s.buffer[s.start+i]; {
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '<':
				// A comment may hold quotes that mean nothing.
				if !s.more(i + len("<!--")) {
					return 0, subset, s.cut("the DOCTYPE")
				}
				if string(s.buffer[s.start+i:s.start+i+len("<!--")]) == "<!--" {
					end, err := s.find("-->", i+len("<!--"), "a comment")
					if err != nil {
						return 0, subset, err
					}
					i = end + len("-->") - 1
					continue
				}
				depth++
			case c == '"' || c == '\'':
				quote = c
			case c == '[' && subset[0] == 0:
				subset[0] = i + 1
			case c == ']' && depth == 0 && subset[0] > 0:
				subset[1] = i
			case c == '>' && depth > 0:
				depth--
			case c == '>' && (subset[0] == 0 || subset[1] > 0):
				return i + 1, subset, nil
			}
		}
		if i > min(maxDoctype, s.options.MaxToken) {
			return 0, subset, s.faultf(0, "a DOCTYPE of more than %d bytes", min(maxDoctype, s.options.MaxToken))
		}
		if s.inErr != nil {
			return 0, subset, s.cut("the DOCTYPE")
		}
		s.fill()
	}
}

// declare reads the entities of an internal subset. The first declaration of a
// name counts. Parameter entities are not expanded, since they are of use to a
// DTD only.
func (s *Scanner) declare(subset []byte) {
	s.entities = map[string]entity{}
	for {
		i := bytes.Index(subset, []byte("<!"))
		if i < 0 {
			return
		}
		subset = subset[i:]
		if bytes.HasPrefix(subset, []byte("<!--")) {
			end := bytes.Index(subset, []byte("-->"))
			if end < 0 {
				return
			}
			subset = subset[end+len("-->"):]
			continue
		}
		rest, isEntity := bytes.CutPrefix(subset, []byte("<!ENTITY"))
		subset = subset[len("<!"):]
		if isEntity {
			s.declareEntity(rest)
		}
	}
}

// declareEntity reads `name "value">` or `name SYSTEM "address">`.
func (s *Scanner) declareEntity(text []byte) {
	text = bytes.TrimLeft(text, " \t\r\n")
	size := nameLength(text)
	if size == 0 {
		return // "%": a parameter entity
	}
	name := string(text[:size])
	if _, known := s.entities[name]; known {
		return
	}
	text = bytes.TrimLeft(text[size:], " \t\r\n")
	if len(text) == 0 || text[0] != '"' && text[0] != '\'' {
		s.entities[name] = entity{external: true}
		return
	}
	end := bytes.IndexByte(text[1:], text[0])
	if end < 0 {
		return
	}
	s.entities[name] = entity{value: entityValue(text[1 : 1+end])}
}

// entityValue resolves the references to characters, and no other, in the value
// that a declaration gives (section 4.5).
func entityValue(literal []byte) []byte {
	var value []byte
	for {
		i := bytes.Index(literal, []byte("&#"))
		if i < 0 {
			return append(value, literal...)
		}
		end := bytes.IndexByte(literal[i:], ';')
		if end < 0 {
			return append(value, literal...)
		}
		value = append(value, literal[:i]...)
		r, err := characterReference(literal[i+2 : i+end])
		if err != nil {
			value = append(value, literal[i:i+end+1]...) // an error where it is used
		} else {
			value = utf8.AppendRune(value, r)
		}
		literal = literal[i+end+1:]
	}
}
