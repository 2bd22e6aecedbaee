package article

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"calque/align/article/date"
	"calque/align/article/langid"
)

// labeller finds the role of each piece. The steps build on each other: what
// a label says counts more than what a line looks like, and the title is
// sought among what is left.
type labeller struct {
	rules  rules
	pieces []piece
	doc    *Document
	order  date.Order
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
	if len(p.pieces) > maxPieces {
		return nil, wrong(ErrTooLarge, fmt.Sprintf("holds %d paragraphs, which no article does", len(p.pieces)),
			"check that it is the right file, or split it")
	}
	if size := p.textSize(); size > maxTextBytes {
		return nil, textTooLarge(size)
	}
	l := labeller{rules: rulesFor(site, templates), pieces: p.pieces, doc: &p.doc}
	if site != nil {
		l.doc.Template = site.name
	}
	if tag, _ := langid.Detect(sample(p.pieces), nil); tag != language.English {
		l.order = date.DayFirst
	}
	l.splitSoftLines()
	l.markItems()
	l.followLabels()
	l.expand()
	l.recogniseLines()
	l.dropRelated()
	l.splitLead()
	l.splitEnding()
	l.expand()
	l.findTitle(p.order)
	l.clearHead()
	l.splitCredits()
	l.expand()
	l.findSignature()
	l.clearTail()
	l.settle()
	return l.doc, nil
}

// sample joins the first pieces, as much as a language is told by.
func sample(pieces []piece) string {
	var b strings.Builder
	for i := range pieces {
		if b.Len() > 2000 {
			break
		}
		b.WriteString(pieces[i].text)
		b.WriteByte('\n')
	}
	return b.String()
}

// cut makes two pieces of piece i. The second takes its place in the list
// with the next call of expand, so that the numbers of the others stay.
func (l *labeller) cut(i int, first, second piece) {
	first.looks, second.looks = unlooked, unlooked
	first.then = &second
	l.pieces[i] = first
}

// expand puts the pieces that were cut off into the list.
func (l *labeller) expand() {
	out := make([]piece, 0, len(l.pieces)+8)
	for _, p := range l.pieces {
		then := p.then
		p.then = nil
		out = append(out, p)
		if then != nil {
			out = append(out, *then)
		}
	}
	l.pieces = out
}

// followLabels gives labels their role, and what stands behind them the role
// that they say.
func (l *labeller) followLabels() {
	for i := 0; i < len(l.pieces); i++ {
		if l.pieces[i].role != "" {
			continue
		}
		rule, value, ok := l.rules.label(l.pieces[i].text)
		switch {
		case !ok:
		case value == "":
			i += l.labelled(i, rule)
		case !l.fits(rule.role, value, i):
		default:
			l.labelledInline(i, rule, value)
		}
	}
}

// labelledInline reads "Label: value" in one piece. It is cut in two only if
// the value is translated.
func (l *labeller) labelledInline(i int, rule labelRule, value string) {
	role := l.roleOf(rule.role, value)
	l.give(i, role, value)
	if role != "caption" && role != "title" {
		l.besideCredit(i, i, role)
		return
	}
	label, text := l.pieces[i], l.pieces[i]
	label.text, label.role = trimSpace(strings.TrimSuffix(trimSpace(label.text), value)), Furniture
	text.text = value
	l.cut(i, label, text)
}

// roleOf decides what a label such as "Photo" announces: a name or a
// description.
func (l *labeller) roleOf(role, value string) string {
	switch {
	case role != "photo":
		return role
	case l.rules.personal(value):
		return "credit"
	}
	return "caption"
}

// labelled gives the pieces behind a label that stands alone the role that it
// says, and returns how many those are. Only captions may be several.
func (l *labeller) labelled(i int, rule labelRule) int {
	n := 0
	for at := i + 1; at < len(l.pieces); at++ {
		next := l.pieces[at]
		if n > 0 && (rule.role != "caption" || next.group != l.pieces[i].group) {
			break
		}
		if next.role != "" || !l.fits(rule.role, next.text, at) {
			break
		}
		if _, _, ok := l.rules.label(next.text); ok || l.rules.furniture(next.text) && rule.role != "furniture" {
			break
		}
		role := l.roleOf(rule.role, next.text)
		l.give(at, role, next.text)
		l.besideCredit(i, at, role)
		n++
	}
	// A word that may be a label and has no value may be a heading as well.
	if n > 0 || strings.HasSuffix(normalLine(l.pieces[i].text), ":") || l.siteLabel(rule) {
		l.pieces[i].role = Furniture
		if rule.role == "caption" && l.siteLabel(rule) {
			l.agencyBefore(i)
		}
	}
	return n
}

// agencyBefore makes the line before the caption label of a site the agency:
// the field that stands there has no label.
func (l *labeller) agencyBefore(i int) {
	if i == 0 {
		return
	}
	before := &l.pieces[i-1]
	if before.role == "" && before.kind == paragraph && len(strings.Fields(before.text)) <= 4 &&
		utf8.RuneCountInString(before.text) <= 40 && !endsWithStop(before.text) && !l.rules.furniture(before.text) && l.proseBefore(i-1) {
		before.role = Agency
		setOnce(&l.doc.Agency, l.rules.agencyName(before.text))
	}
}

// siteLabel reports whether the label is one of the site's own.
func (l *labeller) siteLabel(rule labelRule) bool {
	if l.rules.site == nil {
		return false
	}
	return l.rules.site.labels[rule.form] == rule
}

// fits reports whether a value can be what its label says. "Data: 1,200
// people …" is no date, and a paragraph is no author.
func (l *labeller) fits(role, value string, i int) bool {
	length := utf8.RuneCountInString(value)
	switch role {
	case "date":
		_, ok := date.Line(value, l.order)
		return ok || l.compoundLine(value)
	case "title":
		return titleLike(value) && !l.proseBefore(i)
	case "author", "editor", "agency", "credit":
		return length <= 90 && !strings.ContainsAny(value, "!?！？。")
	case "furniture":
		return length <= 40 && !endsWithStop(value) || length <= 150 && l.proseBefore(i) && !endsWithStop(value)
	}
	return true
}

// besideCredit makes a caption of the line beside a credit when nothing else
// is known of it: the line before the credit, which stands from piece from to
// piece to, or the one behind it in the same group.
func (l *labeller) besideCredit(from, to int, role string) {
	if role != "credit" {
		return
	}
	if l.captionBeside(from-1, from) {
		return
	}
	if to+1 < len(l.pieces) && l.pieces[to+1].group == l.pieces[to].group && !endsWithStop(l.pieces[to+1].text) {
		l.captionBeside(to+1, to)
	}
}

// captionBeside makes piece at a caption if it can be the one of the credit.
func (l *labeller) captionBeside(at, credit int) bool {
	if at < 0 {
		return false
	}
	p := &l.pieces[at]
	if p.role == Caption {
		return true
	}
	if p.role != "" || p.kind == heading || p.kind == item || utf8.RuneCountInString(p.text) > 400 || l.rules.furniture(p.text) {
		return false
	}
	if p.group == l.pieces[credit].group || p.emphasis || !endsWithStop(p.text) && l.proseBefore(at) {
		p.role = Caption
	}
	return p.role == Caption
}

// give sets the role that a label names, and the metadata with it.
func (l *labeller) give(i int, role, value string) {
	p := &l.pieces[i]
	value = strings.Trim(value, "()（）【】[] \u00a0\u3000")
	switch role {
	case "title":
		p.role = Title
	case "date":
		p.role = Dateline
		if !l.compoundLine(value) {
			l.setDate(l.dateIn(value))
		}
	case "author":
		p.role = Byline
		name, when := l.cutDate(value)
		setOnce(&l.doc.Author, name)
		l.setDate(when)
	case "editor":
		p.role = Byline
	case "agency":
		p.role = Agency
		setOnce(&l.doc.Agency, l.rules.agencyName(value))
	case "credit":
		p.role, p.credit = Byline, true
		setOnce(&l.doc.Credit, value)
	case "url":
		p.role = Furniture
		setOnce(&l.doc.URL, value)
	case "caption":
		p.role = Caption
	default:
		p.role = Furniture
	}
}

// cutDate cuts a date off the end of a line.
func (l *labeller) cutDate(text string) (before string, when time.Time) {
	for at := range text {
		if at > 0 && text[at-1] == ' ' {
			if t, ok := date.Line(text[at:], l.order); ok {
				return trimSpace(text[:at]), t
			}
		}
	}
	return text, time.Time{}
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

// dateIn returns the date that a line is, or the first in it, or zero.
func (l *labeller) dateIn(text string) time.Time {
	if t, ok := date.Line(text, l.order); ok && !t.IsZero() {
		return t
	}
	t, _ := date.Find(text, l.order)
	return t
}

// prose reports whether a piece reads like a paragraph of the story.
func (p *piece) prose() bool {
	if p.role != "" && p.role != Body || p.kind != paragraph {
		return false
	}
	if p.looks == unlooked {
		p.looks = looksShort
		if endsWithStop(p.text) && columns(p.text) >= 60 {
			p.looks = looksLong
		}
	}
	return p.looks == looksLong
}

// looks remembers whether a text is long enough for a paragraph and ends as
// one: that is asked again and again.
type looks int8

const (
	unlooked looks = iota
	looksShort
	looksLong
)

func (l *labeller) proseBefore(i int) bool {
	for at := range l.pieces[:i] {
		if l.pieces[at].prose() {
			return true
		}
	}
	return false
}

func (l *labeller) proseFrom(i int) bool {
	for at := i; at < len(l.pieces); at++ {
		if l.pieces[at].prose() {
			return true
		}
	}
	return false
}
