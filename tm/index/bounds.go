package index

import (
	"math"
	"math/bits"

	"calque/tm/match"
)

// bounds are what follows from a threshold for two sequences of which one has
// n symbols. The package documentation proves them.
type bounds struct {
	n int
	t int // 0 to 100
}

// lengths returns the least and the greatest length that can reach t.
func (b bounds) lengths() (shortest, longest int) {
	shortest = (b.t*b.n + 99) / 100
	if b.t == 0 {
		return 0, math.MaxInt32
	}
	return shortest, 100 * b.n / b.t
}

// slack is the greatest distance that reaches t with a sequence of m symbols.
func (b bounds) slack(m int) int { return (100 - b.t) * max(b.n, m) / 100 }

// need is how many symbols a sequence of m symbols must have in common.
func (b bounds) need(m int) int { return max(b.n, m) - b.slack(m) }

// reached reports whether distance d to a sequence of m symbols reaches t.
func (b bounds) reached(d, m int) bool { return match.Percent(d, max(b.n, m)) >= b.t }

// apart is a lower bound of the distance of two texts by their signatures.
func apart(a, b uint64) int {
	return max(bits.OnesCount64(a&^b), bits.OnesCount64(b&^a))
}
