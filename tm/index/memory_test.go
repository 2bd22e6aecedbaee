package index

import (
	"cmp"
	"errors"
	"iter"
	"maps"
	"slices"
)

// memory is a storage of one language for tests. It hands out what it stores,
// and gives each block only once more, so that a block that was kept too long
// shows.
type memory struct {
	head     Head
	words    map[string]uint32
	changes  []Change
	gone     map[int64]int64
	segments map[int]bool
	blocks   map[blockPlace][]Block
	texts    map[int64]string
}

type blockPlace struct {
	table   Table
	segment int
}

func newMemory() *memory {
	return &memory{
		words: map[string]uint32{}, gone: map[int64]int64{}, segments: map[int]bool{},
		blocks: map[blockPlace][]Block{}, texts: map[int64]string{},
	}
}

func (m *memory) Stamp() (int64, error) { return m.head.Stamp, nil }

func (m *memory) Head() (Head, error) {
	head := m.head
	head.Merged = slices.Clone(head.Merged)
	slices.SortFunc(head.Merged, func(a, b Segment) int { return cmp.Compare(a.First, b.First) })
	return head, nil
}

func (m *memory) Numbers(keys []string) ([]uint32, error) {
	var out []uint32
	for _, key := range keys {
		out = append(out, m.words[key])
	}
	return out, nil
}

func (m *memory) Tokens() iter.Seq2[Vocable, error] {
	return func(yield func(Vocable, error) bool) {
		for key, id := range m.words {
			if !yield(Vocable{key, id}, nil) {
				return
			}
		}
	}
}

func (m *memory) Floor(table Table, segment int, key uint64) (Block, bool, error) {
	var found Block
	ok := false
	for _, b := range m.blocks[blockPlace{table, segment}] {
		if b.Key <= key {
			found, ok = b, true
		}
	}
	return Block{found.Key, slices.Clone(found.Data)}, ok, nil
}

func (m *memory) Range(table Table, segment int, first, last uint64) iter.Seq2[Block, error] {
	return func(yield func(Block, error) bool) {
		for _, b := range m.blocks[blockPlace{table, segment}] {
			if b.Key >= first && b.Key <= last && !yield(Block{b.Key, slices.Clone(b.Data)}, nil) {
				return
			}
		}
	}
}

func (m *memory) Changes(after int64) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		for _, c := range m.changes {
			if c.Seq > after && !yield(c, nil) {
				return
			}
		}
	}
}

func (m *memory) LastChange() (int64, error) {
	if len(m.changes) == 0 {
		return 0, nil
	}
	return m.changes[len(m.changes)-1].Seq, nil
}

func (m *memory) Gone(text int64) (int64, error) { return m.gone[text], nil }

func (m *memory) AllGone(after int64) iter.Seq2[Removal, error] {
	return func(yield func(Removal, error) bool) {
		for text, seq := range m.gone {
			if seq > after && !yield(Removal{text, seq}, nil) {
				return
			}
		}
	}
}

func (m *memory) Text(id int64) (string, error) {
	text, ok := m.texts[id]
	if !ok {
		return "", errors.New("no such text")
	}
	return text, nil
}

func (m *memory) PutHead(h Head) error {
	h.Merged = m.head.Merged
	m.head = h
	return nil
}

func (m *memory) PutTokens(tokens []Vocable) error {
	for _, v := range tokens {
		if m.words[v.Key] != 0 {
			return errors.New("token twice")
		}
		m.words[v.Key] = v.ID
	}
	return nil
}

func (m *memory) PutChange(c Change) error {
	if last, _ := m.LastChange(); c.Seq <= max(last, m.head.Seq) {
		return errors.New("change out of order")
	}
	if c.Data != nil {
		c.Data = slices.Clone(c.Data)
	}
	m.changes = append(m.changes, c)
	return nil
}

func (m *memory) DropChanges() error {
	m.changes = nil
	return nil
}

func (m *memory) PutGone(r Removal) error {
	m.gone[r.Text] = r.Seq
	return nil
}

func (m *memory) DropGone(upTo int64) error {
	maps.DeleteFunc(m.gone, func(_, seq int64) bool { return seq <= upTo })
	return nil
}

func (m *memory) NewSegment() (int, error) {
	for id := 1; ; id++ {
		if !m.segments[id] {
			m.segments[id] = true
			return id, nil
		}
	}
}

func (m *memory) PutSegment(s Segment) error {
	m.head.Merged = append(m.head.Merged, s)
	return nil
}

func (m *memory) PutBlock(table Table, segment int, b Block) error {
	place := blockPlace{table, segment}
	blocks := m.blocks[place]
	if len(blocks) > 0 && blocks[len(blocks)-1].Key >= b.Key || b.Key >= 1<<keyBits {
		return errors.New("block out of order")
	}
	m.blocks[place] = append(blocks, Block{b.Key, slices.Clone(b.Data)})
	return nil
}

func (m *memory) DropBlocks(table Table, segment int) error {
	delete(m.blocks, blockPlace{table, segment})
	return nil
}

func (m *memory) DropSegment(segment int) error {
	m.head.Merged = slices.DeleteFunc(m.head.Merged, func(s Segment) bool { return s.ID == segment })
	for _, table := range []Table{Sequences, Lists, Shorts, Phrases} {
		if len(m.blocks[blockPlace{table, segment}]) > 0 {
			return errors.New("segment dropped before its blocks")
		}
	}
	delete(m.segments, segment)
	return nil
}

func (m *memory) Texts() iter.Seq2[Text, error] {
	return func(yield func(Text, error) bool) {
		for _, id := range slices.Sorted(maps.Keys(m.texts)) {
			if !yield(Text{id, m.texts[id]}, nil) {
				return
			}
		}
	}
}

func (m *memory) Clear() error {
	clear(m.words)
	clear(m.gone)
	clear(m.segments)
	clear(m.blocks)
	m.changes, m.head.Merged = nil, nil
	return nil
}
