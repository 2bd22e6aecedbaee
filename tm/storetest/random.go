package storetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"calque/tm"
)

// randomHistories stores, changes, confirms and rejects at random and holds
// the store to its promises after each step. The texts are few, so that the
// same ones come again and again, vanish and come back. A failure names the
// seed that shows it again.
func randomHistories(t *testing.T, store tm.Store) {
	seeds, steps := 4, 60
	if testing.Short() {
		seeds, steps = 2, 25
	}
	for seed := range seeds {
		h := &history{t: t, store: store, random: rand.New(rand.NewPCG(uint64(seed), 1)), name: fmt.Sprintf("h%d", seed),
			blocks: map[string][][]string{}}
		for step := range steps {
			h.step()
			checkSound(t, store)
			if t.Failed() {
				t.Fatalf("seed %d, step %d", seed, step)
			}
		}
	}
}

type history struct {
	t      *testing.T
	store  tm.Store
	random *rand.Rand
	name   string
	blocks map[string][][]string // the sentences of a document's last version
}

func (h *history) step() {
	key := fmt.Sprintf("%s-%d", h.name, h.random.IntN(3))
	before, err := h.store.Article(h.t.Context(), key)
	if err != nil {
		before = nil
	}
	switch h.random.IntN(4) {
	case 0, 1:
		h.put(key, before)
	case 2:
		h.judge(before)
	case 3:
		h.putAgain(before)
	}
}

// put stores some languages of an article, and holds the beads that persist
// against what persons said of them.
func (h *history) put(key string, before *tm.Article) {
	langs := []string{"fr", "en", "zh"}
	h.random.Shuffle(3, func(i, j int) { langs[i], langs[j] = langs[j], langs[i] })
	a := &tm.Article{Key: key}
	for _, lang := range langs[:1+h.random.IntN(3)] {
		a.Documents = append(a.Documents, h.document(key, lang))
	}
	for i := range a.Documents {
		for j := range i {
			// In the first article everything goes through French.
			joined := strings.HasSuffix(key, "-0") && a.Documents[i].Lang != tag("fr") && a.Documents[j].Lang != tag("fr")
			if !joined && h.random.IntN(3) > 0 {
				a.Alignments = append(a.Alignments, h.align(a.Documents[i], a.Documents[j]))
			}
		}
	}
	put(h.t, h.store, a)
	if before == nil {
		return
	}
	after := get(h.t, h.store, key)
	for pair, was := range judgements(before) {
		is, there := judgements(after)[pair]
		if there && was.Status != tm.StatusAuto && (is.Status != was.Status || is.By != was.By || !is.Changed.Equal(was.Changed)) {
			h.t.Errorf("%s: a bead of %v that was %s by %s is now %s by %s", key, pair, was.Status, was.By, is.Status, is.By)
		}
	}
}

// document returns the next version of a document: another sentence somewhere,
// or another text altogether.
func (h *history) document(key, lang string) tm.Document {
	sentence := func() string { return fmt.Sprintf("%s %d.", lang, h.random.IntN(6)) }
	blocks := h.blocks[key+lang]
	if len(blocks) == 0 || h.random.IntN(3) == 0 {
		blocks = nil
		for range 1 + h.random.IntN(3) {
			var sentences []string
			for range 1 + h.random.IntN(3) {
				sentences = append(sentences, sentence())
			}
			blocks = append(blocks, sentences)
		}
		h.blocks[key+lang] = blocks
	} else if h.random.IntN(2) == 0 {
		block := blocks[h.random.IntN(len(blocks))]
		block[h.random.IntN(len(block))] = sentence()
	}
	var paragraphs []string
	for _, block := range blocks {
		paragraphs = append(paragraphs, strings.Join(block, " | "))
	}
	d := Document(lang, "/"+key+"."+lang, paragraphs...)
	d.SHA256 += key // the same text in two articles is not the same file
	return d
}

// align cuts both documents into beads: sentence by sentence, or at random and
// with some of them out of order.
func (h *history) align(source, target tm.Document) tm.Alignment {
	plain := h.random.IntN(2) == 0
	var beads []tm.Bead
	var s, t int
	for s < len(source.Sentences) || t < len(target.Sentences) {
		n := min(h.random.IntN(3), len(source.Sentences)-s)
		m := min(h.random.IntN(3), len(target.Sentences)-t)
		if plain {
			n, m = min(1, len(source.Sentences)-s), min(1, len(target.Sentences)-t)
		}
		if n+m == 0 {
			continue
		}
		beads = append(beads, tm.Bead{Source: tm.Range{From: s, To: s + n}, Target: tm.Range{From: t, To: t + m},
			Confidence: float64(h.random.IntN(11)) / 10, Status: tm.StatusAuto})
		s, t = s+n, t+m
	}
	if !plain && len(beads) > 1 && h.random.IntN(2) == 0 {
		i := h.random.IntN(len(beads) - 1)
		beads[i].Target, beads[i+1].Target = beads[i+1].Target, beads[i].Target
	}
	kept := beads[:0]
	for _, b := range beads {
		if b.Source.Len()+b.Target.Len() > 0 {
			kept = append(kept, b)
		}
	}
	if h.random.IntN(4) == 0 {
		kept[0].Status, kept[0].By = tm.StatusRejected, "checks"
	}
	return tm.Alignment{Source: source.Lang, Target: target.Lang, Aligner: fmt.Sprint("random ", h.random.IntN(2)), Beads: kept}
}

// judge confirms, rejects or frees a random bead.
func (h *history) judge(a *tm.Article) {
	if a == nil || len(a.Alignments) == 0 {
		return
	}
	al := a.Alignments[h.random.IntN(len(a.Alignments))]
	bead := al.Beads[h.random.IntN(len(al.Beads))]
	status := []tm.Status{tm.StatusAuto, tm.StatusConfirmed, tm.StatusRejected}[h.random.IntN(3)]
	if err := h.store.SetStatus(h.t.Context(), bead.ID, status, "anna"); err != nil {
		h.t.Fatal(err)
	}
}

func (h *history) putAgain(a *tm.Article) {
	if a == nil {
		return
	}
	if result := put(h.t, h.store, a); !result.Unchanged || result.Added+result.Superseded > 0 {
		h.t.Errorf("storing %s as it was read gave %+v", a.Key, result)
	}
}

// saying is what a bead says, whichever side is the source.
type saying struct {
	source, target         language.Tag
	sourceText, targetText string
}

// judgements returns the beads of an article by what they say, those that say
// it alone.
func judgements(a *tm.Article) map[saying]tm.Bead {
	beads := map[saying]tm.Bead{}
	again := map[saying]bool{}
	for _, al := range a.Alignments {
		source, target := a.Document(al.Source), a.Document(al.Target)
		for _, b := range al.Beads {
			s := saying{al.Source, al.Target, source.Text(b.Source), target.Text(b.Target)}
			if _, there := beads[s]; there {
				again[s] = true
			}
			beads[s] = b
		}
	}
	for s := range again {
		delete(beads, s)
	}
	return beads
}
