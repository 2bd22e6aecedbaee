package main

import (
	"context"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"calque/exports/tmx"
	"calque/tm"
)

// needed skips a test for want of a program that is not Go's, or fails it where
// all tests must run (.ci/run says so).
func needed(t *testing.T, what string, found bool) {
	t.Helper()
	if found {
		return
	}
	if os.Getenv("CALQUE_TEST_ALL") != "" {
		t.Fatalf("%s is not here, and CALQUE_TEST_ALL wants every test", what)
	}
	t.Skipf("%s is not here", what)
}

// omegatJar is where Debian's package omegat has the program.
const omegatJar = "/usr/share/omegat/OmegaT.jar"

// What the demo exports is loaded by OmegaT and pretranslates every unit: each
// source comes out of a project as its target, byte for byte.
func TestOmegaTPretranslatesEveryUnit(t *testing.T) {
	_, err := os.Stat(omegatJar)
	needed(t, "OmegaT", err == nil)
	java, err := exec.LookPath("java")
	needed(t, "Java", err == nil)

	program := calqueProgram(t)
	dir := t.TempDir()
	calqueOutput(t, program, "demo", "--dir", filepath.Join(dir, "demo"))
	for _, lang := range []string{"en", "zh"} {
		t.Run("fr-"+lang, func(t *testing.T) {
			exported := filepath.Join(dir, "demo", "demo.fr-"+lang+".tmx")
			units := readTMX(t, exported)
			translated := omegatTranslate(t, java, exported, units, tmx.Code(language.MustParse(lang), nil))
			if len(translated) != len(units) {
				t.Fatalf("OmegaT wrote %d paragraphs of %d", len(translated), len(units))
			}
			for i, u := range units {
				if translated[i] != u.Target.Text {
					t.Errorf("unit %d: OmegaT made %q of %q, the memory has %q", i, translated[i], u.Source.Text, u.Target.Text)
				}
			}
			t.Logf("%d of %d units pretranslated", len(units), len(units))
		})
	}
}

func readTMX(t *testing.T, path string) []tm.Unit {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var units []tm.Unit
	for unit, err := range tmx.NewReader(file, tmx.ReadOptions{}).Units() {
		if err != nil {
			t.Fatal(err)
		}
		units = append(units, unit)
	}
	if len(units) == 0 {
		t.Fatalf("no unit in %s", path)
	}
	return units
}

// omegatTranslate lets OmegaT translate a text whose paragraphs are the sources
// of units, with the memory in tm/auto, and returns the paragraphs.
func omegatTranslate(t *testing.T, java, memory string, units []tm.Unit, target string) []string {
	t.Helper()
	project := omegatFolder(t, "fr", target)
	var sources []string
	for _, u := range units {
		sources = append(sources, u.Source.Text)
	}
	content, err := os.ReadFile(memory)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(project, "tm/auto/memory.tmx"), content)
	writeFile(t, filepath.Join(project, "source/text.txt"), []byte(strings.Join(sources, "\n\n")+"\n"))

	runOmegaT(t, java, project)
	out, err := os.ReadFile(filepath.Join(project, "target/text.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimRight(strings.ReplaceAll(string(out), "\r\n", "\n"), "\n"), "\n\n")
}

// omegatFolder makes the folder of a project without texts and memories.
func omegatFolder(t *testing.T, source, target string) string {
	t.Helper()
	project := t.TempDir()
	for _, folder := range []string{"source", "target", "glossary", "dictionary", "omegat", "tm/auto"} {
		if err := os.MkdirAll(filepath.Join(project, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	writeFile(t, filepath.Join(project, "omegat.project"), omegatProject(t, source, target))
	return project
}

// runOmegaT lets OmegaT translate the files of a project, into target, with
// options of the command line that a test adds, and returns what it said.
func runOmegaT(t *testing.T, java, project string, options ...string) []byte {
	t.Helper()
	config := t.TempDir()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, java, append([]string{"-Djava.awt.headless=true", "-jar", omegatJar, project,
		"--mode=console-translate", "--config-dir=" + config, "--disable-project-locking", "--no-team", "--quiet"}, options...)...)
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("OmegaT: %v\n%s", err, out)
	}
	return out
}

func writeFile(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// omegatProject writes the settings of a project without sentence segmentation:
// a paragraph is a segment.
func omegatProject(t *testing.T, source, target string) []byte {
	t.Helper()
	type project struct {
		XMLName  xml.Name `xml:"omegat"`
		Settings struct {
			Version string `xml:"version,attr"`
			Values  []any
		} `xml:"project"`
	}
	type value struct {
		XMLName xml.Name
		Text    string `xml:",chardata"`
	}
	var p project
	p.Settings.Version = "1.0"
	for _, pair := range [][2]string{
		{"source_dir", "__DEFAULT__"}, {"target_dir", "__DEFAULT__"}, {"tm_dir", "__DEFAULT__"},
		{"glossary_dir", "__DEFAULT__"}, {"glossary_file", "__DEFAULT__"}, {"dictionary_dir", "__DEFAULT__"},
		{"source_lang", source}, {"target_lang", target},
		{"source_tok", "org.omegat.tokenizer.DefaultTokenizer"}, {"target_tok", "org.omegat.tokenizer.DefaultTokenizer"},
		{"sentence_seg", "false"}, {"support_default_translations", "true"}, {"remove_tags", "false"},
	} {
		p.Settings.Values = append(p.Settings.Values, value{XMLName: xml.Name{Local: pair[0]}, Text: pair[1]})
	}
	out, err := xml.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Appendf(nil, "%s%s\n", xml.Header, out)
}
