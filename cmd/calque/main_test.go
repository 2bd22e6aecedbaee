package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/urfave/cli/v2"

	"calque/cmd/calque/examples"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"calque": main})
}

// TestScripts runs testdata/*.txtar: each is a session on the command line.
// The example stories are in $STORIES. Beside testscript's own commands there
// are
//
//	stdoutlines N          the last stdout had N lines
//	truncate FILE BYTES    cut a file
//	fill FILE MB           write one line of so many megabytes
//	binary FILE            write bytes that are no text
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		RequireExplicitExec: false,
		Setup: func(env *testscript.Env) error {
			stories := filepath.Join(env.WorkDir, "stories")
			env.Setenv("STORIES", stories)
			env.Setenv("USER", "amina")
			return os.CopyFS(stories, examples.Stories())
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"stdoutlines": stdoutLines,
			"truncate":    truncate,
			"fill":        fill,
			"binary":      binary,
		},
	})
}

func stdoutLines(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: stdoutlines N")
	}
	lines := strings.Count(ts.ReadFile("stdout"), "\n")
	if equal := number(ts, args[0]) == lines; equal == neg {
		ts.Fatalf("stdout has %d lines", lines)
	}
}

func truncate(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.Truncate(ts.MkAbs(args[0]), int64(number(ts, args[1]))))
}

func fill(ts *testscript.TestScript, _ bool, args []string) {
	file, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer file.Close()
	megabyte := bytes.Repeat([]byte("mots "), 1<<20/5)
	for range number(ts, args[1]) {
		_, err := file.Write(megabyte)
		ts.Check(err)
	}
}

func binary(ts *testscript.TestScript, _ bool, args []string) {
	noise := make([]byte, 4096)
	for i := range noise {
		noise[i] = byte(i * 31 % 251)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), noise, 0o644))
}

func number(ts *testscript.TestScript, s string) int {
	n := 0
	for _, digit := range s {
		if digit < '0' || digit > '9' {
			ts.Fatalf("%q is not a number", s)
		}
		n = 10*n + int(digit-'0')
	}
	return n
}

func TestFlagsMayStandAnywhere(t *testing.T) {
	tests := []struct{ args, want string }{
		{"calque lookup texte --to en", "calque lookup --to en -- texte"},
		{"calque lookup --to en texte", "calque lookup --to en -- texte"},
		{"calque lookup --to=en texte --min 80", "calque lookup --to=en --min 80 -- texte"},
		{"calque import --dry-run stories --quiet", "calque import --dry-run --quiet -- stories"},
		{"calque articles show clef --to zh", "calque articles show --to zh -- clef"},
		{"calque lookup --to en -- --to", "calque lookup --to en -- --to"},
		{"calque export --to en -", "calque export --to en -- -"},
		{"calque --version", "calque --version"},
		{"calque", "calque"},
	}
	for _, test := range tests {
		app := newApp(nil, nil, nil)
		if got := strings.Join(permute(app, strings.Fields(test.args)), " "); got != test.want {
			t.Errorf("permute(%q) = %q, want %q", test.args, got, test.want)
		}
	}
}

// Every command shows two examples, and every flag of ours has a variable.
func TestEveryCommandHelps(t *testing.T) {
	app := newApp(nil, nil, nil)
	for _, command := range app.Commands {
		if n := strings.Count(command.Description, "calque "+command.Name); n < 2 {
			t.Errorf("calque %s --help shows %d examples, not two", command.Name, n)
		}
		checkEnvironment(t, "calque "+command.Name, command.Flags)
		for _, below := range command.Subcommands {
			name := "calque " + command.Name + " " + below.Name
			if n := strings.Count(below.Description, name); n < 2 {
				t.Errorf("%s --help shows %d examples, not two", name, n)
			}
			checkEnvironment(t, name, below.Flags)
		}
	}
}

func checkEnvironment(t *testing.T, command string, flags []cli.Flag) {
	t.Helper()
	for _, flag := range flags {
		documented, ok := flag.(cli.DocGenerationFlag)
		if !ok {
			continue
		}
		name := flag.Names()[0]
		if vars := documented.GetEnvVars(); len(vars) == 0 || vars[0] != env(name)[0] {
			t.Errorf("%s --%s has the variables %v, not %s", command, name, vars, env(name)[0])
		}
	}
}

func TestWrapKeepsTheTextAndTheWidth(t *testing.T) {
	texts := []string{
		"", "un", "Le café reste la locomotive de la région.", "咖啡仍是该地区的火车头，出口额达32亿美元。",
		"المقهى يبقى قاطرة المنطقة", "anticonstitutionnellement", "a  b", "コーヒーは地域の機関車だ。",
	}
	for _, text := range texts {
		for width := 2; width < 30; width++ {
			lines := wrap(text, width)
			joined := strings.ReplaceAll(strings.Join(lines, ""), " ", "")
			if want := strings.ReplaceAll(text, " ", ""); joined != want {
				t.Errorf("wrap(%q, %d) = %q: characters lost", text, width, lines)
			}
			for _, line := range lines {
				if columns := runewidth.StringWidth(line); columns > width {
					t.Errorf("wrap(%q, %d): %q is %d columns wide", text, width, line, columns)
				}
			}
		}
	}
}

func TestATextCannotSteerTheTerminal(t *testing.T) {
	for text, want := range map[string]string{
		"Le \x1b[31mport\x1b[0m": "Le \ufffd[31mport\ufffd[0m",
		"deux\r\nlignes\tici":    "deux  lignes ici",
		"C1: \u009b2J":           "C1: \ufffd2J",
		"港口、ميناء “é” \u00a0:":   "港口、ميناء “é” \u00a0:",
	} {
		if got := visible(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
	if got := strings.Join(row([]int{40, 40}, "un\x1b]0;titre\a", "one"), ""); strings.ContainsAny(got, "\x1b\a") {
		t.Errorf("a row holds %q", got)
	}
}

// The stories must be there for the demo of an installed binary.
func TestExamplesAreInTheBinary(t *testing.T) {
	n := 0
	err := fs.WalkDir(examples.Stories(), ".", func(_ string, entry fs.DirEntry, err error) error {
		if !entry.IsDir() {
			n++
		}
		return err
	})
	if err != nil || n < 24 {
		t.Errorf("%d example files, %v", n, err)
	}
}
