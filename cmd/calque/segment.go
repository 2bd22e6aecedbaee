package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/align/segment"
	"calque/align/segment/srx"
	"calque/exports"
)

// maxLine bounds an input line of segment, align --segmented and lookup, in
// bytes. A sentence, and a paragraph, is a thousandth of it.
const maxLine = 16 << 20

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
	in, err := openInput(c, name)
	if err != nil {
		return err
	}
	defer in.Close()
	segmenter := segment.New(lang)
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

// openInput opens a file to read, standard input for "-".
func openInput(c *cli.Context, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(c.App.Reader), nil
	}
	return os.Open(name)
}

// eachLine calls do for each line of standard input or a file; see [scanLines].
// It stops at once when the command is interrupted, although a read from a
// terminal cannot be: the reading goes on beside it until the process ends.
func eachLine(c *cli.Context, in io.Reader, name string, do func(line string) error) error {
	ctx, cancel := context.WithCancel(c.Context)
	defer cancel()
	lines := make(chan string, 64)
	scanned := make(chan error, 1)
	go func() {
		defer close(lines)
		scanned <- scanLines(in, name, func(line string) error {
			select {
			case lines <- line:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	for {
		select {
		case line, more := <-lines:
			if !more {
				return <-scanned
			}
			if err := do(line); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// scanLines calls do for each line of UTF-8 text, without its line end. A byte-
// order mark at the start is not part of the text.
func scanLines(in io.Reader, name string, do func(line string) error) error {
	scanner := bufio.NewScanner(in)
	scanner.Buffer(make([]byte, 64<<10), maxLine)
	number := 0
	for scanner.Scan() {
		number++
		line := scanner.Text()
		if number == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		if !utf8.ValidString(line) {
			return fmt.Errorf("%s, line %d: not UTF-8 text; convert it first, with iconv for instance", name, number)
		}
		if err := do(line); err != nil {
			return err
		}
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("%s, line %d: longer than %d MB; a line is a paragraph or a sentence here", name, number+1, maxLine>>20)
	}
	return scanner.Err()
}
