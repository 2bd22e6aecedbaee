package distance

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// plain is the textbook algorithm, the slow twin of Pattern.Distance.
func plain(a, b []uint32) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func randomSequence(r *rand.Rand, length, symbols int) []uint32 {
	out := make([]uint32, length)
	for i := range out {
		out[i] = uint32(r.IntN(symbols))
	}
	return out
}

func TestDistanceAgreesWithTextbook(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	lengths := []int{0, 1, 2, 5, 24, 63, 64, 65, 127, 128, 129, 200}
	for range 3000 {
		a := randomSequence(r, lengths[r.IntN(len(lengths))], 1+r.IntN(30))
		b := randomSequence(r, lengths[r.IntN(len(lengths))], 1+r.IntN(30))
		if r.IntN(2) == 0 { // a near copy
			b = append([]uint32{}, a...)
			for range r.IntN(6) {
				i := r.IntN(len(b) + 1)
				b = append(b[:i:i], append([]uint32{uint32(r.IntN(30))}, b[min(len(b), i+r.IntN(2)):]...)...)
			}
		}
		if got, want := New(a).Distance(b), plain(a, b); got != want {
			t.Fatalf("distance of %v and %v is %d, want %d", a, b, got, want)
		}
	}
}

func FuzzDistance(f *testing.F) {
	f.Add("kitten", "sitting")
	f.Fuzz(func(t *testing.T, x, y string) {
		a, b := symbols(x), symbols(y)
		if got, want := New(a).Distance(b), plain(a, b); got != want {
			t.Fatalf("distance of %q and %q is %d, want %d", x, y, got, want)
		}
	})
}

func symbols(s string) []uint32 {
	var out []uint32
	for _, r := range s {
		out = append(out, uint32(r))
	}
	return out
}

func ExampleNew() {
	p := New([]uint32{1, 2, 3})
	fmt.Println(p.Distance([]uint32{1, 9, 3}))
	// Output: 1
}

func BenchmarkDistance(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, length := range []int{24, 64, 100} {
		b.Run(fmt.Sprint(length), func(b *testing.B) {
			x, y := randomSequence(r, length, 1000), randomSequence(r, length, 1000)
			p := New(x)
			for b.Loop() {
				p.Distance(y)
			}
		})
	}
}
