package align

import (
	"slices"
	"testing"
)

func TestNumbersAreReadByValue(t *testing.T) {
	tests := []struct {
		lang, text string
		want       []float64 // first value of each
	}{
		{"fr", "12,5 % et 12 500 personnes", []float64{12.5, 12500}},
		{"fr", "12\u202f500 ou 12\u00a0500", []float64{12500, 12500}},
		{"en", "12.5% and 12,500 people", []float64{12.5, 12500}},
		{"en", "1,234,567.89", []float64{1234567.89}},
		{"de", "1.234.567,89", []float64{1234567.89}},
		{"de", "12.500 Menschen", []float64{12500}},
		{"fr", "2,8 milliards d’euros", []float64{2.8e9}},
		{"fr", "3 mille milliards", []float64{3e12}},
		{"en", "$2.8 billion", []float64{2.8e9}},
		{"en", "2.8bn", []float64{2.8e9}},
		{"es", "2.800 millones", []float64{2.8e9}},
		{"es", "28 mil millones", []float64{28e9}},
		{"de", "2,8 Mrd. Euro", []float64{2.8e9}},
		{"ru", "12,5 тыс. человек, 3 млн рублей", []float64{12500, 3e6}},
		{"zh", "1.25万人", []float64{12500}},
		{"zh", "28亿欧元", []float64{28e8}},
		{"zh", "三百二十人", []float64{320}},
		{"zh", "二〇二四年", []float64{2024}},
		{"zh", "十五个", []float64{15}},
		{"zh", "两百万", []float64{2e6}},
		{"zh", "2.8万亿", []float64{2.8e12}},
		{"ja", "1億2000万円", []float64{1.2e8}},
		{"ja", "百五十人", []float64{150}},
		{"ar", "٣٫٥ مليون", []float64{3.5e6}},
		{"ar", "١٢٬٥٠٠ شخص", []float64{12500}},
		{"ar", "۱۲", []float64{12}},
		{"fr", "trois hommes, 1 femme", []float64{3, 1}},
		{"fr", "le 12.05.2024", []float64{12}},
		{"fr", "au 0800 555 111", []float64{800, 555111}},
		{"fr", "14h30", []float64{14, 30}},
		{"en", "no figure at all", nil},
	}
	for _, test := range tests {
		var got []float64
		for _, n := range newNumberReader(test.lang).read(nil, tokenize(test.text, nil)) {
			got = append(got, n.values[0])
		}
		if !slices.EqualFunc(got, test.want, func(a, b float64) bool { return valueKey(a) == valueKey(b) }) {
			t.Errorf("%s %q: %v, want %v", test.lang, test.text, got, test.want)
		}
	}
}

func TestHoursOfTheAfternoonMeetThoseOfTwentyFour(t *testing.T) {
	tests := []struct {
		lang, text string
		want       []float64 // all values of the first number
		stretch    string
	}{
		{"en", "at 3 p.m. on Friday", []float64{15, 3}, "3 p.m"},
		{"en", "at 3pm", []float64{15, 3}, "3pm"},
		{"en", "at 3:30 p.m.", []float64{15, 3, 30}, "3:30 p.m"},
		{"en", "at 8 in the evening", []float64{20, 8}, "8 in the evening"},
		{"en", "3 men", []float64{3}, "3"},
		{"en", "12 p.m.", []float64{12}, "12"},
		{"en", "at 3:30 a.m.", []float64{3}, "3"},
		{"es", "a las 5 de la tarde", []float64{17, 5}, "5 de la tarde"},
		{"fr", "à 5 heures de l’après-midi", []float64{17, 5}, "5 heures de l’après-midi"},
		{"de", "um 8 Uhr abends", []float64{20, 8}, "8 Uhr abends"},
		{"ru", "в 3 часа дня", []float64{15, 3}, "3 часа дня"},
		{"ar", "الساعة 7 مساءً", []float64{19, 7}, "7 مساءً"},
		{"ar", "الساعة ٣ بعد الظهر", []float64{15, 3}, "٣ بعد الظهر"},
		{"zh", "周末下午3点", []float64{15, 3}, "下午3"},
		{"zh", "今晚8時", []float64{20, 8}, "晚8"},
		{"zh", "下午三点", []float64{15, 3}, "下午三"},
		{"zh", "下午3人", []float64{3}, "3"},
		{"zh", "下午3:30", []float64{15, 3, 30}, "下午3:30"},
		{"zh", "上午9点", []float64{9}, "9"},
		{"ja", "午後3時", []float64{15, 3}, "午後3"},
	}
	for _, test := range tests {
		got := newNumberReader(test.lang).read(nil, tokenize(test.text, nil))
		if len(got) == 0 || !slices.Equal(got[0].values, test.want) || test.text[got[0].start:got[0].end] != test.stretch {
			t.Errorf("%s %q: %+v, want %v in %q", test.lang, test.text, got, test.want, test.stretch)
		}
	}
}

func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"12.500,5", "1 2 3 4", "三百二十万亿", "٣٫٥", "9999999999999999999999", "1,,2", "百分之二十"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, lang := range []string{"fr", "en", "zh", "ar"} {
			for _, n := range newNumberReader(lang).read(nil, tokenize(text, nil)) {
				if n.start < 0 || n.end > len(text) || n.start >= n.end || len(n.values) == 0 {
					t.Fatalf("%s: number %+v of %q", lang, n, text)
				}
			}
		}
	})
}

func TestWordsOfTheSameRootAreAlike(t *testing.T) {
	tests := []struct {
		a, b string
		like bool
	}{
		{"président", "presidente", true},
		{"organisation", "Organización", true},
		{"philosophie", "filosofía", true},
		{"parlement", "парламент", true},
		{"Moscou", "Mosca", true},
		{"maison", "house", false},
		{"table", "tenir", false},
	}
	for _, test := range tests {
		got := likeness(soundForm(fold(test.a)), soundForm(fold(test.b)))
		if got > 0 != test.like {
			t.Errorf("%s ~ %s: %v, want alike %v", test.a, test.b, got, test.like)
		}
	}
}

func TestNamesKeepTheirConsonantsThroughScripts(t *testing.T) {
	for _, pair := range [][2]string{
		{"Jones", "ジョーンズ"}, {"Merkel", "Меркель"}, {"Merkel", "ميركل"}, {"Moscou", "Москва"}, {"Brian", "براين"}, {"Sarkozy", "サルコジ"},
	} {
		a, b := skeleton(soundForm(fold(pair[0]))), skeleton(soundForm(fold(pair[1])))
		if a == "" || len(b) < len(a) || b[:len(a)] != a {
			t.Errorf("%s: %s, %s: %s", pair[0], a, pair[1], b)
		}
	}
}

func TestDistanceIsLevenshtein(t *testing.T) {
	slow := func(a, b string) int {
		row := make([]int, len(b)+1)
		for j := range row {
			row[j] = j
		}
		for i := range len(a) {
			before := row[0]
			row[0] = i + 1
			for j := range len(b) {
				d := before
				if a[i] != b[j] {
					d++
				}
				before = row[j+1]
				row[j+1] = min(d, row[j]+1, row[j+1]+1)
			}
		}
		return row[len(b)]
	}
	words := []string{"a", "ab", "abcdefgh", "president", "presidente", "xyz", "parlament", "parlement", "organisasion", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"}
	for _, a := range words {
		for _, b := range words {
			if got, want := distance(a, b), slow(a, b); got != want {
				t.Errorf("distance %s, %s: %d, want %d", a, b, got, want)
			}
		}
	}
}
