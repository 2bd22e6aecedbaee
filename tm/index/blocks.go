package index

import (
	"encoding/binary"
	"fmt"
)

// blockWriter puts blocks into one table of a segment.
type blockWriter struct {
	w       Writer
	table   Table
	segment int
	size    int // what a block is filled up to
}

func (b blockWriter) put(key uint64, data []byte) error {
	if err := b.w.PutBlock(b.table, b.segment, Block{Key: key, Data: data}); err != nil {
		return fmt.Errorf("writing a block of segment %d: %w", b.segment, err)
	}
	return nil
}

// sequenceWriter packs the sequences of entries into blocks. A block is: the
// number of records, the end of each record but the last (two bytes, counted
// from the first record), the records. A record is the number of the text and
// the tokens.
type sequenceWriter struct {
	blockWriter
	first   int // ordinal of the first record of the block
	next    int // ordinal of the next record
	ends    []int
	records []byte
	out     []byte
}

func (s *sequenceWriter) add(record []byte) error {
	after := len(s.records) + 2*len(s.ends) + len(record) + 4
	if len(s.ends) > 0 && after > s.size {
		if err := s.flush(); err != nil {
			return err
		}
	}
	s.records = append(s.records, record...)
	s.ends = append(s.ends, len(s.records))
	s.next++
	return nil
}

func (s *sequenceWriter) flush() error {
	if len(s.ends) == 0 {
		return nil
	}
	s.out = binary.AppendUvarint(s.out[:0], uint64(len(s.ends)))
	for _, end := range s.ends[:len(s.ends)-1] {
		s.out = binary.LittleEndian.AppendUint16(s.out, uint16(end))
	}
	s.out = append(s.out, s.records...)
	err := s.put(uint64(s.first), s.out)
	s.first, s.ends, s.records = s.next, s.ends[:0], s.records[:0]
	return err
}

// sequenceBlock gives the records of a block.
type sequenceBlock struct {
	first int
	count int
	ends  []byte
	data  []byte
}

func readSequenceBlock(b Block) (sequenceBlock, error) {
	count, n := binary.Uvarint(b.Data)
	s := sequenceBlock{first: int(b.Key), count: int(count)}
	if n <= 0 || count == 0 || count > uint64(len(b.Data)) || n+2*(s.count-1) > len(b.Data) {
		return s, ErrDamaged
	}
	s.ends = b.Data[n : n+2*(s.count-1)]
	s.data = b.Data[n+len(s.ends):]
	return s, nil
}

// record returns the record of an ordinal, which must be in the block.
func (s sequenceBlock) record(ordinal int) ([]byte, error) {
	i := ordinal - s.first
	if i < 0 || i >= s.count {
		return nil, ErrDamaged
	}
	from, to := 0, len(s.data)
	if i > 0 {
		from = int(binary.LittleEndian.Uint16(s.ends[2*i-2:]))
	}
	if i < s.count-1 {
		to = int(binary.LittleEndian.Uint16(s.ends[2*i:]))
	}
	if from > to || to > len(s.data) {
		return nil, ErrDamaged
	}
	return s.data[from:to], nil
}

// splitRecord returns the text of a record and its encoded tokens.
func splitRecord(record []byte) (text int64, tokens []byte, err error) {
	id, n := binary.Uvarint(record)
	if n <= 0 {
		return 0, nil, ErrDamaged
	}
	return int64(id), record[n:], nil
}

// listWriter packs the posting lists of tokens, which come in ascending order,
// into blocks. Short lists share a block; a long one has blocks of its own.
// A block is one or more lists: the token less that of the list before (less
// that of the key for the first), the number of postings of the token in the
// whole segment, the number of bytes that follow, and the postings as
// differences, the first counted from the ordinal of the key.
type listWriter struct {
	blockWriter
	first uint32 // token of the block's key
	last  uint32 // token of the last list in the block
	out   []byte
	list  []byte
}

func listKey(token uint32, ordinal int) uint64 {
	return uint64(token)<<ordinalBits | uint64(ordinal)
}

func (l *listWriter) add(token uint32, ordinals []uint32) error {
	if len(ordinals) > l.size { // a byte each at least
		return l.addLong(token, ordinals)
	}
	l.list = l.list[:0]
	last := uint32(0)
	for _, ordinal := range ordinals {
		l.list = binary.AppendUvarint(l.list, uint64(ordinal-last))
		last = ordinal
	}
	const heading = 12
	if len(l.list)+heading > l.size {
		return l.addLong(token, ordinals)
	}
	if len(l.out) > 0 && len(l.out)+len(l.list)+heading > l.size {
		if err := l.flush(); err != nil {
			return err
		}
	}
	if len(l.out) == 0 {
		l.first, l.last = token, token
	}
	l.out = appendList(l.out, token-l.last, len(ordinals), l.list)
	l.last = token
	return nil
}

func appendList(out []byte, token uint32, count int, list []byte) []byte {
	out = binary.AppendUvarint(out, uint64(token))
	out = binary.AppendUvarint(out, uint64(count))
	out = binary.AppendUvarint(out, uint64(len(list)))
	return append(out, list...)
}

// addLong writes a list as blocks of its own. The key of the first holds
// ordinal 0, so that looking for any ordinal finds a block of the token; those
// of the others hold their first posting.
func (l *listWriter) addLong(token uint32, ordinals []uint32) error {
	if err := l.flush(); err != nil {
		return err
	}
	start := uint32(0)
	for at := 0; at < len(ordinals); {
		l.list = l.list[:0]
		last := start
		for at < len(ordinals) && len(l.list) < l.size-20 {
			l.list = binary.AppendUvarint(l.list, uint64(ordinals[at]-last))
			last = ordinals[at]
			at++
		}
		l.out = appendList(l.out[:0], 0, len(ordinals), l.list)
		if err := l.put(listKey(token, int(start)), l.out); err != nil {
			return err
		}
		if at < len(ordinals) {
			start = ordinals[at]
		}
	}
	l.out = l.out[:0]
	return nil
}

func (l *listWriter) flush() error {
	if len(l.out) == 0 {
		return nil
	}
	err := l.put(listKey(l.first, 0), l.out)
	l.out = l.out[:0]
	return err
}

// postings is a piece of a posting list.
type postings struct {
	token uint32
	total int // of the token in the segment
	start uint32
	data  []byte
}

// eachList calls f with the lists of a block until it returns false.
func eachList(b Block, f func(postings) bool) error {
	p := postings{token: uint32(b.Key >> ordinalBits), start: uint32(b.Key & maxOrdinal)}
	for data := b.Data; len(data) > 0; {
		token, n := binary.Uvarint(data)
		if n <= 0 {
			return ErrDamaged
		}
		total, m := binary.Uvarint(data[n:])
		if m <= 0 {
			return ErrDamaged
		}
		size, k := binary.Uvarint(data[n+m:])
		if k <= 0 || size > uint64(len(data)-n-m-k) {
			return ErrDamaged
		}
		head := n + m + k
		p.token += uint32(token)
		p.total = int(total)
		p.data = data[head : head+int(size)]
		if !f(p) {
			return nil
		}
		data = data[head+int(size):]
	}
	return nil
}

// findList returns the list of a token in a block, and false when it is not
// there.
func findList(b Block, token uint32) (postings, bool, error) {
	var found postings
	err := eachList(b, func(p postings) bool {
		if p.token >= token {
			found = p
			return false
		}
		return true
	})
	return found, err == nil && found.token == token && found.data != nil, err
}

// decode appends the ordinals of a piece of a list.
func (p postings) decode(out []uint32) ([]uint32, error) {
	n := len(out)
	out, err := decodeTokens(out, p.data)
	last := p.start
	for i := n; i < len(out); i++ {
		last += out[i]
		out[i] = last
	}
	return out, err
}

// shortEntry is an entry of few tokens, by its characters.
type shortEntry struct {
	ordinal   int
	length    int // code points of folded
	signature uint64
	folded    []byte
}

// shortWriter packs short entries, which come ordered by length in code points
// and ordinal, into blocks whose key is that of their first entry. An entry
// is: its length, its ordinal, its signature (eight bytes), the number of
// bytes that follow, its folded characters in UTF-8.
type shortWriter struct {
	blockWriter
	key uint64
	out []byte
}

func shortKey(length, ordinal int) uint64 {
	return uint64(min(length, maxToken))<<ordinalBits | uint64(ordinal)
}

func (s *shortWriter) add(e shortEntry) error {
	if len(s.out) > 0 && len(s.out)+len(e.folded)+18 > s.size {
		if err := s.flush(); err != nil {
			return err
		}
	}
	if len(s.out) == 0 {
		s.key = shortKey(e.length, e.ordinal)
	}
	s.out = binary.AppendUvarint(s.out, uint64(e.length))
	s.out = binary.AppendUvarint(s.out, uint64(e.ordinal))
	s.out = binary.LittleEndian.AppendUint64(s.out, e.signature)
	s.out = binary.AppendUvarint(s.out, uint64(len(e.folded)))
	s.out = append(s.out, e.folded...)
	return nil
}

func (s *shortWriter) flush() error {
	if len(s.out) == 0 {
		return nil
	}
	err := s.put(s.key, s.out)
	s.out = s.out[:0]
	return err
}

// eachShort calls f with the entries of a block. What it is given is part of
// the block.
func eachShort(b Block, f func(shortEntry) error) error {
	for data := b.Data; len(data) > 0; {
		length, n := binary.Uvarint(data)
		if n <= 0 {
			return ErrDamaged
		}
		ordinal, m := binary.Uvarint(data[n:])
		at := n + m
		if m <= 0 || len(data) < at+8 {
			return ErrDamaged
		}
		e := shortEntry{ordinal: int(ordinal), length: int(length), signature: binary.LittleEndian.Uint64(data[at:])}
		size, k := binary.Uvarint(data[at+8:])
		at += 8 + k
		if k <= 0 || size > uint64(len(data)-at) {
			return ErrDamaged
		}
		e.folded = data[at : at+int(size)]
		if err := f(e); err != nil {
			return err
		}
		data = data[at+int(size):]
	}
	return nil
}
