package exports

import (
	"hash/maphash"
	"iter"
	"strconv"
	"time"

	"calque/tm"
)

// Choice remembers which translation of each source text is the best. It is
// made by [Choose] in a first pass over the units and asked in a second.
//
// A confirmed unit comes before an automatic one, and that before any other;
// then the higher confidence decides, then the later change, then the later
// date of the article, and then who comes first.
//
// It keeps a 64-bit hash of each source text, not the text: about 70 bytes for
// each different source, 70 MB for a million. That two of a million sources
// have the same hash, so that one would be left out, has a chance of one in
// forty million.
type Choice struct {
	seed    maphash.Seed
	winners map[uint64]winner
}

type winner struct {
	unit       uint64 // hash of what tells the unit from the others of its source
	confidence float32
	status     int8
	written    bool
	changed    int64 // seconds of Unix time
	day        int32 // of the article, in days of Unix time
}

// Choose makes the first pass.
func Choose(units iter.Seq2[tm.Unit, error]) (*Choice, error) {
	c := &Choice{seed: maphash.MakeSeed(), winners: map[uint64]winner{}}
	for u, err := range units {
		if err != nil {
			return nil, err
		}
		source := c.hash(sourceKey(u)...)
		candidate := c.candidate(u)
		best, known := c.winners[source]
		if !known || candidate.beats(best) {
			c.winners[source] = candidate
		}
	}
	return c, nil
}

// Keep reports whether a unit is the chosen translation of its source. It
// says so once: a second unit that is the same in all is left out. A source
// that the first pass did not see is kept.
func (c *Choice) Keep(u tm.Unit) bool {
	source := c.hash(sourceKey(u)...)
	candidate := c.candidate(u)
	best, known := c.winners[source]
	if known && (best.written || best.unit != candidate.unit) {
		return false
	}
	candidate.written = true
	c.winners[source] = candidate
	return true
}

func (c *Choice) filter(units iter.Seq2[tm.Unit, error], dropped *int) iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		for u, err := range units {
			if err == nil && !c.Keep(u) {
				*dropped++
				continue
			}
			if !yield(u, err) {
				return
			}
		}
	}
}

func (c *Choice) candidate(u tm.Unit) winner {
	changed := u.Changed
	if changed.IsZero() {
		changed = u.Created
	}
	return winner{
		unit: c.hash(u.Target.Text, string(u.Status), u.Origin.Article, strconv.Itoa(u.Origin.Sentence),
			strconv.FormatFloat(u.Confidence, 'g', -1, 64), strconv.FormatInt(seconds(changed), 10)),
		confidence: float32(u.Confidence),
		status:     statusRank(u.Status),
		changed:    seconds(changed),
		day:        int32(seconds(u.Origin.Date) / (24 * 60 * 60)),
	}
}

func (w winner) beats(other winner) bool {
	switch {
	case w.status != other.status:
		return w.status > other.status
	case w.confidence != other.confidence:
		return w.confidence > other.confidence
	case w.changed != other.changed:
		return w.changed > other.changed
	}
	return w.day > other.day
}

func statusRank(s tm.Status) int8 {
	switch s {
	case tm.StatusConfirmed:
		return 3
	case tm.StatusAuto, "":
		return 2
	case tm.StatusSuperseded:
		return 1
	}
	return 0
}

// seconds is Unix time, with 0 for an unknown one.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func sourceKey(u tm.Unit) []string {
	return []string{u.Source.Lang.String(), u.Target.Lang.String(), u.Source.Text}
}

// hash hashes parts so that no two lists of parts make the same bytes.
func (c *Choice) hash(parts ...string) uint64 {
	var h maphash.Hash
	h.SetSeed(c.seed)
	for _, part := range parts {
		h.WriteString(strconv.Itoa(len(part)))
		h.WriteByte(':')
		h.WriteString(part)
	}
	return h.Sum64()
}
