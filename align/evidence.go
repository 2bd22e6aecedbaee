package align

import "slices"

// Evidence is one named reason for or against a bead, in log-odds: the sum of
// all is what the bead scores in the search, in which it competes with its
// rivals.
//
// The names: "length", "numbers", "names", "look-alikes", "lexicon", "words"
// (how much of all words finds a partner, and how much is left over),
// "punctuation", "blocks" (paragraphs, roles, place in the text), "language",
// "page" (furniture of a site), "shape" (how common beads of this size are)
// and "moved".
type Evidence struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Note  string  `json:"note,omitempty"`
}

// evidenceOf names the evidence that a feature belongs to.
var evidenceOf = [featureCount]string{
	isNull: "shape", is11: "shape", is12: "shape", is13: "shape", is14: "shape", is22: "shape", is23: "shape", is33: "shape",
	nullAgain: "blocks", nullRun: "blocks", nullFlip: "blocks", nullEdge: "blocks",
	nullShort: "length", nullLength: "length", nullPage: "page", nullForeign: "language", nullGoesOn: "punctuation", nullOpen: "punctuation", openInside: "punctuation",
	lengthOff: "length", lengthOff2: "length", lengthOffMany: "length", lengthOff2Many: "length",
	numberGain: "numbers", nameGain: "names", wordGain: "look-alikes", conceptGain: "lexicon",
	numberLeft: "numbers", nameLeft: "names", conceptLeft: "lexicon",
	windowChance: "words", coverage: "words", coverageLow: "words", firstGain: "words", noGain: "words", weakMember: "words", weakShare: "words", tinyMember: "words",
	questionBoth: "punctuation", questionOne: "punctuation", exclamationOne: "punctuation", quoteOne: "punctuation",
	bracketOne: "punctuation", stopOne: "punctuation", colonOne: "punctuation", goesOnInside: "punctuation",
	goesOnApart: "punctuation", innerOff: "punctuation", foreignLine: "language", pageOne: "page",
	markerBoth: "punctuation", markerOne: "punctuation", roleOff: "blocks", blockJoin: "blocks", blockOff: "blocks",
	sameText: "language",
}

// evidenceNames are the names in the order in which they are shown.
var evidenceNames = [...]string{"length", "numbers", "names", "look-alikes", "lexicon", "words", "punctuation", "blocks", "language", "page", "shape"}

// evidencePlace gives the place among evidenceNames of a feature's evidence.
var evidencePlace = func() (out [featureCount]int) {
	for k, name := range evidenceOf {
		out[k] = slices.Index(evidenceNames[:], name)
	}
	return out
}()

// evidence explains a bead.
func (j *job) evidence(b Bead) []Evidence {
	var v vector
	j.features(&v, b)
	var values [len(evidenceNames)]float64
	var used [len(evidenceNames)]bool
	used[evidencePlace[isNull]] = true
	for k := range v {
		if v[k] != 0 {
			values[evidencePlace[k]] += j.w[k] * float64(v[k])
			used[evidencePlace[k]] = true
		}
	}
	var notes map[string]string
	if j.a.notes {
		notes = j.notes(b, &v)
	}
	out := make([]Evidence, 0, len(evidenceNames)+1) // a moved bead has one more
	for k, name := range evidenceNames {
		if used[k] {
			out = append(out, Evidence{Name: name, Value: values[k], Note: notes[name]})
		}
	}
	return out
}

// features gives the features of one bead on its own.
func (j *job) features(v *vector, b Bead) {
	i0, i1, j0, j1 := b.Source.From, b.Source.To, b.Target.From, b.Target.To
	p := j.p
	switch {
	case j0 == j1:
		g := grid{p: p}
		g.null(v, &p.src.lines[i0], p.meanS, false)
	case i0 == i1:
		g := grid{p: p}
		g.null(v, &p.tgt.lines[j0], p.meanT, false)
	default:
		mem := &p.mem.search
		mem.reset()
		g := newGrid(p, i0, i1, j0, j1, starts(mem, full(mem, i0, i1, j0, j1), j1))
		g.bead(v, i0, j0, i1-i0, j1-j0)
	}
}
