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

	// One-word forms: as written, without inflection and by stem in one map,
	// by beginning in another.
	forms  map[string]slots
	prefix map[string]int32
	lists  [][]reading // list 0 is empty: none
	spare  []reading   // room for new lists

	// Phrases are a trie over the stems of their words.
	pieces map[string]int32 // stem → number of the piece
	starts map[string]int32 // beginning with a star → number of the piece
	edges  map[edge]int32   // node 0 is the root
	ends   map[int32]int32  // node → list
	nodes  int32

	prefixSizes, startSizes uint64 // bit n: some beginning is n bytes long (63: or more)
	key                     keys
}

// An edge leads from a node of the trie to the next by one piece.
type edge struct{ node, piece int32 }

// slots are the lists of one key, from the surest way of looking up to the least
// sure; 0 where the key is not one of that kind.
type slots struct{ exact, light, stem int32 }

// keys are the forms under which one word is looked up.
type keys struct {
	folded, light, stem []byte
}

// scratch is what one call of concepts works with.
type scratch struct {
	words []word
	keys  keys // of the word at hand
	ahead keys // of the words after it
	found []align.Concept
	list  []int32
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// newWordTable makes an empty table for a lexicon of about size concepts.
func newWordTable(base language.Base, size int) *wordTable {
	return &wordTable{
		base: base, stemmer: stemmerFor(base),
		arabic: base == baseArabic, compound: base == baseGerman,
		forms: make(map[string]slots, 3*size), lists: make([][]reading, 1, 4*size+1),
		prefix: map[string]int32{}, pieces: map[string]int32{}, starts: map[string]int32{},
		edges: map[edge]int32{}, ends: map[int32]int32{},
	}
}

var (
	baseArabic = language.MustParseBase("ar")
	baseGerman = language.MustParseBase("de")
)

// makeKeys fills k for one word as it stands in the text.
func (t *wordTable) makeKeys(k *keys, text string) {
	k.folded = fold(k.folded[:0], text)
	if t.arabic {
		k.folded = bareArabic(k.folded)
		k.light = append(k.light[:0], k.folded...)
		k.stem = append(k.stem[:0], arabicStem(k.folded)...)
		return
	}
	k.light = t.stemmer.lightStem(append(k.light[:0], k.folded...))
	k.stem = t.stemmer.fullStem(append(k.stem[:0], k.light...))
}

// add implements builder.
func (t *wordTable) add(form string, id uint32, class Class) {
	words := split(nil, form)
	if len(words) == 0 {
		return
	}
	r := reading{id: id, weight: class.weight(), capital: words[0].capital && !t.compound}
	if len(words) > 1 {
		t.addPhrase(form, words, r)
		return
	}
	text := form[words[0].start:words[0].end]
	if strings.HasSuffix(form, "*") {
		key := fold(t.key.folded[:0], text)
		if t.arabic {
			key = bareArabic(key)
		}
		t.key.folded = key
		t.prefix[string(key)] = t.extend(t.prefix[string(key)], r)
		t.prefixSizes |= 1 << min(len(key), 63)
		return
	}
	t.makeKeys(&t.key, text)
	k := &t.key
	have := t.forms[string(k.folded)]
	have.exact = t.extend(have.exact, r)
	if class == Function {
		// Function words hardly inflect, and are short: as stems they would be
		// found in words of all kinds. The forms that they have are listed.
		t.forms[string(k.folded)] = have
		return
	}
	if string(k.light) != string(k.folded) {
		t.forms[string(k.folded)] = have
		have = t.forms[string(k.light)]
	}
	have.light = t.extend(have.light, r)
	if string(k.stem) != string(k.light) {
		t.forms[string(k.light)] = have
		have = t.forms[string(k.stem)]
	}
	have.stem = t.extend(have.stem, r)
	t.forms[string(k.stem)] = have
}

// extend adds a reading to a list, a new one if it is 0.
func (t *wordTable) extend(list int32, r reading) int32 {
	if list != 0 {
		t.lists[list] = addReading(t.lists[list], r)
		return list
	}
	if len(t.spare) == 0 {
		t.spare = make([]reading, 512)
	}
	one := t.spare[:1:1]
	t.spare = t.spare[1:]
	one[0] = r
	t.lists = append(t.lists, one)
	return int32(len(t.lists) - 1)
}

func (t *wordTable) addPhrase(form string, words []word, r reading) {
	var node int32
	for i, w := range words {
		text := form[w.start:w.end]
		var piece int32
		if w.end < len(form) && form[w.end] == '*' {
			key := fold(nil, text)
			if t.arabic {
				key = bareArabic(key)
			}
			piece = numberOf(t.starts, key, &t.nodes)
			t.startSizes |= 1 << min(len(key), 63)
		} else {
			t.makeKeys(&t.key, text)
			piece = numberOf(t.pieces, t.key.stem, &t.nodes)
		}
		e := edge{node, piece}
		next, ok := t.edges[e]
		if !ok {
			t.nodes++
			next = t.nodes
			t.edges[e] = next
		}
		node = next
		if i < len(words)-1 {
			continue
		}
		t.ends[node] = t.extend(t.ends[node], r)
	}
}

// numberOf gives the number of a key, a new one if it has none yet.
func numberOf(m map[string]int32, key []byte, last *int32) int32 {
	if n, ok := m[string(key)]; ok {
		return n
	}
	*last++
	m[string(key)] = *last
	return *last
}

// table implements builder.
func (t *wordTable) table() table { return t }

// concepts implements table.
func (t *wordTable) concepts(text string) []align.Concept {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	s.words = split(s.words[:0], text)
	s.found = s.found[:0]
	covered := 0 // words before this one belong to a phrase
	for i := range s.words {
		t.makeKeys(&s.keys, text[s.words[i].start:s.words[i].end])
		if list, n := t.phrase(s, text, i); n > 0 {
			s.emit(t.lists[list], i, i+n, s.words[i].capital)
			covered = max(covered, i+n)
		}
		if i < covered {
			continue
		}
		t.word(s, text, i)
	}
	sortConcepts(s.found)
	return slices.Clone(s.found)
}

// phrase gives the longest phrase that begins at word i, whose keys are in
// s.keys, and how many words it has; 0 if there is none.
func (t *wordTable) phrase(s *scratch, text string, i int) (list int32, n int) {
	var open [8]int32
	nodes := append(open[:0], 0)
	k := &s.keys
	for j := i; j < len(s.words); j++ {
		if j > i {
			if !s.words[j].joined {
				break
			}
			k = &s.ahead
			t.makeKeys(k, text[s.words[j].start:s.words[j].end])
		}
		s.list = t.pieceNumbers(s.list[:0], k)
		if len(s.list) == 0 {
			break
		}
		var next [8]int32
		to := next[:0]
		for _, node := range nodes {
			for _, piece := range s.list {
				if n, ok := t.edges[edge{node, piece}]; ok && len(to) < len(next) {
					to = append(to, n)
				}
			}
		}
		if len(to) == 0 {
			break
		}
		nodes = append(open[:0], to...)
		for _, node := range nodes {
			if l, ok := t.ends[node]; ok {
				list, n = l, j-i+1
			}
		}
	}
	return list, n
}

// pieceNumbers are the pieces of phrases that a word can be.
func (t *wordTable) pieceNumbers(out []int32, k *keys) []int32 {
	if n, ok := t.pieces[string(k.stem)]; ok {
		out = append(out, n)
	}
	if t.startSizes == 0 {
		return out
	}
	for size := len(k.folded); size > 0; size-- {
		if t.startSizes&(1<<min(size, 63)) == 0 {
			continue
		}
		if n, ok := t.starts[string(k.folded[:size])]; ok {
			out = append(out, n)
		}
	}
	return out
}

// word adds the readings of word i, whose keys are in s.keys, by the surest way
// that knows it. Forms with a star stand beside stems: both are inflected.
func (t *wordTable) word(s *scratch, text string, i int) {
	k, capital := &s.keys, s.words[i].capital
	have := t.forms[string(k.folded)]
	list := have.exact
	if list != 0 {
		s.emit(t.lists[list], i, i+1, capital)
		return
	}
	if t.arabic {
		list = t.lookupArabic(k.folded)
	} else {
		list = t.lookupStem(k, have)
	}
	if list != 0 {
		s.emit(t.lists[list], i, i+1, capital)
	}
	star := t.lookupPrefix(k.folded)
	if star != 0 && star != list {
		s.emit(t.lists[star], i, i+1, capital)
	}
	if t.compound && list == 0 && star == 0 {
		t.parts(s, text, i)
	}
}

// lookupStem looks up a word without its inflection; have are the slots of the
// word as written.
func (t *wordTable) lookupStem(k *keys, have slots) int32 {
	if string(k.light) != string(k.folded) {
		have = t.forms[string(k.light)]
	}
	if have.light != 0 {
		return have.light
	}
	if string(k.stem) != string(k.light) {
		have = t.forms[string(k.stem)]
	}
	return have.stem
}

// lookupPrefix finds the longest beginning of the word that has a star.
func (t *wordTable) lookupPrefix(word []byte) int32 {
	if t.prefixSizes == 0 {
		return 0
	}
	for size := len(word); size > 0; size-- {
		if t.prefixSizes&(1<<min(size, 63)) == 0 {
			continue
		}
		if list := t.prefix[string(word[:size])]; list != 0 {
			return list
		}
	}
	return 0
}

// emit adds the readings of words i to j-1. A form with a capital (Est, the
// east) gives way to one without (est, is) where the text has none.
func (s *scratch) emit(list []reading, i, j int, capital bool) {
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
			if agree > 0 {
				continue
			}
			weight /= 2
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

// runeStart reports whether a byte of a key begins a character.
func runeStart(key []byte, i int) bool { return i >= len(key) || utf8.RuneStart(key[i]) }
