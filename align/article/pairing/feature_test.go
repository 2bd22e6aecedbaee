package pairing

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"calque/align/article"
)

func TestNumbersAreReadByValue(t *testing.T) {
	for _, test := range []struct {
		lang, text string
		want       float64
	}{
		{"fr", "12 500", 12500}, {"fr", "12\u202f500", 12500}, {"fr", "12,5 millions", 12.5e6}, {"fr", "3 milliards", 3e9},
		{"en", "12,500", 12500}, {"en", "12.5 million", 12.5e6}, {"en", "1,234,567.89", 1234567.89}, {"en", "2 billion", 2e9},
		{"fr", "2 billions", 2e12}, {"de", "12.500", 12500}, {"de", "12,5 Mio.", 12.5e6}, {"de", "1'250", 1250},
		{"zh", "1.25万", 12500}, {"zh", "1.864亿", 1.864e8}, {"zh", "300万", 3e6}, {"zh", "5百万", 5e6},
		{"ja", "3万1400", 30000}, {"ar", "١٢٬٥٠٠", 12500}, {"ar", "١٢٫٥ مليون", 12.5e6}, {"ru", "12,5 млн", 12.5e6},
		{"ru", "5 тысячами", 5000}, {"es", "3 mil millones", 3e9}, {"pt", "2 bilhões", 2e9}, {"zh", "250", 250},
	} {
		values, size := figure(test.text)
		factor, _ := multiply(test.text[size:], test.lang)
		for i := range values {
			values[i] *= factor
		}
		if !slices.ContainsFunc(values, func(v float64) bool { return v > test.want*(1-1e-12) && v < test.want*(1+1e-12) }) {
			t.Errorf("%s %q: %v, want %v", test.lang, test.text, values, test.want)
		}
	}
}

func TestNumbersInChineseCharacters(t *testing.T) {
	for text, want := range map[string]float64{
		"三百二十个": 320, "十二日": 12, "一万二千人": 12000, "二〇二四年": 2024, "两千": 2000, "三亿五千万": 3.5e8,
	} {
		if got, _ := hanNumber(text); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
	for _, text := range []string{"一个", "年", ""} {
		if _, size := hanNumber(text); size != 0 {
			t.Errorf("%q is taken for a number", text)
		}
	}
}

func TestNamesSoundAlikeInAllScripts(t *testing.T) {
	for _, same := range [][]string{
		{"Macron", "Макрон", "ماكرون", "マクロン", "马克龙", "馬克龍", "Μακρόν"},
		{"London", "Лондон", "لندن", "ロンドン", "伦敦"},
		{"Washington", "واشنطن", "ワシントン", "华盛顿", "華盛頓"},
		{"Philippe", "Filippe", "Филипп", "菲利普"},
		{"Madagascar", "Мадагаскар", "マダガスカル"},
	} {
		for _, name := range same {
			form := name
			if !strings.ContainsAny(name, "マロワ") { // kana would lose their voice
				form = fold(name)
			}
			if got, want := skeleton(form), skeleton(fold(same[0])); got != want {
				t.Errorf("%s is %s, %s is %s", same[0], want, name, got)
			}
		}
	}
	if a, b := skeleton("paris"), skeleton("tokyo"); a == b {
		t.Errorf("Paris and Tokyo are both %s", a)
	}
}

func TestSameStoryHasTheSameFeaturesInTwoLanguages(t *testing.T) {
	profile := func(tag language.Tag, text string) profile {
		return profileOf(&article.Document{Blocks: []article.Block{
			{Role: article.Body, Text: text}, {Role: article.Furniture, Text: "99999 Macron"},
		}}, tag, nil)
	}
	french := &page{features: profile(language.French, "Selon Emmanuel Macron, 12 500 personnes étaient à Londres le 14 mai 2024, contre 3,7 millions.")}
	for tag, text := range map[language.Tag]string{
		language.English: "According to Emmanuel Macron, 12,500 people were in London on May 14, 2024, against 3.7 million.",
		language.Chinese: "据马克龙称，2024年5月14日有1.25万人在伦敦，而此前为370万。",
		language.Arabic:  "وقال ماكرون إن ١٢٬٥٠٠ شخص كانوا في لندن يوم 14 مايو 2024 مقابل 3,7 مليون.",
		language.Russian: "По словам Макрона, 14 мая 2024 года в Лондоне было 12,5 тыс. человек против 3,7 млн.",
	} {
		numbers, _, _ := shared(french, &page{features: profile(tag, text)})
		if numbers < 4 { // 12 500, 14, 2024, 3.7 million
			t.Errorf("%v shares %d numbers", tag, numbers)
		}
	}
}

func FuzzProfile(f *testing.F) {
	f.Add("12 500,3.4 Macron 三百 ١٢ ー\xff", "ja")
	f.Add("1.1.1.1.1.1.1.1.1.1.1 ’٬٫", "ar")
	f.Fuzz(func(t *testing.T, text, lang string) {
		tag, err := language.Parse(lang)
		if err != nil {
			tag = language.French
		}
		p := profileOf(&article.Document{Blocks: []article.Block{{Role: article.Body, Text: text}}}, tag, nil)
		for i, feature := range p.features {
			if i > 0 && p.features[i-1].key >= feature.key {
				t.Fatal("features are not in order, or one comes twice")
			}
		}
	})
}
