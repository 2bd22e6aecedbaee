package exports_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/text/language"

	"calque/exports"
	"calque/tm"
)

func ExampleExport() {
	units := func(yield func(tm.Unit, error) bool) { // as store.Units returns them
		yield(tm.Unit{
			Source: tm.Variant{Lang: language.French, Text: "Oui."},
			Target: tm.Variant{Lang: language.English, Text: "Yes."},
		}, nil)
	}
	folder, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "memory.tmx")

	format, _ := exports.ByFile(path)
	file, err := exports.Create(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Abort()
	report, err := exports.Export(context.Background(), file, format, units, exports.Options{Source: language.French})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := file.Commit(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(format.Title, report.Units)
	// Output: TMX 1.4b, for every CAT tool 1
}
