package pretranslate

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/language"
)

func TestHTMLIsTranslatedInItsOwnStructure(t *testing.T) {
	report := checkGolden(t, "page.html", options(t, "html", desk()))
	if diff := cmp.Diff(map[Reason]int{Codes: 3, NoMatch: 2, OnlyFuzzy: 1}, reasons(report)); diff != "" {
		t.Error(diff)
	}
}

// readText is what a translation of a page may change.
var readText = regexp.MustCompile(`(?s)(<(?:script|style|pre|textarea|svg).*?</(?:script|style|pre|textarea|svg)>|<!.*?>|</?[a-zA-Z][^>]*>)|[^<]+|< `)

var readAttr = regexp.MustCompile(`(title|alt|content|value|lang)=("[^"]*"|'[^']*')`)

func TestOutsideOfTheTextOfAPageNothingChanges(t *testing.T) {
	outside := func(page string) string {
		return readAttr.ReplaceAllString(readText.ReplaceAllString(page, "$1"), "$1")
	}
	for _, data := range samples(t)["html"] {
		o := options(t, "html", nothing())
		o.Find = full
		got, _ := fill(t, data, o)
		if diff := cmp.Diff(outside(data), outside(got)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestTheLanguageOfAPageIsSetWhenAllWasTranslated(t *testing.T) {
	m := &memory{min: 100, pairs: [][2]string{{"Bonjour", "مرحبا"}}}
	tests := []struct{ in, want string }{
		{"<html lang=fr><p>Bonjour</p><p>3</p>", `<html dir="rtl" lang=ar><p>مرحبا</p><p>3</p>`},
		{"<HTML dir='ltr'><p>Bonjour", `<HTML lang="ar" dir='rtl'><p>مرحبا`},
		{"<html lang='fr' xml:lang='fr'><p>Bonjour", `<html dir="rtl" lang='ar' xml:lang='ar'><p>مرحبا`},
		{"<html lang=fr><p>Bonjour</p><p>Adieu</p>", "<html lang=fr><p>مرحبا</p><p>Adieu</p>"},
		{"<html lang=fr><p>3</p>", "<html lang=fr><p>3</p>"},
		{"<p>Bonjour</p>", "<p>مرحبا</p>"},
	}
	for _, test := range tests {
		o := options(t, "html", m)
		o.To = language.Arabic
		if got, _ := fill(t, test.in, o); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.in, got, test.want)
		}
	}
}

func TestTranslationsInHTMLAreEscaped(t *testing.T) {
	m := &memory{min: 100, pairs: [][2]string{{"Bonjour", `<b> & "é" 'ß' 夏`}}}
	in := `<p title="Bonjour">Bonjour</p><p title='Bonjour'><img alt=Bonjour>`
	want := `<p title="&lt;b&gt; &amp; &quot;é&quot; 'ß' &#22799;">&lt;b&gt; &amp; "é" 'ß' &#22799;</p><p title='&lt;b&gt; &amp; "é" &#39;ß&#39; &#22799;'><img alt=Bonjour>`
	o := options(t, "html", m)
	o.Encoding = "iso-8859-1"
	got, _ := fill(t, in, o)
	if decoded, _ := charmap.Windows1252.NewDecoder().String(got); decoded != want {
		t.Errorf("got %s", decoded)
	}
}

func TestSpacesBetweenSentencesFollowTheTargetsScript(t *testing.T) {
	m := &memory{min: 100, pairs: [][2]string{{"Bonjour.", "你好。"}, {"Le port rouvre.", "港口重新开放。"}}}
	for in, want := range map[string]string{
		"<p>Bonjour. Le port rouvre.</p>":             "<p>你好。港口重新开放。</p>",
		"<p>Bonjour. Inconnu.</p>":                    "<p>你好。 Inconnu.</p>",
		"<p><b>Bonjour.</b> <i>Le port rouvre.</i> A": "<p><b>你好。</b><i>港口重新开放。</i> A",
	} {
		o := options(t, "html", m)
		o.To = language.Chinese
		if got, _ := fill(t, in, o); got != want {
			t.Errorf("%s:\n got %s\nwant %s", in, got, want)
		}
	}
	back := &memory{min: 100, pairs: [][2]string{{"你好。", "Hello."}, {"港口重新开放。", "The port reopens."}}}
	o := options(t, "html", back)
	o.From = language.Chinese
	o.Cut = func(text string) []Span {
		var spans []Span
		for at := 0; at < len(text); {
			end := at + strings.Index(text[at:], "。") + len("。")
			spans, at = append(spans, Span{at, end}), end
		}
		return spans
	}
	if got, _ := fill(t, "<p>你好。<b>港口重新开放。</b>", o); got != "<p>Hello. <b>The port reopens.</b>" {
		t.Errorf("got %s", got)
	}
}

func TestAPageThatWasCutOffIsAFault(t *testing.T) {
	for in, want := range map[string]string{
		"<p>Bonjour</p>\n<p cla": "line 2, column 1: the file ends within a tag",
		"<p>Bonjour</p>\x00":     "line 1, column 15: the control character 0x00",
		"<p>\xe9":                "line 1, column 4: the byte 0xE9 is not UTF-8",
	} {
		if _, _, err := File(t.Context(), []byte(in), options(t, "html", desk())); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func FuzzHTML(f *testing.F) { fuzzFormat(f, "html") }
