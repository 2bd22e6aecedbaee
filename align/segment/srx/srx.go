// Package srx reads, runs and writes Segmentation Rules eXchange files, the
// way CAT tools exchange their rules of segmentation (SRX 1.0, LISA 2004; SRX
// 2.0, LISA 2008).
//
// The main calls:
//
//	doc, err := srx.Read(file)
//	seg, report, err := doc.Segmenter(language.French)
//	spans := seg.Segment(block)
//
// A [Segmenter] cuts as segment.Segmenter does: spans have no white space
// around them, and there is white space only between them.
//
// # How rules are run
//
// SRX says: at each place between two characters, the first rule whose
// beforebreak matches the text that ends there and whose afterbreak matches
// the text that starts there decides; a place that no rule matches is no
// break. The expressions are those of ICU or Java. They are rewritten to RE2
// (Go's regexp) where that says the same: \s, \w, \d, \b on Unicode, \h, \R,
// \uXXXX, classes with union and intersection, flags. A beforebreak is turned
// around and run backwards from the place, so that no look-behind is needed
// and a check costs as much as its match is long. What RE2 cannot say (look-
// around, back references, possessive quantifiers) goes to
// github.com/dlclark/regexp2, a backtracking engine, with a time limit. What
// neither takes is listed in the [Report]; no rule is left out in silence.
//
// Most rules of a real file are abbreviations. They are filed by the last
// characters that their beforebreak can end in, so that a place looks at a
// handful of rules, not at hundreds.
//
// # Writing
//
// [Native] turns calque's own rules into a document and [Document.WriteTo]
// writes it as SRX 2.0. [Unsayable] lists what SRX has no words for.
package srx

import "golang.org/x/text/language"

// Document is an SRX file.
type Document struct {
	// Version is "1.0" or "2.0".
	Version string
	// Cascade tells whether all language maps that match are used, in order,
	// or the first only.
	Cascade bool
	// Languages are the lists of rules.
	Languages []LanguageRules
	// Maps say which lists hold for which language codes.
	Maps []LanguageMap
	// Notes are comments to write at the head of the file.
	Notes []string
}

// LanguageRules is a named list of rules; the order counts.
type LanguageRules struct {
	Name  string
	Rules []Rule
}

// Rule is one rule: a break or an exception.
type Rule struct {
	Break  bool
	Before string // expression for what stands before the place
	After  string // expression for what stands after it
	Line   int    // line in the file, 0 when the rule was not read from one
	Note   string // comment to write before the rule
}

// LanguageMap says that a list holds for the codes that match an expression
// as a whole, in either case.
type LanguageMap struct {
	Pattern string
	Name    string
}

// RulesFor returns the lists that hold for a language, in order.
func (d *Document) RulesFor(lang language.Tag) []LanguageRules {
	var lists []LanguageRules
	seen := map[string]bool{}
	for _, m := range d.Maps {
		if seen[m.Name] || !m.matches(lang) {
			continue
		}
		for _, l := range d.Languages {
			if l.Name == m.Name {
				lists = append(lists, l)
				seen[m.Name] = true
			}
		}
		if !d.Cascade && len(lists) > 0 {
			break
		}
	}
	return lists
}
