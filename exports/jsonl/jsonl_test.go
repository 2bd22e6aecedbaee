package jsonl

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/tm"
)

var update = flag.Bool("update", false, "write the golden files anew")

var sameTags = cmp.Comparer(func(a, b language.Tag) bool { return a == b })

// full is a unit with a value in every field.
func full() tm.Unit {
	return tm.Unit{
		ID:     7,
		Source: tm.Variant{Lang: language.French, Text: "« Oui » & <non>\n\t{1}", Codes: []tm.Code{{Placeholder: "{1}", XML: "<ph>&lt;br/></ph>"}}},
		Target: tm.Variant{Lang: language.MustParse("zh-Hant"), Text: "「是」與〈否〉{2}", Codes: []tm.Code{{Placeholder: "{2}", XML: "<ph/>"}}},
		Status: tm.StatusConfirmed, Confidence: 0.987654321,
		Origin: tm.Origin{
			Article: "oui", Title: "Oui", Date: time.Date(2024, 5, 8, 0, 0, 0, 0, time.UTC), Agency: "Agence du Val",
			SourceFile: "oui.fr.txt", TargetFile: "oui.zh.txt", URL: "https://example.org/?a&b", Role: tm.RoleBody,
			Block: 1, Sentence: 2, Sentences: 3, Aligner: "calque 0.1", BeadID: 9,
		},
		Before: "Avant.", After: "Après.", Pivot: language.English,
		Created: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), CreatedBy: "calque",
		Changed: time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC), ChangedBy: "alice",
		Note: "note", Properties: []tm.Property{{Name: "x-a", Value: "1"}, {Name: "x-a", Value: ""}},
	}
}

func write(t *testing.T, units ...tm.Unit) string {
	t.Helper()
	var out bytes.Buffer
	w := NewWriter(&out)
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

func read(maxLine int, text string) ([]tm.Unit, error) {
	var units []tm.Unit
	for u, err := range NewReader(strings.NewReader(text), maxLine).Units() {
		if err != nil {
			return units, err
		}
		units = append(units, u)
	}
	return units, nil
}

func TestEveryFieldIsWrittenAndReadBack(t *testing.T) {
	unit := full()
	for _, part := range []any{unit, unit.Origin, unit.Source, unit.Target} {
		value := reflect.ValueOf(part)
		for i := range value.NumField() {
			if value.Field(i).IsZero() {
				t.Errorf("the test's unit has no %s", value.Type().Field(i).Name)
			}
		}
	}
	units := []tm.Unit{unit, {
		Source: tm.Variant{Lang: language.French, Text: "Oui"}, Target: tm.Variant{Lang: language.English, Text: "Yes"},
	}}
	text := write(t, units...)
	if strings.Count(text, "\n") != len(units) {
		t.Errorf("a unit is not a line:\n%s", text)
	}
	got, err := read(0, text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(units, got, sameTags); diff != "" {
		t.Error(diff)
	}
}

func TestGoldenFile(t *testing.T) {
	got := write(t, full())
	if *update {
		if err := os.WriteFile("testdata/full.jsonl", []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/full.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

func TestBadLinesSayWhere(t *testing.T) {
	good := `{"source":"a","target":"b","from":"fr","to":"en","confidence":0.5,"new_field":[1]}` + "\n"
	for _, test := range []struct{ text, want string }{
		{good + "\n{", "line 3"},
		{good + "[]\n", "line 2"},
		{`{"source":"a","target":"b","from":"?","to":"en"}`, "language tag"},
		{`{"source":"a","target":"b","from":"fr","to":"en","confidence":2}`, "confidence"},
		{good + `{"source":"` + strings.Repeat("x", 2000), "longer than"},
	} {
		_, err := read(1000, test.text)
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: error %v, want one with %q", test.text, err, test.want)
		}
	}
	units, err := read(0, "\ufeff"+good)
	if err != nil || len(units) != 1 {
		t.Errorf("%d units, error %v", len(units), err)
	}
}

func FuzzReader(f *testing.F) {
	f.Add(`{"source":"a","target":"b","from":"fr","to":"en","confidence":0.5}`)
	f.Add(`{"from":"fr","to":"zh-TW","pivot":"en","origin":{"date":"2024-05-08T00:00:00+02:00"},"properties":[{"name":"x"}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		units, _ := read(0, text)
		first := write(t, units...)
		again, err := read(0, first)
		if err != nil {
			t.Fatal(err)
		}
		if second := write(t, again...); second != first {
			t.Fatalf("a second copy differs:\n%s", cmp.Diff(first, second))
		}
	})
}

func BenchmarkWriter(b *testing.B) {
	w := NewWriter(&bytes.Buffer{})
	unit := full()
	b.ReportAllocs()
	for b.Loop() {
		if err := w.WriteUnit(unit); err != nil {
			b.Fatal(err)
		}
	}
}
