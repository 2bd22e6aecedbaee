package lexicon

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"sort"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// maxLine is the longest line that the readers of dictionaries take, in bytes.
const maxLine = 1 << 20

// ReadTable reads a user's dictionary of two columns, the source's word and the
// target's: tab-separated if comma is '\t', else CSV with that separator (RFC
// 4180, quotes allowed). More columns are passed over, so is a first row that
// names the two languages, and lines that begin with #. A cell can hold several
// equivalents with | between them.
//
// The error joins what is wrong with each bad line; the lexicon has the good
// ones. It is nil only if the input cannot be read.
func ReadTable(r io.Reader, source, target language.Tag, comma rune) (*Lexicon, error) {
	c := newCollector(source, target)
	var err error
	if comma == '\t' {
		err = readLines(r, func(number int, line string) {
			cells := strings.Split(line, "\t")
			c.row(number, cells)
		})
	} else {
		err = readCSV(r, comma, c.row)
	}
	if err != nil {
		return nil, fmt.Errorf("reading dictionary table: %w", err)
	}
	return c.lexicon()
}

func readCSV(r io.Reader, comma rune, row func(int, []string)) error {
	reader := csv.NewReader(r)
	reader.Comma = comma
	reader.Comment = '#'
	reader.FieldsPerRecord = -1
	reader.LazyQuotes = true
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		number, _ := reader.FieldPos(0)
		row(number, record)
	}
}

// ReadDic reads a dictionary of hunalign: "target phrase @ source phrase" a
// line, the target first.
//
// Errors are as those of [ReadTable].
func ReadDic(r io.Reader, source, target language.Tag) (*Lexicon, error) {
	c := newCollector(source, target)
	err := readLines(r, func(number int, line string) {
		to, from, ok := strings.Cut(line, " @ ")
		if !ok {
			c.complain(number, errors.New(`no " @ " between target and source`))
			return
		}
		c.add(number, from, to)
	})
	if err != nil {
		return nil, fmt.Errorf("reading hunalign dictionary: %w", err)
	}
	return c.lexicon()
}

// A collector gathers the entries of a dictionary of two languages.
type collector struct {
	languages []language.Tag
	entries   []Entry
	bad       []error
	rows      int
}

func newCollector(source, target language.Tag) *collector {
	return &collector{languages: []language.Tag{source, target}}
}

func (c *collector) complain(number int, err error) {
	c.bad = append(c.bad, fmt.Errorf("line %d: %w", number, err))
}

// row adds a row of a table.
func (c *collector) row(number int, cells []string) {
	c.rows++
	if len(cells) < 2 {
		if strings.TrimSpace(strings.Join(cells, "")) != "" {
			c.complain(number, errors.New("want two columns"))
		}
		return
	}
	if c.rows == 1 && c.header(cells) {
		return
	}
	c.add(number, cells[0], cells[1])
}

// header reports whether a row names the two languages, by their codes.
func (c *collector) header(cells []string) bool {
	for i, lang := range c.languages {
		tag, err := language.Parse(strings.TrimSpace(strings.TrimPrefix(cells[i], "\ufeff")))
		if err != nil {
			return false
		}
		got, _ := tag.Base()
		want, _ := lang.Base()
		if got != want {
			return false
		}
	}
	return true
}

// add adds one entry.
func (c *collector) add(number int, source, target string) {
	var cells [2]string
	for i, cell := range [2]string{source, target} {
		cell = cleanCell(cell)
		if cell == "" {
			c.complain(number, errors.New("no word on one side"))
			return
		}
		cells[i] = cell
	}
	c.entries = append(c.entries, Entry{Class: Word, Cells: cells[:], Source: fmt.Sprintf("line %d", number)})
}

// cleanCell gives a cell as the data files would have it: no stray spaces, no
// empty form, and none that has no letter or digit.
func cleanCell(cell string) string {
	if !utf8.ValidString(cell) {
		cell = strings.ToValidUTF8(cell, "")
	}
	var kept []string
	for _, form := range strings.Split(cell, "|") {
		form = strings.Join(strings.Fields(strings.TrimPrefix(form, "\ufeff")), " ")
		if strings.ContainsFunc(form, func(r rune) bool { return kindOf(r)&wordKind != 0 }) {
			kept = append(kept, form)
		}
	}
	return strings.Join(kept, "|")
}

func (c *collector) lexicon() (*Lexicon, error) {
	return New(c.languages, c.entries), joinErrors(c.bad)
}

// Wordnet gathers files of the Open Multilingual Wordnet (.tab), one a language,
// whose words are joined by their synsets.
//
//	var wn lexicon.Wordnet
//	err := wn.Read(french, language.French)
//	err = wn.Read(arabic, language.Arabic)
//	lex := wn.Lexicon()
type Wordnet struct {
	languages []language.Tag
	synsets   map[string][]string // by language: forms with | between them
}

// Read reads the file of one language: lines of synset, "lemma" (or, as older
// files write, "fra:lemma") and word, with tabs. Other lines, such as
// definitions and examples, are passed over. It fails if the input cannot be
// read or has no word at all.
func (w *Wordnet) Read(r io.Reader, lang language.Tag) error {
	if w.synsets == nil {
		w.synsets = map[string][]string{}
	}
	column := len(w.languages)
	words := 0
	err := readLines(r, func(_ int, line string) {
		cells := strings.Split(line, "\t")
		if len(cells) < 3 {
			return
		}
		kind := cells[1]
		if _, after, ok := strings.Cut(kind, ":"); ok && kind != "lemma" {
			kind = after
		}
		if kind != "lemma" {
			return
		}
		word := cleanCell(strings.ReplaceAll(cells[2], "_", " "))
		if word == "" {
			return
		}
		words++
		forms := w.synsets[cells[0]]
		for len(forms) <= column {
			forms = append(forms, "")
		}
		if forms[column] != "" {
			word = forms[column] + "|" + word
		}
		forms[column] = word
		w.synsets[cells[0]] = forms
	})
	if err != nil {
		return fmt.Errorf("reading wordnet: %w", err)
	}
	if words == 0 {
		return errors.New("reading wordnet: no line of synset, lemma and word, with tabs between them")
	}
	w.languages = append(w.languages, lang)
	return nil
}

// Lexicon makes a lexicon of the synsets that have words in two languages at
// least.
func (w *Wordnet) Lexicon() *Lexicon {
	names := make([]string, 0, len(w.synsets))
	for name, forms := range w.synsets {
		filled := 0
		for _, f := range forms {
			if f != "" {
				filled++
			}
		}
		if filled > 1 {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	entries := make([]Entry, len(names))
	for i, name := range names {
		cells := make([]string, len(w.languages))
		copy(cells, w.synsets[name])
		entries[i] = Entry{Class: Word, Cells: cells, Source: name}
	}
	return New(w.languages, entries)
}

// readLines calls f with each line that is neither blank nor a comment, and its
// number from 1.
func readLines(r io.Reader, f func(number int, line string)) error {
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, maxLine)
	for number := 1; scanner.Scan(); number++ {
		line := strings.TrimSuffix(scanner.Text(), "\r")
		if number == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		f(number, line)
	}
	return scanner.Err()
}
