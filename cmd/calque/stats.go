package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"calque/tm"
	"calque/tm/sqlite"
)

func statsCommand() *cli.Command {
	return &cli.Command{
		Name:  "stats",
		Usage: "count what the memory holds",
		Description: `   calque stats
   calque stats --db press.db --format json`,
		Flags: []cli.Flag{dbFlag(), formatFlag("text", "json")},
		Action: func(c *cli.Context) error {
			format, err := chosenFormat(c, "text", "json")
			if err != nil {
				return err
			}
			store, err := openMemory(c, sqlite.Options{ReadOnly: true})
			if err != nil {
				return err
			}
			defer store.Close()
			stats, err := store.Stats(c.Context)
			if err != nil {
				return err
			}
			if format == "json" {
				return writeJSON(c.App.Writer, newStatsJSON(stats))
			}
			return buffered(c, func(w *bufio.Writer) error { return writeStats(w, newStyle(c.App.Writer), stats) })
		},
	}
}

type statsJSON struct {
	Articles  int               `json:"articles"`
	Documents int               `json:"documents"`
	Sentences int               `json:"sentences"`
	Beads     int               `json:"beads"`
	Units     int               `json:"units"`
	Composed  int               `json:"composed"` // found through a third language, beside units
	Statuses  map[tm.Status]int `json:"statuses"`
	Pairs     []pairStatsJSON   `json:"pairs"`
	Bytes     int64             `json:"bytes"`
	Schema    int               `json:"schema"`
}

type pairStatsJSON struct {
	From       string  `json:"from"`
	To         string  `json:"to"`
	Units      int     `json:"units"`
	Composed   int     `json:"composed"` // of units
	Doubtful   int     `json:"doubtful"`
	Confirmed  int     `json:"confirmed"`
	Confidence [10]int `json:"confidence_histogram"`
}

func newStatsJSON(s tm.Stats) statsJSON {
	out := statsJSON{
		Articles: s.Articles, Documents: s.Documents, Sentences: s.Sentences, Beads: s.Beads,
		Units: s.Units, Composed: s.Composed, Statuses: s.Statuses, Pairs: []pairStatsJSON{}, Bytes: s.Bytes, Schema: s.Schema,
	}
	for _, p := range s.Pairs {
		out.Pairs = append(out.Pairs, pairStatsJSON{
			p.From.String(), p.To.String(), p.Units, p.Composed, p.Doubtful, p.Confirmed, p.Histogram,
		})
	}
	return out
}

func writeStats(w io.Writer, style style, s tm.Stats) error {
	fmt.Fprintf(w, "%s, %s, %s, %s, %s, %.1f MB\n", plural(s.Articles, "article"), plural(s.Documents, "document"),
		plural(s.Sentences, "sentence"), plural(s.Beads, "bead"), plural(s.Units, "unit"), float64(s.Bytes)/1e6)
	if len(s.Pairs) > 0 {
		fmt.Fprintf(w, "\n%-12s %8s %9s %10s  %s\n", "pair", "units", "doubtful", "confirmed", "confidence 0 … 1")
	}
	var composed []string
	for _, p := range s.Pairs {
		if p.Composed == p.Units && p.Units > 0 {
			composed = append(composed, fmt.Sprintf("%s–%s %d", p.From, p.To, p.Units))
			continue
		}
		fmt.Fprintf(w, "%-12s %8d %9d %10d  %s\n", p.From.String()+" → "+p.To.String(), p.Units, p.Doubtful, p.Confirmed,
			style.paint(cyan, bars(p.Histogram[:])))
	}
	if len(composed) > 0 {
		fmt.Fprintf(w, "\n%s more through a third language: %s\n", plural(s.Composed, "unit"), strings.Join(composed, ", "))
	}
	var statuses []string
	for _, status := range slices.Sorted(maps.Keys(s.Statuses)) {
		statuses = append(statuses, fmt.Sprintf("%d %s", s.Statuses[status], status))
	}
	if len(statuses) == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "\nby status: %s\n", strings.Join(statuses, ", "))
	return err
}

// bars draws counts as a line of blocks, the highest a full one; a count that
// is not zero is never drawn as nothing.
func bars(counts []int) string {
	const levels = "▁▂▃▄▅▆▇█"
	highest := max(slices.Max(counts), 1)
	var b strings.Builder
	for _, n := range counts {
		if n == 0 {
			b.WriteString("·")
			continue
		}
		level := n * 7 / highest
		b.WriteString(string([]rune(levels)[level]))
	}
	return b.String()
}
