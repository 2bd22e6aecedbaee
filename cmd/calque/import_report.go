package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"calque/exports/finding"
)

// exchangeProgress shows on a terminal how far the import of a file has got.
type exchangeProgress struct {
	w     io.Writer
	shown bool
	name  string
	in    *exchangeInput
	start time.Time
	last  time.Time
}

func newExchangeProgress(w io.Writer, name string, in *exchangeInput) *exchangeProgress {
	return &exchangeProgress{w: w, shown: isTerminal(w), name: name, in: in, start: time.Now()}
}

// step shows that units were read until now.
func (p *exchangeProgress) step(units int) {
	const every = 256 // units, so that asking for the time costs nothing
	const redraw = 100 * time.Millisecond
	if !p.shown || units%every != 0 || time.Since(p.last) < redraw {
		return
	}
	p.last = time.Now()
	elapsed := time.Since(p.start)
	far := ""
	if p.in.size > 0 && p.in.read > 0 {
		share := float64(p.in.read) / float64(p.in.size)
		left := time.Duration(float64(elapsed) * (1 - share) / share)
		const width = 20
		full := min(int(share*width), width)
		far = fmt.Sprintf(" [%s%s] %.0f %%, %s left", strings.Repeat("=", full), strings.Repeat(" ", width-full), 100*share, left.Round(time.Second))
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s:%s, %d units, %.0f a second", p.name, far, units, float64(units)/elapsed.Seconds())
}

func (p *exchangeProgress) clear() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

// noteFindings says what a file had that did not come in as it stood there, and
// its fault.
func (s exchangeSummary) noteFindings(c *cli.Context) {
	for _, f := range s.Findings {
		note(c, "calque: %s: %s", s.File, visible(describeFinding(f)))
	}
	if s.Error == "" {
		return
	}
	stored := "nothing of it is in the memory"
	if s.stored() > 0 {
		stored = fmt.Sprintf("the %s before it %s in the memory", plural(s.stored(), "unit"), isOrAre(s.stored()))
	}
	note(c, "calque: %s: %s; %s", s.File, visible(s.Error), stored)
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// stored is the number of units of the file that the memory knows.
func (s exchangeSummary) stored() int { return s.Added + s.Updated + s.Unchanged + s.Skipped }

func describeFinding(f finding.Finding) string {
	text := f.What
	if f.Lost {
		text = "left out: " + text
	}
	if f.Count > 1 {
		text += fmt.Sprintf(", %d times", f.Count)
	}
	switch {
	case f.Line > 0 && f.Count > 1:
		text += fmt.Sprintf(", first in line %d", f.Line)
	case f.Line > 0:
		text += fmt.Sprintf(" (line %d)", f.Line)
	}
	return text
}

// text is the summary as a line.
func (s exchangeSummary) text() string {
	parts := []string{fmt.Sprintf("%s: %s read, %d added", s.File, plural(s.Read, "unit"), s.Added)}
	if s.Variants > 0 {
		parts[0] += fmt.Sprintf(" (%d as another translation of a known text)", s.Variants)
	}
	for _, part := range []struct {
		n    int
		what string
	}{
		{s.Updated, "brought up to date"}, {s.Unchanged, "there already"},
		{s.Replaced, "replaced"}, {s.Skipped, "skipped for the known translation"},
	} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.what))
		}
	}
	lost := 0
	for _, f := range s.Findings {
		if f.Lost {
			lost += f.Count
		}
	}
	if lost > 0 {
		parts = append(parts, fmt.Sprintf("%s left out", plural(lost, "thing")))
	}
	return strings.Join(parts, ", ")
}
