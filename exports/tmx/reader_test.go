package tmx

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/language"

	"calque/exports/finding"
	"calque/tm"
)

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
		`fr-FR "Cliquez {1}ici{2} {3}vite {4}{5}!" en-US "Click <here> & now😀"`,
		`fr-FR "Cliquez {1}ici{2} {3}vite {4}{5}!" zh-Hant "\u3000按此\u3000"`,
		`fr-FR "Cliquez {1}ici{2} {3}vite {4}{5}!" en "Click here"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if first.Note != "one\ntwo" || first.CreatedBy != "bob" || first.ChangedBy != "eve" || first.Changed.Year() != 2021 {
		t.Errorf("got %+v", first)
	}
	wantProperties := []tm.Property{
		{Name: "@tuid", Value: "42"}, {Name: "@segtype", Value: "sentence"}, {Name: "@usagecount", Value: "3"}, {Name: "file", Value: "a.html"},
		{Name: "@changedate", Value: "20210203T040506Z", Of: tm.PartTarget}, {Name: "@changeid", Value: "eve", Of: tm.PartTarget},
		{Name: "x-status", Value: "approved", Of: tm.PartTarget},
		{Name: noteName, Value: "one"}, {Name: noteName, Value: "two"},
	}
	if diff := cmp.Diff(wantProperties, first.Properties); diff != "" {
		t.Error(diff)
	}
	wantCodes := []tm.Code{
		{Placeholder: "{1}", XML: `<bpt i="1" x="1">&lt;b&gt;</bpt>`}, {Placeholder: "{2}", XML: `<ept i="1">&lt;/b&gt;</ept>`},
		{Placeholder: "{3}", XML: `<hi>`}, {Placeholder: "{4}", XML: `<ph>{0}<sub>aide</sub></ph>`}, {Placeholder: "{5}", XML: `</hi>`},
	}
	if diff := cmp.Diff(wantCodes, first.Source.Codes); diff != "" {
		t.Error(diff)
	}
	report := r.Report()
	if report.TUs != 1 || report.Units != 3 || report.Tool != "Éditeur 7" || report.Version != "1.4" || report.Encoding != "utf-8" {
		t.Errorf("report %+v", report)
	}
	wantFindings := []finding.Finding{
		{What: "<note> of the header", Count: 1, Line: 5, Lost: true}, {What: "<ude> of the header", Count: 1, Line: 5, Lost: true},
		{What: "unknown element <odd>", Count: 1, Line: 17, Lost: true},
		{What: `variant in a language that is none: "x?y"`, Count: 1, Line: 15, Lost: true},
		{What: "variant without text", Count: 1, Line: 16, Lost: true},
	}
	if diff := cmp.Diff(wantFindings, r.Findings()); diff != "" {
		t.Error(diff)
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
	var notes []string
	for _, f := range r.Findings() {
		notes = append(notes, f.What)
	}
	for _, want := range []string{"variant in FR-fr, taken as fr", "variant in en_us, taken as en", "variant in zh-Hant, which was not asked for"} {
		if !slices.Contains(notes, want) {
			t.Errorf("%q is not among %q", want, notes)
		}
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
