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

// linkWords links names and words that look alike, and names of different
// scripts that sound alike.
func linkWords(links []link, source, target *side) []link {
	byStart := map[[2]byte][]int32{}
	bySkeleton := map[string][]int32{}
	for n := range target.terms {
		t := &target.terms[n]
		if t.sound == "" {
			continue
		}
		if spelled(t.script) && len(t.sound) >= 2 {
			k := [2]byte{t.sound[0], t.sound[1]}
			byStart[k] = append(byStart[k], int32(n))
		}
		if len(t.skeleton) >= 2 {
			bySkeleton[t.skeleton] = append(bySkeleton[t.skeleton], int32(n))
		}
	}
	for n := range source.terms {
		s := &source.terms[n]
		if s.sound == "" {
			continue
		}
		if spelled(s.script) && len(s.sound) >= 2 {
			for _, m := range byStart[[2]byte{s.sound[0], s.sound[1]}] {
				t := &target.terms[m]
				if l := spelledAlike(s, t); l > 0 {
					links = append(links, link{int32(n), m, l})
				}
			}
		}
		for _, m := range bySkeleton[s.skeleton] {
			t := &target.terms[m]
			if l := soundAlike(s, t); l > 0 {
				links = append(links, link{int32(n), m, l})
			}
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

// soundAlike compares names of different scripts that have the same skeleton:
// the longer it is, the less it is chance.
func soundAlike(s, t *term) float32 {
	if s.script == t.script || s.channel != nameChannel && t.channel != nameChannel {
		return 0
	}
	switch len(s.skeleton) {
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
