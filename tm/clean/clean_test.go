package clean_test

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/clean"
	"calque/tm/match"
)

func unit(id int64, source, target string) tm.Unit {
	return tm.Unit{ID: id, Source: tm.Variant{Lang: language.French, Text: source}, Target: tm.Variant{Lang: language.English, Text: target},
		Status: tm.StatusAuto, Confidence: 1}
}

func stream(units []tm.Unit) func() iter.Seq2[tm.Unit, error] {
	return func() iter.Seq2[tm.Unit, error] {
		return func(yield func(tm.Unit, error) bool) {
			for _, u := range units {
				if !yield(u, nil) {
					return
				}
			}
		}
	}
}

// rules has a detector that goes by script and small words, and associates
// figures that are written the same but for the decimal mark.
func rules(kinds ...clean.Kind) clean.Rules {
	return clean.Rules{Kinds: kinds, Detect: detect, Associate: associate}
}

func detect(text string, candidates []language.Tag) (language.Tag, float64) {
	for tag, word := range map[language.Tag]string{language.French: " les ", language.English: " the ", language.German: " der "} {
		if strings.Contains(" "+strings.ToLower(text), word) {
			return tag, 0.99
		}
	}
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return language.Chinese, 0.99
	}
	return language.Und, 0
}

func associate(from, to language.Tag, source, target string) []match.Association {
	var found []match.Association
	for _, s := range match.Tokenize(source, from.String()) {
		for _, t := range match.Tokenize(target, to.String()) {
			if s.Kind == match.Number && t.Kind == match.Number && s.Key == t.Key {
				found = append(found, match.Association{Source: match.Span{Start: s.Start, End: s.End},
					Target: match.Span{Start: t.Start, End: t.End}, Strength: 1, Evidence: "numbers"})
			}
		}
	}
	return found
}

// findings returns "ID kind kind" of each unit that has a fault.
func findings(t *testing.T, units []tm.Unit, rules clean.Rules) []string {
	t.Helper()
	var found []string
	for f, err := range clean.Find(stream(units), rules) {
		if err != nil {
			t.Fatal(err)
		}
		line := fmt.Sprint(f.Unit.ID)
		for _, kind := range f.Kinds() {
			line += " " + string(kind)
		}
		found = append(found, line)
	}
	return found
}

func TestFaultsAreFoundAndGoodUnitsAreNot(t *testing.T) {
	for _, test := range []struct {
		name, source, target string
		want                 clean.Kind // empty: none
	}{
		{"a good unit", "Les prix ont baissé de 3,5 % en mai.", "Prices fell by 3.5% in May.", ""},
		{"a number alone", "12 500", "12,500", clean.Empty},
		{"punctuation for a translation", "Les ministres se sont réunis.", "—", clean.Empty},
		{"a copy", "Les ministres se sont réunis à Kigali.", "Les ministres se sont réunis à Kigali.", clean.Untranslated},
		{"a copy in capitals", "Les ministres se sont réunis.", "LES MINISTRES SE SONT RÉUNIS.", clean.Untranslated},
		{"a name is the same in two languages", "Banque centrale", "Banque centrale", ""},
		{"a person's name", "Awa Diop Sarr", "Awa Diop Sarr", ""},
		{"a web address", "www.example.org", "www.example.org", ""},
		{"another language", "Les ministres se sont réunis hier à Kigali.", "Gestern trafen sich der Minister und der Präsident.", clean.Language},
		{"another script", "Les ministres se sont réunis hier.", "部长们昨天在基加利举行了会议。", clean.Language},
		{"the source in the target's language", "The ministers met in Kigali yesterday.", "The ministers held a meeting in Kigali.", clean.Language},
		{"a few words are not judged", "Les prix", "der Preis", ""},
		{"a number is missing", "Les 350 délégués sont arrivés en mai.", "Delegates arrived in May.", clean.Numbers},
		{"a number too many", "Les délégués sont arrivés en mai.", "Some 1,200 delegates arrived in May.", clean.Numbers},
		{"a number may be written out", "Quarante-deux délégués sont arrivés.", "42 delegates arrived.", ""},
		{"another number", "Il a 45 ans, dit-on à Dakar.", "He is 54, they say in Dakar.", clean.Numbers},
		{"a small number may be a word", "Il a 3 enfants et habite à Dakar.", "He has three children and lives in Dakar.", ""},
		{"a tag is missing", "Lisez <b>ceci</b> d’abord.", "Read this first.", clean.Codes},
		{"a placeholder too many", "Lisez {1} d’abord.", "Read {1} {2} first.", clean.Codes},
		{"tags cross", "Lisez <b><i>ceci</i></b> d’abord.", "Read <b><i>this</b></i> first.", clean.Codes},
		{"a tag that never closes", "Lisez<br>ceci.", "Read<br>this.", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var want []string
			if test.want != "" {
				want = []string{"1 " + string(test.want)}
			}
			if got := findings(t, []tm.Unit{unit(1, test.source, test.target)}, rules()); !slices.Equal(got, want) {
				t.Errorf("found %v, want %v", got, want)
			}
		})
	}
}

func TestLengthsAreJudgedByTheMemoryItself(t *testing.T) {
	words := strings.Fields(strings.Repeat("alpha beta gamma delta epsilon zeta ", 40))
	var units []tm.Unit
	for i := range 200 { // translations of two thirds of the length
		units = append(units, unit(int64(i), strings.Join(words[:9+i%30], " "), strings.Join(words[:(9+i%30)*2/3], " ")))
	}
	units = append(units,
		unit(1000, strings.Join(words[:20], " "), "alpha"),
		unit(1001, strings.Join(words[:9], " "), strings.Join(words[:60], " ")),
		unit(1002, "alpha beta", "alpha"), // short, and any length will do
		unit(1003, strings.Join(words[:9], " "), "no"),
		unit(1004, "no", strings.Join(words[:9], " ")),
	)
	want := []string{"1000 length", "1001 length", "1003 length", "1004 length"}
	if got := findings(t, units, rules(clean.Length)); !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	if got := findings(t, units[180:], rules(clean.Length)); len(got) > 0 {
		t.Errorf("too few units to judge lengths by, and found %v", got)
	}
}

func TestTheBestOfSeveralCopiesStays(t *testing.T) {
	confirmed := unit(3, "Il pleut sur Dakar.", "It rains on Dakar.")
	confirmed.Status = tm.StatusConfirmed
	near := unit(4, "il pleut sur Dakar", "It rains on Dakar")
	placed := unit(5, "Il pleut sur Dakar.", "It rains on Dakar.")
	placed.Origin.Article = "meteo"
	again := placed
	again.ID = 6
	known := unit(7, "Oui.", "Yes.")
	known.Before = "Il pleut ?"
	other := unit(8, "Oui.", "Yes.")
	other.Before = "Il vente ?"
	units := []tm.Unit{
		unit(1, "Il pleut sur Dakar.", "It rains on Dakar."),
		unit(2, "Il pleut sur Dakar.", "Rain in Dakar."),
		confirmed, near, placed, again, known, other, unit(9, "Oui.", "Yes."),
	}
	want := []string{"1 duplicate", "4 near-duplicate", "9 duplicate"}
	kinds := rules(clean.Duplicate, clean.NearDuplicate)
	if got := findings(t, units, kinds); !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	slices.Reverse(units)
	slices.Reverse(want)
	if got := findings(t, units, kinds); !slices.Equal(got, want) {
		t.Errorf("in another order found %v, want %v", got, want)
	}
}

func TestAnErrorOfTheUnitsEndsTheSearch(t *testing.T) {
	broken := errors.New("broken")
	units := func() iter.Seq2[tm.Unit, error] {
		return func(yield func(tm.Unit, error) bool) { yield(tm.Unit{}, broken) }
	}
	for _, err := range clean.Find(units, rules()) {
		if !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
	}
}

func ExampleFind() {
	units := stream([]tm.Unit{
		unit(1, "Les prix ont baissé de 35 % en mai.", "Prices fell by 35% in May."),
		unit(2, "Les prix ont baissé de 35 % en mai.", "Prices fell by 53% in May."),
		unit(3, "Les prix ont baissé de 35 % en mai.", "Les prix ont baissé de 35 % en mai."),
	})
	for f, err := range clean.Find(units, clean.Rules{Associate: associate}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, fault := range f.Faults {
			fmt.Println(f.Unit.ID, fault.Kind+":", fault.Says)
		}
	}
	// Output:
	// 2 numbers: 35 in the source, 53 in the translation
	// 3 untranslated: the translation is the source again
}

func BenchmarkFind(b *testing.B) {
	var units []tm.Unit
	for i := range 1000 {
		units = append(units, unit(int64(i), fmt.Sprintf("Les ministres de %d pays se sont réunis à Kigali le %d mai.", i, i%30),
			fmt.Sprintf("Ministers of %d countries met in Kigali on %d May.", i, i%30)))
	}
	b.ReportAllocs()
	for b.Loop() {
		for range clean.Find(stream(units), clean.Rules{}) {
		}
	}
	b.ReportMetric(float64(b.N*len(units))/b.Elapsed().Seconds(), "units/s")
}
