package pages

import (
	"net/http"
	"strings"

	"calque/tm"
	"calque/tm/match"
)

type reviewData struct {
	Key, From, To string
	Title         string
	Version       string
	Rows          []reviewRow
	Plot          plot
	Confirmed     int
	Doubtful      int
	Undo, Redo    string // what would be undone
}

// reviewRow is a row of the table.
type reviewRow struct {
	N          int
	Source     []reviewSentence
	Target     []reviewSentence
	Percent    int
	Sign       string // = sure, ~ likely, ? doubtful, < > one side only, ✓ confirmed, ✗ rejected
	Class      string // sure, likely, doubtful, lone, confirmed, rejected
	Doubtful   bool
	By         string
	Evidence   []tm.Evidence
	BlockBreak bool // a paragraph begins here on the source side
}

type reviewSentence struct {
	N    int
	Cell cell
	Text string
	Role tm.Role
}

// manyRows is where words are no longer matched across, which would take
// longer than a person waits.
const manyRows = 400

func (p *Pages) review(w http.ResponseWriter, r *http.Request) error {
	from, errFrom := tm.ParseLang(r.PathValue("from"))
	to, errTo := tm.ParseLang(r.PathValue("to"))
	if errFrom != nil || errTo != nil {
		return badInput{"error.lang"}
	}
	a, err := p.store.Article(r.Context(), r.PathValue("key"))
	if err != nil {
		return err
	}
	al, source, target := a.Alignment(from, to), a.Document(from), a.Document(to)
	if al == nil || source == nil || target == nil {
		return tm.ErrNotFound
	}
	d := reviewData{Key: a.Key, From: from.String(), To: to.String(), Title: source.Title, Version: a.Version(from, to), Plot: newPlot(al, source, target)}
	for i := range al.Beads {
		row := p.newReviewRow(i, &al.Beads[i], source, target, len(al.Beads) <= manyRows)
		d.Rows = append(d.Rows, row)
		d.Doubtful += count(row.Doubtful)
		d.Confirmed += count(row.Class == "confirmed")
	}
	undo, redo, err := p.store.Revisions(r.Context(), a.Key, from, to)
	if err != nil {
		return err
	}
	if len(undo) > 0 {
		d.Undo = undo[0].What
	}
	if len(redo) > 0 {
		d.Redo = redo[0].What
	}
	v := p.newView(r, "review.title")
	v.Title = d.Title + " · " + d.From + " → " + d.To
	v.Section, v.Data = "stories", d
	return p.show(w, r, "review.html", "rows.html", v)
}

func (p *Pages) newReviewRow(n int, b *tm.Bead, source, target *tm.Document, link bool) reviewRow {
	row := reviewRow{N: n, Percent: int(100*b.Confidence + 0.5), By: b.By, Evidence: b.Evidence, Doubtful: b.Doubtful(tm.DoubtfulBelow)}
	row.Sign, row.Class = signOf(b)
	var ofSource, ofTarget []match.Span
	if link && p.options.Associate != nil && b.Source.Len() > 0 && b.Target.Len() > 0 {
		for _, a := range p.options.Associate(source.Lang, target.Lang, source.Text(b.Source), target.Text(b.Target)) {
			if a.Evidence == "numbers" || a.Evidence == "names" {
				ofSource, ofTarget = append(ofSource, a.Source), append(ofTarget, a.Target)
			}
		}
	}
	row.Source, row.Target = reviewSentences(source, b.Source, ofSource), reviewSentences(target, b.Target, ofTarget)
	if b.Source.Len() > 0 && b.Source.From > 0 {
		row.BlockBreak = source.Sentences[b.Source.From].Block != source.Sentences[b.Source.From-1].Block
	}
	return row
}

// signOf says how sure a row is by a sign and by a class, so that it does not
// take colours to see.
func signOf(b *tm.Bead) (sign, class string) {
	switch {
	case b.Status == tm.StatusConfirmed:
		return "✓", "confirmed"
	case b.Status == tm.StatusRejected:
		return "✗", "rejected"
	case b.Target.Len() == 0:
		return "<", "lone"
	case b.Source.Len() == 0:
		return ">", "lone"
	case b.Confidence < tm.DefaultMinConfidence:
		return "?", "doubtful"
	case b.Confidence < tm.DoubtfulBelow:
		return "~", "likely"
	}
	return "=", "sure"
}

// reviewSentences shows each sentence of a run; spans are in the text of the
// run.
func reviewSentences(d *tm.Document, run tm.Range, spans []match.Span) []reviewSentence {
	var out []reviewSentence
	whole := d.Text(run)
	at := 0
	for n := run.From; n < run.To; n++ {
		text := d.Text(tm.Range{From: n, To: n + 1})
		if i := strings.Index(whole[at:], text); i >= 0 {
			at += i
		}
		var own []match.Span
		for _, s := range spans {
			if s.Start >= at && s.End <= at+len(text) {
				own = append(own, match.Span{Start: s.Start - at, End: s.End - at})
			}
		}
		at = min(at+len(text), len(whole))
		out = append(out, reviewSentence{N: n, Text: text, Role: d.Blocks[d.Sentences[n].Block].Role,
			Cell: marked(tm.Variant{Lang: d.Lang, Text: text}, "link", own)})
	}
	return out
}
