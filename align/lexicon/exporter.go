package lexicon

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strings"

	"golang.org/x/text/language"
)

// Pairs are the equivalents of two languages: for each concept, each form of
// the source with each form of the target, the most usual first. Stars are left
// off.
func (l *Lexicon) Pairs(source, target language.Tag) iter.Seq2[string, string] {
	from, to := l.Column(source), l.Column(target)
	return func(yield func(string, string) bool) {
		for _, e := range l.entries {
			for _, s := range e.Forms(from) {
				for _, t := range e.Forms(to) {
					if !yield(strings.ReplaceAll(s, "*", ""), strings.ReplaceAll(t, "*", "")) {
						return
					}
				}
			}
		}
	}
}

// WriteTable writes pairs of words as two columns with a tab between them, as
// [ReadTable] reads them.
func WriteTable(w io.Writer, pairs iter.Seq2[string, string]) error {
	b := bufio.NewWriter(w)
	for s, t := range pairs {
		if _, err := fmt.Fprintf(b, "%s\t%s\n", oneCell(s), oneCell(t)); err != nil {
			return fmt.Errorf("writing dictionary table: %w", err)
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("writing dictionary table: %w", err)
	}
	return nil
}

// oneCell keeps a word from being taken for two cells.
func oneCell(s string) string { return strings.Join(strings.Fields(s), " ") }

// Pairs are the words of two languages that translate each other, best first.
func (l *Learned) Pairs(source, target language.Tag) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, link := range l.Links(source, target) {
			if !yield(link.Source, link.Target) {
				return
			}
		}
	}
}

// Entry gives the concept of an ID. The names of regions and languages, which
// come after the entries, have their forms in [Columns] collected for it.
func (l *Lexicon) Entry(id uint32) (Entry, bool) {
	if int(id) < len(l.entries) {
		return l.entries[id], true
	}
	if !l.names {
		return Entry{}, false
	}
	e := Entry{Class: Term, Cells: make([]string, len(Columns)), Source: "names of regions and languages"}
	known := false
	for i, code := range Columns {
		var cell []string
		for _, n := range namesIn(language.MustParseBase(code)) {
			if n.id == id-uint32(len(l.entries)) {
				cell = append(cell, n.form)
				known = true
			}
		}
		e.Cells[i] = strings.Join(cell, "|")
	}
	return e, known
}

// Stats says how much a lexicon holds.
type Stats struct {
	Concepts int           // entries, without the names of regions and languages
	Classes  map[Class]int // entries by class
	Forms    map[string]int
	Names    map[string]int // names of regions and languages, by language
}

// Stats counts the entries, and the forms by language.
func (l *Lexicon) Stats() Stats {
	s := Stats{Concepts: len(l.entries), Classes: map[Class]int{}, Forms: map[string]int{}, Names: map[string]int{}}
	for _, e := range l.entries {
		s.Classes[e.Class]++
	}
	for base, column := range l.columns {
		for _, e := range l.entries {
			s.Forms[base.String()] += len(e.Forms(column))
		}
		if l.names {
			s.Names[base.String()] = len(namesIn(base))
		}
	}
	return s
}
