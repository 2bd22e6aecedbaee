package segment

import (
	"strings"
	"testing"

	"golang.org/x/text/language"
)

// dataLanguages are the languages with a rule file of their own.
func dataLanguages(t *testing.T) []string {
	t.Helper()
	var langs []string
	for name := range builders {
		if name != "latin" {
			langs = append(langs, name)
		}
	}
	return langs
}

func TestEveryListHasAReason(t *testing.T) {
	for name := range builders {
		f, err := readRules(name)
		if err != nil {
			t.Fatal(err)
		}
		if f.language != name || f.name == "" {
			t.Errorf("%s.rules is for language %q, name %q", name, f.language, f.name)
		}
		for _, l := range f.lists {
			if l.why == "" || len(l.words) == 0 {
				t.Errorf("%s.rules: a list lacks its reason or its words: %v", name, l)
			}
		}
	}
}

func TestExamplesOfDataFilesHold(t *testing.T) {
	for _, name := range dataLanguages(t) {
		f, err := readRules(name)
		if err != nil {
			t.Fatal(err)
		}
		s := New(language.Make(name))
		if name == "default" {
			s = New(language.Und)
		}
		for _, l := range f.lists {
			for _, eg := range l.examples {
				checkMarked(t, s, name, eg)
			}
		}
	}
}

// checkMarked cuts a text in which "|" stands after every sentence but the
// last, and compares.
func checkMarked(t *testing.T, s *Segmenter, name, marked string) {
	t.Helper()
	var want []string
	for _, w := range strings.Split(marked, "|") {
		want = append(want, strings.TrimSpace(w))
	}
	block := strings.ReplaceAll(marked, "|", " ")
	if isHan([]rune(marked)[0]) {
		block = strings.ReplaceAll(marked, "|", "")
	}
	if got := cutText(s, block); strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("%s: got %q, want %q", name, got, want)
	}
}

func FuzzParseRules(f *testing.F) {
	f.Add("language fr\nset ordinals\nchars open «\n[title]\nwhy: a\neg: b\nM. p._ex.\n")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := parseRules(strings.NewReader(text))
		if err != nil {
			return
		}
		r := &rules{chars: newChars(), words: map[string]kind{}}
		r.apply(file)
	})
}
