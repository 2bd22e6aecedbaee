// Package bench measures how fast a large memory answers, what it takes to
// fill it and how much room it needs, beside a plain scan of all texts:
//
//	queries, err := bench.ReadQueries("queries.tsv")
//	report, err := bench.Lookup{
//		Path: "bench.db", Open: open, Corpus: bench.Lines("corpus.txt.gz", 0), Queries: queries, Scan: 20,
//	}.Run(ctx)
//	report.WriteTo(os.Stdout)
//
// Everything is measured from outside, through [tm.Store]: a look-up is a whole
// one that returns the best five units with all that is known of them, not a
// search in the index alone. Each figure that has a goal says whether it is met;
// the goals are meant for a million units on one core.
//
// The plain scan shares nothing with the index but the definition of the score,
// package calque/tm/match. Where both find the same scores for a query, the
// index has missed nothing.
package bench

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
)

// Store is a memory that can be measured.
type Store interface {
	tm.Store
	// LoadIndex takes the fuzzy index of some languages into memory.
	LoadIndex(ctx context.Context, langs ...language.Tag) error
	// Reindex makes the fuzzy index of some languages anew.
	Reindex(ctx context.Context, langs ...language.Tag) error
	// IndexSize is the room that the fuzzy index takes on disk, in bytes.
	IndexSize(ctx context.Context) (int64, error)
}

// Lookup measures look-ups. The zero values of Lang, Command, Scan and Progress
// are good ones.
type Lookup struct {
	// Path is the file of the memory. One that is there is replaced, and it
	// stays there afterwards.
	Path string
	// Open opens the memory, or makes it.
	Open func(ctx context.Context, path string) (Store, error)
	// Lang is the language of the corpus and the queries; French when und.
	Lang language.Tag
	// Corpus yields the texts, each time from the beginning. Their
	// translations are made up: the words in reverse order.
	Corpus  func() iter.Seq2[string, error]
	Queries []string
	// Command returns a process that looks one text up and ends; nil leaves
	// that out.
	Command func(ctx context.Context, path, query string) *exec.Cmd
	// Scan is how many of the queries are also answered by a plain scan.
	Scan int
	// Progress is told what is being done; nil for nobody.
	Progress func(doing string)
}

// Target is the language that the made-up translations are stored as.
var Target = language.English

// threshold is the score that the goals are about.
const threshold = 70

// run is a measurement under way.
type run struct {
	Lookup
	store  Store
	units  int
	report Report
	small  time.Duration // the p95 at a tenth of the units
}

// Run makes the memory and measures. It takes some minutes for a million
// texts.
func (l Lookup) Run(ctx context.Context) (Report, error) {
	if len(l.Queries) == 0 {
		return Report{}, errors.New("no queries to measure with")
	}
	if l.Lang == language.Und {
		l.Lang = language.French
	}
	if l.Progress == nil {
		l.Progress = func(string) {}
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(l.Path + end); err != nil && !os.IsNotExist(err) {
			return Report{}, fmt.Errorf("making room for the memory: %w", err)
		}
	}
	r := &run{Lookup: l}
	for _, step := range []func(context.Context) error{
		r.fill, r.size, r.fromFile, r.oneShot, r.fromMemory, r.visible, r.reindex, r.scan,
	} {
		if err := r.step(ctx, step); err != nil {
			return r.report, err
		}
	}
	return r.report, nil
}

// step runs a step with a memory that was just opened. What it leaves behind
// in this process is not the next one's.
func (r *run) step(ctx context.Context, step func(context.Context) error) error {
	store, err := r.Open(ctx, r.Path)
	if err != nil {
		return err
	}
	r.store = store
	err = step(ctx)
	if closed := store.Close(); err == nil {
		err = closed
	}
	r.store = nil
	debug.FreeOSMemory()
	return err
}

// pairs yields the texts of the corpus with their translations.
func (r *run) pairs() iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		for text, err := range r.Corpus() {
			if err != nil {
				yield(tm.Unit{}, fmt.Errorf("reading the corpus: %w", err))
				return
			}
			words := strings.Fields(text)
			slices.Reverse(words)
			u := tm.Unit{
				Source: tm.Variant{Lang: r.Lang, Text: text},
				Target: tm.Variant{Lang: Target, Text: strings.Join(words, " ")},
			}
			if !yield(u, nil) {
				return
			}
		}
	}
}

// head yields the first n of a sequence and leaves the rest to next.
func head(next func() (tm.Unit, error, bool), n int) iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		for range n {
			u, err, ok := next()
			if !ok || !yield(u, err) {
				return
			}
		}
	}
}

// fill makes the memory. At a tenth it stops to measure.
func (r *run) fill(ctx context.Context) error {
	total := 0
	for _, err := range r.Corpus() {
		if err != nil {
			return fmt.Errorf("reading the corpus: %w", err)
		}
		total++
	}
	next, stop := iter.Pull2(r.pairs())
	defer stop()
	var took, used time.Duration
	for _, part := range []struct {
		n    int
		then func(context.Context) error
	}{{total / 10, r.measureSmall}, {total - total/10, nil}} {
		before := r.units
		start, cpu := time.Now(), processTime()
		result, err := r.store.PutUnits(ctx, head(next, part.n), tm.PutUnitsOptions{
			Progress: func(p tm.PutUnitsResult) {
				r.Progress(fmt.Sprintf("storing: %d of %d", before+p.Stored(), total))
			}})
		if err != nil {
			return err
		}
		took, used = took+time.Since(start), used+processTime()-cpu
		r.units += result.Added
		if part.then != nil {
			if err := part.then(ctx); err != nil {
				return err
			}
		}
	}
	r.report.add("units", "%d", r.units)
	r.report.limit("bulk load, both languages indexed", took, 120*time.Second)
	r.report.add("  of it processor time", "%.1f s", used.Seconds())
	return nil
}

// lookups measures look-ups of the best five units.
func (r *run) lookups(ctx context.Context, queries []string, least int) (times, error) {
	t := make(times, len(queries))
	for i, query := range queries {
		start := time.Now()
		_, err := r.store.Lookup(ctx, tm.Query{
			Text: query, From: r.Lang, To: Target, Min: least, Limit: 5, Distinct: true})
		if err != nil {
			return nil, err
		}
		t[i] = time.Since(start)
	}
	slices.Sort(t)
	return t, nil
}

func (r *run) measureSmall(ctx context.Context) error {
	r.Progress("looking up in a tenth")
	small, err := r.Open(ctx, r.Path)
	if err != nil {
		return err
	}
	defer small.Close()
	if err := small.LoadIndex(ctx, r.Lang); err != nil {
		return err
	}
	whole := r.store
	r.store = small
	defer func() { r.store = whole }()
	t, err := r.warm(ctx)
	if err != nil {
		return err
	}
	r.small = t.at(95)
	return nil
}

// passes are how often the queries are looked up when it is the quiet figure
// that counts, not what else goes on in the machine.
const passes = 5

// warm looks every query up once and then measures some passes; the one with
// the least p95 counts.
func (r *run) warm(ctx context.Context) (times, error) {
	best, err := r.lookups(ctx, r.Queries, threshold)
	for pass := 0; err == nil && pass < passes; pass++ {
		var t times
		if t, err = r.lookups(ctx, r.Queries, threshold); err == nil && (pass == 0 || t.at(95) < best.at(95)) {
			best = t
		}
	}
	return best, err
}
