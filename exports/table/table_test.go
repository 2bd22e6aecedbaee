package table

import (
	"bytes"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/tm"
)

var update = flag.Bool("update", false, "write the golden files anew")

var sameTags = cmp.Comparer(func(a, b language.Tag) bool { return a == b })

func sample() []tm.Unit {
	return []tm.Unit{
		{
			Source: tm.Variant{Lang: language.French, Text: "Prix :\t12 €, dit-elle,\n« C:\\temp »."},
			Target: tm.Variant{Lang: language.Chinese, Text: "她说“价格:12欧元”。"},
			Status: tm.StatusConfirmed, Confidence: 0.98765,
			Origin: tm.Origin{
				Article: "prix", Title: "Les prix", Date: time.Date(2024, 5, 8, 12, 0, 0, 0, time.UTC), Agency: "Agence du Val",
				SourceFile: "prix.fr.txt", TargetFile: "prix.zh.txt", URL: "https://example.org/?a=1&b",
				Role: tm.RoleBody, Block: 2, Sentence: 3, Sentences: 9, Aligner: "calque 0.1",
			},
			Before: "Avant.", After: "Après.", Pivot: language.English,
			Created: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), CreatedBy: "calque",
			Changed: time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC), ChangedBy: "alice", Note: `a "b" \n`,
			Properties: []tm.Property{{Name: "client", Value: "a\t\"b\"<", Of: tm.PartTarget, Lang: "fr"}, {Name: "x"}},
		},
		{
			Source: tm.Variant{Lang: language.French, Text: "Non."},
			Target: tm.Variant{Lang: language.English, Text: "No.{1}", Codes: []tm.Code{{Placeholder: "{1}", XML: `<ph x="1">&lt;br/&gt;</ph>`}}},
			Status: tm.StatusAuto, Confidence: 0.5,
		},
	}
}

func write(t *testing.T, options Options, units []tm.Unit) string {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out, options)
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

func read(options ReadOptions, text string) ([]tm.Unit, error) {
	var units []tm.Unit
	for u, err := range NewReader(strings.NewReader(text), options).Units() {
		if err != nil {
			return units, err
		}
		units = append(units, u)
	}
	return units, nil
}

func TestGoldenFiles(t *testing.T) {
	for name, options := range map[string]Options{
		"sample.tsv": {},
		"sample.csv": {CSV: true},
		"short.tsv":  {NoHeader: true, Columns: []string{"target", "source", "confidence"}},
	} {
		got := write(t, options, sample())
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	alphabet := []rune("ab\t\n\r\\tnr\"',;中é\ufeff ")
	randomText := func() string {
		runes := []rune("m")
		for range random.IntN(10) {
			runes = append(runes, alphabet[random.IntN(len(alphabet))])
		}
		return string(runes)
	}
	for range 500 {
		csv := random.IntN(2) == 0
		units := sample()
		for i := range units {
			for _, field := range []*string{&units[i].Source.Text, &units[i].Target.Text, &units[i].Note, &units[i].Origin.Title} {
				*field = randomText()
				if csv { // RFC 4180 readers take a line break for one character
					*field = strings.ReplaceAll(*field, "\r\n", "\n")
				}
			}
		}
		text := write(t, Options{CSV: csv}, units)
		got, err := read(ReadOptions{CSV: csv}, text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(units, got, sameTags); diff != "" {
			t.Fatalf("csv=%v: units changed:\n%s\n%s", csv, diff, text)
		}
		if !csv && strings.Count(text, "\n") != len(units)+1 {
			t.Fatalf("a row is not a line:\n%s", text)
		}
	}
}

func TestTablesFromElsewhere(t *testing.T) {
	options := ReadOptions{Source: language.French, Target: language.English}
	csvOptions := options
	csvOptions.CSV = true
	want := [][2]string{{"Oui", "Yes"}, {`C:\dir`, "x"}}
	for _, test := range []struct {
		name, text string
		options    ReadOptions
	}{
		{"two columns", "Oui\tYes\nC:\\dir\tx\n", options},
		{"other line ends, mark, no last end", "\ufeffOui\tYes\r\n\r\nC:\\dir\tx", options},
		{"names in another order and case", "id\tTarget\tSOURCE\n1\tYes\tOui\n2\tx\tC:\\dir\n", options},
		{"more cells than names", "source\ttarget\nOui\tYes\tmore\nC:\\dir\tx\n", options},
		{"backslashes that mean themselves", "Oui\tYes\nC:\\dir\tx", ReadOptions{Source: language.French, Target: language.English, Plain: true}},
		{"UTF-16, as a spreadsheet saves \"Unicode text\"", string(utf16("Oui\tYes\r\nC:\\dir\tx\r\n")), options},
		{"csv", "\ufeff\"source\",target\n\"Oui\",Yes\nC:\\dir,\"x\"\n", csvOptions},
	} {
		units, err := read(test.options, test.text)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		var got [][2]string
		for _, u := range units {
			got = append(got, [2]string{u.Source.Text, u.Target.Text})
			if u.Source.Lang != language.French || u.Status != tm.StatusAuto || u.Confidence != 1 {
				t.Errorf("%s: %+v", test.name, u)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

func utf16(s string) []byte {
	out := []byte{0xFF, 0xFE}
	for _, r := range s {
		out = append(out, byte(r), byte(r>>8))
	}
	return out
}

func TestAFirstRowOfLanguagesNamesThem(t *testing.T) {
	for _, test := range []struct {
		name, table    string
		options        ReadOptions
		source, target string // of the first unit
		text           string
	}{
		{"two codes", "fr\tzh_CN\nOui\t是\n", ReadOptions{}, "fr", "zh", "Oui"},
		{"CSV", "en-US,FR\nyes,oui\n", ReadOptions{CSV: true}, "en-US", "fr", "yes"},
		{"as asked for", "fr\ten\nOui\tYes\n", ReadOptions{Source: language.French, Target: language.English}, "fr", "en", "Oui"},
		{"other languages asked for", "de\tof\n", ReadOptions{Source: language.French, Target: language.English}, "fr", "en", "de"},
		{"words that are codes of three letters", "oui\tyes\n", ReadOptions{Source: language.French, Target: language.English}, "fr", "en", "oui"},
	} {
		t.Run(test.name, func(t *testing.T) {
			units, err := read(test.options, test.table)
			if err != nil || len(units) != 1 {
				t.Fatalf("%d units, %v", len(units), err)
			}
			if u := units[0]; u.Source.Lang.String() != test.source || u.Target.Lang.String() != test.target || u.Source.Text != test.text {
				t.Errorf("got %v", u)
			}
		})
	}
}

func TestBadRowsSayWhere(t *testing.T) {
	head := "source\ttarget\tsource_lang\ttarget_lang\tconfidence\tdate\tstatus\tparagraph\n"
	good := "a\tb\tfr\ten\t0.5\t2024-05-08\tauto\t1\n"
	for _, test := range []struct{ text, want string }{
		{"a\tb\n", "languages are not known"},
		{head + good + "a\n", "line 3: one cell"},
		{head + good + "a\tb\t?\ten\n", "source_lang"},
		{head + good + "a\tb\tfr\ten\t1.5\n", "confidence"},
		{head + good + "a\tb\tfr\ten\t1\tyesterday\n", "date"},
		{head + good + "a\tb\tfr\ten\t1\t\tgood\n", "status"},
		{head + good + "a\tb\tfr\ten\t1\t\t\tx\n", "paragraph"},
		{strings.Repeat("x", 2000), "token too long"},
		{head + good + "a\xff\tb\tfr\ten\n", "line 3: cell 1 is no text in UTF-8"},
		{"PK\x03\x04\x00\t\x00", "line 1: cell 1 is no text"},
		{"source\ttarget\tproperties\na\tb\t[1\n", "line 2: column properties"},
	} {
		_, err := read(ReadOptions{MaxRow: 1000}, test.text)
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: error %v, want one with %q", test.text, err, test.want)
		}
	}
	_, err := read(ReadOptions{CSV: true, MaxRow: 1000}, "source,target\n\""+strings.Repeat("x\n", 5000))
	if !errors.Is(err, ErrFormat) {
		t.Errorf("a quote that never closes: error %v", err)
	}
}

func TestUnknownColumnIsRefused(t *testing.T) {
	w := NewWriter(&bytes.Buffer{}, Options{Columns: []string{"source", "colour"}})
	if err := w.WriteUnit(sample()[0]); err == nil || !strings.Contains(err.Error(), "colour") {
		t.Errorf("error %v", err)
	}
}

func FuzzReader(f *testing.F) {
	f.Add("source\ttarget\nOui\tYes\n", false)
	f.Add("\"a\nb\",c\n", true)
	f.Add("a\\t\\\\\tb", false)
	f.Fuzz(func(t *testing.T, text string, csv bool) {
		options := ReadOptions{CSV: csv, Source: language.French, Target: language.English}
		units, _ := read(options, text)
		if csv {
			return // \r\n in a cell becomes \n, so a second copy may differ
		}
		again, err := read(options, write(t, Options{}, units))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(units, again, sameTags); diff != "" {
			t.Fatal(diff)
		}
	})
}

func BenchmarkWriter(b *testing.B) {
	w := NewWriter(&bytes.Buffer{}, Options{})
	unit := sample()[0]
	b.ReportAllocs()
	for b.Loop() {
		if err := w.WriteUnit(unit); err != nil {
			b.Fatal(err)
		}
	}
}
