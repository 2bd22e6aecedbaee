package sqlite_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/language"

	"calque/tm"
)

// FuzzAnyTextComesBack stores a text, whatever it holds, and reads it as it
// was; an exact look-up finds it and the memory is in step.
func FuzzAnyTextComesBack(f *testing.F) {
	for _, seed := range []string{"Le port", "…", "\x00", "a\x00b", "\u200b", "é e\u0301", " x ", "🚢", "مرحبا", "12,5 %", "%s_';--", "\ufeff", "\u2028"} {
		f.Add(seed)
	}
	store := open(f)
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || text == "" {
			return
		}
		document := func(lang language.Tag) tm.Document {
			return tm.Document{Lang: lang, Source: "/" + lang.String(), Title: text,
				Blocks:    []tm.Block{{Role: tm.RoleBody, Text: text}},
				Sentences: []tm.Sentence{{End: len(text)}}}
		}
		one := tm.Range{From: 0, To: 1}
		a := &tm.Article{Key: "fuzz", Documents: []tm.Document{document(language.French), document(language.English)},
			Alignments: []tm.Alignment{{Source: language.French, Target: language.English,
				Beads: []tm.Bead{{Source: one, Target: one, Confidence: 1}}}}}
		if _, err := store.PutArticle(t.Context(), a); err != nil {
			t.Fatalf("storing %q: %v", text, err)
		}
		stored, err := store.Article(t.Context(), "fuzz")
		if err != nil || stored.Documents[0].Blocks[0].Text != text || stored.Documents[0].Title != text {
			t.Fatalf("%q came back as %+v, %v", text, stored, err)
		}
		matches, err := store.Lookup(t.Context(), tm.Query{Text: text, From: language.French, To: language.English, Min: 100})
		if err != nil {
			t.Fatalf("looking up %q: %v", text, err)
		}
		blank := strings.TrimSpace(text) == ""
		if !blank && (len(matches) == 0 || matches[0].Score != 100 || matches[0].Unit.Target.Text != text) {
			t.Errorf("looking up %q found %+v", text, matches)
		}
		if blank && len(matches) > 0 {
			t.Errorf("looking up %q found %+v", text, matches)
		}
		problems, err := store.Check(t.Context())
		if err != nil || len(problems) > 0 {
			t.Errorf("check after %q: %v %v", text, problems, err)
		}
	})
}
