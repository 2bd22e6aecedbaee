package sweep_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/clean"
	"calque/tm/clean/sweep"
	"calque/tm/sqlite"
)

func Example() {
	folder, err := os.MkdirTemp("", "sweep")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	ctx := context.Background()
	store, err := sqlite.Open(ctx, filepath.Join(folder, "calque.db"), sqlite.Options{Create: true})
	if err != nil {
		panic(err)
	}
	defer store.Close()
	never := tm.Unit{Source: tm.Variant{Lang: language.French, Text: "La mer monte."}, Target: tm.Variant{Lang: language.English, Text: "La mer monte."}}
	_, err = store.PutUnits(ctx, func(yield func(tm.Unit, error) bool) { yield(never, nil) }, tm.PutUnitsOptions{})
	if err != nil {
		panic(err)
	}

	var suspects []sweep.Suspect
	for finding, err := range clean.Find(sweep.Direct(ctx, store, tm.Filter{}), clean.Rules{}) {
		if err != nil {
			panic(err)
		}
		suspects = append(suspects, sweep.NewSuspect(finding))
	}
	report, err := sweep.TakeOut(ctx, store, slices.Values(suspects))
	fmt.Println("taken out:", report.Done, err)
	run, err := sweep.Undo(ctx, store)
	fmt.Println("back:", len(run.Units), err)
	// Output:
	// taken out: 1 <nil>
	// back: 1 <nil>
}
