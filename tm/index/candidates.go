package index

import (
	"cmp"
	"slices"
	"sync"
)

// costs are estimates in nanoseconds by which a search decides whether to read
// one more list or to compare the candidates that it has. They decide on speed
// only: what is found does not depend on them.
type costs struct {
	posting   float64 // to go over one posting
	block     float64 // to get a block of a list
	candidate float64 // to get and compare an entry
}

var (
	memoryCosts  = costs{posting: 1.5, block: 300, candidate: 300}
	storageCosts = costs{posting: 2, block: 12000, candidate: 15000}
)

// scratch is memory that a search uses again for each segment and leaves to
// the next search.
type scratch struct {
	tokens  []uint32
	counts  []uint16 // all 0 between two uses
	touched []uint32 // ordinals less the first of the range
}

var scratches = sync.Pool{New: func() any { return &scratch{} }}

// candidates returns, sorted, the ordinals of a segment that may reach the
// threshold: all that do are among them.
func (s *search) candidates(segment *segmentView) ([]uint32, error) {
	shortest, longest := s.bounds.lengths()
	from, to := segment.table.ordinals(shortest, longest)
	if from == to {
		return nil, nil
	}
	need := s.bounds.need(s.bounds.n)
	if need <= 0 || s.bounds.n >= 1<<16 { // nothing to count, or too much
		return ordinalRange(from, to), nil
	}
	rest, err := s.findLists(segment, from)
	if err != nil || rest < need {
		return nil, err
	}
	c := counter{search: s, segment: segment, from: from, to: to, need: need, rest: rest}
	return c.run()
}

func ordinalRange(from, to int) []uint32 {
	out := make([]uint32, to-from)
	for i := range out {
		out[i] = uint32(from + i)
	}
	return out
}

// findLists looks up the lists of the query's tokens, sorts them by how many
// postings they have, and returns how many tokens of the query they stand for.
func (s *search) findLists(segment *segmentView, from int) (int, error) {
	rest := 0
	for i := range s.tokens {
		token := &s.tokens[i]
		token.list = postings{}
		block, ok, err := segment.floor(s.r, Lists, listKey(token.number, from))
		if err != nil {
			return 0, err
		}
		if !ok {
			continue
		}
		list, ok, err := findList(block, token.number)
		if err != nil {
			return 0, err
		}
		if ok {
			token.list, token.block = list, block
			rest += token.weight
		}
	}
	slices.SortFunc(s.tokens, func(a, b queryToken) int {
		return cmp.Or(cmp.Compare(a.list.total, b.list.total), cmp.Compare(a.number, b.number))
	})
	return rest, nil
}

// counter counts, for the ordinals of a range, how many tokens of the query
// they have in common with it at most.
type counter struct {
	*search
	segment  *segmentView
	from, to int
	need     int // tokens in common that any text needs at least
	rest     int // tokens of the query whose lists were not read yet
	next     int // list to read
}

// run reads the rarest lists until a text that is in none of them cannot have
// enough in common any more, then goes on as long as a list costs less than
// comparing the candidates that are left.
func (c *counter) run() ([]uint32, error) {
	scratch := c.scratch
	if size := c.to - c.from; cap(scratch.counts) < size {
		scratch.counts = make([]uint16, size)
	}
	scratch.counts = scratch.counts[:c.to-c.from]
	scratch.touched = scratch.touched[:0]
	for c.rest >= c.need {
		if err := c.read(true); err != nil {
			return nil, err
		}
	}
	costs := storageCosts
	if c.segment.loaded != nil {
		costs = memoryCosts
	}
	c.thin()
	for c.next < len(c.tokens) && len(scratch.touched) > 0 && c.worthwhile(costs) {
		if err := c.read(false); err != nil {
			return nil, err
		}
		c.thin()
	}
	for i, at := range scratch.touched {
		scratch.counts[at] = 0
		scratch.touched[i] = uint32(c.from) + at
	}
	slices.Sort(scratch.touched)
	return scratch.touched, nil
}

// worthwhile reports whether the next list costs less than comparing all
// candidates.
func (c *counter) worthwhile(costs costs) bool {
	const perBlock = 3000 // postings of a long list
	share := float64(c.to-c.from) / float64(c.segment.Entries)
	count := float64(c.tokens[c.next].list.total) * share
	return costs.block*(count/perBlock)+costs.posting*count < costs.candidate*float64(len(c.scratch.touched))
}

// thin drops the ordinals that cannot have enough in common any more.
func (c *counter) thin() {
	counts, kept := c.scratch.counts, c.scratch.touched[:0]
	for _, at := range c.scratch.touched {
		most := int(counts[at]) + c.rest
		if most >= c.need && most >= c.bounds.need(c.segment.table.of(c.from+int(at))) {
			kept = append(kept, at)
			continue
		}
		counts[at] = 0
	}
	c.scratch.touched = kept
}

// read counts the postings of the next list; those that were not met before
// only when fresh is set.
func (c *counter) read(fresh bool) error {
	token := &c.tokens[c.next]
	c.next++
	if token.list.total == 0 {
		return nil
	}
	c.rest -= token.weight
	last, count, err := c.count(token.list, uint16(token.weight), fresh)
	if err != nil {
		return err
	}
	if token.list.start == 0 && count == token.list.total || last >= c.to {
		return nil
	}
	if uint32(token.block.Key>>ordinalBits) != token.number {
		return nil // it shares a block, so it is whole
	}
	return c.segment.blocks(c.r, Lists, token.block.Key+1, listKey(token.number, c.to-1), func(b Block) (bool, error) {
		list, ok, err := findList(b, token.number)
		if err == nil && ok {
			_, _, err = c.count(list, uint16(token.weight), fresh)
		}
		return true, err
	})
}

// count adds a weight for each posting in the range. It returns the last
// ordinal it saw and how many it saw.
func (c *counter) count(list postings, weight uint16, fresh bool) (last, seen int, err error) {
	counts, touched := c.scratch.counts, c.scratch.touched
	from, size := uint32(c.from), uint32(len(counts))
	ordinal := list.start
	data := list.data
	for i := 0; i < len(data); {
		step := uint32(data[i])
		i++
		if step >= 0x80 {
			step &= 0x7f
			for shift := 7; ; shift += 7 {
				if i >= len(data) || shift > 28 {
					return 0, 0, ErrDamaged
				}
				b := uint32(data[i])
				i++
				step |= b & 0x7f << shift
				if b < 0x80 {
					break
				}
			}
		}
		ordinal += step
		seen++
		at := ordinal - from // wraps round when it is less
		if at >= size {
			if ordinal >= from {
				break
			}
			continue
		}
		now := counts[at]
		if now == 0 {
			if !fresh {
				continue
			}
			touched = append(touched, at)
		}
		counts[at] = now + weight
	}
	c.scratch.touched = touched
	return int(ordinal), seen, nil
}
