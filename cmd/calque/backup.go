package main

import (
	"github.com/urfave/cli/v2"

	"calque/tm/sqlite"
)

func backupCommand() *cli.Command {
	return &cli.Command{
		Name:      "backup",
		Usage:     "copy the memory while others use it",
		ArgsUsage: "FILE",
		Description: `Writes a consistent copy, a memory like any other, to FILE, which must not exist.

   calque backup calque-2026-11-24.db
   calque backup --db press.db /mnt/backup/press.db`,
		Flags: []cli.Flag{dbFlag()},
		Action: func(c *cli.Context) error {
			path, err := oneArgument(c, "file to write")
			if err != nil {
				return err
			}
			store, err := openMemory(c, sqlite.Options{ReadOnly: true})
			if err != nil {
				return err
			}
			defer store.Close()
			if err := store.Backup(c.Context, path); err != nil {
				return err
			}
			note(c, "%s is a copy of %s", path, c.String("db"))
			return nil
		},
	}
}
