package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/index"
	"calque/tm/match"
)

// hit is a text that is like the one searched for.
type hit struct {
	TextID     int64
	Score      int     // 0 to 100, after penalties
	Similarity float64 // of the characters, 0 to 1; orders hits of one score
	Penalties  match.Penalties
}

// fuzzy finds the texts of a language that are like a given one, with one
// index for each language, see package calque/tm/index. The store gives add
// each row that it puts into table text once, in the same transaction, and
// calls remove once for each row that it takes away.
//
// A search reads from the file what it needs, or has it in memory after
// [Store.LoadIndex]; either way it notices by a stamp what this or another
// process wrote since.
type fuzzy struct {
	weights match.Weights
	limits  index.Limits

	writing sync.Mutex
	tx      *sql.Tx // that add and remove were last called for
	x       *prepared
	langs   map[string]*fuzzyLang // of that transaction
	known   map[string]*index.Updater

	views sync.Map // of *fuzzyView by language
}

// fuzzyLang is a language that the transaction at hand writes.
type fuzzyLang struct {
	updater *index.Updater
	writer  *fuzzyWriter
}

// fuzzyView is what the last search of a language saw.
type fuzzyView struct {
	mu     sync.Mutex
	view   *index.View
	loaded bool // it is to be in memory

	loading sync.Mutex
}

func newFuzzy() *fuzzy {
	return &fuzzy{weights: match.DefaultWeights(), limits: index.DefaultLimits(), known: map[string]*index.Updater{}}
}

// language returns what is needed to write a language in a transaction.
func (f *fuzzy) language(ctx context.Context, tx *sql.Tx, lang string) (*fuzzyLang, error) {
	if f.tx != tx {
		f.tx, f.x, f.langs = tx, newPrepared(tx), map[string]*fuzzyLang{}
	}
	if l := f.langs[lang]; l != nil {
		return l, nil
	}
	l := &fuzzyLang{updater: f.known[lang], writer: newFuzzyWriter(ctx, f.x, lang)}
	if l.updater == nil {
		l.updater = index.NewUpdater(lang, f.limits)
		f.known[lang] = l.updater
	}
	if err := l.updater.Begin(l.writer); err != nil {
		return nil, err
	}
	f.langs[lang] = l
	return l, nil
}

func (f *fuzzy) add(ctx context.Context, tx *sql.Tx, lang string, texts []index.Text) error {
	if len(texts) == 0 {
		return nil
	}
	f.writing.Lock()
	defer f.writing.Unlock()
	l, err := f.language(ctx, tx, lang)
	if err != nil {
		return err
	}
	return l.updater.Add(l.writer, texts...)
}

func (f *fuzzy) remove(ctx context.Context, tx *sql.Tx, lang string, textID int64) error {
	f.writing.Lock()
	defer f.writing.Unlock()
	l, err := f.language(ctx, tx, lang)
	if err != nil {
		return err
	}
	return l.updater.Remove(l.writer, textID)
}

// search returns all texts of the language that score min or more, best
// first, by the default weights.
func (f *fuzzy) search(ctx context.Context, q querier, lang, text string, min int) ([]hit, error) {
	return f.searchFor(ctx, q, lang, match.NewScorer(text, lang, f.weights), min)
}

// searchFor is search for a query made ready, with weights of its own.
func (f *fuzzy) searchFor(ctx context.Context, q querier, lang string, scorer *match.Scorer, min int) ([]hit, error) {
	r := newFuzzyReader(ctx, q, lang)
	stamp, err := r.Stamp()
	if err != nil || stamp == 0 {
		return nil, err
	}
	view, err := f.view(r, lang, stamp)
	if err != nil {
		return nil, damaged(err)
	}
	found, err := view.Search(r, scorer, min)
	if err != nil {
		return nil, damaged(err)
	}
	hits := make([]hit, len(found))
	for i, h := range found {
		hits[i] = hit{TextID: h.Text, Score: h.Score, Similarity: h.Characters, Penalties: h.Penalties}
	}
	return hits, nil
}

// damaged says what to do about an index that cannot be read.
func damaged(err error) error {
	if errors.Is(err, index.ErrDamaged) {
		return fmt.Errorf("%w: run calque optimize, which makes the index anew: %w", tm.ErrDamaged, err)
	}
	return err
}

// view returns the index as the reader sees it. What a transaction that writes
// sees is not kept, since it may be rolled back.
func (f *fuzzy) view(r *fuzzyReader, lang string, stamp int64) (*index.View, error) {
	if _, settled := r.q.(*session); !settled {
		return index.Open(r, lang, nil)
	}
	last := f.last(lang)
	view, loaded := last.get()
	if view != nil && view.Stamp() == stamp && view.Loaded() == loaded {
		return view, nil
	}
	if loaded { // once is enough
		last.loading.Lock()
		defer last.loading.Unlock()
		view, _ = last.get()
	}
	newer, err := index.Open(r, lang, view)
	if err != nil {
		return nil, err
	}
	if loaded {
		if newer, err = newer.Load(r); err != nil {
			return nil, err
		}
	}
	last.keep(newer)
	return newer, nil
}

func (f *fuzzy) last(lang string) *fuzzyView {
	kept, _ := f.views.LoadOrStore(lang, &fuzzyView{})
	return kept.(*fuzzyView)
}

func (v *fuzzyView) get() (view *index.View, loaded bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.view, v.loaded
}

// keep makes a view the one that the next search begins with, unless another
// search has put a newer one there meanwhile.
func (v *fuzzyView) keep(view *index.View) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.view == nil || !view.Older(v.view) {
		v.view = view
	}
}

// load takes the index of a language into memory, where it then stays.
func (f *fuzzy) load(ctx context.Context, q *session, lang string) error {
	last := f.last(lang)
	last.mu.Lock()
	last.loaded = true
	last.mu.Unlock()
	r := newFuzzyReader(ctx, q, lang)
	stamp, err := r.Stamp()
	if err != nil || stamp == 0 {
		return err
	}
	_, err = f.view(r, lang, stamp)
	return damaged(err)
}

// LoadIndex takes the fuzzy index into memory, of the languages given or of
// all: about 90 bytes a text, and half a second for a million texts. It makes
// sense for a process that looks up hundreds of texts or more; a single look-up
// is faster without. Later changes of the memory are followed.
func (s *Store) LoadIndex(ctx context.Context, langs ...language.Tag) error {
	return s.inRead(ctx, "loading the fuzzy index", func(q *session) error {
		tags, err := languages(ctx, q)
		if err != nil {
			return err
		}
		for _, tag := range chosen(tags, langs) {
			if err := s.index.load(ctx, q, tag); err != nil {
				return fmt.Errorf("of %s: %w", tag, err)
			}
		}
		return nil
	})
}

// chosen returns the languages of a memory that are meant: all when none is
// named.
func chosen(tags []string, langs []language.Tag) []string {
	if len(langs) == 0 {
		return tags
	}
	var some []string
	for _, lang := range langs {
		for _, tag := range variants(tags, lang) {
			if !slices.Contains(some, tag) {
				some = append(some, tag)
			}
		}
	}
	return some
}

// check compares the index with the texts.
func (f *fuzzy) check(ctx context.Context, q querier) ([]tm.Problem, error) {
	langs, err := f.languages(ctx, q)
	if err != nil {
		return nil, err
	}
	var problems []tm.Problem
	for _, lang := range langs {
		found, err := checkIndex(newFuzzyReader(ctx, q, lang), lang)
		if errors.Is(err, index.ErrDamaged) {
			found, err = []string{err.Error()}, nil
		}
		if err != nil {
			return nil, fmt.Errorf("checking the index of %s: %w", lang, err)
		}
		for _, what := range found {
			problems = append(problems, tm.Problem{
				Where: "the fuzzy index of " + lang, What: what, Do: "run calque optimize, which makes the index anew",
			})
		}
	}
	return problems, nil
}

// languages returns those that have texts or an index.
func (f *fuzzy) languages(ctx context.Context, q querier) ([]string, error) {
	langs, err := languages(ctx, q)
	if err != nil {
		return nil, err
	}
	have := map[string]bool{}
	for _, lang := range langs {
		have[lang] = true
	}
	r := newFuzzyReader(ctx, q, "")
	indexed := each(r, func(rows *sql.Rows) (lang string, err error) {
		err = rows.Scan(&lang)
		return lang, err
	}, "SELECT lang FROM fuzzy_lang ORDER BY lang")
	for lang, err := range indexed {
		if err != nil {
			return nil, fmt.Errorf("listing the languages of the index: %w", err)
		}
		if !have[lang] {
			langs = append(langs, lang)
		}
	}
	return langs, nil
}

// optimize merges the index of each language into one piece, so that searches
// are fastest and it takes the least space. An index that is not in step with
// the texts is made anew.
func (f *fuzzy) optimize(ctx context.Context, tx *sql.Tx) error {
	f.writing.Lock()
	defer f.writing.Unlock()
	langs, err := f.languages(ctx, tx)
	if err != nil {
		return err
	}
	for _, lang := range langs {
		if err := f.optimizeLang(ctx, tx, lang); err != nil {
			return fmt.Errorf("optimizing the index of %s: %w", lang, err)
		}
	}
	return nil
}

// rebuild makes the index of a language anew.
func (f *fuzzy) rebuild(ctx context.Context, tx *sql.Tx, lang string) error {
	f.writing.Lock()
	defer f.writing.Unlock()
	l, err := f.language(ctx, tx, lang)
	if err != nil {
		return err
	}
	if err := l.updater.Rebuild(l.writer); err != nil {
		return err
	}
	return l.updater.Optimize(l.writer)
}

// merge does what optimize does without comparing the index with the texts.
func (f *fuzzy) merge(ctx context.Context, tx *sql.Tx) error {
	f.writing.Lock()
	defer f.writing.Unlock()
	langs, err := f.languages(ctx, tx)
	if err != nil {
		return err
	}
	for _, lang := range langs {
		l, err := f.language(ctx, tx, lang)
		if err != nil {
			return err
		}
		if err := l.updater.Optimize(l.writer); err != nil {
			return fmt.Errorf("merging the index of %s: %w", lang, err)
		}
	}
	return nil
}

func (f *fuzzy) optimizeLang(ctx context.Context, tx *sql.Tx, lang string) error {
	l, err := f.language(ctx, tx, lang)
	if err != nil {
		return err
	}
	problems, err := checkIndex(l.writer.fuzzyReader, lang)
	if err != nil && !errors.Is(err, index.ErrDamaged) {
		return err
	}
	if len(problems) > 0 || err != nil {
		if err := l.updater.Rebuild(l.writer); err != nil {
			return err
		}
	}
	return l.updater.Optimize(l.writer)
}
