package main

import (
	"fmt"
	"io"
	"time"
)

// progress shows on a terminal how far an import has got, its rate and the time
// left. Elsewhere it shows nothing.
type progress struct {
	w     io.Writer
	shown bool
	total int
	done  int
	start time.Time
	last  time.Time
}

func newProgress(w io.Writer, total int) *progress {
	return &progress{w: w, shown: isTerminal(w), total: total, start: time.Now()}
}

// step counts one article done; pairs is what has been aligned until now.
func (p *progress) step(pairs int) {
	p.done++
	const redraw = 100 * time.Millisecond // quick enough to look alive, slow enough to cost nothing
	if !p.shown || time.Since(p.last) < redraw {
		return
	}
	p.last = time.Now()
	elapsed := time.Since(p.start)
	left := time.Duration(float64(elapsed) / float64(p.done) * float64(p.total-p.done))
	fmt.Fprintf(p.w, "\r\x1b[K%d of %d articles, %.0f pairs a second, %s left",
		p.done, p.total, float64(pairs)/elapsed.Seconds(), left.Round(time.Second))
}

// note writes a line above the progress.
func (p *progress) note(format string, args ...any) {
	p.clear()
	fmt.Fprintf(p.w, format+"\n", args...)
	p.last = time.Time{}
}

func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}

// statusLine shows on a terminal what is being done. Elsewhere it shows nothing.
type statusLine struct {
	w     io.Writer
	shown bool
}

func newStatusLine(w io.Writer) *statusLine { return &statusLine{w, isTerminal(w)} }

func (s *statusLine) show(doing string) {
	if s.shown {
		fmt.Fprintf(s.w, "\r\x1b[K%s", doing)
	}
}

func (s *statusLine) clear() { s.show("") }
