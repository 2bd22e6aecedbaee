package srx

import "regexp/syntax"

// RE2's \b knows ASCII only, and a part of a rule is matched without the text
// around it. So word boundaries are worked out here: within an expression from
// the characters beside them, at its free end by taking in one character
// more, at the place of the break by a condition on the two characters there.

// condition is what must hold at the place itself.
type condition struct {
	boundary   bool // a word boundary
	noBoundary bool // none
	lineBefore bool // a line break before the place
	lineAfter  bool // a line break after it
	never      bool // the start or end of the text, which is no place
}

// holds checks a condition between two characters.
func (c condition) holds(prev, next rune) bool {
	switch {
	case c.never:
		return false
	case c.boundary && wordSet().has(prev) == wordSet().has(next):
		return false
	case c.noBoundary && wordSet().has(prev) != wordSet().has(next):
		return false
	case c.lineBefore && prev != '\n' && prev != '\r' || c.lineAfter && next != '\n' && next != '\r':
		return false
	}
	return true
}

// side is what stands on one side of an element.
type side struct {
	free bool    // the text around, nothing of the expression
	set  runeSet // characters of the expression, when not free
	sure bool    // one of set stands there for certain
}

// resolver rewrites the assertions of an expression.
type resolver struct {
	cond  condition
	fails string // what could not be worked out
}

// resolveBefore rewrites a beforebreak: its left end is free, its right end is
// the place.
func resolveBefore(re *syntax.Regexp) (*syntax.Regexp, condition, string) {
	r := new(resolver)
	subs := elements(re)
	for len(subs) > 0 && r.takes(subs[len(subs)-1].Op, syntax.OpEndText, syntax.OpEndLine, false) {
		subs = subs[:len(subs)-1]
	}
	out := r.sequence(subs, side{free: true}, side{})
	return out, r.cond, r.fails
}

// resolveAfter rewrites an afterbreak: its left end is the place, its right
// end is free.
func resolveAfter(re *syntax.Regexp) (*syntax.Regexp, condition, string) {
	r := new(resolver)
	subs := elements(re)
	for len(subs) > 0 && r.takes(subs[0].Op, syntax.OpBeginText, syntax.OpBeginLine, true) {
		subs = subs[1:]
	}
	out := r.sequence(subs, side{}, side{free: true})
	return out, r.cond, r.fails
}

// elements returns the elements of a sequence.
func elements(re *syntax.Regexp) []*syntax.Regexp {
	for re.Op == syntax.OpCapture {
		re = re.Sub[0]
	}
	if re.Op == syntax.OpConcat {
		var out []*syntax.Regexp
		for _, sub := range re.Sub {
			out = append(out, elements(sub)...)
		}
		return out
	}
	return []*syntax.Regexp{re}
}

// takes turns an assertion at the place into a condition.
func (r *resolver) takes(o, text, line syntax.Op, before bool) bool {
	switch o {
	case syntax.OpWordBoundary:
		r.cond.boundary = true
	case syntax.OpNoWordBoundary:
		r.cond.noBoundary = true
	case text:
		r.cond.never = true
	case line:
		r.cond.lineBefore = r.cond.lineBefore || before
		r.cond.lineAfter = r.cond.lineAfter || !before
	default:
		return false
	}
	return true
}

func (r *resolver) fail(what string) {
	if r.fails == "" {
		r.fails = what
	}
}

// tree rewrites one element between its sides.
func (r *resolver) tree(re *syntax.Regexp, left, right side) *syntax.Regexp {
	switch re.Op {
	case syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return r.boundary(re.Op == syntax.OpNoWordBoundary, left, right)
	case syntax.OpConcat:
		return r.sequence(re.Sub, left, right)
	case syntax.OpCapture:
		return r.tree(re.Sub[0], left, right)
	case syntax.OpAlternate:
		subs := make([]*syntax.Regexp, len(re.Sub))
		for i, sub := range re.Sub {
			subs[i] = r.tree(sub, left, right)
		}
		return alternate(subs...)
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		if asserts(re.Sub[0]) {
			r.fail("assertion within a repetition")
		}
	}
	return re
}

// sequence rewrites elements that follow each other.
func (r *resolver) sequence(subs []*syntax.Regexp, left, right side) *syntax.Regexp {
	out := make([]*syntax.Regexp, len(subs))
	for i, sub := range subs {
		out[i] = r.tree(sub, r.beside(subs[:i], left, true), r.beside(subs[i+1:], right, false))
	}
	return concat(out...)
}

// beside works out a side from the elements that stand there and what is
// beyond them.
func (r *resolver) beside(subs []*syntax.Regexp, beyond side, last bool) side {
	set, null := sequenceSet(subs, last)
	switch {
	case !null:
		return side{set: set, sure: true}
	case len(set) == 0:
		return beyond
	}
	return side{set: set.union(beyond.set), sure: beyond.sure}
}

// boundary replaces \b, or \B when none is set.
func (r *resolver) boundary(none bool, left, right side) *syntax.Regexp {
	switch {
	case left.free && right.sure:
		return r.taken(none, right.set, op(syntax.OpBeginText))
	case right.free && left.sure:
		return r.taken(none, left.set, op(syntax.OpEndText))
	case !left.sure || !right.sure:
		r.fail("word boundary")
		return empty()
	}
	l, ok := allOf(left.set)
	m, same := allOf(right.set)
	switch {
	case !ok || !same:
		r.fail("word boundary")
		return empty()
	case (l != m) != none:
		return empty()
	}
	return op(syntax.OpNoMatch)
}

// taken is a boundary at the free end: the character beyond it is matched as
// well, or there is none.
func (r *resolver) taken(none bool, set runeSet, end *syntax.Regexp) *syntax.Regexp {
	word, ok := allOf(set)
	if !ok {
		r.fail("word boundary")
		return empty()
	}
	if word != none {
		// The neighbour is no word character; the end of the text counts.
		return alternate(end, class(wordSet().complement()))
	}
	return class(wordSet())
}

// allOf tells whether all characters of a set are word characters; ok is false
// when some are and some are not.
func allOf(set runeSet) (word, ok bool) {
	if set.within(wordSet()) {
		return true, true
	}
	return false, len(set.intersect(wordSet())) == 0
}

// asserts tells whether an element holds an assertion.
func asserts(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return true
	}
	for _, sub := range re.Sub {
		if asserts(sub) {
			return true
		}
	}
	return false
}
