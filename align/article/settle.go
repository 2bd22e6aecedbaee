package article

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"calque/align/article/date"
)

// splitLead cuts "PARIS, 7 mai (Xinhua) -- " off the first paragraph, so that
// what is left is a sentence.
func (l *labeller) splitLead() {
	seen := 0
	for i := 0; i < len(l.pieces) && seen < 6; i++ {
		p := l.pieces[i]
		if p.role != "" || p.kind == heading {
			continue
		}
		seen++
		n, names := l.rules.lead(p.text)
		rest := p
		rest.text = trimSpace(p.text[n:])
		if n == 0 || rest.text == "" {
			continue
		}
		lead := p
		lead.text, lead.role, lead.lead = trimSpace(p.text[:n]), Dateline, true
		l.cut(i, lead, rest)
		l.noteLead(names)
		return
	}
}

// noteLead takes agency, author and date from the parts of a lead.
func (l *labeller) noteLead(names map[string]string) {
	if agency := names["agency"]; agency != "" {
		setOnce(&l.doc.Agency, l.rules.agencyName(agency))
	}
	author := strings.TrimPrefix(strings.TrimPrefix(names["author"], "记者"), "記者")
	setOnce(&l.doc.Author, author)
	if when, ok := date.Find(names["date"], l.order); ok {
		l.setDate(when)
	}
	if l.doc.Template == "" {
		l.doc.Template = names[""]
	}
}

// lead returns how many bytes of a paragraph are a lead, and its named parts;
// the name of the template is under "".
func (r rules) lead(text string) (int, map[string]string) {
	head := text[:leadWindow(text)]
	for _, t := range r.active {
		for _, pattern := range t.leads {
			m := pattern.FindStringSubmatchIndex(head)
			if m == nil || m[0] != 0 {
				continue
			}
			names := groups(pattern, head, m)
			names[""] = t.name
			return m[1], names
		}
	}
	return 0, nil
}

// leadWindow is how much of a paragraph can be a lead, up to the end of a
// character.
func leadWindow(text string) int {
	n := min(len(text), 400)
	for n < len(text) && !utf8.RuneStart(text[n]) {
		n++
	}
	return n
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

// findSignature finds the agency at the end of a story: the name that its
// lead has, or initials in capitals that stand alone.
func (l *labeller) findSignature() {
	credited := l.creditedAgencies()
	told := false // whether a paragraph of the story came before
	for i := range l.pieces {
		p := &l.pieces[i]
		told = told || p.prose()
		if !told || p.role != "" || p.kind == heading || p.kind == item || utf8.RuneCountInString(p.text) > 60 {
			continue
		}
		line := normalLine(p.text)
		switch {
		case l.doc.Agency != "" && line == normalLine(l.doc.Agency), credited[line]:
			p.role = Agency
			setOnce(&l.doc.Agency, p.text)
		case signatures().MatchString(p.text):
			p.role = Byline
		case initials(strings.Trim(p.text, "()（）[] ")):
			p.role = Agency
			setOnce(&l.doc.Agency, strings.Trim(p.text, "()（）[] "))
		}
	}
}

// signatures are the initials of those who wrote and edited a report.
var signatures = pattern(`^\(?(?:[a-z]{2,4}(?:[/-][a-z]{2,5}){1,4}|[A-Za-z]{2,4}(?:\s?//?\s?[A-Za-z]{2,5}){1,4})\.?\)?$`)

// splitEnding cuts the mark of the end off the last sentence.
func (l *labeller) splitEnding() {
	for i, p := range l.pieces {
		if p.role != "" || p.then != nil {
			continue
		}
		before, ok := l.rules.beforeEnding(p.text)
		if !ok || before == "" || l.proseFrom(i+1) {
			continue
		}
		mark := p
		mark.text, mark.role = trimSpace(p.text[len(before):]), Furniture
		p.text = trimSpace(before)
		l.cut(i, p, mark)
		return
	}
}

// beforeEnding returns text without the mark of the end behind it.
func (r rules) beforeEnding(text string) (string, bool) {
	for _, t := range r.active {
		for _, ending := range t.endings {
			if before, ok := strings.CutSuffix(text, ending); ok && endsWithStop(before) {
				return before, true
			}
		}
	}
	return text, false
}

// creditedAgencies returns the agencies of the photographs: "Médiane" of
// "(Médiane/Paul Estève)".
func (l *labeller) creditedAgencies() map[string]bool {
	names := map[string]bool{}
	for _, p := range l.pieces {
		if !p.credit || !strings.ContainsAny(p.text, "/／") {
			continue
		}
		for part := range strings.FieldsFuncSeq(p.text, func(r rune) bool { return r == '/' || r == '／' }) {
			if line := normalLine(part); line != "" {
				names[line] = true
			}
		}
	}
	return names
}

// initials reports whether text is two to eight capitals.
func initials(text string) bool {
	n := 0
	for _, r := range text {
		if !unicode.IsUpper(r) {
			return false
		}
		n++
	}
	return n >= 2 && n <= 8
}

// splitCredits cuts the photographer off the end of captions. A short
// paragraph that ends in such a credit is a caption.
func (l *labeller) splitCredits() {
	for i, p := range l.pieces {
		if p.role != Caption && (p.role != "" || p.kind == heading || utf8.RuneCountInString(p.text) > 400) {
			continue
		}
		at, credit := l.rules.credit(p.text)
		if at < 0 && p.role == Caption {
			at, credit = l.agencyCredit(p.text)
		}
		if at < 0 && p.role == Caption {
			at, credit = l.rules.photoOfAgency(p.text)
		}
		if at < 0 {
			continue
		}
		setOnce(&l.doc.Credit, credit)
		text, byline := p, p
		text.text, text.role = trimSpace(p.text[:at]), Caption
		byline.text, byline.role, byline.credit = trimSpace(p.text[at:]), Byline, true
		if text.text == "" {
			l.pieces[i] = byline
			l.besideCredit(i, i, "credit")
			continue
		}
		l.cut(i, text, byline)
	}
}

// agencyCredit finds an agency alone in brackets at the end of a caption.
func (l *labeller) agencyCredit(text string) (int, string) {
	at := strings.LastIndexAny(text, "(（")
	if at <= 0 || !strings.ContainsAny(lastRune(text), ")）") {
		return -1, ""
	}
	name := strings.Trim(text[at:], "()（） ")
	if l.rules.knownAgency(name) || normalLine(name) == normalLine(l.doc.Agency) {
		return at, name
	}
	return -1, ""
}

// photoWords are what stands before an agency that is credited without a colon.
var photoWords = map[string]bool{
	"photo": true, "photos": true, "foto": true, "fotos": true, "image": true, "images": true, "picture": true,
	"bild": true, "imagen": true, "imagem": true, "immagine": true, "фото": true, "صورة": true, "تصوير": true,
}

// photoOfAgency finds "Photo AFP" after the last sentence of a caption.
func (r rules) photoOfAgency(text string) (int, string) {
	words := strings.Fields(text)
	for i := max(1, len(words)-4); i < len(words)-1; i++ {
		name := strings.TrimSuffix(strings.Join(words[i+1:], " "), ".")
		if photoWords[strings.ToLower(words[i])] && endsWithStop(words[i-1]) && r.knownAgency(name) {
			return strings.LastIndex(text, words[i]), name
		}
	}
	return -1, ""
}

// credit finds the credit at the end of a caption: where it begins, and what
// it says.
func (r rules) credit(text string) (int, string) {
	if !strings.ContainsAny(text, "(（:：©/／=＝摄攝供") {
		return -1, "" // every credit has one of them
	}
	from := creditWindow(text)
	tail := text[from:]
	for _, t := range r.active {
		for _, pattern := range t.credits {
			if m := pattern.FindStringSubmatchIndex(tail); len(m) > 3 && m[2] >= 0 {
				return from + creditStart(tail, m[0], m[2]), trimSpace(tail[m[2]:m[3]])
			}
		}
	}
	return -1, ""
}

// creditWindow is where the end of a text begins in which a credit is sought.
func creditWindow(text string) int {
	n := max(0, len(text)-300)
	for n < len(text) && !utf8.RuneStart(text[n]) {
		n++
	}
	return n
}

// creditStart goes back from the credit over brackets and space. What stands
// before these is the stop of the caption.
func creditStart(text string, from, at int) int {
	for at > from {
		r, size := utf8.DecodeLastRuneInString(text[from:at])
		if !strings.ContainsRune("(（ \u00a0", r) {
			break
		}
		at -= size
	}
	return at
}

// personal reports whether what follows "Photo:" is a name rather than a
// description: an agency, or a few words that all begin with a capital.
func (r rules) personal(text string) bool {
	text = strings.Trim(text, "()（） ")
	if utf8.RuneCountInString(text) > 60 {
		return false
	}
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '/' || r == '／' || r == '-' }) {
		if r.knownAgency(part) {
			return true
		}
	}
	words := strings.Fields(text)
	if len(words) > 6 || endsWithStop(text) && !initialism(text) {
		return false
	}
	for _, word := range words {
		first, _ := utf8.DecodeRuneInString(word)
		switch {
		case unicode.IsUpper(first) || first == '/' || first == '&' || first == '©':
		case unspaced(first):
			return utf8.RuneCountInString(text) <= 12 || strings.ContainsAny(text, "/／")
		case unicode.Is(unicode.Arabic, first):
			return len(words) <= 4
		case len(word) <= 3: // de, von, da
		default:
			return false
		}
	}
	return true
}

// settle gives what is left its role and makes the blocks.
func (l *labeller) settle() {
	for i, p := range l.pieces {
		role := p.role
		switch {
		case role == Caption && i+1 < len(l.pieces) && l.pieces[i+1].role == Caption && l.pieces[i+1].text == p.text:
			role = Furniture // the description of a picture, printed below it once more
		case role != "":
		case p.field:
			role = Furniture // a field of the site whose label nobody knows
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
