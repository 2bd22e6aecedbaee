package date

import (
	"fmt"
	"testing"
	"time"
)

func TestLineReadsTheDatesOfTenLanguages(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Mercredi, Mai 8, 2024 - 12:00", "2024-05-08T12:00:00Z"},
		{"Publié le 1er février 2023 à 9h05", "2023-02-01T09:05:00Z"},
		{"Jeudi 14 août 2025", "2025-08-14T00:00:00Z"},
		{"Wednesday, May 8, 2024 - 12:00", "2024-05-08T12:00:00Z"},
		{"Published on Oct. 3rd, 2022 at 7:15 p.m.", "2022-10-03T19:15:00Z"},
		{"2024-05-08T12:00:00+02:00", "2024-05-08T12:00:00+02:00"},
		{"2024-05-08 12:00", "2024-05-08T12:00:00Z"},
		{"2024年5月8日 12时30分", "2024-05-08T12:30:00Z"},
		{"2024年05月08日 星期三 下午3:20", "2024-05-08T15:20:00Z"},
		{"二〇二四年五月三十一日", "2024-05-31T00:00:00Z"},
		{"民國113年5月8日", "2024-05-08T00:00:00Z"},
		{"令和6年5月8日（水）", "2024-05-08T00:00:00Z"},
		{"2024年5月8日 午後3時", "2024-05-08T15:00:00Z"},
		{"الأربعاء 8 مايو 2024", "2024-05-08T00:00:00Z"},
		{"٨ أيار/مايو ٢٠٢٤", "2024-05-08T00:00:00Z"},
		{"5 كانون الثاني 2024", "2024-01-05T00:00:00Z"},
		{"miércoles, 8 de mayo de 2024", "2024-05-08T00:00:00Z"},
		{"Mittwoch, 8. Mai 2024, 12.30 Uhr", "2024-05-08T12:30:00Z"},
		{"08.05.2024 12:00", "2024-05-08T12:00:00Z"},
		{"8 мая 2024 г., 12:00", "2024-05-08T12:00:00Z"},
		{"Quarta-feira, 8 de maio de 2024", "2024-05-08T00:00:00Z"},
		{"mercoledì 8 maggio 2024, ore 12:00", "2024-05-08T12:00:00Z"},
		{"Published May 17, 2024, 6:10 a.m. EAT", "2024-05-17T06:10:00Z"},
		{"25/12/2023", "2023-12-25T00:00:00Z"},
	}
	for _, tt := range tests {
		got, ok := Line(tt.text, Unknown)
		if !ok || got.Format(time.RFC3339) != tt.want {
			t.Errorf("Line(%q) = %s, %v, want %s", tt.text, got.Format(time.RFC3339), ok, tt.want)
		}
	}
}

func TestLineKeepsAnIncompleteDateWithoutGuessing(t *testing.T) {
	for _, text := range []string{"5/8/2024", "Mercredi 8 mai", "31 avril 2024"} {
		got, ok := Line(text, Unknown)
		if !ok || !got.IsZero() {
			t.Errorf("Line(%q) = %v, %v, want a date line without a time", text, got, ok)
		}
	}
}

func TestLineReadsNumericDatesInTheOrderThatIsKnown(t *testing.T) {
	got, ok := Line("نشرت في: 08/05/2024 - 12:00", DayFirst)
	if want := time.Date(2024, 5, 8, 12, 0, 0, 0, time.UTC); !ok || !got.Equal(want) {
		t.Errorf("Line = %v, %v, want %v", got, ok, want)
	}
}

func TestLineRefusesSentencesAndTitles(t *testing.T) {
	for _, text := range []string{
		"", "Non", "2024", "La Chine et la France, 8 mai 2024", "Les attentats du 13 novembre 2015",
		"12 500 personnes en mai", "On May 8, 2024, the ministers met.", "中法两国2024年5月8日发表声明", "Xinhua",
	} {
		if got, ok := Line(text, Unknown); ok {
			t.Errorf("Line(%q) = %v, want no date line", text, got)
		}
	}
}

func TestFindTakesTheFirstCompleteDate(t *testing.T) {
	got, ok := Find("Réunis le 3 mai, les ministres ont signé le 8 mai 2024 un accord.", Unknown)
	if want := time.Date(2024, 5, 8, 0, 0, 0, 0, time.UTC); !ok || !got.Equal(want) {
		t.Errorf("Find = %v, %v, want %v", got, ok, want)
	}
	if got, ok := Find("Aucune date ici.", Unknown); ok {
		t.Errorf("Find without a date = %v", got)
	}
}

func TestWordsTableIsWellFormed(t *testing.T) {
	if _, err := parseWords(wordsFile); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"month\tfr\t13\tmai\n", "month\tfr\n", "season\tfr\t1\tété\n", "era\tja\tx\t令和\n"} {
		if _, err := parseWords(bad); err == nil {
			t.Errorf("parseWords(%q) found nothing wrong", bad)
		}
	}
}

func ExampleLine() {
	t, ok := Line("Mercredi, Mai 8, 2024 - 12:00", Unknown)
	fmt.Println(t.Format(time.DateTime), ok)
	// Output: 2024-05-08 12:00:00 true
}

func FuzzLine(f *testing.F) {
	for _, s := range []string{"Mercredi, Mai 8, 2024 - 12:00", "2024年5月8日", "8.5.2024 12.30 Uhr", "May", "8 /", "令和", "٨ أيار/مايو ٢٠٢٤", "2024-05-08T12:00:00.123+0200"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := Line(s, Unknown)
		if !ok && !got.IsZero() {
			t.Errorf("Line(%q) gives a time without a date", s)
		}
		if found, ok := Find(s, Unknown); ok && (found.Year() < 1 || found.Year() > 9999+2018) {
			t.Errorf("Find(%q) = %v", s, found)
		}
	})
}

func BenchmarkLine(b *testing.B) {
	for b.Loop() {
		Line("Mercredi, Mai 8, 2024 - 12:00", Unknown)
	}
}
