package segment

import "unicode/utf8"

// hanAround tells whether a terminator without white space after it stands
// between characters of a script that uses none: 你好!再见 or です?はい.
func (s *scanner) hanAround(t *tail) bool {
	if !isHan(firstRune(s.text, t.next)) {
		return false
	}
	end := t.start
	_, w, cl := s.r.chars.before(s.text, end)
	if cl&closing != 0 {
		end -= w
	}
	r, _ := utf8.DecodeLastRuneInString(s.text[:end])
	return isHan(r)
}

// decideWide decides after a terminator that needs no white space, as in
// Chinese and Japanese.
func (s *scanner) decideWide(t *tail, a *ahead) (verdict, string) {
	switch {
	case t.opened && t.bracket:
		return join, "mark in brackets"
	case a.class&closing != 0 && a.class&bracket == 0 && t.next > t.end:
		return join, "closing mark"
	case t.ellipsis():
		return join, "ellipsis"
	case t.end == t.next && t.dots == 0 && isDigit(s.runeBefore(t.start)) && a.digit():
		return join, "number"
	case t.end == t.next && s.smallLetter(a) && t.count == 1 && s.text[t.start] < utf8.RuneSelf:
		return join, "small letter"
	}
	if s.lineEnds(t.end, t.next) {
		return cut, "line break"
	}
	if !t.quote && !t.bracket {
		return cut, "terminator"
	}
	if t.quote && s.citationAhead(t) {
		return join, "source of a quotation"
	}
	if s.continuesAfterQuote(t) {
		return join, "quotation within a sentence"
	}
	return cut, "terminator"
}

// continuesAfterQuote tells whether a sentence reads on after a quotation that
// ended in a terminator: 「…。」と言った, “……！”他说.
func (s *scanner) continuesAfterQuote(t *tail) bool {
	if t.next > t.end {
		return false
	}
	if k := s.longestAt(t.end, continuer|afterMark|fresh); k&continuer != 0 || t.strong && k&afterMark != 0 {
		return true
	}
	return t.quote && s.reportingClause(t)
}

// longestAt returns what the longest listed word of some kinds at i is, 0 when
// there is none.
func (s *scanner) longestAt(i int, kinds kind) kind {
	for n := min(s.r.longest, len(s.text)-i); n > 0; n-- {
		if k := s.r.words[s.text[i:i+n]] & kinds; k != 0 {
			return k
		}
	}
	return 0
}

// reportingClause tells whether a short clause with a verb of saying follows:
// ？”我说：, ！”她笑着问道。 After a full stop only a clause that ends the
// sentence is one, since a longer one opens a new sentence: 。”他说，…
func (s *scanner) reportingClause(t *tail) bool {
	const longestClause = 10 // characters
	said := false
	i := t.end
	for n := 0; n < longestClause && i < len(s.text); n++ {
		_, w, cl := s.r.chars.at(s.text, i)
		if cl != 0 {
			return said && (t.strong || cl&term != 0)
		}
		switch k := s.spokenAt(i); {
		case k&negation != 0:
			return false // 没人回答
		case k&speech != 0:
			said = true
		}
		i += w
	}
	return false
}

// spokenAt returns what the word of one or two Han characters at i is.
func (s *scanner) spokenAt(i int) kind {
	var k kind
	for _, size := range [...]int{3, 6} {
		if i+size <= len(s.text) {
			k |= s.r.words[s.text[i:i+size]]
		}
	}
	return k
}
