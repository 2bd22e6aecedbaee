// Package tm holds the words that a translation memory is spoken of in: the
// [Article] with its [Document] per language, the [Bead] that says which
// sentences translate each other, the [Unit] that a look-up returns, the
// [Query] and the [Match], and the [Store] that keeps them.
//
// There is no SQL and no file here. A store is opened by a subpackage:
//
//	store, err := sqlite.Open(ctx, "calque.db", sqlite.Options{})
//	matches, err := store.Lookup(ctx, tm.Query{Text: "La Chine et la France", From: language.French, To: language.English})
//
// and filled by package calque/tm/ingest, the one place that knows both the
// aligner and the memory.
//
// What always holds, for every store:
//
//   - an article is stored whole or not at all; storing it again changes
//     nothing;
//   - the text of a document stands as it stood in its file: what is folded
//     for matching is never stored in its place;
//   - what a person confirmed or rejected outlives a new alignment;
//   - a look-up at threshold t finds every unit whose score is t or more.
package tm

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// Role says what a block is in its article. The values are those of package
// calque/align/article.
type Role string

// The roles of a block.
const (
	RoleTitle     Role = "title"
	RoleDateline  Role = "dateline"
	RoleByline    Role = "byline"
	RoleBody      Role = "body"
	RoleCaption   Role = "caption"
	RoleList      Role = "list"
	RoleAgency    Role = "agency"
	RoleFurniture Role = "furniture"
)

// Translatable reports whether sentences of a block with this role may become
// units.
func (r Role) Translatable() bool {
	switch r {
	case RoleTitle, RoleBody, RoleCaption, RoleList:
		return true
	}
	return false
}

// Article is one story, in the languages it is known in.
type Article struct {
	// ID is the store's number for the article, 0 before it is stored.
	ID int64
	// Key names the article for a person: the common part of its file names,
	// or what a manifest says. It is unique in a memory.
	Key string
	// Documents holds one version a language.
	Documents []Document
	// Alignments holds one alignment a pair of Documents that was aligned.
	Alignments []Alignment
}

// Document returns the article's version in lang, or nil.
func (a *Article) Document(lang language.Tag) *Document {
	for i := range a.Documents {
		if a.Documents[i].Lang == lang {
			return &a.Documents[i]
		}
	}
	return nil
}

// Document is one language version of an article.
type Document struct {
	ID   int64
	Lang language.Tag
	// Source is the absolute path or the URL the text was read from, or the
	// name of a file that was uploaded; with Lang it is the key under which a
	// file is known when it comes again.
	Source string
	// SHA256 is the hash of the file's raw bytes, in hexadecimal.
	SHA256 string

	Title    string
	Date     time.Time // zero when unknown; midnight UTC when only the day is known
	Agency   string
	Author   string
	Credit   string // of the photographs
	URL      string // the canonical address the page itself states
	Format   string // txt, md, html, docx, odt
	Encoding string // as golang.org/x/text/encoding/htmlindex names it
	Template string // the site template that labelled the blocks, if one did

	Blocks    []Block
	Sentences []Sentence
}

// Block is a paragraph, heading, caption or piece of furniture.
type Block struct {
	Role Role
	Text string
}

// Sentence is a span of one block: Blocks[Block].Text[Start:End]. Sentences
// stand in the order of the document; only blocks whose role is
// [Role.Translatable] have any.
type Sentence struct {
	Block      int
	Start, End int // byte offsets
}

// Range is a run of sentences of one document: From, From+1, … To-1. An empty
// range has From == To; From then says where the run would stand.
type Range struct {
	From, To int
}

// Len returns the number of sentences in the range.
func (r Range) Len() int { return r.To - r.From }

// Text returns the text of a run of sentences as it stands in the document.
// Sentences of one block keep what stands between them; those of two blocks
// are joined by a space, or by nothing in Chinese and Japanese.
func (d *Document) Text(r Range) string {
	if r.Len() <= 0 {
		return ""
	}
	var b strings.Builder
	for i := r.From; i < r.To; {
		first, last := d.Sentences[i], d.Sentences[i]
		for i++; i < r.To && d.Sentences[i].Block == first.Block; i++ {
			last = d.Sentences[i]
		}
		if b.Len() > 0 && !writesWithoutSpaces(d.Lang) {
			b.WriteByte(' ')
		}
		b.WriteString(d.Blocks[first.Block].Text[first.Start:last.End])
	}
	return b.String()
}

func writesWithoutSpaces(tag language.Tag) bool {
	base, _ := tag.Base()
	return base.String() == "zh" || base.String() == "ja"
}

// Alignment says how two documents of an article translate each other.
type Alignment struct {
	Source, Target language.Tag
	// Aligner names the program and version that made it, for provenance.
	Aligner string
	// Beads cover every sentence of both documents once, in the order of the
	// source document.
	Beads []Bead
}

// Bead is a group of n source and m target sentences that translate each
// other (Gale & Church 1993). One side may be empty: an omission.
type Bead struct {
	ID             int64
	Source, Target Range
	// Confidence is the probability that the bead is right, 0 to 1.
	Confidence float64
	Status     Status
	// Evidence says why, for a person who asks.
	Evidence []Evidence
	// By and Changed say who gave the bead its status, and when.
	By      string
	Changed time.Time
}

// DoubtfulBelow is the confidence under which a bead that nobody judged should
// be looked at first. It is higher than [DefaultMinConfidence]: a pair that is
// right nine times in ten is useful in a look-up and worth a look in a review.
const DoubtfulBelow = 0.9

// Doubtful reports whether nobody has judged the bead and it is less sure than
// limit, whether or not it has two sides.
func (b *Bead) Doubtful(limit float64) bool {
	return (b.Status == StatusAuto || b.Status == "") && b.Confidence < limit
}

// Evidence is one named reason for or against a bead.
type Evidence struct {
	Name  string  `json:"name"`  // length, numbers, names, lexicon, punctuation, position …
	Value float64 `json:"value"` // in log-odds: positive speaks for the bead
	Note  string  `json:"note,omitempty"`
}

// Status is what is known of a bead or unit.
type Status string

// The statuses of a unit.
const (
	StatusAuto       Status = "auto"       // made by the aligner, seen by nobody
	StatusConfirmed  Status = "confirmed"  // a person said it is right
	StatusRejected   Status = "rejected"   // a person, or a check, said it is not a translation
	StatusSuperseded Status = "superseded" // its text is no longer in its article
)

// Unit is what a look-up returns: a source text, its target text and where
// both come from.
type Unit struct {
	ID         int64
	Source     Variant
	Target     Variant
	Status     Status
	Confidence float64 // 0 to 1
	Origin     Origin
	// Before and After are the source texts of the unit's neighbours in its
	// document, empty where there is none or it is unknown.
	Before, After string
	// Pivot is the language through which the unit was composed, und when
	// its two sides were aligned with each other.
	Pivot            language.Tag
	Created, Changed time.Time
	CreatedBy        string
	ChangedBy        string
	Note             string
	Properties       []Property // foreign properties, kept from an exchange file
}

// Variant is a text in one language.
type Variant struct {
	Lang language.Tag
	Text string
	// Codes are what stood in the text of an exchange file beside words:
	// formatting, line breaks, variables. In the order of the text; empty for
	// most units.
	Codes []Code
}

// Equal reports whether two variants are the same, codes included.
func (v Variant) Equal(other Variant) bool {
	return v.Lang == other.Lang && v.Text == other.Text && slices.Equal(v.Codes, other.Codes)
}

// Code is an inline code of an exchange file. Where it stood, the text has its
// placeholder instead.
type Code struct {
	// Placeholder is short, such as "{1}", with a number that does not occur in
	// the text otherwise.
	Placeholder string `json:"placeholder"`
	// XML is what an export writes in the place of the placeholder, byte for
	// byte.
	XML string `json:"xml"`
}

// Property is a named value that an exchange file attached to a unit.
type Property struct {
	Name, Value string
	// Of says which part of the unit the file attached it to.
	Of Part `json:",omitempty"`
	// Lang and Encoding are what the file says of the value: the language it
	// is in, as it was written, and the encoding it once had; mostly empty.
	Lang     string `json:",omitempty"`
	Encoding string `json:",omitempty"`
}

// Part is a part of a unit.
type Part string

// The parts of a unit that can have properties of their own.
const (
	PartUnit   Part = "" // the unit as a whole
	PartSource Part = "source"
	PartTarget Part = "target"
)

// ReverseProperties returns the properties of a unit that is read the other way
// round.
func ReverseProperties(properties []Property) []Property {
	reversed := slices.Clone(properties)
	for i := range reversed {
		switch reversed[i].Of {
		case PartSource:
			reversed[i].Of = PartTarget
		case PartTarget:
			reversed[i].Of = PartSource
		}
	}
	return reversed
}

// Origin says where a unit comes from.
type Origin struct {
	Article    string    // key
	Title      string    // of the source document
	Date       time.Time // of the source document, zero when unknown
	Agency     string
	SourceFile string
	TargetFile string
	URL        string
	Role       Role
	Block      int // 1-based paragraph of the source document, 0 when unknown
	Sentence   int // 1-based sentence of the source document, 0 when unknown
	Sentences  int // number of sentences in the source document
	Aligner    string
	BeadID     int64
}
