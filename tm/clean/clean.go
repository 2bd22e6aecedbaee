// Package clean finds units of a memory that are probably no translations:
// a text in another language than its variant says, a copy that was never
// translated, a length that does not fit, numbers or codes that one side lacks,
// the same unit twice.
//
//	for finding, err := range clean.Find(units, rules) {
//		fmt.Println(finding.Unit.ID, finding.Faults)
//	}
//
// Nothing is changed here; whoever asks decides, unit by unit or kind by kind.
//
// What always holds:
//
//   - A finding says what is wrong in words that a person can check against
//     the two texts.
//   - Units that stand in an article are places of that article: they are
//     never called duplicates of each other.
//   - The answer depends on the units and the rules only, and on their order
//     only in the order of the findings.
//
// The kinds are those that the filters of parallel corpora have in common
// (Bicleaner: Sánchez-Cartagena et al. 2018; OpusFilter: Aulamo et al. 2020).
// Lengths are judged by the model of Gale & Church 1993, its two parameters
// taken from the memory itself by medians, which a tenth of bad units does not
// move.
package clean

import (
	"iter"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/match"
)

// Kind is what can be wrong with a unit.
type Kind string

// The kinds, in the order in which they are told.
const (
	Empty         Kind = "empty"          // no letters on a side
	Untranslated  Kind = "untranslated"   // both sides are the same words
	Language      Kind = "language"       // a side is in another language than it says
	Length        Kind = "length"         // one side is far too long for the other
	Codes         Kind = "codes"          // tags that only one side has, or that do not close
	Numbers       Kind = "numbers"        // a number that only one side has
	Duplicate     Kind = "duplicate"      // the same texts as another unit
	NearDuplicate Kind = "near-duplicate" // the same but for case, punctuation and spaces
)

// Kinds returns all kinds.
func Kinds() []Kind {
	return []Kind{Empty, Untranslated, Language, Length, Codes, Numbers, Duplicate, NearDuplicate}
}

// Rules say what to look for and with what.
type Rules struct {
	// Kinds to look for; all when empty.
	Kinds []Kind
	// Detect says which of the candidates a text is in and how sure that is, 0
	// to 1. Kind Language is not looked for without it.
	Detect func(text string, candidates []language.Tag) (language.Tag, float64)
	// Candidates are the languages that a text may be in besides its own.
	Candidates []language.Tag
	// Associate finds the numbers of one side on the other, whatever they are
	// written as. Kind Numbers is not looked for without it.
	Associate match.Associate
}

func (r Rules) wants(k Kind) bool { return len(r.Kinds) == 0 || slices.Contains(r.Kinds, k) }

// Fault is one thing that is wrong with a unit.
type Fault struct {
	Kind Kind   `json:"kind"`
	Says string `json:"says"` // what, for a person
}

// Finding is a unit with what is wrong with it.
type Finding struct {
	Unit   tm.Unit
	Faults []Fault // in the order of [Kinds]
}

// Kinds returns the kinds of the faults.
func (f Finding) Kinds() []Kind {
	var kinds []Kind
	for _, fault := range f.Faults {
		kinds = append(kinds, fault.Kind)
	}
	return kinds
}

// Find reads the units twice, first to learn how long translations are and
// which units are there more than once, and yields those that have a fault in
// the order of the second reading. It remembers some 40 bytes a unit.
func Find(units func() iter.Seq2[tm.Unit, error], rules Rules) iter.Seq2[Finding, error] {
	return func(yield func(Finding, error) bool) {
		seen := newSurvey()
		for unit, err := range units() {
			if err != nil {
				yield(Finding{}, err)
				return
			}
			seen.add(&unit)
		}
		check := checker{rules: rules, lengths: seen.models(), copies: seen.copies}
		for unit, err := range units() {
			if err != nil {
				yield(Finding{}, err)
				return
			}
			if faults := check.faults(&unit); len(faults) > 0 && !yield(Finding{unit, faults}, nil) {
				return
			}
		}
	}
}

// checker holds a unit against the rules and the rest of the memory.
type checker struct {
	rules   Rules
	lengths map[pair]lengthModel
	copies  *copies
}

type pair struct{ source, target language.Tag }

func pairOf(u *tm.Unit) pair { return pair{u.Source.Lang, u.Target.Lang} }

func (c *checker) faults(u *tm.Unit) []Fault {
	source, target := readSide(u.Source), readSide(u.Target)
	var faults []Fault
	add := func(kind Kind, says string) {
		if says != "" {
			faults = append(faults, Fault{kind, says})
		}
	}
	if c.rules.wants(Empty) {
		add(Empty, emptySays(source, target))
	}
	empty := source.letters == 0 || target.letters == 0
	same := !empty && sameWords(source, target)
	if c.rules.wants(Untranslated) && same {
		add(Untranslated, "the translation is the source again")
	}
	if c.rules.wants(Language) && c.rules.Detect != nil && !same {
		add(Language, c.languageSays(source, target))
	}
	if c.rules.wants(Length) && !empty {
		add(Length, c.lengths[pairOf(u)].says(source.letters, target.letters))
	}
	if c.rules.wants(Codes) {
		add(Codes, codesSays(source, target))
	}
	if c.rules.wants(Numbers) && c.rules.Associate != nil && !same && !empty {
		add(Numbers, c.numbersSays(source, target))
	}
	if kind, says := c.copies.says(u, source, target); says != "" && c.rules.wants(kind) {
		add(kind, says)
	}
	return faults
}

// quoteList writes words for a person, the first four of them.
func quoteList(words []string) string {
	const most = 4
	var b strings.Builder
	for i, w := range words[:min(len(words), most)] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(w)
	}
	if len(words) > most {
		b.WriteString(" …")
	}
	return b.String()
}
