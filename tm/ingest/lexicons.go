package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"

	"golang.org/x/text/language"

	"calque/align"
	"calque/align/lexicon"
	"calque/tm"
)

// The names of the resources in which a memory keeps its lexicons.
const (
	learnedResource    = "lexicon/learned"
	dictionaryResource = "lexicon/dictionary/"
)

// LearnFrom is the least confidence of a unit that nobody confirmed and that a
// lexicon is learned from: of such beads nine in ten are right, and what is
// wrong in the tenth is not wrong in the same way twice.
const LearnFrom = 0.9

// Lexicons are those of one memory: the learned one, and the dictionaries that
// its owner gave it. The one that is shipped is not among them.
type Lexicons struct {
	Learned      *lexicon.Learned // nil when nothing was learned
	Dictionaries []Dictionary
	learnedUntil int64 // number of the last unit that was learned from
}

// Dictionary is a user's own lexicon.
type Dictionary struct {
	Name    string
	Langs   []language.Tag
	Lexicon *lexicon.Lexicon
}

// LoadLexicons reads the lexicons of a memory. A learned one that another
// version of calque stored is left out; [Learn] makes it anew.
func LoadLexicons(ctx context.Context, store tm.Store) (*Lexicons, error) {
	resources, err := store.Resources(ctx, "lexicon/")
	if err != nil {
		return nil, err
	}
	all := &Lexicons{}
	for _, r := range resources {
		if name, ok := strings.CutPrefix(r.Name, dictionaryResource); ok {
			d, err := readDictionary(name, r.Data)
			if err != nil {
				return nil, fmt.Errorf("dictionary %s of the memory: %w", name, err)
			}
			all.Dictionaries = append(all.Dictionaries, d)
		}
		if r.Name == learnedResource {
			if err := all.readLearned(r); err != nil {
				return nil, fmt.Errorf("learned lexicon of the memory: %w", err)
			}
		}
	}
	return all, nil
}

// For returns the lexicons that know both languages.
func (l *Lexicons) For(source, target language.Tag) []align.Lexicon {
	var found []align.Lexicon
	if l.Learned != nil {
		if of := l.Learned.For(source, target); of != nil {
			found = append(found, of)
		}
	}
	for _, d := range l.Dictionaries {
		if d.Lexicon.Column(source) >= 0 && d.Lexicon.Column(target) >= 0 {
			found = append(found, d.Lexicon)
		}
	}
	return found
}

// learnedHead says in the version of the resource what it was learned from.
type learnedHead struct {
	Until int64 `json:"until"` // number of the last unit
}

func (l *Lexicons) readLearned(r tm.Resource) error {
	var head learnedHead
	if err := json.Unmarshal([]byte(r.Version), &head); err != nil {
		return err
	}
	learned, err := lexicon.ReadLearned(r.Data)
	if errors.Is(err, lexicon.ErrLearnedVersion) {
		return nil
	}
	l.Learned, l.learnedUntil = learned, head.Until
	return err
}

// LearnReport counts what [Learn] did.
type LearnReport struct {
	New   int // units that were learned from now
	Known int // that had been learned from before
}

// Learn learns which words translate each other from the units of a memory that
// are confirmed or of a confidence of [LearnFrom], and stores what it learned
// there. It learns from the units that are new since the last time, unless anew
// is said: what a person has rejected since then is unlearned only so, and an
// older unit that was confirmed since then is learned from only so.
func Learn(ctx context.Context, store tm.Store, anew bool) (LearnReport, error) {
	var report LearnReport
	known, err := LoadLexicons(ctx, store)
	if err != nil {
		return report, err
	}
	if anew || known.Learned == nil {
		known.Learned, known.learnedUntil = nil, 0
	}
	lesson := &lesson{ctx: ctx, store: store, after: known.learnedUntil}
	if known.Learned == nil {
		known.Learned = lexicon.Learn(lesson.pairs(), lexicon.Shipped())
	} else {
		known.Learned = known.Learned.Extend(lesson.pairs(), lexicon.Shipped())
	}
	report = LearnReport{New: lesson.taken, Known: lesson.passed}
	if lesson.err != nil || lesson.taken == 0 && !anew {
		return report, lesson.err
	}
	data, err := known.Learned.MarshalBinary()
	if err != nil {
		return report, err
	}
	version, err := json.Marshal(learnedHead{Until: max(lesson.last, known.learnedUntil)})
	if err != nil {
		return report, err
	}
	return report, store.PutResource(ctx, tm.Resource{Name: learnedResource, Version: string(version), Data: data})
}

// lesson is the units of a memory as pairs of sentences to learn from. It may
// be ranged over more than once.
type lesson struct {
	ctx           context.Context
	store         tm.Store
	after         int64 // number of the last unit that is known already
	last          int64
	taken, passed int
	err           error
}

func (l *lesson) pairs() iter.Seq[lexicon.Pair] {
	return func(yield func(lexicon.Pair) bool) {
		l.taken, l.passed = 0, 0
		for unit, err := range l.store.Units(l.ctx, tm.Filter{MinConfidence: LearnFrom}) {
			if err != nil {
				l.err = err
				return
			}
			if unit.Pivot != language.Und {
				continue // composed of units that are learned from themselves
			}
			if unit.ID <= l.after {
				l.passed++
				continue
			}
			l.taken++
			l.last = max(l.last, unit.ID)
			if !yield(lexicon.Pair{
				SourceLang: unit.Source.Lang, Source: unit.Source.Text,
				TargetLang: unit.Target.Lang, Target: unit.Target.Text,
			}) {
				return
			}
		}
	}
}

// PutDictionary stores a user's lexicon in a memory, in the place of the one
// with its name. Its languages stand in the order of its columns.
func PutDictionary(ctx context.Context, store tm.Store, d Dictionary) error {
	var data bytes.Buffer
	for i, lang := range d.Langs {
		if i > 0 {
			data.WriteByte('\t')
		}
		data.WriteString(lang.String())
	}
	data.WriteByte('\n')
	for _, entry := range d.Lexicon.Entries() {
		data.WriteString(string(rune(entry.Class)) + "\t" + strings.Join(entry.Cells, "\t") + "\n")
	}
	return store.PutResource(ctx, tm.Resource{Name: dictionaryResource + d.Name, Version: "1", Data: data.Bytes()})
}

// RemoveDictionary takes a user's lexicon out of a memory.
func RemoveDictionary(ctx context.Context, store tm.Store, name string) error {
	found, err := store.Resources(ctx, dictionaryResource+name)
	if err != nil {
		return err
	}
	for _, r := range found {
		if r.Name == dictionaryResource+name {
			return store.PutResource(ctx, tm.Resource{Name: r.Name})
		}
	}
	return fmt.Errorf("dictionary %s: %w", name, tm.ErrNotFound)
}

// readDictionary reads what PutDictionary stored: a line of languages, then a
// line an entry with its class in front.
func readDictionary(name string, data []byte) (Dictionary, error) {
	d := Dictionary{Name: name}
	head, rest, _ := strings.Cut(string(data), "\n")
	for _, s := range strings.Split(head, "\t") {
		lang, err := language.Parse(s)
		if err != nil {
			return d, fmt.Errorf("language %q: %w", s, err)
		}
		d.Langs = append(d.Langs, lang)
	}
	var entries []lexicon.Entry
	for line := range strings.Lines(rest) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != 1+len(d.Langs) || len(cells[0]) != 1 {
			return d, fmt.Errorf("line %q does not have a class and %d cells", line, len(d.Langs))
		}
		entries = append(entries, lexicon.Entry{Class: lexicon.Class(cells[0][0]), Cells: cells[1:], Source: name})
	}
	d.Lexicon = lexicon.New(d.Langs, entries)
	return d, nil
}
