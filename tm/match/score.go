package match

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"calque/tm/match/distance"
)

// ShortTokens is the number of tokens up to which characters refine the score
// of a pair: the longer of the two has no more.
const ShortTokens = 4

// Result is what a prior text scored.
type Result struct {
	// Score is 0 to 100, after penalties.
	Score int
	// Similarity is 0 to 1, before penalties and not rounded.
	Similarity float64
	// Characters is the similarity of the folded characters, 0 to 1. It
	// orders texts of one score.
	Characters float64
	// Distance is the number of tokens that differ.
	Distance int
	// Penalties that were taken off; nil for none.
	Penalties Penalties
}

// Score scores a prior text against a query with the default weights. Both are
// in the language lang. To score many texts against one query, use a [Scorer].
func Score(query, prior, lang string) Result {
	return NewScorer(query, lang, DefaultWeights()).Score(prior)
}

// Scorer scores prior texts against one query. It is not changed by scoring,
// so several goroutines may share it.
type Scorer struct {
	weights Weights
	lang    string
	query   string
	tokens  []Token
	ids     map[string]uint32
	compare *Comparer         // of ids
	chars   *distance.Pattern // of code points; nil for a text that is too long
	length  int               // in code points, folded
}

// NewScorer makes a query ready.
func NewScorer(query, lang string, weights Weights) *Scorer {
	s := &Scorer{weights: weights, lang: lang, query: query, tokens: Tokenize(query, lang)}
	s.ids = make(map[string]uint32, len(s.tokens))
	for _, token := range s.tokens {
		if _, ok := s.ids[token.Key]; !ok {
			s.ids[token.Key] = uint32(len(s.ids) + 1)
		}
	}
	s.compare = NewComparer(s.sequence(s.tokens))
	folded := codePoints(Folded(s.tokens))
	s.length = len(folded)
	if s.length <= MostCharacters {
		s.chars = distance.New(folded)
	}
	return s
}

// Tokens returns the tokens of the query, which the caller must not change.
func (s *Scorer) Tokens() []Token { return s.tokens }

// sequence numbers tokens; all that the query lacks are 0, since they equal
// nothing in it.
func (s *Scorer) sequence(tokens []Token) []uint32 {
	out := make([]uint32, len(tokens))
	for i, token := range tokens {
		out[i] = s.ids[token.Key]
	}
	return out
}

// Score scores a prior text.
func (s *Scorer) Score(prior string) Result {
	tokens := Tokenize(prior, s.lang)
	r := s.Rate(s.compare.Distance(s.sequence(tokens)), len(tokens), Folded(tokens))
	if r.Distance == 0 {
		r.Penalties = s.penalties(prior, tokens)
		r.Score = max(0, r.Score-r.Penalties.Total())
	}
	return r
}

// Rate is [Scorer.Score] without penalties, for a caller that knows how many
// tokens the prior text has, their distance d and the folded text already. It
// is the whole score where d > 0.
func (s *Scorer) Rate(d, tokens int, folded string) Result {
	longer := max(len(s.tokens), tokens)
	r := Result{Distance: d, Similarity: Similarity(d, longer), Score: Percent(d, longer)}
	characters := codePoints(folded)
	if s.chars == nil || len(characters) > MostCharacters {
		r.Characters = r.Similarity
		return r
	}
	e, longest := s.CharacterDistance(characters), max(s.length, len(characters))
	if d > 0 {
		e, longest = max(e, 1), max(longest, 1)
	}
	r.Characters = Similarity(e, longest)
	if longer <= ShortTokens {
		r.Similarity = max(r.Similarity, r.Characters)
		r.Score = max(r.Score, Percent(e, longest))
	}
	return r
}

// CharacterLen is the number of code points of the folded query.
func (s *Scorer) CharacterLen() int { return s.length }

// CharacterDistance is the Levenshtein distance of the folded query and a
// folded text by code points. Neither may be longer than [MostCharacters].
func (s *Scorer) CharacterDistance(folded []uint32) int { return s.chars.Distance(folded) }

// Similarity is 1 − d/longer, and 1 when both are 0.
func Similarity(d, longer int) float64 {
	if longer == 0 {
		return 1
	}
	return 1 - float64(d)/float64(longer)
}

// Percent is 100 times the similarity, rounded down. It is computed in whole
// numbers, so that a similarity of 0.7 is 70 on every machine.
func Percent(d, longer int) int {
	if longer == 0 {
		return 100
	}
	return 100 * (longer - d) / longer
}

// Folded joins the keys of tokens, with a space between two that both belong
// to words or numbers.
func Folded(tokens []Token) string {
	keys := make([]string, len(tokens))
	for i, token := range tokens {
		keys[i] = token.Key
	}
	return FoldedKeys(keys)
}

// FoldedKeys is [Folded] for a caller that has the keys alone.
func FoldedKeys(keys []string) string {
	size := 0
	for _, key := range keys {
		size += len(key) + 1
	}
	out := make([]byte, 0, size)
	before := false
	for i, key := range keys {
		now := spaced(key)
		if i > 0 && before && now {
			out = append(out, ' ')
		}
		out = append(out, key...)
		before = now
	}
	return string(out)
}

// spaced reports whether a key belongs to a word or number: it begins with a
// letter that is not an ideograph or with a digit, as no other does.
func spaced(key string) bool {
	r, _ := utf8.DecodeRuneInString(key)
	class := classOf(r)
	return class == letter || class == digit
}

func codePoints(s string) []uint32 {
	out := make([]uint32, 0, utf8.RuneCountInString(s))
	for _, r := range s {
		out = append(out, uint32(r))
	}
	return out
}

// penalties names what still differs between texts whose keys are equal.
func (s *Scorer) penalties(prior string, tokens []Token) Penalties {
	var p Penalties
	add := func(name string, points int) {
		if points == 0 {
			return
		}
		if p == nil {
			p = Penalties{}
		}
		p[name] = points
	}
	for i, token := range tokens {
		ours := s.tokens[i]
		if !writtenAlike(s.query[ours.Start:ours.End], prior[token.Start:token.End]) {
			add(s.penaltyFor(token.Kind))
		}
		if i > 0 && hasSpace(s.query[s.tokens[i-1].End:ours.Start]) != hasSpace(prior[tokens[i-1].End:token.Start]) {
			add(PenaltyPunctuation, s.weights.Punctuation)
		}
	}
	return p
}

func (s *Scorer) penaltyFor(kind Kind) (string, int) {
	switch kind {
	case Number:
		return PenaltyNumbers, s.weights.Numbers
	case Tag:
		return PenaltyTags, s.weights.Tags
	case Punctuation:
		return PenaltyPunctuation, s.weights.Punctuation
	}
	return PenaltyCase, s.weights.Case
}

// writtenAlike reports whether two spellings look the same to a reader.
func writtenAlike(a, b string) bool {
	return a == b || norm.NFC.String(displayed(a)) == norm.NFC.String(displayed(b))
}

// displayed leaves out what is invisible and makes all white space alike, as
// it stands in numbers and tags.
func displayed(s string) string {
	return strings.Map(func(r rune) rune {
		switch classOf(r) {
		case invisible:
			return -1
		case space:
			return ' '
		}
		return r
	}, s)
}

func hasSpace(gap string) bool {
	for _, r := range gap {
		if classOf(r) == space {
			return true
		}
	}
	return false
}
