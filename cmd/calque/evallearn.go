package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/align"
	"calque/align/eval"
	"calque/align/lexicon"
)

// learnFlags are the flags of eval align that measure learning.
func learnFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "learn", EnvVars: env("learn"), Usage: "learn words from so many articles of the gold and align others, as `0,10,30`"},
		&cli.IntFlag{Name: "draws", EnvVars: env("draws"), Value: 5, Usage: "with --learn: try `N` random orders of the articles"},
		&cli.Uint64Flag{Name: "seed", EnvVars: env("seed"), Value: 1, Usage: "with --learn: the `NUMBER` that the random orders follow from"},
		&cli.Float64Flag{Name: "lexicon-share", EnvVars: env("lexicon-share"), Value: 1, Usage: "with --learn: keep only this `SHARE` of the lexicon that comes with calque, at random"},
	}
}

// learnResult is the learning curve of one folder.
type learnResult struct {
	Set    string               `json:"set"`
	Points []eval.LearningPoint `json:"points"`
}

func runEvalLearn(c *cli.Context, format string, dirs []string) error {
	sizes, err := sizesFlag(c, "learn")
	if err != nil {
		return err
	}
	share, err := shareFlag(c, "lexicon-share")
	if err != nil {
		return err
	}
	if c.Int("draws") < 1 {
		return usagef("--draws %d: give a number from 1", c.Int("draws"))
	}
	var results []learnResult
	for _, dir := range dirs {
		from, to, err := folderLangs(c, dir)
		if err != nil {
			return err
		}
		cases, err := eval.ReadAlignmentFolder(dir)
		if err != nil {
			return err
		}
		if largest := slices.Max(sizes); largest >= len(cases) {
			return usagef("--learn %d: %s has only %s, and at least one must stay unseen", largest, dir, plural(len(cases), "article"))
		}
		points, err := eval.Learning(c.Context, cases, eval.LearningOptions{
			Sizes: sizes, Draws: c.Int("draws"), Seed: c.Uint64("seed"),
			Aligner: func(draw int, pairs []eval.SentencePair) eval.AlignFunc {
				var shipped align.Lexicon
				switch {
				case c.Bool("no-lexicon"):
				case share < 1:
					shipped = eval.Thinned(lexicon.Shipped(), share, c.Uint64("seed")+uint64(draw))
				default:
					shipped = lexicon.Shipped()
				}
				return learnedAligner(from, to, shipped, pairs)
			},
		})
		if err != nil {
			return err
		}
		results = append(results, learnResult{filepath.Base(dir), points})
	}
	if format == "json" {
		return writeJSON(c.App.Writer, results)
	}
	return buffered(c, func(w *bufio.Writer) error { return writeLearnResults(w, results) })
}

// learnedAligner aligns as an import does after calque lexicon learn: with the
// shipped lexicon, which may be nil, and what was learned from pairs.
func learnedAligner(from, to language.Tag, shipped align.Lexicon, pairs []eval.SentencePair) eval.AlignFunc {
	var options []align.Option
	var seeds []align.Lexicon
	if shipped != nil {
		options = append(options, align.WithLexicon(shipped))
		seeds = append(seeds, shipped)
	}
	if len(pairs) > 0 {
		learned := lexicon.Learn(func(yield func(lexicon.Pair) bool) {
			for _, p := range pairs {
				if !yield(lexicon.Pair{SourceLang: from, TargetLang: to, Source: p.Source, Target: p.Target}) {
					return
				}
			}
		}, seeds...)
		options = append(options, align.WithLexicon(learned))
	}
	aligner := align.New(from, to, options...)
	return func(ctx context.Context, source, target []align.Sentence) ([]align.Bead, error) {
		return aligner.Align(ctx, source, target)
	}
}

// sizesFlag reads a flag that holds numbers of articles separated by commas.
func sizesFlag(c *cli.Context, name string) ([]int, error) {
	var sizes []int
	for part := range strings.SplitSeq(c.String(name), ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n < 0 {
			return nil, usagef("--%s %s: give numbers of articles, as 0,10,30", name, c.String(name))
		}
		sizes = append(sizes, n)
	}
	return sizes, nil
}

// writeLearnResults writes a table with a bar for each point. The bars of a
// folder begin at the same F1, a little under its lowest.
func writeLearnResults(w io.Writer, results []learnResult) error {
	const width = 40
	for k, r := range results {
		if k > 0 {
			fmt.Fprintln(w)
		}
		low, high := 1.0, 0.0
		for _, p := range r.Points {
			low, high = min(low, p.StrictF1), max(high, p.StrictF1)
		}
		low = max(0, low-max(0.002, (high-low)/4))
		high = max(high, low+0.001)
		fmt.Fprintf(w, "%s, strict F1 of unseen articles after learning from so many (bars from %.3f to %.3f)\n", r.Set, low, high)
		fmt.Fprintln(w, "articles  strict F1  spread   TU F1")
		for _, p := range r.Points {
			bar := strings.Repeat("█", int((p.StrictF1-low)/(high-low)*width+0.5))
			fmt.Fprintf(w, "%8d     %.4f  %.4f  %.4f  %s\n", p.Articles, p.StrictF1, p.Spread, p.UnitF1, bar)
		}
	}
	return nil
}
