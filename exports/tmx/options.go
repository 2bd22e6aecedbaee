package tmx

import (
	"time"

	"golang.org/x/text/language"
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
	// AnySource allows units from other languages than Source; their tu says
	// which one is its source. It needs Multilingual.
	AnySource bool
	// Tool and ToolVersion name the program in the header: calque and devel
	// when empty.
	Tool, ToolVersion string
	// Created is the header's creation date, left out when zero.
	Created time.Time
	// Doctype writes a document type declaration, for the few tools that
	// want one. Others try to load the file that it names.
	Doctype bool
	// Plain leaves out the codes in the texts, so that the file is TMX of
	// Level 1.
	Plain bool
	// PrefixProperties puts x- before the name of a foreign property that has
	// none, and turns the tuid into one, for tools that give bare names a
	// meaning.
	PrefixProperties bool
	// Context says how the texts before and after a unit are written.
	Context ContextStyle
}

// ContextStyle is how a file gives the texts before and after a unit.
type ContextStyle string

// The styles of context.
const (
	// ContextVariant is x-context-pre and x-context-post on the source
	// variant.
	ContextVariant ContextStyle = ""
	// ContextSegment is the same with the text inside <seg>, as memoQ does it.
	ContextSegment ContextStyle = "segment"
	// ContextUnit is the same on the tu, as Matecat does it.
	ContextUnit ContextStyle = "unit"
	// ContextPhrase is context_prev and context_next on the source variant.
	ContextPhrase ContextStyle = "phrase"
)
