package index

import (
	"fmt"

	"calque/tm/match"
)

// View is one language's index as of one moment. It is never changed, so that
// several goroutines may search it at once, each with a [Reader] of its own.
type View struct {
	lang     string
	head     Head
	segments []*segmentView
	log      logView
	gone     map[int64]int64 // nil when the reader is asked
	words    *vocabulary     // nil when the reader is asked
}

// segmentView is a segment and, when it was loaded, its blocks.
type segmentView struct {
	Segment
	table  lengthTable
	loaded *loaded // nil when the reader is asked
}

// logView is what the log says.
type logView struct {
	last    int64
	entries []entry            // not removed since
	changed map[int64]struct{} // texts whose entries in segments are dead
}

// Open reads what a search needs to know of an index as it now stands: the
// head and the log, no block. What an older view (which may be nil) holds is
// kept where it is still true; when that one was loaded, so is the new one.
func Open(r Reader, lang string, older *View) (*View, error) {
	head, err := r.Head()
	if err != nil {
		return nil, fmt.Errorf("reading the head of the index of %s: %w", lang, err)
	}
	if head.Format > Format {
		return nil, fmt.Errorf("the index of %s has format %d and this calque reads up to %d", lang, head.Format, Format)
	}
	v := &View{lang: lang, head: head}
	if head.Stamp != 0 && !readable(head.Format) {
		return v, nil // Search scans the texts
	}
	for _, s := range head.Merged {
		view, err := openSegment(s, older)
		if err != nil {
			return nil, fmt.Errorf("opening segment %d of the index of %s: %w", s.ID, lang, err)
		}
		v.segments = append(v.segments, view)
	}
	if v.log, err = readLog(r, head.Seq, older); err != nil {
		return nil, fmt.Errorf("reading the log of the index of %s: %w", lang, err)
	}
	if older != nil && older.Loaded() {
		return v, v.load(r, older)
	}
	return v, nil
}

func openSegment(s Segment, older *View) (*segmentView, error) {
	if older != nil {
		for _, view := range older.segments {
			if view.Mark == s.Mark {
				return view, nil
			}
		}
	}
	table, err := readLengths(s.Lengths)
	if err != nil {
		return nil, err
	}
	return &segmentView{Segment: s, table: table}, nil
}

// readLog reads the log after a change, only its new end where an older view
// knows the rest. A view that another reader made meanwhile may in fact know
// more than this reader sees, and is of no use then.
func readLog(r Reader, after int64, older *View) (logView, error) {
	log := logView{last: after, changed: map[int64]struct{}{}}
	if older != nil && older.head.Seq == after {
		last, err := r.LastChange()
		if err != nil {
			return log, err
		}
		if older.log.last <= max(last, after) {
			log.last = older.log.last
			log.entries = append(log.entries, older.log.entries...)
			for text := range older.log.changed {
				log.changed[text] = struct{}{}
			}
		}
	}
	for change, err := range r.Changes(log.last) {
		if err != nil {
			return log, err
		}
		log.last = change.Seq
		if _, again := log.changed[change.Text]; again || change.Data == nil {
			log.drop(change.Text)
		}
		log.changed[change.Text] = struct{}{}
		if change.Data == nil {
			continue
		}
		e, err := readEntry(change.Text, change.Data)
		if err != nil {
			return log, err
		}
		log.entries = append(log.entries, e)
	}
	return log, nil
}

// drop takes the entry of a text away.
func (l *logView) drop(text int64) {
	for i, e := range l.entries {
		if e.text == text {
			l.entries = append(l.entries[:i:i], l.entries[i+1:]...)
			return
		}
	}
}

// Stamp is that of the head; see [Head].
func (v *View) Stamp() int64 { return v.head.Stamp }

// Entries is the number of entries of all segments, the dead included, and of
// the log.
func (v *View) Entries() int {
	n := len(v.log.entries)
	for _, s := range v.segments {
		n += s.Entries
	}
	return n
}

// Segments is the number of segments.
func (v *View) Segments() int { return len(v.segments) }

// Older reports whether a view lacks changes that another has.
func (v *View) Older(than *View) bool { return v.log.last < than.log.last }

// dead reports whether a text of a segment was removed or added again since.
func (v *View) dead(r Reader, s *segmentView, text int64) (bool, error) {
	if _, ok := v.log.changed[text]; ok {
		return true, nil
	}
	if v.gone != nil {
		return v.gone[text] > s.Last, nil
	}
	seq, err := r.Gone(text)
	if err != nil {
		return false, fmt.Errorf("asking whether text %d was removed: %w", text, err)
	}
	return seq > s.Last, nil
}

// sequence returns the numbers of tokens; unknown for those that no text has.
func (v *View) sequence(r Reader, tokens []match.Token) ([]uint32, error) {
	sequence := make([]uint32, len(tokens))
	var missing []string
	var places []int
	for i, token := range tokens {
		sequence[i] = unknown
		if v.words != nil {
			if number, ok := v.words.numbers[token.Key]; ok {
				sequence[i] = number
				continue
			}
			if len(v.words.keys) > v.head.Tokens { // it has all
				continue
			}
		}
		missing = append(missing, token.Key)
		places = append(places, i)
	}
	if len(missing) == 0 {
		return sequence, nil
	}
	numbers, err := r.Numbers(missing)
	if err != nil {
		return nil, fmt.Errorf("looking up the tokens of the query in %s: %w", v.lang, err)
	}
	for i, number := range numbers {
		if number != 0 {
			sequence[places[i]] = number
		}
	}
	return sequence, nil
}

// floor returns the last block of a segment whose key is at most key.
func (s *segmentView) floor(r Reader, table Table, key uint64) (Block, bool, error) {
	if s.loaded != nil {
		block, ok := s.loaded.tables[table].floor(key)
		return block, ok, nil
	}
	block, ok, err := r.Floor(table, s.ID, key)
	if err != nil {
		return block, false, fmt.Errorf("reading a block of segment %d: %w", s.ID, err)
	}
	return block, ok, nil
}

// blocks calls f with the blocks from first to last until it returns false.
func (s *segmentView) blocks(r Reader, table Table, first, last uint64, f func(Block) (bool, error)) error {
	if s.loaded != nil {
		return s.loaded.tables[table].blocks(first, last, f)
	}
	for block, err := range r.Range(table, s.ID, first, last) {
		if err != nil {
			return fmt.Errorf("reading blocks of segment %d: %w", s.ID, err)
		}
		if more, err := f(block); err != nil || !more {
			return err
		}
	}
	return nil
}
