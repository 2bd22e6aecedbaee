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

// tableRow is a row of the table of packages in ARCHITECTURE.md: names in
// backquotes, what they are for, and what they may import of ours.
var tableRow = regexp.MustCompile("(?m)^\\| (`[^|]*`) \\| [^|]* \\| ([^|]*) \\|$")

var backquoted = regexp.MustCompile("`([^`]*)`")

// architecture returns for each package what ARCHITECTURE.md lets it import:
// packages, with /… for all below them too.
func architecture(t *testing.T) map[string][]string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string][]string{}
	for _, row := range tableRow.FindAllStringSubmatch(string(page), -1) {
		allowed := []string{}
		for _, name := range backquoted.FindAllStringSubmatch(row[2], -1) {
			allowed = append(allowed, "calque/"+name[1])
		}
		if row[2] == "everything" {
			allowed = []string{"calque/…"}
		}
		for _, name := range backquoted.FindAllStringSubmatch(row[1], -1) {
			rules["calque/"+name[1]] = allowed
		}
	}
	return rules
}

func mayImport(allowed []string, to string) bool {
	return slices.ContainsFunc(allowed, func(pattern string) bool {
		root, all := strings.CutSuffix(pattern, "/…")
		return to == root || all && below(to, root)
	})
}

func TestPackagesImportOnlyWhatTheyMay(t *testing.T) {
	rules := architecture(t)
	seen := 0
	for _, p := range listPackages(t) {
		allowed, known := rules[p.ImportPath]
		if !known {
			t.Errorf("%s is not in the table of packages of ARCHITECTURE.md", p.ImportPath)
		}
		delete(rules, p.ImportPath)
		for _, to := range p.Imports {
			if !below(to, "calque") {
				continue
			}
			seen++
			if !mayImport(allowed, to) {
				t.Errorf("%s imports %s; ARCHITECTURE.md lets it import %q", p.ImportPath, to, allowed)
			}
		}
	}
	for name := range rules {
		t.Errorf("ARCHITECTURE.md has a package %s that is not there", name)
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
