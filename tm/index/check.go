package index

import (
	"fmt"
	"slices"

	"calque/tm/match"
)

// mostReported bounds what Check says of one kind.
const mostReported = 10

// Check compares the index with the texts and says, in words, what is not in
// step: a text that is missing from the index or too many in it, one whose
// tokens are others, a posting list that does not agree with the tokens. An
// error that wraps [ErrDamaged] means that a block cannot be read.
func Check(r Reader, lang string) ([]string, error) {
	v, err := Open(r, lang, nil)
	if err != nil {
		return nil, err
	}
	if v.head.Stamp != 0 && !readable(v.head.Format) {
		return nil, nil // it is made anew by the next write
	}
	c := checker{r: r, v: v, held: map[int64]uint64{}}
	for _, e := range v.log.entries {
		if err := c.hold(e.text, e.tokens); err != nil {
			return nil, err
		}
	}
	for _, s := range v.segments {
		if err := c.segment(s); err != nil {
			return nil, fmt.Errorf("checking segment %d of the index of %s: %w", s.ID, lang, err)
		}
	}
	return c.compare(lang)
}

// checker gathers what the index holds: a hash of its tokens for each text.
type checker struct {
	r        Reader
	v        *View
	held     map[int64]uint64
	problems []string
	said     int
}

func (c *checker) say(format string, args ...any) {
	if c.said++; c.said <= mostReported {
		c.problems = append(c.problems, fmt.Sprintf(format, args...))
	}
}

func (c *checker) hold(text int64, tokens []uint32) error {
	if _, twice := c.held[text]; twice {
		c.say("text %d is in the index twice", text)
	}
	c.held[text] = hashTokens(tokens)
	return nil
}

// hashTokens is FNV-1a over token numbers.
func hashTokens(tokens []uint32) uint64 {
	h := uint64(14695981039346656037)
	for _, token := range tokens {
		h = (h ^ uint64(token)) * 1099511628211
	}
	return h
}

// hashPosting hashes a token and an ordinal, so that the sum over a segment
// does not depend on the order (the finaliser of splitmix64).
func hashPosting(token uint32, ordinal int) uint64 {
	x := listKey(token, ordinal) + 0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}

// segment holds the live entries of a segment and compares its lists with its
// sequences.
func (c *checker) segment(s *segmentView) error {
	cursor := newSequenceCursor(c.r, s.ID)
	defer cursor.stop()
	phrases, err := s.phrases(c.r)
	if err != nil {
		return err
	}
	following := newRanks(phrases.frequent)
	var sum, pairSum, numberSum uint64
	var tokens []uint32
	var pairs []uint64
	shorts := 0
	for ordinal := range s.Entries {
		record, err := cursor.next()
		if err != nil {
			return err
		}
		text, encoded, err := splitRecord(record)
		if err != nil {
			return err
		}
		if tokens, err = decodeTokens(tokens[:0], encoded); err != nil {
			return err
		}
		if len(tokens) != s.table.of(ordinal) {
			c.say("text %d is filed under %d tokens and has %d", text, s.table.of(ordinal), len(tokens))
		}
		if len(tokens) <= match.ShortTokens {
			shorts++
		}
		dead, err := c.v.dead(c.r, s, text)
		if err != nil {
			return err
		}
		if !dead {
			if err := c.hold(text, tokens); err != nil {
				return err
			}
		}
		pairs = following.pairs(pairs[:0], tokens, ordinal)
		slices.Sort(pairs)
		for _, pair := range slices.Compact(pairs) {
			pairSum += hashPosting(uint32(pair>>ordinalBits), ordinal)
		}
		numberSum += hashNumber(text, ordinal)
		slices.Sort(tokens)
		for _, token := range slices.Compact(tokens) {
			sum += hashPosting(token, ordinal)
		}
	}
	if phrases.there {
		if err := c.phrases(s, numberSum, pairSum); err != nil {
			return err
		}
	}
	return c.lists(s, sum, shorts)
}

// hashNumber hashes the number of a text and its ordinal.
func hashNumber(text int64, ordinal int) uint64 {
	return hashTokens([]uint32{uint32(text), uint32(text >> 32), uint32(ordinal)})
}

// listSum hashes the lists of a table from a key on.
func (c *checker) listSum(s *segmentView, table Table, from uint64) (sum uint64, err error) {
	cursor := newListCursor(c.r, table, s.ID, from)
	defer cursor.stop()
	for {
		if err := cursor.advance(); err != nil || cursor.done {
			return sum, err
		}
		for _, ordinal := range cursor.list {
			sum += hashPosting(cursor.token, int(ordinal))
		}
	}
}

// phrases compares the table Phrases with the sequences.
func (c *checker) phrases(s *segmentView, wantNumbers, wantPairs uint64) error {
	sum := uint64(0)
	all := newBitset(s.Entries)
	all.fill(s.Entries)
	for block, err := range c.r.Range(Phrases, s.ID, 0, frequentKey-1) {
		if err != nil {
			return err
		}
		err = eachNumber(block, all, func(ordinal int, text int64) bool {
			sum += hashNumber(text, ordinal)
			return true
		})
		if err != nil {
			return err
		}
	}
	if sum != wantNumbers {
		c.say("the numbers of texts in segment %d do not agree with its entries", s.ID)
	}
	sum, err := c.listSum(s, Phrases, frequentKey+1)
	if err == nil && sum != wantPairs {
		c.say("the pairs of segment %d do not agree with its texts", s.ID)
	}
	return err
}

func (c *checker) lists(s *segmentView, want uint64, shorts int) error {
	sum, err := c.listSum(s, Lists, 0)
	if err != nil {
		return err
	}
	if sum != want {
		c.say("the lists of segment %d do not agree with its texts", s.ID)
	}
	for block, err := range c.r.Range(Shorts, s.ID, 0, 1<<keyBits-1) {
		if err != nil {
			return err
		}
		err = eachShort(block, func(e shortEntry) error {
			shorts--
			return nil
		})
		if err != nil {
			return err
		}
	}
	if shorts != 0 {
		c.say("segment %d has %d short texts too few", s.ID, shorts)
	}
	return nil
}

// compare goes over the texts.
func (c *checker) compare(lang string) ([]string, error) {
	numbers := map[string]uint32{}
	var tokens []uint32
	for text, err := range c.r.Texts() {
		if err != nil {
			return nil, fmt.Errorf("reading the texts in %s: %w", lang, err)
		}
		held, ok := c.held[text.ID]
		if !ok {
			c.say("text %d is missing", text.ID)
			continue
		}
		delete(c.held, text.ID)
		tokens = tokens[:0]
		for _, token := range match.Tokenize(text.Text, lang) {
			number, ok := numbers[token.Key]
			if !ok {
				found, err := c.r.Numbers([]string{token.Key})
				if err != nil {
					return nil, fmt.Errorf("looking up a token of %s: %w", lang, err)
				}
				number = found[0]
				numbers[token.Key] = number
			}
			tokens = append(tokens, number)
		}
		if hashTokens(tokens) != held {
			c.say("text %d has other tokens", text.ID)
		}
	}
	for text := range c.held {
		c.say("text %d is not in the memory", text)
	}
	if c.said > mostReported {
		c.problems = append(c.problems, fmt.Sprintf("and %d more", c.said-mostReported))
	}
	return c.problems, nil
}
