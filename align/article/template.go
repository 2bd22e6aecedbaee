package article

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/andybalholm/cascadia"
)

//go:embed templates/*.template
var builtinTemplates embed.FS

// siteTemplate says how the pages of one kind of site are laid out and
// labelled. templates/README.md describes the file format.
type siteTemplate struct {
	name     string
	always   bool // its rules hold for every article
	whenText []*regexp.Regexp
	whenHTML []cascadia.Matcher
	elements map[string]cascadia.SelectorGroup // html-body … → selector
	labels   map[string]labelRule              // by form
	// The keys of these maps are normalised lines; see normalLine.
	furniture map[string]bool
	patterns  globSet         // furniture with a * in it
	related   map[string]bool // labels of links to other stories
	shares    map[string]bool // words before the places to share to
	endings   []string        // marks behind the last sentence, as they stand
	values    map[string]bool
	agencies  map[string]string // normalised form → canonical name
	with      map[string]bool   // words before a second agency
	siteNames []string
	bylines   []*regexp.Regexp
	credits   []*regexp.Regexp
	leads     []*regexp.Regexp
}

// labelRule is a label of a content system: it is furniture itself, and says
// what role the text behind it has.
type labelRule struct {
	form string // normalised, without colon
	role string // one of labelRoles
}

// labelRoles are the roles that a label may give to what follows.
var labelRoles = map[string]bool{
	"title": true, "date": true, "author": true, "agency": true,
	"caption": true, "credit": true, "photo": true, "url": true, "editor": true, "furniture": true,
}

// elementRoles are the keys that name elements of a page.
var elementRoles = map[string]bool{
	"title": true, "date": true, "author": true, "agency": true,
	"caption": true, "credit": true, "body": true, "field": true, "drop": true,
}

var loadBuiltin = sync.OnceValues(func() ([]*siteTemplate, error) {
	sub, err := fs.Sub(builtinTemplates, "templates")
	if err != nil {
		return nil, err
	}
	return readTemplates(sub)
})

// loadTemplates returns the templates of the user, then the built-in ones.
func loadTemplates(user fs.FS) ([]*siteTemplate, error) {
	builtin, err := loadBuiltin()
	if err != nil || user == nil {
		return builtin, err
	}
	own, err := readTemplates(user)
	if err != nil {
		return nil, err
	}
	return append(own, builtin...), nil
}

// readTemplates reads every *.template in the root of a folder, by name.
func readTemplates(folder fs.FS) ([]*siteTemplate, error) {
	names, err := fs.Glob(folder, "*.template")
	if err != nil {
		return nil, err
	}
	var templates []*siteTemplate
	for _, name := range names {
		text, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("read template %s: %w", name, err)
		}
		t, err := parseTemplate(string(text))
		if err != nil {
			return nil, fmt.Errorf("template %s: %w", name, err)
		}
		if t.name == "" {
			t.name = strings.TrimSuffix(path.Base(name), ".template")
		}
		templates = append(templates, t)
	}
	return templates, nil
}

// parseTemplate reads the lines "key: value" of a template. A line that
// begins with # is a comment; a key may come several times.
func parseTemplate(text string) (*siteTemplate, error) {
	t := &siteTemplate{
		elements:  map[string]cascadia.SelectorGroup{},
		labels:    map[string]labelRule{},
		furniture: map[string]bool{},
		related:   map[string]bool{},
		shares:    map[string]bool{},
		values:    map[string]bool{},
		with:      map[string]bool{},
		agencies:  map[string]string{},
	}
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("line %d: no colon; write key: value", number)
		}
		if err := t.set(strings.TrimSpace(key), strings.TrimSpace(value)); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	return t, nil
}

// set takes one line of a template.
func (t *siteTemplate) set(key, value string) error {
	if role, ok := strings.CutPrefix(key, "html-"); ok {
		return t.setElement(role, value)
	}
	if role, ok := strings.CutPrefix(key, "label-"); ok {
		return t.setLabels(role, value)
	}
	switch key {
	case "name":
		t.name = value
	case "about":
	case "always":
		t.always = value == "yes"
	case "when-text":
		return addPattern(&t.whenText, value)
	case "when-html":
		sel, err := cascadia.ParseGroup(value)
		if err != nil {
			return fmt.Errorf("selector %q: %w", value, err)
		}
		t.whenHTML = append(t.whenHTML, sel)
	case "furniture":
		t.setFurniture(value)
	case "share":
		t.setFurniture(value)
		for _, form := range alternatives(value) {
			t.shares[strings.TrimRight(normalLine(form), " :")] = true
		}
	case "ending":
		t.endings = append(t.endings, alternatives(value)...)
	case "related":
		for _, form := range alternatives(value) {
			t.related[strings.TrimRight(normalLine(form), " :")] = true
		}
	case "value":
		for _, form := range alternatives(value) {
			t.values[normalLine(form)] = true
		}
	case "agency":
		forms := alternatives(value)
		for _, form := range forms {
			t.agencies[normalLine(form)] = forms[0]
		}
	case "agency-with":
		for _, form := range alternatives(value) {
			t.with[normalLine(form)] = true
		}
	case "site-name":
		for _, form := range alternatives(value) {
			t.siteNames = append(t.siteNames, normalLine(form))
		}
	case "byline":
		return addPattern(&t.bylines, value)
	case "credit":
		return addPattern(&t.credits, value)
	case "lead":
		return addPattern(&t.leads, value)
	default:
		return fmt.Errorf("no key %q", key)
	}
	return nil
}

func (t *siteTemplate) setElement(role, value string) error {
	if !elementRoles[role] {
		return fmt.Errorf("no key %q", "html-"+role)
	}
	sel, err := cascadia.ParseGroup(value)
	if err != nil {
		return fmt.Errorf("selector %q: %w", value, err)
	}
	t.elements[role] = append(t.elements[role], sel...)
	return nil
}

func (t *siteTemplate) setLabels(role, value string) error {
	if !labelRoles[role] {
		return fmt.Errorf("no key %q", "label-"+role)
	}
	for _, form := range alternatives(value) {
		form = strings.TrimRight(normalLine(form), " :")
		if utf8.RuneCountInString(form) > longestLabel-20 {
			return fmt.Errorf("label %q is longer than %d characters", form, longestLabel-20)
		}
		if _, twice := t.labels[form]; !twice {
			t.labels[form] = labelRule{form: form, role: role}
		}
	}
	return nil
}

// setFurniture takes lines that are furniture. A * stands for anything.
func (t *siteTemplate) setFurniture(value string) {
	for _, form := range alternatives(value) {
		if !strings.Contains(form, "*") {
			t.furniture[normalLine(form)] = true
			continue
		}
		parts := strings.Split(form, "*")
		for i, part := range parts {
			parts[i] = foldLine(part, i > 0, i < len(parts)-1)
		}
		t.patterns.add(parts)
	}
}

func addPattern(list *[]*regexp.Regexp, value string) error {
	pattern, err := regexp.Compile(wideSpace(value))
	if err != nil {
		return err
	}
	*list = append(*list, pattern)
	return nil
}

// wideSpace makes \s match every space of Unicode, the no-break space of
// French before all.
func wideSpace(pattern string) string {
	var b strings.Builder
	class := false
	for i := 0; i < len(pattern); i++ {
		switch {
		case pattern[i] == '\\' && i+1 < len(pattern) && pattern[i+1] == 's':
			i++
			if class {
				b.WriteString(`\s\p{Zs}`)
			} else {
				b.WriteString(`[\s\p{Zs}]`)
			}
			continue
		case pattern[i] == '\\' && i+1 < len(pattern):
			b.WriteByte(pattern[i])
			i++
		case pattern[i] == '[' && !class:
			class = true
		case pattern[i] == ']':
			class = false
		}
		b.WriteByte(pattern[i])
	}
	return b.String()
}

// alternatives cuts "A | B | C".
func alternatives(value string) []string {
	var out []string
	for form := range strings.SplitSeq(value, " | ") {
		if form = strings.TrimSpace(form); form != "" {
			out = append(out, form)
		}
	}
	return out
}

// rules is what holds for one article: the template of its site, if one was
// recognised, and the templates that always hold.
type rules struct {
	site   *siteTemplate
	active []*siteTemplate
}

// rulesFor collects the active templates; site may be nil.
func rulesFor(site *siteTemplate, templates []*siteTemplate) rules {
	r := rules{site: site}
	if site != nil {
		r.active = append(r.active, site)
	}
	for _, t := range templates {
		if t.always && t != site {
			r.active = append(r.active, t)
		}
	}
	return r
}

// recognise returns the first template that knows one of the pieces.
func recognise(templates []*siteTemplate, pieces []piece) *siteTemplate {
	for _, t := range templates {
		for _, pattern := range t.whenText {
			for i := range pieces {
				if pattern.MatchString(pieces[i].text) || slices.ContainsFunc(pieces[i].soft, pattern.MatchString) {
					return t
				}
			}
		}
	}
	return nil
}
