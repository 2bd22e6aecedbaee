package align

import "math"

// A pairing is two analysed texts with their terms connected and the length
// model of the pair.
type pairing struct {
	src, tgt     *side
	ratio        float64    // target letters per source letter
	expected     float64    // the same for the languages, before the article is seen
	sure         [2]float64 // letters in beads that the ratio is learned from
	spread       float64
	meanS, meanT float64 // letters per line
	family       family
	known        float64   // how well the lexicons know both texts, 0 to 1
	masked       []feature // features of evidence that is left out
	mem          *workspace
}

// densityOf gives how many letters a text has in a language, relative to other
// languages. One that is not listed counts as 1.1.
func densityOf(base string) float64 {
	if d, ok := densityTable()[base]; ok {
		return d
	}
	return 1.1
}

// galeChurch is the variance of a letter in Gale & Church 1993, measured on
// English, French and German.
const galeChurch = 6.8

// A family of language pairs shares weights: what can be expected of
// look-alikes, names and lengths depends on the scripts.
type family int

const (
	latinFamily     family = iota // two languages in Latin letters
	spelledFamily                 // Latin, Cyrillic, Greek, of two kinds
	consonantFamily               // one in Arabic or another script without vowels
	hanFamily                     // one in Chinese, Japanese or Korean
	families        int    = iota
)

func familyOf(a, b string) family {
	has := func(list ...string) bool {
		for _, l := range list {
			if a == l || b == l {
				return true
			}
		}
		return false
	}
	switch {
	case has("zh", "ja", "ko"):
		return hanFamily
	case has("ar", "fa", "ur", "he", "ps", "ckb"):
		return consonantFamily
	case has("ru", "uk", "be", "bg", "mk", "sr", "el", "kk", "mn"):
		if expectedScripts(a) == expectedScripts(b) {
			return latinFamily
		}
		return spelledFamily
	}
	return latinFamily
}

// pair analyses two texts. All of the pairing lies in the workspace, and holds
// until that is released.
func (a *Aligner) pair(mem *workspace, source, target []Sentence) *pairing {
	p := &pairing{
		mem: mem,
		src: mem.source.analyse(source, a.source, a.target, a.lexicons),
		tgt: mem.target.analyse(target, a.target, a.source, a.lexicons),
	}
	mem.links.connect(p.src, p.tgt)
	if a.without != nil {
		p.src.forget(a.without)
		p.tgt.forget(a.without)
		for k, name := range evidenceOf {
			if a.without[name] {
				p.masked = append(p.masked, feature(k))
			}
		}
	}
	p.src.weigh()
	p.tgt.weigh()
	p.known = min(1, p.src.known(), p.tgt.known())
	p.family = familyOf(p.src.base, p.tgt.base)
	p.meanS = letters(p.src.lines) / float64(max(1, len(source)))
	p.meanT = letters(p.tgt.lines) / float64(max(1, len(target)))
	p.expected = densityOf(p.tgt.base) / densityOf(p.src.base)
	p.ratio = p.expected
	// Letters of a denser script vary more, each standing for more text.
	p.spread = galeChurch / min(1, max(0.3, densityOf(p.tgt.base), densityOf(p.src.base)))
	return p
}

// channelNames are the names of the evidence of the channels.
var channelNames = [channels]string{"numbers", "names", "look-alikes", "lexicon"}

// forget takes from a side the terms of some evidence.
func (s *side) forget(without map[string]bool) {
	for n := range s.terms {
		if t := &s.terms[n]; without[channelNames[t.channel]] {
			t.hits, t.weight = nil, 0
		}
	}
}

// weigh sums the weights of the terms of each line.
func (s *side) weigh() {
	for i := range s.lines {
		l := &s.lines[i]
		for _, n := range l.terms {
			l.mass[s.terms[n].channel] += s.terms[n].weight
		}
	}
}

// wellKnown is the weight of the concepts of a text, for each letter that it
// would have in French, from which weights that were fitted with a lexicon hold.
// Most texts have twice that in the shipped lexicon, hardly one has less.
const wellKnown = 0.028

// known is how well the lexicons know a text, 1 and over for well enough.
func (s *side) known() float64 {
	mass := float32(0)
	for i := range s.lines {
		mass += s.lines[i].mass[conceptChannel]
	}
	return float64(mass) * densityOf(s.base) / (wellKnown*letters(s.lines) + 1e-9)
}

// letters sums the lengths of lines.
func letters(lines []line) float64 {
	sum := 0.0
	for i := range lines {
		sum += lines[i].length
	}
	return sum
}

// lengthRatio starts from the ratio of the languages and moves towards what
// sure beads of the article show, the more letters they have. What the
// translation leaves out must not bend it, so the totals of the texts say
// nothing here.
func lengthRatio(expected, source, target float64) float64 {
	if source == 0 || target == 0 {
		return expected
	}
	const trust = 600 // letters
	own := math.Log(target / source / expected)
	own = max(-0.4, min(0.4, own))
	return expected * math.Exp(own*source/(source+trust))
}
