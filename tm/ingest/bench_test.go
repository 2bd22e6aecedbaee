package ingest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"calque/align/article/pairing"
	"calque/tm/sqlite"
)

// BenchmarkImport imports pairs of articles of 30 sentences, read, segmented,
// aligned, stored and indexed, one at a time on one core:
//
//	go test -run '^$' -bench Import -cpu 1 -benchtime 1000x ./tm/ingest
func BenchmarkImport(b *testing.B) {
	dir := b.TempDir()
	articles := writeStories(b, dir, b.N)
	store, err := sqlite.Open(context.Background(), filepath.Join(dir, "memory.db"), sqlite.Options{Create: true})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	importer := New(store, Options{})
	b.ReportAllocs()
	b.ResetTimer()
	units := 0
	for _, a := range articles {
		outcome := importer.Import(context.Background(), a)
		if outcome.Err != nil {
			b.Fatal(outcome.Err)
		}
		units += outcome.Put.Units
	}
	b.StopTimer()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pairs/s")
	b.ReportMetric(float64(units)/float64(b.N), "units/pair")
	b.ReportMetric(float64(memory.HeapSys)/(1<<20), "heap-MB")
}

// writeStories writes n pairs of articles of 30 sentences, no two alike.
func writeStories(b *testing.B, dir string, n int) []pairing.Article {
	b.Helper()
	articles := make([]pairing.Article, n)
	for i := range articles {
		var fr, en strings.Builder
		for s := range 5 {
			for k := range len(frenchStory) {
				number := fmt.Sprintf("%d", 1000*i+100*s+k)
				fmt.Fprintf(&fr, "%s Il en reste %s à Kinshasa.\n\n", strings.TrimSuffix(frenchStory[k], "."), number)
				fmt.Fprintf(&en, "%s There are %s left in Kinshasa.\n\n", strings.TrimSuffix(englishStory[k], "."), number)
			}
		}
		key := fmt.Sprintf("s%06d", i)
		articles[i] = pairing.Article{Key: key, Files: []pairing.File{
			{Path: writeStory(b, dir, key+".fr.txt", fr.String())}, {Path: writeStory(b, dir, key+".en.txt", en.String())}}}
	}
	return articles
}

func writeStory(b *testing.B, dir, name, text string) string {
	b.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		b.Fatal(err)
	}
	return path
}
