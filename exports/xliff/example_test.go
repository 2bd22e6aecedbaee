package xliff_test

import (
	"fmt"
	"strings"

	"calque/exports/xliff"
)

func ExampleReader() {
	in := strings.NewReader(`<xliff version="1.2"><file source-language="fr" target-language="en"><body>
		<trans-unit id="1"><source>Oui.</source><target state="signed-off">Yes.</target></trans-unit>
		<trans-unit id="2"><source>Non.</source><target state="new">Non.</target></trans-unit>
	</body></file></xliff>`)
	r := xliff.NewReader(in, xliff.ReadOptions{})
	for unit, err := range r.Units() {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(unit.Source.Text, "=", unit.Target.Text, unit.Status)
	}
	for _, f := range r.Findings() {
		fmt.Println("left out:", f.What, f.Count)
	}
	// Output:
	// Oui. = Yes. confirmed
	// left out: unit in the state new 1
}
