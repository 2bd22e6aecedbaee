package po

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// message is an entry of a file: comments, then keywords with their strings.
type message struct {
	line       int               // of its first line
	texts      map[string]string // by keyword; msgstr[0] and so on are msgstr[]
	comments   []string          // #
	extracted  []string          // #.
	references []string          // #:
	flags      []string          // #, without fuzzy
	fuzzy      bool
	obsolete   int // messages behind #~
}

func (m *message) has(keyword string) bool { _, ok := m.texts[keyword]; return ok }

// complete reports whether the message has its translation, so that a comment
// or a msgid begins another.
func (m *message) complete() bool { return m.has("msgstr") || m.has("msgstr[]") }

// lines reads a file line by line, and gathers messages.
type lines struct {
	in      *bufio.Reader
	max     int
	decoder *encoding.Decoder // nil for UTF-8
	number  int               // of the line that was read last
	held    *string           // a line that was read and belongs to the next message
	size    int               // of the message so far
}

func newLines(in io.Reader, maxMessage int) *lines {
	return &lines{in: bufio.NewReaderSize(in, 64<<10), max: maxMessage}
}

// setCharset makes the lines that follow be read in a charset. A template says
// CHARSET, and means that nobody has chosen one.
func (l *lines) setCharset(name string) error {
	switch name {
	case "", "utf-8", "utf8", "ascii", "us-ascii", "charset":
		return nil
	}
	encoding, err := htmlindex.Get(name)
	if err != nil {
		return fmt.Errorf("the charset %q is not known", name)
	}
	if strings.HasPrefix(name, "utf-16") {
		return fmt.Errorf("the header says %s, which it is not written in", name)
	}
	l.decoder = encoding.NewDecoder()
	if l.held != nil { // read before the header was understood
		decoded, err := l.decoder.String(*l.held)
		if err != nil {
			return err
		}
		l.held = &decoded
	}
	return nil
}

// message returns the next message, or io.EOF.
func (l *lines) message() (*message, error) {
	m := &message{texts: map[string]string{}}
	l.size = 0
	keyword := "" // that a string belongs to
	for {
		line, err := l.next()
		if err == io.EOF {
			if m.line == 0 {
				return nil, io.EOF
			}
			return m, l.unfinished(m)
		}
		if err != nil {
			return nil, err
		}
		text := strings.Trim(line, " \t\r\n\f\v")
		if text == "" {
			continue
		}
		if l.begins(m, text) {
			l.held = &line
			return m, l.unfinished(m)
		}
		if m.line == 0 {
			m.line = l.number
		}
		if text[0] == '#' {
			m.comment(strings.ToValidUTF8(text, "\ufffd"))
			continue
		}
		if err := l.checkText(line); err != nil {
			return nil, err
		}
		rest := text
		if text[0] != '"' {
			if keyword, rest, err = l.keyword(m, line, text); err != nil {
				return nil, err
			}
		}
		if keyword == "" {
			return nil, l.fault(line, text, errors.New("a string without a keyword"))
		}
		s, err := unquote(rest)
		if err != nil {
			return nil, l.fault(line, rest, err)
		}
		m.texts[keyword] += s
	}
}

// begins reports whether a line belongs to the message after m.
func (l *lines) begins(m *message, text string) bool {
	if !m.complete() {
		// Obsolete messages are comments, and no part of the one that follows.
		return m.obsolete > 0 && !m.has("msgid") && !strings.HasPrefix(text, "#~")
	}
	word, _, _ := strings.Cut(text, " ")
	return text[0] == '#' || word == "msgctxt" || word == "msgid" || strings.HasPrefix(text, `msgid"`) || word == "domain"
}

func (l *lines) unfinished(m *message) error {
	if m.has("msgid") && !m.complete() || !m.has("msgid") && (m.has("msgctxt") || m.complete()) {
		return fmt.Errorf("%w: line %d, column 1: the message that begins on line %d is not whole", ErrFormat, max(l.number, 1), m.line)
	}
	return nil
}

// keyword cuts the keyword off a line.
func (l *lines) keyword(m *message, line, text string) (name, rest string, err error) {
	end := strings.IndexAny(text, " \t\"")
	if end < 0 {
		end = len(text)
	}
	name, rest = text[:end], strings.TrimLeft(text[end:], " \t")
	if strings.HasPrefix(name, "msgstr[") && strings.HasSuffix(name, "]") {
		name = "msgstr[]"
	}
	switch name {
	case "msgctxt", "msgid", "msgid_plural", "msgstr":
		if m.has(name) {
			return "", "", l.fault(line, text, fmt.Errorf("%s is there twice in a message", name))
		}
		m.texts[name] = ""
	case "msgstr[]":
		m.texts[name] += ""
	case "domain":
	default:
		return "", "", l.fault(line, text, fmt.Errorf("%.20q is no keyword of PO", name))
	}
	return name, rest, nil
}

// comment reads a line that begins with #.
func (m *message) comment(text string) {
	sign, rest := text, ""
	if len(text) > 1 {
		sign, rest = text[:2], text[2:]
	}
	rest = strings.TrimPrefix(rest, " ")
	switch sign {
	case "#.":
		m.extracted = append(m.extracted, rest)
	case "#:":
		m.references = append(m.references, rest)
	case "#,", "#=":
		for flag := range strings.SplitSeq(rest, ",") {
			switch flag = strings.TrimSpace(flag); flag {
			case "":
			case "fuzzy":
				m.fuzzy = true
			default:
				m.flags = append(m.flags, flag)
			}
		}
	case "#|": // what the msgid was before it changed
	case "#~":
		if strings.HasPrefix(rest, "msgid ") || strings.HasPrefix(rest, `msgid"`) {
			m.obsolete++
		}
	default:
		m.comments = append(m.comments, strings.TrimPrefix(text[1:], " "))
	}
}

// next returns the next line as UTF-8, with its end.
func (l *lines) next() (string, error) {
	if l.held != nil {
		line := *l.held
		l.held = nil
		l.size += len(line)
		return line, nil
	}
	var line []byte
	for {
		part, err := l.in.ReadSlice('\n')
		line = append(line, part...)
		if l.size+len(line) > l.max {
			return "", fmt.Errorf("%w: line %d, column 1: a message is longer than %d bytes", ErrFormat, l.number+1, l.max)
		}
		if err == nil || err == io.EOF && len(line) > 0 {
			break
		}
		if err == io.EOF {
			return "", err
		}
		if err != bufio.ErrBufferFull {
			return "", fmt.Errorf("%w: line %d, column 1: %w", ErrFormat, l.number+1, err)
		}
	}
	l.number++
	l.size += len(line)
	if l.number == 1 {
		if bytes.HasPrefix(line, []byte{0xFF, 0xFE}) || bytes.HasPrefix(line, []byte{0xFE, 0xFF}) {
			return "", fmt.Errorf("%w: line 1, column 1: the file is in UTF-16; convert it to UTF-8 first", ErrFormat)
		}
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
	}
	if l.decoder == nil {
		return string(line), nil
	}
	decoded, err := l.decoder.Bytes(line)
	if err != nil {
		return "", fmt.Errorf("%w: line %d, column 1: %w", ErrFormat, l.number, err)
	}
	return string(decoded), nil
}

// checkText refuses a line that is no text.
func (l *lines) checkText(line string) error {
	for i, r := range line {
		if r == 0 || r == utf8.RuneError && !strings.HasPrefix(line[i:], "\ufffd") {
			return l.fault(line, line[i:], errors.New("this is no text in the charset of the file"))
		}
	}
	return nil
}

// fault returns an error at rest, which is a part of line.
func (l *lines) fault(line, rest string, err error) error {
	column := 1
	if i := strings.LastIndex(line, rest); i > 0 {
		column += utf8.RuneCountInString(line[:i])
	}
	return fmt.Errorf("%w: line %d, column %d: %w", ErrFormat, l.number, column, err)
}

// unquote reads a string in quotes with the escapes of C.
func unquote(s string) (string, error) {
	s = strings.TrimRight(s, " \t\r\n\f\v")
	if len(s) < 2 || s[0] != '"' {
		return "", errors.New("a string in quotes should stand here")
	}
	var out []byte
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '"':
			if i != len(s)-1 {
				return "", errors.New("something stands behind the closing quote")
			}
			if !utf8.Valid(out) {
				return "", errors.New("an escape makes a text that is not UTF-8")
			}
			return string(out), nil
		case '\\':
			c, size := escape(s[i+1:])
			if size == 0 {
				return "", errors.New("an escape that is none")
			}
			out = append(out, c)
			i += size
		default:
			out = append(out, s[i])
		}
	}
	return "", errors.New("the closing quote is missing")
}

const escapes = "n\nt\tr\ra\ab\bf\fv\v\\\\\"\"''??"

// escape returns the byte that an escape stands for, and the length of what
// follows its backslash; 0 when it is none.
func escape(s string) (byte, int) {
	if s == "" {
		return 0, 0
	}
	for i := 0; i < len(escapes); i += 2 {
		if s[0] == escapes[i] {
			return escapes[i+1], 1
		}
	}
	digits, base, most := s, 8, 3
	if s[0] == 'x' {
		digits, base, most = s[1:], 16, 2
	}
	n := 0
	for n < len(digits) && n < most && isDigit(digits[n], base) {
		n++
	}
	value, err := strconv.ParseUint(digits[:n], base, 8)
	if err != nil {
		return 0, 0
	}
	return byte(value), n + len(s) - len(digits)
}

func isDigit(c byte, base int) bool {
	_, err := strconv.ParseUint(string(c), base, 8)
	return err == nil
}
