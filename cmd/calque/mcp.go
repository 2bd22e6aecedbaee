package main

import (
	"context"
	"errors"
	"io"
	"slices"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/tm/mcp"
	"calque/tm/sqlite"
)

func mcpCommand() *cli.Command {
	return &cli.Command{
		Name:  "mcp",
		Usage: "let a language model use the memory (Model Context Protocol)",
		Description: `Answers on standard input and output until the client leaves. The tools, lookup,
concordance, stories, story and terms, read and never write. A program that runs a language
model starts it by itself:

   calque mcp
   calque mcp --db /home/me/press.db

and most are told so in a file like this:

   {"mcpServers": {"calque": {"command": "calque", "args": ["mcp", "--db", "/home/me/press.db"]}}}`,
		Flags: []cli.Flag{dbFlag()},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("calque mcp takes no argument: --db names the memory")
			}
			store, err := openMemory(c, sqlite.Options{ReadOnly: true})
			if err != nil {
				return err
			}
			defer store.Close()
			lexicons, err := allLexicons(c)
			if err != nil {
				return err
			}
			terms := func(_ context.Context, word string, from, to language.Tag) ([]string, error) {
				var found []string
				for _, known := range lexicons {
					for _, translation := range translationsOf(known, word, from, to) {
						if !slices.Contains(found, translation) {
							found = append(found, translation)
						}
					}
				}
				return found, nil
			}
			err = mcp.New(store, mcp.Options{Version: c.App.Version, Terms: terms}).Run(c.Context, mcp.Stdio())
			if errors.Is(err, io.EOF) || c.Context.Err() != nil {
				return nil // the client has gone, or Ctrl-C
			}
			return err
		},
	}
}
