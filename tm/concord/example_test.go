package concord_test

import (
	"fmt"

	"calque/tm/concord"
)

func Example() {
	pattern, err := concord.Parse(`"mise en oeuvre" gouvern* -chine`)
	if err != nil {
		panic(err)
	}
	m, err := pattern.In(concord.Options{Lang: "fr"})
	if err != nil {
		panic(err)
	}
	text := "La mise en œuvre dépend des gouvernements."
	places, ok := m.Find(text)
	fmt.Println(ok)
	for _, p := range places {
		fmt.Println(text[p.Start:p.End])
	}
	// Output:
	// true
	// mise en œuvre
	// gouvernements
}
