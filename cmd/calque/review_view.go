package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/mattn/go-runewidth"

	"calque/align"
	"calque/tm"
	"calque/tm/review"
)

// around is how many rows above and below are shown on a terminal that has room
// for them.
const around = 2

// view is what the person sees: where they are, the row with those around it,
// what has happened, and the keys.
func (r *reviewer) view() []byte {
	l := r.screen.layout
	if !r.screen.live {
		return r.viewWith(l, 0)
	}
	l.width = terminalWidth(r.screen.out)
	for n := around; n > 0; n-- {
		if view := r.viewWith(l, n); bytes.Count(view, []byte("\n")) < terminalHeight(r.screen.out) {
			return view
		}
	}
	return r.viewWith(l, 0)
}

func (r *reviewer) viewWith(l layout, around int) []byte {
	var out bytes.Buffer
	r.viewHead(&out, l)
	if n := len(r.beads()); r.row == n {
		r.viewAround(&out, l, n-around, n)
		fmt.Fprintln(&out, "n the next story, p back to a doubtful row, z undo, q quit")
	} else {
		r.viewAround(&out, l, r.row-around, r.row)
		r.viewRow(&out, l, r.row)
		r.viewAround(&out, l, r.row+1, r.row+1+around)
	}
	if r.help {
		fmt.Fprintln(&out, keyHelp)
	} else if r.screen.live {
		fmt.Fprintln(&out, l.style.paint(dim, "c confirm  x reject  m join  s split  u apart  J K move  E edit  n next  p previous  z undo  q quit  ? help"))
	}
	if r.message != "" {
		fmt.Fprintln(&out, l.style.paint(cyan, r.message))
	}
	return out.Bytes()
}

func (r *reviewer) viewHead(out *bytes.Buffer, l layout) {
	beads := r.beads()
	doubts := 0
	for i := range beads {
		if beads[i].Doubtful(r.below) {
			doubts++
		}
	}
	where := fmt.Sprintf("row %d of %d", r.row+1, len(beads))
	if r.row == len(beads) {
		where = "the end"
	}
	fmt.Fprintf(out, "%s  %s, %d doubtful\n", l.style.paint(bold, fmt.Sprintf("%s  %s → %s", visible(r.a.Key), r.from, r.with)), where, doubts)
}

// viewAround shows rows dim.
func (r *reviewer) viewAround(out *bytes.Buffer, l layout, from, to int) {
	source, target := r.a.Document(r.from), r.a.Document(r.with)
	beads := r.beads()
	for i := max(from, 0); i < min(to, len(beads)); i++ {
		var plain bytes.Buffer
		row := rowJSON{Row: i + 1, Source: source.Text(beads[i].Source), Target: target.Text(beads[i].Target),
			Confidence: beads[i].Confidence, Status: beads[i].Status}
		_ = layout{width: l.width}.writeRow(&plain, row) // a buffer takes everything
		for line := range strings.Lines(plain.String()) {
			fmt.Fprintln(out, l.style.paint(dim, strings.TrimSuffix(line, "\n")))
		}
	}
}

// viewRow shows the row that is looked at, a sentence under the other, so that
// it can be said where to split it.
func (r *reviewer) viewRow(out *bytes.Buffer, l layout, i int) {
	b := r.beads()[i]
	source, target := sentences(r.a.Document(r.from), b.Source), sentences(r.a.Document(r.with), b.Target)
	row := rowJSON{Row: i + 1, Source: strings.Join(source, " "), Target: strings.Join(target, " "), Confidence: b.Confidence, Status: b.Status}
	front := fmt.Sprintf("%3d %s %3d%%  ", i+1, row.sign(), percent(b.Confidence))
	indent := runewidth.StringWidth(front)
	column := max((l.width-indent-2)/2, 20)
	front = l.style.paint(confidencePaint(b.Confidence), front)
	marks := [2]int{-1, -1}
	if r.pointing {
		marks[map[review.Side]int{review.Source: 0, review.Target: 1}[r.side]] = r.sentence
	}
	for n := range max(len(source), len(target)) {
		for _, line := range rowLines(column, source, target, n, marks) {
			fmt.Fprintln(out, strings.TrimRight(front+line, " "))
			front = strings.Repeat(" ", indent)
		}
	}
	if r.evidence {
		r.viewEvidence(out, l, &b)
	}
}

func sentences(d *tm.Document, run tm.Range) []string {
	var out []string
	for i := run.From; i < run.To; i++ {
		out = append(out, d.Text(tm.Range{From: i, To: i + 1}))
	}
	return out
}

// rowLines are the lines of the nth sentences of both sides, numbered where a
// side has several; the one that is marked on a side has a sign.
func rowLines(column int, source, target []string, n int, marks [2]int) []string {
	cell := func(sentences []string, mark int) string {
		if n >= len(sentences) {
			return ""
		}
		text := sentences[n]
		if len(sentences) > 1 {
			text = fmt.Sprintf("%d. %s", n+1, text)
		}
		if n == mark {
			text = "› " + text
		}
		return text
	}
	return row([]int{column, column}, cell(source, marks[0]), cell(target, marks[1]))
}

func (r *reviewer) viewEvidence(out *bytes.Buffer, l layout, b *tm.Bead) {
	if len(b.Evidence) == 0 {
		fmt.Fprintln(out, l.style.paint(dim, "        no evidence is known of this row"))
		return
	}
	var evidence []align.Evidence
	for _, e := range b.Evidence {
		evidence = append(evidence, align.Evidence(e))
	}
	_ = l.writeEvidence(out, evidence) // a buffer takes everything
}
