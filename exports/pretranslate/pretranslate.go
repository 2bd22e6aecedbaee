// Package pretranslate fills in the translations of a file from a memory, in
// the file's own structure, and leaves every other byte as it is.
//
// The main call takes the bytes of a file and gives those of its translation:
//
//	out, report, err := pretranslate.File(ctx, data, pretranslate.Options{
//		Format: format, From: language.French, To: language.English,
//		Find: find, Cut: segmenter,
//	})
//
// where find looks one text up in a memory, and Cut cuts a paragraph into
// sentences. Neither the memory nor the segmenter is known here.
//
// # Formats
//
// XLIFF and PO have a place for a translation beside the source. There an exact
// match is written as translated, and a fuzzy one as the format marks it. Plain
// text, Markdown, HTML and docx have none: the translation takes the place of
// the source, sentence by sentence, and a fuzzy one only when asked for, in
// brackets that say so ("[85%: …]", "[repaired: …]"). What has no match stays
// in the language of the source.
//
// # Inline codes
//
// Tags within a sentence are kept around their text: codes at the ends of a
// segment stay where they are; others go where the memory's translation has its
// placeholders, if these correspond one to one; else a pair of codes goes
// around its own text (a name, a number) where the translation has that text,
// as a whole word and once. What cannot be placed so is left untouched and
// listed in the report.
//
// # What always holds
//
//   - The file is never written anew. The places of the targets are found, and
//     only they are replaced: comments, order, quotes, encoding, line ends,
//     wrapping and packed parts are those of the file. With a memory that has
//     nothing, the output is the input.
//   - What is translated, approved, signed off or locked is not touched unless
//     [Options.Overwrite] says so; what is not to be translated never is.
//   - Text is data: no entity is expanded, no address fetched; sizes and depths
//     are bounded, and a broken file is an error with its line and column.
//   - The same file, memory and options give the same bytes.
package pretranslate

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/text/language"
)

// MaxBytes bounds the size of a file, and of what an archive unpacks to.
const MaxBytes = 64 << 20

// Span is a part of a text, in bytes.
type Span struct{ Start, End int }

// Cutter returns the sentences of a paragraph, in order, without the white
// space around them.
type Cutter func(paragraph string) []Span

// Query is a text to look up. Before and After are the segments next to it in
// the file, empty where there is none.
type Query struct{ Text, Before, After string }

// Found is a match.
type Found struct {
	Score          int    // 0 to 100, 101 and 102 with one and both neighbours equal
	Source, Target string // of the memory
	// Repairs names what was replaced in Target so that it fits the text that
	// was looked up, such as a number; empty for none. Unrepaired is the target
	// as the memory has it, with the score of the match as it was.
	Repairs         []string
	Unrepaired      string
	UnrepairedScore int
	// Placeholders are what stands in Target for inline codes.
	Placeholders []string
	Origin       string // where the match comes from, for a person
}

// withoutPlaceholders returns the target for a text that has no inline codes.
func (f Found) withoutPlaceholders() string {
	target := f.Target
	for _, p := range f.Placeholders {
		target = strings.ReplaceAll(target, p, "")
	}
	return target
}

// Finder returns the best match for a text, false when there is none that is
// good enough.
type Finder func(ctx context.Context, q Query) (Found, bool, error)

// Options say what to translate, and how.
type Options struct {
	Format   Format
	From, To language.Tag
	Find     Finder
	Cut      Cutter // nil takes a paragraph for a sentence
	// Fuzzy writes fuzzy and repaired matches into running text too, with a
	// visible mark. Exchange formats, which can mark them, always get them.
	Fuzzy bool
	// Overwrite replaces translations that are there, whatever their state.
	Overwrite bool
	// Encoding is the encoding of a text that does not state it; UTF-8 when
	// empty. Formats that must state theirs ignore it.
	Encoding string
}

// Format is a kind of file.
type Format struct {
	Name       string   // as a person writes it
	Title      string   // what it is, for a list
	Extensions []string // with the dot
	// Undeclared says that a file of this format need not state its encoding,
	// so that Options.Encoding counts.
	Undeclared bool
	fill       filler
}

// filler translates a file of one format.
type filler func(ctx context.Context, data []byte, o *Options) ([]byte, *Report, error)

// Formats returns all formats, in the order in which to show them.
func Formats() []Format {
	return []Format{
		{"xliff", "XLIFF 1.2 and 2.1", []string{".xlf", ".xliff"}, false, fillXLIFF},
		{"po", "gettext PO", []string{".po", ".pot"}, false, fillPO},
		{"txt", "plain text", []string{".txt", ".text"}, true, fillText},
		{"md", "Markdown", []string{".md", ".markdown", ".mdown"}, true, fillMarkdown},
		{"html", "HTML", []string{".html", ".htm", ".xhtml"}, true, fillHTML},
		{"docx", "Word document", []string{".docx"}, false, fillDocx},
	}
}

// Lookup returns the format with this name, in any case.
func Lookup(name string) (Format, bool) {
	for _, f := range Formats() {
		if strings.EqualFold(f.Name, name) {
			return f, true
		}
	}
	return Format{}, false
}

// ByFile returns the format that goes with a file's extension.
func ByFile(path string) (Format, bool) {
	path = strings.ToLower(path)
	for _, f := range Formats() {
		for _, extension := range f.Extensions {
			if strings.HasSuffix(path, extension) {
				return f, true
			}
		}
	}
	return Format{}, false
}

// Names returns the names of all formats, for a message.
func Names() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return names
}

// File returns the file with its translations filled in. A file that cannot be
// read is an error, a [*Fault] where there is a line to name; nothing is
// returned of it.
func File(ctx context.Context, data []byte, o Options) ([]byte, *Report, error) {
	if len(data) > MaxBytes {
		return nil, nil, fmt.Errorf("%d MB, more than the %d MB that a file to translate may have", len(data)>>20, MaxBytes>>20)
	}
	if o.Format.fill == nil {
		return nil, nil, fmt.Errorf("no format was chosen: %s", strings.Join(Names(), ", "))
	}
	return o.Format.fill(ctx, data, &o)
}

// document is a file that was read: its blocks, in order, and what is to be
// edited once they have their answers.
type document struct {
	blocks []*block
	edits  func() []edit
}

// fill answers for the blocks of a text and makes the edits.
func (d *document) fill(ctx context.Context, e *engine, format string) ([]byte, *Report, error) {
	if err := e.run(ctx, d.blocks); err != nil {
		return nil, nil, err
	}
	edits := d.edits()
	out, err := e.original.splice(edits)
	if err != nil {
		return nil, nil, err
	}
	report := newReport(format, e.original.name)
	report.addBlocks(d.blocks, newLineIndex(e.original.text), e.o.From.String(), "")
	return out, report, nil
}

func (r *Report) addBlocks(blocks []*block, lines *lineIndex, lang, part string) {
	for _, b := range blocks {
		for _, a := range b.answers {
			s := Segment{Part: part, Source: oneLine(a.source), Outcome: a.outcome, Score: a.score, Reason: a.reason}
			s.Line, s.Column = lines.of(a.at)
			if a.written() {
				s.Target, s.Repairs, s.Origin = oneLine(plain(a.target)), a.found.Repairs, a.found.Origin
			}
			r.add(s, lang)
		}
	}
}
