package align

import (
	"context"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/language"
)

// A spellingLexicon takes words with the same two first letters for one concept,
// and pairs of neighbouring words for another.
type spellingLexicon struct{}

func (spellingLexicon) Concepts(_ language.Tag, text string) []Concept {
	var out []Concept
	before := -1
	for i := 0; i < len(text); {
		n := strings.IndexByte(text[i:]+" ", ' ')
		if n > 1 {
			id := uint32(text[i])<<8 | uint32(text[i+1])
			out = append(out, Concept{ID: id, Start: i, End: i + n, Weight: 0.6})
			if before >= 0 && id%5 == 0 {
				out = append(out, Concept{ID: id << 16, Start: before, End: i + n, Weight: 1})
			}
			before = i
		}
		i += n + 1
	}
	slices.SortStableFunc(out, func(a, b Concept) int { return a.Start - b.Start })
	return out
}

// A task is one alignment, with the beads that it should give.
type task struct {
	a              *Aligner
	source, target []Sentence
	want           []Bead
}

// tasks are alignments of texts of all kinds and lengths, each done in memory
// of its own.
func tasks(t *testing.T, n int) []task {
	t.Helper()
	r := rand.New(rand.NewPCG(3, 4))
	invent := newInventor(5)
	out := make([]task, n)
	for k := range out {
		var opts []Option
		if r.IntN(2) == 0 {
			opts = append(opts, WithLexicon(spellingLexicon{}), WithNotes())
		}
		x := task{a: New(languages[r.IntN(len(languages))], languages[r.IntN(len(languages))], opts...)}
		if k%3 == 0 {
			x.a.fullCells = 0
		}
		if k%2 == 0 {
			story := invent.story(k/2, 1+r.IntN(60))
			x.source, x.target = story.source, story.target
		} else {
			x.source, x.target = randomText(r, r.IntN(40)), randomText(r, r.IntN(40))
		}
		p := x.a.pair(new(workspace), x.source, x.target)
		j := newJob(x.a, p, nil)
		if err := j.run(context.Background()); err != nil {
			t.Fatal(err)
		}
		x.want = j.beads()
		out[k] = x
	}
	return out
}

func TestMemoryUsedAgainChangesNoBead(t *testing.T) {
	all := tasks(t, 120)
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for k := range all {
				x := &all[(k*7+worker*31)%len(all)]
				got, err := x.a.Align(context.Background(), x.source, x.target)
				if err != nil || !reflect.DeepEqual(got, x.want) {
					t.Errorf("worker %d, text %d: other beads than in memory of its own (%v)", worker, k, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// pairStrength says how two terms are linked, by looking at this pair alone.
func pairStrength(s, t *term, crossing bool) (best float32) {
	for _, key := range s.keys {
		if s.channel == t.channel && slices.Contains(t.keys, key) {
			return 1
		}
	}
	if s.sound == "" || t.sound == "" {
		return 0
	}
	if spelled(s.script) && spelled(t.script) && len(s.sound) >= 2 && len(t.sound) >= 2 && s.sound[:2] == t.sound[:2] {
		best = spelledAlike(s, t)
	}
	if !crossing {
		if s.channel == nameChannel && len(s.skeleton) >= 4 && slices.Contains(t.skeletons(), s.skeleton) {
			best = max(best, namesAlike(s, t))
		}
		return best
	}
	deletions := func(s string) (out []string) {
		eachDeletion(s, func(d string) { out = append(out, d) })
		return out
	}
	for _, a := range s.skeletons() {
		for _, b := range t.skeletons() {
			if a == b {
				best = max(best, soundAlike(s, t, len(a)))
			}
			without := append(deletions(b), b)
			if slices.Contains(deletions(b), a) || slices.ContainsFunc(deletions(a), func(d string) bool { return slices.Contains(without, d) }) {
				best = max(best, 0.6*soundAlike(s, t, len(a)))
			}
		}
	}
	return best
}

func TestLinkerFindsTheLinksOfAllPairsOfTerms(t *testing.T) {
	found := 0
	for _, x := range tasks(t, 60) {
		p := x.a.pair(new(workspace), x.source, x.target)
		if p.src.base == "zh" || p.tgt.base == "zh" {
			continue // names in Chinese are looked for in the lines, not among terms
		}
		crossing := expectedScripts(p.src.base) != expectedScripts(p.tgt.base)
		var want []link
		for n := range p.src.terms {
			for m := range p.tgt.terms {
				if strength := pairStrength(&p.src.terms[n], &p.tgt.terms[m], crossing); strength > 0 {
					want = append(want, link{int32(n), int32(m), strength})
				}
			}
		}
		if !slices.Equal(p.mem.links.links, want) {
			t.Fatalf("%v–%v: %d links, want %d", x.a.source, x.a.target, len(p.mem.links.links), len(want))
		}
		slices.SortFunc(want, func(a, b link) int {
			if a.target != b.target {
				return int(a.target) - int(b.target)
			}
			return int(a.source) - int(b.source)
		})
		if !slices.Equal(p.mem.links.byTarget, want) {
			t.Fatalf("%v–%v: links by target are out of order", x.a.source, x.a.target)
		}
		found += len(want)
	}
	if found < 1000 {
		t.Errorf("only %d links compared", found)
	}
}
