package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/align/article/charset"
	"calque/align/lexicon"
	"calque/exports"
	"calque/exports/pretranslate"
	"calque/tm"
	"calque/tm/match/repair"
	"calque/tm/sqlite"
)

func pretranslateCommand() *cli.Command {
	return &cli.Command{
		Name:      "pretranslate",
		Usage:     "fill in the translations of a file from the memory",
		ArgsUsage: "FILE… or -",
		Description: `Writes a translated copy beside each file, name.en.ext, in the file's own
structure; every byte outside of the translations stays as it is.

   calque pretranslate --from fr --to en app.po strings.xlf
   calque pretranslate --to en --min 85 --output translated/ *.html
   calque pretranslate --to zh --in-place strings.xlf

XLIFF 1.2 and 2.1, PO: exact matches are written as translated, fuzzy ones and
those whose numbers or names were put right are marked for review. What is
translated, approved or locked is not touched.

Text, Markdown, HTML, docx: sentences are replaced where they stand; what has no
exact match stays as it is, unless --fuzzy is given. Formatting within a sentence
is kept where it can be told to which words it belongs; other sentences are left
alone and listed.

The report is written to standard error, with --format json to standard output.

Exit code 3: some files could not be read, or are not to be written over; stderr
says which and why.`,
		Flags: append([]cli.Flag{
			dbFlag(),
			fromFlag("the language of the files, a `TAG`; fr when not given and the memory has it"),
			toFlag("the language wanted, a `TAG`"),
			&cli.IntFlag{Name: "min", EnvVars: env("min"), Value: 75, Usage: "the lowest `SCORE` of a match to take, 0 to 100"},
			&cli.Float64Flag{Name: "min-confidence", EnvVars: env("min-confidence"), Value: tm.DefaultMinConfidence, Usage: "leave out unconfirmed units whose alignment is less sure than `P`, 0 to 1"},
			&cli.BoolFlag{Name: "fuzzy", EnvVars: env("fuzzy"), Usage: "write fuzzy and repaired matches into running text too, marked [85%: …]"},
			&cli.BoolFlag{Name: "overwrite", EnvVars: env("overwrite"), Usage: "replace translations that are there, whatever their state"},
			&cli.StringFlag{Name: "output", EnvVars: env("output"), Usage: "write to `FILE`, into a folder, or to - for standard output"},
			&cli.BoolFlag{Name: "in-place", EnvVars: env("in-place"), Usage: "write over the files themselves"},
			&cli.BoolFlag{Name: "force", EnvVars: env("force"), Usage: "replace a file that is there under the output's name"},
			&cli.StringFlag{Name: "file-format", EnvVars: env("file-format"), Usage: "the `FORM` of the files: " + strings.Join(pretranslate.Names(), ", ") + "; by their endings when not given"},
			&cli.StringFlag{Name: "encoding", EnvVars: env("encoding"), Usage: "the `CHARSET` of files that do not state it; found out when not given"},
			formatFlag("text", "json"),
		}, segmentFlags()...),
		Action: runPretranslate,
	}
}

func runPretranslate(c *cli.Context) error {
	job, err := newPretranslation(c)
	if err != nil {
		return err
	}
	store, err := openMemory(c, sqlite.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer store.Close()
	if err := job.settle(c, store); err != nil {
		return err
	}
	var failed []error
	reports := []fileReport{}
	for _, path := range job.paths {
		report, err := job.file(c, path)
		if c.Context.Err() != nil {
			return c.Context.Err()
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", path, err))
			continue
		}
		job.tell(c, report)
		reports = append(reports, report)
	}
	if job.json {
		if err := writeJSON(c.App.Writer, reports); err != nil {
			return err
		}
	}
	return pretranslationFailed(c, failed, len(job.paths))
}

// pretranslationFailed returns the error of a run in which some files failed.
func pretranslationFailed(c *cli.Context, failed []error, files int) error {
	switch {
	case len(failed) == 0:
		return nil
	case files == 1:
		return failed[0]
	case len(failed) == files:
		return errors.Join(failed...)
	}
	for _, err := range failed {
		note(c, "skipped: %v", err)
	}
	return partialf("%s of %d skipped; the reasons are above, the others were written", plural(len(failed), "file"), files)
}

// pretranslation is what the flags of pretranslate say.
type pretranslation struct {
	paths   []string
	output  string
	toDir   bool
	inPlace bool
	force   bool
	json    bool
	options pretranslate.Options // but for the format, which each file has its own
	format  string               // of all files; empty: by their endings
	query   tm.Query
	cut     *cutters
	repair  repair.Options
}

func newPretranslation(c *cli.Context) (*pretranslation, error) {
	job := &pretranslation{paths: c.Args().Slice(), output: c.String("output"), inPlace: c.Bool("in-place"), force: c.Bool("force"), format: c.String("file-format")}
	job.options = pretranslate.Options{Fuzzy: c.Bool("fuzzy"), Overwrite: c.Bool("overwrite"), Encoding: c.String("encoding")}
	format, err := chosenFormat(c, "text", "json")
	if err != nil {
		return nil, err
	}
	job.json = format == "json"
	if err := job.checkPaths(); err != nil {
		return nil, err
	}
	if _, known := pretranslate.Lookup(job.format); job.format != "" && !known {
		return nil, usagef("--file-format %s is not known here: choose %s", job.format, strings.Join(pretranslate.Names(), ", "))
	}
	if job.query, err = pretranslationQuery(c); err != nil {
		return nil, err
	}
	job.cut, err = newCutters(c)
	return job, err
}

// checkPaths settles where the output goes.
func (job *pretranslation) checkPaths() error {
	if len(job.paths) == 0 {
		return usagef("give a file to translate, or - for standard input; calque pretranslate --help shows examples")
	}
	stdin := slices.Contains(job.paths, "-")
	switch {
	case stdin && len(job.paths) > 1:
		return usagef("- is standard input, and goes with no other file")
	case stdin && job.format == "":
		return usagef("say with --file-format what standard input is: %s", strings.Join(pretranslate.Names(), ", "))
	case stdin && job.inPlace:
		return usagef("--in-place needs a file, not standard input")
	case job.inPlace && job.output != "":
		return usagef("--in-place writes over the files: leave --output out")
	case stdin && job.output == "":
		job.output = "-"
	}
	if job.output == "-" && job.json {
		return usagef("--format json prints the report to standard output: write the translation to a file with --output")
	}
	info, err := os.Stat(job.output)
	job.toDir = job.output != "-" && (err == nil && info.IsDir() || strings.HasSuffix(job.output, string(filepath.Separator)))
	if len(job.paths) > 1 && job.output != "" && !job.toDir {
		return usagef("--output %s: with several files, name a folder that is there", job.output)
	}
	return nil
}

func pretranslationQuery(c *cli.Context) (tm.Query, error) {
	query := tm.Query{Min: c.Int("min"), Limit: repairChoice, Distinct: true}
	if query.Min < 0 || query.Min > 100 {
		return query, usagef("--min %d: give a score from 0 to 100", query.Min)
	}
	var err error
	if query.From, err = langFlag(c, "from"); err != nil {
		return query, err
	}
	if query.To, err = langFlag(c, "to"); err != nil {
		return query, err
	}
	query.MinConfidence, err = shareFlag(c, "min-confidence")
	return query, err
}

// settle fills in the languages that the flags leave open, and takes the index
// into memory.
func (job *pretranslation) settle(c *cli.Context, store *sqlite.Store) error {
	langs, err := store.Languages(c.Context)
	if err != nil {
		return err
	}
	if job.query.From == language.Und && job.query.To != language.French && slices.Contains(langs, language.French) {
		job.query.From = language.French
	}
	if job.query.To == language.Und {
		if job.query.To, err = onlyOther(langs, job.query.From); err != nil {
			return err
		}
	}
	if job.query.From == language.Und {
		others := slices.DeleteFunc(slices.Clone(langs), func(tag language.Tag) bool { return tm.SameLanguage(tag, job.query.To) })
		if len(others) != 1 {
			return usagef("say with --from which language the files are in: the memory holds %s", joinLangs(langs))
		}
		job.query.From = others[0]
	}
	for _, asked := range []language.Tag{job.query.From, job.query.To} {
		if !slices.ContainsFunc(langs, func(tag language.Tag) bool { return tm.SameLanguage(tag, asked) }) {
			note(c, "calque: the memory has no texts in %s; it holds %s", asked, joinLangs(langs))
		}
	}
	job.repair.Names = lexicon.RegionNames
	if job.repair.Weights, err = store.Weights(c.Context); err != nil {
		return err
	}
	cutter, err := job.cut.cutter(job.query.From)
	if err != nil {
		return err
	}
	job.options.From, job.options.To = job.query.From, job.query.To
	job.options.Cut = func(paragraph string) []pretranslate.Span {
		var spans []pretranslate.Span
		for _, span := range cutter.Segment(paragraph) {
			spans = append(spans, pretranslate.Span(span))
		}
		return spans
	}
	job.options.Find = func(ctx context.Context, q pretranslate.Query) (pretranslate.Found, bool, error) {
		return job.find(ctx, store, q)
	}
	return store.LoadIndex(c.Context, job.query.From)
}

// fileReport is the report of one file; other programs read it.
type fileReport struct {
	File   string `json:"file"`
	Output string `json:"output"`
	*pretranslate.Report
}

// file translates one file.
func (job *pretranslation) file(c *cli.Context, path string) (fileReport, error) {
	options, err := job.optionsOf(path)
	if err != nil {
		return fileReport{}, err
	}
	output := job.outputOf(path)
	if !job.inPlace && output != "-" {
		if err := job.mayWrite(path, output); err != nil {
			return fileReport{}, err
		}
	}
	data, err := readBounded(c, path)
	if err != nil {
		return fileReport{}, err
	}
	if options.Format.Undeclared && options.Encoding == "" {
		decoded, err := charset.Decode(data, charset.Hints{Markup: options.Format.Name == "html"})
		if err != nil {
			return fileReport{}, fmt.Errorf("%w; name its encoding with --encoding", err)
		}
		options.Encoding = decoded.Name
	}
	translated, report, err := pretranslate.File(c.Context, data, options)
	if err != nil {
		return fileReport{}, err
	}
	return fileReport{path, output, report}, job.write(c, output, translated)
}

func (job *pretranslation) optionsOf(path string) (pretranslate.Options, error) {
	options := job.options
	known := true
	if job.format != "" {
		options.Format, known = pretranslate.Lookup(job.format)
	} else {
		options.Format, known = pretranslate.ByFile(path)
	}
	if !known {
		return options, fmt.Errorf("no format goes with its ending; choose one with --file-format: %s", strings.Join(pretranslate.Names(), ", "))
	}
	return options, nil
}

// outputOf names the translation of a file: story.html and story.fr.html become
// story.en.html, and story_fr.html becomes story_en.html.
func (job *pretranslation) outputOf(path string) string {
	switch {
	case job.inPlace:
		return path
	case job.output != "" && !job.toDir:
		return job.output
	}
	extension := filepath.Ext(path)
	base := strings.TrimSuffix(path, extension)
	mark := "."
	if i := strings.LastIndexAny(base, "._-"); i > 0 {
		if tag, err := tm.ParseLang(base[i+1:]); err == nil && tag == job.query.From {
			base, mark = base[:i], base[i:i+1]
		}
	}
	named := base + mark + job.query.To.String() + extension
	if job.toDir {
		return filepath.Join(job.output, filepath.Base(named))
	}
	return named
}

// mayWrite is an error when the output is the input, or a file that is there,
// a person's own translation perhaps.
func (job *pretranslation) mayWrite(path, output string) error {
	there, err := os.Stat(output)
	if err != nil {
		return nil
	}
	if in, err := os.Stat(path); err == nil && os.SameFile(in, there) {
		return errors.New("the translation would go over the file itself; --in-place does that")
	}
	if !job.force && there.Mode().IsRegular() {
		return fmt.Errorf("%s is there already; --force replaces it, --output names another", output)
	}
	return nil
}

// readBounded reads a file or standard input, no more than a file to translate
// may have.
func readBounded(c *cli.Context, path string) ([]byte, error) {
	in, err := openInput(c, path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(io.LimitReader(in, pretranslate.MaxBytes+1))
}

func (job *pretranslation) write(c *cli.Context, output string, data []byte) error {
	if output == "-" {
		_, err := c.App.Writer.Write(data)
		return err
	}
	if job.toDir {
		if err := os.MkdirAll(job.output, 0o777); err != nil {
			return err
		}
	}
	file, err := exports.Create(output)
	if err != nil {
		return err
	}
	defer file.Abort()
	if _, err := file.Write(data); err != nil {
		return fmt.Errorf("writing %s: %w", output, err)
	}
	return file.Commit()
}
