// Package html writes units as a bilingual table that a browser shows and
// prints, to read, to send and to mark with a pen. The page needs nothing beside
// itself: no script, no font, no picture.
//
//	w := html.NewWriter(out, html.Options{})
//	err := w.WriteUnit(unit)
//	…
//	err = w.Close()
//
// Every text stands in a cell with its own language and direction, so that
// Arabic runs from the right, Chinese gets Chinese glyphs, and a screen reader
// the right voice. The units of an article stand under its title. All that
// comes from the memory is escaped; a line break in a text is shown as one, and
// an inline code as its placeholder.
package html

import (
	"bufio"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"calque/exports/internal/field"
	"calque/exports/internal/xmlio"
	"calque/tm"
)

//go:embed head.html.tmpl
var headText string

// Options say what a page looks like.
type Options struct {
	// Source and Targets are named in the title; where they are not given the
	// title says only what the page is.
	Source  language.Tag
	Targets []language.Tag
	// LangMap overrides the codes of languages.
	LangMap map[language.Tag]string
	// Tool and ToolVersion name the program in the page: calque and devel when
	// empty.
	Tool, ToolVersion string
}

// Writer writes units. It is not safe for concurrent use.
type Writer struct {
	out     *bufio.Writer
	options Options
	begun   bool
	closed  bool
	err     error
	group   string // the article of the rows that are being written
	count   int
	dropped int
}

// NewWriter returns a writer to out.
func NewWriter(out io.Writer, options Options) *Writer {
	options.Tool = cmp.Or(options.Tool, "calque")
	options.ToolVersion = cmp.Or(options.ToolVersion, "devel")
	return &Writer{out: bufio.NewWriterSize(out, 64<<10), options: options}
}

// Dropped returns the number of characters left out so far, because HTML has no
// way to show them: control characters, and bytes that are not UTF-8.
func (w *Writer) Dropped() int { return w.dropped }

// WriteUnit adds a row.
func (w *Writer) WriteUnit(u tm.Unit) error {
	if w.closed {
		return errors.New("write HTML: the page is closed")
	}
	w.begin()
	if w.count == 0 || u.Origin.Article != w.group {
		w.heading(u)
	}
	w.count++
	status := cmp.Or(u.Status, tm.StatusAuto)
	w.markup(`<tr class="`)
	w.text(string(status))
	w.markup(`"><td class="n" title="`)
	w.text(details(u))
	w.markup(fmt.Sprintf(`">%d</td>`, w.count))
	w.cell(u.Source)
	w.cell(u.Target)
	w.markup(`<td class="s">`)
	w.text(remark(u))
	w.markup("</td></tr>\n")
	return w.err
}

// Close writes the end of the page. It does not close the underlying writer.
func (w *Writer) Close() error {
	if w.closed {
		return w.err
	}
	w.begin()
	w.closed = true
	if w.count > 0 {
		w.markup("</tbody>\n")
	}
	w.markup("</table>\n<footer>")
	w.text(w.options.Tool + " " + w.options.ToolVersion)
	w.markup("</footer>\n</body>\n</html>\n")
	w.fail(w.out.Flush())
	return w.err
}

func (w *Writer) begin() {
	if w.begun {
		return
	}
	w.begun = true
	title := "Bilingual table"
	if w.options.Source != language.Und && len(w.options.Targets) > 0 {
		title = w.code(w.options.Source) + " →"
		for i, target := range w.options.Targets {
			if i > 0 {
				title += ","
			}
			title += " " + w.code(target)
		}
	}
	head, err := template.New("head").Parse(headText)
	if err == nil {
		err = head.Execute(w.out, title)
	}
	w.fail(err)
}

func (w *Writer) code(tag language.Tag) string { return field.LangCode(tag, w.options.LangMap) }

// heading begins the rows of an article.
func (w *Writer) heading(u tm.Unit) {
	if w.count > 0 {
		w.markup("</tbody>\n")
	}
	w.group = u.Origin.Article
	w.markup("<tbody>\n")
	title := cmp.Or(u.Origin.Title, u.Origin.Article)
	if title == "" {
		return
	}
	w.markup(`<tr><th colspan="4" scope="rowgroup"><span`)
	w.langAndDirection(u.Source.Lang)
	w.markup(">")
	w.text(title)
	w.markup("</span>")
	var facts []string
	if !u.Origin.Date.IsZero() {
		facts = append(facts, u.Origin.Date.UTC().Format(time.DateOnly))
	}
	if u.Origin.Agency != "" {
		facts = append(facts, u.Origin.Agency)
	}
	if len(facts) > 0 {
		w.markup("<small>")
		w.text(strings.Join(facts, " · "))
		w.markup("</small>")
	}
	w.markup("</th></tr>\n")
}

func (w *Writer) cell(v tm.Variant) {
	w.markup("<td")
	w.langAndDirection(v.Lang)
	w.markup(">")
	w.text(v.Text)
	w.markup("</td>")
}

func (w *Writer) langAndDirection(tag language.Tag) {
	w.markup(` lang="`)
	w.text(w.code(tag))
	w.markup(`" dir="` + direction(tag) + `"`)
}

// direction is that of the script that a language is written in.
func direction(tag language.Tag) string {
	script, _ := tag.Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Mand", "Samr", "Aran":
		return "rtl"
	}
	return "ltr"
}

// remark is what a reader should know of a translation.
func remark(u tm.Unit) string {
	parts := []string{fmt.Sprintf("%.0f %%", u.Confidence*100)}
	if u.Status != "" && u.Status != tm.StatusAuto {
		parts[0] = string(u.Status)
	}
	if u.Pivot != language.Und {
		parts = append(parts, "via "+u.Pivot.String())
	}
	if u.Note != "" {
		parts = append(parts, u.Note)
	}
	return strings.Join(parts, "\n")
}

// details say where a unit is from.
func details(u tm.Unit) string {
	var parts []string
	for _, part := range []string{u.Origin.Article, u.Origin.SourceFile, u.Origin.TargetFile, u.Origin.URL} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if u.Origin.Sentence > 0 {
		parts = append(parts, fmt.Sprintf("sentence %d", u.Origin.Sentence))
	}
	return strings.Join(parts, "\n")
}

// text writes s so that it is text in an element, and in an attribute in double
// quotes.
func (w *Writer) text(s string) {
	start := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		replacement, plain := "", false
		switch {
		case r == '<':
			replacement = "&lt;"
		case r == '>':
			replacement = "&gt;"
		case r == '&':
			replacement = "&amp;"
		case r == '"':
			replacement = "&#34;"
		case r == '\'':
			replacement = "&#39;"
		case !xmlio.Legal(r), r == utf8.RuneError && size == 1, r >= 0x7f && r < 0xa0:
			w.dropped++
		default:
			plain = true
		}
		if !plain {
			w.markup(s[start:i])
			w.markup(replacement)
			start = i + size
		}
		i += size
	}
	w.markup(s[start:])
}

func (w *Writer) markup(s string) {
	if w.err != nil {
		return
	}
	_, err := w.out.WriteString(s)
	w.fail(err)
}

func (w *Writer) fail(err error) {
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("write HTML: %w", err)
	}
}
