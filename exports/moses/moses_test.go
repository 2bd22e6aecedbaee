package moses_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/exports/moses"
	"calque/tm"
)

var sameTags = cmp.Comparer(func(a, b language.Tag) bool { return a == b })

func unit(source, target string) tm.Unit {
	return tm.Unit{
		Source: tm.Variant{Lang: language.French, Text: source}, Target: tm.Variant{Lang: language.English, Text: target},
		Status: tm.StatusAuto, Confidence: 1,
	}
}

func write(t *testing.T, units ...tm.Unit) (source, target string, dropped int) {
	t.Helper()
	var left, right bytes.Buffer
	w := moses.NewWriter(&left, &right)
	for _, u := range units {
		if err := w.WriteUnit(u); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return left.String(), right.String(), w.Dropped()
}

func read(source, target string, maxLine int) ([]tm.Unit, *moses.Reader, error) {
	r := moses.NewReader(strings.NewReader(source), strings.NewReader(target), moses.ReadOptions{
		Source: language.French, Target: language.English, MaxLine: maxLine,
	})
	var units []tm.Unit
	for u, err := range r.Units() {
		if err != nil {
			return units, r, err
		}
		units = append(units, u)
	}
	return units, r, nil
}

func ExampleWriter() {
	var source, target strings.Builder
	w := moses.NewWriter(&source, &target)
	w.WriteUnit(unit("Oui.", "Yes."))
	w.WriteUnit(unit("Non,\nmerci.", "No,\nthanks."))
	w.Close()
	fmt.Print(source.String(), target.String())
	// Output:
	// Oui.
	// Non, merci.
	// Yes.
	// No, thanks.
}

func TestAUnitIsALineWhateverIsInIt(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	alphabet := []rune("ab \t\r\n\v\f\u0085\u2028\u2029中\x1c")
	for range 1000 {
		runes := []rune("m")
		for range random.IntN(10) {
			runes = append(runes, alphabet[random.IntN(len(alphabet))])
		}
		text := string(runes)
		source, target, _ := write(t, unit(text, "x"), unit("y", text))
		for _, file := range []string{source, target} {
			if strings.Count(file, "\n") != 2 || strings.ContainsAny(file, "\r\v\f\u0085\u2028\u2029\x1c") {
				t.Fatalf("%q: not two lines: %q", text, file)
			}
		}
		got, _, err := read(source, target, 0)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.ContainsAny(text, "\r\n\v\f\u0085\u2028\u2029\x1c") {
			if diff := cmp.Diff([]tm.Unit{unit(text, "x"), unit("y", text)}, got, sameTags); diff != "" {
				t.Fatal(diff)
			}
		}
	}
}

func TestWhatALineCannotHoldIsCounted(t *testing.T) {
	source, _, dropped := write(t, unit("a\r\n \nb\xff", "c"))
	if source != "a  b\n" || dropped != 4 {
		t.Errorf("%q, dropped %d", source, dropped)
	}
	if err := moses.NewWriter(&bytes.Buffer{}, &bytes.Buffer{}).WriteUnit(unit("\n", "a")); err == nil {
		t.Error("an empty line was written")
	}
}

func TestLinesFromElsewhere(t *testing.T) {
	units, r, err := read("\ufeffOui\r\n\r\nNon\n  \nfin", "Yes\nempty\nNo\nempty\nend\n", 0)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]tm.Unit{unit("Oui", "Yes"), unit("Non", "No"), unit("fin", "end")}, units, sameTags); diff != "" {
		t.Error(diff)
	}
	if found := r.Findings(); len(found) != 1 || found[0].Count != 2 || found[0].Line != 2 {
		t.Errorf("findings %v", found)
	}
}

func TestBadFilesSayWhere(t *testing.T) {
	for _, test := range []struct {
		source, target, want string
		units                int
	}{
		{"a\nb\nc\n", "a\nb\n", "line 3: the target file ends before", 2},
		{"a\n", "a\nb\n", "line 2: the source file ends before", 1},
		{"", "a\n", "line 1: the source file ends before", 0},
		{"a\nb\xffc\n", "a\nb\n", "line 2: column 2 of the source file is no text", 1},
		{"a\n", "PK\x03\x04\x00\x00\n", "line 1: column 5 of the target file", 0},
		{"\xff\xfea\x00\n\x00", "a\n", "UTF-16", 0},
		{strings.Repeat("x", 2000), "a\n", "longer than 1000 bytes in the source file", 0},
	} {
		units, _, err := read(test.source, test.target, 1000)
		if !errors.Is(err, moses.ErrFormat) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: error %v, want one with %q", test.source, err, test.want)
		}
		if len(units) != test.units {
			t.Errorf("%q: %d units, want %d", test.source, len(units), test.units)
		}
	}
	if units, _, err := read("", "", 0); err != nil || len(units) != 0 {
		t.Errorf("two empty files: %v, %v", units, err)
	}
}

func FuzzReader(f *testing.F) {
	f.Add("Oui\nNon\n", "Yes\r\nNo")
	f.Add("\ufeffa\v\n", "b\u2028")
	f.Fuzz(func(t *testing.T, source, target string) {
		units, _, _ := read(source, target, 1<<16)
		var kept []tm.Unit
		var left, right bytes.Buffer
		w := moses.NewWriter(&left, &right)
		for _, u := range units {
			if w.WriteUnit(u) == nil {
				kept = append(kept, u)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		again, _, err := read(left.String(), right.String(), 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(again) > len(kept) || w.Dropped() == 0 && !cmp.Equal(again, kept, sameTags) {
			t.Fatalf("%v became %v", kept, again)
		}
	})
}
