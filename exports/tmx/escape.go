package tmx

import (
	"unicode/utf8"

	"calque/exports/internal/xmlio"
)

// appendEscaped appends s as character data or as the value of an attribute.
// What XML 1.0 cannot hold is left out and counted.
//
// A carriage return is written as a reference, since a parser turns a bare one
// into a line feed; in an attribute so are tabs and line feeds, which would
// become spaces. ">" is escaped everywhere, so that "]]>" cannot occur.
func appendEscaped(to []byte, s string, attribute bool) (out []byte, dropped int) {
	start := 0
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf && escapes[c] == 0 {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		replacement, plain := xmlio.Entity(r, attribute), true
		switch {
		case replacement != "":
			plain = false
		case !xmlio.Legal(r) || (r == utf8.RuneError && size == 1):
			dropped++
			plain = false
		}
		if !plain {
			to = append(append(to, s[start:i]...), replacement...)
			start = i + size
		}
		i += size
	}
	return append(to, s[start:]...), dropped
}

// escapes marks the ASCII characters that may not stand for themselves.
var escapes = func() (table [utf8.RuneSelf]byte) {
	for c := range table {
		if !xmlio.Legal(rune(c)) || xmlio.Entity(rune(c), true) != "" {
			table[c] = 1
		}
	}
	return table
}()
