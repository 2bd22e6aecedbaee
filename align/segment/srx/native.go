package srx

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"calque/align/segment"
	"golang.org/x/text/language"
)

// Unsayable lists what calque's own rules do that SRX cannot say. SRX looks at
// the characters before and after a place, one rule at a time, and keeps
// nothing in mind.
var Unsayable = []string{
	"that brackets or quotes opened earlier are still open, and how far away they close",
	"that the marks of a list follow in order, so that 2) starts an item because 1) did",
	"how many words the sentence has so far (At 5 a.m. Mr. Smith left.)",
	"that a straight quotation mark opens or closes, where white space does not show it",
	"that a short clause with a verb of saying follows a quotation",
	"that a line break within a block reads on, going by the length of the line",
	"that a sentence began with a small letter, so that the next may too",
}

// Native turns calque's own rules into SRX, for the languages given or for
// all that have rules. Languages without rules of their own get the default.
func Native(langs ...language.Tag) (*Document, error) {
	if len(langs) == 0 {
		for _, base := range segment.Languages() {
			langs = append(langs, language.Make(base))
		}
	}
	doc := &Document{Version: "2.0", Cascade: true, Notes: exportNotes()}
	for _, lang := range langs {
		set, err := segment.Rules(lang)
		if err != nil {
			return nil, fmt.Errorf("rules of %s: %w", lang, err)
		}
		if set.Language == "default" {
			continue
		}
		doc.Languages = append(doc.Languages, LanguageRules{Name: set.Name, Rules: languageRules(set)})
		doc.Maps = append(doc.Maps, LanguageMap{Pattern: eitherCase(set.Language) + `([-_].*)?`, Name: set.Name})
	}
	set, err := segment.Rules(language.Und)
	if err != nil {
		return nil, fmt.Errorf("default rules: %w", err)
	}
	doc.Languages = append(doc.Languages,
		LanguageRules{Name: set.Name, Rules: languageRules(set)},
		LanguageRules{Name: "All languages", Rules: commonRules()})
	doc.Maps = append(doc.Maps,
		LanguageMap{Pattern: ".*", Name: set.Name},
		LanguageMap{Pattern: ".*", Name: "All languages"})
	return doc, nil
}

// exportNotes tells a reader of the file what is missing from it.
func exportNotes() []string {
	notes := []string{"calque's rules of segmentation. SRX cannot say:"}
	for _, u := range Unsayable {
		notes = append(notes, "- "+u)
	}
	return notes
}

// eitherCase makes a pattern of a language code for both cases.
func eitherCase(code string) string {
	var b strings.Builder
	for _, r := range code {
		fmt.Fprintf(&b, "[%c%c]", unicode.ToUpper(r), unicode.ToLower(r))
	}
	return b.String()
}

const (
	white   = `[\s\u00A0\u202F]` // white space, also for engines whose \s is ASCII
	gap     = white + `+`
	openers = `["'“‘«‹„‚»(\[\u2013\u2014\-]*\s*` // what may stand before a capital
	stops   = `[.?!…؟।۔]`
	closers = `["'”’»›)\]\u201C\u2018]*`
)

// languageRules writes the lists of a language as rules.
func languageRules(set segment.Ruleset) []Rule {
	w := &ruleWriter{lists: map[string][]string{}, why: map[string]string{}}
	for _, l := range set.Lists {
		w.lists[l.Name] = append(w.lists[l.Name], l.Words...)
		if w.why[l.Name] == "" {
			w.why[l.Name] = l.Why
		}
	}
	w.ordinals = slices.Contains(set.Settings, "ordinals")
	w.starters()
	w.abbreviations()
	w.numbers()
	w.initials()
	w.quotations()
	return w.rules
}

// ruleWriter collects the rules of a language.
type ruleWriter struct {
	lists    map[string][]string
	why      map[string]string
	ordinals bool
	starter  string // expression for a word that starts sentences
	rules    []Rule
}

func (w *ruleWriter) add(note string, brk bool, before, after string) {
	w.rules = append(w.rules, Rule{Break: brk, Before: before, After: after, Note: note})
}

// starters prepares the expression for words that start sentences.
func (w *ruleWriter) starters() {
	words := append(slices.Clone(w.lists["starter"]), w.lists["article"]...)
	if len(words) == 0 {
		return
	}
	var parts []string
	for _, word := range words {
		if r, _ := utf8.DecodeRuneInString(word); unicode.IsLower(r) {
			parts = append(parts, capitalised(strings.ReplaceAll(word, "'", `['’]`)))
		}
	}
	if len(parts) > 0 {
		w.starter = gap + openers + `(?:` + strings.Join(parts, "|") + `)(?:\s|[,'’]|$)`
	}
}

// capitalised writes a word with its first letter as a capital.
func capitalised(word string) string {
	r, n := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[n:]
}

// anyOf writes abbreviations as one expression for what ends at their stop.
func (w *ruleWriter) anyOf(list string) string {
	var parts []string
	for _, word := range w.lists[list] {
		parts = append(parts, abbreviation(word))
	}
	if len(parts) == 0 {
		return ""
	}
	slices.Sort(parts)
	return `(?:^|[\s\u00A0\u202F'’(\["“«\-])(?:` + strings.Join(slices.Compact(parts), "|") + `)`
}

// abbreviation writes one abbreviation: one in small letters may have a
// capital, and a space within it may be missing.
func abbreviation(word string) string {
	word = strings.TrimSuffix(word, ".")
	var b strings.Builder
	for i, r := range word {
		switch {
		case r == ' ':
			b.WriteString(`\s?`)
		case i == 0 && unicode.IsLower(r) && utf8.RuneCountInString(word) > 1:
			fmt.Fprintf(&b, "[%c%c]", unicode.ToUpper(r), r)
		case r == '.':
			b.WriteString(`\.\s?`)
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return b.String() + `\.`
}

// abbreviations writes the lists of abbreviations; the rules that break come
// first, since the first that matches decides.
func (w *ruleWriter) abbreviations() {
	for _, list := range []string{"title", "inside"} {
		if before := w.anyOf(list); before != "" {
			w.add(w.why[list], false, before, white)
		}
	}
	if before := w.anyOf("number"); before != "" {
		w.add(w.why["number"], false, before, gap+`\(?(?:\p{Nd}|[IVXLC]+(?:\s|[.,;)]|$))`)
	}
	if before := w.anyOf("clock"); before != "" && len(w.lists["calendar"]) > 0 {
		w.add(w.why["clock"], false, before, w.calendar())
	}
	for _, list := range []string{"unit", "wary"} {
		before := w.anyOf(list)
		if before == "" {
			continue
		}
		if list == "unit" {
			units := strings.TrimPrefix(before, `(?:^|[\s\u00A0\u202F'’(\["“«\-])`)
			w.add(w.why[list], true, `\p{Nd}[\s\u00A0\u202F]*`+units, gap+`\p{Lu}`)
		}
		if w.starter != "" {
			w.add(w.why[list], true, before, w.starter)
		}
		w.add(w.why[list], false, before, white)
	}
	if names := w.lists["exclaim"]; len(names) > 0 {
		var parts []string
		for _, n := range names {
			parts = append(parts, regexp.QuoteMeta(n))
		}
		w.add(w.why["exclaim"], false, `(?:`+strings.Join(parts, "|")+`)`, white)
	}
}

// calendar is the expression for a month or weekday ahead.
func (w *ruleWriter) calendar() string {
	var parts []string
	for _, word := range w.lists["calendar"] {
		r, n := utf8.DecodeRuneInString(word)
		parts = append(parts, fmt.Sprintf("[%c%c]%s", unicode.ToUpper(r), r, word[n:]))
	}
	return gap + `(?:` + strings.Join(parts, "|") + `)`
}

// numbers writes ordinals and the markers of list items.
func (w *ruleWriter) numbers() {
	w.add("A number at the start marks a list item.", false, `^\s*\p{Nd}{1,2}\.`, white)
	if !w.ordinals {
		return
	}
	const before = `(?:^|[\s\u00A0(])(?:\p{Nd}{1,3}|[IVXLC]{2,})\.`
	if len(w.lists["calendar"]) > 0 {
		w.add(w.why["calendar"], false, before, w.calendar())
	}
	if words := w.lists["heading"]; len(words) > 0 {
		w.add(w.why["heading"], true, `(?i)(?:`+strings.Join(words, "|")+`)\.?\s\p{Nd}{1,3}\.`, gap+`\p{Lu}`)
	}
	if w.starter != "" {
		w.add("A word that starts sentences after a number.", true, before, w.starter)
	}
	w.add("A number with a stop is an ordinal.", false, before, gap+`\p{L}`)
}

// initials writes single capitals, letters with stops, and what follows them.
func (w *ruleWriter) initials() {
	const initial = `(?:^|[\s\u00A0\-.(“«"'’])\p{Lu}\.`
	if w.starter != "" {
		w.add("A letter ends a sentence when a word that starts sentences follows.", true, `\p{Ll}\s\p{Lu}\.`, w.starter)
	}
	w.add("An initial belongs to the name after it.", false, initial, gap+`\p{Lu}`)
	w.add("Letters with stops are one abbreviation.", false, `(?:\p{L}\.){2,}`, gap+`[\p{Lu}\p{Nd}]`)
}

// quotations writes what reads on after a quotation in scripts without spaces.
func (w *ruleWriter) quotations() {
	if words := w.lists["fresh"]; len(words) > 0 {
		w.add(w.why["fresh"], true, `[。！？][」』”’]`, `(?:`+strings.Join(words, "|")+`)`)
	}
	if words := w.lists["continue"]; len(words) > 0 {
		w.add(w.why["continue"], false, `[。！？][」』”’]`, `(?:`+strings.Join(words, "|")+`)`)
	}
	if words := w.lists["continue-after-mark"]; len(words) > 0 {
		w.add(w.why["continue-after-mark"], false, `[！？][」』”’]`, `(?:`+strings.Join(words, "|")+`)`)
	}
}

// commonRules hold for all languages, after their own.
func commonRules() []Rule {
	return []Rule{
		{Note: "A blank line is a break.", Break: true, Before: `\n[ \t]*\n`, After: ``},
		{Note: "The sentence reads on after a comma, a colon, a closing bracket.", Before: stops + `+` + closers, After: `[\s\u00A0\u202F]*[,;:)\]、，；：]`},
		{Note: "A closing quotation mark set off by a space belongs to the sentence.", Before: stops + `+`, After: `[\s\u00A0\u202F]+[»›](?:[\s\u00A0\u202F]|[,;:.?!)]|$)`},
		{Note: "The quotation and its mark, with a small letter: reported speech.", Before: stops + `+[\s\u00A0\u202F]*[»›]`, After: gap + openers + `\p{Ll}`},
		{Note: "A small letter shows an abbreviation or reported speech.", Before: stops + `+` + closers, After: gap + openers + `\p{Ll}`},
		{Note: "Marks in brackets: (?), […].", Before: `[(\[]` + stops + `+[)\]]`, After: white},
		{Note: "A break after a closing mark set off by a space.", Break: true, Before: stops + `+[\s\u00A0\u202F]+[»›]`, After: white},
		{Note: "A break after a terminator and its closing marks.", Break: true, Before: stops + `+` + closers, After: white},
		{Note: "Scripts without spaces: closing marks belong to the sentence.", Before: `[。．！？｡]`, After: `[」』”’》〉）】。！？，、]`},
		{Note: "Titles of works are not torn.", Before: `[。！？][》〉]`, After: ``},
		{Note: "A number with a full-width stop.", Before: `\p{Nd}．`, After: `\p{Nd}`},
		{Note: "Scripts without spaces: a break needs none.", Break: true, Before: `[。．！？｡\u104B\u17D4\u17D5\u1362\u1367\u1368][」』”’）】]*`, After: ``},
	}
}
