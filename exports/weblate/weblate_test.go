package weblate

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/exports/finding"
	"calque/tm"
)

var sameTags = cmp.Comparer(func(a, b language.Tag) bool { return a == b })

func unit(source string, to language.Tag, target string) tm.Unit {
	return tm.Unit{
		Source: tm.Variant{Lang: language.French, Text: source}, Target: tm.Variant{Lang: to, Text: target},
		Status: tm.StatusAuto, Confidence: 1, Origin: tm.Origin{SourceFile: "site/news"},
		Properties: []tm.Property{{Name: "x-context", Value: "menu"}},
	}
}

func write(t testing.TB, units ...tm.Unit) string {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out, Options{})
	for _, u := range units {
		if err := w.WriteUnit(u); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func read(options ReadOptions, text string) ([]tm.Unit, []finding.Finding, error) {
	var units []tm.Unit
	r := NewReader(strings.NewReader(text), options)
	for u, err := range r.Units() {
		if err != nil {
			return units, r.Findings(), err
		}
		units = append(units, u)
	}
	return units, r.Findings(), nil
}

func ExampleWriter() {
	w := NewWriter(os.Stdout, Options{})
	w.WriteUnit(tm.Unit{
		Source: tm.Variant{Lang: language.French, Text: "Oui & non."},
		Target: tm.Variant{Lang: language.Chinese, Text: "是与否。"},
		Origin: tm.Origin{Article: "entretien"},
	})
	w.Close()
	// Output:
	// [
	// {"category":1,"origin":"entretien","source":"Oui & non.","source_language":"fr","target":"是与否。","target_language":"zh_Hans"}
	// ]
}

func TestTextsComeBack(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	alphabet := []rune("ab\t\n\r\\\"<&\u2028中é\ufeff \x01")
	text := func() string {
		runes := []rune("m")
		for range random.IntN(8) {
			runes = append(runes, alphabet[random.IntN(len(alphabet))])
		}
		return string(runes)
	}
	for range 300 {
		units := []tm.Unit{unit(text(), language.Chinese, text()), unit(text(), language.MustParse("zh-Hant"), text()), unit(text(), language.BrazilianPortuguese, text())}
		file := write(t, units...)
		got, found, err := read(ReadOptions{}, file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(units, got, sameTags); diff != "" || len(found) > 0 {
			t.Fatalf("units changed: %s%v\n%s", diff, found, file)
		}
		if again := write(t, got...); again != file {
			t.Fatalf("a second file differs: %s", cmp.Diff(file, again))
		}
		checkSchema(t, file)
	}
	checkSchema(t, write(t))
}

// checkSchema holds a file against weblate-memory.schema.json: an array of
// objects with these properties and no other, those with true required.
func checkSchema(t *testing.T, file string) {
	t.Helper()
	properties := map[string]bool{"category": true, "origin": true, "source": true, "source_language": true, "target": true, "target_language": true, "context": false, "status": false}
	var objects []map[string]any
	if err := json.Unmarshal([]byte(file), &objects); err != nil {
		t.Fatalf("%v in\n%s", err, file)
	}
	for _, o := range objects {
		for name, value := range o {
			if _, known := properties[name]; !known {
				t.Errorf("the schema has no %s", name)
			}
			if s, ok := value.(string); name != "category" && !ok || name != "context" && name != "origin" && ok && s == "" {
				t.Errorf("%s is %v", name, value)
			}
			if s, ok := value.(string); strings.HasSuffix(name, "_language") && (!ok || strings.Contains(s, " ")) {
				t.Errorf("%s is %v", name, value)
			}
		}
		for name, required := range properties {
			if _, ok := o[name]; required && !ok {
				t.Errorf("%s is missing", name)
			}
		}
	}
}

func TestFilesOfWeblate(t *testing.T) {
	text := "\ufeff" + `[
    {"source": "Hello", "target": "Bonjour", "source_language": "en", "target_language": "fr_CA", "origin": "test.tmx", "category": 10000001, "extra": {"a": [1]}, "status": 1},
    {"source": "Hello", "target": "Salut", "source_language": "en", "target_language": "fr", "origin": "", "category": 1, "status": 0},
    {"source": "Hello", "target": "Hallo", "source_language": "en", "target_language": "de", "origin": "", "category": 1},
    {"source": "Hello", "target": "", "source_language": "en", "target_language": "fr"},
    {"source": "Hello", "target": "?", "source_language": "en", "target_language": "no such one"}]`
	units, found, err := read(ReadOptions{Source: language.English, Targets: []language.Tag{language.French}}, text)
	if err != nil {
		t.Fatal(err)
	}
	want := []tm.Unit{{
		Source: tm.Variant{Lang: language.English, Text: "Hello"}, Target: tm.Variant{Lang: language.French, Text: "Bonjour"},
		Status: tm.StatusAuto, Confidence: 1, Origin: tm.Origin{SourceFile: "test.tmx"},
	}}
	if diff := cmp.Diff(want, units, sameTags); diff != "" {
		t.Error(diff)
	}
	wantFound := []finding.Finding{
		{What: "translation that was not reviewed yet", Count: 1, Line: 3, Lost: true},
		{What: "unit in a language that was not asked for", Count: 1, Line: 4, Lost: true},
		{What: "unit without a source or a translation", Count: 1, Line: 5, Lost: true},
		{What: `unit in a language that is none: "no such one"`, Count: 1, Line: 6, Lost: true},
	}
	if diff := cmp.Diff(wantFound, found); diff != "" {
		t.Error(diff)
	}
}

func TestBadFilesSayWhere(t *testing.T) {
	const good = `{"source":"a","target":"b","source_language":"fr","target_language":"en"}`
	for _, test := range []struct {
		name, text, want string
		units            int
	}{
		{"empty", "", "line 1, column 1: the file is empty", 0},
		{"an object", good, "should be an array", 0},
		{"truncated", "[\n" + good + ",\n{\"source\":\"c", "line 3, column 13: the file ends in the middle", 1},
		{"truncated between objects", "[\n" + good, "line 2, column 74: the file ends in the middle", 1},
		{"another JSON", "[\n{\"msgid\":\"a\"}]", "line 2, column 1: an object has no source", 0},
		{"a number for a text", "[{\"source\":1}]", "cannot unmarshal number", 0},
		{"broken", "[\n" + good + ",\n{\"source\" \"a\"}]", "line 3, column 11: invalid character", 1},
		{"no comma", "[" + good + good + "]", "line 1, column", 1},
		{"binary", "\x7fELF\x00", "line 1, column", 0},
		{"XML", "<tmx/>", "invalid character '<'", 0},
		{"a giant text", "[{\"source\":\"" + strings.Repeat("x", 300000), "more than 100000 bytes in one object", 0},
		{"deep", "[" + strings.Repeat("[", 20000), "line 1", 0},
	} {
		units, _, err := read(ReadOptions{MaxUnit: 100000}, test.text)
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.want)
		}
		if len(units) != test.units {
			t.Errorf("%s: %d units before the fault, want %d", test.name, len(units), test.units)
		}
	}
}

func TestALargeFileIsReadInPieces(t *testing.T) {
	var units []tm.Unit
	for range 3000 {
		units = append(units, unit(strings.Repeat("long ", 50), language.English, "short"))
	}
	got, _, err := read(ReadOptions{MaxUnit: 10000}, write(t, units...))
	if err != nil || len(got) != len(units) {
		t.Errorf("%d units of %d, %v", len(got), len(units), err)
	}
}

func TestWhatJSONCannotHoldIsCounted(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out, Options{LangMap: map[language.Tag]string{language.English: "en_US"}})
	if err := errors.Join(w.WriteUnit(unit("a\xff\x00b", language.English, "c")), w.Close()); err != nil {
		t.Fatal(err)
	}
	if w.Dropped() != 2 || !strings.Contains(out.String(), `"source":"ab"`) || !strings.Contains(out.String(), `"en_US"`) {
		t.Errorf("dropped %d: %s", w.Dropped(), out.String())
	}
}

func FuzzReader(f *testing.F) {
	f.Add(write(f, unit("a", language.English, "b"), unit("c", language.Chinese, "d\n")))
	f.Add(`[ {"source":"a","target":"b","source_language":"fr","target_language":"zh_Hant","status":null} , {}]`)
	f.Fuzz(func(t *testing.T, text string) {
		units, _, _ := read(ReadOptions{MaxUnit: 1 << 16}, text)
		first := write(t, units...)
		again, _, err := read(ReadOptions{}, first)
		if err != nil {
			t.Fatalf("%v in\n%s", err, first)
		}
		if second := write(t, again...); len(again) > len(units) || len(again) == len(units) && second != first {
			t.Fatalf("a second file differs:\n%s", cmp.Diff(first, second))
		}
	})
}
