package pretranslate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMarkdownIsTranslatedInItsOwnStructure(t *testing.T) {
	report := checkGolden(t, "article.md", options(t, "md", desk()))
	if diff := cmp.Diff(map[Reason]int{Codes: 2, OnlyFuzzy: 2, NoMatch: 3}, reasons(report)); diff != "" {
		t.Error(diff)
	}
}

func TestFuzzyMatchesGoIntoMarkdownMarked(t *testing.T) {
	o := options(t, "md", desk())
	o.Fuzzy = true
	got, _ := fill(t, "Le sommet a réuni 130 pays. Le ministre a quitté la salle aujourd’hui.\n", o)
	want := "\\[repaired: The summit brought together 130 countries.\\] \\[87%: The minister left the room yesterday.\\]\n"
	if got != want {
		t.Errorf("got %q", got)
	}
}

func TestMarksThatAreNoneElsewhereAreNotMoved(t *testing.T) {
	m := &memory{min: 100, pairs: [][2]string{{"Le Nil monte.", "尼罗河Nil上涨。"}}}
	for in, want := range map[string]string{
		"Le _Nil_ monte.\n":    "Le _Nil_ monte.\n", // _ within a word is a letter
		"Le *Nil* monte.\n":    "尼罗河*Nil*上涨。\n",     // * is not
		"Le [Nil](x) monte.\n": "尼罗河[Nil](x)上涨。\n",
	} {
		if got, _ := fill(t, in, options(t, "md", m)); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}

func TestTranslationsInMarkdownAreEscaped(t *testing.T) {
	tests := []struct{ in, target, want string }{
		{"Bonjour\n", "# 1", "\\# 1\n"},
		{"Bonjour\n", "1. Hello", "1\\. Hello\n"},
		{"Bonjour\n", "- a * b _c_ d_e [f](g) `h` <i> 1 < 2 AT&T &amp; ~~j~~", "\\- a \\* b \\_c\\_ d_e \\[f\\](g) \\`h\\` \\<i> 1 < 2 AT&T \\&amp; \\~\\~j\\~\\~\n"},
		{"Bonjour\n", "Hello !\nthere", "Hello ! there\n"},
		{"|Bonjour|\n|-|\n", "a | b", "|a \\| b|\n|-|\n"},
		{"---\ntitle: Bonjour\n---\n", "A title: b", "---\ntitle: Bonjour\n---\n"},
		{"---\ntitle: 'Bonjour' \n---\n", "It’s 'b'", "---\ntitle: 'It’s ''b''' \n---\n"},
		{"[un](x 'Bonjour')\n", "It's", "[un](x 'It\\'s')\n"},
		{"- [ ] Bonjour\n", "Hello", "- [ ] Hello\n"},
	}
	for _, test := range tests {
		m := &memory{min: 100, pairs: [][2]string{{"Bonjour", test.target}}}
		if got, _ := fill(t, test.in, options(t, "md", m)); got != test.want {
			t.Errorf("%q in %q:\n got %q\nwant %q", test.target, test.in, got, test.want)
		}
	}
}

func FuzzMarkdown(f *testing.F) { fuzzFormat(f, "md") }

// Whatever the memory has, a reader of the Markdown sees it, in one paragraph.
func FuzzMarkdownShowsTheTranslation(f *testing.F) {
	for _, target := range []string{"Hello", "# a", "1) b", "*a* __b__ `c`", "a\\*b &amp; <c> ![d](e)", "+", "=", "~~~", "[x]: y", "https://a.b_c_", "\\", "    code"} {
		f.Add(target)
	}
	f.Fuzz(func(t *testing.T, target string) {
		m := &memory{min: 100, pairs: [][2]string{{"Bonjour", target}}}
		got, report := fill(t, "Bonjour\n", options(t, "md", m))
		if report.Written() == 0 {
			return
		}
		r := &markdownReader{flow: &flow{}}
		if err := r.read(got); err != nil {
			t.Fatal(err)
		}
		seen := ""
		if len(r.flow.blocks) > 0 {
			seen = plain(r.flow.blocks[0].pieces)
		}
		want, _ := flat(target)
		if strings.TrimSpace(want) != "" && (len(r.flow.blocks) != 1 || strings.TrimSpace(seen) != strings.TrimSpace(want)) {
			t.Errorf("%q was written as %q, which reads %q", target, got, seen)
		}
	})
}

func TestHTMLWithinMarkdownIsTranslatedAsHTML(t *testing.T) {
	in := "---\ntitle: x\n---\n<div title=\"Bonjour\">\n<p>Paris accueille <b>le</b> sommet.</p>\n*Bonjour*\n</div>\n\n> <p>Bonjour</p>\n> <p>Bonjour</p>\n\n<!-- Bonjour -->\n\nBonjour <span\n"
	want := "---\ntitle: x\n---\n<div title=\"Hello\">\n<p>Paris accueille <b>le</b> sommet.</p>\n*Bonjour*\n</div>\n\n> <p>Bonjour</p>\n> <p>Bonjour</p>\n\n<!-- Bonjour -->\n\nBonjour <span\n"
	if got, _ := fill(t, in, options(t, "md", desk())); got != want {
		t.Errorf("got\n%s", got)
	}
	m := &memory{min: 100, pairs: [][2]string{{"Bonjour", "a * b < c"}}}
	if got, _ := fill(t, "<p>Bonjour</p>\n", options(t, "md", m)); got != "<p>a * b &lt; c</p>\n" {
		t.Errorf("got %s", got)
	}
}
