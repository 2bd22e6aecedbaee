package jsonl_test

import (
	"os"

	"golang.org/x/text/language"

	"calque/exports/jsonl"
	"calque/tm"
)

func ExampleWriter() {
	w := jsonl.NewWriter(os.Stdout)
	w.WriteUnit(tm.Unit{
		Source:     tm.Variant{Lang: language.French, Text: "Oui."},
		Target:     tm.Variant{Lang: language.English, Text: "Yes."},
		Status:     tm.StatusAuto,
		Confidence: 0.97,
		Origin:     tm.Origin{Article: "entretien", Sentence: 4},
	})
	w.Close()
	// Output:
	// {"source":"Oui.","target":"Yes.","from":"fr","to":"en","status":"auto","confidence":0.97,"origin":{"article":"entretien","sentence":4}}
}
