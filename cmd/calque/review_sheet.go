package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"calque/exports"
	"calque/tm"
	"calque/tm/review/sheet"
	"calque/tm/sqlite"
)

func reviewExportCommand() *cli.Command {
	return &cli.Command{
		Name:      "export",
		Usage:     "write the rows of a story as a table, to be reviewed in a spreadsheet or an editor",
		ArgsUsage: "STORY FILE.xlsx|FILE.tsv|-",
		Description: `A row a bead; in a cell each sentence stands on a line of its own (Alt+Enter
in a spreadsheet, \n in TSV). Write
confirmed or rejected into the column verdict; cut lines out and paste them into other
cells to join, split and move; break a line to cut the sentence, rewrite it to correct
it. A row that has become empty may be deleted, a new one put in, rows may be sorted.
Leave the columns row and was as they are: calque review import finds out from them what
you changed. Excel wants .xlsx: it opens a text file in another charset, and takes what
looks like a date for one.

   calque review export --to zh gouvernance-ia gouvernance.xlsx
   calque review export --to en cafe-cobalt - | less -S`,
		Flags: []cli.Flag{
			dbFlag(),
			toFlag("the language beside the source, a `TAG`; needed when there are several"),
		},
		Action: runReviewExport,
	}
}

func runReviewExport(c *cli.Context) error {
	if c.NArg() != 2 {
		return usagef("give a story and the file to write; calque review export --help shows examples")
	}
	path := c.Args().Get(1)
	format, err := sheetFormatOf(path)
	if err != nil {
		return err
	}
	to, err := langFlag(c, "to")
	if err != nil {
		return err
	}
	return withArticle(c, sqlite.Options{ReadOnly: true}, func(_ tm.Store, a *tm.Article, _ []string) error {
		al, err := chooseAlignment(a, to)
		if err != nil {
			return err
		}
		s, err := sheet.New(a, al.Source, al.Target)
		if err != nil {
			return err
		}
		if path == "-" {
			return format.write(s, c.App.Writer)
		}
		file, err := exports.Create(path)
		if err != nil {
			return err
		}
		defer file.Abort()
		if err := format.write(s, file); err != nil {
			return fmt.Errorf("writing %s: %w", path, err)
		}
		if err := file.Commit(); err != nil {
			return err
		}
		note(c, "%s of %s, %s → %s, in %s", plural(len(s.Rows), "row"), a.Key, al.Source, al.Target, path)
		note(c, "next: calque review import %s", shellWord(path))
		return nil
	})
}

// sheetFormat is a format of review sheets.
type sheetFormat struct {
	write func(s *sheet.Sheet, out io.Writer) error
	read  func(in io.Reader) (*sheet.Sheet, error)
}

var sheetFormats = map[string]sheetFormat{
	".tsv":  {(*sheet.Sheet).WriteTSV, sheet.ReadTSV},
	".xlsx": {(*sheet.Sheet).WriteXLSX, sheet.ReadXLSX},
}

func sheetFormatOf(path string) (sheetFormat, error) {
	ending := strings.ToLower(filepath.Ext(path))
	if path == "-" {
		ending = ".tsv"
	}
	format, ok := sheetFormats[ending]
	if !ok {
		return format, usagef("%s: a review sheet ends in .xlsx or .tsv", path)
	}
	return format, nil
}

func reviewImportCommand() *cli.Command {
	return &cli.Command{
		Name:      "import",
		Usage:     "do what a person did in a table that calque review export wrote",
		ArgsUsage: "FILE.xlsx|FILE.tsv|-",
		Description: `All changes are one step, which undo takes back in the terminal and in the browser. Where
the memory has changed since the export, a change is made only if its row is still as it
was; each other one is listed with what the memory says, and the exit code is 3.

   calque review import --dry-run gouvernance.xlsx     # what would change, and what could not
   calque review import gouvernance.xlsx`,
		Flags: []cli.Flag{
			dbFlag(),
			&cli.BoolFlag{Name: "dry-run", EnvVars: env("dry-run"), Usage: "say what would change, change nothing"},
			userFlag(),
			formatFlag("text", "json"),
		},
		Action: runReviewImport,
	}
}

func runReviewImport(c *cli.Context) error {
	format, err := chosenFormat(c, "text", "json")
	if err != nil {
		return err
	}
	path, err := oneArgument(c, "file that calque review export wrote")
	if err != nil {
		return err
	}
	s, err := readSheet(c, path)
	if err != nil {
		return err
	}
	store, err := openMemory(c, sqlite.Options{ReadOnly: c.Bool("dry-run")})
	if err != nil {
		return err
	}
	defer store.Close()
	report, err := mergeSheet(c, store, s)
	switch {
	case errors.Is(err, tm.ErrNotFound):
		return fmt.Errorf("%s is of %s in %s and %s, which is not in %s", path, s.Story, s.From, s.To, c.String("db"))
	case errors.Is(err, sheet.ErrFormat):
		return fmt.Errorf("%s: %w", path, err)
	case err != nil:
		return err
	}
	if err := buffered(c, func(w *bufio.Writer) error { return writeMerge(w, layoutFor(c.App.Writer), report, format) }); err != nil {
		return err
	}
	return sumMerge(c, report)
}

func readSheet(c *cli.Context, path string) (*sheet.Sheet, error) {
	format, err := sheetFormatOf(path)
	if err != nil {
		return nil, err
	}
	in, err := openInput(c, path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	s, err := format.read(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// mergeSheet merges within the transaction that stores it, so that nothing can
// change between.
func mergeSheet(c *cli.Context, store tm.Store, s *sheet.Sheet) (*sheet.Report, error) {
	if c.Bool("dry-run") {
		a, err := store.Article(c.Context, s.Story)
		if err != nil {
			return nil, err
		}
		return sheet.Merge(a, s)
	}
	var report *sheet.Report
	var unfit error
	_, err := store.Revise(c.Context, tm.Revision{Article: s.Story, From: s.From, To: s.To, Who: userName(c), What: "import",
		Change: func(a *tm.Article) error {
			report, unfit = sheet.Merge(a, s)
			return unfit
		}})
	if unfit != nil {
		return nil, unfit // without what the store says around it
	}
	return report, err
}

// writeMerge lists the changes and the conflicts.
func writeMerge(w io.Writer, l layout, r *sheet.Report, format string) error {
	if format == "json" {
		return writeJSON(w, r)
	}
	for _, change := range r.Changes {
		var what []string
		for _, kind := range change.What {
			what = append(what, string(kind))
		}
		if _, err := fmt.Fprintf(w, "line %d%s: %s\n", change.Line, rowName(change.Row), strings.Join(what, ", ")); err != nil {
			return err
		}
	}
	for _, conflict := range r.Conflicts {
		if err := l.writeConflict(w, conflict); err != nil {
			return err
		}
	}
	return nil
}

func rowName(row int) string {
	if row == 0 {
		return ""
	}
	return fmt.Sprintf(" (row %d)", row)
}

func (l layout) writeConflict(w io.Writer, conflict sheet.Conflict) error {
	head := fmt.Sprintf("line %d%s: not done, %s", conflict.Line, rowName(conflict.Row), conflict.Why)
	fmt.Fprintln(w, l.style.paint(red, head))
	if err := l.writeSaid(w, "the sheet says", conflict.Sheet); err != nil {
		return err
	}
	if len(conflict.Memory) == 0 {
		_, err := fmt.Fprintln(w, "  the memory has none of its sentences any more")
		return err
	}
	for _, said := range conflict.Memory {
		if err := l.writeSaid(w, fmt.Sprintf("row %d of the memory", said.Row), said); err != nil {
			return err
		}
	}
	return nil
}

func (l layout) writeSaid(w io.Writer, who string, said sheet.Said) error {
	column := max((l.width-8)/2, 20)
	fmt.Fprintf(w, "  %s: %s\n", who, said.Status)
	for _, line := range row([]int{column, column}, strings.Join(said.Source, " "), strings.Join(said.Target, " ")) {
		if _, err := fmt.Fprintln(w, "      "+line); err != nil {
			return err
		}
	}
	return nil
}

// sumMerge sums the report up on stderr.
func sumMerge(c *cli.Context, r *sheet.Report) error {
	done := "changed"
	if c.Bool("dry-run") {
		done = "would change"
	}
	text := fmt.Sprintf("%s, %s → %s: %s %s, %d left alone", r.Story, r.From, r.To, plural(len(r.Changes), "row"), done, r.Untouched)
	if r.Already > 0 {
		text += fmt.Sprintf(", %d so already", r.Already)
	}
	note(c, "%s", text)
	if len(r.Conflicts) > 0 {
		return partialf("%s of the sheet not done, since the memory has changed there; export the story again and do them anew", plural(len(r.Conflicts), "row"))
	}
	return nil
}
