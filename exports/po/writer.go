package po

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"calque/exports/internal/field"
	"calque/exports/internal/xmlio"
	"calque/tm"
)

// Options say what a file looks like.
type Options struct {
	// Source and Target are the languages of the file; those of the first unit
	// when und.
	Source, Target language.Tag
	// LangMap overrides the codes of languages.
	LangMap map[language.Tag]string
	// Tool and ToolVersion name the program in the header: calque and devel
	// when empty.
	Tool, ToolVersion string
	// Created is the revision date of the header, left out when zero.
	Created time.Time
}

// Writer writes units as PO. It is not safe for concurrent use.
type Writer struct {
	out     *bufio.Writer
	options Options
	begun   bool
	closed  bool
	err     error
	count   int
	dropped int
	seed    maphash.Seed
	written map[uint64]struct{} // messages, by the hash of context and msgid
}

// NewWriter returns a writer to out. Nothing is written before the first unit,
// or before Close.
func NewWriter(out io.Writer, options Options) *Writer {
	options.Tool = cmp.Or(options.Tool, "calque")
	options.ToolVersion = cmp.Or(options.ToolVersion, "devel")
	return &Writer{
		out: bufio.NewWriterSize(out, 64<<10), options: options,
		seed: maphash.MakeSeed(), written: map[uint64]struct{}{},
	}
}

// Dropped returns the number of characters left out so far.
func (w *Writer) Dropped() int { return w.dropped }

// WriteUnit adds a message. A unit in languages that the file does not hold is
// refused and nothing of it written; an error of the underlying writer stays.
func (w *Writer) WriteUnit(u tm.Unit) error {
	if w.closed {
		return errors.New("write PO message: the file is closed")
	}
	w.count++
	if err := w.admit(u); err != nil {
		return fmt.Errorf("write PO message %d: %w", w.count, err)
	}
	if !w.begun {
		w.header()
	}
	source := w.clean(u.Source.Text)
	target := alike(source, w.clean(u.Target.Text))
	if source == "" || target == "" {
		return w.err // it had only characters that were dropped, and an empty msgid is the header's
	}
	w.comments(u)
	if context := w.context(u, source); context != "" {
		w.keyword("msgctxt", context)
	}
	w.keyword("msgid", source)
	w.keyword("msgstr", target)
	return w.err
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
	if o.Target == language.Und {
		o.Target = u.Target.Lang
	}
	if !tm.SameLanguage(o.Source, u.Source.Lang) || !tm.SameLanguage(o.Target, u.Target.Lang) {
		return fmt.Errorf("it is %v → %v, and the file %v → %v", u.Source.Lang, u.Target.Lang, o.Source, o.Target)
	}
	return nil
}

// Close writes what is buffered, and the header if nothing else was written. It
// does not close the underlying writer.
func (w *Writer) Close() error {
	if w.closed {
		return w.err
	}
	w.closed = true
	if !w.begun {
		w.header()
	}
	w.fail(w.out.Flush())
	return w.err
}

func (w *Writer) header() {
	w.begun = true
	w.text("msgid \"\"\nmsgstr \"\"\n")
	tool := w.options.Tool + " " + w.options.ToolVersion
	lines := []string{"Project-Id-Version: " + tool}
	if !w.options.Created.IsZero() {
		lines = append(lines, "PO-Revision-Date: "+w.options.Created.UTC().Format("2006-01-02 15:04+0000"))
	}
	lines = append(lines, "Last-Translator: "+tool, "Language-Team: none")
	if w.options.Target != language.Und {
		lines = append(lines, "Language: "+code(w.options.Target, w.options.LangMap))
	}
	lines = append(lines, "MIME-Version: 1.0", "Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: 8bit")
	if w.options.Source != language.Und {
		lines = append(lines, "X-Source-Language: "+code(w.options.Source, w.options.LangMap))
	}
	for _, line := range append(lines, "X-Generator: "+tool) {
		w.text(quote(w.clean(line)+"\n") + "\n")
	}
}

func (w *Writer) comments(u tm.Unit) {
	w.text("\n")
	if u.Note != "" {
		for line := range strings.SplitSeq(w.clean(u.Note), "\n") {
			w.comment("# ", line)
		}
	}
	for _, p := range u.Properties {
		if p.Name == propComment && hasPlace(p) {
			w.comment("#. ", p.Value)
		}
	}
	for name, value := range field.All(&u) {
		w.comment("#. ", name+": "+value)
	}
	for _, p := range u.Properties {
		if !hasPlace(p) {
			w.comment("#. ", propertyNames[p.Of]+": "+field.PropertyText(p))
		}
	}
	for _, c := range u.Source.Codes {
		w.comment("#. ", codeNames[tm.PartSource]+": "+c.Placeholder+" "+c.XML)
	}
	for _, c := range u.Target.Codes {
		w.comment("#. ", codeNames[tm.PartTarget]+": "+c.Placeholder+" "+c.XML)
	}
	for _, p := range u.Properties {
		if p.Name == propReference && hasPlace(p) {
			w.comment("#: ", p.Value)
		}
	}
	w.flags(u)
}

func (w *Writer) flags(u tm.Unit) {
	var flags []string
	if u.Status == tm.StatusRejected || u.Status == tm.StatusSuperseded {
		flags = append(flags, "fuzzy")
	}
	for _, p := range u.Properties {
		if p.Name == propFlags && hasPlace(p) {
			flags = append(flags, p.Value)
		}
	}
	if len(flags) > 0 {
		w.comment("#, ", strings.Join(flags, ", "))
	}
}

// hasPlace reports whether PO has a place for a property that is better than a
// comment.
func hasPlace(p tm.Property) bool {
	if p.Of != tm.PartUnit || p.Lang != "" || p.Encoding != "" {
		return false
	}
	switch p.Name {
	case propContext, propComment:
		return p.Value != ""
	case propReference, propFlags:
		return p.Value != "" && strings.TrimSpace(p.Value) == p.Value && !strings.ContainsAny(p.Value, "\n\r")
	}
	return false
}

func (w *Writer) comment(sign, text string) {
	text = w.clean(text)
	if strings.HasPrefix(sign, "#.") {
		text = commentEscaper.Replace(text)
	}
	w.text(strings.TrimRight(sign+strings.ReplaceAll(text, "\r", " "), " ") + "\n")
}

// context returns the msgctxt of a message, one that no message with the same
// msgid has yet.
func (w *Writer) context(u tm.Unit, source string) string {
	base := ""
	i := slices.IndexFunc(u.Properties, func(p tm.Property) bool { return p.Name == propContext && hasPlace(p) })
	if i >= 0 {
		base = w.clean(u.Properties[i].Value)
	}
	context := base
	for n := 2; ; n++ {
		var h maphash.Hash
		h.SetSeed(w.seed)
		fmt.Fprintf(&h, "%d:%s%s", len(context), context, source)
		if _, taken := w.written[h.Sum64()]; !taken {
			w.written[h.Sum64()] = struct{}{}
			return context
		}
		context = strings.TrimSpace(fmt.Sprintf("%s variant %d", base, n))
	}
}

func (w *Writer) keyword(name, text string) {
	body := strings.TrimSuffix(text, "\n")
	if !strings.Contains(body, "\n") {
		w.text(name + " " + quote(text) + "\n")
		return
	}
	w.text(name + " \"\"\n")
	for line := range strings.SplitAfterSeq(text, "\n") {
		if line != "" {
			w.text(quote(line) + "\n")
		}
	}
}

var escaper = strings.NewReplacer("\\", `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`)

func quote(s string) string { return `"` + escaper.Replace(s) + `"` }

// clean leaves out what is no text, and counts it.
func (w *Writer) clean(s string) string {
	good := func(r rune, size int) bool { return xmlio.Legal(r) && (r != utf8.RuneError || size > 1) }
	bad := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !good(r, size) {
			bad++
		}
		i += size
	}
	if bad == 0 {
		return s
	}
	w.dropped += bad
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if good(r, size) {
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

// alike makes a target begin and end with a line feed where its source does.
func alike(source, target string) string {
	target = strings.Trim(target, "\n")
	if target == "" {
		return ""
	}
	if strings.HasPrefix(source, "\n") {
		target = "\n" + target
	}
	if strings.HasSuffix(source, "\n") {
		target += "\n"
	}
	return target
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
		w.err = fmt.Errorf("write PO: %w", err)
	}
}
