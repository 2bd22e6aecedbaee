package segment

import "strings"

// A stop before a small letter mostly belongs to an abbreviation. But people
// also start sentences small: in chats and reviews, and in French newspapers
// where a keyboard has no À. Such a break is taken only when the word before
// the stop can hardly be an abbreviation.

// decideSmall decides when a small letter follows.
func (s *scanner) decideSmall(t *tail, a *ahead) (verdict, string) {
	if t.quote || t.bracket || t.ellipsis() || a.opened && !s.itemAhead(t) {
		return join, "small letter"
	}
	if t.strong && s.startsSmallAfterMark(t, a) || !t.mark && t.dots == 1 && s.startsSmallAfterStop(t, a) {
		return cut, "small start"
	}
	return join, "small letter"
}

// startsSmallAfterMark tells whether a sentence starts small after ! or ?.
func (s *scanner) startsSmallAfterMark(t *tail, a *ahead) bool {
	if s.isExclaim(t) || a.dashed || a.bulleted {
		return false
	}
	if s.startsSmall() || s.itemAhead(t) {
		return true
	}
	if s.runeBefore(t.stop) == '!' || s.curved > 0 || s.straight {
		return false // Hélas ! il est parti.
	}
	const longestQuestion = 400 // bytes
	if from := max(s.start, t.start-longestQuestion); strings.LastIndex(s.text[from:t.start], "¿") > s.start-from {
		return false // Dijo: ¿vienes? y se fue.
	}
	return s.starts(a)&starter != 0 && !s.reportingAhead(a) || s.address(a)
}

// startsSmallAfterStop tells whether a sentence starts small after a stop.
func (s *scanner) startsSmallAfterStop(t *tail, a *ahead) bool {
	from := wordBefore(s.text, s.start, t.start)
	if from == t.start {
		_, _, cl := s.r.chars.before(s.text, t.start)
		return cl&(closing|either) != 0 && (s.starts(a) != 0 || s.itemAhead(t))
	}
	if (a.dashed || a.bulleted) && (s.starts(a) == 0 || s.curved > 0) {
		return false
	}
	w := s.r.bare(s.text[from:t.start])
	if w == "" || s.abbreviationBefore(from, w, a) != 0 {
		return false
	}
	return s.itemAhead(t) || s.wholeWord(w, a)
}

// itemAhead tells whether a list item such as b) or (ii) follows.
func (s *scanner) itemAhead(t *tail) bool {
	style := s.markerAt(t.next).style
	return style == parenMarker || style == roundMarker
}

// address tells whether a web address stands ahead.
func (s *scanner) address(a *ahead) bool {
	rest := s.text[a.pos:]
	return strings.HasPrefix(rest, "http://") || strings.HasPrefix(rest, "https://") || strings.HasPrefix(rest, "www.")
}

// startsSmall tells whether the sentence itself starts with a small letter, as
// all do of a writer who uses no capitals.
func (s *scanner) startsSmall() bool { return isLower(firstRune(s.text, s.start)) }

// wholeWord tells whether a word before a stop is no abbreviation, going by its
// form. Words are cut short before a vowel, so one that ends in a vowel is
// whole; so is a long one. A word that starts sentences needs less evidence
// than any other.
func (s *scanner) wholeWord(w string, a *ahead) bool {
	sh := shapeOf(w)
	if sh.letters == 0 {
		return s.startsSmall() && s.starts(a)&starter != 0 && !s.r.has(ordinals)
	}
	if sh.dotted || sh.digits > 0 || !sh.vowel || sh.letters < 3 {
		return false
	}
	last := s.lastRune(w)
	vowelEnd := isVowel(last)
	starts := s.starts(a)
	if s.address(a) {
		starts = starter
	}
	switch {
	case s.r.words[a.word]&small != 0:
		return true
	case s.startsSmall() && starts&starter != 0:
		return true
	case starts&starter != 0:
		return vowelEnd && sh.letters > 3 || sh.letters > 6 || w[len(w)-1] == 's' && sh.letters > 5
	case s.startsSmall():
		return sh.letters > 4
	}
	return vowelEnd && sh.letters > 6 || sh.letters > 8
}

func (s *scanner) lastRune(w string) rune {
	c := s.r.chars
	r, _, _ := c.before(w, len(w))
	return r
}

// words counts the words of the sentence up to i, most at the most.
func (s *scanner) words(i, most int) int {
	n := 0
	for at := s.start; at < i && n < most; {
		end := s.r.chars.skipSpace(s.text, at)
		if end >= i {
			break
		}
		n++
		for at = end; at < i; {
			_, w, cl := s.r.chars.at(s.text, at)
			if cl&space != 0 {
				break
			}
			at += w
		}
	}
	return n
}
