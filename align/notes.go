package align

import (
	"fmt"
	"math"
	"strings"
)

// notes says in words what the evidence of a bead rests on, by its name.
func (j *job) notes(b Bead, v *vector) map[string]string {
	out := map[string]string{}
	if b.Null() {
		j.nullNotes(out, b, v)
		return out
	}
	out["shape"] = fmt.Sprintf("%d:%d", b.Source.Len(), b.Target.Len())
	out["length"] = j.lengthNote(b)
	j.wordNotes(out, b)
	var marks []string
	for _, m := range []struct {
		feature feature
		note    string
	}{
		{questionBoth, "a question on both sides"}, {questionOne, "a question on one side only"},
		{exclamationOne, "an exclamation on one side only"}, {quoteOne, "quotation marks on one side only"},
		{bracketOne, "brackets on one side only"}, {stopOne, "one side ends without a full stop"},
		{colonOne, "a colon ends one side only"}, {goesOnInside, "joined where a sentence goes on"},
		{goesOnApart, "begins in the middle of a sentence"}, {openInside, "joined behind a line without a full stop"},
		{innerOff, "not as many sentences on either side"}, {markerBoth, "the same list mark"}, {markerOne, "a list mark on one side only"},
	} {
		if v[m.feature] != 0 {
			marks = append(marks, m.note)
		}
	}
	out["punctuation"] = strings.Join(marks, "; ")
	j.structureNotes(out, b, v)
	return out
}

// nullNotes explains a line without a partner.
func (j *job) nullNotes(out map[string]string, b Bead, v *vector) {
	side, other := j.p.src, j.p.tgt
	at := b.Source.From
	if b.Source.Len() == 0 {
		side, other, at = other, side, b.Target.From
	}
	out["shape"] = "no partner"
	if run := j.runOfNulls(b); run > 1 {
		out["shape"] = fmt.Sprintf("no partner, one of %d in a row", run)
	}
	out["length"] = fmt.Sprintf("%.0f letters", side.lines[at].length)
	if v[nullPage] != 0 {
		out["page"] = "looks like a line of the page, not of the story"
	}
	if v[nullForeign] != 0 {
		out["language"] = fmt.Sprintf("seems to be in the language of the other side (%s)", other.base)
	}
	switch {
	case v[nullGoesOn] != 0:
		out["punctuation"] = "begins in the middle of a sentence"
	case v[nullOpen] != 0:
		out["punctuation"] = "ends without a full stop"
	}
}

// runOfNulls counts the lines without partner of the same side around one.
func (j *job) runOfNulls(b Bead) int {
	if j.nullS == nil {
		j.nullS, j.nullT = make([]bool, len(j.p.src.lines)), make([]bool, len(j.p.tgt.lines))
		for _, f := range j.found {
			switch {
			case j.isFixed(f):
			case f.Target.Len() == 0:
				j.nullS[f.Source.From] = true
			case f.Source.Len() == 0:
				j.nullT[f.Target.From] = true
			}
		}
	}
	marks, at := j.nullS, b.Source.From
	if b.Source.Len() == 0 {
		marks, at = j.nullT, b.Target.From
	}
	from, to := at, at
	for from > 0 && marks[from-1] {
		from--
	}
	for to+1 < len(marks) && marks[to+1] {
		to++
	}
	return to - from + 1
}

func (j *job) lengthNote(b Bead) string {
	s := letters(j.p.src.lines[b.Source.From:b.Source.To])
	t := letters(j.p.tgt.lines[b.Target.From:b.Target.To])
	expected := s * j.p.ratio
	spread := math.Sqrt(j.p.spread*((s+t/j.p.ratio)/2+8)) * j.p.ratio
	return fmt.Sprintf("%.0f letters, %.0f ± %.0f expected", t, expected, spread)
}

// wordNotes lists which numbers, names and words meet and which are left.
func (j *job) wordNotes(out map[string]string, b Bead) {
	var met, left [channels][]string
	known, found := 0, 0
	visit := func(own, other *side, r, across Range, bothWays bool) {
		seen := map[int32]bool{}
		for i := r.From; i < r.To; i++ {
			for _, n := range own.lines[i].terms {
				t := &own.terms[n]
				if seen[n] || t.weight == 0 && len(t.hits) == 0 {
					continue
				}
				seen[n] = true
				hits := within(t.hits, across.From, across.To)
				if len(t.hits) > 0 {
					known++
					if len(hits) > 0 {
						found++
					}
				}
				switch {
				case len(hits) > 0 && bothWays:
					met[t.channel] = append(met[t.channel], pairText(t.text, other.terms[hits[0].partner].text))
				case len(hits) == 0 && t.weight > 0:
					left[t.channel] = append(left[t.channel], t.text)
				}
			}
		}
	}
	visit(j.p.src, j.p.tgt, b.Source, b.Target, true)
	visit(j.p.tgt, j.p.src, b.Target, b.Source, false)
	for ch, name := range []string{"numbers", "names", "look-alikes", "lexicon"} {
		out[name] = joinNote(met[ch], left[ch])
	}
	if known > 0 {
		out["words"] = fmt.Sprintf("%d of %d that have a partner in the other text have it here", found, known)
	}
}

func pairText(a, b string) string {
	if a == b || b == "" {
		return a
	}
	return a + " ~ " + b
}

// joinNote lists at most eight pairs and eight leftovers.
func joinNote(met, left []string) string {
	note := listed(met)
	if len(left) > 0 {
		if note != "" {
			note += "; "
		}
		note += "left over: " + listed(left)
	}
	return note
}

func listed(items []string) string {
	const most = 8
	if len(items) > most {
		return strings.Join(items[:most], ", ") + fmt.Sprintf(" and %d more", len(items)-most)
	}
	return strings.Join(items, ", ")
}

func (j *job) structureNotes(out map[string]string, b Bead, v *vector) {
	s, t := &j.p.src.lines[b.Source.From], &j.p.tgt.lines[b.Target.From]
	var notes []string
	if v[roleOff] != 0 {
		notes = append(notes, fmt.Sprintf("%s against %s", s.Role, t.Role))
	}
	if v[blockJoin] != 0 {
		notes = append(notes, "joins two paragraphs")
	}
	if v[blockOff] != 0 {
		notes = append(notes, "a paragraph begins on one side only")
	}
	out["blocks"] = strings.Join(notes, "; ")
	switch {
	case v[foreignLine] != 0:
		out["language"] = "a line seems to be in the language of the other side"
	case v[sameText] != 0:
		out["language"] = "the same text on both sides"
	}
	if v[pageOne] != 0 {
		out["page"] = "a line of the page on one side only"
	}
}
