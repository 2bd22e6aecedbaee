package align

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"

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
	form     string   // by which occurrences are one term
	text     string   // as first met
	sound    string   // of a name or word: plain Latin spelling, see soundForm
	skeleton string   // of a name or word: its consonant classes
	keys     []uint64 // of a number or concept: equal keys are partners
	weight   float32  // how much it is missed without a partner, 0 to 1
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
	length      float64 // letters and digits
	terms       []int32 // distinct, in order of first occurrence
	inner       int     // sentence ends inside the line
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

// analyser reads one side. Its maps are reused from line to line.
type analyser struct {
	side      *side
	other     string // base language of the other side
	numbers   numberReader
	lexicons  []Lexicon
	byForm    map[termKey]int32
	byText    map[termKey]int32 // words as they are written, to skip folding
	byConcept map[string]int32
	name      []byte // of a concept, scratch
	room      []int32
	tokens    []token
	covered   []Concept
}

type termKey struct {
	channel channel
	form    string
}

// analyse reads the sentences of one side.
func analyse(sentences []Sentence, lang, other language.Tag, lexicons []Lexicon) *side {
	base, _ := lang.Base()
	otherBase, _ := other.Base()
	a := analyser{
		side:     &side{lang: lang, base: base.String(), lines: make([]line, len(sentences))},
		other:    otherBase.String(),
		lexicons: lexicons,
	}
	words := 0
	for _, s := range sentences {
		words += len(s.Text)/12 + 2
	}
	room := words
	if len(lexicons) > 0 {
		room *= 2 // about as many concepts as words
		a.byConcept = make(map[string]int32, words)
	}
	a.side.terms = make([]term, 0, room)
	a.byForm = make(map[termKey]int32, words)
	a.byText = make(map[termKey]int32, words/4)
	a.side.han = a.side.base == "zh" || a.side.base == "ja"
	a.numbers = newNumberReader(a.side.base)
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
	l.terms = make([]int32, 0, len(a.tokens)+4)
	a.shape(l)
	a.concepts(i, l)
	a.numberTerms(i, l)
	a.wordTerms(i, l)
	l.foreign = a.isForeign(l)
	l.furniture = a.isFurniture(l)
}

// add notes that a term stands in line i and returns its number.
func (a *analyser) add(i int, l *line, t term) int32 {
	n, known := a.byForm[termKey{t.channel, t.form}]
	if !known {
		n = a.create(t)
		a.byForm[termKey{t.channel, t.form}] = n
	}
	a.occurs(i, l, n)
	return n
}

// create makes a term. Its list of sentences begins with room for one, which
// is enough for most.
func (a *analyser) create(t term) int32 {
	n := int32(len(a.side.terms))
	if len(a.room) == 0 {
		a.room = make([]int32, 256)
	}
	t.sents, a.room = a.room[:0:1], a.room[1:]
	a.side.terms = append(a.side.terms, t)
	return n
}

// occurs notes that a known term stands in line i.
func (a *analyser) occurs(i int, l *line, n int32) {
	t := &a.side.terms[n]
	if k := len(t.sents); k > 0 && t.sents[k-1] == int32(i) {
		return
	}
	t.sents = append(t.sents, int32(i))
	l.terms = append(l.terms, n)
}

// numberTerms adds the numbers of the line.
func (a *analyser) numberTerms(i int, l *line) {
	for _, n := range a.numbers.read(a.tokens) {
		t := term{channel: numberChannel, form: l.Text[n.start:n.end], text: l.Text[n.start:n.end], weight: n.weight}
		if n.weight < smallFigureWeight {
			t.form = strings.ToLower(t.form)
		}
		for _, v := range n.values {
			t.keys = append(t.keys, valueKey(v))
		}
		a.add(i, l, t)
	}
}

// concepts adds what the lexicons find. Readings of one span are one term,
// named by the concepts that it may be, so that "ministre" and "ministres" are
// one term.
func (a *analyser) concepts(i int, l *line) {
	a.covered = a.covered[:0]
	for lex, lexicon := range a.lexicons {
		found := lexicon.Concepts(a.side.lang, l.Text)
		longest := 0 // end of the furthest span before
		for k := 0; k < len(found); {
			c := found[k]
			if c.Start < 0 || c.End > len(l.Text) || c.Start >= c.End {
				k++
				continue
			}
			first := k
			a.name = a.name[:0]
			for ; k < len(found) && found[k].Start == c.Start && found[k].End == c.End; k++ {
				a.name = binary.LittleEndian.AppendUint64(a.name, uint64(lex)<<32|uint64(found[k].ID))
			}
			inside := c.End <= longest || k < len(found) && found[k].Start == c.Start && found[k].End > c.End
			if inside {
				a.name = append(a.name, '<')
			}
			longest = max(longest, c.End)
			n, known := a.byConcept[string(a.name)]
			if !known {
				n = a.createConcept(l.Text[c.Start:c.End], found[first:k], lex, inside)
			}
			a.occurs(i, l, n)
			a.covered = append(a.covered, c)
		}
	}
}

// createConcept makes a term of the readings of one span. One inside another
// span is not missed when it has no partner.
func (a *analyser) createConcept(text string, readings []Concept, lex int, inside bool) int32 {
	t := term{channel: conceptChannel, form: string(a.name), text: text}
	for _, c := range readings {
		t.keys = append(t.keys, uint64(lex)<<32|uint64(c.ID))
		if !inside {
			t.weight = max(t.weight, c.Weight)
		}
	}
	n := a.create(t)
	a.byConcept[t.form] = n
	return n
}

// wordTerms adds names and words by which look-alikes are found.
func (a *analyser) wordTerms(i int, l *line) {
	initial := true
	for k, t := range a.tokens {
		if !t.word() {
			switch t.text {
			case ".", "?", "!", ":", "…", "«", "“", "\"", "„", "-", "–", "—":
				initial = true
			}
			continue
		}
		if t.script == hanScript || t.script == hiraScript {
			initial = false
			continue
		}
		a.wordTerm(i, l, k, initial)
		initial = false
	}
}

func (a *analyser) wordTerm(i int, l *line, k int, initial bool) {
	t := a.tokens[k]
	n := utf8.RuneCountInString(t.text)
	if n < 2 {
		return
	}
	name := false
	weight := float32(0)
	switch t.script {
	case latinScript, cyrillicScript, greekScript:
		acronym := n >= 2 && t.text == strings.ToUpper(t.text)
		name = acronym || t.capital() && !initial
		if name {
			weight = 1
			if a.side.base == "de" && !acronym {
				weight = 0
			}
		}
		if a.side.han { // any Latin word in Chinese is as good as a name
			name, weight = true, 1
		}
		if !name && n < 4 {
			return
		}
	case kataScript:
		name, weight = n >= 3, 0.5
	case arabicScript:
		if n < 3 {
			return
		}
	case hangulScript:
		return
	}
	channel := wordChannel
	if name {
		channel = nameChannel
	}
	a.occurs(i, l, a.word(t, channel, weight))
}

// word gives the number of the term of a word, which it makes if need be.
func (a *analyser) word(t token, channel channel, weight float32) int32 {
	written := termKey{channel, t.text}
	if n, ok := a.byForm[written]; ok { // most words are written as they are folded
		return n
	}
	if n, ok := a.byText[written]; ok {
		return n
	}
	form := fold(t.text)
	n, ok := a.byForm[termKey{channel, form}]
	if !ok {
		if weight > 0 && a.insideConcept(t) {
			weight = 0 // the lexicon answers for it
		}
		sound := soundForm(form)
		n = a.create(term{
			channel: channel, form: form, text: t.text, script: t.script, weight: weight,
			sound: sound, skeleton: skeleton(sound),
		})
		a.byForm[termKey{channel, form}] = n
	}
	if form != t.text {
		a.byText[written] = n
	}
	return n
}

func (a *analyser) insideConcept(t token) bool {
	for _, c := range a.covered {
		if c.Start <= t.start && t.end <= c.End {
			return true
		}
	}
	return false
}
