package outlet

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
)

// Request says what is to be exported, and how.
type Request struct {
	Format string // by name; see [Exporter.Formats]
	Preset string // the tool that the file is for; empty for none
	// From and To are the languages; all in one file when To is und.
	From, To      language.Tag
	MinConfidence float64
	Statuses      []tm.Status // auto and confirmed when empty
	Story         string      // key; empty for all
	Since, Until  time.Time   // days of the articles, both included; zero for any
	Query         string      // a pattern of package calque/tm/concord; empty for all
	AllVariants   bool
}

// Wrong is an error of a request: the field that cannot be read, and why.
type Wrong struct{ Field, Why string }

func (w Wrong) Error() string { return w.Field + ": " + w.Why }

// Parse reads a request from the query of an address; what it does not say is
// as calque export does it.
func Parse(values url.Values) (Request, error) {
	r := Request{Format: values.Get("format"), Preset: values.Get("for"), Story: values.Get("story"), Query: values.Get("query"),
		MinConfidence: tm.DefaultMinConfidence}
	if r.Format == "" {
		r.Format = "tmx"
	}
	if text := values.Get("min-confidence"); text != "" {
		share, err := strconv.ParseFloat(text, 64)
		if err != nil || !(share >= 0 && share <= 1) {
			return r, Wrong{"min-confidence", "give a number from 0 to 1"}
		}
		r.MinConfidence = share
	}
	switch strings.ToLower(values.Get("all-variants")) {
	case "", "0", "false":
	case "1", "true":
		r.AllVariants = true
	default:
		return r, Wrong{"all-variants", "give true or false"}
	}
	for _, status := range values["status"] {
		for name := range strings.FieldsFuncSeq(status, func(c rune) bool { return c == ',' || c == ' ' }) {
			known := []tm.Status{tm.StatusAuto, tm.StatusConfirmed, tm.StatusRejected, tm.StatusSuperseded}
			if !slices.Contains(known, tm.Status(name)) {
				return r, Wrong{"status", "choose auto, confirmed, rejected or superseded"}
			}
			r.Statuses = append(r.Statuses, tm.Status(name))
		}
	}
	var err error
	for _, field := range []struct {
		name string
		into *language.Tag
	}{{"from", &r.From}, {"to", &r.To}} {
		if text := values.Get(field.name); text != "" {
			if *field.into, err = tm.ParseLang(text); err != nil {
				return r, Wrong{field.name, err.Error()}
			}
		}
	}
	for _, field := range []struct {
		name string
		into *time.Time
	}{{"since", &r.Since}, {"until", &r.Until}} {
		if text := values.Get(field.name); text != "" {
			if *field.into, err = time.Parse(time.DateOnly, text); err != nil {
				return r, Wrong{field.name, "give a day, YYYY-MM-DD"}
			}
		}
	}
	return r, nil
}

// Has reports whether a status is asked for by name.
func (r Request) Has(status string) bool { return slices.Contains(r.Statuses, tm.Status(status)) }

// Values is the request as the query of an address.
func (r Request) Values() url.Values {
	values := url.Values{"format": {r.Format}, "min-confidence": {fmt.Sprint(r.MinConfidence)}}
	set := func(name, value string) {
		if value != "" {
			values.Add(name, value)
		}
	}
	set("for", r.Preset)
	set("story", r.Story)
	set("query", r.Query)
	for _, status := range r.Statuses {
		set("status", string(status))
	}
	for name, tag := range map[string]language.Tag{"from": r.From, "to": r.To} {
		if tag != language.Und {
			set(name, tag.String())
		}
	}
	for name, day := range map[string]time.Time{"since": r.Since, "until": r.Until} {
		if !day.IsZero() {
			set(name, day.Format(time.DateOnly))
		}
	}
	if r.AllVariants {
		set("all-variants", "true")
	}
	return values
}
