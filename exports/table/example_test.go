package table_test

import (
	"os"

	"golang.org/x/text/language"

	"calque/exports/table"
	"calque/tm"
)

func ExampleWriter() {
	w := table.NewWriter(os.Stdout, table.Options{Columns: []string{"source", "target", "confidence"}, CSV: true})
	w.WriteUnit(tm.Unit{
		Source:     tm.Variant{Lang: language.French, Text: "Oui, merci."},
		Target:     tm.Variant{Lang: language.English, Text: "Yes, thank you."},
		Confidence: 0.97,
	})
	w.Close()
	// Output:
	// source,target,confidence
	// "Oui, merci.","Yes, thank you.",0.97
}
