package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
	"golang.org/x/text/language"

	"calque/align/lexicon"
	"calque/tm"
	"calque/tm/ingest"
	"calque/tm/sqlite"
)

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
