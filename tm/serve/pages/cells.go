package pages

import (
	"html/template"
	"net/url"
	"slices"
	"strings"

	"calque/tm"
	"calque/tm/match"
)

// functions are what templates can call.
var functions = template.FuncMap{
	"percent": func(p float64) int { return int(100*p + 0.5) },
	"path":    url.PathEscape,
	"inc":     func(n int) int { return n + 1 },
}

// piece is a stretch of a text with what is to be seen of it: del and ins for a
// diff, mark for what stands for something, empty for the rest.
type piece struct{ Kind, Text string }

// cell is a text in its language.
type cell struct {
	Lang   string
	Pieces []piece
}

func plain(v tm.Variant) cell { return cell{v.Lang.String(), []piece{{Text: v.Text}}} }

// diffCell shows how the memory's text becomes the query.
func diffCell(lang string, diff []match.Edit) cell {
	kinds := map[match.Op]string{match.Delete: "del", match.Insert: "ins"}
	c := cell{Lang: lang}
	for _, edit := range diff {
		c.Pieces = append(c.Pieces, piece{kinds[edit.Op], edit.Text})
	}
	return c
}

// marked shows a text with some stretches marked. Stretches that overlap or lie
// outside are joined and cut.
func marked(v tm.Variant, kind string, spans []match.Span) cell {
	c := cell{Lang: v.Lang.String()}
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b match.Span) int { return a.Start - b.Start })
	at := 0
	for _, s := range spans {
		start, end := max(s.Start, at), min(s.End, len(v.Text))
		if start >= end {
			continue
		}
		if start > at {
			c.Pieces = append(c.Pieces, piece{Text: v.Text[at:start]})
		}
		c.Pieces = append(c.Pieces, piece{kind, v.Text[start:end]})
		at = end
	}
	if at < len(v.Text) {
		c.Pieces = append(c.Pieces, piece{Text: v.Text[at:]})
	}
	return c
}

// counterparts are the stretches of the target that stand for stretches of the
// source.
func (p *Pages) counterparts(source, target tm.Variant, of []match.Span) []match.Span {
	if p.options.Associate == nil || len(of) == 0 {
		return nil
	}
	var spans []match.Span
	for _, c := range match.Counterparts(p.options.Associate(source.Lang, target.Lang, source.Text, target.Text), of) {
		spans = append(spans, c.Span)
	}
	return spans
}

// place says where a unit stands, in a line.
func place(u *tm.Unit) string {
	var parts []string
	for _, part := range []string{u.Origin.Title, u.Origin.Agency} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if !u.Origin.Date.IsZero() {
		parts = append(parts, u.Origin.Date.Format("2006-01-02"))
	}
	return strings.Join(parts, " · ")
}
