package charset

import (
	"errors"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// decodeFrom decodes data[skip:] strictly.
func decodeFrom(data []byte, skip int, name string, by By) (Result, error) {
	body := data[skip:]
	if name == "utf-8" {
		if at := invalidUTF8(body); at >= 0 {
			return Result{}, &Error{Name: name, By: by, Offset: int64(skip + at), Byte: body[at],
				Truncated: tailOfUTF8(body[at:])}
		}
		return Result{Text: string(body), Name: name, By: by}, nil
	}
	enc, err := encodingFor(name)
	if err != nil {
		return Result{}, &UnknownError{Name: name, By: by}
	}
	text, err := enc.NewDecoder().Bytes(body)
	if err == nil && !suspicious(text, singleByte(name)) {
		return Result{Text: string(text), Name: name, By: by}, nil
	}
	at := firstBad(body, name)
	if at < 0 {
		return Result{Text: string(text), Name: name, By: by}, nil
	}
	return Result{}, &Error{Name: name, By: by, Offset: int64(skip + at), Byte: body[at],
		Truncated: truncatedTail(body, at, name)}
}

// singleByte reports whether every byte of the encoding is a character. The
// standard maps the bytes that such an encoding leaves undefined to C1
// control characters, which no text holds.
func singleByte(name string) bool {
	switch {
	case strings.HasPrefix(name, "utf-"), strings.HasPrefix(name, "gb"),
		strings.HasPrefix(name, "euc-"), strings.HasPrefix(name, "iso-2022"),
		name == "big5", name == "shift_jis", name == "hz-gb-2312":
		return false
	}
	return true
}

// suspicious reports whether decoded text may hold the trace of a bad byte: a
// replacement character or, for single-byte encodings, a C1 control.
func suspicious(text []byte, c1 bool) bool {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == 0xEF && i+2 < len(text) && text[i+1] == 0xBF && text[i+2] == 0xBD:
			return true
		case c1 && text[i] == 0xC2 && i+1 < len(text) && text[i+1] < 0xA0 && text[i+1] != 0x85:
			return true
		}
	}
	return false
}

// firstBad decodes data a few characters at a time and returns the offset of
// the first that is not of the encoding, or -1. It is slow, and only called
// to explain a failure.
func firstBad(data []byte, name string) int {
	enc, err := encodingFor(name)
	if err != nil {
		return 0
	}
	decoder := enc.NewDecoder()
	c1 := singleByte(name)
	var dst [utf8.UTFMax]byte
	for at := 0; at < len(data); {
		// Three bytes hold a replacement character and nothing else; only
		// a character outside the basic plane needs the fourth.
		nDst, nSrc, err := decoder.Transform(dst[:3], data[at:], true)
		if nDst == 0 && nSrc == 0 {
			nDst, nSrc, err = decoder.Transform(dst[:], data[at:], true)
		}
		if err != nil && !errors.Is(err, transform.ErrShortDst) || nSrc == 0 && nDst == 0 {
			return at
		}
		if off := badIn(dst[:nDst], data[at:at+nSrc], c1); off >= 0 {
			return at + off
		}
		at += nSrc
	}
	return -1
}

// badIn looks for a bad character in up to three decoded bytes and says at
// which byte of their source it stands, or -1.
func badIn(text, source []byte, c1 bool) int {
	n := 0
	for _, r := range string(text) {
		if r == utf8.RuneError && !legitimateReplacement(source) {
			return 0
		}
		if c1 && r >= 0x80 && r < 0xA0 && r != 0x85 {
			return n // one byte is one character here
		}
		n++
	}
	return -1
}

// legitimateReplacement reports whether source really encodes U+FFFD, which
// GB 18030 and the UTFs can.
func legitimateReplacement(source []byte) bool {
	switch string(source) {
	case "\x84\x31\xA4\x37", "\xFD\xFF", "\xFF\xFD", "\xFD\xFF\x00\x00", "\x00\x00\xFF\xFD":
		return true
	}
	return false
}

// truncatedTail reports whether the bad byte is one that only lacks its
// continuation at the end of the input.
func truncatedTail(data []byte, at int, name string) bool {
	rest := len(data) - at
	switch {
	case singleByte(name):
		return false
	case strings.HasPrefix(name, "utf-16"):
		return rest == 1
	case strings.HasPrefix(name, "utf-32"):
		return rest < 4
	case strings.HasPrefix(name, "gb"):
		return rest < 4 && data[at] >= 0x81 && data[at] <= 0xFE
	}
	return rest == 1 && data[at] >= 0x81
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// tailOfUTF8 reports whether rest is the beginning of a longer UTF-8
// character.
func tailOfUTF8(rest []byte) bool {
	return len(rest) < utf8.UTFMax && !utf8.FullRune(rest)
}

// multibyteUTF8 counts the well-formed sequences of two to four bytes.
func multibyteUTF8(data []byte) int {
	count := 0
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if r != utf8.RuneError || size > 1 {
			count++
		}
		i += size
	}
	return count
}

// brokenUTF8 returns an error when data is UTF-8 but for a few bytes: a file
// cut inside a character, or damaged. To read such a file as windows-1252
// would turn each of its accents into two wrong characters. In another
// encoding, sequences that look like UTF-8 are rarer than those that do not.
func brokenUTF8(data []byte) error {
	good, bad, first := 0, 0, -1
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			if first < 0 {
				first = i
			}
			bad++
		} else {
			good++
		}
		i += size
	}
	if good < 4 || bad*4 > good {
		return nil
	}
	return &Error{Name: "utf-8", By: UTF8, Offset: int64(first), Byte: data[first],
		Truncated: tailOfUTF8(data[first:])}
}
