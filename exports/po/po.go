// Package po writes and reads the PO files of GNU gettext, in which most free
// software is translated.
//
//	w := po.NewWriter(out, po.Options{})
//	err := w.WriteUnit(unit)
//	…
//	err = w.Close()
//
//	r := po.NewReader(in, po.ReadOptions{Source: language.English})
//	for unit, err := range r.Units() { … }
//
// # How a unit is written
//
// The source text is the msgid, the target text the msgstr, and the note a
// translator's comment. A unit that was rejected or superseded is fuzzy, which
// is how PO says that nobody should use a translation; every other is
// translated. What a unit knows besides stands in extracted comments with the
// names that calque uses in TMX, "#. x-story: budget", the native text of inline
// codes too. The properties x-context, x-reference and x-flags are msgctxt,
// "#:" and "#,".
//
// PO allows a msgid once in a context. A second translation of a text, which an
// export makes only when all variants are asked for, gets a context that says
// so: the writer remembers a hash of every message, which takes 70 MB for a
// million of them and is all that grows with the file.
//
// msgfmt -c takes what is written. It wants both texts to begin and end with a
// line feed or neither, so the target follows the source in that. Control
// characters other than tab, line feed and carriage return are left out and
// counted.
//
// # What the reader takes
//
// Translated messages, in any charset that the header names. Fuzzy, obsolete
// and untranslated messages are left out, and so are those with a plural, whose
// forms are no translations of one text; see [Reader.Findings].
package po

import (
	"errors"
	"strings"

	"golang.org/x/text/language"

	"calque/exports/internal/field"
	"calque/tm"
)

// ErrFormat is wrapped by the error of a file that is not PO or is cut short.
var ErrFormat = errors.New("bad PO")

// The properties that PO has a place of its own for.
const (
	propContext   = "x-context"   // msgctxt; what Weblate and Lokalize call it in TMX too
	propReference = "x-reference" // #:
	propFlags     = "x-flags"     // #, without fuzzy
	propComment   = "x-comment"   // #. that is none of calque's own
)

// The names of the extracted comments for properties and codes, by the part of
// the unit that they belong to.
var (
	propertyNames = map[tm.Part]string{
		tm.PartUnit: "x-property", tm.PartSource: "x-property-source", tm.PartTarget: "x-property-target",
	}
	codeNames = map[tm.Part]string{tm.PartSource: "x-code-source", tm.PartTarget: "x-code-target"}
)

// code returns the language code as gettext writes it: zh_CN, pt_BR.
func code(tag language.Tag, langMap map[language.Tag]string) string {
	if code, ok := langMap[tag]; ok && code != "" {
		return code
	}
	return strings.ReplaceAll(field.LangCode(tag, nil), "-", "_")
}

// A comment is a line, so line ends in a value are written as escapes.
var (
	commentEscaper   = strings.NewReplacer("\\", `\\`, "\n", `\n`, "\r", `\r`)
	commentUnescaper = strings.NewReplacer(`\\`, "\\", `\n`, "\n", `\r`, "\r")
)
