package pretranslate

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// gettext's PO. An exact match becomes the msgstr. A fuzzy one does too, with
// the flag fuzzy and the memory's source in "#| msgid", as msgmerge marks its
// own; a repaired one has a comment beside it. A msgstr without the flag is a
// translation and stays; one with it gives way to an exact match only.

var (
	poCharset  = lazyPattern(`(?i)Content-Type:[^"\n]*charset=([A-Za-z0-9_:.-]+)`)
	poLanguage = lazyPattern(`(?mi)^Language:[ \t]*([A-Za-z_@-]+)`)
	poPlurals  = lazyPattern(`(?mi)^Plural-Forms:[ \t]*nplurals[ \t]*=[ \t]*(\d+)`)
)

// poHeaderWindow is how far into the file its header may reach, in bytes.
const poHeaderWindow = 64 << 10

func fillPO(ctx context.Context, data []byte, o *Options) ([]byte, *Report, error) {
	charset := ""
	if m := poCharset().FindSubmatch(data[:min(len(data), poHeaderWindow)]); m != nil && string(m[1]) != "CHARSET" {
		charset = string(m[1])
	}
	source, err := newOriginal(data, charset)
	if err != nil {
		return nil, nil, err
	}
	file, err := readPO(source.text)
	if err != nil {
		return nil, nil, err
	}
	f := &poFiller{poFile: file, o: o}
	if err := f.header(); err != nil {
		return nil, nil, err
	}
	d := &document{edits: f.edits}
	for _, entry := range file.entries {
		if m := f.message(entry); m != nil {
			f.messages = append(f.messages, m)
			d.blocks = append(d.blocks, m.blocks...)
		}
	}
	return d.fill(ctx, &engine{o: o, original: source, fuzzy: true}, "po")
}

type poFiller struct {
	*poFile
	o        *Options
	plurals  int // as the header says; 0 when it does not
	messages []*poMessage
}

// poMessage is an entry to translate: its msgid, and its msgid_plural.
type poMessage struct {
	*poEntry
	blocks []*block
	fuzzy  bool // it has the flag
	held   bool // it has a fuzzy translation, which only an exact one replaces
}

// header reads what the header says of language and plural forms.
func (f *poFiller) header() error {
	for _, e := range f.entries {
		if e.field("msgid").value != "" || e.field("msgctxt") != nil {
			continue
		}
		header := e.translations()[0]
		if m := poPlurals().FindStringSubmatch(header.value); m != nil {
			f.plurals, _ = strconv.Atoi(m[1])
		}
		m := poLanguage().FindStringSubmatch(header.value)
		if m == nil {
			return nil
		}
		code, _, _ := strings.Cut(m[1], "@")
		if otherLanguage(code, f.o.To) {
			return faultAt(f.text, header.start, "the file is for translations into %s, not %s; say so with --to", code, f.o.To)
		}
		return nil
	}
	return nil
}

// message returns what there is to translate of an entry, nil of the header.
func (f *poFiller) message(e *poEntry) *poMessage {
	id := e.field("msgid")
	if id.value == "" {
		return nil
	}
	m := &poMessage{poEntry: e, fuzzy: e.hasFlag(f.text, "fuzzy")}
	skip := f.reason(m)
	for _, field := range []*poField{id, e.field("msgid_plural")} {
		if field != nil {
			b := &block{at: field.start, unit: true, skip: skip, pieces: []piece{{text: field.value}}}
			m.blocks = append(m.blocks, b)
		}
	}
	return m
}

// reason says why an entry is not for us.
func (f *poFiller) reason(m *poMessage) Reason {
	filled := slices.ContainsFunc(m.translations(), func(s poField) bool { return s.value != "" })
	plural := m.field("msgid_plural") != nil
	switch {
	case filled && !m.fuzzy && !f.o.Overwrite:
		return Translated
	case plural && (f.plurals < 1 || f.plurals > 2 || len(m.translations()) != f.plurals):
		return Plurals
	case !plural && len(m.translations()) != 1:
		return Plurals
	}
	m.held = filled && m.fuzzy && !f.o.Overwrite
	return ""
}

func (f *poFiller) edits() []edit {
	var edits []edit
	for _, m := range f.messages {
		if f.settle(m) {
			edits = append(edits, f.write(m)...)
		}
	}
	return edits
}

// settle decides whether a message is written: all of it or nothing.
func (f *poFiller) settle(m *poMessage) bool {
	written := true
	for _, b := range m.blocks {
		a := answerOf(b)
		if a == nil {
			return false
		}
		if a.written() && m.held && rank(a.outcome) > rank(Exact) {
			a.leave(Translated)
		}
		if a.written() && !f.sameDirectives(m, a) {
			a.leave(Directives)
		}
		written = written && a.written()
	}
	if written {
		return true
	}
	for _, b := range m.blocks {
		if a := answerOf(b); a.written() {
			a.leave(OnlyPart)
		}
	}
	return false
}

// write returns the edits of a message.
func (f *poFiller) write(m *poMessage) []edit {
	var edits []edit
	worst := answerOf(m.blocks[0])
	for _, b := range m.blocks[1:] {
		if a := answerOf(b); rank(a.outcome) > rank(worst.outcome) {
			worst = a
		}
	}
	for i, field := range m.translations() {
		a := answerOf(m.blocks[min(i, len(m.blocks)-1)])
		if len(m.translations()) == 1 { // one form for all numbers: the plural's
			a = answerOf(m.blocks[len(m.blocks)-1])
		}
		edits = append(edits, edit{field.start, field.end, poString("", field.name, plain(a.target), f.eol, f.wrapped)})
	}
	for _, p := range m.previous {
		edits = append(edits, edit{p.start, p.end, ""})
	}
	if worst.outcome == Fuzzy || worst.outcome == Repaired {
		return append(edits, f.markFuzzy(m, worst)...)
	}
	return append(edits, f.unmarkFuzzy(m)...)
}

// markFuzzy writes the flag and the memory's source before the msgid.
func (f *poFiller) markFuzzy(m *poMessage, worst *answer) []edit {
	var edits []edit
	if worst.outcome == Repaired {
		comment := "# calque: repaired: " + oneLine(strings.Join(worst.found.Repairs, ", "))
		known := slices.ContainsFunc(m.comments, func(s span) bool { return f.text[s.start:s.end] == comment })
		if !known {
			edits = append(edits, edit{m.start, m.start, comment + f.eol})
		}
	}
	before := ""
	switch {
	case m.fuzzy:
	case len(m.flags) > 0:
		at := m.flags[0].start + strings.Index(f.text[m.flags[0].start:], "#,") + 2
		edits = append(edits, edit{at, at, " fuzzy,"})
	default:
		before = "#, fuzzy" + f.eol
	}
	before += f.previousOf(m, worst)
	at := m.fields[0].start
	return append(edits, edit{at, at, before})
}

// previousOf writes the memory's source in the form of a message's former text.
func (f *poFiller) previousOf(m *poMessage, worst *answer) string {
	if len(m.blocks) == 1 {
		return poString("#| ", "msgid", worst.found.Source, f.eol, f.wrapped) + f.eol
	}
	return poString("#| ", "msgid", answerOf(m.blocks[0]).found.Source, f.eol, f.wrapped) + f.eol +
		poString("#| ", "msgid_plural", answerOf(m.blocks[1]).found.Source, f.eol, f.wrapped) + f.eol
}

// unmarkFuzzy takes the flag away.
func (f *poFiller) unmarkFuzzy(m *poMessage) []edit {
	var edits []edit
	for _, s := range m.flags {
		flags := poFlags(f.text[s.start:s.end])
		kept := slices.DeleteFunc(slices.Clone(flags), func(flag string) bool { return flag == "fuzzy" })
		switch {
		case len(kept) == len(flags):
		case len(kept) > 0:
			edits = append(edits, edit{s.start, s.end, "#, " + strings.Join(kept, ", ")})
		default:
			next := s.end
			if i := strings.IndexByte(f.text[next:], '\n'); i >= 0 {
				next += i + 1
			}
			edits = append(edits, edit{s.start, next, ""})
		}
	}
	return edits
}

var (
	percentDirective = lazyPattern(`%(?:\([^)]*\)|\d+\$)?[-+ #0']*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|L|q|j|z|t)?[A-Za-z@%]`)
	braceDirective   = lazyPattern(`\{[^{}\s]*\}`)
)

// sameDirectives reports whether a translation has the format directives of
// its source, where the entry says that the source has any.
func (f *poFiller) sameDirectives(m *poMessage, a *answer) bool {
	for _, line := range m.flags {
		for _, flag := range poFlags(f.text[line.start:line.end]) {
			kind, isFormat := strings.CutSuffix(flag, "-format")
			if !isFormat || strings.HasPrefix(kind, "no-") {
				continue
			}
			pattern := percentDirective()
			if slices.Contains([]string{"python-brace", "perl-brace", "csharp", "java", "c++", "rust"}, kind) {
				pattern = braceDirective()
			}
			if !sameList(pattern.FindAllString(a.source, -1), pattern.FindAllString(plain(a.target), -1)) {
				return false
			}
		}
	}
	return true
}

// sameList compares directives: in their order when it is what tells the
// arguments apart, else sorted.
func sameList(a, b []string) bool {
	named := func(s string) bool { return strings.ContainsAny(s, "({$") }
	if slices.ContainsFunc(a, named) {
		a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	}
	return slices.Equal(a, b)
}
