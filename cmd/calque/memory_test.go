package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"calque/tm/sqlite"
)

// olderMemory makes a memory as the first version of calque left it.
func olderMemory(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "old.db")
	new, err := sqlite.Open(t.Context(), path, sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	new.Close()
	applicationID := pragma(t, path, "application_id")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	schema, err := os.ReadFile("../../tm/sqlite/migrations/0001_memory.sql")
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(string(schema) + fmt.Sprintf("; PRAGMA application_id = %d; PRAGMA user_version = 1", applicationID))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func pragma(t *testing.T, path, name string) (value int) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow("PRAGMA " + name).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestAnOlderMemoryIsBroughtUpToDateByReadingIt(t *testing.T) {
	path := olderMemory(t)
	for i, want := range []string{"brought " + path, ""} {
		var stdout, stderr bytes.Buffer
		code := run([]string{"calque", "lookup", "--db", path, "--from", "fr", "--to", "en", "--format", "json", "Bonjour."},
			strings.NewReader(""), &stdout, &stderr)
		if code != exitOK || !strings.Contains(stderr.String(), want) || want == "" && stderr.Len() > 0 {
			t.Errorf("look-up %d gave code %d and said %q", i+1, code, stderr.String())
		}
	}
}

func TestAPlanWithFilesThatCannotBeReadSaysSoInEveryFormat(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.fr.txt": "Le port rouvre lundi.\n", "a.en.txt": "The port reopens on Monday.\n", "b.fr.txt": "%PDF-1.4\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, format := range []string{"text", "json"} {
		var stdout, stderr bytes.Buffer
		code := run([]string{"calque", "import", "--dry-run", "--format", format, dir}, strings.NewReader(""), &stdout, &stderr)
		if code != exitPartial || !strings.Contains(stderr.String(), "b.fr.txt") || !strings.Contains(stdout.String(), "a.en.txt") {
			t.Errorf("%s: code %d, %s%s", format, code, stdout.String(), stderr.String())
		}
	}
}
