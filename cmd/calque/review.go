package main

import (
	"fmt"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/review"
	"calque/tm/sqlite"
)

func reviewCommand() *cli.Command {
	return &cli.Command{
		Name:      "review",
		Usage:     "go through the doubtful rows, in the terminal or by spreadsheet",
		ArgsUsage: "[STORY]",
		Description: `Shows the doubtful rows of a story, or of all, one after the other; each key is an
action, stored at once:

` + keyHelp + `

Where standard input is no terminal, the keys are read from it and rows are printed
plainly. The rest of a line after E is then the text, and after t the words that the
second sentence begins with.

   calque review                        # all stories with doubtful rows
   calque review --to zh gouvernance-ia
   calque review --below 0.5
   calque review export --to zh gouvernance-ia gouvernance.xlsx`,
		Subcommands: []*cli.Command{reviewExportCommand(), reviewImportCommand()},
		Flags: []cli.Flag{
			dbFlag(),
			toFlag("only translations into this language, a `TAG`"),
			&cli.Float64Flag{Name: "below", EnvVars: env("below"), Value: tm.DoubtfulBelow, Usage: "a row that nobody judged is doubtful with less than this `CONFIDENCE`, 0 to 1"},
			userFlag(),
		},
		Action: runReview,
	}
}

func userFlag() cli.Flag {
	return &cli.StringFlag{Name: "user", EnvVars: append(env("user"), "USER"), Usage: "who says so"}
}

func runReview(c *cli.Context) error {
	if c.NArg() > 1 {
		return usagef("give one story, or none for all; calque articles list shows them")
	}
	to, err := langFlag(c, "to")
	if err != nil {
		return err
	}
	below, err := shareFlag(c, "below")
	if err != nil {
		return err
	}
	start := func(store tm.Store, keys []string) error {
		r := &reviewer{store: store, who: userName(c), to: to, below: below, named: c.NArg() == 1, side: review.Source, screen: newScreen(c)}
		r.pointing = r.screen.live
		return r.run(c, keys)
	}
	if c.NArg() == 1 {
		return withArticle(c, sqlite.Options{}, func(store tm.Store, a *tm.Article, _ []string) error {
			if to != language.Und {
				if _, err := chooseAlignment(a, to); err != nil {
					return err
				}
			}
			return start(store, []string{a.Key})
		})
	}
	store, err := openMemory(c, sqlite.Options{})
	if err != nil {
		return err
	}
	defer store.Close()
	var keys []string
	for info, err := range store.Articles(c.Context) {
		if err != nil {
			return fmt.Errorf("listing the stories: %w", err)
		}
		keys = append(keys, info.Key)
	}
	return start(store, keys)
}
