package pretranslate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// escapeMarkdown writes a text so that Markdown shows it as it is. Only what
// would be taken for a mark gets a backslash.
func escapeMarkdown(text, next string, b *block) (string, bool) {
	text, ok := flat(text)
	if !ok {
		return "", false
	}
	switch b.style {
	case `yaml"`:
		return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text), true
	case "yaml'":
		return strings.ReplaceAll(text, "'", "''"), true
	case "yamlbare":
		return text, !yamlUnsafe().MatchString(text)
	case `title"`, "title'", "title)":
		return escapeTitle(text, b.style[len("title"):]), true
	}
	var out strings.Builder
	for i, r := range text {
		if special(text, i, r) || r == '|' && b.style == "cell" || r == '!' && i+1 == len(text) && strings.HasPrefix(next, "[") {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return escapeStart(out.String()), true
}

// yamlUnsafe is what a bare value must not hold: it would mean something else,
// or nothing.
var yamlUnsafe = lazyPattern("^[\\s\"'\\[\\]{}|>&*!%@`#,?:-]|:(?:\\s|$)|\\s#|\\s$|^$|^(?i:true|false|yes|no|null|~)$|^[\\d.+-]+$")

// escapeTitle writes the title of a link between its quotes.
func escapeTitle(text, quote string) string {
	marks := []string{`\`, `\\`, "&", "&amp;", quote, `\` + quote}
	if quote == ")" {
		marks = append(marks, "(", `\(`)
	}
	return strings.NewReplacer(marks...).Replace(text)
}

var entityAhead = lazyPattern(`^&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);`)

// special reports whether the character at i would be taken for a mark.
func special(text string, i int, r rune) bool {
	switch r {
	case '*', '`', '[', ']':
		return true
	case '\\':
		next, _ := utf8.DecodeRuneInString(text[i+1:])
		return i+1 == len(text) || next < utf8.RuneSelf && (unicode.IsPunct(next) || unicode.IsSymbol(next))
	case '_':
		// Within a word it is no mark.
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+1:])
		return !inWord(before) || !inWord(after)
	case '<':
		next, _ := utf8.DecodeRuneInString(text[i+1:])
		return i+1 == len(text) || unicode.IsLetter(next) || strings.ContainsRune("/!?", next)
	case '&':
		return entityAhead().MatchString(text[i:])
	case '~':
		return strings.HasPrefix(text[i:], "~~") || i > 0 && text[i-1] == '~'
	}
	return false
}

var (
	startMark   = lazyPattern(`^(?:#{1,6}(?:\s|$)|[-+](?:\s|$)|>|=+\s*$|-+\s*$|~~~|:?-)`)
	startNumber = lazyPattern(`^\d{1,9}[.)](?:\s|$)`)
)

// escapeStart keeps the first characters from making a heading, an item or a
// quotation of the text.
func escapeStart(text string) string {
	body := strings.TrimLeft(text, " \t")
	lead := text[:len(text)-len(body)]
	switch {
	case startMark().MatchString(body):
		return lead + `\` + body
	case startNumber().MatchString(body):
		digits := strings.IndexAny(body, ".)")
		return lead + body[:digits] + `\` + body[digits:]
	}
	return text
}

// holds reads what was written for a sentence with codes again. A mark may stand
// next to other characters in the translation, where it is none.
func (r *markdownReader) holds(written string, b *block, a *answer) bool {
	first, last := a.changed()
	pieces := a.target[first : len(a.target)-last]
	if !hasCode(pieces) || strings.HasPrefix(b.style, htmlStyle) {
		return true
	}
	again := &markdownReader{flow: &flow{}}
	text := written + "\n"
	for _, label := range r.labels {
		text += "\n[" + label + "]: x\n"
	}
	if err := again.read(text); err != nil || len(again.flow.blocks) == 0 {
		return false
	}
	return sameCodes(pieces, again.flow.blocks[0].pieces)
}

// sameCodes reports whether two runs of pieces have codes of the same kinds in
// the same order. The codes themselves may hold a title that was translated.
func sameCodes(a, b []piece) bool {
	codes := func(pieces []piece) []string {
		var out []string
		for _, p := range pieces {
			if p.code != nil {
				out = append(out, string('0'+rune(p.code.kind))+p.code.raw[:1])
			}
		}
		return out
	}
	return slices.Equal(codes(a), codes(b))
}
