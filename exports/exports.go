// Package exports knows the formats in which units leave a memory and come
// into it. Each format is a subpackage with a writer and a reader that hold
// one unit at a time; this package finds them by name and puts together what
// all of them need: one target a source, a file that is replaced as a whole.
//
// The main call writes a file:
//
//	file, err := exports.Create("memory.tmx")
//	…
//	defer file.Abort()
//	format, _ := exports.ByFile("memory.tmx")
//	report, err := exports.Export(ctx, file, format, store.Units(ctx, filter), exports.Options{Source: fr, Targets: []language.Tag{en}})
//	…
//	err = file.Commit()
//
// To add a format, write its subpackage, which imports calque/tm only, and add
// a line to the table in formats.go.
//
// The same units and options give the same bytes.
package exports

import (
	"io"
	"iter"
	"strings"
	"time"

	"golang.org/x/text/language"

	"calque/exports/finding"
	"calque/exports/tmx"
	"calque/tm"
)

// Writer writes units in a format. Close finishes the format, and does not
// close what it writes to. A writer is not safe for concurrent use.
type Writer interface {
	WriteUnit(tm.Unit) error
	Close() error
}

// Reader reads the units of a file, once. An error is the last thing that it
// yields; the units before it are good.
type Reader interface {
	Units() iter.Seq2[tm.Unit, error]
}

// Finder is a [Reader] that tells what it left out, or took otherwise than it
// stands in the file. It may be asked at any time.
type Finder interface {
	Findings() []finding.Finding
}

// Options say how units are written. A format ignores what it has no use for.
type Options struct {
	// Source and Targets are the languages of the file. Where they are not
	// given the first unit says.
	Source  language.Tag
	Targets []language.Tag
	// LangMap overrides the language codes in the file, where it is meant for
	// a tool that knows only its own; see [ParseLangMap].
	LangMap map[language.Tag]string
	// Multilingual puts all targets into one file.
	Multilingual bool
	// AnySource allows units from other languages than Source in a file of
	// several languages.
	AnySource bool
	// AllVariants writes every translation of a source text. Without it
	// [Export] writes the best one, since many tools keep only one, and not
	// always the same.
	AllVariants bool
	// Tool and ToolVersion name the program that makes the file.
	Tool, ToolVersion string
	// Created dates the file; no date when zero.
	Created time.Time
	// NoHeader leaves out the row of column names of a table.
	NoHeader bool
	// Plain leaves out the codes in the texts.
	Plain bool
	// MaxChars leaves out units with a text of more characters; 0 for none.
	MaxChars int
	// PrefixProperties and Context are for tools that give a meaning to the
	// names of properties; see package calque/exports/tmx.
	PrefixProperties bool
	Context          tmx.ContextStyle
}

// ReadOptions say what to take from a file.
type ReadOptions struct {
	// Source and Targets are the languages to take. Source is also that of a
	// file that does not say, and the first of Targets.
	Source  language.Tag
	Targets []language.Tag
	// Status and Confidence of units whose file does not say: those of the
	// format when zero.
	Status     tm.Status
	Confidence float64
}

// Format is a kind of file.
type Format struct {
	Name       string   // as a person writes it after --format
	Title      string   // what it is, for a list
	Extensions []string // with the dot; the first is the usual one
	// KeepsAll says that the format is for data rather than for a CAT tool,
	// so that every variant is written whatever the options say.
	KeepsAll bool
	// OnePair says that a file holds one source and one target language, so
	// that Multilingual means nothing to it.
	OnePair   bool
	NewWriter func(io.Writer, Options) Writer
	NewReader func(io.Reader, ReadOptions) Reader // nil when it is only written
	// NewSetWriter and OpenSet are those of a format of several files, which
	// has no NewWriter; see [ExportSet]. Folder says that the files stand in a
	// folder of their own; without it their names begin like one another. The
	// closer of OpenSet closes the files.
	NewSetWriter func(*Set, Options) (Writer, error)
	OpenSet      func(path string, o ReadOptions) (Reader, io.Closer, error)
	Folder       bool
}

// Formats returns all formats, in the order in which to show them.
func Formats() []Format {
	return allFormats()
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

// ByFile returns the format that goes with a file's extension, before .gz if
// it ends so.
func ByFile(path string) (Format, bool) {
	path = strings.TrimSuffix(strings.ToLower(path), ".gz")
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
