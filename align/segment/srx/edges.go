package srx

import (
	"regexp/syntax"
)

// firstSet returns the characters that a match can start with, and whether it
// can be empty.
func firstSet(re *syntax.Regexp) (runeSet, bool) { return edgeSet(re, false) }

// lastSet returns the characters that a match can end with, and whether it can
// be empty.
func lastSet(re *syntax.Regexp) (runeSet, bool) { return edgeSet(re, true) }

var anySet = runeSet{0, lastRune}

func edgeSet(re *syntax.Regexp, last bool) (runeSet, bool) {
	switch re.Op {
	case syntax.OpLiteral:
		r := re.Rune[0]
		if last {
			r = re.Rune[len(re.Rune)-1]
		}
		s := runeSet{r, r}
		if re.Flags&syntax.FoldCase != 0 {
			s = folded(s)
		}
		return s, false
	case syntax.OpCharClass:
		return runeSet(re.Rune), false
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return anySet, false
	case syntax.OpNoMatch:
		return nil, false
	case syntax.OpStar, syntax.OpQuest:
		s, _ := edgeSet(re.Sub[0], last)
		return s, true
	case syntax.OpPlus, syntax.OpCapture:
		return edgeSet(re.Sub[0], last)
	case syntax.OpRepeat:
		s, null := edgeSet(re.Sub[0], last)
		return s, null || re.Min == 0
	case syntax.OpAlternate:
		var all runeSet
		null := false
		for _, sub := range re.Sub {
			s, n := edgeSet(sub, last)
			all = append(all, s...)
			null = null || n
		}
		return normal(all), null
	case syntax.OpConcat:
		return sequenceSet(re.Sub, last)
	}
	return nil, true // empty match and assertions
}

// sequenceSet is edgeSet for elements that follow each other.
func sequenceSet(subs []*syntax.Regexp, last bool) (runeSet, bool) {
	var all runeSet
	for i := range subs {
		sub := subs[i]
		if last {
			sub = subs[len(subs)-1-i]
		}
		s, null := edgeSet(sub, last)
		all = append(all, s...)
		if !null {
			return normal(all), false
		}
	}
	return normal(all), true
}

// reversed turns a tree around: it matches the characters of a text read
// backwards.
func reversed(re *syntax.Regexp) *syntax.Regexp {
	out := *re
	switch re.Op {
	case syntax.OpLiteral:
		out.Rune = make([]rune, len(re.Rune))
		for i, r := range re.Rune {
			out.Rune[len(re.Rune)-1-i] = r
		}
	case syntax.OpBeginText:
		out.Op = syntax.OpEndText
	case syntax.OpEndText:
		out.Op = syntax.OpBeginText
	case syntax.OpBeginLine:
		out.Op = syntax.OpEndLine
	case syntax.OpEndLine:
		out.Op = syntax.OpBeginLine
	}
	if len(re.Sub) == 0 {
		return &out
	}
	out.Sub = make([]*syntax.Regexp, len(re.Sub))
	for i, sub := range re.Sub {
		j := i
		if re.Op == syntax.OpConcat {
			j = len(re.Sub) - 1 - i
		}
		out.Sub[j] = reversed(sub)
	}
	return &out
}
