package segment

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// A rule file has a head of directives (language, name, include, set, chars)
// and then lists. data/README.md describes it for linguists.
type ruleFile struct {
	language string
	name     string
	includes []string
	settings []string
	chars    []charLine
	lists    []list
}

// charLine changes what characters mean in a language.
type charLine struct {
	class class
	chars string
}

// list is one list of words with its reason and examples.
type list struct {
	kind     kind
	why      string
	examples []string // "|" stands where a sentence ends
	words    []string // "_" has become a space
}

// charClasses names the classes that a chars directive can give.
var charClasses = map[string]class{
	"opening":    opening,
	"closing":    closing,
	"either":     either,
	"term":       term,
	"wide":       term | wide,
	"continuing": continuing,
	"nothing":    0,
}

// parseRules reads a rule file. Errors name the line.
func parseRules(r io.Reader) (*ruleFile, error) {
	f := new(ruleFile)
	sc := bufio.NewScanner(r)
	for n := 1; sc.Scan(); n++ {
		text := strings.TrimSpace(sc.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if !utf8.ValidString(text) {
			return nil, fmt.Errorf("line %d: not UTF-8", n)
		}
		if err := f.parseLine(text); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("reading rules: %w", err)
	}
	return f, nil
}

func (f *ruleFile) parseLine(text string) error {
	if strings.HasPrefix(text, "[") {
		name := strings.Trim(text, "[]")
		k, ok := kindNames[name]
		if !ok {
			return fmt.Errorf("unknown list %q", name)
		}
		f.lists = append(f.lists, list{kind: k})
		return nil
	}
	if len(f.lists) == 0 {
		return f.parseHead(text)
	}
	l := &f.lists[len(f.lists)-1]
	if why, ok := strings.CutPrefix(text, "why:"); ok {
		l.why = strings.TrimSpace(l.why + " " + strings.TrimSpace(why))
		return nil
	}
	if eg, ok := strings.CutPrefix(text, "eg:"); ok {
		l.examples = append(l.examples, strings.TrimSpace(eg))
		return nil
	}
	for _, w := range strings.Fields(text) {
		l.words = append(l.words, strings.ReplaceAll(w, "_", " "))
	}
	return nil
}

func (f *ruleFile) parseHead(text string) error {
	word, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	switch word {
	case "language":
		f.language = rest
	case "name":
		f.name = rest
	case "include":
		f.includes = append(f.includes, strings.Fields(rest)...)
	case "set":
		for _, s := range strings.Fields(rest) {
			if _, ok := settingNames[s]; !ok {
				return fmt.Errorf("unknown setting %q", s)
			}
			f.settings = append(f.settings, s)
		}
	case "chars":
		name, chars, _ := strings.Cut(rest, " ")
		cl, ok := charClasses[name]
		if !ok {
			return fmt.Errorf("unknown class of characters %q", name)
		}
		f.chars = append(f.chars, charLine{cl, strings.Join(strings.Fields(chars), "")})
	default:
		return fmt.Errorf("unknown directive %q", word)
	}
	return nil
}
