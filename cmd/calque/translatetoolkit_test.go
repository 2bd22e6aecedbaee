package main

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"calque/exports/po"
	"calque/tm"
)

// The translate-toolkit's build_tmdb takes every unit of an export, source and
// target the right way round. (Version 3.8 takes the first variant for the source
// whatever its language, and calls the source language en; calque writes the
// source first.)
func TestTranslateToolkitBuildsItsMemoryFromAnExport(t *testing.T) {
	build, err := exec.LookPath("build_tmdb")
	needed(t, "build_tmdb of translate-toolkit", err == nil)

	program := calqueProgram(t)
	dir := t.TempDir()
	calqueOutput(t, program, "demo", "--dir", filepath.Join(dir, "demo"))
	for _, lang := range []string{"en", "zh"} {
		t.Run("fr-"+lang, func(t *testing.T) {
			exported := filepath.Join(dir, "demo", "demo.fr-"+lang+".tmx")
			memory := filepath.Join(dir, lang+".db")
			runTool(t, build, "-d", memory, "-s", "fr", "-t", lang, exported)
			want := map[string]string{}
			for _, u := range readTMX(t, exported) {
				want[u.Source.Text] = u.Target.Text
			}
			got := toolkitMemory(t, memory)
			if !maps.Equal(got, want) {
				t.Errorf("build_tmdb has %d units, the export %d", len(got), len(want))
				for source, target := range want {
					if got[source] != target {
						t.Errorf("of %q it has %q, the export has %q", source, got[source], target)
					}
				}
			}
			t.Logf("%d of %d units", len(got), len(want))
		})
	}
}

// toolkitMemory reads the tables of build_tmdb.
func toolkitMemory(t *testing.T, path string) map[string]string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT s.text, t.text FROM sources s JOIN targets t ON t.sid = s.sid`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	units := map[string]string{}
	for rows.Next() {
		var source, target string
		if err := rows.Scan(&source, &target); err != nil {
			t.Fatal(err)
		}
		units[source] = target
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return units
}

// The translate-toolkit's pretranslate fills in a PO file with the export as its
// memory: every sentence that the memory has, and one with another number as
// fuzzy.
func TestTranslateToolkitPretranslatesFromAnExport(t *testing.T) {
	pretranslate, err := exec.LookPath("pretranslate")
	needed(t, "pretranslate of translate-toolkit", err == nil)

	program := calqueProgram(t)
	dir := t.TempDir()
	calqueOutput(t, program, "demo", "--dir", filepath.Join(dir, "demo"))
	exported := filepath.Join(dir, "demo", "demo.fr-en.tmx")
	units := readTMX(t, exported)
	const numbers = "Le trafic devrait atteindre 3,1 millions de tonnes en 2035."
	writeFile(t, filepath.Join(dir, "in.po"), emptyPO(append(sources(units), numbers)))
	translated := filepath.Join(dir, "out.po")
	runTool(t, pretranslate, "--progress=none", "--tm", exported, "-t", filepath.Join(dir, "in.po"), "-i", filepath.Join(dir, "in.po"), "-o", translated)

	out := string(readFile(t, translated))
	if want := "#, fuzzy\nmsgid \"" + numbers + "\""; !strings.Contains(out, want) {
		t.Errorf("no fuzzy translation of %q", numbers)
	}
	got := map[string]string{}
	for unit, err := range po.NewReader(strings.NewReader(out), po.ReadOptions{Source: language.French, Targets: []language.Tag{language.English}}).Units() {
		if err != nil {
			t.Fatal(err)
		}
		got[unit.Source.Text] = unit.Target.Text
	}
	for _, u := range units {
		if got[u.Source.Text] != u.Target.Text {
			t.Errorf("pretranslate made %q of %q, the memory has %q", got[u.Source.Text], u.Source.Text, u.Target.Text)
		}
	}
	t.Logf("%d of %d units", len(got), len(units))
}

func sources(units []tm.Unit) []string {
	var texts []string
	for _, u := range units {
		texts = append(texts, u.Source.Text)
	}
	return texts
}

// emptyPO has messages without translations.
func emptyPO(messages []string) []byte {
	quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)
	out := []byte("msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Language: en\\n\"\n")
	for _, message := range messages {
		out = fmt.Appendf(out, "\nmsgid \"%s\"\nmsgstr \"\"\n", quote.Replace(message))
	}
	return out
}

func runTool(t *testing.T, program string, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	if out, err := exec.CommandContext(ctx, program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(program), err, out)
	}
}
