// Package charset turns the bytes of a file into text without losing any.
//
// An old web page, a mail attachment and a file saved by a word processor may
// be in any of some twenty encodings, and few of them say so. [Decode] finds
// the encoding in a fixed order and says how it found it:
//
//	res, err := charset.Decode(data, charset.Hints{})
//	fmt.Println(res.Name, res.By) // windows-1252 detected
//
// The order is: an encoding that the caller gives, a byte-order mark, a
// declaration (HTML meta, XML), UTF-16 if there are zero bytes, valid UTF-8, and
// last detection by byte statistics. Names are those of the WHATWG
// Encoding Standard, in which ISO-8859-1 means windows-1252 and GB2312 means
// GBK.
//
// What always holds: the text is valid UTF-8, and every byte of the input is
// accounted for. A byte that the encoding does not define is an [Error] with
// its offset, never a replacement character. The same input gives the same
// answer.
package charset

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// By says how an encoding was found.
type By string

// The ways in which an encoding is found.
const (
	Given    By = "given"    // by the caller
	BOM      By = "bom"      // by a byte-order mark
	Declared By = "declared" // by the file itself, in a meta element or XML declaration
	UTF8     By = "utf-8"    // the bytes are valid UTF-8
	Pattern  By = "pattern"  // UTF-16, by where its zero bytes stand
	Detected By = "detected" // by statistics
)

// Hints is what is known about the encoding beforehand.
type Hints struct {
	// Given is the encoding that a person asked for; it overrides all else.
	Given string
	// Markup says that a declaration inside the bytes counts: they are HTML
	// or XML.
	Markup bool
}

// Result is decoded text.
type Result struct {
	Text string // valid UTF-8, without byte-order mark
	Name string // as package htmlindex names it, or utf-32
	By   By
	// Note is a remark for a person when a declaration was not followed.
	Note string
}

// Error says which byte is not of the encoding.
type Error struct {
	Name   string // the encoding tried
	By     By     // why it was tried
	Offset int64  // of the first bad byte, from 0
	Byte   byte
	// Truncated says that the input ends inside a character.
	Truncated bool
	// Suggest is an encoding that would fit, or empty.
	Suggest string
}

func (e *Error) Error() string {
	if e.Truncated {
		return fmt.Sprintf("ends in the middle of a %s character at byte %d", e.Name, e.Offset)
	}
	if e.By == UTF8 {
		return fmt.Sprintf("byte 0x%02X at offset %d is not %s, as the rest of the file is", e.Byte, e.Offset, e.Name)
	}
	return fmt.Sprintf("byte 0x%02X at offset %d is not %s (%s)", e.Byte, e.Offset, e.Name, e.By)
}

// UnknownError is an encoding name that nobody knows.
type UnknownError struct {
	Name string
	By   By
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("no encoding is called %q", e.Name)
}

// ErrUndetected is returned by [Decode] when no encoding explains the bytes.
var ErrUndetected = fmt.Errorf("no known text encoding fits")

// Decode returns the text of data. Errors are *[Error], *[UnknownError] and
// [ErrUndetected].
func Decode(data []byte, hints Hints) (Result, error) {
	if hints.Given != "" {
		return decodeNamed(data, hints.Given, Given)
	}
	if name, skip := byteOrderMark(data); name != "" {
		return decodeFrom(data, skip, name, BOM)
	}
	if hints.Markup {
		if name := declaration(data); name != "" {
			return decodeDeclared(data, name)
		}
	}
	// UTF-16 has zero bytes, and in ASCII or Cyrillic it is valid UTF-8 too.
	if bytes.IndexByte(data, 0) >= 0 {
		if name := utf16Pattern(data); name != "" {
			return decodeFrom(data, 0, name, Pattern)
		}
	}
	if utf8.Valid(data) && escapes(data) == "" {
		return Result{Text: string(data), Name: "utf-8", By: UTF8}, nil
	}
	if err := brokenUTF8(data); err != nil {
		return Result{}, err
	}
	return detect(data, hints)
}

// byteOrderMark names the encoding of the mark at the start of data and the
// length of the mark.
func byteOrderMark(data []byte) (name string, length int) {
	switch {
	case bytes.HasPrefix(data, []byte{0xEF, 0xBB, 0xBF}):
		return "utf-8", 3
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE, 0, 0}):
		return "utf-32le", 4
	case bytes.HasPrefix(data, []byte{0, 0, 0xFE, 0xFF}):
		return "utf-32be", 4
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		return "utf-16le", 2
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return "utf-16be", 2
	}
	return "", 0
}

// declarationWindow is how far into a page a declaration counts. The HTML
// standard says 1024 bytes; saved pages carry comments before it.
const declarationWindow = 8 << 10

var (
	metaCharset = pattern(`(?i)<meta\s[^>]*?charset\s*=\s*["']?\s*([a-z0-9_:.-]+)`)
	xmlEncoding = pattern(`(?i)^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([a-z0-9_:.-]+)["']`)
)

// declaration returns the encoding that a page or XML file says it is in.
func declaration(data []byte) string {
	head := data[:min(len(data), declarationWindow)]
	for _, pattern := range []*regexp.Regexp{xmlEncoding(), metaCharset()} {
		if m := pattern.FindSubmatch(head); m != nil {
			return string(m[1])
		}
	}
	return ""
}

// decodeDeclared follows a declaration, save in the two cases in which it is
// known to be wrong: UTF-16 in a page whose declaration is readable as ASCII
// (the HTML standard says to take UTF-8), and a page that was saved anew as
// UTF-8 with its old declaration left in.
func decodeDeclared(data []byte, name string) (Result, error) {
	canonical, err := canonicalName(name)
	if err != nil {
		return Result{}, &UnknownError{Name: name, By: Declared}
	}
	if strings.HasPrefix(canonical, "utf-16") {
		canonical = "utf-8"
	}
	if canonical != "utf-8" && multibyteUTF8(data) >= 2 && utf8.Valid(data) {
		return Result{Text: string(data), Name: "utf-8", By: UTF8,
			Note: fmt.Sprintf("declares %s but is UTF-8", name)}, nil
	}
	res, err := decodeFrom(data, 0, canonical, Declared)
	if bad, ok := err.(*Error); ok && !bad.Truncated {
		if other, err := detect(data, Hints{Markup: true}); err == nil {
			bad.Suggest = other.Name
		}
	}
	return res, err
}

// decodeNamed decodes what a person said is in the encoding name.
func decodeNamed(data []byte, name string, by By) (Result, error) {
	canonical, err := canonicalName(name)
	if err != nil {
		return Result{}, &UnknownError{Name: name, By: by}
	}
	marked, skip := byteOrderMark(data)
	if marked != canonical && !(strings.HasPrefix(marked, "utf-16") && canonical == "utf-16") {
		skip = 0
	} else if marked != "" {
		canonical = marked
	}
	return decodeFrom(data, skip, canonical, by)
}

// canonicalName returns the name of an encoding as the standard has it, with
// the everyday names that the standard does not list.
func canonicalName(name string) (string, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	switch name {
	case "utf-16", "utf16":
		return "utf-16", nil
	case "utf-16be", "utf16be":
		return "utf-16be", nil
	case "utf-32", "utf-32le", "utf-32be":
		return name, nil
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		// People write cp1252 and gb18030-2005.
		enc, err = htmlindex.Get(strings.Replace(name, "cp", "windows-", 1))
	}
	if err != nil || enc == encoding.Replacement {
		return "", fmt.Errorf("no encoding is called %q", name)
	}
	return htmlindex.Name(enc)
}

// Known returns an error, an *[UnknownError], unless name is that of an encoding.
func Known(name string) error {
	if _, err := canonicalName(name); err != nil {
		return &UnknownError{Name: name, By: Given}
	}
	return nil
}

// encodingFor returns the decoder of a canonical name.
func encodingFor(name string) (encoding.Encoding, error) {
	switch name {
	case "gbk":
		// The standard reads what says that it is GB2312 or GBK as GB 18030,
		// which has all of both. Pages with a © or an é that is not pinyin's
		// need it.
		return simplifiedchinese.GB18030, nil
	case "utf-16":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), nil
	case "utf-32", "utf-32le":
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), nil
	case "utf-32be":
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), nil
	}
	return htmlindex.Get(name)
}
