package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/sqlite"
)

func articlesCommand() *cli.Command {
	return &cli.Command{
		Name:  "articles",
		Usage: "list the articles of the memory, show one, judge its rows",
		Description: `   calque articles list
   calque articles show --to zh gouvernance-ia`,
		Subcommands: []*cli.Command{
			articlesListCommand(), articlesShowCommand(),
			judgeCommand("confirm", tm.StatusConfirmed, "say that rows are right translations"),
			judgeCommand("reject", tm.StatusRejected, "say that rows are no translations"),
		},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("there is no command articles %s: take list, show, confirm or reject", c.Args().First())
			}
			return cli.ShowSubcommandHelp(c)
		},
	}
}

func articlesListCommand() *cli.Command {
	return &cli.Command{
		Name:  "list",
		Usage: "list the articles",
		Description: `   calque articles list
   calque articles list --format jsonl | jq .key`,
		Flags: []cli.Flag{dbFlag(), formatFlag("text", "json", "jsonl", "tsv")},
		Action: func(c *cli.Context) error {
			format, err := chosenFormat(c, "text", "json", "jsonl", "tsv")
			if err != nil {
				return err
			}
			store, err := openMemory(c, sqlite.Options{ReadOnly: true})
			if err != nil {
				return err
			}
			defer store.Close()
			return buffered(c, func(w *bufio.Writer) error { return listArticles(c, w, store, format) })
		},
	}
}

type articleJSON struct {
	Key      string   `json:"key"`
	Title    string   `json:"title"`
	Date     string   `json:"date,omitempty"`
	Agency   string   `json:"agency,omitempty"`
	Langs    []string `json:"langs"`
	Units    int      `json:"units"`
	Doubtful int      `json:"doubtful"`
}

func newArticleJSON(info tm.ArticleInfo) articleJSON {
	out := articleJSON{Key: info.Key, Title: info.Title, Date: day(info.Date), Agency: info.Agency, Units: info.Units, Doubtful: info.Doubtful}
	for _, lang := range info.Langs {
		out.Langs = append(out.Langs, lang.String())
	}
	return out
}

func listArticles(c *cli.Context, w io.Writer, store tm.Store, format string) error {
	encoder := newEncoder(w)
	list := []articleJSON{}
	for info, err := range store.Articles(c.Context) {
		if err != nil {
			return err
		}
		article := newArticleJSON(info)
		switch format {
		case "json":
			list = append(list, article)
		case "jsonl":
			err = encoder.Encode(article)
		case "tsv":
			err = writeTSV(w, article.Key, article.Date, strings.Join(article.Langs, ","),
				strconv.Itoa(article.Units), strconv.Itoa(article.Doubtful), article.Title)
		default:
			_, err = fmt.Fprintf(w, "%s  %-10s  %s  %s  %s\n", pad(article.Key, 24), article.Date,
				pad(strings.Join(article.Langs, " "), 20), pad(unitsAndDoubts(info), 26), runewidth.Truncate(visible(article.Title), 60, "…"))
		}
		if err != nil {
			return err
		}
	}
	if format == "json" {
		return writeJSON(w, list)
	}
	return nil
}

func unitsAndDoubts(info tm.ArticleInfo) string {
	if info.Doubtful == 0 {
		return plural(info.Units, "unit")
	}
	return fmt.Sprintf("%s, %d doubtful", plural(info.Units, "unit"), info.Doubtful)
}

func articlesShowCommand() *cli.Command {
	return &cli.Command{
		Name:      "show",
		Usage:     "show an article, both sides next to each other",
		ArgsUsage: "KEY",
		Description: `A row is a bead: its number, a sign (= sure, ~ likely, ? doubtful, < > on one side
only, ✓ confirmed, x rejected), the confidence, and both sides.

   calque articles show --to zh gouvernance-ia
   calque articles show --to en --format tsv gouvernance-ia`,
		Flags: []cli.Flag{
			dbFlag(),
			toFlag("the language beside the source, a `TAG`; all when not given"),
			formatFlag("text", "jsonl", "tsv"),
		},
		Action: func(c *cli.Context) error {
			format, err := chosenFormat(c, "text", "jsonl", "tsv")
			if err != nil {
				return err
			}
			to, err := langFlag(c, "to")
			if err != nil {
				return err
			}
			return withArticle(c, sqlite.Options{ReadOnly: true}, func(_ tm.Store, a *tm.Article, _ []string) error {
				return buffered(c, func(w *bufio.Writer) error { return showArticle(w, layoutFor(c.App.Writer), a, to, format) })
			})
		},
	}
}

// withArticle opens the memory and hands over the article that the first
// argument names, and the other arguments.
func withArticle(c *cli.Context, options sqlite.Options, do func(store tm.Store, a *tm.Article, rest []string) error) error {
	if c.NArg() == 0 {
		return usagef("name an article; calque articles list shows them")
	}
	store, err := openMemory(c, options)
	if err != nil {
		return err
	}
	defer store.Close()
	key := c.Args().First()
	a, err := store.Article(c.Context, key)
	if errors.Is(err, tm.ErrNotFound) {
		return fmt.Errorf("there is no article %q in %s; calque articles list shows them", key, c.String("db"))
	}
	if err != nil {
		return err
	}
	return do(store, a, c.Args().Tail())
}

// rowJSON is a line of articles show --format jsonl.
type rowJSON struct {
	Row        int           `json:"row"`
	From       string        `json:"from"`
	To         string        `json:"to"`
	Source     string        `json:"source"`
	Target     string        `json:"target"`
	Confidence float64       `json:"confidence"`
	Status     tm.Status     `json:"status"`
	By         string        `json:"by,omitempty"`
	Evidence   []tm.Evidence `json:"evidence,omitempty"`
}

func showArticle(w io.Writer, l layout, a *tm.Article, to language.Tag, format string) error {
	shown := 0
	for _, alignment := range a.Alignments {
		if to != language.Und && !tm.SameLanguage(alignment.Target, to) {
			continue
		}
		shown++
		if err := showAlignment(w, l, a, alignment, format); err != nil {
			return err
		}
	}
	if shown == 0 && to != language.Und {
		return fmt.Errorf("article %s has no alignment with %s", a.Key, to)
	}
	return nil
}

func showAlignment(w io.Writer, l layout, a *tm.Article, alignment tm.Alignment, format string) error {
	source, target := a.Document(alignment.Source), a.Document(alignment.Target)
	encoder := newEncoder(w)
	if format == "text" {
		fmt.Fprintf(w, "%s\n", l.style.paint(bold, fmt.Sprintf("%s  %s → %s", a.Key, alignment.Source, alignment.Target)))
		fmt.Fprintf(w, "%s\n", l.style.paint(dim, source.Source+"  "+target.Source))
	}
	for i, b := range alignment.Beads {
		row := rowJSON{
			Row: i + 1, From: alignment.Source.String(), To: alignment.Target.String(),
			Source: source.Text(b.Source), Target: target.Text(b.Target),
			Confidence: rounded(b.Confidence, 3), Status: b.Status, By: b.By, Evidence: b.Evidence,
		}
		var err error
		switch format {
		case "jsonl":
			err = encoder.Encode(row)
		case "tsv":
			err = writeTSV(w, strconv.Itoa(row.Row), row.From, row.To, string(row.Status),
				strconv.FormatFloat(row.Confidence, 'f', 3, 64), row.Source, row.Target)
		default:
			err = l.writeRow(w, row)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (l layout) writeRow(w io.Writer, row rowJSON) error {
	return l.writePair(w, fmt.Sprintf("%3d %s", row.Row, row.sign()), row.Confidence, row.Source, row.Target)
}

// sign says what is thought of a row: the verdict, or how sure it is.
func (row *rowJSON) sign() string {
	switch row.Status {
	case tm.StatusConfirmed:
		return "✓"
	case tm.StatusRejected:
		return "x"
	}
	return confidenceSign(row.Confidence, row.Source, row.Target)
}

func judgeCommand(name string, status tm.Status, usage string) *cli.Command {
	return &cli.Command{
		Name:      name,
		Usage:     usage,
		ArgsUsage: "KEY ROW…",
		Description: fmt.Sprintf(`ROW is a number that articles show prints, or a run of them.

   calque articles %[1]s --to zh gouvernance-ia 3
   calque articles %[1]s --to en gouvernance-ia 1-8 11`, name),
		Flags: []cli.Flag{
			dbFlag(),
			toFlag("the language of the other side, a `TAG`; needed when there are several"),
			userFlag(),
		},
		Action: func(c *cli.Context) error {
			to, err := langFlag(c, "to")
			if err != nil {
				return err
			}
			return withArticle(c, sqlite.Options{}, func(store tm.Store, a *tm.Article, rest []string) error {
				return judge(c, store, a, to, rest, status)
			})
		},
	}
}

func judge(c *cli.Context, store tm.Store, a *tm.Article, to language.Tag, rows []string, status tm.Status) error {
	alignment, err := chooseAlignment(a, to)
	if err != nil {
		return err
	}
	chosen, err := parseRows(rows, len(alignment.Beads))
	if err != nil {
		return err
	}
	for _, i := range chosen {
		if err := store.SetStatus(c.Context, alignment.Beads[i].ID, status, userName(c)); err != nil {
			return fmt.Errorf("row %d: %w", i+1, err)
		}
	}
	note(c, "%s %s", plural(len(chosen), "row"), status)
	return nil
}

func userName(c *cli.Context) string {
	if user := c.String("user"); user != "" {
		return user
	}
	if user := os.Getenv("LOGNAME"); user != "" {
		return user
	}
	return "unknown"
}

func chooseAlignment(a *tm.Article, to language.Tag) (tm.Alignment, error) {
	var found []tm.Alignment
	var langs []language.Tag
	for _, alignment := range a.Alignments {
		langs = append(langs, alignment.Target)
		if to == language.Und || tm.SameLanguage(alignment.Target, to) {
			found = append(found, alignment)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(langs) == 0:
		return tm.Alignment{}, fmt.Errorf("article %s has no alignment", a.Key)
	}
	return tm.Alignment{}, usagef("say with --to which translation of %s is meant: %s", a.Key, joinLangs(langs))
}

// parseRows reads row numbers and runs of them ("3", "5-8") as indexes.
func parseRows(rows []string, count int) ([]int, error) {
	if len(rows) == 0 {
		return nil, usagef("give the numbers of the rows; calque articles show prints them")
	}
	var out []int
	for _, row := range rows {
		first, last, isRun := strings.Cut(row, "-")
		from, err := strconv.Atoi(first)
		to := from
		if err == nil && isRun {
			to, err = strconv.Atoi(last)
		}
		if err != nil || from < 1 || to < from || to > count {
			return nil, usagef("%q is no row: give numbers from 1 to %d, or runs such as 2-5", row, count)
		}
		for i := from; i <= to; i++ {
			out = append(out, i-1)
		}
	}
	return out, nil
}
