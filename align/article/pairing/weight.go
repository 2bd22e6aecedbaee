package pairing

import "math"

// weights knows how rare each feature is among the articles of two languages.
type weights struct {
	count map[uint64][2]int32 // articles with the feature, by side
	total float64             // articles of a side, on average
	norm  map[*page]float64   // evidence of all features of an article
}

func newWeights(as, bs []*page) *weights {
	w := &weights{
		count: map[uint64][2]int32{},
		total: float64(len(as)+len(bs)) / 2,
		norm:  map[*page]float64{},
	}
	for side, pages := range [][]*page{as, bs} {
		for _, page := range pages {
			for _, f := range page.features.features {
				c := w.count[f.key]
				c[side]++
				w.count[f.key] = c
			}
		}
	}
	for _, pages := range [][]*page{as, bs} {
		for _, page := range pages {
			for _, f := range page.features.features {
				w.norm[page] += w.of(f)
			}
		}
	}
	return w
}

// of is the evidence of a feature that two articles share, in nats: the
// logarithm of how rare it is (idf, Spärck Jones 1972). It is 0 for one that
// only one of the languages has, or that too many articles have.
func (w *weights) of(f feature) float64 {
	c := w.count[f.key]
	if c[0] == 0 || c[1] == 0 || max(c[0], c[1]) > maxPosting {
		return 0
	}
	n := float64(max(c[0], c[1]))
	return max(0, math.Log((w.total+background)/(n+background*share[f.kind]))*trust[f.kind])
}

// score returns the evidence for a pair whose shared features weigh sum, and
// its score, 0 for a pair that cannot be: the evidence, in the proportion of
// what the two have (the cosine of Salton & Buckley 1988), times how well the
// lengths fit.
func (w *weights) score(a, b *page, sum float64) (evidence, score float64) {
	evidence = sum
	if sameDay(a, b) {
		evidence += math.Log(1 / share[day])
	} else if a.features.days[0] != 0 && b.features.days[0] != 0 {
		evidence -= 3 // a translation may appear later, and mostly does not
	}
	ratio := math.Log((b.features.length + 50) / (a.features.length + 50))
	fit := math.Exp(-ratio * ratio / (2 * 0.5 * 0.5))
	if evidence <= 0 || fit < minFit {
		return evidence, 0
	}
	return evidence, evidence * fit * sum / math.Sqrt(w.norm[a]*w.norm[b])
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
