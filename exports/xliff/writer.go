package xliff

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strconv"

	"golang.org/x/text/language"

	"calque/exports/internal/field"
	"calque/exports/internal/xmlio"
	"calque/tm"
)

// Writer writes units as XLIFF. It is not safe for concurrent use.
type Writer struct {
	out     *xmlio.Writer
	options Options
	begun   bool
	closed  bool
	file    fileKey // of the file element that is open
	inFile  bool
	files   int
	units   int
}

// fileKey is what the units of a file element have in common.
type fileKey struct {
	article        string
	source, target language.Tag
}

// NewWriter returns a writer to out. Nothing is written before the first unit,
// or before Close.
func NewWriter(out io.Writer, options Options) *Writer {
	options.Tool = cmp.Or(options.Tool, "calque")
	options.ToolVersion = cmp.Or(options.ToolVersion, "devel")
	return &Writer{out: xmlio.NewWriter(out, "XLIFF"), options: options}
}

// Dropped returns the number of characters left out so far because XML 1.0 has
// no way to write them. XLIFF 2 has one inside texts.
func (w *Writer) Dropped() int { return w.out.Dropped() }

// WriteUnit adds a unit. A unit in languages that the file does not hold is
// refused and nothing of it written; an error of the underlying writer stays.
func (w *Writer) WriteUnit(u tm.Unit) error {
	if w.closed {
		return errors.New("write XLIFF unit: the file is closed")
	}
	w.units++
	if err := w.admit(u); err != nil {
		return fmt.Errorf("write XLIFF unit %d: %w", w.units, err)
	}
	if !w.begun {
		w.begin()
	}
	key := fileKey{u.Origin.Article, w.options.Source, u.Target.Lang}
	if !w.inFile || key != w.file {
		w.endFile()
		w.beginFile(key)
	}
	if w.options.Version == V21 {
		w.unit21(u)
	} else {
		w.unit12(u)
	}
	return w.out.Err()
}

// admit checks the unit's languages against those of the file, and takes them
// from it when it is the first.
func (w *Writer) admit(u tm.Unit) error {
	o := &w.options
	if u.Source.Lang == language.Und || u.Target.Lang == language.Und {
		return errors.New("a text has no language")
	}
	if o.Source == language.Und {
		o.Source = u.Source.Lang
	}
	if !tm.SameLanguage(o.Source, u.Source.Lang) {
		return fmt.Errorf("its source is %v, that of the file %v", u.Source.Lang, o.Source)
	}
	if o.Version == V12 {
		return nil
	}
	if o.Target == language.Und {
		o.Target = u.Target.Lang
	}
	if !tm.SameLanguage(o.Target, u.Target.Lang) {
		return fmt.Errorf("its target is %v, that of the file %v, and XLIFF 2 has one", u.Target.Lang, o.Target)
	}
	return nil
}

// Close writes the end of the file. It does not close the underlying writer.
func (w *Writer) Close() error {
	if w.closed {
		return w.out.Err()
	}
	w.closed = true
	if !w.begun {
		if w.options.Version == V21 || w.options.Source == language.Und {
			return errors.New("write XLIFF: there is no unit, and a file without one is not valid")
		}
		w.begin()
		w.beginFile(fileKey{source: w.options.Source, target: w.options.Target})
	}
	w.endFile()
	w.out.Markup("</xliff>\n")
	return w.out.Flush()
}

func (w *Writer) begin() {
	w.begun = true
	w.out.Markup(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<xliff")
	if w.options.Version == V12 {
		w.out.Markup(` version="1.2" xmlns="` + namespace12 + `">` + "\n")
		return
	}
	w.out.Markup(` version="2.1" xmlns="` + namespace2 + `" xmlns:mda="` + namespaceMeta + `"`)
	w.out.Attribute("srcLang", w.code(w.options.Source))
	w.out.Attribute("trgLang", w.code(w.options.Target))
	w.out.Markup(` xml:space="preserve">` + "\n")
}

func (w *Writer) code(tag language.Tag) string { return field.LangCode(tag, w.options.LangMap) }

func (w *Writer) beginFile(key fileKey) {
	w.file, w.inFile = key, true
	w.files++
	w.out.Markup("  <file")
	if w.options.Version == V21 {
		w.out.Attribute("id", "f"+strconv.Itoa(w.files))
		w.out.Attribute("original", cmp.Or(key.article, w.options.Tool))
		w.out.Markup(">\n")
		return
	}
	w.out.Attribute("original", cmp.Or(key.article, w.options.Tool))
	w.out.Attribute("source-language", w.code(key.source))
	if key.target != language.Und {
		w.out.Attribute("target-language", w.code(key.target))
	}
	w.out.Markup(` datatype="plaintext" tool-id="calque" xml:space="preserve">` + "\n    <header><tool")
	w.out.Attribute("tool-id", "calque")
	w.out.Attribute("tool-name", w.options.Tool)
	w.out.Attribute("tool-version", w.options.ToolVersion)
	w.out.Markup("/></header>\n    <body>\n")
}

func (w *Writer) endFile() {
	if !w.inFile {
		return
	}
	w.inFile = false
	if w.options.Version == V12 {
		w.out.Markup("    </body>\n")
	}
	w.out.Markup("  </file>\n")
}

// element writes an element that holds text only.
func (w *Writer) element(indent, name, attribute, value, text string) {
	w.out.Markup(indent + "<" + name)
	if attribute != "" {
		w.out.Attribute(attribute, value)
	}
	w.out.Markup(">")
	w.out.Text(text)
	w.out.Markup("</" + name + ">\n")
}
