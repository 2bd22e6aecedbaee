package align

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/language"
)

// A story invented by chance: words of made-up languages, of which some look
// alike on both sides, with names and numbers, and with what translators do.
type synthetic struct {
	source, target []Sentence
	gold           []Bead
}

type inventor struct {
	r     *rand.Rand
	words [][2]string
	names []string
}

func newInventor(seed uint64) *inventor {
	v := &inventor{r: rand.New(rand.NewPCG(seed, 7))}
	for range 3000 {
		w := v.word(2 + v.r.IntN(3))
		pair := [2]string{w, v.word(2 + v.r.IntN(3))}
		if v.r.IntN(5) == 0 {
			pair[1] = w[:len(w)-1] + "a" // a cognate
		}
		v.words = append(v.words, pair)
	}
	for range 400 {
		w := v.word(3)
		v.names = append(v.names, strings.ToUpper(w[:1])+w[1:])
	}
	return v
}

func (v *inventor) word(syllables int) string {
	var b strings.Builder
	for range syllables {
		b.WriteByte("bcdfglmnprstv"[v.r.IntN(13)])
		b.WriteByte("aeiou"[v.r.IntN(5)])
	}
	return b.String()
}

// sentence gives both versions of a sentence.
func (v *inventor) sentence() (string, string) {
	n := 5 + v.r.IntN(20)
	var s, t []string
	for range n {
		switch v.r.IntN(12) {
		case 0:
			name := v.names[v.r.IntN(len(v.names))]
			s, t = append(s, name), append(t, name)
		case 1:
			if v.r.IntN(3) == 0 {
				x := 2 + v.r.IntN(2000)
				s, t = append(s, fmt.Sprint(x)), append(t, fmt.Sprint(x))
			}
		default:
			// Small words are common, as in language.
			k := int(float64(len(v.words)) * v.r.Float64() * v.r.Float64() * v.r.Float64())
			s, t = append(s, v.words[k][0]), append(t, v.words[k][1])
		}
	}
	v.r.Shuffle(len(t), func(a, b int) {
		if a-b < 4 && b-a < 4 {
			t[a], t[b] = t[b], t[a]
		}
	})
	return finish(s), finish(t)
}

func finish(words []string) string {
	if len(words) == 0 {
		words = []string{"ba"}
	}
	words[0] = strings.ToUpper(words[0][:1]) + words[0][1:]
	return strings.Join(words, " ") + "."
}

// story makes n beads or a few more; loose is how many in a hundred are not
// one to one.
func (v *inventor) story(n, loose int) synthetic {
	var out synthetic
	for range n {
		ns, nt := 1, 1
		if v.r.IntN(100) < loose {
			switch v.r.IntN(4) {
			case 0:
				nt = 0
			case 1:
				ns = 0
			case 2:
				ns = 2
			case 3:
				nt = 2
			}
		}
		i, j := len(out.source), len(out.target)
		whole, other := "", ""
		for k := range max(ns, nt) {
			s, t := v.sentence()
			if ns > k {
				out.source = append(out.source, Sentence{Text: s})
			}
			if nt > k {
				out.target = append(out.target, Sentence{Text: t})
			}
			whole, other = whole+" "+s, other+" "+t
		}
		if ns == 1 && nt == 2 {
			out.source[i].Text = joined(whole)
		}
		if ns == 2 && nt == 1 {
			out.target[j].Text = joined(other)
		}
		out.gold = append(out.gold, Bead{Source: Range{i, len(out.source)}, Target: Range{j, len(out.target)}})
	}
	return out
}

// joined makes two sentences one.
func joined(s string) string {
	s = strings.TrimSpace(s)
	return strings.Replace(s, ". ", ", ", 1)
}

// agreement is the share of gold beads that are found.
func agreement(gold, found []Bead) float64 {
	have := map[[4]int]bool{}
	for _, b := range found {
		have[key(b)] = true
	}
	hits := 0
	for _, b := range gold {
		if have[key(b)] {
			hits++
		}
	}
	return float64(hits) / float64(len(gold))
}

func key(b Bead) [4]int {
	k := [4]int{b.Source.From, b.Source.To, b.Target.From, b.Target.To}
	if b.Source.Len() == 0 {
		k[0], k[1] = -1, -1
	}
	if b.Target.Len() == 0 {
		k[2], k[3] = -1, -1
	}
	return k
}

func BenchmarkArticleOf30Sentences(b *testing.B) {
	story := newInventor(1).story(30, 20)
	a := New(language.French, language.English)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Align(context.Background(), story.source, story.target); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}

func TestBandGivesWhatAllPathsGive(t *testing.T) {
	for _, target := range []language.Tag{language.English, language.German} {
		same, beads := 0, 0
		for seed := range uint64(12) {
			v := newInventor(seed)
			story := v.story(20+v.r.IntN(60), 10+v.r.IntN(50))
			banded := New(language.French, target)
			all := New(language.French, target)
			all.exhaustive = true
			a, b := mustAlign(t, banded, story.source, story.target), mustAlign(t, all, story.source, story.target)
			for k := range b {
				beads++
				if k < len(a) && a[k].Source == b[k].Source && a[k].Target == b[k].Target {
					same++
				}
			}
		}
		if same != beads {
			t.Errorf("%v: %d of %d beads are those of the full search", target, same, beads)
		}
	}
}

func TestCoarseToFineGivesWhatTheQuickPassOverAllGives(t *testing.T) {
	for seed := range uint64(4) {
		v := newInventor(100 + seed)
		story := v.story(500, 25)
		coarse := New(language.French, language.English)
		whole := New(language.French, language.English)
		whole.fullCells = 1 << 30
		a, b := mustAlign(t, coarse, story.source, story.target), mustAlign(t, whole, story.source, story.target)
		if extents(a) != extents(b) {
			t.Errorf("seed %d: other beads", seed)
		}
		if got := agreement(story.gold, a); got < 0.9 {
			t.Errorf("seed %d: %.3f of the gold beads found", seed, got)
		}
	}
}

func TestLongOmissionIsCrossed(t *testing.T) {
	v := newInventor(5)
	story := v.story(900, 5)
	cut := story.target[:200:200]
	cut = append(cut, story.target[700:]...)
	beads := mustAlign(t, New(language.French, language.English), story.source, cut)
	checkCover(t, beads, len(story.source), len(cut))
	right := 0
	gold := map[[4]int]bool{}
	for _, b := range story.gold {
		if b.Target.To <= 200 {
			gold[key(b)] = true
		} else if b.Target.From >= 700 {
			b.Target = Range{b.Target.From - 500, b.Target.To - 500}
			gold[key(b)] = true
		}
	}
	for _, b := range beads {
		if gold[key(b)] {
			right++
		}
	}
	if share := float64(right) / float64(len(gold)); share < 0.9 {
		t.Errorf("%.3f of the beads outside the omission found", share)
	}
}

func BenchmarkTextOf10000Sentences(b *testing.B) {
	story := newInventor(1).story(10000, 20)
	a := New(language.French, language.English)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Align(context.Background(), story.source, story.target); err != nil {
			b.Fatal(err)
		}
	}
}

func TestMovedParagraphIsFound(t *testing.T) {
	found, wrong, moved := 0, 0, 0
	for seed := range uint64(10) {
		v := newInventor(300 + seed)
		story := v.story(30, 0)
		// Target sentences 5 … 7 go behind sentence 24.
		order := append(append(append(append([]Sentence{}, story.target[:5]...), story.target[8:24]...), story.target[5:8]...), story.target[24:]...)
		beads := mustAlign(t, New(language.French, language.English), story.source, order)
		checkCover(t, beads, len(story.source), len(order))
		moved += 3
		for _, b := range beads {
			isMoved := false
			for _, e := range b.Evidence {
				isMoved = isMoved || e.Name == "moved"
			}
			switch {
			case !isMoved:
			case b.Source.From >= 5 && b.Source.To <= 8 && b.Target.From == b.Source.From+16 && b.Target.Len() == b.Source.Len():
				found++
			default:
				wrong++
			}
		}
	}
	if found < moved*9/10 || wrong > 0 {
		t.Errorf("%d of %d moved sentences found, %d beads wrongly called moved", found, moved, wrong)
	}
}
