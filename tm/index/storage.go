package index

import "iter"

// Table names one of the four kinds of blocks of a segment.
type Table uint8

// The tables of a segment; see "Format" in the package documentation.
const (
	Sequences Table = iota // the tokens of each entry, by ordinal
	Lists                  // the ordinals of the entries that hold a token
	Shorts                 // the folded characters of entries of few tokens
	Phrases                // the numbers of texts, and where frequent tokens follow each other
)

// Limits of the format. A storage may use the 48 bits of a block's key as it
// likes.
const (
	MaxSegments = 1<<13 - 1 // the highest number of a segment
	keyBits     = 48
	ordinalBits = 24
	maxOrdinal  = 1<<ordinalBits - 1
	maxToken    = 1<<(keyBits-ordinalBits) - 1
)

// Block is a piece of a table of a segment, mostly of a little less than 4 KiB.
type Block struct {
	Key  uint64 // less than 1<<48, ascending within the table
	Data []byte // not to be changed
}

// Segment is a set of entries that is never changed, only merged into another.
type Segment struct {
	ID      int   // 1 to MaxSegments; used again after the segment is dropped
	Mark    int64 // random: no other segment ever has it
	Entries int
	First   int64  // the changes First to Last of the log went into it
	Last    int64  //
	Lengths []byte // how many entries there are of each number of tokens
}

// Head is what there is to know of one language before anything is read.
type Head struct {
	// Stamp is a random number that every transaction that writes draws anew,
	// so that whoever keeps what it read can tell whether it still stands.
	Stamp  int64
	Format int       // of the blocks
	Epoch  int64     // random: drawn anew when the tokens are numbered anew
	Tokens int       // how many distinct tokens have a number: 1 to Tokens
	Seq    int64     // the last change that was moved from the log to a segment
	Merged []Segment // oldest first
}

// Change is a text that was added or removed since the last segment was made.
type Change struct {
	Seq  int64 // counts up without end
	Text int64
	Data []byte // an entry; nil for a removal
}

// Removal says that entries of Text are dead in all segments whose Last is
// less than Seq.
type Removal struct {
	Text int64
	Seq  int64
}

// Vocable is a numbered token.
type Vocable struct {
	Key string
	ID  uint32
}

// Reader reads the part of one language from a storage, all as of one moment.
// A sequence that fails yields the error last, with a zero value.
type Reader interface {
	// Stamp returns Head.Stamp alone, 0 for a language that has no index.
	Stamp() (int64, error)
	Head() (Head, error)
	// Numbers returns the numbers of tokens, 0 for those that have none. A
	// token may stand in keys more than once.
	Numbers(keys []string) ([]uint32, error)
	// Tokens yields all numbered tokens, in any order.
	Tokens() iter.Seq2[Vocable, error]
	// Floor returns the last block of a table whose key is at most key, and
	// false when there is none.
	Floor(table Table, segment int, key uint64) (Block, bool, error)
	// Range yields the blocks with keys from first to last in order. Others
	// may be written meanwhile.
	Range(table Table, segment int, first, last uint64) iter.Seq2[Block, error]
	// Changes yields the log after a change in order.
	Changes(after int64) iter.Seq2[Change, error]
	// LastChange returns the number of the newest change in the log, 0 when it
	// is empty.
	LastChange() (int64, error)
	// Gone returns when a text was last removed, 0 for never.
	Gone(text int64) (int64, error)
	// AllGone yields the removals after a change in any order.
	AllGone(after int64) iter.Seq2[Removal, error]
	// Text returns the text with a number.
	Text(id int64) (string, error)
	// Texts yields the texts that the index should hold, by number.
	Texts() iter.Seq2[Text, error]
}

// Text is a text and its number.
type Text struct {
	ID   int64
	Text string
}

// Writer changes the part of one language, all in one transaction.
type Writer interface {
	Reader
	// PutHead stores all of a head but Merged.
	PutHead(Head) error
	// PutTokens stores tokens that have no number yet, which come by key.
	PutTokens([]Vocable) error
	PutChange(Change) error
	// DropChanges empties the log.
	DropChanges() error
	PutGone(Removal) error
	// DropGone forgets the removals up to a change.
	DropGone(upTo int64) error
	// NewSegment returns a number that no segment of any language has.
	NewSegment() (int, error)
	PutSegment(Segment) error
	// PutBlock does not keep the data.
	PutBlock(table Table, segment int, block Block) error
	// DropBlocks takes away a table of a segment.
	DropBlocks(table Table, segment int) error
	// DropSegment takes away a segment whose blocks are gone.
	DropSegment(segment int) error
	// Clear forgets everything but the texts and the head.
	Clear() error
}
