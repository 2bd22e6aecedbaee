package bench_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"calque/tm/bench"
	"calque/tm/sqlite"
)

func open(ctx context.Context, path string) (bench.Store, error) {
	return sqlite.Open(ctx, path, sqlite.Options{Create: true})
}

// sentence draws words from a list that is long enough for most sentences to
// differ.
func sentence(r *rand.Rand) string {
	words := strings.Fields("le la un pont port quai route ville train bord vers sous neuf haut long ouvre ferme mène longe borde")
	var out []string
	for range 4 + r.IntN(8) {
		out = append(out, words[r.IntN(len(words))])
	}
	return strings.Join(out, " ")
}

// files writes a corpus of 1,500 lines and 30 queries.
func files(t *testing.T) (corpus, queries string) {
	t.Helper()
	r := rand.New(rand.NewPCG(5, 5))
	var texts bytes.Buffer
	packed := gzip.NewWriter(&texts)
	var asked strings.Builder
	for i := range 1500 {
		text := fmt.Sprintf("%s texte %d %s", sentence(r), i, sentence(r))
		fmt.Fprintln(packed, text)
		if i%50 == 0 {
			fmt.Fprintf(&asked, "%d\tedit\t%s encore\trest\n", i, text)
		}
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	corpus, queries = filepath.Join(dir, "corpus.txt.gz"), filepath.Join(dir, "queries.tsv")
	for path, data := range map[string][]byte{corpus: texts.Bytes(), queries: []byte(asked.String())} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return corpus, queries
}

func TestLookupMeasuresAndFindsAll(t *testing.T) {
	corpus, path := files(t)
	queries, err := bench.ReadQueries(path)
	if err != nil || len(queries) != 30 || !strings.Contains(queries[0], "texte 0") {
		t.Fatalf("%d queries, the first %q: %v", len(queries), queries, err)
	}
	report, err := bench.Lookup{
		Path: filepath.Join(t.TempDir(), "bench.db"), Open: open,
		Corpus: bench.Lines(corpus, 1000), Queries: queries, Scan: 30,
	}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bench.Row{}
	for _, row := range report.Rows {
		rows[row.Name] = row
	}
	if got := rows["units"].Value; got != "1000" {
		t.Errorf("%s units", got)
	}
	found := rows["queries with a match of 70 by plain scan, found with all of them at the same scores"]
	var same, matched int
	if _, err := fmt.Sscanf(found.Value, "%d of %d", &same, &matched); err != nil || matched < 20 || same != matched || !found.Met {
		t.Errorf("found %+v", found)
	}
	var table strings.Builder
	if _, err := report.WriteTo(&table); err != nil || strings.Count(table.String(), "\n") != len(report.Rows)+1 {
		t.Errorf("the table is (%v)\n%s", err, table.String())
	}
}

func TestReportSaysWhichGoalsWereMissed(t *testing.T) {
	report := bench.Report{Rows: []bench.Row{
		{Name: "units", Value: "1000"},
		{Name: "p50", Value: "0.20 ms", Goal: "≤ 0.30 ms", Met: true},
		{Name: "p95", Value: "2.00 ms", Goal: "≤ 1.50 ms"},
	}}
	if report.Missed() != 1 {
		t.Errorf("missed %d goals", report.Missed())
	}
	var table strings.Builder
	report.WriteTo(&table)
	want := []string{"", "", "met", "not met"}
	for i, line := range strings.Split(strings.TrimRight(table.String(), "\n"), "\n") {
		if !strings.HasSuffix(strings.TrimRight(line, " "), want[i]) {
			t.Errorf("line %d is %q", i, line)
		}
	}
}

func TestLookupSaysWhatItCannotRead(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.txt")
	_, err := bench.Lookup{
		Path: filepath.Join(t.TempDir(), "bench.db"), Open: open, Corpus: bench.Lines(missing, 0), Queries: []string{"a"},
	}.Run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "missing.txt") {
		t.Errorf("the error is %v", err)
	}
	if _, err := (bench.Lookup{}).Run(t.Context()); err == nil {
		t.Error("no queries are no error")
	}
}
