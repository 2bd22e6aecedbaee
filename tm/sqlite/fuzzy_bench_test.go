package sqlite

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLookupBenchMeasuresAndFindsAll(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	var corpus bytes.Buffer
	packed := gzip.NewWriter(&corpus)
	var queries strings.Builder
	for i := range 1500 {
		fmt.Fprintf(packed, "%s texte %d %s\n", sentence(r), i, sentence(r))
		if i%50 == 0 {
			fmt.Fprintf(&queries, "%d\tedit\t%s texte %d %s\trest\n", i, sentence(r), i, sentence(r))
		}
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	corpusPath, queriesPath := filepath.Join(dir, "corpus.txt.gz"), filepath.Join(dir, "queries.tsv")
	for path, data := range map[string][]byte{corpusPath: corpus.Bytes(), queriesPath: []byte(queries.String())} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	asked, err := BenchQueries(queriesPath)
	if err != nil || len(asked) != 30 || !strings.Contains(asked[0], "texte 0") {
		t.Fatalf("%d queries, the first %q: %v", len(asked), asked, err)
	}
	report, err := LookupBench{Folder: dir, Corpus: BenchLines(corpusPath, 1000), Queries: asked, Sample: 30}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for _, row := range report.Rows {
		values[row.Name] = row.Value
	}
	if values["units"] != "1000" {
		t.Errorf("%s units", values["units"])
	}
	const found = "queries with a match of 70 or more, and those with all of them found at the same score"
	var matched, same int
	if _, err := fmt.Sscanf(values[found], "%d, %d", &matched, &same); err != nil || matched == 0 || matched != same {
		t.Errorf("found %q", values[found])
	}
	var table strings.Builder
	if _, err := report.WriteTo(&table); err != nil || strings.Count(table.String(), "\n") != len(report.Rows)+1 {
		t.Errorf("the table is (%v)\n%s", err, table.String())
	}
}

func TestLookupBenchSaysWhatItCannotRead(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.txt")
	if _, err := (LookupBench{Folder: t.TempDir(), Corpus: BenchLines(missing, 0), Queries: []string{"a"}}).Run(t.Context()); err == nil ||
		!strings.Contains(err.Error(), "missing.txt") {
		t.Errorf("the error is %v", err)
	}
}
