package pretranslate

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// original is the file as it came: its bytes, and its text as UTF-8, which
// everything else works on. Only [original.splice] knows of bytes again.
type original struct {
	data     []byte
	text     string // without byte-order mark
	mark     int    // length of the byte-order mark
	name     string // of the encoding, as package htmlindex has it
	encoding encoding.Encoding
}

// edit puts text in the place of original.text[start:end].
type edit struct {
	start, end int
	text       string
}

// newOriginal decodes data. The name of the encoding is what the file or a
// person says; a byte-order mark overrides it, and none at all means UTF-8.
func newOriginal(data []byte, name string) (*original, error) {
	o := &original{data: data, name: "utf-8"}
	switch {
	case bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}):
		o.mark = 3
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		o.mark, o.name = 2, "utf-16le"
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		o.mark, o.name = 2, "utf-16be"
	case name != "":
		var err error
		if o.name, err = encodingName(name); err != nil {
			return nil, err
		}
	}
	return o, o.decode()
}

// encodingName returns the name of an encoding as the WHATWG standard has it.
func encodingName(name string) (string, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	switch name {
	case "ascii", "utf8":
		return "utf-8", nil
	case "utf-16", "utf-16be":
		return name, nil
	}
	found, err := htmlindex.Get(name)
	if err == nil && found != encoding.Replacement {
		return htmlindex.Name(found)
	}
	return "", fmt.Errorf("the encoding %q is not known", name)
}

func (o *original) decode() error {
	body := o.data[o.mark:]
	if o.name == "utf-8" {
		o.text = string(body)
		if !utf8.ValidString(o.text) {
			return o.badByte()
		}
		return nil
	}
	if err := o.setEncoding(); err != nil {
		return err
	}
	text, err := o.encoding.NewDecoder().Bytes(body)
	if err != nil {
		return fmt.Errorf("reading the file as %s: %w", o.name, err)
	}
	o.text = string(text)
	if at := strings.IndexRune(o.text, utf8.RuneError); at >= 0 {
		return faultAt(o.text, at, "a byte that is not %s, or the character U+FFFD, which stands for one", o.name)
	}
	return nil
}

func (o *original) setEncoding() error {
	switch o.name {
	case "utf-16le", "utf-16":
		o.encoding = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "utf-16be":
		o.encoding = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case "gbk": // files that say GBK hold characters of its successor
		o.encoding = simplifiedchinese.GB18030
	case "iso-2022-jp":
		return fmt.Errorf("the encoding iso-2022-jp keeps a state from one character to the next, and cannot be written in parts; convert the file to UTF-8 first")
	default:
		var err error
		o.encoding, err = htmlindex.Get(o.name)
		return err
	}
	return nil
}

// badByte says where the first byte stands that is not UTF-8.
func (o *original) badByte() error {
	at := 0
	for at < len(o.text) {
		r, size := utf8.DecodeRuneInString(o.text[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return faultAt(o.text, at, "the byte 0x%02X is not UTF-8; name the file's encoding with --encoding, or convert it", o.text[at])
}

// holds reports whether the file's encoding has all characters of a text, and
// the first that it has not.
func (o *original) holds(text string) (rune, bool) {
	if o.encoding == nil {
		return 0, true
	}
	if _, err := o.encoding.NewEncoder().String(text); err == nil {
		return 0, true
	}
	for _, r := range text {
		if !o.holdsRune(r) {
			return r, false
		}
	}
	return 0, true
}

func (o *original) holdsRune(r rune) bool {
	if o.encoding == nil || r < utf8.RuneSelf {
		return true
	}
	_, err := o.encoding.NewEncoder().String(string(r))
	return err == nil
}

// splice returns the file with the edits made. Every byte outside of them is
// that of the file.
func (o *original) splice(edits []edit) ([]byte, error) {
	if len(edits) == 0 {
		return o.data, nil
	}
	slices.SortStableFunc(edits, func(a, b edit) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return a.end - b.end
	})
	places := &places{o: o, byteAt: o.mark}
	out := make([]byte, 0, len(o.data)+len(o.data)/4)
	kept := 0 // bytes of the file that are in out, or replaced
	end := 0
	for _, e := range edits {
		if e.start < end || e.end < e.start || e.end > len(o.text) {
			return nil, fmt.Errorf("edits of %d:%d and up to %d overlap; this is a fault of calque, please report it", e.start, e.end, end)
		}
		end = e.end
		from, to := places.of(e.start), places.of(e.end)
		out = append(out, o.data[kept:from]...)
		text, err := o.encode(e.text)
		if err != nil {
			return nil, err
		}
		out = append(out, text...)
		kept = to
	}
	out = append(out, o.data[kept:]...)
	return out, o.check(out, edits)
}

func (o *original) encode(text string) ([]byte, error) {
	if o.encoding == nil {
		return []byte(text), nil
	}
	out, err := o.encoding.NewEncoder().Bytes([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("writing %q as %s: %w", text, o.name, err)
	}
	return out, nil
}

// check reads what was written in another encoding than UTF-8 again, since a
// text written in parts must give the same characters as one written whole.
func (o *original) check(out []byte, edits []edit) error {
	if o.encoding == nil {
		return nil
	}
	text, err := o.encoding.NewDecoder().Bytes(out[o.mark:])
	if err != nil || string(text) != spliceText(o.text, edits) {
		return fmt.Errorf("the encoding %s cannot be written in parts; convert the file to UTF-8 first", o.name)
	}
	return nil
}

// spliceText makes edits, which are in order, in a text.
func spliceText(text string, edits []edit) string {
	var b strings.Builder
	kept := 0
	for _, e := range edits {
		b.WriteString(text[kept:e.start])
		b.WriteString(e.text)
		kept = e.end
	}
	b.WriteString(text[kept:])
	return b.String()
}

// places finds the bytes of offsets in the text, which must be asked for in
// ascending order.
type places struct {
	o              *original
	textAt, byteAt int
}

func (p *places) of(offset int) int {
	if p.o.encoding == nil {
		return p.o.mark + offset
	}
	decoder := p.o.encoding.NewDecoder()
	var one [16]byte
	for p.textAt < offset && p.byteAt < len(p.o.data) {
		// The shortest run of bytes that gives a character is one.
		for n := 1; ; n++ {
			last := p.byteAt+n >= len(p.o.data)
			decoder.Reset()
			written, read, _ := decoder.Transform(one[:], p.o.data[p.byteAt:min(p.byteAt+n, len(p.o.data))], last)
			if written > 0 || last {
				p.textAt += written
				p.byteAt += max(read, 1)
				break
			}
		}
	}
	return p.byteAt
}

// Fault says where a file is broken, and how.
type Fault struct {
	Part         string // of an archive, empty elsewhere
	Line, Column int    // from 1; the column counts characters
	What         string
}

func (f *Fault) Error() string {
	if f.Part != "" {
		return fmt.Sprintf("%s, line %d, column %d: %s", f.Part, f.Line, f.Column, f.What)
	}
	return fmt.Sprintf("line %d, column %d: %s", f.Line, f.Column, f.What)
}

// faultAt returns the fault at an offset of a text.
func faultAt(text string, at int, format string, args ...any) *Fault {
	line, column := lineOf(text, at)
	return &Fault{Line: line, Column: column, What: fmt.Sprintf(format, args...)}
}

// lineOf returns the line and column of an offset, both from 1.
func lineOf(text string, at int) (line, column int) {
	before := text[:min(at, len(text))]
	line = 1 + strings.Count(before, "\n")
	return line, 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
}
