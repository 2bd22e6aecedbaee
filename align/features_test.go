package align

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestScoreOfABeadIsTheSumOverAllFeatures(t *testing.T) {
	scored := 0
	for _, x := range tasks(t, 30) {
		p := x.a.pair(new(workspace), x.source, x.target)
		n, m := len(x.source), len(x.target)
		if n == 0 || m == 0 {
			continue
		}
		mem := &p.mem.search
		g := newGrid(p, 0, n, 0, m, starts(mem, full(mem, 0, n, 0, m), m))
		w := x.a.weights(p)
		var v vector
		for i := range n {
			for j := range m {
				for _, s := range shapes {
					if i+s.n > n || j+s.m > m || !g.bead(&v, i, j, s.n, s.m) {
						continue
					}
					scored++
					if fast, slow := w.dotBead(&v, shapeOf(s.n, s.m)), w.dot(&v); fast != slow {
						t.Fatalf("bead %d:%d at %d, %d scores %v, want %v", s.n, s.m, i, j, fast, slow)
					}
				}
			}
		}
	}
	if scored < 1000 {
		t.Errorf("only %d beads scored", scored)
	}
}

// A double tells the logarithms of two different floats apart with room to
// spare, so that the order of logarithms is that of the numbers.
func TestLowerLogarithmIsThatOfTheLower(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	log := func(x float32) float32 { return float32(math.Log(float64(x))) }
	for range 100000 {
		a := ratio(r.Float32()*20, r.Float32()*20)
		b := ratio(r.Float32()*20, r.Float32()*20)
		if r.IntN(2) == 0 {
			b = math.Nextafter32(a, 0)
		}
		if got, want := log(min(a, b)), min(log(a), log(b)); got != want {
			t.Fatalf("%v and %v: %v, want %v", a, b, got, want)
		}
	}
}
