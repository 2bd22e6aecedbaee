package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"calque/cmd/calque/examples"
	"calque/tm/sqlite"
)

// A file that is sent again under its name is a new version of its story, in
// whatever folder it lay meanwhile.
func TestFilesThatAreSentAreKnownByTheirNames(t *testing.T) {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "calque.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
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
