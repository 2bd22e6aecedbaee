package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/align/article"
	"calque/tm"
	"calque/tm/match"
	"calque/tm/sqlite"
)

var lookupFormats = []string{"text", "json", "jsonl", "tsv"}

func lookupCommand() *cli.Command {
	return &cli.Command{
		Name:      "lookup",
		Usage:     "look up prior translations of a sentence",
		ArgsUsage: "TEXT|-",
		Description: `Prints exact and fuzzy matches, the best first. With - each line of standard
input is a sentence, and each gives one JSON object a line, in order.

   calque lookup --to zh "La Chine et la France se sont engagées à Paris."
   calque lookup --from fr --to en --min 80 - < sentences.txt > matches.jsonl

The score is 102 or 101 for an exact match whose neighbours are equal too, 100
for an exact one, below that the share of equal words, less the penalties shown.`,
		Flags: []cli.Flag{
			dbFlag(),
			fromFlag("the language of TEXT, a `TAG`; detected when not given"),
			toFlag("the language wanted, a `TAG`"),
			&cli.IntFlag{Name: "min", EnvVars: env("min"), Value: 70, Usage: "the lowest `SCORE` to show, 0 to 100"},
			&cli.IntFlag{Name: "limit", EnvVars: env("limit"), Value: 5, Usage: "show at most `N` matches; 0 is all"},
			&cli.Float64Flag{Name: "min-confidence", EnvVars: env("min-confidence"), Value: tm.DefaultMinConfidence, Usage: "leave out unconfirmed units whose alignment is less sure than `P`, 0 to 1"},
			formatFlag(lookupFormats...),
		},
		Action: runLookup,
	}
}

func runLookup(c *cli.Context) error {
	text, err := oneArgument(c, "text, in quotes, or - for standard input")
	if err != nil {
		return err
	}
	format, err := chosenFormat(c, lookupFormats...)
	if err != nil {
		return err
	}
	query, err := queryFromFlags(c)
	if err != nil {
		return err
	}
	if text == "-" && format == "json" {
		return usagef("--format json is for one text; with - take jsonl")
	}
	store, err := openMemory(c, sqlite.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer store.Close()
	finder, err := newFinder(c, store, query)
	if err != nil {
		return err
	}
	if text == "-" {
		if !c.IsSet("format") {
			format = "jsonl"
		}
		return finder.all(c, format)
	}
	return buffered(c, func(w *bufio.Writer) error {
		return finder.one(c, w, text, format)
	})
}

func queryFromFlags(c *cli.Context) (tm.Query, error) {
	query := tm.Query{Min: c.Int("min"), Limit: c.Int("limit"), Distinct: true}
	if query.Min < 0 || query.Min > 100 {
		return query, usagef("--min %d: give a score from 0 to 100", query.Min)
	}
	if query.Limit < 0 {
		return query, usagef("--limit %d: give 0 for all, or how many", query.Limit)
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

// finder looks texts up in one memory.
type finder struct {
	store tm.Store
	query tm.Query       // all but the text, and From when it is to be detected
	langs []language.Tag // of the memory, when From is to be detected
}

// newFinder settles the languages that the query leaves open by what the
// memory holds.
func newFinder(c *cli.Context, store tm.Store, query tm.Query) (*finder, error) {
	f := &finder{store: store, query: query}
	if query.From != language.Und && query.To != language.Und {
		return f, nil
	}
	langs, err := store.Languages(c.Context)
	if err != nil {
		return nil, err
	}
	if query.To == language.Und {
		if f.query.To, err = onlyOther(langs, query.From); err != nil {
			return nil, err
		}
	}
	f.langs = slices.DeleteFunc(langs, func(tag language.Tag) bool { return tag == f.query.To })
	return f, nil
}

// onlyOther returns the language that is meant when --to is not given: the
// other one of two.
func onlyOther(langs []language.Tag, from language.Tag) (language.Tag, error) {
	if from == language.Und && len(langs) == 2 && slices.Contains(langs, language.French) {
		from = language.French
	}
	others := slices.DeleteFunc(slices.Clone(langs), func(tag language.Tag) bool { return tag == from })
	if len(others) != 1 {
		return language.Und, usagef("say with --to which language you want: the memory holds %s", joinLangs(langs))
	}
	return others[0], nil
}

// sure is the confidence over which a detected language is believed against
// French, the usual one. A single sentence is detected rightly 98.9 % of the
// time, four words 87.5 % (whatlanggo, nine languages).
const sure = 0.9

// find looks one text up.
func (f *finder) find(c *cli.Context, text string) ([]tm.Match, error) {
	query := f.query
	query.Text = text
	if query.From == language.Und {
		query.From = f.detect(text)
	}
	return f.store.Lookup(c.Context, query)
}

func (f *finder) detect(text string) language.Tag {
	switch len(f.langs) {
	case 0:
		return language.French
	case 1:
		return f.langs[0]
	}
	tag, confidence := article.Detect(text, f.langs)
	if tag == language.Und || confidence < sure && slices.Contains(f.langs, language.French) && tm.SameLanguage(tag, language.French) {
		return language.French
	}
	return tag
}

// one looks one text up and prints what was found.
func (f *finder) one(c *cli.Context, w io.Writer, text, format string) error {
	matches, err := f.find(c, text)
	if err != nil {
		return err
	}
	switch format {
	case "json":
		return writeJSON(w, newResultJSON(text, matches))
	case "jsonl":
		return newEncoder(w).Encode(newResultJSON(text, matches))
	case "tsv":
		return writeMatchesTSV(w, text, matches)
	}
	if len(matches) == 0 {
		if err := f.explainNothing(c); err != nil {
			return err
		}
	}
	return writeCards(w, layoutFor(c.App.Writer), matches)
}

// explainNothing says why a look-up may have found nothing.
func (f *finder) explainNothing(c *cli.Context) error {
	langs, err := f.store.Languages(c.Context)
	if err != nil {
		return err
	}
	for _, asked := range []language.Tag{f.query.From, f.query.To} {
		held := func(tag language.Tag) bool { return tm.SameLanguage(tag, asked) }
		if asked != language.Und && !slices.ContainsFunc(langs, held) {
			note(c, "nothing: the memory has no texts in %s; it holds %s", asked, joinLangs(langs))
			return nil
		}
	}
	note(c, "nothing at %d %% or better; try a lower --min", f.query.Min)
	return nil
}

// all looks up each line of standard input.
func (f *finder) all(c *cli.Context, format string) error {
	if isTerminalInput(c.App.Reader) {
		note(c, "calque: reading sentences from the terminal, one a line; Ctrl-D ends")
	}
	return buffered(c, func(w *bufio.Writer) error {
		return eachLine(c, c.App.Reader, "standard input", func(line string) error {
			if err := f.one(c, w, line, format); err != nil {
				return err
			}
			return w.Flush() // a program that feeds us a line waits for its answer
		})
	})
}

// resultJSON is the answer to one query; other programs read it.
type resultJSON struct {
	Query   string      `json:"query"`
	Matches []matchJSON `json:"matches"`
}

type matchJSON struct {
	Score      int             `json:"score"`
	Source     string          `json:"source"`
	Target     string          `json:"target"`
	SourceLang string          `json:"source_lang"`
	TargetLang string          `json:"target_lang"`
	Penalties  match.Penalties `json:"penalties"`
	Diff       []match.Edit    `json:"diff,omitempty"`
	Status     tm.Status       `json:"status"`
	Confidence float64         `json:"confidence"`
	Pivot      string          `json:"pivot,omitempty"`
	Origin     originJSON      `json:"origin"`
}

type originJSON struct {
	Article    string `json:"article,omitempty"`
	Title      string `json:"title,omitempty"`
	Date       string `json:"date,omitempty"`
	Agency     string `json:"agency,omitempty"`
	SourceFile string `json:"source_file,omitempty"`
	TargetFile string `json:"target_file,omitempty"`
	URL        string `json:"url,omitempty"`
	Role       string `json:"role,omitempty"`
	Paragraph  int    `json:"paragraph,omitempty"`
	Sentence   int    `json:"sentence,omitempty"`
	Sentences  int    `json:"sentences,omitempty"`
	Aligner    string `json:"aligner,omitempty"`
}

func newResultJSON(query string, matches []tm.Match) resultJSON {
	out := resultJSON{Query: query, Matches: []matchJSON{}}
	for _, m := range matches {
		out.Matches = append(out.Matches, newMatchJSON(m))
	}
	return out
}

func newMatchJSON(m tm.Match) matchJSON {
	out := matchJSON{
		Score: m.Score, Source: m.Unit.Source.Text, Target: m.Unit.Target.Text,
		SourceLang: m.Unit.Source.Lang.String(), TargetLang: m.Unit.Target.Lang.String(),
		Penalties: m.Penalties, Status: m.Unit.Status, Confidence: rounded(m.Unit.Confidence, 3),
		Origin: newOriginJSON(m.Unit.Origin),
	}
	if out.Penalties == nil {
		out.Penalties = match.Penalties{}
	}
	if m.Score < 100 {
		out.Diff = m.Diff
	}
	if m.Unit.Pivot != language.Und {
		out.Pivot = m.Unit.Pivot.String()
	}
	return out
}

func newOriginJSON(o tm.Origin) originJSON {
	return originJSON{
		Article: o.Article, Title: o.Title, Date: day(o.Date), Agency: o.Agency,
		SourceFile: o.SourceFile, TargetFile: o.TargetFile, URL: o.URL, Role: string(o.Role),
		Paragraph: o.Block, Sentence: o.Sentence, Sentences: o.Sentences, Aligner: o.Aligner,
	}
}

// day writes a date, nothing when it is unknown.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func writeMatchesTSV(w io.Writer, query string, matches []tm.Match) error {
	for _, m := range matches {
		err := writeTSV(w, query, strconv.Itoa(m.Score), m.Unit.Source.Text, m.Unit.Target.Text,
			string(m.Unit.Status), strconv.FormatFloat(m.Unit.Confidence, 'f', 3, 64), m.Unit.Origin.Article)
		if err != nil {
			return err
		}
	}
	return nil
}

// writeCards prints matches for a person: the score, the source with what
// differs from the query marked, the target, and where they come from.
func writeCards(w io.Writer, l layout, matches []tm.Match) error {
	for i, m := range matches {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s  %s\n", l.style.paint(scorePaint(m.Score), fmt.Sprintf("%3d", m.Score)), l.diffText(m))
		fmt.Fprintf(w, "     %s\n", l.style.paint(bold, visible(m.Unit.Target.Text)))
		if _, err := fmt.Fprintf(w, "     %s\n", l.style.paint(dim, visible(cardOrigin(m)))); err != nil {
			return err
		}
	}
	return nil
}

func scorePaint(score int) string {
	switch {
	case score >= 100:
		return green
	case score >= 85:
		return cyan
	}
	return yellow
}

// diffText writes the source of a match so that it is seen how it becomes the
// query: in colour, or as [-only here-] and {+only in the query+}.
func (l layout) diffText(m tm.Match) string {
	if len(m.Diff) == 0 || m.Score >= 100 {
		return visible(m.Unit.Source.Text)
	}
	var b strings.Builder
	for _, edit := range m.Diff {
		edit.Text = visible(edit.Text)
		switch {
		case edit.Op == match.Equal:
			b.WriteString(edit.Text)
		case edit.Op == match.Delete && l.style.colour:
			b.WriteString(l.style.paint(struck, edit.Text))
		case edit.Op == match.Delete:
			b.WriteString("[-" + edit.Text + "-]")
		case l.style.colour:
			b.WriteString(l.style.paint(added, edit.Text))
		default:
			b.WriteString("{+" + edit.Text + "+}")
		}
	}
	return b.String()
}

// cardOrigin says in a line where a match comes from and how far to trust it.
func cardOrigin(m tm.Match) string {
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	o := m.Unit.Origin
	add(o.Article)
	add(day(o.Date))
	add(o.Agency)
	if o.Sentence > 0 {
		add(fmt.Sprintf("sentence %d of %d", o.Sentence, o.Sentences))
	}
	if m.Unit.Status == tm.StatusAuto {
		add(fmt.Sprintf("aligned, %d %% sure", percent(m.Unit.Confidence)))
	} else {
		add(string(m.Unit.Status))
	}
	if m.Unit.Pivot != language.Und {
		add("through " + m.Unit.Pivot.String())
	}
	for _, name := range slices.Sorted(maps.Keys(m.Penalties)) {
		add(fmt.Sprintf("%s −%d", name, m.Penalties[name]))
	}
	return strings.Join(parts, " · ")
}
