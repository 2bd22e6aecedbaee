package article

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"calque/align/article/date"
)

// recogniseLines labels what a line says by itself: furniture, an agency, a
// date, a byline.
func (l *labeller) recogniseLines() {
	for i := range l.pieces {
		p := &l.pieces[i]
		if p.role != "" {
			l.noteMetadata(p)
			continue
		}
		switch {
		case l.rules.furniture(p.text), unreadable(p.text) && !l.dateLine(p.text):
			p.role = Furniture
		case l.rules.breadcrumb(p.text) && !l.proseBefore(i), address(p.text):
			p.role = Furniture
		case p.linked && (p.kind == item || p.kind == paragraph && !endsWithStop(p.text)):
			p.role = Furniture
		case l.rules.knownAgency(p.text):
			p.role = Agency
			setOnce(&l.doc.Agency, l.rules.agencyName(p.text))
		case p.kind != item && p.kind != caption && (l.dateLine(p.text) || l.signedDate(i)):
			p.role = Dateline
		case l.rules.byline(p.text) != "":
			p.role = Byline
			setOnce(&l.doc.Author, l.rules.byline(p.text))
		case p.kind == caption:
			p.role = Caption
		}
		if p.role == "" && i > 0 && l.pieces[i-1].role == "" && l.formField(i) {
			l.pieces[i-1].role, p.role = Furniture, Furniture
		}
	}
}

// noteMetadata takes the metadata from a piece whose role a template gave.
func (l *labeller) noteMetadata(p *piece) {
	switch p.role {
	case Dateline:
		l.setDate(l.dateIn(p.text))
	case Agency:
		setOnce(&l.doc.Agency, l.rules.agencyName(p.text))
	case Byline:
		if p.credit {
			setOnce(&l.doc.Credit, p.text)
		} else if name := l.rules.byline(p.text); name != "" {
			setOnce(&l.doc.Author, name)
		}
	}
}

// addresses are what a reader writes or calls to.
var addresses = pattern(`[\w.+-]+@[\w-]+\.\w{2,}|^\s*https?://\S+\s*$`)

// address reports whether a line is a contact: short, with an address in it.
func address(text string) bool {
	return utf8.RuneCountInString(text) <= 120 && len(strings.Fields(text)) <= 12 && addresses().MatchString(text)
}

// formField reports whether piece i is yes or no and the one before it a
// label, as a content system prints its settings.
func (l *labeller) formField(i int) bool {
	before := normalLine(l.pieces[i-1].text)
	return l.rules.isValue(l.pieces[i].text) && strings.HasSuffix(before, ":") && len(strings.Fields(before)) <= 5
}

// unreadable reports whether a piece has no letter: a rule of dashes, three
// stars, the number of a page, a counter.
func unreadable(text string) bool {
	return !strings.ContainsFunc(text, unicode.IsLetter)
}

// A line with a date has at most longestDateLine characters; one longer than
// shortestProse that ends in a stop is a sentence. Looking for labels in every
// sentence would take most of the time of reading an article.
const (
	longestDateLine = 160
	shortestProse   = 50
)

// dateLine reports whether a line is a date, alone, behind a place ("Paris,
// le 8 mai 2024") or beside an agency and a name on one line with
// separators, and notes what it says.
func (l *labeller) dateLine(text string) bool {
	length := utf8.RuneCountInString(text)
	if length > longestDateLine || length > shortestProse && endsWithStop(text) || !strings.ContainsFunc(text, unicode.IsDigit) && !strings.ContainsRune(text, '月') {
		return false
	}
	if t, ok := date.Line(text, l.order); ok {
		l.setDate(t)
		return true
	}
	if place, rest, ok := cutPlace(text); ok && place != "" {
		if t, ok := date.Line(rest, l.order); ok {
			l.setDate(t)
			return true
		}
	}
	return l.compoundLine(text)
}

// signedDate reports whether a short line below the title ends in a date, as
// "Redazione ANSA ROMA 08 maggio 2024" does, and notes it.
func (l *labeller) signedDate(i int) bool {
	text := l.pieces[i].text
	if i == 0 || len(text) > 120 || !strings.ContainsFunc(text, unicode.IsDigit) || l.proseBefore(i) {
		return false
	}
	before, when := l.cutDate(text)
	if when.IsZero() || len(strings.Fields(before)) > 5 {
		return false
	}
	for at := range l.pieces[:i] {
		if above := &l.pieces[at]; (above.role == "" || above.role == Title) && headlineLength(above.text) {
			l.setDate(when)
			return true
		}
	}
	return false
}

// cutPlace cuts a place of up to three words before a comma.
func cutPlace(text string) (place, rest string, ok bool) {
	at := strings.IndexAny(text, ",،，")
	if at <= 0 {
		return "", "", false
	}
	place = text[:at]
	_, size := utf8.DecodeRuneInString(text[at:])
	first, _ := utf8.DecodeRuneInString(place)
	if len(strings.Fields(place)) > 3 || unicode.IsLower(first) || strings.ContainsFunc(place, unicode.IsDigit) {
		return "", "", false
	}
	return place, text[at+size:], true
}

// lineFacts is what a line of metadata says.
type lineFacts struct {
	when           time.Time
	dated          bool
	agency, author string
	words          int // the most an unknown part may have
}

// compoundLine reads a line such as "2024-05-08 12:00 | 来源：新华社 | 张三".
// One part must be a date; the others are known or at least short.
func (l *labeller) compoundLine(text string) bool {
	parts := l.rules.lineParts(text)
	if before, when := l.cutDate(text); len(parts) == 1 && !when.IsZero() && l.rules.byline(before) != "" {
		parts = []string{before, text[len(before):]} // a name and a date without a separator
	}
	if len(parts) < 2 {
		return false
	}
	facts := lineFacts{words: 6}
	if len(parts) > 2 {
		facts.words = 9
	}
	for _, part := range parts {
		if !l.linePart(part, &facts) {
			return false
		}
	}
	if !facts.dated {
		return false
	}
	l.setDate(facts.when)
	setOnce(&l.doc.Agency, facts.agency)
	setOnce(&l.doc.Author, facts.author)
	return true
}

// linePart reads one part of a line of metadata, and reports whether it can
// be one.
func (l *labeller) linePart(part string, facts *lineFacts) bool {
	setDate := func(text string) bool {
		t, ok := date.Line(text, l.order)
		if ok && !facts.dated {
			facts.when, facts.dated = t, true
		}
		return ok
	}
	if setDate(part) {
		return true
	}
	rule, value, labelled := l.rules.label(part)
	switch {
	case labelled && rule.role == "agency":
		setOnce(&facts.agency, l.rules.agencyName(value))
	case labelled && rule.role == "author":
		setOnce(&facts.author, value)
	case labelled && rule.role == "date":
		setDate(value)
	case labelled:
	case l.rules.knownAgency(part):
		setOnce(&facts.agency, l.rules.agencyName(part))
	case l.rules.byline(part) != "":
		setOnce(&facts.author, l.rules.byline(part))
	case l.rules.furniture(part):
	default:
		if before, when := l.cutDate(part); !when.IsZero() && l.linePart(before, facts) {
			return setDate(part[len(before):])
		}
		return len(strings.Fields(part)) <= facts.words && utf8.RuneCountInString(part) <= 60 && !endsWithStop(part)
	}
	return true
}

// dropRelated makes furniture of the links to other stories behind a label
// such as "Lire aussi".
func (l *labeller) dropRelated() {
	for i := range l.pieces {
		p := &l.pieces[i]
		if p.role != "" && p.role != Furniture || !l.rules.relatedLabel(normalLine(p.text)) {
			continue
		}
		p.role = Furniture
		if l.proseBefore(i) {
			l.dropBehind(i)
		}
	}
}

// dropBehind makes furniture of the headlines that follow a label in the
// middle or at the end of a story.
func (l *labeller) dropBehind(i int) {
	tail := !l.proseFrom(i + 1)
	for at := i + 1; at < len(l.pieces); at++ {
		next := &l.pieces[at]
		if next.role == Furniture {
			continue
		}
		near := next.group == l.pieces[i].group || next.kind == item || next.linked || at == i+1
		if next.role != "" || !near && !tail || !next.linked && next.kind != item && !titleLike(next.text) {
			return
		}
		next.role = Furniture
	}
}
