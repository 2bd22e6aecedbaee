package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/urfave/cli/v2"

	"calque/exports"
	"calque/tm"
	"calque/tm/sqlite"
)

func dumpCommand() *cli.Command {
	return &cli.Command{
		Name:      "dump",
		Usage:     "write the whole memory as lines of text that a version control can compare",
		ArgsUsage: "FILE|-",
		Description: `Everything is written but what follows from the rest: articles, sentences, beads, units,
what persons said of them and when, dictionaries, settings. A row is a line of JSON,
article after article, and the same memory gives the same bytes, so that two dumps
show what changed. calque restore makes a memory of it. calque backup is quicker
where nobody reads the copy.

   calque dump memory.jsonl && git add memory.jsonl
   calque dump - | gzip > memory.jsonl.gz`,
		Flags:  []cli.Flag{dbFlag()},
		Action: runDump,
	}
}

func runDump(c *cli.Context) error {
	path, err := oneArgument(c, "file to write, or - for standard output")
	if err != nil {
		return err
	}
	store, err := openMemory(c, sqlite.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer store.Close()
	if path == "-" {
		return store.Dump(c.Context, c.App.Writer)
	}
	file, err := exports.Create(path)
	if err != nil {
		return err
	}
	defer file.Abort()
	if err := store.Dump(c.Context, file); err != nil {
		return err
	}
	if err := file.Commit(); err != nil {
		return err
	}
	note(c, "%s holds all of %s; calque restore makes a memory of it", path, c.String("db"))
	return nil
}

func restoreCommand() *cli.Command {
	return &cli.Command{
		Name:      "restore",
		Usage:     "make a memory of what calque dump wrote",
		ArgsUsage: "FILE|-",
		Description: `The memory that --db names is made new: it must not be there. It takes its name when
it is whole, so that a dump that was cut short leaves nothing.

   calque restore --db press.db memory.jsonl
   gunzip < memory.jsonl.gz | calque restore --db press.db -`,
		Flags:  []cli.Flag{dbFlag()},
		Action: runRestore,
	}
}

func runRestore(c *cli.Context) error {
	name, err := oneArgument(c, "file that calque dump wrote, or - for standard input")
	if err != nil {
		return err
	}
	in, err := openInput(c, name)
	if err != nil {
		return err
	}
	defer in.Close()
	path := c.String("db")
	err = sqlite.Restore(c.Context, path, in, sqlite.Options{})
	if errors.Is(err, fs.ErrExist) {
		return usagef("%s is there already: name a new file with --db", path)
	}
	if err != nil {
		return fmt.Errorf("restoring %s: %w", name, err)
	}
	return checkRestored(c, path)
}

// checkRestored looks whether what was restored is sound: a dump keeps the
// faults of its memory too, and may have been edited.
func checkRestored(c *cli.Context, path string) error {
	store, err := openMemory(c, sqlite.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer store.Close()
	problems, err := store.Check(c.Context)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return fmt.Errorf("%s was made, but %s: calque check lists them: %w", path, plural(len(problems), "thing in it is not in order"), tm.ErrDamaged)
	}
	note(c, "%s is the memory again, and in order", path)
	return nil
}
