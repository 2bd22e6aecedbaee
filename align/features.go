package align

import "math"

// A feature is one fact about a bead that has a weight in the model.
type feature int

// The features of a bead. Their names are keys of the model file: see
// featureNames.
const (
	isNull feature = iota
	is11
	is12
	is13
	is14
	is22
	is23
	is33
	nullAgain   // a second null of the same side
	nullRun     // a third, and each after it
	nullFlip    // a null after a null of the other side
	nullEdge    // a null at either end of the text
	nullShort   // how short the line without a partner is, 0 to 1
	nullLength  // log of its length over the usual
	nullPage    // it looks like page furniture
	nullForeign // it is in the language of the other side
	nullGoesOn  // it begins in the middle of a sentence
	nullOpen    // it ends without a full stop
	lengthOff   // how far lengths are from the expected, in standard deviations
	lengthOff2  // its square, halved and bounded
	lengthOffMany
	lengthOff2Many
	numberGain
	nameGain
	wordGain
	conceptGain
	numberLeft
	nameLeft
	conceptLeft
	windowChance // partners found in a window of several sentences, which chance finds too
	coverage     // log of matched against left over
	coverageLow  // the same on the worse side
	firstGain    // square root of all gain: the first evidence says most
	noGain       // words that have partners somewhere, but none here
	weakMember   // of several sentences on a side, the gain of the one with least
	tinyMember   // of several sentences on a side, one of a few letters that finds nothing
	weakShare    // its gain over what its length lets expect
	questionBoth
	questionOne
	exclamationOne
	quoteOne
	bracketOne
	stopOne
	colonOne
	goesOnInside // a join at a place where a sentence goes on
	goesOnApart  // a cut there
	openInside   // a join behind a line that ends without a full stop
	innerOff     // difference of the number of sentences inside
	foreignLine
	pageOne // page furniture on one side only
	markerBoth
	markerOne
	roleOff          // roles differ
	blockJoin        // a join across a paragraph break
	blockOff         // a paragraph begins on one side only
	sameText         // a whole line left as it is
	featureCount int = iota
)

// vector holds the features of one bead.
type vector [featureCount]float32

// grid holds all that is needed to judge beads in a rectangle of the two
// texts: source sentences i0 … i1-1, target sentences j0 … j1-1.
type grid struct {
	src, tgt       *side
	i0, i1, j0, j1 int
	band           band      // per source sentence, where target starts
	s, t           *supports // support of source and of target sentences
	srcRuns        []run     // of one to maxSide sentences from each on
	tgtRuns        []run
	p              *pairing
}

// newGrid readies a rectangle.
func newGrid(p *pairing, i0, i1, j0, j1 int, b band) *grid {
	g := &grid{
		p: p, src: p.src, tgt: p.tgt, i0: i0, i1: i1, j0: j0, j1: j1, band: b,
	}
	mem := &p.mem.search
	g.s = newSupports(mem, p.src, i0, i1, b, j1)
	g.t = newSupports(mem, p.tgt, j0, j1, g.columns(mem), i1)
	g.srcRuns, g.tgtRuns = runs(mem, p.src.lines[i0:i1]), runs(mem, p.tgt.lines[j0:j1])
	return g
}

// columns turns the band: for each target sentence, the source starts of
// beads that can hold it.
func (g *grid) columns(mem *arena) band {
	c := mem.band(g.j1 - g.j0)
	first, last := g.i0, g.i0
	for j := g.j0; j < g.j1; j++ {
		for first < g.i1-1 && int(g.band.hi[first-g.i0])+maxSide-1 <= j {
			first++
		}
		last = max(last, first)
		for last < g.i1-1 && int(g.band.lo[last+1-g.i0]) <= j {
			last++
		}
		c.lo[j-g.j0], c.hi[j-g.j0] = int32(first), int32(last+1)
	}
	return c
}

// null fills in the features of a line without a partner. Those that depend
// on the bead before are left to the search.
func (g *grid) null(v *vector, l *line, mean float64, edge bool) {
	*v = vector{}
	v[isNull] = 1
	v[nullShort] = float32(max(0, 1-l.length/(0.6*mean+1)))
	v[nullLength] = float32(max(-2, min(2, math.Log((l.length+1)/(mean+1)))))
	v[nullEdge] = flag(edge)
	v[nullPage] = flag(l.furniture)
	v[nullForeign] = flag(l.foreign)
	v[nullGoesOn] = flag(l.goesOn)
	v[nullOpen] = flag(!l.stop)
	g.p.mask(v)
}

func flag(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// totals is what the terms of a bead add up to.
type totals struct {
	gain, hit, mass [2][channels]float32
	weakest, share  float32
}

// bead fills in the features of a bead of n source sentences from i and m
// target sentences from j, both at least one. It reports false outside the
// band.
func (g *grid) bead(v *vector, i, j, n, m int) bool {
	var sum totals
	if !g.sum(&sum, i, j, n, m) {
		return false
	}
	s, t := &g.srcRuns[(i-g.i0)*maxSide+n-1], &g.tgtRuns[(j-g.j0)*maxSide+m-1]
	sum.mass = [2][channels]float32{s.mass, t.mass}
	*v = vector{}
	v[shapeOf(n, m)] = 1
	if s.foreign || t.foreign {
		sum = totals{} // in one language everything looks alike
	}
	g.words(v, &sum, n, m)
	g.lengths(v, s, t, n, m)
	v[tinyMember] = flag(sum.weakest >= 0 && sum.weakest < 0.3 && (n > 1 && s.shortest < tiny*g.p.meanS || m > 1 && t.shortest < tiny*g.p.meanT))
	marks(v, s, t)
	g.structure(v, s, t, i, j)
	g.p.mask(v)
	return true
}

// mask clears the features of evidence that is left out.
func (p *pairing) mask(v *vector) {
	for _, k := range p.masked {
		v[k] = 0
	}
}

// tiny is how short, as a share of the mean line, a line of a few letters is.
const tiny = 0.08

// shapeOf names the shape of a bead; a bead and its mirror have one name.
func shapeOf(n, m int) feature {
	switch n + m {
	case 2:
		return is11
	case 3:
		return is12
	case 4:
		if n == 2 {
			return is22
		}
		return is13
	case 5:
		if n == 1 || m == 1 {
			return is14
		}
		return is23
	}
	return is33
}

func (g *grid) sum(sum *totals, i, j, n, m int) bool {
	sum.weakest, sum.share = -1, -1
	lengthS, lengthT := 0.0, 0.0
	for k := i; k < i+n; k++ {
		c := g.s.at(k, j, m)
		if c == nil {
			return false
		}
		sum.add(0, c)
		lengthS += g.src.lines[k].length
	}
	for k := j; k < j+m; k++ {
		c := g.t.at(k, i, n)
		if c == nil {
			return false
		}
		sum.add(1, c)
		lengthT += g.tgt.lines[k].length
	}
	if n > 1 {
		for k := i; k < i+n; k++ {
			sum.member(g.s.at(k, j, m), g.src.lines[k].length/(lengthS+1))
		}
	}
	if m > 1 {
		for k := j; k < j+m; k++ {
			sum.member(g.t.at(k, i, n), g.tgt.lines[k].length/(lengthT+1))
		}
	}
	return true
}

func (s *totals) add(side int, c *support) {
	for ch := range channels {
		s.gain[side][ch] += c.gain[ch]
		s.hit[side][ch] += c.hit[ch]
	}
}

// member keeps the gain of the weakest sentence of a side.
func (s *totals) member(c *support, lengthShare float64) {
	gain := float32(0)
	for ch := range channels {
		gain += c.gain[ch]
	}
	if s.weakest < 0 || gain < s.weakest {
		s.weakest = gain
	}
	share := gain / float32(lengthShare*10+1)
	if s.share < 0 || share < s.share {
		s.share = share
	}
}

func (g *grid) words(v *vector, sum *totals, n, m int) {
	all, hits := float32(0), float32(0)
	var hit, left [2]float32
	for side := range 2 {
		for ch := range channels {
			gain := sum.gain[side][ch]
			all += gain
			v[numberGain+feature(ch)] += gain / 2
			hits += sum.hit[side][ch]
			hit[side] += sum.hit[side][ch]
			left[side] += max(0, sum.mass[side][ch]-sum.hit[side][ch])
		}
		v[numberLeft] += max(0, sum.mass[side][numberChannel]-sum.hit[side][numberChannel]) / 2
		v[nameLeft] += max(0, sum.mass[side][nameChannel]-sum.hit[side][nameChannel]) / 2
		v[conceptLeft] += max(0, sum.mass[side][conceptChannel]-sum.hit[side][conceptChannel]) / 2
	}
	if n+m > 2 {
		v[windowChance] = hits / 2 * logHalf[n+m]
		v[weakMember] = min(sum.weakest, 6)
		v[weakShare] = min(sum.share, 3)
	}
	v[firstGain] = float32(math.Sqrt(float64(all)))
	if left[0]+left[1]+hit[0]+hit[1] > 0 {
		v[coverage] = float32(math.Log(float64(ratio(hit[0]+hit[1], left[0]+left[1]))))
		// The logarithm of the lower is the lower of the logarithms.
		v[coverageLow] = float32(math.Log(float64(min(ratio(hit[0], left[0]), ratio(hit[1], left[1])))))
	}
	v[noGain] = flag(all < 0.5)
}

// ratio compares what is matched with what is left over.
func ratio(hit, left float32) float32 { return (hit + 0.5) / (left + 0.5) }

// logHalf holds the logarithms of half the number of sentences of a bead.
var logHalf = func() (out [2*maxSide + 1]float32) {
	for n := range out {
		out[n] = float32(math.Log(float64(n) / 2))
	}
	return out
}()

// lengths compares letters as Gale and Church do: the difference from the
// expected is divided by the square root of the length.
func (g *grid) lengths(v *vector, s, t *run, n, m int) {
	off := g.p.deviation(s.length, t.length)
	square := min(off*off/2, 12)
	if n+m == 2 {
		v[lengthOff], v[lengthOff2] = float32(off), float32(square)
	} else {
		v[lengthOffMany], v[lengthOff2Many] = float32(off), float32(square)
	}
}

// deviation is how many standard deviations t letters are from what s letters
// let expect, as a number not below 0, bounded at 6. A constant in the
// variance keeps very short lines from looking too exact.
func (p *pairing) deviation(s, t float64) float64 {
	t /= p.ratio
	mean := (s + t) / 2
	return min(6, math.Abs(t-s)/math.Sqrt(p.spread*(mean+8)))
}

// marks compares punctuation and the like.
func marks(v *vector, s, t *run) {
	v[questionBoth] = flag(s.question && t.question)
	v[questionOne] = flag(s.question != t.question)
	v[exclamationOne] = flag(s.exclamation != t.exclamation)
	v[quoteOne] = flag(s.quote != t.quote)
	v[bracketOne] = flag(s.bracket != t.bracket)
	v[stopOne] = flag(s.stop != t.stop)
	v[colonOne] = flag(s.colon != t.colon)
	v[markerBoth] = flag(s.marker != "" && s.marker == t.marker)
	v[markerOne] = flag(s.marker != t.marker)
	v[innerOff] = float32(min(3, max(s.inner-t.inner, t.inner-s.inner)))
	v[foreignLine] = flag(s.foreign || t.foreign)
	v[pageOne] = flag(s.furniture != t.furniture)
	v[goesOnApart] = flag(s.goesOn) + flag(t.goesOn)
	v[goesOnInside] = s.goesOnInside + t.goesOnInside
	v[openInside] = s.openInside + t.openInside
	v[blockJoin] = s.blockJoin + t.blockJoin
}

// structure looks at blocks, roles and lines that are the same.
func (g *grid) structure(v *vector, a, b *run, i, j int) {
	s, t := &g.src.lines[i], &g.tgt.lines[j]
	v[roleOff] = flag(s.Role != "" && t.Role != "" && s.Role != t.Role)
	if i > 0 && j > 0 {
		begins := g.src.lines[i-1].Block != s.Block
		v[blockOff] = flag(begins != (g.tgt.lines[j-1].Block != t.Block))
	}
	v[sameText] = flag(a.sentences == 1 && b.sentences == 1 && len(s.terms) > 3 && s.Text == t.Text)
}
