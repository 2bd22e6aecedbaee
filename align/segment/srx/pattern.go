package srx

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pattern is an expression of ICU or Java, parsed.
type pattern struct {
	// tree is what RE2 can say. When residue is set it says more than the
	// expression: look-around is left out, possessive is greedy. It then
	// serves to know which characters a match can start and end with.
	tree *syntax.Regexp
	// residue names what RE2 cannot say, or is empty.
	residue string
	// net is the expression for the backtracking engine.
	net string
	// refers and looks tell what of the residue is in it.
	refers, looks bool
}

// parsePattern parses an expression.
func parsePattern(expr string) (*pattern, error) {
	if !utf8.ValidString(expr) {
		return nil, errors.New("not UTF-8")
	}
	p := &patternParser{src: []rune(expr)}
	tree, err := p.alternation()
	if err != nil {
		return nil, err
	}
	if p.pos < len(p.src) {
		return nil, fmt.Errorf("unexpected %q at character %d", p.src[p.pos], p.pos+1)
	}
	return &pattern{tree: tree, residue: p.residue, net: p.net.String(), refers: p.refers, looks: p.looks}, nil
}

// patternParser is a recursive-descent parser that builds the tree and the
// text for the backtracking engine side by side.
type patternParser struct {
	src     []rune
	pos     int
	net     strings.Builder
	residue string
	refers  bool // a back reference was read
	looks   bool // a look-around was read
	depth   int
	groups  int
	fold    bool // (?i)
	dotAll  bool // (?s)
	lines   bool // (?m)
	free    bool // (?x)
}

func (p *patternParser) peek() rune {
	if p.pos < len(p.src) {
		return p.src[p.pos]
	}
	return -1
}

func (p *patternParser) has(s string) bool {
	rs := []rune(s)
	if p.pos+len(rs) > len(p.src) {
		return false
	}
	for i, r := range rs {
		if p.src[p.pos+i] != r {
			return false
		}
	}
	return true
}

func (p *patternParser) accept(s string) bool {
	if !p.has(s) {
		return false
	}
	p.pos += utf8.RuneCountInString(s)
	return true
}

// beyond notes what RE2 cannot say.
func (p *patternParser) beyond(what string) {
	if p.residue == "" {
		p.residue = what
	}
}

func empty() *syntax.Regexp { return &syntax.Regexp{Op: syntax.OpEmptyMatch} }

func op(o syntax.Op) *syntax.Regexp { return &syntax.Regexp{Op: o} }

func class(s runeSet) *syntax.Regexp {
	if len(s) == 0 {
		return op(syntax.OpNoMatch)
	}
	return &syntax.Regexp{Op: syntax.OpCharClass, Rune: s}
}

func concat(subs ...*syntax.Regexp) *syntax.Regexp {
	switch len(subs) {
	case 0:
		return empty()
	case 1:
		return subs[0]
	}
	return &syntax.Regexp{Op: syntax.OpConcat, Sub: subs}
}

func alternate(subs ...*syntax.Regexp) *syntax.Regexp {
	if len(subs) == 1 {
		return subs[0]
	}
	return &syntax.Regexp{Op: syntax.OpAlternate, Sub: subs}
}

func (p *patternParser) alternation() (*syntax.Regexp, error) {
	const deepest = 200
	if p.depth++; p.depth > deepest {
		return nil, errors.New("nested too deep")
	}
	defer func() { p.depth-- }()
	var subs []*syntax.Regexp
	for {
		sub, err := p.sequence()
		if err != nil {
			return nil, err
		}
		subs = append(subs, sub)
		if !p.accept("|") {
			return alternate(subs...), nil
		}
		p.net.WriteByte('|')
	}
}

func (p *patternParser) sequence() (*syntax.Regexp, error) {
	var subs []*syntax.Regexp
	for {
		p.skipFree()
		r := p.peek()
		if r == -1 || r == '|' || r == ')' {
			return concat(subs...), nil
		}
		from := p.net.Len()
		sub, err := p.atom()
		if err != nil {
			return nil, err
		}
		if sub == nil {
			continue
		}
		if sub, err = p.quantified(sub, from); err != nil {
			return nil, err
		}
		subs = append(subs, sub)
	}
}

// skipFree skips white space and comments under (?x).
func (p *patternParser) skipFree() {
	for p.free && p.pos < len(p.src) {
		switch r := p.src[p.pos]; {
		case unicode.IsSpace(r):
			p.pos++
		case r == '#':
			for p.pos < len(p.src) && p.src[p.pos] != '\n' {
				p.pos++
			}
		default:
			return
		}
	}
}

// atom reads one element without its quantifier; nil for what only sets flags.
func (p *patternParser) atom() (*syntax.Regexp, error) {
	r := p.src[p.pos]
	switch r {
	case '(':
		return p.group()
	case '[':
		p.pos++
		set, err := p.class()
		if err != nil {
			return nil, err
		}
		return p.set(set), nil
	case '.':
		p.pos++
		p.net.WriteString(".")
		if p.dotAll {
			p.beyondNet("(?s:.)", 1)
			return op(syntax.OpAnyChar), nil
		}
		return op(syntax.OpAnyCharNotNL), nil
	case '^':
		p.pos++
		if p.lines {
			p.net.WriteString("(?m:^)")
			return op(syntax.OpBeginLine), nil
		}
		p.net.WriteString("^")
		return op(syntax.OpBeginText), nil
	case '$':
		p.pos++
		if p.lines {
			p.net.WriteString("(?m:$)")
			return op(syntax.OpEndLine), nil
		}
		p.net.WriteString("$")
		return p.lastLineEnd(), nil
	case '*', '+', '?':
		return nil, fmt.Errorf("quantifier %q without an element at character %d", r, p.pos+1)
	case '\\':
		p.pos++
		return p.escape()
	}
	p.pos++
	return p.literal(r), nil
}

// beyondNet replaces the last n bytes of the backtracking text.
func (p *patternParser) beyondNet(text string, n int) {
	s := p.net.String()
	p.net.Reset()
	p.net.WriteString(s[:len(s)-n] + text)
}

// lastLineEnd is $ without (?m): the end, or before a last line break.
func (p *patternParser) lastLineEnd() *syntax.Regexp {
	return concat(
		&syntax.Regexp{Op: syntax.OpQuest, Sub: []*syntax.Regexp{class(breakSet)}},
		op(syntax.OpEndText),
	)
}

func (p *patternParser) literal(r rune) *syntax.Regexp {
	p.net.WriteString(netRune(r, p.fold))
	re := &syntax.Regexp{Op: syntax.OpLiteral, Rune: []rune{r}}
	if p.fold && unicode.SimpleFold(r) != r {
		re.Flags |= syntax.FoldCase
		re.Rune[0] = leastFold(r)
	}
	return re
}

// leastFold returns the least character of a case orbit, as regexp/syntax
// wants it in folded literals.
func leastFold(r rune) rune {
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	return least
}

// set adds a class.
func (p *patternParser) set(s runeSet) *syntax.Regexp {
	if p.fold {
		s = folded(s)
	}
	p.net.WriteString(netClass(s))
	return class(s)
}

// folded adds the other cases of a set's characters.
func folded(s runeSet) runeSet {
	out := append(runeSet(nil), s...)
	for i := 0; i+1 < len(s); i += 2 {
		for r := s[i]; r <= min(s[i+1], 0x1ffff); r++ {
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				out = append(out, f, f)
			}
		}
	}
	return normal(out)
}

// quantified reads what may follow an element: * + ? {n,m}, lazy or
// possessive. net from which the element starts is at from.
func (p *patternParser) quantified(sub *syntax.Regexp, from int) (*syntax.Regexp, error) {
	for {
		p.skipFree()
		lo, hi, text, ok, err := p.quantifier()
		if err != nil || !ok {
			return sub, err
		}
		whole := p.net.String()
		atom := whole[from:]
		p.net.Reset()
		p.net.WriteString(whole[:from])
		atom = "(?:" + atom + ")"
		switch {
		case p.accept("+"):
			p.beyond("possessive quantifier")
			p.net.WriteString("(?>" + atom + text + ")")
		case p.accept("?"):
			p.net.WriteString(atom + text + "?")
		default:
			p.net.WriteString(atom + text)
		}
		if sub, err = repeat(sub, lo, hi); err != nil {
			return nil, err
		}
	}
}

// repeat wraps an element in a repetition; hi is -1 for no bound.
func repeat(sub *syntax.Regexp, lo, hi int) (*syntax.Regexp, error) {
	const most = 1000 // the bound of RE2
	wrap := func(o syntax.Op) *syntax.Regexp {
		return &syntax.Regexp{Op: o, Sub: []*syntax.Regexp{sub}}
	}
	switch {
	case lo == 0 && hi == -1:
		return wrap(syntax.OpStar), nil
	case lo == 1 && hi == -1:
		return wrap(syntax.OpPlus), nil
	case lo == 0 && hi == 1:
		return wrap(syntax.OpQuest), nil
	case lo > most || hi > most || hi != -1 && hi < lo:
		return nil, fmt.Errorf("repetition {%d,%d} is out of bounds", lo, hi)
	}
	re := wrap(syntax.OpRepeat)
	re.Min, re.Max = lo, hi
	return re, nil
}

func (p *patternParser) quantifier() (lo, hi int, text string, ok bool, err error) {
	switch {
	case p.accept("*"):
		return 0, -1, "*", true, nil
	case p.accept("+"):
		return 1, -1, "+", true, nil
	case p.accept("?"):
		return 0, 1, "?", true, nil
	case !p.has("{"):
		return 0, 0, "", false, nil
	}
	end := p.pos
	for end < len(p.src) && p.src[end] != '}' {
		end++
	}
	if end == len(p.src) {
		return 0, 0, "", false, errors.New("{ without }")
	}
	inner := string(p.src[p.pos+1 : end])
	from, to, comma := strings.Cut(strings.ReplaceAll(inner, " ", ""), ",")
	if from == "" {
		from = "0"
	}
	lo, err = strconv.Atoi(from)
	hi = lo
	if err == nil && comma {
		hi = -1
		if to != "" {
			hi, err = strconv.Atoi(to)
		}
	}
	if err != nil || lo < 0 {
		return 0, 0, "", false, fmt.Errorf("bad repetition {%s}", inner)
	}
	p.pos = end + 1
	if hi == -1 {
		return lo, hi, fmt.Sprintf("{%d,}", lo), true, nil
	}
	return lo, hi, fmt.Sprintf("{%d,%d}", lo, hi), true, nil
}
