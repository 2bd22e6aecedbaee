package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

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

// The names of keys that are no character. They are longer than one, so that
// nothing that is written is taken for one of them.
const (
	keyUp        = "up"
	keyDown      = "down"
	keyLeft      = "left"
	keyRight     = "right"
	keyWordLeft  = "word left"
	keyWordRight = "word right"
	keyHome      = "home"
	keyEnd       = "end"
	keyDelete    = "delete"
	keyBackspace = "backspace"
	keyClear     = "clear"
	keyTab       = "tab"
	keyEnter     = "enter"
	keyEscape    = "escape"
	keyInterrupt = "interrupt"
	keyEnds      = "ends" // Ctrl-D
)

// controls are the keys that a terminal sends as one control character; those of
// Emacs are known in most places where one writes.
var controls = map[byte]string{
	0x01: keyHome, 0x02: keyLeft, 0x03: keyInterrupt, 0x04: keyEnds, 0x05: keyEnd, 0x06: keyRight, 0x08: keyBackspace,
	'\t': keyTab, '\n': keyEnter, '\r': keyEnter, 0x15: keyClear, 0x1b: keyEscape, 0x7f: keyBackspace,
}

// sequences are the keys that it sends as an escape sequence, without its begin.
var sequences = map[string]string{
	"A": keyUp, "B": keyDown, "C": keyRight, "D": keyLeft, "H": keyHome, "F": keyEnd, "1~": keyHome, "4~": keyEnd, "7~": keyHome, "8~": keyEnd,
	"3~": keyDelete, "1;5C": keyWordRight, "1;5D": keyWordLeft, "1;3C": keyWordRight, "1;3D": keyWordLeft,
	"1;5A": keyUp, "1;5B": keyDown,
}

// read sends keys until the stream or the context ends. A read of a terminal
// cannot be stopped: it ends with the process.
func (s *screen) read(ctx context.Context) {
	buffer := make([]byte, 256)
	begun := 0 // bytes of a character of which the rest is still to come
	for {
		n, err := s.in.Read(buffer[begun:])
		n += begun
		keys, rest := keysOf(buffer[:n])
		for _, key := range keys {
			select {
			case s.keys <- key:
			case <-ctx.Done():
				return
			}
		}
		begun = copy(buffer, rest)
		if err != nil {
			s.ended <- err
			return
		}
	}
}

// keysOf names the keys of what was read at once, and returns what is only the
// begin of a character. A terminal sends an arrow as an escape sequence in one
// piece.
func keysOf(input []byte) (keys []string, rest []byte) {
	for len(input) > 0 {
		if bytes.HasPrefix(input, []byte("\x1b[")) || bytes.HasPrefix(input, []byte("\x1bO")) {
			end := 2
			for end < len(input) && (input[end] < 0x40 || input[end] > 0x7e) {
				end++
			}
			after := min(end+1, len(input))
			if key := sequences[string(input[2:after])]; key != "" {
				keys = append(keys, key)
			}
			input = input[after:]
			continue
		}
		if input[0] < ' ' || input[0] == 0x7f {
			if key := controls[input[0]]; key != "" {
				keys = append(keys, key)
			}
			input = input[1:]
			continue
		}
		if !utf8.FullRune(input) {
			return keys, input
		}
		r, size := utf8.DecodeRune(input)
		if r != utf8.RuneError {
			keys = append(keys, string(r))
		}
		input = input[size:]
	}
	return keys, nil
}

// key waits for a key that does something. White space, as between the keys of a
// script, is none; the end of the stream is the key q.
func (s *screen) key(ctx context.Context) (string, error) {
	for {
		key, err := s.anyKey(ctx)
		switch {
		case errors.Is(err, io.EOF), err == nil && key == keyEnds:
			return "q", nil
		case err != nil:
			return "", err
		case key == " ", key == keyTab, key == keyEnter:
		default:
			return key, nil
		}
	}
}

// anyKey waits for a key, as a person writes a text with. Its error is io.EOF at
// the end of the stream, again and again.
func (s *screen) anyKey(ctx context.Context) (string, error) {
	select {
	case key := <-s.keys:
		if key == keyInterrupt {
			return "", &exitError{exitInterrupted, fmt.Errorf("interrupted; what was stored before is safe")}
		}
		return key, nil
	case err := <-s.ended:
		s.ended <- err
		if errors.Is(err, io.EOF) {
			return "", io.EOF
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
