package main

import (
	"bufio"
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/align/article"
	"calque/tm"
	"calque/tm/concord"
	"calque/tm/ingest"
	"calque/tm/match"
	"calque/tm/sqlite"
)

var concordanceFormats = []string{"text", "json", "jsonl", "tsv"}

func concordanceCommand() *cli.Command {
	return &cli.Command{
		Name:      "concordance",
		Usage:     "find where words occur, with their translations",
		ArgsUsage: "PATTERN",
		Description: `Searches the texts of one language and shows each place with what stands around
it and with the translation, in which the words that probably translate it are
marked. The texts that were added last come first.

   calque concordance --to en gouvernance
   calque concordance --to zh '"mise en œuvre" gouvern* -chine'
   calque concordance --lang zh --to fr 气候
   calque concordance --to en --agency AFP --year 2024 sommet
   calque concordance --to en --limit 0 --format tsv '/\d+ millions?/' > millions.tsv

A pattern is one argument, in quotes for the shell:
   word         a whole word, all of them in any order; l’IA and porte-parole too
   word*        words that begin so
   "a phrase"   words one after the other
   -word        texts without it; also -"a phrase" and -/expression/
   /expression/ a regular expression of Go, over the text as it stands
Case and accents make no difference unless asked for. Chinese, Japanese, Thai and
Korean are found wherever the characters stand.

With --format tsv the columns are: the two languages, what was found, the text,
what probably translates it, the translation, article, date, status, confidence.
jsonl is a hit a line, json has the counts too; places count bytes of UTF-8.`,
		Flags: []cli.Flag{
			dbFlag(),
			&cli.StringFlag{Name: "lang", EnvVars: env("lang"), Usage: "the language of PATTERN, a `TAG`; found out when not given"},
			toFlag("the language of the translations, a `TAG`; any when not given"),
			&cli.BoolFlag{Name: "case", EnvVars: env("case"), Usage: "tell capitals from small letters"},
			&cli.BoolFlag{Name: "accents", EnvVars: env("accents"), Usage: "tell letters with accents from those without"},
			&cli.IntFlag{Name: "limit", EnvVars: env("limit"), Value: 20, Usage: "show at most `N` places; 0 is all"},
			&cli.IntFlag{Name: "count", EnvVars: env("count"), Value: tm.DefaultCount, Usage: "leave off counting after `N` units; 0 counts all"},
			&cli.Float64Flag{Name: "min-confidence", EnvVars: env("min-confidence"), Value: tm.DefaultMinConfidence, Usage: "leave out unconfirmed units whose alignment is less sure than `P`, 0 to 1"},
			&cli.StringFlag{Name: "status", EnvVars: env("status"), Usage: "only units with these `STATUSES`, separated by commas: auto, confirmed, rejected, superseded; auto,confirmed when not given"},
			&cli.StringFlag{Name: "story", EnvVars: env("story"), Usage: "only the article `KEY`"},
			agencyFlag(),
			yearFlag(),
			&cli.StringFlag{Name: "since", EnvVars: env("since"), Usage: "only articles of this `DAY`, such as 2025-09-12, or later"},
			formatFlag(concordanceFormats...),
		},
		Action: runConcordance,
	}
}

func runConcordance(c *cli.Context) error {
	pattern, err := oneArgument(c, "pattern, in quotes")
	if err != nil {
		return err
	}
	format, err := chosenFormat(c, concordanceFormats...)
	if err != nil {
		return err
	}
	query, err := concordanceFromFlags(c, pattern)
	if err != nil {
		return err
	}
	store, err := openMemory(c, sqlite.Options{ReadOnly: true, Mapped: true})
	if err != nil {
		return err
	}
	defer store.Close()
	search := &concordanceSearch{store: store, query: query}
	if search.associate, err = ingest.Associations(c.Context, store); err != nil {
		return err
	}
	search.prepare()
	found, err := search.run(c)
	if err != nil {
		return err
	}
	if len(found.Hits) == 0 {
		search.explainNothing(c)
	}
	return buffered(c, func(w *bufio.Writer) error { return search.write(c, w, found, format) })
}

func concordanceFromFlags(c *cli.Context, pattern string) (tm.ConcordanceQuery, error) {
	query := tm.ConcordanceQuery{
		Pattern: pattern, Case: c.Bool("case"), Accents: c.Bool("accents"),
		Limit: c.Int("limit"), Count: c.Int("count"),
		Article: c.String("story"), Agency: c.String("agency"),
	}
	if _, err := concord.Parse(pattern); err != nil {
		return query, usagef("%v; calque concordance --help shows how to write a pattern", err)
	}
	for _, name := range []string{"limit", "count"} {
		if c.Int(name) < 0 {
			return query, usagef("--%s %d: give 0 for all, or how many", name, c.Int(name))
		}
	}
	var errs [6]error
	query.Lang, errs[0] = langFlag(c, "lang")
	query.To, errs[1] = langFlag(c, "to")
	query.MinConfidence, errs[2] = shareFlag(c, "min-confidence")
	query.Statuses, errs[3] = statusesFlag(c)
	query.Since, errs[4] = dayFlag(c, "since")
	query.Year, errs[5] = yearFromFlag(c)
	for _, err := range errs {
		if err != nil {
			return query, err
		}
	}
	return query, nil
}

// concordanceSearch is one search under way.
type concordanceSearch struct {
	store     tm.Store
	query     tm.ConcordanceQuery
	langs     []language.Tag // of the memory
	associate match.Associate
}

// prepare reads the lexicon, which the likely translations need, while the memory
// is searched: on its own that takes longer than most searches.
func (s *concordanceSearch) prepare() {
	from, to := cmp.Or(s.query.Lang, language.French), cmp.Or(s.query.To, language.English)
	go s.associate(from, to, s.query.Pattern, s.query.Pattern)
}

// run searches the language asked for, or else the first language in which the
// pattern is found.
func (s *concordanceSearch) run(c *cli.Context) (tm.Concordance, error) {
	var err error
	if s.langs, err = s.store.Languages(c.Context); err != nil {
		return tm.Concordance{}, err
	}
	candidates := []language.Tag{s.query.Lang}
	if s.query.Lang == language.Und {
		candidates = s.candidates()
	}
	var found tm.Concordance
	for _, tag := range candidates {
		query := s.query
		query.Lang = tag
		if err := announceScan(c, query); err != nil {
			return found, err
		}
		if found, err = s.store.Concordance(c.Context, query); err != nil {
			return found, err
		}
		if len(found.Hits) == 0 {
			continue
		}
		if s.query.Lang == language.Und && len(candidates) > 1 {
			note(c, "searched the texts in %s; --lang names another language", tag)
		}
		s.query.Lang = tag
		return found, nil
	}
	return found, nil
}

// candidates lists the languages that a pattern may be in, the likeliest first:
// the one it looks like when that is sure, else French, then as the memory has
// them.
func (s *concordanceSearch) candidates() []language.Tag {
	others := slices.DeleteFunc(slices.Clone(s.langs), func(tag language.Tag) bool { return tag == s.query.To })
	first := language.French
	if tag, confidence := article.Detect(s.query.Pattern, others); confidence >= sure {
		first = tag
	}
	slices.SortStableFunc(others, func(a, b language.Tag) int {
		switch {
		case a == b:
			return 0
		case a == first:
			return -1
		case b == first:
			return 1
		}
		return 0
	})
	return others
}

// announceScan says beforehand that a search will take long.
func announceScan(c *cli.Context, query tm.ConcordanceQuery) error {
	pattern, err := concord.Parse(query.Pattern)
	if err != nil {
		return err
	}
	m, err := pattern.In(concord.Options{Lang: query.Lang.String(), Case: query.Case, Accents: query.Accents})
	if err != nil {
		return err
	}
	if len(m.Plan().With) == 0 && query.Article == "" {
		note(c, "calque: the expression names no word of %d letters, so the texts in %s are read one by one; Ctrl-C ends", concord.LeastLetters, query.Lang)
	}
	return nil
}

func (s *concordanceSearch) explainNothing(c *cli.Context) {
	for _, asked := range []language.Tag{s.query.Lang, s.query.To} {
		held := func(tag language.Tag) bool { return tm.SameLanguage(tag, asked) }
		if asked != language.Und && !slices.ContainsFunc(s.langs, held) {
			note(c, "nothing: the memory has no texts in %s; it holds %s", asked, joinLangs(s.langs))
			return
		}
	}
	advice := "try word* for words that begin so, or fewer words"
	if q := s.query; q.Article != "" || q.Agency != "" || q.Year != 0 || !q.Since.IsZero() || len(q.Statuses) > 0 {
		advice += ", or fewer of --story, --agency, --year, --since and --status"
	}
	note(c, "nothing: %s", advice)
}

func (s *concordanceSearch) write(c *cli.Context, w io.Writer, found tm.Concordance, format string) error {
	switch format {
	case "json":
		return writeJSON(w, s.resultJSON(found))
	case "jsonl":
		encoder := newEncoder(w)
		for _, hit := range found.Hits {
			if err := encoder.Encode(s.hitJSON(hit)); err != nil {
				return err
			}
		}
	case "tsv":
		for _, hit := range found.Hits {
			if err := s.writeRow(w, hit); err != nil {
				return err
			}
		}
	default:
		return s.writeText(w, layoutFor(c.App.Writer), found)
	}
	if len(found.Hits) < found.Counts.Units || !found.Counts.Complete {
		note(c, "calque: wrote %d of %s; --limit 0 writes all", len(found.Hits), unitTotal(found.Counts))
	}
	return nil
}

// likely returns the places of the translation that probably stand for what was
// found.
func (s *concordanceSearch) likely(hit tm.Hit) []match.Counterpart {
	u := hit.Unit
	return match.Counterparts(s.associate(u.Source.Lang, u.Target.Lang, u.Source.Text, u.Target.Text), hit.Places)
}

type concordanceJSON struct {
	Pattern  string           `json:"pattern"`
	Lang     string           `json:"lang"`
	Hits     []hitJSON        `json:"hits"`
	Units    int              `json:"units"`
	Texts    int              `json:"texts"`
	Complete bool             `json:"complete"`
	Stories  []tm.StoryCount  `json:"stories"`
	Agencies []tm.AgencyCount `json:"agencies"`
	Years    []tm.YearCount   `json:"years"`
	Statuses []tm.StatusCount `json:"statuses"`
}

type hitJSON struct {
	Source     string      `json:"source"`
	Target     string      `json:"target"`
	SourceLang string      `json:"source_lang"`
	TargetLang string      `json:"target_lang"`
	Places     []placeJSON `json:"places"`
	Likely     []placeJSON `json:"likely"`
	Status     tm.Status   `json:"status"`
	Confidence float64     `json:"confidence"`
	Pivot      string      `json:"pivot,omitempty"`
	Origin     originJSON  `json:"origin"`
}

type placeJSON struct {
	Start    int     `json:"start"`
	End      int     `json:"end"`
	Text     string  `json:"text"`
	Strength float64 `json:"strength,omitempty"`
}

func (s *concordanceSearch) resultJSON(found tm.Concordance) concordanceJSON {
	out := concordanceJSON{
		Pattern: s.query.Pattern, Lang: s.query.Lang.String(), Hits: []hitJSON{},
		Units: found.Counts.Units, Texts: found.Counts.Texts, Complete: found.Counts.Complete,
		Stories:  append([]tm.StoryCount{}, found.Counts.Stories...),
		Agencies: append([]tm.AgencyCount{}, found.Counts.Agencies...),
		Years:    append([]tm.YearCount{}, found.Counts.Years...),
		Statuses: append([]tm.StatusCount{}, found.Counts.Statuses...),
	}
	for _, hit := range found.Hits {
		out.Hits = append(out.Hits, s.hitJSON(hit))
	}
	return out
}

func (s *concordanceSearch) hitJSON(hit tm.Hit) hitJSON {
	u := hit.Unit
	out := hitJSON{
		Source: u.Source.Text, Target: u.Target.Text, SourceLang: u.Source.Lang.String(), TargetLang: u.Target.Lang.String(),
		Places: []placeJSON{}, Likely: []placeJSON{},
		Status: u.Status, Confidence: rounded(u.Confidence, 3), Origin: newOriginJSON(u.Origin),
	}
	for _, p := range hit.Places {
		out.Places = append(out.Places, placeJSON{Start: p.Start, End: p.End, Text: u.Source.Text[p.Start:p.End]})
	}
	for _, p := range s.likely(hit) {
		out.Likely = append(out.Likely, placeJSON{p.Start, p.End, u.Target.Text[p.Start:p.End], rounded(p.Strength, 3)})
	}
	if u.Pivot != language.Und {
		out.Pivot = u.Pivot.String()
	}
	return out
}

func (s *concordanceSearch) writeRow(w io.Writer, hit tm.Hit) error {
	u := hit.Unit
	var likely []match.Span
	for _, p := range s.likely(hit) {
		likely = append(likely, p.Span)
	}
	return writeTSV(w, u.Source.Lang.String(), u.Target.Lang.String(), cut(u.Source.Text, hit.Places), u.Source.Text,
		cut(u.Target.Text, likely), u.Target.Text, u.Origin.Article, day(u.Origin.Date), string(u.Status),
		strconv.FormatFloat(u.Confidence, 'f', 3, 64))
}

// cut joins pieces of a text.
func cut(text string, places []match.Span) string {
	var pieces []string
	for _, p := range places {
		pieces = append(pieces, text[p.Start:p.End])
	}
	return strings.Join(pieces, " … ")
}
