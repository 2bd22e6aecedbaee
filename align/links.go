package align

import (
	"cmp"
	"math"
	"slices"
)

// link is one pair of terms that may translate each other.
type link struct {
	source, target int32
	strength       float32
}

// A linker connects the terms of two sides. Its memory is used again for the
// next pair of texts.
type linker struct {
	mem       arena
	links     []link
	byTarget  []link
	chains    []chained
	byNumber  map[uint64]int32 // key of a number → its chain of terms
	byConcept map[uint64]int32
	words     wordIndex
}

// A chained term is one of a list: all terms of one key. Lists are chains in
// one slice, since most have one term only.
type chained struct {
	term int32
	next int32 // 1 + the place of the next, 0 at the end
}

// add puts a term at the head of a chain and returns the new head.
func (k *linker) add(head, term int32) int32 {
	k.chains = append(k.chains, chained{term, head})
	return int32(len(k.chains))
}

// begin readies the linker.
func (k *linker) begin() {
	if k.byNumber != nil {
		return
	}
	k.byNumber, k.byConcept = map[uint64]int32{}, map[uint64]int32{}
	k.words = wordIndex{map[[2]byte]int32{}, map[string]int32{}, map[string]int32{}}
}

// reset gives back what a pair of texts has taken.
func (k *linker) reset() {
	if len(k.chains) > mostMemory {
		*k = linker{}
		return
	}
	k.mem.reset()
	k.links, k.byTarget, k.chains = k.links[:0], k.byTarget[:0], k.chains[:0]
	clear(k.byNumber)
	clear(k.byConcept)
	clear(k.words.byStart)
	clear(k.words.bySkeleton)
	clear(k.words.byDeletion)
}

// connect finds the partners of all terms of both sides and fills in their
// hits and gains.
func (k *linker) connect(source, target *side) {
	k.begin()
	k.linkKeys(source, target)
	k.linkWords(source, target)
	if target.base == "zh" && source.base != "zh" {
		linkHanNames(source, target, func(name, han int32, strength float32) {
			k.links = append(k.links, link{name, han, strength})
		})
	}
	if source.base == "zh" && target.base != "zh" {
		linkHanNames(target, source, func(name, han int32, strength float32) {
			k.links = append(k.links, link{han, name, strength})
		})
	}
	slices.SortFunc(k.links, func(a, b link) int {
		if a.source != b.source {
			return int(a.source) - int(b.source)
		}
		if a.target != b.target {
			return int(a.target) - int(b.target)
		}
		return -cmp.Compare(a.strength, b.strength)
	})
	k.links = slices.CompactFunc(k.links, func(a, b link) bool { return a.source == b.source && a.target == b.target })
	fillHits(&k.mem, source, target, k.links, func(l link) (int32, int32) { return l.source, l.target })
	fillHits(&k.mem, target, source, k.turned(len(target.terms)), func(l link) (int32, int32) { return l.target, l.source })
}

// turned gives the links by target, then by source. They come by source, and a
// sort by counting keeps that order among those of one target.
func (k *linker) turned(terms int) []link {
	place := k.mem.int32s.take(terms + 1)
	for _, l := range k.links {
		place[l.target+1]++
	}
	for n := range terms {
		place[n+1] += place[n]
	}
	k.byTarget = slices.Grow(k.byTarget, len(k.links))[:len(k.links)]
	for _, l := range k.links {
		k.byTarget[place[l.target]] = l
		place[l.target]++
	}
	return k.byTarget
}

// linkKeys links numbers of equal value and words of the same concept.
func (k *linker) linkKeys(source, target *side) {
	heads := func(t *term) map[uint64]int32 {
		if t.channel == numberChannel {
			return k.byNumber
		}
		return k.byConcept
	}
	for n := range target.terms {
		t := &target.terms[n]
		for _, key := range t.keys {
			m := heads(t)
			m[key] = k.add(m[key], int32(n))
		}
	}
	for n := range source.terms {
		s := &source.terms[n]
		for _, key := range s.keys {
			for c := heads(s)[key]; c > 0; c = k.chains[c-1].next {
				t := k.chains[c-1].term
				k.links = append(k.links, link{int32(n), t, 1 - max(s.doubt(key), target.terms[t].doubt(key))})
			}
		}
	}
}

// doubt is how far partners by this key may be chance.
func (t *term) doubt(key uint64) float32 {
	if t.doubts == nil {
		return 0
	}
	return t.doubts[slices.Index(t.keys, key)]
}

// A wordIndex finds the words of the target that can be like a given one: it
// has the chains of those that begin with two bytes, that have a skeleton, and
// that have it with one consonant left out.
type wordIndex struct {
	byStart    map[[2]byte]int32
	bySkeleton map[string]int32
	byDeletion map[string]int32
}

// nearSkeleton is the length from which skeletons may differ in one place.
const nearSkeleton = 5

// index fills the index with the words of the target. Only names of another
// script are looked for by skeletons that differ.
func (k *linker) index(target *side, crossing bool) {
	x := &k.words
	var room [4]string
	for n := range target.terms {
		t := &target.terms[n]
		if t.sound == "" {
			continue
		}
		if spelled(t.script) && len(t.sound) >= 2 {
			start := [2]byte{t.sound[0], t.sound[1]}
			x.byStart[start] = k.add(x.byStart[start], int32(n))
		}
		if !crossing && t.channel != nameChannel {
			continue // not looked for, see linkWords
		}
		for _, s := range t.appendSkeletons(room[:0]) {
			x.bySkeleton[s] = k.add(x.bySkeleton[s], int32(n))
			if crossing {
				eachDeletion(s, func(d string) { x.byDeletion[d] = k.add(x.byDeletion[d], int32(n)) })
			}
		}
	}
}

// skeletons gives the skeleton of a term, and for an Arabic word those without
// its particles.
func (t *term) skeletons() []string { return t.appendSkeletons(nil) }

func (t *term) appendSkeletons(out []string) []string {
	if len(t.skeleton) >= 2 {
		out = append(out, t.skeleton)
	}
	if t.script == arabicScript {
		out = append(out, arabicStems(t.text)...)
	}
	return out
}

// eachDeletion calls visit for a long skeleton with one consonant left out.
func eachDeletion(s string, visit func(string)) {
	if len(s) < nearSkeleton {
		return
	}
	for i := range len(s) {
		if i > 0 && s[i] == s[i-1] {
			continue
		}
		visit(s[:i] + s[i+1:])
	}
}

// linkWords links names and words that look alike, and names of different
// scripts that sound alike.
func (k *linker) linkWords(source, target *side) {
	crossing := expectedScripts(source.base) != expectedScripts(target.base)
	k.index(target, crossing)
	x := &k.words
	var room [4]string
	for n := range source.terms {
		s := &source.terms[n]
		if s.sound == "" {
			continue
		}
		add := func(head int32, strength func(s, t *term) float32) {
			for ; head > 0; head = k.chains[head-1].next {
				m := k.chains[head-1].term
				if l := strength(s, &target.terms[m]); l > 0 {
					k.links = append(k.links, link{int32(n), m, l})
				}
			}
		}
		if spelled(s.script) && len(s.sound) >= 2 {
			add(x.byStart[[2]byte{s.sound[0], s.sound[1]}], spelledAlike)
		}
		if !crossing && s.channel == nameChannel && len(s.skeleton) >= 4 {
			add(x.bySkeleton[s.skeleton], namesAlike)
		}
		if !crossing {
			continue
		}
		for _, own := range s.appendSkeletons(room[:0]) {
			sure := func(s, t *term) float32 { return soundAlike(s, t, len(own)) }
			near := func(s, t *term) float32 { return 0.6 * soundAlike(s, t, len(own)) }
			add(x.bySkeleton[own], sure)
			add(x.byDeletion[own], near)
			eachDeletion(own, func(d string) {
				add(x.bySkeleton[d], near)
				add(x.byDeletion[d], near)
			})
		}
	}
}

// spelled reports whether a script spells vowels, so that its words can be
// compared by spelling.
func spelled(s script) bool {
	return s == latinScript || s == cyrillicScript || s == greekScript
}

func spelledAlike(s, t *term) float32 {
	if s.form == t.form {
		return 1
	}
	return likeness(s.sound, t.sound)
}

// namesAlike compares names of one script that have the same skeleton, such
// as Rwenzori and Ruwenzori.
func namesAlike(s, t *term) float32 {
	if t.channel != nameChannel || s.sound[0] != t.sound[0] && consonantClass(s.sound, 0) != consonantClass(t.sound, 0) {
		return 0
	}
	return 0.6
}

// soundAlike compares names of different scripts that have the same skeleton
// of so many consonants: the longer it is, the less it is chance.
func soundAlike(s, t *term, consonants int) float32 {
	if s.script == t.script || s.channel != nameChannel && t.channel != nameChannel {
		return 0
	}
	switch consonants {
	case 0, 1:
		return 0
	case 2:
		return 0.4
	case 3:
		return 0.7
	}
	return 0.9
}

// fillHits gives each term of one side the sentences of the other where it
// has a partner. Links come sorted by the term of this side.
func fillHits(mem *arena, own, other *side, links []link, ends func(link) (int32, int32)) {
	for i := 0; i < len(links); {
		n, _ := ends(links[i])
		room := 0
		j := i
		for ; j < len(links); j++ {
			m, partner := ends(links[j])
			if m != n {
				break
			}
			room += len(other.terms[partner].sents)
		}
		t := &own.terms[n]
		t.hits = mem.hits.take(room)[:0]
		for _, l := range links[i:j] {
			_, partner := ends(l)
			for _, s := range other.terms[partner].sents {
				t.hits = append(t.hits, hit{s, l.strength, partner})
			}
		}
		if j > i+1 {
			slices.SortStableFunc(t.hits, func(a, b hit) int {
				if a.sent != b.sent {
					return int(a.sent) - int(b.sent)
				}
				return -cmp.Compare(a.strength, b.strength)
			})
			t.hits = slices.CompactFunc(t.hits, func(a, b hit) bool { return a.sent == b.sent })
		}
		t.gain = gainOf(t.hits, len(other.lines))
		i = j
	}
}

// partnerRate is how often, at the least, a term with a known partner has it
// in the right bead. Only the ratio to chance matters, and its weight is
// fitted.
const partnerRate = 0.7

// maxGain bounds what one term can say in a very long text.
const maxGain = 4

// gainOf is the log of how much likelier a partner is in a true bead than in
// a sentence picked at random.
func gainOf(hits []hit, sentences int) float32 {
	mass := float32(0)
	for _, h := range hits {
		mass += h.strength
	}
	chance := (float64(mass) + 0.3) / (float64(sentences) + 1)
	return float32(min(maxGain, max(0, math.Log(partnerRate/chance))))
}
