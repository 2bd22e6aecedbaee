package main

import (
	"fmt"
	"io"
	"sync"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/align/segment"
	"calque/align/segment/srx"
)

// segmentFlags are the flags of every command that cuts text into segments.
func segmentFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "srx", EnvVars: env("srx"), Usage: "cut by the rules of an SRX `FILE`, 1.0 or 2.0, instead of calque's own"},
		&cli.StringFlag{Name: "segment", EnvVars: env("segment"), Value: "sentence", Usage: "a segment is a `UNIT`: sentence, line or paragraph"},
		&cli.BoolFlag{Name: "no-segment", EnvVars: env("no-segment"), Usage: "a line is a segment, the same as --segment line"},
		&cli.StringFlag{Name: "split-after", EnvVars: env("split-after"), Usage: "cut after these `CHARACTERS` too when a space follows, such as ';'"},
	}
}

// cutters makes the cutter of each language once, as the flags say.
type cutters struct {
	options segment.Options
	rules   *srx.Document // nil: calque's own
	name    string        // of the SRX file
	notes   io.Writer

	mutex sync.Mutex
	made  map[language.Tag]segment.Cutter
}

func newCutters(c *cli.Context) (*cutters, error) {
	cut := &cutters{name: c.String("srx"), notes: c.App.ErrWriter, made: map[language.Tag]segment.Cutter{}}
	unit := c.String("segment")
	if c.Bool("no-segment") {
		unit = "line"
	}
	modes := map[string]segment.Mode{"sentence": segment.Sentences, "line": segment.Lines, "paragraph": segment.Paragraphs}
	mode, known := modes[unit]
	if !known {
		return nil, usagef("--segment %s is not known: choose sentence, line or paragraph", unit)
	}
	cut.options = segment.Options{Mode: mode, SplitAfter: c.String("split-after")}
	if cut.name == "" {
		return cut, nil
	}
	if mode != segment.Sentences || cut.options.SplitAfter != "" {
		return nil, usagef("--srx brings its own rules: leave --segment, --no-segment and --split-after out")
	}
	var err error
	cut.rules, err = srx.ReadFile(cut.name)
	return cut, err
}

// cutter returns the cutter of a language. Rules of an SRX file that cannot be
// run are told of the first time.
func (cut *cutters) cutter(lang language.Tag) (segment.Cutter, error) {
	cut.mutex.Lock()
	defer cut.mutex.Unlock()
	if made, ok := cut.made[lang]; ok {
		return made, nil
	}
	made, err := cut.make(lang)
	if err == nil {
		cut.made[lang] = made
	}
	return made, err
}

func (cut *cutters) make(lang language.Tag) (segment.Cutter, error) {
	if cut.rules == nil {
		return segment.NewOptions(lang, cut.options), nil
	}
	made, report, err := cut.rules.Segmenter(lang)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cut.name, err)
	}
	for _, problem := range report.Problems {
		fmt.Fprintf(cut.notes, "calque: %s: rule left out: %s\n", cut.name, problem)
	}
	return made, nil
}
