package lexicon

import (
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// pairsOf lists the pairs of a lexicon as "source=target".
func pairsOf(l *Lexicon, source, target language.Tag) []string {
	var out []string
	for s, t := range l.Pairs(source, target) {
		out = append(out, s+"="+t)
	}
	return out
}

func TestReadersTakeWhatUsersHave(t *testing.T) {
	table := func(comma rune) func(io.Reader, language.Tag, language.Tag) (*Lexicon, error) {
		return func(r io.Reader, s, t language.Tag) (*Lexicon, error) { return ReadTable(r, s, t, comma) }
	}
	for _, c := range []struct {
		name, input string
		read        func(io.Reader, language.Tag, language.Tag) (*Lexicon, error)
		want        []string
		errors      string
	}{
		{name: "tab-separated", read: table('\t'), input: "écluse\tlock\nchaland\tbarge|lighter\textra\n",
			want: []string{"écluse=lock", "chaland=barge", "chaland=lighter"}},
		{name: "with a byte order mark, a header and comments", read: table('\t'), input: "\ufefffr\ten\r\n# ports\r\nquai\tquay\r\n",
			want: []string{"quai=quay"}},
		{name: "a first row that is no header", read: table('\t'), input: "or\tgold\n", want: []string{"or=gold"}},
		{name: "CSV with quotes", read: table(','), input: "\"mise à l'eau, la\",launch\n\"dit \"\"Le Grand\"\"\",great\n",
			want: []string{"mise à l'eau, la=launch", `dit "Le Grand"=great`}},
		{name: "CSV with semicolons", read: table(';'), input: "fr;en\nphare;lighthouse\n", want: []string{"phare=lighthouse"}},
		{name: "one column", read: table('\t'), input: "quai\nphare\tlighthouse\n", want: []string{"phare=lighthouse"}, errors: "line 1: want two columns"},
		{name: "an empty side", read: table('\t'), input: "quai\t - \n", errors: "line 1: no word on one side"},
		{name: "hunalign", read: ReadDic, input: "lock gate @ porte d'écluse\nbarge @ chaland\n", want: []string{"porte d'écluse=lock gate", "chaland=barge"}},
		{name: "hunalign without @", read: ReadDic, input: "barge chaland\n", errors: "line 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, err := c.read(strings.NewReader(c.input), language.French, language.English)
			if c.errors == "" && err != nil || c.errors != "" && (err == nil || !strings.Contains(err.Error(), c.errors)) {
				t.Fatalf("error %v, want %q", err, c.errors)
			}
			if got := pairsOf(l, language.French, language.English); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestReadTableSaysWhenTheInputFails(t *testing.T) {
	l, err := ReadTable(io.MultiReader(strings.NewReader("a\tb\n"), failing{}), language.French, language.English, '\t')
	if l != nil || err == nil {
		t.Errorf("got %v, %v, want no lexicon and an error", l, err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestWordnetJoinsBySynset(t *testing.T) {
	var wn Wordnet
	french := "# Test wordnet\tfra\turl\tlicence\n00001-n\tlemma\técluse\n00002-n\tfra:lemma\tchef_d'orchestre\n00003-n\tlemma\tseul\n00001-n\tfra:def\tun ouvrage\n"
	english := "00001-n\tlemma\tlock\n00001-n\tlemma\tsluice\n00002-n\teng:lemma\tconductor\n"
	if err := wn.Read(strings.NewReader(french), language.French); err != nil {
		t.Fatal(err)
	}
	if err := wn.Read(strings.NewReader(english), language.English); err != nil {
		t.Fatal(err)
	}
	got := pairsOf(wn.Lexicon(), language.French, language.English)
	want := []string{"écluse=lock", "écluse=sluice", "chef d'orchestre=conductor"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := wn.Read(strings.NewReader("nothing of the kind"), language.German); err == nil {
		t.Error("a file without words is no error")
	}
}

func TestWriteTableRoundTrip(t *testing.T) {
	in := "quai\tquay\nporte d'écluse\tlock gate\n"
	l, err := ReadTable(strings.NewReader(in), language.French, language.English, '\t')
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := WriteTable(&out, l.Pairs(language.French, language.English)); err != nil {
		t.Fatal(err)
	}
	if out.String() != in {
		t.Errorf("got %q, want %q", out.String(), in)
	}
}

func TestImportedPhraseIsFoundInflected(t *testing.T) {
	l, err := ReadDic(strings.NewReader("lock gate @ porte d'écluse\n"), language.French, language.English)
	if err != nil {
		t.Fatal(err)
	}
	for lang, text := range map[string]string{"fr": "Les portes d’écluse s'ouvrent.", "en": "Both lock gates open."} {
		got := l.Concepts(language.MustParse(lang), text)
		if len(got) != 1 || got[0].ID != 0 {
			t.Errorf("%s: got %v, want concept 0 once", lang, got)
		}
	}
}

// checkConcepts holds what a lexicon finds to the contract of align.Lexicon.
func checkConcepts(t *testing.T, l interface {
	Concepts(language.Tag, string) []conceptT
}, lang language.Tag, text string) {
	t.Helper()
	last := 0
	for _, c := range l.Concepts(lang, text) {
		if c.Start >= c.End || c.End > len(text) || c.Start < last || c.Weight <= 0 || c.Weight > 1 {
			t.Fatalf("%s %q: bad concept %+v", lang, text, c)
		}
		if utf8.ValidString(text) && (!utf8.ValidString(text[:c.Start]) || !utf8.ValidString(text[c.Start:c.End])) {
			t.Fatalf("%s %q: concept %+v cuts a character", lang, text, c)
		}
		last = c.Start
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add("fr\ten\nquai\tquay|wharf*\n", true)
	f.Add("\"a,b\",c\n,\n# x\n", false)
	f.Add("é\u0301*\t\xff|-|* *\n", true)
	f.Fuzz(func(t *testing.T, input string, tabs bool) {
		comma := ','
		if tabs {
			comma = '\t'
		}
		l, _ := ReadTable(strings.NewReader(input), language.French, language.Chinese, comma)
		if l == nil {
			return
		}
		checkConcepts(t, l, language.French, input)
		checkConcepts(t, l, language.Chinese, input)
	})
}

func FuzzReadDic(f *testing.F) {
	f.Add("lock gate @ porte d'écluse\n@ @ @\n @ \n")
	f.Fuzz(func(t *testing.T, input string) {
		l, _ := ReadDic(strings.NewReader(input), language.German, language.Arabic)
		if l == nil {
			return
		}
		checkConcepts(t, l, language.German, input)
		checkConcepts(t, l, language.Arabic, input)
	})
}

func FuzzWordnet(f *testing.F) {
	f.Add("00001-n\tlemma\tlock_gate\n00001-n\tx:lemma\t\n")
	f.Fuzz(func(t *testing.T, input string) {
		var wn Wordnet
		for _, lang := range []language.Tag{language.Russian, language.Japanese} {
			if wn.Read(strings.NewReader(input), lang) != nil {
				return
			}
		}
		checkConcepts(t, wn.Lexicon(), language.Russian, input)
		checkConcepts(t, wn.Lexicon(), language.Japanese, input)
	})
}

func FuzzParseData(f *testing.F) {
	f.Add("# c\nt\tlundi\tMonday\t周一\tاثنين\tlunes\tMontag\tпонедельник\tsegunda\t月曜\tlunedì\n")
	f.Add("w\t\t\t\n")
	f.Fuzz(func(t *testing.T, input string) {
		checked, err := parseData("fuzz.tsv", input, true)
		for _, e := range checked {
			if len(e.Cells) != len(Columns) {
				t.Fatalf("%d cells", len(e.Cells))
			}
		}
		all, _ := parseData("fuzz.tsv", input, false)
		if len(all) < len(checked) || err == nil && len(all) != len(checked) {
			t.Fatalf("%d entries checked, %d unchecked, error %v", len(checked), len(all), err)
		}
		l := New(columnTags(), all)
		for _, tag := range columnTags() {
			checkConcepts(t, l, tag, input)
		}
	})
}

func FuzzConcepts(f *testing.F) {
	for lang, text := range benchSentences {
		f.Add(lang, text)
	}
	f.Add("de", "Außenministergespräch\u00adSicherheitsrat")
	f.Add("fr", "e\u0301te\u0301 \xff\xfe l’E\u0301tat")
	f.Fuzz(func(t *testing.T, lang, text string) {
		tag, err := language.Parse(lang)
		if err != nil {
			return
		}
		checkConcepts(t, Shipped(), tag, text)
	})
}
