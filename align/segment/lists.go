package segment

// markerStyle is how the items of a list are marked.
type markerStyle uint8

const (
	noMarker    markerStyle = iota
	stopMarker              // 1. or a.
	parenMarker             // 1) or a)
	bothMarker              // 1.) or a.)
	roundMarker             // (1) or (a)
)

// marker is the mark of a list item: its place in the list, and how it is
// written. When a block starts with the first mark of a list, the marks that
// follow in order start items too, whether or not the items end in a stop.
type marker struct {
	style  markerStyle
	letter bool // counted in letters
	roman  int  // value as a small Roman numeral, 0 for none
	value  int
	start  int // offset of the number or letter
	end    int // just after the marker
}

// markerAt reads the marker that stands at i, after bullets.
func (s *scanner) markerAt(i int) marker {
	c := s.r.chars
	const mostBullets = 4
	for n := 0; n < mostBullets; n++ {
		_, w, cl := c.at(s.text, i)
		if w == 0 || cl&(bullet|dash|space) == 0 || cl&line != 0 {
			break
		}
		i += w
	}
	m := marker{start: i}
	round := i < len(s.text) && s.text[i] == '('
	if round {
		i++
	}
	i = s.count(&m, i)
	if m.value == 0 && m.roman == 0 {
		return marker{}
	}
	return s.markerStyle(m, i, round)
}

// count reads a number of up to two digits or a single letter.
func (s *scanner) count(m *marker, i int) int {
	if i >= len(s.text) {
		return i
	}
	b := s.text[i]
	switch {
	case b|0x20 >= 'a' && b|0x20 <= 'z':
		end := i
		for end < len(s.text) && end < i+4 && romanValue(s.text[end]) > 0 && s.text[end]&0x20 == b&0x20 {
			end++
		}
		m.roman = romanNumeral(s.text[i:end])
		m.letter, m.value = true, int(b|0x20-'a')+1
		return max(end, i+1)
	case isDigit(rune(b)):
		for n := 0; n < 2 && i < len(s.text) && isDigit(rune(s.text[i])); n++ {
			m.value = m.value*10 + int(s.text[i]-'0')
			i++
		}
	}
	return i
}

// romanNumeral reads a Roman numeral below 40, 0 for what is none.
func romanNumeral(w string) int {
	total := 0
	for i := range len(w) {
		v := romanValue(w[i])
		if i+1 < len(w) && romanValue(w[i+1]) > v {
			v = -v
		}
		total += v
	}
	return max(0, total)
}

func romanValue(b byte) int {
	switch b {
	case 'i', 'I':
		return 1
	case 'v', 'V':
		return 5
	case 'x', 'X':
		return 10
	}
	return 0
}

// markerStyle finishes a marker whose count ends at i.
func (s *scanner) markerStyle(m marker, i int, round bool) marker {
	at := func(b byte) bool { return i < len(s.text) && s.text[i] == b }
	switch {
	case round && at(')'):
		m.style = roundMarker
		i++
	case round:
		return marker{}
	case at(')'):
		m.style = parenMarker
		i++
	case at('.') && m.letter && isUpper(rune(s.text[m.start])):
		if m.roman == 0 {
			return marker{} // an initial
		}
		m.value = 0 // I. may be one too: only II. can follow it
		m.style = stopMarker
		i++
	case at('.'):
		m.style = stopMarker
		i++
		if at(')') {
			m.style = bothMarker
			i++
		}
	default:
		return marker{}
	}
	if _, w, cl := s.r.chars.at(s.text, i); w > 0 && cl&space == 0 {
		return marker{}
	}
	m.end = i
	return m
}

// markerEndsAt tells whether the sentence starts with a marker whose count
// stands at from.
func (s *scanner) markerEndsAt(from int) bool {
	return s.list.style != noMarker && s.list.start == from
}

// nextItem tells whether the stop or bracket at i closes the next marker of
// the list that the sentence is an item of, and where that item starts.
func (s *scanner) nextItem(i, w int) (int, bool) {
	l := s.list
	if l.style == noMarker || i < l.end {
		return 0, false
	}
	from := i
	const longestCount = 4
	for from > l.end && i-from < longestCount && isWord(rune(s.text[from-1])) {
		from--
	}
	if l.style == roundMarker && from > l.end && s.text[from-1] == '(' {
		from--
	}
	if from == i || from <= l.end {
		return 0, false
	}
	if _, _, cl := s.r.chars.before(s.text, from); cl&(space|bullet|dash) == 0 {
		return 0, false
	}
	m := s.markerAt(from)
	if m.style != l.style || m.letter != l.letter || !m.follows(l) || !s.opensItem(m) {
		return 0, false
	}
	at := s.bulletBefore(from)
	s.note(at, true, "list item")
	return at, true
}

// follows tells whether a marker is the next after another.
func (m marker) follows(l marker) bool {
	return l.value > 0 && m.value == l.value+1 && m.roman <= 1 || m.roman > 1 && m.roman == l.roman+1
}

// opensItem guards against numbers within a sentence: a number with a stop
// needs a capital after it, and a word that starts sentences in languages where
// it may be an ordinal.
func (s *scanner) opensItem(m marker) bool {
	if m.style != stopMarker {
		return true
	}
	if m.letter {
		return true
	}
	a := s.aheadAt(s.r.chars.skipSpace(s.text, m.end))
	return a.upper() && (!s.r.has(ordinals) || s.starts(&a) != 0)
}

// nextBullet tells whether the bullet at i, set off by white space, starts
// another item of the list that the sentence is one of.
func (s *scanner) nextBullet(i, w int, r rune) bool {
	if r < '\u2022' || r == '・' || i == s.start || firstRune(s.text, s.start) != r {
		return false
	}
	_, _, left := s.r.chars.before(s.text, i)
	_, _, right := s.r.chars.at(s.text, i+w)
	if left&right&space == 0 {
		return false
	}
	s.note(i, true, "list item")
	return true
}

// bulletBefore returns the start of the bullet before a marker, or the marker.
func (s *scanner) bulletBefore(from int) int {
	c := s.r.chars
	at := c.trimSpace(s.text, s.list.end, from)
	if _, w, cl := c.before(s.text, at); cl&bullet != 0 && at-w > s.list.end {
		return at - w
	}
	return from
}
