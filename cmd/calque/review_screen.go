package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

// screen is where a reviewer works: a terminal that gives each key at once, or
// two streams.
type screen struct {
	in     io.Reader
	out    io.Writer
	layout layout
	live   bool // a terminal on both sides
	keys   chan string
	ended  chan error // why there are no keys any more
}

func newScreen(c *cli.Context) *screen {
	return &screen{in: c.App.Reader, out: c.App.Writer, layout: layoutFor(c.App.Writer),
		live: isTerminalInput(c.App.Reader) && isTerminal(c.App.Writer),
		keys: make(chan string), ended: make(chan error, 1)}
}

// open makes the terminal give each key at once. What it returns puts it back as
// it was, and must be called on every way out.
func (s *screen) open(ctx context.Context) (restore func(), err error) {
	restore = func() {}
	if s.live {
		in := int(s.in.(*os.File).Fd())
		before, err := term.MakeRaw(in)
		if err != nil {
			return restore, fmt.Errorf("reading single keys from the terminal: %w", err)
		}
		restore = func() { _ = term.Restore(in, before) }
	}
	go s.read(ctx)
	return restore, nil
}

// The names of keys that are no character.
const (
	keyUp        = "up"
	keyDown      = "down"
	keyEscape    = "escape"
	keyInterrupt = "interrupt"
)

// read sends keys until the stream or the context ends. A read of a terminal
// cannot be stopped: it ends with the process.
func (s *screen) read(ctx context.Context) {
	buffer := make([]byte, 256)
	for {
		n, err := s.in.Read(buffer)
		for _, key := range keysOf(buffer[:n]) {
			select {
			case s.keys <- key:
			case <-ctx.Done():
				return
			}
		}
		if err != nil {
			s.ended <- err
			return
		}
	}
}

// keysOf names the keys of what was read at once. A terminal sends an arrow as
// an escape sequence in one piece; white space, as between the keys of a script,
// is none.
func keysOf(input []byte) []string {
	var keys []string
	for len(input) > 0 {
		switch {
		case bytes.HasPrefix(input, []byte("\x1b[")) || bytes.HasPrefix(input, []byte("\x1bO")):
			end := 2
			for end < len(input) && (input[end] < 0x40 || input[end] > 0x7e) {
				end++
			}
			if end < len(input) && input[end] == 'A' {
				keys = append(keys, keyUp)
			} else if end < len(input) && input[end] == 'B' {
				keys = append(keys, keyDown)
			}
			input = input[min(end+1, len(input)):]
			continue
		case input[0] == 0x1b:
			keys = append(keys, keyEscape)
		case input[0] == 0x03:
			keys = append(keys, keyInterrupt)
		case input[0] == 0x04:
			keys = append(keys, "q")
		case input[0] > ' ' && input[0] < 0x7f:
			keys = append(keys, string(input[0]))
		}
		input = input[1:]
	}
	return keys
}

// key waits for a key. The end of the stream is the key q.
func (s *screen) key(ctx context.Context) (string, error) {
	select {
	case key := <-s.keys:
		if key == keyInterrupt {
			return "", &exitError{exitInterrupted, fmt.Errorf("interrupted; what was stored before is safe")}
		}
		return key, nil
	case err := <-s.ended:
		if err == io.EOF {
			return "q", nil
		}
		return "", fmt.Errorf("reading keys: %w", err)
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// show prints a view, in the place of the one before on a terminal. A terminal
// that gives each key at once wants a carriage return too.
func (s *screen) show(view []byte) error {
	if s.live {
		view = bytes.ReplaceAll(view, []byte("\n"), []byte("\r\n"))
	}
	if s.live && os.Getenv("TERM") != "dumb" {
		view = append([]byte("\x1b[H\x1b[2J"), view...)
	}
	_, err := s.out.Write(view)
	return err
}

// terminalHeight returns the lines of the terminal behind w, 24 where it does not
// say.
func terminalHeight(w io.Writer) int {
	if file, ok := w.(*os.File); ok {
		if _, height, err := term.GetSize(int(file.Fd())); err == nil && height > 0 {
			return height
		}
	}
	return 24
}
