package segment

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/language"
)

// goldenCase is one line of a golden file.
type goldenCase struct {
	line       int
	phenomenon string
	text       string
	sentences  []string
}

// readGolden reads a file of golden/README.md's format.
func readGolden(t *testing.T, path string) []goldenCase {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var cases []goldenCase
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		phenomenon, marked, ok := strings.Cut(line, "\t")
		if !ok {
			t.Fatalf("%s:%d: no tab", path, n)
		}
		c := goldenCase{line: n, phenomenon: phenomenon}
		white := newChars()
		for part := range strings.SplitSeq(marked, "|") {
			var text string
			if err := json.Unmarshal([]byte(`"`+strings.ReplaceAll(part, `"`, `\"`)+`"`), &text); err != nil {
				t.Fatalf("%s:%d: %v", path, n, err)
			}
			c.text += text
			from := white.skipSpace(text, 0)
			c.sentences = append(c.sentences, text[from:white.trimSpace(text, from, len(text))])
		}
		cases = append(cases, c)
	}
	return cases
}

func TestGoldenRules(t *testing.T) {
	least := map[string]int{"fr": 150, "default": 20}
	paths, err := filepath.Glob("golden/*.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".tsv")
		t.Run(name, func(t *testing.T) {
			s := New(language.Make(name))
			if name == "default" {
				s = New(language.Und)
			}
			cases := readGolden(t, path)
			want := 40
			if n, ok := least[name]; ok {
				want = n
			}
			if len(cases) < want {
				t.Errorf("%d cases, want %d at least", len(cases), want)
			}
			for _, c := range cases {
				got := cutText(s, c.text)
				if strings.Join(got, "|") != strings.Join(c.sentences, "|") {
					t.Errorf("%s:%d %s\n got %q\nwant %q", path, c.line, c.phenomenon, got, c.sentences)
				}
			}
		})
	}
}
