package index

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"sort"
)

// lengthTable says which ordinals have which number of tokens: those from
// starts[i] to starts[i+1] have lengths[i].
type lengthTable struct {
	lengths []int
	starts  []int // one more than lengths
}

func readLengths(data []byte) (lengthTable, error) {
	t := lengthTable{starts: []int{0}}
	length, start := 0, 0
	for len(data) > 0 {
		step, n := binary.Uvarint(data)
		if n <= 0 {
			return t, ErrDamaged
		}
		count, m := binary.Uvarint(data[n:])
		if m <= 0 || count > maxOrdinal {
			return t, ErrDamaged
		}
		data = data[n+m:]
		length += int(step)
		start += int(count)
		t.lengths = append(t.lengths, length)
		t.starts = append(t.starts, start)
	}
	return t, nil
}

// ordinals returns the range of the ordinals with shortest to longest tokens.
func (t lengthTable) ordinals(shortest, longest int) (from, to int) {
	i := sort.SearchInts(t.lengths, shortest)
	j := sort.Search(len(t.lengths), func(k int) bool { return t.lengths[k] > longest })
	return t.starts[i], t.starts[max(i, j)]
}

// of returns the number of tokens of an ordinal.
func (t lengthTable) of(ordinal int) int {
	i := sort.SearchInts(t.starts, ordinal+1) - 1
	return t.lengths[i]
}

// count returns how many ordinals have a number of tokens.
func (t lengthTable) count(length int) int {
	from, to := t.ordinals(length, length)
	return to - from
}

// builder writes a segment.
type builder struct {
	w         Writer
	segment   Segment
	sequences sequenceWriter
	lists     listWriter
	shorts    []shortEntry
	length    int // of the last entry
	count     int // of entries of that length
	before    int // the length before that
	limits    Limits
	frequent  []uint32 // tokens, as far as lists were added
}

func newBuilder(w Writer, limits Limits, first, last int64) (*builder, error) {
	id, err := w.NewSegment()
	if err != nil {
		return nil, fmt.Errorf("numbering a segment: %w", err)
	}
	b := &builder{w: w, limits: limits, segment: Segment{ID: id, Mark: rand.Int64(), First: first, Last: last}}
	b.sequences.blockWriter = blockWriter{w, Sequences, id, limits.Block}
	b.lists.blockWriter = blockWriter{w, Lists, id, limits.Block}
	return b, nil
}

// add writes the record of the next entry; they come by number of tokens.
func (b *builder) add(record []byte, length int) error {
	if length != b.length {
		b.closeLength()
		b.length = length
	}
	b.count++
	b.segment.Entries++
	return b.sequences.add(record)
}

func (b *builder) closeLength() {
	if b.count == 0 {
		return
	}
	b.segment.Lengths = binary.AppendUvarint(b.segment.Lengths, uint64(b.length-b.before))
	b.segment.Lengths = binary.AppendUvarint(b.segment.Lengths, uint64(b.count))
	b.before, b.count = b.length, 0
}

// addList writes the list of the next token. All entries must have been added.
func (b *builder) addList(token uint32, list []uint32) error {
	if len(list)*frequentShare >= b.segment.Entries && len(b.frequent) < mostFrequent {
		b.frequent = append(b.frequent, token)
	}
	return b.lists.add(token, list)
}

// finish writes what is left. All lists must have been added.
func (b *builder) finish() (Segment, error) {
	b.closeLength()
	shorts := shortWriter{blockWriter: blockWriter{b.w, Shorts, b.segment.ID, b.limits.Block}}
	slices.SortFunc(b.shorts, func(x, y shortEntry) int {
		return cmp.Or(cmp.Compare(x.length, y.length), cmp.Compare(x.ordinal, y.ordinal))
	})
	for _, e := range b.shorts {
		if err := shorts.add(e); err != nil {
			return b.segment, err
		}
	}
	for _, flush := range []func() error{shorts.flush, b.sequences.flush, b.lists.flush, b.writePhrases} {
		if err := flush(); err != nil {
			return b.segment, err
		}
	}
	if err := b.w.PutSegment(b.segment); err != nil {
		return b.segment, fmt.Errorf("storing segment %d: %w", b.segment.ID, err)
	}
	return b.segment, nil
}

// build makes a segment of entries.
func build(w Writer, limits Limits, entries []entry, first, last int64) (Segment, error) {
	slices.SortStableFunc(entries, func(x, y entry) int { return cmp.Compare(len(x.tokens), len(y.tokens)) })
	b, err := newBuilder(w, limits, first, last)
	if err != nil {
		return Segment{}, err
	}
	tokens := 0
	for _, e := range entries {
		tokens += len(e.tokens)
	}
	var record []byte
	pairs := make([]uint64, 0, tokens)
	for ordinal, e := range entries {
		record = appendTokens(binary.AppendUvarint(record[:0], uint64(e.text)), e.tokens)
		if err := b.add(record, len(e.tokens)); err != nil {
			return Segment{}, err
		}
		for _, token := range e.tokens {
			pairs = append(pairs, listKey(token, ordinal))
		}
		if e.short() {
			b.shorts = append(b.shorts, shortEntry{ordinal, runes(e.folded), signature(e.folded), []byte(e.folded)})
		}
	}
	for token, list := range eachToken(pairs) {
		if err := b.addList(token, list); err != nil {
			return Segment{}, err
		}
	}
	return b.finish()
}

// eachToken yields the lists of list keys that come by ordinal. A list is
// overwritten by the next.
func eachToken(keys []uint64) iter.Seq2[uint32, []uint32] {
	return func(yield func(uint32, []uint32) bool) {
		keys = slices.Compact(byToken(keys))
		var list []uint32
		for i := 0; i < len(keys); {
			token := keys[i] >> ordinalBits
			for list = list[:0]; i < len(keys) && keys[i]>>ordinalBits == token; i++ {
				list = append(list, uint32(keys[i]&maxOrdinal))
			}
			if !yield(uint32(token), list) {
				return
			}
		}
	}
}

// byToken sorts list keys that come by ordinal: stably by token, eight bits at a
// time.
func byToken(pairs []uint64) []uint64 {
	sorted := make([]uint64, len(pairs))
	for shift := ordinalBits; shift < keyBits; shift += 8 {
		var starts [257]int
		for _, pair := range pairs {
			starts[pair>>shift&0xff+1]++
		}
		for i := range 256 {
			starts[i+1] += starts[i]
		}
		for _, pair := range pairs {
			digit := pair >> shift & 0xff
			sorted[starts[digit]] = pair
			starts[digit]++
		}
		pairs, sorted = sorted, pairs
	}
	return pairs
}

// dead is what an ordinal becomes whose text was removed.
const dead = ^uint32(0)

// merge makes one segment of several that follow each other, oldest first,
// leaving out the entries that are dead, and drops them. Last is the newest
// change whose removals gone knows.
func merge(w Writer, limits Limits, segments []Segment, gone map[int64]int64, last int64) (Segment, error) {
	b, err := newBuilder(w, limits, segments[0].First, last)
	if err != nil {
		return Segment{}, err
	}
	renumbered, err := b.mergeSequences(segments, gone)
	if err != nil {
		return Segment{}, err
	}
	if err := b.mergeShorts(segments, renumbered); err != nil {
		return Segment{}, err
	}
	if err := b.mergeLists(segments, renumbered); err != nil {
		return Segment{}, err
	}
	if err := b.drop(Phrases, segments); err != nil { // they are made anew
		return Segment{}, err
	}
	for _, s := range segments {
		if err := w.DropSegment(s.ID); err != nil {
			return Segment{}, fmt.Errorf("dropping segment %d: %w", s.ID, err)
		}
	}
	return b.finish()
}

// mergeSequences writes the records by length and, within a length, by age. It
// returns for each segment what its ordinals become; the order is kept within
// a segment.
func (b *builder) mergeSequences(segments []Segment, gone map[int64]int64) ([][]uint32, error) {
	tables := make([]lengthTable, len(segments))
	cursors := make([]*sequenceCursor, len(segments))
	renumbered := make([][]uint32, len(segments))
	var lengths []int
	for i, s := range segments {
		table, err := readLengths(s.Lengths)
		if err != nil {
			return nil, fmt.Errorf("reading segment %d: %w", s.ID, err)
		}
		tables[i] = table
		cursors[i] = newSequenceCursor(b.w, s.ID)
		defer cursors[i].stop()
		renumbered[i] = make([]uint32, 0, s.Entries)
		lengths = append(lengths, table.lengths...)
	}
	slices.Sort(lengths)
	for _, length := range slices.Compact(lengths) {
		for i, s := range segments {
			for range tables[i].count(length) {
				record, err := cursors[i].next()
				if err != nil {
					return nil, fmt.Errorf("reading segment %d: %w", s.ID, err)
				}
				text, _, err := splitRecord(record)
				if err != nil {
					return nil, fmt.Errorf("reading segment %d: %w", s.ID, err)
				}
				if gone[text] > s.Last {
					renumbered[i] = append(renumbered[i], dead)
					continue
				}
				renumbered[i] = append(renumbered[i], uint32(b.segment.Entries))
				if err := b.add(record, length); err != nil {
					return nil, err
				}
			}
		}
	}
	return renumbered, b.drop(Sequences, segments)
}

func (b *builder) drop(table Table, segments []Segment) error {
	for _, s := range segments {
		if err := b.w.DropBlocks(table, s.ID); err != nil {
			return fmt.Errorf("dropping blocks of segment %d: %w", s.ID, err)
		}
	}
	return nil
}

func (b *builder) mergeShorts(segments []Segment, renumbered [][]uint32) error {
	for i, s := range segments {
		for block, err := range b.w.Range(Shorts, s.ID, 0, 1<<keyBits-1) {
			if err != nil {
				return fmt.Errorf("reading segment %d: %w", s.ID, err)
			}
			err = eachShort(block, func(e shortEntry) error {
				if e.ordinal >= len(renumbered[i]) {
					return ErrDamaged
				}
				if now := renumbered[i][e.ordinal]; now != dead {
					e.ordinal, e.folded = int(now), slices.Clone(e.folded)
					b.shorts = append(b.shorts, e)
				}
				return nil
			})
			if err != nil {
				return fmt.Errorf("reading segment %d: %w", s.ID, err)
			}
		}
	}
	return b.drop(Shorts, segments)
}

// mergeLists merges the lists of each token. A list stays sorted when its
// ordinals are replaced, so that two lists are merged in one pass.
func (b *builder) mergeLists(segments []Segment, renumbered [][]uint32) error {
	cursors := make([]*listCursor, len(segments))
	for i, s := range segments {
		cursors[i] = newListCursor(b.w, Lists, s.ID, 0)
		defer cursors[i].stop()
		if err := cursors[i].advance(); err != nil {
			return err
		}
	}
	var merged, spare, part []uint32
	for {
		token, ok := lowestToken(cursors)
		if !ok {
			return b.drop(Lists, segments)
		}
		merged = merged[:0]
		for i, c := range cursors {
			if c.done || c.token != token {
				continue
			}
			part = part[:0]
			for _, ordinal := range c.list {
				if int(ordinal) >= len(renumbered[i]) {
					return fmt.Errorf("reading segment %d: %w", segments[i].ID, ErrDamaged)
				}
				if now := renumbered[i][ordinal]; now != dead {
					part = append(part, now)
				}
			}
			merged, spare = mergeSorted(spare[:0], merged, part), merged
			if err := c.advance(); err != nil {
				return err
			}
		}
		if len(merged) == 0 {
			continue
		}
		if err := b.addList(token, merged); err != nil {
			return err
		}
	}
}

func lowestToken(cursors []*listCursor) (lowest uint32, ok bool) {
	for _, c := range cursors {
		if !c.done && (!ok || c.token < lowest) {
			lowest, ok = c.token, true
		}
	}
	return lowest, ok
}

// mergeSorted appends two sorted lists without common elements in order.
func mergeSorted(out, a, b []uint32) []uint32 {
	for len(a) > 0 && len(b) > 0 {
		if a[0] < b[0] {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}
