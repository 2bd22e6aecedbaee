package article

import (
	"strings"
	"unicode/utf8"
)

// glob is a folded line in which * stands for anything, cut at its stars.
type glob []string

// matches reports whether the whole line is of the form.
func (g glob) matches(line string) bool {
	first, last := g[0], g[len(g)-1]
	rest, ok := strings.CutPrefix(line, first)
	if !ok {
		return false
	}
	for _, part := range g[1 : len(g)-1] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return strings.HasSuffix(rest, last)
}

// globSet finds the globs that may match a line by its first letter: a site
// has hundreds of them and every line is held against them.
type globSet struct {
	byFirst map[rune][]glob
	open    []glob // those that begin with a star
}

func (s *globSet) add(g glob) {
	if g[0] == "" {
		s.open = append(s.open, g)
		return
	}
	if s.byFirst == nil {
		s.byFirst = map[rune][]glob{}
	}
	r, _ := utf8.DecodeRuneInString(g[0])
	s.byFirst[r] = append(s.byFirst[r], g)
}

// match reports whether any glob matches a folded line.
func (s *globSet) match(line string) bool {
	r, _ := utf8.DecodeRuneInString(line)
	for _, globs := range [][]glob{s.byFirst[r], s.open} {
		for _, g := range globs {
			if g.matches(line) {
				return true
			}
		}
	}
	return false
}
