package main

import (
	"context"

	"calque/exports/pretranslate"
	"calque/tm"
	"calque/tm/match/repair"
)

// find looks one text up: an exact match first, then the best one, be it as it
// is or with its numbers, dates and names put right.
func (job *pretranslation) find(ctx context.Context, store tm.Store, q pretranslate.Query) (pretranslate.Found, bool, error) {
	query := job.query
	query.Text, query.Before, query.After = q.Text, q.Before, q.After
	best, err := job.best(ctx, store, query)
	if err == nil && best.Score < 100 && len(best.Repairs) == 0 {
		// A look-up under the threshold takes longer, and few texts need it.
		query.Min = max(0, query.Min-repairReach)
		best, err = job.best(ctx, store, query)
	}
	return best, err == nil && best.Score >= job.query.Min, err
}

// best returns the best match of a query, with a score of -1 when there is none.
func (job *pretranslation) best(ctx context.Context, store tm.Store, query tm.Query) (pretranslate.Found, error) {
	best := pretranslate.Found{Score: -1}
	matches, err := store.Lookup(ctx, query)
	for _, m := range matches {
		if found := job.found(query.Text, m); found.Score > best.Score {
			best = found
		}
	}
	return best, err
}

const (
	// repairReach is how far under --min a match may be, in points, that a
	// repair brings up to it.
	repairReach = 25
	// repairChoice is how many matches are tried.
	repairChoice = 5
)

// found returns a match, repaired where it can be.
func (job *pretranslation) found(text string, m tm.Match) pretranslate.Found {
	found := pretranslate.Found{Score: m.Score, Source: m.Unit.Source.Text, Target: m.Unit.Target.Text, Origin: m.Unit.Origin.Article}
	for _, code := range m.Unit.Target.Codes {
		found.Placeholders = append(found.Placeholders, code.Placeholder)
	}
	if m.Score >= 100 {
		return found
	}
	options := job.repair
	options.Penalties = m.Penalties.OfUnit()
	mended, ok := repair.Repair(repair.Match{
		Query: text, Source: found.Source, Target: found.Target, From: m.Unit.Source.Lang, To: m.Unit.Target.Lang,
	}, options)
	if !ok || mended.Score < m.Score {
		return found
	}
	found.Unrepaired, found.UnrepairedScore = found.Target, m.Score
	found.Target, found.Score = mended.Text, mended.Score
	for _, change := range mended.Changes {
		found.Repairs = append(found.Repairs, change.Was+" → "+change.Now)
	}
	return found
}
