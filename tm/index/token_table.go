package index

import "hash/maphash"

// tableBytes is how many bytes of spellings fill a token table, however few
// tokens there are.
const tableBytes = 16 << 20

// tokenTable gives the numbers of tokens. A map from strings would take three
// times the room, keep the texts alive that the tokens were cut from, and be
// walked through by every garbage collection; this has no pointers inside.
type tokenTable struct {
	most    int // tokens that fill it
	seed    maphash.Seed
	slots   []uint64 // 32 bits of the hash and 1 + the place in ends, 0 when free
	ends    []uint32 // of the spellings
	numbers []uint32
	letters []byte // the spellings, one after the other
}

func newTokenTable(most int) *tokenTable {
	return &tokenTable{most: most, seed: maphash.MakeSeed(), slots: make([]uint64, 64)}
}

func (t *tokenTable) full() bool {
	return len(t.ends) >= t.most || len(t.letters) >= tableBytes
}

// clear forgets all tokens.
func (t *tokenTable) clear() { *t = *newTokenTable(t.most) }

// spelling returns the token at a place in ends.
func (t *tokenTable) spelling(i int) []byte {
	start := uint32(0)
	if i > 0 {
		start = t.ends[i-1]
	}
	return t.letters[start:t.ends[i]]
}

// find returns the slot that a token is in, or the free one that it would be
// in.
func (t *tokenTable) find(key string) (slot int, hash uint64) {
	hash = maphash.String(t.seed, key) >> 32
	last := len(t.slots) - 1
	for slot = int(hash) & last; ; slot = (slot + 1) & last {
		held := t.slots[slot]
		if held == 0 || held>>32 == hash && string(t.spelling(int(uint32(held))-1)) == key {
			return slot, hash
		}
	}
}

// number returns the number of a token, 0 when it is not there.
func (t *tokenTable) number(key string) uint32 {
	slot, _ := t.find(key)
	held := t.slots[slot]
	if held == 0 {
		return 0
	}
	return t.numbers[uint32(held)-1]
}

// add enters a token that is not there.
func (t *tokenTable) add(key string, number uint32) {
	slot, hash := t.find(key)
	t.letters = append(t.letters, key...)
	t.ends = append(t.ends, uint32(len(t.letters)))
	t.numbers = append(t.numbers, number)
	t.slots[slot] = hash<<32 | uint64(len(t.ends))
	if len(t.ends) > len(t.slots)/4*3 {
		t.grow()
	}
}

// grow doubles the slots.
func (t *tokenTable) grow() {
	old := t.slots
	t.slots = make([]uint64, 2*len(old))
	last := len(t.slots) - 1
	for _, held := range old {
		if held == 0 {
			continue
		}
		slot := int(held>>32) & last
		for t.slots[slot] != 0 {
			slot = (slot + 1) & last
		}
		t.slots[slot] = held
	}
}
