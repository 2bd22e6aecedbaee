package omegat_test

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/exports/omegat"
	"calque/exports/tmx"
	"calque/tm"
)

// project keeps the files of a project in memory.
type project struct {
	files   map[string]*strings.Builder
	folders []string
	open    int
}

func newProject() *project { return &project{files: map[string]*strings.Builder{}} }

func (p *project) Create(name string) (io.WriteCloser, error) {
	p.open++
	p.files[name] = &strings.Builder{}
	return opened{p.files[name], p}, nil
}

func (p *project) Folder(name string) error {
	p.folders = append(p.folders, name)
	return nil
}

type opened struct {
	io.Writer
	project *project
}

func (o opened) Close() error {
	o.project.open--
	return nil
}

func unit(article, source, target string) tm.Unit {
	return tm.Unit{
		Source: tm.Variant{Lang: language.French, Text: source}, Target: tm.Variant{Lang: language.Chinese, Text: target},
		Origin: tm.Origin{Article: article},
	}
}

var options = omegat.Options{TMX: tmx.Options{Source: language.French, Targets: []language.Tag{language.Chinese}}}

func write(t *testing.T, options omegat.Options, units ...tm.Unit) *project {
	t.Helper()
	p := newProject()
	w, err := omegat.NewWriter(p, options)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range units {
		if err := w.WriteUnit(u); err != nil {
			t.Fatal(err)
		}
		if p.open > 2 {
			t.Fatalf("%d files are open", p.open)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if p.open != 0 {
		t.Errorf("%d files stay open", p.open)
	}
	return p
}

func ExampleWriter() {
	p := newProject()
	w, err := omegat.NewWriter(p, options)
	if err != nil {
		fmt.Println(err)
		return
	}
	w.WriteUnit(unit("budget", "Oui.", "是。"))
	w.Close()
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		fmt.Println(name)
	}
	// Output:
	// omegat.project
	// source/calque/budget.txt
	// tm/auto/calque.tmx
}

func TestArticlesAreTextsOfParagraphs(t *testing.T) {
	coded := unit("a", "{1}", "x")
	coded.Source.Codes = []tm.Code{{Placeholder: "{1}", XML: "<ph/>"}}
	p := write(t, options,
		unit("a", "Un.", "一。"), unit("a", "Un.", "壹。"), unit("a", "Deux.", "二。"), unit("a", "Deux\nlignes", "二"), coded,
		unit("", "Seul.", "独。"), unit("2024/b", "Trois.", "三。"),
	)
	got := map[string]string{}
	for name, content := range p.files {
		if strings.HasPrefix(name, "source/") {
			got[name] = content.String()
		}
	}
	want := map[string]string{"source/calque/a.txt": "Un.\n\nDeux.\n\n", "source/calque/2024/b.txt": "Trois.\n\n"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := strings.Count(p.files["tm/auto/calque.tmx"].String(), "<tu"); n < 7 {
		t.Errorf("the memory has %d units", n)
	}
}

func TestNamesAreSafe(t *testing.T) {
	for key, want := range map[string]string{
		"../../etc/passwd":       "etc/passwd.txt",
		"a/./b//c":               "a/b/c.txt",
		`C:\x?`:                  "C__x_.txt",
		"..":                     "article.txt",
		".hidden":                "hidden.txt",
		"nul\x00":                "nul_.txt",
		strings.Repeat("é", 100): strings.Repeat("é", 61) + ".txt",
	} {
		p := write(t, options, unit(key, "a", "b"))
		if _, ok := p.files["source/calque/"+want]; !ok {
			t.Errorf("%q: the files are %v, want %s", key, slices.Sorted(maps.Keys(p.files)), want)
		}
	}
	p := write(t, options, unit("a?", "a", "b"), unit("A*", "a", "b"), unit("a:", "a", "b"))
	for _, name := range []string{"a_.txt", "A_-2.txt", "a_-3.txt"} {
		if _, ok := p.files["source/calque/"+name]; !ok {
			t.Errorf("no %s in %v", name, slices.Sorted(maps.Keys(p.files)))
		}
	}
}

func TestSettings(t *testing.T) {
	p := write(t, options, unit("a", "b", "c"))
	settings := p.files[omegat.Settings].String()
	if !strings.Contains(settings, "<target_lang>zh-CN</target_lang>") {
		t.Errorf("settings:\n%s", settings)
	}
	from, to, err := omegat.Languages(strings.NewReader(settings))
	if err != nil || from != language.French || to != language.Chinese {
		t.Errorf("%v → %v, %v", from, to, err)
	}
	kept := options
	kept.KeepSettings = true
	if p := write(t, kept, unit("a", "b", "c")); p.files[omegat.Settings] != nil {
		t.Error("the settings were written")
	}
	if _, err := omegat.NewWriter(newProject(), omegat.Options{}); err == nil {
		t.Error("a project without languages was begun")
	}
}

func TestBadSettings(t *testing.T) {
	for _, text := range []string{
		"", "<project/>", "<omegat><project>", "<omegat/>", "<omegat><project><source_lang>fr</source_lang></project></omegat>",
		"<omegat><project><source_lang>?</source_lang></project></omegat>", "<omegat>" + strings.Repeat("x", 2<<20) + "</omegat>",
	} {
		if _, _, err := omegat.Languages(strings.NewReader(text)); !errors.Is(err, omegat.ErrFormat) {
			t.Errorf("%.60q: error %v", text, err)
		}
	}
}

func FuzzLanguages(f *testing.F) {
	f.Add("<omegat><project><source_lang>fr</source_lang><target_lang>zh_CN</target_lang></project></omegat>")
	f.Fuzz(func(t *testing.T, text string) {
		from, to, err := omegat.Languages(strings.NewReader(text))
		if err == nil && (from == language.Und || to == language.Und) {
			t.Error("no languages, and no error")
		}
	})
}
