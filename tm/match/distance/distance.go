// Package distance computes Levenshtein distances of sequences of symbols,
// bit-parallel: 64 cells of a column of the dynamic-programming matrix a step.
//
//	p := distance.New([]uint32{1, 2, 3})
//	p.Distance([]uint32{1, 9, 3}) // 1
//
// The algorithm is that of Myers (A fast bit-vector algorithm for approximate
// string matching based on dynamic programming, Journal of the ACM 46, 1999)
// in the form that Hyyrö gave it for the distance of whole strings (A
// bit-vector algorithm for computing Levenshtein and Damerau edit distances,
// Nordic Journal of Computing 10, 2003), with as many words a column as the
// pattern needs.
package distance

import "math/bits"

// Pattern is a sequence made ready to be compared with many others. It is not
// changed by comparing, so several goroutines may share it.
type Pattern struct {
	length int
	words  int // of 64 symbols each
	shift  uint
	slots  []slot
	masks  []uint64 // words for each slot that is used, at slot.mask
}

// slot is a place of the hash table from symbols to their masks.
type slot struct {
	symbol uint32
	used   bool
	mask   int32 // index into masks
}

// New makes a pattern of a sequence.
func New(sequence []uint32) *Pattern {
	p := &Pattern{length: len(sequence), words: (len(sequence) + 63) / 64}
	size := 1 << max(3, bits.Len(uint(2*len(sequence))))
	p.shift = uint(32 - bits.TrailingZeros(uint(size)))
	p.slots = make([]slot, size)
	for i, symbol := range sequence {
		s := p.find(symbol)
		if !s.used {
			*s = slot{symbol: symbol, used: true, mask: int32(len(p.masks))}
			p.masks = append(p.masks, make([]uint64, p.words)...)
		}
		p.masks[int(s.mask)+i/64] |= 1 << (i % 64)
	}
	return p
}

// find returns the slot of a symbol, or the free one where it would go. The
// table is never more than half full.
func (p *Pattern) find(symbol uint32) *slot {
	for i := (symbol * 0x9E3779B1) >> p.shift; ; i++ {
		s := &p.slots[i&uint32(len(p.slots)-1)]
		if !s.used || s.symbol == symbol {
			return s
		}
	}
}

// Len is the number of symbols of the pattern.
func (p *Pattern) Len() int { return p.length }

// Distance is the least number of insertions, deletions and substitutions of
// one symbol that turn the pattern into the sequence.
func (p *Pattern) Distance(sequence []uint32) int {
	switch {
	case p.length == 0:
		return len(sequence)
	case p.words == 1:
		return p.short(sequence)
	}
	return p.long(sequence)
}

// short compares a pattern of at most 64 symbols.
func (p *Pattern) short(sequence []uint32) int {
	plus, minus := ^uint64(0), uint64(0)
	last := uint64(1) << (p.length - 1)
	d := p.length
	for _, symbol := range sequence {
		var equal uint64
		if s := p.find(symbol); s.used {
			equal = p.masks[s.mask]
		}
		zero := (((equal & plus) + plus) ^ plus) | equal | minus
		up := minus | ^(zero | plus)
		down := plus & zero
		if up&last != 0 {
			d++
		}
		if down&last != 0 {
			d--
		}
		up = up<<1 | 1 // the first row grows by one a column
		down <<= 1
		plus = down | ^(zero | up)
		minus = up & zero
	}
	return d
}

// long compares a pattern of several words; the horizontal differences at the
// lower end of a word are carried into the next.
func (p *Pattern) long(sequence []uint32) int {
	columns := make([]uint64, 2*p.words)
	plus, minus := columns[:p.words], columns[p.words:]
	for i := range plus {
		plus[i] = ^uint64(0)
	}
	last := uint64(1) << ((p.length - 1) % 64)
	d := p.length
	none := make([]uint64, p.words)
	for _, symbol := range sequence {
		masks := none
		if s := p.find(symbol); s.used {
			masks = p.masks[s.mask : int(s.mask)+p.words]
		}
		upIn, downIn := uint64(1), uint64(0)
		for w := range masks {
			equal := masks[w]
			vertical := equal | minus[w]
			equal |= downIn
			zero := (((equal & plus[w]) + plus[w]) ^ plus[w]) | equal
			up := minus[w] | ^(zero | plus[w])
			down := plus[w] & zero
			if w == p.words-1 {
				if up&last != 0 {
					d++
				}
				if down&last != 0 {
					d--
				}
			}
			upOut, downOut := up>>63, down>>63
			up = up<<1 | upIn
			down = down<<1 | downIn
			plus[w] = down | ^(vertical | up)
			minus[w] = up & vertical
			upIn, downIn = upOut, downOut
		}
	}
	return d
}
