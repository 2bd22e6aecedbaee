package sqlite_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"calque/tm"
	"calque/tm/sqlite"
	"calque/tm/storetest"
)

func TestABackupIsAWholeMemory(t *testing.T) {
	store := openAt(t, filled(t, 10), sqlite.Options{})
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := store.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("beside the backup there is %v", entries)
	}
	backup := openAt(t, path, sqlite.Options{})
	// A change does not wait for somebody who reads.
	for range backup.Units(t.Context(), tm.Filter{}) {
		if _, err := backup.PutArticle(t.Context(), storetest.Random(98, 3)); err != nil {
			t.Errorf("storing while somebody reads: %v", err)
		}
		break
	}
	problems, err := backup.Check(t.Context())
	if err != nil || len(problems) > 0 {
		t.Errorf("check: %v %v", problems, err)
	}
	want, err := store.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got, err := backup.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Articles != want.Articles+1 || got.Units != want.Units+3 || got.Schema != want.Schema {
		t.Errorf("the backup holds %+v, the memory %+v", got, want)
	}
	if found(t, backup) != 1 {
		t.Error("the backup finds nothing")
	}
	if _, err := backup.PutArticle(t.Context(), storetest.Random(99, 3)); err != nil {
		t.Errorf("storing in the backup: %v", err)
	}
}

func TestABackupReplacesNothingAndLeavesNothing(t *testing.T) {
	store := openAt(t, filled(t, 1), sqlite.Options{})
	folder := t.TempDir()
	path := filepath.Join(folder, "precious.db")
	write(t, path, "precious")
	if err := store.Backup(t.Context(), path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v, want fs.ErrExist", err)
	}
	if data, _ := os.ReadFile(path); string(data) != "precious" {
		t.Errorf("the file now says %q", data)
	}
	if err := store.Backup(t.Context(), filepath.Join(folder, "no", "copy.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("into a folder that is not there: %v", err)
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 1 {
		t.Errorf("the folder holds %v", entries)
	}
}

// TestBackupsWhileOthersStore makes backups while another process changes
// stories: each backup holds every story in one version, whole.
func TestBackupsWhileOthersStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calque.db")
	cmd, out := startJob(t, "store", path, "0", "1000000")
	defer cmd.Wait()
	defer cmd.Process.Kill()
	for out.Scan() && out.Text() != "20" {
	}
	go func() {
		for out.Scan() { // or the process would wait for us
		}
	}()
	store := openAt(t, path, sqlite.Options{})
	folder := t.TempDir()
	for n := range 4 {
		copied := filepath.Join(folder, string(rune('a'+n))+".db")
		if err := store.Backup(t.Context(), copied); err != nil {
			t.Fatal(err)
		}
		backup := openAt(t, copied, sqlite.Options{})
		problems, err := backup.Check(t.Context())
		if err != nil || len(problems) > 0 {
			t.Errorf("check: %v %v", problems, err)
		}
		stats, err := backup.Stats(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if stats.Articles != stories || stats.Units != 12*stories {
			t.Errorf("the backup holds %+v", stats)
		}
	}
}

func TestCheckSeesWhatIsNotInStep(t *testing.T) {
	for name, statement := range map[string]string{
		"a text that no unit has":      "INSERT INTO text (lang, hash, text) VALUES ('fr', 1, 'Seul')",
		"a text that was altered":      "UPDATE text SET text = text || '!' WHERE id = 3",
		"a sentence that is gone":      "DELETE FROM sentence WHERE n = 5",
		"a bead that is gone":          "DELETE FROM bead WHERE n = 4",
		"a unit that is gone":          "DELETE FROM unit WHERE id = 7",
		"a block that was altered":     "UPDATE block SET text = upper(text) WHERE n = 1",
		"a status of one side only":    "UPDATE unit SET status = 'confirmed' WHERE id = 7",
		"a neighbour that is another":  "UPDATE unit SET source_before = 5 WHERE id = 7",
		"a reference to nothing":       "UPDATE unit SET article = 99 WHERE id = 7",
		"a superseded unit set free":   "UPDATE unit SET bead = NULL WHERE id = 7",
		"a bead that takes too much":   "UPDATE bead SET source_count = 2 WHERE n = 3",
		"a text stored a second time":  "INSERT INTO text (lang, hash, text) SELECT lang, hash, text FROM text WHERE id = 3",
		"a unit that has another text": "UPDATE unit SET target_text = (SELECT target_text FROM unit WHERE id = 8) WHERE id = 7",
	} {
		t.Run(name, func(t *testing.T) {
			path := filled(t, 2)
			alter(t, path, "PRAGMA foreign_keys = 0", statement)
			problems, err := openAt(t, path, sqlite.Options{}).Check(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(problems) == 0 {
				t.Error("nothing was found")
			}
			for _, p := range problems {
				if p.Where == "" || p.What == "" || p.Do == "" {
					t.Errorf("the report says little: %+v", p)
				}
			}
		})
	}
}
