package bench_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"calque/tm/bench"
	"calque/tm/sqlite"
)

func TestMixedMakesTextsOfTheClausesOfACorpus(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.txt")
	if err := os.WriteFile(path, []byte("港口扩建，成本下降。\n气候变化\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	clauses := []string{"港口扩建，", "成本下降。", "气候变化"}
	var texts []string
	for text, err := range bench.Mixed(bench.Lines(path, 0), 100)() {
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, text)
		for rest := text; rest != ""; {
			i := slices.IndexFunc(clauses, func(clause string) bool { return strings.HasPrefix(rest, clause) })
			if i < 0 {
				t.Fatalf("%q is not made of the clauses", text)
			}
			rest = rest[len(clauses[i]):]
		}
	}
	if distinct := slices.Compact(slices.Sorted(slices.Values(texts))); len(texts) != 100 || len(distinct) < 20 {
		t.Errorf("%d texts, %d of them different", len(texts), len(distinct))
	}
	missing := bench.Mixed(bench.Lines(path+"x", 0), 1)
	for _, err := range missing() {
		if err == nil {
			t.Error("a corpus that is not there was read")
		}
	}
}

func TestConcordanceMeasuresWhatTheCorpusHas(t *testing.T) {
	dir := t.TempDir()
	corpus := filepath.Join(dir, "corpus.txt")
	if err := os.WriteFile(corpus, []byte("Le conseil municipal approuve la rénovation.\n气候变化使港口成本下降。\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	open := func(ctx context.Context, path string) (bench.Store, error) {
		return sqlite.Open(ctx, path, sqlite.Options{Create: true})
	}
	report, err := bench.Concordance{
		Path: filepath.Join(dir, "bench.db"), Lang: language.French, Corpus: bench.Mixed(bench.Lines(corpus, 0), 200), Patterns: 10,
		Open: open, Once: open,
	}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, row := range report.Rows {
		names = append(names, row.Name)
	}
	all := strings.Join(names, "\n")
	for _, want := range []string{"a word, from the file: p95", "a phrase of 2 to 5 words, in memory: p95", "2 to 4 characters, opened for each: p95",
		"which names no word"} {
		if !strings.Contains(all, want) {
			t.Errorf("%s is not measured:\n%s", want, all)
		}
	}
}
