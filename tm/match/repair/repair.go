// Package repair mends the translation of a fuzzy match where what differs
// between the query and the memory's source is a value that stands in the
// translation too: a number, a percentage, an amount of money, a date, a
// weekday or a name.
//
//	r, ok := repair.Repair(repair.Match{
//		Query:  "Les prix ont augmenté de 12,5 % le 9 mai 2024.",
//		Source: "Les prix ont augmenté de 3 % le 8 mai 2024.",
//		Target: "Prices rose by 3% on May 8, 2024.",
//		From:   language.French, To: language.English,
//	}, repair.Options{Weights: match.DefaultWeights()})
//	// r.Text is "Prices rose by 12.5% on May 9, 2024."
//
// # How
//
// Values are read from all three texts, each by the rules of its language (the
// tables in data/). Query and source are compared with their values taken as
// equal, by the longest common subsequence of tokens, which pairs each value of
// the one with one of the other. Where the two of a pair differ, the value of
// the source is looked for in the translation, and what stands there is
// written anew with the value of the query: with the marks, digits and unit of
// what stood there (3,5 millions is 350万, 4,2 millions becomes 420万), the
// layout of its date, the case of its month, the right form of its unit
// (millón, millones; миллиона, миллионов).
//
// A name is replaced where both are known in the other language ([Names]), or
// where both languages are written in Latin letters, both are of two words or
// more, nobody knows either and the old one stands in the translation as it is:
// the name of a person. A single word may be a city, which has another name.
//
// # When not
//
// A translation is mended whole or not at all: no repair is offered when
//
//   - a value has no partner, or words around it differ as well, so that it may
//     be another value;
//   - the old value stands twice in the source or the translation, in figures
//     or in words, or not at all;
//   - another word of the translation would have to change: the language counts
//     the old and the new number with different forms of the noun (1 cat, 2
//     cats; CLDR's plural categories), the name takes another article, what
//     stands before has another form before a vowel (a 3%, an 8%);
//   - the translation has a value that the source lacks, in words too: what was
//     converted (10 km, or 6 miles) or added (the weekday of a date) may have to
//     change as well;
//   - the translation says more than the source did: which half of the day a
//     time is in, whether a person is a man or a woman;
//   - source and query differ in a number that is said in words, whatever else
//     differs;
//   - a date is impossible in one of the texts, or would be in the result: 31
//     February, month 13;
//   - the sign before a number differs, or marks of numbers are read in two ways
//     (3.14 and 3.141);
//   - the same steps do not lead back from the result to the translation as it
//     was. What cannot be undone was not understood.
//
// # Score
//
// The score of a repair is that of the query against the source in which the
// replaced values are written as the query writes them, by the definition of
// package match, less the weight of the penalty repaired.
package repair

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"calque/tm/match"
)

// Kind says what was replaced.
type Kind string

// The kinds of values.
const (
	Number  Kind = "number"
	Percent Kind = "percent"
	// Currency is the currency of an amount, or the form of its word.
	Currency Kind = "currency"
	Date     Kind = "date"
	Weekday  Kind = "weekday"
	Name     Kind = "name"
)

// Match is a query with the source and the translation that a memory has for
// it.
type Match struct {
	Query, Source, Target string
	From, To              language.Tag
}

// Options of a repair.
type Options struct {
	// Weights are those of the penalties of the score.
	Weights match.Weights
	// Names knows names in other languages; nil for none.
	Names Names
	// Penalties are what the unit of the match costs, whatever its texts are:
	// they are taken off the score of the repair too.
	Penalties match.Penalties
}

// Repaired is a translation that was mended.
type Repaired struct {
	Text      string
	Score     int // 0 to 100, of the repaired match
	Penalties match.Penalties
	Changes   []Change
}

// Change is a piece of the translation that was replaced.
type Change struct {
	Kind Kind
	// Was is what stood in the translation before.
	Was string
	// Now is what stands at Span of the repaired text.
	Now  string
	Span match.Span
}

// Repair mends a match. False when there is nothing to mend, or it cannot be
// done for sure.
func Repair(m Match, o Options) (Repaired, bool) {
	j := newJob(m, o)
	text, changes, ok := j.run()
	if !ok {
		return Repaired{}, false
	}
	back := newJob(Match{Query: m.Source, Source: m.Query, Target: text, From: m.From, To: m.To}, o)
	if undone, _, ok := back.run(); !ok || undone != m.Target {
		return Repaired{}, false
	}
	r := Repaired{Text: text, Changes: changes}
	r.Score, r.Penalties = j.score(o)
	return r, true
}

// job is one repair.
type job struct {
	source, query, target *scanned
	names                 Names
	edits                 []edit // of the target
	asQuery               []edit // of the source, to write it as the query does
}

func newJob(m Match, o Options) *job {
	return &job{source: scan(m.Source, m.From), query: scan(m.Query, m.From), target: scan(m.Target, m.To), names: o.Names}
}

func (j *job) run() (string, []Change, bool) {
	p, ok := pairItems(j.source.items(), j.query.items())
	if !ok || j.wordsDiffer() || j.addedInWords() || j.impossible() {
		return "", nil, false
	}
	if !j.rename(p) || !j.revalue(p) || len(j.edits) == 0 || j.unexplained() || slices.ContainsFunc(j.edits, j.target.soundsOtherwise) {
		return "", nil, false
	}
	text, changes, ok := apply(j.target.text, j.edits)
	return text, changes, ok && text != j.target.text
}

// rename replaces the names that differ. What differs beside them is left to
// the person, as any word is. False where a name that is known differs and cannot
// be replaced: two countries that changed places, perhaps.
func (j *job) rename(p *pairing) bool {
	n := namer{names: j.names, source: j.source, query: j.query, target: j.target, pairing: p}
	for _, g := range p.gaps() {
		c, ok := n.change(g)
		if !ok && n.holdsName(g) {
			return false
		}
		if !ok {
			continue
		}
		j.edits = append(j.edits, c.edit)
		j.asQuery = append(j.asQuery, edit{c.source, j.query.text[c.query.Start:c.query.End], Name})
		for i := g.sourceFrom; i < g.sourceTo; i++ {
			p.toQuery[i] = min(g.queryFrom+i-g.sourceFrom, g.queryTo-1)
		}
		for i := g.queryFrom; i < g.queryTo; i++ {
			p.toSource[i] = min(g.sourceFrom+i-g.queryFrom, g.sourceTo-1)
		}
	}
	return true
}

// revalue replaces the values that differ. False where one cannot be.
func (j *job) revalue(p *pairing) bool {
	if j.figuresDiffer(p) {
		return false
	}
	whole := !slices.Contains(p.toQuery, -1) && !slices.Contains(p.toSource, -1)
	for i, it := range p.source {
		if it.value < 0 {
			continue
		}
		other := p.query[p.toQuery[i]]
		from, to := &j.source.values[it.value], &j.query.values[other.value]
		if j.source.minus(from) != j.query.minus(to) {
			return false
		}
		if sameValue(from, to) {
			if zerosDiffer(from, to) {
				return false
			}
			continue
		}
		if !whole && !p.framed(i) {
			return false
		}
		edits, ok := j.target.replaceValue(j.source, from, j.query, to)
		if !ok {
			return false
		}
		j.edits = append(j.edits, edits...)
		written := j.query.spanOf(to.first, to.last)
		j.asQuery = append(j.asQuery, edit{j.source.spanOf(from.first, from.last), j.query.text[written.Start:written.End], from.kind})
	}
	return true
}

// score scores the query against the source in which the values are the
// query's.
func (j *job) score(o Options) (int, match.Penalties) {
	source, _, ok := apply(j.source.text, j.asQuery)
	if !ok {
		source = j.source.text
	}
	r := match.NewScorer(j.query.text, j.source.lang.String(), o.Weights).Score(source)
	extra := maps.Clone(o.Penalties)
	if o.Weights.Repaired > 0 {
		if extra == nil {
			extra = match.Penalties{}
		}
		extra[match.PenaltyRepaired] = o.Weights.Repaired
	}
	if r.Penalties == nil {
		r.Penalties = match.Penalties{}
	}
	maps.Copy(r.Penalties, extra)
	return max(0, r.Score-extra.Total()), r.Penalties
}

// apply replaces stretches of a text. False when two of them overlap.
func apply(text string, edits []edit) (string, []Change, bool) {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Compare(a.span.Start, b.span.Start) })
	var b strings.Builder
	var changes []Change
	at := 0
	for _, e := range edits {
		if e.span.Start < at {
			return "", nil, false
		}
		b.WriteString(text[at:e.span.Start])
		start := b.Len()
		b.WriteString(e.text)
		at = e.span.End
		if was := text[e.span.Start:e.span.End]; was != e.text {
			changes = append(changes, Change{e.kind, was, e.text, match.Span{Start: start, End: b.Len()}})
		}
	}
	b.WriteString(text[at:])
	return b.String(), changes, true
}
