package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/align"
	"calque/align/lexicon"
	"calque/exports"
	"calque/tm"
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
		Pairs(source, target language.Tag) pairSeq
	}
}

// pairSeq is iter.Seq2 of a word and its translation.
type pairSeq = func(yield func(string, string) bool)

// shippedWords and learnedWords give lexicons of two types one face.
type (
	shippedWords struct{ *lexicon.Lexicon }
	learnedWords struct{ *lexicon.Learned }
)

func (w shippedWords) Pairs(source, target language.Tag) pairSeq {
	return pairSeq(w.Lexicon.Pairs(source, target))
}

func (w learnedWords) Pairs(source, target language.Tag) pairSeq {
	return pairSeq(w.Learned.Pairs(source, target))
}

// allLexicons returns the shipped lexicon and those of the memory, if there is
// one.
func allLexicons(c *cli.Context) ([]knownLexicon, error) {
	all := []knownLexicon{{"calque", shippedWords{lexicon.Shipped()}}}
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
	if own.Learned != nil {
		all = append(all, knownLexicon{"learned", learnedWords{own.Learned}})
	}
	for _, d := range own.Dictionaries {
		all = append(all, knownLexicon{d.Name, shippedWords{d.Lexicon}})
	}
	return all, nil
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

func lexiconImportCommand() *cli.Command {
	return &cli.Command{
		Name:      "import",
		Usage:     "give the memory a dictionary of your own",
		ArgsUsage: "FILE | TAG=FILE.tab TAG=FILE.tab …",
		Description: `FILE has two columns: .tsv, .csv, or .dic as hunalign writes them (target @ source).
Files of the Open Multilingual Wordnet (.tab) are given one a language.

   calque lexicon import --from fr --to zh glossaire.tsv
   calque lexicon import --name wordnet fr=wolf.tab ar=arb.tab`,
		Flags: []cli.Flag{
			dbFlag(), fromFlag("the language of the first column, a `TAG`; of the right side in a .dic; fr when not given"),
			toFlag("the language of the second column, a `TAG`"),
			&cli.StringFlag{Name: "name", EnvVars: env("name"), Usage: "call the dictionary `NAME`; the file's name when not given"},
		},
		Action: runLexiconImport,
	}
}

func runLexiconImport(c *cli.Context) error {
	if c.NArg() == 0 {
		return usagef("give a dictionary to import; calque lexicon import --help shows examples")
	}
	d, err := readUserDictionary(c, c.Args().Slice())
	if err != nil {
		return err
	}
	if name := c.String("name"); name != "" {
		d.Name = name
	}
	store, err := openMemory(c, sqlite.Options{Create: true})
	if err != nil {
		return err
	}
	defer store.Close()
	if err := ingest.PutDictionary(c.Context, store, d); err != nil {
		return err
	}
	note(c, "%s: %s between %s; later imports use them", d.Name, plural(len(d.Lexicon.Entries()), "concept"), joinLangs(d.Langs))
	return nil
}

func readUserDictionary(c *cli.Context, files []string) (ingest.Dictionary, error) {
	if tag, _, wordnet := strings.Cut(files[0], "="); wordnet {
		if _, err := tm.ParseLang(tag); err == nil {
			return readWordnet(files)
		}
	}
	if len(files) != 1 {
		return ingest.Dictionary{}, usagef("give one file, or one .tab a language as TAG=FILE")
	}
	from, to, err := lexiconPair(c)
	if err != nil {
		return ingest.Dictionary{}, err
	}
	file, err := os.Open(files[0])
	if err != nil {
		return ingest.Dictionary{}, err
	}
	defer file.Close()
	d := ingest.Dictionary{Name: filepath.Base(files[0]), Langs: []language.Tag{from, to}}
	switch extension := strings.ToLower(filepath.Ext(files[0])); extension {
	case ".dic":
		d.Lexicon, err = lexicon.ReadDic(file, from, to)
	case ".csv":
		d.Lexicon, err = lexicon.ReadTable(file, from, to, ',')
	case ".tsv", ".txt", ".tab":
		d.Lexicon, err = lexicon.ReadTable(file, from, to, '\t')
	default:
		return d, usagef("%s: no dictionary has the ending %q: give .tsv, .csv or .dic, or TAG=FILE.tab", files[0], extension)
	}
	if err != nil && d.Lexicon != nil && len(d.Lexicon.Entries()) > 0 {
		note(c, "calque: %s: lines left out: %v", files[0], err)
		err = nil
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", files[0], err)
	}
	return d, err
}

func readWordnet(files []string) (ingest.Dictionary, error) {
	var wordnet lexicon.Wordnet
	d := ingest.Dictionary{Name: "wordnet"}
	for _, argument := range files {
		tag, path, _ := strings.Cut(argument, "=")
		lang, err := tm.ParseLang(tag)
		if err != nil || path == "" {
			return d, usagef("%s: give each file of a wordnet as TAG=FILE.tab", argument)
		}
		if err := readWordnetFile(&wordnet, path, lang); err != nil {
			return d, fmt.Errorf("%s: %w", path, err)
		}
		d.Langs = append(d.Langs, lang)
	}
	d.Lexicon = wordnet.Lexicon()
	slices.SortFunc(d.Langs, func(a, b language.Tag) int { return d.Lexicon.Column(a) - d.Lexicon.Column(b) })
	if len(d.Lexicon.Entries()) == 0 {
		return d, errors.New("no synset has words in two of these languages")
	}
	return d, nil
}

func readWordnetFile(wordnet *lexicon.Wordnet, path string, lang language.Tag) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return wordnet.Read(file, lang)
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
