package po

import (
	"cmp"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"calque/exports/finding"
	"calque/exports/internal/field"
	"calque/tm"
)

// DefaultMaxMessage bounds a message with its comments, in bytes.
const DefaultMaxMessage = 32 << 20

// ReadOptions say what to take from a file.
type ReadOptions struct {
	// Source language and Targets. A header can say both (Language, and
	// X-Source-Language as some tools write it); what it does not say must be
	// given.
	Source  language.Tag
	Targets []language.Tag
	// Status and Confidence of the units: auto and 1 when zero.
	Status     tm.Status
	Confidence float64
	MaxMessage int // [DefaultMaxMessage] when 0
}

// Reader reads units from PO.
type Reader struct {
	lines          *lines
	options        ReadOptions
	found          finding.List
	source, target language.Tag // of the file, und where it does not say
	headed         bool
}

// NewReader returns a reader of in.
func NewReader(in io.Reader, options ReadOptions) *Reader {
	options.Status = cmp.Or(options.Status, tm.StatusAuto)
	options.Confidence = cmp.Or(options.Confidence, 1)
	return &Reader{lines: newLines(in, cmp.Or(options.MaxMessage, DefaultMaxMessage)), options: options}
}

// Findings returns what was left out so far, and why.
func (r *Reader) Findings() []finding.Finding { return r.found.All() }

// Units yields the translated messages in the order of the file. A fault ends it
// with an error that wraps [ErrFormat] and gives line and column; the units
// before have been yielded by then.
func (r *Reader) Units() iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		for {
			m, err := r.lines.message()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(tm.Unit{}, err)
				return
			}
			if m.obsolete > 0 {
				r.found.Lose("obsolete message", m.line)
			}
			if !m.has("msgid") {
				continue // comments at the end of the file
			}
			u, ok, err := r.unit(m)
			if err != nil {
				yield(tm.Unit{}, fmt.Errorf("%w: line %d, column 1: %w", ErrFormat, m.line, err))
				return
			}
			if ok && !yield(u, nil) {
				return
			}
		}
	}
}

// unit makes a unit of a message, or counts why it is none.
func (r *Reader) unit(m *message) (tm.Unit, bool, error) {
	if m.texts["msgid"] == "" && !m.has("msgctxt") {
		if r.headed {
			r.found.Lose("message without a source", m.line)
			return tm.Unit{}, false, nil
		}
		r.headed = true
		return tm.Unit{}, false, r.header(m.texts["msgstr"])
	}
	r.headed = true
	switch {
	case m.has("msgid_plural"):
		r.found.Lose("message with a plural", m.line)
	case m.fuzzy:
		r.found.Lose("fuzzy message", m.line)
	case strings.TrimSpace(m.texts["msgid"]) == "":
		r.found.Lose("message without a source", m.line)
	case strings.TrimSpace(m.texts["msgstr"]) == "":
		r.found.Lose("message without a translation", m.line)
	default:
		return r.translated(m)
	}
	return tm.Unit{}, false, nil
}

func (r *Reader) translated(m *message) (tm.Unit, bool, error) {
	from, to, err := r.langs()
	if err != nil {
		return tm.Unit{}, false, err
	}
	if from == language.Und {
		r.found.Lose("message in a language that was not asked for", m.line)
		return tm.Unit{}, false, nil
	}
	u := tm.Unit{
		Source: tm.Variant{Lang: from, Text: m.texts["msgid"]},
		Target: tm.Variant{Lang: to, Text: m.texts["msgstr"]},
		Status: r.options.Status, Confidence: r.options.Confidence,
		Note: strings.Join(m.comments, "\n"),
	}
	if context := m.texts["msgctxt"]; context != "" {
		u.Properties = append(u.Properties, tm.Property{Name: propContext, Value: context})
	}
	for _, comment := range m.extracted {
		setComment(&u, comment)
	}
	for _, reference := range m.references {
		u.Properties = append(u.Properties, tm.Property{Name: propReference, Value: reference})
	}
	if len(m.flags) > 0 {
		u.Properties = append(u.Properties, tm.Property{Name: propFlags, Value: strings.Join(m.flags, ", ")})
	}
	return u, true, nil
}

// setComment takes an extracted comment as the field, property or code that a
// writer made it of, or keeps it.
func setComment(u *tm.Unit, comment string) {
	name, value, ok := strings.Cut(comment, ":")
	value = commentUnescaper.Replace(strings.TrimPrefix(value, " "))
	if ok && field.Set(u, name, value) {
		return
	}
	for part, of := range propertyNames {
		if !ok || name != of {
			continue
		}
		if p, good := field.ParseProperty(value, part); good {
			u.Properties = append(u.Properties, p)
			return
		}
	}
	placeholder, xml, coded := strings.Cut(value, " ")
	code := tm.Code{Placeholder: placeholder, XML: xml}
	switch {
	case !ok || !coded || placeholder == "":
	case name == codeNames[tm.PartSource] && strings.Contains(u.Source.Text, placeholder):
		u.Source.Codes = append(u.Source.Codes, code)
		return
	case name == codeNames[tm.PartTarget] && strings.Contains(u.Target.Text, placeholder):
		u.Target.Codes = append(u.Target.Codes, code)
		return
	}
	u.Properties = append(u.Properties, tm.Property{Name: propComment, Value: commentUnescaper.Replace(comment)})
}

// header reads the languages and the charset.
func (r *Reader) header(text string) error {
	fields := map[string]string{}
	for line := range strings.SplitSeq(text, "\n") {
		if name, value, ok := strings.Cut(line, ":"); ok {
			fields[strings.ToLower(strings.TrimSpace(name))] = strings.TrimSpace(value)
		}
	}
	r.target, _ = parseLang(fields["language"])
	r.source, _ = parseLang(fields["x-source-language"])
	_, charset, _ := strings.Cut(strings.ToLower(fields["content-type"]), "charset=")
	return r.lines.setCharset(strings.Trim(charset, " ;\""))
}

// parseLang reads a language of gettext: zh_CN, sr@latin, de_DE.UTF-8.
func parseLang(s string) (language.Tag, error) {
	s, _, _ = strings.Cut(s, ".")
	base, modifier, _ := strings.Cut(s, "@")
	switch strings.ToLower(modifier) {
	case "latin":
		base += "-Latn"
	case "cyrillic":
		base += "-Cyrl"
	}
	return tm.ParseLang(base)
}

// langs returns the languages of the units, und when nobody asked for them.
func (r *Reader) langs() (from, to language.Tag, err error) {
	from, to = r.source, r.target
	if from == language.Und {
		from = r.options.Source
	}
	if to == language.Und && len(r.options.Targets) > 0 {
		to = r.options.Targets[0]
	}
	if from == language.Und || to == language.Und {
		side := "source"
		if from != language.Und {
			side = "target"
		}
		return from, to, fmt.Errorf("the file does not name its %s language, and none was given", side)
	}
	if r.options.Source != language.Und {
		if !tm.SameLanguage(from, r.options.Source) {
			return language.Und, to, nil
		}
		from = r.options.Source
	}
	if len(r.options.Targets) == 0 || slices.Contains(r.options.Targets, to) {
		return from, to, nil
	}
	for _, asked := range r.options.Targets {
		if tm.SameLanguage(asked, to) {
			return from, asked, nil
		}
	}
	return language.Und, to, nil
}
