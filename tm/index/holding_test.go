package index

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"calque/tm/match"
)

// sought draws runs of tokens, mostly out of a text that is there.
func (w *world) sought() Sought {
	var s Sought
	for range 1 + w.g.IntN(3) {
		s.With = append(s.With, w.run())
	}
	if w.g.IntN(3) == 0 {
		s.Without = append(s.Without, w.run())
	}
	if w.g.IntN(20) == 0 {
		s.With = nil
	}
	return s
}

func (w *world) run() Run {
	text := w.g.text()
	if len(w.storage.texts) > 0 && w.g.IntN(4) > 0 {
		text = w.storage.texts[w.anyText()]
	}
	tokens := match.Tokenize(text, "fr")
	if len(tokens) == 0 {
		tokens = match.Tokenize(w.g.piece(), "fr")
	}
	from := w.g.IntN(len(tokens))
	to := min(len(tokens), from+1+w.g.IntN(3))
	var run Run
	for _, token := range tokens[from:to] {
		place := []uint32{w.storage.words[token.Key]}
		for range w.g.IntN(2) * w.g.IntN(6) { // others that will do as well
			place = append(place, uint32(1+w.g.IntN(len(w.storage.words)+1)))
		}
		slices.Sort(place)
		run = append(run, slices.Compact(place))
	}
	return run
}

// hold compares Holding, and an asker that is asked again and again, with a
// plain scan.
func (w *world) hold() {
	w.t.Helper()
	sought := w.sought()
	var want []int64
	for id, text := range w.storage.texts {
		var numbers []string
		for _, token := range match.Tokenize(text, "fr") {
			numbers = append(numbers, fmt.Sprintf("<%d>", w.storage.words[token.Key]))
		}
		if plainlyHolds(numbers, sought) {
			want = append(want, id)
		}
	}
	slices.Sort(want)
	for name, texts := range map[string]iter.Seq2[int64, error]{
		"Holding": w.view.Holding(w.storage, sought), "a kept asker": w.asker.Holding(sought), "Any": w.asker.Any(sought),
	} {
		var got []int64
		for id, err := range texts {
			w.check(err)
			got = append(got, id)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			w.t.Fatalf("%s of %v: got %v, want %v", name, sought, got, want)
		}
	}
	w.holdEveryWay(sought)
}

// holdEveryWay compares the ways in which the candidates of a segment are read:
// which one is taken depends on how many there are.
func (w *world) holdEveryWay(sought Sought) {
	w.t.Helper()
	a := w.view.Ask(w.storage)
	w.check(a.readRemovals())
	h := newHolding(a, sought)
	for _, s := range w.view.segments {
		c, err := h.candidates(s)
		w.check(err)
		ways := map[string]iter.Seq2[int64, error]{
			"sequences": newest(c.byOrdinal()), "choice": c.newestTexts(),
		}
		if c.proven && c.phrases.there {
			ways["all numbers"] = newest(c.numbered(c.allNumbers()))
			ways["numbers"] = newest(c.numbered(c.someNumbers()))
		}
		want := w.all(c.byLength()) // in an order of its own where texts came back
		slices.SortFunc(want, descending)
		for way, texts := range ways {
			got := w.all(texts)
			if way == "choice" { // may be by length
				slices.SortFunc(got, descending)
			}
			if !slices.Equal(got, want) {
				w.t.Fatalf("%v by %s: got %v, want %v", sought, way, got, want)
			}
		}
	}
}

func descending(a, b int64) int { return int(b - a) }

func (w *world) all(texts iter.Seq2[int64, error]) (all []int64) {
	for text, err := range texts {
		w.check(err)
		all = append(all, text)
	}
	return all
}

func TestNewestSortsMoreThanItHoldsAtOnce(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 5))
	want := make([]int64, 5*firstSorted+3)
	for i := range want {
		want[i] = int64(len(want) - i)
	}
	some := slices.Clone(want)
	random.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
	var got []int64
	all := func(yield func(int64, error) bool) {
		for _, text := range some {
			if !yield(text, nil) {
				return
			}
		}
	}
	for text := range newest(all) {
		got = append(got, text)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %d texts, want %d in descending order", len(got), len(want))
	}
}

// plainlyHolds looks for each spelling of a run in the numbers as one string.
func plainlyHolds(numbers []string, s Sought) bool {
	text := strings.Join(numbers, "")
	has := func(run Run) bool {
		spellings := []string{""}
		for _, place := range run {
			var longer []string
			for _, spelling := range spellings {
				for _, token := range place {
					longer = append(longer, spelling+fmt.Sprintf("<%d>", token))
				}
			}
			spellings = longer
		}
		return slices.ContainsFunc(spellings, func(spelling string) bool { return strings.Contains(text, spelling) })
	}
	return !slices.ContainsFunc(s.Without, has) &&
		!slices.ContainsFunc(s.With, func(run Run) bool { return !has(run) })
}

func TestHoldingFindsWhatAPlainScanFinds(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			g := newGenerator(seed)
			w := &world{t: t, g: g, storage: newMemory(), updater: small(g)}
			for range 20 {
				w.change()
				w.reopen()
				w.asker = w.view.Ask(w.storage)
				for range 8 {
					w.hold()
				}
			}
		})
	}
}

// reopen opens the index as a search may: anew or after an older view, in
// memory or not.
func (w *world) reopen() {
	older := w.view
	if w.g.IntN(4) == 0 {
		older = nil
	}
	view, err := Open(w.storage, "fr", older)
	w.check(err)
	if w.g.IntN(4) == 0 {
		view, err = view.Load(w.storage)
		w.check(err)
	}
	w.view = view
}

func TestHoldingYieldsTheNewestFirst(t *testing.T) {
	storage := newMemory()
	updater := NewUpdater("fr", Limits{Log: 8, FanOut: 2, Block: 60})
	if err := updater.Begin(storage); err != nil {
		t.Fatal(err)
	}
	for id := int64(1); id <= 100; id++ {
		text := "mot" + strings.Repeat(" suite", int(id*7%13))
		storage.texts[id] = text
		if err := updater.Add(storage, Text{id, text}); err != nil {
			t.Fatal(err)
		}
	}
	view, err := Open(storage, "fr", nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []int64
	for id, err := range view.Holding(storage, Sought{With: []Run{{{storage.words["mot"]}}}}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, id)
	}
	descending := slices.IsSortedFunc(got, func(a, b int64) int { return int(b - a) })
	if len(got) != 100 || !descending {
		t.Errorf("got %v", got)
	}
}
