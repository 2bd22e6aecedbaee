// Package ingest turns article files into units of a translation memory. It is
// the only place that knows both the aligner (calque/align and its
// subpackages) and the memory (calque/tm).
//
// An [Importer] takes articles one at a time, or a stream of them:
//
//	plan, err := pairing.Plan(ctx, []string{"stories"}, pairing.Options{})
//	importer := ingest.New(store, ingest.Options{})
//	for outcome := range importer.ImportAll(ctx, slices.Values(plan.Articles)) {
//		…
//	}
//
// What always holds:
//
//   - An article is stored whole, in one transaction of the store, or not at
//     all; articles are stored in the order in which they were given.
//   - The pivot language of an article (French where it has one) is segmented
//     once and aligned with each other language, so that a French span links
//     all its translations.
//   - Importing a file again that has not changed touches nothing, not even
//     the aligner. When it has changed, beads that stand away from the change
//     and beads that a person confirmed are kept as they are and only the
//     gaps between them are aligned again; see [carryOver].
//   - A bead whose target is the source text itself was not translated. It is
//     stored as rejected, so that it can be seen but is never returned.
package ingest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/text/language"

	"calque/align"
	"calque/align/article"
	"calque/align/article/pairing"
	"calque/align/lexicon"
	"calque/tm"
)

// ByChecks is the name under which a bead is rejected that no person looked
// at, such as an untranslated line.
const ByChecks = "calque"

// Options say how articles are read and aligned. The zero Options read files
// from disk, detect every language and take French as the pivot.
type Options struct {
	// Pivot is the language that is aligned with each other one of an
	// article; French when und. An article without it takes the language of
	// its first file.
	Pivot language.Tag
	// Read reads one file of an article, asserting its language unless und;
	// [article.ReadFile] when nil.
	Read func(ctx context.Context, path string, lang language.Tag) (*article.Document, error)
	// Name gives the name under which a file is known again when it comes
	// another time; its absolute path when nil.
	Name func(path string) string
	// Cutter gives the rules that cut a language; calque's own when nil.
	Cutter NewCutter
	// Aligner holds options of the aligner, such as further lexicons; the
	// lexicon that is shipped is always used.
	Aligner []align.Option
	// Lexicons are those of the memory, used beside the shipped one.
	Lexicons *Lexicons
	// Workers is the number of articles read and aligned at once; 1 when 0.
	Workers int
	// Now gives the time of the import; [time.Now] when nil.
	Now func() time.Time
}

// Importer imports articles into one memory. It is safe for concurrent use as
// far as its store is.
type Importer struct {
	store   tm.Store
	options Options
}

// New returns an importer into store.
func New(store tm.Store, options Options) *Importer {
	if options.Pivot == language.Und {
		options.Pivot = language.French
	}
	if options.Read == nil {
		options.Read = readFile
	}
	options.Aligner = append([]align.Option{align.WithLexicon(lexicon.Shipped())}, options.Aligner...)
	if options.Workers < 1 {
		options.Workers = 1
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	return &Importer{store: store, options: options}
}

func readFile(ctx context.Context, path string, lang language.Tag) (*article.Document, error) {
	return article.ReadFile(ctx, path, article.Options{Lang: lang})
}

// Outcome is what came of one article.
type Outcome struct {
	Article pairing.Article
	// Key is the one under which the article is stored; that of Article may
	// belong to another, or the memory knows this one by an older name.
	Key string
	Put tm.PutResult
	// Pairs is the number of language pairs that were aligned.
	Pairs int
	// Pivot is the language that the others were aligned with: the one asked
	// for unless the article does not have it.
	Pivot language.Tag
	// Skipped holds an error per file that could not be used; the others of
	// the article were.
	Skipped []error
	// Err is not nil when nothing of the article was stored.
	Err error
}

// ErrAlone is wrapped by the error of an article of which fewer than two
// languages could be read, so that there is nothing to align.
var ErrAlone = errors.New("no translation beside it")

// Import reads, aligns and stores one article.
func (im *Importer) Import(ctx context.Context, a pairing.Article) Outcome {
	p := im.prepare(ctx, a)
	return im.store1(ctx, p)
}

// prepared is an article that is ready to be stored.
type prepared struct {
	outcome Outcome
	article *tm.Article
}

// prepare reads and aligns an article without writing anything.
func (im *Importer) prepare(ctx context.Context, a pairing.Article) prepared {
	p := prepared{outcome: Outcome{Article: a}}
	documents, skipped := im.readDocuments(ctx, a)
	p.outcome.Skipped = skipped
	if err := ctx.Err(); err != nil {
		p.outcome.Err = err
		return p
	}
	known, err := im.find(ctx, documents)
	if err != nil {
		p.outcome.Err = fmt.Errorf("looking up article %s: %w", a.Key, err)
		return p
	}
	merged := merge(a.Key, known, documents)
	if len(merged.Documents) < 2 {
		p.outcome.Err = fmt.Errorf("article %s: %w", a.Key, ErrAlone)
		return p
	}
	p.outcome.Pivot = im.pivot(merged)
	p.outcome.Err = im.alignAll(ctx, merged, known, p.outcome.Pivot)
	p.outcome.Pairs = len(merged.Alignments)
	p.article = merged
	return p
}

// store1 stores a prepared article.
func (im *Importer) store1(ctx context.Context, p prepared) Outcome {
	if p.outcome.Err != nil {
		return p.outcome
	}
	p.outcome.Put, p.outcome.Err = im.store.PutArticle(ctx, p.article)
	p.outcome.Key = p.article.Key
	return p.outcome
}

// readDocuments reads the files of an article and says of each that could not
// be used why. A language comes once: the first file of it stands.
func (im *Importer) readDocuments(ctx context.Context, a pairing.Article) (documents []tm.Document, skipped []error) {
	seen := map[language.Tag]string{}
	for _, file := range a.Files {
		read, err := im.options.Read(ctx, file.Path, file.Lang)
		if err != nil {
			skipped = append(skipped, err)
			continue
		}
		document, err := Document(read, im.options.Cutter)
		if err != nil {
			skipped = append(skipped, err)
			continue
		}
		if im.options.Name != nil {
			document.Source = im.options.Name(file.Path)
		}
		if first, twice := seen[document.Lang]; twice {
			skipped = append(skipped, fmt.Errorf("%s: article %s has a text in %s already (%s): name the language in the file name or in a manifest",
				file.Path, a.Key, document.Lang, first))
			continue
		}
		seen[document.Lang] = file.Path
		documents = append(documents, document)
	}
	return documents, skipped
}

// find returns the article of the memory that one of the documents belongs to,
// or nil.
func (im *Importer) find(ctx context.Context, documents []tm.Document) (*tm.Article, error) {
	for _, d := range documents {
		known, err := im.store.FindArticle(ctx, d.Source, d.Lang, d.SHA256)
		if err == nil {
			return known, nil
		}
		if !errors.Is(err, tm.ErrNotFound) {
			return nil, err
		}
	}
	return nil, nil
}

// merge returns the article as it shall stand in the memory: the documents just
// read, and those languages of the known article that were not read now. A
// document whose bytes have not changed is taken from the memory, so that its
// sentences stay the ones its beads were made on.
func merge(key string, known *tm.Article, read []tm.Document) *tm.Article {
	merged := &tm.Article{Key: key}
	if known == nil {
		merged.Documents = read
		return merged
	}
	merged.ID, merged.Key = known.ID, known.Key
	for _, d := range read {
		if old := known.Document(d.Lang); old != nil && old.SHA256 == d.SHA256 {
			same := *old
			same.Source = d.Source
			d = same
		}
		merged.Documents = append(merged.Documents, d)
	}
	for _, d := range known.Documents {
		if merged.Document(d.Lang) == nil {
			merged.Documents = append(merged.Documents, d)
		}
	}
	return merged
}

// alignAll aligns the pivot of an article with each other language.
func (im *Importer) alignAll(ctx context.Context, a, known *tm.Article, lang language.Tag) error {
	pivot := a.Document(lang)
	for i := range a.Documents {
		other := &a.Documents[i]
		if other == pivot {
			continue
		}
		alignment, err := im.alignPair(ctx, known, pivot, other)
		if err != nil {
			return fmt.Errorf("aligning %s and %s of article %s: %w", pivot.Lang, other.Lang, a.Key, err)
		}
		a.Alignments = append(a.Alignments, alignment)
	}
	return nil
}

// pivot returns the language that links the others of an article: the one
// asked for, the same language of another region, or that of the first file.
func (im *Importer) pivot(a *tm.Article) language.Tag {
	if a.Document(im.options.Pivot) != nil {
		return im.options.Pivot
	}
	i := slices.IndexFunc(a.Documents, func(d tm.Document) bool {
		return tm.SameLanguage(d.Lang, im.options.Pivot)
	})
	return a.Documents[max(i, 0)].Lang
}

// alignPair aligns two documents, on top of what the memory knows of them.
func (im *Importer) alignPair(ctx context.Context, known *tm.Article, source, target *tm.Document) (tm.Alignment, error) {
	alignment := tm.Alignment{Source: source.Lang, Target: target.Lang, Aligner: align.Version}
	old := priorAlignment(known, source.Lang, target.Lang)
	if old != nil && sameDocuments(known, source, target) {
		return *old, nil
	}
	var kept []tm.Bead
	if old != nil {
		kept = carryOver(known, old, source, target)
	}
	aligner := align.New(source.Lang, target.Lang, im.alignerOptions(source.Lang, target.Lang)...)
	beads, err := aligner.AlignAround(ctx, Sentences(source), Sentences(target), ranges(kept))
	if err != nil {
		return alignment, err
	}
	alignment.Beads = make([]tm.Bead, 0, len(beads))
	for _, b := range beads {
		alignment.Beads = append(alignment.Beads, im.bead(b, source, target, kept))
	}
	return alignment, nil
}

func (im *Importer) alignerOptions(source, target language.Tag) []align.Option {
	options := slices.Clone(im.options.Aligner)
	if im.options.Lexicons != nil {
		for _, lex := range im.options.Lexicons.For(source, target) {
			options = append(options, align.WithLexicon(lex))
		}
	}
	return options
}

// bead makes a bead of the memory from one of the aligner, keeping what is
// known of it.
func (im *Importer) bead(b align.Bead, source, target *tm.Document, kept []tm.Bead) tm.Bead {
	bead := tm.Bead{
		Source:     tm.Range(b.Source),
		Target:     tm.Range(b.Target),
		Confidence: b.Confidence,
		Status:     tm.StatusAuto,
	}
	for _, k := range kept {
		if k.Source == bead.Source && k.Target == bead.Target {
			return k
		}
	}
	for _, e := range b.Evidence {
		bead.Evidence = append(bead.Evidence, tm.Evidence(e))
	}
	if untranslated(source.Text(bead.Source), target.Text(bead.Target)) {
		bead.Status, bead.By, bead.Changed = tm.StatusRejected, ByChecks, im.options.Now().UTC().Truncate(time.Second)
		bead.Evidence = append(bead.Evidence, tm.Evidence{Name: "untranslated", Note: "the target repeats the source"})
	}
	return bead
}

func priorAlignment(known *tm.Article, source, target language.Tag) *tm.Alignment {
	if known == nil {
		return nil
	}
	for i := range known.Alignments {
		if a := &known.Alignments[i]; a.Source == source && a.Target == target {
			return a
		}
	}
	return nil
}

func sameDocuments(known *tm.Article, documents ...*tm.Document) bool {
	for _, d := range documents {
		old := known.Document(d.Lang)
		if old == nil || old.SHA256 != d.SHA256 {
			return false
		}
	}
	return true
}

// sourceName returns the name under which a file is known again: its absolute
// path, or the name as it is when it is no file.
func sourceName(name string) string {
	if name == "-" || name == "" {
		return name
	}
	if absolute, err := filepath.Abs(name); err == nil {
		return absolute
	}
	return name
}
