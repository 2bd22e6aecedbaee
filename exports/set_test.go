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
		if f.OpenSet == nil {
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
		if got := readSet(t, f.Name, path, ReadOptions{}); len(got) != 2 || got[0] != "fr:Un" {
			t.Errorf("%s: the old units are gone: %v", f.Name, got)
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
