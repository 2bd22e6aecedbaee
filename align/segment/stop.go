package segment

import (
	"strings"
	"unicode/utf8"
)

// decideStop handles a single full stop before white space: what stands before
// it may be an abbreviation, an initial, a number.
func (s *scanner) decideStop(t *tail, a *ahead) (verdict, string) {
	end := s.visibleEnd(t.start)
	from := wordBefore(s.text, s.start, end)
	if from == end {
		return undecided, ""
	}
	w := s.r.bare(s.text[from:end])
	if w == "" || s.afterDegree(from, end, w) {
		return undecided, ""
	}
	if k := s.abbreviationBefore(from, w, a); k != 0 {
		if v := s.decideAbbreviation(k, from, t, a); v != undecided {
			return v, "abbreviation"
		}
		return undecided, ""
	}
	sh := shapeOf(w)
	switch {
	case sh.digits > 0 && a.dashed && s.words(from, 2) < 2:
		return join, "heading" // Article 1er. – Le décret
	case sh.letters == 0 && sh.digits > 0, sh.roman && (s.r.has(ordinals) || from == s.start && len(w) > 1):
		return s.decideNumber(from, w, sh, t, a), "number"
	case s.singleLetter(w, sh):
		return s.decideInitial(from, w, sh, t, a), "initial"
	case sh.dotted && sh.digits == 0:
		if from == s.start && t.end == t.stop {
			return join, "letters with stops" // P.S. I love you
		}
		return s.decideWary(a), "letters with stops"
	case !sh.vowel && sh.lower && sh.upperHead && sh.letters <= 5 && sh.others == 0 && !s.numberBefore(from):
		// Sgt, Blvd, Ltd: a word without a vowel is short for one with.
		return s.decideWary(a), "word without vowel"
	}
	return undecided, ""
}

// visibleEnd steps back over direction marks: Arabic text often wraps a stop in
// them.
func (s *scanner) visibleEnd(i int) int {
	for i > s.start {
		_, w, cl := s.r.chars.before(s.text, i)
		if cl&invisible == 0 {
			break
		}
		i -= w
	}
	return i
}

// afterDegree tells whether a word is a scale of temperature: 25 °C.
func (s *scanner) afterDegree(from, end int, w string) bool {
	whole := s.text[from:end]
	const degree = "°"
	return len(whole) == len(degree)+len(w) && strings.HasPrefix(whole, degree)
}

// singleLetter tells whether a word is an initial: A, or J.-P, or a letter
// with marks.
func (s *scanner) singleLetter(w string, sh shape) bool {
	return sh.letters == 1 && sh.digits == 0 && sh.others == 0 && isWord(firstRune(w, 0))
}

// abbreviationBefore looks up the word that ends at a stop, first together
// with the word before it (p. ex., z. B., par ex.).
func (s *scanner) abbreviationBefore(from int, w string, a *ahead) kind {
	const longestPart = 12
	c := s.r.chars
	end := c.trimSpace(s.text, s.start, from)
	if end < from && from-end <= 3 && end > s.start && len(w) <= longestPart {
		first := wordBefore(s.text, s.start, end)
		var buf [2 * longestWord]byte
		if before := s.r.bare(s.text[first:end]); len(before) <= longestPart {
			key := append(append(buf[:0], before...), w...)
			if k := s.r.lookUp(string(key)) & abbreviation; k != 0 {
				return k
			}
		}
	}
	if utf8.RuneCountInString(w) == 1 {
		return s.r.words[w] & abbreviation // m. is a metre, M. a title
	}
	if k, ok := s.r.words[w]; ok {
		return k & abbreviation
	}
	if isAcronym(w) && !a.digit() && !isAcronym(a.word) {
		return 0 // ID is not id., but MR. SMITH is Mr. Smith
	}
	return s.r.lookUpFolded(w) & abbreviation
}

// decideAbbreviation decides after a listed abbreviation, which may stand in
// several lists.
func (s *scanner) decideAbbreviation(k kind, from int, t *tail, a *ahead) verdict {
	if k&(title|inside) != 0 && !(k&unit != 0 && s.numberBefore(from)) {
		if t.quote || t.bracket && k&title == 0 && s.starts(a) != 0 {
			return undecided
		}
		return join
	}
	if k&number != 0 && s.takesNumber(a) {
		return join
	}
	if k&clock != 0 {
		if !s.numberBefore(from) {
			return s.decideWary(a) // P.M. Cameron
		}
		if s.fragment(from) || s.r.lookUp(a.word)&calendar != 0 {
			return join
		}
	}
	if k&unit != 0 && s.endsQuantity(from, a) {
		return undecided
	}
	if k&(unit|wary) != 0 || k&final != 0 && s.r.has(nounCapitals) {
		if from == s.start && t.end == t.stop {
			return join // an abbreviation alone is no sentence
		}
		return s.decideWary(a)
	}
	return undecided
}

// takesNumber tells whether a number, or a letter that stands for one, follows
// an abbreviation such as p. or fig.
func (s *scanner) takesNumber(a *ahead) bool {
	if s.numeral(a) && (!a.paren || a.digit()) {
		return true
	}
	return s.dottedLetter(a)
}

// endsQuantity tells whether an abbreviated unit has its number before it and
// a capital after it: 5 km. Marie. So little before it is no sentence, unless
// what follows is plainly the start of one.
func (s *scanner) endsQuantity(from int, a *ahead) bool {
	if !s.numberBefore(from) || !a.upper() || a.opened {
		return false
	}
	return !s.fragment(from) || s.starts(a) != 0
}

// decideWary breaks only before a word that starts sentences.
func (s *scanner) decideWary(a *ahead) verdict {
	switch {
	case a.paren:
		return join
	case s.starts(a) != 0:
		return cut
	case a.dashed && a.class&dash != 0, a.bulleted:
		return join
	case a.opened && a.upper():
		return cut
	case isCaseless(a.first), a.upper(), a.digit():
		return join
	}
	return undecided
}

// fragment tells whether so little stands before an abbreviation, a preposition
// and a number, that it can be no sentence: At 5 a.m.
func (s *scanner) fragment(from int) bool {
	const fewestWords = 3
	if s.words(from, fewestWords) >= fewestWords {
		return false
	}
	return s.r.lookUp(s.text[s.start:wordAt(s.text, s.start)])&(starter|article) != 0
}

// numberBefore tells whether a number stands before the word at from.
func (s *scanner) numberBefore(from int) bool {
	end := s.r.chars.trimSpace(s.text, s.start, from)
	if end == s.start {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(s.text[:end])
	return isDigit(r)
}

// decideNumber decides after a number with a stop: an ordinal, the marker of a
// list item, or the end of a sentence.
func (s *scanner) decideNumber(from int, w string, sh shape, t *tail, a *ahead) verdict {
	if from == s.start && t.end == t.stop {
		return join // 1. First item
	}
	if s.markerEndsAt(from) {
		return join // • 9. First item
	}
	if !s.r.has(ordinals) || t.quote || t.bracket || s.partOfNumber(from) {
		return undecided
	}
	if a.dashed && a.digit() {
		return join // 1. –3. Jahrhundert
	}
	if a.opened || a.dashed || s.starts(a) != 0 {
		return undecided
	}
	if s.r.lookUp(a.word)&calendar != 0 {
		return join
	}
	if sh.letters == 0 && !s.r.has(nounCapitals) {
		return undecided // an ordinal is followed by a small letter there
	}
	const longestOrdinal = 3
	if sh.others > 0 || sh.roman && len(w) == 1 {
		return undecided
	}
	if sh.digits > longestOrdinal || !a.upper() {
		return undecided
	}
	if s.wordBeforeIs(from, heading) {
		return undecided // Seite 12. Dort
	}
	return join
}

// namePart tells whether the article ahead is followed by a capital, as it is
// within names.
func (s *scanner) namePart(a *ahead) bool {
	i := a.end + apostropheAt(s.text, a.end)
	return isUpper(firstRune(s.text, s.r.chars.skipSpace(s.text, i)))
}

// partOfNumber tells whether the digits at from are the end of something
// longer, as in 1:0 or 3,5.
func (s *scanner) partOfNumber(from int) bool {
	_, w, cl := s.r.chars.before(s.text, from)
	return from > s.start && cl&(continuing|dash) != 0 && isDigit(s.runeBefore(from-w))
}

// wordBeforeIs tells whether the word before the one at from is of a kind.
func (s *scanner) wordBeforeIs(from int, k kind) bool {
	end := s.r.chars.trimSpace(s.text, s.start, from)
	if end > s.start && s.text[end-1] == '.' {
		end--
	}
	first := wordBefore(s.text, s.start, end)
	return s.r.lookUp(s.text[first:end])&k != 0
}

// decideInitial decides after a single letter with a stop.
func (s *scanner) decideInitial(from int, w string, sh shape, t *tail, a *ahead) verdict {
	if t.quote || t.bracket {
		return undecided
	}
	if from == s.start || s.dottedLetter(a) {
		return join
	}
	st := s.starts(a)
	end := s.r.chars.trimSpace(s.text, s.start, from)
	if s.text[end-1] == '.' && st == 0 {
		return join // J. R. Tolkien
	}
	prev := wordBefore(s.text, s.start, end)
	first := firstRune(s.text, prev)
	r := firstRune(w, 0)
	switch {
	case isLower(r) && isDigit(first):
		return undecided // 5 m. Le
	case a.dashed || a.digit() && isLower(r):
		return undecided
	case st&starter != 0, s.r.lookUp(s.text[prev:end])&heading != 0:
		return cut // Plan B. He
	case st&article != 0 && !s.namePart(a):
		return cut // Karim D. Le suspect, but J. Le Goff
	case a.opened && !a.paren:
		return undecided
	case isUpper(r) || isCaseless(r) || a.upper():
		return join
	}
	return undecided
}
