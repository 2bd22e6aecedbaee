package pretranslate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
)

// poField is a keyword of an entry with its string: msgid "…", with the lines
// that go on.
type poField struct {
	name       string // msgctxt, msgid, msgid_plural, msgstr, msgstr[0] …
	value      string
	start, end int // from the keyword to the end of the last line, without its line end
}

// span is a part of the text.
type span struct{ start, end int }

// poEntry is an entry of a PO file.
type poEntry struct {
	start    int // of its first comment or keyword
	comments []span
	flags    []span // lines "#, …"
	previous []span // lines "#| …", with their line ends
	fields   []poField
}

func (e *poEntry) field(name string) *poField {
	for i := range e.fields {
		if e.fields[i].name == name {
			return &e.fields[i]
		}
	}
	return nil
}

// strings returns the translations: msgstr, or msgstr[0] and on.
func (e *poEntry) translations() []poField {
	var out []poField
	for _, f := range e.fields {
		if strings.HasPrefix(f.name, "msgstr") {
			out = append(out, f)
		}
	}
	return out
}

// hasFlag reports whether a line "#, …" has a flag.
func (e *poEntry) hasFlag(text, flag string) bool {
	return slices.ContainsFunc(e.flags, func(s span) bool {
		return slices.Contains(poFlags(text[s.start:s.end]), flag)
	})
}

// poFlags returns the flags of a line "#, fuzzy, c-format".
func poFlags(line string) []string {
	var flags []string
	for _, flag := range strings.Split(strings.TrimPrefix(strings.TrimSpace(line), "#,"), ",") {
		if flag = strings.TrimSpace(flag); flag != "" {
			flags = append(flags, flag)
		}
	}
	return flags
}

// poFile is a PO file that was read.
type poFile struct {
	text    string
	entries []*poEntry
	eol     string
	wrapped bool // long strings go over several lines
}

// readPO finds the entries of a text. Obsolete ones ("#~") are left out.
func readPO(text string) (*poFile, error) {
	r := &poReader{poFile: poFile{text: text, eol: "\n", wrapped: true}}
	if i := strings.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		r.eol = "\r\n"
	}
	for at := 0; at < len(text); {
		end, next := len(text), len(text)
		if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
			end, next = at+i, at+i+1
		}
		if end > at && text[end-1] == '\r' {
			end--
		}
		if err := r.line(at, end, next); err != nil {
			return nil, err
		}
		at = next
	}
	if err := r.finish(len(text)); err != nil {
		return nil, err
	}
	if len(r.entries) == 0 {
		return nil, faultAt(text, 0, "no PO file: there is no msgid in it")
	}
	return &r.poFile, nil
}

type poReader struct {
	poFile
	entry *poEntry
}

var poKeyword = lazyPattern(`^(msgctxt|msgid_plural|msgid|msgstr(?:\[\d{1,2}\])?)\s*(".*)$`)

// line reads the line text[start:end], whose line end goes to next.
func (r *poReader) line(start, end, next int) error {
	line := r.text[start:end]
	trimmed := strings.TrimSpace(line)
	switch {
	case trimmed == "":
		if r.entry != nil && len(r.entry.fields) > 0 {
			return r.finish(start)
		}
		r.entry = nil // comments that belong to no entry
		return nil
	case strings.HasPrefix(trimmed, "#~"):
		if r.entry != nil && len(r.entry.fields) == 0 {
			r.entry = nil // the comments are of an obsolete entry
			return nil
		}
		return r.finish(start)
	case trimmed[0] == '#':
		return r.comment(trimmed, start, end, next)
	case trimmed[0] == '"':
		if r.entry == nil || len(r.entry.fields) == 0 {
			return faultAt(r.text, start, "a string that goes on with nothing: there is no msgid or msgstr before it")
		}
		return r.goOn(trimmed, start, end)
	}
	m := poKeyword().FindStringSubmatch(trimmed)
	if m == nil {
		return faultAt(r.text, start, "not a line of a PO file: %s", strconv.QuoteToGraphic(firstBytes(trimmed, 40)))
	}
	return r.keyword(m[1], m[2], start, end)
}

func firstBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}

func (r *poReader) comment(line string, start, end, next int) error {
	if r.entry != nil && len(r.entry.fields) > 0 {
		if len(r.entry.translations()) == 0 {
			return nil // a comment in the middle of an entry
		}
		if err := r.finish(start); err != nil {
			return err
		}
	}
	e := r.current(start)
	switch {
	case strings.HasPrefix(line, "#,"):
		e.flags = append(e.flags, span{start, end})
	case strings.HasPrefix(line, "#|"):
		e.previous = append(e.previous, span{start, next})
	default:
		e.comments = append(e.comments, span{start, end})
	}
	return nil
}

func (r *poReader) current(start int) *poEntry {
	if r.entry == nil {
		r.entry = &poEntry{start: start}
	}
	return r.entry
}

func (r *poReader) keyword(name, quoted string, start, end int) error {
	if (name == "msgctxt" || name == "msgid") && r.entry != nil && len(r.entry.translations()) > 0 {
		if err := r.finish(start); err != nil {
			return err
		}
	}
	e := r.current(start)
	if e.field(name) != nil {
		return faultAt(r.text, start, "%s twice in one entry", name)
	}
	if strings.HasPrefix(name, "msgstr") && e.field("msgid") == nil {
		return faultAt(r.text, start, "%s without a msgid before it", name)
	}
	e.fields = append(e.fields, poField{name: name, start: start})
	return r.goOn(quoted, start, end)
}

// goOn adds a quoted string to the field at hand.
func (r *poReader) goOn(quoted string, start, end int) error {
	f := &r.entry.fields[len(r.entry.fields)-1]
	value, fault := unquotePO(quoted)
	if fault != "" {
		return faultAt(r.text, start, "%s: %s", f.name, fault)
	}
	if len(quoted) > 80 && runewidth.StringWidth(quoted) > 80 && strings.Contains(quoted[:80], " ") {
		r.wrapped = false
	}
	f.value += value
	f.end = end
	return nil
}

// finish ends the entry at hand.
func (r *poReader) finish(at int) error {
	e := r.entry
	r.entry = nil
	if e == nil || len(e.fields) == 0 {
		return nil
	}
	if e.field("msgid") == nil {
		return faultAt(r.text, e.fields[0].start, "an entry without msgid")
	}
	if len(e.translations()) == 0 {
		return faultAt(r.text, min(at, len(r.text)), "the entry of line %d ends without a msgstr", 1+strings.Count(r.text[:e.fields[0].start], "\n"))
	}
	r.entries = append(r.entries, e)
	return nil
}

// unquotePO returns the text of a quoted string, or what is wrong with it.
func unquotePO(quoted string) (value, fault string) {
	if len(quoted) < 2 || quoted[0] != '"' {
		return "", "the string has no end"
	}
	var b strings.Builder
	for i := 1; i < len(quoted); i++ {
		switch c := quoted[i]; {
		case c == '"':
			if i != len(quoted)-1 {
				return "", "text after the end of the string"
			}
			return b.String(), ""
		case c != '\\':
			b.WriteByte(c)
		default:
			i++
			if i >= len(quoted) {
				return "", "the string has no end"
			}
			if plain := strings.IndexByte("abfnrtv\\\"'?", quoted[i]); plain >= 0 {
				b.WriteByte("\a\b\f\n\r\t\v\\\"'?"[plain])
				continue
			}
			size := numberEscape(quoted[i:])
			if size == 0 {
				return "", "an escape \\" + quoted[i:i+1] + " that is not known"
			}
			b.WriteByte(escapedByte(quoted[i : i+size]))
			i += size - 1
		}
	}
	return "", "the string has no end"
}

var octalOrHex = lazyPattern(`^(?:[0-7]{1,3}|x[0-9A-Fa-f]{1,2})`)

func numberEscape(s string) int { return len(octalOrHex().FindString(s)) }

func escapedByte(s string) byte {
	base := 8
	if s[0] == 'x' {
		s, base = s[1:], 16
	}
	value, _ := strconv.ParseUint(s, base, 16)
	return byte(value)
}
