package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"calque/exports/pretranslate"
	"calque/tm"
	"calque/tm/ingest"
	"calque/tm/sqlite"
)

var analyzeFormats = []string{"text", "json", "csv"}

func analyzeCommand() *cli.Command {
	return &cli.Command{
		Name:      "analyze",
		Usage:     "count what of some files the memory can translate",
		ArgsUsage: "FILE|- …",
		Description: `Cuts the files into segments as import does, looks each up, and counts segments,
words and characters by the best score: in context (101, 102), exact, five bands of
fuzzy matches, and new. A segment that stood in the files before and is not in
the memory as it is counts as a repetition.

   calque analyze --to en sommet.fr.docx discours.fr.txt
   calque analyze --from fr --to zh --format csv project/*.xlf > leverage.csv
   calque analyze --from fr --to en - < sommet.txt

Text, Markdown, HTML, docx and odt are read as articles, so that menus and bylines
do not count; of XLIFF and PO every unit that is to be translated counts, whether it
is translated already or not.

Words and characters are counted by GMX-V 2.0: words by the word boundaries of
Unicode (UAX #29), l’eau being one and sous-marin two; in Chinese, Japanese, Korean
and Thai the characters divided by 2.8, 3.0, 3.3 and 6.0. Characters are those
that are neither white space nor punctuation. Inline tags do not count.`,
		Flags: append([]cli.Flag{
			dbFlag(),
			fromFlag("the language of the files, a `TAG`; French, or else the only other one of the memory, when not given"),
			toFlag("the language wanted, a `TAG`"),
			&cli.Float64Flag{Name: "min-confidence", EnvVars: env("min-confidence"), Value: tm.DefaultMinConfidence, Usage: "leave out unconfirmed units whose alignment is less sure than `P`, 0 to 1"},
			penaltyFlag(),
			formatFlag(analyzeFormats...),
		}, segmentFlags()...),
		Action: runAnalyze,
	}
}

func runAnalyze(c *cli.Context) error {
	format, err := chosenFormat(c, analyzeFormats...)
	if err != nil {
		return err
	}
	if c.NArg() == 0 {
		return usagef("give a file; calque analyze --help shows examples")
	}
	a := &analysis{query: tm.Query{Min: lowestBand, Limit: 1, Distinct: true}, seen: map[string]bool{}}
	if err := a.readFlags(c); err != nil {
		return err
	}
	store, err := openMemory(c, sqlite.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer store.Close()
	a.store = store
	if err := a.settle(c, store); err != nil {
		return err
	}
	var failed []error
	for _, path := range c.Args().Slice() {
		counts, err := a.file(c, path)
		if c.Context.Err() != nil {
			return c.Context.Err()
		}
		if err != nil {
			failed = append(failed, err)
			continue
		}
		a.files = append(a.files, fileLeverage{path, counts})
	}
	if len(a.files) > 0 {
		if err := buffered(c, func(w *bufio.Writer) error { return a.write(w, format) }); err != nil {
			return err
		}
	}
	return analysisFailed(c, failed, c.NArg())
}

// analysisFailed returns the error of a run in which some files failed.
func analysisFailed(c *cli.Context, failed []error, files int) error {
	switch {
	case len(failed) == 0:
		return nil
	case len(failed) == files:
		return errors.Join(failed...)
	}
	for _, err := range failed {
		note(c, "skipped: %v", err)
	}
	return partialf("%s of %d skipped; the reasons are above, the others were counted", plural(len(failed), "file"), files)
}

// analysis is a run of analyze.
type analysis struct {
	store *sqlite.Store
	query tm.Query // all but the text and its neighbours
	cut   *cutters
	seen  map[string]bool // segments that stood in the files before
	files []fileLeverage
}

func (a *analysis) readFlags(c *cli.Context) error {
	var errs [5]error
	a.query.From, errs[0] = langFlag(c, "from")
	a.query.To, errs[1] = langFlag(c, "to")
	a.query.MinConfidence, errs[2] = shareFlag(c, "min-confidence")
	a.query.Weights, errs[3] = penaltiesFromFlag(c)
	a.cut, errs[4] = newCutters(c)
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// settle fills in the languages that the flags leave open, and takes the index
// into memory.
func (a *analysis) settle(c *cli.Context, store *sqlite.Store) error {
	langs, err := store.Languages(c.Context)
	if err != nil {
		return err
	}
	if err := settleLangs(&a.query, langs); err != nil {
		return err
	}
	return store.LoadIndex(c.Context, a.query.From)
}

// file counts one file.
func (a *analysis) file(c *cli.Context, path string) (leverage, error) {
	segments, err := a.segments(c, path)
	if err != nil {
		return nil, err
	}
	counts := newLeverage()
	for _, s := range segments {
		band, err := a.band(c.Context, s)
		if err != nil {
			return nil, err
		}
		counts.add(band, s.Text)
	}
	return counts, nil
}

// band looks a segment up and says where it counts. A text that stood in the
// files before is looked up again, since its neighbours may be others.
func (a *analysis) band(ctx context.Context, s pretranslate.Query) (int, error) {
	query := a.query
	query.Text, query.Before, query.After = s.Text, s.Before, s.After
	key := strings.Join(strings.Fields(s.Text), " ")
	again := a.seen[key]
	a.seen[key] = true
	if again {
		query.Min = 100
	}
	matches, err := a.store.Lookup(ctx, query)
	switch {
	case err != nil:
		return 0, err
	case len(matches) > 0:
		return bandOf(matches[0].Score), nil
	case again:
		return repetitionBand, nil
	}
	return newBand, nil
}

// segments reads the segments of a file, each with its neighbours.
func (a *analysis) segments(c *cli.Context, path string) ([]pretranslate.Query, error) {
	if format, known := pretranslate.ByFile(path); known && (format.Name == "xliff" || format.Name == "po") {
		segments, err := a.exchanged(c, path, format)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		return segments, nil
	}
	read, err := articleReader{stdin: c.App.Reader}.read(c.Context, path, a.query.From)
	if err != nil {
		return nil, err // it names the file
	}
	document, err := ingest.Document(read, a.cut.cutter)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	segments := make([]pretranslate.Query, len(document.Sentences))
	for i := range segments {
		segments[i].Text = document.Text(tm.Range{From: i, To: i + 1})
		if i > 0 {
			segments[i].Before, segments[i-1].After = segments[i-1].Text, segments[i].Text
		}
	}
	return segments, nil
}

// exchanged reads the segments of an exchange file: those that a pretranslation
// asks for, for which nothing is found here.
func (a *analysis) exchanged(c *cli.Context, path string, format pretranslate.Format) ([]pretranslate.Query, error) {
	data, err := readBounded(c, path)
	if err != nil {
		return nil, err
	}
	cutter, err := a.cut.cutter(a.query.From)
	if err != nil {
		return nil, err
	}
	var segments []pretranslate.Query
	_, _, err = pretranslate.File(c.Context, data, pretranslate.Options{
		Format: format, From: a.query.From, To: a.query.To, Overwrite: true,
		Cut: cutParagraph(cutter),
		Find: func(_ context.Context, q pretranslate.Query) (pretranslate.Found, bool, error) {
			segments = append(segments, q)
			return pretranslate.Found{}, false, nil
		},
	})
	return segments, err
}

// write prints the report.
func (a *analysis) write(w io.Writer, format string) error {
	switch format {
	case "json":
		return writeJSON(w, a.json())
	case "csv":
		return a.csv(w)
	}
	return a.table(w)
}

func (a *analysis) total() leverage {
	total := newLeverage()
	for _, f := range a.files {
		total.join(f.counts)
	}
	return total
}

// table prints a table a file, and one of all.
func (a *analysis) table(w io.Writer) error {
	for i, f := range a.files {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintln(w, visible(f.path))
		if err := f.counts.table(w, a.query.From); err != nil {
			return err
		}
	}
	if len(a.files) < 2 {
		return nil
	}
	fmt.Fprintf(w, "\nall %d files\n", len(a.files))
	return a.total().table(w, a.query.From)
}

// csv prints a row a band of each file, and those of all files under the name
// total.
func (a *analysis) csv(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"file", "band", "segments", "words", "characters"}}
	for _, f := range append(slices.Clone(a.files), fileLeverage{"total", a.total()}) {
		for _, row := range f.counts.rows(a.query.From) {
			rows = append(rows, []string{f.path, row.Band, strconv.Itoa(row.Segments), strconv.Itoa(row.Words), strconv.Itoa(row.Characters)})
		}
	}
	return out.WriteAll(rows)
}

// analysisJSON is the report; other programs read it.
type analysisJSON struct {
	From  string             `json:"from"`
	To    string             `json:"to"`
	Files []fileLeverageJSON `json:"files"`
	Total []bandJSON         `json:"total"`
}

type fileLeverageJSON struct {
	File  string     `json:"file"`
	Bands []bandJSON `json:"bands"`
}

func (a *analysis) json() analysisJSON {
	out := analysisJSON{From: a.query.From.String(), To: a.query.To.String(), Total: a.total().rows(a.query.From)}
	for _, f := range a.files {
		out.Files = append(out.Files, fileLeverageJSON{f.path, f.counts.rows(a.query.From)})
	}
	return out
}
