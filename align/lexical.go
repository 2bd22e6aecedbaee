package align

import "golang.org/x/text/language"

// Lexicon tells which words of two languages can mean the same. It is how
// lexical evidence enters the aligner: package align/lexicon has the one that
// is shipped, and one learned from a memory or read from a user's dictionary
// can stand beside it (see [WithLexicon]).
//
// A lexicon is asked about one sentence at a time and knows nothing of the
// other side. The aligner itself finds which concepts of the two sides meet,
// how surprising that is in this article, and what is left over.
//
// An implementation must be safe for concurrent use, and must give the same
// answer to the same question: alignments are deterministic.
type Lexicon interface {
	// Concepts returns the concepts found in text, which is one sentence as it
	// stands in the article (not folded, not normalised), ordered by Start.
	// A language the lexicon does not know gives nil.
	Concepts(lang language.Tag, text string) []Concept
}

// Concept is one reading of one word or phrase of a sentence. A word of the
// source and a word of the target are partners if any of their IDs are equal.
//
// Several concepts with the same Start and End are alternative readings of
// one word (French "cours": lesson, rate, courtyard …): the word has found its
// partner as soon as one of them has. Spans should be the longest matches of
// the lexicon. A span inside a longer one may be given too ("Nations unies"
// and "Nations"): it can add evidence, but is not missed when it has no
// partner.
type Concept struct {
	// ID names the concept, the same in every language. IDs of two lexicons
	// have nothing to do with each other.
	ID uint32
	// Start and End are byte offsets into the text, Start < End.
	Start, End int
	// Weight is how surely a translator renders the concept by a word that
	// the lexicon knows, above 0 and at most 1: about 1 for a term, a weekday
	// or a country, 0.5 for an everyday noun or verb with many renderings,
	// 0.2 for a function word or a connective that is often left out. How rare
	// the concept is in the article at hand need not be in it: the aligner
	// counts that itself.
	Weight float32
	// Doubt is how far a partner with the same ID may be chance, from 0, not at
	// all, to below 1: evidence from it counts for so much less. For lexicons
	// that were learned and know how little some of it rests on.
	Doubt float32
}

// Option changes an aligner from what New gives by default.
type Option func(*Aligner)

// WithLexicon adds a lexicon. It may be given several times, for instance for
// the shipped lexicon and one learned from the user's memory; a nil lexicon is
// ignored.
func WithLexicon(lex Lexicon) Option {
	return func(a *Aligner) {
		if lex != nil {
			a.lexicons = append(a.lexicons, lex)
		}
	}
}
