package article

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// label looks for a label at the start of a line. The value is what stands
// behind its colon, in the text as it stands; empty for a label alone.
func (r rules) label(text string) (labelRule, string, bool) {
	if utf8.RuneCountInString(text) > 600 {
		return labelRule{}, "", false
	}
	head, value := text, ""
	if at := strings.IndexAny(text, ":："); at >= 0 {
		_, size := utf8.DecodeRuneInString(text[at:])
		head, value = text[:at], trimSpace(text[at+size:])
	}
	head = normalLine(head)
	whole := strings.TrimRight(normalLine(text), " :")
	for _, t := range r.active {
		for _, rule := range t.labels {
			if rule.form == head && (value != "" || strings.ContainsAny(text, ":：")) {
				return rule, value, true
			}
			if rule.form == whole {
				return rule, "", true
			}
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
	bare := strings.Trim(line, " :0123456789.…!?")
	for _, t := range r.active {
		if t.furniture[line] || bare != "" && t.furniture[bare] {
			return true
		}
		for _, prefix := range t.prefixes {
			if strings.HasPrefix(line, prefix) {
				return true
			}
		}
	}
	return r.settingLine(line)
}

// settingLine recognises "Notification: Non": a label of a few words and yes
// or no.
func (r rules) settingLine(line string) bool {
	label, value, ok := strings.Cut(line, ":")
	return ok && len(strings.Fields(label)) <= 4 && r.isValue(value)
}

// isValue reports whether text is yes or no.
func (r rules) isValue(text string) bool {
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
	_, ok := r.agency(text)
	return ok
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
	return strings.Trim(trimSpace(text), "()（）[]/ ")
}

// byline returns the name in a line that says who wrote the article, or "".
func (r rules) byline(text string) string {
	if utf8.RuneCountInString(text) > 90 || strings.ContainsAny(text, "!?！？。") {
		return ""
	}
	return r.capture(func(t *siteTemplate) []*regexp.Regexp { return t.bylines }, text)
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
var separators = regexp.MustCompile(`\s*[|｜•·/]\s+|\s+[–—-]\s+|\x{3000}+|\t+|\s{2,}`)

// lineParts cuts a line of metadata at its separators and before its labels.
func (r rules) lineParts(text string) []string {
	var parts []string
	for _, part := range separators.Split(trimSpace(text), -1) {
		parts = append(parts, r.cutBeforeLabels(part)...)
	}
	out := parts[:0]
	for _, part := range parts {
		if part = trimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// cutBeforeLabels cuts "2024-05-08 来源：新华社" before "来源".
func (r rules) cutBeforeLabels(text string) []string {
	for at := range text {
		if at == 0 || text[at-1] != ' ' && text[at-1] < utf8.RuneSelf {
			continue
		}
		if _, value, ok := r.label(text[at:]); ok && value != "" {
			return append([]string{text[:at]}, text[at:])
		}
	}
	return []string{text}
}
