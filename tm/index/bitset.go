package index

import "math/bits"

// bitset is a set of ordinals.
type bitset []uint64

func newBitset(size int) bitset { return make(bitset, (size+63)/64) }

// fill puts 0 to size-1 into the set.
func (b bitset) fill(size int) {
	for i := range b {
		b[i] = ^uint64(0)
	}
	if size%64 != 0 {
		b[len(b)-1] = 1<<(size%64) - 1
	}
}

// and leaves what is in both sets, and returns how many that are.
func (b bitset) and(other bitset) int {
	count := 0
	for i := range b {
		b[i] &= other[i]
		count += bits.OnesCount64(b[i])
	}
	return count
}

// andNot takes out what is in the other set, and returns how many are left.
func (b bitset) andNot(other bitset) int {
	count := 0
	for i := range b {
		b[i] &^= other[i]
		count += bits.OnesCount64(b[i])
	}
	return count
}

// first returns the least element that is not less than "from", -1 when there is
// none.
func (b bitset) first(from int) int {
	for i := from / 64; i < len(b); i++ {
		word := b[i]
		if i == from/64 {
			word &= ^uint64(0) << (from % 64)
		}
		if word != 0 {
			return 64*i + bits.TrailingZeros64(word)
		}
	}
	return -1
}

// last returns the greatest element from "from" to below "to", -1 when there is
// none.
func (b bitset) last(from, to int) int {
	for to > from {
		word := b[(to-1)/64] << (63 - (to-1)%64)
		if word != 0 {
			at := to - 1 - bits.LeadingZeros64(word)
			if at < from {
				return -1
			}
			return at
		}
		to = (to - 1) / 64 * 64
	}
	return -1
}
