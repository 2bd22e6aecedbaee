// Package lexicon knows which words of two languages can mean the same.
//
// The lexicon that is shipped with calque is one list of concepts, a line each,
// with the usual equivalents in ten languages, and the names of countries and
// languages in many more. The aligner asks it about each sentence:
//
//	aligner := align.New(language.French, language.Chinese,
//		align.WithLexicon(lexicon.Shipped()))
//
// On its own, it says what it finds where:
//
//	for _, c := range lexicon.Shipped().Concepts(language.French, "Le président du Sénat") {
//		fmt.Println(c.ID, c.Start, c.End, c.Weight)
//	}
//
// Words are compared by stems, cut by light suffix rules (Savoy 1999, 2006),
// which lose less precision than the full Porter family: a form is looked up
// as it stands, then without its inflection, then by its stem, and the first
// of these that is known counts. Phrases match as long as possible. Chinese and
// Japanese, which have no spaces, are cut into the words of the lexicon.
//
// A user's own dictionaries are read by [ReadTable], [ReadDic] and [Wordnet],
// and [Learn] makes a lexicon from pairs of sentences that are known to
// translate each other. All of them are [align.Lexicon]s and can be used side
// by side.
//
// Always true: a Lexicon is safe for concurrent use and does not change; the
// same question has the same answer; concepts come ordered by Start, then by
// End, then by ID; spans lie on the boundaries of characters of the text as it
// was given. The ID of a concept holds within the process, not beyond: it moves
// when lines are added to the data.
package lexicon

import (
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"sync"

	"golang.org/x/text/language"

	"calque/align"
)

// Class says how surely a translator renders a concept by one of the words that
// are listed for it.
type Class byte

// The classes of concepts, as the data files write them.
const (
	Term     Class = 't' // nearly always rendered the same way: a weekday, a chemical, an institution
	Word     Class = 'w' // an everyday noun, verb or adjective
	Function Class = 'f' // a function word or connective, often left out
)

// weight is what the class is worth as an [align.Concept] weight.
func (c Class) weight() float32 {
	switch c {
	case Term:
		return 1
	case Word:
		return 0.6
	default:
		return 0.25
	}
}

// Columns are the languages of the data files, in the order of their cells.
var Columns = [...]string{"fr", "en", "zh", "ar", "es", "de", "ru", "pt", "ja", "it"}

// Entry is one concept: the forms it takes in the languages of its lexicon.
type Entry struct {
	Class Class
	// Cells has one cell for each language of the lexicon: equivalents with |
	// between them, a trailing * for "any word that begins so", or - for none.
	Cells []string
	// Source says where the entry comes from: the file's name and line.
	Source string
}

// Forms are the equivalents of one cell, none for an empty one.
func (e Entry) Forms(column int) []string {
	if column < 0 || column >= len(e.Cells) {
		return nil
	}
	return forms(e.Cells[column])
}

func forms(cell string) []string {
	if cell == "" || cell == "-" {
		return nil
	}
	return strings.Split(cell, "|")
}

// Lexicon is a list of concepts made ready for look-up. The tables of a
// language are built when it is first asked for.
type Lexicon struct {
	columns map[language.Base]int
	entries []Entry
	names   bool // add the names of regions and languages
	tables  sync.Map
}

// New makes a lexicon of entries whose cells stand in the order of languages.
// The ID of a concept is its index in entries.
func New(languages []language.Tag, entries []Entry) *Lexicon {
	l := &Lexicon{columns: make(map[language.Base]int, len(languages)), entries: entries}
	for i, tag := range languages {
		base, _ := tag.Base()
		if _, taken := l.columns[base]; !taken {
			l.columns[base] = i
		}
	}
	return l
}

// Shipped gives the lexicon that is built into the program: the concepts of
// the data files, and the names of countries, territories and languages. It is
// read once, when it is first asked for. Lines that do not follow the format
// are left out; the tests of this package see to it that there are none.
func Shipped() *Lexicon { return shipped() }

var shipped = sync.OnceValue(readShipped)

func readShipped() *Lexicon {
	entries, _ := readData(dataFiles, "data", false)
	l := New(columnTags(), entries)
	l.names = true
	return l
}

func columnTags() []language.Tag {
	tags := make([]language.Tag, len(Columns))
	for i, c := range Columns {
		tags[i] = language.MustParse(c)
	}
	return tags
}

// ReadData reads all .tsv files of a folder, in the order of their names. The
// error joins what is wrong with each bad line; the good lines are returned
// all the same.
func ReadData(files fs.FS, folder string) ([]Entry, error) {
	return readData(files, folder, true)
}

func readData(files fs.FS, folder string, check bool) ([]Entry, error) {
	names, err := fs.Glob(files, path.Join(folder, "*.tsv"))
	if err != nil {
		return nil, fmt.Errorf("listing the lexicon's data files: %w", err)
	}
	sort.Strings(names)
	var entries []Entry
	var bad []error
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			bad = append(bad, fmt.Errorf("reading lexicon data: %w", err))
			continue
		}
		more, err := parseData(path.Base(name), string(data), check)
		if err != nil {
			bad = append(bad, err)
		}
		entries = append(entries, more...)
	}
	return entries, joinErrors(bad)
}

// Entries are the concepts, by ID. They must not be changed.
func (l *Lexicon) Entries() []Entry { return l.entries }

// Column is the place of a language in the cells of the entries, or -1.
func (l *Lexicon) Column(lang language.Tag) int {
	base, _ := lang.Base()
	if i, ok := l.columns[base]; ok {
		return i
	}
	return -1
}

// Concepts implements [align.Lexicon].
func (l *Lexicon) Concepts(lang language.Tag, text string) []align.Concept {
	if lang.IsRoot() {
		return nil
	}
	base, _ := lang.Base()
	t := l.table(base)
	if t == nil {
		return nil
	}
	return t.concepts(text)
}

// A table holds the forms of one language, ready for look-up.
type table interface {
	concepts(text string) []align.Concept
}

// table gives the table of a language, built at the first call; nil if the
// lexicon does not know the language.
func (l *Lexicon) table(base language.Base) table {
	if made, ok := l.tables.Load(base); ok {
		return made.(func() table)()
	}
	made, _ := l.tables.LoadOrStore(base, sync.OnceValue(func() table { return l.build(base) }))
	return made.(func() table)()
}

// build makes the table of a language.
func (l *Lexicon) build(base language.Base) table {
	column, known := l.columns[base]
	var names []name
	if l.names {
		names = namesIn(base)
	}
	if !known && len(names) == 0 {
		return nil
	}
	var b builder
	if unspaced(base) {
		b = newRuneTable(base)
	} else {
		b = newWordTable(base, len(l.entries)+len(names)/3)
	}
	if known {
		for id, e := range l.entries {
			if column < len(e.Cells) {
				addCell(b, e.Cells[column], uint32(id), e.Class)
			}
		}
	}
	for _, n := range names {
		b.add(n.form, uint32(len(l.entries))+n.id, Term)
	}
	return b.table()
}

// addCell adds the equivalents of one cell, without making a slice of them.
func addCell(b builder, cell string, id uint32, class Class) {
	if cell == "" || cell == "-" {
		return
	}
	for more := true; more; {
		var form string
		form, cell, more = strings.Cut(cell, "|")
		b.add(form, id, class)
	}
}

// A builder collects the forms of one language.
type builder interface {
	add(form string, id uint32, class Class)
	table() table
}

// A reading is one concept that a form can stand for.
type reading struct {
	id      uint32
	weight  float32
	capital bool // the form is written with a capital
}

// addReading adds a reading to a list that has each concept once.
func addReading(list []reading, r reading) []reading {
	for i := range list {
		if list[i].id != r.id {
			continue
		}
		list[i].weight = max(list[i].weight, r.weight)
		list[i].capital = list[i].capital && r.capital
		return list
	}
	return append(list, r)
}
