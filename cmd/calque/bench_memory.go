package main

import (
	"context"
	"os"

	"github.com/urfave/cli/v2"

	"calque/tm/bench"
	"calque/tm/sqlite"
)

// The flags that several benches have: what the memory is made of, and where.

func benchCorpusFlag() cli.Flag {
	return &cli.StringFlag{Name: "corpus", EnvVars: env("corpus"), Required: true, Usage: "the texts, one a line, in `FILE`; .gz is unpacked"}
}

func benchQueriesFlag() cli.Flag {
	return &cli.StringFlag{Name: "queries", EnvVars: env("queries"), Required: true, Usage: "what to look up, one a line, in `FILE`"}
}

func benchUnitsFlag() cli.Flag {
	return &cli.IntFlag{Name: "units", EnvVars: env("units"), Usage: "take the first `N` lines of the corpus; 0 is all"}
}

func benchFolderFlag() cli.Flag {
	return &cli.StringFlag{Name: "folder", EnvVars: env("folder"), Usage: "keep the memory in `DIR` as bench.db instead of throwing it away"}
}

// benchFolder is the folder that --folder names, or one that remove takes away
// with all that is in it.
func benchFolder(c *cli.Context) (folder string, remove func(), err error) {
	if folder = c.String("folder"); folder != "" {
		return folder, func() {}, nil
	}
	folder, err = os.MkdirTemp("", "calque-bench-")
	return folder, func() { os.RemoveAll(folder) }, err
}

func openBench(ctx context.Context, path string) (bench.Store, error) {
	return sqlite.Open(ctx, path, sqlite.Options{Create: true})
}
