package srx

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode"
)

// escape reads what follows a backslash outside a class.
func (p *patternParser) escape() (*syntax.Regexp, error) {
	r := p.peek()
	if set, ok := shorthand(r); ok {
		p.pos++
		return p.set(set), nil
	}
	switch r {
	case -1:
		return nil, errors.New("backslash at the end")
	case 'b':
		p.pos++
		p.net.WriteString(`\b`)
		return op(syntax.OpWordBoundary), nil
	case 'B':
		p.pos++
		p.net.WriteString(`\B`)
		return op(syntax.OpNoWordBoundary), nil
	case 'A':
		p.pos++
		p.net.WriteString(`\A`)
		return op(syntax.OpBeginText), nil
	case 'z':
		p.pos++
		p.net.WriteString(`\z`)
		return op(syntax.OpEndText), nil
	case 'Z':
		p.pos++
		p.net.WriteString(`\Z`)
		return p.lastLineEnd(), nil
	case 'R':
		p.pos++
		p.net.WriteString(`(?:\r\n|[\n\v\f\r\u0085\u2028\u2029])`)
		crlf := &syntax.Regexp{Op: syntax.OpLiteral, Rune: []rune("\r\n")}
		return alternate(crlf, class(breakSet)), nil
	case 'X':
		p.pos++
		p.beyond("grapheme cluster")
		p.net.WriteString(`(?:[^\p{M}]\p{M}*)`)
		return op(syntax.OpAnyChar), nil
	case 'Q':
		p.pos++
		return p.quoted(), nil
	case 'p', 'P':
		set, err := p.propertyEscape()
		if err != nil {
			return nil, err
		}
		return p.set(set), nil
	}
	if r >= '1' && r <= '9' {
		return p.backReference()
	}
	c, err := p.characterEscape()
	if err != nil {
		return nil, err
	}
	return p.literal(c), nil
}

// backReference reads \1 to \9. What it matches is unknown to the tree.
func (p *patternParser) backReference() (*syntax.Regexp, error) {
	p.beyond("back reference")
	p.refers = true
	n := int(p.peek() - '0')
	if n > p.groups {
		return nil, fmt.Errorf("no group %d", n)
	}
	p.pos++
	p.net.WriteString(`(?:\` + strconv.Itoa(n) + `)`)
	return &syntax.Regexp{Op: syntax.OpStar, Sub: []*syntax.Regexp{op(syntax.OpAnyChar)}}, nil
}

// quoted reads \Q…\E.
func (p *patternParser) quoted() *syntax.Regexp {
	var subs []*syntax.Regexp
	for p.pos < len(p.src) && !p.accept(`\E`) {
		subs = append(subs, p.literal(p.src[p.pos]))
		p.pos++
	}
	return concat(subs...)
}

// propertyEscape reads \p{…}, \pL and their negations; the backslash is read.
func (p *patternParser) propertyEscape() (runeSet, error) {
	negated := p.src[p.pos] == 'P'
	p.pos++
	var name string
	switch {
	case p.peek() == -1:
		return nil, errors.New(`\p without a name`)
	case p.accept("{"):
		from := p.pos
		for p.pos < len(p.src) && p.src[p.pos] != '}' {
			p.pos++
		}
		name = string(p.src[from:p.pos])
		if !p.accept("}") {
			return nil, errors.New(`\p{ without }`)
		}
	default:
		name = string(p.src[p.pos])
		p.pos++
	}
	set, err := property(name)
	if negated {
		set = set.complement()
	}
	return set, err
}

// characterEscape reads an escape that stands for one character.
func (p *patternParser) characterEscape() (rune, error) {
	r := p.peek()
	p.pos++
	switch r {
	case 't':
		return '\t', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 'f':
		return '\f', nil
	case 'a':
		return '\a', nil
	case 'e':
		return 0x1b, nil
	case 'u':
		return p.hex(4)
	case 'U':
		return p.hex(8)
	case 'x':
		return p.hex(2)
	case '0':
		return p.octal()
	case 'c':
		if c := p.peek(); c != -1 {
			p.pos++
			return unicode.ToUpper(c) ^ 0x40, nil
		}
		return 0, errors.New(`\c without a letter`)
	}
	if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
		return 0, fmt.Errorf(`unknown escape \%c`, r)
	}
	return r, nil
}

// hex reads n hexadecimal digits, or any number of them in braces.
func (p *patternParser) hex(n int) (rune, error) {
	digits := ""
	if p.accept("{") {
		from := p.pos
		for p.pos < len(p.src) && p.src[p.pos] != '}' {
			p.pos++
		}
		digits = string(p.src[from:p.pos])
		p.pos++
	} else {
		end := min(len(p.src), p.pos+n)
		digits = string(p.src[p.pos:end])
		p.pos = end
	}
	v, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || v > unicode.MaxRune {
		return 0, fmt.Errorf("bad hexadecimal character %q", digits)
	}
	return rune(v), nil
}

func (p *patternParser) octal() (rune, error) {
	from := p.pos
	for p.pos < len(p.src) && p.pos < from+3 && p.src[p.pos] >= '0' && p.src[p.pos] <= '7' {
		p.pos++
	}
	v, err := strconv.ParseUint("0"+string(p.src[from:p.pos]), 8, 16)
	if err != nil {
		return 0, fmt.Errorf("bad octal character: %w", err)
	}
	return rune(v), nil
}

// class reads a class after its opening bracket, with the unions,
// intersections and nested classes of ICU and Java.
func (p *patternParser) class() (runeSet, error) {
	const deepest = 50
	if p.depth++; p.depth > deepest {
		return nil, errors.New("classes nested too deep")
	}
	defer func() { p.depth-- }()
	negated := p.accept("^")
	var set, left runeSet
	intersecting := false
	for first := true; ; first = false {
		switch {
		case p.peek() == -1:
			return nil, errors.New("[ without ]")
		case p.peek() == ']' && !first:
			p.pos++
			set = normal(set)
			if intersecting {
				set = left.intersect(set)
			}
			if negated {
				set = set.complement()
			}
			return set, nil
		case p.accept("&&"):
			set = normal(set)
			if intersecting {
				set = left.intersect(set)
			}
			left, set, intersecting = set, nil, true
		default:
			more, err := p.classItem()
			if err != nil {
				return nil, err
			}
			set = append(set, more...)
		}
	}
}

// classItem reads a nested class, a shorthand, a character or a range.
func (p *patternParser) classItem() (runeSet, error) {
	if p.accept("[:") {
		return p.posixItem()
	}
	if p.accept("[") {
		return p.class()
	}
	lo, set, err := p.classCharacter()
	if err != nil || set != nil {
		return set, err
	}
	if !p.has("-") || p.has("-]") || p.has("-[") || p.has("-&&") {
		return runeSet{lo, lo}, nil
	}
	p.pos++
	hi, set, err := p.classCharacter()
	if err != nil {
		return nil, err
	}
	if set != nil { // [a-\s]: the hyphen is itself
		return append(set, lo, lo, '-', '-'), nil
	}
	if hi < lo {
		return nil, fmt.Errorf("range %c-%c is out of order", lo, hi)
	}
	return runeSet{lo, hi}, nil
}

// classCharacter reads one character of a class, or an escape that stands for
// a set.
func (p *patternParser) classCharacter() (rune, runeSet, error) {
	r := p.peek()
	if r == -1 {
		return 0, nil, errors.New("[ without ]")
	}
	p.pos++
	if r != '\\' {
		return r, nil, nil
	}
	r = p.peek()
	if set, ok := shorthand(r); ok {
		p.pos++
		return 0, set, nil
	}
	switch {
	case r == -1:
		return 0, nil, errors.New("backslash at the end")
	case r == 'p' || r == 'P':
		set, err := p.propertyEscape()
		if set == nil {
			set = runeSet{}
		}
		return 0, set, err
	case r == 'b':
		p.pos++
		return '\b', nil, nil
	case r == 'Q':
		p.pos++
		set := runeSet{}
		for p.pos < len(p.src) && !p.accept(`\E`) {
			set = append(set, p.src[p.pos], p.src[p.pos])
			p.pos++
		}
		return 0, set, nil
	}
	c, err := p.characterEscape()
	return c, nil, err
}

// posixItem reads [:alpha:] after its opening.
func (p *patternParser) posixItem() (runeSet, error) {
	from := p.pos
	for p.pos < len(p.src) && !p.has(":]") {
		p.pos++
	}
	name := string(p.src[from:p.pos])
	if !p.accept(":]") {
		return nil, errors.New("[: without :]")
	}
	return property(name)
}

// netRune writes a character for the backtracking engine.
func netRune(r rune, fold bool) string {
	if !fold || unicode.SimpleFold(r) == r {
		return escapeRune(r)
	}
	return netClass(folded(runeSet{r, r}))
}

func escapeRune(r rune) string {
	switch {
	case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)), r > 0xffff:
		return string(r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// netClass writes a set for the backtracking engine.
func netClass(s runeSet) string {
	if len(s) == 0 {
		return `[^\s\S]`
	}
	var b strings.Builder
	b.WriteByte('[')
	for i := 0; i+1 < len(s); i += 2 {
		b.WriteString(escapeRune(s[i]))
		if s[i+1] > s[i] {
			b.WriteByte('-')
			b.WriteString(escapeRune(s[i+1]))
		}
	}
	b.WriteByte(']')
	return b.String()
}
