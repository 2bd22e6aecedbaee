package index

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// frequentShare says which tokens are frequent in a segment: those that one of
// so many entries holds.
const frequentShare = 64

// Where things stand in the table Phrases: the numbers of texts come first, by
// ordinal, then the frequent tokens, then the lists of pairs.
const (
	frequentKey  = 1 << ordinalBits
	pairBits     = (keyBits - ordinalBits) / 2
	mostFrequent = 1<<pairBits - 1
)

// pairNumber stands for a frequent token that follows another, each given by its
// place among the frequent ones, from 1. Lists of pairs have it where other lists
// have the token.
func pairNumber(first, second uint16) uint32 { return uint32(first)<<pairBits | uint32(second) }

// ranks gives the places of the frequent tokens, which are ascending, from 1.
type ranks []uint16

func newRanks(frequent []uint32) ranks {
	if len(frequent) == 0 {
		return nil
	}
	r := make(ranks, frequent[len(frequent)-1]+1)
	for i, token := range frequent {
		r[token] = uint16(i + 1)
	}
	return r
}

func (r ranks) of(token uint32) uint16 {
	if int(token) >= len(r) {
		return 0
	}
	return r[token]
}

// pairs appends the keys of the pairs in the tokens of an entry.
func (r ranks) pairs(out []uint64, tokens []uint32, ordinal int) []uint64 {
	before := uint16(0)
	for _, token := range tokens {
		rank := r.of(token)
		if before > 0 && rank > 0 {
			out = append(out, listKey(pairNumber(before, rank), ordinal))
		}
		before = rank
	}
	return out
}

// groupSize is how many numbers of texts are a group, which is read or skipped as
// a whole. It is that of a word of a bitset.
const groupSize = 64

// numberWriter packs the numbers of texts, by ordinal, into blocks of groups. A
// group is: its first number, as a difference from that of the group before, the
// number of bytes that follow, the others, each as a difference from the one
// before; differences are zigzag.
type numberWriter struct {
	blockWriter
	first, next int     // ordinals: of the block, of the next number
	group       []int64 // not yet in out
	before      int64   // the first number of the group before
	out, rest   []byte
}

func (n *numberWriter) add(text int64) error {
	n.group = append(n.group, text)
	n.next++
	if len(n.group) < groupSize {
		return nil
	}
	return n.closeGroup()
}

func (n *numberWriter) closeGroup() error {
	if len(n.group) == 0 {
		return nil
	}
	n.rest = n.rest[:0]
	for i, text := range n.group[1:] {
		n.rest = binary.AppendVarint(n.rest, text-n.group[i])
	}
	const heading = 2 * binary.MaxVarintLen64
	if len(n.out) > 0 && len(n.out)+heading+len(n.rest) > n.size {
		if err := n.flush(n.next - len(n.group)); err != nil {
			return err
		}
	}
	n.out = binary.AppendVarint(n.out, n.group[0]-n.before)
	n.out = binary.AppendUvarint(n.out, uint64(len(n.rest)))
	n.out = append(n.out, n.rest...)
	n.before, n.group = n.group[0], n.group[:0]
	return nil
}

// flush writes the block; the next one begins with an ordinal.
func (n *numberWriter) flush(next int) error {
	if len(n.out) == 0 {
		return nil
	}
	err := n.put(uint64(n.first), n.out)
	n.first, n.before, n.out = next, 0, n.out[:0]
	return err
}

func (n *numberWriter) finish() error {
	if err := n.closeGroup(); err != nil {
		return err
	}
	return n.flush(n.next)
}

// writePhrases writes the table Phrases of a segment whose sequences are stored.
func (b *builder) writePhrases() error {
	if b.segment.Entries < b.limits.Phrases {
		return nil
	}
	in := blockWriter{b.w, Phrases, b.segment.ID, b.limits.Block}
	pairs, err := b.writeNumbers(in)
	if err != nil {
		return err
	}
	head := binary.AppendUvarint(nil, uint64(len(b.frequent)))
	before := uint32(0)
	for _, token := range b.frequent {
		head = binary.AppendUvarint(head, uint64(token-before))
		before = token
	}
	if err := in.put(frequentKey, head); err != nil {
		return err
	}
	lists := listWriter{blockWriter: in}
	for pair, list := range eachToken(pairs) {
		if err := lists.add(pair, list); err != nil {
			return err
		}
	}
	return lists.flush()
}

// writeNumbers writes the numbers of the texts, and returns the keys of all
// pairs, by ordinal.
func (b *builder) writeNumbers(in blockWriter) ([]uint64, error) {
	cursor := newSequenceCursor(b.w, b.segment.ID)
	defer cursor.stop()
	numbers := numberWriter{blockWriter: in}
	ranks := newRanks(b.frequent)
	var pairs []uint64
	var tokens []uint32
	for ordinal := range b.segment.Entries {
		record, err := cursor.next()
		if err != nil {
			return nil, fmt.Errorf("reading segment %d: %w", b.segment.ID, err)
		}
		text, encoded, err := splitRecord(record)
		if err != nil {
			return nil, fmt.Errorf("reading segment %d: %w", b.segment.ID, err)
		}
		if err := numbers.add(text); err != nil {
			return nil, err
		}
		if tokens, err = decodeTokens(tokens[:0], encoded); err != nil {
			return nil, fmt.Errorf("reading segment %d: %w", b.segment.ID, err)
		}
		pairs = ranks.pairs(pairs, tokens, ordinal)
	}
	return pairs, numbers.finish()
}

// phrases is what the table Phrases of a segment says; a small segment has none,
// nor has one of format 1.
type phrases struct {
	there    bool
	frequent []uint32
}

func (s *segmentView) phrases(r Reader) (*phrases, error) {
	block, ok, err := s.floor(r, Phrases, frequentKey)
	if err != nil || !ok || block.Key != frequentKey {
		return &phrases{}, err
	}
	frequent, err := readFrequent(block.Data)
	return &phrases{there: true, frequent: frequent}, err
}

// rank returns the place of a token among the frequent ones, from 1, or 0.
func (p *phrases) rank(token uint32) uint16 {
	i, ok := slices.BinarySearch(p.frequent, token)
	if !ok {
		return 0
	}
	return uint16(i + 1)
}

func readFrequent(data []byte) ([]uint32, error) {
	count, n := binary.Uvarint(data)
	if n <= 0 || count > mostFrequent {
		return nil, ErrDamaged
	}
	frequent, err := decodeTokens(nil, data[n:])
	if err != nil || len(frequent) != int(count) {
		return nil, ErrDamaged
	}
	for i := 1; i < len(frequent); i++ {
		frequent[i] += frequent[i-1]
		if frequent[i] <= frequent[i-1] || frequent[i] > maxToken {
			return nil, ErrDamaged
		}
	}
	return frequent, nil
}

// eachNumber calls f with the number of the text of each ordinal in a set, as far
// as the block has them, until it returns false.
func eachNumber(b Block, wanted bitset, f func(ordinal int, text int64) bool) error {
	first := int64(0)
	ordinal := int(b.Key)
	if ordinal%groupSize != 0 {
		return ErrDamaged
	}
	for data := b.Data; len(data) > 0; ordinal += groupSize {
		step, n := binary.Varint(data)
		if n <= 0 {
			return ErrDamaged
		}
		size, m := binary.Uvarint(data[n:])
		if m <= 0 || size > uint64(len(data)-n-m) || ordinal/groupSize >= len(wanted) {
			return ErrDamaged
		}
		first += step
		rest := data[n+m : n+m+int(size)]
		data = data[n+m+int(size):]
		text := first
		for left, at := wanted[ordinal/groupSize], ordinal; left != 0; left, at = left>>1, at+1 {
			if left&1 != 0 && !f(at, text) {
				return nil
			}
			if left == 1 {
				break
			}
			step, n := binary.Varint(rest)
			if n <= 0 {
				return ErrDamaged
			}
			text += step
			rest = rest[n:]
		}
	}
	return nil
}
