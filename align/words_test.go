package align_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"calque/align"
	"calque/align/lexicon"
)

// linked writes the links of two sentences with one kind of evidence, or
// another than by position when kind is empty.
func linked(a *align.Aligner, source, target, kind string) string {
	var found []string
	for _, l := range a.Words(source, target) {
		if l.Evidence == kind || kind == "" && l.Evidence != "position" {
			found = append(found, source[l.Source.Start:l.Source.End]+"="+target[l.Target.Start:l.Target.End])
		}
	}
	return strings.Join(found, " ")
}

func TestWordsFindTheirTranslations(t *testing.T) {
	tests := []struct{ name, from, to, source, target, kind, want string }{
		{"concepts and numbers", "fr", "en",
			"Le président du Sénat a annoncé mardi une hausse de 12,5 % des salaires.",
			"The president of the Senate announced on Tuesday a 12.5% rise in wages.", "",
			"président=president Sénat=Senate annoncé=announced mardi=Tuesday hausse=rise 12,5=12.5 salaires=wages"},
		{"the second with the second", "fr", "en",
			"Le chat voit la maison et le chat voit la maison.", "The cat sees the house and the cat sees the house.", "lexicon",
			"chat=cat voit=sees maison=house chat=cat voit=sees maison=house"},
		{"foreign names in Chinese", "fr", "zh",
			"Emmanuel Macron a salué Xi Jinping.", "埃马纽埃尔·马克龙向习近平致意。", "names",
			"Emmanuel=马纽埃尔 Macron=马克龙 Jinping=近平"},
		{"names of Chinese the other way", "zh", "en",
			"马克龙会见习近平。", "Macron met Xi Jinping.", "names", "马克龙=Macron 近平=Jinping"},
		{"names in Arabic", "fr", "ar",
			"Mohamed Salah a marqué en Égypte.", "سجل محمد صلاح في مصر.", "names", "Mohamed=محمد Salah=صلاح"},
		{"a phrase before its words", "fr", "de",
			"Le musée des beaux-arts.", "Das Museum der bildenden Künste.", "lexicon", "musée=Museum beaux-arts=bildenden Künste"},
		{"guesses between what is linked", "fr", "en",
			"Le président a vlipé le Sénat.", "The president blorked the Senate.", "position",
			"Le=The a vlipé le=blorked the"},
		{"nothing across a comma", "fr", "en",
			"Paris, vlipé, Berlin", "Paris, blorked, frobbed, Berlin", "position", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := align.New(language.MustParse(test.from), language.MustParse(test.to), align.WithLexicon(lexicon.Shipped()))
			if got := linked(a, test.source, test.target, test.kind); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// checkWords holds the links of two texts to what is promised.
func checkWords(t *testing.T, a *align.Aligner, source, target string) {
	t.Helper()
	links := a.Words(source, target)
	within := func(s align.Span, text string) bool { return 0 <= s.Start && s.Start < s.End && s.End <= len(text) }
	for i, l := range links {
		if !within(l.Source, source) || !within(l.Target, target) || l.Strength <= 0 || l.Strength > 1 || l.Evidence == "" {
			t.Fatalf("link %+v of %q and %q", l, source, target)
		}
		for _, m := range links[:i] {
			if m.Source.End > l.Source.Start || m.Target.Start < l.Target.End && l.Target.Start < m.Target.End {
				t.Fatalf("links %+v and %+v of %q and %q", m, l, source, target)
			}
		}
	}
	if again := a.Words(source, target); !slices.Equal(again, links) {
		t.Fatalf("%v, then %v", links, again)
	}
}

func FuzzWords(f *testing.F) {
	f.Add("Le 8 mai 2024, Macron a dit 3 000 fois non.", "马克龙在2024年5月8日说了3000次不。", true)
	f.Add("et et et et", "and and and", false)
	f.Add("\xff«а", "…12,5 ％ ー", true)
	pairs := map[bool]*align.Aligner{
		true:  align.New(language.French, language.Chinese, align.WithLexicon(lexicon.Shipped())),
		false: align.New(language.Arabic, language.English, align.WithLexicon(lexicon.Shipped())),
	}
	f.Fuzz(func(t *testing.T, source, target string, chinese bool) {
		if len(source)+len(target) > 1000 {
			return
		}
		checkWords(t, pairs[chinese], source, target)
	})
}

func ExampleAligner_Words() {
	source, target := "La hausse des salaires est de 12,5 %.", "The rise in wages is 12.5%."
	a := align.New(language.French, language.English, align.WithLexicon(lexicon.Shipped()))
	for _, l := range a.Words(source, target) {
		fmt.Println(source[l.Source.Start:l.Source.End], "→", target[l.Target.Start:l.Target.End], l.Evidence)
	}
	// Output:
	// La → The position
	// hausse → rise lexicon
	// des → in position
	// salaires → wages lexicon
	// est de → is position
	// 12,5 → 12.5 numbers
}
