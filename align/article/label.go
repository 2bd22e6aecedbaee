package article

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"calque/align/article/date"
)

// labeller finds the role of each piece.
type labeller struct {
	rules  rules
	pieces []piece
	doc    *Document
}

// document labels the pieces of a page and makes a document of them.
func (p *page) document(templates []*siteTemplate) (*Document, error) {
	if len(p.pieces) == 0 {
		return nil, wrong(ErrEmpty, "holds no text", "check that the article was saved with its text")
	}
	site := p.site
	if site == nil {
		site = recognise(templates, p.pieces)
	}
	l := labeller{rules: rulesFor(site, templates), pieces: p.pieces, doc: &p.doc}
	if site != nil {
		l.doc.Template = site.name
	}
	l.followLabels()
	l.recogniseLines()
	l.findTitle(p.order)
	l.splitLeads(templates)
	l.splitCredits()
	l.settle()
	return l.doc, nil
}

// followLabels gives labels their role, and what stands behind them the role
// that they say.
func (l *labeller) followLabels() {
	for i := 0; i < len(l.pieces); i++ {
		if l.pieces[i].role != "" {
			continue
		}
		rule, value, ok := l.rules.label(l.pieces[i].text)
		if !ok {
			continue
		}
		if value == "" {
			l.pieces[i].role = Furniture
			i += l.labelled(i+1, rule)
			continue
		}
		if rule.role == "furniture" {
			l.pieces[i].role = Furniture
			continue
		}
		i += l.splitLabel(i, rule, value)
	}
}

// splitLabel cuts "Label: value" in two pieces.
func (l *labeller) splitLabel(i int, rule labelRule, value string) (added int) {
	whole := l.pieces[i]
	label, text := whole, whole
	label.text = trimSpace(strings.TrimSuffix(trimSpace(whole.text), value))
	label.role = Furniture
	text.text = value
	l.pieces = append(l.pieces[:i], append([]piece{label, text}, l.pieces[i+1:]...)...)
	l.give(i+1, rule.role)
	return 1
}

// labelled gives the pieces from i on the role that the label before them
// says, and returns how many those are.
func (l *labeller) labelled(i int, rule labelRule) int {
	n := 0
	for ; i+n < len(l.pieces); n++ {
		next := &l.pieces[i+n]
		if n > 0 && (rule.role != "caption" || next.group != l.pieces[i-1].group) {
			break
		}
		if next.role != "" || l.isLabel(next.text) {
			break
		}
		if rule.role == "furniture" && !formValue(next.text) {
			break
		}
		l.give(i+n, rule.role)
	}
	return n
}

func (l *labeller) isLabel(text string) bool {
	_, _, ok := l.rules.label(text)
	return ok
}

// formValue reports whether a line can be what a form holds behind a label:
// a word or two.
func formValue(text string) bool {
	return utf8.RuneCountInString(text) <= 40 && !endsWithStop(text)
}

// give sets the role that a label names, and the metadata with it.
func (l *labeller) give(i int, role string) {
	p := &l.pieces[i]
	switch role {
	case "title":
		p.role = Title
	case "date":
		p.role = Dateline
		t, ok := date.Line(p.text)
		if !ok || t.IsZero() {
			t, _ = date.Find(p.text)
		}
		l.setDate(t)
	case "author":
		p.role = Byline
		setOnce(&l.doc.Author, p.text)
	case "agency":
		p.role = Agency
		setOnce(&l.doc.Agency, l.rules.agencyName(p.text))
	case "credit":
		p.role = Byline
		setOnce(&l.doc.Credit, strings.Trim(p.text, "()（） "))
	case "url":
		p.role = Furniture
		setOnce(&l.doc.URL, p.text)
	case "caption":
		p.role = Caption
	default:
		p.role = Furniture
	}
}

func setOnce(field *string, value string) {
	if *field == "" {
		*field = trimSpace(value)
	}
}

func (l *labeller) setDate(t time.Time) {
	if l.doc.Date.IsZero() {
		l.doc.Date = t
	}
}

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
		case l.rules.furniture(p.text), unreadable(p.text):
			p.role = Furniture
		case l.rules.agencyName(p.text) != "" && l.rules.knownAgency(p.text):
			p.role = Agency
			setOnce(&l.doc.Agency, l.rules.agencyName(p.text))
		case p.kind != item && l.dateLine(p.text):
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
		t, ok := date.Line(p.text)
		if !ok || t.IsZero() {
			t, _ = date.Find(p.text)
		}
		l.setDate(t)
	case Agency:
		setOnce(&l.doc.Agency, l.rules.agencyName(p.text))
	case Byline:
		if p.credit {
			setOnce(&l.doc.Credit, p.text)
		} else if name := l.rules.byline(p.text); name != "" {
			setOnce(&l.doc.Author, name)
		} else {
			setOnce(&l.doc.Author, p.text)
		}
	}
}

// formField reports whether piece i is yes or no and the one before it a
// label, as a content system prints its settings.
func (l *labeller) formField(i int) bool {
	before := normalLine(l.pieces[i-1].text)
	return l.rules.isValue(l.pieces[i].text) && strings.HasSuffix(before, ":") && len(strings.Fields(before)) <= 5
}

// unreadable reports whether a piece has neither letter nor digit: a rule of
// dashes, three stars.
func unreadable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// dateLine reports whether a line is a date, alone, behind a place ("Paris,
// le 8 mai 2024") or beside an agency and a name on one line with
// separators, and notes what it says.
func (l *labeller) dateLine(text string) bool {
	if utf8.RuneCountInString(text) > 160 {
		return false
	}
	if t, ok := date.Line(text); ok {
		l.setDate(t)
		return true
	}
	if place, rest, ok := cutPlace(text); ok && place != "" {
		if t, ok := date.Line(rest); ok {
			l.setDate(t)
			return true
		}
	}
	return l.compoundLine(text)
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

// compoundLine reads a line such as "2024-05-08 12:00 | 来源：新华社 | 张三":
// all its parts must be known, and one must be a date.
func (l *labeller) compoundLine(text string) bool {
	parts := l.rules.lineParts(text)
	if len(parts) < 2 {
		return false
	}
	var when time.Time
	var agency, author string
	dated := false
	for _, part := range parts {
		if t, ok := date.Line(part); ok {
			if !dated {
				when, dated = t, true
			}
			continue
		}
		rule, value, labelled := l.rules.label(part)
		switch {
		case labelled && rule.role == "agency":
			agency = l.rules.agencyName(value)
		case labelled && (rule.role == "author" || rule.role == "credit"):
			author = value
		case labelled && rule.role == "date":
			if t, ok := date.Line(value); ok && !dated {
				when, dated = t, true
			}
		case labelled:
		case l.rules.knownAgency(part):
			agency = l.rules.agencyName(part)
		case l.rules.byline(part) != "":
			author = l.rules.byline(part)
		case l.rules.furniture(part):
		default:
			return false
		}
	}
	if !dated {
		return false
	}
	l.setDate(when)
	setOnce(&l.doc.Agency, agency)
	setOnce(&l.doc.Author, author)
	return true
}
