package match

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

//go:embed languages.txt
var languagesFile string

// rules are what depends on the language.
type rules struct {
	elided       map[string]bool // words that an apostrophe closes
	elidesAll    bool            // an apostrophe closes any word
	decimalComma bool
}

// languageRules reads the embedded table.
var languageRules = sync.OnceValue(func() map[string]rules {
	table := map[string]rules{}
	for line := range strings.Lines(languagesFile) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		if len(fields) < 2 || fields[1] != "." && fields[1] != "," {
			panic(fmt.Sprintf("languages.txt: %q", line)) // it is part of the program
		}
		r := rules{decimalComma: fields[1] == ","}
		for _, word := range fields[2:] {
			if word == "*" {
				r.elidesAll = true
				continue
			}
			if r.elided == nil {
				r.elided = map[string]bool{}
			}
			r.elided[word] = true
		}
		table[fields[0]] = r
	}
	return table
})

// rulesOf returns the rules of a language, those of its base where its region
// or script has none of its own.
func rulesOf(lang string) rules {
	base, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(lang, "_", "-")), "-")
	if r, ok := languageRules()[base]; ok {
		return r
	}
	return rules{decimalComma: base != ""}
}
