package main

import (
	"fmt"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/tm/ingest"
)

// importSummary adds up what an import did.
type importSummary struct {
	Articles   int     `json:"articles"`
	New        int     `json:"new"`
	Unchanged  int     `json:"unchanged"`
	Pairs      int     `json:"pairs"`
	Units      int     `json:"units"`
	Added      int     `json:"units_added"`
	Kept       int     `json:"units_kept"`
	Superseded int     `json:"units_superseded"`
	Doubtful   int     `json:"doubtful_beads"`
	Skipped    int     `json:"files_skipped"`
	Seconds    float64 `json:"seconds"`
	// Files are the exchange files.
	Files []exchangeSummary `json:"files,omitempty"`

	example      string       // an article to show next
	pivot        language.Tag // asked for
	withoutPivot int          // articles that do not have it
}

func (s *importSummary) add(o ingest.Outcome) {
	s.Skipped += len(o.Skipped)
	if o.Err != nil {
		return
	}
	if s.example == "" {
		s.example = o.Key
	}
	if o.Pivot != s.pivot {
		s.withoutPivot++
	}
	s.Articles++
	if o.Put.New {
		s.New++
	}
	if o.Put.Unchanged {
		s.Unchanged++
	}
	s.Pairs += o.Pairs
	s.Units += o.Put.Units
	s.Added += o.Put.Added
	s.Kept += o.Put.Kept
	s.Superseded += o.Put.Superseded
	s.Doubtful += o.Put.Doubtful
}

func (s importSummary) print(c *cli.Context, format string) error {
	if format == "json" {
		s.Seconds = rounded(s.Seconds, 3)
		return writeJSON(c.App.Writer, s)
	}
	w := c.App.Writer
	for _, file := range s.Files {
		fmt.Fprintln(w, file.text())
	}
	if s.Articles == 0 && len(s.Files) > 0 {
		return nil
	}
	fmt.Fprintf(w, "%s (%d new, %d unchanged), %s, %s (%d added, %d kept from before, %d superseded), %s",
		plural(s.Articles, "article"), s.New, s.Unchanged, plural(s.Pairs, "pair"), plural(s.Units, "unit"),
		s.Added, s.Kept, s.Superseded, plural(s.Doubtful, "doubtful bead"))
	if s.Seconds > 0 {
		fmt.Fprintf(w, ", %.2f s", s.Seconds)
	}
	_, err := fmt.Fprintln(w)
	if s.example != "" {
		note(c, "next: calque articles show --db %s %s\n      calque lookup --db %s --to LANG \"a sentence\"\n      calque export --db %s --to LANG memory.tmx",
			shellWord(c.String("db")), shellWord(s.example), shellWord(c.String("db")), shellWord(c.String("db")))
	}
	return err
}

// err returns the error of an import that skipped something.
func (s importSummary) err() error {
	broken, stored := 0, 0
	for _, file := range s.Files {
		stored += file.stored()
		if file.Error != "" {
			broken++
		}
	}
	switch {
	case s.Skipped+broken == 0:
		return nil
	case s.Articles == 0 && stored == 0:
		return partialf("%s skipped, nothing was imported; the reasons are above", plural(s.Skipped+broken, "file"))
	case s.Skipped == 0:
		return partialf("%s broken; the reasons are above, what stands before the fault was imported unless --strict says no", plural(broken, "file"))
	}
	return partialf("%s skipped; the reasons are above, the rest was imported", plural(s.Skipped+broken, "file"))
}
