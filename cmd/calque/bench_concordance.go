package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/tm/bench"
	"calque/tm/sqlite"
)

func benchConcordanceCommand() *cli.Command {
	return &cli.Command{
		Name:  "concordance",
		Usage: "measure the search for words in a large memory",
		Description: `Makes a memory of the lines of a corpus, as bench lookup does, or takes the one
that is in --folder, and measures how fast words, phrases and the like are found
that are drawn from its running text.

   calque bench concordance --corpus corpus.txt.gz --folder /var/tmp
   calque bench concordance --from zh --mix 1000000 --corpus sentences.zh.txt

Figures are of this machine as it is now: measure while nothing else runs. Exit
code 1: a goal was not met.`,
		Flags: []cli.Flag{
			benchCorpusFlag(),
			benchUnitsFlag(),
			&cli.IntFlag{Name: "mix", EnvVars: env("mix"), Usage: "make `N` texts by mixing the clauses of the lines, for a small corpus"},
			&cli.IntFlag{Name: "patterns", EnvVars: env("patterns"), Value: 200, Usage: "look for `N` patterns of each kind"},
			fromFlag("the language of the texts, a `TAG`; French when not given"),
			benchFolderFlag(),
			formatFlag("text", "json"),
		},
		Action: runBenchConcordance,
	}
}

func runBenchConcordance(c *cli.Context) error {
	format, err := chosenFormat(c, "text", "json")
	if err != nil {
		return err
	}
	lang, err := langFlag(c, "from")
	if err != nil {
		return err
	}
	folder, remove, err := benchFolder(c)
	if err != nil {
		return err
	}
	defer remove()
	corpus := bench.Lines(c.String("corpus"), c.Int("units"))
	if n := c.Int("mix"); n > 0 {
		corpus = bench.Mixed(corpus, n)
	}
	doing := newStatusLine(c.App.ErrWriter)
	defer doing.clear()
	report, err := bench.Concordance{
		Path: filepath.Join(folder, "bench.db"),
		Open: openBench,
		Once: func(ctx context.Context, path string) (bench.Store, error) {
			return sqlite.Open(ctx, path, sqlite.Options{ReadOnly: true, Mapped: true})
		},
		Lang: lang, Corpus: corpus, Patterns: max(1, c.Int("patterns")), Command: findOnce, Progress: doing.show,
	}.Run(c.Context)
	if err != nil {
		return err
	}
	doing.clear()
	if format == "json" {
		err = writeJSON(c.App.Writer, report)
	} else {
		_, err = report.WriteTo(c.App.Writer)
	}
	if n := report.Missed(); err == nil && n > 0 {
		err = fmt.Errorf("goals that were not met: %d", n)
	}
	return err
}

// findOnce is this program, looking for one pattern.
func findOnce(ctx context.Context, memory string, lang language.Tag, pattern string) *exec.Cmd {
	program, err := os.Executable()
	if err != nil {
		program = os.Args[0]
	}
	return exec.CommandContext(ctx, program, "concordance", "--db", memory, "--lang", lang.String(), "--to", bench.Target.String(), "--", pattern)
}
