package main

import (
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/sqlite"
)

// openMemory opens the memory that --db names. One that is not there, and may not
// be created, is an error of the memory. One of an older calque is
// brought up to date first, whatever it is opened for.
func openMemory(c *cli.Context, options sqlite.Options) (*sqlite.Store, error) {
	path := c.String("db")
	store, err := sqlite.Open(c.Context, path, options)
	if options.ReadOnly && errors.Is(err, tm.ErrReadOnly) {
		if err := bringUpToDate(c, path); err != nil {
			return nil, err
		}
		store, err = sqlite.Open(c.Context, path, options)
	}
	if errors.Is(err, tm.ErrNotFound) {
		if options.Create {
			return nil, &exitError{exitMemory, err} // no folder to make it in
		}
		return nil, &exitError{exitMemory, fmt.Errorf("there is no memory %s: make one with calque import FOLDER, or name another with --db", path)}
	}
	return store, err
}

// bringUpToDate changes the form of an older memory to today's.
func bringUpToDate(c *cli.Context, path string) error {
	store, err := sqlite.Open(c.Context, path, sqlite.Options{})
	if err != nil {
		return err
	}
	note(c, "calque: brought %s to the form of this version of calque", path)
	return store.Close()
}

func joinLangs(tags []language.Tag) string {
	if len(tags) == 0 {
		return "nothing yet"
	}
	s := tags[0].String()
	for _, tag := range tags[1:] {
		s += ", " + tag.String()
	}
	return s
}
