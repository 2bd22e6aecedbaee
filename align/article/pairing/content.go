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
	minEvidence   = 3.0  // beyond ln n
	minKept       = 0.5  // of the evidence that a translation would keep
	minOfNumbers  = 0.3  // of the numbers that it would keep
	enoughNumbers = 8.0  // nats that must be expected of them for that
	maxRival      = 0.8  // of the score: a rival nearer than that makes a pair doubtful
	farRival      = 12.0 // unless it is farther than that, in nats
	minFit        = 0.15 // of the lengths, which stands for one 2.6 times the other
	background    = 60   // articles of which [share] speaks for
	maxPosting    = 64   // a feature of more articles than this finds no candidates
	candidates    = 8    // kept for each article
	rounds        = 3
)

// byContent pairs articles that say the same, and returns the rest.
//
// It takes one pair of languages after the other, those with most articles
// first, and joins what it finds: an Arabic version that could not be told from
// the French one may be from the English. For a pair of languages an inverted
// index over the features finds, for each article, those of the other language
// that share rare ones; an article is never compared with all.
//
// Two questions are asked of a candidate. Is it chance? Shared features are
// weighed by how rare they are (idf, Spärck Jones 1972), and must outweigh the
// number of articles. Is it only the same subject? Then the two share some
// features and lack as many; a translation keeps most. How many it keeps, of
// each kind, depends on the languages and on the collection, and is learned
// from the pairs themselves, as in the linkage of records (Fellegi & Sunter
// 1969). The score is the evidence times the part kept times the fit of the
// lengths. A pair is made if each is the other's best, plainly better than the
// next; what that frees is looked at again, since a rival that found its own
// partner is none.
func (p *planner) byContent(pages []*page) []*page {
	byLang := map[language.Tag][]*page{}
	for _, page := range pages {
		byLang[page.doc.Lang] = append(byLang[page.doc.Lang], page)
	}
	delete(byLang, language.Und)
	stories := map[*page]*story{}
	for _, p := range pages {
		stories[p] = &story{pages: []*page{p}}
	}
	order := sortedLangs(byLang)
	for i, one := range order {
		for _, other := range order[i+1:] {
			made, found := matchLanguages(lacking(byLang[one], stories, other), lacking(byLang[other], stories, one))
			for _, m := range made {
				join(stories, m.a, m.b)
			}
			noteDoubt(found)
		}
	}
	return p.contentArticles(pages, stories)
}

// story is a set of pages that were found to be one article.
type story struct {
	pages []*page
}

// lacking returns the pages of articles without a version in lang.
func lacking(pages []*page, stories map[*page]*story, lang language.Tag) []*page {
	return slices.DeleteFunc(slices.Clone(pages), func(page *page) bool {
		return stories[page].speaks(lang)
	})
}

func (s *story) speaks(lang language.Tag) bool {
	return slices.ContainsFunc(s.pages, func(p *page) bool { return p.doc.Lang == lang })
}

// join makes one story of those of two pages, unless both have a version in
// the same language.
func join(stories map[*page]*story, a, b *page) {
	one, other := stories[a], stories[b]
	if slices.ContainsFunc(other.pages, func(p *page) bool { return one.speaks(p.doc.Lang) }) {
		return
	}
	one.pages = append(one.pages, other.pages...)
	for _, page := range other.pages {
		stories[page] = one
	}
}

// contentArticles makes an article of each story with two versions, and
// returns the other pages.
func (p *planner) contentArticles(pages []*page, stories map[*page]*story) []*page {
	var left []*page
	done := map[*story]bool{}
	for _, page := range pages {
		s := stories[page]
		if len(s.pages) < 2 {
			left = append(left, page)
			continue
		}
		if done[s] {
			continue
		}
		done[s] = true
		var files []File
		for _, version := range s.pages {
			files = append(files, File{Path: version.doc.Path, Lang: version.doc.Lang})
		}
		p.add(keyOf(files), Content, describeShared(s.pages[0], s.pages[1:]), files)
	}
	return left
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
	eachShared(a, b, func(f feature) {
		switch f.kind {
		case soundOf, shortSound:
			names++
		case lookOf, concept:
			words++
		default:
			numbers++
		}
	})
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

// match is a candidate pair.
type match struct {
	a, b     *page
	i, j     int
	score    float64
	evidence float64
}

// matchLanguages pairs the articles of two languages, and returns all that was
// considered, best first. Each round says how much of each kind of feature
// translations keep in this collection, and the next judges by that.
func matchLanguages(as, bs []*page) (made, found []match) {
	if len(as) == 0 || len(bs) == 0 {
		return nil, nil
	}
	w := newWeights(as, bs)
	needed := minEvidence + math.Log(float64(max(len(as), len(bs))))
	for range rounds {
		w.expect(as, bs)
		found = scoreAll(w, as, bs)
		slices.SortFunc(found, func(x, y match) int {
			return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.i, y.i), cmp.Compare(x.j, y.j))
		})
		made = assign(found, len(as), len(bs), needed)
		w.learn(made)
	}
	return made, found
}

// noteDoubt says of each article what it resembles most, for the case that it
// finds no partner. Candidates come with the best first.
func noteDoubt(found []match) {
	for _, m := range found {
		for _, pair := range [][2]*page{{m.a, m.b}, {m.b, m.a}} {
			if one, other := pair[0], pair[1]; one.doc.Why == "" {
				one.doc.Why = fmt.Sprintf("resembles %s, but not surely enough", other.doc.Path)
			}
		}
	}
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
			if usedA[m.i] || usedB[m.j] || m.evidence < needed || rival(n) > max(maxRival*m.score, m.score-farRival) {
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
func scoreAll(w *weights, as, bs []*page) []match {
	index := map[uint64][]int32{}
	for j, b := range bs {
		for _, f := range b.features.features {
			if w.connects(f) {
				index[f.key] = append(index[f.key], int32(j))
			}
		}
	}
	var all []match
	sums := make([]evidence, len(bs))
	var touched []int32
	for i, a := range as {
		touched = touched[:0]
		for _, f := range a.features.features {
			list := index[f.key]
			if len(list) == 0 {
				continue
			}
			weight, group := w.of(f), groupOf[f.kind]
			for _, j := range list {
				if sums[j] == (evidence{}) {
					touched = append(touched, j)
				}
				sums[j][group] += weight
			}
		}
		best := make([]match, 0, len(touched))
		for _, j := range touched {
			m := match{a: a, b: bs[j], i: i, j: int(j)}
			m.evidence, m.score = w.score(a, bs[j], sums[j])
			sums[j] = evidence{}
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
