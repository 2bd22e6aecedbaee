package examples_test

import (
	"fmt"
	"io/fs"
	"log"
	"strings"

	"calque/cmd/calque/examples"
)

func ExampleStories() {
	versions, err := fs.Glob(examples.Stories(), "port-fleuve.*")
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range versions {
		fmt.Println(name)
	}
	// Output:
	// port-fleuve.de.html
	// port-fleuve.en.txt
	// port-fleuve.fr.html
	// port-fleuve.pt.md
	// port-fleuve.zh.docx
}

func ExampleGold() {
	beads, err := fs.ReadFile(examples.Gold(), "fr-zh/gouvernance-ia.gold")
	if err != nil {
		log.Fatal(err)
	}
	// The beads cross where the Chinese puts the paragraph of sentence 6 before
	// that of sentences 4 and 5.
	for _, bead := range strings.Split(string(beads), "\n")[:8] {
		fmt.Println(bead)
	}
	// Output:
	// [0]:[0]
	// [1]:[1]
	// [2]:[2]
	// [3]:[3]
	// [4]:[6]
	// [5]:[7]
	// [6]:[4, 5]
	// [7, 8]:[8]
}
