package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"calque/align/article/pairing"
	"calque/tm"
	"calque/tm/ingest"
	"calque/tm/serve/pages"
)

// dropped imports files that somebody dropped on a page, as calque import does
// with the folder that they lie in.
type dropped struct{ store tm.Store }

func (d dropped) plan(ctx context.Context, folder string) (*pairing.Result, error) {
	return pairing.Plan(ctx, []string{folder}, pairing.Options{})
}

// Plan implements [pages.Importer].
func (d dropped) Plan(ctx context.Context, folder string) (pages.Plan, error) {
	found, err := d.plan(ctx, folder)
	if err != nil {
		return pages.Plan{}, err
	}
	var plan pages.Plan
	for _, a := range found.Articles {
		story := pages.PlannedStory{Key: a.Key, How: a.Why}
		for _, f := range a.Files {
			story.Files = append(story.Files, pages.PlannedFile{Lang: f.Lang.String(), Name: filepath.Base(f.Path)})
		}
		plan.Stories = append(plan.Stories, story)
	}
	for _, f := range found.Unpaired {
		plan.Unpaired = append(plan.Unpaired, fmt.Sprintf("%s: %s", filepath.Base(f.Path), f.Why))
	}
	for _, f := range found.Failed {
		plan.Unpaired = append(plan.Unpaired, fmt.Sprintf("%s: %v", filepath.Base(f.Path), f.Err))
	}
	return plan, nil
}

// Import implements [pages.Importer].
func (d dropped) Import(ctx context.Context, folder string) ([]string, error) {
	found, err := d.plan(ctx, folder)
	if err != nil {
		return nil, err
	}
	lexicons, err := ingest.LoadLexicons(ctx, d.store)
	if err != nil {
		return nil, err
	}
	importer := ingest.New(d.store, ingest.Options{Lexicons: lexicons})
	var lines []string
	for outcome := range importer.ImportAll(ctx, slices.Values(found.Articles)) {
		if outcome.Err != nil {
			lines = append(lines, fmt.Sprintf("%s: %v", outcome.Article.Key, outcome.Err))
			continue
		}
		lines = append(lines, fmt.Sprintf("%s: %s, %d doubtful", outcome.Key, plural(outcome.Put.Units, "unit"), outcome.Put.Doubtful))
	}
	return lines, ctx.Err()
}
