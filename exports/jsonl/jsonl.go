// Package jsonl writes and reads units as JSON Lines: one object a line, with
// everything that a unit knows, for programs and for a copy without loss.
//
//	w := jsonl.NewWriter(out)
//	err := w.WriteUnit(unit)
//	…
//	err = w.Close()
//
//	for unit, err := range jsonl.NewReader(in, 0).Units() { … }
//
// A line looks like this; fields that are empty are left out:
//
//	{"source":"Bonjour.","target":"Hello.","from":"fr","to":"en","status":"auto","confidence":0.98,"origin":{"article":"salut"}}
//
// Field names stay; new ones may come, and a reader skips those that it does
// not know. Text that is not UTF-8 gets U+FFFD in the place of its bad bytes.
package jsonl

import (
	"time"

	"golang.org/x/text/language"

	"calque/tm"
)

// line is a unit as it stands in the file. The order of the fields is that of
// the file.
type line struct {
	ID         int64      `json:"id,omitempty"`
	Source     string     `json:"source"`
	Target     string     `json:"target"`
	From       string     `json:"from"`
	To         string     `json:"to"`
	Status     string     `json:"status,omitempty"`
	Confidence float64    `json:"confidence"`
	Before     string     `json:"before,omitempty"`
	After      string     `json:"after,omitempty"`
	Pivot      string     `json:"pivot,omitempty"`
	Origin     origin     `json:"origin,omitzero"`
	Created    time.Time  `json:"created,omitzero"`
	CreatedBy  string     `json:"created_by,omitempty"`
	Changed    time.Time  `json:"changed,omitzero"`
	ChangedBy  string     `json:"changed_by,omitempty"`
	Note       string     `json:"note,omitempty"`
	Properties []property `json:"properties,omitempty"`

	SourceCodes []tm.Code `json:"source_codes,omitempty"` // what the placeholders in the texts stand for
	TargetCodes []tm.Code `json:"target_codes,omitempty"`
}

type origin struct {
	Article    string    `json:"article,omitempty"`
	Title      string    `json:"title,omitempty"`
	Date       time.Time `json:"date,omitzero"`
	Agency     string    `json:"agency,omitempty"`
	SourceFile string    `json:"source_file,omitempty"`
	TargetFile string    `json:"target_file,omitempty"`
	URL        string    `json:"url,omitempty"`
	Role       string    `json:"role,omitempty"`
	Paragraph  int       `json:"paragraph,omitempty"`
	Sentence   int       `json:"sentence,omitempty"`
	Sentences  int       `json:"sentences,omitempty"`
	Aligner    string    `json:"aligner,omitempty"`
	Bead       int64     `json:"bead,omitempty"`
}

type property struct {
	Name     string  `json:"name"`
	Value    string  `json:"value"`
	Of       tm.Part `json:"of,omitempty"`
	Lang     string  `json:"lang,omitempty"`
	Encoding string  `json:"encoding,omitempty"`
}

func encode(u tm.Unit) line {
	l := line{
		ID:     u.ID,
		Source: u.Source.Text, From: u.Source.Lang.String(),
		Target: u.Target.Text, To: u.Target.Lang.String(),
		Status: string(u.Status), Confidence: u.Confidence,
		Before: u.Before, After: u.After,
		Origin: origin{
			Article: u.Origin.Article, Title: u.Origin.Title, Date: u.Origin.Date.UTC(), Agency: u.Origin.Agency,
			SourceFile: u.Origin.SourceFile, TargetFile: u.Origin.TargetFile, URL: u.Origin.URL,
			Role: string(u.Origin.Role), Paragraph: u.Origin.Block,
			Sentence: u.Origin.Sentence, Sentences: u.Origin.Sentences,
			Aligner: u.Origin.Aligner, Bead: u.Origin.BeadID,
		},
		Created: u.Created.UTC(), CreatedBy: u.CreatedBy,
		Changed: u.Changed.UTC(), ChangedBy: u.ChangedBy,
		Note: u.Note,
	}
	if u.Pivot != language.Und {
		l.Pivot = u.Pivot.String()
	}
	for _, p := range u.Properties {
		l.Properties = append(l.Properties, property(p))
	}
	l.SourceCodes, l.TargetCodes = u.Source.Codes, u.Target.Codes
	return l
}

func decode(l line) (tm.Unit, error) {
	from, err := tm.ParseLang(l.From)
	if err != nil {
		return tm.Unit{}, err
	}
	to, err := tm.ParseLang(l.To)
	if err != nil {
		return tm.Unit{}, err
	}
	u := tm.Unit{
		ID:     l.ID,
		Source: tm.Variant{Lang: from, Text: l.Source},
		Target: tm.Variant{Lang: to, Text: l.Target},
		Status: tm.Status(l.Status), Confidence: l.Confidence,
		Before: l.Before, After: l.After,
		Origin: tm.Origin{
			Article: l.Origin.Article, Title: l.Origin.Title, Date: l.Origin.Date, Agency: l.Origin.Agency,
			SourceFile: l.Origin.SourceFile, TargetFile: l.Origin.TargetFile, URL: l.Origin.URL,
			Role: tm.Role(l.Origin.Role), Block: l.Origin.Paragraph,
			Sentence: l.Origin.Sentence, Sentences: l.Origin.Sentences,
			Aligner: l.Origin.Aligner, BeadID: l.Origin.Bead,
		},
		Created: l.Created, CreatedBy: l.CreatedBy,
		Changed: l.Changed, ChangedBy: l.ChangedBy,
		Note: l.Note,
	}
	if l.Pivot != "" {
		if u.Pivot, err = tm.ParseLang(l.Pivot); err != nil {
			return tm.Unit{}, err
		}
	}
	for _, p := range l.Properties {
		u.Properties = append(u.Properties, tm.Property(p))
	}
	u.Source.Codes, u.Target.Codes = l.SourceCodes, l.TargetCodes
	return u, nil
}
