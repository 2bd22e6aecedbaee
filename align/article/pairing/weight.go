package pairing

import (
	"math"

	"golang.org/x/text/language"
)

// weights knows how rare each feature is among the articles of two languages,
// and how many features of each kind a translation keeps.
type weights struct {
	count    map[uint64][2]int32 // articles with the feature, by side
	total    float64
	kept     [2][kinds]float64  // part of the evidence of a side that the other has too
	expected map[*page]evidence // what a translation of an article would keep of it
}

// evidence is what features weigh, in nats, by group: numbers, names, words.
type evidence [3]float64

func (e evidence) sum() float64 { return e[0] + e[1] + e[2] }

// groupOf says which group a kind of feature is in. Two stories on one subject
// share its names and not their numbers; so those are also judged by themselves.
var groupOf = [kinds]int{
	yearNumber: 0, smallNumber: 0, roundNumber: 0, exactNumber: 0,
	soundOf: 1, shortSound: 1, lookOf: 2, concept: 2,
}

func newWeights(as, bs []*page) *weights {
	w := &weights{count: map[uint64][2]int32{}, total: float64(len(as)+len(bs)) / 2}
	for side, pages := range [][]*page{as, bs} {
		for _, page := range pages {
			for _, f := range page.features.features {
				c := w.count[f.key]
				c[side]++
				w.count[f.key] = c
			}
		}
	}
	before := keptBefore(as[0].doc.Lang, bs[0].doc.Lang)
	w.kept = [2][kinds]float64{before, before}
	return w
}

// keptBefore is what is assumed before anything was learned.
func keptBefore(a, b language.Tag) [kinds]float64 {
	kept := [kinds]float64{
		yearNumber: 0.8, smallNumber: 0.7, roundNumber: 0.7, exactNumber: 0.7, lookOf: 0.02, concept: 0.5,
	}
	names := min(namesTold(a), namesTold(b))
	scriptA, _ := a.Script()
	scriptB, _ := b.Script()
	if scriptA == scriptB {
		kept[lookOf] = 0.2
	} else {
		names *= 0.6
	}
	kept[soundOf], kept[shortSound] = names, names
	return kept
}

// namesTold is how much of what is taken for a name in a language is one:
// where the script has no capitals every word is, and in German every noun.
func namesTold(tag language.Tag) float64 {
	base, _ := tag.Base()
	switch script, _ := tag.Script(); {
	case script.String() == "Arab", script.String() == "Hebr":
		return 0.2
	case base.String() == "de":
		return 0.3
	}
	return 0.5
}

// priorWeight is the evidence, in nats, for which keptBefore stands when it is
// set against what pairs show: that of some ten articles.
const priorWeight = 500

// leastKept keeps wrong pairs from lowering the demand on others.
const leastKept = 0.7

// learn counts what the pairs keep of each kind.
func (w *weights) learn(pairs []match) {
	if len(pairs) == 0 {
		return
	}
	before := keptBefore(pairs[0].a.doc.Lang, pairs[0].b.doc.Lang)
	var kept [kinds]float64
	var all [2][kinds]float64
	for _, m := range pairs {
		for side, page := range []*page{m.a, m.b} {
			for _, f := range page.features.features {
				all[side][f.kind] += w.of(f)
			}
		}
		eachShared(m.a, m.b, func(f feature) { kept[f.kind] += w.of(f) })
	}
	for side := range w.kept {
		for k := range kinds {
			learned := (before[k]*priorWeight + kept[k]) / (priorWeight + all[side][k])
			w.kept[side][k] = max(learned, leastKept*before[k])
		}
	}
}

// expect counts what a translation of each article would keep of it.
func (w *weights) expect(as, bs []*page) {
	w.expected = map[*page]evidence{}
	for side, pages := range [][]*page{as, bs} {
		for _, page := range pages {
			var sum evidence
			for _, f := range page.features.features {
				sum[groupOf[f.kind]] += w.of(f) * w.kept[side][f.kind]
			}
			w.expected[page] = sum
		}
	}
}

// connects reports whether a feature can find candidates: both languages have
// it, and not too many articles.
func (w *weights) connects(f feature) bool {
	c := w.count[f.key]
	return c[0] > 0 && c[1] > 0 && max(c[0], c[1]) <= maxPosting
}

// of is the evidence of a feature that two articles share.
func (w *weights) of(f feature) float64 {
	c := w.count[f.key]
	n := max(c[0], c[1])
	if n > maxPosting {
		return 0
	}
	return max(0, math.Log((w.total+background)/(float64(n)+background*share[f.kind]))*trust[f.kind])
}

// score returns the evidence for a pair that shares what is given, and its
// score, 0 for a pair that cannot be.
func (w *weights) score(a, b *page, shared evidence) (total, score float64) {
	total = shared.sum()
	if sameDay(a, b) {
		total += math.Log(1 / share[day])
	} else if a.features.days[0] != 0 && b.features.days[0] != 0 {
		total -= 3 // a translation may appear later, and mostly does not
	}
	kept, ok := w.keeps(a, b, shared)
	ratio := math.Log((b.features.length + 50) / (a.features.length + 50))
	fit := math.Exp(-ratio * ratio / (2 * 0.5 * 0.5))
	if !ok || fit < minFit || total <= 0 {
		return total, 0
	}
	return total, total * min(kept, 1.5) * fit
}

// keeps returns how much of what a translation would keep two articles share,
// and whether it is enough.
func (w *weights) keeps(a, b *page, shared evidence) (kept float64, ok bool) {
	ofA, ofB := w.expected[a], w.expected[b]
	if numbers := min(ofA[0], ofB[0]); numbers >= enoughNumbers && shared[0] < minOfNumbers*numbers {
		return 0, false
	}
	kept = shared.sum() / max(1, (ofA.sum()+ofB.sum())/2)
	return kept, kept >= minKept
}

// eachShared calls do for the features that two articles have in common.
func eachShared(a, b *page, do func(feature)) {
	as, bs := a.features.features, b.features.features
	for i, j := 0, 0; i < len(as) && j < len(bs); {
		switch x, y := as[i], bs[j]; {
		case x.key < y.key:
			i++
		case x.key > y.key:
			j++
		default:
			do(x)
			i, j = i+1, j+1
		}
	}
}
