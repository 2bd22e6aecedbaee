package xmlio

import (
	"bufio"
	"fmt"
	"io"
	"unicode/utf8"
)

// Writer writes markup and escaped text. The first error of the underlying
// writer stays, and whatever is written after it goes nowhere, so that a caller
// asks once, at the end of an item.
type Writer struct {
	out     *bufio.Writer
	format  string
	err     error
	dropped int
}

// NewWriter returns a writer to out; format is what an error calls the file.
func NewWriter(out io.Writer, format string) *Writer {
	return &Writer{out: bufio.NewWriterSize(out, 64<<10), format: format}
}

// Dropped returns the number of characters left out so far because XML 1.0 has
// no way to write them: most control characters, U+FFFE, U+FFFF, and bytes
// that are not UTF-8.
func (w *Writer) Dropped() int { return w.dropped }

// Err returns the first error.
func (w *Writer) Err() error { return w.err }

// Flush writes what is buffered and returns the first error.
func (w *Writer) Flush() error {
	w.fail(w.out.Flush())
	return w.err
}

// Markup writes s as it is.
func (w *Writer) Markup(s string) {
	if w.err != nil {
		return
	}
	_, err := w.out.WriteString(s)
	w.fail(err)
}

// Text writes s as character data.
func (w *Writer) Text(s string) { w.escape(s, false) }

// Attribute writes a space, the name and the value in quotes.
func (w *Writer) Attribute(name, value string) {
	w.Markup(" " + name + `="`)
	w.escape(value, true)
	w.Markup(`"`)
}

// escape writes s as character data or as the value of an attribute. What XML
// 1.0 cannot hold is left out and counted.
//
// A carriage return is written as a reference, since a parser turns a bare one
// into a line feed; in an attribute so are tabs and line feeds, which would
// become spaces. ">" is escaped everywhere, so that "]]>" cannot occur.
func (w *Writer) escape(s string, attribute bool) {
	start := 0
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		replacement := Entity(r, attribute)
		illegal := !Legal(r) || r == utf8.RuneError && size == 1
		if illegal {
			w.dropped++
		}
		if illegal || replacement != "" {
			w.Markup(s[start:i])
			w.Markup(replacement)
			start = i + size
		}
		i += size
	}
	w.Markup(s[start:])
}

// Entity returns how r must be written, in the text of an element or in the value
// of an attribute, or "" when it stands for itself.
func Entity(r rune, attribute bool) string {
	switch r {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '\r':
		return "&#13;"
	}
	if !attribute {
		return ""
	}
	switch r {
	case '"':
		return "&quot;"
	case '\t':
		return "&#9;"
	case '\n':
		return "&#10;"
	}
	return ""
}

// Legal reports whether r is a Char of XML 1.0 (section 2.2).
func Legal(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= 0x20 && r <= 0xD7FF ||
		r >= 0xE000 && r <= 0xFFFD ||
		r >= 0x10000 && r <= 0x10FFFF
}

func (w *Writer) fail(err error) {
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("write %s: %w", w.format, err)
	}
}
