package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"calque/align/article/langid"
	"calque/tm"
	"calque/tm/clean"
	"calque/tm/clean/sweep"
	"calque/tm/ingest"
	"calque/tm/sqlite"
)

var cleanFormats = []string{"text", "json", "jsonl", "tsv"}

func cleanCommand() *cli.Command {
	return &cli.Command{
		Name:  "clean",
		Usage: "find units that are probably no translations, and take them out when told to",
		Description: `Lists the units that look wrong, and why; nothing is changed. With --fix they are taken
out of look-ups and exports: a unit of an article is rejected, one of an exchange file
superseded. Both stay on record, each change has an entry in the history, and --undo takes
the last --fix back. What a person confirmed in an article is listed and left alone.

   calque clean                                  # a dry run: what would be taken out
   calque clean --only duplicate,untranslated --fix
   calque clean --undo

The kinds: empty (a side without a word), untranslated (the source again), language (a
text in another language than it says), length (far too long or short beside the others
of the memory), codes (tags that one side lacks or that do not close), numbers (a number
that one side lacks), duplicate and near-duplicate (for units of exchange files).`,
		Flags: []cli.Flag{
			dbFlag(),
			fromFlag("only units with this source language, a `TAG`"),
			toFlag("only units with this target language, a `TAG`"),
			&cli.StringFlag{Name: "story", EnvVars: env("story"), Usage: "only the article `KEY`"},
			&cli.StringFlag{Name: "only", EnvVars: env("only"), Usage: "only these `KINDS`, separated by commas; all when not given"},
			&cli.BoolFlag{Name: "fix", EnvVars: env("fix"), Usage: "take the units out"},
			&cli.BoolFlag{Name: "undo", EnvVars: env("undo"), Usage: "take the last --fix back"},
			formatFlag(cleanFormats...),
		},
		Action: runClean,
	}
}

func runClean(c *cli.Context) error {
	if c.Args().Present() {
		return usagef("calque clean takes no argument: it reads the memory that --db names")
	}
	format, err := chosenFormat(c, cleanFormats...)
	if err != nil {
		return err
	}
	fix, undo := c.Bool("fix"), c.Bool("undo")
	if fix && undo {
		return usagef("--fix and --undo: choose one")
	}
	store, err := openMemory(c, sqlite.Options{ReadOnly: !fix && !undo})
	if err != nil {
		return err
	}
	defer store.Close()
	if undo {
		return undoClean(c, store)
	}
	cleaning, err := newCleaning(c, store)
	if err != nil {
		return err
	}
	if err := buffered(c, func(w *bufio.Writer) error { return cleaning.list(c, w, format) }); err != nil {
		return err
	}
	cleaning.sum(c)
	if !fix {
		return nil
	}
	return cleaning.fix(c)
}

// cleaning is one run over the memory.
type cleaning struct {
	store  *sqlite.Store
	filter tm.Filter
	rules  clean.Rules
	units  int
	kinds  map[clean.Kind]int
	found  []sweep.Suspect
}

func newCleaning(c *cli.Context, store *sqlite.Store) (*cleaning, error) {
	cl := &cleaning{store: store, kinds: map[clean.Kind]int{}}
	for name := range strings.FieldsFuncSeq(c.String("only"), func(r rune) bool { return r == ',' || r == ' ' }) {
		if !slices.Contains(clean.Kinds(), clean.Kind(name)) {
			return nil, usagef("--only %s is not known: choose among %s", name, joinKinds(clean.Kinds()))
		}
		cl.rules.Kinds = append(cl.rules.Kinds, clean.Kind(name))
	}
	var err error
	if cl.filter.From, err = langFlag(c, "from"); err != nil {
		return nil, err
	}
	if cl.filter.To, err = langFlag(c, "to"); err != nil {
		return nil, err
	}
	cl.filter.Article = c.String("story")
	kinds := cl.rules.Kinds
	cl.rules, err = cleanRules(c.Context, store)
	cl.rules.Kinds = kinds
	return cl, err
}

// cleanRules are the rules by which units are judged, with what the aligner
// knows of languages and words.
func cleanRules(ctx context.Context, store tm.Store) (clean.Rules, error) {
	associate, err := ingest.Associations(ctx, store)
	return clean.Rules{Detect: langid.Detect, Candidates: langid.Supported(), Associate: associate}, err
}

func joinKinds(kinds []clean.Kind) string {
	var names []string
	for _, k := range kinds {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// direct streams the units that are looked at, and counts them.
func (cl *cleaning) direct(c *cli.Context) iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		cl.units = 0
		for unit, err := range sweep.Direct(c.Context, cl.store, cl.filter)() {
			cl.units++
			if !yield(unit, err) {
				return
			}
		}
	}
}

// suspectJSON is a finding as it is printed.
type suspectJSON struct {
	Unit   int64         `json:"unit"`
	Story  string        `json:"story,omitempty"`
	From   string        `json:"from"`
	To     string        `json:"to"`
	Source string        `json:"source"`
	Target string        `json:"target"`
	Status tm.Status     `json:"status"`
	Fix    tm.Status     `json:"fix,omitempty"`
	Faults []clean.Fault `json:"faults"`
}

// list prints the findings and remembers what is to become of each.
func (cl *cleaning) list(c *cli.Context, w io.Writer, format string) error {
	encoder := newEncoder(w)
	all := []suspectJSON{}
	paint := newStyle(c.App.Writer)
	for f, err := range clean.Find(func() iter.Seq2[tm.Unit, error] { return cl.direct(c) }, cl.rules) {
		if err != nil {
			return err
		}
		u := f.Unit
		s := sweep.NewSuspect(f)
		cl.found = append(cl.found, s)
		for _, kind := range s.Kinds {
			cl.kinds[kind]++
		}
		out := suspectJSON{u.ID, u.Origin.Article, u.Source.Lang.String(), u.Target.Lang.String(), u.Source.Text, u.Target.Text, u.Status, s.Fix, f.Faults}
		switch format {
		case "json":
			all = append(all, out)
		case "jsonl":
			err = encoder.Encode(out)
		case "tsv":
			err = writeTSV(w, strconv.FormatInt(u.ID, 10), out.Story, out.From, out.To, joinKinds(s.Kinds), u.Source.Text, u.Target.Text)
		default:
			err = printSuspect(w, paint, out)
		}
		if err != nil {
			return err
		}
	}
	if format == "json" {
		return writeJSON(w, all)
	}
	return nil
}

func printSuspect(w io.Writer, paint style, s suspectJSON) error {
	var says []string
	for _, f := range s.Faults {
		says = append(says, fmt.Sprintf("%s (%s)", f.Says, f.Kind))
	}
	where := fmt.Sprintf("unit %d", s.Unit)
	if s.Story != "" {
		where = s.Story + " · " + where
	}
	if s.Fix == "" {
		where += " · confirmed"
	}
	_, err := fmt.Fprintf(w, "%s · %s → %s: %s\n     %s\n     %s\n", visible(where), s.From, s.To,
		paint.paint("33", visible(strings.Join(says, "; "))), visible(s.Source), visible(s.Target))
	return err
}

// sum says how many units look wrong, and what to do next.
func (cl *cleaning) sum(c *cli.Context) {
	if len(cl.found) == 0 {
		note(c, "none of %s looks wrong", plural(cl.units, "unit"))
		return
	}
	var counts []string
	for _, kind := range clean.Kinds() {
		if n := cl.kinds[kind]; n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, kind))
		}
	}
	note(c, "%d of %s look wrong: %s", len(cl.found), plural(cl.units, "unit"), strings.Join(counts, ", "))
	if !c.Bool("fix") {
		note(c, "nothing was changed; calque clean --fix takes them out, --only chooses kinds")
	}
}

// fix takes the units out that were found.
func (cl *cleaning) fix(c *cli.Context) error {
	report, err := sweep.TakeOut(c.Context, cl.store, slices.Values(cl.found))
	if err != nil {
		return fmt.Errorf("%w, after %s; calque clean --undo takes these back", err, plural(report.Done, "other"))
	}
	note(c, "%s taken out; calque clean --undo takes it back", plural(report.Done, "unit"))
	if report.Confirmed > 0 {
		note(c, "%s confirmed in an article stayed", plural(report.Confirmed, "unit"))
	}
	if report.Meanwhile > 0 {
		return partialf("%s changed by somebody else meanwhile and left alone: run it again", plural(report.Meanwhile, "unit"))
	}
	return nil
}

// undoClean takes back what the last run of --fix changed, but for units that
// were changed again since.
func undoClean(c *cli.Context, store *sqlite.Store) error {
	run, err := sweep.Undo(c.Context, store)
	if err != nil {
		return fmt.Errorf("%w, after %s", err, plural(len(run.Units), "other"))
	}
	if len(run.Units) == 0 {
		return errors.New("there is no run of calque clean --fix to take back")
	}
	note(c, "%s back as before the run of %s", plural(len(run.Units), "unit"), run.At)
	return nil
}
