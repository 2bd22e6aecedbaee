package finding_test

import (
	"fmt"
	"testing"

	"calque/exports/finding"
)

func ExampleList() {
	var found finding.List
	found.Lose("variant without text", 7)
	found.Note("date that is none: yesterday", 9)
	found.Lose("variant without text", 12)
	for _, f := range found.All() {
		fmt.Println(f.What, f.Count, f.Line, f.Lost)
	}
	// Output:
	// variant without text 2 7 true
	// date that is none: yesterday 1 9 false
}

func TestAListIsBounded(t *testing.T) {
	var found finding.List
	for i := range 10_000 {
		found.Lose(fmt.Sprint("unknown element ", i), i)
		found.Note(fmt.Sprint("unknown element ", i), i)
	}
	all := found.All()
	total := 0
	for _, f := range all {
		total += f.Count
	}
	if len(all) > 202 || total != 20_000 {
		t.Errorf("%d names, %d counted", len(all), total)
	}
	if last := all[len(all)-1]; last.What != finding.Others {
		t.Errorf("the last is %q", last.What)
	}
}
