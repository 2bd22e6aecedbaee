package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/align/article/langid"
	"calque/tm"
	"calque/tm/clean"
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
	found  []suspect
}

// suspect is what is remembered of a unit to take it out.
type suspect struct {
	unit    int64
	changed time.Time
	status  tm.Status // that it is to get; empty for one that is to stay
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
	cl.rules.Detect, cl.rules.Candidates = langid.Detect, langid.Supported()
	cl.rules.Associate, err = ingest.Associations(c.Context, store)
	return cl, err
}

func joinKinds(kinds []clean.Kind) string {
	var names []string
	for _, k := range kinds {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// direct streams the units that were not composed through a third language:
// composed ones follow those that they are made of.
func (cl *cleaning) direct(c *cli.Context) iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		cl.units = 0
		for unit, err := range cl.store.Units(c.Context, cl.filter) {
			if err == nil && unit.Pivot != language.Und {
				continue
			}
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
		s := suspect{unit: u.ID, changed: u.Changed, status: fixOf(&u)}
		cl.found = append(cl.found, s)
		for _, kind := range f.Kinds() {
			cl.kinds[kind]++
		}
		out := suspectJSON{u.ID, u.Origin.Article, u.Source.Lang.String(), u.Target.Lang.String(), u.Source.Text, u.Target.Text, u.Status, s.status, f.Faults}
		switch format {
		case "json":
			all = append(all, out)
		case "jsonl":
			err = encoder.Encode(out)
		case "tsv":
			err = writeTSV(w, strconv.FormatInt(u.ID, 10), out.Story, out.From, out.To, joinKinds(f.Kinds()), u.Source.Text, u.Target.Text)
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

// fixOf is the status that takes a unit out, empty for one that stays whatever
// is said of it.
func fixOf(u *tm.Unit) tm.Status {
	switch {
	case u.Origin.Article == "":
		return tm.StatusSuperseded
	case u.Status == tm.StatusConfirmed:
		return ""
	}
	return tm.StatusRejected
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

// cleanerName begins what the history gives as the name of whoever made the
// changes of a run; the time of the run follows.
const cleanerName = "calque clean, run of "

// fix takes the units out that were found. Each is a transaction of its own,
// so that an interrupted run can be gone on with, or undone.
func (cl *cleaning) fix(c *cli.Context) error {
	who := cleanerName + time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	var done, confirmed, meanwhile int
	for _, s := range cl.found {
		if s.status == "" {
			confirmed++
			continue
		}
		err := cl.store.EditUnit(c.Context, s.unit, tm.UnitEdit{Seen: s.changed, Status: s.status}, who)
		if errors.Is(err, tm.ErrConflict) || errors.Is(err, tm.ErrNotFound) {
			meanwhile++
			continue
		}
		if err != nil {
			return fmt.Errorf("taking out unit %d, after %s; calque clean --undo takes these back: %w", s.unit, plural(done, "other"), err)
		}
		done++
	}
	note(c, "%s taken out; calque clean --undo takes it back", plural(done, "unit"))
	if confirmed > 0 {
		note(c, "%s confirmed in an article stayed", plural(confirmed, "unit"))
	}
	if meanwhile > 0 {
		return partialf("%s changed by somebody else meanwhile and left alone: run it again", plural(meanwhile, "unit"))
	}
	return nil
}

// undoClean takes back what the last run of --fix changed, but for units that
// were changed again since.
func undoClean(c *cli.Context, store *sqlite.Store) error {
	last := map[int64]string{} // who changed a unit last
	for event, err := range store.History(c.Context, 0) {
		if err != nil {
			return err
		}
		if event.Unit != 0 {
			last[event.Unit] = event.Who
		}
	}
	run := "" // the latest; their names are in the order of time
	for _, who := range last {
		if strings.HasPrefix(who, cleanerName) {
			run = max(run, who)
		}
	}
	var units []int64
	for _, unit := range slices.Sorted(maps.Keys(last)) {
		if run != "" && last[unit] == run {
			units = append(units, unit)
		}
	}
	if len(units) == 0 {
		return errors.New("there is no run of calque clean --fix to take back")
	}
	for i, unit := range units {
		if err := store.UndoEdit(c.Context, unit, "calque clean (undo)"); err != nil {
			return fmt.Errorf("taking back the change of unit %d, after %s: %w", unit, plural(i, "other"), err)
		}
	}
	note(c, "%s back as before the run of %s", plural(len(units), "unit"), strings.TrimPrefix(run, cleanerName))
	return nil
}
