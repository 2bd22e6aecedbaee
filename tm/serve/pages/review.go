package pages

import (
	"net/http"
	"strconv"
	"strings"

	"calque/tm"
	"calque/tm/match"
)

type reviewData struct {
	Key, From, To string
	Title         cell
	Version       string
	All           int // rows of the story
	Confirmed     int
	Doubtful      string // the rows that are, by number from 0
	Doubts        int    // how many
	Plot          plot
	Rows          []reviewRow // the part that is shown
	Parts         []reviewPart
	Whole         bool // all rows are shown though they are many
}

// reviewPart is a run of rows that is shown at once.
type reviewPart struct {
	First, Last int // as a person counts, from 1
	Shown       bool
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
	Evidence   []tm.Evidence
	BlockBreak bool // a paragraph begins here on the source side
}

type reviewSentence struct {
	N    int
	Cell cell
	Role tm.Role
}

// partRows is how many rows a part has: few enough that a change is seen at
// once, enough that most stories are one part.
const partRows = 200

// review shows the part of an alignment that has the row of the address, the
// first for none; or with rows=all the whole, to be printed or searched through.
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
	d := reviewData{Key: a.Key, From: from.String(), To: to.String(), Title: plain(tm.Variant{Lang: from, Text: source.Title}),
		Version: a.Version(from, to), Plot: newPlot(al, source, target)}
	d.count(al)
	if d.Whole = r.URL.Query().Get("rows") == "all" && d.All > partRows; d.Whole {
		d.Rows = p.reviewRows(al.Beads, 0, source, target, false)
	} else {
		first, last := d.cut(r.URL.Query().Get("row"))
		d.Rows = p.reviewRows(al.Beads[first:last], first, source, target, true)
	}
	v := p.newView(r, "review.title")
	v.Title = source.Title + " · " + d.From + " → " + d.To
	v.Section, v.Data = "stories", d
	return p.show(w, r, "review.html", "rows.html", v)
}

// count sums up all rows of an alignment.
func (d *reviewData) count(al *tm.Alignment) {
	d.All = len(al.Beads)
	var doubtful []string
	for i := range al.Beads {
		d.Confirmed += count(al.Beads[i].Status == tm.StatusConfirmed)
		if al.Beads[i].Doubtful(tm.DoubtfulBelow) {
			doubtful = append(doubtful, strconv.Itoa(i))
		}
	}
	d.Doubts, d.Doubtful = len(doubtful), strings.Join(doubtful, " ")
}

// cut lists the parts of the story where there are several, and returns the one
// that has a row; of a number that is none, the nearest.
func (d *reviewData) cut(row string) (first, last int) {
	n, err := strconv.Atoi(row)
	if err != nil {
		n = 1
	}
	n = max(0, min(n, d.All)-1)
	first = n - n%partRows
	last = min(first+partRows, d.All)
	for at := 0; at < d.All && d.All > partRows; at += partRows {
		d.Parts = append(d.Parts, reviewPart{at + 1, min(at+partRows, d.All), at == first})
	}
	return first, last
}

// reviewRows lays rows out, of which the first has a number. Words are matched
// across where link says so.
func (p *Pages) reviewRows(beads []tm.Bead, first int, source, target *tm.Document, link bool) []reviewRow {
	links := make([]rowLinks, len(beads))
	if link {
		links = p.links.ofRows(beads, source, target)
	}
	rows := make([]reviewRow, len(beads))
	for i := range beads {
		rows[i] = newReviewRow(first+i, &beads[i], source, target, links[i])
	}
	return rows
}

func newReviewRow(n int, b *tm.Bead, source, target *tm.Document, links rowLinks) reviewRow {
	row := reviewRow{N: n, Percent: int(100*b.Confidence + 0.5), Evidence: b.Evidence, Doubtful: b.Doubtful(tm.DoubtfulBelow),
		Source: reviewSentences(source, b.Source, links.source), Target: reviewSentences(target, b.Target, links.target)}
	row.Sign, row.Class = signOf(b)
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
		out = append(out, reviewSentence{N: n, Role: d.Blocks[d.Sentences[n].Block].Role,
			Cell: marked(tm.Variant{Lang: d.Lang, Text: text}, "link", own)})
	}
	return out
}
