package lexicon

import (
	"unicode/utf8"

	"calque/align"
)

// leastPart is how many bytes each part of a compound must have: shorter words
// are found in too many others (Ei, Tor, arm).
const leastPart = 4

// links are what German puts between the parts of a compound.
var links = [...]string{"", "s", "es", "n", "en", "er", "e"}

// leastAlone is how many bytes a part must have that is known while the other
// is not.
const leastAlone = 5

// parts cuts a German compound of two known words, Sicherheitsrat into
// Sicherheit and Rat, and gives each part a span of its own. The longest head
// that has a known word before it wins. If there is none, the longest head that
// is known by itself counts, and the longest beginning.
func (t *wordTable) parts(s *scratch, text string, i int) {
	w := s.words[i]
	word := text[w.start:w.end]
	key := s.keys[i].folded
	if len(key) != len(word) {
		// The letters of the key do not lie where those of the text do (ß).
		return
	}
	for cut := leastPart; cut <= len(key)-leastPart; cut++ {
		if !utf8.RuneStart(key[cut]) {
			continue
		}
		left := t.modifier(key[:cut])
		if left <= stopList {
			continue
		}
		head := t.head(key[cut:])
		if head <= stopList {
			continue
		}
		s.emitSpan(t.lists[left], w.start, w.start+cut)
		s.emitSpan(t.lists[head], w.start+cut, w.end)
		return
	}
	if w.capital {
		t.part(s, w, key)
	}
}

// part finds a head or a beginning of a noun whose other part is not known.
func (t *wordTable) part(s *scratch, w word, key []byte) {
	for cut := leastPart - 1; cut <= len(key)-leastAlone; cut++ {
		if !utf8.RuneStart(key[cut]) {
			continue
		}
		if head := t.head(key[cut:]); head > stopList {
			s.emitSpan(t.lists[head], w.start+cut, w.end)
			break
		}
	}
	for cut := len(key) - leastPart + 1; cut >= leastAlone; cut-- {
		if !utf8.RuneStart(key[cut]) {
			continue
		}
		if left := t.modifier(key[:cut]); left > stopList {
			s.emitSpan(t.lists[left], w.start, w.start+cut)
			break
		}
	}
}

// modifier looks up the first part of a compound, without its link.
func (t *wordTable) modifier(part []byte) int32 {
	for _, link := range links {
		rest := len(part) - len(link)
		if rest < leastPart-1 || string(part[rest:]) != link {
			continue
		}
		if list := t.forms.get(part[:rest]).exact; list != 0 {
			return list
		}
		if list := t.stars.find(part[:rest]); list != 0 {
			return list
		}
	}
	return 0
}

// head looks up the last part of a compound, which carries the inflection.
func (t *wordTable) head(part []byte) int32 {
	if list := t.forms.get(part).exact; list != 0 {
		return list
	}
	var buf [64]byte
	light := t.stemmer.lightStem(append(buf[:0], part...))
	if list := t.forms.get(light).light; list != 0 {
		return list
	}
	return t.stars.longest(part)
}

// emitSpan adds readings of a part of a word.
func (s *scratch) emitSpan(list []reading, start, end int) {
	for _, r := range list {
		if r.weight == 0 { // the word of grammar
			continue
		}
		s.add(align.Concept{ID: r.id, Start: start, End: end, Weight: r.weight})
	}
}
