package sqlite_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/sqlite"
)

func Example() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "calque")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)

	store, err := sqlite.Open(ctx, filepath.Join(folder, "calque.db"), sqlite.Options{Create: true})
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()

	one := tm.Range{From: 0, To: 1}
	result, err := store.PutArticle(ctx, &tm.Article{
		Key: "port",
		Documents: []tm.Document{
			{Lang: language.French, Source: "/port.fr.txt",
				Blocks:    []tm.Block{{Role: tm.RoleTitle, Text: "Le port ouvrira en mai"}},
				Sentences: []tm.Sentence{{Block: 0, Start: 0, End: 22}}},
			{Lang: language.English, Source: "/port.en.txt",
				Blocks:    []tm.Block{{Role: tm.RoleTitle, Text: "The harbour opens in May"}},
				Sentences: []tm.Sentence{{Block: 0, Start: 0, End: 24}}},
		},
		Alignments: []tm.Alignment{{Source: language.French, Target: language.English, Aligner: "by hand",
			Beads: []tm.Bead{{Source: one, Target: one, Confidence: 0.95}}}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Units, "unit")

	matches, err := store.Lookup(ctx, tm.Query{
		Text: "Le port ouvrira en juin", From: language.French, To: language.English, Min: 70,
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range matches {
		fmt.Println(m.Score, m.Unit.Source.Text, "→", m.Unit.Target.Text)
	}
	// Output:
	// 1 unit
	// 80 Le port ouvrira en mai → The harbour opens in May
}
