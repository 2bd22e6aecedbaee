package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"calque/align/article/pairing"
	"calque/tm"
	"calque/tm/ingest"
	"calque/tm/serve/intake"
)

// dropped imports files that somebody sent, as calque import does with the
// folder that they lie in. The memory knows them by their names.
type dropped struct{ store tm.Store }

func (d dropped) plan(ctx context.Context, folder string) (*pairing.Result, error) {
	return pairing.Plan(ctx, []string{folder}, pairing.Options{})
}

// Plan implements [intake.Importer].
func (d dropped) Plan(ctx context.Context, folder string) (intake.Plan, error) {
	found, err := d.plan(ctx, folder)
	if err != nil {
		return intake.Plan{}, err
	}
	var plan intake.Plan
	for _, a := range found.Articles {
		story := intake.Story{Key: a.Key, How: a.Why}
		for _, f := range a.Files {
			story.Files = append(story.Files, intake.File{Lang: f.Lang.String(), Name: filepath.Base(f.Path)})
		}
		if story.Known, err = d.known(ctx, a); err != nil {
			return intake.Plan{}, err
		}
		plan.Stories = append(plan.Stories, story)
	}
	for _, f := range found.Unpaired {
		plan.Unpaired = append(plan.Unpaired, intake.Leftover{Name: filepath.Base(f.Path), Why: f.Why})
	}
	for _, f := range found.Failed {
		plan.Unpaired = append(plan.Unpaired, intake.Leftover{Name: filepath.Base(f.Path), Why: f.Err.Error()})
	}
	plan.Skipped, err = skipped(folder, plan)
	return plan, err
}

// skipped are the files of a folder that a plan says nothing of: a walk passes
// over what it does not take for an article, but whoever sent a file is to hear
// of it. A manifest needs no word: its rows are in the plan, or its fault.
func skipped(folder string, plan intake.Plan) ([]intake.Skipped, error) {
	told := map[string]bool{}
	for _, story := range plan.Stories {
		for _, f := range story.Files {
			told[f.Name] = true
		}
	}
	for _, left := range plan.Unpaired {
		told[left.Name] = true
	}
	entries, err := os.ReadDir(folder)
	var files []intake.Skipped
	for _, entry := range entries {
		name := entry.Name()
		lower := strings.ToLower(name)
		if !told[name] && lower != "manifest.tsv" && lower != "manifest.csv" {
			file := intake.Skipped{Name: name}
			if format, ok := exchangeFormat(filepath.Join(folder, name)); ok {
				file.Format = format.Name
			}
			files = append(files, file)
		}
	}
	return files, err
}

// known is the key of the story of the memory that one of the files belongs to,
// empty for none.
func (d dropped) known(ctx context.Context, a pairing.Article) (string, error) {
	for _, f := range a.Files {
		sum, err := hashOf(f.Path)
		if err != nil {
			return "", err
		}
		known, err := d.store.FindArticle(ctx, filepath.Base(f.Path), tm.CanonicalLang(f.Lang), sum)
		if err == nil {
			return known.Key, nil
		}
		if !errors.Is(err, tm.ErrNotFound) {
			return "", err
		}
	}
	return "", nil
}

func hashOf(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", fmt.Errorf("reading %s: %w", filepath.Base(path), err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// Import implements [intake.Importer].
func (d dropped) Import(ctx context.Context, folder string) ([]intake.Imported, error) {
	found, err := d.plan(ctx, folder)
	if err != nil {
		return nil, err
	}
	lexicons, err := ingest.LoadLexicons(ctx, d.store)
	if err != nil {
		return nil, err
	}
	importer := ingest.New(d.store, ingest.Options{Lexicons: lexicons, Name: filepath.Base})
	var stories []intake.Imported
	for outcome := range importer.ImportAll(ctx, slices.Values(found.Articles)) {
		if outcome.Err != nil && fatal(outcome.Err) {
			return stories, outcome.Err
		}
		stories = append(stories, newImported(outcome))
	}
	return stories, ctx.Err()
}

func newImported(outcome ingest.Outcome) intake.Imported {
	put := outcome.Put
	story := intake.Imported{Key: outcome.Key, Units: put.Units, Added: put.Added, Doubtful: put.Doubtful, Unchanged: put.Unchanged}
	for _, err := range outcome.Skipped {
		story.Skipped = append(story.Skipped, err.Error())
	}
	if outcome.Err != nil {
		story.Key, story.Err = outcome.Article.Key, outcome.Err.Error()
	}
	return story
}
