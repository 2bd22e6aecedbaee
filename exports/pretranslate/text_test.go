package pretranslate

import "testing"

func TestPlainTextIsTranslatedSentenceBySentence(t *testing.T) {
	checkGolden(t, "story.txt", options(t, "txt", desk()))
}

func FuzzText(f *testing.F) { fuzzFormat(f, "txt") }

func TestSentencesThatAreOneInTheMemoryAreTakenTogether(t *testing.T) {
	m := &memory{min: 75, pairs: [][2]string{{"Le chantier avance. Il coûte cher.", "The work, which is costly, goes on."}, {"Bonjour.", "Hello."}}}
	got, report := fill(t, "Bonjour. Le chantier avance.\nIl coûte cher. Bonjour. Inconnu.", options(t, "txt", m))
	if want := "Hello. The work, which is costly, goes on. Hello. Inconnu."; got != want || report.Total.Segments != 4 {
		t.Errorf("got %q, %d segments", got, report.Total.Segments)
	}
	if last := m.asked[len(m.asked)-1]; last.Before == "" {
		t.Errorf("the last look-up was %+v", last)
	}
}
