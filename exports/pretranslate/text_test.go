package pretranslate

import "testing"

func TestPlainTextIsTranslatedSentenceBySentence(t *testing.T) {
	checkGolden(t, "story.txt", options(t, "txt", desk()))
}

func FuzzText(f *testing.F) { fuzzFormat(f, "txt") }
