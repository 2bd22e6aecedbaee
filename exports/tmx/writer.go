package tmx

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
)

// Options say what a file looks like. The zero Options make a bilingual file
// in the languages of the first unit.
type Options struct {
	// Source is the language of every source variant; that of the first unit
	// when und.
	Source language.Tag
	// Targets that may occur. Empty: that of the first unit, or any if
	// Multilingual.
	Targets []language.Tag
	// LangMap overrides the code of a language, see [Code].
	LangMap map[language.Tag]string
	// Multilingual allows several targets in a file and puts consecutive
	// units that translate the same sentence of the same article into one tu.
	Multilingual bool
	// Tool and ToolVersion name the program in the header: calque and devel
	// when empty.
	Tool, ToolVersion string
	// Created is the header's creation date, left out when zero.
	Created time.Time
	// Doctype writes a document type declaration, for the few tools that
	// want one. Others try to load the file that it names.
	Doctype bool
	// PrefixProperties puts x- before the name of a foreign property that has
	// none, for tools that give bare names a meaning.
	PrefixProperties bool
}

// Writer writes units as TMX 1.4b. It is not safe for concurrent use.
type Writer struct {
	out     *bufio.Writer
	options Options
	source  string // the code of the source language
	started bool
	closed  bool
	err     error
	pending []tm.Unit // units of the tu that is being gathered; same source
	dropped int
	count   int
}

// NewWriter returns a writer to out. Nothing is written before the first unit,
// or before Close.
func NewWriter(out io.Writer, options Options) *Writer {
	return &Writer{out: bufio.NewWriterSize(out, 64<<10), options: options}
}

// Dropped returns the number of characters left out so far because XML 1.0 has
// no way to write them: most control characters, U+FFFE, U+FFFF, and bytes
// that are not UTF-8.
func (w *Writer) Dropped() int { return w.dropped }

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
	w.fail(w.out.Flush())
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
	if !tm.SameLanguage(w.options.Source, u.Source.Lang) {
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
// language that the tu does not have yet.
func (w *Writer) joins(u tm.Unit) bool {
	first := w.pending[0]
	if !first.Source.Equal(u.Source) || first.Before != u.Before || first.After != u.After ||
		first.Origin.Article != u.Origin.Article ||
		first.Origin.Block != u.Origin.Block || first.Origin.Sentence != u.Origin.Sentence {
		return false
	}
	for _, other := range w.pending {
		if other.Target.Lang == u.Target.Lang {
			return false
		}
	}
	return true
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
	w.date("creationdate", w.options.Created)
	w.text("/>\n  <body>\n")
}

// flush writes the pending units as one tu.
func (w *Writer) flush() {
	if len(w.pending) == 0 {
		return
	}
	first := w.pending[0]
	alone := len(w.pending) == 1

	w.text("    <tu")
	if alone {
		w.stamp(first)
	}
	w.foreignAttributes(first)
	w.text(">\n")
	if alone {
		w.notes(first.Note)
	}
	w.story(first.Origin)
	if alone {
		w.judgement(first)
	}
	w.sourceVariant(first)
	for _, u := range w.pending {
		w.targetVariant(u, alone)
	}
	w.text("    </tu>\n")
	w.pending = w.pending[:0]
}

// stamp writes when and by whom a unit was made and changed.
func (w *Writer) stamp(u tm.Unit) {
	w.date("creationdate", u.Created)
	if u.CreatedBy != "" {
		w.attribute("creationid", u.CreatedBy)
	}
	w.date("changedate", u.Changed)
	if u.ChangedBy != "" {
		w.attribute("changeid", u.ChangedBy)
	}
}

// story writes what is true of the source, whatever its translation.
func (w *Writer) story(o tm.Origin) {
	w.property("      ", propStory, o.Article)
	w.property("      ", propDocument, o.Title)
	w.property("      ", propSourceFile, o.SourceFile)
	w.property("      ", propURL, o.URL)
	if !o.Date.IsZero() {
		w.property("      ", propDate, formatDay(o.Date))
	}
	w.property("      ", propAgency, o.Agency)
	w.property("      ", propRole, string(o.Role))
	w.number(propBlock, o.Block)
	w.number(propSentence, o.Sentence)
	w.number(propSentences, o.Sentences)
}

// judgement writes what is true of one translation. It stands on the tu when
// that holds one, and on the target variant otherwise.
func (w *Writer) judgement(u tm.Unit) {
	indent := "      "
	if len(w.pending) > 1 {
		indent = "        "
	}
	w.property(indent, propTargetFile, u.Origin.TargetFile)
	w.property(indent, propAligner, u.Origin.Aligner)
	w.property(indent, propStatus, string(u.Status))
	w.property(indent, propConfidence, formatConfidence(u.Confidence))
	if u.Pivot != language.Und {
		w.property(indent, propPivot, u.Pivot.String())
	}
	for _, p := range u.Properties {
		if !w.isAttribute(p) {
			w.foreignProperty(indent, p)
		}
	}
}

func (w *Writer) sourceVariant(u tm.Unit) {
	w.openVariant(w.source)
	w.text(">")
	if u.Before != "" || u.After != "" {
		w.text("\n")
		w.property("        ", propBefore, u.Before)
		w.property("        ", propAfter, u.After)
		w.text("        ")
	}
	w.segment(u.Source.Text)
	if u.Before != "" || u.After != "" {
		w.text("\n      ")
	}
	w.text("</tuv>\n")
}

func (w *Writer) targetVariant(u tm.Unit, alone bool) {
	w.openVariant(Code(u.Target.Lang, w.options.LangMap))
	if alone {
		w.text(">")
		w.segment(u.Target.Text)
		w.text("</tuv>\n")
		return
	}
	w.stamp(u)
	w.text(">\n")
	if u.Note != "" {
		w.text("  ")
		w.notes(u.Note)
	}
	w.judgement(u)
	w.text("        ")
	w.segment(u.Target.Text)
	w.text("\n      </tuv>\n")
}

func (w *Writer) openVariant(code string) {
	w.text("      <tuv")
	w.attribute("xml:lang", code)
}

func (w *Writer) segment(text string) {
	w.text("<seg>")
	w.escape(text, false)
	w.text("</seg>")
}

func (w *Writer) notes(note string) {
	if note == "" {
		return
	}
	w.text("      <note>")
	w.escape(note, false)
	w.text("</note>\n")
}

func (w *Writer) property(indent, name, value string) {
	if value == "" {
		return
	}
	w.foreignProperty(indent, tm.Property{Name: name, Value: value})
}

func (w *Writer) foreignProperty(indent string, p tm.Property) {
	if w.options.PrefixProperties && !strings.HasPrefix(p.Name, "x-") {
		p.Name = "x-" + strings.TrimPrefix(p.Name, "@")
	}
	w.text(indent + "<prop")
	w.attribute("type", p.Name)
	w.text(">")
	w.escape(p.Value, false)
	w.text("</prop>\n")
}

func (w *Writer) number(name string, n int) {
	if n > 0 {
		w.property("      ", name, strconv.Itoa(n))
	}
}

func (w *Writer) attribute(name, value string) {
	w.text(" " + name + `="`)
	w.escape(value, true)
	w.text(`"`)
}

// date writes a date attribute, or none for a date that the four digits of a
// TMX year cannot hold.
func (w *Writer) date(name string, t time.Time) {
	t = t.UTC()
	if t.IsZero() || t.Year() < 1 || t.Year() > 9999 {
		return
	}
	w.attribute(name, t.Format(dateLayout))
}

// formatConfidence rounds to four decimals, which is finer than any
// confidence is meant, and shows no more digits than needed.
func formatConfidence(c float64) string {
	s := strconv.FormatFloat(c, 'f', 4, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func (w *Writer) text(s string) {
	if w.err != nil {
		return
	}
	_, err := w.out.WriteString(s)
	w.fail(err)
}

func (w *Writer) fail(err error) {
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("write TMX: %w", err)
	}
}
