// Package article reads a news article from a file: it finds out the format,
// the character encoding and the language, cuts the text into blocks and says
// what each block is.
//
//	doc, err := article.ReadFile(ctx, "sommet.fr.html", article.Options{})
//	for _, b := range doc.Blocks {
//		fmt.Println(b.Role, b.Text)
//	}
//
// A file as a person has it is full of what is no part of the story: labels
// of the content system, share buttons, the agency, the photographer. Such
// blocks are kept, since nothing of a text file is lost, but under a role
// that keeps them out of a translation memory; see [Role.Translatable].
//
// What always holds:
//
//   - The format is found by content. Only where content says nothing
//     (Markdown is text) does the name of the file help.
//   - A block's text stands as it stood in the source. Of HTML only white
//     space is collapsed, as HTML means it; a no-break space is kept.
//   - A byte that cannot be decoded is an error with its offset, never a
//     replacement character.
//   - Memory is bounded: see [Options.MaxBytes]. Archives are bounded by what
//     they really unpack to, XML entities are not expanded, and nothing is
//     fetched.
//   - Every error names the file, what is wrong and what to do: see [Error].
//
// Sites are described by templates, small data files in the folder templates,
// whose README says how to write one.
package article

import (
	"time"

	"golang.org/x/text/language"
)

// Role says what a block is in its article.
type Role string

// The roles of a block.
const (
	Title     Role = "title"     // the headline; at most one per document
	Dateline  Role = "dateline"  // the date, or the place and date a report opens with
	Byline    Role = "byline"    // who wrote it or took the photograph
	Body      Role = "body"      // a paragraph or a subheading
	Caption   Role = "caption"   // what a photograph shows
	List      Role = "list"      // an item of a list, a cell of a table
	Agency    Role = "agency"    // the name of the agency or of the desk
	Furniture Role = "furniture" // labels, buttons, notices: no part of the story
)

// Translatable reports whether sentences of a block with this role may become
// units of a translation memory.
func (r Role) Translatable() bool {
	switch r {
	case Title, Body, Caption, List:
		return true
	}
	return false
}

// Block is a paragraph, heading, caption or piece of furniture, with its text
// as it stands in the source, without white space around it.
type Block struct {
	Role Role
	Text string
}

// Document is one article in one language.
type Document struct {
	Name     string // the file's path, a URL, or "-"
	SHA256   string // of the raw bytes, hexadecimal
	Format   string // txt, md, html, docx, odt
	Encoding string // as htmlindex names it
	// EncodingBy says how the encoding was found: bom, declared, utf-8,
	// pattern, detected, given.
	EncodingBy string
	Lang       language.Tag // zh simplified, zh-Hant traditional
	// LangConfidence is how sure the language is, 0 to 1.
	LangConfidence float64
	Title          string
	// Date is when the article was published, zero when the file does not
	// say. Midnight UTC when only the day is known.
	Date       time.Time
	Agency     string
	Author     string
	Credit     string            // of the photograph
	URL        string            // the canonical address that the page states
	Alternates map[string]string // hreflang → address, from an HTML page
	Template   string            // the template that labelled the blocks, or empty
	Blocks     []Block
	// Notes are remarks for a person, such as a wrong declaration that was
	// not followed.
	Notes []string
}
