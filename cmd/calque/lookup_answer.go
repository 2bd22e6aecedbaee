package main

import (
	"github.com/urfave/cli/v2"

	"calque/tm"
	"calque/tm/match"
	"calque/tm/match/repair"
)

// answer is what was found for one query.
type answer struct {
	query   tm.Query // as it was asked at last
	lowered bool     // its threshold is lower than was asked for
	found   []looked
	parts   []part // of the query that stand in the memory, when nothing was found
}

// part is a fragment with what probably translates it.
type part struct {
	tm.Fragment
	likely []match.Counterpart
}

// findParts looks for the longest parts of a query for which nothing was found.
func (f *finder) findParts(c *cli.Context, query tm.Query) ([]part, error) {
	fragments, err := f.store.Fragments(c.Context, query)
	if err != nil {
		return nil, err
	}
	var parts []part
	for _, fragment := range fragments {
		p := part{Fragment: fragment}
		if u := fragment.Unit; f.associate != nil {
			words := f.associate(u.Source.Lang, u.Target.Lang, u.Source.Text, u.Target.Text)
			p.likely = withoutGuesses(match.Counterparts(words, []match.Span{fragment.Source}))
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// looked is a match with what can be told about its translation.
type looked struct {
	tm.Match
	repaired  *repair.Repaired    // nil when nothing can be put right
	highlight []match.Counterpart // of the translation: what stands for what differs
}

// guess is the strength under which an association rests on its place alone.
const guess = 0.3

// withoutGuesses takes off what is only guessed at both ends.
func withoutGuesses(likely []match.Counterpart) []match.Counterpart {
	for len(likely) > 0 && likely[0].Strength < guess {
		likely = likely[1:]
	}
	for len(likely) > 0 && likely[len(likely)-1].Strength < guess {
		likely = likely[:len(likely)-1]
	}
	return likely
}

// look finds out what a fuzzy match has to offer beside itself.
func (f *finder) look(query tm.Query, m tm.Match) looked {
	l := looked{Match: m}
	if m.Score >= 100 {
		return l
	}
	from, to := m.Unit.Source.Lang, m.Unit.Target.Lang
	pair := repair.Match{Query: query.Text, Source: m.Unit.Source.Text, Target: m.Unit.Target.Text, From: from, To: to}
	options := f.repair
	options.Penalties = m.Penalties.OfUnit()
	if r, ok := repair.Repair(pair, options); ok {
		l.repaired = &r
	}
	if f.associate != nil {
		words := f.associate(from, to, m.Unit.Source.Text, m.Unit.Target.Text)
		l.highlight = match.Counterparts(words, match.Missing(m.Diff))
	}
	return l
}
