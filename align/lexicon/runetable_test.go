package lexicon

import (
	"strings"
	"testing"

	"golang.org/x/text/language"
)

func TestEachTraditionalCharacterHasOneSimplified(t *testing.T) {
	of := map[rune]rune{}
	for line := range strings.Lines(hanData) {
		if line[0] == '#' {
			continue
		}
		for _, pair := range strings.Fields(line) {
			chars := []rune(pair)
			if len(chars) < 2 {
				t.Errorf("%s is no pair", pair)
			}
			for _, traditional := range chars[1:] {
				if had, ok := of[traditional]; ok {
					t.Errorf("%c stands for %c and for %c", traditional, had, chars[0])
				}
				of[traditional] = chars[0]
			}
		}
	}
	for traditional, simple := range of {
		if next, ok := of[simple]; ok {
			t.Errorf("%c stands for %c, which stands for %c", traditional, simple, next)
		}
	}
}

func TestChineseIsComparedInOneStandard(t *testing.T) {
	table := newRuneTable(language.MustParseBase("zh"))
	for _, pair := range []string{"于於", "別别", "奧奥", "併并", "並并", "禱祷", "覲觐", "鏢镖", "餘馀", "諮谘", "託托", "僱雇", "剎刹"} {
		chars := []rune(pair)
		if a, b := table.fold(chars[0]), table.fold(chars[1]); a != b {
			t.Errorf("%c is compared as %c, %c as %c", chars[0], a, chars[1], b)
		}
	}
}

func TestPhrasesMatchOverACommaAsTheyAreWritten(t *testing.T) {
	languages := []language.Tag{language.French, language.English, language.Arabic, language.Chinese, language.Japanese}
	l := New(languages, []Entry{{Class: Term, Cells: []string{
		"un pays, deux systèmes", "one country, two systems", "بلد واحد، نظامان", "一个国家，两种制度", "一つの国、二つの制度",
	}}})
	for _, c := range []struct {
		lang       language.Tag
		text, want string
	}{
		{language.French, "Le principe « un pays, deux systèmes » demeure.", "un pays, deux systèmes"},
		{language.English, "The One Country, Two Systems principle stands.", "One Country, Two Systems"},
		{language.English, "It is one country , two systems.", ""},
		{language.Arabic, "مبدأ بلد واحد، نظامان باق", "بلد واحد، نظامان"},
		{language.Chinese, "坚持一个国家，两种制度的方针", "一个国家，两种制度"},
		{language.Japanese, "一つの国、二つの制度という原則", "一つの国、二つの制度"},
	} {
		got := ""
		for _, f := range l.Concepts(c.lang, c.text) {
			got = c.text[f.Start:f.End]
		}
		if got != c.want {
			t.Errorf("%v: found %q in %q, want %q", c.lang, got, c.text, c.want)
		}
	}
}
