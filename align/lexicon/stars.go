package lexicon

// stars are beginnings of words, each with a number other than 0. The zero value
// is empty.
type stars struct {
	numbers keyTable[int32]
	sizes   uint64 // bit n: some beginning is n bytes long (63: or longer)
	// heads has a bit for the first bytes of each beginning, so that most words
	// that begin otherwise are told by one look.
	heads *[1 << (headBits - 6)]uint64
}

// headSize is how many bytes of a beginning heads looks at: two letters at
// least. Shorter beginnings are looked for in vain, and nobody writes them.
const (
	headSize = 4
	headBits = 14
)

func headBit(word []byte) (at int, bit uint64) {
	h := uint32(word[0]) | uint32(word[1])<<8 | uint32(word[2])<<16 | uint32(word[3])<<24
	h = h * 0x9E3779B1 >> (32 - headBits)
	return int(h >> 6), 1 << (h & 63)
}

func (s *stars) put(beginning []byte, number int32) {
	if s.heads == nil {
		s.heads = new([1 << (headBits - 6)]uint64)
	}
	n := s.numbers.put(beginning)
	s.numbers.values[n] = number
	s.sizes |= 1 << min(len(beginning), 63)
	if len(beginning) >= headSize {
		at, bit := headBit(beginning)
		s.heads[at] |= bit
	}
}

// find gives the number of a beginning, or 0.
func (s *stars) find(beginning []byte) int32 { return s.numbers.get(beginning) }

// may reports whether a beginning of the word can be there at all.
func (s *stars) may(word []byte) bool {
	if s.heads == nil || len(word) < headSize {
		return false
	}
	at, bit := headBit(word)
	return s.heads[at]&bit != 0
}

// longest gives the number of the longest beginning of the word, or 0.
func (s *stars) longest(word []byte) int32 {
	if !s.may(word) {
		return 0
	}
	for size := len(word); size >= headSize; size-- {
		if s.sizes&(1<<min(size, 63)) == 0 {
			continue
		}
		if n := s.numbers.get(word[:size]); n != 0 {
			return n
		}
	}
	return 0
}

// appendAll appends the numbers of all beginnings of the word, longest first.
func (s *stars) appendAll(out []int32, word []byte) []int32 {
	if !s.may(word) {
		return out
	}
	for size := len(word); size >= headSize; size-- {
		if s.sizes&(1<<min(size, 63)) == 0 {
			continue
		}
		if n := s.numbers.get(word[:size]); n != 0 {
			out = append(out, n)
		}
	}
	return out
}
