package main

import (
	"bufio"
	"context"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/align/article"
	"calque/align/lexicon"
	"calque/tm"
	"calque/tm/ingest"
	"calque/tm/match"
	"calque/tm/match/repair"
	"calque/tm/sqlite"
)

var lookupFormats = []string{"text", "json", "jsonl", "tsv"}

func lookupCommand() *cli.Command {
	return &cli.Command{
		Name:      "lookup",
		Usage:     "look up prior translations of a sentence",
		ArgsUsage: "TEXT|-",
		Description: `Prints exact and fuzzy matches, the best first. With - each line of standard
input is a sentence, and each gives one JSON object a line, in order.

   calque lookup --to zh "La Chine et la France se sont engagées à Paris."
   calque lookup --from fr --to en --min 80 - < sentences.txt > matches.jsonl

The score is 102 or 101 for an exact match whose neighbours are equal too, 100
for an exact one, below that the share of equal words, less the penalties shown.
calque penalties shows what each takes off in this memory, and sets it.

Where only numbers, dates, currencies or names differ, a second line offers the
translation with them put right, and the score that it then has. --highlight marks
in the translation, as [=…=], which words stand for those that differ. When nothing
is found, the longest parts of TEXT that stand in the memory are shown, of three
words or four Chinese characters at least.

   calque lookup --to en --context-before "Le sommet de Paris" "Il a duré 3 jours."
   calque lookup --to en --penalty case=0 --penalty variant=5 "LE SOMMET DE PARIS"
   calque lookup --to en --story sommet --status confirmed --lower-if-empty "Le sommet"
   calque lookup --to en --agency AFP --year 2024 "Le sommet de Paris"

jsonl and json have all of it; their places count bytes of UTF-8. The columns of
tsv are: query, score, source, translation, status, confidence, article, score
and text of the repaired translation.`,
		Flags: []cli.Flag{
			dbFlag(),
			fromFlag("the language of TEXT, a `TAG`; detected when not given"),
			toFlag("the language wanted, a `TAG`"),
			&cli.IntFlag{Name: "min", EnvVars: env("min"), Value: 70, Usage: "the lowest `SCORE` to show, 0 to 100"},
			&cli.IntFlag{Name: "limit", EnvVars: env("limit"), Value: 5, Usage: "show at most `N` matches; 0 is all"},
			&cli.Float64Flag{Name: "min-confidence", EnvVars: env("min-confidence"), Value: tm.DefaultMinConfidence, Usage: "leave out unconfirmed units whose alignment is less sure than `P`, 0 to 1"},
			&cli.StringFlag{Name: "context-before", EnvVars: env("context-before"), Usage: "the `SENTENCE` before TEXT in its document"},
			&cli.StringFlag{Name: "context-after", EnvVars: env("context-after"), Usage: "the `SENTENCE` after TEXT"},
			penaltyFlag(),
			&cli.StringFlag{Name: "story", EnvVars: env("story"), Usage: "only the article `KEY`"},
			agencyFlag(),
			yearFlag(),
			&cli.StringFlag{Name: "since", EnvVars: env("since"), Usage: "only articles of this `DAY`, such as 2025-09-12, or later"},
			&cli.StringFlag{Name: "status", EnvVars: env("status"), Usage: "only units with these `STATUSES`, separated by commas: auto, confirmed, rejected, superseded; auto,confirmed when not given"},
			&cli.BoolFlag{Name: "lower-if-empty", EnvVars: env("lower-if-empty"), Usage: "when nothing is found, lower --min by 5 at a time, to 40 at the least"},
			&cli.StringFlag{Name: "highlight", EnvVars: env("highlight"), Value: "auto", Usage: "`WHEN` to find the words of the translation that stand for what differs, which takes some tenths of a second to begin with: always, never, or auto for on a terminal"},
			&cli.StringFlag{Name: "fragments", EnvVars: env("fragments"), Value: "auto", Usage: "`WHEN` to look for parts of TEXT if nothing is found: always, never, or auto for one text shown as text"},
			formatFlag(lookupFormats...),
		},
		Action: runLookup,
	}
}

// oneShotGC is how much a process that looks one text up may allocate before it
// collects garbage, in percent of the usual: it allocates a few megabytes and
// ends, and the one collection that comes of them took a tenth of its time.
const oneShotGC = 800

func runLookup(c *cli.Context) error {
	text, err := oneArgument(c, "text, in quotes, or - for standard input")
	if err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" {
		return usagef("the text is empty: give a sentence, in quotes, or - for standard input")
	}
	format, err := chosenFormat(c, lookupFormats...)
	if err != nil {
		return err
	}
	query, err := queryFromFlags(c)
	if err != nil {
		return err
	}
	if text == "-" && format == "json" {
		return usagef("--format json is for one text; with - take jsonl")
	}
	if text != "-" {
		debug.SetGCPercent(oneShotGC)
	}
	store, err := openMemory(c, sqlite.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer store.Close()
	finder, err := newFinder(c, store, query)
	if err != nil {
		return err
	}
	if err := finder.settleExtras(c, text == "-"); err != nil {
		return err
	}
	if text == "-" {
		if !c.IsSet("format") {
			format = "jsonl"
		}
		finder.load = func(ctx context.Context) error {
			if query.From == language.Und {
				return store.LoadIndex(ctx)
			}
			return store.LoadIndex(ctx, query.From)
		}
		return finder.all(c, format)
	}
	return buffered(c, func(w *bufio.Writer) error {
		return finder.one(c, w, text, format)
	})
}

func queryFromFlags(c *cli.Context) (tm.Query, error) {
	query := tm.Query{
		Min: c.Int("min"), Limit: c.Int("limit"), Distinct: true, Article: c.String("story"),
		Before: c.String("context-before"), After: c.String("context-after"),
	}
	if query.Min < 0 || query.Min > 100 {
		return query, usagef("--min %d: give a score from 0 to 100", query.Min)
	}
	if query.Limit < 0 {
		return query, usagef("--limit %d: give 0 for all, or how many", query.Limit)
	}
	var err error
	if query.From, err = langFlag(c, "from"); err != nil {
		return query, err
	}
	if query.To, err = langFlag(c, "to"); err != nil {
		return query, err
	}
	if query.MinConfidence, err = shareFlag(c, "min-confidence"); err != nil {
		return query, err
	}
	if query.Weights, err = penaltiesFromFlag(c); err != nil {
		return query, err
	}
	if query.Since, err = dayFlag(c, "since"); err != nil {
		return query, err
	}
	query.Agency = c.String("agency")
	if query.Year, err = yearFromFlag(c); err != nil {
		return query, err
	}
	query.Statuses, err = statusesFlag(c)
	return query, err
}

// finder looks texts up in one memory.
type finder struct {
	store     tm.Store
	query     tm.Query       // all but the text, and From when it is to be detected
	langs     []language.Tag // of the memory, when From is to be detected
	lower     bool           // the threshold when nothing is found
	repair    repair.Options
	associate match.Associate             // nil when nothing is to be highlighted
	load      func(context.Context) error // takes the index into memory; nil for one text
	fragments bool                        // are looked for when nothing is found
}

// loadAfter is the line at which the index is taken into memory: to read it for
// a million units takes as long as some hundred look-ups save.
const loadAfter = 500

// newFinder settles the languages that the query leaves open by what the
// memory holds.
func newFinder(c *cli.Context, store tm.Store, query tm.Query) (*finder, error) {
	f := &finder{store: store, query: query, lower: c.Bool("lower-if-empty")}
	weights, err := store.Weights(c.Context)
	if err != nil {
		return nil, err
	}
	for name, points := range query.Weights {
		weights.Set(name, points)
	}
	f.repair = repair.Options{Weights: weights, Names: lexicon.RegionNames}
	if query.From != language.Und && query.To != language.Und {
		return f, nil
	}
	langs, err := store.Languages(c.Context)
	if err != nil {
		return nil, err
	}
	if query.To == language.Und {
		if f.query.To, err = onlyOther(langs, query.From); err != nil {
			return nil, err
		}
	}
	f.langs = slices.DeleteFunc(langs, func(tag language.Tag) bool { return tag == f.query.To })
	return f, nil
}

// onlyOther returns the language that is meant when --to is not given: the
// other one of two.
func onlyOther(langs []language.Tag, from language.Tag) (language.Tag, error) {
	if from == language.Und && len(langs) == 2 && slices.Contains(langs, language.French) {
		from = language.French
	}
	others := slices.DeleteFunc(slices.Clone(langs), func(tag language.Tag) bool { return tag == from })
	if len(others) != 1 {
		return language.Und, usagef("say with --to which language you want: the memory holds %s", joinLangs(langs))
	}
	return others[0], nil
}

// sure is the confidence over which a detected language is believed against
// French, the usual one. A single sentence is detected rightly 98.9 % of the
// time, four words 87.5 % (whatlanggo, nine languages).
const sure = 0.9

// settleExtras settles whether to find the words that stand for what differs,
// and parts of a query for which nothing is found.
func (f *finder) settleExtras(c *cli.Context, many bool) error {
	forPerson := !many && c.String("format") == "text"
	highlight, err := whenFlag(c, "highlight", forPerson && isTerminal(c.App.Writer))
	if err != nil {
		return err
	}
	if f.fragments, err = whenFlag(c, "fragments", forPerson); err != nil || !highlight {
		return err
	}
	f.associate, err = ingest.Associations(c.Context, f.store)
	return err
}

// whenFlag reads a flag that is always, never or auto.
func whenFlag(c *cli.Context, name string, auto bool) (bool, error) {
	switch c.String(name) {
	case "auto":
		return auto, nil
	case "always":
		return true, nil
	case "never":
		return false, nil
	}
	return false, usagef("--%s %s: choose always, never or auto", name, c.String(name))
}

// lowestMin is where --lower-if-empty stops, and lowerBy its steps.
const (
	lowestMin = 40
	lowerBy   = 5
)

// find looks one text up.
func (f *finder) find(c *cli.Context, text string) (answer, error) {
	query := f.query
	query.Text = text
	if query.From == language.Und {
		query.From = f.detect(text)
	}
	a := answer{query: query}
	matches, err := f.store.Lookup(c.Context, query)
	for err == nil && len(matches) == 0 && f.lower && a.query.Min-lowerBy >= lowestMin {
		a.query.Min -= lowerBy
		a.lowered = true
		matches, err = f.store.Lookup(c.Context, a.query)
	}
	if err != nil {
		return a, err
	}
	for _, m := range matches {
		a.found = append(a.found, f.look(query, m))
	}
	if len(matches) == 0 && f.fragments {
		a.parts, err = f.findParts(c, query)
	}
	return a, err
}

func (f *finder) detect(text string) language.Tag {
	switch len(f.langs) {
	case 0:
		return language.French
	case 1:
		return f.langs[0]
	}
	tag, confidence := article.Detect(text, f.langs)
	if tag == language.Und || confidence < sure && slices.Contains(f.langs, language.French) && tm.SameLanguage(tag, language.French) {
		return language.French
	}
	return tag
}

// one looks one text up and prints what was found.
func (f *finder) one(c *cli.Context, w io.Writer, text, format string) error {
	a, err := f.find(c, text)
	if err != nil {
		return err
	}
	switch format {
	case "json":
		return writeJSON(w, newResultJSON(a))
	case "jsonl":
		return newEncoder(w).Encode(newResultJSON(a))
	case "tsv":
		return writeMatchesTSV(w, a)
	}
	switch {
	case len(a.parts) > 0:
		note(c, "nothing at %d %% or better; these parts are in the memory", a.query.Min)
		return writeParts(w, layoutFor(c.App.Writer), a)
	case len(a.found) == 0:
		if err := f.explainNothing(c, a); err != nil {
			return err
		}
	case a.lowered:
		note(c, "nothing at %d %% or better; from %d %% on there is this", f.query.Min, a.query.Min)
	}
	return writeCards(w, layoutFor(c.App.Writer), a)
}

// explainNothing says why a look-up may have found nothing.
func (f *finder) explainNothing(c *cli.Context, a answer) error {
	langs, err := f.store.Languages(c.Context)
	if err != nil {
		return err
	}
	for _, asked := range []language.Tag{f.query.From, f.query.To} {
		held := func(tag language.Tag) bool { return tm.SameLanguage(tag, asked) }
		if asked != language.Und && !slices.ContainsFunc(langs, held) {
			note(c, "nothing: the memory has no texts in %s; it holds %s", asked, joinLangs(langs))
			return nil
		}
	}
	advice := "try a lower --min"
	if q := f.query; q.Article != "" || q.Agency != "" || q.Year != 0 || !q.Since.IsZero() || len(q.Statuses) > 0 {
		advice += ", or fewer of --story, --agency, --year, --since and --status"
	}
	note(c, "nothing at %d %% or better; %s", a.query.Min, advice)
	return nil
}

// all looks up each line of standard input.
func (f *finder) all(c *cli.Context, format string) error {
	if isTerminalInput(c.App.Reader) {
		note(c, "calque: reading sentences from the terminal, one a line; Ctrl-D ends")
	}
	lines := 0
	return buffered(c, func(w *bufio.Writer) error {
		return eachLine(c, c.App.Reader, "standard input", func(line string) error {
			if lines++; lines == loadAfter && f.load != nil {
				if err := f.load(c.Context); err != nil {
					return err
				}
			}
			if err := f.one(c, w, line, format); err != nil {
				return err
			}
			return w.Flush() // a program that feeds us a line waits for its answer
		})
	})
}
