package main

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/exports"
	"calque/tm"
	"calque/tm/concord"
)

// filterFlags are the flags of export that choose units beyond what a
// [tm.Filter] knows.
func filterFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "since", EnvVars: env("since"), Usage: "only units of articles from `DATE` (2024-05-08) on; a unit without one is as old as its last change"},
		&cli.StringFlag{Name: "until", EnvVars: env("until"), Usage: "only units of articles up to `DATE`, that day included"},
		&cli.StringFlag{Name: "query", EnvVars: env("query"), Usage: "only units with this `PATTERN` in one of their texts: words, \"a phrase\", begin*, -without, /an expression/"},
	}
}

// unitFilter is what these flags say.
type unitFilter struct {
	since, until time.Time
	pattern      *concord.Pattern
	matchers     map[language.Tag]*concord.Matcher
}

func newUnitFilter(c *cli.Context) (*unitFilter, error) {
	f := &unitFilter{matchers: map[language.Tag]*concord.Matcher{}}
	var err error
	if f.since, err = dayFlag(c, "since"); err != nil {
		return nil, err
	}
	if f.until, err = dayFlag(c, "until"); err != nil {
		return nil, err
	}
	if !f.until.IsZero() {
		f.until = f.until.AddDate(0, 0, 1)
	}
	if query := c.String("query"); query != "" {
		if f.pattern, err = concord.Parse(query); err != nil {
			return nil, usagef("--query: %v", err)
		}
	}
	return f, nil
}

// of keeps the units that pass.
func (f *unitFilter) of(units iter.Seq2[tm.Unit, error]) iter.Seq2[tm.Unit, error] {
	if f.since.IsZero() && f.until.IsZero() && f.pattern == nil {
		return units
	}
	return func(yield func(tm.Unit, error) bool) {
		for u, err := range units {
			ok := true
			if err == nil {
				ok, err = f.pass(u)
			}
			if (ok || err != nil) && !yield(u, err) {
				return
			}
		}
	}
}

func (f *unitFilter) pass(u tm.Unit) (bool, error) {
	day := u.Origin.Date
	if day.IsZero() {
		day = u.Changed
	}
	if day.Before(f.since) || !f.until.IsZero() && !day.Before(f.until) {
		return false, nil
	}
	if f.pattern == nil {
		return true, nil
	}
	for _, v := range []tm.Variant{u.Source, u.Target} {
		m, err := f.matcher(v.Lang)
		if err != nil {
			return false, err
		}
		if _, found := m.Find(v.Text); found {
			return true, nil
		}
	}
	return false, nil
}

func (f *unitFilter) matcher(lang language.Tag) (*concord.Matcher, error) {
	if m, ok := f.matchers[lang]; ok {
		return m, nil
	}
	m, err := f.pattern.In(concord.Options{Lang: lang.String()})
	if err != nil {
		return nil, fmt.Errorf("--query: %w", err)
	}
	f.matchers[lang] = m
	return m, nil
}

// shapeFlags are the flags of export that say what the files look like.
func shapeFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "for", EnvVars: env("for"), Usage: "TMX as `TOOL` wants it: " + strings.Join(exports.Tools(), ", ")},
		&cli.BoolFlag{Name: "plain", EnvVars: env("plain"), Usage: "leave out inline codes (TMX Level 1)"},
		&cli.BoolFlag{Name: "no-header", EnvVars: env("no-header"), Usage: "leave out the row of column names of a table"},
		&cli.StringFlag{Name: "split", EnvVars: env("split"), Usage: "files of at most `SIZE`, such as 250MB: FILE.001.tmx, FILE.002.tmx …"},
		&cli.StringFlag{Name: "via", EnvVars: env("via"), Usage: "compose units of no article through `TAG` when --from and --to are given; fr when not given and the memory has it"},
	}
}

// shape applies the preset of a tool and what the flags say beside it, and
// returns the size to split by, 0 for none.
func shape(c *cli.Context, options *exports.Options) (split int64, err error) {
	if tool := c.String("for"); tool != "" {
		preset, ok := exports.PresetFor(tool)
		if !ok {
			return 0, usagef("--for %s is not known: choose %s", tool, strings.Join(exports.Tools(), ", "))
		}
		split = applyPreset(options, preset, c.IsSet("all-variants"))
	}
	options.NoHeader = c.Bool("no-header")
	if c.IsSet("plain") {
		options.Plain = c.Bool("plain")
	}
	if c.String("split") != "" {
		split, err = sizeFlag(c, "split")
	}
	return split, err
}

// applyPreset makes options those of a tool and returns the size of its largest
// file. Which variants are written may have been said already.
func applyPreset(options *exports.Options, preset exports.Preset, saidVariants bool) (split int64) {
	options.Plain, options.PrefixProperties, options.Context = preset.Plain, preset.PrefixProperties, preset.Context
	options.MaxChars = preset.MaxChars
	if !saidVariants {
		options.AllVariants = preset.AllVariants
	}
	return preset.Split
}

// sizeFlag reads a size such as 250MB.
func sizeFlag(c *cli.Context, name string) (int64, error) {
	text := strings.ToUpper(strings.TrimSpace(c.String(name)))
	digits := strings.TrimRight(text, "KMGIB ")
	unit := strings.TrimSpace(text[len(digits):])
	shift := map[string]int{"": 0, "B": 0, "K": 10, "KB": 10, "KIB": 10, "M": 20, "MB": 20, "MIB": 20, "G": 30, "GB": 30, "GIB": 30}
	n, err := strconv.ParseInt(digits, 10, 40)
	bits, known := shift[unit]
	if err != nil || !known || n <= 0 || n<<bits < exports.MinSplit {
		return 0, usagef("--%s %s: give a size of 1MB or more, such as 250MB", name, c.String(name))
	}
	return n << bits, nil
}
