package exports

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/exports/tmx"
	"calque/tm"
)

func unit(source, target string, to language.Tag) tm.Unit {
	return tm.Unit{
		Source: tm.Variant{Lang: language.French, Text: source},
		Target: tm.Variant{Lang: to, Text: target},
		Status: tm.StatusAuto, Confidence: 0.9,
	}
}

func stream(units ...tm.Unit) iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		for _, u := range units {
			if !yield(u, nil) {
				return
			}
		}
	}
}

func export(t *testing.T, format string, options Options, units ...tm.Unit) (string, Report) {
	t.Helper()
	f, ok := Lookup(format)
	if !ok {
		t.Fatalf("no format %s", format)
	}
	var out bytes.Buffer
	report, err := Export(t.Context(), &out, f, stream(units...), options)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), report
}

func targets(t *testing.T, format, text string) []string {
	t.Helper()
	f, _ := Lookup(format)
	var got []string
	for u, err := range f.NewReader(strings.NewReader(text), ReadOptions{}).Units() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, u.Target.Text)
	}
	return got
}

func TestFormatsAreFound(t *testing.T) {
	for _, f := range Formats() {
		for _, name := range []string{f.Name, strings.ToUpper(f.Name)} {
			if got, ok := Lookup(name); !ok || got.Name != f.Name {
				t.Errorf("Lookup(%q) = %q", name, got.Name)
			}
		}
		for _, extension := range f.Extensions {
			if got, ok := ByFile("/a.b/c" + strings.ToUpper(extension) + ".gz"); !ok || got.Name != f.Name {
				t.Errorf("ByFile(%q) = %q", extension, got.Name)
			}
		}
	}
	if _, ok := Lookup("docx"); ok {
		t.Error("docx is found")
	}
	if _, ok := ByFile("tmx"); ok {
		t.Error("a file without extension is found")
	}
	if diff := cmp.Diff([]string{"tmx", "tsv", "csv", "jsonl", "xliff", "xliff2", "po", "moses", "omegat", "weblate", "html", "xlsx"}, Names()); diff != "" {
		t.Error(diff)
	}
}

func TestEveryFormatReadsWhatItWrites(t *testing.T) {
	for _, f := range Formats() {
		if f.NewWriter == nil || f.NewReader == nil {
			continue
		}
		text, _ := export(t, f.Name, Options{}, unit("Un", "One", language.English), unit("Deux", "Two", language.English))
		if diff := cmp.Diff([]string{"One", "Two"}, targets(t, f.Name, text)); diff != "" {
			t.Errorf("%s: %s", f.Name, diff)
		}
	}
}

func TestCompressedFilesAreRead(t *testing.T) {
	for _, f := range Formats() {
		if f.NewWriter == nil || f.NewReader == nil {
			continue
		}
		text, _ := export(t, f.Name, Options{}, unit("Un", "One", language.English))
		var compressed bytes.Buffer
		zip := gzip.NewWriter(&compressed)
		io.WriteString(zip, text)
		zip.Close()
		for name, in := range map[string]io.Reader{"plain": strings.NewReader(text), "gzip": &compressed} {
			reader, err := f.Read(in, ReadOptions{})
			if err != nil {
				t.Fatalf("%s, %s: %v", f.Name, name, err)
			}
			for u, err := range reader.Units() {
				if err != nil || u.Target.Text != "One" {
					t.Errorf("%s, %s: %+v, %v", f.Name, name, u, err)
				}
			}
		}
		if _, err := f.Read(strings.NewReader("\x1f\x8bno"), ReadOptions{}); err == nil {
			t.Errorf("%s: a broken gzip file is taken", f.Name)
		}
	}
}

func TestTheBestTranslationOfASourceIsWritten(t *testing.T) {
	base := unit("Oui", "base", language.English)
	base.Origin.Date = time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)
	change := func(name string, f func(*tm.Unit)) tm.Unit {
		u := base
		u.Target.Text = name
		f(&u)
		return u
	}
	// Each comes before the ones that follow it.
	ranked := []tm.Unit{
		change("confirmed", func(u *tm.Unit) { u.Status, u.Confidence = tm.StatusConfirmed, 0.1 }),
		change("surer", func(u *tm.Unit) { u.Confidence = 0.95 }),
		change("changed", func(u *tm.Unit) { u.Changed = time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC) }),
		change("created", func(u *tm.Unit) { u.Created = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }),
		change("newer story", func(u *tm.Unit) { u.Origin.Date = time.Date(2024, 5, 2, 0, 0, 0, 0, time.UTC) }),
		base,
		change("superseded", func(u *tm.Unit) { u.Status = tm.StatusSuperseded }),
		change("rejected", func(u *tm.Unit) { u.Status = tm.StatusRejected }),
	}
	for first := range ranked {
		left := slices.Clone(ranked[first:])
		want := left[0].Target.Text
		rand.New(rand.NewPCG(5, uint64(first))).Shuffle(len(left), func(i, j int) { left[i], left[j] = left[j], left[i] })
		for _, format := range []string{"tmx", "tsv"} {
			text, report := export(t, format, Options{}, left...)
			if diff := cmp.Diff([]string{want}, targets(t, format, text)); diff != "" {
				t.Errorf("%s: %s", format, diff)
			}
			if report.Units != 1 || report.Variants != len(left)-1 {
				t.Errorf("%s: report %+v of %d", format, report, len(left))
			}
		}
	}
	for _, test := range []struct {
		format string
		all    bool
	}{{"tmx", true}, {"jsonl", false}} {
		text, _ := export(t, test.format, Options{AllVariants: test.all}, ranked...)
		if got := targets(t, test.format, text); len(got) != len(ranked) {
			t.Errorf("%s: %d of %d variants", test.format, len(got), len(ranked))
		}
	}
}

// The streamed choice is held against one that sees all units of a source.
func TestChoiceEqualsPlainComparison(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		var units []tm.Unit
		for range random.IntN(30) {
			u := unit(string(rune('a'+random.IntN(4))), string(rune('A'+random.IntN(6))), language.English)
			u.Confidence = float64(random.IntN(3)) / 2
			u.Changed = time.Unix(int64(random.IntN(3)), 0)
			if random.IntN(4) == 0 {
				u.Status = tm.StatusConfirmed
			}
			units = append(units, u)
		}
		text, _ := export(t, "tsv", Options{}, units...)
		var want []string
		for i, u := range units {
			if isFirstBest(units, i) {
				want = append(want, u.Target.Text)
			}
		}
		if diff := cmp.Diff(want, targets(t, "tsv", text)); diff != "" {
			t.Fatal(diff)
		}
	}
}

func isFirstBest(units []tm.Unit, i int) bool {
	key := func(u tm.Unit) []float64 {
		confirmed := 0.0
		if u.Status == tm.StatusConfirmed {
			confirmed = 1
		}
		return []float64{confirmed, u.Confidence, float64(u.Changed.Unix())}
	}
	for j, u := range units {
		if u.Source.Text != units[i].Source.Text {
			continue
		}
		order := slices.Compare(key(u), key(units[i]))
		if order > 0 || order == 0 && j < i {
			return false
		}
	}
	return true
}

func TestSameTextInTwoLanguagesIsNoVariant(t *testing.T) {
	units := []tm.Unit{unit("Oui", "Yes", language.English), unit("Oui", "是", language.Chinese)}
	text, _ := export(t, "tmx", Options{Multilingual: true}, units...)
	if diff := cmp.Diff([]string{"Yes", "是"}, targets(t, "tmx", text)); diff != "" {
		t.Error(diff)
	}
}

func TestOnlyLanguagesAskedForAreWritten(t *testing.T) {
	english := unit("Ça", "This", language.German)
	english.Source.Lang = language.English
	units := []tm.Unit{unit("Oui", "Yes", language.English), unit("Oui", "Ja", language.German), english}
	text, report := export(t, "tmx", Options{Source: language.French, Targets: []language.Tag{language.German}}, units...)
	if diff := cmp.Diff([]string{"Ja"}, targets(t, "tmx", text)); diff != "" {
		t.Error(diff)
	}
	if report.Units != 1 || report.Variants != 0 {
		t.Errorf("report %+v", report)
	}
}

// A store yields an article pair by pair; its languages must still meet.
func TestMultilingualGathersTheLanguagesOfASentence(t *testing.T) {
	var units []tm.Unit
	for _, article := range []string{"one", "two"} {
		for _, to := range []language.Tag{language.English, language.Chinese, language.Arabic} {
			for sentence := 1; sentence <= 12; sentence++ {
				u := unit(fmt.Sprintf("%s %d", article, sentence), "t", to)
				u.Origin.Article, u.Origin.Sentence = article, sentence
				units = append(units, u)
			}
		}
	}
	text, report := export(t, "tmx", Options{Multilingual: true}, units...)
	if got := strings.Count(text, "<tu>"); got != 24 {
		t.Errorf("%d entries, want 24", got)
	}
	if report.Units != len(units) {
		t.Errorf("%d units, want %d", report.Units, len(units))
	}
	if strings.Index(text, "one 2<") > strings.Index(text, "one 10<") {
		t.Error("the sentences are not in the order of the article")
	}
}

func TestExportReportsWhatWasDropped(t *testing.T) {
	if _, report := export(t, "tmx", Options{}, unit("a\x01", "b\x02\x03", language.English)); report.Dropped != 3 {
		t.Errorf("dropped %d, want 3", report.Dropped)
	}
}

func TestErrorsEndAnExport(t *testing.T) {
	broken := errors.New("disk on fire")
	failing := func(yield func(tm.Unit, error) bool) {
		if yield(unit("a", "b", language.English), nil) {
			yield(tm.Unit{}, broken)
		}
	}
	f, _ := Lookup("tmx")
	for _, options := range []Options{{}, {AllVariants: true}, {AllVariants: true, Multilingual: true}} {
		if _, err := Export(t.Context(), io.Discard, f, failing, options); !errors.Is(err, broken) {
			t.Errorf("%+v: error %v", options, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Export(ctx, io.Discard, f, stream(unit("a", "b", language.English)), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestLangMap(t *testing.T) {
	got, err := ParseLangMap(" zh-CN=zh-Hans, en = EN_gb,")
	if err != nil {
		t.Fatal(err)
	}
	want := map[language.Tag]string{language.Chinese: "zh-Hans", language.English: "EN_gb"}
	if len(got) != 2 || got[language.Chinese] != want[language.Chinese] || got[language.English] != want[language.English] {
		t.Errorf("got %v", got)
	}
	for _, bad := range []string{"zh", "zh=", "?=x"} {
		if _, err := ParseLangMap(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	text, _ := export(t, "tmx", Options{LangMap: got}, unit("Oui", "是", language.Chinese))
	if !strings.Contains(text, `xml:lang="zh-Hans"`) {
		t.Error(text)
	}
}

// The memory of an export does not grow with its units; see Choice.
func BenchmarkExport(b *testing.B) {
	const n = 100_000
	units := func(yield func(tm.Unit, error) bool) {
		for i := range n {
			u := unit(fmt.Sprintf("La phrase numéro %d de la mémoire.", i), "The sentence of that number in the memory.", language.English)
			u.Origin = tm.Origin{Article: "bench", Title: "Un banc", Sentence: i, Role: tm.RoleBody, SourceFile: "bench.fr.txt"}
			if !yield(u, nil) {
				return
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Export(b.Context(), io.Discard, tmxFormat(), units, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "units/s")
}

var _ Reader = (*tmx.Reader)(nil)
