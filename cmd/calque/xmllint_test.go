package main

import (
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"calque/exports"
)

// xmllint finds every TMX file that calque writes valid: of the demo for each
// tool, composed and in several languages, and of made files with codes, notes,
// properties and attributes, which come back as they came in.
func TestExportedTMXIsValidForXmllint(t *testing.T) {
	_, err := exec.LookPath("xmllint")
	needed(t, "xmllint", err == nil)
	program := calqueProgram(t)
	dir := filepath.Join(t.TempDir(), "demo")
	calqueOutput(t, program, "demo", "--dir", dir)
	db := filepath.Join(dir, "demo.db")
	calqueOutput(t, program, "export", "--db", db, "--multilingual", "--all-variants", filepath.Join(dir, "all.tmx"))
	calqueOutput(t, program, "export", "--db", db, "--from", "zh", "--to", "en", filepath.Join(dir, "composed.tmx"))

	made := filepath.Join(dir, "made.db")
	random := rand.New(rand.NewPCG(14, 6))
	for range 10 {
		first := filepath.Join(dir, "first.xml")
		writeFile(t, first, []byte(randomTMX(random)))
		calqueOutput(t, program, "import", "--db", made, "--file-format", "tmx", first)
	}
	calqueOutput(t, program, "export", "--db", made, "--multilingual", "--all-variants", filepath.Join(dir, "made.tmx"))
	for _, preset := range exports.Presets() {
		calqueOutput(t, program, "export", "--db", db, "--to", "zh", "--for", preset.Tool, filepath.Join(dir, "demo-"+preset.Tool+".tmx"))
		calqueOutput(t, program, "export", "--db", made, "--from", "fr", "--to", "en", "--for", preset.Tool, filepath.Join(dir, "made-"+preset.Tool+".tmx"))
	}

	files, err := filepath.Glob(filepath.Join(dir, "*.tmx"))
	if err != nil || len(files) < 2*len(exports.Presets())+5 {
		t.Fatalf("exports: %v, %v", files, err)
	}
	for _, file := range files {
		if invalid := invalidTMX(t, file); invalid != "" {
			t.Errorf("%s: %s", filepath.Base(file), invalid)
		}
	}
	t.Logf("%d files are valid", len(files))
}

// invalidTMX returns what xmllint says against a file.
func invalidTMX(t *testing.T, path string) string {
	t.Helper()
	// The file names a DTD that is not beside it; it is not looked for elsewhere.
	out, err := exec.Command("xmllint", "--noout", "--nonet", "--dtdvalid", "testdata/tmx14.dtd", path).CombinedOutput()
	if err == nil {
		return ""
	}
	return err.Error() + "\n" + string(out)
}

// What is not TMX 1.4 is not valid for xmllint, so that the test above can fail.
func TestXmllintFindsFaults(t *testing.T) {
	_, err := exec.LookPath("xmllint")
	needed(t, "xmllint", err == nil)
	random := rand.New(rand.NewPCG(14, 6))
	good := strings.NewReplacer(" lang=", " xml:lang=").Replace(randomTMX(random))
	for name, change := range map[string][2]string{
		"no source language":     {" srclang=", " sourcelang="},
		"an element of its own":  {"<body>", "<body><x/>"},
		"notes after variants":   {"</tu>", "<note>late</note></tu>"},
		"a variant without text": {"</tu>", `<tuv xml:lang="fr"/></tu>`},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "bad.tmx")
			writeFile(t, path, []byte(strings.Replace(good, change[0], change[1], 1)))
			if invalidTMX(t, path) == "" {
				t.Error("xmllint finds it valid")
			}
		})
	}
}
