package exports

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/tm"
)

var frToEn = Options{Source: language.French, Targets: []language.Tag{language.English}}

func exportSet(t *testing.T, format, path string, options Options, units ...tm.Unit) (Report, error) {
	t.Helper()
	f, ok := Lookup(format)
	if !ok {
		t.Fatalf("no format %s", format)
	}
	return ExportSet(t.Context(), path, f, stream(units...), options)
}

func readSet(t *testing.T, format, path string, options ReadOptions) []string {
	t.Helper()
	f, _ := Lookup(format)
	reader, closer, err := f.OpenSet(path, options)
	if err != nil {
		t.Fatal(err)
	}
	defer closer.Close()
	var got []string
	for u, err := range reader.Units() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, u.Source.Lang.String()+":"+u.Source.Text, u.Target.Lang.String()+":"+u.Target.Text)
	}
	return got
}

func TestEverySetReadsWhatItWrites(t *testing.T) {
	for _, f := range Formats() {
		if f.OpenSet == nil || f.Name == "omegat" { // which has no translations before OmegaT saves some
			continue
		}
		path := filepath.Join(t.TempDir(), "memory")
		for range 2 { // a second export takes the place of the first
			report, err := exportSet(t, f.Name, path, frToEn, unit("Un", "One", language.English), unit("Deux", "Two", language.English))
			if err != nil || report.Units != 2 {
				t.Fatalf("%s: %+v, %v", f.Name, report, err)
			}
		}
		got := readSet(t, f.Name, path, ReadOptions{})
		if diff := cmp.Diff([]string{"fr:Un", "en:One", "fr:Deux", "en:Two"}, got); diff != "" {
			t.Errorf("%s: %s", f.Name, diff)
		}
		left := slices.DeleteFunc(listFiles(t, filepath.Dir(path)), func(name string) bool { return !strings.HasSuffix(name, ".tmp") })
		if len(left) > 0 {
			t.Errorf("%s: left behind: %v", f.Name, left)
		}
	}
}

func listFiles(t *testing.T, root string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			name, _ := filepath.Rel(root, path)
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestFailedSetLeavesTheOldFiles(t *testing.T) {
	for _, f := range Formats() {
		if f.NewSetWriter == nil {
			continue
		}
		root := t.TempDir()
		path := filepath.Join(root, "memory")
		if _, err := exportSet(t, f.Name, path, frToEn, unit("Un", "One", language.English)); err != nil {
			t.Fatal(err)
		}
		before := listFiles(t, root)
		broken := errors.New("disk on fire")
		options := frToEn
		options.AllVariants = true
		_, err := ExportSet(t.Context(), path, f, func(yield func(tm.Unit, error) bool) {
			if yield(unit("Deux", "Two", language.English), nil) {
				yield(tm.Unit{}, broken)
			}
		}, options)
		if !errors.Is(err, broken) {
			t.Errorf("%s: error %v", f.Name, err)
		}
		if _, err := exportSet(t, f.Name, path, frToEn); err != nil {
			t.Errorf("%s: no unit: %v", f.Name, err)
		}
		if diff := cmp.Diff(before, listFiles(t, root)); diff != "" {
			t.Errorf("%s: the files are others: %s", f.Name, diff)
		}
		for _, name := range before {
			if text, _ := os.ReadFile(filepath.Join(root, name)); strings.Contains(string(text), "Two") {
				t.Errorf("%s: %s has the new units", f.Name, name)
			}
		}
		if _, err := Export(t.Context(), nil, f, stream(), frToEn); err == nil {
			t.Errorf("%s was written as one file", f.Name)
		}
	}
}

func TestMosesPairsAreFoundByTheirLanguages(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"corpus.fr": "Un\n", "corpus.en": "One\n", "three.fr": "Un\n", "three.en": "One\n", "three.zh-CN": "一\n",
		"other.de": "Eins\n", "other.en": "One\n", "alone.fr": "Un\n", "corpus.txt": "no half",
	} {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	toChinese := ReadOptions{Targets: []language.Tag{language.Chinese}}
	fromEnglish := ReadOptions{Source: language.English}
	for _, test := range []struct {
		path    string
		options ReadOptions
		want    []string // none: no pair
	}{
		{"corpus", ReadOptions{}, []string{"fr:Un", "en:One"}},
		{"corpus.en", ReadOptions{}, []string{"fr:Un", "en:One"}},
		{"corpus", fromEnglish, []string{"en:One", "fr:Un"}},
		{"other.de", ReadOptions{}, []string{"de:Eins", "en:One"}},
		{"three", ReadOptions{Source: language.French, Targets: toChinese.Targets}, []string{"fr:Un", "zh:一"}},
		{"three", ReadOptions{}, nil},
		{"corpus", toChinese, nil},
		{"alone", ReadOptions{}, nil},
		{"missing", ReadOptions{}, nil},
	} {
		path := filepath.Join(root, test.path)
		if test.want != nil {
			if diff := cmp.Diff(test.want, readSet(t, "moses", path, test.options)); diff != "" {
				t.Errorf("%s: %s", test.path, diff)
			}
			continue
		}
		if reader, _, err := mosesFormat().OpenSet(path, test.options); err == nil {
			t.Errorf("%s, %+v: found %v", test.path, test.options, reader)
		}
	}
	if _, err := exportSet(t, "moses", filepath.Join(root, "x"), Options{}, unit("a", "b", language.English)); err == nil {
		t.Error("a pair without languages was written")
	}
}

func TestAProjectOfOmegaTIsBroughtUpToDate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "project")
	of := func(article string, u tm.Unit) tm.Unit { u.Origin.Article = article; return u }
	if _, err := exportSet(t, "omegat", path, frToEn, of("un", unit("Un", "One", language.English)), unit("Deux", "Two", language.English)); err != nil {
		t.Fatal(err)
	}
	want := []string{"omegat.project", "source/calque/un.txt", "tm/auto/calque.tmx"}
	if diff := cmp.Diff(want, listFiles(t, path)); diff != "" {
		t.Error(diff)
	}
	for _, folder := range []string{"target", "glossary", "dictionary", "omegat"} {
		if info, err := os.Stat(filepath.Join(path, folder)); err != nil || !info.IsDir() {
			t.Errorf("no folder %s", folder)
		}
	}

	// What a person changed or added stays, the memory is the new one.
	settings := filepath.Join(path, "omegat.project")
	text, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), "<sentence_seg>true", "<sentence_seg>false", 1)
	for name, content := range map[string]string{"omegat.project": changed, "source/own.txt": "own", "omegat/project_save.tmx": savedByOmegaT} {
		if err := os.WriteFile(filepath.Join(path, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := exportSet(t, "omegat", path, frToEn, of("un", unit("Un", "Ace", language.English))); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(settings); string(got) != changed {
		t.Errorf("the settings became %s", got)
	}
	if got, _ := os.ReadFile(filepath.Join(path, "tm/auto/calque.tmx")); !strings.Contains(string(got), "Ace") {
		t.Errorf("the memory is %s", got)
	}
	toGerman := Options{Source: language.French, Targets: []language.Tag{language.German}}
	if _, err := exportSet(t, "omegat", path, toGerman, unit("Un", "Eins", language.German)); err == nil || !strings.Contains(err.Error(), "is a project of fr → en") {
		t.Errorf("an export to a project of other languages: %v", err)
	}

	// And its translations can be read.
	format, ok := ByFolder(path)
	if !ok || format.Name != "omegat" {
		t.Fatalf("ByFolder says %q, %v", format.Name, ok)
	}
	if diff := cmp.Diff([]string{"fr:Trois", "en:Three"}, readSet(t, "omegat", path, ReadOptions{})); diff != "" {
		t.Error(diff)
	}
	if _, ok := ByFolder(filepath.Dir(path)); ok {
		t.Error("a folder of projects is one")
	}
	if _, _, err := omegatFormat().OpenSet(filepath.Dir(path), ReadOptions{}); err == nil || !strings.Contains(err.Error(), "no project of OmegaT") {
		t.Errorf("error %v", err)
	}
}

// savedByOmegaT is a project_save.tmx in the form that OmegaT 3.6 writes.
const savedByOmegaT = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1">
  <header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext" creationtoolversion="3.6.0_9_d1dc8ac" segtype="sentence" srclang="fr"/>
  <body>
<!-- Default translations -->
    <tu>
      <tuv lang="fr">
        <seg>Trois</seg>
      </tuv>
      <tuv lang="en" changeid="alice" changedate="20260102T030405Z" creationid="alice" creationdate="20260102T030405Z">
        <seg>Three</seg>
      </tuv>
    </tu>
<!-- Alternative translations -->
  </body>
</tmx>
`
