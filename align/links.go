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

// connect finds the partners of all terms of both sides and fills in their
// hits and gains.
func connect(source, target *side) {
	var links []link
	links = linkKeys(links, source, target)
	links = linkWords(links, source, target)
	if target.base == "zh" && source.base != "zh" {
		linkHanNames(source, target, func(name, han int32, strength float32) {
			links = append(links, link{name, han, strength})
		})
	}
	if source.base == "zh" && target.base != "zh" {
		linkHanNames(target, source, func(name, han int32, strength float32) {
			links = append(links, link{han, name, strength})
		})
	}
	slices.SortFunc(links, func(a, b link) int {
		return cmp.Or(cmp.Compare(a.source, b.source), cmp.Compare(a.target, b.target), -cmp.Compare(a.strength, b.strength))
	})
	links = slices.CompactFunc(links, func(a, b link) bool { return a.source == b.source && a.target == b.target })
	fillHits(source, target, links, func(l link) (int32, int32) { return l.source, l.target })
	slices.SortFunc(links, func(a, b link) int {
		return cmp.Or(cmp.Compare(a.target, b.target), cmp.Compare(a.source, b.source))
	})
	fillHits(target, source, links, func(l link) (int32, int32) { return l.target, l.source })
}

// linkKeys links numbers of equal value and words of the same concept.
func linkKeys(links []link, source, target *side) []link {
	type key struct {
		channel channel
		key     uint64
	}
	byKey := map[key][]int32{}
	for n := range target.terms {
		t := &target.terms[n]
		for _, k := range t.keys {
			byKey[key{t.channel, k}] = append(byKey[key{t.channel, k}], int32(n))
		}
	}
	for n := range source.terms {
		s := &source.terms[n]
		for _, k := range s.keys {
			for _, t := range byKey[key{s.channel, k}] {
				links = append(links, link{int32(n), t, 1})
			}
		}
	}
	return links
}

// A wordIndex finds the words of the target that can be like a given one.
type wordIndex struct {
	byStart    map[[2]byte][]int32
	bySkeleton map[string][]int32
	byDeletion map[string][]int32 // skeletons with one consonant left out
}

// nearSkeleton is the length from which skeletons may differ in one place.
const nearSkeleton = 5

func newWordIndex(target *side) *wordIndex {
	x := &wordIndex{map[[2]byte][]int32{}, map[string][]int32{}, map[string][]int32{}}
	for n := range target.terms {
		t := &target.terms[n]
		if t.sound == "" {
			continue
		}
		if spelled(t.script) && len(t.sound) >= 2 {
			k := [2]byte{t.sound[0], t.sound[1]}
			x.byStart[k] = append(x.byStart[k], int32(n))
		}
		for _, s := range t.skeletons() {
			x.bySkeleton[s] = append(x.bySkeleton[s], int32(n))
			eachDeletion(s, func(d string) { x.byDeletion[d] = append(x.byDeletion[d], int32(n)) })
		}
	}
	return x
}

// skeletons gives the skeleton of a term, and for an Arabic word those without
// its particles.
func (t *term) skeletons() []string {
	var out []string
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
func linkWords(links []link, source, target *side) []link {
	x := newWordIndex(target)
	crossing := expectedScripts(source.base) != expectedScripts(target.base)
	for n := range source.terms {
		s := &source.terms[n]
		if s.sound == "" {
			continue
		}
		add := func(candidates []int32, strength func(s, t *term) float32) {
			for _, m := range candidates {
				if l := strength(s, &target.terms[m]); l > 0 {
					links = append(links, link{int32(n), m, l})
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
		for _, k := range s.skeletons() {
			sure := func(s, t *term) float32 { return soundAlike(s, t, len(k)) }
			near := func(s, t *term) float32 { return 0.6 * soundAlike(s, t, len(k)) }
			add(x.bySkeleton[k], sure)
			add(x.byDeletion[k], near)
			eachDeletion(k, func(d string) {
				add(x.bySkeleton[d], near)
				add(x.byDeletion[d], near)
			})
		}
	}
	return links
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
func fillHits(own, other *side, links []link, ends func(link) (int32, int32)) {
	for i := 0; i < len(links); {
		n, _ := ends(links[i])
		j := i
		t := &own.terms[n]
		for ; j < len(links); j++ {
			m, partner := ends(links[j])
			if m != n {
				break
			}
			for _, s := range other.terms[partner].sents {
				t.hits = append(t.hits, hit{s, links[j].strength, partner})
			}
		}
		if j > i+1 {
			slices.SortStableFunc(t.hits, func(a, b hit) int {
				return cmp.Or(cmp.Compare(a.sent, b.sent), -cmp.Compare(a.strength, b.strength))
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
