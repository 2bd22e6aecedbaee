package pairing

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// What makes a pair. Evidence is in nats: the natural logarithm of how much
// likelier the shared features are in two versions of one article than in two
// articles of the collection. Among n articles, ln n of it is needed only to
// single one out.
const (
	minEvidence = 4.0  // beyond ln n
	minCosine   = 0.12 // share of what each article has that the other has too
	maxRival    = 0.8  // of the best score; a rival nearer than that makes the pair doubtful
	background  = 60   // articles of which [share] speaks for
	maxPosting  = 64   // a feature of more articles than this says nothing
	candidates  = 8    // kept for each article
)

// byContent pairs articles that say the same, and returns the rest.
//
// It takes the language with most articles for the pivot and pairs each other
// language with it, then does the same with what is left. For a pair of
// languages an inverted index over the features finds, for each article, those
// of the other language that share rare ones; an article is never compared
// with all. The score is the evidence, in the proportion of what both have
// (cosine of idf vectors, Salton & Buckley 1988), times how well the lengths
// fit. A pair is made if each is the other's best, plainly better than the
// next; what that frees is looked at again, since a rival that found its own
// partner is none.
func (p *planner) byContent(pages []*page) []*page {
	byLang := map[language.Tag][]*page{}
	for _, page := range pages {
		byLang[page.doc.Lang] = append(byLang[page.doc.Lang], page)
	}
	delete(byLang, language.Und)
	order := sortedLangs(byLang)
	partners := map[*page][]*page{} // of the pivot of an article
	placed := map[*page]bool{}
	for i, pivot := range order {
		for _, other := range order[i+1:] {
			for _, m := range matchLanguages(free(byLang[pivot], placed), free(byLang[other], placed)) {
				partners[m.a] = append(partners[m.a], m.b)
			}
		}
		for _, page := range byLang[pivot] {
			if len(partners[page]) > 0 {
				p.contentArticle(page, partners[page], placed)
			}
		}
	}
	return slices.DeleteFunc(pages, func(page *page) bool { return placed[page] })
}

func (p *planner) contentArticle(pivot *page, others []*page, placed map[*page]bool) {
	placed[pivot] = true
	files := []File{pivot.doc}
	for _, other := range others {
		placed[other] = true
		files = append(files, other.doc)
	}
	for i := range files {
		files[i].Why = ""
	}
	p.add(keyOf(files), Content, describeShared(pivot, others), files)
}

// describeShared says what articles have in common, as counts of features.
func describeShared(pivot *page, others []*page) string {
	var parts []string
	for _, other := range others {
		numbers, names, words := shared(pivot, other)
		part := fmt.Sprintf("%v: %d numbers, %d names, %d words", other.doc.Lang, numbers, names, words)
		if sameDay(pivot, other) {
			part += ", the date"
		}
		parts = append(parts, part)
	}
	return "shared with " + strings.Join(parts, "; ")
}

func shared(a, b *page) (numbers, names, words int) {
	for i, j := 0, 0; i < len(a.features.features) && j < len(b.features.features); {
		x, y := a.features.features[i], b.features.features[j]
		switch {
		case x.key < y.key:
			i++
		case x.key > y.key:
			j++
		default:
			switch x.kind {
			case soundOf, shortSound:
				names++
			case lookOf, concept:
				words++
			default:
				numbers++
			}
			i, j = i+1, j+1
		}
	}
	return numbers, names, words
}

func sameDay(a, b *page) bool {
	return a.features.days[0] != 0 && slices.Contains(b.features.days[:], a.features.days[0])
}

// sortedLangs returns languages with most articles first, French before others
// with as many.
func sortedLangs(byLang map[language.Tag][]*page) []language.Tag {
	var langs []language.Tag
	for lang := range byLang {
		langs = append(langs, lang)
	}
	slices.SortFunc(langs, func(a, b language.Tag) int {
		if order := cmp.Compare(len(byLang[b]), len(byLang[a])); order != 0 {
			return order
		}
		if (a == language.French) != (b == language.French) {
			return map[bool]int{true: -1, false: 1}[a == language.French]
		}
		return cmp.Compare(a.String(), b.String())
	})
	return langs
}

func free(pages []*page, placed map[*page]bool) []*page {
	var list []*page
	for _, page := range pages {
		if !placed[page] {
			list = append(list, page)
		}
	}
	return list
}

// match is a candidate pair.
type match struct {
	a, b     *page
	i, j     int
	score    float64
	evidence float64
}

// matchLanguages pairs the articles of two languages.
func matchLanguages(as, bs []*page) []match {
	if len(as) == 0 || len(bs) == 0 {
		return nil
	}
	found := scoreAll(as, bs)
	slices.SortFunc(found, func(x, y match) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.i, y.i), cmp.Compare(x.j, y.j))
	})
	needed := minEvidence + math.Log(float64(max(len(as), len(bs))))
	return assign(found, len(as), len(bs), needed)
}

// assign makes pairs, the best first, until no more can be made.
func assign(found []match, as, bs int, needed float64) []match {
	ofA, ofB := make([][]int, as), make([][]int, bs)
	for n, m := range found {
		ofA[m.i] = append(ofA[m.i], n)
		ofB[m.j] = append(ofB[m.j], n)
	}
	usedA, usedB := make([]bool, as), make([]bool, bs)
	rival := func(n int) float64 {
		best := 0.0
		for _, list := range [][]int{ofA[found[n].i], ofB[found[n].j]} {
			for _, other := range list {
				if m := found[other]; other != n && !usedA[m.i] && !usedB[m.j] {
					best = max(best, m.score)
				}
			}
		}
		return best
	}
	var made []match
	for again := true; again; {
		again = false
		for n, m := range found {
			if usedA[m.i] || usedB[m.j] || m.evidence < needed || rival(n) > maxRival*m.score {
				continue
			}
			usedA[m.i], usedB[m.j] = true, true
			made = append(made, m)
			again = true
		}
	}
	return made
}

// scoreAll returns the best candidates of each of as.
func scoreAll(as, bs []*page) []match {
	w := newWeights(as, bs)
	index := map[uint64][]int32{}
	for j, b := range bs {
		for _, f := range b.features.features {
			if w.of(f) > 0 {
				index[f.key] = append(index[f.key], int32(j))
			}
		}
	}
	var all []match
	sums := make([]float64, len(bs))
	var touched []int32
	for i, a := range as {
		touched = touched[:0]
		for _, f := range a.features.features {
			weight := w.of(f)
			if weight == 0 {
				continue
			}
			for _, j := range index[f.key] {
				if sums[j] == 0 {
					touched = append(touched, j)
				}
				sums[j] += weight
			}
		}
		best := make([]match, 0, len(touched))
		for _, j := range touched {
			m := match{a: a, b: bs[j], i: i, j: int(j)}
			m.evidence, m.score = w.score(a, bs[j], sums[j])
			sums[j] = 0
			if m.score > 0 {
				best = append(best, m)
			}
		}
		slices.SortFunc(best, func(x, y match) int {
			return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.j, y.j))
		})
		all = append(all, best[:min(len(best), candidates)]...)
	}
	return all
}

// weights knows how rare each feature is among the articles of two languages.
type weights struct {
	count    map[uint64][2]int32 // articles with the feature, by side
	total    float64
	norm     map[*page]float64
	dayShare float64
}

func newWeights(as, bs []*page) *weights {
	w := &weights{count: map[uint64][2]int32{}, total: float64(len(as) + len(bs)), norm: map[*page]float64{}}
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
			sum := 0.0
			for _, f := range page.features.features {
				sum += w.of(f)
			}
			w.norm[page] = sum
		}
	}
	return w
}

// of is the evidence of a feature that two articles share: 0 for one that only
// one of the languages has, or that too many articles have.
func (w *weights) of(f feature) float64 {
	c := w.count[f.key]
	if c[0] == 0 || c[1] == 0 || max(c[0], c[1]) > maxPosting {
		return 0
	}
	rarity := math.Log((w.total + background) / (float64(c[0]+c[1])/2 + background*share[f.kind]))
	return max(0, rarity*trust[f.kind])
}

// score returns the evidence for a pair whose shared features weigh sum, and
// its score, 0 for a pair that cannot be.
func (w *weights) score(a, b *page, sum float64) (evidence, score float64) {
	evidence = sum
	if sameDay(a, b) {
		evidence += math.Log(1 / share[day])
	} else if a.features.days[0] != 0 && b.features.days[0] != 0 {
		evidence -= 3 // translations appear later now and then, mostly not
	}
	ratio := math.Log((b.features.length + 50) / (a.features.length + 50))
	fit := math.Exp(-ratio * ratio / (2 * 0.5 * 0.5))
	cosine := sum / math.Sqrt(w.norm[a]*w.norm[b])
	if cosine < minCosine || fit < 0.02 || evidence <= 0 {
		return evidence, 0
	}
	return evidence, evidence * cosine * fit
}
