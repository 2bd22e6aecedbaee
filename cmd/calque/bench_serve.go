package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"calque/tm/bench"
)

func benchServeCommand() *cli.Command {
	return &cli.Command{
		Name:  "serve",
		Usage: "measure calque serve with many clients at once",
		Description: `Makes a memory of the lines of a corpus, as bench lookup does, or takes the one
that is in --folder, serves it, and asks for look-ups and pages: one client first, then
many for some time, each of which asks again as soon as it is answered.

   calque bench serve --corpus corpus.txt.gz --queries queries.tsv
   calque bench serve --corpus corpus.txt --queries queries.txt --folder /var/tmp --clients 10

The clients are on this machine and take their share of it: measure while nothing else
runs. Exit code 1: a goal was not met.`,
		Flags: []cli.Flag{
			benchCorpusFlag(),
			benchQueriesFlag(),
			benchUnitsFlag(),
			&cli.IntFlag{Name: "clients", EnvVars: env("clients"), Value: 50, Usage: "ask from `N` clients at once"},
			&cli.DurationFlag{Name: "time", EnvVars: env("time"), Value: time.Minute, Usage: "for so long a `TIME`"},
			&cli.StringFlag{Name: "other", EnvVars: env("other"), Usage: "ask another program's tmserver too, at `URL`, such as http://127.0.0.1:8888/tmserver"},
			fromFlag("the language of the texts, a `TAG`; French when not given"),
			benchFolderFlag(),
			formatFlag("text", "json"),
		},
		Action: runBenchServe,
	}
}

func runBenchServe(c *cli.Context) error {
	format, err := chosenFormat(c, "text", "json")
	if err != nil {
		return err
	}
	lang, err := langFlag(c, "from")
	if err != nil {
		return err
	}
	if c.Int("clients") < 1 || c.Duration("time") <= 0 {
		return usagef("--clients and --time must be more than 0")
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
	report, err := bench.Serve{
		Path: filepath.Join(folder, "bench.db"),
		Open: openBench,
		Lang: lang, Corpus: bench.Lines(c.String("corpus"), c.Int("units")), Queries: queries, Command: serveOnAnyPort,
		Other: c.String("other"), Clients: c.Int("clients"), Time: c.Duration("time"), Progress: doing.show,
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

// serveOnAnyPort is this program, serving a memory.
func serveOnAnyPort(ctx context.Context, memory string) *exec.Cmd {
	program, err := os.Executable()
	if err != nil {
		program = os.Args[0]
	}
	return exec.CommandContext(ctx, program, "serve", "--db", memory, "--listen", "127.0.0.1:0")
}
