package main

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/exports"
	"calque/tm"
	"calque/tm/sqlite"
)

func exportCommand() *cli.Command {
	return &cli.Command{
		Name:      "export",
		Usage:     "write the memory as TMX, XLIFF, PO, a table … for other programs",
		ArgsUsage: "FILE|-",
		Description: `The formats, chosen by --format or by the file's ending:

` + describeFormats() + `
TMX holds one pair of languages a file, since CAT tools want it so: with several
after --to, FILE.tmx becomes FILE.fr-en.tmx and FILE.fr-zh.tmx. The file is written
beside its place first: a failed export leaves the old one.

   calque export --to en memory.tmx
   calque export --from fr --to en,zh --multilingual --min-confidence 0.8 memory.tmx.gz
   calque export --to en --for omegat --since 2024-01-01 --split 250MB memory.tmx
   calque export --from zh --to en memory.tmx       # composed through French
   calque export --to en --format omegat project    # a folder that OmegaT opens
   calque export --to en --format moses corpus      # corpus.fr and corpus.en`,
		Flags: append([]cli.Flag{
			dbFlag(),
			fromFlag("the source language, a `TAG`; fr when not given and the memory has it"),
			toFlag("the target languages, `TAGS` separated by commas; all when not given"),
			&cli.StringFlag{Name: "format", EnvVars: env("format"), Usage: "write `FORM`: " + strings.Join(exports.Names(), ", ") + "; by the file's ending when not given"},
			&cli.Float64Flag{Name: "min-confidence", EnvVars: env("min-confidence"), Value: tm.DefaultMinConfidence, Usage: "leave out unconfirmed units less sure than `P`, 0 to 1"},
			&cli.StringFlag{Name: "status", EnvVars: env("status"), Usage: "only units with these `STATUSES`, separated by commas: auto, confirmed, rejected, superseded; auto,confirmed when not given"},
			&cli.StringFlag{Name: "story", EnvVars: env("story"), Usage: "only the article `KEY`"},
			&cli.BoolFlag{Name: "multilingual", EnvVars: env("multilingual"), Usage: "all languages in one file; with neither --from nor --to every unit in the direction it has"},
			&cli.BoolFlag{Name: "all-variants", EnvVars: env("all-variants"), Usage: "all translations of a source text, not the best one only"},
			&cli.StringFlag{Name: "lang-map", EnvVars: env("lang-map"), Usage: "other language codes for the file, `TAG=CODE,…`, such as zh=zh-Hans"},
		}, append(filterFlags(), shapeFlags()...)...),
		Action: runExport,
	}
}

// describeFormats lists the formats, a line each.
func describeFormats() string {
	var b strings.Builder
	for _, f := range exports.Formats() {
		fmt.Fprintf(&b, "   %-8s %s", f.Name, f.Title)
		if len(f.Extensions) > 0 {
			fmt.Fprintf(&b, " (%s)", strings.Join(f.Extensions, ", "))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func runExport(c *cli.Context) error {
	path, err := oneArgument(c, "file to write, or - for standard output")
	if err != nil {
		return err
	}
	format, err := exportFormat(c, path)
	if err != nil {
		return err
	}
	job, err := newExportJob(c, format)
	if err != nil {
		return err
	}
	if err := job.checkShape(path); err != nil {
		return err
	}
	store, err := openMemory(c, sqlite.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer store.Close()
	if err := job.settleLangs(c, store); err != nil {
		return err
	}
	if len(job.options.Targets) == 1 || !format.OnePair && (job.options.Multilingual || format.KeepsAll) {
		return job.write(c, store, path, job.options)
	}
	if path == "-" {
		return usagef("one %s file holds one pair of languages: name one language with --to, a file, or say --multilingual", format.Name)
	}
	var empty []error // a pair without units does not keep the others from their files
	for _, to := range job.options.Targets {
		options := job.options
		options.Targets = []language.Tag{to}
		err := job.write(c, store, pairPath(path, options.Source, to), options)
		if err != nil && !errors.Is(err, errNoUnit) {
			return err
		}
		empty = append(empty, err)
	}
	return errors.Join(empty...)
}

// checkShape refuses what a format cannot be: several languages in one file, or
// several files on standard output.
func (job *exportJob) checkShape(path string) error {
	format := job.format
	if job.split > 0 && (path == "-" || format.NewSetWriter != nil || strings.HasSuffix(path, ".gz")) {
		return usagef("--split makes several files, which %s cannot be: name a file that is not compressed", path)
	}
	if format.OnePair && job.options.Multilingual {
		return usagef("a file in the format %s holds one pair of languages: leave out --multilingual", format.Name)
	}
	if format.NewSetWriter != nil && path == "-" {
		return usagef("the format %s is several files, which standard output cannot be: name a file", format.Name)
	}
	return nil
}

func exportFormat(c *cli.Context, path string) (exports.Format, error) {
	if name := c.String("format"); name != "" {
		format, ok := exports.Lookup(name)
		if !ok {
			return format, usagef("--format %s is not known: choose %s", name, strings.Join(exports.Names(), ", "))
		}
		return format, nil
	}
	if format, ok := exports.ByFile(path); ok {
		return format, nil
	}
	if path != "-" && filepath.Ext(path) != "" {
		return exports.Format{}, usagef("no format goes with the ending of %s: choose one with --format: %s", path, strings.Join(exports.Names(), ", "))
	}
	return exports.Formats()[0], nil
}

// exportJob is what the flags of export say.
type exportJob struct {
	format  exports.Format
	filter  tm.Filter
	more    *unitFilter
	options exports.Options
	split   int64        // bytes of a file, 0 for no limit
	via     language.Tag // through which units are composed, und for none
}

func newExportJob(c *cli.Context, format exports.Format) (*exportJob, error) {
	job := &exportJob{format: format}
	job.options = exports.Options{
		Multilingual: c.Bool("multilingual"), AllVariants: c.Bool("all-variants"),
		Tool: "calque", ToolVersion: c.App.Version,
	}
	var err error
	if job.options.Source, err = langFlag(c, "from"); err != nil {
		return nil, err
	}
	if job.options.Targets, err = langsFlag(c, "to"); err != nil {
		return nil, err
	}
	if job.options.LangMap, err = exports.ParseLangMap(c.String("lang-map")); err != nil {
		return nil, usagef("--lang-map: %v", err)
	}
	if job.filter.MinConfidence, err = shareFlag(c, "min-confidence"); err != nil {
		return nil, err
	}
	job.filter.Article = c.String("story")
	if job.filter.Statuses, err = statusesFlag(c); err != nil {
		return nil, err
	}
	if job.via, err = langFlag(c, "via"); err != nil {
		return nil, err
	}
	if job.split, err = shape(c, &job.options); err != nil {
		return nil, err
	}
	job.more, err = newUnitFilter(c)
	return job, err
}

func statusesFlag(c *cli.Context) ([]tm.Status, error) {
	known := []tm.Status{tm.StatusAuto, tm.StatusConfirmed, tm.StatusRejected, tm.StatusSuperseded}
	var statuses []tm.Status
	for _, s := range strings.FieldsFunc(c.String("status"), func(r rune) bool { return r == ',' || r == ' ' }) {
		if !slices.Contains(known, tm.Status(s)) {
			return nil, usagef("--status %s is not known: choose auto, confirmed, rejected, superseded", s)
		}
		statuses = append(statuses, tm.Status(s))
	}
	return statuses, nil
}

// settleLangs fills in the languages that the flags do not name: French as the
// source where the memory has it, and all others as targets.
func (job *exportJob) settleLangs(c *cli.Context, store tm.Store) error {
	o := &job.options
	job.filter.Together = o.Multilingual
	if o.Multilingual && o.Source == language.Und && len(o.Targets) == 0 {
		o.AnySource = true
		return nil
	}
	langs, err := store.Languages(c.Context)
	if err != nil {
		return err
	}
	if o.Source != language.Und && len(o.Targets) > 0 {
		job.filter.From = o.Source
		if i := slices.IndexFunc(langs, isFrench); i >= 0 && job.via == language.Und {
			job.via = langs[i]
		}
		return nil
	}
	job.via = language.Und
	if o.Source == language.Und {
		others := slices.DeleteFunc(slices.Clone(langs), func(tag language.Tag) bool { return slices.Contains(o.Targets, tag) })
		if len(others) == 0 {
			return fmt.Errorf("%s: nothing to export; it holds %s", c.String("db"), joinLangs(langs))
		}
		o.Source = others[0]
		if i := slices.IndexFunc(others, isFrench); i >= 0 {
			o.Source = others[i]
		}
	}
	if len(o.Targets) == 0 {
		o.Targets = slices.DeleteFunc(langs, func(tag language.Tag) bool { return tag == o.Source })
	}
	job.filter.From = o.Source
	return nil
}

// isFrench reports whether a language is French, of whatever region.
func isFrench(tag language.Tag) bool { return tm.SameLanguage(tag, language.French) }

// pairPath names the file of one pair: memory.tmx becomes memory.fr-en.tmx.
func pairPath(path string, from, to language.Tag) string {
	extension := filepath.Ext(strings.TrimSuffix(path, ".gz"))
	if strings.HasSuffix(path, ".gz") {
		extension += ".gz"
	}
	return fmt.Sprintf("%s.%s-%s%s", strings.TrimSuffix(path, extension), from, to, extension)
}

// errNoUnit is wrapped by the error of a file that would have been empty and was
// not written.
var errNoUnit = errors.New("no unit")

// write writes one file and says what is in it.
func (job *exportJob) write(c *cli.Context, store tm.Store, path string, options exports.Options) error {
	filter := job.filter
	if len(options.Targets) == 1 {
		filter.To = options.Targets[0]
	}
	report, err := job.writeTo(c, store, path, filter, options)
	if err != nil {
		return fmt.Errorf("exporting to %s: %w", path, err)
	}
	if report.Units > 0 {
		note(c, "%s: %s", path, describeReport(report))
	}
	if report.Units == 0 && options.AnySource {
		return fmt.Errorf("%s: %w passes; calque stats shows what there is, --min-confidence 0 takes the doubtful too", c.String("db"), errNoUnit)
	}
	if report.Units == 0 {
		return fmt.Errorf("%w of %s → %s passes; calque stats shows what there is, --min-confidence 0 takes the doubtful too",
			errNoUnit, options.Source, joinLangs(options.Targets))
	}
	return nil
}

func (job *exportJob) writeTo(c *cli.Context, store tm.Store, path string, filter tm.Filter, options exports.Options) (exports.Report, error) {
	units := job.more.of(job.units(c.Context, store, filter, options))
	switch {
	case job.format.NewSetWriter != nil:
		return exports.ExportSet(c.Context, path, job.format, units, options)
	case job.split > 0:
		return exports.ExportSplit(c.Context, path, job.format, units, options, job.split)
	case path == "-":
		return exports.Export(c.Context, c.App.Writer, job.format, units, options)
	}
	file, err := exports.Create(path)
	if err != nil {
		return exports.Report{}, err
	}
	defer file.Abort()
	report, err := job.writeFile(c, file, path, units, options)
	if err != nil || report.Units == 0 {
		return report, err
	}
	return report, file.Commit()
}

// writeFile writes one file, compressed when its name says so.
func (job *exportJob) writeFile(c *cli.Context, file io.Writer, path string, units iter.Seq2[tm.Unit, error], options exports.Options) (exports.Report, error) {
	if !strings.HasSuffix(strings.ToLower(path), ".gz") {
		return exports.Export(c.Context, file, job.format, units, options)
	}
	compressed := gzip.NewWriter(file)
	report, err := exports.Export(c.Context, compressed, job.format, units, options)
	if err != nil {
		return report, err
	}
	return report, compressed.Close()
}

// units yields what the memory has, and what is composed through another
// language.
func (job *exportJob) units(ctx context.Context, store tm.Store, filter tm.Filter, options exports.Options) iter.Seq2[tm.Unit, error] {
	stored := func(f tm.Filter) iter.Seq2[tm.Unit, error] { return store.Units(ctx, f) }
	all := []iter.Seq2[tm.Unit, error]{stored(filter)}
	if job.via != language.Und && job.via != options.Source {
		for _, to := range options.Targets {
			if to == job.via {
				continue
			}
			f := filter
			f.To, f.Together = to, false
			all = append(all, exports.Pivot(stored, f, job.via))
		}
	}
	return func(yield func(tm.Unit, error) bool) {
		for _, units := range all {
			for u, err := range units {
				if !yield(u, err) {
					return
				}
			}
		}
	}
}

func describeReport(r exports.Report) string {
	s := plural(r.Units, "unit")
	if r.Files > 1 {
		s += " in " + plural(r.Files, "file")
	}
	if r.Codes > 0 {
		s += fmt.Sprintf(", %s left out", plural(r.Codes, "code"))
	}
	if r.TooLong > 0 {
		s += fmt.Sprintf(", %s too long for the tool left out", plural(r.TooLong, "unit"))
	}
	if r.Variants > 0 {
		s += fmt.Sprintf(", %d other translations of the same sources left out (--all-variants keeps them)", r.Variants)
	}
	if r.Dropped > 0 {
		s += fmt.Sprintf(", %s that the format cannot hold left out", plural(r.Dropped, "character"))
	}
	return s
}
