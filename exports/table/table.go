// Package table writes and reads units as a table: TSV, or CSV for a
// spreadsheet, with one unit a row under a row of column names.
//
//	w := table.NewWriter(out, table.Options{})
//	err := w.WriteUnit(unit)
//	…
//	err = w.Close()
//
//	for unit, err := range table.NewReader(in, table.ReadOptions{}).Units() { … }
//
// # How text is written
//
// In TSV a tab, a line feed, a carriage return and a backslash inside a cell
// are written \t, \n, \r and \\, so that a row is always a line and a tab is
// always the end of a cell; there are no quotes. In CSV cells are quoted as
// RFC 4180 says, and nothing is escaped; a carriage return before a line feed
// is lost there when the table is read. Rows end in a line feed. Properties and
// inline codes are lists in JSON.
//
// # What a reader takes
//
// Columns are known by name, in any order; those with other names are skipped.
// source and target must be there. A table without a row of names has the
// source in its first column and the target in its second; a first row of two
// language codes (fr, en) names their languages, which must be given otherwise.
// Text is UTF-8, or UTF-16 with a byte-order mark, as spreadsheets
// save it.
package table

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
)

// column is one column: its name, and how a unit's cell is written and read.
type column struct {
	name string
	get  func(*tm.Unit) string
	set  func(*tm.Unit, string) error
}

// columns in the order in which they are written.
var columns = []column{
	text("source", func(u *tm.Unit) *string { return &u.Source.Text }),
	text("target", func(u *tm.Unit) *string { return &u.Target.Text }),
	lang("source_lang", func(u *tm.Unit) *language.Tag { return &u.Source.Lang }),
	lang("target_lang", func(u *tm.Unit) *language.Tag { return &u.Target.Lang }),
	{"status", func(u *tm.Unit) string { return string(u.Status) }, setStatus},
	{"confidence", func(u *tm.Unit) string { return strconv.FormatFloat(u.Confidence, 'f', -1, 64) }, setConfidence},
	text("story", func(u *tm.Unit) *string { return &u.Origin.Article }),
	text("title", func(u *tm.Unit) *string { return &u.Origin.Title }),
	moment("date", func(u *tm.Unit) *time.Time { return &u.Origin.Date }),
	text("agency", func(u *tm.Unit) *string { return &u.Origin.Agency }),
	text("source_file", func(u *tm.Unit) *string { return &u.Origin.SourceFile }),
	text("target_file", func(u *tm.Unit) *string { return &u.Origin.TargetFile }),
	text("url", func(u *tm.Unit) *string { return &u.Origin.URL }),
	{"role", func(u *tm.Unit) string { return string(u.Origin.Role) }, func(u *tm.Unit, s string) error {
		u.Origin.Role = tm.Role(s)
		return nil
	}},
	number("paragraph", func(u *tm.Unit) *int { return &u.Origin.Block }),
	number("sentence", func(u *tm.Unit) *int { return &u.Origin.Sentence }),
	number("sentences", func(u *tm.Unit) *int { return &u.Origin.Sentences }),
	text("before", func(u *tm.Unit) *string { return &u.Before }),
	text("after", func(u *tm.Unit) *string { return &u.After }),
	lang("pivot", func(u *tm.Unit) *language.Tag { return &u.Pivot }),
	text("aligner", func(u *tm.Unit) *string { return &u.Origin.Aligner }),
	moment("created", func(u *tm.Unit) *time.Time { return &u.Created }),
	text("created_by", func(u *tm.Unit) *string { return &u.CreatedBy }),
	moment("changed", func(u *tm.Unit) *time.Time { return &u.Changed }),
	text("changed_by", func(u *tm.Unit) *string { return &u.ChangedBy }),
	text("note", func(u *tm.Unit) *string { return &u.Note }),
	list("properties", func(u *tm.Unit) *[]tm.Property { return &u.Properties }),
	list("source_codes", func(u *tm.Unit) *[]tm.Code { return &u.Source.Codes }),
	list("target_codes", func(u *tm.Unit) *[]tm.Code { return &u.Target.Codes }),
}

// list is a column of values that are written as JSON, since a unit has any
// number of them.
func list[T any](name string, of func(*tm.Unit) *[]T) column {
	get := func(u *tm.Unit) string {
		if len(*of(u)) == 0 {
			return ""
		}
		var b strings.Builder
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(*of(u)); err != nil {
			return "" // strings alone always encode
		}
		return strings.TrimSuffix(b.String(), "\n")
	}
	set := func(u *tm.Unit, s string) error {
		if err := json.Unmarshal([]byte(s), of(u)); err != nil {
			return fmt.Errorf("%.40q is no list in JSON: %w", s, err)
		}
		return nil
	}
	return column{name, get, set}
}

func text(name string, field func(*tm.Unit) *string) column {
	return column{name, func(u *tm.Unit) string { return *field(u) }, func(u *tm.Unit, s string) error {
		*field(u) = s
		return nil
	}}
}

func number(name string, field func(*tm.Unit) *int) column {
	get := func(u *tm.Unit) string {
		if n := *field(u); n > 0 {
			return strconv.Itoa(n)
		}
		return ""
	}
	set := func(u *tm.Unit, s string) error {
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 {
			return fmt.Errorf("%q is not a whole number", s)
		}
		*field(u) = n
		return nil
	}
	return column{name, get, set}
}

func lang(name string, field func(*tm.Unit) *language.Tag) column {
	get := func(u *tm.Unit) string {
		if tag := *field(u); tag != language.Und {
			return tag.String()
		}
		return ""
	}
	set := func(u *tm.Unit, s string) error {
		tag, err := tm.ParseLang(s)
		*field(u) = tag
		return err
	}
	return column{name, get, set}
}

// moment is a day where the time is midnight UTC, else a time by RFC 3339.
func moment(name string, field func(*tm.Unit) *time.Time) column {
	get := func(u *tm.Unit) string {
		t := field(u).UTC()
		if t.IsZero() {
			return ""
		}
		if t.Equal(t.Truncate(24 * time.Hour)) {
			return t.Format(time.DateOnly)
		}
		return t.Format(time.RFC3339Nano)
	}
	set := func(u *tm.Unit, s string) error {
		for _, layout := range []string{time.DateOnly, time.RFC3339Nano} {
			if t, err := time.Parse(layout, s); err == nil {
				*field(u) = t.UTC()
				return nil
			}
		}
		return fmt.Errorf("%q is not a date: write 2024-05-08", s)
	}
	return column{name, get, set}
}

func setStatus(u *tm.Unit, s string) error {
	switch status := tm.Status(s); status {
	case tm.StatusAuto, tm.StatusConfirmed, tm.StatusRejected, tm.StatusSuperseded:
		u.Status = status
		return nil
	}
	return fmt.Errorf("%q is not a status: auto, confirmed, rejected or superseded", s)
}

func setConfidence(u *tm.Unit, s string) error {
	c, err := strconv.ParseFloat(s, 64)
	if err != nil || !(c >= 0 && c <= 1) {
		return fmt.Errorf("%q is not a confidence between 0 and 1", s)
	}
	u.Confidence = c
	return nil
}

var escaper = strings.NewReplacer("\\", `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

// unescape undoes escaper. A backslash before any other character stands for
// itself, as in tables from elsewhere.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		switch s[i+1] {
		case '\\':
			b.WriteByte('\\')
		case 't':
			b.WriteByte('\t')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		default:
			b.WriteByte('\\')
			continue
		}
		i++
	}
	return b.String()
}
