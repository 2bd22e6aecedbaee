package po_test

import (
	"os"

	"golang.org/x/text/language"

	"calque/exports/po"
	"calque/tm"
)

func ExampleWriter() {
	w := po.NewWriter(os.Stdout, po.Options{ToolVersion: "1.0"})
	w.WriteUnit(tm.Unit{
		Source:     tm.Variant{Lang: language.French, Text: "Oui."},
		Target:     tm.Variant{Lang: language.BrazilianPortuguese, Text: "Sim."},
		Confidence: 0.97,
		Origin:     tm.Origin{Article: "entretien"},
	})
	w.Close()
	// Output:
	// msgid ""
	// msgstr ""
	// "Project-Id-Version: calque 1.0\n"
	// "Last-Translator: calque 1.0\n"
	// "Language-Team: none\n"
	// "Language: pt_BR\n"
	// "MIME-Version: 1.0\n"
	// "Content-Type: text/plain; charset=UTF-8\n"
	// "Content-Transfer-Encoding: 8bit\n"
	// "X-Source-Language: fr\n"
	// "X-Generator: calque 1.0\n"
	//
	// #. x-story: entretien
	// #. x-confidence: 0.97
	// msgid "Oui."
	// msgstr "Sim."
}
