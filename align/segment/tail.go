package segment

import (
	"unicode/utf8"
)

// tail is a run of terminators with the closing marks that belong to the
// sentence before: `.`, `?!`, `! »`, `.”)`, `.[12]`.
type tail struct {
	start   int  // first terminator of the last run
	stop    int  // just after the last run of terminators
	end     int  // just after the closing marks
	next    int  // first character after the white space that follows
	count   int  // terminators in the last run
	dots    int  // full stops among them, an ellipsis character as three
	mark    bool // holds something else than stops: ! ? ؟ …
	strong  bool // holds ! or ?
	wide    bool // ends in a terminator that needs no white space
	quote   bool // a closing quote follows the terminators
	bracket bool // a closing bracket follows the terminators
	note    bool // a footnote mark follows
	work    bool // the title of a work closes after them: 《谁？》
	full    bool // holds an ideographic full stop
	opened  bool // the run stands directly after an opening bracket
	spaced  bool // an ellipsis with spaces: . . .
}

// ellipsis tells whether the run is a row of dots.
func (t *tail) ellipsis() bool { return t.dots >= 2 && !t.strong && !t.full }

// tailAt reads the tail whose first terminator stands at i.
func (s *scanner) tailAt(i int) tail {
	var t tail
	j := s.terminators(&t, i)
	if t.spaced && t.dots == 4 && s.stopThenOmission(i, j) {
		t.stop, t.dots, t.count, t.spaced = i+1, 1, 1, false
		t.end, t.next = i+1, s.thinGap(i+1)
		return t
	}
	for {
		k := s.closer(&t, j)
		if k == j {
			break
		}
		j = k
		if _, _, cl := s.r.chars.at(s.text, j); cl&term != 0 && !t.note {
			j = s.terminators(&t, j)
		}
	}
	t.end = j
	t.next = s.r.chars.skipSpace(s.text, j)
	return t
}

// terminators reads a run of terminators.
func (s *scanner) terminators(t *tail, i int) int {
	c := s.r.chars
	_, _, left := c.before(s.text, i)
	t.opened = i > s.start && left&opening != 0 && left&bracket != 0
	t.start, t.count, t.dots = i, 0, 0
	t.mark, t.strong, t.wide, t.spaced = false, false, false, false
	t.quote, t.bracket, t.full = false, false, false
	j := i
	for {
		r, w, cl := c.at(s.text, j)
		if cl&term == 0 {
			if k := s.spacedDot(t, j); k > j {
				j = k
				continue
			}
			break
		}
		t.count++
		switch r {
		case '.':
			t.dots++
		case '…':
			t.dots += 3
			t.mark = true
		case '‥':
			t.dots += 2
			t.mark = true
		case '。', '｡', '．':
			t.mark, t.full = true, true
		default:
			t.mark = true
			t.strong = t.strong || r == '!' || r == '?' || r == '！' || r == '？' || r == '؟' || r == '‼' || r == '⁇' || r == '⁈' || r == '⁉'
		}
		t.wide = cl&wide != 0
		j += w
	}
	t.stop = j
	return j
}

// spacedDot goes on to the next dot of an ellipsis written with spaces, which
// has three dots or more.
func (s *scanner) spacedDot(t *tail, j int) int {
	if t.mark || t.dots == 0 {
		return j
	}
	k, dots := j, t.dots
	for dots < 3 || k == j {
		n := s.thinGap(k)
		if n == k || n >= len(s.text) || s.text[n] != '.' {
			return j
		}
		dots++
		k = n + 1
	}
	t.spaced = true
	return s.thinGap(j)
}

// stopThenOmission tells whether four spaced dots from i to j are the stop of
// one sentence and the omission at the start of the next.
func (s *scanner) stopThenOmission(i, j int) bool {
	if _, _, cl := s.r.chars.before(s.text, i); cl != 0 {
		return false
	}
	next := s.r.chars.skipSpace(s.text, j)
	return next < len(s.text) && isUpper(firstRune(s.text, next))
}

// thinGap skips one space, plain or no-break.
func (s *scanner) thinGap(i int) int {
	if i < len(s.text) && s.text[i] == ' ' {
		return i + 1
	}
	const nbsp = "\u00a0"
	if i+len(nbsp) <= len(s.text) && s.text[i:i+len(nbsp)] == nbsp {
		return i + len(nbsp)
	}
	return i
}

// closer reads one mark that belongs to the sentence before. It returns i
// when there is none.
func (s *scanner) closer(t *tail, i int) int {
	c := s.r.chars
	r, w, cl := c.at(s.text, i)
	switch {
	case w == 0:
		return i
	case cl&invisible != 0:
		return i + w
	case cl&closing != 0:
		s.close(t, i, r, cl)
		return i + w
	case cl&either != 0:
		if !s.closesQuote(i, w, r) {
			return i
		}
		s.close(t, i, r, cl)
		return i + w
	case cl&line != 0:
		return i
	case cl&space != 0:
		return s.spacedCloser(t, i)
	}
	if k := s.face(i); k > i {
		return k
	}
	if k := s.footnote(i, r, w); k > i {
		t.note = true
		return k
	}
	return i
}

// close records a closing mark at i.
func (s *scanner) close(t *tail, i int, r rune, cl class) {
	if cl&bracket != 0 {
		t.bracket = true
		t.work = r == '》' || r == '〉'
		s.brackets = max(0, s.brackets-1)
		return
	}
	t.quote = true
	if r == '"' || r == '＂' {
		s.straight = false
		return
	}
	s.track(i, r, cl&^either)
}

// closesQuote tells whether the quote of either direction at i, directly after
// a terminator, closes.
func (s *scanner) closesQuote(i, w int, r rune) bool {
	_, n, cl := s.r.chars.at(s.text, i+w)
	if n == 0 || cl&(space|closing|continuing|term|dash) != 0 {
		return true
	}
	if cl&either != 0 {
		return s.closesQuote(i+w, n, r)
	}
	return (r == '"' || r == '＂') && s.straight
}

// spacedCloser finds a closing mark after white space, as in `Oui ! »`. The
// mark must not touch what follows, else it is the opening quote of a language
// that writes »so«.
func (s *scanner) spacedCloser(t *tail, i int) int {
	c := s.r.chars
	j := i
	for {
		_, w, cl := c.at(s.text, j)
		if w == 0 || cl&line != 0 {
			return i
		}
		if cl&space == 0 {
			break
		}
		j += w
	}
	if k := s.face(j); k > j {
		return k
	}
	r, w, cl := c.at(s.text, j)
	_, n, after := c.at(s.text, j+w)
	free := n == 0 || after&(space|closing|continuing|term) != 0
	switch {
	case (r == '!' || r == '?') && free && (s.r.has(spacedQuotes) || t.ellipsis()):
		return j // Quoi... ! On part.
	case cl&closing != 0 && (free || !s.opensLike(r)):
	case r == '"' && free && s.straight:
	case cl&either != 0 && r != '"' && r != '\'' && free:
	default:
		return i
	}
	s.close(t, j, r, cl)
	return j + w
}

// opensLike tells whether a closing mark opens in some other usage.
func (s *scanner) opensLike(r rune) bool { return r == '’' || r == '›' }

// footnote reads a reference such as [12], ¹² or the digits of type.10 that
// stand directly after the terminator and before white space.
func (s *scanner) footnote(i int, r rune, w int) int {
	j := i
	switch {
	case r == '[':
		for j = i + 1; j < len(s.text) && j < i+8 && (isDigit(rune(s.text[j])) || s.text[j] == ',' || s.text[j] == '-' || s.text[j] == ' '); j++ {
		}
		if j == i+1 || j >= len(s.text) || s.text[j] != ']' {
			return i
		}
		return j + 1
	case isSuperscript(r):
		for j < len(s.text) {
			r, w := utf8.DecodeRuneInString(s.text[j:])
			if !isSuperscript(r) {
				break
			}
			j += w
		}
		return j
	}
	return i
}

func isSuperscript(r rune) bool {
	return r == '¹' || r == '²' || r == '³' || r >= '⁰' && r <= '⁹'
}
