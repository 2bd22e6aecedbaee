package lexicon_test

import (
	"io/fs"
	"path"
	"sort"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/language"

	"calque/align/lexicon"
	"calque/cmd/calque/examples"
)

// running gives the sentences of the example stories by language.
func running(t testing.TB) map[string][]string {
	t.Helper()
	texts := map[string][]string{}
	err := fs.WalkDir(examples.Gold(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		source, target, _ := strings.Cut(path.Base(path.Dir(name)), "-")
		lang := map[string]string{".src": source, ".tgt": target}[path.Ext(name)]
		if lang == "" {
			return nil
		}
		data, err := fs.ReadFile(examples.Gold(), name)
		if err != nil {
			return err
		}
		texts[lang] = append(texts[lang], strings.Split(strings.TrimSpace(string(data)), "\n")...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// TestCoverageOfTheExampleStories prints how much of running text the shipped
// lexicon knows, and holds it to a floor, so that a change that loses a
// language's words is noticed.
func TestCoverageOfTheExampleStories(t *testing.T) {
	const floor = 0.4
	texts := running(t)
	langs := make([]string, 0, len(texts))
	for lang := range texts {
		langs = append(langs, lang)
	}
	sort.Strings(langs)
	for _, lang := range langs {
		known, letters, concepts := coverage(lexicon.Shipped(), language.MustParse(lang), texts[lang])
		share := float64(known) / float64(letters)
		t.Logf("%-8s %4d sentences, %5.1f %% of the letters in known words, %.1f spans a sentence",
			lang, len(texts[lang]), 100*share, float64(concepts)/float64(len(texts[lang])))
		if share < floor {
			t.Errorf("%s: only %.3f of the letters are in known words, want %.2f", lang, share, floor)
		}
	}
}

// coverage counts the letters of the texts, those inside a concept, and the
// spans of concepts.
func coverage(l *lexicon.Lexicon, lang language.Tag, texts []string) (known, letters, spans int) {
	for _, text := range texts {
		concepts := l.Concepts(lang, text)
		end, start := 0, -1
		n := 0
		for at, r := range text {
			for n < len(concepts) && concepts[n].Start <= at {
				if concepts[n].Start != start {
					spans++
				}
				start, end = concepts[n].Start, max(end, concepts[n].End)
				n++
			}
			if !unicode.IsLetter(r) {
				continue
			}
			letters++
			if at < end {
				known++
			}
		}
	}
	return known, letters, spans
}
