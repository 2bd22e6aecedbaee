package main

import (
	"bufio"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"calque/tm/match"
	"calque/tm/sqlite"
)

// penaltyMeanings says for what each penalty is taken off.
var penaltyMeanings = map[string]string{
	match.PenaltyCase:        "only capitals and the like differ",
	match.PenaltyPunctuation: "only quotation marks, dashes or spaces differ",
	match.PenaltyNumbers:     "only the way a number is written differs",
	match.PenaltyTags:        "only tags differ",
	match.PenaltyUnconfirmed: "no person has confirmed a doubtful alignment, less than 90 % sure",
	match.PenaltyVariant:     "the unit is in another regional variant",
	match.PenaltyRepaired:    "numbers, dates or names were put right",
}

func penaltyFlag() cli.Flag {
	return &cli.StringSliceFlag{
		Name: "penalty", EnvVars: env("penalty"),
		Usage: "take off other points than the memory's owner set, `NAME=POINTS`; may be given several times. NAME is " + strings.Join(match.PenaltyNames(), ", "),
	}
}

// penaltiesFromFlag reads --penalty.
func penaltiesFromFlag(c *cli.Context) (match.Penalties, error) {
	return readPenalties("--penalty ", c.StringSlice("penalty"))
}

// readPenalties reads words of the form case=2.
func readPenalties(where string, words []string) (match.Penalties, error) {
	var penalties match.Penalties
	for _, word := range words {
		if word == "" { // an empty variable of the environment
			continue
		}
		name, value, ok := strings.Cut(word, "=")
		if !ok || !slices.Contains(match.PenaltyNames(), name) {
			return nil, usagef("%s%s: write NAME=POINTS, with a name of %s", where, word, strings.Join(match.PenaltyNames(), ", "))
		}
		points, err := strconv.Atoi(value)
		if err != nil || points < 0 || points > 100 {
			return nil, usagef("%s%s: give 0 to 100 points", where, word)
		}
		if penalties == nil {
			penalties = match.Penalties{}
		}
		penalties[name] = points
	}
	return penalties, nil
}

func penaltiesCommand() *cli.Command {
	return &cli.Command{
		Name:      "penalties",
		Usage:     "show or set what is taken off the score of a match",
		ArgsUsage: "[NAME=POINTS …]",
		Description: `A match may differ from the query in small things only, or come from a unit that
is not quite what was asked for. Each such thing takes points off its score, once,
and is named beside it. The points are kept in the memory, for all who use it;
calque lookup --penalty changes them for one look-up.

   calque penalties
   calque penalties unconfirmed=5 case=0
   calque penalties --reset`,
		Flags: []cli.Flag{
			dbFlag(),
			&cli.BoolFlag{Name: "reset", EnvVars: env("reset"), Usage: "go back to what calque takes off by default"},
			formatFlag("text", "json"),
		},
		Action: runPenalties,
	}
}

func runPenalties(c *cli.Context) error {
	format, err := chosenFormat(c, "text", "json")
	if err != nil {
		return err
	}
	changes, err := readPenalties("", c.Args().Slice())
	if err != nil {
		return err
	}
	changing := len(changes) > 0 || c.Bool("reset")
	store, err := openMemory(c, sqlite.Options{ReadOnly: !changing})
	if err != nil {
		return err
	}
	defer store.Close()
	weights, err := store.Weights(c.Context)
	if err != nil {
		return err
	}
	if changing {
		if c.Bool("reset") {
			weights = match.DefaultWeights()
		}
		for name, points := range changes {
			weights.Set(name, points)
		}
		if err := store.SetWeights(c.Context, weights); err != nil {
			return err
		}
	}
	return buffered(c, func(w *bufio.Writer) error { return writePenalties(w, weights, format) })
}

func writePenalties(w *bufio.Writer, weights match.Weights, format string) error {
	if format == "json" {
		out := match.Penalties{}
		for _, name := range match.PenaltyNames() {
			out[name] = weights.Of(name)
		}
		return writeJSON(w, out)
	}
	for _, name := range match.PenaltyNames() {
		if _, err := fmt.Fprintf(w, "%-12s %3d  %s\n", name, weights.Of(name), penaltyMeanings[name]); err != nil {
			return err
		}
	}
	return nil
}
