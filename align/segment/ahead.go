package segment

import "unicode/utf8"

// ahead is what stands after a candidate and its white space.
type ahead struct {
	pos      int    // first letter, digit or other character behind openers
	first    rune   // that character
	class    class  // class of the very first character, before openers
	opened   bool   // opening quotes or brackets stand before pos
	paren    bool   // one of them is a bracket
	dashed   bool   // a dash stands before pos
	bulleted bool   // a bullet stands before pos
	word     string // the letters and digits at pos
	end      int    // where the word ends
}

func (a *ahead) upper() bool { return isUpper(a.first) }
func (a *ahead) lower() bool { return isLower(a.first) }
func (a *ahead) digit() bool { return isDigit(a.first) }

// aheadAt reads what starts at i.
func (s *scanner) aheadAt(i int) ahead {
	c := s.r.chars
	a := ahead{pos: i}
	_, _, a.class = c.at(s.text, i)
	const mostOpeners = 8
	for n := 0; n < mostOpeners; n++ {
		r, w, cl := c.at(s.text, a.pos)
		switch {
		case cl&(opening|either) != 0:
			a.opened = true
			a.paren = a.paren || cl&bracket != 0
		case cl&dash != 0:
			a.dashed = true
		case cl&bullet != 0 && r != '→':
			a.bulleted = true
		case cl&invisible != 0:
		case cl&space != 0 && cl&line == 0 && n > 0:
		default:
			n = mostOpeners
			continue
		}
		a.pos += w
	}
	a.first, _, _ = c.at(s.text, a.pos)
	a.end = wordAt(s.text, a.pos)
	a.word = s.text[a.pos:a.end]
	return a
}

// starts tells what the word ahead is as a starter: with its apostrophe first
// (L', J'), then without.
func (s *scanner) starts(a *ahead) kind {
	const both = starter | article
	if n := apostropheAt(s.text, a.end); n > 0 && a.word != "" {
		var buf [longestWord + 8]byte
		key := append(append(buf[:0], a.word...), '\'')
		if k := s.r.words[string(key)] & both; k != 0 {
			return k
		}
		if k := s.r.lookUpFolded(string(key)) & both; k != 0 {
			return k
		}
	}
	return s.r.lookUp(a.word) & both
}

// dottedLetter tells whether a single letter with a stop stands ahead, the
// next link of J. R. R. or z. B.
func (s *scanner) dottedLetter(a *ahead) bool {
	if a.opened || a.end >= len(s.text) || s.text[a.end] != '.' {
		return false
	}
	return utf8.RuneCountInString(a.word) == 1 && !a.digit()
}

// abbreviated tells whether the word ahead is followed by a stop and what it
// is then.
func (s *scanner) abbreviated(a *ahead) kind {
	if a.end >= len(s.text) || s.text[a.end] != '.' {
		return 0
	}
	return s.r.lookUp(a.word) & abbreviation
}

// numeral tells whether a number, in digits or Roman, or a letter with a
// number stands ahead.
func (s *scanner) numeral(a *ahead) bool {
	if a.digit() {
		return true
	}
	sh := shapeOf(a.word)
	if sh.digits > 0 {
		return true
	}
	// A single capital is a number too (fig. A), unless a starter (À, I, A).
	if sh.roman {
		return s.starts(a) == 0
	}
	return false
}
