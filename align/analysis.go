package align

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// A channel is one kind of evidence found in words.
type channel uint8

const (
	numberChannel channel = iota
	nameChannel
	wordChannel // words that look alike
	conceptChannel
	channels int = iota
)

// A term is a distinct thing of one side that can find a partner on the other:
// a number, a name, a word, or a concept of a lexicon. Its occurrences are not
// kept apart.
type term struct {
	channel  channel
	form     string    // by which occurrences are one term
	text     string    // as first met
	sound    string    // of a name or word: plain Latin spelling, see soundForm
	skeleton string    // its consonant classes: of a name, and of a word if the other side has another script
	keys     []uint64  // of a number or concept: equal keys are partners
	doubts   []float32 // of a concept, by key: how far partners may be chance; nil for not at all
	weight   float32   // how much it is missed without a partner, 0 to 1
	script   script
	sents    []int32 // sentences that have it, ascending
	hits     []hit   // sentences of the other side where it has a partner, ascending
	gain     float32 // log-odds of a meeting with a sure partner, given how often chance brings one
}

// A hit is a sentence of the other side where a term finds a partner.
type hit struct {
	sent     int32
	strength float32 // how surely they are partners, 0 to 1
	partner  int32   // the term of the other side
}

// A line is an analysed sentence.
type line struct {
	Sentence
	length      float64           // letters and digits
	terms       []int32           // distinct, in order of first occurrence
	mass        [channels]float32 // weight of all terms
	inner       int               // sentence ends inside the line
	question    bool
	exclamation bool
	quote       bool
	bracket     bool
	stop        bool // ends like a sentence
	colon       bool
	goesOn      bool // the line before ends without a stop and this begins in lower case
	foreign     bool // seems to be in the language of the other side
	furniture   bool // seems to belong to the page, not to the story
	marker      string
}

// A side is an analysed text.
type side struct {
	lang  language.Tag
	base  string
	lines []line
	terms []term
	han   bool
}

// An analyser reads one side. Its memory and maps are used again for the next
// text.
type analyser struct {
	side      *side
	mem       arena
	other     string // base language of the other side
	crossing  bool   // the other side is written in another script
	numbers   numberReader
	lexicons  []Lexicon
	byForm    [channels]map[string]int32
	byConcept map[string]int32
	spelled   map[string]int32 // words as they are written
	spellings []spelling
	lines     []line
	terms     []term
	name      []byte // of a concept, scratch
	tokens    []token
	found     []number
	covered   []Concept
	readings  []reading // of the line at hand
	longest   []int     // by lexicon: the end of its furthest span before
}

// begin readies the analyser for a text.
func (a *analyser) begin(lines int, lang, other language.Tag, lexicons []Lexicon) {
	base, _ := lang.Base()
	otherBase, _ := other.Base()
	a.lines = slices.Grow(a.lines, lines)[:lines]
	a.side = &side{lang: lang, base: base.String(), lines: a.lines, terms: a.terms}
	a.side.han = a.side.base == "zh" || a.side.base == "ja"
	a.other, a.lexicons = otherBase.String(), lexicons
	a.longest = slices.Grow(a.longest[:0], len(lexicons))[:len(lexicons)]
	a.crossing = expectedScripts(a.side.base) != expectedScripts(a.other)
	a.numbers = newNumberReader(a.side.base)
	if a.spelled != nil {
		return
	}
	a.spelled, a.byConcept = map[string]int32{}, map[string]int32{}
	for _, c := range []channel{numberChannel, nameChannel, wordChannel} {
		a.byForm[c] = map[string]int32{}
	}
}

// mostMemory is how many terms a text may have for the maps of its analyser to
// be kept: those of a long text take longer to clear than small ones to fill.
const mostMemory = 1 << 13

// reset gives back what the text has taken.
func (a *analyser) reset() {
	if a.side != nil {
		a.terms = a.side.terms // with those that were added later
	}
	if len(a.terms) > mostMemory {
		*a = analyser{}
		return
	}
	a.mem.reset()
	clear(a.lines)
	clear(a.terms)
	clear(a.spellings)
	clear(a.tokens[:cap(a.tokens)])
	clear(a.found[:cap(a.found)])
	clear(a.spelled)
	clear(a.byConcept)
	for _, m := range a.byForm {
		clear(m)
	}
	a.lines, a.terms, a.spellings = a.lines[:0], a.terms[:0], a.spellings[:0]
	a.side, a.lexicons = nil, nil
}

// analyse reads the sentences of one side.
func (a *analyser) analyse(sentences []Sentence, lang, other language.Tag, lexicons []Lexicon) *side {
	a.begin(len(sentences), lang, other, lexicons)
	for i, s := range sentences {
		a.line(i, s)
	}
	for i := 1; i < len(a.side.lines); i++ {
		l, before := &a.side.lines[i], &a.side.lines[i-1]
		l.goesOn = l.goesOn && !before.stop && !before.colon
	}
	return a.side
}

func (a *analyser) line(i int, s Sentence) {
	l := &a.side.lines[i]
	l.Sentence = s
	a.tokens = tokenize(s.Text, a.tokens[:0])
	a.spell(a.tokens)
	l.terms = a.mem.int32s.take(len(a.tokens) + 4)[:0]
	a.shape(l)
	a.concepts(i, l)
	a.numberTerms(i, l)
	a.wordTerms(i, l)
	l.foreign = a.isForeign(l)
	l.furniture = a.isFurniture(l)
}

// create makes a term. Its list of sentences begins with room for one, which
// is enough for most.
func (a *analyser) create(t term) int32 {
	n := int32(len(a.side.terms))
	t.sents = a.mem.int32s.take(1)[:0]
	a.side.terms = append(a.side.terms, t)
	return n
}

// occurs notes that a known term stands in line i.
func (a *analyser) occurs(i int, l *line, n int32) {
	t := &a.side.terms[n]
	if k := len(t.sents); k > 0 && t.sents[k-1] == int32(i) {
		return
	}
	t.sents = a.mem.int32s.push(t.sents, int32(i))
	l.terms = a.mem.int32s.push(l.terms, n)
}

// numberTerms adds the numbers of the line. Those of one form are one term.
func (a *analyser) numberTerms(i int, l *line) {
	a.found = a.numbers.read(a.found[:0], a.tokens)
	for _, number := range a.found {
		text := l.Text[number.start:number.end]
		form := text
		if number.weight < smallFigureWeight {
			form = strings.ToLower(form)
		}
		n, known := a.byForm[numberChannel][form]
		if !known {
			n = a.create(term{
				channel: numberChannel, form: form, text: text, weight: number.weight,
				keys: valueKeys(a.mem.uint64s.take(len(number.values)), number.values),
			})
			a.byForm[numberChannel][form] = n
		}
		a.occurs(i, l, n)
	}
}

// concepts adds what the lexicons find. Readings of one span are one term,
// named by the concepts that it may be, so that "ministre" and "ministres" are
// one term. Readings of several lexicons are too: a word that two of them know
// is one word, and must not count twice. A span inside a longer one of the same
// lexicon or of one before it is not missed.
func (a *analyser) concepts(i int, l *line) {
	a.covered = a.covered[:0]
	a.gather(l.Text)
	clear(a.longest)
	for k := 0; k < len(a.readings); {
		r := a.readings[k]
		first := k
		a.name = a.name[:0]
		for ; k < len(a.readings) && a.readings[k].Start == r.Start && a.readings[k].End == r.End; k++ {
			a.name = binary.LittleEndian.AppendUint64(a.name, a.readings[k].key())
		}
		inside := k < len(a.readings) && a.readings[k].Start == r.Start && a.readings[k].End > r.End && a.readings[k].lexicon <= r.lexicon
		for _, end := range a.longest[:r.lexicon+1] {
			inside = inside || r.End <= end
		}
		if inside {
			a.name = append(a.name, '<')
		}
		a.longest[r.lexicon] = max(a.longest[r.lexicon], r.End)
		n, known := a.byConcept[string(a.name)]
		if !known {
			n = a.createConcept(l.Text[r.Start:r.End], a.readings[first:k], inside)
		}
		a.occurs(i, l, n)
		a.covered = append(a.covered, r.Concept)
	}
}

// A reading is a concept with the number of the lexicon that found it.
type reading struct {
	Concept
	lexicon int
}

// key tells concepts of different lexicons apart.
func (r reading) key() uint64 { return uint64(r.lexicon)<<32 | uint64(r.ID) }

// gather asks all lexicons about a sentence, and orders what they find by place.
func (a *analyser) gather(text string) {
	a.readings = a.readings[:0]
	for n, lexicon := range a.lexicons {
		for _, c := range lexicon.Concepts(a.side.lang, text) {
			if 0 <= c.Start && c.Start < c.End && c.End <= len(text) {
				a.readings = append(a.readings, reading{c, n})
			}
		}
	}
	if len(a.lexicons) > 1 {
		slices.SortStableFunc(a.readings, func(r, s reading) int {
			return cmp.Or(cmp.Compare(r.Start, s.Start), cmp.Compare(r.End, s.End))
		})
	}
}

// createConcept makes a term of the readings of one span. The first lexicon
// that knows it says how much it is missed without a partner; one inside another
// span is not.
func (a *analyser) createConcept(text string, readings []reading, inside bool) int32 {
	t := term{channel: conceptChannel, form: string(a.name), text: text, keys: a.mem.uint64s.take(len(readings))}
	for k, r := range readings {
		t.keys[k] = r.key()
		if !inside && r.lexicon == readings[0].lexicon {
			t.weight = max(t.weight, r.Weight)
		}
		if r.Doubt == 0 {
			continue
		}
		if t.doubts == nil {
			t.doubts = make([]float32, len(readings))
		}
		t.doubts[k] = r.Doubt
	}
	n := a.create(t)
	a.byConcept[t.form] = n
	return n
}
