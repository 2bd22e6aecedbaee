package sqlite_test

import (
	"path/filepath"
	"testing"

	"calque/tm"
	"calque/tm/sqlite"
	"calque/tm/storetest"
)

// open makes a memory in a folder of the test.
func open(t testing.TB) *sqlite.Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "calque.db"), sqlite.Options{Create: true})
}

func openAt(t testing.TB, path string, options sqlite.Options) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), path, options)
	if err != nil {
		t.Fatalf("opening the memory: %v", err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("closing the memory: %v", err)
		}
	})
	return store
}

// TestStore holds the store to what every store promises. What each of these
// tests leaves behind, random histories among them, is a memory that a dump and
// its restoring must not change.
func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) tm.Store {
		store := open(t)
		if !testing.Short() {
			t.Cleanup(func() { survives(t, store) })
		}
		return store
	})
}
