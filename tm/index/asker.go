package index

import (
	"fmt"
	"iter"
	"slices"
	"sort"
)

// Asker asks one view several questions and keeps what it read for one of them
// for the next. It is for one goroutine and one moment of the reader.
type Asker struct {
	v *View
	r Reader

	asked    bool
	gone     map[int64]int64 // all removals, when there are few
	complete bool            // gone has all of them

	lists  map[listOf]*keptList
	words  int                 // of the bitsets in lists
	blocks map[int]*keptBlocks // by segment
	tables map[int]*phrases    // by segment

	ordinals []uint32 // scratch
}

// listOf is a token of a segment.
type listOf struct {
	segment int
	token   uint32
}

// keptList is what is known of a token's posting list.
type keptList struct {
	places placeLists
	having bitset // nil before the list was read, or when there is no room
}

const (
	mostWords  = 64 << 20 / 8 // of the bitsets that are kept
	mostBlocks = 1 << 14      // blocks of sequences that are kept, of all segments
)

// Ask returns an asker of the view. The reader must read the same moment.
func (v *View) Ask(r Reader) *Asker {
	return &Asker{v: v, r: r, lists: map[listOf]*keptList{}, blocks: map[int]*keptBlocks{}, tables: map[int]*phrases{}}
}

// Holding is [View.Holding].
func (a *Asker) Holding(sought Sought) iter.Seq2[int64, error] {
	return a.search(sought, (*holding).newestFirst)
}

// Any yields what [Asker.Holding] does, in no certain order, which needs less
// reading for whoever wants one text or none.
func (a *Asker) Any(sought Sought) iter.Seq2[int64, error] {
	return a.search(sought, (*holding).asStored)
}

// search yields the texts of the log and those that walk finds in each segment.
func (a *Asker) search(sought Sought, walk func(*holding, *segmentView) iter.Seq2[int64, error]) iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		if err := a.readRemovals(); err != nil {
			yield(0, err)
			return
		}
		h := newHolding(a, sought)
		for _, e := range slices.Backward(a.v.log.entries) {
			if sought.holds(e.tokens) && !yield(e.text, nil) {
				return
			}
		}
		for _, segment := range slices.Backward(a.v.segments) {
			for text, err := range walk(h, segment) {
				if err != nil {
					yield(0, fmt.Errorf("searching segment %d of the index of %s: %w", segment.ID, a.v.lang, err))
					return
				}
				if !yield(text, nil) {
					return
				}
			}
		}
	}
}

// fewRemovals is how many removals are read at once; when there are more, each
// text is asked for by itself.
const fewRemovals = 2000

func (a *Asker) readRemovals() error {
	if a.asked || a.v.gone != nil || len(a.v.segments) == 0 {
		return nil
	}
	a.asked, a.gone, a.complete = true, map[int64]int64{}, true
	for removal, err := range a.r.AllGone(a.v.segments[0].Last) {
		if err != nil {
			return fmt.Errorf("reading the removals from the index of %s: %w", a.v.lang, err)
		}
		if len(a.gone) == fewRemovals {
			a.complete = false
			break
		}
		a.gone[removal.Text] = removal.Seq
	}
	return nil
}

func (a *Asker) dead(s *segmentView, text int64) (bool, error) {
	if !a.complete {
		return a.v.dead(a.r, s, text)
	}
	_, changed := a.v.log.changed[text]
	return changed || a.gone[text] > s.Last, nil
}

// list returns what is known of the list of a token.
func (a *Asker) list(s *segmentView, token uint32) (*keptList, error) {
	key := listOf{s.ID, token}
	if kept := a.lists[key]; kept != nil {
		return kept, nil
	}
	places, err := a.find(s, Lists, []uint32{token})
	if err != nil {
		return nil, err
	}
	kept := &keptList{places: places}
	a.lists[key] = kept
	return kept, nil
}

// phrasesOf returns what the table Phrases of a segment says.
func (a *Asker) phrasesOf(s *segmentView) (*phrases, error) {
	if kept := a.tables[s.ID]; kept != nil {
		return kept, nil
	}
	p, err := s.phrases(a.r)
	if err == nil {
		a.tables[s.ID] = p
	}
	return p, err
}

// having returns the ordinals of the lists of a place, and keeps them if there
// is room.
func (a *Asker) having(s *segmentView, place *keptList) (bitset, error) {
	if place.having != nil {
		return place.having, nil
	}
	having := newBitset(s.Entries)
	for _, l := range place.places.lists {
		if err := a.mark(s, l, having); err != nil {
			return nil, err
		}
	}
	if a.words+len(having) <= mostWords {
		place.having = having
		a.words += len(having)
	}
	return having, nil
}

// keptBlocks are blocks of the sequences of a segment, in the order of their
// ordinals.
type keptBlocks struct{ blocks []sequenceBlock }

// at returns the place of the block of an ordinal, and whether it is there.
func (k *keptBlocks) at(ordinal int) (int, bool) {
	i := sort.Search(len(k.blocks), func(i int) bool { return k.blocks[i].first > ordinal })
	return i, i > 0 && ordinal < k.blocks[i-1].first+k.blocks[i-1].count
}

// record is the record of an ordinal. The block that it stands in is left in
// block for the next call, and kept; where many are wanted, so are some that
// follow it.
func (a *Asker) record(s *segmentView, ordinal int, block *sequenceBlock, many bool) ([]byte, error) {
	if s.loaded != nil || ordinal >= block.first && ordinal < block.first+block.count {
		return s.record(a.r, ordinal, block)
	}
	kept := a.blocks[s.ID]
	if kept == nil {
		kept = &keptBlocks{}
		a.blocks[s.ID] = kept
	}
	i, ok := kept.at(ordinal)
	if ok {
		*block = kept.blocks[i-1]
		return block.record(ordinal)
	}
	record, err := s.record(a.r, ordinal, block)
	if err != nil || len(kept.blocks) >= mostBlocks {
		return record, err
	}
	kept.blocks = slices.Insert(kept.blocks, i, *block)
	if many {
		err = a.readOn(s, kept, i)
	}
	return record, err
}

// ahead is how many blocks are read on: one request gives as many.
const ahead = 64

// readOn reads the blocks that follow the one at a place, up to one that is
// kept already.
func (a *Asker) readOn(s *segmentView, kept *keptBlocks, i int) error {
	last := uint64(maxOrdinal)
	if i+1 < len(kept.blocks) {
		last = uint64(kept.blocks[i+1].first - 1)
	}
	var more []sequenceBlock
	next := uint64(kept.blocks[i].first + kept.blocks[i].count)
	if next > last {
		return nil
	}
	err := s.blocks(a.r, Sequences, next, last, func(b Block) (bool, error) {
		block, err := readSequenceBlock(b)
		more = append(more, block)
		return len(more) < ahead, err
	})
	if err == nil {
		kept.blocks = slices.Insert(kept.blocks, i+1, more...)
	}
	return err
}
