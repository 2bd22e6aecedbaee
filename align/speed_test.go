package align_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"calque/align"
	"calque/align/eval"
	"calque/align/lexicon"
)

// BenchmarkArticlesWithLexicon aligns the example articles of the project,
// which have about 25 sentences each, with the shipped lexicon.
func BenchmarkArticlesWithLexicon(b *testing.B) {
	for _, pair := range []string{"fr-en", "fr-zh", "fr-ar"} {
		dir := filepath.Join("..", "cmd", "calque", "examples", "gold", pair)
		if _, err := os.Stat(dir); err != nil {
			b.Skip("no example articles")
		}
		source, target, err := eval.FolderLanguages(dir)
		if err != nil {
			b.Fatal(err)
		}
		cases, err := eval.ReadAlignmentFolder(dir)
		if err != nil {
			b.Fatal(err)
		}
		sentences := 0
		for _, c := range cases {
			sentences += len(c.Source)
		}
		for name, opts := range map[string][]align.Option{
			"plain": nil, "lexicon": {align.WithLexicon(lexicon.Shipped())},
		} {
			a := align.New(source, target, opts...)
			b.Run(pair+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					for _, c := range cases {
						if _, err := a.Align(context.Background(), c.Source, c.Target); err != nil {
							b.Fatal(err)
						}
					}
				}
				per30 := float64(b.N) * float64(sentences) / 30
				b.ReportMetric(per30/b.Elapsed().Seconds(), "30-sentence-articles/s")
			})
		}
	}
}
