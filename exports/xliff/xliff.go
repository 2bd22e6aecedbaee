// Package xliff writes and reads XLIFF, the exchange format of localisation
// (OASIS): versions 1.2, which every CAT tool takes, and 2.1.
//
//	w := xliff.NewWriter(out, xliff.Options{Version: xliff.V12})
//	err := w.WriteUnit(unit)
//	…
//	err = w.Close()
//
//	r := xliff.NewReader(in, xliff.ReadOptions{})
//	for unit, err := range r.Units() { … }
//
// Both hold one unit at a time. A file element holds the units of one article
// that follow each other, so that a tool shows the articles apart.
//
// # States
//
//	status of the unit   1.2: state                2.1: state
//	confirmed            signed-off, approved=yes  final
//	auto                 translated                translated
//	rejected             needs-review-translation  initial, subState calque:rejected
//	superseded           needs-adaptation          initial, subState calque:superseded
//
// A reader takes what a person or a tool calls translated, and no more: in 1.2
// translated, signed-off and final, and a target without a state unless
// approved says no; in 2.x translated, reviewed and final, while a segment
// without a state is initial by the standard. Signed-off, reviewed and final
// make confirmed units; a unit that calque wrote as auto stays so while its state
// is translated. The rest is counted; see [Reader.Findings].
//
// # What a unit knows
//
// Where XLIFF has no place of its own for a field, 1.2 has a context of the name
// that calque also uses in TMX (x-story, x-context-pre …) and 2.1 the metadata
// module; foreign properties stand there too. Notes are notes.
//
// # Inline codes
//
// The codes of a memory are those of TMX: bpt, ept, it, ph and hi. In 1.2 they
// become the elements of the same names, in 2.1 pc, sc, ec and ph with their
// native text in originalData. A tag that came from XLIFF and has no native text
// (g, x, bx, ex; pc, ph … of 2.x) is its own native text in TMX, and becomes
// itself again in a file of the same version.
//
// # What the reader promises
//
// Nothing is fetched, no entity is expanded, and a file cannot make it hold more
// than [ReadOptions.MaxUnit] bytes. Units that stand before a fault come out
// before the error, which names line and column. An original that is embedded in
// the file (internal-file) is read over, and counts as one unit for that bound.
package xliff

import (
	"errors"

	"golang.org/x/text/language"

	"calque/tm"
)

// ErrFormat is wrapped by the error of a file that is not XLIFF, is cut short or
// breaks the rules of XML.
var ErrFormat = errors.New("bad XLIFF")

// Version is a version of the standard that can be written.
type Version int

// The versions.
const (
	V12 Version = iota // 1.2 of 2008
	V21                // 2.1 of 2018, also read by tools that know 2.0
)

// Options say what a file looks like.
type Options struct {
	Version Version
	// Source and Target are the languages of the file; those of the first unit
	// when und. 1.2 can hold several targets, each in file elements of its own.
	Source, Target language.Tag
	// LangMap overrides the codes of languages.
	LangMap map[language.Tag]string
	// Tool and ToolVersion name the program in the file: calque and devel when
	// empty.
	Tool, ToolVersion string
}

// ReadOptions say what to take from a file. The zero ReadOptions take
// everything that is translated.
type ReadOptions struct {
	// Source language and Targets to take. Source, and the first of Targets,
	// are also the languages of a file that does not say.
	Source  language.Tag
	Targets []language.Tag
	// Status and Confidence of a translated unit whose file says no more: auto
	// and 1 when zero.
	Status     tm.Status
	Confidence float64
	// MaxUnit bounds the bytes of one unit; 32 MB when 0.
	MaxUnit int
}

// The namespaces of the standard.
const (
	namespace12   = "urn:oasis:names:tc:xliff:document:1.2"
	namespace2    = "urn:oasis:names:tc:xliff:document:2.0" // of 2.1 too
	namespaceMeta = "urn:oasis:names:tc:xliff:metadata:2.0"
)

// The names of places for foreign properties, by the part of the unit that they
// belong to.
var propertyContexts = map[tm.Part]string{
	tm.PartUnit:   "x-property",
	tm.PartSource: "x-property-source",
	tm.PartTarget: "x-property-target",
}
