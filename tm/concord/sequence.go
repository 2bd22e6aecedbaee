package concord

import (
	"strings"

	"calque/tm/match"
)

// sequence is a word or a phrase: tokens one after the other.
type sequence struct {
	options Options
	places  []place
}

// place is a token of a sequence.
type place struct {
	key    string // as [Options.key] makes it
	folded string // the key of package match
	begins bool   // the token may go on after it
	cased  bool   // letters in it may be large or small
}

// newSequence reads a star right behind a word as "begins so".
func newSequence(text string, tokens []match.Token, o Options) *sequence {
	s := &sequence{options: o}
	for i, t := range tokens {
		last := len(s.places) - 1
		if t.Key == "*" && i > 0 && tokens[i-1].End == t.Start && tokens[i-1].Kind != match.Punctuation {
			s.places[last].begins = true
			continue
		}
		s.places = append(s.places, place{
			key: o.key(text, t), folded: t.Key, cased: o.Case && t.Kind == match.Word,
		})
	}
	return s
}

func (p place) fits(key string) bool {
	if p.begins {
		return strings.HasPrefix(key, p.key)
	}
	return key == p.key
}

func (s *sequence) find(r *reading) []match.Span {
	keys := r.tokenKeys()
	var spans []match.Span
	for i := 0; i+len(s.places) <= len(keys); i++ {
		if !s.standsAt(keys[i:]) {
			continue
		}
		last := i + len(s.places) - 1
		spans = append(spans, match.Span{Start: r.tokens[i].Start, End: r.tokens[last].End})
		i = last
	}
	return spans
}

func (s *sequence) standsAt(keys []string) bool {
	for i, p := range s.places {
		if !p.fits(keys[i]) {
			return false
		}
	}
	return true
}

// plan asks for the tokens in order. Their case is not in the keys.
func (s *sequence) plan() (runs []Run, proof bool) {
	proof = true
	var run Run
	for _, p := range s.places {
		key := Key{Text: p.folded, Accents: s.options.Accents}
		if !key.Accents {
			key.Text = Plain(key.Text)
		}
		if p.begins {
			key.How = Beginning
		}
		proof = proof && !p.cased
		run = append(run, Place{key})
	}
	return []Run{run}, proof
}
