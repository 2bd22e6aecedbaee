package pairing

import (
	"cmp"
	"context"
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
	minEvidence      = 1.0  // beyond ln n
	minEvidenceShort = 3.0  // for articles too short for an alignment to prove much
	minShare         = 0.55 // of two articles that must be aligned
	shortArticle     = 400  // letters of English
	maxRival         = 0.8  // of the score: a rival nearer than that may be doubtful
	sameShare        = 0.1  // two candidates whose shares differ by less are as good
	minFit           = 0.15 // of the lengths, which stands for one 2.6 times the other
	background       = 60   // articles of which [share] speaks for
	maxPosting       = 64   // a feature of more articles than this finds no candidates
	candidates       = 8    // kept for each article
	maxTries         = 4    // alignments for each article
)

// byContent pairs articles that say the same, and returns the rest.
//
// It takes one pair of languages after the other, those with most articles
// first, and joins what it finds: an Arabic version that could not be told from
// the French one may be from the English. For a pair of languages an inverted
// index over the features finds, for each article, those of the other language
// that share rare ones; an article is never compared with all.
//
// What looks like a pair by its features is then aligned, since two stories on
// one subject share names and numbers too. A pair is made if enough of it is
// aligned and neither article has a rival that is as good; what that frees is
// looked at again, since a rival that found its own partner is none.
func (p *planner) byContent(ctx context.Context, pages []*page) []*page {
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
			made, found := p.matchLanguages(ctx, lacking(byLang[one], stories, other), lacking(byLang[other], stories, one))
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
// considered, best first.
func (p *planner) matchLanguages(ctx context.Context, as, bs []*page) (made, found []match) {
	if len(as) == 0 || len(bs) == 0 {
		return nil, nil
	}
	found = scoreAll(newWeights(as, bs), as, bs)
	slices.SortFunc(found, func(x, y match) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.i, y.i), cmp.Compare(x.j, y.j))
	})
	found = slices.DeleteFunc(found, func(m match) bool {
		return m.evidence < m.needed()+math.Log(float64(max(len(as), len(bs))))
	})
	a := assigner{
		verifier: newVerifier(p.texts, p.options.Lexicon, as[0].doc.Lang, bs[0].doc.Lang),
		found:    found,
		ofA:      make([][]int, len(as)), ofB: make([][]int, len(bs)),
		usedA: make([]bool, len(as)), usedB: make([]bool, len(bs)),
	}
	return a.assign(ctx), found
}

// needed is the evidence without which a pair is not even aligned.
func (m match) needed() float64 {
	if min(m.a.features.length, m.b.features.length) < shortArticle {
		return minEvidenceShort
	}
	return minEvidence
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

// assigner makes pairs of candidates, one of each article.
type assigner struct {
	verifier     *verifier
	found        []match // best first
	ofA, ofB     [][]int // the best candidates of each article, as indexes of found
	usedA, usedB []bool
}

// assign makes pairs, the best first, until no more can be made.
func (a *assigner) assign(ctx context.Context) []match {
	var first []match
	for n, m := range a.found {
		if len(a.ofA[m.i]) == 0 {
			first = append(first, m)
		}
		if len(a.ofA[m.i]) < maxTries {
			a.ofA[m.i] = append(a.ofA[m.i], n)
		}
		if len(a.ofB[m.j]) < maxTries {
			a.ofB[m.j] = append(a.ofB[m.j], n)
		}
	}
	a.verifier.shareAll(ctx, first)
	var made []match
	for again := true; again && ctx.Err() == nil; {
		again = false
		for n, m := range a.found {
			if a.usedA[m.i] || a.usedB[m.j] || !a.tried(n) || !a.convinces(ctx, n) {
				continue
			}
			a.usedA[m.i], a.usedB[m.j] = true, true
			made = append(made, m)
			again = true
		}
	}
	return made
}

// tried reports whether a candidate is among the best of both its articles.
func (a *assigner) tried(n int) bool {
	m := a.found[n]
	return slices.Contains(a.ofA[m.i], n) && slices.Contains(a.ofB[m.j], n)
}

// convinces reports whether enough of a candidate is aligned, and none of its
// rivals is as good.
func (a *assigner) convinces(ctx context.Context, n int) bool {
	m := a.found[n]
	share := a.verifier.share(ctx, m.a, m.b)
	if share < minShare {
		return false
	}
	for _, list := range [][]int{a.ofA[m.i], a.ofB[m.j]} {
		for _, other := range list {
			rival := a.found[other]
			if other == n || a.usedA[rival.i] || a.usedB[rival.j] || rival.score < m.score/2 {
				continue
			}
			theirs := a.verifier.share(ctx, rival.a, rival.b)
			if theirs > share+sameShare || theirs > share-sameShare && rival.score > maxRival*m.score {
				return false
			}
		}
	}
	return true
}

// scoreAll returns the best candidates of each of as.
func scoreAll(w *weights, as, bs []*page) []match {
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
			list := index[f.key]
			if len(list) == 0 {
				continue
			}
			weight := w.of(f)
			for _, j := range list {
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
