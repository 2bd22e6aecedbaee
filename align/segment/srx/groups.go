package srx

import (
	"errors"
	"fmt"
	"regexp/syntax"
)

// group reads a parenthesis: capturing or not, flags, look-around, atomic.
func (p *patternParser) group() (*syntax.Regexp, error) {
	fold, dotAll, lines, free := p.fold, p.dotAll, p.lines, p.free
	restore := func() { p.fold, p.dotAll, p.lines, p.free = fold, dotAll, lines, free }
	for _, look := range []string{"(?=", "(?!", "(?<=", "(?<!"} {
		if p.accept(look) {
			p.beyond("look-around")
			p.looks = true
			_, err := p.inner(look)
			restore()
			return empty(), err
		}
	}
	switch {
	case p.accept("(?>"):
		p.beyond("atomic group")
		sub, err := p.inner("(?>")
		restore()
		return sub, err
	case p.accept("(?#"):
		for p.pos < len(p.src) && p.src[p.pos] != ')' {
			p.pos++
		}
		if !p.accept(")") {
			return nil, errors.New("comment without end")
		}
		return nil, nil
	case p.accept("(?<"), p.accept("(?P<"):
		for p.pos < len(p.src) && p.src[p.pos] != '>' {
			p.pos++
		}
		if !p.accept(">") {
			return nil, errors.New("group name without end")
		}
		p.groups++
		sub, err := p.inner("(")
		restore()
		return sub, err
	case p.accept("(?"):
		return p.flags(restore)
	}
	p.pos++
	p.groups++
	sub, err := p.inner("(")
	restore()
	return sub, err
}

// inner reads up to the closing parenthesis.
func (p *patternParser) inner(open string) (*syntax.Regexp, error) {
	p.net.WriteString(open)
	sub, err := p.alternation()
	if err != nil {
		return nil, err
	}
	if !p.accept(")") {
		return nil, errors.New("( without )")
	}
	p.net.WriteByte(')')
	return sub, nil
}

// flags reads (?i), (?i-s:…) and the like. Without a colon they hold to the
// end of the group around.
func (p *patternParser) flags(restore func()) (*syntax.Regexp, error) {
	on := true
	for p.pos < len(p.src) {
		r := p.src[p.pos]
		p.pos++
		switch r {
		case '-':
			on = false
		case 'i':
			p.fold = on
		case 's':
			p.dotAll = on
		case 'm':
			p.lines = on
		case 'x':
			p.free = on
		case 'u', 'U', 'w', 'd':
			// Unicode case, classes and lines: what is done anyway.
		case ')':
			return nil, nil
		case ':':
			sub, err := p.inner("(?:")
			restore()
			return sub, err
		default:
			return nil, fmt.Errorf("unknown flag %q", r)
		}
	}
	return nil, errors.New("( without )")
}
