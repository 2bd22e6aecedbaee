package tmx

import (
	"bytes"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/tm"
)

var update = flag.Bool("update", false, "write the golden files anew")

var traditional = language.MustParse("zh-Hant")

// story returns units as an import makes them: a title and two sentences, in
// two languages.
func story() []tm.Unit {
	origin := tm.Origin{
		Article: "pont-neuf", Title: "Un pont pour la vallée",
		Date:   time.Date(2024, 5, 8, 0, 0, 0, 0, time.UTC),
		Agency: "Agence du Val", SourceFile: "/stories/pont-neuf.fr.txt", TargetFile: "/stories/pont-neuf.en.txt",
		URL: "https://example.org/pont?a=1&b=2", Role: tm.RoleTitle, Block: 1, Sentence: 1, Sentences: 3,
		Aligner: "calque 0.1",
	}
	title := tm.Unit{
		Source: tm.Variant{Lang: language.French, Text: "Un pont pour la vallée"},
		Target: tm.Variant{Lang: language.English, Text: "A bridge for the valley"},
		Status: tm.StatusConfirmed, Confidence: 0.9871, Origin: origin,
		After:   "Il coûtera 12 500 € & durera « cent ans ».",
		Created: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), CreatedBy: "calque",
		Changed: time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC), ChangedBy: "alice <a@example.org>",
		Note: "Seen by the \"desk\"",
	}
	body := title
	body.Source.Text = "Il coûtera 12 500 € & durera « cent ans »."
	body.Target.Text = "It will cost €12,500 & last “a hundred years”."
	body.Status, body.Confidence, body.Note, body.ChangedBy, body.Changed = tm.StatusAuto, 0.75, "", "", time.Time{}
	body.Origin.Role, body.Origin.Block, body.Origin.Sentence = tm.RoleBody, 2, 2
	body.Before, body.After = title.Source.Text, "C'est <tout> ]]> ?"
	body.Properties = []tm.Property{{Name: "x-desk", Value: "Économie"}}

	titleChinese, bodyChinese := title, body
	titleChinese.Target = tm.Variant{Lang: language.Chinese, Text: "为山谷架桥"}
	titleChinese.Origin.TargetFile = "/stories/pont-neuf.zh.txt"
	titleChinese.Status, titleChinese.Note = tm.StatusAuto, ""
	bodyChinese.Target = tm.Variant{Lang: language.Chinese, Text: "它将耗资1.25万欧元,可用百年。"}
	bodyChinese.Pivot = language.English
	return []tm.Unit{title, titleChinese, body, bodyChinese}
}

func pair(units []tm.Unit, target language.Tag) []tm.Unit {
	var kept []tm.Unit
	for _, u := range units {
		if u.Target.Lang == target {
			kept = append(kept, u)
		}
	}
	return kept
}

func write(t *testing.T, options Options, units ...tm.Unit) string {
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

func read(t *testing.T, options ReadOptions, text string) []tm.Unit {
	t.Helper()
	units, err := readAll(options, text)
	if err != nil {
		t.Fatal(err)
	}
	return units
}

func readAll(options ReadOptions, text string) ([]tm.Unit, error) {
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
	for _, test := range []struct {
		name    string
		options Options
		units   []tm.Unit
	}{
		{"bilingual", Options{Source: language.French, Tool: "calque", ToolVersion: "1.2.3"}, pair(story(), language.English)},
		{"chinese", Options{Created: time.Date(2026, 3, 1, 12, 0, 0, 0, time.FixedZone("", 3600))}, pair(story(), language.Chinese)},
		{"multilingual", Options{Multilingual: true, Doctype: true}, story()},
		{"empty", Options{Source: language.French}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := write(t, test.options, test.units...)
			path := filepath.Join("testdata", test.name+".tmx")
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
				t.Error(diff)
			}
		})
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		units := randomUnits(random)
		multilingual := random.IntN(2) == 0
		if !multilingual {
			units = pair(units, language.English)
		}
		text := write(t, Options{Source: language.French, Multilingual: multilingual}, units...)
		got := read(t, ReadOptions{}, text)
		if diff := cmp.Diff(units, withoutPlaces(got), cmp.Comparer(func(a, b language.Tag) bool { return a == b })); diff != "" {
			t.Fatalf("units changed (-written +read):\n%s\n%s", diff, text)
		}
		if again := write(t, Options{Source: language.French, Multilingual: multilingual}, got...); again != text {
			t.Fatalf("a second copy differs:\n%s", cmp.Diff(text, again))
		}
	}
}

// withoutPlaces leaves out the properties that say where a note or a date, which
// a unit has too, stood in the file.
func withoutPlaces(units []tm.Unit) []tm.Unit {
	units = slices.Clone(units)
	for i := range units {
		var kept []tm.Property
		for _, p := range units[i].Properties {
			if !isStamp(p) && (p.Of != tm.PartTarget || p.Name != noteName) {
				kept = append(kept, p)
			}
		}
		units[i].Properties = kept
	}
	return units
}

var alphabet = []rune("aé &<>\"'\t\n\r\u00a0\u2028中𝄞ß]؟\ufffd")

func randomText(random *rand.Rand) string {
	runes := []rune("m") // a variant without text would be left out
	for range random.IntN(12) {
		runes = append(runes, alphabet[random.IntN(len(alphabet))])
	}
	return string(runes)
}

func randomUnits(random *rand.Rand) []tm.Unit {
	maybe := func() string {
		if random.IntN(2) == 0 {
			return ""
		}
		return randomText(random)
	}
	moment := func() time.Time {
		if random.IntN(2) == 0 {
			return time.Time{}
		}
		return time.Unix(random.Int64N(4e9), 0).UTC()
	}
	statuses := []tm.Status{tm.StatusAuto, tm.StatusConfirmed, tm.StatusRejected, tm.StatusSuperseded}
	var units []tm.Unit
	for range random.IntN(8) {
		u := tm.Unit{
			Source: tm.Variant{Lang: language.French, Text: randomText(random)},
			Before: maybe(), After: maybe(),
			Origin: tm.Origin{
				Article: maybe(), Title: maybe(), Date: moment(), Agency: maybe(), SourceFile: maybe(), URL: maybe(),
				Role: tm.RoleBody, Block: random.IntN(3), Sentence: random.IntN(3), Sentences: random.IntN(9),
			},
		}
		for _, target := range []language.Tag{language.English, language.Chinese, traditional, language.BrazilianPortuguese} {
			if random.IntN(3) == 0 {
				continue
			}
			u.Target = tm.Variant{Lang: target, Text: randomText(random)}
			u.Status = statuses[random.IntN(len(statuses))]
			u.Confidence = float64(random.IntN(10001)) / 10000
			u.Created, u.Changed, u.CreatedBy, u.ChangedBy = moment(), moment(), maybe(), maybe()
			if impliedChange(u) {
				u.Changed = time.Time{} // which is not written
			}
			u.Note, u.Origin.TargetFile, u.Origin.Aligner = maybe(), maybe(), maybe()
			u.Pivot = language.Und
			if random.IntN(4) == 0 {
				u.Pivot = language.Spanish
			}
			u.Properties = nil
			for range random.IntN(3) {
				u.Properties = append(u.Properties, tm.Property{Name: "x-own", Value: maybe()})
			}
			units = append(units, u)
		}
	}
	return units
}

func TestIllegalCharactersAreDroppedAndCounted(t *testing.T) {
	u := pair(story(), language.English)[0]
	u.Source.Text = "a\x00b\x1bc\ufffed\xffe\tf\ufffdg"
	var out bytes.Buffer
	w := NewWriter(&out, Options{})
	if err := w.WriteUnit(u); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if w.Dropped() != 4 {
		t.Errorf("dropped %d characters, want 4", w.Dropped())
	}
	if got := read(t, ReadOptions{}, out.String())[0].Source.Text; got != "abcde\tf\ufffdg" {
		t.Errorf("got %q", got)
	}
}

func TestHeaderLanguageEqualsVariantLanguage(t *testing.T) {
	u := pair(story(), language.English)[0]
	for _, test := range []struct {
		source  language.Tag
		langMap map[language.Tag]string
		want    string
	}{
		{language.French, nil, "fr"},
		{language.Chinese, nil, "zh-CN"},
		{traditional, nil, "zh-TW"},
		{language.MustParse("fr-CA"), nil, "fr-CA"},
		{language.Chinese, map[language.Tag]string{language.Chinese: "ZH"}, "ZH"},
	} {
		u.Source.Lang = test.source
		got := write(t, Options{LangMap: test.langMap}, u)
		if !strings.Contains(got, `srclang="`+test.want+`"`) || !strings.Contains(got, `<tuv xml:lang="`+test.want+`">`) {
			t.Errorf("%v: want %s in header and variant:\n%s", test.source, test.want, got)
		}
	}
}

func TestUnitsInOtherLanguagesAreRefused(t *testing.T) {
	units := story()
	german := units[0]
	german.Source.Lang = language.German
	nowhere := units[0]
	nowhere.Target.Lang = language.Und
	for name, u := range map[string]tm.Unit{"second target": units[1], "other source": german, "no language": nowhere} {
		w := NewWriter(&bytes.Buffer{}, Options{})
		if err := w.WriteUnit(units[0]); err != nil {
			t.Fatal(err)
		}
		if err := w.WriteUnit(u); err == nil {
			t.Errorf("%s: written", name)
		}
	}
}

type fullDisk struct{ left int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.left -= len(p); d.left < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestWriteErrorsAreReported(t *testing.T) {
	w := NewWriter(&fullDisk{left: 100_000}, Options{})
	var err error
	for range 10_000 {
		if err = w.WriteUnit(story()[0]); err != nil {
			break
		}
	}
	if err == nil || w.Close() == nil {
		t.Error("a full disk was not reported")
	}
}

func BenchmarkWriter(b *testing.B) {
	var out bytes.Buffer
	w := NewWriter(&out, Options{})
	unit := story()[2]
	b.ReportAllocs()
	for b.Loop() {
		if out.Len() > 1<<24 {
			out.Reset()
		}
		if err := w.WriteUnit(unit); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReader(b *testing.B) {
	var out bytes.Buffer
	w := NewWriter(&out, Options{})
	for range 1000 {
		if err := w.WriteUnit(story()[2]); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(out.Len()))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range NewReader(bytes.NewReader(out.Bytes()), ReadOptions{}).Units() {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
