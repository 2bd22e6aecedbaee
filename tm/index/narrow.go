package index

import (
	"cmp"
	"slices"
)

// candidates are the entries of a segment that may hold what is sought.
type candidates struct {
	*holding
	segment *segmentView
	phrases *phrases
	costs   costs
	left    bitset
	count   int  // of left
	proven  bool // all of them do hold it
}

// narrowing is a set of entries, outside of which no entry holds a run.
type narrowing struct {
	*keptList
	run   int  // its place among those of Sought
	proof bool // every entry in it holds the run
}

// candidates returns the ordinals that the lists leave: a list that costs more
// than to read what is left is left out.
func (h *holding) candidates(s *segmentView) (*candidates, error) {
	c := &candidates{holding: h, segment: s, costs: storageCosts, left: newBitset(s.Entries), count: s.Entries}
	if s.loaded != nil {
		c.costs = memoryCosts
	}
	c.left.fill(s.Entries)
	var err error
	if c.phrases, err = h.phrasesOf(s); err != nil {
		return nil, err
	}
	var all []narrowing
	for i, run := range h.sought.With {
		if all, err = c.narrowings(all, i, run); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b narrowing) int { return cmp.Compare(a.places.total, b.places.total) })
	with, err := c.keep(all)
	if err != nil {
		return nil, err
	}
	without, err := c.exclude()
	c.proven = with && without
	return c, err
}

// keep leaves what is in all sets, and reports whether that proves every run.
func (c *candidates) keep(all []narrowing) (proven bool, err error) {
	proofs := make([]bool, len(c.sought.With))
	for _, n := range all {
		if c.count == 0 {
			return true, nil
		}
		if !c.worth(n) {
			break
		}
		having, err := c.having(c.segment, n.keptList)
		if err != nil {
			return false, err
		}
		c.count = c.left.and(having)
		proofs[n.run] = proofs[n.run] || n.proof
	}
	return !slices.Contains(proofs, false), nil
}

// exclude takes away what holds a run that must not be there, and reports whether
// that was done for all such runs.
func (c *candidates) exclude() (done bool, err error) {
	done = true
	for i, run := range c.sought.Without {
		all, err := c.narrowings(nil, i, run)
		if err != nil {
			return false, err
		}
		at := slices.IndexFunc(all, func(n narrowing) bool { return n.proof && c.worth(n) })
		if at < 0 {
			done = false
			continue
		}
		having, err := c.having(c.segment, all[at].keptList)
		if err != nil {
			return false, err
		}
		c.count = c.left.andNot(having)
	}
	return done, nil
}

// worth reports whether to read the lists costs less than to read what is left.
func (c *candidates) worth(n narrowing) bool {
	const perBlock = 3000 // postings of a long list
	reading := float64(n.places.total) * (c.costs.posting + c.costs.block/perBlock)
	return n.having != nil || reading <= c.costs.candidate*float64(c.count)
}

// narrowings appends what the lists say of a run: for each two places that frequent
// tokens stand at, where these follow each other, and for every other place where
// its tokens are.
func (c *candidates) narrowings(all []narrowing, at int, run Run) ([]narrowing, error) {
	places := make([]narrowing, len(run))
	for i, tokens := range run {
		place, err := c.place(c.segment, tokens)
		if err != nil {
			return nil, err
		}
		places[i] = narrowing{place, at, len(run) == 1}
	}
	covered := make([]bool, len(run))
	for i := range len(run) - 1 {
		pairs, ok, err := c.pairs(places[i], places[i+1])
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		if pairs.proof {
			covered[i], covered[i+1] = true, true
		}
		pairs.proof = pairs.proof && len(run) == 2
		all = append(all, pairs)
	}
	for i, place := range places {
		if !covered[i] {
			all = append(all, place)
		}
	}
	return all, nil
}

// mostPairs bounds the pairs of tokens that are looked up for two places.
const mostPairs = 256

// pairs returns where a token of one place is followed by one of the next, and
// false when the lists do not say it. Of a pair that has no list the rarer token
// must do; then the set is no proof.
func (c *candidates) pairs(first, second narrowing) (narrowing, bool, error) {
	if len(c.phrases.frequent) == 0 || len(first.places.lists)*len(second.places.lists) > mostPairs {
		return narrowing{}, false, nil
	}
	var numbers []uint32
	var rarer []firstPiece
	for _, a := range first.places.lists {
		for _, b := range second.places.lists {
			if x, y := c.phrases.rank(a.token), c.phrases.rank(b.token); x > 0 && y > 0 {
				numbers = append(numbers, pairNumber(x, y))
				continue
			}
			rare := a
			if b.total < a.total {
				rare = b
			}
			if !slices.ContainsFunc(rarer, func(l firstPiece) bool { return l.token == rare.token }) {
				rarer = append(rarer, rare)
			}
		}
	}
	if len(numbers) == 0 && len(rarer) > 0 {
		return narrowing{}, false, nil
	}
	slices.Sort(numbers)
	places, err := c.find(c.segment, Phrases, numbers)
	for _, l := range rarer {
		places.add(l)
	}
	return narrowing{&keptList{places: places}, first.run, len(rarer) == 0}, true, err
}

// place returns the lists of the tokens that may stand at a place.
func (h *holding) place(s *segmentView, tokens []uint32) (*keptList, error) {
	if len(tokens) == 1 {
		return h.list(s, tokens[0])
	}
	places, err := h.find(s, Lists, tokens)
	return &keptList{places: places}, err
}

// placeLists are the posting lists of the tokens of a place, or of pairs.
type placeLists struct {
	lists []firstPiece
	total int // postings
}

func (p *placeLists) add(l firstPiece) {
	p.lists = append(p.lists, l)
	p.total += l.total
}

// firstPiece is a posting list, or its beginning, and the block it stands in.
type firstPiece struct {
	postings
	table Table
	key   uint64 // of the block
}

// find finds the lists of tokens, or of pairs, which are ascending, so that a
// block is often that of the next one too.
func (a *Asker) find(s *segmentView, table Table, tokens []uint32) (placeLists, error) {
	var found placeLists
	var block Block
	upTo := int64(-1) // the last token of the block
	for _, token := range tokens {
		if upTo < int64(token) || block.Key>>ordinalBits > uint64(token) {
			var ok bool
			var err error
			if block, ok, err = s.floor(a.r, table, listKey(token, 0)); err != nil {
				return found, err
			}
			if !ok || table == Phrases && block.Key <= frequentKey {
				upTo = -1
				continue
			}
			if upTo, err = lastToken(block); err != nil {
				return found, err
			}
		}
		list, ok, err := findList(block, token)
		if err != nil {
			return found, err
		}
		if ok {
			found.add(firstPiece{list, table, block.Key})
		}
	}
	return found, nil
}

func lastToken(b Block) (int64, error) {
	last := int64(-1)
	err := eachList(b, func(p postings) bool {
		last = int64(p.token)
		return true
	})
	return last, err
}

// mark sets the bits of a list.
func (a *Asker) mark(s *segmentView, l firstPiece, having bitset) error {
	seen, err := a.markPiece(l.postings, having)
	if err != nil || seen == l.total {
		return err
	}
	return s.blocks(a.r, l.table, l.key+1, listKey(l.token, maxOrdinal), func(b Block) (bool, error) {
		piece, ok, err := findList(b, l.token)
		if err == nil && ok {
			_, err = a.markPiece(piece, having)
		}
		return true, err
	})
}

func (a *Asker) markPiece(p postings, having bitset) (int, error) {
	var err error
	if a.ordinals, err = p.decode(a.ordinals[:0]); err != nil {
		return 0, err
	}
	for _, ordinal := range a.ordinals {
		if int(ordinal) >= len(having)*64 {
			return 0, ErrDamaged
		}
		having[ordinal/64] |= 1 << (ordinal % 64)
	}
	return len(a.ordinals), nil
}
