package index

import (
	"bytes"
	"cmp"
	"container/heap"
	"iter"
	"math"
	"slices"
)

// newestFirst yields the texts of a segment, the newest first. How they are read
// decides on speed alone.
func (h *holding) newestFirst(s *segmentView) iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		c, err := h.candidates(s)
		if err != nil {
			yield(0, err)
			return
		}
		c.newestTexts()(yield)
	}
}

const (
	// readAtOnce is up to how many entries are read by ordinal, so that each block
	// is read once and in order; of more the newest may be enough.
	readAtOnce = 1 << 12
	// perNumbers is how many entries there are for each candidate where the numbers
	// of texts are looked for one by one: more than twice as many as a block has.
	perNumbers = 1 << 13
)

func (c *candidates) newestTexts() iter.Seq2[int64, error] {
	switch {
	case c.proven && c.phrases.there && c.count < c.segment.Entries/perNumbers:
		return newest(c.numbered(c.someNumbers()))
	case c.proven && c.phrases.there:
		return newest(c.numbered(c.allNumbers()))
	case c.count <= readAtOnce:
		return newest(c.byOrdinal())
	}
	return c.byLength()
}

// asStored yields the texts of a segment in the order of their ordinals.
func (h *holding) asStored(s *segmentView) iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		c, err := h.candidates(s)
		if err != nil {
			yield(0, err)
			return
		}
		c.byOrdinal()(yield)
	}
}

func (c *candidates) byOrdinal() iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		// To read every block costs less than to ask for half of them.
		const records = 100 // of a block
		l := &sameLength{candidates: c, many: 2*records*c.count > c.segment.Entries}
		for ordinal := c.left.first(0); ordinal >= 0; ordinal = c.left.first(ordinal + 1) {
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

// byLength yields the texts of the candidates that hold what is sought, the newest
// first. Entries are in the order of their age only among those of a length, so
// that the lengths are merged.
func (c *candidates) byLength() iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		var lengths byAge
		starts := c.segment.table.starts
		for i := range len(starts) - 1 {
			l := &sameLength{candidates: c, from: starts[i], next: starts[i+1]}
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

// The sizes of what is sorted at once: little at first, since little may be enough.
const (
	firstSorted = 1 << 12
	mostSorted  = 1 << 16
)

// newest yields what "all" yields by ordinal, the newest first. It goes through
// all as often as it must to sort a bounded number at once.
func newest(all iter.Seq2[int64, error]) iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		before, size := int64(math.MaxInt64), firstSorted
		for {
			texts, err := greatest(all, before, size)
			if err != nil {
				yield(0, err)
				return
			}
			for _, text := range texts {
				if !yield(text, nil) {
					return
				}
			}
			if len(texts) < size {
				return
			}
			before, size = texts[len(texts)-1], min(4*size, mostSorted)
		}
	}
}

// greatest returns the n greatest of all texts that are less than "before", the
// greatest first.
func greatest(all iter.Seq2[int64, error], before int64, n int) ([]int64, error) {
	var texts []int64
	least := int64(math.MinInt64)
	descending := func(a, b int64) int { return cmp.Compare(b, a) }
	for text, err := range all {
		if err != nil {
			return nil, err
		}
		if text >= before || text <= least {
			continue
		}
		if texts = append(texts, text); len(texts) == 2*n {
			slices.SortFunc(texts, descending)
			texts = texts[:n]
			least = texts[n-1]
		}
	}
	slices.SortFunc(texts, descending)
	return texts[:min(n, len(texts))], nil
}

// numbered yields the texts of the candidates by ordinal, from blocks of numbers.
func (c *candidates) numbered(blocks iter.Seq2[Block, error]) iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		for block, err := range blocks {
			if err != nil {
				yield(0, err)
				return
			}
			more, failed := true, error(nil)
			err = eachNumber(block, c.left, func(_ int, text int64) bool {
				dead, err := c.dead(c.segment, text)
				more = err == nil && (dead || yield(text, nil))
				failed = err
				return more
			})
			if err := cmp.Or(err, failed); err != nil {
				yield(0, err)
				return
			}
			if !more {
				return
			}
		}
	}
}

// allNumbers yields all blocks of numbers.
func (c *candidates) allNumbers() iter.Seq2[Block, error] {
	return func(yield func(Block, error) bool) {
		err := c.segment.blocks(c.r, Phrases, 0, maxOrdinal, func(b Block) (bool, error) { return yield(b, nil), nil })
		if err != nil {
			yield(Block{}, err)
		}
	}
}

// someNumbers yields those blocks of numbers that the candidates are in.
func (c *candidates) someNumbers() iter.Seq2[Block, error] {
	return func(yield func(Block, error) bool) {
		last := Block{Key: math.MaxUint64}
		for ordinal := c.left.first(0); ordinal >= 0; ordinal = c.left.first(ordinal + 1) {
			b, ok, err := c.segment.floor(c.r, Phrases, uint64(ordinal))
			if err == nil && !ok {
				err = ErrDamaged
			}
			if err != nil {
				yield(Block{}, err)
				return
			}
			if b.Key == last.Key {
				continue
			}
			if last = b; !yield(b, nil) {
				return
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
	*candidates
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
		ordinal := l.left.last(l.from, l.next)
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
	if err != nil {
		return false, err
	}
	if !l.proven {
		if !l.mayHold(encoded) {
			return false, nil
		}
		if l.tokens, err = decodeTokens(l.tokens[:0], encoded); err != nil || !l.sought.holds(l.tokens) {
			return false, err
		}
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
