package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"calque/tm"
	"calque/tm/storetest"
)

func openNew(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "calque.db"), Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestAFullDiskLosesNothingThatWasStored bounds the file as a full disk would.
func TestAFullDiskLosesNothingThatWasStored(t *testing.T) {
	s := openNew(t)
	if _, err := s.PutArticle(t.Context(), storetest.Random(0, 12)); err != nil {
		t.Fatal(err)
	}
	err := s.inWrite(t.Context(), "bounding", func(ctx context.Context, c *change) error {
		_, err := c.ExecContext(ctx, "PRAGMA max_page_count = 1")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	stored := 1
	for ; ; stored++ {
		if _, err = s.PutArticle(t.Context(), storetest.Random(stored, 12)); err != nil {
			break
		}
	}
	if !errors.Is(err, tm.ErrFull) {
		t.Errorf("got %v, want tm.ErrFull", err)
	}
	problems, err := s.Check(t.Context())
	if err != nil || len(problems) > 0 {
		t.Errorf("check: %v %v", problems, err)
	}
	if stats, err := s.Stats(t.Context()); err != nil || stats.Articles != stored || stats.Units != 12*stored {
		t.Errorf("%d articles were stored: %+v, %v", stored, stats, err)
	}
}

// TestAnInterruptedChangeIsStoredWholeOrNotAtAll interrupts a change between
// two of its statements.
func TestAnInterruptedChangeIsStoredWholeOrNotAtAll(t *testing.T) {
	const insert = "INSERT INTO text (lang, hash, text) VALUES ('fr', ?, ?)"
	failure := errors.New("failed on purpose")
	for _, tc := range []struct {
		name   string
		result error
		want   int
	}{{"whole", nil, 2}, {"not at all", failure, 0}} {
		t.Run(tc.name, func(t *testing.T) {
			s := openNew(t)
			ctx, interrupt := context.WithCancel(t.Context())
			err := s.inWrite(ctx, "storing", func(inner context.Context, c *change) error {
				if _, err := c.ExecContext(inner, insert, 1, "un"); err != nil {
					return err
				}
				interrupt()
				time.Sleep(50 * time.Millisecond) // what watches ctx has its turn
				if _, err := c.ExecContext(inner, insert, 2, "deux"); err != nil {
					return err
				}
				return tc.result
			})
			if !errors.Is(err, tc.result) {
				t.Errorf("got %v, want %v", err, tc.result)
			}
			var got int
			err = s.inRead(t.Context(), "counting", func(q *session) error {
				return q.QueryRowContext(t.Context(), "SELECT count(*) FROM text").Scan(&got)
			})
			if err != nil || got != tc.want {
				t.Errorf("%d rows are stored, want %d (%v)", got, tc.want, err)
			}
			if _, err := s.PutArticle(t.Context(), storetest.Random(1, 3)); err != nil {
				t.Errorf("the next change: %v", err)
			}
		})
	}
}

func TestReadersCannotWrite(t *testing.T) {
	s := openNew(t)
	err := s.inRead(t.Context(), "writing", func(q *session) error {
		_, err := q.ExecContext(t.Context(), "INSERT INTO setting (name, value) VALUES ('a', 'b')")
		return err
	})
	if !errors.Is(err, tm.ErrReadOnly) {
		t.Errorf("got %v, want tm.ErrReadOnly", err)
	}
}

func TestAMigrationThatFailsLeavesTheFileAsItWas(t *testing.T) {
	s := openNew(t)
	write, err := s.writer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bad := migration{version: latestVersion() + 1, name: "bad", sql: "CREATE TABLE half (a); SELECT nonsense"}
	if err := bad.run(t.Context(), write.db); err == nil {
		t.Fatal("nonsense was accepted")
	}
	var tables, version int
	err = s.inRead(t.Context(), "looking", func(q *session) error {
		if err := q.QueryRowContext(t.Context(), "PRAGMA user_version").Scan(&version); err != nil {
			return err
		}
		return q.QueryRowContext(t.Context(), "SELECT count(*) FROM sqlite_schema WHERE name = 'half'").Scan(&tables)
	})
	if err != nil || tables != 0 || version != latestVersion() {
		t.Errorf("afterwards: %d tables, version %d, %v", tables, version, err)
	}
	good := migration{version: latestVersion() + 1, name: "good", sql: "CREATE TABLE whole (a)"}
	if err := good.run(t.Context(), write.db); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), s.path, Options{}); !errors.Is(err, tm.ErrNewer) {
		t.Errorf("opening the newer file gave %v", err)
	}
}

// TestAFolderThatMayNotBeWrittenIsRead runs as a user who may read only.
func TestAFolderThatMayNotBeWrittenIsRead(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can start a process as another user")
	}
	folder := t.TempDir()
	for f := folder; f != os.TempDir() && f != "/"; f = filepath.Dir(f) {
		if err := os.Chmod(f, 0o755); err != nil {
			t.Skip(err)
		}
	}
	s, err := Open(t.Context(), filepath.Join(folder, "calque.db"), Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	a := storetest.Random(0, 3)
	if _, err := s.PutArticle(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(folder, "program")
	data, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(program, data, 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, s.path, a.Documents[0].Text(tm.Range{From: 1, To: 2}))
	cmd.Env = []string{"CALQUE_SQLITE_TEST_JOB=look"}
	asNobody(cmd)
	out, err := cmd.CombinedOutput()
	if errors.Is(err, fs.ErrPermission) {
		t.Skip("nobody else may come into", os.TempDir())
	}
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if !strings.HasPrefix(string(out), a.Documents[1].Text(tm.Range{From: 1, To: 2})) ||
		!strings.Contains(string(out), tm.ErrReadOnly.Error()) {
		t.Errorf("the reader said %s", out)
	}
}
