package exports

import (
	"hash/maphash"
	"iter"
	"strconv"
	"time"

	"calque/tm"
)

// Choice knows which translation of each source text is the best. It is made
// by [Choose] before the units are written, and asked while they are.
//
// A confirmed unit comes before an automatic one, and that before any other;
// then the higher confidence decides, then the later change, then the later
// date of the article, and then who comes first.
//
// Hardly any source text of a memory has two translations, so the first pass
// only looks for those that may: it sets a bit for each source in a field of
// fixed size, and notes the source when the bit is set already. The second
// pass ranks the units of noted sources. Memory is 8 MB and some 100 bytes for
// each source that repeats; a source that does not is never left out. Noted
// sources are told apart by a 64-bit hash: that two of a million have the same
// one has a chance of one in forty million.
type Choice struct {
	seed    maphash.Seed
	winners map[uint64]winner // of the sources that may repeat
}

// fieldBits is the size of the field of the first pass. With a million sources
// one in 130 is noted because of another with the same bit.
const fieldBits = 1 << 26

type winner struct {
	unit       uint64 // hash of what tells the unit from the others of its source
	confidence float32
	status     int8
	ranked     bool
	written    bool
	changed    int64 // seconds of Unix time
	day        int32 // of the article, in days of Unix time
}

// Choose ranges over units once, and again if a source may repeat.
func Choose(units iter.Seq2[tm.Unit, error]) (*Choice, error) {
	c := newChoice()
	if err := c.note(units); err != nil {
		return nil, err
	}
	if len(c.winners) == 0 {
		return c, nil
	}
	return c, c.rank(units)
}

func newChoice() *Choice { return &Choice{seed: maphash.MakeSeed(), winners: map[uint64]winner{}} }

// note finds the sources that may repeat.
func (c *Choice) note(units iter.Seq2[tm.Unit, error]) error {
	field := make([]uint64, fieldBits/64)
	for u, err := range units {
		if err != nil {
			return err
		}
		source := c.source(u)
		word, bit := source%fieldBits/64, uint64(1)<<(source%64)
		if field[word]&bit != 0 {
			c.winners[source] = winner{}
		}
		field[word] |= bit
	}
	return nil
}

func (c *Choice) rank(units iter.Seq2[tm.Unit, error]) error {
	for u, err := range units {
		if err != nil {
			return err
		}
		source := c.source(u)
		best, noted := c.winners[source]
		if !noted {
			continue
		}
		if candidate := c.candidate(u); !best.ranked || candidate.beats(best) {
			c.winners[source] = candidate
		}
	}
	return nil
}

// Keep reports whether a unit is the chosen translation of its source. It
// says so once: a second unit that is the same in all is left out. A source
// that Choose did not see is kept.
func (c *Choice) Keep(u tm.Unit) bool {
	source := c.source(u)
	best, noted := c.winners[source]
	if !noted || !best.ranked {
		return true
	}
	if best.written || best.unit != c.candidate(u).unit {
		return false
	}
	best.written = true
	c.winners[source] = best
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
	w := rankOf(u)
	w.unit = c.hash(u.Target.Text, string(u.Status), u.Origin.Article, strconv.Itoa(u.Origin.Sentence),
		strconv.FormatFloat(u.Confidence, 'g', -1, 64), strconv.FormatInt(w.changed, 10))
	return w
}

// rankOf is what decides how good a translation is.
func rankOf(u tm.Unit) winner {
	changed := u.Changed
	if changed.IsZero() {
		changed = u.Created
	}
	return winner{
		ranked:     true,
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

// source is the hash of what a unit translates, and into what.
func (c *Choice) source(u tm.Unit) uint64 {
	return c.hash(u.Source.Lang.String(), u.Target.Lang.String(), u.Source.Text)
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
