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
   echo "M. Diallo est arrivé. Il repart demain." | calque segment --lang fr -`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "lang", EnvVars: env("lang"), Value: "fr", Usage: "the language of the text, a `TAG` such as fr, zh, pt-BR"},
			formatFlag("text", "jsonl"),
		},
		Action: func(c *cli.Context) error {
			name, err := oneArgument(c, "file, or - for standard input")
			if err != nil {
				return err
			}
			lang, err := langFlag(c, "lang")
			if err != nil {
				return err
			}
			format, err := chosenFormat(c, "text", "jsonl")
			if err != nil {
				return err
			}
			return segmentFile(c, name, lang, format)
		},
	}
}

func segmentFile(c *cli.Context, name string, lang language.Tag, format string) error {
	in, err := openInput(c, name)
	if err != nil {
		return err
	}
	defer in.Close()
	segmenter := segment.New(lang)
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
