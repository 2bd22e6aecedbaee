package tmx

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"
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
		if diff := cmp.Diff(units, got, cmp.Comparer(func(a, b language.Tag) bool { return a == b })); diff != "" {
			t.Fatalf("units changed (-written +read):\n%s\n%s", diff, text)
		}
		if again := write(t, Options{Source: language.French, Multilingual: multilingual}, got...); again != text {
			t.Fatalf("a second copy differs:\n%s", cmp.Diff(text, again))
		}
	}
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

const foreign = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "http://localhost:1/tmx14.dtd">
<tmx version="1.4">
<header creationtool="Éditeur" creationtoolversion="7" segtype="sentence" o-tmf="x" adminlang="en" srclang="*all*" datatype="xml">
 <note>not a unit</note><ude name="u"><map unicode="#xF8FF"/></ude>
</header>
<body>
 <tu tuid="42" segtype="sentence" usagecount="3" creationdate="20200102T030405Z" creationid="bob">
  <note>one</note><note>two</note>
  <prop type="file">a.html</prop>
  <tuv xml:lang="FR-fr"><seg>Cliquez <bpt i="1" x="1">&lt;b&gt;</bpt>ici<ept i="1">&lt;/b&gt;</ept> <hi>vite <ph>{0}<sub>aide</sub></ph></hi>!</seg></tuv>
  <tuv lang="en_us" changedate="2021-02-03T04:05:06Z" changeid="eve"><prop type="x-status">approved</prop><seg><![CDATA[Click <here>]]> &amp; now&#x1F600;</seg></tuv>
  <tuv xml:lang="zh-tw"><seg>　按此　</seg></tuv>
  <tuv xml:lang="en"><seg>Click here</seg></tuv>
  <tuv xml:lang="x?y"><seg>?</seg></tuv>
  <tuv xml:lang="de"><seg>  </seg></tuv>
  <odd><deep/></odd>
 </tu>
</body>
</tmx>`

func TestForeignFileIsRead(t *testing.T) {
	r := NewReader(strings.NewReader(foreign), ReadOptions{})
	var got []string
	var first tm.Unit
	for u, err := range r.Units() {
		if err != nil {
			t.Fatal(err)
		}
		if first.Source.Text == "" {
			first = u
		}
		got = append(got, fmt.Sprintf("%v %q %v %q", u.Source.Lang, u.Source.Text, u.Target.Lang, u.Target.Text))
	}
	want := []string{
		`fr-FR "Cliquez ici vite !" en-US "Click <here> & now😀"`,
		`fr-FR "Cliquez ici vite !" zh-Hant "\u3000按此\u3000"`,
		`fr-FR "Cliquez ici vite !" en "Click here"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if first.Note != "one\ntwo" || first.CreatedBy != "bob" || first.ChangedBy != "eve" || first.Changed.Year() != 2021 {
		t.Errorf("got %+v", first)
	}
	wantProperties := []tm.Property{{Name: "@tuid", Value: "42"}, {Name: "@segtype", Value: "sentence"}, {Name: "@usagecount", Value: "3"}, {Name: "file", Value: "a.html"}, {Name: "x-status", Value: "approved"}}
	if diff := cmp.Diff(wantProperties, first.Properties); diff != "" {
		t.Error(diff)
	}
	report := r.Report()
	if report.TUs != 1 || report.Units != 3 || report.Empty != 1 || report.Languages["x?y"] != 1 ||
		report.Unknown["odd"] != 1 || report.Inline != 5 || report.Tool != "Éditeur 7" {
		t.Errorf("report %+v", report)
	}
}

func TestForeignPropertiesAndAttributesComeBack(t *testing.T) {
	text := write(t, Options{Multilingual: true}, read(t, ReadOptions{}, foreign)[0])
	for _, want := range []string{` tuid="42"`, ` usagecount="3"`, `<prop type="file">a.html</prop>`, `<prop type="x-status">approved</prop>`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
	prefixed := write(t, Options{PrefixProperties: true}, read(t, ReadOptions{}, foreign)[0])
	for _, want := range []string{`<prop type="x-tuid">42</prop>`, `<prop type="x-file">a.html</prop>`} {
		if !strings.Contains(prefixed, want) {
			t.Errorf("%s is not in\n%s", want, prefixed)
		}
	}
}

func TestNativeCodesCanBeKept(t *testing.T) {
	units := read(t, ReadOptions{Inline: InlineKeep}, foreign)
	if got, want := units[0].Source.Text, "Cliquez <b>ici</b> vite {0}aide!"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLanguagesThatAreAskedFor(t *testing.T) {
	r := NewReader(strings.NewReader(foreign), ReadOptions{Source: language.French, Targets: []language.Tag{language.English}})
	var got []string
	for u, err := range r.Units() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%v %v %s", u.Source.Lang, u.Target.Lang, u.Target.Text))
	}
	if diff := cmp.Diff([]string{"fr en Click <here> & now😀", "fr en Click here"}, got); diff != "" {
		t.Error(diff)
	}
	if r.Report().Regions["FR-fr"] != 1 || r.Report().Regions["en-US"] != 1 {
		t.Errorf("regions %v", r.Report().Regions)
	}
}

func TestEncodings(t *testing.T) {
	plain := write(t, Options{}, pair(story(), language.Chinese)...)
	want := read(t, ReadOptions{}, plain)
	utf16 := strings.Replace(plain, "UTF-8", "UTF-16", 1)
	encoded := func(order unicode.Endianness, mark unicode.BOMPolicy) string {
		s, err := unicode.UTF16(order, mark).NewEncoder().String(utf16)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for name, text := range map[string]string{
		"utf-8 with mark":      "\ufeff" + plain,
		"utf-16 little, mark":  encoded(unicode.LittleEndian, unicode.UseBOM),
		"utf-16 big, mark":     encoded(unicode.BigEndian, unicode.UseBOM),
		"utf-16 little, blind": encoded(unicode.LittleEndian, unicode.IgnoreBOM),
		"utf-16 big, blind":    encoded(unicode.BigEndian, unicode.IgnoreBOM),
	} {
		got, err := readAll(ReadOptions{}, text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b language.Tag) bool { return a == b })); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	latin := "<?xml version='1.0' encoding='ISO-8859-1'?><tmx version='1.1'><header srclang='fr'/><body><tu>" +
		"<tuv lang='fr'><seg>d\xe9j\xe0</seg></tuv><tuv lang='en'><seg>already</seg></tuv></tu></body></tmx>"
	if got := read(t, ReadOptions{}, latin); got[0].Source.Text != "déjà" {
		t.Errorf("legacy encoding: %+v", got)
	}
}

func TestBrokenFilesSayWhere(t *testing.T) {
	whole := write(t, Options{}, pair(story(), language.English)...)
	second := strings.LastIndex(whole, "<tu ")
	for _, test := range []struct {
		name, text, want string
		units            int
	}{
		{"empty", "", "no content", 0},
		{"wrong root", "<html><body/></html>", "<html>", 0},
		{"binary", "\x00\x01\x02\x03", "line 1", 0},
		{"cut short", whole[:second+60], "line 28", 1},
		{"cut in a tag", whole[:second+3], "line ", 1},
		{"wrong nesting", strings.Replace(whole, "</tuv>", "</tu>", 1), "</tu>", 0},
		{"unknown entity", strings.Replace(whole, "<seg>", "<seg>&lol;", 1), "&lol;", 0},
		{"twice", strings.Replace(whole, `<tuv xml:lang="fr"`, `<tuv xml:lang="fr" xml:lang="de"`, 1), "twice", 0},
		{"unknown encoding", strings.Replace(whole, `"UTF-8"`, `"klingon"`, 1), "klingon", 0},
	} {
		units, err := readAll(ReadOptions{}, test.text)
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.want)
		}
		if len(units) != test.units {
			t.Errorf("%s: %d units before the fault, want %d", test.name, len(units), test.units)
		}
	}
}

func TestHostileFilesAreBounded(t *testing.T) {
	start := `<tmx version="1.4"><header srclang="fr"/><body><tu><tuv xml:lang="fr"><seg>`
	laughs := `<!DOCTYPE tmx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>` + start
	for name, text := range map[string]string{
		"deep":            start + strings.Repeat("<sub>", 10_000),
		"long segment":    start + strings.Repeat("x", 2<<20),
		"padding":         "<tmx>" + strings.Repeat(" ", 2<<20),
		"long comment":    "<tmx><!--" + strings.Repeat(" ", 2<<20),
		"many variants":   "<tmx><body><tu>" + strings.Repeat("<tuv/>", 1<<20),
		"laughs":          laughs + "&b;",
		"external entity": laughs + "&x;",
	} {
		_, err := readAll(ReadOptions{MaxUnit: 1 << 20}, text)
		if !errors.Is(err, ErrFormat) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func FuzzReader(f *testing.F) {
	f.Add([]byte(foreign))
	f.Add([]byte("\xff\xfe<\x00t\x00m\x00x\x00>\x00"))
	f.Add([]byte(`<?xml version="1.0" encoding="windows-1252"?><tmx><body><tu><tuv lang="fr"><seg>` + "\xe9</seg>"))
	f.Fuzz(func(t *testing.T, file []byte) {
		// What could be read can be written, and then comes back the same.
		units, _ := readAll(ReadOptions{MaxUnit: 1 << 20}, string(file))
		for _, u := range units {
			first := write(t, Options{}, u)
			again, err := readAll(ReadOptions{Source: u.Source.Lang}, first)
			if err != nil || len(again) != 1 {
				t.Fatalf("%v, %d units from\n%s", err, len(again), first)
			}
			if again[0].Source.Text != u.Source.Text || again[0].Target.Text != u.Target.Text {
				t.Fatalf("text changed: %+v, %+v", u, again[0])
			}
			if second := write(t, Options{}, again...); second != first {
				t.Fatalf("a second copy differs:\n%s", cmp.Diff(first, second))
			}
		}
	})
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
