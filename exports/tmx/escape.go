package tmx

import (
	"unicode/utf8"

	"calque/tm"
)

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
		replacement, plain := entity(r, attribute), true
		switch {
		case replacement != "":
			plain = false
		case !legal(r) || (r == utf8.RuneError && size == 1):
			w.dropped++
			plain = false
		}
		if !plain {
			w.text(s[start:i])
			w.text(replacement)
			start = i + size
		}
		i += size
	}
	w.text(s[start:])
}

// entity returns how r must be written, or "" when it stands for itself.
func entity(r rune, attribute bool) string {
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

// legal reports whether r is a Char of XML 1.0 (section 2.2).
func legal(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' ||
		r >= 0x20 && r <= 0xD7FF ||
		r >= 0xE000 && r <= 0xFFFD ||
		r >= 0x10000 && r <= 0x10FFFF
}

// attributes of a tu that a unit has no field for. The reader keeps them as
// properties named "@" and the attribute, and the writer puts them back. To a
// tool that gives a meaning to bare names, a tuid is one of them.
var attributes = map[string]bool{
	"tuid": true, "o-encoding": true, "datatype": true, "usagecount": true,
	"lastusagedate": true, "creationtool": true, "creationtoolversion": true,
	"segtype": true, "o-tmf": true,
}

func (w *Writer) isAttribute(p tm.Property) bool {
	if w.options.PrefixProperties && p.Name == "@tuid" {
		return false
	}
	return len(p.Name) > 1 && p.Name[0] == '@' && attributes[p.Name[1:]]
}

func (w *Writer) foreignAttributes(u tm.Unit) {
	written := map[string]bool{}
	for _, p := range u.Properties {
		if w.isAttribute(p) && !written[p.Name] {
			written[p.Name] = true
			w.attribute(p.Name[1:], p.Value)
		}
	}
}
