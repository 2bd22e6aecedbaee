// Package moses writes and reads the two files of text that statistical and
// neural translation systems are trained on: line n of one translates line n of
// the other. The form is that of Moses and of the OPUS corpora, corpus.fr-en.fr
// and corpus.fr-en.en.
//
//	w := moses.NewWriter(source, target)
//	err := w.WriteUnit(unit)
//	…
//	err = w.Close()
//
//	r := moses.NewReader(source, target, moses.ReadOptions{Source: fr, Target: en})
//	for unit, err := range r.Units() { … }
//
// The files hold the texts and nothing else: no context, no date, no status. A
// line break inside a text becomes a space, since a line is a unit, and inline
// codes stand as their placeholders. Both sides are UTF-8 with line feeds.
package moses

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"calque/tm"
)

// Writer writes units. It is not safe for concurrent use.
type Writer struct {
	source, target *bufio.Writer
	count          int
	dropped        int
}

// NewWriter returns a writer to the files of both sides, which it does not
// close.
func NewWriter(source, target io.Writer) *Writer {
	return &Writer{source: bufio.NewWriterSize(source, 64<<10), target: bufio.NewWriterSize(target, 64<<10)}
}

// Dropped returns the number of line breaks and bad bytes so far that a line
// cannot hold.
func (w *Writer) Dropped() int { return w.dropped }

// WriteUnit adds a line to both files. A unit whose text is empty on one side
// is refused, and nothing of it written.
func (w *Writer) WriteUnit(u tm.Unit) error {
	w.count++
	source, target := w.line(u.Source.Text), w.line(u.Target.Text)
	if source == "\n" || target == "\n" {
		return fmt.Errorf("write unit %d: one side is empty", w.count)
	}
	_, err := w.source.WriteString(source)
	if err == nil {
		_, err = w.target.WriteString(target)
	}
	if err != nil {
		return fmt.Errorf("write unit %d: %w", w.count, err)
	}
	return nil
}

// Close writes what is buffered.
func (w *Writer) Close() error {
	if err := errors.Join(w.source.Flush(), w.target.Flush()); err != nil {
		return fmt.Errorf("write parallel text: %w", err)
	}
	return nil
}

// line returns a text as one line. Besides the line feed it takes what some
// programs count as the end of a line: a file that they split must not lose
// step with the other.
func (w *Writer) line(text string) string {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\n") // counted with the breaks
	}
	var b strings.Builder
	space := false
	for _, r := range text {
		if breaksLine(r) {
			w.dropped++
			space = b.Len() > 0
			continue
		}
		if space && r != ' ' {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	b.WriteByte('\n')
	return b.String()
}

func breaksLine(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}
