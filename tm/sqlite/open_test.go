package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/sqlite"
	"calque/tm/storetest"
)

// filled makes a memory of n articles and returns its path.
func filled(t *testing.T, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "calque.db")
	store, err := sqlite.Open(t.Context(), path, sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	for number := range n {
		if _, err := store.PutArticle(t.Context(), storetest.Random(number, 12)); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// rawDB opens the file without the store.
func rawDB(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

func execute(t *testing.T, db *sql.DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// alter changes the file behind the store's back.
func alter(t *testing.T, path string, statements ...string) {
	t.Helper()
	db := rawDB(t, path)
	execute(t, db, statements...)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// knownText is a source text of the first article of filled.
func knownText() string { return storetest.Random(0, 12).Documents[0].Text(tm.Range{From: 3, To: 4}) }

func found(t *testing.T, store *sqlite.Store) int {
	t.Helper()
	matches, err := store.Lookup(t.Context(), tm.Query{Text: knownText(), From: language.French, To: language.English, Min: 100})
	if err != nil {
		t.Fatalf("looking up: %v", err)
	}
	return len(matches)
}

func TestOpenRefusesWhatIsNoMemory(t *testing.T) {
	for name, test := range map[string]struct {
		make func(t *testing.T, path string)
		want error
	}{
		"text": {func(t *testing.T, path string) {
			write(t, path, "Le port agrandi. The harbour grows. Some more text.")
		}, tm.ErrForeign},
		"few bytes": {func(t *testing.T, path string) { write(t, path, "SQL") }, tm.ErrForeign},
		"a database of another program": {func(t *testing.T, path string) {
			alter(t, path, "CREATE TABLE notes (text)", "PRAGMA user_version = 1")
		}, tm.ErrForeign},
		"a database with another id": {func(t *testing.T, path string) {
			alter(t, path, "PRAGMA application_id = 1196444487", "CREATE TABLE gpkg_contents (text)")
		}, tm.ErrForeign},
		"a memory of a newer calque": {func(t *testing.T, path string) {
			store, err := sqlite.Open(t.Context(), path, sqlite.Options{Create: true})
			if err != nil {
				t.Fatal(err)
			}
			store.Close()
			alter(t, path, "PRAGMA user_version = 9999")
		}, tm.ErrNewer},
		"a folder": {func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o777); err != nil {
				t.Fatal(err)
			}
		}, tm.ErrForeign},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file.db")
			test.make(t, path)
			before := contents(t, filepath.Dir(path))
			for _, options := range []sqlite.Options{{}, {Create: true}, {ReadOnly: true}} {
				store, err := sqlite.Open(t.Context(), path, options)
				if !errors.Is(err, test.want) {
					t.Errorf("opening with %+v gave %v, want %v", options, err, test.want)
				}
				if err == nil {
					store.Close()
				} else if !strings.Contains(err.Error(), path) {
					t.Errorf("the error does not name the file: %v", err)
				}
			}
			if after := contents(t, filepath.Dir(path)); after != before {
				t.Errorf("opening changed the folder from %s to %s", before, after)
			}
		})
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// contents lists the files of a folder with their sizes and a sum of their
// bytes.
func contents(t *testing.T, folder string) string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var list strings.Builder
	for _, e := range entries {
		data, _ := os.ReadFile(filepath.Join(folder, e.Name()))
		sum := 0
		for _, b := range data {
			sum = (sum*31 + int(b)) & 0xffffff
		}
		fmt.Fprintf(&list, "%s(%d, %x) ", e.Name(), len(data), sum)
	}
	return list.String()
}

func TestOpenCreatesOnlyWhenAsked(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "calque.db")
	for _, options := range []sqlite.Options{{}, {ReadOnly: true}, {ReadOnly: true, Create: true}} {
		if _, err := sqlite.Open(t.Context(), path, options); !errors.Is(err, tm.ErrNotFound) {
			t.Errorf("opening with %+v gave %v, want tm.ErrNotFound", options, err)
		}
	}
	if got := contents(t, folder); got != "" {
		t.Errorf("opening left %s", got)
	}
	if _, err := sqlite.Open(t.Context(), filepath.Join(folder, "no", "calque.db"), sqlite.Options{Create: true}); !errors.Is(err, tm.ErrNotFound) {
		t.Errorf("opening in a folder that is not there gave %v", err)
	}
	write(t, path, "")
	if _, err := sqlite.Open(t.Context(), path, sqlite.Options{}); !errors.Is(err, tm.ErrNotFound) {
		t.Errorf("opening an empty file gave %v", err)
	}
	store := openAt(t, path, sqlite.Options{Create: true})
	if _, err := store.PutArticle(t.Context(), storetest.Random(1, 3)); err != nil {
		t.Error(err)
	}
}

func TestOpenTakesAnyPath(t *testing.T) {
	for _, name := range []string{"a b.db", "quai n°3 – été.db", "50%.db", "what?.db", "a#b.db", "x&mode=memory.db", "file:odd.db", "'quoted'.db"} {
		path := filepath.Join(t.TempDir(), name)
		store := openAt(t, path, sqlite.Options{Create: true})
		if _, err := store.PutArticle(t.Context(), storetest.Random(1, 3)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s is not where it should be: %v", name, err)
		}
	}
	t.Chdir(t.TempDir())
	openAt(t, "calque.db", sqlite.Options{Create: true})
	if _, err := os.Stat("calque.db"); err != nil {
		t.Error(err)
	}
}

func TestALookUpLeavesNothingBehind(t *testing.T) {
	path := filled(t, 2)
	before := contents(t, filepath.Dir(path))
	store, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if found(t, store) != 1 {
		t.Error("found nothing")
	}
	if err := store.Close(); err != nil {
		t.Error(err)
	}
	if after := contents(t, filepath.Dir(path)); after != before {
		t.Errorf("the folder went from %s to %s", before, after)
	}
}

func TestReadOnly(t *testing.T) {
	store := openAt(t, filled(t, 2), sqlite.Options{ReadOnly: true})
	if found(t, store) != 1 {
		t.Error("found nothing")
	}
	if _, err := store.PutArticle(t.Context(), storetest.Random(9, 3)); !errors.Is(err, tm.ErrReadOnly) {
		t.Errorf("storing gave %v", err)
	}
	if err := store.SetStatus(t.Context(), 1, tm.StatusConfirmed, "anna"); !errors.Is(err, tm.ErrReadOnly) {
		t.Errorf("confirming gave %v", err)
	}
}

func TestALockedMemoryIsReadAndSaysThatItIsBusy(t *testing.T) {
	path := filled(t, 2)
	other := rawDB(t, path)
	execute(t, other, "BEGIN IMMEDIATE")
	store := openAt(t, path, sqlite.Options{BusyTimeout: 50 * time.Millisecond})
	if found(t, store) != 1 {
		t.Error("found nothing while another writes")
	}
	if _, err := store.PutArticle(t.Context(), storetest.Random(9, 3)); !errors.Is(err, tm.ErrBusy) {
		t.Errorf("storing while another writes gave %v", err)
	}
	execute(t, other, "ROLLBACK")
	if _, err := store.PutArticle(t.Context(), storetest.Random(9, 3)); err != nil {
		t.Errorf("storing afterwards: %v", err)
	}
}

func TestWaitingForALockStopsWithTheContext(t *testing.T) {
	path := filled(t, 1)
	other := rawDB(t, path)
	execute(t, other, "BEGIN IMMEDIATE")
	store := openAt(t, path, sqlite.Options{BusyTimeout: time.Minute})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := store.PutArticle(ctx, storetest.Random(9, 3)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("storing gave %v", err)
	}
}

func TestADamagedMemoryIsRefusedOrReported(t *testing.T) {
	whole, err := os.ReadFile(filled(t, 20))
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	for name, damage := range map[string]func([]byte) []byte{
		"cut in half":     func(b []byte) []byte { return b[:len(b)/2/page*page] },
		"cut in a page":   func(b []byte) []byte { return b[:len(b)/2+100] },
		"header garbled":  func(b []byte) []byte { copy(b[16:], bytes.Repeat([]byte{0xee}, 50)); return b },
		"pages zeroed":    func(b []byte) []byte { clear(b[3*page:]); return b },
		"pages garbled":   func(b []byte) []byte { copy(b[3*page:], bytes.Repeat([]byte("garbage!"), (len(b)-3*page)/8)); return b },
		"a page repeated": func(b []byte) []byte { copy(b[5*page:6*page], b[9*page:10*page]); return b },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "calque.db")
			if err := os.WriteFile(path, damage(bytes.Clone(whole)), 0o666); err != nil {
				t.Fatal(err)
			}
			store, err := sqlite.Open(t.Context(), path, sqlite.Options{})
			var problems []tm.Problem
			if err == nil {
				defer store.Close()
				problems, err = store.Check(t.Context())
			}
			switch {
			case err == nil && len(problems) == 0:
				t.Error("nothing was found wrong")
			case err != nil && !errors.Is(err, tm.ErrDamaged) && !errors.Is(err, tm.ErrForeign):
				t.Errorf("got %v, which is neither damaged nor foreign", err)
			case err != nil && !strings.Contains(err.Error(), "backup"):
				t.Errorf("the error does not say what to do: %v", err)
			}
		})
	}
}
