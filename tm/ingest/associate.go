package ingest

import (
	"context"
	"sync"

	"golang.org/x/text/language"

	"calque/align"
	"calque/align/lexicon"
	"calque/tm"
	"calque/tm/match"
)

// Associations returns the function by which a memory finds which words of a
// sentence stand for which of its translation: with the shipped lexicon, the
// one learned from the memory and its owner's dictionaries, and with numbers by
// value and names by spelling and sound, as the aligner sees them. It may be
// used by several goroutines.
func Associations(ctx context.Context, store tm.Store) (match.Associate, error) {
	lexicons, err := LoadLexicons(ctx, store)
	if err != nil {
		return nil, err
	}
	return lexicons.Associate(), nil
}

// Associate is [Associations] for lexicons that are loaded already.
func (l *Lexicons) Associate() match.Associate {
	a := associator{lexicons: l, aligners: map[[2]language.Tag]*align.Aligner{}}
	return a.associate
}

// associator keeps an aligner for each pair of languages asked for.
type associator struct {
	lexicons *Lexicons
	mu       sync.Mutex
	aligners map[[2]language.Tag]*align.Aligner
}

func (a *associator) associate(from, to language.Tag, source, target string) []match.Association {
	var found []match.Association
	for _, l := range a.aligner(from, to).Words(source, target) {
		found = append(found, match.Association{
			Source: match.Span(l.Source), Target: match.Span(l.Target), Strength: l.Strength, Evidence: l.Evidence,
		})
	}
	return found
}

func (a *associator) aligner(from, to language.Tag) *align.Aligner {
	a.mu.Lock()
	defer a.mu.Unlock()
	pair := [2]language.Tag{from, to}
	if a.aligners[pair] == nil {
		options := []align.Option{align.WithLexicon(lexicon.Shipped())}
		for _, l := range a.lexicons.For(from, to) {
			options = append(options, align.WithLexicon(l))
		}
		a.aligners[pair] = align.New(from, to, options...)
	}
	return a.aligners[pair]
}
