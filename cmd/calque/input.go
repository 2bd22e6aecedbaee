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
)

// maxLine bounds an input line of segment, align --segmented and lookup, in
// bytes. A sentence, and a paragraph, is a thousandth of it.
const maxLine = 16 << 20

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
