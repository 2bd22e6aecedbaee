package pairing_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"calque/align"
	"calque/align/article/pairing"
	"calque/align/eval"
)

var goldFolder = flag.String("gold", "", "folder of gold alignments (fr-zh) to compose stories of, for TestGrowth")

// exampleGold has the alignments of the example stories of the command line.
const exampleGold = "../../../cmd/calque/examples/gold/"

// goldBeads are the beads with both sides of a folder of gold alignments.
func goldBeads(t testing.TB, dir string) (beads [][2]string) {
	t.Helper()
	cases, err := eval.ReadAlignmentFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	join := func(sentences []align.Sentence, numbers []int) string {
		var parts []string
		for _, n := range numbers {
			parts = append(parts, sentences[n].Text)
		}
		return strings.Join(parts, " ")
	}
	for _, c := range cases {
		for _, l := range c.Gold {
			if !l.Null() {
				beads = append(beads, [2]string{join(c.Source, l.Source), join(c.Target, l.Target)})
			}
		}
	}
	return beads
}

// compose writes n stories in two languages into one folder, each of 8 to 24
// beads picked at random, under numbers that say nothing. Every bead stands in
// many stories, so that only the whole tells which two belong together. It
// returns the story of each file.
func compose(t testing.TB, beads [][2]string, n int) (root string, storyOf map[string]int) {
	t.Helper()
	random := rand.New(rand.NewPCG(uint64(n), 17))
	names := random.Perm(2 * n)
	root, storyOf = t.TempDir(), map[string]int{}
	for story := range n {
		picked := random.Perm(len(beads))[:8+random.IntN(17)]
		for side := range 2 {
			var text strings.Builder
			for _, b := range picked {
				text.WriteString(beads[b][side] + "\n\n")
			}
			name := fmt.Sprintf("%05d.txt", names[2*story+side])
			if err := os.WriteFile(filepath.Join(root, name), []byte(text.String()), 0o666); err != nil {
				t.Fatal(err)
			}
			storyOf[name] = story
		}
	}
	return root, storyOf
}

// pairComposed pairs the stories of a folder, and counts the pairs that are
// right and wrong.
func pairComposed(t testing.TB, root string, storyOf map[string]int) (right, wrong int) {
	t.Helper()
	plan, err := pairing.Plan(t.Context(), []string{root}, pairing.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range plan.Failed {
		t.Error(f.Err)
	}
	for _, a := range plan.Articles {
		if len(a.Files) == 2 && storyOf[filepath.Base(a.Files[0].Path)] == storyOf[filepath.Base(a.Files[1].Path)] {
			right++
		} else {
			wrong++
		}
	}
	return right, wrong
}

// From a folder of nameless stories at least 98 % of the pairs are found, and
// of those made at most 1 % are wrong.
func TestComposedStoriesArePaired(t *testing.T) {
	for pair, n := range map[string]int{"fr-zh": 120, "fr-ar": 60, "fr-en": 60} {
		t.Run(pair, func(t *testing.T) {
			root, storyOf := compose(t, goldBeads(t, exampleGold+pair), n)
			right, wrong := pairComposed(t, root, storyOf)
			t.Logf("%d of %d pairs found, %d wrong", right, n, wrong)
			if right*100 < n*98 || wrong*100 > right+wrong {
				t.Errorf("%d of %d pairs found, %d wrong; want 98 %% found, 1 %% wrong at most", right, n, wrong)
			}
		})
	}
}

// TestGrowth prints how many pairs are found in folders of more and more
// stories, and how long that takes. It runs when it is asked for:
//
//	go test ./align/article/pairing -run TestGrowth -v -gold cmd/calque/examples/gold/fr-zh
func TestGrowth(t *testing.T) {
	if *goldFolder == "" {
		t.Skip("give a folder of gold alignments with -gold")
	}
	dir := *goldFolder
	if !filepath.IsAbs(dir) {
		dir = filepath.Join("../../..", dir) // as seen from the top of the module
	}
	beads := goldBeads(t, dir)
	t.Logf("%d beads of %s", len(beads), *goldFolder)
	t.Log("stories  found  wrong  seconds  ms a story")
	for _, n := range []int{125, 250, 500, 1000} {
		root, storyOf := compose(t, beads, n)
		began := time.Now()
		right, wrong := pairComposed(t, root, storyOf)
		took := time.Since(began)
		t.Logf("%7d  %5d  %5d  %7.2f  %10.1f", n, right, wrong, took.Seconds(), took.Seconds()*1000/float64(n))
	}
}
