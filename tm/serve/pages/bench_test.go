package pages_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"calque/cmd/calque/examples"
	"calque/tm"
	"calque/tm/ingest"
	"calque/tm/serve/pages"
	"calque/tm/sqlite"
	"calque/tm/storetest"
)

// longStory has the sentences of the example stories in French and another
// language, one with one, over and over until there are so many rows. Each has
// a number of its own, so that no two rows are the same.
func longStory(tb testing.TB, lang string, rows int) *tm.Article {
	tb.Helper()
	var pairs [][2]string
	files, err := fs.Glob(examples.Gold(), "fr-"+lang+"/*.src")
	if err != nil || len(files) == 0 {
		tb.Fatal("there are no examples", err)
	}
	for _, name := range files {
		var sides [2][]string
		for i, file := range []string{name, strings.TrimSuffix(name, ".src") + ".tgt"} {
			text, err := fs.ReadFile(examples.Gold(), file)
			if err != nil {
				tb.Fatal(err)
			}
			sides[i] = strings.Split(strings.TrimSpace(string(text)), "\n")
		}
		for i := range min(len(sides[0]), len(sides[1])) {
			pairs = append(pairs, [2]string{sides[0][i], sides[1][i]})
		}
	}
	var french, other []string
	for n := range rows {
		pair := pairs[n%len(pairs)]
		french, other = append(french, fmt.Sprintf("%s (%d)", pair[0], 1000+n)), append(other, fmt.Sprintf("%s (%d)", pair[1], 1000+n))
	}
	source, target := storetest.Document("fr", "/long.fr", french...), storetest.Document(lang, "/long."+lang, other...)
	al := storetest.Align(source, target, strings.Repeat("1:1 ", rows), 0.8)
	for i := range al.Beads {
		al.Beads[i].Evidence = []tm.Evidence{{Name: "length", Value: 1.5}, {Name: "numbers", Value: 2.25, Note: fmt.Sprint(1000 + i)}, {Name: "names", Value: 0.5}}
	}
	return storetest.Article("long", []tm.Document{source, target}, al)
}

// longStore is a memory of one long story.
func longStore(tb testing.TB, lang string, rows int) tm.Store {
	tb.Helper()
	store, err := sqlite.Open(tb.Context(), filepath.Join(tb.TempDir(), "calque.db"), sqlite.Options{Create: true})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { store.Close() })
	if _, err := store.PutArticle(tb.Context(), longStory(tb, lang, rows)); err != nil {
		tb.Fatal(err)
	}
	return store
}

// serveLong returns what starts a server of one long story, with words matched
// across as calque serve has it.
func serveLong(tb testing.TB, lang string, rows int) (start func() *http.ServeMux) {
	tb.Helper()
	store := longStore(tb, lang, rows)
	associate, err := ingest.Associations(tb.Context(), store)
	if err != nil {
		tb.Fatal(err)
	}
	associate(language.French, language.MustParse(lang), "un", "1") // reads the shipped lexicon
	return func() *http.ServeMux {
		p, err := pages.New(store, pages.Options{Write: true, Associate: associate})
		if err != nil {
			tb.Fatal(err)
		}
		mux := http.NewServeMux()
		p.Register(mux)
		return mux
	}
}

// BenchmarkReview measures the page of a long story as the first reader of a
// new server gets it, and as those after.
func BenchmarkReview(b *testing.B) {
	for _, lang := range []string{"en", "ar", "zh"} {
		for _, rows := range []int{381, 1500} {
			start := serveLong(b, lang, rows)
			view := func(b *testing.B, mux http.Handler) {
				b.Helper()
				recorder := httptest.NewRecorder()
				mux.ServeHTTP(recorder, httptest.NewRequest("GET", "/stories/long/fr/"+lang, nil))
				if recorder.Code != http.StatusOK {
					b.Fatal(recorder.Body)
				}
				b.ReportMetric(float64(recorder.Body.Len())/1000, "kB/page")
			}
			b.Run(fmt.Sprintf("fr-%s/%d rows/first", lang, rows), func(b *testing.B) {
				for b.Loop() {
					b.StopTimer()
					mux := start()
					b.StartTimer()
					view(b, mux)
				}
			})
			b.Run(fmt.Sprintf("fr-%s/%d rows/again", lang, rows), func(b *testing.B) {
				mux := start()
				for b.Loop() {
					view(b, mux)
				}
			})
		}
	}
}
