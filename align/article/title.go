package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// findTitle gives one piece the role of title. A template or a heading of the
// format decides; in plain text it is the first line that reads like one.
func (l *labeller) findTitle(plain bool) {
	if l.keepFirstTitle() {
		return
	}
	best := -1
	for i, p := range l.pieces {
		if p.role == "" && p.kind == heading && (best < 0 || p.level < l.pieces[best].level) {
			best = i
		}
	}
	if best > 0 && l.pieces[best].level > 1 && l.proseBefore(best) {
		best = -1 // a subheading
	}
	if best < 0 && (plain || l.doc.Title == "") {
		best = l.headTitle()
	}
	if best < 0 {
		return
	}
	l.pieces[best].role = Title
	setOnce(&l.doc.Title, l.pieces[best].text)
}

// keepFirstTitle leaves only the first of the titles that a template gave.
func (l *labeller) keepFirstTitle() bool {
	found := false
	for i := range l.pieces {
		p := &l.pieces[i]
		if p.role != Title {
			continue
		}
		if found {
			p.role = Body
			continue
		}
		found = true
		l.doc.Title = p.text
	}
	return found
}

// headTitle looks for the title among the lines before the first paragraph:
// the first that is as long as a headline. The name of the site or of the
// section, which may stand before it, is shorter or all in capitals.
func (l *labeller) headTitle() int {
	var lines []int
	for i := range l.pieces {
		p := &l.pieces[i]
		if p.role == Furniture || p.role == Byline || p.role == Agency || p.role == Dateline && !p.lead {
			continue
		}
		if p.role != "" || p.kind == item || !titleLike(p.text) || p.prose() {
			break
		}
		lines = append(lines, i)
	}
	lines = lines[:min(len(lines), 6)]
	if len(lines) == 0 || !l.textBehind(lines[0]) {
		return -1
	}
	for _, i := range lines {
		if text := l.pieces[i].text; headlineLength(text) && !allCapitals(text) && !l.rules.siteName(text) {
			return i
		}
	}
	for _, i := range lines {
		if headlineLength(l.pieces[i].text) {
			return i
		}
	}
	return lines[0]
}

// textBehind reports whether anything that may be translated follows.
func (l *labeller) textBehind(i int) bool {
	for at := i + 1; at < len(l.pieces); at++ {
		if l.pieces[at].role == "" && l.pieces[at].kind != heading {
			return true
		}
	}
	return false
}

// headlineLength reports whether a line has the four words, or eight
// ideographs, that a headline has at the least.
func headlineLength(text string) bool {
	if len(strings.Fields(text)) >= 4 {
		return true
	}
	ideographs := 0
	for _, r := range text {
		if unspaced(r) && unicode.IsLetter(r) {
			ideographs++
		}
	}
	return ideographs >= 8
}

// allCapitals reports whether a line is written in capitals only.
func allCapitals(text string) bool {
	upper := false
	for _, r := range text {
		if unicode.IsLower(r) {
			return false
		}
		upper = upper || unicode.IsUpper(r)
	}
	return upper
}

// titleLike reports whether a line reads like a headline: short, and without
// the full stop of a sentence. A question or a cry may be one.
func titleLike(text string) bool {
	if columns(text) > 220 {
		return false
	}
	trimmed := strings.TrimRight(text, closers+" ")
	last, _ := utf8.DecodeLastRuneInString(trimmed)
	switch last {
	case '.', '。', '．', ':', '：', ';', '；', ',', '，', '、', '،':
		return strings.HasSuffix(trimmed, "...") || initialism(trimmed)
	}
	return true
}

// initialism reports whether text ends in an abbreviation of single letters,
// such as U.S.
func initialism(text string) bool {
	runes := []rune(text)
	n := len(runes)
	return n >= 4 && runes[n-3] == '.' && unicode.IsUpper(runes[n-2])
}

// clearTail makes furniture of the scraps behind the last paragraph: words
// without a stop that no rule knows, such as the name of a small agency.
func (l *labeller) clearTail() {
	last := -1
	for i := range l.pieces {
		if l.pieces[i].prose() {
			last = i
		}
	}
	if last < 0 {
		return
	}
	for i := last + 1; i < len(l.pieces); i++ {
		p := &l.pieces[i]
		if p.role != "" || p.kind != paragraph || endsWithStop(p.text) {
			continue
		}
		width := columns(p.text)
		if unspacedLine(p.text) && width <= 12 || !unspacedLine(p.text) && width <= 30 && len(strings.Fields(p.text)) <= 3 {
			p.role = Furniture
		}
	}
}

// clearHead makes furniture of the names of site and section before the
// title.
func (l *labeller) clearHead() {
	title := -1
	for i := range l.pieces {
		if l.pieces[i].role == Title {
			title = i
			break
		}
	}
	for i := range max(title, 0) {
		p := &l.pieces[i]
		if p.role != "" || endsWithStop(p.text) {
			continue
		}
		words := len(strings.Fields(p.text))
		if words <= 6 && allCapitals(p.text) || columns(p.text) <= 60 && l.rules.siteName(p.text) || words <= 3 && columns(p.text) <= 30 || p.linked {
			p.role = Furniture
		}
	}
}
