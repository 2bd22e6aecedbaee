package main

import (
	"github.com/urfave/cli/v2"

	"calque/tm/sqlite"
)

func optimizeCommand() *cli.Command {
	return &cli.Command{
		Name:  "optimize",
		Usage: "tidy the memory: merge the search index, make it anew where it is not in order",
		Description: `Others can read meanwhile. Worth its time after a large import.

   calque optimize
   calque optimize --db press.db`,
		Flags: []cli.Flag{dbFlag()},
		Action: func(c *cli.Context) error {
			store, err := openMemory(c, sqlite.Options{})
			if err != nil {
				return err
			}
			defer store.Close()
			if err := store.Optimize(c.Context); err != nil {
				return err
			}
			note(c, "%s is tidy", c.String("db"))
			return nil
		},
	}
}
