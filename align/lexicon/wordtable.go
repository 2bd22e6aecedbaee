package lexicon

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/language"

	"calque/align"
)

// wordTable finds the concepts of a language that parts words by spaces.
type wordTable struct {
	base     language.Base
	stemmer  *stemmer
	arabic   bool
	compound bool

	forms   keyTable[slots] // one-word forms: as written, without inflection, by stem
	stars   stars           // one-word forms by their beginning
	phrases phrases
	lists   [][]reading // list 0 is none, list stopList that of words of grammar
	spare   []reading   // room for new lists

	key   keys   // of the form that is being added
	words []word // of the form that is being added
}

// slots are the lists of one key, from the surest way of looking up to the least
// sure; 0 where the key is not one of that kind.
type slots struct {
	exact, light, stem int32
	stemKey            int32 // 1 + the number of the key of its stem, where it was written by itself
	piece              int32 // of phrases, as which the stem counts
	stop               bool  // a word of grammar
}

// keys are the forms under which one word is looked up.
type keys struct {
	folded      []byte
	light, stem []byte // if cut
	cut         bool
	form        int   // number of the folded key, or -1
	piece       int32 // of phrases, 0 for none
}

// scratch is what one call of concepts works with.
type scratch struct {
	words  []word
	keys   []keys // of the words
	found  []align.Concept
	pieces []int32
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// newWordTable makes an empty table for a lexicon of about size concepts.
func newWordTable(base language.Base, size int) *wordTable {
	t := &wordTable{
		base: base, stemmer: stemmerFor(base),
		arabic: base == baseArabic, compound: base == baseGerman,
		forms: newKeyTable[slots](6 * size), lists: make([][]reading, 0, 4*size+8),
		phrases: newPhrases(),
	}
	t.lists = append(t.lists, nil, []reading{{}})
	for _, stop := range stopsFor(base) {
		t.makeKeys(&t.key, stop)
		have := t.slots(t.putWord(&t.key))
		have.exact, have.stop = stopList, true
	}
	return t
}

// stopList is the list of a word of grammar: known, and so not looked up by its
// stem, but no concept. If the lexicon adds a concept to such a word, as WHO to
// who, it gets a list of its own, that begins like this one.
const stopList = 1

var (
	baseArabic = language.MustParseBase("ar")
	baseGerman = language.MustParseBase("de")
)

// slots gives what is known of a key. It must not be kept while keys are added.
func (t *wordTable) slots(key int) *slots { return &t.forms.values[key] }

// putWord gives the number of the key of a word as written, a new one if need
// be. It goes with the key of its stem, so that a word that is known in a text
// need not be cut again.
func (t *wordTable) putWord(k *keys) int {
	word, stem := t.forms.put(k.folded), t.forms.put(k.stem)
	t.slots(word).stemKey = int32(stem + 1)
	return word
}

// makeKeys fills k for one word as it stands in the text.
func (t *wordTable) makeKeys(k *keys, text string) {
	k.folded = fold(k.folded[:0], text)
	t.cut(k)
}

// lookUp fills k like makeKeys, and with what the table knows of the word. It is
// cut only if it is not known.
func (t *wordTable) lookUp(k *keys, text string) {
	k.folded = fold(k.folded[:0], text)
	k.cut = false
	k.form = t.forms.find(k.folded)
	if k.form >= 0 {
		if stem := t.slots(k.form).stemKey; stem > 0 {
			k.piece = t.slots(int(stem - 1)).piece
			return
		}
	}
	t.cut(k)
	k.piece = t.forms.get(k.stem).piece
}

// cut takes off the inflection of a folded word.
func (t *wordTable) cut(k *keys) {
	k.cut = true
	if t.arabic {
		k.light = append(k.light[:0], bareArabic(k.folded)...)
		k.stem = append(k.stem[:0], arabicStem(k.light)...)
		return
	}
	k.light = t.stemmer.lightStem(append(k.light[:0], k.folded...))
	k.stem = t.stemmer.fullStem(append(k.stem[:0], k.light...))
}

// add implements builder.
func (t *wordTable) add(form string, id uint32, class Class) {
	t.words = split(t.words[:0], form)
	words := t.words
	if len(words) == 0 {
		return
	}
	r := reading{id: id, weight: class.weight(), capital: words[0].capital}
	if len(words) > 1 {
		t.addPhrase(form, words, r)
		return
	}
	text := form[words[0].start:words[0].end]
	if len(text) < len(form) && utf8.RuneCountInString(text) == 1 {
		return // °C would be found in every c'
	}
	if strings.HasSuffix(form, "*") {
		key := t.starKey(text)
		t.stars.put(key, t.extend(t.stars.find(key), r))
		return
	}
	t.makeKeys(&t.key, text)
	k := &t.key
	have := t.slots(t.putWord(k))
	if have.stop && !r.capital {
		r.weight = min(r.weight, Function.weight()) // "can" is rarely a box
	}
	have.exact = t.extend(have.exact, r)
	if class == Function || have.stop {
		// Function words hardly inflect, and are short: as stems they would be
		// found in words of all kinds. The forms that they have are listed.
		return
	}
	have = t.slots(t.forms.put(k.light))
	have.light = t.extend(have.light, r)
	if t.arabic {
		// Words are tried without clitics and endings one by one; only phrases
		// need stems.
		return
	}
	have = t.slots(t.forms.put(k.stem))
	have.stem = t.extend(have.stem, r)
}

// extend adds a reading to a list, a new one if there is none yet.
func (t *wordTable) extend(list int32, r reading) int32 {
	if list > stopList {
		t.lists[list] = addReading(t.lists[list], r)
		return list
	}
	if len(t.spare) == 0 {
		t.spare = make([]reading, 1024)
	}
	one := t.spare[:1:2]
	t.spare = t.spare[2:]
	one[0] = r
	if list == stopList {
		one = []reading{{}, r}
	}
	t.lists = append(t.lists, one)
	return int32(len(t.lists) - 1)
}

// starKey is the key of a form with a star, without the star.
func (t *wordTable) starKey(text string) []byte {
	key := fold(t.key.folded[:0], text)
	if t.arabic {
		key = bareArabic(key)
	}
	t.key.folded = key
	return key
}

func (t *wordTable) addPhrase(form string, words []word, r reading) {
	var node int32
	for _, w := range words {
		text := form[w.start:w.end]
		if w.end < len(form) && form[w.end] == '*' {
			node = t.phrases.step(node, t.phrases.starPiece(t.starKey(text)))
			continue
		}
		t.makeKeys(&t.key, text)
		stem := t.forms.put(t.key.stem)
		if t.slots(stem).piece == 0 {
			t.slots(stem).piece = t.phrases.newPiece()
		}
		node = t.phrases.step(node, t.slots(stem).piece)
	}
	t.phrases.ends[node] = t.extend(t.phrases.ends[node], r)
}

// table implements builder.
func (t *wordTable) table() table { return t }

// concepts implements table.
func (t *wordTable) concepts(text string) []align.Concept {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	s.words = split(s.words[:0], text)
	s.found = s.found[:0]
	for len(s.keys) < len(s.words) {
		s.keys = append(s.keys, keys{})
	}
	for i, w := range s.words {
		t.lookUp(&s.keys[i], text[w.start:w.end])
	}
	covered := 0 // words before this one belong to a phrase
	for i := range s.words {
		if list, n := t.phrase(s, i); n > 0 {
			t.emit(s, t.lists[list], i, i+n, s.words[i].capital)
			covered = max(covered, i+n)
		}
		if i >= covered {
			t.word(s, text, i)
		}
	}
	sortConcepts(s.found)
	return slices.Clone(s.found)
}

// word adds the readings of word i by the surest way that knows it. Forms with a star stand beside stems: both are inflected.
func (t *wordTable) word(s *scratch, text string, i int) {
	k, capital := &s.keys[i], s.words[i].capital
	var have slots
	if k.form >= 0 {
		have = *t.slots(k.form)
	}
	list := have.exact
	if list != 0 {
		t.emit(s, t.lists[list], i, i+1, capital)
		return
	}
	if !k.cut {
		t.cut(k)
	}
	if t.arabic {
		list = t.lookupArabic(k)
	} else {
		list = t.lookupStem(k, have)
	}
	if list != 0 {
		t.emit(s, t.lists[list], i, i+1, capital)
	}
	star := t.stars.longest(k.folded)
	if star != 0 && star != list {
		t.emit(s, t.lists[star], i, i+1, capital)
	}
	if t.compound && list == 0 && star == 0 {
		t.parts(s, text, i)
	}
}

// lookupStem looks up a word without its inflection; have are the slots of the
// word as written.
func (t *wordTable) lookupStem(k *keys, have slots) int32 {
	if string(k.light) != string(k.folded) {
		have = t.forms.get(k.light)
	}
	if have.light != 0 {
		return have.light
	}
	if string(k.stem) != string(k.light) {
		have = t.forms.get(k.stem)
	}
	return have.stem
}

// emit adds the readings of words i to j-1. A form with a capital (Est, the
// east) gives way to one without (est, is) where the text has none; in German,
// where it tells nouns from other words (Sage, sage), it is not found there at
// all.
func (t *wordTable) emit(s *scratch, list []reading, i, j int, capital bool) {
	start, end := s.words[i].start, s.words[j-1].end
	agree := 0
	for _, r := range list {
		if capital || !r.capital {
			agree++
		}
	}
	for _, r := range list {
		weight := r.weight
		if r.capital && !capital {
			if agree > 0 || t.compound && j == i+1 {
				continue
			}
			weight /= 2
		}
		if weight == 0 { // the word of grammar
			continue
		}
		s.add(align.Concept{ID: r.id, Start: start, End: end, Weight: weight})
	}
}

// add adds a concept that is not there yet.
func (s *scratch) add(c align.Concept) {
	for i := len(s.found) - 1; i >= 0 && s.found[i].Start >= c.Start; i-- {
		if old := s.found[i]; old.ID == c.ID && old.Start == c.Start && old.End == c.End {
			return
		}
	}
	s.found = append(s.found, c)
}

// sortConcepts orders by Start, End, ID. The list is nearly in order, so
// insertion costs next to nothing.
func sortConcepts(list []align.Concept) {
	for i := 1; i < len(list); i++ {
		for j := i; j > 0 && before(list[j], list[j-1]); j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
}

func before(a, b align.Concept) bool {
	switch {
	case a.Start != b.Start:
		return a.Start < b.Start
	case a.End != b.End:
		return a.End < b.End
	default:
		return a.ID < b.ID
	}
}
