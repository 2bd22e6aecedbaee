package srx

import (
	"slices"
	"sort"
	"sync"
	"unicode"
)

// runeSet is a set of characters as sorted ranges that do not touch: low,
// high, low, high, …, the form of regexp/syntax.
type runeSet []rune

const lastRune = unicode.MaxRune

// normal sorts ranges and joins those that touch.
func normal(s runeSet) runeSet {
	n := len(s) / 2
	idx := make([]int, n)
	for i := range idx {
		idx[i] = i
	}
	sort.Slice(idx, func(a, b int) bool { return s[2*idx[a]] < s[2*idx[b]] })
	out := make(runeSet, 0, len(s))
	for _, i := range idx {
		lo, hi := s[2*i], s[2*i+1]
		if k := len(out); k > 0 && lo <= out[k-1]+1 {
			out[k-1] = max(out[k-1], hi)
			continue
		}
		out = append(out, lo, hi)
	}
	return out
}

func (s runeSet) union(t runeSet) runeSet {
	return normal(append(slices.Clone(s), t...))
}

func (s runeSet) complement() runeSet {
	out := make(runeSet, 0, len(s)+2)
	next := rune(0)
	for i := 0; i+1 < len(s); i += 2 {
		if s[i] > next {
			out = append(out, next, s[i]-1)
		}
		next = s[i+1] + 1
	}
	if next <= lastRune {
		out = append(out, next, lastRune)
	}
	return out
}

func (s runeSet) intersect(t runeSet) runeSet {
	return s.complement().union(t.complement()).complement()
}

func (s runeSet) has(r rune) bool {
	i := sort.Search(len(s)/2, func(i int) bool { return s[2*i+1] >= r })
	return 2*i < len(s) && s[2*i] <= r
}

// within tells whether every character of s is in t.
func (s runeSet) within(t runeSet) bool { return len(s.intersect(t.complement())) == 0 }

// size counts the characters.
func (s runeSet) size() int {
	n := 0
	for i := 0; i+1 < len(s); i += 2 {
		n += int(s[i+1]-s[i]) + 1
	}
	return n
}

// fromTables makes the set of Unicode tables.
func fromTables(tables ...*unicode.RangeTable) runeSet {
	var s runeSet
	for _, t := range tables {
		for _, r := range t.R16 {
			s = appendStride(s, rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
		for _, r := range t.R32 {
			s = appendStride(s, rune(r.Lo), rune(r.Hi), rune(r.Stride))
		}
	}
	return normal(s)
}

func appendStride(s runeSet, lo, hi, stride rune) runeSet {
	if stride == 1 {
		return append(s, lo, hi)
	}
	for r := lo; r <= hi; r += stride {
		s = append(s, r, r)
	}
	return s
}

// Sets that the shorthands of ICU stand for, made when they are first used.
var (
	whiteSet = sync.OnceValue(func() runeSet { return normal(append(fromTables(unicode.Z), '\t', '\r', 0x85, 0x85)) })
	wordSet  = sync.OnceValue(func() runeSet { return fromTables(unicode.L, unicode.M, unicode.N, unicode.Pc) })
	digitSet = sync.OnceValue(func() runeSet { return fromTables(unicode.Nd) })
	blankSet = sync.OnceValue(func() runeSet { return normal(append(fromTables(unicode.Zs), '\t', '\t')) })
	breakSet = runeSet{'\n', '\r', 0x85, 0x85, 0x2028, 0x2029}
)

// shorthand returns the set of \s, \w, \d, \h, \v, and of the capitals that
// negate them.
func shorthand(c rune) (runeSet, bool) {
	switch c {
	case 's':
		return whiteSet(), true
	case 'S':
		return whiteSet().complement(), true
	case 'w':
		return wordSet(), true
	case 'W':
		return wordSet().complement(), true
	case 'd':
		return digitSet(), true
	case 'D':
		return digitSet().complement(), true
	case 'h':
		return blankSet(), true
	case 'H':
		return blankSet().complement(), true
	case 'v':
		return breakSet, true
	case 'V':
		return breakSet.complement(), true
	}
	return nil, false
}
