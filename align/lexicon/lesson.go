package lexicon

import (
	"slices"

	"golang.org/x/text/language"

	"calque/align"
)

// batch is how many pairs of sentences are learned from at a time. It bounds
// the memory: a pair of two sentences of 25 words has 625 cells of 12 bytes.
const batch = 4096

// rounds of expectation and maximisation. Lexicons learned from 30 development
// articles found more with 10 rounds than with 5, and no more with 40 than with
// 20.
const rounds = 15

// leastKept is the expected count under which a cell is forgotten.
const leastKept = countUnit / 10

// longest is the most units of a sentence that are looked at; longer ones are
// rare, cost most and teach least.
const longest = 400

// A lesson collects the pairs of sentences of one association, and learns from
// them batch by batch.
type lesson struct {
	a       *association
	cutters [2]*cutter
	pairs   [][2][]uint32 // the words of each side, each once, ordered
	seeds   []align.Lexicon
	seeded  map[uint64]bool // cells that a seed knows
	tags    [2]language.Tag
	heard   [2][]occurrence // of the sentences at hand, for seeding
}

// An occurrence is a word of a sentence and its bytes there.
type occurrence struct {
	word       uint32
	start, end int
}

func newLesson(a *association, seeds []align.Lexicon) *lesson {
	return &lesson{
		a: a, cutters: [2]*cutter{newCutter(a.source), newCutter(a.target)},
		seeds: seeds, seeded: map[uint64]bool{},
		tags: [2]language.Tag{language.Make(a.source.String()), language.Make(a.target.String())},
	}
}

// add adds a pair of sentences, and learns when there are enough.
func (le *lesson) add(source, target string) {
	var p [2][]uint32
	for side, text := range [2]string{source, target} {
		words := &le.a.words[side]
		le.heard[side] = le.heard[side][:0]
		le.cutters[side].cut(text, func(key []byte, start, end int) {
			word := words.number(key, text[start:end])
			p[side] = append(p[side], word)
			le.heard[side] = append(le.heard[side], occurrence{word, start, end})
		})
		slices.Sort(p[side])
		p[side] = slices.Compact(p[side])
	}
	if len(p[0]) == 0 || len(p[1]) == 0 || len(p[0]) > longest || len(p[1]) > longest {
		return
	}
	for side := range p {
		for _, w := range p[side] {
			le.a.words[side].entries[w].count++
		}
	}
	le.a.sentences++
	for _, lex := range le.seeds {
		le.seed(lex, source, target)
	}
	le.pairs = append(le.pairs, p)
	if len(le.pairs) == batch {
		le.learn()
	}
}

// seed marks the words of the two sentences that a lexicon takes for each
// other's translation.
func (le *lesson) seed(lex align.Lexicon, source, target string) {
	there := map[uint32][]align.Concept{}
	for _, c := range lex.Concepts(le.tags[1], target) {
		there[c.ID] = append(there[c.ID], c)
	}
	for _, from := range lex.Concepts(le.tags[0], source) {
		for _, to := range there[from.ID] {
			for _, s := range le.heard[0] {
				if s.start < from.Start || s.end > from.End {
					continue
				}
				for _, t := range le.heard[1] {
					if t.start >= to.Start && t.end <= to.End {
						le.seeded[uint64(s.word)<<32|uint64(t.word)] = true
					}
				}
			}
		}
	}
}

// learn runs the rounds over the pairs that wait, and forgets them.
func (le *lesson) learn() {
	if len(le.pairs) == 0 {
		return
	}
	e := newExpectation(le.a, le.pairs, le.seeded)
	for range rounds {
		e.round()
	}
	e.store()
	le.pairs = le.pairs[:0]
	clear(le.seeded)
}

// expectation is model 1 over one batch, in both directions: the cells of all
// words that meet in it, with what was known before and what is expected now.
type expectation struct {
	a     *association
	pairs [][2][]uint32
	keys  []uint64  // source word << 32 | target word, ordered, each once
	at    []uint32  // for each pair, source word, target word: index in keys
	seed  []float32 // what seeds are worth; part of prior
	prior [2][]float32
	now   [2][]float32 // expected counts of the last round
	next  [2][]float32
	total [2][]float32 // by word: the sum over its cells, prior and now
	null  [2][]float32 // by word of the other side: the share of the null word
}

func newExpectation(a *association, pairs [][2][]uint32, seeded map[uint64]bool) *expectation {
	e := &expectation{a: a, pairs: pairs}
	size := 0
	for _, p := range pairs {
		size += len(p[0]) * len(p[1])
	}
	all := make([]uint64, 0, size)
	for _, p := range pairs {
		for _, s := range p[0] {
			for _, t := range p[1] {
				all = append(all, uint64(s)<<32|uint64(t))
			}
		}
	}
	e.keys = slices.Clone(all)
	slices.Sort(e.keys)
	e.keys = slices.Clip(slices.Compact(e.keys))
	e.at = make([]uint32, len(all))
	for i, key := range all {
		n, _ := slices.BinarySearch(e.keys, key)
		e.at[i] = uint32(n)
	}
	e.seed = make([]float32, len(e.keys))
	for d := range 2 {
		e.prior[d] = make([]float32, len(e.keys))
		e.now[d] = make([]float32, len(e.keys))
		e.next[d] = make([]float32, len(e.keys))
		e.total[d] = make([]float32, len(a.words[d].entries))
	}
	e.begin(seeded)
	return e
}

// begin sets the prior counts from what was learned before, and an even start
// for cells that are new.
func (e *expectation) begin(seeded map[uint64]bool) {
	const (
		even   = 0.1
		belief = 1.0 // occurrences that a seed is worth
	)
	i := 0
	for n, key := range e.keys {
		s, t := uint32(key>>32), uint32(key)
		for i < len(e.a.cells) && (e.a.cells[i].s < s || e.a.cells[i].s == s && e.a.cells[i].t < t) {
			i++
		}
		if i < len(e.a.cells) && e.a.cells[i].s == s && e.a.cells[i].t == t {
			e.prior[0][n] = float32(e.a.cells[i].forward) / countUnit
			e.prior[1][n] = float32(e.a.cells[i].backward) / countUnit
		}
		e.now[0][n], e.now[1][n] = even, even
		if seeded[key] {
			e.seed[n] = belief
			e.prior[0][n] += belief
			e.prior[1][n] += belief
		}
	}
	e.sum()
	for d := range 2 {
		other := e.a.words[1-d].entries
		var words float32
		for _, w := range other {
			words += float32(w.count)
		}
		e.null[d] = make([]float32, len(other))
		for i, w := range other {
			e.null[d][i] = float32(w.count) / words
		}
	}
}

// sum adds up the counts of each word.
func (e *expectation) sum() {
	for d := range 2 {
		for i, w := range e.a.words[d].entries {
			e.total[d][i] = float32(w.mass) / countUnit
		}
	}
	for n, key := range e.keys {
		e.total[0][key>>32] += e.now[0][n] + e.seed[n]
		e.total[1][uint32(key)] += e.now[1][n] + e.seed[n]
	}
}

// round shares out each word among the words of the other side that may have
// brought it about, by what is expected so far.
func (e *expectation) round() {
	for d := range 2 {
		clear(e.next[d])
	}
	base := 0
	for _, p := range e.pairs {
		width := len(p[1])
		for j, t := range p[1] {
			e.share(0, p[0], base+j, width, e.null[0][t])
		}
		for i, s := range p[0] {
			e.share(1, p[1], base+i*width, 1, e.null[1][s])
		}
		base += len(p[0]) * width
	}
	e.now, e.next = e.next, e.now
	e.sum()
}

// share shares one word among words, whose cells stand at first, first+step …
func (e *expectation) share(d int, words []uint32, first, step int, null float32) {
	now, prior, total, next := e.now[d], e.prior[d], e.total[d], e.next[d]
	sum := null
	at := first
	for _, w := range words {
		n := e.at[at]
		sum += (prior[n] + now[n]) / total[w]
		at += step
	}
	at = first
	for _, w := range words {
		n := e.at[at]
		next[n] += (prior[n] + now[n]) / total[w] / sum
		at += step
	}
}

// store adds the expected counts of the batch to the association.
func (e *expectation) store() {
	together := make([]uint32, len(e.keys))
	for _, n := range e.at {
		together[n]++
	}
	old := e.a.cells
	merged := make([]cell, 0, len(old)+len(e.keys)/4)
	i := 0
	for n, key := range e.keys {
		c := cell{s: uint32(key >> 32), t: uint32(key)}
		for i < len(old) && (old[i].s < c.s || old[i].s == c.s && old[i].t < c.t) {
			merged = append(merged, old[i])
			i++
		}
		if i < len(old) && old[i].s == c.s && old[i].t == c.t {
			c = old[i]
			i++
		}
		forward, backward := quantise(e.now[0][n]), quantise(e.now[1][n])
		c.together += together[n]
		c.known = c.known || e.seed[n] > 0
		c.forward += forward
		c.backward += backward
		e.a.words[0].entries[c.s].mass += forward
		e.a.words[1].entries[c.t].mass += backward
		if c.forward >= leastKept || c.backward >= leastKept {
			merged = append(merged, c)
		}
	}
	e.a.cells = slices.Clip(append(merged, old[i:]...))
}

func quantise(count float32) uint32 { return uint32(count*countUnit + 0.5) }
