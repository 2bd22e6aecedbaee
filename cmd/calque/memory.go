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
// be created, is an error of the memory.
func openMemory(c *cli.Context, options sqlite.Options) (*sqlite.Store, error) {
	path := c.String("db")
	store, err := sqlite.Open(c.Context, path, options)
	if errors.Is(err, tm.ErrNotFound) {
		if options.Create {
			return nil, &exitError{exitMemory, err} // no folder to make it in
		}
		return nil, &exitError{exitMemory, fmt.Errorf("there is no memory %s: make one with calque import FOLDER, or name another with --db", path)}
	}
	return store, err
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
