package figures_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/serve/figures"
	"calque/tm/sqlite"
	"calque/tm/storetest"
)

func open(t testing.TB) tm.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "calque.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

// ready asks until the figures are as they should be.
func ready(t *testing.T, cache *figures.Cache, is func(figures.Figures) bool) figures.Figures {
	t.Helper()
	var last figures.Figures
	for range 500 {
		f, err := cache.Get(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if last = f; is(f) {
			return f
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("the figures stay %+v", last)
	return last
}

func TestFiguresAreCountedAgainWhenTheMemoryChanges(t *testing.T) {
	store, counted := open(t), 0
	cache := figures.New(store, func(context.Context) ([]figures.Lexicon, error) {
		counted++
		return []figures.Lexicon{{Name: "own", From: language.French}}, nil
	})
	f := ready(t, cache, func(f figures.Figures) bool { return f.Ready })
	if f.Stats.Articles != 0 || len(f.Lexicons) != 1 || f.At.IsZero() {
		t.Errorf("of an empty memory: %+v", f)
	}
	for range 3 {
		if _, err := cache.Get(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if counted != 1 {
		t.Errorf("the same memory was counted %d times", counted)
	}
	if _, err := store.PutArticle(t.Context(), storetest.Random(1, 4)); err != nil {
		t.Fatal(err)
	}
	ready(t, cache, func(f figures.Figures) bool { return f.Stats.Articles == 1 && f.Stats.Units == 4 })
}

func TestAnErrorIsToldAndTriedAgain(t *testing.T) {
	fails := errors.New("a bad lexicon")
	cache := figures.New(open(t), func(context.Context) ([]figures.Lexicon, error) { return nil, fails })
	for range 500 {
		if _, err := cache.Get(t.Context()); errors.Is(err, fails) {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Error("the error is not told")
}

func Example() {
	t := &testing.T{}
	store, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "calque.db"), sqlite.Options{Create: true})
	if err != nil {
		panic(err)
	}
	defer store.Close()
	cache := figures.New(store, nil)
	f, err := cache.Wait(context.Background())
	fmt.Println(f.Stats.Units, err)
	// Output: 0 <nil>
}
