package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"unicode"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

// style paints text on a terminal and leaves it alone elsewhere. NO_COLOR
// (no-color.org) is kept.
type style struct{ colour bool }

func newStyle(w io.Writer) style {
	return style{isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
}

// The paints are SGR codes of the eight standard colours, which follow the
// terminal's own light or dark theme.
const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
	cyan   = "36"
	struck = "9;31"
	added  = "1;32"
	warned = "4;33"
	cursor = "7"
)

func (s style) paint(code, text string) string {
	if !s.colour || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// visible makes the control characters of a text harmless, so that a page from the
// web cannot steer the terminal it is shown on; those that are white space
// become a space.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case !unicode.IsControl(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return unicode.ReplacementChar
	}, text)
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// terminalWidth returns the columns of the terminal behind w, 100 where there
// is none.
func terminalWidth(w io.Writer) int {
	if file, ok := w.(*os.File); ok {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 20 {
			return width
		}
	}
	return 100
}

// buffered calls write with a buffered stdout and flushes it.
func buffered(c *cli.Context, write func(w *bufio.Writer) error) error {
	w := bufio.NewWriterSize(c.App.Writer, 64<<10)
	if err := write(w); err != nil {
		_ = w.Flush() // the first error is the one to report
		return err
	}
	return w.Flush()
}

// writeJSON writes a value as JSON for people, indented, with text as it is.
func writeJSON(w io.Writer, value any) error {
	encoder := newEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// newEncoder returns a JSON encoder that leaves <, > and & alone, one value a
// line.
func newEncoder(w io.Writer) *json.Encoder {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder
}

// tsvEscaper writes a text as one cell: what would break the row is escaped,
// and so is the backslash, so that the text can be had back.
var tsvEscaper = strings.NewReplacer("\\", "\\\\", "\t", "\\t", "\n", "\\n", "\r", "\\r")

func writeTSV(w io.Writer, cells ...string) error {
	for i, cell := range cells {
		cells[i] = tsvEscaper.Replace(cell)
	}
	_, err := fmt.Fprintln(w, strings.Join(cells, "\t"))
	return err
}

// plural returns "1 unit" or "2 units".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// rounded rounds to a number of decimals.
func rounded(value float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Round(value*scale) / scale
}

// shellWord quotes a word for a shell where it needs it.
func shellWord(word string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("./_-,:=+@%", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// isTerminalInput reports whether a person types what is read.
func isTerminalInput(r io.Reader) bool {
	file, ok := r.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
