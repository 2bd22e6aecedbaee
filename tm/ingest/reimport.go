package ingest

import (
	"sort"
	"strings"
	"unicode"

	"calque/tm"
)

// carryOver returns the beads of an earlier alignment that still stand when a
// document of the pair has changed, with their ranges in the new documents.
// They share no sentence, but may cross as the old ones did. They are
//
//   - the beads a person confirmed, when every sentence of them is still there
//     in one run, and
//   - the beads the aligner made, when that holds for them and for the bead
//     before and the bead after, in the same order: these stand away from the
//     change, and aligning them again could only make them different.
//
// Sentences are known again by their text and their neighbours; see [follow].
func carryOver(known *tm.Article, old *tm.Alignment, source, target *tm.Document) []tm.Bead {
	sourceNow := follow(texts(known.Document(old.Source)), texts(source))
	targetNow := follow(texts(known.Document(old.Target)), texts(target))
	moved := make([]tm.Bead, len(old.Beads))
	intact := make([]bool, len(old.Beads))
	for i, b := range old.Beads {
		s, okSource := followRange(b.Source, sourceNow)
		t, okTarget := followRange(b.Target, targetNow)
		moved[i], intact[i] = b, okSource && okTarget
		moved[i].Source, moved[i].Target = s, t
	}
	var kept []tm.Bead
	for i, b := range moved {
		if !intact[i] || b.Source.Len() == 0 || b.Target.Len() == 0 {
			continue
		}
		if b.Status == tm.StatusConfirmed || undisturbed(moved, intact, i) {
			kept = append(kept, b)
		}
	}
	return kept
}

// undisturbed reports whether bead i and its neighbours all survived and still
// touch each other, on both sides.
func undisturbed(beads []tm.Bead, intact []bool, i int) bool {
	if i > 0 && (!intact[i-1] || !touches(beads[i-1], beads[i])) {
		return false
	}
	return i+1 >= len(beads) || intact[i+1] && touches(beads[i], beads[i+1])
}

func touches(a, b tm.Bead) bool {
	return a.Source.To == b.Source.From && a.Target.To == b.Target.From
}

func texts(d *tm.Document) []string {
	out := make([]string, len(d.Sentences))
	for i, s := range d.Sentences {
		out[i] = d.Blocks[s.Block].Text[s.Start:s.End]
	}
	return out
}

// followRange returns where a run of old sentences stands now; ok is false when
// one is gone or the run is broken. An empty run stands before its successor.
func followRange(r tm.Range, now []int) (tm.Range, bool) {
	if r.Len() == 0 {
		return followEmpty(r.From, now), true
	}
	from := now[r.From]
	if from < 0 {
		return tm.Range{}, false
	}
	for i := r.From; i < r.To; i++ {
		if now[i] != from+i-r.From {
			return tm.Range{}, false
		}
	}
	return tm.Range{From: from, To: from + r.Len()}, true
}

func followEmpty(at int, now []int) tm.Range {
	for i := at - 1; i >= 0; i-- {
		if now[i] >= 0 {
			return tm.Range{From: now[i] + 1, To: now[i] + 1}
		}
	}
	return tm.Range{}
}

// follow returns for each old sentence its place among the new ones, -1 when
// it is gone. Sentences that occur once on each side are matched first, as many
// as stand in the same order (patience diff: a longest increasing subsequence
// over unique lines); from these, equal neighbours are matched outwards, which
// finds sentences that occur twice. n sentences take n log n steps.
func follow(old, now []string) []int {
	place := make([]int, len(old))
	taken := make([]bool, len(now))
	for i := range place {
		place[i] = -1
	}
	match := func(i, j int) {
		place[i], taken[j] = j, true
	}
	for _, pair := range inOrder(uniquePairs(old, now)) {
		match(pair[0], pair[1])
	}
	// Forwards from each match and from the head, then backwards from each
	// match and from the tail.
	for i, j := 0, 0; i < len(old); i++ {
		if place[i] >= 0 {
			j = place[i] + 1
		} else if j < len(now) && !taken[j] && old[i] == now[j] {
			match(i, j)
			j++
		}
	}
	for i, j := len(old)-1, len(now)-1; i >= 0; i-- {
		if place[i] >= 0 {
			j = place[i] - 1
		} else if j >= 0 && !taken[j] && old[i] == now[j] {
			match(i, j)
			j--
		}
	}
	return place
}

// uniquePairs returns the places of the sentences that occur once in old and
// once in now, in the order of old.
func uniquePairs(old, now []string) [][2]int {
	type count struct{ old, now, at int }
	counts := make(map[string]*count, len(old))
	for _, s := range old {
		if counts[s] == nil {
			counts[s] = &count{}
		}
		counts[s].old++
	}
	for j, s := range now {
		if c := counts[s]; c != nil {
			c.now, c.at = c.now+1, j
		}
	}
	var pairs [][2]int
	for i, s := range old {
		if c := counts[s]; c.old == 1 && c.now == 1 {
			pairs = append(pairs, [2]int{i, c.at})
		}
	}
	return pairs
}

// inOrder returns a longest run of pairs, not necessarily adjacent, whose
// second places increase (patience sorting).
func inOrder(pairs [][2]int) [][2]int {
	var tops []int // index of the smallest last pair of a run of each length
	before := make([]int, len(pairs))
	for i, pair := range pairs {
		n := sort.Search(len(tops), func(k int) bool { return pairs[tops[k]][1] >= pair[1] })
		before[i] = -1
		if n > 0 {
			before[i] = tops[n-1]
		}
		if n == len(tops) {
			tops = append(tops, i)
		} else {
			tops[n] = i
		}
	}
	run := make([][2]int, len(tops))
	if len(tops) == 0 {
		return run
	}
	for i, k := tops[len(tops)-1], len(tops)-1; k >= 0; i, k = before[i], k-1 {
		run[k] = pairs[i]
	}
	return run
}

// untranslated reports whether a target repeats its source: the same letters
// and digits in the same order, and enough of them that it is not a name, a
// number or a headline that both languages share.
func untranslated(source, target string) bool {
	const nameWords = 3 // "Emmanuel Macron", "Rio de Janeiro": equal in both languages by right
	return words(source) > nameWords && letters(source) == letters(target)
}

// words counts words; in a script without spaces, two characters are one.
func words(s string) int {
	n, unspaced := 0, 0
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		n++
		for _, r := range word {
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
				unspaced++
			}
		}
	}
	return max(n, unspaced/2)
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
