// Package xmlscan cuts XML into tags and text, for files of many gigabytes that
// may be broken or hostile.
//
//	in, charset, err := xmlscan.Decode(file)
//	…
//	s := xmlscan.New(in, xmlscan.Options{})
//	for {
//		kind, err := s.Next()
//		…
//	}
//
// It exists beside encoding/xml for three reasons: it hands out the bytes of a
// tag as they stand in the file ([Scanner.Raw]), which is how a foreign code
// comes back unchanged; it says line and column of whatever it met; and it
// reads several times as many bytes a second, since it allocates nothing for
// a token. A fuzz test holds it against encoding/xml.
//
// It reads XML 1.0 (https://www.w3.org/TR/xml/) without validation. What always
// holds:
//
//   - a token is at most Options.MaxToken bytes, elements are at most
//     Options.MaxDepth deep, and no more memory is taken than for one token;
//   - tags nest, attributes occur once, text holds only characters of XML;
//   - of a document type declaration only the entities of the internal subset
//     are read. Nothing is fetched; an entity that expands beyond MaxEntity,
//     that holds markup, or whose text is elsewhere is an error where it is
//     used.
package xmlscan

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// Kind is what a token is.
type Kind int

// The kinds of token. Comments, processing instructions and the document type
// declaration are read and not handed out.
const (
	End   Kind = iota // of an element
	Start             // of an element; <a/> gives a Start and an End
	Text              // between tags, or a CDATA section
)

// Bounds that no honest file meets.
const (
	DefaultMaxToken = 32 << 20 // bytes
	DefaultMaxDepth = 64
	MaxAttributes   = 64
	MaxEntity       = 64 << 10 // bytes that one reference may expand to
)

// Options bound what a file may ask for.
type Options struct {
	MaxToken int // bytes of a token, [DefaultMaxToken] when 0
	MaxDepth int // elements inside each other, [DefaultMaxDepth] when 0
}

// Error is a fault of the file, or of reading it, and where it is.
type Error struct {
	Line, Column int // from 1; the column counts characters
	Err          error
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %v", e.Line, e.Column, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Attribute is an attribute of a start tag, its name with the prefix.
type Attribute struct{ Name, Value string }

// Scanner reads tokens. What it hands out is valid until the next call of Next,
// but for strings.
type Scanner struct {
	in      io.Reader
	options Options
	inErr   error // that in ended with, io.EOF at its end

	buffer     []byte
	start, end int // of the token in buffer; end is 0 before it is known
	filled     int
	before     int64 // bytes before buffer[0]
	place      place // of buffer[start]

	stack   []string
	rootEnd bool // the root element was closed
	closing bool // the End of an empty element is due

	name       string
	attributes []Attribute
	text       []byte
	expanded   bool
	scratch    []byte
	entities   map[string]entity
	names      map[string]string
}

// New returns a scanner of UTF-8 text; see [Decode].
func New(in io.Reader, options Options) *Scanner {
	options.MaxToken = cmp.Or(options.MaxToken, DefaultMaxToken)
	options.MaxDepth = cmp.Or(options.MaxDepth, DefaultMaxDepth)
	return &Scanner{
		in: in, options: options, buffer: make([]byte, min(64<<10, options.MaxToken+1)),
		place: place{line: 1, column: 1}, names: map[string]string{},
	}
}

// Next reads the next token. It returns io.EOF after the root element, and
// every other error as an [*Error].
func (s *Scanner) Next() (Kind, error) {
	s.expanded = false
	if s.closing {
		s.closing = false
		s.skip()
		s.pop()
		return End, nil
	}
	for from := s.Offset(); ; {
		s.skip()
		if s.Offset()-from > int64(s.options.MaxToken) {
			return 0, s.faultf(0, "more than %d bytes of comments, instructions and white space", s.options.MaxToken)
		}
		if !s.more(1) {
			return 0, s.finish()
		}
		if s.buffer[s.start] != '<' {
			blank, err := s.readText()
			if err != nil || !blank || len(s.stack) > 0 {
				return Text, err
			}
			continue
		}
		kind, given, err := s.readMarkup()
		if err != nil || given {
			return kind, err
		}
	}
}

// Name is that of the element which the last Start or End token is of, with
// its prefix.
func (s *Scanner) Name() string { return s.name }

// Attributes are those of the last Start token.
func (s *Scanner) Attributes() []Attribute { return s.attributes }

// Text is that of the last Text token, with its references resolved.
func (s *Scanner) Text() []byte { return s.text }

// Raw is the last token as it stands in the file, but for line ends, which are
// line feeds. The End of an empty element has no bytes of its own.
func (s *Scanner) Raw() []byte {
	raw := s.buffer[s.start:s.end]
	if bytes.IndexByte(raw, '\r') < 0 {
		return raw
	}
	return appendLines(nil, raw)
}

// Expanded reports whether the last token holds a reference to an entity that
// the file itself declares, so that Raw would mean nothing elsewhere.
func (s *Scanner) Expanded() bool { return s.expanded }

// Depth is the number of elements that are open.
func (s *Scanner) Depth() int { return len(s.stack) }

// Line and Column say where the last token begins.
func (s *Scanner) Line() int { return s.place.line }

// Column counts characters from 1.
func (s *Scanner) Column() int { return s.place.column }

// Offset is the number of bytes of text up to the end of the last token.
func (s *Scanner) Offset() int64 { return s.before + int64(s.end) }

// Fault returns an error at the last token.
func (s *Scanner) Fault(err error) error { return s.faultAt(0, err) }

func (s *Scanner) faultf(offset int, format string, args ...any) error {
	return s.faultAt(offset, fmt.Errorf(format, args...))
}

// faultAt returns an error offset bytes after the beginning of the token.
func (s *Scanner) faultAt(offset int, err error) error {
	at := s.place
	at.advance(s.buffer[s.start:min(s.start+offset, s.filled)])
	return &Error{Line: at.line, Column: at.column, Err: err}
}

// finish returns the error of a file that has ended.
func (s *Scanner) finish() error {
	switch {
	case s.inErr != io.EOF:
		return s.faultf(s.filled-s.start, "reading on: %w", s.inErr)
	case len(s.stack) > 0:
		return s.faultf(0, "the file ends inside <%s>", s.stack[len(s.stack)-1])
	case !s.rootEnd:
		return s.faultf(0, "the file has no content")
	}
	return io.EOF
}

// skip leaves the last token behind.
func (s *Scanner) skip() {
	s.place.advance(s.buffer[s.start:s.end])
	s.start = s.end
}

// more makes sure that the token's first n bytes are in the buffer, and reports
// false when the file ends before.
func (s *Scanner) more(n int) bool {
	for s.filled-s.start < n {
		if s.inErr != nil {
			return false
		}
		s.fill()
	}
	return true
}

// fill reads more of the file behind what is in the buffer.
func (s *Scanner) fill() {
	if s.start > 0 {
		copy(s.buffer, s.buffer[s.start:s.filled])
		s.before += int64(s.start)
		s.filled -= s.start
		s.end -= s.start
		s.start = 0
	}
	if s.filled == len(s.buffer) {
		grown := make([]byte, 2*len(s.buffer))
		copy(grown, s.buffer[:s.filled])
		s.buffer = grown
	}
	for range 100 {
		n, err := s.in.Read(s.buffer[s.filled:])
		s.filled += n
		s.inErr = err
		if n > 0 || err != nil {
			return
		}
	}
	s.inErr = io.ErrNoProgress
}

// errCut is what find returns when the file ends first.
var errCut = errors.New("cut short")

// find returns where pattern begins, at or after from, both counted from the
// beginning of the token. what names the token for the error.
func (s *Scanner) find(pattern string, from int, what string) (int, error) {
	for {
		window := s.buffer[s.start:s.filled]
		if from < len(window) {
			if i := bytes.Index(window[from:], []byte(pattern)); i >= 0 {
				return from + i, nil
			}
			from = max(from, len(window)-len(pattern)+1)
		}
		if len(window) > s.options.MaxToken {
			return 0, s.faultf(0, "%s of more than %d bytes", what, s.options.MaxToken)
		}
		if s.inErr != nil {
			return 0, s.cut(what)
		}
		s.fill()
	}
}

// cut returns the error of a token whose end is not in the file.
func (s *Scanner) cut(what string) error {
	if s.inErr != io.EOF {
		return s.finish()
	}
	return s.faultf(0, "the file ends inside %s: %w", what, errCut)
}

func (s *Scanner) push(name string) error {
	if s.rootEnd {
		return s.faultf(0, "a second root element, <%s>", name)
	}
	if len(s.stack) == s.options.MaxDepth {
		return s.faultf(0, "more than %d elements inside each other", s.options.MaxDepth)
	}
	s.stack = append(s.stack, name)
	s.name = name
	return nil
}

func (s *Scanner) pop() {
	s.name = s.stack[len(s.stack)-1]
	s.stack = s.stack[:len(s.stack)-1]
	s.rootEnd = len(s.stack) == 0
}

// intern returns name as a string, the same one for the same name.
func (s *Scanner) intern(name []byte) string {
	const maxNames, maxLength = 4096, 64
	if known, ok := s.names[string(name)]; ok {
		return known
	}
	fresh := string(name)
	if len(s.names) < maxNames && len(fresh) <= maxLength {
		s.names[fresh] = fresh
	}
	return fresh
}

// place is a line and column, from 1.
type place struct{ line, column int }

// advance moves the place behind text. A carriage return without a line feed
// ends a line too, as XML says; it is so rare that only its pair is counted.
func (p *place) advance(text []byte) {
	if i := bytes.LastIndexByte(text, '\n'); i >= 0 {
		p.line += bytes.Count(text, []byte{'\n'})
		p.column = 1
		text = text[i+1:]
	}
	p.column += utf8.RuneCount(text)
}
