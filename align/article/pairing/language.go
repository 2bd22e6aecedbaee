package pairing

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

//go:embed data/languages.tsv
var languagesTable string

var traditionalChinese = language.MustParse("zh-Hant")

// knownLanguages maps each code and name of the table, folded, to its tag.
var knownLanguages = sync.OnceValue(func() map[string]language.Tag {
	known := map[string]language.Tag{}
	for line := range strings.Lines(languagesTable) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		tag, names, _ := strings.Cut(strings.TrimSpace(line), "\t")
		parsed := language.MustParse(tag)
		known[strings.ToLower(tag)] = parsed
		for _, name := range strings.Fields(names) {
			known[strings.ToLower(name)] = parsed
		}
	}
	return known
})

// languageCode returns the language that a code of two or three letters means.
func languageCode(s string) (language.Tag, bool) {
	if len(s) > 3 {
		return language.Und, false
	}
	tag, ok := knownLanguages()[strings.ToLower(s)]
	return tag, ok
}

// languageName returns the language that a word means.
func languageName(s string) (language.Tag, bool) {
	if utf8.RuneCountInString(s) < 4 && len(s) == utf8.RuneCountInString(s) {
		return language.Und, false
	}
	tag, ok := knownLanguages()[strings.ToLower(norm.NFC.String(s))]
	return tag, ok
}

// languageTag returns the language of a code followed by a script, a region or
// both: zh-Hans, zh_CN, pt-BR, zh-Hant-TW.
func languageTag(parts []string) (language.Tag, bool) {
	if len(parts) == 1 {
		return languageCode(parts[0])
	}
	if _, ok := languageCode(parts[0]); !ok {
		return language.Und, false
	}
	for _, part := range parts[1:] {
		if len(part) != 4 && len(part) != 2 {
			return language.Und, false
		}
	}
	tag, err := language.Parse(strings.Join(parts, "-"))
	if err != nil {
		return language.Und, false
	}
	if region, confidence := tag.Region(); confidence == language.Exact && !region.IsCountry() {
		return language.Und, false
	}
	return canonical(tag), true
}

// parseLang reads a language as a person writes it in a manifest.
func parseLang(s string) (language.Tag, bool) {
	if tag, ok := languageCode(s); ok {
		return tag, true
	}
	if tag, ok := languageName(s); ok {
		return tag, true
	}
	tag, err := language.Parse(strings.ReplaceAll(s, "_", "-"))
	if err != nil || tag == language.Und {
		return language.Und, false
	}
	return canonical(tag), true
}

// canonical returns zh for simplified and zh-Hant for traditional Chinese,
// whatever region or script says so, and any other tag as it is.
func canonical(tag language.Tag) language.Tag {
	base, _ := tag.Base()
	if base.String() != "zh" {
		return tag
	}
	if script, _ := tag.Script(); script.String() == "Hant" {
		return traditionalChinese
	}
	return language.Chinese
}

// sameLanguage leaves regions aside: fr and fr-CA are one written language,
// zh and zh-Hant are two.
func sameLanguage(a, b language.Tag) bool {
	baseA, _ := a.Base()
	baseB, _ := b.Base()
	scriptA, _ := a.Script()
	scriptB, _ := b.Script()
	return baseA == baseB && scriptA == scriptB
}
