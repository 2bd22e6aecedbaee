package tmx

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"golang.org/x/text/language"

	"calque/tm"
)

// Writer writes units as TMX 1.4b. It is not safe for concurrent use.
type Writer struct {
	out     io.Writer
	buffer  []byte
	options Options
	source  string // the code of the source language
	started bool
	closed  bool
	err     error
	pending []tm.Unit // units of the tu that is being gathered; same source
	dropped int       // characters
	lost    int       // codes
	count   int
	valid   map[string]bool // codes by what validCode says of them
}

// flushSize is how many bytes the writer gathers.
const flushSize = 64 << 10

// NewWriter returns a writer to out. Nothing is written before the first unit,
// or before Close.
func NewWriter(out io.Writer, options Options) *Writer {
	return &Writer{out: out, options: options, buffer: make([]byte, 0, 2*flushSize), valid: map[string]bool{}}
}

// Dropped returns the number of characters left out so far because XML 1.0 has
// no way to write them: most control characters, U+FFFE, U+FFFF, and bytes
// that are not UTF-8.
func (w *Writer) Dropped() int { return w.dropped }

// DroppedCodes returns the number of inline codes left out so far: all of them
// when the file is plain, else those whose place is no longer in the text or
// that are none of TMX.
func (w *Writer) DroppedCodes() int { return w.lost }

// WriteUnit adds a unit. A unit in languages that the file does not hold is
// refused and nothing of it written; an error of the underlying writer stays.
func (w *Writer) WriteUnit(u tm.Unit) error {
	if w.closed {
		return fmt.Errorf("write TMX unit: the file is closed")
	}
	if w.err != nil {
		return w.err
	}
	w.count++
	if err := w.admit(u); err != nil {
		return fmt.Errorf("write TMX unit %d: %w", w.count, err)
	}
	if !w.started {
		w.header()
	}
	if len(w.pending) > 0 && !w.joins(u) {
		w.flush()
	}
	w.pending = append(w.pending, u)
	if !w.options.Multilingual {
		w.flush()
	}
	return w.err
}

// Close writes what is pending and the end of the file. It does not close the
// underlying writer.
func (w *Writer) Close() error {
	if w.closed {
		return w.err
	}
	if w.err == nil && !w.started {
		if w.options.Source == language.Und {
			w.closed = true
			w.err = fmt.Errorf("write TMX: no unit, and the source language is not given")
			return w.err
		}
		w.header()
	}
	w.flush()
	w.closed = true
	w.text("  </body>\n</tmx>\n")
	w.drain()
	return w.err
}

// admit checks the unit's languages against those of the file, and takes them
// from it when it is the first.
func (w *Writer) admit(u tm.Unit) error {
	if u.Source.Lang == language.Und || u.Target.Lang == language.Und {
		return fmt.Errorf("a variant has no language")
	}
	if w.options.Source == language.Und {
		w.options.Source = u.Source.Lang
	}
	anySource := w.options.AnySource && w.options.Multilingual
	if !anySource && !tm.SameLanguage(w.options.Source, u.Source.Lang) {
		return fmt.Errorf("its source is %v, that of the file %v", u.Source.Lang, w.options.Source)
	}
	if w.options.Multilingual && len(w.options.Targets) == 0 {
		return nil
	}
	if len(w.options.Targets) == 0 {
		w.options.Targets = []language.Tag{u.Target.Lang}
	}
	for _, tag := range w.options.Targets {
		if tm.SameLanguage(tag, u.Target.Lang) {
			return nil
		}
	}
	if !w.options.Multilingual {
		return fmt.Errorf("its target is %v, that of the file %v; a file with several needs Multilingual",
			u.Target.Lang, w.options.Targets[0])
	}
	return fmt.Errorf("its target %v is none of the file's", u.Target.Lang)
}

// joins reports whether u translates the sentence of the pending tu into a
// language that the tu does not have yet, and says the same of it.
func (w *Writer) joins(u tm.Unit) bool {
	first := w.pending[0]
	if !first.Source.Equal(u.Source) || first.Before != u.Before || first.After != u.After ||
		first.Origin.Article != u.Origin.Article || first.Origin.SourceFile != u.Origin.SourceFile ||
		first.Origin.Block != u.Origin.Block || first.Origin.Sentence != u.Origin.Sentence {
		return false
	}
	if !slices.Equal(shared(first.Properties), shared(u.Properties)) {
		return false
	}
	for _, other := range w.pending {
		if w.targetCode(other) == w.targetCode(u) {
			return false
		}
	}
	return true
}

// shared returns the properties that do not belong to the target alone.
func shared(properties []tm.Property) []tm.Property {
	return slices.DeleteFunc(slices.Clone(properties), func(p tm.Property) bool { return p.Of == tm.PartTarget })
}

func (w *Writer) header() {
	w.started = true
	w.source = Code(w.options.Source, w.options.LangMap)
	w.text(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	if w.options.Doctype {
		w.text(`<!DOCTYPE tmx SYSTEM "tmx14.dtd">` + "\n")
	}
	w.text(`<tmx version="1.4">` + "\n  <header")
	w.attribute("creationtool", cmp.Or(w.options.Tool, "calque"))
	w.attribute("creationtoolversion", cmp.Or(w.options.ToolVersion, "devel"))
	w.attribute("segtype", "sentence")
	w.attribute("o-tmf", "calque")
	w.attribute("adminlang", "en")
	w.attribute("srclang", w.source)
	w.attribute("datatype", "plaintext")
	if writable(w.options.Created) {
		w.attribute("creationdate", w.options.Created.UTC().Format(dateLayout))
	}
	w.text("/>\n  <body>\n")
}

// sourceCode is the code of a unit's source: that of the header, but for a
// source in another language.
func (w *Writer) sourceCode(u tm.Unit) string {
	if w.options.AnySource {
		return Code(u.Source.Lang, w.options.LangMap)
	}
	return w.source
}

func (w *Writer) targetCode(u tm.Unit) string { return Code(u.Target.Lang, w.options.LangMap) }

func (w *Writer) attribute(name, value string) {
	w.buffer = append(append(append(w.buffer, ' '), name...), `="`...)
	w.escape(value, true)
	w.buffer = append(w.buffer, '"')
}

func (w *Writer) escape(s string, attribute bool) {
	var dropped int
	w.buffer, dropped = appendEscaped(w.buffer, s, attribute)
	w.dropped += dropped
}

func (w *Writer) text(s string) { w.buffer = append(w.buffer, s...) }

// drain gives what is gathered to the underlying writer.
func (w *Writer) drain() {
	if w.err != nil || len(w.buffer) == 0 {
		return
	}
	if _, err := w.out.Write(w.buffer); err != nil {
		w.err = fmt.Errorf("write TMX: %w", err)
	}
	w.buffer = w.buffer[:0]
}
