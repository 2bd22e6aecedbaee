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
	storageCosts = costs{posting: 2, block: 20000, candidate: 20000}
)

// scratch is memory that a search uses again for each segment and leaves to
// the next search.
type scratch struct {
	tokens  []uint32
	counts  []uint8  // all 0 between two uses
	touched []uint32 // ordinals less the first of the range
}

// saturated is the highest count: that many tokens in common or more. A byte
// for each text of a range and not two halves the memory that a search goes
// over without order, which is most of what it waits for; only a query of more
// than saturated tokens can tell the difference, by candidates that a wider
// count would have spared it.
const saturated = 1<<8 - 1

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
	if need <= 0 { // nothing to count
		return ordinalRange(from, to), nil
	}
	c := counter{search: s, segment: segment, from: from, to: to, need: need, costs: storageCosts}
	if segment.loaded != nil {
		c.costs = memoryCosts
	}
	return c.run()
}

func ordinalRange(from, to int) []uint32 {
	out := make([]uint32, to-from)
	for i := range out {
		out[i] = uint32(from + i)
	}
	return out
}

// counter counts, for the ordinals of a range, how many tokens of the query
// they have in common with it at most.
type counter struct {
	*search
	segment  *segmentView
	from, to int
	need     int // tokens in common that any text needs at least
	costs    costs

	rest  int     // weight of the tokens whose lists were not read yet
	asked int     // tokens whose lists were looked up: the first ones of tokens
	lists []*list // looked up and not read yet, shortest first
}

// list is the posting list of a token of the query.
type list struct {
	queryToken
	postings
	block Block // the first that may hold ordinals of the range
}

// run reads lists until a text that is in none of them cannot have enough in
// common any more, then goes on as long as a list costs less than comparing
// the candidates that are left.
func (c *counter) run() ([]uint32, error) {
	scratch := c.scratch
	if cap(scratch.counts) < c.to-c.from { // the most that this segment will need
		scratch.counts = make([]uint8, c.segment.Entries)
	}
	scratch.counts = scratch.counts[:c.to-c.from]
	scratch.touched = scratch.touched[:0]
	for _, token := range c.tokens {
		c.rest += token.weight
	}
	if err := c.choose(); err != nil {
		return nil, err
	}
	for c.rest >= c.need {
		if err := c.readShortest(true); err != nil {
			return nil, err
		}
	}
	if err := c.extend(); err != nil {
		return nil, err
	}
	for i, at := range scratch.touched {
		scratch.counts[at] = 0
		scratch.touched[i] = uint32(c.from) + at
	}
	slices.Sort(scratch.touched)
	return scratch.touched, nil
}

// choose looks up lists until the shortest ones of them are enough to begin
// with and looking for a shorter one would cost more than reading the longest
// of these. Tokens that were numbered late are mostly rare, so they are asked
// for first.
func (c *counter) choose() error {
	for c.asked < len(c.tokens) {
		if longest, enough := c.longest(); enough && c.cost(longest) <= 3*c.costs.block {
			return nil
		}
		if err := c.ask(); err != nil {
			return err
		}
	}
	return nil
}

// longest returns the longest of the shortest lists that are enough to begin
// with, and whether there are enough.
func (c *counter) longest() (*list, bool) {
	rest := c.rest
	for _, l := range c.lists {
		if rest < c.need {
			return l, true
		}
		rest -= l.weight
		if rest < c.need {
			return l, true
		}
	}
	return nil, rest < c.need
}

// cost estimates what it costs to read a list.
func (c *counter) cost(l *list) float64 {
	if l == nil {
		return 0
	}
	const perBlock = 3000 // postings of a long list
	share := float64(c.to-c.from) / float64(c.segment.Entries)
	count := float64(l.total) * share
	return c.costs.block*(count/perBlock) + c.costs.posting*count
}

// ask looks up the list of the next token.
func (c *counter) ask() error {
	token := c.tokens[c.asked]
	c.asked++
	block, ok, err := c.segment.floor(c.r, Lists, listKey(token.number, c.from))
	if err != nil {
		return err
	}
	var found postings
	if ok {
		if found, ok, err = findList(block, token.number); err != nil {
			return err
		}
	}
	if !ok { // no text of the segment has it
		c.rest -= token.weight
		return nil
	}
	l := &list{queryToken: token, postings: found, block: block}
	i, _ := slices.BinarySearchFunc(c.lists, l, func(a, b *list) int { return cmp.Compare(a.total, b.total) })
	c.lists = slices.Insert(c.lists, i, l)
	return nil
}

// extend reads more lists while that is cheaper than to compare.
func (c *counter) extend() error {
	c.thin()
	for {
		comparing := c.costs.candidate * float64(len(c.scratch.touched))
		switch {
		case len(c.lists) > 0 && c.cost(c.lists[0]) < comparing:
			if err := c.readShortest(false); err != nil {
				return err
			}
		case c.asked < len(c.tokens) && 3*c.costs.block < comparing:
			if err := c.ask(); err != nil {
				return err
			}
		default:
			return nil
		}
		c.thin()
	}
}

// thin drops the ordinals that cannot have enough in common any more.
func (c *counter) thin() {
	counts, kept := c.scratch.counts, c.scratch.touched[:0]
	for _, at := range c.scratch.touched {
		if c.mayReach(int(counts[at]), c.from+int(at)) {
			kept = append(kept, at)
			continue
		}
		counts[at] = 0
	}
	c.scratch.touched = kept
}

// mayReach reports whether an ordinal that has been counted so often may still
// have enough in common with the query.
func (c *counter) mayReach(count, ordinal int) bool {
	most := count + c.rest
	return count == saturated || most >= c.need && most >= c.bounds.need(c.segment.table.of(ordinal))
}

// readShortest counts the postings of the shortest list that was not read yet;
// those of texts that were not met before only when fresh is set.
func (c *counter) readShortest(fresh bool) error {
	l := c.lists[0]
	c.lists = c.lists[1:]
	c.rest -= l.weight
	last, count, err := c.count(l.postings, l.weight, fresh)
	if err != nil {
		return err
	}
	if l.start == 0 && count == l.total || last >= c.to {
		return nil
	}
	if uint32(l.block.Key>>ordinalBits) != l.number {
		return nil // it shares a block, so it is whole
	}
	return c.segment.blocks(c.r, Lists, l.block.Key+1, listKey(l.number, c.to-1), func(b Block) (bool, error) {
		more, ok, err := findList(b, l.number)
		if err == nil && ok {
			_, _, err = c.count(more, l.weight, fresh)
		}
		return true, err
	})
}

// count adds a weight for each posting in the range. It returns the last
// ordinal it saw and how many it saw.
func (c *counter) count(p postings, weight int, fresh bool) (last, seen int, err error) {
	counts, touched := c.scratch.counts, c.scratch.touched
	from, size := uint32(c.from), uint32(len(counts))
	ordinal := p.start
	data := p.data
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
		counts[at] = uint8(min(int(now)+weight, saturated))
	}
	c.scratch.touched = touched
	return int(ordinal), seen, nil
}
