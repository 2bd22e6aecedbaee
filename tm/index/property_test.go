package index

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"calque/tm/match"
)

// scan is the slow twin of View.Search: it scores every text.
func scan(texts map[int64]string, scorer *match.Scorer, min int) []Hit {
	var hits []Hit
	for id, text := range texts {
		if hit := (Hit{id, scorer.Score(text)}); hit.Score >= min {
			hits = append(hits, hit)
		}
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Characters, a.Characters), cmp.Compare(a.Text, b.Text))
	})
	return hits
}

// generator makes texts of all kinds of tokens, many of them like others.
type generator struct {
	*rand.Rand
	pieces  []string
	lengths []int // of a text, in pieces
	made    []string
}

func newGenerator(seed uint64) *generator {
	g := &generator{
		Rand:    rand.New(rand.NewPCG(seed, 1)),
		lengths: []int{0, 1, 1, 2, 2, 3, 4, 5, 6, 8, 12, 20, 40, 90},
	}
	g.pieces = strings.Split("le la de l’IA d'eau aujourd’hui Chat chat CHAT chats maison maisons été e\u0301te\u0301 "+
		"12 13 3,5 3.5 1.000 <b> </b> <i> {1} {2} <br/> , . ; : ? ! « » “ ” - – — … ... ' ’ 中国 经济 中 华 テレビ ひと "+
		"한국 ภาษา ไทย محمد مُحَمَّد 5% COVID-19 F16 a b c d e f g h", " ")
	for i := range 40 {
		g.pieces = append(g.pieces, fmt.Sprintf("mot%d", i))
	}
	return g
}

func (g *generator) piece() string {
	if g.IntN(3) == 0 {
		return g.pieces[g.IntN(len(g.pieces))]
	}
	return g.pieces[min(g.IntN(len(g.pieces)), g.IntN(len(g.pieces)))] // some are frequent
}

func (g *generator) text() string {
	if len(g.made) > 0 && g.IntN(2) == 0 {
		return g.keep(g.edited(g.made[g.IntN(len(g.made))]))
	}
	var words []string
	for range g.lengths[g.IntN(len(g.lengths))] {
		words = append(words, g.piece())
	}
	return g.keep(strings.Join(words, " "))
}

func (g *generator) keep(text string) string {
	if g.made = append(g.made, text); len(g.made) > 200 {
		g.made = g.made[100:]
	}
	return text
}

// edited changes some words, marks, letters or spaces.
func (g *generator) edited(text string) string {
	words := strings.Split(text, " ")
	for range 1 + g.IntN(1+len(words)/3) {
		i := g.IntN(len(words))
		switch g.IntN(7) {
		case 0:
			words[i] = strings.ToUpper(words[i])
		case 1:
			words = slices.Insert(words, i, g.piece())
		case 2:
			if len(words) > 1 {
				words = slices.Delete(words, i, i+1)
			}
		case 3:
			words[i] += "s"
		case 4:
			words[i] = strings.ReplaceAll(words[i], "’", "'")
		default:
			words[i] = g.piece()
		}
	}
	if g.IntN(10) == 0 {
		return strings.Join(words, "")
	}
	return strings.Join(words, " ")
}

// world is a storage, its index and what should be in it.
type world struct {
	t       *testing.T
	g       *generator
	storage *memory
	updater *Updater
	next    int64
	view    *View
	asker   *Asker // of the view
}

func (w *world) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// change makes one transaction of adding and removing.
func (w *world) change() {
	if w.g.IntN(5) == 0 { // another process
		w.updater = small(w.g)
	}
	w.check(w.updater.Begin(w.storage))
	for range w.g.IntN(30) {
		if w.g.IntN(8) == 0 {
			w.addMany(w.g.IntN(25))
			continue
		}
		if w.g.IntN(4) > 0 || len(w.storage.texts) == 0 {
			w.next++
			w.add(w.next)
			continue
		}
		id := w.anyText()
		delete(w.storage.texts, id)
		w.check(w.updater.Remove(w.storage, id))
		if w.g.IntN(3) == 0 {
			w.add(id) // SQLite gives a number again
		}
	}
	if w.g.IntN(12) == 0 {
		w.check(w.updater.Optimize(w.storage))
	}
	if w.g.IntN(30) == 0 {
		w.check(w.updater.Rebuild(w.storage))
	}
}

func (w *world) add(id int64) {
	text := w.g.text()
	w.storage.texts[id] = text
	w.check(w.updater.Add(w.storage, Text{id, text}))
}

// addMany adds texts at once, which makes a segment of them or not.
func (w *world) addMany(n int) {
	var texts []Text
	for range n {
		w.next++
		text := w.g.text()
		w.storage.texts[w.next] = text
		texts = append(texts, Text{w.next, text})
	}
	w.check(w.updater.Add(w.storage, texts...))
}

func (w *world) anyText() int64 {
	ids := make([]int64, 0, len(w.storage.texts))
	for id := range w.storage.texts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids[w.g.IntN(len(ids))]
}

func small(g *generator) *Updater {
	return NewUpdater("fr", Limits{Log: 1 + g.IntN(16), FanOut: 2 + 2*g.IntN(2), Block: 40 + g.IntN(100), Tokens: g.IntN(40), Phrases: g.IntN(20)})
}

// look compares a search with a plain scan.
func (w *world) look(min int) {
	w.t.Helper()
	query := w.g.text()
	scorer := match.NewScorer(query, "fr", match.DefaultWeights())
	got, err := w.view.Search(w.storage, scorer, min)
	w.check(err)
	want := scan(w.storage.texts, scorer, min)
	if len(got) == 0 && len(want) == 0 {
		return
	}
	if !reflect.DeepEqual(got, want) {
		w.t.Fatalf("query %q at %d:\ngot  %v\nwant %v", query, min, w.spell(got), w.spell(want))
	}
}

func (w *world) spell(hits []Hit) string {
	var b strings.Builder
	for _, hit := range hits {
		fmt.Fprintf(&b, "\n%d %v %q", hit.Text, hit.Result, w.storage.texts[hit.Text])
	}
	return b.String()
}

// runWorld adds, removes, merges, loads and searches at random.
func runWorld(t *testing.T, seed uint64, rounds int) {
	g := newGenerator(seed)
	w := &world{t: t, g: g, storage: newMemory(), updater: small(g)}
	for range rounds {
		w.change()
		older := w.view
		if g.IntN(4) == 0 {
			older = nil
		}
		view, err := Open(w.storage, "fr", older)
		w.check(err)
		w.view = view
		if g.IntN(4) == 0 {
			w.view, err = view.Load(w.storage)
			w.check(err)
		}
		if g.IntN(5) == 0 {
			problems, err := Check(w.storage, "fr")
			w.check(err)
			if len(problems) > 0 {
				t.Fatalf("not in step: %q", problems)
			}
		}
		for range 6 {
			w.look(50 + g.IntN(51))
		}
		w.look(g.IntN(50))
	}
}

func TestSearchFindsWhatAPlainScanFinds(t *testing.T) {
	for seed := range uint64(10) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { runWorld(t, seed, 30) })
	}
}

// TestSearchFindsTextsWithMoreWordsInCommonThanACountHolds asks with texts of
// some hundred tokens, most of them the same few words.
func TestSearchFindsTextsWithMoreWordsInCommonThanACountHolds(t *testing.T) {
	g := newGenerator(3)
	g.pieces, g.lengths = strings.Fields("le la de chat maison un"), []int{300, 500, 700}
	w := &world{t: t, g: g, storage: newMemory(), updater: small(g)}
	for range 8 {
		w.change()
	}
	for _, load := range []bool{false, true} {
		var err error
		w.view, err = Open(w.storage, "fr", nil)
		w.check(err)
		if load {
			w.view, err = w.view.Load(w.storage)
			w.check(err)
		}
		for range 12 {
			w.look(50 + g.IntN(40))
		}
	}
}

// FuzzSearchFindsWhatAPlainScanFinds tries many small worlds where the test tries
// a few long ones.
func FuzzSearchFindsWhatAPlainScanFinds(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { runWorld(t, seed, 3) })
}
