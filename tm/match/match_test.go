package match

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func keys(text, lang string) string {
	var out []string
	for _, token := range Tokenize(text, lang) {
		out = append(out, token.Key)
	}
	return strings.Join(out, "|")
}

func TestTokenizeCutsAndFolds(t *testing.T) {
	tests := []struct{ name, lang, text, want string }{
		{"words and marks", "fr", "Le chat, noir.", "le|chat|,|noir|."},
		{"elision", "fr", "L’IA qu'il n’a", "l'|ia|qu'|il|n'|a"},
		{"elision before a quotation mark", "fr", "l’« État »", "l'|\"|état|\""},
		{"no elision in aujourd’hui", "fr", "Aujourd’hui", "aujourd'hui"},
		{"regional French elides too", "fr-CA", "l'eau", "l'|eau"},
		{"Italian elides any word", "it", "dell'acqua, un po' di", "dell'|acqua|,|un|po|'|di"},
		{"English keeps its apostrophes", "en", "don’t", "don't"},
		{"hyphens part words", "fr", "sous-marin dit-il", "sous|-|marin|dit|-|il"},
		{"letters and digits", "fr", "F16 COVID-19 1er 42km", "f16|covid|-|19|1er|42km"},
		{"full stops in words", "en", "U.S.A. example.com v1.2", "u.s.a|.|example.com|v1.2"},
		{"underscores", "en", "snake_case __x__", "snake_case|_|_|x|_|_"},
		{"grouped numbers", "fr", "3 000, 3\u202f000 3 000,5 12 34", "3000|,|3000|3000.5|12|34"},
		{"a year before a number", "fr", "en 2024 300 places", "en|2024|300|places"},
		{"decimal comma", "fr", "12,5 3.125 3,125", "12.5|3125|3.125"},
		{"decimal point", "en", "12.5 3.125 3,125 3,000,000.25", "12.5|3.125|3125|3000000.25"},
		{"times, dates and versions", "fr", "10:30 08.05.2024 1.2.3", "10:30|08.05.2024|1.2.3"},
		{"digits of other scripts", "ar", "١٢٫٥ １２", "12.5|12"},
		{"Arabic vowels and tatweel", "ar", "مُحَمَّد محمـــد", "محمد|محمد"},
		{"tags", "fr", "<b>gras</b> {1} <br/> 3 < 4 {}", "<>|gras|</>|{}|<>/|3|<|4|{|}"},
		{"Han by character", "zh", "中国GDP增长5.2%。", "中|国|gdp|增|长|5.2|%|。"},
		{"Kana by character", "ja", "テーブルの上", "テ|ー|ブ|ル|の|上"},
		{"Hangul by syllable", "ko", "한국 사람", "한|국|사|람"},
		{"Thai by character with its marks", "th", "ที่นี่", "ที่|นี่"},
		{"quotation marks and dashes", "fr", "« a » “b” – c — d…", "\"|a|\"|\"|b|\"|-|c|-|d|…"},
		{"three full stops", "fr", "fin... fin..", "fin|…|fin|.|."},
		{"case and sharp s", "de", "STRASSE Straße", "strasse|strasse"},
		{"final sigma", "el", "ΟΔΟΣ οδός", "οδοσ|οδόσ"},
		{"composed and decomposed", "fr", "e\u0301te\u0301 été", "été|été"},
		{"soft hyphen", "fr", "para\u00adgraphe", "paragraphe"},
		{"full width", "zh", "ＡＢＣ（１）", "abc|(|1|)"},
		{"nothing", "fr", " \u00a0\t", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := keys(test.text, test.lang); got != test.want {
				t.Errorf("%q in %s is cut into\n%s, want\n%s", test.text, test.lang, got, test.want)
			}
		})
	}
}

func TestScoreFollowsItsDefinition(t *testing.T) {
	tests := []struct {
		name, lang, query, prior string
		score                    int
		penalties                Penalties
	}{
		{"exact", "fr", "Le chat noir dort ici.", "Le chat noir dort ici.", 100, nil},
		{"one word of six", "fr", "Le chat noir dort ici.", "Le chat blanc dort ici.", 83, nil},
		{"a number of seven tokens", "fr", "Le sommet a réuni 130 pays.", "Le sommet a réuni 120 pays.", 85, nil},
		{"rounded down", "fr", "a b c d e f", "a b c d x y", 66, nil},
		{"case", "fr", "LE CHAT NOIR DORT ICI.", "Le chat noir dort ici.", 99, Penalties{"case": 1}},
		{"apostrophe inside a word", "fr", "aujourd'hui", "aujourd’hui", 99, Penalties{"case": 1}},
		{"quotation marks", "fr", "Il dit «oui» et s’en va", "Il dit “oui” et s’en va", 99, Penalties{"punctuation": 1}},
		{"white space before a mark", "fr", "Pourquoi est-il parti ?", "Pourquoi est-il parti?", 99, Penalties{"punctuation": 1}},
		{"which white space", "fr", "Pourquoi est-il  parti\u00a0? ", "Pourquoi est-il parti\u202f?", 100, nil},
		{"spelling of a number", "fr", "Il y a 3 000 élus ici", "Il y a 3.000 élus ici", 99, Penalties{"numbers": 1}},
		{"space in a number", "fr", "Il y a 3 000 élus ici", "Il y a 3\u202f000 élus ici", 100, nil},
		{"tags", "fr", "Le <b>chat</b> noir dort", "Le <i>chat</i> noir dort", 99, Penalties{"tags": 1}},
		{"two at once", "fr", "Le <b>Chat</b> noir dort", "Le <i>chat</i> noir dort", 98, Penalties{"tags": 1, "case": 1}},
		{"canonical equivalence is free", "fr", "e\u0301té à la mer du Nord", "été à la mer du Nord", 100, nil},
		{"case costs nothing beside a distance", "fr", "LE CHAT noir dort ici.", "Le chat blanc dort ici.", 83, nil},
		{"a letter of a word alone", "fr", "Ordinateurs", "Ordinateur", 90, nil},
		{"a letter in four tokens", "fr", "Le président arrive.", "La présidente arrive.", 90, nil},
		{"characters never lower", "fr", "Le chat noir dort", "Le gouvernement noir dort", 75, nil},
		{"five tokens go by token", "fr", "Le président arrive ici.", "La présidente arrive ici.", 60, nil},
		{"Chinese", "zh", "中国经济增长", "中国经济下降", 66, nil},
		{"nothing in common", "fr", "abc", "xyz", 0, nil},
		{"empty", "fr", "", " ", 100, nil},
		{"empty and not", "fr", "", "a", 0, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := Score(test.query, test.prior, test.lang)
			if r.Score != test.score || !reflect.DeepEqual(r.Penalties, test.penalties) {
				t.Errorf("score %d with %v, want %d with %v", r.Score, r.Penalties, test.score, test.penalties)
			}
			if back := Score(test.prior, test.query, test.lang); back.Score != r.Score {
				t.Errorf("score %d the other way round, %d this way", back.Score, r.Score)
			}
		})
	}
}

func TestVeryLongTextsAreTheSameOrNothingAlike(t *testing.T) {
	long := strings.Repeat("un deux ", MostTokens)
	if r := Score(long, strings.ToUpper(long), "fr"); r.Score != 99 {
		t.Errorf("the same in capitals scores %d", r.Score)
	}
	if r := Score(long, long+"trois", "fr"); r.Score != 0 {
		t.Errorf("another scores %d", r.Score)
	}
	token := strings.Repeat("x", MostCharacters)
	if r := Score(token, token+"y", "fr"); r.Score != 0 || r.Characters != 0 {
		t.Errorf("a token that is too long scores %d", r.Score)
	}
	if r := Score(token, "y"+token[1:], "fr"); r.Score != 99 {
		t.Errorf("the longest token that is refined scores %d", r.Score)
	}
}

func TestWeightsDecideWhatAPenaltyTakes(t *testing.T) {
	w := DefaultWeights()
	if !w.Set(PenaltyCase, 7) || w.Set("colour", 1) || w.Set(PenaltyTags, -1) {
		t.Error("Set accepts the wrong names or points")
	}
	r := NewScorer("LE CHAT NOIR", "fr", w).Score("le chat noir")
	if r.Score != 93 || r.Penalties[PenaltyCase] != 7 {
		t.Errorf("score %d with %v", r.Score, r.Penalties)
	}
	if r := NewScorer("LE CHAT NOIR", "fr", Weights{}).Score("le chat noir"); r.Score != 100 || r.Penalties != nil {
		t.Errorf("score %d with %v without weights", r.Score, r.Penalties)
	}
}

func show(edits []Edit) string {
	var b strings.Builder
	for _, edit := range edits {
		fmt.Fprintf(&b, "%s(%s)", edit.Op[:1], edit.Text)
	}
	return b.String()
}

func TestDiffIsReadable(t *testing.T) {
	tests := []struct{ name, lang, prior, query, want string }{
		{"same", "fr", "Le chat.", "Le chat.", "e(Le chat.)"},
		{"a word", "fr", "Le chat noir dort.", "Le chat blanc dort.", "e(Le chat )d(noir)i(blanc)e( dort.)"},
		{"a phrase", "fr", "Il voit le chat noir.", "Il voit un chien gris.", "e(Il voit )d(le chat noir)i(un chien gris)e(.)"},
		{"added", "fr", "Le chat dort.", "Le petit chat dort.", "e(Le )i(petit )e(chat dort.)"},
		{"taken away at the end", "fr", "Le chat dort ici", "Le chat", "e(Le chat)d( dort ici)"},
		{"a number", "fr", "Il y a 12,5 % ici", "Il y a 13,5 % ici", "e(Il y a )d(12,5)i(13,5)e( % ici)"},
		{"elided article", "fr", "l’IA avance", "l’eau avance", "e(l’)d(IA)i(eau)e( avance)"},
		{"Chinese by character", "zh", "中国经济增长", "中国经济下降", "e(中国经济)d(增长)i(下降)"},
		{"case shows", "fr", "Le Chat dort", "Le chat dort", "e(Le )d(Chat)i(chat)e( dort)"},
		{"from nothing", "fr", "", "a b", "i(a b)"},
		{"both empty", "fr", "", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := show(Diff(test.prior, test.query, test.lang)); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func checkDiff(t *testing.T, prior, query string) {
	t.Helper()
	var a, b strings.Builder
	var before Op
	for _, edit := range Diff(prior, query, "fr") {
		if edit.Text == "" || edit.Op == before {
			t.Errorf("edit %v after %q", edit, before)
		}
		before = edit.Op
		if edit.Op != Insert {
			a.WriteString(edit.Text)
		}
		if edit.Op != Delete {
			b.WriteString(edit.Text)
		}
	}
	if a.String() != prior || b.String() != query {
		t.Errorf("diff of %q and %q gives %q and %q", prior, query, a.String(), b.String())
	}
}

func TestDiffOfVeryLongTextsGivesBothBack(t *testing.T) {
	a, b := strings.Repeat("un deux trois ", 1500), strings.Repeat("quatre cinq six ", 1500)
	checkDiff(t, "le début "+a+"la fin", "le début "+b+"la fin")
	if got := len(Diff("le début "+a+"la fin", "le début "+b+"la fin", "fr")); got != 4 {
		t.Errorf("%d edits, want what is common at both ends and one replacement", got)
	}
}

func FuzzDiffGivesBothTextsBack(f *testing.F) {
	f.Add("Le chat noir.", "Un chien  noir ?")
	f.Add("中国\u00ad经济 a", "\xff中国 a\u0301")
	f.Add("<b> {1} 3 000", "</b>{12} 3\u202f000")
	f.Fuzz(checkDiff)
}

func FuzzTokenizeCoversTheText(f *testing.F) {
	f.Add("L’IA, 3 000,5 € <b>中国</b> e\u0301... \xff", "fr")
	f.Add("don't 1,2.3:4 ที่ \u200b_", "it")
	f.Fuzz(func(t *testing.T, text, lang string) {
		at := 0
		for _, token := range Tokenize(text, lang) {
			if token.Start < at || token.End <= token.Start || token.End > len(text) || token.Key == "" {
				t.Fatalf("token %+v after %d in %q", token, at, text)
			}
			for _, r := range text[at:token.Start] {
				if class := classOf(r); class != space && class != invisible {
					t.Fatalf("%q is in no token of %q", r, text)
				}
			}
			at = token.End
		}
		if r := Score(text, text, lang); r.Score != 100 {
			t.Fatalf("%q scores %d against itself", text, r.Score)
		}
	})
}

func ExampleScore() {
	r := Score("Le sommet a réuni 130 pays.", "Le sommet a réuni 120 pays.", "fr")
	fmt.Println(r.Score, r.Distance)
	// Output: 85 1
}

func ExampleDiff() {
	for _, edit := range Diff("Le chat noir.", "Le chat blanc.", "fr") {
		fmt.Printf("%s %q\n", edit.Op, edit.Text)
	}
	// Output:
	// equal "Le chat "
	// delete "noir"
	// insert "blanc"
	// equal "."
}

func BenchmarkTokenize(b *testing.B) {
	const text = "Utilisez cette page de l’Assistant Composant ATL COM+ 1.0 pour spécifier le type d’interface et les interfaces supplémentaires à prendre en charge."
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Tokenize(text, "fr")
	}
}
