package srx

import (
	"fmt"
	"io"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"calque/align/segment"
	"github.com/dlclark/regexp2/v2"
	"golang.org/x/text/language"
)

// Segmenter cuts blocks by the rules of one language. It is safe for
// concurrent use.
type Segmenter struct {
	rules  []*compiled
	byKey  map[string][]int // rules by the key of their beforebreak
	breaks breakTable

	mu       sync.Mutex
	timeouts []Problem
	timedOut map[int]bool
}

var _ segment.Cutter = (*Segmenter)(nil)

// Segmenter compiles the rules that hold for a language. The report lists the
// rules that cannot be run; they should be shown to the person. An error means
// that no rules hold for the language.
func (d *Document) Segmenter(lang language.Tag) (*Segmenter, Report, error) {
	lists := d.RulesFor(lang)
	if len(lists) == 0 {
		return nil, Report{}, fmt.Errorf("SRX has no rules for %s", lang)
	}
	rules, rep := compileList(lists)
	s := &Segmenter{rules: rules, byKey: map[string][]int{}, timedOut: map[int]bool{}}
	for _, c := range rules {
		for _, k := range c.keys {
			s.byKey[k] = append(s.byKey[k], c.order)
		}
	}
	s.breaks = newBreakTable(rules)
	return s, rep, nil
}

// Timeouts returns the rules that ran into the time limit so far. Such a rule
// counts as not matching where it did.
func (s *Segmenter) Timeouts() []Problem {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.timeouts)
}

// Segment returns the sentences of a block in order, without the white space
// around them.
func (s *Segmenter) Segment(block string) []segment.Span {
	w := &walk{s: s, text: block}
	var spans []segment.Span
	from := 0
	var prev rune
	for i, next := range block {
		if i > 0 && s.breaks.may(prev, next) && w.breaksAt(i, prev, next) {
			spans = appendTrimmed(spans, block, from, i)
			from = i
		}
		prev = next
	}
	return appendTrimmed(spans, block, from, len(block))
}

// appendTrimmed adds a span without its outer white space, unless nothing is
// left of it.
func appendTrimmed(spans []segment.Span, block string, from, to int) []segment.Span {
	text := block[from:to]
	left := len(text) - len(strings.TrimLeftFunc(text, isBlank))
	if left == len(text) {
		return spans
	}
	right := len(strings.TrimRightFunc(text, isBlank))
	return append(spans, segment.Span{Start: from + left, End: from + right})
}

// isBlank agrees with package segment on what white space is.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r >= 0x1c && r <= 0x1f
}

// walk is the state of cutting one block.
type walk struct {
	s      *Segmenter
	text   string
	found  []int // scratch: rules to try
	key    []byte
	runes  []rune // the block for the backtracking engine, made when needed
	byteAt int    // a place in bytes …
	runeAt int    // … and in characters; places come in order
	back   backward
}

// breaksAt tells whether the first rule that matches at i is a break.
func (w *walk) breaksAt(i int, prev, next rune) bool {
	w.collect(i)
	for _, n := range w.found {
		c := w.s.rules[n]
		if w.matches(c, i, prev, next) {
			return c.brk
		}
	}
	return false
}

// collect gathers the rules whose key stands before i, in the order of the
// rules.
func (w *walk) collect(i int) {
	w.found = append(w.found[:0], w.s.byKey[""]...)
	w.key = w.key[:0]
	white := false
	for n := 0; n < longestKey && i > 0; {
		r, size := utf8.DecodeLastRuneInString(w.text[:i])
		i -= size
		r = symbol(r)
		if r == ' ' && white {
			continue
		}
		white = r == ' '
		w.key = utf8.AppendRune(w.key, r)
		w.found = append(w.found, w.s.byKey[string(w.key)]...)
		n++
	}
	slices.Sort(w.found)
	w.found = slices.Compact(w.found)
}

func (w *walk) matches(c *compiled, i int, prev, next rune) bool {
	switch {
	case c.last != nil && !c.last.has(prev), c.first != nil && !c.first.has(next):
		return false
	case c.slow != nil:
		return w.matchesSlow(c, i)
	case !c.cond.holds(prev, next):
		return false
	case c.after != nil && !c.after.MatchString(w.text[i:]):
		return false
	case c.before == nil:
		return true
	}
	w.back = backward{w.text, i}
	return c.before.MatchReader(&w.back)
}

// matchesSlow asks the backtracking engine.
func (w *walk) matchesSlow(c *compiled, i int) bool {
	if w.runes == nil {
		w.runes = []rune(w.text)
	}
	w.runeAt += utf8.RuneCountInString(w.text[w.byteAt:i])
	w.byteAt = i
	at := w.runeAt
	if c.prefix != nil && !w.searches(c, c.prefix, w.runes[:at], max(0, at-longestReference)) {
		return false
	}
	return w.searches(c, c.slow, w.runes, at)
}

// longestReference is how far before a place a match with a back reference is
// looked for, in characters.
const longestReference = 200

// searches searches with the backtracking engine.
func (w *walk) searches(c *compiled, re *regexp2.Regexp, runes []rune, at int) bool {
	m, err := re.FindRunesMatchStartingAt(runes, at)
	if err != nil {
		w.s.timeout(c, err)
		return false
	}
	return m != nil
}

func (s *Segmenter) timeout(c *compiled, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.timedOut[c.order] {
		return
	}
	s.timedOut[c.order] = true
	s.timeouts = append(s.timeouts, Problem{
		Line: c.source.Line, Pattern: c.source.Before + " ¦ " + c.source.After, Reason: err.Error(),
	})
}

// backward reads a text from a place towards its start.
type backward struct {
	text string
	at   int
}

// ReadRune implements io.RuneReader.
func (b *backward) ReadRune() (rune, int, error) {
	if b.at == 0 {
		return 0, 0, io.EOF
	}
	r, size := utf8.DecodeLastRuneInString(b.text[:b.at])
	b.at -= size
	return r, size, nil
}

// breakTable tells from the characters on both sides of a place whether any
// break rule can match there. Rules are bits; those beyond the width share the
// last.
type breakTable struct {
	starts []rune // where a range of characters with the same masks starts
	before []uint64
	after  []uint64
	ascii  [2][utf8.RuneSelf]uint64
}

func newBreakTable(rules []*compiled) breakTable {
	const width = 64
	var t breakTable
	var breaks []*compiled
	t.starts = []rune{0}
	for _, c := range rules {
		if !c.brk {
			continue
		}
		breaks = append(breaks, c)
		for _, set := range []runeSet{c.last, c.first} {
			for i := 0; i+1 < len(set); i += 2 {
				t.starts = append(t.starts, set[i], set[i+1]+1)
			}
		}
	}
	slices.Sort(t.starts)
	t.starts = slices.Compact(t.starts)
	mask := func(set func(*compiled) runeSet, r rune) uint64 {
		var m uint64
		for i, c := range breaks {
			if s := set(c); s == nil || s.has(r) {
				m |= 1 << min(i, width-1)
			}
		}
		return m
	}
	last := func(c *compiled) runeSet { return c.last }
	first := func(c *compiled) runeSet { return c.first }
	for _, r := range t.starts {
		t.before = append(t.before, mask(last, r))
		t.after = append(t.after, mask(first, r))
	}
	for r := range rune(utf8.RuneSelf) {
		t.ascii[0][r], t.ascii[1][r] = mask(last, r), mask(first, r)
	}
	return t
}

func (t *breakTable) may(prev, next rune) bool {
	return t.mask(0, prev)&t.mask(1, next) != 0
}

func (t *breakTable) mask(side int, r rune) uint64 {
	if r < utf8.RuneSelf {
		return t.ascii[side][r]
	}
	i := sort.Search(len(t.starts), func(i int) bool { return t.starts[i] > r }) - 1
	if side == 0 {
		return t.before[i]
	}
	return t.after[i]
}
