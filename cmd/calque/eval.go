package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/align"
	"calque/align/eval"
	"calque/align/lexicon"
	"calque/align/segment"
)

func evalCommand() *cli.Command {
	return &cli.Command{
		Name:  "eval",
		Usage: "measure alignment, segmentation and repair against gold data",
		Description: `   calque eval align gold/fr-en gold/fr-zh
   calque eval segment gold/segment
   calque eval repair gold/repair.tsv`,
		Subcommands: []*cli.Command{evalAlignCommand(), evalSegmentCommand(), evalRepairCommand()},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("there is nothing called %s to measure: take align, segment or repair", c.Args().First())
			}
			return cli.ShowSubcommandHelp(c)
		},
	}
}

func evalAlignCommand() *cli.Command {
	return &cli.Command{
		Name:      "align",
		Usage:     "precision, recall and F1 of the aligner on folders of gold alignments",
		ArgsUsage: "DIR…",
		Description: `DIR holds NAME.src and NAME.tgt, a sentence a line, and NAME.gold, a bead a line
([0, 1]:[0]); its name ends in the two languages (fr-zh). A folder of such folders
is taken whole. Strict counts equal beads, lax those that share a sentence on both
sides, TU only beads with both sides.

With --learn, words are learned from some articles as if a memory held them as
confirmed, and the others are aligned: the table shows what that brings.

   calque eval align gold/fr-zh
   calque eval align --calibration --format json gold
   calque eval align --learn 0,10,30 gold/fr-zh`,
		Flags: append([]cli.Flag{
			fromFlag("the language of the sources, a `TAG`; by the folder's name when not given"),
			toFlag("the language of the targets, a `TAG`"),
			&cli.BoolFlag{Name: "no-lexicon", EnvVars: env("no-lexicon"), Usage: "align without the lexicon that comes with calque"},
			&cli.BoolFlag{Name: "calibration", EnvVars: env("calibration"), Usage: "show how often beads of each confidence are right"},
			formatFlag("text", "json"),
		}, learnFlags()...),
		Action: runEvalAlign,
	}
}

// alignResult is the result of one folder.
type alignResult struct {
	Set string `json:"set"`
	eval.AlignmentReport
}

func runEvalAlign(c *cli.Context) error {
	format, err := chosenFormat(c, "text", "json")
	if err != nil {
		return err
	}
	dirs, err := goldFolders(c.Args().Slice())
	if err != nil {
		return err
	}
	if c.IsSet("learn") {
		return runEvalLearn(c, format, dirs)
	}
	var results []alignResult
	for _, dir := range dirs {
		report, err := evalFolder(c, dir)
		if err != nil {
			return err
		}
		results = append(results, alignResult{filepath.Base(dir), report})
	}
	if format == "json" {
		return writeJSON(c.App.Writer, results)
	}
	return buffered(c, func(w *bufio.Writer) error { return writeAlignResults(w, results, c.Bool("calibration")) })
}

// goldFolders returns the folders with gold alignments among dirs and below.
func goldFolders(dirs []string) ([]string, error) {
	if len(dirs) == 0 {
		return nil, usagef("give a folder with gold alignments; calque eval align --help says what it holds")
	}
	var found []string
	for _, dir := range dirs {
		if hasGold(dir) {
			found = append(found, dir)
			continue
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		for _, entry := range entries {
			if below := filepath.Join(dir, entry.Name()); entry.IsDir() && hasGold(below) {
				found = append(found, below)
			}
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no .gold file in %v, nor in a folder below", dirs)
	}
	return found, nil
}

func hasGold(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, entry := range entries {
		if filepath.Ext(entry.Name()) == ".gold" {
			return true
		}
	}
	return false
}

func evalFolder(c *cli.Context, dir string) (eval.AlignmentReport, error) {
	from, to, err := folderLangs(c, dir)
	if err != nil {
		return eval.AlignmentReport{}, err
	}
	cases, err := eval.ReadAlignmentFolder(dir)
	if err != nil {
		return eval.AlignmentReport{}, err
	}
	var options []align.Option
	if !c.Bool("no-lexicon") {
		options = append(options, align.WithLexicon(lexicon.Shipped()))
	}
	aligner := align.New(from, to, options...)
	return eval.Alignment(c.Context, cases, func(ctx context.Context, source, target []align.Sentence) ([]align.Bead, error) {
		return aligner.Align(ctx, source, target)
	})
}

func folderLangs(c *cli.Context, dir string) (from, to language.Tag, err error) {
	if from, err = langFlag(c, "from"); err != nil {
		return from, to, err
	}
	if to, err = langFlag(c, "to"); err != nil || from != language.Und && to != language.Und {
		return from, to, err
	}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return from, to, err
	}
	if from, to, err = eval.FolderLanguages(absolute); err != nil {
		err = usagef("%v; say the languages with --from and --to", err)
	}
	return from, to, err
}

func writeAlignResults(w io.Writer, results []alignResult, calibration bool) error {
	width := 8
	for _, r := range results {
		width = max(width, len(r.Set))
	}
	for _, r := range results {
		fmt.Fprintf(w, "%-*s  %s | %s in %.2f s\n", width, r.Set, r.AlignmentScore, plural(r.Texts, "text"), r.Time.Seconds())
	}
	if !calibration {
		return nil
	}
	var all eval.Calibration
	for _, r := range results {
		all.Merge(r.Calibration)
	}
	_, err := fmt.Fprintf(w, "\n%s\n", all)
	return err
}

func evalSegmentCommand() *cli.Command {
	return &cli.Command{
		Name:      "segment",
		Usage:     "precision, recall and F1 of the segmenter on gold sentences",
		ArgsUsage: "FILE|DIR…",
		Description: `FILE.jsonl has a text a line: {"id", "lang", "text", "sents"}; a sentence counts
when both its ends are right. FILE.json is an array of golden rules of the same
form, FILE.tsv a table of them; a rule is passed when all its sentences are right. Of a folder all .jsonl
files are taken, and the .json files of rules/ below it.

   calque eval segment gold/fr_news.jsonl
   calque eval segment --failures gold/segment
   calque eval segment --split-after ';' gold/fr_news.jsonl`,
		Flags: append([]cli.Flag{
			&cli.BoolFlag{Name: "failures", EnvVars: env("failures"), Usage: "show the golden rules that are not passed"},
			formatFlag("text", "json"),
		}, segmentFlags()...),
		Action: runEvalSegment,
	}
}

// segmentResults are the results of all files.
type segmentResults struct {
	Sets  []eval.SegmentScore `json:"sets"`
	Rules []eval.RulesScore   `json:"rules"`

	newSegmenter eval.NewSegmenter
}

func runEvalSegment(c *cli.Context) error {
	format, err := chosenFormat(c, "text", "json")
	if err != nil {
		return err
	}
	if c.NArg() == 0 {
		return usagef("give a file or folder of gold sentences; calque eval segment --help says what it holds")
	}
	newSegmenter, err := measuredSegmenter(c)
	if err != nil {
		return err
	}
	results := segmentResults{Sets: []eval.SegmentScore{}, Rules: []eval.RulesScore{}, newSegmenter: newSegmenter}
	for _, path := range c.Args().Slice() {
		if err := results.measure(c.Context, path); err != nil {
			return err
		}
	}
	if len(results.Sets)+len(results.Rules) == 0 {
		return fmt.Errorf("no .jsonl file, nor a rule file in rules/, in %v", c.Args().Slice())
	}
	if format == "json" {
		return writeJSON(c.App.Writer, results)
	}
	return buffered(c, func(w *bufio.Writer) error { return results.write(w, c.Bool("failures")) })
}

// measuredSegmenter returns what is to be measured: calque's own rules as the
// flags say, or those of --srx. A language that the SRX file has no rules for is
// cut by calque's.
func measuredSegmenter(c *cli.Context) (eval.NewSegmenter, error) {
	cut, err := newCutters(c)
	if err != nil {
		return nil, err
	}
	return func(lang language.Tag) eval.Segmenter {
		cutter, err := cut.cutter(lang)
		if err != nil {
			note(c, "calque: %v; calque's own rules are measured", err)
			return segment.New(lang)
		}
		return cutter
	}, nil
}

func (r *segmentResults) measure(ctx context.Context, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return r.measureFile(ctx, path)
	}
	sets, err := eval.SegmentDir(ctx, path, r.newSegmenter)
	if err != nil {
		return err
	}
	r.Sets = append(r.Sets, sets...)
	rules := filepath.Join(path, "rules")
	if _, err := os.Stat(rules); err != nil {
		return nil // a folder without rules is in order
	}
	scores, err := eval.RulesDir(ctx, rules, r.newSegmenter)
	r.Rules = append(r.Rules, scores...)
	return err
}

func (r *segmentResults) measureFile(ctx context.Context, path string) error {
	if extension := filepath.Ext(path); extension == ".json" || extension == ".tsv" {
		score, err := eval.RulesFile(ctx, path, r.newSegmenter)
		if err == nil {
			r.Rules = append(r.Rules, score)
		}
		return err
	}
	score, err := eval.SegmentFile(ctx, path, r.newSegmenter)
	if err == nil {
		r.Sets = append(r.Sets, score)
	}
	return err
}

func (r segmentResults) write(w io.Writer, failures bool) error {
	for _, s := range r.Sets {
		fmt.Fprintf(w, "%-20s P %.4f R %.4f F1 %.4f | %d of %s cut exactly\n", s.Name, s.Precision, s.Recall, s.F1, s.Perfect, plural(s.Texts, "text"))
	}
	for _, s := range r.Rules {
		fmt.Fprintf(w, "%-20s %d of %d rules (%.1f %%)", s.Name, s.Passed, s.Total, 100*s.Rate())
		if s.SetApart > 0 {
			fmt.Fprintf(w, ", %d set apart", s.SetApart)
		}
		fmt.Fprintln(w)
		if !failures {
			continue
		}
		for _, f := range s.Failures {
			fmt.Fprintf(w, "  %s\n    want  %q\n    found %q\n", f.ID, f.Want, f.Found)
		}
	}
	return nil
}
