package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// listed is what go list -json says of a package.
type listed struct {
	ImportPath string
	Imports    []string
	Dir        string
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Dir", "calque/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listed
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

// below reports whether a package is root or stands under it.
func below(path, root string) bool {
	return path == root || strings.HasPrefix(path, root+"/")
}

// mayImport says which of our packages a package may import. ARCHITECTURE.md
// draws it.
func mayImport(from, to string) bool {
	switch {
	case below(from, "calque/cmd"):
		return true
	case below(from, "calque/tm/ingest"), below(from, "calque/tm/serve"):
		return below(to, "calque/tm") || below(to, "calque/align")
	case below(from, "calque/tm"):
		return below(to, "calque/tm") && !below(to, "calque/tm/ingest") && !below(to, "calque/tm/serve")
	case below(from, "calque/align"):
		return below(to, "calque/align")
	case from == "calque/exports":
		return to == "calque/tm" || below(to, "calque/exports")
	case below(from, "calque/exports"):
		return to == "calque/tm" || below(to, from)
	}
	return false
}

func TestPackagesImportOnlyWhatTheyMay(t *testing.T) {
	seen := 0
	for _, p := range listPackages(t) {
		for _, to := range p.Imports {
			if !below(to, "calque") {
				continue
			}
			seen++
			if !mayImport(p.ImportPath, to) {
				t.Errorf("%s imports %s", p.ImportPath, to)
			}
		}
	}
	if seen == 0 {
		t.Error("go list showed no import among our packages")
	}
}

func TestNoPackageIsNamedForNothing(t *testing.T) {
	for _, p := range listPackages(t) {
		if slices.Contains([]string{"util", "utils", "common", "helpers", "misc"}, filepath.Base(p.ImportPath)) {
			t.Errorf("%s: name it for what it holds", p.ImportPath)
		}
	}
}

func TestTopLevelHoldsNothingElse(t *testing.T) {
	root := filepath.Join("..", "..")
	known := []string{"cmd", "tm", "align", "exports", "go.mod", "go.sum", "README.md", "ARCHITECTURE.md", "LICENSE",
		".ci", ".git", ".gitignore", ".gitattributes"}
	out, err := exec.Command("git", "-C", root, "ls-files").Output()
	if err != nil {
		t.Skipf("not a git checkout: %v", err)
	}
	for _, path := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		if top, _, _ := strings.Cut(path, "/"); !slices.Contains(known, top) {
			t.Errorf("%s: %s does not belong at the top level", path, top)
		}
	}
}

// modernc.org/sqlite works with the one version of modernc.org/libc that its
// own go.mod names, since the two are generated together (see its README).
func TestLibcIsTheOneThatSqliteWants(t *testing.T) {
	ours := goList(t, "-m", "-f", "{{.Version}}", "modernc.org/libc")
	theirs, err := os.ReadFile(goList(t, "-m", "-f", "{{.GoMod}}", "modernc.org/sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	wanted := regexp.MustCompile(`modernc\.org/libc (v\S+)`).FindSubmatch(theirs)
	if wanted == nil {
		t.Fatal("the go.mod of modernc.org/sqlite names no modernc.org/libc")
	}
	if ours != string(wanted[1]) {
		t.Errorf("go.mod has modernc.org/libc %s, modernc.org/sqlite wants %s: go get modernc.org/libc@%s", ours, wanted[1], wanted[1])
	}
}

func goList(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list"}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out))
}
