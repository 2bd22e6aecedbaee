package segment

import (
	"unicode/utf8"
)

// findLineEnd returns the end of the line or paragraph at s.start.
func (s *scanner) findLineEnd() int {
	c := s.r.chars
	for i := s.start; i < len(s.text); {
		if !c.stop[s.text[i]] {
			i++
			continue
		}
		_, w, cl := c.at(s.text, i)
		if cl&line == 0 {
			i += w
			continue
		}
		next := c.skipSpace(s.text, i)
		if s.opts.Mode == Lines || s.blankLine(i, next) {
			return i
		}
		i = next
	}
	return len(s.text)
}

// lineBreak decides at the line break at i. It returns where to read on when
// there is no break.
func (s *scanner) lineBreak(i int) (next int, brk bool) {
	next = s.r.chars.skipSpace(s.text, i)
	if next >= len(s.text) {
		return next, false
	}
	end := s.r.chars.trimSpace(s.text, s.start, i)
	if s.blankLine(end, next) {
		s.note(end, true, "blank line")
		return 0, true
	}
	if s.lineEnds(end, next) {
		s.note(end, true, "line break")
		return 0, true
	}
	return next, false
}

// blankLine tells whether the white space from i to j holds two line breaks.
func (s *scanner) blankLine(i, j int) bool {
	breaks := 0
	for i < j {
		r, w, cl := s.r.chars.at(s.text, i)
		i += w
		if cl&line == 0 {
			continue
		}
		if r == '\r' && i < j && s.text[i] == '\n' {
			i++
		}
		breaks++
		if r == '\u2029' || r == '\f' {
			breaks++
		}
	}
	return breaks > 1
}

// lineEnds tells whether the white space from i to j holds a line break that
// ends a sentence.
func (s *scanner) lineEnds(i, j int) bool {
	at := i
	for at < j {
		_, w, cl := s.r.chars.at(s.text, at)
		if cl&line != 0 {
			break
		}
		at += w
	}
	if at >= j {
		return false
	}
	switch s.opts.LineBreaks {
	case LineSpace:
		return false
	case LineBreak:
		return true
	}
	return !s.readsOn(i, at, j)
}

// readsOn tells whether the text visibly goes on over a line break at at. The
// text before it ends at i, the next line starts at j.
func (s *scanner) readsOn(i, at, j int) bool {
	const longLine = 45 // characters; a list item or a heading is rarely longer
	c := s.r.chars
	_, _, left := c.before(s.text, i)
	if left&continuing != 0 && !s.endsInColon(i) {
		return true
	}
	r, _, right := c.at(s.text, j)
	if right&(closing|term) != 0 || right&continuing != 0 && right&bullet == 0 {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(s.text[:i])
	if isHan(last) && isHan(r) {
		return s.r.words[string(last)]&continuer != 0
	}
	a := s.aheadAt(j)
	if a.paren && a.digit() && at > i {
		return true
	}
	if a.bulleted || !a.lower() || a.dashed || s.markerAt(j).style != noMarker {
		return false
	}
	return at > i || s.lineLength(i) >= longLine
}

func (s *scanner) endsInColon(i int) bool {
	r := s.runeBefore(i)
	return r == ':' || r == '：'
}

// lineLength counts the characters between the line break before i and i.
func (s *scanner) lineLength(i int) int {
	from := i
	for from > 0 && s.text[from-1] != '\n' && s.text[from-1] != '\r' {
		from--
	}
	return utf8.RuneCountInString(s.text[from:i])
}
