package segment

import (
	"maps"
	"slices"

	"golang.org/x/text/language"
)

// Ruleset is what the rule files say of a language, with what they include:
// for an export to other formats, or to show a person.
type Ruleset struct {
	Language string // base of the language tag, "default" for all others
	Name     string
	Settings []string // see data/README.md
	Lists    []List
}

// List is a list of words of one kind. An abbreviation that a later list of a
// file claims is left out of those of the files that it includes.
type List struct {
	Name  string // title, inside, starter, …, see data/README.md
	Why   string
	Words []string
}

// Rules returns the rules of a language, the default for one that has none.
func Rules(lang language.Tag) (Ruleset, error) {
	return describe(rulesFor(lang).language)
}

// Languages returns the languages that have rules of their own, as bases of
// language tags, in order.
func Languages() []string {
	names := slices.Sorted(maps.Keys(builders))
	return slices.DeleteFunc(names, func(n string) bool { return n == "latin" || n == "default" })
}

func describe(name string) (Ruleset, error) {
	f, err := readRules(name)
	if err != nil {
		return Ruleset{}, err
	}
	set := Ruleset{Language: f.language, Name: f.name, Settings: f.settings}
	own := map[string]bool{}
	for _, l := range f.lists {
		if l.kind&abbreviation != 0 {
			for _, w := range l.words {
				own[abbreviationKey(w)] = true
			}
		}
	}
	for _, inc := range f.includes {
		more, err := describe(inc)
		if err != nil {
			return Ruleset{}, err
		}
		for _, l := range more.Lists {
			l.Words = slices.DeleteFunc(l.Words, func(w string) bool {
				return kindNames[l.Name]&abbreviation != 0 && own[abbreviationKey(w)]
			})
			set.Lists = append(set.Lists, l)
		}
	}
	for _, l := range f.lists {
		set.Lists = append(set.Lists, List{Name: kindName(l.kind), Why: l.why, Words: slices.Clone(l.words)})
	}
	return set, nil
}

func kindName(k kind) string {
	for name, n := range kindNames {
		if n == k {
			return name
		}
	}
	return ""
}
