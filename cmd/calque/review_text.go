package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/urfave/cli/v2"

	"calque/tm/review"
)

// line is a text that a person writes on a terminal, and where the cursor is in
// it.
type line struct {
	text   []rune
	cursor int  // before the character of this number
	fixed  bool // only the cursor moves
}

// press does what a key says. What writes does nothing to a text that is fixed:
// the cursor only shows a place in it.
func (l *line) press(key string) {
	switch key {
	case keyLeft:
		l.cursor = max(l.cursor-1, 0)
	case keyRight:
		l.cursor = min(l.cursor+1, len(l.text))
	case keyUp, keyHome:
		l.cursor = 0
	case keyDown, keyEnd:
		l.cursor = len(l.text)
	case keyWordLeft:
		l.cursor = l.word(-1)
	case keyWordRight:
		l.cursor = l.word(1)
	default:
		if !l.fixed {
			l.write(key)
		}
	}
}

func (l *line) write(key string) {
	switch key {
	case keyBackspace:
		if l.cursor > 0 {
			l.cursor--
			l.text = slices.Delete(l.text, l.cursor, l.cursor+1)
		}
	case keyDelete:
		if l.cursor < len(l.text) {
			l.text = slices.Delete(l.text, l.cursor, l.cursor+1)
		}
	case keyClear:
		l.text, l.cursor = nil, 0
	case keyTab:
		l.write(" ")
	default:
		if r := []rune(key); len(r) == 1 && !unicode.IsControl(r[0]) {
			l.text = slices.Insert(l.text, l.cursor, r[0])
			l.cursor++
		}
	}
}

// word is where the next word begins on a side of the cursor.
func (l *line) word(step int) int {
	at := l.cursor + step
	for at > 0 && at < len(l.text) && (unicode.IsSpace(l.text[at]) || !unicode.IsSpace(l.text[at-1])) {
		at += step
	}
	return max(0, min(at, len(l.text)))
}

// show draws the text with the cursor in it: as a bar where there are no colours.
func (l *line) show(s style) string {
	before, after := visible(string(l.text[:l.cursor])), visible(string(l.text[l.cursor:]))
	if !s.colour {
		return before + "|" + after
	}
	under := []rune(after + " ")
	return before + s.paint(cursor, string(under[0])) + string(under[1:])
}

// ask lets the person change a line; false when they think again. Where standard
// input is no terminal the line that follows the key is the text.
func (r *reviewer) ask(c *cli.Context, prompt string, l *line) (bool, error) {
	if !r.screen.live {
		*l = line{}
	}
	for {
		if r.screen.live {
			r.message = prompt + "\n" + l.show(r.screen.layout.style)
			if err := r.screen.show(r.view()); err != nil {
				return false, err
			}
		}
		key, err := r.screen.anyKey(c.Context)
		if errors.Is(err, io.EOF) {
			key, err = keyEnter, nil
		}
		if err != nil {
			return false, err
		}
		switch key {
		case keyEscape:
			return false, nil
		case keyEnter:
			return true, nil
		}
		l.press(key)
	}
}

// askText asks what the sentence says.
func (r *reviewer) askText(c *cli.Context, action *review.Action) (bool, error) {
	text := r.sentenceText()
	l := &line{text: []rune(text), cursor: len([]rune(text))}
	ok, err := r.ask(c, "correct the sentence: Enter stores it, Escape leaves it", l)
	action.Text = strings.TrimSpace(string(l.text))
	if ok && (action.Text == "" || action.Text == text) {
		ok = false
	}
	return r.unless(ok, err, "not corrected")
}

// askPlace asks where the sentence is to be cut: at the cursor, or where standard
// input is no terminal before the words that are given.
func (r *reviewer) askPlace(c *cli.Context, action *review.Action) (bool, error) {
	text := r.sentenceText()
	l := &line{text: []rune(text), fixed: r.screen.live}
	l.cursor = len(l.text) / 2
	l.cursor = l.word(1)
	ok, err := r.ask(c, "cut the sentence before the cursor: ← → a character, Ctrl ← → a word, Enter cuts, Escape does not", l)
	if !ok || err != nil {
		return r.unless(ok, err, "not cut")
	}
	if r.screen.live {
		action.Offset = len(string(l.text[:l.cursor]))
		return true, nil
	}
	words := strings.TrimSpace(string(l.text))
	if n := strings.Count(text, words); words == "" || n != 1 {
		return r.unless(false, nil, fmt.Sprintf("not cut: %q stands in the sentence %s", words, plural(max(n, 0), "time")))
	}
	action.Offset = strings.Index(text, words)
	return true, nil
}

func (r *reviewer) unless(ok bool, err error, message string) (bool, error) {
	if !ok {
		r.message = message
	}
	return ok, err
}
