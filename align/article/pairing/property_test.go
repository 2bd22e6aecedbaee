package pairing

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/align/article"
)

// Whatever the files are called: each is in one place of the plan, an article
// has each language once and two at least, keys are unique, and the order in
// which paths are named does not matter.
func TestEveryFileIsInOnePlace(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 14))
	for range 100 {
		root := t.TempDir()
		contents := randomTree(t, random, root)
		paths := []string{root, filepath.Join(root, "fr"), filepath.Join(root, "x")}
		r := plan(t, Options{Read: readTag}, paths...)
		slices.Reverse(paths)
		again := plan(t, Options{Read: readTag}, append(paths, root)...)
		if diff := cmp.Diff(lines(r, root), lines(again, root)); diff != "" {
			t.Fatalf("the order of paths matters:\n%s", diff)
		}
		checkPlaces(t, r, root, contents)
	}
}

func randomTree(t *testing.T, random *rand.Rand, root string) []string {
	t.Helper()
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	var made []string
	for _, folder := range []string{"fr", "x"} {
		if err := os.MkdirAll(filepath.Join(root, folder), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for range random.IntN(20) {
		name := pick("a", "b", "en", "Été") + pick("", ".fr", "_en", "-de", ".zh-CN", ".en.x", " (fr)") + pick(".txt", ".html", ".docx")
		path := filepath.Join(root, pick("", "fr", "en", "x", "x/fr", "x/en", "x/zh_TW"), name)
		if slices.Contains(made, path) {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(pick("fr", "en", "de", "bad")), 0o666); err != nil {
			t.Fatal(err)
		}
		made = append(made, path)
	}
	return made
}

// readTag reads a file that holds the tag of its language.
func readTag(_ context.Context, path string) (*article.Document, error) {
	data, err := os.ReadFile(path)
	if err != nil || string(data) == "bad" {
		return nil, fmt.Errorf("%s is bad: %w", path, err)
	}
	return &article.Document{Lang: language.MustParse(string(data))}, nil
}

func checkPlaces(t *testing.T, r *Result, root string, made []string) {
	t.Helper()
	places := map[string]int{}
	keys := map[string]bool{}
	for _, a := range r.Articles {
		if keys[a.Key] {
			t.Errorf("key %s comes twice", a.Key)
		}
		keys[a.Key] = true
		seen := map[language.Tag]bool{}
		for _, f := range a.Files {
			places[f.Path]++
			if seen[f.Lang] {
				t.Errorf("article %s has %v twice", a.Key, f.Lang)
			}
			seen[f.Lang] = true
		}
		if len(a.Files) < 2 {
			t.Errorf("article %s has %d files", a.Key, len(a.Files))
		}
	}
	for _, f := range r.Unpaired {
		places[f.Path]++
	}
	for _, f := range r.Failed {
		places[f.Path]++
	}
	for _, path := range made {
		if places[path] != 1 {
			t.Errorf("%s is in %d places of\n%s", path, places[path], strings.Join(lines(r, root), "\n"))
		}
	}
}

func FuzzReadings(f *testing.F) {
	for _, seed := range []string{"story.fr", "fr", "a-zh_Hans-CN", "(en).x", "été.français", "..fr..", "\xff.fr"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		for _, r := range readings(name) {
			if r.lang == language.Und {
				t.Errorf("%q is read in no language", name)
			}
			if len(r.rest) > 3*len(name) {
				t.Errorf("%q became %q", name, r.rest)
			}
		}
	})
}

func FuzzManifest(f *testing.F) {
	f.Add("path\tlang\tarticle\na\tfr\tk\n", false)
	f.Add("a;fr;k\n\"b;\"\"x\";en;k", true)
	f.Add("\ufeff\"", true)
	f.Fuzz(func(t *testing.T, text string, commas bool) {
		entries, _ := readManifest(strings.NewReader(text), commas)
		for _, e := range entries {
			if e.path == "" || e.line < 1 {
				t.Errorf("%+v", e)
			}
		}
	})
}

// Names alone decide for most files, so this is what a large folder costs.
func BenchmarkNames(b *testing.B) {
	const n = 50_000
	var files []file
	for i := range n {
		for _, lang := range []string{"fr", "zh"} {
			path := fmt.Sprintf("/corpus/%02d/story-%d.%s.txt", i%100, i, lang)
			files = append(files, file{path: path, identity: path})
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		p := &planner{placed: map[string]int{}}
		if left := p.byPaths(b.Context(), slices.Clone(files)); len(left) > 0 {
			b.Fatal(left[0])
		}
	}
	b.ReportMetric(2*n*float64(b.N)/b.Elapsed().Seconds(), "files/s")
}
