package exports

import (
	"context"
	"fmt"
	"io"
	"iter"
	"unicode/utf8"

	"golang.org/x/text/language"

	"calque/tm"
)

// Report counts what an export did.
type Report struct {
	Units    int // written
	Variants int // left out, because a better translation of their source was written
	Dropped  int // characters left out, because the format cannot hold them
	Codes    int // inline codes left out, because they were not wanted or their place is gone
	TooLong  int // units left out, because a text is longer than options.MaxChars
	Files    int // that were written, when the export was split
}

// Export writes units to w in a format, without closing w. Units in languages
// that options do not name are left out.
//
// Unless every variant is asked for, units is ranged over up to three times:
// to see which translation of each source text is the best, then to write. It
// must yield the same units each time, as the units of a store do; see
// [Choice] for the rule and for the memory that this takes.
//
// With options.Multilingual the units of an article are gathered first, so
// that the translations of a sentence stand together although a store yields
// one pair of languages after the other.
func Export(ctx context.Context, w io.Writer, format Format, units iter.Seq2[tm.Unit, error], options Options) (Report, error) {
	if format.NewWriter == nil {
		return Report{}, fmt.Errorf("write %s: the format has several files, which cannot be one", format.Name)
	}
	return writeUnits(ctx, func() (Writer, error) { return format.NewWriter(w, options), nil }, format, units, options)
}

// writeUnits writes units with the writer that open returns.
func writeUnits(ctx context.Context, open func() (Writer, error), format Format, units iter.Seq2[tm.Unit, error], options Options) (Report, error) {
	report := Report{}
	units = cancellable(ctx, wanted(units, options))
	if options.MaxChars > 0 {
		units = short(units, options.MaxChars, &report.TooLong)
	}
	if !options.AllVariants && !format.KeepsAll {
		choice, err := Choose(units)
		if err != nil {
			return report, err
		}
		units = choice.filter(units, &report.Variants)
	}
	if options.Multilingual && !format.OnePair {
		units = byPlace(units)
	}
	writer, err := open()
	if err != nil {
		return report, err
	}
	for u, err := range units {
		if err != nil {
			return report, err
		}
		if err := writer.WriteUnit(u); err != nil {
			return report, err
		}
		report.Units++
	}
	if err := writer.Close(); err != nil {
		return report, err
	}
	if counter, ok := writer.(interface{ Dropped() int }); ok {
		report.Dropped = counter.Dropped()
	}
	if counter, ok := writer.(interface{ DroppedCodes() int }); ok {
		report.Codes = counter.DroppedCodes()
	}
	return report, nil
}

// short leaves out the units with a longer text, and counts them the last time
// that units is ranged over.
func short(units iter.Seq2[tm.Unit, error], maxChars int, left *int) iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		*left = 0
		for u, err := range units {
			long := utf8.RuneCountInString(u.Source.Text) > maxChars || utf8.RuneCountInString(u.Target.Text) > maxChars
			if err == nil && long {
				*left++
				continue
			}
			if !yield(u, err) {
				return
			}
		}
	}
}

// cancellable ends units with an error when ctx is done.
func cancellable(ctx context.Context, units iter.Seq2[tm.Unit, error]) iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		for u, err := range units {
			if err == nil && ctx.Err() != nil {
				err = fmt.Errorf("export: %w", ctx.Err())
			}
			if !yield(u, err) || err != nil {
				return
			}
		}
	}
}

// wanted keeps the units in the languages that options name.
func wanted(units iter.Seq2[tm.Unit, error], options Options) iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		for u, err := range units {
			if err == nil && !options.wants(u) {
				continue
			}
			if !yield(u, err) {
				return
			}
		}
	}
}

func (o Options) wants(u tm.Unit) bool {
	if o.Source != language.Und && !o.AnySource && !tm.SameLanguage(o.Source, u.Source.Lang) {
		return false
	}
	for _, tag := range o.Targets {
		if tm.SameLanguage(tag, u.Target.Lang) {
			return true
		}
	}
	return len(o.Targets) == 0
}
