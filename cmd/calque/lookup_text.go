package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/match"
	"calque/tm/match/repair"
)

// writeCards prints matches for a person: the score, the source with what
// differs from the query marked, the target, and where they come from.
func writeCards(w io.Writer, l layout, a answer) error {
	for i, m := range a.found {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s  %s\n", l.style.paint(scorePaint(m.Score), fmt.Sprintf("%3d", m.Score)), l.diffText(m.Match))
		fmt.Fprintf(w, "     %s\n", l.targetText(m))
		if m.repaired != nil {
			fmt.Fprintf(w, "%s  %s  %s\n", l.style.paint(scorePaint(m.repaired.Score), fmt.Sprintf("%3d", m.repaired.Score)),
				l.repairedText(m.repaired), l.style.paint(dim, "(repaired)"))
		}
		if _, err := fmt.Fprintf(w, "     %s\n", l.style.paint(dim, visible(cardOrigin(m.Match)))); err != nil {
			return err
		}
	}
	return nil
}

func scorePaint(score int) string {
	switch {
	case score >= 100:
		return green
	case score >= 85:
		return cyan
	}
	return yellow
}

// diffText writes the source of a match so that it is seen how it becomes the
// query: in colour, or as [-only here-] and {+only in the query+}.
func (l layout) diffText(m tm.Match) string {
	if len(m.Diff) == 0 || m.Score >= 100 {
		return visible(m.Unit.Source.Text)
	}
	var b strings.Builder
	for _, edit := range m.Diff {
		edit.Text = visible(edit.Text)
		switch {
		case edit.Op == match.Equal:
			b.WriteString(edit.Text)
		case edit.Op == match.Delete && l.style.colour:
			b.WriteString(l.style.paint(struck, edit.Text))
		case edit.Op == match.Delete:
			b.WriteString("[-" + edit.Text + "-]")
		case l.style.colour:
			b.WriteString(l.style.paint(added, edit.Text))
		default:
			b.WriteString("{+" + edit.Text + "+}")
		}
	}
	return b.String()
}

// targetText writes the translation of a match so that it is seen which words
// stand for those that differ: in colour, or as [=words=].
func (l layout) targetText(m looked) string {
	var marks []match.Span
	for _, h := range m.highlight {
		marks = append(marks, h.Span)
	}
	return l.withMarks(m.Unit.Target.Text, marks, bold, warned, "[=", "=]")
}

// repairedText writes a translation that was put right so that it is seen what
// was: in colour, or as {+now+}.
func (l layout) repairedText(r *repair.Repaired) string {
	var marks []match.Span
	for _, c := range r.Changes {
		marks = append(marks, c.Span)
	}
	return l.withMarks(r.Text, marks, bold, added, "{+", "+}")
}

// withMarks writes a text with some stretches painted otherwise, or between marks
// where there is no colour. Stretches with nothing but space between them are
// shown as one.
func (l layout) withMarks(text string, marks []match.Span, paint, markPaint, open, shut string) string {
	var b strings.Builder
	at := 0
	for i := 0; i < len(marks); i++ {
		mark := marks[i]
		for i+1 < len(marks) && strings.TrimSpace(text[mark.End:marks[i+1].Start]) == "" {
			i++
			mark.End = marks[i].End
		}
		b.WriteString(l.style.paint(paint, visible(text[at:mark.Start])))
		piece := visible(text[mark.Start:mark.End])
		if l.style.colour {
			b.WriteString(l.style.paint(markPaint, piece))
		} else {
			b.WriteString(open + piece + shut)
		}
		at = mark.End
	}
	b.WriteString(l.style.paint(paint, visible(text[at:])))
	return b.String()
}

// cardOrigin says in a line where a match comes from and how far to trust it.
func cardOrigin(m tm.Match) string {
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	o := m.Unit.Origin
	add(o.Article)
	add(day(o.Date))
	add(o.Agency)
	if o.Sentence > 0 {
		add(fmt.Sprintf("sentence %d of %d", o.Sentence, o.Sentences))
	}
	if m.Unit.Status == tm.StatusAuto {
		add(fmt.Sprintf("aligned, %d %% sure", percent(m.Unit.Confidence)))
	} else {
		add(string(m.Unit.Status))
	}
	if m.Unit.Pivot != language.Und {
		add("through " + m.Unit.Pivot.String())
	}
	for _, name := range slices.Sorted(maps.Keys(m.Penalties)) {
		add(fmt.Sprintf("%s −%d", name, m.Penalties[name]))
	}
	return strings.Join(parts, " · ")
}

// writeParts prints the parts of a query that stand in the memory: each where it
// stands there, and the translation with what probably translates it.
func writeParts(w io.Writer, l layout, a answer) error {
	for i, p := range a.parts {
		if i > 0 {
			fmt.Fprintln(w)
		}
		var likely []match.Span
		for _, c := range p.likely {
			likely = append(likely, c.Span)
		}
		u := p.Unit
		fmt.Fprintf(w, "  …  %s\n", l.withMarks(u.Source.Text, []match.Span{p.Source}, dim, green, "[", "]"))
		fmt.Fprintf(w, "     %s\n", l.withMarks(u.Target.Text, likely, bold, warned, "[=", "=]"))
		if _, err := fmt.Fprintf(w, "     %s\n", l.style.paint(dim, visible(cardOrigin(tm.Match{Unit: u})))); err != nil {
			return err
		}
	}
	return nil
}
