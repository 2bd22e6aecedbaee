package index

import (
	"bytes"
	"cmp"
	"container/heap"
	"iter"
	"slices"
)

// Sought says by its tokens which texts are wanted.
type Sought struct {
	With    []Run // a text needs all of these; when there are none, it is wanted
	Without []Run // and none of these
}

// Run is a row of tokens that follow each other: for each place the numbers,
// ascending, of the tokens that may stand there.
type Run [][]uint32

// Holding yields the texts that hold what is sought, and no others, the newest
// first: by the order in which they were added. The reader must read the same
// moment as the view. Whoever has enough stops, which spares reading the rest.
//
// The posting lists of the tokens leave those entries that hold a token of every
// place; these are read and compared, the newest first. An index of
// another format cannot be asked; see [View.Ready].
func (v *View) Holding(r Reader, sought Sought) iter.Seq2[int64, error] {
	return v.Ask(r).Holding(sought)
}

// Ready reports whether the index can be asked; else it has yet to be made from
// the texts, which the next change or [Updater.Rebuild] does.
func (v *View) Ready() bool { return v.head.Stamp == 0 || v.head.Format == Format }

// holds compares a text with what is sought.
func (s Sought) holds(tokens []uint32) bool {
	for _, run := range s.With {
		if !run.standsIn(tokens) {
			return false
		}
	}
	for _, run := range s.Without {
		if run.standsIn(tokens) {
			return false
		}
	}
	return true
}

func (run Run) standsIn(tokens []uint32) bool {
	for i := 0; i+len(run) <= len(tokens); i++ {
		if run.standsAt(tokens[i:]) {
			return true
		}
	}
	return false
}

func (run Run) standsAt(tokens []uint32) bool {
	for i, place := range run {
		if len(place) == 1 && place[0] == tokens[i] {
			continue
		}
		if _, ok := slices.BinarySearch(place, tokens[i]); !ok {
			return false
		}
	}
	return true
}

// holding is one search under way.
type holding struct {
	*Asker
	sought Sought
	places [][]uint32 // of all runs that a text needs, each once
	spelt  [][]byte   // runs of one token a place, as they stand in a record
}

func newHolding(a *Asker, sought Sought) *holding {
	h := &holding{Asker: a, sought: sought}
	for _, run := range sought.With {
		if !slices.ContainsFunc(run, func(place []uint32) bool { return len(place) != 1 }) {
			h.spelt = append(h.spelt, appendTokens(nil, slices.Concat(run...)))
		}
		for _, place := range run {
			same := func(other []uint32) bool { return slices.Equal(place, other) }
			if !slices.ContainsFunc(h.places, same) {
				h.places = append(h.places, place)
			}
		}
	}
	return h
}

// asStored yields the texts of a segment in the order of their ordinals.
func (h *holding) asStored(s *segmentView) iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		candidates, err := h.candidates(s)
		if err != nil {
			yield(0, err)
			return
		}
		// To read every block costs less than to ask for half of them.
		const records = 100 // of a block
		l := &sameLength{holding: h, segment: s, many: 2*records*candidates.count() > s.Entries}
		for ordinal := candidates.next(0); ordinal >= 0; ordinal = candidates.next(ordinal + 1) {
			ok, err := l.look(ordinal)
			if err != nil {
				yield(0, err)
				return
			}
			if ok && !yield(l.text, nil) {
				return
			}
		}
	}
}

// newestFirst yields the texts of a segment, the newest first. Entries are in the
// order of their age only among those of a length, so that the lengths are
// merged.
func (h *holding) newestFirst(s *segmentView) iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		candidates, err := h.candidates(s)
		if err != nil {
			yield(0, err)
			return
		}
		var lengths byAge
		for i := range s.table.lengths {
			l := &sameLength{holding: h, segment: s, candidates: candidates, from: s.table.starts[i], next: s.table.starts[i+1]}
			ok, err := l.advance()
			if err != nil {
				yield(0, err)
				return
			}
			if ok {
				lengths = append(lengths, l)
			}
		}
		heap.Init(&lengths)
		for len(lengths) > 0 {
			if !yield(lengths[0].text, nil) {
				return
			}
			ok, err := lengths[0].advance()
			if err != nil {
				yield(0, err)
				return
			}
			if ok {
				heap.Fix(&lengths, 0)
			} else {
				heap.Pop(&lengths)
			}
		}
	}
}

// mayHold looks for runs in the tokens of a record before these are decoded. The
// bytes of a run may also be found across tokens, never the other way round.
func (h *holding) mayHold(encoded []byte) bool {
	for _, run := range h.spelt {
		if !bytes.Contains(encoded, run) {
			return false
		}
	}
	return true
}

// sameLength walks over the entries of one length, the newest first.
type sameLength struct {
	*holding
	segment    *segmentView
	candidates bitset
	from, next int // ordinals that are yet to be looked at: from to next-1
	block      sequenceBlock
	many       bool // entries of most blocks will be looked at
	tokens     []uint32
	text       int64
}

// advance goes to the next text that is sought, and returns false after the
// last.
func (l *sameLength) advance() (bool, error) {
	for {
		ordinal := l.candidates.last(l.from, l.next)
		if ordinal < 0 {
			return false, nil
		}
		l.next = ordinal
		if ok, err := l.look(ordinal); ok || err != nil {
			return ok, err
		}
	}
}

// look reads an entry and reports whether its text is sought.
func (l *sameLength) look(ordinal int) (bool, error) {
	record, err := l.record(l.segment, ordinal, &l.block, l.many)
	if err != nil {
		return false, err
	}
	text, encoded, err := splitRecord(record)
	if err != nil || !l.mayHold(encoded) {
		return false, err
	}
	if l.tokens, err = decodeTokens(l.tokens[:0], encoded); err != nil || !l.sought.holds(l.tokens) {
		return false, err
	}
	dead, err := l.dead(l.segment, text)
	l.text = text
	return err == nil && !dead, err
}

// byAge is a heap whose first element has the newest text.
type byAge []*sameLength

func (b byAge) Len() int           { return len(b) }
func (b byAge) Less(i, j int) bool { return b[i].text > b[j].text }
func (b byAge) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }
func (b *byAge) Push(x any)        { *b = append(*b, x.(*sameLength)) }

func (b *byAge) Pop() any {
	last := len(*b) - 1
	popped := (*b)[last]
	*b = (*b)[:last]
	return popped
}

// candidates returns the ordinals that hold a token of every place, or at least
// all of these: a list that costs more than to read what is left is left out.
func (h *holding) candidates(s *segmentView) (bitset, error) {
	places := make([]*keptList, len(h.places))
	for i, tokens := range h.places {
		var err error
		if places[i], err = h.place(s, tokens); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(places, func(a, b *keptList) int { return cmp.Compare(a.places.total, b.places.total) })
	costs := storageCosts
	if s.loaded != nil {
		costs = memoryCosts
	}
	left := newBitset(s.Entries)
	left.fill(s.Entries)
	count := s.Entries
	for _, place := range places {
		const perBlock = 3000 // postings of a long list
		reading := float64(place.places.total) * (costs.posting + costs.block/perBlock)
		if count == 0 || place.having == nil && reading > costs.candidate*float64(count) {
			break
		}
		having, err := h.having(s, place)
		if err != nil {
			return nil, err
		}
		count = left.and(having)
	}
	return left, nil
}

// place returns the lists of the tokens that may stand at a place.
func (h *holding) place(s *segmentView, tokens []uint32) (*keptList, error) {
	if len(tokens) == 1 {
		return h.list(s, tokens[0])
	}
	places, err := h.find(s, tokens)
	return &keptList{places: places}, err
}

// placeLists are the posting lists of the tokens of a place.
type placeLists struct {
	lists []firstPiece
	total int // postings
}

// firstPiece is a posting list, or its beginning, and the block it stands in.
type firstPiece struct {
	postings
	key uint64 // of the block
}

// find finds the lists of tokens, which are ascending, so that a block is
// often that of the next one too.
func (a *Asker) find(s *segmentView, tokens []uint32) (placeLists, error) {
	var found placeLists
	var block Block
	upTo := int64(-1) // the last token of the block
	for _, token := range tokens {
		if upTo < int64(token) || block.Key>>ordinalBits > uint64(token) {
			var ok bool
			var err error
			if block, ok, err = s.floor(a.r, Lists, listKey(token, 0)); err != nil {
				return found, err
			}
			if !ok {
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
			found.lists = append(found.lists, firstPiece{list, block.Key})
			found.total += list.total
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
	return s.blocks(a.r, Lists, l.key+1, listKey(l.token, maxOrdinal), func(b Block) (bool, error) {
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
