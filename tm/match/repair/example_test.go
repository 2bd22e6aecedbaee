package repair_test

import (
	"fmt"

	"golang.org/x/text/language"

	"calque/tm/match"
	"calque/tm/match/repair"
)

func ExampleRepair() {
	r, ok := repair.Repair(repair.Match{
		Query:  "Les prix ont augmenté de 12,5 % le 9 juin 2024.",
		Source: "Les prix ont augmenté de 3 % le 8 mai 2024.",
		Target: "2024年5月8日，物价上涨3%。",
		From:   language.French, To: language.Chinese,
	}, repair.Options{Weights: match.DefaultWeights()})
	fmt.Println(ok, r.Score, r.Text)
	for _, c := range r.Changes {
		fmt.Println(c.Kind, c.Was, "→", c.Now)
	}
	// Output:
	// true 99 2024年6月9日，物价上涨12.5%。
	// date 5 → 6
	// date 8 → 9
	// percent 3 → 12.5
}
