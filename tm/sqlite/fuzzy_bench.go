package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
)

// LookupBench measures how fast texts are looked up in a large memory, how
// much room it takes and how long it takes to make.
//
//	queries, err := sqlite.BenchQueries("queries.tsv")
//	report, err := sqlite.LookupBench{Folder: dir, Corpus: sqlite.BenchLines("corpus.txt.gz", 0), Queries: queries}.Run(ctx)
//	report.WriteTo(os.Stdout)
type LookupBench struct {
	// Folder is where the memory is made, bench.db. A memory of that name is
	// replaced, and stays there afterwards.
	Folder string
	// Lang is the language of the corpus and the queries; French when und.
	Lang language.Tag
	// Corpus yields the texts, each time from the beginning. Their
	// translations are made up: the words in reverse order.
	Corpus  func() iter.Seq2[string, error]
	Queries []string
	// Sample is how many of the queries are also answered by a plain scan.
	Sample int
	// Progress is told what is being done; nil for nobody.
	Progress func(doing string)
}

// benchTarget is the language that the made-up translations are stored as.
var benchTarget = language.English

// benchRun is a measurement under way.
type benchRun struct {
	LookupBench
	path     string
	lang     string
	store    *Store
	report   BenchReport
	indexing time.Duration
	small    time.Duration // the p95 at a tenth of the units
}

// Run makes the memory and measures. It takes some minutes for a million
// texts.
func (b LookupBench) Run(ctx context.Context) (BenchReport, error) {
	if len(b.Queries) == 0 {
		return BenchReport{}, errors.New("no queries to measure with")
	}
	if b.Lang == language.Und {
		b.Lang = language.French
	}
	if b.Progress == nil {
		b.Progress = func(string) {}
	}
	r := &benchRun{LookupBench: b, path: filepath.Join(b.Folder, "bench.db"), lang: tm.CanonicalLang(b.Lang).String()}
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(r.path + end); err != nil && !os.IsNotExist(err) {
			return r.report, fmt.Errorf("making room for the memory: %w", err)
		}
	}
	for _, step := range []func(context.Context) error{
		r.fill, r.size, r.fromFile, r.oneShot, r.fromMemory, r.visible, r.scan,
	} {
		err := step(ctx)
		if r.store != nil {
			r.store.Close()
			r.store = nil
		}
		if err != nil {
			return r.report, err
		}
		debug.FreeOSMemory() // what one step leaves behind is not the next one's
	}
	return r.report, nil
}

func (r *benchRun) open(ctx context.Context) error {
	var err error
	r.store, err = Open(ctx, r.path, Options{Create: true})
	return err
}

// pairsAtOnce is how many pairs a transaction holds.
const pairsAtOnce = 5000

// fill makes the memory. At a tenth it stops to measure.
func (r *benchRun) fill(ctx context.Context) error {
	if err := r.open(ctx); err != nil {
		return err
	}
	units, err := r.countCorpus()
	if err != nil {
		return err
	}
	next, stop := iter.Pull2(r.Corpus())
	defer stop()
	var took time.Duration
	for done := 0; done < units; {
		n := min(pairsAtOnce, units-done)
		if done < units/10 {
			n = min(n, units/10-done)
		}
		r.Progress(fmt.Sprintf("storing pair %d of %d", done+1, units))
		start := time.Now()
		if err := r.store.inWrite(ctx, "storing pairs", func(ctx context.Context, c *change) error {
			return r.pairs(ctx, c, next, n)
		}); err != nil {
			return err
		}
		took += time.Since(start)
		if done += n; done == units/10 {
			if err := r.measureSmall(ctx); err != nil {
				return err
			}
		}
	}
	r.Progress("merging the index")
	start := time.Now()
	if err := r.store.inWrite(ctx, "merging the index", func(ctx context.Context, c *change) error {
		for _, lang := range []string{r.lang, benchTarget.String()} {
			l, err := c.index.language(ctx, c.tx, lang)
			if err != nil {
				return err
			}
			if err := l.updater.Optimize(l.writer); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	merging := time.Since(start)
	r.report.add("units", "", "%d", units)
	r.report.add("bulk load, two languages indexed", "≤ 120 s for 1M", "%.1f s", (took + merging).Seconds())
	r.report.add("of it storing and indexing the texts of one language", "≤ 30 s for 1M, index alone", "%.1f s",
		(r.indexing + merging/2).Seconds())
	return nil
}

func (r *benchRun) countCorpus() (int, error) {
	units := 0
	for _, err := range r.Corpus() {
		if err != nil {
			return 0, fmt.Errorf("reading the corpus: %w", err)
		}
		units++
	}
	return units, nil
}

// pairs stores the next n texts with their translations.
func (r *benchRun) pairs(ctx context.Context, c *change, next func() (string, error, bool), n int) error {
	units := newBulk(`INSERT INTO unit (source_lang, target_lang, source_text, target_text, status, confidence,
		aligner, role, created, created_by, changed, changed_by)`)
	for range n {
		text, err, ok := next()
		if err != nil || !ok {
			return fmt.Errorf("reading the corpus: %w", err)
		}
		words := strings.Fields(text)
		slices.Reverse(words)
		start := time.Now()
		source, err := c.putText(ctx, r.lang, text)
		if err != nil {
			return err
		}
		r.indexing += time.Since(start)
		target, err := c.putText(ctx, benchTarget.String(), strings.Join(words, " "))
		if err != nil {
			return err
		}
		units.add(r.lang, benchTarget.String(), source, target, string(tm.StatusConfirmed), 1.0,
			"", string(tm.RoleBody), c.now, "bench", c.now, "bench")
	}
	return units.flush(ctx, c)
}

// search measures the search for texts alone.
func (r *benchRun) search(ctx context.Context, queries []string, min int) (times, error) {
	var t times
	for _, query := range queries {
		start := time.Now()
		err := r.store.inRead(ctx, "searching", func(q *session) error {
			_, err := r.store.index.search(ctx, q, r.lang, query, min)
			return err
		})
		if err != nil {
			return nil, err
		}
		t = append(t, time.Since(start))
	}
	slices.Sort(t)
	return t, nil
}

// lookup measures whole look-ups of the best five units.
func (r *benchRun) lookup(ctx context.Context, queries []string) (times, error) {
	var t times
	for _, query := range queries {
		start := time.Now()
		_, err := r.store.Lookup(ctx, tm.Query{Text: query, From: r.Lang, To: benchTarget, Min: 70, Limit: 5})
		if err != nil {
			return nil, err
		}
		t = append(t, time.Since(start))
	}
	slices.Sort(t)
	return t, nil
}

func (r *benchRun) measureSmall(ctx context.Context) error {
	r.Progress("searching a tenth")
	if err := r.store.LoadIndex(ctx, r.Lang); err != nil {
		return err
	}
	defer r.store.index.forget()
	if _, err := r.search(ctx, r.Queries, 70); err != nil { // warm
		return err
	}
	t, err := r.search(ctx, r.Queries, 70)
	if err != nil {
		return err
	}
	r.small = t.at(95)
	return nil
}

// size asks SQLite how many pages the index has.
func (r *benchRun) size(ctx context.Context) error {
	if err := r.open(ctx); err != nil {
		return err
	}
	return r.store.inRead(ctx, "measuring the index", func(q *session) error {
		var pages, entries sql.NullInt64
		err := q.QueryRowContext(ctx, "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'fuzzy%'").Scan(&pages)
		if err != nil {
			return err
		}
		if err := q.QueryRowContext(ctx, "SELECT sum(entries) FROM fuzzy_segment").Scan(&entries); err != nil {
			return err
		}
		r.report.add("index on disk", "≤ 90 bytes a text", "%.1f bytes a text",
			float64(pages.Int64)/float64(max(entries.Int64, 1)))
		return nil
	})
}

func (r *benchRun) fromFile(ctx context.Context) error {
	r.Progress("searching in the file")
	if err := r.open(ctx); err != nil {
		return err
	}
	t, err := r.search(ctx, r.Queries, 70)
	if err != nil {
		return err
	}
	r.report.add("search in the file at 70 %, not warmed up: p50 / p95 / worst", "p95 ≤ 5 ms, worst ≤ 50 ms", "%v", t)
	if t, err = r.lookup(ctx, r.Queries); err != nil {
		return err
	}
	r.report.add("whole look-up of five units, from the file", "", "%v", t)
	return nil
}

func (r *benchRun) oneShot(ctx context.Context) error {
	r.Progress("opening for one look-up each")
	var t times
	for _, query := range r.Queries[:min(50, len(r.Queries))] {
		start := time.Now()
		if err := r.open(ctx); err != nil {
			return err
		}
		if _, err := r.lookup(ctx, []string{query}); err != nil {
			return err
		}
		r.store.Close()
		t = append(t, time.Since(start))
	}
	slices.Sort(t)
	r.report.add("open, look up once, close, without starting a process", "≤ 50 ms", "%v", t)
	return nil
}

func (r *benchRun) fromMemory(ctx context.Context) error {
	r.Progress("searching in memory")
	if err := r.open(ctx); err != nil {
		return err
	}
	start := time.Now()
	if err := r.store.LoadIndex(ctx, r.Lang); err != nil {
		return err
	}
	r.report.add("loading the index", "", "%.2f s", time.Since(start).Seconds())
	if _, err := r.search(ctx, r.Queries, 70); err != nil { // warm
		return err
	}
	for _, run := range []struct {
		name, goal string
		queries    []string
		min        int
	}{
		{"search in memory at 70 %: p50 / p95 / worst", "p50 ≤ 0.3 ms, p95 ≤ 1.5 ms", r.Queries, 70},
		{"at 60 %", "p95 ≤ 6 ms", r.Queries, 60},
		{"at 50 %", "p95 ≤ 25 ms", r.Queries, 50},
		{"one or two words, at 70 %", "p95 ≤ 10 ms", shortQueries(r.Queries), 70},
		{"one or two words, at 50 %", "", shortQueries(r.Queries), 50},
	} {
		t, err := r.search(ctx, run.queries, run.min)
		if err != nil {
			return err
		}
		r.report.add(run.name, run.goal, "%v", t)
		if run.min == 70 && len(run.queries) == len(r.Queries) && r.small > 0 {
			r.report.add("p95 at all units over p95 at a tenth of them", "≤ 4", "%.1f", float64(t.at(95))/float64(r.small))
		}
	}
	t, err := r.lookup(ctx, r.Queries)
	if err != nil {
		return err
	}
	r.report.add("whole look-up of five units", "", "%v", t)
	if resident := residentMB(); resident > 0 {
		r.report.add("resident memory with the index loaded", "≤ 300 MB", "%d MB", resident)
	}
	return nil
}

// visible measures adding a text and finding it again.
func (r *benchRun) visible(ctx context.Context) error {
	r.Progress("adding and finding")
	if err := r.open(ctx); err != nil {
		return err
	}
	if err := r.store.LoadIndex(ctx, r.Lang); err != nil {
		return err
	}
	var t times
	for i := range 50 {
		text := fmt.Sprintf("calque mesure ici le texte numéro %d pour le retrouver aussitôt", i)
		err := r.store.inWrite(ctx, "adding a text", func(ctx context.Context, c *change) error {
			_, err := c.putText(ctx, r.lang, text)
			return err
		})
		if err != nil {
			return err
		}
		start := time.Now()
		err = r.store.inRead(ctx, "searching", func(q *session) error {
			hits, err := r.store.index.search(ctx, q, r.lang, text, 100)
			if err == nil && len(hits) != 1 {
				err = fmt.Errorf("the text that was just added was found %d times", len(hits))
			}
			return err
		})
		if err != nil {
			return err
		}
		t = append(t, time.Since(start))
	}
	slices.Sort(t)
	r.report.add("search right after adding a text: p50 / p95 / worst", "≤ 1 ms", "%v", t)
	return nil
}
