package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"calque/exports/pretranslate"
)

// tell writes the report of a file to stderr.
func (job *pretranslation) tell(c *cli.Context, r fileReport) {
	note(c, "%s → %s: %s, %s", r.File, r.Output, plural(r.Total.Segments, "segment"), plural(r.Total.Words, "word"))
	counts := []string{}
	add := func(name string, count pretranslate.Count) {
		if count.Segments > 0 {
			counts = append(counts, fmt.Sprintf("%s %d (%s)", name, count.Segments, plural(count.Words, "word")))
		}
	}
	add("exact with context", r.Context)
	add("exact", r.Exact)
	add("repaired", r.Repaired)
	for _, band := range r.Fuzzy {
		add(fmt.Sprintf("fuzzy %d–%d", band.From, band.To), band.Count)
	}
	if len(counts) > 0 {
		note(c, "  written: %s", strings.Join(counts, ", "))
	}
	counts = nil
	for _, reason := range pretranslate.Reasons() {
		add(string(reason), r.Untouched[reason])
	}
	if len(counts) > 0 {
		note(c, "  untouched: %s", strings.Join(counts, ", "))
	}
	const most = 20 // of a file, so that the figures stay in sight
	listed := 0
	for _, s := range r.Segments {
		if !s.Listed() {
			continue
		}
		if listed++; listed <= most {
			note(c, "  %s:%s%d:%d: %s: %s", r.File, partPrefix(s.Part), s.Line, s.Column, s.Reason, visible(firstRunes(s.Source, 80)))
		}
	}
	if listed > most {
		note(c, "  and %d more; --format json lists all", listed-most)
	}
}

func partPrefix(part string) string {
	if part == "" {
		return ""
	}
	return part + ":"
}
