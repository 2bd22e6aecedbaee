// Package weblate writes and reads the translation memory of Weblate: the JSON
// that its page "Translation memory" and its commands dump_memory and
// import_memory exchange (https://docs.weblate.org/en/latest/schemas.html).
//
//	w := weblate.NewWriter(out, weblate.Options{})
//	err := w.WriteUnit(unit)
//	…
//	err = w.Close()
//
//	for unit, err := range weblate.NewReader(in, weblate.ReadOptions{}).Units() { … }
//
// The file is one array with an object a unit. Weblate refuses a whole file for
// one object with a field that its schema does not have, so there are only the
// two texts, their languages in Weblate's codes (zh_Hans, pt_BR), the origin,
// which is the article or else the file, the category 1, and the context where a
// unit has the property x-context; versions of Weblate before 2026 do not know
// the last. What else a unit knows is not kept.
package weblate

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"calque/tm"
)

// propContext is the property that holds the context of a string, as Weblate
// calls it in TMX.
const propContext = "x-context"

// category of a memory that is not a project's or a person's.
const category = 1

// Options say what a file looks like.
type Options struct {
	// LangMap overrides the codes of languages.
	LangMap map[language.Tag]string
	// Tool is the origin of units that have neither article nor file; calque
	// when empty.
	Tool string
}

// entry is a unit as it stands in the file, in the order of the schema.
type entry struct {
	Category       int    `json:"category"`
	Origin         string `json:"origin"`
	Context        string `json:"context,omitempty"`
	Source         string `json:"source"`
	SourceLanguage string `json:"source_language"`
	Target         string `json:"target"`
	TargetLanguage string `json:"target_language"`
}

// Writer writes units. It is not safe for concurrent use.
type Writer struct {
	out     *bufio.Writer
	options Options
	count   int
	dropped int
	closed  bool
}

// NewWriter returns a writer to out.
func NewWriter(out io.Writer, options Options) *Writer {
	options.Tool = cmp.Or(options.Tool, "calque")
	return &Writer{out: bufio.NewWriterSize(out, 64<<10), options: options}
}

// Dropped returns the number of bad bytes so far, which are left out.
func (w *Writer) Dropped() int { return w.dropped }

// WriteUnit adds an object.
func (w *Writer) WriteUnit(u tm.Unit) error {
	if w.closed {
		return errors.New("write Weblate memory: the file is closed")
	}
	e := entry{
		Category: category,
		Origin:   w.clean(cmp.Or(u.Origin.Article, u.Origin.SourceFile, w.options.Tool)),
		Source:   w.clean(u.Source.Text), SourceLanguage: w.code(u.Source.Lang),
		Target: w.clean(u.Target.Text), TargetLanguage: w.code(u.Target.Lang),
	}
	if i := slices.IndexFunc(u.Properties, func(p tm.Property) bool { return p.Name == propContext }); i >= 0 {
		e.Context = w.clean(u.Properties[i].Value)
	}
	var object bytes.Buffer
	encoder := json.NewEncoder(&object)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(e); err != nil {
		return fmt.Errorf("write Weblate memory: %w", err)
	}
	before := ",\n"
	if w.count == 0 {
		before = "[\n"
	}
	w.count++
	return w.text(before + strings.TrimSuffix(object.String(), "\n"))
}

// Close writes the end of the array. It does not close the underlying writer.
func (w *Writer) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	end := "\n]\n"
	if w.count == 0 {
		end = "[]\n"
	}
	if err := w.text(end); err != nil {
		return err
	}
	if err := w.out.Flush(); err != nil {
		return fmt.Errorf("write Weblate memory: %w", err)
	}
	return nil
}

func (w *Writer) text(s string) error {
	if _, err := w.out.WriteString(s); err != nil {
		return fmt.Errorf("write Weblate memory: %w", err)
	}
	return nil
}

// clean leaves out what is not UTF-8, which JSON cannot hold, and NUL, which
// the database of Weblate cannot.
func (w *Writer) clean(s string) string {
	if utf8.ValidString(s) && !strings.ContainsRune(s, 0) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == 0 || r == utf8.RuneError {
			w.dropped++
			return -1
		}
		return r
	}, s)
}

// code returns the language as Weblate calls it: with an underscore, and the
// script for Chinese, where it takes a region for another language.
func (w *Writer) code(tag language.Tag) string {
	if code, ok := w.options.LangMap[tag]; ok && code != "" {
		return code
	}
	if tag == language.Chinese {
		return "zh_Hans"
	}
	return strings.ReplaceAll(tag.String(), "-", "_")
}
