package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"calque/exports"
	"calque/tm"
	"calque/tm/concord"
	"calque/tm/serve/outlet"
)

// served exports units for the pages and the API, as calque export does.
type served struct {
	store   tm.Store
	version string // of the program
}

// contentTypes are those of the formats; the others are plain text.
var contentTypes = map[string]string{
	"tmx": "application/xml", "xliff": "application/xml", "xliff2": "application/xml", "tsv": "text/tab-separated-values; charset=utf-8",
	"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson", "weblate": "application/json", "html": "text/html; charset=utf-8",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "moses": "application/zip", "omegat": "application/zip",
}

// Formats implements [outlet.Exporter].
func (e served) Formats() []outlet.Format {
	var formats []outlet.Format
	for _, f := range exports.Formats() {
		formats = append(formats, outlet.Format{Name: f.Name, Title: f.Title, Ending: ending(f),
			Type: cmp.Or(contentTypes[f.Name], "text/plain; charset=utf-8"), Binary: f.Name == "xlsx" || f.NewWriter == nil})
	}
	return formats
}

// ending is how the name of a file in a format ends.
func ending(f exports.Format) string {
	switch {
	case len(f.Extensions) > 0:
		return f.Extensions[0]
	case f.NewWriter == nil:
		return ".zip" // of several files
	}
	return ".xlf" // XLIFF 2 has no ending that is its own
}

// Presets implements [outlet.Exporter].
func (e served) Presets() []string { return exports.Tools() }

// Complete implements [outlet.Exporter].
func (e served) Complete(ctx context.Context, r outlet.Request) (outlet.Request, error) {
	format, ok := exports.Lookup(r.Format)
	if !ok {
		return r, outlet.Wrong{Field: "format", Why: "choose " + strings.Join(exports.Names(), ", ")}
	}
	r.Format = format.Name
	if _, ok := exports.PresetFor(r.Preset); r.Preset != "" && !ok {
		return r, outlet.Wrong{Field: "for", Why: "choose " + strings.Join(exports.Tools(), ", ")}
	}
	if r.Query != "" {
		if _, err := concord.Parse(r.Query); err != nil {
			return r, outlet.Wrong{Field: "query", Why: err.Error()}
		}
	}
	if r.From == language.Und && r.To == language.Und && !format.OnePair {
		return r, nil // everything, in the directions it has
	}
	langs, err := e.store.Languages(ctx)
	if err != nil {
		return r, err
	}
	if r.From == language.Und {
		others := slices.DeleteFunc(slices.Clone(langs), func(tag language.Tag) bool { return tm.SameLanguage(tag, r.To) })
		if i := slices.IndexFunc(others, isFrench); i > 0 {
			others[0] = others[i]
		}
		if len(others) > 0 {
			r.From = others[0]
		}
	}
	if r.To == language.Und && format.OnePair {
		others := slices.DeleteFunc(langs, func(tag language.Tag) bool { return tm.SameLanguage(tag, r.From) })
		if len(others) != 1 {
			return r, outlet.Wrong{Field: "to", Why: "a file in this format holds one pair of languages"}
		}
		r.To = others[0]
	}
	return r, nil
}

// job is what an export of calque export would do for a request that is
// complete.
func (e served) job(r outlet.Request) (*exportJob, error) {
	format, _ := exports.Lookup(r.Format)
	job := &exportJob{format: format, filter: tm.Filter{From: r.From, To: r.To, MinConfidence: r.MinConfidence, Statuses: r.Statuses, Article: r.Story}}
	job.options = exports.Options{Source: r.From, AllVariants: r.AllVariants, Tool: "calque", ToolVersion: e.version}
	if r.To != language.Und {
		job.options.Targets = []language.Tag{r.To}
	} else {
		job.options.Multilingual, job.filter.Together = true, true
		job.options.AnySource = r.From == language.Und
	}
	if preset, ok := exports.PresetFor(r.Preset); ok {
		job.split = applyPreset(&job.options, preset, r.AllVariants)
	}
	job.more = &unitFilter{since: r.Since, until: r.Until, matchers: map[language.Tag]*concord.Matcher{}}
	if !r.Until.IsZero() {
		job.more.until = r.Until.AddDate(0, 0, 1)
	}
	var err error
	if r.Query != "" {
		job.more.pattern, err = concord.Parse(r.Query)
	}
	return job, err
}

// settle finds the language through which units are composed, as export does.
func (job *exportJob) settle(ctx context.Context, store tm.Store) error {
	if job.options.Source == language.Und || len(job.options.Targets) == 0 {
		return nil
	}
	langs, err := store.Languages(ctx)
	if i := slices.IndexFunc(langs, isFrench); i >= 0 {
		job.via = langs[i]
	}
	return err
}

func (e served) units(ctx context.Context, r outlet.Request) (*exportJob, iter.Seq2[tm.Unit, error], error) {
	job, err := e.job(r)
	if err != nil {
		return nil, nil, err
	}
	if err := job.settle(ctx, e.store); err != nil {
		return nil, nil, err
	}
	return job, job.more.of(job.units(ctx, e.store, job.filter, job.options)), nil
}

// Export implements [outlet.Exporter].
func (e served) Export(ctx context.Context, w io.Writer, r outlet.Request) (int, error) {
	job, units, err := e.units(ctx, r)
	if err != nil {
		return 0, err
	}
	report, err := exports.Export(ctx, w, job.format, units, job.options)
	return report.Units, err
}

// InParts implements [outlet.Exporter].
func (e served) InParts(r outlet.Request) bool {
	format, _ := exports.Lookup(r.Format)
	preset, _ := exports.PresetFor(r.Preset)
	return format.NewWriter == nil || preset.Split > 0
}

// ExportTo implements [outlet.Exporter].
func (e served) ExportTo(ctx context.Context, folder string, r outlet.Request) (int, error) {
	job, units, err := e.units(ctx, r)
	if err != nil {
		return 0, err
	}
	path := filepath.Join(folder, "calque")
	var report exports.Report
	if job.format.NewWriter == nil {
		report, err = exports.ExportSet(ctx, path, job.format, units, job.options)
	} else {
		report, err = exports.ExportSplit(ctx, path+ending(job.format), job.format, units, job.options, job.split)
	}
	return report.Units, err
}

// Peek implements [outlet.Exporter].
func (e served) Peek(ctx context.Context, r outlet.Request, n int) (outlet.Preview, error) {
	job, units, err := e.units(ctx, r)
	if err != nil {
		return outlet.Preview{}, err
	}
	var out bytes.Buffer
	preview, err := exports.Peek(ctx, &out, job.format, units, e.rivals(ctx, job), job.options, n)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return outlet.Preview{}, err
	}
	shown := outlet.Preview{Units: preview.Units, More: preview.More || err != nil}
	if utf8.Valid(out.Bytes()) {
		shown.Text = out.String()
	}
	return shown, nil
}

// rivals finds the units with the text of another one, in the order in which
// the store streams them: those of no article as they came in, then the others
// by article and place.
func (e served) rivals(ctx context.Context, job *exportJob) exports.Rivals {
	return func(of tm.Unit) iter.Seq2[tm.Unit, error] {
		exact := func(yield func(tm.Unit, error) bool) {
			matches, err := e.store.Lookup(ctx, tm.Query{Text: of.Source.Text, From: of.Source.Lang, To: of.Target.Lang, Min: 100,
				MinConfidence: job.filter.MinConfidence, Statuses: job.filter.Statuses, Article: job.filter.Article})
			slices.SortStableFunc(matches, func(a, b tm.Match) int { return compareStreamed(&a.Unit, &b.Unit) })
			found := slices.ContainsFunc(matches, func(m tm.Match) bool { return m.Unit.ID == of.ID })
			if !found && err == nil && !yield(of, nil) {
				return // composed just now
			}
			for i := range matches {
				u := &matches[i].Unit
				if u.Source.Text == of.Source.Text && u.Source.Lang == of.Source.Lang && u.Target.Lang == of.Target.Lang && !yield(*u, nil) {
					return
				}
			}
			if err != nil {
				yield(tm.Unit{}, err)
			}
		}
		return job.more.of(exact)
	}
}

func compareStreamed(a, b *tm.Unit) int {
	inArticle := func(u *tm.Unit) int { return min(1, int(u.Origin.BeadID)) }
	if c := cmp.Compare(inArticle(a), inArticle(b)); c != 0 {
		return c
	}
	if inArticle(a) == 1 {
		if c := cmp.Or(cmp.Compare(a.Origin.Article, b.Origin.Article), cmp.Compare(a.Origin.Sentence, b.Origin.Sentence)); c != 0 {
			return c
		}
	}
	return cmp.Compare(a.ID, b.ID)
}
