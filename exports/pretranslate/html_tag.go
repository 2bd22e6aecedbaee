package pretranslate

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/text/language"
)

// htmlTag is a start tag with its place.
type htmlTag struct {
	name       string
	attrs      []htmlAttr
	start, end int
}

// htmlAttr is an attribute; its value stands from start to end in the file.
type htmlAttr struct {
	name       string // in small letters
	value      string
	start, end int
	quote      string // empty when the value has none
}

var htmlAttrPattern = lazyPattern("([^\\s\"'<>/=]+)(?:\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'=<>`]+)))?")

func newHTMLTag(text, name string, start, end int) *htmlTag {
	tag := &htmlTag{name: name, start: start, end: end}
	from := start + 1 + len(name)
	if from > end {
		return tag
	}
	raw := text[from:end]
	for _, m := range htmlAttrPattern().FindAllStringSubmatchIndex(raw, -1) {
		a := htmlAttr{name: strings.ToLower(raw[m[2]:m[3]])}
		for i, quote := range []string{`"`, "'", ""} {
			if m[4+2*i] >= 0 {
				a.start, a.end, a.quote = from+m[4+2*i], from+m[5+2*i], quote
				a.value = html.UnescapeString(text[a.start:a.end])
			}
		}
		tag.attrs = append(tag.attrs, a)
	}
	return tag
}

func (t *htmlTag) attr(name string) string {
	for _, a := range t.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

func (t *htmlTag) void() bool { return voidTags[t.name] }

// hidden reports whether the page says that the element is not to be
// translated.
func (t *htmlTag) hidden() bool {
	return strings.EqualFold(t.attr("translate"), "no") || slices.Contains(strings.Fields(t.attr("class")), "notranslate")
}

// isRead reports whether people read the value of an attribute.
func (t *htmlTag) isRead(name string) bool {
	switch {
	case t.name == "meta":
		return name == "content" && (readMeta[strings.ToLower(t.attr("name"))] || readMeta[strings.ToLower(t.attr("property"))])
	case t.name == "input" && name == "value":
		kind := strings.ToLower(t.attr("type"))
		return kind == "submit" || kind == "button" || kind == "reset"
	}
	return readAttrs[name] && t.name != "link"
}

var htmlEntity = lazyPattern(`&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);?`)

// unescapeHTML cuts a text into pieces; character references are pieces of
// their own.
func unescapeHTML(text string, base int) []piece {
	var pieces []piece
	add := func(plain string, start, end int) {
		if start < end {
			pieces = append(pieces, piece{text: plain, start: base + start, end: base + end})
		}
	}
	at := 0
	for _, m := range htmlEntity().FindAllStringIndex(text, -1) {
		plain := html.UnescapeString(text[m[0]:m[1]])
		if plain == text[m[0]:m[1]] {
			continue
		}
		add(text[at:m[0]], at, m[0])
		add(plain, m[0], m[1])
		at = m[1]
	}
	add(text[at:], at, len(text))
	return pieces
}

var htmlEscapers = map[string]*strings.Replacer{
	"":  strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;"),
	`"`: strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;"),
	"'": strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "'", "&#39;"),
}

// escapeHTML writes a text, or the value of an attribute. What the file's
// encoding lacks becomes a reference.
func (o *original) escapeHTML(text, _ string, b *block) (string, bool) {
	text, ok := flat(text)
	return o.references(htmlEscapers[b.style].Replace(text)), ok
}

// languageEdits sets lang and dir when all of the page was translated.
func (r *htmlReader) languageEdits(to language.Tag) []edit {
	if r.root == nil || !allWritten(r.flow.blocks) {
		return nil
	}
	edits := r.setAttr("lang", to.String(), true)
	if r.root.attr("xml:lang") != "" {
		edits = append(edits, r.setAttr("xml:lang", to.String(), true)...)
	}
	direction := "ltr"
	script, _ := to.Script()
	if slices.Contains([]string{"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm"}, script.String()) {
		direction = "rtl"
	}
	return append(edits, r.setAttr("dir", direction, direction == "rtl")...)
}

// setAttr gives the html element an attribute, which is added only if needed.
func (r *htmlReader) setAttr(name, value string, add bool) []edit {
	for _, a := range r.root.attrs {
		switch {
		case a.name != name || a.start == 0:
		case strings.EqualFold(a.value, value):
			return nil
		default:
			return []edit{{a.start, a.end, value}}
		}
	}
	if !add {
		return nil
	}
	at := r.root.start + len("<html")
	return []edit{{at, at, " " + name + `="` + value + `"`}}
}

// allWritten reports whether every segment that has something to translate was
// translated.
func allWritten(blocks []*block) bool {
	written := false
	for _, b := range blocks {
		for _, a := range b.answers {
			if !a.written() && a.reason != NoLetters {
				return false
			}
			written = written || a.written()
		}
	}
	return written
}
