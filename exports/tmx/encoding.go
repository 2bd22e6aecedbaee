package tmx

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// decode looks at the first bytes of in and returns its text as UTF-8, with
// the name of the encoding. A declared legacy encoding is left to
// charsetReader, which is called when the declaration has been read.
func decode(in io.Reader) (io.Reader, string, error) {
	buffered := bufio.NewReaderSize(in, 64<<10)
	head, err := buffered.Peek(4)
	if err != nil && err != io.EOF {
		return nil, "", err
	}
	utf16 := func(order unicode.Endianness, mark unicode.BOMPolicy) io.Reader {
		return unicode.UTF16(order, mark).NewDecoder().Reader(buffered)
	}
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		_, err = buffered.Discard(3)
		return buffered, "utf-8", err
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return utf16(unicode.LittleEndian, unicode.UseBOM), "utf-16le", nil
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return utf16(unicode.BigEndian, unicode.UseBOM), "utf-16be", nil
	case bytes.Equal(head, []byte{'<', 0, '?', 0}), bytes.Equal(head, []byte{'<', 0, 't', 0}):
		return utf16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le", nil
	case bytes.Equal(head, []byte{0, '<', 0, '?'}), bytes.Equal(head, []byte{0, '<', 0, 't'}):
		return utf16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be", nil
	}
	return buffered, "utf-8", nil
}

func charsetReader(label string, in io.Reader) (io.Reader, error) {
	encoding, err := htmlindex.Get(label)
	if err != nil {
		return nil, fmt.Errorf("the encoding %q is not known", label)
	}
	return encoding.NewDecoder().Reader(in), nil
}

// budget ends a read that goes on for too long without the parser having
// found the end of a unit, since the parser keeps a whole token in memory.
type budget struct {
	in         io.Reader
	size, left int
}

func (b *budget) reset() { b.left = b.size }

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("more than %d bytes in one unit, or between two", b.size)
	}
	if len(p) > b.left {
		p = p[:b.left]
	}
	n, err := b.in.Read(p)
	b.left -= n
	return n, err
}
