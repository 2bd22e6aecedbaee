package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"calque/tm"
	"calque/tm/sqlite"
	"calque/tm/storetest"
)

// survives restores a dump and holds the copy against the memory: its dump,
// what it says of itself and what it finds.
func survives(t *testing.T, store *sqlite.Store) {
	t.Helper()
	ctx := context.Background() // the one of the test is done in a cleanup
	first := dump(t, store)
	if again := dump(t, store); !bytes.Equal(first, again) {
		t.Error("two dumps of a memory differ")
	}
	path := filepath.Join(t.TempDir(), "restored.db")
	if err := sqlite.Restore(ctx, path, iotest.HalfReader(bytes.NewReader(first)), sqlite.Options{}); err != nil {
		t.Fatalf("restoring: %v", err)
	}
	restored, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	if second := dump(t, restored); !bytes.Equal(first, second) {
		t.Errorf("the dump of the restored memory differs:\n%s", firstDifference(first, second))
	}
	problems, err := restored.Check(ctx)
	if err != nil || len(problems) > 0 {
		t.Errorf("checking the restored memory: %v %v", problems, err)
	}
	if got, want := everyUnit(t, restored), everyUnit(t, store); !slices.Equal(got, want) {
		t.Errorf("the restored memory has the units\n%q\ninstead of\n%q", got, want)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) > 3 { // the memory and what an open one has beside it
		t.Errorf("beside the restored memory there is %v", entries)
	}
}

func dump(t *testing.T, store *sqlite.Store) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := store.Dump(context.Background(), &out); err != nil {
		t.Fatalf("dumping: %v", err)
	}
	return out.Bytes()
}

func firstDifference(a, b []byte) string {
	left, right := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	for i := range min(len(left), len(right)) {
		if left[i] != right[i] {
			return fmt.Sprintf("line %d: %s\n     not: %s", i+1, right[i], left[i])
		}
	}
	return fmt.Sprintf("%d lines, not %d", len(right), len(left))
}

func everyUnit(t *testing.T, store *sqlite.Store) []string {
	t.Helper()
	all := []tm.Status{tm.StatusAuto, tm.StatusConfirmed, tm.StatusRejected, tm.StatusSuperseded}
	var units []string
	for u, err := range store.Units(context.Background(), tm.Filter{Statuses: all}) {
		if err != nil {
			t.Fatal(err)
		}
		units = append(units, fmt.Sprintf("%+v", u))
	}
	return units
}

func TestADumpIsTextThatAPersonCanCompare(t *testing.T) {
	store := open(t)
	if _, err := store.PutArticle(t.Context(), storetest.Random(1, 2)); err != nil {
		t.Fatal(err)
	}
	before := strings.Split(string(dump(t, store)), "\n")
	article, err := store.Article(t.Context(), storetest.Random(1, 2).Key)
	if err != nil {
		t.Fatal(err)
	}
	bead := article.Alignments[0].Beads[0].ID
	if err := store.SetStatus(t.Context(), bead, tm.StatusConfirmed, "Awa"); err != nil {
		t.Fatal(err)
	}
	var changed []string
	for _, line := range strings.Split(string(dump(t, store)), "\n") {
		if !slices.Contains(before, line) {
			changed = append(changed, line[:len(`{"is":"bead"`)])
		}
	}
	slices.Sort(changed)
	want := []string{`{"is":"bead"`, `{"is":"end",`, `{"is":"histo`, `{"is":"unit"`}
	if !slices.Equal(changed, want) {
		t.Errorf("a status changes the lines %q, want %q", changed, want)
	}
}

func TestRestoreRefusesWhatIsNoDump(t *testing.T) {
	store := open(t)
	if _, err := store.PutArticle(t.Context(), storetest.Random(1, 3)); err != nil {
		t.Fatal(err)
	}
	good := string(dump(t, store))
	lines := strings.SplitAfter(good, "\n")
	for name, test := range map[string]struct {
		dump string
		err  error
		says string
	}{
		"nothing":            {"", tm.ErrInvalid, "line 1"},
		"not JSON":           {"SQLite format 3\x00\n", tm.ErrInvalid, "line 1"},
		"another JSON":       {`{"is":"cat"}` + "\n", tm.ErrInvalid, "not a dump"},
		"a newer form":       {`{"is":"calque","format":99,"schema":1}` + "\n", tm.ErrNewer, "newer"},
		"a newer schema":     {`{"is":"calque","format":1,"schema":9999}` + "\n", tm.ErrNewer, "newer"},
		"cut between lines":  {strings.Join(lines[:len(lines)-3], ""), tm.ErrInvalid, "cut short"},
		"cut in a line":      {good[:len(good)-30], tm.ErrInvalid, "cut short"},
		"a line is missing":  {strings.Join(append(slices.Clone(lines[:1]), lines[2:]...), ""), tm.ErrInvalid, "line 2"},
		"a line is doubled":  {strings.Join(append(slices.Clone(lines[:2]), lines[1:]...), ""), tm.ErrInvalid, "line 3"},
		"something follows":  {good + "\n", tm.ErrInvalid, "after the end"},
		"an unknown table":   {lines[0] + `{"is":"sqlite_schema","sql":""}` + "\n", tm.ErrInvalid, "knows no"},
		"an unknown field":   {lines[0] + `{"is":"setting","name":"a","value":"b","x) --":1}` + "\n", tm.ErrInvalid, "unknown field"},
		"a text for numbers": {lines[0] + `{"is":"article","id":"one","key":"a","created":1,"changed":1}` + "\n", tm.ErrInvalid, "field id"},
		"a missing field":    {lines[0] + `{"is":"article","id":1}` + "\n", tm.ErrInvalid, "cannot be"},
		"a unit of no text":  {lines[0] + `{"is":"unit","source_lang":"fr"}` + "\n" + `{"is":"end","lines":3}` + "\n", tm.ErrInvalid, "without its source"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			err := sqlite.Restore(t.Context(), filepath.Join(folder, "new.db"), strings.NewReader(test.dump), sqlite.Options{})
			if !errors.Is(err, test.err) || !strings.Contains(fmt.Sprint(err), test.says) {
				t.Errorf("got %v, want %v that says %q", err, test.err, test.says)
			}
			if entries, _ := os.ReadDir(folder); len(entries) > 0 {
				t.Errorf("%v was left behind", entries)
			}
		})
	}
	path := filepath.Join(t.TempDir(), "there.db")
	write(t, path, "precious")
	if err := sqlite.Restore(t.Context(), path, strings.NewReader(good), sqlite.Options{}); !errors.Is(err, fs.ErrExist) {
		t.Errorf("restoring over a file: %v", err)
	}
}

// TestADumpHoldsEveryTable fails when a migration adds a table that a dump does
// not know.
func TestADumpHoldsEveryTable(t *testing.T) {
	path := filled(t, 1)
	rows, err := rawDB(t, path).Query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	known := sqlite.DumpTables()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(known, name) {
			t.Errorf("table %s is neither dumped nor made again: see dump_tables.go", name)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
