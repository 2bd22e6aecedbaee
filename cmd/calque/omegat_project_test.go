package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// betweenSentences finds where OmegaT's rules cut a French paragraph; a unit of
// several sentences is several segments for it.
var betweenSentences = regexp.MustCompile(`[.!?…][»”"]?\s+[«“"—–-]?\s*[\p{Lu}0-9]`)

// A project that is exported is opened by OmegaT as it is: every unit of one
// sentence is filled in, in the articles and in a text that is added to them.
func TestOmegaTOpensAnExportedProject(t *testing.T) {
	_, err := os.Stat(omegatJar)
	needed(t, "OmegaT", err == nil)
	java, err := exec.LookPath("java")
	needed(t, "Java", err == nil)

	program := calqueProgram(t)
	dir := filepath.Join(t.TempDir(), "demo")
	calqueOutput(t, program, "demo", "--dir", dir)
	project := filepath.Join(dir, "project")
	calqueOutput(t, program, "export", "--db", filepath.Join(dir, "demo.db"), "--from", "fr", "--to", "en", "--format", "omegat", project)

	translations := map[string]string{}
	var sentences []string
	for _, u := range readTMX(t, filepath.Join(project, "tm/auto/calque.tmx")) {
		translations[u.Source.Text] = u.Target.Text
		if !betweenSentences.MatchString(u.Source.Text) && strings.HasSuffix(u.Source.Text, ".") {
			sentences = append(sentences, u.Source.Text)
		}
	}
	own := strings.Join(sentences[:5], " ") // one paragraph, which OmegaT cuts
	writeFile(t, filepath.Join(project, "source/own.txt"), []byte(own+"\n"))
	runOmegaT(t, java, project)

	if got, want := readText(t, project, "target/own.txt"), translateAll(sentences[:5], translations); got != want {
		t.Errorf("OmegaT made %q of %q, the memory has %q", got, own, want)
	}
	filled, paragraphs := 0, 0
	for _, name := range texts(t, filepath.Join(project, "source/calque")) {
		sources := strings.Split(readText(t, project, "source/calque/"+name), "\n\n")
		targets := strings.Split(readText(t, project, "target/calque/"+name), "\n\n")
		if len(sources) != len(targets) {
			t.Fatalf("%s: OmegaT wrote %d paragraphs of %d", name, len(targets), len(sources))
		}
		for i, source := range sources {
			paragraphs++
			switch {
			case targets[i] == translations[source]:
				filled++
			case !betweenSentences.MatchString(source):
				t.Errorf("%s: OmegaT made %q of %q, the memory has %q", name, targets[i], source, translations[source])
			}
		}
	}
	if filled*10 < paragraphs*9 {
		t.Errorf("only %d of %d units were filled in", filled, paragraphs)
	}
	t.Logf("%d of %d units filled in; the others are of several sentences", filled, paragraphs)
}

func translateAll(sentences []string, translations map[string]string) string {
	var targets []string
	for _, sentence := range sentences {
		targets = append(targets, translations[sentence])
	}
	return strings.Join(targets, " ")
}

func readText(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimRight(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
}

func texts(t *testing.T, dir string) []string {
	t.Helper()
	names, err := fs.Glob(os.DirFS(dir), "*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no text in %s: %v", dir, err)
	}
	return names
}
