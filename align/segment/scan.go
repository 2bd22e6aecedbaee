package segment

// scanner walks through one block and returns one sentence per call of next.
type scanner struct {
	r    *rules
	opts Options
	text string

	pos   int // where the next sentence is looked for
	start int // start of the sentence being read

	// What is open at the place being read.
	bracketAt int  // offset of the outermost open bracket of this sentence
	brackets  int  // how many are open
	straight  bool // inside straight double quotes
	curved    int  // guillemets and curved double quotes open

	list  marker // marker that the sentence starts with
	trace *[]Decision
}

func (s *Segmenter) scan(block string) *scanner {
	return &scanner{r: s.rules, opts: s.opts, text: block}
}

// next returns the next sentence.
func (s *scanner) next() (Span, bool) {
	s.start = s.r.chars.skipSpace(s.text, s.pos)
	if s.start >= len(s.text) {
		return Span{}, false
	}
	s.brackets, s.bracketAt = 0, -1
	end := s.findEnd()
	s.pos = end
	return Span{s.start, s.r.chars.trimSpace(s.text, s.start, end)}, true
}

// findEnd returns where the sentence at s.start ends; white space may stand
// before that place.
func (s *scanner) findEnd() int {
	if s.opts.Mode != Sentences {
		return s.findLineEnd()
	}
	s.list = s.markerAt(s.start)
	c := s.r.chars
	for i := max(s.start, s.list.end); i < len(s.text); {
		if !c.stop[s.text[i]] {
			i++
			continue
		}
		r, w, cl := c.at(s.text, i)
		switch {
		case cl&bullet != 0 && s.nextBullet(i, w, r):
			return i
		case cl&watched == 0:
			i += w
		case cl&line != 0:
			next, brk := s.lineBreak(i)
			if brk {
				return i
			}
			i = next
		case cl&term != 0:
			end, next, brk := s.candidate(i)
			if brk {
				return end
			}
			i = next
		case cl&splitting != 0 && s.splitsAfter(i+w):
			return i + w
		default:
			if r == ')' {
				if at, ok := s.nextItem(i, w); ok {
					return at
				}
			}
			s.track(i, r, cl)
			i += w
		}
	}
	return len(s.text)
}

// splitsAfter tells whether a character of Options.SplitAfter that ends at i
// is followed by white space.
func (s *scanner) splitsAfter(i int) bool {
	_, _, cl := s.r.chars.at(s.text, i)
	if cl&space == 0 {
		return false
	}
	s.note(i, true, "split after")
	return true
}

// track keeps count of what is open.
func (s *scanner) track(i int, r rune, cl class) {
	switch {
	case cl&bracket != 0 && cl&opening != 0:
		if s.brackets == 0 {
			s.bracketAt = i
		}
		s.brackets++
	case cl&bracket != 0:
		s.brackets = max(0, s.brackets-1)
	case r == '"' || r == '＂':
		s.straight = s.opensQuote(i)
	case cl&either != 0:
	case r == '«' || r == '“' || r == '„' || r == '「' || r == '『':
		s.curved++
	case r == '»' || r == '”' || r == '」' || r == '』':
		s.curved = max(0, s.curved-1)
	}
}

// opensQuote tells whether the straight quote at i opens: its neighbours say
// so, or else the other quotes do.
func (s *scanner) opensQuote(i int) bool {
	c := s.r.chars
	_, _, left := c.before(s.text, i)
	_, w, right := c.at(s.text, i+1)
	leftFree := i == s.start || left&(space|opening|dash) != 0
	rightFree := w == 0 || right&(space|closing|continuing|term) != 0
	if leftFree != rightFree {
		return leftFree
	}
	return !s.straight
}

// note keeps a decision for Explain.
func (s *scanner) note(pos int, brk bool, rule string) {
	if s.trace != nil {
		*s.trace = append(*s.trace, Decision{Pos: pos, Break: brk, Rule: rule})
	}
}

// candidate looks at the terminator at i. It returns the end of the sentence
// if there is a break, else where to read on.
func (s *scanner) candidate(i int) (end, next int, brk bool) {
	if at, ok := s.nextItem(i, 1); ok {
		return at, at, true
	}
	t := s.tailAt(i)
	a := s.aheadAt(t.next)
	v, rule := s.decide(&t, &a)
	if v == join {
		s.note(t.end, false, rule)
		return 0, t.end, false
	}
	s.note(t.end, true, rule)
	return t.end, t.end, true
}
