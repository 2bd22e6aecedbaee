package index

import (
	"encoding/hex"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// The example of the package documentation.
func TestFormatIsAsDocumented(t *testing.T) {
	limits := DefaultLimits()
	limits.Phrases = 2
	storage, u := newMemory(), NewUpdater("fr", limits)
	storage.texts[7], storage.texts[9] = "Le chat dort", "Le chat"
	for _, err := range []error{
		u.Begin(storage), u.Add(storage, Text{7, "Le chat dort"}), u.Add(storage, Text{9, "Le chat"}), u.Optimize(storage),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := hex.EncodeToString(storage.head.Merged[0].Lengths); got != "02010101" {
		t.Errorf("lengths are %s", got)
	}
	var signatures []byte
	for _, e := range []string{"le chat", "le chat dort"} {
		s := signature(e)
		signatures = append(signatures, byte(s), byte(s>>8), byte(s>>16), byte(s>>24), byte(s>>32), byte(s>>40), byte(s>>48), byte(s>>56))
	}
	want := map[Table][]Block{
		Sequences: {{0, []byte("\x02\x03\x00\x09\x01\x02\x07\x01\x02\x03")}},
		Lists:     {{1 << 24, []byte("\x00\x02\x02\x00\x01\x01\x02\x02\x00\x01\x01\x01\x01\x01")}},
		Shorts: {{7 << 24, []byte("\x07\x00" + string(signatures[:8]) + "\x07le chat" +
			"\x0c\x01" + string(signatures[8:]) + "\x0cle chat dort")}},
		Phrases: {
			{0, []byte("\x12\x01\x03")}, {1 << 24, []byte("\x03\x01\x01\x01")},
			{(1<<12 + 2) << 24, []byte("\x00\x02\x02\x00\x01\x81\x20\x01\x01\x01")},
		},
	}
	for table, blocks := range want {
		got := storage.blocks[blockPlace{table, storage.head.Merged[0].ID}]
		if !reflect.DeepEqual(got, blocks) {
			t.Errorf("table %d holds %x, want %x", table, got, blocks)
		}
	}
}

// randomLists makes posting lists, some of them far longer than a block.
func randomLists(r *rand.Rand) map[uint32][]uint32 {
	lists := map[uint32][]uint32{}
	for token := uint32(1); token < 60; token += 1 + r.Uint32N(3) {
		step := 1 + r.Uint32N(300)
		for ordinal := r.Uint32N(step); ordinal < 2000; ordinal += 1 + r.Uint32N(step) {
			lists[token] = append(lists[token], ordinal)
		}
	}
	return lists
}

// The first block that floor gives for an ordinal and those that follow it
// hold all postings from that ordinal on.
func TestListsAreWholeFromAnyOrdinal(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 30 {
		storage, lists := newMemory(), randomLists(r)
		w := listWriter{blockWriter: blockWriter{storage, Lists, 1, 40 + r.IntN(100)}}
		for token := range uint32(100) {
			if len(lists[token]) > 0 {
				if err := w.add(token, lists[token]); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := w.flush(); err != nil {
			t.Fatal(err)
		}
		for token, list := range lists {
			for range 20 {
				checkListFrom(t, storage, token, list, list[r.IntN(len(list))]+r.Uint32N(2))
			}
		}
	}
}

func checkListFrom(t *testing.T, storage *memory, token uint32, list []uint32, from uint32) {
	t.Helper()
	v := &View{}
	s := &search{v: v, r: storage, scratch: &scratch{}}
	segment := &segmentView{Segment: Segment{ID: 1, Entries: 3000}, table: lengthTable{[]int{1}, []int{0, 3000}}}
	s.tokens = []queryToken{{number: token, weight: 1}}
	s.scratch.counts = make([]uint8, 3000-from)
	c := counter{search: s, segment: segment, from: int(from), to: 3000, need: 1, rest: 1}
	if err := c.ask(); err != nil {
		t.Fatal(err)
	}
	if err := c.readShortest(true); err != nil {
		t.Fatal(err)
	}
	var got []uint32
	for _, at := range s.scratch.touched {
		got = append(got, from+at)
	}
	i, _ := slices.BinarySearch(list, from)
	if want := list[i:]; !slices.Equal(got, want) {
		t.Fatalf("token %d from %d: got %v, want %v", token, from, got, want)
	}
}

func TestLengthTableGivesRanges(t *testing.T) {
	table, err := readLengths([]byte{2, 3, 1, 1, 4, 2}) // 3 of 2 tokens, 1 of 3, 2 of 7
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ shortest, longest, from, to int }{
		{0, 100, 0, 6}, {2, 2, 0, 3}, {3, 6, 3, 4}, {4, 6, 4, 4}, {8, 9, 6, 6}, {0, 1, 0, 0}, {7, 7, 4, 6},
	}
	for _, test := range tests {
		if from, to := table.ordinals(test.shortest, test.longest); from != test.from || to != test.to {
			t.Errorf("lengths %d to %d are ordinals %d to %d, want %d to %d",
				test.shortest, test.longest, from, to, test.from, test.to)
		}
	}
	for ordinal, want := range []int{2, 2, 2, 3, 7, 7} {
		if got := table.of(ordinal); got != want {
			t.Errorf("ordinal %d has %d tokens, want %d", ordinal, got, want)
		}
	}
}

// A damaged block is an error, never a panic or an endless loop.
func FuzzBlocksAreReadSafely(f *testing.F) {
	f.Add([]byte("\x02\x03\x00\x09\x01\x02\x07\x01\x02\x03"), uint64(1<<24))
	f.Add([]byte("\x00\x02\x02\x00\x01\x01\x02\x02\x00\x01"), uint64(1<<24))
	f.Add([]byte("\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x07le chat"), uint64(7<<24))
	f.Fuzz(func(t *testing.T, data []byte, key uint64) {
		b := Block{key & (1<<keyBits - 1), data}
		if s, err := readSequenceBlock(b); err == nil {
			for i := -1; i <= min(s.count, 100); i++ {
				if record, err := s.record(s.first + i); err == nil {
					if _, tokens, err := splitRecord(record); err == nil {
						decodeTokens(nil, tokens)
					}
				}
			}
		}
		eachList(b, func(p postings) bool {
			p.decode(nil)
			return true
		})
		findList(b, uint32(key))
		eachShort(b, func(shortEntry) error { return nil })
		readLengths(data)
		readEntry(1, data)
	})
}
