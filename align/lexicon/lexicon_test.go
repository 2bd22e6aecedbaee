package lexicon

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/language"
)

// found gives the texts of the concepts in a sentence that have the given
// French form.
func found(t *testing.T, lang, text, french string) []string {
	t.Helper()
	l := Shipped()
	var out []string
	for _, c := range l.Concepts(language.MustParse(lang), text) {
		if int(c.ID) >= len(l.entries) {
			continue
		}
		for _, form := range l.entries[c.ID].Forms(0) {
			if form == french {
				out = append(out, text[c.Start:c.End])
			}
		}
	}
	return out
}

func TestDataFilesFollowTheFormat(t *testing.T) {
	if _, err := ReadData(dataFiles, "data"); err != nil {
		t.Error(err)
	}
}

func TestConceptsFindsInflectedForms(t *testing.T) {
	for _, c := range []struct{ lang, text, french, want string }{
		{"fr", "Cependant, il viendra mardi.", "cependant", "Cependant"},
		{"fr", "jusqu’à aujourd’hui", "aujourd'hui", "aujourd’hui"},
		{"fr", "au cours de l'année", "an", "année"},
		{"fr", "des siècles", "siècle", "siècles"},
		{"en", "in recent centuries", "siècle", "centuries"},
		{"en", "the government's decades", "décennie", "decades"},
		{"de", "zwei Jahrhunderte", "siècle", "Jahrhunderte"},
		{"de", "im Januar 2020", "janvier", "Januar"},
		{"de", "die Jahrhunderthälfte", "siècle", "Jahrhundert"},
		{"de", "ein Kilometergeld", "kilomètre", "Kilometer"},
		{"de", "das Winterquartal", "trimestre", "quartal"},
		{"ru", "в прошлых столетиях", "siècle", "столетиях"},
		{"ru", "по понедельникам", "lundi", "понедельникам"},
		{"es", "hace siglos", "siècle", "siglos"},
		{"pt", "dez milhões", "million", "milhões"},
		{"it", "mille chilometri", "kilomètre", "chilometri"},
		{"zh", "21世紀的今天", "siècle", "世紀"},
		{"zh", "二十一世纪", "siècle", "世纪"},
		{"ja", "21世紀の初め", "siècle", "世紀"},
		{"ar", "وفي كانون الثاني الماضي", "janvier", "كانون الثاني"},
		{"ar", "والأسبوع المقبل", "la semaine prochaine", "والأسبوع المقبل"},
		{"ar", "خِلالَ الأسابيع", "semaine", "الأسابيع"},
	} {
		got := found(t, c.lang, c.text, c.french)
		if len(got) == 0 || got[0] != c.want {
			t.Errorf("%s %q: concept %s found in %q, want %q", c.lang, c.text, c.french, got, c.want)
		}
	}
}

func TestConceptsKnowsTheNamesOfCountries(t *testing.T) {
	texts := map[string]string{
		"fr": "les États-Unis", "en": "the United States", "zh": "美国", "ar": "الولايات المتحدة", "es": "Estados Unidos",
		"de": "die Vereinigten Staaten", "ru": "Соединенных Штатов", "pt": "Estados Unidos", "ja": "米国", "it": "gli Stati Uniti",
		"nl": "Verenigde Staten", "pl": "Stany Zjednoczone", "zh-Hant": "美國",
	}
	l := Shipped()
	want := uint32(len(l.entries)) // the United States stand first in the table
	for lang, text := range texts {
		ok := false
		for _, c := range l.Concepts(language.MustParse(lang), text) {
			ok = ok || c.ID == want
		}
		if !ok {
			t.Errorf("%s: %q not found: %v", lang, text, l.Concepts(language.MustParse(lang), text))
		}
	}
}

func TestConceptsOfAnUnknownLanguageIsNil(t *testing.T) {
	if got := Shipped().Concepts(language.Und, "mardi"); got != nil {
		t.Errorf("got %v for an undetermined language", got)
	}
}

// TestEveryFormIsFound puts each equivalent of each concept into a sentence.
func TestEveryFormIsFound(t *testing.T) {
	l := Shipped()
	for column, code := range Columns {
		tag := language.MustParse(code)
		var missed []string
		total := 0
		for id, e := range l.entries {
			for _, form := range e.Forms(column) {
				total++
				if !finds(l, tag, form, uint32(id)) {
					missed = append(missed, fmt.Sprintf("%s (%s, %s)", form, e.Source, e.Forms(0)[0]))
				}
			}
		}
		if len(missed) > 0 {
			t.Errorf("%s: %d of %d forms are not found: %s", code, len(missed), total, strings.Join(missed[:min(40, len(missed))], "; "))
		}
	}
}

func finds(l *Lexicon, tag language.Tag, form string, id uint32) bool {
	ending := "q" // of no language
	switch base, _ := tag.Base(); base.String() {
	case "ru":
		ending = "ъъ"
	case "ar":
		ending = "ظظ"
	case "zh", "ja":
		ending = ""
	}
	text := "(" + strings.ReplaceAll(form, "*", ending) + ")"
	for _, c := range l.Concepts(tag, text) {
		if c.ID == id {
			return true
		}
	}
	return false
}

// TestNoConceptIsThereTwice looks for lines that say the same: with a French and
// an English form in common, and forms in most other languages. (Those with
// less in common are two meanings: second, the unit and the ordinal.)
func TestNoConceptIsThereTwice(t *testing.T) {
	byForms := map[string][]int{}
	l := Shipped()
	for id, e := range l.entries {
		others := map[int]bool{}
		for _, fr := range e.Forms(0) {
			for _, en := range e.Forms(1) {
				pair := strings.ToLower(fr + " = " + en)
				for _, other := range byForms[pair] {
					others[other] = true
				}
				byForms[pair] = append(byForms[pair], id)
			}
		}
		for other := range others {
			if other != id && inCommon(e, l.entries[other]) > len(Columns)*6/10 {
				t.Errorf("%s: the line of %s says the same as that of %s in %s", e.Source, e.Forms(0)[0], l.entries[other].Forms(0)[0], l.entries[other].Source)
			}
		}
	}
}

// inCommon counts the languages in which two entries share a form.
func inCommon(a, b Entry) int {
	n := 0
	for column := range Columns {
		shared := false
		for _, x := range a.Forms(column) {
			for _, y := range b.Forms(column) {
				shared = shared || strings.EqualFold(x, y)
			}
		}
		if shared {
			n++
		}
	}
	return n
}
