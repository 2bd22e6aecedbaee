package article

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"calque/align/article/date"
)

// findTitle gives one piece the role of title. A heading of the format or a
// template decides; in plain text it is the first line that reads like one.
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
	if best < 0 {
		best = l.firstLineTitle()
	}
	if best < 0 || !plain && l.pieces[best].kind != heading && l.doc.Title != "" {
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

// firstLineTitle returns the first piece that is not furniture, if it is like
// a title and text follows it; -1 otherwise.
func (l *labeller) firstLineTitle() int {
	for i, p := range l.pieces {
		if p.role == Furniture || p.role == Dateline || p.role == Byline || p.role == Agency {
			continue
		}
		if p.role != "" || p.kind == item || !titleLike(p.text) || l.hasLead(p.text) {
			return -1
		}
		for _, after := range l.pieces[i+1:] {
			if after.role == "" && after.kind != heading {
				return i
			}
		}
		return -1
	}
	return -1
}

// titleLike reports whether a line reads like a headline: short, and without
// the full stop of a sentence. A question or a cry may be one.
func titleLike(text string) bool {
	if columns(text) > 200 {
		return false
	}
	trimmed := strings.TrimRight(text, closers+" ")
	last, _ := utf8.DecodeLastRuneInString(trimmed)
	switch last {
	case '.', '。', '．', ':', '：', ';', '；', ',', '，', '、', '،':
		return strings.HasSuffix(trimmed, "...")
	}
	return true
}

func (l *labeller) hasLead(text string) bool {
	return l.rules.leadLength(text, nil) > 0
}

// splitLeads cuts "PARIS, 7 mai (Xinhua) -- " off the first paragraphs, so
// that what is left is a sentence.
func (l *labeller) splitLeads(templates []*siteTemplate) {
	seen := 0
	for i := 0; i < len(l.pieces) && seen < 3; i++ {
		p := l.pieces[i]
		if p.role != "" || p.kind == heading {
			continue
		}
		seen++
		var names map[string]string
		n := l.rules.leadLength(p.text, &names)
		if n == 0 || n == len(p.text) {
			continue
		}
		lead, rest := p, p
		lead.text, lead.role = trimSpace(p.text[:n]), Dateline
		rest.text = trimSpace(p.text[n:])
		if rest.text == "" {
			continue
		}
		l.pieces = append(l.pieces[:i], append([]piece{lead, rest}, l.pieces[i+1:]...)...)
		l.noteLead(names)
		return
	}
}

// noteLead takes agency, author and date from the parts of a lead.
func (l *labeller) noteLead(names map[string]string) {
	if agency := names["agency"]; agency != "" {
		setOnce(&l.doc.Agency, l.rules.agencyName(agency))
	}
	if author := names["author"]; author != "" {
		setOnce(&l.doc.Author, author)
	}
	if when, ok := date.Find(names["date"]); ok {
		l.setDate(when)
	}
	if l.doc.Template == "" {
		l.doc.Template = names[""]
	}
}

// leadLength returns how many bytes of a paragraph are a lead, and its named
// parts; the name of the template is under "".
func (r rules) leadLength(text string, names *map[string]string) int {
	for _, t := range r.active {
		for _, pattern := range t.leads {
			m := pattern.FindStringSubmatchIndex(text)
			if m == nil || m[0] != 0 {
				continue
			}
			if names != nil {
				*names = groups(pattern, text, m)
				(*names)[""] = t.name
			}
			return m[1]
		}
	}
	return 0
}

func groups(pattern *regexp.Regexp, text string, m []int) map[string]string {
	out := map[string]string{}
	for i, name := range pattern.SubexpNames() {
		if name != "" && m[2*i] >= 0 {
			out[name] = trimSpace(text[m[2*i]:m[2*i+1]])
		}
	}
	return out
}

// splitCredits cuts the photographer off the end of captions. A short
// paragraph that ends in such a credit is a caption.
func (l *labeller) splitCredits() {
	for i := 0; i < len(l.pieces); i++ {
		p := l.pieces[i]
		if p.role != Caption && (p.role != "" || utf8.RuneCountInString(p.text) > 400) {
			continue
		}
		at, credit := l.rules.credit(p.text)
		if at < 0 {
			continue
		}
		setOnce(&l.doc.Credit, credit)
		text, byline := p, p
		text.text, text.role = trimSpace(p.text[:at]), Caption
		byline.text, byline.role, byline.credit = trimSpace(p.text[at:]), Byline, true
		if text.text == "" {
			l.pieces[i] = byline
			continue
		}
		l.pieces = append(l.pieces[:i], append([]piece{text, byline}, l.pieces[i+1:]...)...)
		i++
	}
}

// credit finds the credit at the end of a caption: where it begins, and what
// it says.
func (r rules) credit(text string) (int, string) {
	for _, t := range r.active {
		for _, pattern := range t.credits {
			if m := pattern.FindStringSubmatchIndex(text); len(m) > 3 && m[2] >= 0 {
				return m[0], trimSpace(text[m[2]:m[3]])
			}
		}
	}
	return -1, ""
}

// settle gives what is left its role and makes the blocks.
func (l *labeller) settle() {
	for _, p := range l.pieces {
		role := p.role
		switch {
		case role != "":
		case p.kind == item:
			role = List
		case p.kind == caption:
			role = Caption
		default:
			role = Body
		}
		l.doc.Blocks = append(l.doc.Blocks, Block{Role: role, Text: p.text})
	}
}
