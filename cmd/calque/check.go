package main

import (
	"fmt"

	"github.com/urfave/cli/v2"

	"calque/tm"
	"calque/tm/sqlite"
)

func checkCommand() *cli.Command {
	return &cli.Command{
		Name:  "check",
		Usage: "read the whole memory and report what is not in order",
		Description: `Checks the file, the references between its parts and the search index. Exits with
0 when all is in order and with 4 when something is not.

   calque check
   calque check --db press.db --format json`,
		Flags: []cli.Flag{dbFlag(), formatFlag("text", "json")},
		Action: func(c *cli.Context) error {
			format, err := chosenFormat(c, "text", "json")
			if err != nil {
				return err
			}
			store, err := openMemory(c, sqlite.Options{ReadOnly: true})
			if err != nil {
				return err
			}
			defer store.Close()
			problems, err := store.Check(c.Context)
			if err != nil {
				return err
			}
			return reportProblems(c, problems, format)
		},
	}
}

type problemJSON struct {
	Where string `json:"where"`
	What  string `json:"what"`
	Do    string `json:"do"`
}

func reportProblems(c *cli.Context, problems []tm.Problem, format string) error {
	list := []problemJSON{}
	for _, p := range problems {
		list = append(list, problemJSON(p))
	}
	if format == "json" {
		if err := writeJSON(c.App.Writer, list); err != nil {
			return err
		}
	} else {
		for _, p := range list {
			fmt.Fprintf(c.App.Writer, "%s: %s; %s\n", p.Where, p.What, p.Do)
		}
	}
	if len(list) > 0 {
		return &exitError{exitMemory, fmt.Errorf("%s: %s", c.String("db"), plural(len(list), "problem"))}
	}
	note(c, "%s is in order", c.String("db"))
	return nil
}
