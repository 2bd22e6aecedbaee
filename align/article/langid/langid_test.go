package langid

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/language"
)

var texts = map[string]string{
	"fr":      "Le conseil municipal a adopté mardi soir le budget de l’année prochaine, qui prévoit la rénovation de deux écoles et d’une piscine.",
	"en":      "The city council on Tuesday evening adopted next year's budget, which provides for the renovation of two schools and a swimming pool.",
	"es":      "El ayuntamiento aprobó el martes por la noche el presupuesto del próximo año, que prevé la renovación de dos escuelas y una piscina.",
	"pt":      "A câmara municipal aprovou na terça-feira à noite o orçamento do próximo ano, que prevê a renovação de duas escolas e de uma piscina.",
	"it":      "Il consiglio comunale ha approvato martedì sera il bilancio del prossimo anno, che prevede la ristrutturazione di due scuole e di una piscina.",
	"de":      "Der Stadtrat hat am Dienstagabend den Haushalt für das kommende Jahr beschlossen, der die Sanierung von zwei Schulen und einem Schwimmbad vorsieht.",
	"ru":      "Городской совет во вторник вечером принял бюджет на следующий год, который предусматривает ремонт двух школ и бассейна.",
	"ar":      "اعتمد المجلس البلدي مساء الثلاثاء ميزانية العام المقبل التي تنص على تجديد مدرستين ومسبح.",
	"zh":      "市议会星期二晚上通过了明年的预算，其中包括翻修两所学校和一座游泳馆。",
	"zh-Hant": "市議會星期二晚上通過了明年的預算，其中包括翻修兩所學校和一座游泳館。",
	"ja":      "市議会は火曜日の夜、二つの学校とプールの改修を含む来年度の予算を可決した。",
}

func TestDetectTellsTheSupportedLanguagesApart(t *testing.T) {
	for want, text := range texts {
		got, confidence := Detect(text, nil)
		if got.String() != want || confidence < 0.8 {
			t.Errorf("%s was taken for %s (%.2f)", want, got, confidence)
		}
	}
}

func TestDetectDoesNotTrustAFewWords(t *testing.T) {
	for _, text := range []string{"Photo : AFP", "Xinhua", "Ayr 38 - 17 Melrose", "中国"} {
		if got, confidence := Detect(text, nil); confidence >= 0.75 {
			t.Errorf("%q is %s with confidence %.2f", text, got, confidence)
		}
	}
}

func TestDetectAnswersWithACandidateOnly(t *testing.T) {
	tests := []struct {
		text       string
		candidates []language.Tag
		want       language.Tag
		unsure     bool
	}{
		{texts["en"], []language.Tag{language.French, language.Chinese}, language.French, true},
		{texts["fr"], []language.Tag{language.French, language.Chinese}, language.French, false},
		{texts["ru"], []language.Tag{language.French, language.Chinese}, language.Und, true},
		{texts["zh-Hant"], []language.Tag{language.French, language.Chinese}, language.Chinese, true},
		{texts["zh"], []language.Tag{TraditionalChinese}, TraditionalChinese, true},
		{texts["pt"], []language.Tag{language.English, language.BrazilianPortuguese}, language.BrazilianPortuguese, false},
		{texts["fr"], []language.Tag{language.English, language.CanadianFrench}, language.CanadianFrench, false},
		{"Народна рада ухвалила бюджет на наступний рік, який передбачає ремонт двох шкіл і басейну, повідомила пресслужба.",
			[]language.Tag{language.Russian, language.Ukrainian}, language.Ukrainian, false},
		{"", nil, language.Und, true},
		{"12 500 — 38%", nil, language.Und, true},
	}
	for _, tt := range tests {
		got, confidence := Detect(tt.text, tt.candidates)
		if got != tt.want || (confidence < 0.6) != tt.unsure {
			t.Errorf("%.20q among %v = %v (%.2f), want %v, unsure %v", tt.text, tt.candidates, got, confidence, tt.want, tt.unsure)
		}
	}
}

func TestDetectSeesThatATextIsInNoneOfTheCandidates(t *testing.T) {
	dutch := "De gemeenteraad heeft dinsdagavond de begroting voor volgend jaar aangenomen, die voorziet in de renovatie van twee scholen en een zwembad. " +
		"Volgens de wethouder gaat het om een van de grootste investeringen van de afgelopen tien jaar."
	if got, confidence := Detect(dutch, []language.Tag{language.French, language.Spanish}); confidence > 0.5 {
		t.Errorf("Dutch is %v with confidence %.2f", got, confidence)
	}
}

func TestDetectReadsAJapaneseHeadlineWithoutKana(t *testing.T) {
	if got, _ := Detect("経済対策閣議決定、総額増額", nil); got != language.Japanese {
		t.Errorf("got %v", got)
	}
}

func TestTablesHaveNoCharacterTwice(t *testing.T) {
	forms := loadHan()
	if len(forms.simplified) < 400 || len(forms.traditional) < 400 || len(forms.japanese) < 80 {
		t.Fatalf("%d, %d and %d characters", len(forms.simplified), len(forms.traditional), len(forms.japanese))
	}
	for r := range forms.simplified {
		if forms.traditional[r] || forms.japanese[r] {
			t.Errorf("%c is in two lists", r)
		}
	}
	for r := range forms.traditional {
		if forms.japanese[r] {
			t.Errorf("%c is in two lists", r)
		}
	}
}

func ExampleDetect() {
	tag, confidence := Detect("Les deux pays ont signé un accord.", []language.Tag{language.English, language.French})
	fmt.Println(tag, confidence > 0.8)
	// Output: fr true
}

func FuzzDetect(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	f.Add("\xff\xfe l’ d'")
	f.Fuzz(func(t *testing.T, text string) {
		got, confidence := Detect(text, nil)
		if confidence < 0 || confidence > 1 || got == language.Und && confidence != 0 {
			t.Errorf("%v with confidence %v", got, confidence)
		}
		if utf8.ValidString(text) {
			if again, _ := Detect(text, nil); again != got {
				t.Errorf("%v, then %v", got, again)
			}
		}
	})
}

func BenchmarkDetect(b *testing.B) {
	for _, lang := range []string{"fr", "zh"} {
		text := strings.Repeat(texts[lang]+"\n", 20)
		b.Run(lang, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Detect(text, nil)
			}
		})
	}
}
