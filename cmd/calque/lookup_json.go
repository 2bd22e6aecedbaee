package main

import (
	"io"
	"strconv"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/match"
	"calque/tm/match/repair"
)

// resultJSON is the answer to one query; other programs read it.
type resultJSON struct {
	Query   string      `json:"query"`
	Min     int         `json:"lowered_to,omitempty"` // the threshold, when it was lowered
	Matches []matchJSON `json:"matches"`
	// Fragments are parts of the query that stand in the memory, when nothing
	// was found.
	Fragments []fragmentJSON `json:"fragments,omitempty"`
}

// fragmentJSON says where a part of the query stands in it and in the source of
// a unit, and what in the target probably translates it, in bytes.
type fragmentJSON struct {
	Text       string              `json:"text"`
	Query      match.Span          `json:"query"`
	Source     string              `json:"source"`
	InSource   match.Span          `json:"in_source"`
	Target     string              `json:"target"`
	Likely     []match.Counterpart `json:"likely,omitempty"`
	SourceLang string              `json:"source_lang"`
	TargetLang string              `json:"target_lang"`
	Status     tm.Status           `json:"status"`
	Confidence float64             `json:"confidence"`
	Origin     originJSON          `json:"origin"`
}

type matchJSON struct {
	Score      int             `json:"score"`
	Source     string          `json:"source"`
	Target     string          `json:"target"`
	SourceLang string          `json:"source_lang"`
	TargetLang string          `json:"target_lang"`
	Penalties  match.Penalties `json:"penalties"`
	Diff       []match.Edit    `json:"diff,omitempty"`
	// Highlight has the stretches of target that stand for what differs, in
	// bytes.
	Highlight  []match.Counterpart `json:"highlight,omitempty"`
	Repaired   *repairedJSON       `json:"repaired,omitempty"`
	Status     tm.Status           `json:"status"`
	Confidence float64             `json:"confidence"`
	Pivot      string              `json:"pivot,omitempty"`
	Origin     originJSON          `json:"origin"`
}

// repairedJSON is a translation that was put right.
type repairedJSON struct {
	Score     int             `json:"score"`
	Target    string          `json:"target"`
	Penalties match.Penalties `json:"penalties"`
	Changes   []changeJSON    `json:"changes"`
}

// changeJSON is what stands at start to end of a repaired target, in bytes, and
// what stood there before.
type changeJSON struct {
	Kind repair.Kind `json:"kind"`
	Was  string      `json:"was"`
	Now  string      `json:"now"`
	match.Span
}

type originJSON struct {
	Article    string `json:"article,omitempty"`
	Title      string `json:"title,omitempty"`
	Date       string `json:"date,omitempty"`
	Agency     string `json:"agency,omitempty"`
	SourceFile string `json:"source_file,omitempty"`
	TargetFile string `json:"target_file,omitempty"`
	URL        string `json:"url,omitempty"`
	Role       string `json:"role,omitempty"`
	Paragraph  int    `json:"paragraph,omitempty"`
	Sentence   int    `json:"sentence,omitempty"`
	Sentences  int    `json:"sentences,omitempty"`
	Aligner    string `json:"aligner,omitempty"`
}

func newResultJSON(a answer) resultJSON {
	out := resultJSON{Query: a.query.Text, Matches: []matchJSON{}}
	if a.lowered {
		out.Min = a.query.Min
	}
	for _, m := range a.found {
		out.Matches = append(out.Matches, newMatchJSON(m))
	}
	for _, p := range a.parts {
		out.Fragments = append(out.Fragments, newFragmentJSON(a.query.Text, p))
	}
	return out
}

func newFragmentJSON(query string, p part) fragmentJSON {
	u := p.Unit
	return fragmentJSON{
		Text: query[p.Query.Start:p.Query.End], Query: p.Query,
		Source: u.Source.Text, InSource: p.Source, Target: u.Target.Text, Likely: roundedStrengths(p.likely),
		SourceLang: u.Source.Lang.String(), TargetLang: u.Target.Lang.String(),
		Status: u.Status, Confidence: rounded(u.Confidence, 3), Origin: newOriginJSON(u.Origin),
	}
}

func roundedStrengths(counterparts []match.Counterpart) []match.Counterpart {
	for i := range counterparts {
		counterparts[i].Strength = rounded(counterparts[i].Strength, 3)
	}
	return counterparts
}

func newMatchJSON(m looked) matchJSON {
	out := matchJSON{
		Score: m.Score, Source: m.Unit.Source.Text, Target: m.Unit.Target.Text,
		SourceLang: m.Unit.Source.Lang.String(), TargetLang: m.Unit.Target.Lang.String(),
		Penalties: m.Penalties, Status: m.Unit.Status, Confidence: rounded(m.Unit.Confidence, 3),
		Highlight: roundedStrengths(m.highlight), Repaired: newRepairedJSON(m.repaired), Origin: newOriginJSON(m.Unit.Origin),
	}
	if out.Penalties == nil {
		out.Penalties = match.Penalties{}
	}
	if m.Score < 100 {
		out.Diff = m.Diff
	}
	if m.Unit.Pivot != language.Und {
		out.Pivot = m.Unit.Pivot.String()
	}
	return out
}

func newRepairedJSON(r *repair.Repaired) *repairedJSON {
	if r == nil {
		return nil
	}
	out := &repairedJSON{Score: r.Score, Target: r.Text, Penalties: r.Penalties, Changes: []changeJSON{}}
	if out.Penalties == nil {
		out.Penalties = match.Penalties{}
	}
	for _, c := range r.Changes {
		out.Changes = append(out.Changes, changeJSON{c.Kind, c.Was, c.Now, c.Span})
	}
	return out
}

func newOriginJSON(o tm.Origin) originJSON {
	return originJSON{
		Article: o.Article, Title: o.Title, Date: day(o.Date), Agency: o.Agency,
		SourceFile: o.SourceFile, TargetFile: o.TargetFile, URL: o.URL, Role: string(o.Role),
		Paragraph: o.Block, Sentence: o.Sentence, Sentences: o.Sentences, Aligner: o.Aligner,
	}
}

// day writes a date, nothing when it is unknown.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func writeMatchesTSV(w io.Writer, a answer) error {
	for _, m := range a.found {
		cells := []string{a.query.Text, strconv.Itoa(m.Score), m.Unit.Source.Text, m.Unit.Target.Text,
			string(m.Unit.Status), strconv.FormatFloat(m.Unit.Confidence, 'f', 3, 64), m.Unit.Origin.Article, "", ""}
		if m.repaired != nil {
			cells[7], cells[8] = strconv.Itoa(m.repaired.Score), m.repaired.Text
		}
		if err := writeTSV(w, cells...); err != nil {
			return err
		}
	}
	return nil
}
