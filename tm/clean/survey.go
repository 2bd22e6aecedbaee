package clean

import (
	"fmt"
	"hash/maphash"
	"math"
	"slices"
	"strings"

	"calque/tm"
	"calque/tm/match"
)

// survey is what the first reading learns of all units together.
type survey struct {
	lengths map[pair]*sample
	copies  *copies
}

func newSurvey() *survey {
	return &survey{lengths: map[pair]*sample{}, copies: newCopies()}
}

func (s *survey) add(u *tm.Unit) {
	source, target := readSide(u.Source), readSide(u.Target)
	if source.letters > 0 && target.letters > 0 {
		p := pairOf(u)
		if s.lengths[p] == nil {
			s.lengths[p] = &sample{}
		}
		s.lengths[p].add(source.letters, target.letters)
	}
	s.copies.add(u, source, target)
}

func (s *survey) models() map[pair]lengthModel {
	models := map[pair]lengthModel{}
	for p, sample := range s.lengths {
		models[p] = sample.model()
	}
	return models
}

// sample keeps the lengths of units of a pair, every one at first and then
// every second, fourth …, so that it stays small and needs no chance.
type sample struct {
	lengths [][2]int
	seen    int
	step    int
}

const maxSample = 20000

func (s *sample) add(source, target int) {
	if s.step == 0 {
		s.step = 1
	}
	if s.seen%s.step == 0 {
		s.lengths = append(s.lengths, [2]int{source, target})
	}
	s.seen++
	if len(s.lengths) < maxSample {
		return
	}
	for i := range maxSample / 2 {
		s.lengths[i] = s.lengths[2*i]
	}
	s.lengths = s.lengths[:maxSample/2]
	s.step *= 2
}

// lengthModel says how long a translation is: a source of n letters is
// translated by ratio × n, give or take √(n × spread) (Gale & Church 1993). Like
// their program it judges a pair by the mean of n and of what the translation
// says n should be, so that a long text with a translation of one word is as far
// off as the other way round. Without a ratio nothing is known.
type lengthModel struct{ ratio, spread float64 }

// fewUnits are too few to say how long translations are.
const fewUnits = 50

func (s *sample) model() lengthModel {
	if len(s.lengths) < fewUnits {
		return lengthModel{}
	}
	var ratios []float64
	for _, l := range s.lengths {
		ratios = append(ratios, float64(l[1])/float64(l[0]))
	}
	m := lengthModel{ratio: median(ratios)}
	var deviations []float64
	for _, l := range s.lengths {
		deviations = append(deviations, math.Abs(float64(l[1])-m.ratio*float64(l[0]))/math.Sqrt(float64(l[0])))
	}
	const ofNormal = 1.4826 // the standard deviation over the median deviation, of a normal distribution
	deviation := ofNormal * median(deviations)
	// A memory of uniform texts is not to make a strict judge: what Gale and
	// Church found between related languages is the least.
	const galeChurch = 6.8
	m.spread = math.Max(deviation*deviation, galeChurch*m.ratio*m.ratio)
	return m
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// How far off a length must be: beyond three standard deviations, and by more
// than twice. Of long texts the second asks more, of short ones the first.
const (
	farOff  = 3
	tooMuch = 2
)

func (m lengthModel) says(source, target int) string {
	if m.ratio == 0 {
		return ""
	}
	expected := m.ratio * float64(source)
	mean := (float64(source) + float64(target)/m.ratio) / 2
	off := (float64(target) - expected) / math.Sqrt(mean*m.spread)
	times := float64(target) / expected
	if math.Abs(off) < farOff || times < tooMuch && times > 1./tooMuch {
		return ""
	}
	if times > 1 {
		return fmt.Sprintf("the translation is %.1f times as long as others", times)
	}
	return fmt.Sprintf("the source is %.1f times as long as others", 1/times)
}

// copies knows for each pair of texts the unit that is to stay. Texts are
// remembered by hashes of 64 bits: of a million units two different ones are
// taken for the same with a probability of one to 40 million.
type copies struct {
	seed  maphash.Seed
	stays map[uint64]keeper
}

// keeper is the unit that stays of those that say the same.
type keeper struct {
	id         int64
	confirmed  bool
	article    bool
	neighbours bool // it knows some
	confidence float32
}

func newCopies() *copies { return &copies{seed: maphash.MakeSeed(), stays: map[uint64]keeper{}} }

func (c *copies) add(u *tm.Unit, source, target side) {
	k := keeper{u.ID, u.Status == tm.StatusConfirmed, u.Origin.Article != "", hasNeighbours(u), float32(u.Confidence)}
	exact, near := c.keys(u, source, target)
	for _, key := range slices.Concat(exact, near) {
		if old, there := c.stays[key]; !there || k.before(old) {
			c.stays[key] = k
		}
	}
}

func hasNeighbours(u *tm.Unit) bool { return u.Before != "" || u.After != "" }

// before prefers what a person confirmed, then what stands in an article, then
// what can match in context, then what is surer, then what is older.
func (k keeper) before(other keeper) bool {
	switch {
	case k.confirmed != other.confirmed:
		return k.confirmed
	case k.article != other.article:
		return k.article
	case k.neighbours != other.neighbours:
		return k.neighbours
	case k.confidence != other.confidence:
		return k.confidence > other.confidence
	}
	return k.id < other.id
}

// says whether another unit is to stay in the place of this one. One that
// knows its neighbours is only replaced by one with the same: it makes matches
// in context that the other cannot.
func (c *copies) says(u *tm.Unit, source, target side) (Kind, string) {
	if u.Origin.Article != "" {
		return "", ""
	}
	exact, near := c.keys(u, source, target)
	last := len(exact) - 1
	if k := c.stays[exact[last]]; k.id != u.ID {
		return Duplicate, fmt.Sprintf("says what unit %d says", k.id)
	}
	if k := c.stays[near[last]]; k.id != u.ID && source.letters > 0 {
		return NearDuplicate, fmt.Sprintf("says what unit %d says but for case, punctuation and spaces", k.id)
	}
	return "", ""
}

// keys returns the hashes of what a unit says, to the letter and in gist: of
// the texts alone, and then with the neighbours where it knows them.
func (c *copies) keys(u *tm.Unit, source, target side) (exact, near []uint64) {
	for _, neighbours := range []string{"", u.Before + "\x00" + u.After}[:1+count(hasNeighbours(u))] {
		exact = append(exact, c.hash("exact", u, u.Source.Text, u.Target.Text, neighbours))
		near = append(near, c.hash("near", u, source.gist(), target.gist(), neighbours))
	}
	return exact, near
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

func (c *copies) hash(how string, u *tm.Unit, source, target, neighbours string) uint64 {
	var h maphash.Hash
	h.SetSeed(c.seed)
	for _, s := range []string{how, u.Source.Lang.String(), u.Target.Lang.String(), source, target, neighbours} {
		h.WriteString(s)
		h.WriteByte(0)
	}
	return h.Sum64()
}

// gist is what a text says, without case, punctuation and spaces.
func (s side) gist() string {
	var b strings.Builder
	for _, t := range s.tokens {
		if t.Kind != match.Punctuation {
			b.WriteString(t.Key)
			b.WriteByte(1)
		}
	}
	return b.String()
}
