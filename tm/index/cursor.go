package index

import (
	"cmp"
	"fmt"
	"iter"
)

// sequenceCursor reads the records of a segment one after the other.
type sequenceCursor struct {
	pull    func() (Block, error, bool)
	stop    func()
	block   sequenceBlock
	ordinal int
}

func newSequenceCursor(r Reader, segment int) *sequenceCursor {
	c := &sequenceCursor{}
	c.pull, c.stop = iter.Pull2(r.Range(Sequences, segment, 0, 1<<keyBits-1))
	return c
}

func (c *sequenceCursor) next() ([]byte, error) {
	if c.ordinal >= c.block.first+c.block.count {
		block, err, ok := c.pull()
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, ErrDamaged
		}
		if c.block, err = readSequenceBlock(block); err != nil {
			return nil, err
		}
	}
	c.ordinal++
	return c.block.record(c.ordinal - 1)
}

// listCursor reads the whole lists of a segment one token after the other.
type listCursor struct {
	segment int
	pull    func() (Block, error, bool)
	stop    func()
	pieces  []postings // of the block at hand, not yet read
	done    bool
	token   uint32
	list    []uint32
}

// newListCursor reads the lists of a table from a key on.
func newListCursor(r Reader, table Table, segment int, from uint64) *listCursor {
	c := &listCursor{segment: segment}
	c.pull, c.stop = iter.Pull2(r.Range(table, segment, from, 1<<keyBits-1))
	return c
}

// advance goes to the next token, or sets done.
func (c *listCursor) advance() error {
	c.list = c.list[:0]
	for total := 1; len(c.list) < total; {
		if len(c.pieces) == 0 {
			more, err := c.fill()
			if err != nil || !more && len(c.list) > 0 {
				return fmt.Errorf("reading the lists of segment %d: %w", c.segment, cmp.Or(err, ErrDamaged))
			}
			if !more {
				c.done = true
				return nil
			}
		}
		p := c.pieces[0]
		c.pieces = c.pieces[1:]
		before := len(c.list)
		if before > 0 && p.token != c.token {
			return fmt.Errorf("reading the lists of segment %d: %w", c.segment, ErrDamaged)
		}
		var err error
		if c.list, err = p.decode(c.list); err != nil || len(c.list) == before {
			return fmt.Errorf("reading the lists of segment %d: %w", c.segment, ErrDamaged)
		}
		c.token, total = p.token, p.total
	}
	return nil
}

// fill reads the next block, and returns false after the last.
func (c *listCursor) fill() (bool, error) {
	block, err, ok := c.pull()
	if err != nil || !ok {
		return false, err
	}
	err = eachList(block, func(p postings) bool {
		c.pieces = append(c.pieces, p)
		return true
	})
	return true, err
}
