package sqlite

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"calque/tm"
	"calque/tm/index"
	"calque/tm/match"
)

// longestFragmented is the tokens of a query that are looked at for fragments.
const longestFragmented = 512

// Fragments implements [tm.Store].
//
// When a run of tokens stands in the memory, so do all runs within it. So one
// walk over the query finds, for each place, the longest run that begins there:
// its end never moves back, and the index is asked at most twice a token. Runs
// that are too short for a fragment are not asked for: they are the ones that
// stand in the most texts, and where the shortest that will do stands nowhere,
// nothing that begins there does. Which text is the newest is only asked for
// the runs that are left in the end.
func (s *Store) Fragments(ctx context.Context, query tm.Query) ([]tm.Fragment, error) {
	query.Min = 0
	var fragments []tm.Fragment
	err := s.inRead(ctx, "looking for fragments", func(q *session) error {
		fragments = nil
		l := newLookup(q, s.index, query)
		l.watched = ctx
		ready, err := l.prepare(ctx)
		if err != nil || !ready {
			return err
		}
		for _, lang := range l.from {
			f, err := newFragmenting(ctx, l, lang)
			if err != nil {
				return err
			}
			more, err := f.all(ctx)
			if err != nil {
				return fmt.Errorf("in the texts in %s: %w", lang, err)
			}
			fragments = append(fragments, more...)
		}
		fragments = longestFragments(fragments)
		return nil
	})
	if query.Limit > 0 && len(fragments) > query.Limit {
		fragments = fragments[:query.Limit]
	}
	return fragments, err
}

// fragmenting looks for the fragments of a query in one language.
type fragmenting struct {
	*lookup
	lang    string
	tokens  []match.Token
	numbers []uint32 // of the tokens in the index; nil when it has to be made first
	reader  *fuzzyReader
	view    *index.View
	asker   *index.Asker
}

func newFragmenting(ctx context.Context, l *lookup, lang string) (*fragmenting, error) {
	f := &fragmenting{lookup: l, lang: lang, tokens: match.Tokenize(l.query.Text, lang), reader: newFuzzyReader(ctx, l.q, lang)}
	f.tokens = f.tokens[:min(len(f.tokens), longestFragmented)]
	stamp, err := f.reader.Stamp()
	if err != nil || stamp == 0 {
		f.tokens = nil
		return f, err
	}
	if f.view, err = l.index.view(f.reader, lang, stamp); err != nil {
		return nil, damaged(err)
	}
	if f.view.Ready() && len(f.tokens) > 0 {
		keys := make([]string, len(f.tokens))
		for i, token := range f.tokens {
			keys[i] = token.Key
		}
		f.numbers, err = f.reader.Numbers(keys)
		f.asker = f.view.Ask(f.reader)
	}
	return f, err
}

// stretch is a run of tokens of the query and the newest unit that has it.
type stretch struct {
	from, to int
	unit     found
}

// all returns the fragments that are not part of another.
func (f *fragmenting) all(ctx context.Context) ([]tm.Fragment, error) {
	runs, err := f.longest(ctx)
	if err != nil {
		return nil, err
	}
	var fragments []tm.Fragment
	for _, run := range runs {
		unit, ok, err := f.unitOf(ctx, f.textsWith(run[0], run[1], true))
		if err != nil || !ok {
			return nil, err
		}
		fragment, ok, err := f.fragment(ctx, stretch{run[0], run[1], unit})
		if err != nil {
			return nil, err
		}
		if ok {
			fragments = append(fragments, fragment)
		}
	}
	return fragments, nil
}

// longest returns the runs of tokens that stand in a unit that may be returned,
// that are long enough and not part of another.
func (f *fragmenting) longest(ctx context.Context) ([][2]int, error) {
	var runs [][2]int
	to := 0
	for from := range f.tokens {
		least := f.leastFrom(from)
		if least < 0 {
			break
		}
		grown := false
		for next := max(to+1, least); next <= len(f.tokens); next++ {
			_, ok, err := f.unitOf(ctx, f.textsWith(from, next, false))
			if err != nil {
				return nil, err
			}
			if !ok {
				break
			}
			to, grown = next, true
		}
		if grown {
			runs = append(runs, [2]int{from, to})
		}
	}
	return runs, nil
}

// leastFrom returns where the shortest run that begins at a token and is long
// enough ends, -1 when there is none.
func (f *fragmenting) leastFrom(from int) int {
	for to := from + 1; to <= len(f.tokens); to++ {
		if longEnough(f.tokens[from:to]) {
			return to
		}
	}
	return -1
}

// unitOf returns the first unit of some texts that may be returned.
func (f *fragmenting) unitOf(ctx context.Context, texts iter.Seq2[int64, error]) (found, bool, error) {
	for text, err := range texts {
		if err != nil {
			return found{}, false, damaged(err)
		}
		clear(f.seen)
		units, err := f.unitsOf(ctx, langHit{hit{TextID: text}, f.lang})
		if err != nil {
			return found{}, false, err
		}
		if len(units) > 0 {
			slices.SortFunc(units, compareFound)
			return units[0], true, nil
		}
	}
	return found{}, false, nil
}

// textsWith yields the texts that have the tokens in a row, the newest first
// where that is wanted.
func (f *fragmenting) textsWith(from, to int, newest bool) iter.Seq2[int64, error] {
	if f.numbers == nil {
		return f.scan(from, to)
	}
	run := make(index.Run, 0, to-from)
	for _, number := range f.numbers[from:to] {
		if number == 0 {
			return noTexts
		}
		run = append(run, []uint32{number})
	}
	sought := index.Sought{With: []index.Run{run}}
	if newest {
		return f.asker.Holding(sought)
	}
	return f.asker.Any(sought)
}

// scan looks at every text, for an index that is yet to be made.
func (f *fragmenting) scan(from, to int) iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		var texts []int64
		for text, err := range f.reader.Texts() {
			if err != nil {
				yield(0, err)
				return
			}
			if runAt(match.Tokenize(text.Text, f.lang), f.tokens[from:to]) >= 0 {
				texts = append(texts, text.ID)
			}
		}
		for _, id := range slices.Backward(texts) {
			if !yield(id, nil) {
				return
			}
		}
	}
}

// runAt returns where a run of tokens stands among others, -1 for nowhere.
func runAt(tokens, run []match.Token) int {
	same := func(a, b match.Token) bool { return a.Key == b.Key }
	for i := 0; i+len(run) <= len(tokens); i++ {
		if slices.EqualFunc(tokens[i:i+len(run)], run, same) {
			return i
		}
	}
	return -1
}

// fragment makes a fragment of a place, without marks at its ends. False when
// too little is left.
func (f *fragmenting) fragment(ctx context.Context, p stretch) (tm.Fragment, bool, error) {
	for p.from < p.to && f.tokens[p.from].Kind == match.Punctuation {
		p.from++
	}
	for p.from < p.to && f.tokens[p.to-1].Kind == match.Punctuation {
		p.to--
	}
	if !longEnough(f.tokens[p.from:p.to]) {
		return tm.Fragment{}, false, nil
	}
	full, err := loadUnit(ctx, f.q, p.unit.id)
	if err != nil {
		return tm.Fragment{}, false, err
	}
	unit := full.read(p.unit.reversed)
	tokens := match.Tokenize(unit.Source.Text, f.lang)
	at := runAt(tokens, f.tokens[p.from:p.to])
	if at < 0 {
		return tm.Fragment{}, false, fmt.Errorf("the index says that unit %d holds %q: %w", unit.ID, f.query.Text, tm.ErrDamaged)
	}
	return tm.Fragment{
		Query:  match.Span{Start: f.tokens[p.from].Start, End: f.tokens[p.to-1].End},
		Source: match.Span{Start: tokens[at].Start, End: tokens[at+p.to-p.from-1].End},
		Unit:   unit,
	}, true, nil
}

func longEnough(tokens []match.Token) bool {
	words, characters := 0, 0
	for _, token := range tokens {
		switch token.Kind {
		case match.Word, match.Number:
			words++
		case match.Ideograph:
			characters++
		}
	}
	return words >= tm.FragmentWords || characters >= tm.FragmentCharacters
}

// longestFragments keeps the longest fragments that do not overlap, in the order
// of the query.
func longestFragments(all []tm.Fragment) []tm.Fragment {
	slices.SortStableFunc(all, func(a, b tm.Fragment) int {
		return cmp.Or(-cmp.Compare(a.Query.Len(), b.Query.Len()), cmp.Compare(a.Query.Start, b.Query.Start))
	})
	var kept []tm.Fragment
	for _, f := range all {
		if !slices.ContainsFunc(kept, func(k tm.Fragment) bool { return k.Query.Overlaps(f.Query) }) {
			kept = append(kept, f)
		}
	}
	slices.SortFunc(kept, func(a, b tm.Fragment) int { return cmp.Compare(a.Query.Start, b.Query.Start) })
	return kept
}
