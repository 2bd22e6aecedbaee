package segment

import (
	"strings"
	"unicode/utf8"
)

// verdict is what a rule says about a candidate.
type verdict uint8

const (
	undecided verdict = iota
	cut               // the sentence ends here
	join              // it reads on
)

// decide asks the rules in order; the first that knows wins. The order goes
// from what is certain (nothing follows, a comma follows) to what is likely
// (an abbreviation, a small letter), and a terminator with nothing against it
// is a break.
func (s *scanner) decide(t *tail, a *ahead) (verdict, string) {
	c := s.r.chars
	switch {
	case t.next >= len(s.text):
		return cut, "end of block"
	case s.blankLine(t.end, t.next):
		return cut, "blank line"
	case a.class&continuing != 0:
		return join, "reads on"
	case s.insideBrackets(t):
		return join, "inside brackets"
	case t.work:
		return join, "title of a work"
	}
	if t.wide || t.end == t.next && s.hanAround(t) {
		return s.decideWide(t, a)
	}
	if t.end == t.next {
		return s.decideGlued(t, a)
	}
	if a.class&closing != 0 && !s.opensLike(firstRune(s.text, t.next)) {
		return join, "closing mark"
	}
	if t.opened && t.bracket {
		return join, "mark in brackets"
	}
	if v := s.decideEllipsis(t, a); v != undecided {
		return v, "ellipsis"
	}
	if s.lineEnds(t.end, t.next) {
		return cut, "line break"
	}
	if s.smallLetter(a) {
		return s.decideSmall(t, a)
	}
	if t.strong {
		return s.decideStrong(t, a)
	}
	if t.dots == 1 && !t.mark && t.stop == t.start+1 {
		if v, rule := s.decideStop(t, a); v != undecided {
			return v, rule
		}
	}
	if s.speechGoesOn(t, a) {
		return join, "speech goes on"
	}
	if t.quote && s.citationAhead(t) {
		return join, "source of a quotation"
	}
	if r, _, _ := c.at(s.text, t.next); joinsSymbol(r) {
		return join, "symbol"
	}
	return cut, "terminator"
}

// joinsSymbol tells whether a character links what stands before and after.
func joinsSymbol(r rune) bool {
	return r == '&' || r == '/' || r == '=' || r == '+' || r == '%' || r == '<' || r == '>'
}

// smallLetter tells whether the text goes on with a small letter. A name such
// as iPhone, with a capital after the first letter, and a word that the
// language writes small at the start of a sentence do not count.
func (s *scanner) smallLetter(a *ahead) bool {
	if !a.lower() {
		return false
	}
	_, w := utf8.DecodeRuneInString(a.word)
	if w < len(a.word) {
		r, _ := utf8.DecodeRuneInString(a.word[w:])
		return !isUpper(r)
	}
	return true
}

// decideEllipsis handles rows of dots.
func (s *scanner) decideEllipsis(t *tail, a *ahead) verdict {
	if !t.ellipsis() {
		return undecided
	}
	// With spaces, three dots are an omission within a sentence; a fourth is
	// the stop.
	if t.spaced && t.dots == 3 {
		return join
	}
	if a.upper() || isCaseless(a.first) {
		return cut
	}
	if a.digit() {
		return join // à savoir... 30 F
	}
	return undecided
}

// decideStrong handles ! and ?.
func (s *scanner) decideStrong(t *tail, a *ahead) (verdict, string) {
	if s.isExclaim(t) && s.starts(a) == 0 {
		return join, "name with a mark"
	}
	if t.bracket && !t.quote && s.bracketMidSentence() && s.starts(a) == 0 &&
		(s.r.has(nounCapitals) && a.upper() || isCaseless(a.first)) {
		return join, "aside in brackets"
	}
	if t.quote && s.reportingAhead(a) {
		return join, "reported speech"
	}
	if s.speechGoesOn(t, a) {
		return join, "speech goes on"
	}
	return cut, "terminator"
}

// bracketMidSentence tells whether the bracket just closed opened after the
// start of the sentence.
func (s *scanner) bracketMidSentence() bool { return s.bracketAt > s.start }

// isExclaim tells whether the word with its mark is a name.
func (s *scanner) isExclaim(t *tail) bool {
	from := wordBefore(s.text, s.start, t.start)
	return from < t.start && s.r.lookUp(s.text[from:t.stop])&exclaim != 0
}

// reportingAhead tells whether a verb of saying is among the next words, as in
// “Who?” Alice asked.
func (s *scanner) reportingAhead(a *ahead) bool {
	if a.opened || a.dashed || a.upper() && s.starts(a) != 0 {
		return false // “Who is this?” She said it to the Knave.
	}
	const furthest = 3
	i := a.pos
	for n := 0; n < furthest; n++ {
		end := wordAt(s.text, i)
		if end == i {
			return false
		}
		k := s.r.lookUp(s.text[i:end])
		if k&speech != 0 {
			return true
		}
		if end < len(s.text) && s.text[end] == '.' && k&title != 0 {
			end++ // “Stop!” Mr. Smith shouted.
		}
		if end >= len(s.text) || s.text[end] != ' ' {
			return false
		}
		i = end + 1
	}
	return false
}

// speechGoesOn tells whether a dash within guillemets leads on to the rest of
// the speech: «Да, – сказал он. – Пора».
func (s *scanner) speechGoesOn(t *tail, a *ahead) bool {
	return a.dashed && a.class&dash != 0 && s.curved > 0 && !t.quote
}

// citationAhead tells whether the source of a quotation follows in brackets:
// « C'est non. » (Le Monde). A whole sentence in brackets ends in a terminator
// within them.
func (s *scanner) citationAhead(t *tail) bool {
	if r := firstRune(s.text, t.next); r != '(' && r != '（' {
		return false
	}
	const longestSource = 80
	rest := s.text[t.next:min(len(s.text), t.next+longestSource)]
	end := strings.IndexAny(rest, ")）")
	if end < 1 {
		return false
	}
	_, _, cl := s.r.chars.before(rest, end)
	return cl&term == 0
}

// insideBrackets tells whether the candidate stands within brackets that
// opened after the start of the sentence and close again soon: an aside is
// not torn from its sentence.
func (s *scanner) insideBrackets(t *tail) bool {
	if s.brackets == 0 || s.bracketAt <= s.start {
		return false
	}
	const longestAside = 400
	limit := min(len(s.text), t.end+longestAside)
	depth := s.brackets
	c := s.r.chars
	for i := t.end; i < limit; {
		if !c.stop[s.text[i]] {
			i++
			continue
		}
		_, w, cl := c.at(s.text, i)
		switch {
		case cl&line != 0:
			return false
		case cl&bracket != 0 && cl&opening != 0:
			depth++
		case cl&bracket != 0:
			depth--
		}
		if depth == 0 {
			return true
		}
		i += w
	}
	return false
}

// decideGlued handles a terminator with no white space after it: part of a
// number, a name or an address, or a space that somebody forgot.
func (s *scanner) decideGlued(t *tail, a *ahead) (verdict, string) {
	const within = "within a word"
	if a.opened && t.strong {
		if r := firstRune(s.text, t.next); r == '¿' || r == '¡' {
			return cut, "terminator"
		}
	}
	if t.strong && isHan(s.runeBefore(t.start)) && !a.lower() {
		return cut, "terminator" // ロビー?2008年
	}
	if a.opened || a.dashed || t.quote || t.bracket || !a.upper() || t.ellipsis() {
		if k := s.gluedNote(t); k > 0 {
			return s.decideNote(t, k)
		}
		return join, within
	}
	if !s.forgottenSpace(t, a) {
		return join, within
	}
	return cut, "forgotten space"
}

// forgottenSpace tells whether a stop between a small letter and a capital is
// the end of a sentence: both sides are plain words, no address, no code.
func (s *scanner) forgottenSpace(t *tail, a *ahead) bool {
	if t.count != 1 {
		return false
	}
	end := t.start
	if t.strong && s.r.has(spacedQuotes) {
		end = s.r.chars.trimSpace(s.text, s.start, end) // Oui !Non
	}
	from := wordBefore(s.text, s.start, end)
	w := s.text[from:end]
	sh := shapeOf(strings.ReplaceAll(w, ",", ""))
	last, _ := utf8.DecodeLastRuneInString(w)
	if sh.others > 0 && strings.ContainsAny(w, "./@_&") || !isLower(last) && !isDigit(last) {
		return false
	}
	if sh.letters == 1 || s.r.lookUp(s.r.bare(w))&abbreviation != 0 {
		return false
	}
	next := shapeOf(a.word)
	if !next.lower || next.digits > 0 || next.letters < 2 {
		return false
	}
	if (sh.digits > 0 || sh.upperHead) && s.starts(a) == 0 && s.abbreviated(a) == 0 {
		return false // System.Xml
	}
	if s.r.lookUp(a.word)&domain != 0 {
		return false
	}
	_, n, cl := s.r.chars.at(s.text, a.end)
	if s.text[a.end:min(a.end+1, len(s.text))] == "." {
		return s.abbreviated(a) != 0
	}
	return n > 0 && cl&(space|continuing) != 0 && s.plainPast(from)
}

// plainPast tells that what stands before a word is white space or an opening
// mark, so that it is not the end of an address.
func (s *scanner) plainPast(from int) bool {
	_, n, cl := s.r.chars.before(s.text, from)
	return from <= s.start || n == 0 || cl&(space|opening|either|continuing) != 0
}

// gluedNote returns the end of footnote digits that stand directly after the
// stop and before white space, as in `type 2).10 This`, or 0.
func (s *scanner) gluedNote(t *tail) int {
	const longestNote = 3
	_, _, left := s.r.chars.before(s.text, t.start)
	l := s.runeBefore(t.start)
	if isDigit(l) || left&closing == 0 && !isLower(l) || t.mark || t.count != 1 {
		return 0
	}
	j := t.end
	for j < len(s.text) && isDigit(rune(s.text[j])) {
		j++
	}
	if j == t.end || j > t.end+longestNote || s.text[t.end] == '0' {
		return 0
	}
	_, n, cl := s.r.chars.at(s.text, j)
	if n > 0 && cl&space == 0 {
		return 0
	}
	return j
}

// decideNote breaks after footnote digits when a capital follows.
func (s *scanner) decideNote(t *tail, end int) (verdict, string) {
	const rule = "footnote"
	next := s.r.chars.skipSpace(s.text, end)
	// A second number may follow: consultation.11 12 Take
	for j := next; j < len(s.text); j++ {
		if isDigit(rune(s.text[j])) {
			continue
		}
		if j > next && s.text[j] == ' ' {
			end = j
			next = s.r.chars.skipSpace(s.text, j)
		}
		break
	}
	a := s.aheadAt(next)
	if next < len(s.text) && !a.upper() {
		return join, "within a word"
	}
	t.end, t.next = end, next
	return cut, rule
}

// runeBefore returns the character before i.
func (s *scanner) runeBefore(i int) rune {
	r, _ := utf8.DecodeLastRuneInString(s.text[:i])
	return r
}

func firstRune(text string, i int) rune {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return r
}
