package main

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/align"
	"calque/align/lexicon"
	"calque/exports"
	"calque/tm/ingest"
	"calque/tm/sqlite"
)

func lexiconCommand() *cli.Command {
	return &cli.Command{
		Name:  "lexicon",
		Usage: "what the aligner knows of words: learn from the memory, import dictionaries, show, export",
		Description: `The aligner uses the lexicon that comes with calque, what it learned from the
memory, and the dictionaries you give the memory.

   calque lexicon learn
   calque lexicon show --to zh gouvernance`,
		Subcommands: []*cli.Command{
			lexiconLearnCommand(), lexiconShowCommand(), lexiconImportCommand(),
			lexiconExportCommand(), lexiconRemoveCommand(), lexiconStatsCommand(),
		},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("there is no command lexicon %s: take learn, show, import, export, remove or stats", c.Args().First())
			}
			return cli.ShowSubcommandHelp(c)
		},
	}
}

func lexiconLearnCommand() *cli.Command {
	return &cli.Command{
		Name:  "learn",
		Usage: "learn words from the confirmed and the sure units of the memory",
		Description: `Learns from what is new since the last time; later imports use it.

   calque lexicon learn
   calque lexicon learn --db press.db --anew`,
		Flags: []cli.Flag{
			dbFlag(),
			&cli.BoolFlag{Name: "anew", EnvVars: env("anew"), Usage: "forget what was learned and learn from everything again"},
		},
		Action: func(c *cli.Context) error {
			store, err := openMemory(c, sqlite.Options{})
			if err != nil {
				return err
			}
			defer store.Close()
			report, err := ingest.Learn(c.Context, store, c.Bool("anew"))
			if err != nil {
				return err
			}
			note(c, "learned from %s, %d were known", plural(report.New, "unit"), report.Known)
			return nil
		},
	}
}

// knownLexicon is one of the lexicons that show and export look into.
type knownLexicon struct {
	name string
	of   interface {
		align.Lexicon
		Pairs(source, target language.Tag) iter.Seq2[string, string]
	}
}

// allLexicons returns the shipped lexicon and those of the memory, if there is
// one.
func allLexicons(c *cli.Context) ([]knownLexicon, error) {
	all := []knownLexicon{{"calque", lexicon.Shipped()}}
	if _, err := os.Stat(c.String("db")); err != nil {
		return all, nil // without a memory there is the shipped one only
	}
	store, err := openMemory(c, sqlite.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer store.Close()
	own, err := ingest.LoadLexicons(c.Context, store)
	if err != nil {
		return nil, err
	}
	return append(all, ownLexicons(own)...), nil
}

func lexiconShowCommand() *cli.Command {
	return &cli.Command{
		Name:      "show",
		Usage:     "show what is known of a word",
		ArgsUsage: "WORD",
		Description: `   calque lexicon show --to zh gouvernance
   calque lexicon show --from en --to fr --format tsv summit`,
		Flags: []cli.Flag{
			dbFlag(), fromFlag("the language of WORD, a `TAG`; fr when not given"), toFlag("the language wanted, a `TAG`"),
			formatFlag("text", "tsv"),
		},
		Action: func(c *cli.Context) error {
			word, err := oneArgument(c, "word")
			if err != nil {
				return err
			}
			format, err := chosenFormat(c, "text", "tsv")
			if err != nil {
				return err
			}
			from, to, err := lexiconPair(c)
			if err != nil {
				return err
			}
			all, err := allLexicons(c)
			if err != nil {
				return err
			}
			return buffered(c, func(w *bufio.Writer) error { return showWord(c, w, all, word, from, to, format) })
		},
	}
}

// lexiconPair reads --from, French when it is not given, and --to, which must be.
func lexiconPair(c *cli.Context) (from, to language.Tag, err error) {
	if from, err = langFlag(c, "from"); err != nil {
		return from, to, err
	}
	if from == language.Und {
		from = language.French
	}
	if to, err = langFlag(c, "to"); err == nil && to == language.Und {
		err = usagef("say with --to which language is wanted")
	}
	return from, to, err
}

// showWord prints the translations of the words that share a concept with word.
func showWord(c *cli.Context, w io.Writer, all []knownLexicon, word string, from, to language.Tag, format string) error {
	found := 0
	for _, known := range all {
		translations := translationsOf(known, word, from, to)
		if len(translations) == 0 {
			continue
		}
		found++
		var err error
		if format == "tsv" {
			err = writeTSV(w, known.name, word, strings.Join(translations, "|"))
		} else {
			_, err = fmt.Fprintf(w, "%-12s %s\n", known.name, strings.Join(translations, ", "))
		}
		if err != nil {
			return err
		}
	}
	if found == 0 {
		note(c, "nothing is known of %q from %s to %s", word, from, to)
	}
	return nil
}

func translationsOf(known knownLexicon, word string, from, to language.Tag) []string {
	wanted := map[uint32]bool{}
	for _, concept := range known.of.Concepts(from, word) {
		wanted[concept.ID] = true
	}
	var translations []string
	for source, target := range known.of.Pairs(from, to) {
		same := strings.EqualFold(source, word)
		for _, concept := range known.of.Concepts(from, source) {
			same = same || wanted[concept.ID] && concept.Start == 0 && concept.End == len(source)
		}
		if same && !slices.Contains(translations, target) {
			translations = append(translations, target)
		}
	}
	return translations
}

func lexiconExportCommand() *cli.Command {
	return &cli.Command{
		Name:      "export",
		Usage:     "write the word pairs of two languages as a table",
		ArgsUsage: "FILE|-",
		Description: `   calque lexicon export --to zh mots.tsv
   calque lexicon export --only learned --from fr --to en - | head`,
		Flags: []cli.Flag{
			dbFlag(), fromFlag("the language of the first column, a `TAG`; fr when not given"), toFlag("the language of the second column, a `TAG`"),
			&cli.StringFlag{Name: "only", EnvVars: env("only"), Usage: "only the lexicon `NAME`: calque, learned, or a dictionary's"},
		},
		Action: func(c *cli.Context) error {
			path, err := oneArgument(c, "file to write, or - for standard output")
			if err != nil {
				return err
			}
			from, to, err := lexiconPair(c)
			if err != nil {
				return err
			}
			all, err := allLexicons(c)
			if err != nil {
				return err
			}
			if only := c.String("only"); only != "" {
				all = slices.DeleteFunc(all, func(known knownLexicon) bool { return known.name != only })
				if len(all) == 0 {
					return usagef("there is no lexicon %s; calque lexicon stats lists them", only)
				}
			}
			return exportWords(c, path, all, from, to)
		},
	}
}

func exportWords(c *cli.Context, path string, all []knownLexicon, from, to language.Tag) error {
	pairs := func(yield func(string, string) bool) {
		for _, known := range all {
			for source, target := range known.of.Pairs(from, to) {
				if !yield(source, target) {
					return
				}
			}
		}
	}
	if path == "-" {
		return buffered(c, func(w *bufio.Writer) error { return lexicon.WriteTable(w, pairs) })
	}
	file, err := exports.Create(path)
	if err != nil {
		return err
	}
	defer file.Abort()
	w := bufio.NewWriter(file)
	if err := lexicon.WriteTable(w, pairs); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return file.Commit()
}

func lexiconRemoveCommand() *cli.Command {
	return &cli.Command{
		Name:      "remove",
		Usage:     "take a dictionary out of the memory",
		ArgsUsage: "NAME",
		Description: `   calque lexicon remove glossaire.tsv
   calque lexicon remove --db press.db wordnet`,
		Flags: []cli.Flag{dbFlag()},
		Action: func(c *cli.Context) error {
			name, err := oneArgument(c, "dictionary; calque lexicon stats lists them")
			if err != nil {
				return err
			}
			store, err := openMemory(c, sqlite.Options{})
			if err != nil {
				return err
			}
			defer store.Close()
			return ingest.RemoveDictionary(c.Context, store, name)
		},
	}
}

func lexiconStatsCommand() *cli.Command {
	return &cli.Command{
		Name:  "stats",
		Usage: "count what each lexicon knows",
		Description: `   calque lexicon stats
   calque lexicon stats --from fr --to zh`,
		Flags: []cli.Flag{
			dbFlag(), fromFlag("count pairs from this language, a `TAG`; fr when not given"),
			toFlag("count pairs into this language only, a `TAG`; all when not given"),
		},
		Action: func(c *cli.Context) error {
			from, err := langFlag(c, "from")
			if err != nil {
				return err
			}
			if from == language.Und {
				from = language.French
			}
			to, err := langsFlag(c, "to")
			if err != nil {
				return err
			}
			all, err := allLexicons(c)
			if err != nil {
				return err
			}
			return buffered(c, func(w *bufio.Writer) error { return writeLexiconStats(w, all, from, to) })
		},
	}
}

func writeLexiconStats(w io.Writer, all []knownLexicon, from language.Tag, to []language.Tag) error {
	if len(to) == 0 {
		for _, tag := range lexicon.Columns {
			if lang := language.MustParse(tag); lang != from {
				to = append(to, lang)
			}
		}
	}
	for _, known := range all {
		for _, lang := range to {
			n := 0
			for range known.of.Pairs(from, lang) {
				n++
			}
			if n == 0 {
				continue
			}
			if _, err := fmt.Fprintf(w, "%-16s %s → %s  %6d pairs of words\n", known.name, from, lang, n); err != nil {
				return err
			}
		}
	}
	return nil
}
