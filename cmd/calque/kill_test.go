package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"calque/cmd/calque/examples"
)

// calqueProgram returns a program that runs this test binary as calque: what
// testscript.Main runs goes by the name of the program.
func calqueProgram(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "calque")
	if err := os.Symlink(self, path); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	return path
}

func calqueOutput(t *testing.T, program string, args ...string) []byte {
	t.Helper()
	var stderr bytes.Buffer
	command := exec.Command(program, args...)
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("calque %v: %v\n%s", args, err, &stderr)
	}
	return out
}

// An import that is killed at any moment leaves whole articles, a sound memory,
// and nothing that a second import could not finish.
func TestKilledImportLeavesWholeArticles(t *testing.T) {
	program := calqueProgram(t)
	dir := t.TempDir()
	stories := copiesOfStories(t, dir, 12)
	whole := unitsOfArticles(t, program, importWhole(t, program, filepath.Join(dir, "whole.db"), stories))

	rounds := 30
	if testing.Short() {
		rounds = 6
	}
	size := fileSize(t, filepath.Join(dir, "whole.db"))
	random := rand.New(rand.NewPCG(7, 11))
	db := filepath.Join(dir, "killed.db")
	killed, between := 0, 0
	for round := range rounds {
		if round%6 == 0 { // now and then from nothing, or it would be full soon
			removeMemory(t, db)
		}
		if killImport(t, program, db, stories, random.Int64N(size)) {
			killed++
		}
		if info, err := os.Stat(db); err != nil || info.Size() == 0 {
			continue // killed before there was a memory; the next round makes it
		}
		calqueOutput(t, program, "check", "--db", db)
		found := unitsOfArticles(t, program, db)
		for key, units := range found {
			if units != whole[key] {
				t.Fatalf("round %d: article %s has %d units, %d when it is whole", round, key, units, whole[key])
			}
		}
		if len(found) > 0 && len(found) < len(whole) {
			between++
		}
	}
	if killed == 0 || between == 0 {
		t.Errorf("%d of %d imports were killed, %d with some articles stored: the test saw nothing", killed, rounds, between)
	}
	importWhole(t, program, db, stories)
	if found := unitsOfArticles(t, program, db); fmt.Sprint(found) != fmt.Sprint(whole) {
		t.Errorf("finished after the kills: %v, want %v", found, whole)
	}
	t.Logf("%d of %d imports killed, %d of them with some but not all articles stored", killed, rounds, between)
}

// copiesOfStories writes the example of three languages n times, each copy with
// a sentence of its own so that it is another article.
func copiesOfStories(t *testing.T, dir string, n int) string {
	t.Helper()
	stories := filepath.Join(dir, "stories")
	if err := os.Mkdir(stories, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"fr", "en", "zh"} {
		text := goldSide(t, lang)
		for i := range n {
			name := filepath.Join(stories, fmt.Sprintf("copie%02d.%s.txt", i, lang))
			if err := os.WriteFile(name, fmt.Appendf(nil, "%s\n\n%d %d.\n", text, 1000+i, 7*i), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return stories
}

// goldSide returns a story in one language as plain text, a paragraph a
// sentence.
func goldSide(t *testing.T, lang string) []byte {
	t.Helper()
	name := "fr-" + lang + "/port-fleuve.tgt"
	if lang == "fr" {
		name = "fr-en/port-fleuve.src"
	}
	file, err := examples.Gold().Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(file); err != nil {
		t.Fatal(err)
	}
	return bytes.ReplaceAll(bytes.TrimSpace(text.Bytes()), []byte("\n"), []byte("\n\n"))
}

func importWhole(t *testing.T, program, db, stories string) string {
	t.Helper()
	calqueOutput(t, program, "import", "--quiet", "--db", db, stories)
	return db
}

func fileSize(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// killImport starts an import, kills it when its write-ahead log has grown to a
// size, and reports whether it was still running. Going by the log and not by
// the clock, it kills in the middle of the work on a machine of any speed.
func killImport(t *testing.T, program, db, stories string, logSize int64) bool {
	t.Helper()
	command := exec.Command(program, "import", "--quiet", "--db", db, stories)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	for {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("an import that was not killed: %v", err)
			}
			return false
		case <-time.After(200 * time.Microsecond):
		}
		if info, err := os.Stat(db + "-wal"); err != nil || info.Size() < logSize {
			continue
		}
		killErr := command.Process.Kill()
		return <-ended != nil && killErr == nil
	}
}

func removeMemory(t *testing.T, db string) {
	t.Helper()
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(db + suffix); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
}

// unitsOfArticles returns the number of units by article.
func unitsOfArticles(t *testing.T, program, db string) map[string]int {
	t.Helper()
	var list []articleJSON
	if err := json.Unmarshal(calqueOutput(t, program, "articles", "list", "--db", db, "--format", "json"), &list); err != nil {
		t.Fatal(err)
	}
	units := map[string]int{}
	for _, article := range list {
		units[article.Key] = article.Units
	}
	return units
}
