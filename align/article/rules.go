package article

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestLabel is more characters than the label of any template has, marks
// and spaces around it included; a longer line is not looked up.
const longestLabel = 120

// label looks for a label at the start of a line. The value is what stands
// behind its colon, in the text as it stands; empty for a label alone.
func (r rules) label(text string) (labelRule, string, bool) {
	length := utf8.RuneCountInString(text)
	if length > 600 {
		return labelRule{}, "", false
	}
	head, value := text, ""
	if at := strings.IndexAny(text, ":："); at >= 0 {
		_, size := utf8.DecodeRuneInString(text[at:])
		head, value = text[:at], trimSpace(text[at+size:])
	}
	if utf8.RuneCountInString(head) > longestLabel {
		return labelRule{}, "", false
	}
	head = normalLine(head)
	whole := head
	if value != "" && length <= longestLabel {
		whole = strings.TrimRight(normalLine(text), " :")
	}
	for _, t := range r.active {
		if rule, ok := t.labels[head]; ok {
			return rule, value, true
		}
		if rule, ok := t.labels[whole]; ok {
			return rule, "", true
		}
	}
	return labelRule{}, "", false
}

// furniture reports whether a line is furniture as it stands.
func (r rules) furniture(text string) bool {
	if utf8.RuneCountInString(text) > 300 {
		return false
	}
	line := normalLine(text)
	if r.furnitureLine(line) || r.settingLine(line) {
		return true
	}
	if at := strings.IndexAny(line, "|>–—"); at > 0 && r.relatedLabel(line[:at]) {
		return true
	}
	if head, value, ok := strings.Cut(line, ":"); ok && value != "" {
		if r.relatedLabel(head) || r.shareLabel(head) && !endsWithStop(value) {
			return true
		}
		if r.knownFurniture(head) {
			return r.composite(value)
		}
	}
	return r.composite(text)
}

// furnitureLine looks a normalised line up, with and without the numbers
// around it ("3 commentaires").
func (r rules) furnitureLine(line string) bool {
	if r.knownFurniture(line) {
		return true
	}
	for _, t := range r.active {
		if t.patterns.match(line) {
			return true
		}
	}
	return false
}

// knownFurniture is furnitureLine without the patterns, for a part of a line.
func (r rules) knownFurniture(line string) bool {
	line = strings.Trim(line, decoration+":")
	bare := strings.Trim(line, " :0123456789.…!?")
	for _, t := range r.active {
		if t.furniture[line] || bare != "" && t.furniture[bare] {
			return true
		}
	}
	return false
}

// relatedLabel reports whether a normalised line is a label of links to other
// stories.
func (r rules) relatedLabel(line string) bool {
	line = strings.Trim(line, decoration+":")
	for _, t := range r.active {
		if t.related[line] {
			return true
		}
	}
	return false
}

// shareLabel reports whether a normalised line announces where to share.
func (r rules) shareLabel(line string) bool {
	line = strings.Trim(line, decoration+":")
	for _, t := range r.active {
		if t.shares[line] {
			return true
		}
	}
	return false
}

// partSeparators stand between the buttons of a line.
var partSeparators = pattern(`[|｜•·/【】\[\]()（）,،、，;؛\t\x{3000}]+|\s{2,}`)

// composite reports whether a line consists of nothing but furniture, such as
// the names of the places to share to.
func (r rules) composite(text string) bool {
	if length := utf8.RuneCountInString(text); length > 200 || length > shortestProse && endsWithStop(text) {
		return false
	}
	found := false
	for _, part := range partSeparators().Split(text, -1) {
		part = trimSpace(part)
		if part == "" {
			continue
		}
		if r.knownAgency(part) {
			continue
		}
		if !r.furnitureLine(normalLine(part)) && !r.unwanted(part) && !r.words(normalLine(part)) {
			return false
		}
		found = true
	}
	return found
}

// unwanted reports whether a part of a line is a label of no interest with
// its value.
func (r rules) unwanted(part string) bool {
	rule, value, ok := r.label(part)
	return ok && value != "" && (rule.role == "furniture" || rule.role == "editor")
}

// words reports whether a line can be read as a row of furniture: "facebook
// whatsapp copiar ligação".
func (r rules) words(line string) bool {
	const longest = 5 // words of one label
	words := strings.Fields(line)
	for len(words) > 0 {
		n := min(longest, len(words))
		for n > 0 && !r.knownFurniture(strings.Join(words[:n], " ")) {
			n--
		}
		if n == 0 {
			return false
		}
		words = words[n:]
	}
	return true
}

// settingLine recognises "Notification: Non": a label of a few words and yes
// or no.
func (r rules) settingLine(line string) bool {
	label, value, ok := strings.Cut(line, ":")
	return ok && len(strings.Fields(label)) <= 4 && r.isValue(value)
}

// crumbs separate the steps of a path through a site.
var crumbs = pattern(`\s*[>›»→＞]\s*`)

// breadcrumb reports whether a line is a path through a site ("Accueil >
// Santé"). With strokes it must be three steps or begin at home.
func (r rules) breadcrumb(text string) bool {
	if utf8.RuneCountInString(text) > 120 || endsWithStop(text) {
		return false
	}
	steps := crumbs().Split(trimSpace(text), -1)
	if strings.Contains(text, "«") {
		steps = nil
	}
	if len(steps) < 2 {
		steps = strings.Split(text, " / ")
		if len(steps) < 2 || len(steps) < 3 && !r.knownFurniture(normalLine(steps[0])) {
			return false
		}
	}
	for _, step := range steps {
		if len(strings.Fields(step)) > 5 || utf8.RuneCountInString(step) > 40 {
			return false
		}
	}
	return true
}

// siteName reports whether a line holds a word that names a news site, such
// as Courrier, News or 新闻网.
func (r rules) siteName(text string) bool {
	for word := range strings.FieldsFuncSeq(normalLine(text), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("|-–—·,:/", r) }) {
		runes := []rune(word)
		ideographs := unspaced(runes[len(runes)-1])
		for _, t := range r.active {
			for _, name := range t.siteNames {
				if word == name || ideographs && strings.HasSuffix(word, name) {
					return true
				}
			}
		}
	}
	return false
}

// isValue reports whether text is yes or no.
func (r rules) isValue(text string) bool {
	if utf8.RuneCountInString(text) > longestLabel {
		return false
	}
	line := normalLine(text)
	for _, t := range r.active {
		if t.values[line] {
			return true
		}
	}
	return false
}

// knownAgency reports whether text is the name of an agency and nothing else.
func (r rules) knownAgency(text string) bool {
	if utf8.RuneCountInString(text) > 60 {
		return false
	}
	if _, ok := r.agency(text); ok {
		return true
	}
	before, last := r.lastAgency(text)
	return before != "" && last != ""
}

// lastAgency cuts "Le Monde avec AFP" or "AFP et Reuters" before the agency at
// its end; both are empty if it is no such line.
func (r rules) lastAgency(text string) (before, last string) {
	words := strings.Fields(strings.Trim(text, "()（） "))
	if len(words) < 2 || len(words) > 6 {
		return "", ""
	}
	for n := len(words) - 2; n >= 0; n-- {
		for _, t := range r.active {
			if !t.with[normalLine(words[n])] {
				continue
			}
			if name, ok := r.agency(strings.Join(words[n+1:], " ")); ok {
				return strings.Join(words[:n+1], " "), name
			}
		}
	}
	return "", ""
}

func (r rules) agency(text string) (string, bool) {
	line := normalLine(text)
	for _, t := range r.active {
		if name, ok := t.agencies[line]; ok {
			return name, true
		}
	}
	return "", false
}

// agencyName returns the name under which an agency is known, or text itself.
func (r rules) agencyName(text string) string {
	if name, ok := r.agency(text); ok {
		return name
	}
	if _, name := r.lastAgency(text); name != "" {
		return name
	}
	return strings.Trim(trimSpace(text), "()（）[]/ ")
}

// byline returns the name in a line that says who wrote the article, or "".
func (r rules) byline(text string) string {
	if utf8.RuneCountInString(text) > 90 || strings.ContainsAny(text, "!?！？。") {
		return ""
	}
	name := r.capture(func(t *siteTemplate) []*regexp.Regexp { return t.bylines }, text)
	if at := strings.LastIndexByte(text, ','); at > 0 && name == "" && r.knownAgency(text[at+1:]) {
		return r.byline(text[:at]) // Von Max Muster, dpa
	}
	return name
}

// capture returns the first group of the first pattern that matches.
func (r rules) capture(patterns func(*siteTemplate) []*regexp.Regexp, text string) string {
	for _, t := range r.active {
		for _, pattern := range patterns(t) {
			if m := pattern.FindStringSubmatch(text); len(m) > 1 {
				return trimSpace(m[1])
			}
		}
	}
	return ""
}

// separators cut a line of metadata into its parts.
var separators = pattern(`\s*[|｜•·/]\s+|\s+[–—-]\s+|\x{3000}+|\t+|\s{2,}`)

// lineParts cuts a line of metadata at its separators and before its labels.
func (r rules) lineParts(text string) []string {
	var parts []string
	for _, part := range separators().Split(trimSpace(text), -1) {
		parts = append(parts, r.cutBeforeLabel(part)...)
	}
	out := parts[:0]
	for _, part := range parts {
		if part = trimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// cutBeforeLabel cuts "2024-05-08 来源：新华社" before "来源".
func (r rules) cutBeforeLabel(text string) []string {
	for at, char := range text {
		if at == 0 || text[at-1] != ' ' && char < utf8.RuneSelf {
			continue
		}
		rest := text[at:]
		if _, value, ok := r.label(rest); ok && value != "" || r.furnitureLine(normalLine(rest)) {
			return []string{text[:at], rest}
		}
	}
	return []string{text}
}
