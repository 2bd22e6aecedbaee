package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"calque/tm/bench"
)

func benchCommand() *cli.Command {
	return &cli.Command{
		Name:  "bench",
		Usage: "measure calque",
		Description: `The figures of the README come from here.

   calque bench lookup --corpus corpus.txt.gz --queries queries.tsv
   calque bench lookup --corpus corpus.txt --queries queries.txt --scan 1000`,
		Hidden:      true,
		Subcommands: []*cli.Command{benchLookupCommand(), benchConcordanceCommand(), benchServeCommand()},
	}
}

func benchLookupCommand() *cli.Command {
	return &cli.Command{
		Name:  "lookup",
		Usage: "measure look-ups in a large memory, beside a plain scan of all texts",
		Description: `Makes a memory of the lines of a corpus, whose translations are made up, and
measures how fast texts are found in it. A million lines take some minutes. The
queries are one a line, or the third column where a line has columns.

   calque bench lookup --corpus corpus.txt.gz --queries queries.tsv
   calque bench lookup --corpus corpus.txt --queries queries.txt --units 100000 --scan 1000

Figures are of this machine as it is now: measure while nothing else runs. Exit
code 1: a goal was not met.`,
		Flags: []cli.Flag{
			benchCorpusFlag(),
			benchQueriesFlag(),
			benchUnitsFlag(),
			&cli.IntFlag{Name: "scan", EnvVars: env("scan"), Value: 20, Usage: "answer `N` of the queries by a plain scan too"},
			fromFlag("the language of the texts, a `TAG`; French when not given"),
			benchFolderFlag(),
			formatFlag("text", "json"),
		},
		Action: runBenchLookup,
	}
}

func runBenchLookup(c *cli.Context) error {
	format, err := chosenFormat(c, "text", "json")
	if err != nil {
		return err
	}
	lang, err := langFlag(c, "from")
	if err != nil {
		return err
	}
	queries, err := bench.ReadQueries(c.String("queries"))
	if err != nil {
		return err
	}
	folder, remove, err := benchFolder(c)
	if err != nil {
		return err
	}
	defer remove()
	doing := newStatusLine(c.App.ErrWriter)
	defer doing.clear()
	report, err := bench.Lookup{
		Path: filepath.Join(folder, "bench.db"),
		Open: openBench,
		Lang: lang, Corpus: bench.Lines(c.String("corpus"), c.Int("units")), Queries: queries,
		Command: lookUpOnce, Scan: c.Int("scan"), Progress: doing.show,
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

// lookUpOnce is this program, looking one text up.
func lookUpOnce(ctx context.Context, memory, query string) *exec.Cmd {
	program, err := os.Executable()
	if err != nil {
		program = os.Args[0]
	}
	return exec.CommandContext(ctx, program, "lookup", "--db", memory, "--from", "fr", "--to", bench.Target.String(), "--", query)
}
