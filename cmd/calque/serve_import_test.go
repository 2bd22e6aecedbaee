package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"calque/cmd/calque/examples"
	"calque/tm/serve/intake"
	"calque/tm/sqlite"
)

// memoryOf is an empty memory for a test.
func memoryOf(t *testing.T) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "calque.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

// A file that is sent again under its name is a new version of its story, in
// whatever folder it lay meanwhile.
func TestFilesThatAreSentAreKnownByTheirNames(t *testing.T) {
	store := memoryOf(t)
	all := t.TempDir()
	if err := os.CopyFS(all, examples.Stories()); err != nil {
		t.Fatal(err)
	}
	send := func(change func(string) string) string {
		t.Helper()
		folder := t.TempDir()
		for _, path := range gouvernance(all) {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			writeFile(t, filepath.Join(folder, filepath.Base(path)), []byte(change(string(content))))
		}
		d := dropped{store}
		plan, err := d.Plan(t.Context(), folder)
		if err != nil || len(plan.Stories) != 1 {
			t.Fatalf("the plan is %+v, %v", plan, err)
		}
		stories, err := d.Import(t.Context(), folder)
		if err != nil || len(stories) != 1 || stories[0].Err != "" || stories[0].Key != "gouvernance-ia" {
			t.Fatalf("imported %+v, %v", stories, err)
		}
		return plan.Stories[0].Known
	}
	if known := send(func(s string) string { return s }); known != "" {
		t.Errorf("a new story is said to be %q", known)
	}
	if known := send(func(s string) string { return strings.ReplaceAll(s, "2024", "2025") }); known != "gouvernance-ia" {
		t.Errorf("a new version is said to be of %q", known)
	}
	a, err := store.Article(t.Context(), "gouvernance-ia")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range a.Documents {
		if d.Source != "gouvernance-ia.fr.txt" && d.Source != "gouvernance-ia.en.html" {
			t.Errorf("the source is %q", d.Source)
		}
	}
	if stats, err := store.Stats(t.Context()); err != nil || stats.Articles != 1 {
		t.Errorf("there are %d stories, %v", stats.Articles, err)
	}
}

// Nobody's file is passed over in silence.
func TestFilesThatAreNoArticlesAreTold(t *testing.T) {
	folder := t.TempDir()
	for name, content := range map[string]string{
		"client.tmx": "<tmx/>", "client.tmx.gz": "", "a.sdlxliff": "<xliff/>", "messages.po": "", "units.tsv": "source\ttarget\n", "sums.tsv": "1\t2\n",
		"photo.png": "", "alone.en": "It snows.", "draft.txt.bak": "", "Manifest.tsv": "froid.fr.txt\tfr\tfroid\nfroid.en.txt\ten\tfroid\n",
		"froid.fr.txt": "Il neige.", "froid.en.txt": "It snows.", "lone.fr.txt": "Il pleut.",
	} {
		writeFile(t, filepath.Join(folder, name), []byte(content))
	}
	plan, err := dropped{memoryOf(t)}.Plan(t.Context(), folder)
	if err != nil || len(plan.Stories) != 1 || len(plan.Unpaired) != 1 {
		t.Fatalf("the plan is %+v, %v", plan, err)
	}
	want := []intake.Skipped{{Name: "a.sdlxliff", Format: "xliff"}, {Name: "alone.en"}, {Name: "client.tmx", Format: "tmx"}, {Name: "client.tmx.gz", Format: "tmx"},
		{Name: "draft.txt.bak"}, {Name: "messages.po", Format: "po"}, {Name: "photo.png"}, {Name: "sums.tsv"}, {Name: "units.tsv", Format: "tsv"}}
	if diff := cmp.Diff(want, plan.Skipped); diff != "" {
		t.Error(diff)
	}
}
