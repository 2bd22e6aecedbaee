package lexicon

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

//go:embed tables/regions.tsv
var regionData string

// A name is what a language calls a region or a language. Its id counts from 0:
// first the regions, then the languages.
type name struct {
	form string
	id   uint32
}

// place is a row of tables/regions.tsv: a region of the world, with the names
// that the CLDR does not give or not alone.
type place struct {
	region language.Region
	cells  []string // in the order of Columns
}

// places are the regions in the order of the table: first those with names of
// their own there, then all other countries that golang.org/x/text knows.
var places = sync.OnceValue(func() []place {
	var all []place
	seen := map[language.Region]bool{}
	for _, line := range strings.Split(regionData, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		code, rest, _ := strings.Cut(line, "\t")
		region, err := language.ParseRegion(code)
		if err != nil || seen[region] {
			continue
		}
		seen[region] = true
		all = append(all, place{region: region, cells: strings.Split(rest, "\t")})
	}
	for _, region := range display.Supported.Regions() {
		if !seen[region] && region.IsCountry() {
			all = append(all, place{region: region})
		}
	}
	return all
})

// spoken are the languages whose names are looked for: those that news is
// written in or about.
var spoken = strings.Fields(`af am ar az be bg bn bo br bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu
	ha he hi hr ht hu hy id ig is it ja jv ka kk km ko ku ky la ln lo lt lv mg mi mk ml mn mr ms mt my ne nl no
	om pa pl ps pt qu ro ru rw sa sd si sk sl so sq sr st su sv sw ta te tg th ti tk tl tr ug uk ur uz vi wo xh
	yo zh zu yue tzm`)

// namesIn are the names of regions and languages in one language, none if
// golang.org/x/text does not know it.
func namesIn(base language.Base) []name {
	tags := []language.Tag{language.Make(base.String())}
	if base.String() == "zh" {
		tags = append(tags, language.TraditionalChinese)
	}
	column := -1
	for i, c := range Columns {
		if c == base.String() {
			column = i
		}
	}
	var names []name
	all := places()
	for _, tag := range tags {
		if _, i, confidence := displayMatcher().Match(tag); confidence < language.High || i < 0 {
			continue
		}
		regions, languages := display.Regions(tag), display.Languages(tag)
		for i, p := range all {
			names = appendNames(names, uint32(i), regions.Name(p.region))
		}
		for i, code := range spoken {
			names = appendNames(names, uint32(len(all)+i), languages.Name(language.Make(code)))
		}
	}
	if column >= 0 {
		for i, p := range all {
			if column < len(p.cells) {
				for _, form := range forms(p.cells[column]) {
					names = append(names, name{form, uint32(i)})
				}
			}
		}
	}
	return names
}

var displayMatcher = sync.OnceValue(func() language.Matcher {
	return language.NewMatcher(display.Supported.Tags())
})

// appendNames adds a name as the CLDR writes it: what stands in brackets is
// another name (Myanmar (Birmanie)) or says which of two is meant.
func appendNames(names []name, id uint32, form string) []name {
	if form == "" {
		return names
	}
	if strings.Contains(form, "（") {
		form = strings.NewReplacer("（", "(", "）", ")").Replace(form)
	}
	outer, rest, ok := strings.Cut(form, "(")
	if outer = strings.TrimSpace(outer); outer != "" {
		names = append(names, name{outer, id})
	}
	if !ok {
		return names
	}
	inner, _, _ := strings.Cut(rest, ")")
	if alternative(inner) {
		names = append(names, name{inner, id})
	}
	return names
}

// alternative reports whether what stands in brackets is a name by itself and
// not a remark such as "partie française".
func alternative(inner string) bool {
	for _, w := range split(nil, inner) {
		if inner[w.start] < 0x80 && !w.capital {
			return false
		}
	}
	return utf8.RuneCountInString(inner) > 1 && !strings.Contains(inner, "-")
}
