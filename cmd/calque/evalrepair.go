package main

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"calque/align/lexicon"
	"calque/tm"
	"calque/tm/match"
	"calque/tm/match/repair"
)

func evalRepairCommand() *cli.Command {
	return &cli.Command{
		Name:      "repair",
		Usage:     "how often a translation is mended rightly, wrongly or not",
		ArgsUsage: "FILE.tsv|- …",
		Description: `FILE has a case a line, in six columns: the two languages, a text, the source and
the translation of a fuzzy match, and the translation as it should be mended, or -
where none should be offered. Lines that begin with # are passed over.

   calque eval repair cases.tsv
   calque eval repair --failures --format json cases.tsv other.tsv`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "failures", EnvVars: env("failures"), Usage: "show the cases in which something else is offered than expected, or nothing"},
			formatFlag("text", "json"),
		},
		Action: runEvalRepair,
	}
}

// repairScore counts what was offered for the cases of a file.
type repairScore struct {
	Name  string `json:"name"`
	Cases int    `json:"cases"`
	// Repairable are the cases that have something to be offered. Right and
	// Wrong together are what is offered.
	Repairable int             `json:"repairable"`
	Right      int             `json:"right"`
	Wrong      int             `json:"wrong"`
	Failures   []repairFailure `json:"failures,omitempty"`
}

// repairFailure is a case in which not what was expected is offered; an empty
// text is nothing.
type repairFailure struct {
	Query  string `json:"query"`
	Source string `json:"source"`
	Target string `json:"target"`
	Want   string `json:"want"`
	Found  string `json:"found"`
}

func runEvalRepair(c *cli.Context) error {
	format, err := chosenFormat(c, "text", "json")
	if err != nil {
		return err
	}
	if c.NArg() == 0 {
		return usagef("give a file of cases; calque eval repair --help says what it holds")
	}
	scores := []repairScore{}
	for _, path := range c.Args().Slice() {
		score, err := scoreRepairs(c, path)
		if err != nil {
			return err
		}
		if !c.Bool("failures") {
			score.Failures = nil
		}
		scores = append(scores, score)
	}
	if format == "json" {
		return writeJSON(c.App.Writer, scores)
	}
	return buffered(c, func(w *bufio.Writer) error { return writeRepairScores(w, scores) })
}

func scoreRepairs(c *cli.Context, path string) (repairScore, error) {
	score := repairScore{Name: filepath.Base(path)}
	in, err := openInput(c, path)
	if err != nil {
		return score, err
	}
	defer in.Close()
	line := 0
	err = eachLine(c, in, path, func(text string) error {
		line++
		if text == "" || strings.HasPrefix(text, "#") {
			return nil
		}
		m, want, err := readRepairCase(text)
		if err != nil {
			return fmt.Errorf("%s, line %d: %w", path, line, err)
		}
		score.add(m, want)
		return nil
	})
	return score, err
}

const (
	repairCells = 6
	noRepair    = "-"
)

// readRepairCase reads a line; an empty text is wanted where there is nothing to
// be offered.
func readRepairCase(line string) (m repair.Match, want string, err error) {
	cells := strings.Split(line, "\t")
	if len(cells) != repairCells {
		return m, "", fmt.Errorf("there are %d columns, and %d are needed: the languages, the text, the source, the translation, and what is expected", len(cells), repairCells)
	}
	m = repair.Match{Query: cells[2], Source: cells[3], Target: cells[4]}
	if m.From, err = tm.ParseLang(cells[0]); err != nil {
		return m, "", err
	}
	m.To, err = tm.ParseLang(cells[1])
	if want = cells[5]; want == noRepair {
		want = ""
	}
	return m, want, err
}

func (s *repairScore) add(m repair.Match, want string) {
	found := ""
	if r, ok := repair.Repair(m, repair.Options{Weights: match.DefaultWeights(), Names: lexicon.RegionNames}); ok {
		found = r.Text
	}
	s.Cases++
	if want != "" {
		s.Repairable++
	}
	switch {
	case found != "" && found == want:
		s.Right++
	case found != "":
		s.Wrong++
	}
	if found != want {
		s.Failures = append(s.Failures, repairFailure{m.Query, m.Source, m.Target, want, found})
	}
}

func writeRepairScores(w io.Writer, scores []repairScore) error {
	for _, s := range scores {
		offered := s.Right + s.Wrong
		fmt.Fprintf(w, "%-20s %s, %d repairable | %d offered: %d right, %d wrong\n",
			s.Name, plural(s.Cases, "case"), s.Repairable, offered, s.Right, s.Wrong)
		for _, f := range s.Failures {
			_, err := fmt.Fprintf(w, "  %s\n    source %q\n    target %q\n    want   %q\n    found  %q\n", f.Query, f.Source, f.Target, f.Want, f.Found)
			if err != nil {
				return err
			}
		}
	}
	return nil
}
