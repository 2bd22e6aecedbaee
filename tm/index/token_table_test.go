package index

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// A token table answers as a map does.
func TestTokenTableAnswersAsAMap(t *testing.T) {
	const most = 5_000
	random := rand.New(rand.NewPCG(1, 2))
	table, want := newTokenTable(most), map[string]uint32{}
	for number := uint32(1); number < 20_000; number++ {
		key := fmt.Sprint(random.IntN(12_000))
		if got := table.number(key); got != want[key] {
			t.Fatalf("%q has number %d, want %d", key, got, want[key])
		}
		if want[key] != 0 {
			continue
		}
		if table.full() != (len(want) >= most) {
			t.Fatalf("full is %t with %d tokens", table.full(), len(want))
		}
		if table.full() {
			table.clear()
			clear(want)
		}
		table.add(key, number)
		want[key] = number
	}
	for key, number := range want {
		if got := table.number(key); got != number {
			t.Errorf("%q has number %d, want %d", key, got, number)
		}
	}
}

func TestTokenTableFillsByLongSpellingsToo(t *testing.T) {
	table := newTokenTable(1 << 20)
	for i := range tableBytes >> 16 {
		table.add(fmt.Sprintf("%0*d", 1<<16, i), 1)
	}
	if !table.full() {
		t.Errorf("%d tokens of %d bytes do not fill it", len(table.ends), len(table.letters))
	}
}
