package pairing_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"calque/align/article/pairing"
)

func ExamplePlan() {
	folder, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(folder)
	for _, name := range []string{"bridge.fr.txt", "bridge.zh.html", "vote_en.md", "vote_fr.docx"} {
		os.WriteFile(filepath.Join(folder, name), nil, 0o666)
	}

	plan, err := pairing.Plan(context.Background(), []string{folder}, pairing.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range plan.Articles {
		fmt.Print(a.Key, " by ", a.How, ":")
		for _, f := range a.Files {
			fmt.Print(" ", f.Lang, " ", filepath.Base(f.Path))
		}
		fmt.Println()
	}
	// Output:
	// bridge by names: fr bridge.fr.txt zh bridge.zh.html
	// vote by names: en vote_en.md fr vote_fr.docx
}
