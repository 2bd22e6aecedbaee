package bench

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"calque/tm"
)

func (r *run) size(ctx context.Context) error {
	bytes, err := r.store.IndexSize(ctx)
	if err != nil {
		return err
	}
	// Both languages of a unit are indexed.
	perText := float64(bytes) / float64(max(2*r.units, 1))
	r.report.number("index on disk, a text of one language", perText, 90, "bytes")
	if info, err := os.Stat(r.Path); err == nil {
		r.report.add("the whole memory, a unit", "%.0f bytes", float64(info.Size())/float64(max(r.units, 1)))
	}
	return nil
}

// fromFile looks every query up once in a memory that was just opened.
func (r *run) fromFile(ctx context.Context) error {
	r.Progress("looking up in the file")
	t, err := r.lookups(ctx, r.Queries, threshold)
	if err != nil {
		return err
	}
	r.report.add("from the file at 70 %, not warmed up: p50", "%s", inUnits(t.at(50)))
	r.report.limit("  p95", t.at(95), 5*time.Millisecond)
	r.report.limit("  worst", t.at(100), 50*time.Millisecond)
	return nil
}

// processes is how many processes are started one after the other.
const processes = 40

// oneShot starts a process for a look-up, and one more to have the program and
// the file in the cache of the disk.
func (r *run) oneShot(ctx context.Context) error {
	if r.Command == nil {
		return nil
	}
	var wall, used times
	for i := range processes + 1 {
		r.Progress(fmt.Sprintf("starting process %d of %d", i, processes))
		command := r.Command(ctx, r.Path, r.Queries[i*len(r.Queries)/(processes+1)])
		start := time.Now()
		if out, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("looking up in a process: %w: %s", err, out)
		}
		if i > 0 {
			wall = append(wall, time.Since(start))
			used = append(used, command.ProcessState.UserTime()+command.ProcessState.SystemTime())
		}
	}
	slices.Sort(wall)
	slices.Sort(used)
	r.report.limit("a process for one look-up, from start to end: p50", wall.at(50), 50*time.Millisecond)
	r.report.add("  p95", "%s", inUnits(wall.at(95)))
	r.report.add("  of it processor time: p50", "%s", inUnits(used.at(50)))
	return nil
}

// fromMemory measures with the index loaded.
func (r *run) fromMemory(ctx context.Context) error {
	r.Progress("looking up in memory")
	start := time.Now()
	if err := r.store.LoadIndex(ctx, r.Lang); err != nil {
		return err
	}
	r.report.add("loading the index of one language", "%.2f s", time.Since(start).Seconds())
	t, err := r.warm(ctx)
	if err != nil {
		return err
	}
	r.report.limit("from memory at 70 %, the best of five passes: p50", t.at(50), 300*time.Microsecond)
	r.report.limit("  p95", t.at(95), 1500*time.Microsecond)
	r.report.add("  worst", "%s", inUnits(t.at(100)))
	if r.small > 0 {
		r.report.number("  p95 at all units over that at a tenth", float64(t.at(95))/float64(r.small), 4, "times")
	}
	for _, part := range []struct {
		name    string
		queries []string
		least   int
		goal    time.Duration
	}{
		{"from memory at 60 %: p95", r.Queries, 60, 6 * time.Millisecond},
		{"from memory at 50 %: p95", r.Queries, 50, 25 * time.Millisecond},
		{"one or two words, at 70 %: p95", shortQueries(r.Queries), threshold, 10 * time.Millisecond},
	} {
		t, err := r.lookups(ctx, part.queries, part.least)
		if err != nil {
			return err
		}
		r.report.limit(part.name, t.at(95), part.goal)
	}
	if resident := residentMB(os.Getpid()); resident > 0 {
		r.report.number("resident memory with the index of one language", float64(resident), 300, "MB")
	}
	if err := r.store.LoadIndex(ctx); err != nil {
		return err
	}
	if resident := residentMB(os.Getpid()); resident > 0 {
		r.report.add("  of both", "%d MB", resident)
	}
	return nil
}

// visible measures how soon a unit that was just stored is found.
func (r *run) visible(ctx context.Context) error {
	r.Progress("storing and finding")
	if err := r.store.LoadIndex(ctx, r.Lang); err != nil {
		return err
	}
	var t times
	for i := range 50 {
		u := tm.Unit{
			Source: tm.Variant{Lang: r.Lang, Text: fmt.Sprintf("calque mesure ici le texte numéro %d pour le retrouver aussitôt", i)},
			Target: tm.Variant{Lang: Target, Text: fmt.Sprintf("%d", i)},
		}
		_, err := r.store.PutUnits(ctx, func(yield func(tm.Unit, error) bool) { yield(u, nil) }, tm.PutUnitsOptions{})
		if err != nil {
			return err
		}
		start := time.Now()
		found, err := r.store.Lookup(ctx, tm.Query{Text: u.Source.Text, From: r.Lang, To: Target, Min: 100})
		if err != nil {
			return err
		}
		t = append(t, time.Since(start))
		if len(found) != 1 {
			return fmt.Errorf("the unit that was just stored was found %d times", len(found))
		}
	}
	slices.Sort(t)
	r.report.limit("the look-up after storing a unit: p50", t.at(50), time.Millisecond)
	return nil
}

func (r *run) reindex(ctx context.Context) error {
	r.Progress("making the index anew")
	start, cpu := time.Now(), processTime()
	if err := r.store.Reindex(ctx, r.Lang); err != nil {
		return err
	}
	r.report.limit("making the index of one language anew", time.Since(start), 30*time.Second)
	r.report.add("  of it processor time", "%.1f s", (processTime() - cpu).Seconds())
	return nil
}

// shortQueries takes one word and two words out of each query.
func shortQueries(queries []string) []string {
	var short []string
	for _, query := range queries {
		words := strings.Fields(query)
		if len(words) == 0 {
			continue
		}
		short = append(short, words[len(words)/2])
		if len(words) > 1 {
			short = append(short, words[0]+" "+words[1])
		}
	}
	return short
}
