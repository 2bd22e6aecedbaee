package tm_test

import (
	"fmt"
	"testing"

	"golang.org/x/text/language"

	"calque/tm"
)

func TestParseLangReadsTagsAsPeopleWriteThem(t *testing.T) {
	for given, want := range map[string]string{
		"fr": "fr", "FR": "fr", " fr ": "fr", "fr_FR": "fr-FR", "fr-ca": "fr-CA", "pt_br": "pt-BR", "en-gb": "en-GB",
		"zh": "zh", "zh-CN": "zh", "zh_cn": "zh", "zh-SG": "zh", "zh-Hans": "zh", "zh-Hans-CN": "zh", "cmn": "zh",
		"zh-TW": "zh-Hant", "ZH-tw": "zh-Hant", "zh-HK": "zh-Hant", "zh-MO": "zh-Hant", "zh-Hant": "zh-Hant",
		"zh-Hant-TW": "zh-Hant", "cmn-Hant": "zh-Hant", "sr-Latn": "sr-Latn", "iw": "he", "ar": "ar", "ja-JP": "ja-JP",
	} {
		got, err := tm.ParseLang(given)
		if err != nil || got.String() != want {
			t.Errorf("ParseLang(%q) = %v, %v, want %s", given, got, err, want)
		}
		again, err := tm.ParseLang(got.String())
		if err != nil || again != got {
			t.Errorf("ParseLang(%q) = %v, %v: it is not read as it is written", got, again, err)
		}
	}
	for _, given := range []string{"", "und", "français", "f", "fr fr", "12", "english"} {
		if got, err := tm.ParseLang(given); err == nil {
			t.Errorf("ParseLang(%q) = %v, want an error", given, got)
		}
	}
}

func TestSameLanguageLeavesRegionsAside(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"fr", "fr-CA", true}, {"fr-FR", "fr-CA", true}, {"pt", "pt-BR", true}, {"zh", "zh-Hant", false},
		{"zh-TW", "zh-Hant", true}, {"zh-CN", "zh", true}, {"sr", "sr-Latn", false}, {"sr", "sr-Cyrl", true},
		{"fr", "en", false}, {"ar", "ar-EG", true}, {"no", "nb", false},
	} {
		a, b := language.MustParse(test.a), language.MustParse(test.b)
		if got := tm.SameLanguage(a, b); got != test.want || tm.SameLanguage(b, a) != got {
			t.Errorf("SameLanguage(%s, %s) = %v, want %v", a, b, got, test.want)
		}
	}
}

func FuzzParseLangIsReadAsItIsWritten(f *testing.F) {
	for _, seed := range []string{"fr", "zh_TW", "zh-yue", "en-GB-oed", "sr-Latn-RS", "x-private", "zh-u-co-pinyin", "i-klingon"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tag, err := tm.ParseLang(s)
		if err != nil {
			return
		}
		again, err := tm.ParseLang(tag.String())
		if err != nil || again != tag {
			t.Errorf("%q is read as %v, and that as %v, %v", s, tag, again, err)
		}
	})
}

func ExampleParseLang() {
	for _, s := range []string{"fr", "fr_CA", "zh-CN", "zh-TW"} {
		tag, err := tm.ParseLang(s)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(tag)
	}
	// Output:
	// fr
	// fr-CA
	// zh
	// zh-Hant
}
