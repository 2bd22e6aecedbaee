package index

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// Format is the number of the format of the blocks that this package writes. An
// index of another format is made anew by whoever writes next; until then one
// from oldestFormat on is read as it is.
const (
	Format       = 2
	oldestFormat = 1
)

// readable reports whether the blocks of a format can be read.
func readable(format int) bool { return format >= oldestFormat && format <= Format }

// Limits say when the log becomes a segment and segments are merged.
type Limits struct {
	Log    int // changes in the log before they become a segment
	FanOut int // segments of a size before they are merged; a power of 2
	Block  int // bytes that a block is filled up to
	Tokens int // whose numbers an updater remembers; others are looked up
	// Phrases is how many entries a segment has at least for the table Phrases: in
	// a smaller one the sequences are read as fast.
	Phrases int
}

// DefaultLimits are those that memories are written with. A row of 4,040 bytes
// fits on a page of SQLite's usual 4,096 bytes; a million tokens take 40 MB at
// most, and those that hardly ever come again, such as numbers, are most of them.
func DefaultLimits() Limits {
	return Limits{Log: 1024, FanOut: 4, Block: 4040, Tokens: 1 << 20, Phrases: 1 << 12}
}

// bulkFanOut is how many times more segments of a size there may be while texts
// are added in large numbers: to merge them seldom and many at once is to write
// them less often. The next small change merges what is left.
const bulkFanOut = 16

// rebuildAtOnce is how many texts are in memory while the index is made anew.
const rebuildAtOnce = 1 << 14

// Updater adds and removes texts of one language. It remembers the numbers of
// tokens from one transaction to the next; it is used by one goroutine at a
// time.
type Updater struct {
	lang       string
	head       Head
	vocabulary *tokenTable
	complete   bool  // vocabulary holds all tokens
	last       int64 // change in the log
	pending    []pending
	limits     Limits
	data       []byte
}

// pending is a change of the log that an updater made itself, so that it need
// not be read again.
type pending struct {
	entry   // only the text for a removal
	seq     int64
	removal bool
}

// NewUpdater returns an updater for a language.
func NewUpdater(lang string, limits Limits) *Updater {
	return &Updater{lang: lang, vocabulary: newTokenTable(limits.Tokens), limits: limits}
}

// Begin must be called before the first change of every transaction. What is
// remembered still holds when nobody wrote since this updater did and its last
// transaction was not rolled back; the stamp tells. An index of another format
// is made anew here.
func (u *Updater) Begin(w Writer) error {
	head, err := w.Head()
	if err != nil {
		return fmt.Errorf("reading the head of the index of %s: %w", u.lang, err)
	}
	if head.Stamp == 0 || head.Stamp != u.head.Stamp {
		u.pending = nil
		u.vocabulary.clear()
		u.complete = head.Tokens == 0
	}
	u.head = head
	u.head.Stamp, u.head.Format = newStamp(), Format
	if u.last, err = w.LastChange(); err != nil {
		return fmt.Errorf("reading the log of the index of %s: %w", u.lang, err)
	}
	u.last = max(u.last, head.Seq)
	switch {
	case head.Stamp == 0:
		u.head.Epoch = newStamp()
	case head.Format != Format:
		return u.Rebuild(w)
	}
	return u.putHead(w)
}

// Rebuild makes the index anew from the texts.
func (u *Updater) Rebuild(w Writer) error {
	if err := w.Clear(); err != nil {
		return fmt.Errorf("clearing the index of %s: %w", u.lang, err)
	}
	u.vocabulary.clear()
	u.pending = nil
	u.complete = true
	u.head.Epoch, u.head.Tokens, u.head.Merged, u.head.Seq = newStamp(), 0, nil, u.last
	if err := u.putHead(w); err != nil {
		return err
	}
	var some []Text
	for text, err := range w.Texts() {
		if err != nil {
			return fmt.Errorf("reading the texts in %s: %w", u.lang, err)
		}
		if some = append(some, text); len(some) < rebuildAtOnce {
			continue
		}
		if err := u.Add(w, some...); err != nil {
			return err
		}
		some = some[:0]
	}
	return u.Add(w, some...)
}

// newStamp is never 0, which stands for an index that is not there.
func newStamp() int64 { return rand.Int64N(1<<63-1) + 1 }

func (u *Updater) putHead(w Writer) error {
	if err := w.PutHead(u.head); err != nil {
		return fmt.Errorf("storing the head of the index of %s: %w", u.lang, err)
	}
	return nil
}

// Add adds texts, which must not be there already. As many as the log would
// hold become a segment of their own at once.
func (u *Updater) Add(w Writer, texts ...Text) error {
	known := u.head.Tokens
	entries, err := u.number(w, texts)
	if err != nil {
		return err
	}
	if len(entries) >= u.limits.Log {
		return u.addSegment(w, entries)
	}
	if u.head.Tokens != known {
		if err := u.putHead(w); err != nil {
			return err
		}
	}
	for _, e := range entries {
		u.data = appendEntry(u.data[:0], e)
		if err := u.log(w, Change{Text: e.text, Data: u.data}, e); err != nil {
			return err
		}
	}
	return nil
}

// addSegment makes a segment of entries that never were in the log. They count
// as changes all the same, so that what is older and newer stays clear.
func (u *Updater) addSegment(w Writer, entries []entry) error {
	if err := u.flush(w); err != nil {
		return err
	}
	u.last += int64(len(entries))
	segment, err := build(w, u.limits, entries, u.head.Seq+1, u.last)
	if err != nil {
		return fmt.Errorf("building a segment of the index of %s: %w", u.lang, err)
	}
	u.head.Merged, u.head.Seq = append(u.head.Merged, segment), u.last
	if err := u.putHead(w); err != nil {
		return err
	}
	return u.compact(w, bulkFanOut*u.limits.FanOut)
}

// Remove removes a text.
func (u *Updater) Remove(w Writer, id int64) error {
	return u.log(w, Change{Text: id}, entry{text: id})
}

func (u *Updater) log(w Writer, c Change, e entry) error {
	u.last++
	c.Seq = u.last
	if err := w.PutChange(c); err != nil {
		return fmt.Errorf("logging a change of the index of %s: %w", u.lang, err)
	}
	u.pending = append(u.pending, pending{e, c.Seq, c.Data == nil})
	if u.last-u.head.Seq < int64(u.limits.Log) {
		return nil
	}
	if err := u.flush(w); err != nil {
		return err
	}
	return u.compact(w, u.limits.FanOut)
}

// changes returns the log, which is read where this updater did not make all
// of it.
func (u *Updater) changes(w Writer) ([]pending, error) {
	if int64(len(u.pending)) == u.last-u.head.Seq {
		return u.pending, nil
	}
	var changes []pending
	for change, err := range w.Changes(u.head.Seq) {
		if err != nil {
			return nil, err
		}
		p := pending{entry{text: change.Text}, change.Seq, change.Data == nil}
		if !p.removal {
			if p.entry, err = readEntry(change.Text, change.Data); err != nil {
				return nil, err
			}
		}
		changes = append(changes, p)
	}
	return changes, nil
}

// flush makes a segment of the log and empties it.
func (u *Updater) flush(w Writer) error {
	if u.last == u.head.Seq {
		return nil
	}
	changes, err := u.changes(w)
	if err != nil {
		return fmt.Errorf("reading the log of the index of %s: %w", u.lang, err)
	}
	added := map[int64]int{} // text to its place in entries
	var entries []entry
	removals := 0
	for _, change := range changes {
		if i, ok := added[change.text]; ok {
			entries[i].tokens, entries[i].dropped = nil, true
			delete(added, change.text)
		}
		if change.removal {
			removals++
			if err := w.PutGone(Removal{change.text, change.seq}); err != nil {
				return fmt.Errorf("storing a removal from the index of %s: %w", u.lang, err)
			}
			continue
		}
		added[change.text] = len(entries)
		entries = append(entries, change.entry)
	}
	entries = slices.DeleteFunc(entries, func(e entry) bool { return e.dropped })
	if len(entries) > 0 {
		segment, err := build(w, u.limits, entries, u.head.Seq+1, u.last)
		if err != nil {
			return fmt.Errorf("building a segment of the index of %s: %w", u.lang, err)
		}
		u.head.Merged = append(u.head.Merged, segment)
	}
	u.head.Seq, u.pending = u.last, u.pending[:0]
	if err := w.DropChanges(); err != nil {
		return fmt.Errorf("emptying the log of the index of %s: %w", u.lang, err)
	}
	if err := u.putHead(w); err != nil || removals == 0 {
		return err
	}
	return u.sweep(w)
}

// sweep merges everything when a quarter of the entries may be dead.
func (u *Updater) sweep(w Writer) error {
	entries, removals := 0, 0
	for _, s := range u.head.Merged {
		entries += s.Entries
	}
	for _, err := range w.AllGone(0) {
		if err != nil {
			return fmt.Errorf("reading the removals from the index of %s: %w", u.lang, err)
		}
		removals++
	}
	if removals < u.limits.Log || removals < entries/4 || entries == 0 {
		return nil
	}
	_, err := u.mergeNewest(w, len(u.head.Merged))
	return err
}

// compact merges the newest segments while fanOut of them are of a size.
func (u *Updater) compact(w Writer, fanOut int) error {
	for {
		merged := u.head.Merged
		n := 0
		if len(merged) > 0 {
			newest := u.size(merged[len(merged)-1])
			for n < len(merged) && u.size(merged[len(merged)-1-n]) <= newest {
				n++
			}
		}
		if n < fanOut {
			return nil
		}
		if done, err := u.mergeNewest(w, n); err != nil || !done {
			return err
		}
	}
}

// size is the order of magnitude of a segment to the base fanOut.
func (u *Updater) size(s Segment) int {
	return (bits.Len(uint(s.Entries/u.limits.Log)) - 1) / (bits.Len(uint(u.limits.FanOut)) - 1)
}

// mergeNewest merges the newest n segments, and returns false when they are
// too large to be one. The log must be empty of removals of their texts, as it
// is after flush.
func (u *Updater) mergeNewest(w Writer, n int) (bool, error) {
	segments := u.head.Merged[len(u.head.Merged)-n:]
	total := 0
	for _, s := range segments {
		total += s.Entries
	}
	if total > maxOrdinal {
		return false, nil
	}
	gone := map[int64]int64{}
	for removal, err := range w.AllGone(segments[0].Last) {
		if err != nil {
			return false, fmt.Errorf("reading the removals from the index of %s: %w", u.lang, err)
		}
		gone[removal.Text] = removal.Seq
	}
	segment, err := merge(w, u.limits, segments, gone, u.head.Seq)
	if err != nil {
		return false, fmt.Errorf("merging segments of the index of %s: %w", u.lang, err)
	}
	oldest := n == len(u.head.Merged)
	u.head.Merged = append(u.head.Merged[:len(u.head.Merged)-n:len(u.head.Merged)-n], segment)
	if oldest { // nothing is left that a removal up to here could still kill
		if err := w.DropGone(u.head.Seq); err != nil {
			return false, fmt.Errorf("forgetting removals from the index of %s: %w", u.lang, err)
		}
	}
	return true, nil
}

// Optimize merges everything into one segment, without the dead.
func (u *Updater) Optimize(w Writer) error {
	if err := u.flush(w); err != nil {
		return err
	}
	n := len(u.head.Merged)
	if n == 0 {
		return nil
	}
	dead := false
	for _, err := range w.AllGone(0) {
		if err != nil {
			return fmt.Errorf("reading the removals from the index of %s: %w", u.lang, err)
		}
		dead = true
		break
	}
	if n == 1 && !dead {
		return nil
	}
	_, err := u.mergeNewest(w, n)
	return err
}
