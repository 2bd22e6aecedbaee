package lexicon

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"golang.org/x/text/language"
)

func TestKeyTableIsAMap(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		table, slow := newKeyTable[int](r.IntN(40)), map[string]int{}
		if seed == 0 {
			table = keyTable[int]{}
		}
		for step := range 3000 {
			key := []byte(fmt.Sprint(r.IntN(1 + int(seed)*200)))
			if r.IntN(4) == 0 {
				key = key[:0]
			}
			if r.IntN(2) == 0 {
				n := table.put(key)
				table.values[n] = step
				slow[string(key)] = step
			}
			want, known := slow[string(key)]
			if n := table.find(key); (n >= 0) != known || table.get(key) != want {
				t.Fatalf("seed %d, step %d: key %q has number %d and value %d, want %v and %d", seed, step, key, n, table.get(key), known, want)
			}
		}
		if len(table.values) != len(slow) {
			t.Fatalf("seed %d: %d keys, want %d", seed, len(table.values), len(slow))
		}
		for n := range table.values {
			if slow[string(table.key(n))] != table.values[n] {
				t.Fatalf("seed %d: key %d is %q", seed, n, table.key(n))
			}
		}
	}
}

func TestStemsOfKnownWordsAreThoseThatCuttingGives(t *testing.T) {
	l := Shipped()
	for _, code := range Columns {
		table, ok := l.table(language.MustParseBase(code)).(*wordTable)
		if !ok {
			continue
		}
		known := 0
		var k, fresh keys
		for n := range table.forms.values {
			stem := table.slots(n).stemKey
			if stem == 0 {
				continue
			}
			known++
			word := string(table.forms.key(n))
			table.makeKeys(&fresh, word)
			if got := table.forms.key(int(stem - 1)); string(got) != string(fresh.stem) {
				t.Fatalf("%s: %q has the stem %q, want %q", code, word, got, fresh.stem)
			}
			if table.lookUp(&k, word); k.form != n || k.cut || k.piece != table.forms.get(fresh.stem).piece {
				t.Fatalf("%s: %q is looked up as %d, piece %d", code, word, k.form, k.piece)
			}
		}
		if known < 1000 {
			t.Errorf("%s: only %d words known", code, known)
		}
	}
}
