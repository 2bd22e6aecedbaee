package bench_test

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"calque/tm/bench"
)

func ExampleLookup() {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	texts := []string{"Le pont est ouvert.", "Le port est fermé."}
	report, err := bench.Lookup{
		Path: filepath.Join(folder, "bench.db"),
		Open: open,
		Corpus: func() iter.Seq2[string, error] {
			return func(yield func(string, error) bool) {
				_ = yield(texts[0], nil) && yield(texts[1], nil)
			}
		},
		Queries: []string{"Le pont est fermé."},
		Scan:    1,
	}.Run(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range report.Rows {
		if row.Goal == "all" {
			fmt.Println(row.Value, row.Name)
		}
	}
	// Output: 1 of 1 queries with a match of 70 by plain scan, found with all of them at the same scores
}
