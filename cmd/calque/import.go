package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/align/article/pairing"
	"calque/tm"
	"calque/tm/ingest"
	"calque/tm/sqlite"
)

func importCommand() *cli.Command {
	return &cli.Command{
		Name:      "import",
		Usage:     "read articles with their translations, or exchange files, into the memory",
		ArgsUsage: "PATH…",
		Description: `PATH is a folder, which is walked, an article, a manifest (.tsv or .csv: path,
language, article), or an exchange file (TMX and what export writes). Which files are translations of each other is found by
manifest, file names (story.fr.html, story.zh.docx), parallel folders (fr/, en/),
hreflang links, or what they say; --dry-run shows it and stores nothing. One PATH may
be - for an article on standard input.
Importing again changes only what changed in the files; one that is the same keeps
its segments.
An exchange file is stored in transactions of some thousand units. Of a broken one
what stands before the fault is taken, and the line and column told. Also read are
files compressed by gzip, and standard input with --file-format.

   calque import stories
   calque import --db press.db --dry-run depeche.fr.html depeche.zh.docx
   calque import --on-conflict skip client.tmx other.tmx.gz
   zcat big.tmx.gz | calque import --file-format tmx -`,
		Flags: append([]cli.Flag{
			dbFlag(),
			fromFlag("the language the others were translated from, a `TAG`; fr when not given"),
			&cli.BoolFlag{Name: "dry-run", EnvVars: env("dry-run"), Usage: "show which files belong together and stop"},
			&cli.BoolFlag{Name: "quiet", EnvVars: env("quiet"), Usage: "do not list the articles and how they were paired"},
			&cli.IntFlag{Name: "workers", EnvVars: env("workers"), Value: runtime.GOMAXPROCS(0), Usage: "read and align `N` articles at once"},
			formatFlag("text", "json"),
		}, slices.Concat(exchangeFlags(), readerFlags(), segmentFlags())...),
		Action: runImport,
	}
}

func runImport(c *cli.Context) error {
	if c.NArg() == 0 {
		return usagef("give a folder, files or a manifest to import; calque import --help shows examples")
	}
	format, err := chosenFormat(c, "text", "json")
	if err != nil {
		return err
	}
	pivot, err := langFlag(c, "from")
	if err != nil {
		return err
	}
	options, err := newExchangeOptions(c, pivot)
	if err != nil {
		return err
	}
	exchange, articles, err := splitInputs(c)
	if err != nil {
		return err
	}
	job := importJob{exchange: exchange, options: options, pivot: pivot, format: format}
	if len(articles) > 0 {
		remove, err := job.planArticles(c, articles)
		defer remove()
		if err != nil {
			return err
		}
	}
	if c.Bool("dry-run") {
		return job.show(c)
	}
	return job.run(c)
}

// importJob is what an import is to do.
type importJob struct {
	exchange []exchangeFile
	options  exchangeOptions
	plan     *pairing.Result // nil when no article was named
	ingest   ingest.Options
	pivot    language.Tag
	format   string
}

// planArticles finds out which files are translations of each other. remove
// takes away what was kept of standard input.
func (job *importJob) planArticles(c *cli.Context, paths []string) (remove func(), err error) {
	remove = func() {}
	reader, err := newReader(c)
	if err != nil {
		return remove, err
	}
	cut, err := newCutters(c)
	if err != nil {
		return remove, err
	}
	paths, remove, err = spool(c.App.Reader, paths)
	if err != nil {
		return remove, err
	}
	job.plan, err = pairing.Plan(c.Context, paths, pairing.Options{Read: reader.readAny})
	job.ingest = ingest.Options{Pivot: job.pivot, Read: reader.read, Cutter: cut.cutter, Workers: c.Int("workers")}
	return remove, err
}

// show says which files would be imported.
func (job *importJob) show(c *cli.Context) error {
	for _, file := range job.exchange {
		note(c, "calque: %s: an exchange file, %s", file.path, file.format.Title)
	}
	if job.plan == nil {
		return nil
	}
	return showPlan(c, job.plan, job.format)
}

func (job *importJob) run(c *cli.Context) error {
	noArticle := job.plan == nil || len(job.plan.Articles) == 0
	if noArticle && len(job.exchange) == 0 {
		notePlanLeftovers(c, job.plan)
		return fmt.Errorf("nothing to import: no two files were found that translate each other; calque import --dry-run shows what was looked at")
	}
	store, err := openMemory(c, sqlite.Options{Create: true})
	if err != nil {
		return err
	}
	summary, err := job.into(c, store)
	if closeErr := store.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	if job.pivot != language.Und && summary.withoutPivot > 0 {
		note(c, "calque: no text in %s: %d of %s; another language was aligned with the rest",
			job.pivot, summary.withoutPivot, plural(summary.Articles, "article"))
	}
	if err := summary.print(c, job.format); err != nil {
		return err
	}
	return summary.err()
}

// into imports the articles, then the exchange files.
func (job *importJob) into(c *cli.Context, store tm.Store) (importSummary, error) {
	summary := importSummary{}
	if job.plan != nil {
		var err error
		if summary, err = importInto(c, store, job.plan, job.ingest); err != nil {
			return summary, err
		}
	}
	for _, file := range job.exchange {
		start := time.Now()
		done, err := importExchange(c, store, file, job.options)
		if err != nil {
			return summary, fmt.Errorf("importing %s: %w; %s of it stored", file.path, err, plural(done.stored(), "unit"))
		}
		done.noteFindings(c)
		summary.Seconds += time.Since(start).Seconds()
		summary.Files = append(summary.Files, done)
	}
	return summary, nil
}

// importInto imports a plan with the lexicons of the memory.
func importInto(c *cli.Context, store tm.Store, plan *pairing.Result, options ingest.Options) (importSummary, error) {
	var err error
	if options.Lexicons, err = ingest.LoadLexicons(c.Context, store); err != nil {
		return importSummary{}, err
	}
	return importPlan(c, store, plan, options)
}

// importPlan imports the articles of a plan and shows how it gets on. An
// article that fails is noted and the rest goes on; a memory that fails ends
// the import.
func importPlan(c *cli.Context, store tm.Store, plan *pairing.Result, options ingest.Options) (importSummary, error) {
	start := time.Now()
	if !c.Bool("quiet") {
		writePairs(c.App.ErrWriter, newStyle(c.App.ErrWriter), plan)
	}
	summary := importSummary{Skipped: notePlanLeftovers(c, plan), pivot: options.Pivot}
	progress := newProgress(c.App.ErrWriter, len(plan.Articles))
	defer progress.clear()
	for outcome := range ingest.New(store, options).ImportAll(c.Context, slices.Values(plan.Articles)) {
		if outcome.Err != nil && fatal(outcome.Err) {
			return summary, fmt.Errorf("%w; %s imported before", outcome.Err, plural(summary.Articles, "article"))
		}
		for _, err := range outcome.Skipped {
			progress.note("calque: skipped: %v", err)
		}
		if outcome.Err != nil {
			progress.note("calque: skipped: %v", outcome.Err)
			if len(outcome.Skipped) == 0 {
				summary.Skipped++
			}
		}
		summary.add(outcome)
		progress.step(summary.Pairs)
	}
	if err := c.Context.Err(); err != nil {
		return summary, fmt.Errorf("%w after %s", err, plural(summary.Articles, "article"))
	}
	summary.Seconds = time.Since(start).Seconds()
	return summary, nil
}

// fatal reports whether an error is of the memory or of the whole run, not of
// one article.
func fatal(err error) bool {
	return exitCode(err) == exitMemory || errors.Is(err, context.Canceled)
}

// notePlanLeftovers says which files will not be imported and returns how many
// of them could not be read.
func notePlanLeftovers(c *cli.Context, plan *pairing.Result) int {
	if plan == nil {
		return 0
	}
	for _, failure := range plan.Failed {
		note(c, "calque: skipped: %v", failure.Err)
	}
	for _, file := range plan.Unpaired {
		note(c, "calque: no partner: %s", describeFile(file))
	}
	return len(plan.Failed)
}

func describeFile(f pairing.File) string {
	s := f.Path
	if f.Lang != language.Und {
		s += fmt.Sprintf(" (%s)", f.Lang)
	}
	if f.Why != "" {
		s += ": " + f.Why
	}
	return s
}

// planJSON is what import --dry-run --format json prints.
type planJSON struct {
	Articles []planArticleJSON `json:"articles"`
	Unpaired []planFileJSON    `json:"unpaired"`
	Failed   []planFailureJSON `json:"failed"`
}

type planArticleJSON struct {
	Key   string         `json:"key"`
	How   string         `json:"how"`
	Why   string         `json:"why,omitempty"`
	Files []planFileJSON `json:"files"`
}

type planFileJSON struct {
	Path string `json:"path"`
	Lang string `json:"lang,omitempty"`
}

type planFailureJSON struct {
	Path  string `json:"path"`
	Error string `json:"error"`
}

func showPlan(c *cli.Context, plan *pairing.Result, format string) error {
	if format == "json" {
		if err := writeJSON(c.App.Writer, newPlanJSON(plan)); err != nil {
			return err
		}
	} else {
		writePlan(c.App.Writer, newStyle(c.App.Writer), slices.Values(plan.Articles))
	}
	if skipped := notePlanLeftovers(c, plan); skipped > 0 {
		return partialf("%s could not be read; see above", plural(skipped, "file"))
	}
	return nil
}

func writePlan(w io.Writer, style style, articles iter.Seq[pairing.Article]) {
	for a := range articles {
		how := string(a.How)
		if a.Why != "" {
			how += ": " + a.Why
		}
		fmt.Fprintf(w, "%s  %s\n", style.paint(bold, a.Key), style.paint(dim, "by "+how))
		for _, file := range a.Files {
			fmt.Fprintf(w, "  %-8s %s\n", fileLang(file), file.Path)
		}
	}
}

// writePairs lists the articles of a plan, a line each: key, languages, how the
// files were found to belong together.
func writePairs(w io.Writer, style style, plan *pairing.Result) {
	for _, a := range plan.Articles {
		var langs []string
		for _, file := range a.Files {
			langs = append(langs, fileLang(file))
		}
		fmt.Fprintf(w, "%s  %s  %s\n", pad(a.Key, 28), pad(strings.Join(langs, " "), 20), style.paint(dim, "by "+string(a.How)))
	}
}

// fileLang is the language of a file as far as it is known before it is read.
func fileLang(f pairing.File) string {
	if f.Lang == language.Und {
		return "?"
	}
	return f.Lang.String()
}

func newPlanJSON(plan *pairing.Result) planJSON {
	out := planJSON{Articles: []planArticleJSON{}, Unpaired: []planFileJSON{}, Failed: []planFailureJSON{}}
	for _, a := range plan.Articles {
		article := planArticleJSON{Key: a.Key, How: string(a.How), Why: a.Why}
		for _, file := range a.Files {
			article.Files = append(article.Files, newPlanFileJSON(file))
		}
		out.Articles = append(out.Articles, article)
	}
	for _, file := range plan.Unpaired {
		out.Unpaired = append(out.Unpaired, newPlanFileJSON(file))
	}
	for _, failure := range plan.Failed {
		out.Failed = append(out.Failed, planFailureJSON{failure.Path, failure.Err.Error()})
	}
	return out
}

func newPlanFileJSON(f pairing.File) planFileJSON {
	if f.Lang == language.Und {
		return planFileJSON{Path: f.Path}
	}
	return planFileJSON{f.Path, f.Lang.String()}
}
