// Package match scores a text against a prior text. It has no state, reads no
// file and knows nothing of a memory:
//
//	r := match.Score("Le sommet a réuni 130 pays.", "Le sommet a réuni 120 pays.", "fr")
//	fmt.Println(r.Score) // 85: one token of seven differs
//
// The rest of this page defines the score, so exactly that a second
// implementation would agree.
//
// # Tokens
//
// A text is a sequence of code points; code points of general category Cf
// (soft hyphen, joiners, direction marks, byte-order mark) are left out before
// anything else. It is cut from left to right, at each place by the first rule
// that fits:
//
//  1. White space (property White_Space) ends a token and is none.
//  2. A tag is one token: "<", an optional "/", an ASCII letter, then no "<"
//     and no line break, up to the next ">", at most 1,000 bytes in all; or
//     "{", 1 to 40 of the ASCII letters, digits, "_", "." and "-", "}".
//  3. An ideograph is a letter whose script is Han, Hiragana, Katakana,
//     Bopomofo, Hangul, Thai, Lao, Khmer or Myanmar, or one of 々〇ー and the
//     half-width ー, with the marks (category M) that follow it.
//  4. A number begins with a decimal digit (category Nd) and goes on over
//     digits and over single separators between two digits: . , : ' ’ ٫ ٬
//     anywhere, and a space (U+0020, U+00A0, U+2009, U+202F) where it groups
//     by three: 1 to 3 digits, then groups of 3. Digits without a separator
//     that a letter follows at once (42km, 3D) begin a word instead.
//  5. A word begins with a letter or digit and goes on over letters, digits,
//     marks and other numbers (category L, N, M) that are not ideographs,
//     over ' ’ . · between two letters, over . and , between two digits, and
//     over _ before a letter or digit. In a language that elides, an
//     apostrophe ends the word and belongs to it: in French (fr) and Occitan
//     (oc) after c, d, j, l, m, n, s, t, qu, jusqu, lorsqu, puisqu, quoiqu;
//     in Italian (it) and Catalan (ca) after any letters that a letter
//     follows. So "l’IA" is two tokens in French and "aujourd’hui" is one.
//  6. Three full stops in a row are one punctuation mark, as … is. Any other
//     code point is a punctuation mark of its own; the marks (category M) that
//     follow it belong to it.
//
// # Keys
//
// Tokens are equal when their keys are. The key of a word is its NFC with
// every code point c replaced by lower(upper(c)) (the simple mappings of the
// Unicode Character Database), ß by ss, ’ and ʼ by ', the full-width forms
// U+FF01 to U+FF5E by their ASCII twins, and without Arabic short vowels
// (U+064B to U+0652, U+0670) and tatweel (U+0640), unless nothing else is in
// it. An ideograph's key is its NFC. A number's key is its digits in ASCII, without the marks that group
// them, with "." for the decimal mark: which is which follows from the number
// where it can (both marks stand in it, or one stands more than once between
// groups of three) and from the language otherwise (languages.txt says which
// write a decimal point); marks that are neither, as in 1.2.3, are kept as ".".
// A number with ":" keeps its separators but for spaces and apostrophes. A tag's key says what sort it is and no more: opening,
// closing, empty or braces. A mark's key is itself with the width folded, all
// quotation marks as ", all apostrophes as ', all hyphens and dashes as -, and
// three full stops as ….
//
// # Score
//
// Let n and m be the numbers of tokens of the query and the prior text, L the
// larger and d the Levenshtein distance of their key sequences (insertion,
// deletion and substitution cost 1). The similarity s is 1 − d/L, and 1 when
// both are empty. Where one of the texts has more than 4,096 tokens, d is 0 if
// the sequences are equal and L otherwise.
//
// When L is 4 or less, characters refine it, since a token more or less is
// then too coarse: let x and y be the folded texts (the keys in order, with a
// space between two keys that both belong to words or numbers), C the larger
// of their lengths in code points and e their Levenshtein distance by code
// point, at least 1 when d > 0. The similarity is then the larger of s and
// 1 − e/C. It never falls by that. Where C is more than 10,000, characters are
// not compared: the similarity is s, and so is what orders ties.
//
// The score is 100 times the similarity, rounded down, less the penalties,
// and never below 0. Rounding down means that a score of at least t and a
// similarity of at least t/100 are the same thing, and that 100 is never
// reached by rounding.
//
// # Penalties
//
// When d = 0 the texts may still differ in what the keys fold. What differs is
// named, and each name takes its weight off once, however often it occurs:
//
//   - case: a word or ideograph is written differently (case, width, vowel
//     marks, the apostrophe inside it);
//   - numbers: a number is written differently but has the same value;
//   - tags: a tag is of the same sort but not the same;
//   - punctuation: a mark is another of its family (" for «, - for –), or
//     there is white space between two tokens of one text and none in the
//     other.
//
// When d > 0 these are not taken: the distance was paid already, and a case
// that differs beside it must not push a text under somebody's threshold. Ties
// are ordered by the similarity of the characters (1 − e/C above).
//
// So 100 means exact, and exact means that a reader sees no difference: the
// same tokens, written alike, with white space in the same places. Free are
// canonical equivalence (NFC), code points of category Cf, white space at both
// ends, and which and how much white space there is between two tokens.
//
// Two penalties belong to the unit that a text came from and not to the text;
// they are taken off whatever d is, and never below 0:
//
//   - variant: the unit is in another regional variant than the one asked for;
//   - unconfirmed: no person has confirmed the unit, and its alignment is
//     doubtful: less sure than 0.9. A unit of an exchange file, which says
//     nothing of an alignment, costs nothing.
//
// A third, repaired, belongs to a translation that calque/tm/match/repair
// changed.
//
// [Weights] says how much each takes off: as this package has them by default,
// as the owner of a memory set them, or as a query says.
//
// # Papers
//
// The distance is computed bit-parallel (Myers 1999, Hyyrö 2003), see package
// calque/tm/match/distance.
package match

// Penalties are whole points taken off a score, by name: case, punctuation,
// numbers, tags, unconfirmed, variant, repaired.
type Penalties map[string]int

// The names of the penalties.
const (
	PenaltyCase        = "case"
	PenaltyPunctuation = "punctuation"
	PenaltyNumbers     = "numbers"
	PenaltyTags        = "tags"
	PenaltyUnconfirmed = "unconfirmed"
	PenaltyVariant     = "variant"
	PenaltyRepaired    = "repaired"
)

// Total is the number of points that the penalties take off together.
func (p Penalties) Total() int {
	total := 0
	for _, points := range p {
		total += points
	}
	return total
}

// OfUnit returns those that a unit costs whatever its text is: unconfirmed and
// variant. What else is offered for the unit, such as a repair, costs them too.
func (p Penalties) OfUnit() Penalties {
	var own Penalties
	for _, name := range []string{PenaltyUnconfirmed, PenaltyVariant} {
		if points := p[name]; points > 0 {
			if own == nil {
				own = Penalties{}
			}
			own[name] = points
		}
	}
	return own
}

// Weights says how many points each penalty takes off, 0 or more. The index
// may miss no text, so a weight can only lower a score.
type Weights struct {
	Case        int
	Punctuation int
	Numbers     int
	Tags        int
	Unconfirmed int
	Variant     int
	Repaired    int
}

// DefaultWeights takes one point for each.
func DefaultWeights() Weights {
	return Weights{Case: 1, Punctuation: 1, Numbers: 1, Tags: 1, Unconfirmed: 1, Variant: 1, Repaired: 1}
}

// PenaltyNames are the names of the penalties, in the order in which they are
// shown.
func PenaltyNames() []string {
	return []string{PenaltyCase, PenaltyPunctuation, PenaltyNumbers, PenaltyTags, PenaltyUnconfirmed, PenaltyVariant, PenaltyRepaired}
}

// field returns the weight of the penalty with this name, nil for none.
func (w *Weights) field(name string) *int {
	switch name {
	case PenaltyCase:
		return &w.Case
	case PenaltyPunctuation:
		return &w.Punctuation
	case PenaltyNumbers:
		return &w.Numbers
	case PenaltyTags:
		return &w.Tags
	case PenaltyUnconfirmed:
		return &w.Unconfirmed
	case PenaltyVariant:
		return &w.Variant
	case PenaltyRepaired:
		return &w.Repaired
	}
	return nil
}

// Set changes the weight of the penalty with this name and reports whether
// there is one and the points are 0 to 100.
func (w *Weights) Set(name string, points int) bool {
	field := w.field(name)
	if field == nil || points < 0 || points > 100 {
		return false
	}
	*field = points
	return true
}

// Of returns the weight of the penalty with this name, 0 where there is none.
func (w Weights) Of(name string) int {
	if field := w.field(name); field != nil {
		return *field
	}
	return 0
}

// Op is what an [Edit] does.
type Op string

// The operations of an edit script from the memory's text to the query.
const (
	Equal  Op = "equal"
	Insert Op = "insert" // only in the query
	Delete Op = "delete" // only in the memory's text
)

// Edit is one step of a diff: a run of text and what happened to it.
type Edit struct {
	Op   Op     `json:"op"`
	Text string `json:"text"`
}
