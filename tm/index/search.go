package index

import (
	"cmp"
	"fmt"
	"slices"

	"calque/tm/match"
)

// Hit is a text that a search found.
type Hit struct {
	Text int64
	match.Result
}

// Search returns every text whose score against the query of the scorer is at
// least min, best first: by score, then by the similarity of the characters,
// then by number. The reader must read the same moment as the view.
func (v *View) Search(r Reader, scorer *match.Scorer, min int) ([]Hit, error) {
	if min > 100 {
		return nil, nil
	}
	if v.head.Stamp != 0 && !readable(v.head.Format) {
		return scanTexts(r, scorer, min)
	}
	s, err := v.newSearch(r, scorer, max(min, 0))
	if err != nil {
		return nil, err
	}
	s.scratch = scratches.Get().(*scratch)
	if err := s.logged(); err != nil {
		return nil, err
	}
	for _, segment := range v.segments {
		if err := s.segment(segment); err != nil {
			return nil, fmt.Errorf("searching segment %d of the index of %s: %w", segment.ID, v.lang, err)
		}
	}
	scratches.Put(s.scratch) // clean, as it is not after an error
	sortHits(s.hits)
	return s.hits, nil
}

func sortHits(hits []Hit) {
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Characters, a.Characters), cmp.Compare(a.Text, b.Text))
	})
}

// scanTexts scores every text, for an index that is yet to be made.
func scanTexts(r Reader, scorer *match.Scorer, min int) ([]Hit, error) {
	var hits []Hit
	for text, err := range r.Texts() {
		if err != nil {
			return nil, fmt.Errorf("reading the texts: %w", err)
		}
		if hit := (Hit{text.ID, scorer.Score(text.Text)}); hit.Score >= min {
			hits = append(hits, hit)
		}
	}
	sortHits(hits)
	return hits, nil
}

// queryToken is a distinct token of the query that some text has.
type queryToken struct {
	number uint32
	weight int // how often it stands in the query
}

// search is one look-up under way.
type search struct {
	v       *View
	r       Reader
	scorer  *match.Scorer
	bounds  bounds
	compare *match.Comparer
	tokens  []queryToken // by number, the highest first
	hits    []Hit
	scratch *scratch
}

// unknown numbers a token of the query that no text has; it equals nothing.
const unknown = 1 << 31

func (v *View) newSearch(r Reader, scorer *match.Scorer, min int) (*search, error) {
	query := scorer.Tokens()
	s := &search{v: v, r: r, scorer: scorer, bounds: bounds{len(query), min}}
	sequence, err := v.sequence(r, query)
	if err != nil {
		return nil, err
	}
	s.compare = match.NewComparer(sequence)
	sorted := slices.Clone(sequence)
	slices.Sort(sorted)
	slices.Reverse(sorted)
	for _, number := range sorted {
		last := len(s.tokens) - 1
		switch {
		case number == unknown:
		case last >= 0 && s.tokens[last].number == number:
			s.tokens[last].weight++
		default:
			s.tokens = append(s.tokens, queryToken{number: number, weight: 1})
		}
	}
	return s, nil
}

// logged searches the log by looking at every entry.
func (s *search) logged() error {
	shortest, longest := s.bounds.lengths()
	for _, e := range s.v.log.entries {
		m := len(e.tokens)
		refined := m <= match.ShortTokens && s.bounds.n <= match.ShortTokens
		if !refined && (m < shortest || m > longest) {
			continue
		}
		d := s.compare.Distance(e.tokens)
		if !refined && !s.bounds.reached(d, m) {
			continue
		}
		if err := s.found(e.text, e.tokens, d); err != nil {
			return err
		}
	}
	return nil
}

func (s *search) segment(segment *segmentView) error {
	at := len(s.hits)
	ordinals, err := s.candidates(segment)
	if err != nil {
		return err
	}
	if err := s.verify(segment, ordinals); err != nil {
		return err
	}
	if s.bounds.n > match.ShortTokens || s.bounds.n == 0 || s.scorer.CharacterLen() > match.MostCharacters {
		return nil
	}
	return s.shorts(segment, s.hits[at:])
}

// verify compares candidates, which are sorted, and takes those that reach the
// threshold.
func (s *search) verify(segment *segmentView, ordinals []uint32) error {
	var block sequenceBlock
	for _, ordinal := range ordinals {
		record, err := segment.record(s.r, int(ordinal), &block)
		if err != nil {
			return err
		}
		text, encoded, err := splitRecord(record)
		if err != nil {
			return err
		}
		tokens, err := decodeTokens(s.scratch.tokens[:0], encoded)
		if err != nil {
			return err
		}
		s.scratch.tokens = tokens
		d := s.compare.Distance(tokens)
		if !s.bounds.reached(d, len(tokens)) {
			continue
		}
		dead, err := s.v.dead(s.r, segment, text)
		if err != nil {
			return err
		}
		if dead {
			continue
		}
		if err := s.found(text, tokens, d); err != nil {
			return err
		}
	}
	return nil
}

// record returns the record of an ordinal; block is the one that the last
// record came from.
func (s *segmentView) record(r Reader, ordinal int, block *sequenceBlock) ([]byte, error) {
	if ordinal >= block.first+block.count || ordinal < block.first {
		b, ok, err := s.floor(r, Sequences, uint64(ordinal))
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, ErrDamaged
		}
		if *block, err = readSequenceBlock(b); err != nil {
			return nil, err
		}
	}
	return block.record(ordinal)
}

// found scores a text whose tokens have distance d and takes it when it
// reaches the threshold. The text itself is read where its spelling matters,
// and where its tokens cannot be spelt out from memory.
func (s *search) found(text int64, tokens []uint32, d int) error {
	hit := Hit{Text: text}
	folded, ok := s.v.folded(tokens)
	if d > 0 && ok {
		hit.Result = s.scorer.Rate(d, len(tokens), folded)
	} else {
		prior, err := s.r.Text(text)
		if err != nil {
			return fmt.Errorf("reading text %d: %w", text, err)
		}
		hit.Result = s.scorer.Score(prior)
	}
	if hit.Score >= s.bounds.t {
		s.hits = append(s.hits, hit)
	}
	return nil
}

// folded joins the keys of tokens; false when one is not in memory.
func (v *View) folded(tokens []uint32) (string, bool) {
	if v.words == nil {
		return "", false
	}
	keys := make([]string, len(tokens))
	for i, token := range tokens {
		if int(token) >= len(v.words.keys) || v.words.keys[token] == "" {
			return "", false
		}
		keys[i] = v.words.keys[token]
	}
	return match.FoldedKeys(keys), true
}

// shorts finds the texts of few tokens that reach the threshold by their
// characters, besides those that were found by their tokens.
func (s *search) shorts(segment *segmentView, found []Hit) error {
	known := make(map[int64]bool, len(found))
	for _, hit := range found {
		known[hit.Text] = true
	}
	ordinals, err := s.likeCharacters(segment)
	if err != nil {
		return err
	}
	var block sequenceBlock
	for _, ordinal := range ordinals {
		record, err := segment.record(s.r, int(ordinal), &block)
		if err != nil {
			return err
		}
		text, encoded, err := splitRecord(record)
		if err != nil {
			return err
		}
		if known[text] {
			continue
		}
		if dead, err := s.v.dead(s.r, segment, text); err != nil || dead {
			if err != nil {
				return err
			}
			continue
		}
		tokens, err := decodeTokens(nil, encoded)
		if err != nil {
			return err
		}
		if err := s.found(text, tokens, s.compare.Distance(tokens)); err != nil {
			return err
		}
	}
	return nil
}

// likeCharacters returns the ordinals of the short entries whose characters
// reach the threshold, sorted.
func (s *search) likeCharacters(segment *segmentView) ([]uint32, error) {
	b := bounds{s.scorer.CharacterLen(), s.bounds.t}
	ours := signature(match.Folded(s.scorer.Tokens()))
	shortest, longest := b.lengths()
	longest = min(longest, match.MostCharacters)
	first := shortKey(shortest, 0)
	start, ok, err := segment.floor(s.r, Shorts, first)
	if err != nil {
		return nil, err
	}
	if ok {
		first = start.Key
	}
	var ordinals, folded []uint32
	err = segment.blocks(s.r, Shorts, first, shortKey(longest, maxOrdinal), func(block Block) (bool, error) {
		return true, eachShort(block, func(e shortEntry) error {
			if e.length < shortest || e.length > longest || apart(ours, e.signature) > b.slack(e.length) {
				return nil
			}
			folded = folded[:0]
			for _, r := range string(e.folded) {
				folded = append(folded, uint32(r))
			}
			if b.reached(s.scorer.CharacterDistance(folded), e.length) {
				ordinals = append(ordinals, uint32(e.ordinal))
			}
			return nil
		})
	})
	slices.Sort(ordinals)
	return ordinals, err
}
