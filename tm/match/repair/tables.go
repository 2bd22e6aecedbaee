package repair

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"calque/tm/match"
)

//go:embed data/*.tsv
var dataFiles embed.FS

// locale is how one language writes values, from the data files.
type locale struct {
	lang           string
	decimal, group string
	least          int // digits from which on a whole number is grouped; 0 for never
	units          []unit
	percentAfter   []forms
	percentBefore  []forms
	months         [][]string // series of twelve
	weekdays       [][]string // series of seven
	genders        string     // of the weekdays, a letter each; - where all have one
	joints         joints
	currencies     []currency
	between        []string // words between an amount and its currency
	counting       counting
	clock          clock
	pronouns       []string
	sounds         []sound
	articles       map[string]bool
	articled       map[string]bool // names that take an article where others have none
}

// joints may stand between the parts of a date, the longest first.
type joints struct {
	dayMonth, monthYear, dayYear []string
	dayAfter                     bool // the day may stand after the month
}

// clock says which half of the day a time is in.
type clock struct{ behind, anywhere []string }

// sound is a group of words that depend on the sound of what follows: on
// whether it begins in one of some ways.
type sound struct{ words, beginnings []string }

// unit is a word that multiplies a figure by a power of ten.
type unit struct {
	power int
	forms forms
}

// currency is a currency with what says it in one language.
type currency struct {
	code, sign string
	word       forms
}

// forms are those of a word by plural category; all for a word of one form.
type forms struct {
	all string
	by  map[plural.Form]string
}

var categories = map[string]plural.Form{
	"one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other,
}

func readForms(cell string) forms {
	if cell == "-" || cell == "" {
		return forms{}
	}
	if !strings.Contains(cell, "=") {
		return forms{all: cell}
	}
	f := forms{by: map[plural.Form]string{}}
	for _, part := range strings.Fields(cell) {
		name, form, _ := strings.Cut(part, "=")
		category, ok := categories[name]
		if !ok {
			panic("repair: category " + part) // it is part of the program
		}
		f.by[category] = form
	}
	return f
}

// of returns the form for a category.
func (f forms) of(category plural.Form) string {
	if f.by == nil {
		return f.all
	}
	if form, ok := f.by[category]; ok {
		return form
	}
	return f.by[plural.Other]
}

// list returns all forms, none twice.
func (f forms) list() []string {
	if f.by == nil {
		if f.all == "" {
			return nil
		}
		return []string{f.all}
	}
	var out []string
	seen := map[string]bool{}
	for _, category := range []plural.Form{plural.One, plural.Two, plural.Few, plural.Many, plural.Other} {
		if form := f.by[category]; form != "" && !seen[form] {
			seen[form] = true
			out = append(out, form)
		}
	}
	return out
}

// tables are the data files that have lines of a language each, with the number of
// their cells and what a line says.
var tables = []struct {
	name  string
	cells int
	read  func(l *locale, cells []string)
}{
	{"percent", 3, func(l *locale, cells []string) {
		if cells[1] == "before" {
			l.percentBefore = append(l.percentBefore, readForms(cells[2]))
			return
		}
		l.percentAfter = append(l.percentAfter, readForms(cells[2]))
	}},
	{"months", 2, func(l *locale, cells []string) { l.months = append(l.months, series(cells[1], 12)) }},
	{"weekdays", 3, func(l *locale, cells []string) {
		l.weekdays, l.genders = append(l.weekdays, series(cells[1], 7)), cells[2]
	}},
	{"joints", 4, func(l *locale, cells []string) {
		l.joints = joints{dayMonth: alternatives(cells[1]), monthYear: alternatives(cells[2]), dayYear: alternatives(cells[3]), dayAfter: cells[3] != "-"}
	}},
	{"counting", 3, func(l *locale, cells []string) {
		for _, word := range strings.Fields(cells[2]) {
			l.counting.values[match.Tokenize(word, l.lang)[0].Key] = number(cells[1])
		}
	}},
	{"and", 2, func(l *locale, cells []string) { l.counting.and = set(cells[1]) }},
	{"articles", 2, func(l *locale, cells []string) {
		articles, names, _ := strings.Cut(cells[1], "|")
		l.articles = set(articles)
		for _, name := range strings.Split(names, ";") {
			l.articled[strings.TrimSpace(name)] = true
		}
	}},
	{"between", 2, func(l *locale, cells []string) { l.between = strings.Fields(cells[1]) }},
	{"sounds", 3, func(l *locale, cells []string) {
		l.sounds = append(l.sounds, sound{strings.Fields(cells[1]), strings.Fields(cells[2])})
	}},
	{"clock", 3, func(l *locale, cells []string) { l.clock = clock{phrases(cells[1]), phrases(cells[2])} }},
	{"pronouns", 2, func(l *locale, cells []string) { l.pronouns = strings.Fields(cells[1]) }},
}

// locales reads the data files. A language and country has what its language
// has, but for numbers and units of its own.
var locales = sync.OnceValue(func() map[string]*locale {
	all := map[string]*locale{}
	get := func(lang string) *locale {
		if all[lang] == nil {
			all[lang] = newLocale(lang)
		}
		return all[lang]
	}
	for _, t := range tables {
		for _, row := range rows(t.name, t.cells) {
			t.read(get(row[0]), row)
		}
	}
	readCurrencies(get)
	units := readUnits()
	numbers := rows("numbers", 4)
	for _, regional := range []bool{false, true} {
		for _, row := range numbers {
			base, _, is := strings.Cut(row[0], "-")
			if is != regional {
				continue
			}
			l := *get(base)
			l.decimal, l.group, l.least = row[1], spaces.Replace(row[2]), number(row[3])
			if own := units[row[0]]; own != nil {
				l.units = own
			}
			all[row[0]] = &l
		}
	}
	return all
})

var spaces = strings.NewReplacer("NNBSP", "\u202f", "NBSP", "\u00a0")

func newLocale(lang string) *locale {
	return &locale{lang: lang, articled: map[string]bool{}, counting: counting{values: map[string]int{}}}
}

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(words) {
		all[word] = true
	}
	return all
}

// readUnits reads the units by language, or language and country.
func readUnits() map[string][]unit {
	units := map[string][]unit{}
	for _, row := range rows("units", 3) {
		units[row[0]] = append(units[row[0]], unit{number(row[1]), readForms(row[2])})
	}
	return units
}

// readCurrencies reads the table whose columns are languages.
func readCurrencies(get func(lang string) *locale) {
	langs := []string{"fr", "en", "zh", "ar", "es", "de", "ru", "pt", "ja", "it"}
	for _, row := range rows("currencies", 2+len(langs)) {
		sign := row[1]
		if sign == "-" {
			sign = ""
		}
		for i, lang := range langs {
			l := get(lang)
			l.currencies = append(l.currencies, currency{row[0], sign, readForms(row[2+i])})
		}
	}
}

// rows returns the cells of the lines of a data file.
func rows(name string, cells int) [][]string {
	data, err := dataFiles.ReadFile("data/" + name + ".tsv")
	if err != nil {
		panic("repair: " + err.Error()) // it is part of the program
	}
	var out [][]string
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) != cells {
			panic(fmt.Sprintf("repair: %s.tsv: %q does not have %d cells", name, line, cells))
		}
		out = append(out, row)
	}
	return out
}

func number(cell string) int {
	n, err := strconv.Atoi(cell)
	if err != nil {
		panic("repair: " + err.Error())
	}
	return n
}

// series reads names with _ for a space.
func series(cell string, count int) []string {
	names := strings.Fields(cell)
	if len(names) != count {
		panic("repair: not as many names as there should be: " + cell)
	}
	for i := range names {
		names[i] = strings.ReplaceAll(names[i], "_", " ")
	}
	return names
}

func alternatives(cell string) []string {
	if cell == "" || cell == "-" {
		return nil
	}
	return strings.Split(cell, "|")
}

func phrases(cell string) []string {
	if cell == "-" {
		return nil
	}
	return strings.Split(cell, ";")
}

// localeOf returns the locale of a language as its country has it, or by the
// base of its tag, one that knows nothing where there is no data.
func localeOf(lang language.Tag) *locale {
	base, _ := lang.Base()
	region, _ := lang.Region()
	for _, name := range []string{base.String() + "-" + region.String(), base.String()} {
		if l := locales()[name]; l != nil {
			return l
		}
	}
	return newLocale(base.String())
}

// sameGender reports whether two weekdays, from 1 on, are of one gender.
func (l *locale) sameGender(a, b int) bool {
	return l.genders == "-" || l.genders[a-1] == l.genders[b-1]
}

// spaced reports whether the language writes spaces between words.
func (l *locale) spaced() bool { return l.lang != "zh" && l.lang != "ja" }
