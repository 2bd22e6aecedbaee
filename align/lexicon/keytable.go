package lexicon

import (
	"hash/maphash"
	"math/bits"
)

// A keyTable numbers keys from 0, in the order in which they come, and holds a
// value for each. It does what a map from strings does, in a third of the
// memory and with fewer cache misses: the keys lie behind each other in one
// block, and a look-up of a key that is not there, as most stems are not, reads
// one place of the index.
type keyTable[V any] struct {
	index  []uint64 // a power of two long; 0, or half the hash above 1 + the number of the key
	text   []byte   // all keys
	ends   []uint32 // where each key ends in text
	values []V
}

var keySeed = maphash.MakeSeed()

// newKeyTable makes a table with room for about size keys.
func newKeyTable[V any](size int) keyTable[V] {
	return keyTable[V]{
		index: make([]uint64, 1<<bits.Len(uint(size+size/2+4))),
		text:  make([]byte, 0, 10*size), ends: make([]uint32, 0, size), values: make([]V, 0, size),
	}
}

// find gives the number of a key, or -1.
func (t *keyTable[V]) find(key []byte) int {
	if len(t.index) == 0 {
		return -1
	}
	n, _ := t.locate(key, maphash.Bytes(keySeed, key))
	return n
}

// locate gives the number of a key, or -1 with its place in the index.
func (t *keyTable[V]) locate(key []byte, hash uint64) (number int, place uint64) {
	mask := uint64(len(t.index) - 1)
	for place = hash & mask; ; place = (place + 1) & mask {
		e := t.index[place]
		if e == 0 {
			return -1, place
		}
		if e>>32 != hash>>32 {
			continue
		}
		n := int(uint32(e)) - 1
		if string(t.key(n)) == string(key) {
			return n, place
		}
	}
}

// key gives the key of a number.
func (t *keyTable[V]) key(n int) []byte {
	start := uint32(0)
	if n > 0 {
		start = t.ends[n-1]
	}
	return t.text[start:t.ends[n]]
}

// put gives the number of a key, a new one with a zero value if it is not there.
func (t *keyTable[V]) put(key []byte) int {
	if 3*(len(t.values)+1) >= 2*len(t.index) {
		t.grow()
	}
	hash := maphash.Bytes(keySeed, key)
	n, place := t.locate(key, hash)
	if n >= 0 {
		return n
	}
	n = len(t.values)
	t.text = append(t.text, key...)
	t.ends = append(t.ends, uint32(len(t.text)))
	var zero V
	t.values = append(t.values, zero)
	t.index[place] = hash>>32<<32 | uint64(n+1)
	return n
}

// grow doubles the index.
func (t *keyTable[V]) grow() {
	t.index = make([]uint64, max(8, 2*len(t.index)))
	for n := range t.values {
		key := t.key(n)
		hash := maphash.Bytes(keySeed, key)
		_, place := t.locate(key, hash)
		t.index[place] = hash>>32<<32 | uint64(n+1)
	}
}

// get gives the value of a key, zero if it is not there.
func (t *keyTable[V]) get(key []byte) (v V) {
	if n := t.find(key); n >= 0 {
		return t.values[n]
	}
	return v
}
