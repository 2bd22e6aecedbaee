// Package field names what a unit knows beside its two texts, so that a format
// without places of its own for it can write it as named values, and read them
// back.
//
//	for name, value := range field.All(&unit) { … } // "x-story", "budget-2024" …
//	known := field.Set(&unit, name, value)
//
// The names are those of the properties that calque puts into TMX, since the
// same unit should look the same wherever a person meets it. An empty field has
// no value; languages and texts are not among the fields.
package field

import (
	"iter"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
)

// field is how one field of a unit is written and read.
type field struct {
	name string
	get  func(*tm.Unit) string
	set  func(*tm.Unit, string) bool
}

// fields in the order in which they are written.
var fields = []field{
	text("x-story", func(u *tm.Unit) *string { return &u.Origin.Article }),
	text("x-document", func(u *tm.Unit) *string { return &u.Origin.Title }),
	text("x-source-file", func(u *tm.Unit) *string { return &u.Origin.SourceFile }),
	text("x-target-file", func(u *tm.Unit) *string { return &u.Origin.TargetFile }),
	text("x-url", func(u *tm.Unit) *string { return &u.Origin.URL }),
	moment("x-date", func(u *tm.Unit) *time.Time { return &u.Origin.Date }),
	text("x-agency", func(u *tm.Unit) *string { return &u.Origin.Agency }),
	{"x-role", func(u *tm.Unit) string { return string(u.Origin.Role) }, func(u *tm.Unit, s string) bool {
		u.Origin.Role = tm.Role(s)
		return true
	}},
	number("x-paragraph", func(u *tm.Unit) *int { return &u.Origin.Block }),
	number("x-sentence", func(u *tm.Unit) *int { return &u.Origin.Sentence }),
	number("x-sentences", func(u *tm.Unit) *int { return &u.Origin.Sentences }),
	text("x-aligner", func(u *tm.Unit) *string { return &u.Origin.Aligner }),
	{"x-status", func(u *tm.Unit) string { return string(u.Status) }, setStatus},
	{"x-confidence", func(u *tm.Unit) string { return formatConfidence(u.Confidence) }, setConfidence},
	{"x-pivot", getPivot, setPivot},
	text("x-context-pre", func(u *tm.Unit) *string { return &u.Before }),
	text("x-context-post", func(u *tm.Unit) *string { return &u.After }),
	moment("x-created", func(u *tm.Unit) *time.Time { return &u.Created }),
	text("x-created-by", func(u *tm.Unit) *string { return &u.CreatedBy }),
	moment("x-changed", func(u *tm.Unit) *time.Time { return &u.Changed }),
	text("x-changed-by", func(u *tm.Unit) *string { return &u.ChangedBy }),
}

var byName = func() map[string]field {
	named := map[string]field{}
	for _, f := range fields {
		named[f.name] = f
	}
	return named
}()

// All yields the name and value of every field that has one, always in the same
// order.
func All(u *tm.Unit) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, f := range fields {
			if value := f.get(u); value != "" && !yield(f.name, value) {
				return
			}
		}
	}
}

// Set puts a value into the field with this name. It reports false, and changes
// nothing, when there is no such field or the value is none that it can hold.
func Set(u *tm.Unit, name, value string) bool {
	f, ok := byName[name]
	return ok && f.set(u, value)
}

func text(name string, of func(*tm.Unit) *string) field {
	return field{name, func(u *tm.Unit) string { return *of(u) }, func(u *tm.Unit, s string) bool {
		*of(u) = s
		return true
	}}
}

func number(name string, of func(*tm.Unit) *int) field {
	get := func(u *tm.Unit) string {
		if n := *of(u); n > 0 {
			return strconv.Itoa(n)
		}
		return ""
	}
	set := func(u *tm.Unit, s string) bool {
		n, err := strconv.Atoi(s)
		if err != nil || n <= 0 {
			return false
		}
		*of(u) = n
		return true
	}
	return field{name, get, set}
}

// moment is a day where the time is midnight UTC, else a time by RFC 3339.
func moment(name string, of func(*tm.Unit) *time.Time) field {
	get := func(u *tm.Unit) string {
		t := of(u).UTC()
		switch {
		case t.IsZero():
			return ""
		case t.Equal(t.Truncate(24 * time.Hour)):
			return t.Format(time.DateOnly)
		}
		return t.Format(time.RFC3339Nano)
	}
	set := func(u *tm.Unit, s string) bool {
		for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
			if t, err := time.Parse(layout, s); err == nil {
				*of(u) = t.UTC()
				return true
			}
		}
		return false
	}
	return field{name, get, set}
}

// formatConfidence rounds to four decimals, which is finer than any confidence
// is meant, and shows no more digits than needed.
func formatConfidence(c float64) string {
	s := strconv.FormatFloat(c, 'f', 4, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// setStatus takes a status that a unit can be read with: what was rejected or
// superseded says so in the format's own way, and may have been mended since.
func setStatus(u *tm.Unit, s string) bool {
	switch status := tm.Status(s); status {
	case tm.StatusAuto, tm.StatusConfirmed:
		u.Status = status
		return true
	case tm.StatusRejected, tm.StatusSuperseded:
		return true
	}
	return false
}

func setConfidence(u *tm.Unit, s string) bool {
	c, err := strconv.ParseFloat(s, 64)
	if err != nil || !(c >= 0 && c <= 1) {
		return false
	}
	u.Confidence = c
	return true
}

func getPivot(u *tm.Unit) string {
	if u.Pivot == language.Und {
		return ""
	}
	return u.Pivot.String()
}

func setPivot(u *tm.Unit, s string) bool {
	tag, err := tm.ParseLang(s)
	if err != nil {
		return false
	}
	u.Pivot = tag
	return true
}
