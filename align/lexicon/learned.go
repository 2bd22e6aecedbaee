package lexicon

import (
	"iter"
	"math"
	"slices"
	"sort"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/language"

	"calque/align"
)

// Pair is a sentence and its translation (or runs of sentences, as a bead has
// them), from which [Learn] learns.
type Pair struct {
	SourceLang, TargetLang language.Tag
	Source, Target         string
}

// Learned is a lexicon that was learned from pairs of sentences. It says which
// words of the two languages stand in each other's translations, as IBM model 1
// sees it (Brown et al. 1993), trained in both directions and joined.
//
// A Learned does not change: [Learned.Extend] makes a new one. The same pairs in
// the same order make the same lexicon. It can be stored ([Learned.MarshalBinary])
// and extended later at a cost that depends on the new pairs only, since it keeps
// the expected counts of what it has seen (incremental EM after Neal & Hinton
// 1998, the old counts held).
type Learned struct {
	assocs []*association // ordered by source, then target

	once   sync.Once
	tables map[language.Base]*learnedTable
}

// association is what is known about one pair of languages.
type association struct {
	source, target language.Base
	sentences      uint32 // pairs seen
	words          [2]vocabulary
	cells          []cell // ordered by source word, then target word
}

// cell is a source word with a target word. The expected counts are in units
// of 1/countUnit, so that what is stored is what is computed with.
type cell struct {
	s, t     uint32
	together uint32 // pairs that have both words
	forward  uint32 // expected: t translates s, given the sentence of s
	backward uint32 // expected: s translates t, given the sentence of t
	known    bool   // a seed has it
}

const countUnit = 1024

// vocabulary numbers the words of one side.
type vocabulary struct {
	entries []vocabularyEntry
	index   map[string]uint32
}

type vocabularyEntry struct {
	key   string // the stem by which it is found
	form  string // the first form seen, for people
	count uint32 // sentences with it
	mass  uint32 // sum of the expected counts of its cells, dropped ones included
}

func (v *vocabulary) number(key []byte, form string) uint32 {
	if n, ok := v.index[string(key)]; ok {
		return n
	}
	n := uint32(len(v.entries))
	v.entries = append(v.entries, vocabularyEntry{key: string(key), form: form})
	v.index[v.entries[n].key] = n
	return n
}

// Learn makes a lexicon from pairs of sentences. Pairs of several languages can
// be mixed.
//
// Seeds are lexicons that are believed beforehand, such as [Shipped]: words that
// they know are linked by them more readily than others, which helps most when
// there are few pairs, since what is explained leaves less to guess. They are
// meant to be used beside what is learned: Concepts leaves out the links that
// they have already, which would be counted twice.
func Learn(pairs iter.Seq[Pair], seeds ...align.Lexicon) *Learned {
	return new(Learned).Extend(pairs, seeds...)
}

// Extend makes a lexicon that knows more pairs. Words of the old pairs that are
// now seen with others are judged anew, but the old sentences are not read
// again: learning all at once can give slightly other figures.
func (l *Learned) Extend(pairs iter.Seq[Pair], seeds ...align.Lexicon) *Learned {
	out := &Learned{}
	for _, a := range l.assocs {
		out.assocs = append(out.assocs, a.clone())
	}
	lessons := map[*association]*lesson{}
	var order []*association
	for p := range pairs {
		a, swapped := out.association(p.SourceLang, p.TargetLang)
		if a == nil {
			continue
		}
		if swapped {
			p.Source, p.Target = p.Target, p.Source
		}
		le := lessons[a]
		if le == nil {
			le = newLesson(a, seeds)
			lessons[a] = le
			order = append(order, a)
		}
		le.add(p.Source, p.Target)
	}
	for _, a := range order {
		lessons[a].learn()
	}
	return out
}

// association finds or makes what is known about two languages. French comes
// first, so that all its pairs share its words; nil if both are the same or one
// is undetermined.
func (l *Learned) association(source, target language.Tag) (a *association, swapped bool) {
	if source.IsRoot() || target.IsRoot() {
		return nil, false
	}
	s, _ := source.Base()
	t, _ := target.Base()
	if s == t {
		return nil, false
	}
	if baseBefore(t, s) {
		s, t, swapped = t, s, true
	}
	i, ok := slices.BinarySearchFunc(l.assocs, nil, func(a *association, _ any) int {
		switch {
		case a.source == s && a.target == t:
			return 0
		case baseBefore(a.source, s) || a.source == s && baseBefore(a.target, t):
			return -1
		}
		return 1
	})
	if !ok {
		a := &association{source: s, target: t}
		a.words[0].index, a.words[1].index = map[string]uint32{}, map[string]uint32{}
		l.assocs = slices.Insert(l.assocs, i, a)
	}
	return l.assocs[i], swapped
}

var baseFrench = language.MustParseBase("fr")

// baseBefore orders languages: French, then by code.
func baseBefore(a, b language.Base) bool {
	if a == b || b == baseFrench {
		return false
	}
	return a == baseFrench || a.String() < b.String()
}

func (a *association) clone() *association {
	b := *a
	b.cells = slices.Clone(a.cells)
	for side := range a.words {
		b.words[side].entries = slices.Clone(a.words[side].entries)
		b.words[side].index = make(map[string]uint32, len(a.words[side].index))
		for i, e := range a.words[side].entries {
			b.words[side].index[e.key] = uint32(i)
		}
	}
	return &b
}

// Link is a word of the source with a word of the target that can translate it.
type Link struct {
	Source, Target string  // as first seen
	Score          float64 // 0 … 1: how surely each stands for the other
	Together       int     // pairs of sentences that have both
	Known          bool    // a seed has it already
}

// A link counts from leastScore and is believed wholly from sureScore: between
// them its doubt falls. The figures come from what links of each score proved to
// be worth on unseen articles of four language pairs: at 0.3 and over, the two
// words stand in one bead as often, against chance, as those of the shipped
// lexicon do; at 0.2 three quarters, at 0.05 a third of that. Links under
// shownScore are many and mostly not what a person would call a translation.
const (
	leastScore = 0.05
	sureScore  = 0.3
	shownScore = 0.2
)

// doubtOf is the [align.Concept] doubt of a link.
func doubtOf(score float64) float32 { return float32(max(0, 1-score/sureScore)) }

// score is the geometric mean of the two probabilities that one word stands for
// the other. Words seen together once only prove little and are discounted.
func (a *association) score(c cell) float64 {
	const doubt = 0.5 // occurrences that count as chance
	part := func(expected, count uint32) float64 {
		return max(0, float64(expected)/countUnit-doubt) / float64(max(count, 1))
	}
	s, t := a.words[0].entries[c.s], a.words[1].entries[c.t]
	return min(1, math.Sqrt(part(c.forward, s.count)*part(c.backward, t.count)))
}

// Languages are the pairs of languages that something is known of, and how many
// pairs of sentences it was learned from.
func (l *Learned) Languages() iter.Seq2[[2]language.Tag, int] {
	return func(yield func([2]language.Tag, int) bool) {
		for _, a := range l.assocs {
			if !yield([2]language.Tag{language.Make(a.source.String()), language.Make(a.target.String())}, int(a.sentences)) {
				return
			}
		}
	}
}

// Links are the words of two languages that translate each other, best first.
// Weaker ones, that count for little, are left out.
func (l *Learned) Links(source, target language.Tag) []Link {
	s, _ := source.Base()
	t, _ := target.Base()
	var links []Link
	for _, a := range l.assocs {
		swapped := a.source == t && a.target == s
		if !swapped && (a.source != s || a.target != t) {
			continue
		}
		for _, c := range a.cells {
			score := a.score(c)
			if score < shownScore {
				continue
			}
			link := Link{a.words[0].entries[c.s].form, a.words[1].entries[c.t].form, score, int(c.together), c.known}
			if swapped {
				link.Source, link.Target = link.Target, link.Source
			}
			links = append(links, link)
		}
	}
	sort.SliceStable(links, func(i, j int) bool { return links[i].Score > links[j].Score })
	return links
}

// Concepts implements [align.Lexicon] over all pairs of languages. For an
// alignment, [Learned.For] is better: it does not count on words that are known
// in other languages only.
func (l *Learned) Concepts(lang language.Tag, text string) []align.Concept {
	if lang.IsRoot() {
		return nil
	}
	base, _ := lang.Base()
	l.once.Do(l.build)
	t := l.tables[base]
	if t == nil {
		return nil
	}
	return t.concepts(text)
}

// For gives the part of the lexicon that is about two languages.
func (l *Learned) For(source, target language.Tag) *Learned {
	s, _ := source.Base()
	t, _ := target.Base()
	part := &Learned{}
	for _, a := range l.assocs {
		if a.source == s && a.target == t || a.source == t && a.target == s {
			part.assocs = append(part.assocs, a)
		}
	}
	return part
}

// A learnedTable has the links of one language, by the keys of its words.
type learnedTable struct {
	cutter *cutter
	words  map[string][]learnedReading
}

// A learnedReading is a concept that a word can stand for.
type learnedReading struct {
	id            uint32
	weight, doubt float32
}

// build makes the tables. A concept is a word of the source of an association;
// its target words are other ways to say it.
func (l *Learned) build() {
	l.tables = map[language.Base]*learnedTable{}
	ids := map[string]uint32{} // language, space, key
	for _, a := range l.assocs {
		source, target := l.tableFor(a.source), l.tableFor(a.target)
		for i := 0; i < len(a.cells); {
			s := a.cells[i].s
			key := a.words[0].entries[s].key
			var sum float64
			for ; i < len(a.cells) && a.cells[i].s == s; i++ {
				score := a.score(a.cells[i])
				if score < leastScore || a.cells[i].known {
					continue
				}
				sum += score
				name := a.source.String() + " " + key
				id, ok := ids[name]
				if !ok {
					id = uint32(len(ids))
					ids[name] = id
				}
				t := a.words[1].entries[a.cells[i].t].key
				target.words[t] = append(target.words[t], learnedReading{id, float32(score), doubtOf(score)})
			}
			if sum > 0 {
				id := ids[a.source.String()+" "+key]
				source.words[key] = append(source.words[key], learnedReading{id: id, weight: float32(min(1, sum))})
			}
		}
	}
}

func (l *Learned) tableFor(base language.Base) *learnedTable {
	t := l.tables[base]
	if t == nil {
		t = &learnedTable{cutter: newCutter(base), words: map[string][]learnedReading{}}
		l.tables[base] = t
	}
	return t
}

// concepts finds the readings in a text. In languages without spaces, the
// characters and pairs of one word are often all linked with its translation:
// where they overlap, they are one concept, found once.
func (t *learnedTable) concepts(text string) []align.Concept {
	var found []align.Concept
	t.cutter.cut(text, func(key []byte, start, end int) {
		for _, r := range t.words[string(key)] {
			found = join(found, align.Concept{ID: r.id, Start: start, End: end, Weight: r.weight, Doubt: r.doubt})
		}
	})
	sortConcepts(found)
	return found
}

// join adds a concept to those found, in place of those with the same ID that
// it overlaps, and as long as they are together.
func join(found []align.Concept, c align.Concept) []align.Concept {
	for k := len(found) - 1; k >= 0 && found[k].End > c.Start-longestUnit; k-- {
		f := found[k]
		if f.ID == c.ID && f.Start < c.End && c.Start < f.End {
			c.Start, c.End = min(f.Start, c.Start), max(f.End, c.End)
			c.Weight, c.Doubt = max(f.Weight, c.Weight), min(f.Doubt, c.Doubt)
			found = slices.Delete(found, k, k+1)
		}
	}
	return append(found, c)
}

// longestUnit is how many bytes two characters have at most.
const longestUnit = 2 * utf8.UTFMax
