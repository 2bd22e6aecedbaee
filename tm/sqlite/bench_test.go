package sqlite_test

import (
	"path/filepath"
	"testing"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/sqlite"
	"calque/tm/storetest"
)

// benchmarkUnits is the number of units in the memory of the look-up
// benchmarks: 10,000, in articles of 30 sentences.
const benchmarkUnits = 10_000

func fill(b *testing.B, store *sqlite.Store, units int) {
	b.Helper()
	for number := range (units + 29) / 30 {
		if _, err := store.PutArticle(b.Context(), storetest.Random(number, 30)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPutArticle stores pairs of 30 sentences that the memory has not
// seen.
func BenchmarkPutArticle(b *testing.B) {
	store := open(b)
	number := 0
	for b.Loop() {
		b.StopTimer()
		a := storetest.Random(number, 30)
		number++
		b.StartTimer()
		if _, err := store.PutArticle(b.Context(), a); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}

// BenchmarkPutArticleAgain stores a pair that is there already.
func BenchmarkPutArticleAgain(b *testing.B) {
	store := open(b)
	a := storetest.Random(1, 30)
	for b.Loop() {
		if _, err := store.PutArticle(b.Context(), a); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpenAndLookup is what a one-shot command does.
func BenchmarkOpenAndLookup(b *testing.B) {
	path := filepath.Join(b.TempDir(), "calque.db")
	store := openAt(b, path, sqlite.Options{Create: true})
	fill(b, store, benchmarkUnits)
	q := fuzzyQuery()
	for b.Loop() {
		one, err := sqlite.Open(b.Context(), path, sqlite.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := one.Lookup(b.Context(), q); err != nil {
			b.Fatal(err)
		}
		if err := one.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLookup(b *testing.B) {
	store := open(b)
	fill(b, store, benchmarkUnits)
	exact := fuzzyQuery()
	exact.Text = storetest.Random(100, 30).Documents[0].Text(tm.Range{From: 4, To: 5})
	unlike := fuzzyQuery()
	unlike.Text = "Rien de ce qui est écrit là ne ressemble à cette phrase, qui vient d'ailleurs."
	for name, q := range map[string]tm.Query{"exact": exact, "fuzzy": fuzzyQuery(), "unlike": unlike} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := store.Lookup(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// fuzzyQuery asks for a sentence of the memory with a word changed.
func fuzzyQuery() tm.Query {
	text := storetest.Random(100, 30).Documents[0].Text(tm.Range{From: 4, To: 5})
	return tm.Query{Text: "Pourtant " + text, From: language.French, To: language.English, Min: 70, Limit: 5,
		MinConfidence: tm.DefaultMinConfidence}
}

// BenchmarkUnits reads 10,000 units as an export does.
func BenchmarkUnits(b *testing.B) {
	store := open(b)
	fill(b, store, benchmarkUnits)
	for b.Loop() {
		n := 0
		for _, err := range store.Units(b.Context(), tm.Filter{From: language.French, To: language.English}) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n < benchmarkUnits {
			b.Fatalf("read %d units", n)
		}
	}
}
