package xmlscan

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
)

// Decode returns the text of in as UTF-8, and the name of the encoding it is
// in: that of its byte-order mark, or of its first bytes, or the one that the
// XML declaration names. A file that says UTF-16 and has single bytes is taken
// as UTF-8.
func Decode(in io.Reader) (io.Reader, string, error) {
	const sniffed = 512 // bytes, enough for any declaration
	buffered := bufio.NewReaderSize(in, 64<<10)
	head, err := buffered.Peek(sniffed)
	if err != nil && err != io.EOF {
		return nil, "", fmt.Errorf("reading its first bytes: %w", err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, err := buffered.Discard(3)
		return buffered, "utf-8", err
	case bytes.HasPrefix(head, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(head, []byte("\x00\x00\xfe\xff")):
		return nil, "", errors.New("it is in UTF-32; convert it first, with iconv for instance")
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		_, err := buffered.Discard(2)
		return &wide{in: buffered}, "utf-16le", err
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		_, err := buffered.Discard(2)
		return &wide{in: buffered, big: true}, "utf-16be", err
	case wideStart(head, 0):
		return &wide{in: buffered}, "utf-16le", nil
	case wideStart(head, 1):
		return &wide{in: buffered, big: true}, "utf-16be", nil
	}
	return decodeDeclared(buffered, head)
}

// wideStart reports whether head are ASCII characters of 16 bits that begin a
// tag, the low byte of each at low.
func wideStart(head []byte, low int) bool {
	for i := 0; i+1 < len(head); i += 2 {
		c, zero := head[i+low], head[i+1-low]
		if zero != 0 || c == 0 {
			return false
		}
		if !isSpace(c) {
			return c == '<'
		}
	}
	return false
}

func decodeDeclared(in *bufio.Reader, head []byte) (io.Reader, string, error) {
	head = bytes.TrimLeft(head, " \t\r\n")
	if !bytes.HasPrefix(head, []byte("<?xml")) {
		return in, "utf-8", nil
	}
	if end := bytes.Index(head, []byte("?>")); end >= 0 {
		head = head[:end]
	}
	name := strings.ToLower(strings.TrimSpace(pseudoAttribute(head, "encoding")))
	switch name {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return in, "utf-8", nil
	case "utf-16", "utf-16le", "utf-16be", "ucs-2", "iso-10646-ucs-2", "unicode":
		return in, "utf-8", nil // wideStart says that it is not
	}
	charset, err := findCharset(name)
	if err != nil {
		return nil, name, &Error{Line: 1, Column: 1, Err: err}
	}
	return charset.NewDecoder().Reader(in), name, nil
}

func findCharset(name string) (encoding.Encoding, error) {
	if charset, err := htmlindex.Get(name); err == nil {
		return charset, nil
	}
	if charset, err := ianaindex.IANA.Encoding(name); err == nil && charset != nil {
		return charset, nil
	}
	return nil, fmt.Errorf("the encoding %q is not known", shorten([]byte(name)))
}

// wide reads UTF-16. Unlike the decoder of x/text it does not put U+FFFD in the
// place of half a surrogate pair: a file with one is broken.
type wide struct {
	in   *bufio.Reader
	big  bool
	high rune   // first half of a pair
	left []byte // that did not fit
	err  error
}

func (w *wide) Read(p []byte) (int, error) {
	n := copy(p, w.left)
	w.left = w.left[n:]
	for n+utf8.UTFMax <= len(p) && w.err == nil {
		r, ok := w.rune()
		if ok {
			n += utf8.EncodeRune(p[n:], r)
		}
		if w.in.Buffered() < 2 && n > 0 {
			break // rather than wait for more
		}
	}
	if n == 0 && len(p) > 0 && w.err == nil {
		// A buffer that is too small for a character.
		if r, ok := w.rune(); ok {
			w.left = utf8.AppendRune(nil, r)
			return w.Read(p)
		}
	}
	if n > 0 {
		return n, nil
	}
	return 0, w.err
}

// rune reads a code unit, and reports whether a character is complete.
func (w *wide) rune() (rune, bool) {
	low, err := w.in.ReadByte()
	if err != nil {
		w.end(err)
		return 0, false
	}
	high, err := w.in.ReadByte()
	if err == io.EOF {
		err = errors.New("the file ends in the middle of a character")
	}
	if err != nil {
		w.err = err
		return 0, false
	}
	if w.big {
		low, high = high, low
	}
	unit := rune(high)<<8 | rune(low)
	switch {
	case w.high != 0:
		r := utf16.DecodeRune(w.high, unit)
		w.high = 0
		if r == utf8.RuneError {
			w.err = errHalf
			return 0, false
		}
		return r, true
	case unit >= 0xDC00 && unit <= 0xDFFF:
		w.err = errHalf
		return 0, false
	case utf16.IsSurrogate(unit):
		w.high = unit
		return 0, false
	}
	return unit, true
}

var errHalf = errors.New("half of a surrogate pair, which is no character")

func (w *wide) end(err error) {
	w.err = err
	if err == io.EOF && w.high != 0 {
		w.err = errHalf
	}
}
