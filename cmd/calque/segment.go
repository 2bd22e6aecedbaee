package main

import (
	"bufio"
	"fmt"
	"unicode/utf8"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/align/segment"
	"calque/align/segment/srx"
	"calque/exports"
)

func segmentCommand() *cli.Command {
	return &cli.Command{
		Name:      "segment",
		Usage:     "cut text into sentences",
		ArgsUsage: "FILE|-",
		Description: `Each line of FILE is a block. Prints one sentence a line, and a blank line
between blocks.

   calque segment --lang fr article.txt
   echo "M. Diallo est arrivé. Il repart demain." | calque segment --lang fr -

--export-srx writes calque's own rules for the languages of --lang, or all, as SRX
2.0 for other tools, and says what SRX cannot express. --explain shows which rule
decided each place where a sentence might end.`,
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "lang", EnvVars: env("lang"), Usage: "the language of the text, a `TAG` such as fr, zh, pt-BR; fr when not given"},
			&cli.BoolFlag{Name: "export-srx", EnvVars: env("export-srx"), Usage: "write calque's own rules as SRX 2.0 to FILE or -"},
			&cli.BoolFlag{Name: "explain", EnvVars: env("explain"), Usage: "show the rule behind each decision"},
			formatFlag("text", "jsonl"),
		}, segmentFlags()...),
		Action: func(c *cli.Context) error {
			name, err := oneArgument(c, "file, or - for standard input")
			if err != nil {
				return err
			}
			if c.Bool("export-srx") {
				return exportSRX(c, name)
			}
			lang, err := langFlag(c, "lang")
			if err != nil {
				return err
			}
			format, err := chosenFormat(c, "text", "jsonl")
			if err != nil {
				return err
			}
			if lang == language.Und {
				lang = language.French
			}
			if c.Bool("explain") {
				return explainFile(c, name, lang)
			}
			return segmentFile(c, name, lang, format)
		},
	}
}

func segmentFile(c *cli.Context, name string, lang language.Tag, format string) error {
	cut, err := newCutters(c)
	if err != nil {
		return err
	}
	segmenter, err := cut.cutter(lang)
	if err != nil {
		return err
	}
	in, err := openInput(c, name)
	if err != nil {
		return err
	}
	defer in.Close()
	return buffered(c, func(w *bufio.Writer) error {
		encoder := newEncoder(w)
		block := 0
		return eachLine(c, in, name, func(line string) error {
			block++
			spans := segmenter.Segment(line)
			if format == "jsonl" {
				return encoder.Encode(segmentedBlock(block, line, spans))
			}
			if block > 1 {
				w.WriteByte('\n')
			}
			for _, span := range spans {
				w.WriteString(line[span.Start:span.End])
				w.WriteByte('\n')
			}
			return nil
		})
	})
}

// blockJSON is a line of segment --format jsonl. Start and end are byte
// offsets into the block.
type blockJSON struct {
	Block     int            `json:"block"` // line number, from 1
	Sentences []sentenceJSON `json:"sentences"`
}

type sentenceJSON struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

func segmentedBlock(number int, block string, spans []segment.Span) blockJSON {
	out := blockJSON{Block: number, Sentences: []sentenceJSON{}}
	for _, span := range spans {
		out.Sentences = append(out.Sentences, sentenceJSON{span.Start, span.End, block[span.Start:span.End]})
	}
	return out
}

// explainFile prints each candidate of a text with what decided it.
func explainFile(c *cli.Context, name string, lang language.Tag) error {
	cut, err := newCutters(c)
	if err != nil {
		return err
	}
	if cut.rules != nil {
		return usagef("--explain tells of calque's own rules: leave --srx out")
	}
	in, err := openInput(c, name)
	if err != nil {
		return err
	}
	defer in.Close()
	segmenter := segment.NewOptions(lang, cut.options)
	return buffered(c, func(w *bufio.Writer) error {
		return eachLine(c, in, name, func(line string) error {
			for _, d := range segmenter.Explain(line) {
				sign := " "
				if d.Break {
					sign = "|"
				}
				fmt.Fprintf(w, "%s %-24s %s⏹%s\n", sign, d.Rule, lastRunes(line[:d.Pos], 30), firstRunes(line[d.Pos:], 30))
			}
			return nil
		})
	})
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func lastRunes(s string, n int) string {
	start := len(s)
	for ; n > 0 && start > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:start])
		start -= size
	}
	return s[start:]
}

// exportSRX writes calque's own rules, and notes what SRX has no words for.
func exportSRX(c *cli.Context, name string) error {
	langs, err := langsFlag(c, "lang")
	if err != nil {
		return err
	}
	rules, err := srx.Native(langs...)
	if err != nil {
		return err
	}
	for _, missing := range srx.Unsayable {
		note(c, "calque: SRX cannot say %s", missing)
	}
	if name == "-" {
		_, err := rules.WriteTo(c.App.Writer)
		return err
	}
	file, err := exports.Create(name)
	if err != nil {
		return err
	}
	defer file.Abort()
	if _, err := rules.WriteTo(file); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return file.Commit()
}
