package index

import (
	"fmt"
	"maps"
	"slices"
	"sort"
)

// loaded are the blocks of a segment in memory, as they stand in the storage.
type loaded struct {
	tables [4]loadedTable
}

// loadedTable holds the blocks of a table.
type loadedTable struct {
	keys []uint64
	data [][]byte
}

func (t *loadedTable) at(i int) Block { return Block{Key: t.keys[i], Data: t.data[i]} }

func (t *loadedTable) floor(key uint64) (Block, bool) {
	i := sort.Search(len(t.keys), func(i int) bool { return t.keys[i] > key })
	if i == 0 {
		return Block{}, false
	}
	return t.at(i - 1), true
}

func (t *loadedTable) blocks(first, last uint64, f func(Block) (bool, error)) error {
	i := sort.Search(len(t.keys), func(i int) bool { return t.keys[i] >= first })
	for ; i < len(t.keys) && t.keys[i] <= last; i++ {
		if more, err := f(t.at(i)); err != nil || !more {
			return err
		}
	}
	return nil
}

// vocabulary is all numbered tokens in memory.
type vocabulary struct {
	numbers map[string]uint32
	keys    []string // by number
}

// Loaded reports whether the view holds all blocks and tokens in memory.
func (v *View) Loaded() bool { return v.words != nil }

// Load returns the view with everything in memory: about 95 bytes an entry.
func (v *View) Load(r Reader) (*View, error) {
	if v.Loaded() {
		return v, nil
	}
	full := *v
	full.segments = slices.Clone(v.segments)
	return &full, full.load(r, nil)
}

func (v *View) load(r Reader, older *View) error {
	for i, s := range v.segments {
		if s.loaded != nil {
			continue
		}
		full := *s
		full.loaded = &loaded{}
		for table := range full.loaded.tables {
			if err := full.loaded.tables[table].read(r, Table(table), s.ID); err != nil {
				return fmt.Errorf("loading segment %d of the index of %s: %w", s.ID, v.lang, err)
			}
		}
		v.segments[i] = &full
	}
	if err := v.loadGone(r, older); err != nil {
		return err
	}
	// New tokens come with most imports; those that are not here yet are asked
	// for one by one until they are many.
	if older != nil && older.words != nil && older.head.Epoch == v.head.Epoch &&
		v.head.Tokens <= len(older.words.keys)+len(older.words.keys)/16 {
		v.words = older.words
		return nil
	}
	return v.loadWords(r)
}

// slabSize is how much memory is asked for at once: blocks are packed one
// behind the other, and no slab is ever copied to grow.
const slabSize = 1 << 18

func (t *loadedTable) read(r Reader, table Table, segment int) error {
	var slab []byte
	for block, err := range r.Range(table, segment, 0, 1<<keyBits-1) {
		if err != nil {
			return err
		}
		size := len(block.Data)
		if size > cap(slab)-len(slab) {
			slab = make([]byte, 0, max(slabSize, size))
		}
		slab = append(slab, block.Data...)
		t.keys = append(t.keys, block.Key)
		t.data = append(t.data, slab[len(slab)-size:len(slab):len(slab)])
	}
	t.keys, t.data = slices.Clip(t.keys), slices.Clip(t.data)
	return nil
}

// loadGone reads the removals, only the new ones where an older view knows the
// rest. One that was forgotten since is harmless: all segments that are left
// are newer than it.
func (v *View) loadGone(r Reader, older *View) error {
	after := int64(0)
	v.gone = map[int64]int64{}
	if older != nil && older.gone != nil && older.head.Seq <= v.head.Seq {
		if older.head.Seq == v.head.Seq { // removals come with a new segment
			v.gone = older.gone
			return nil
		}
		after, v.gone = older.head.Seq, maps.Clone(older.gone)
	}
	for removal, err := range r.AllGone(after) {
		if err != nil {
			return fmt.Errorf("loading the removals from the index of %s: %w", v.lang, err)
		}
		v.gone[removal.Text] = removal.Seq
	}
	return nil
}

func (v *View) loadWords(r Reader) error {
	words := &vocabulary{
		numbers: make(map[string]uint32, v.head.Tokens),
		keys:    make([]string, v.head.Tokens+1),
	}
	for vocable, err := range r.Tokens() {
		if err != nil {
			return fmt.Errorf("loading the tokens of %s: %w", v.lang, err)
		}
		if int(vocable.ID) >= len(words.keys) {
			return fmt.Errorf("loading the tokens of %s: number %d of %d", v.lang, vocable.ID, v.head.Tokens)
		}
		words.numbers[vocable.Key] = vocable.ID
		words.keys[vocable.ID] = vocable.Key
	}
	v.words = words
	return nil
}
