package xliff

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
	"golang.org/x/text/language"

	"calque/exports/finding"
	"calque/tm"
)

var update = flag.Bool("update", false, "write the golden files anew")

var sameTags = cmp.Comparer(func(a, b language.Tag) bool { return a == b })

func sample() []tm.Unit {
	return []tm.Unit{
		{
			Source: tm.Variant{Lang: language.French, Text: "Le {1}budget{2} de 2024 & la « dette »{3}", Codes: []tm.Code{
				{Placeholder: "{1}", XML: `<bpt i="1" x="1" type="bold">&lt;b&gt;</bpt>`},
				{Placeholder: "{2}", XML: `<ept i="1">&lt;/b&gt;</ept>`},
				{Placeholder: "{3}", XML: `<ph x="3" type="lb">&lt;br/&gt;</ph>`},
			}},
			Target: tm.Variant{Lang: language.Chinese, Text: "2024年{1}预算{2}与“债务”{3}", Codes: []tm.Code{
				{Placeholder: "{1}", XML: `<bpt i="1" x="1" type="bold">&lt;b&gt;</bpt>`},
				{Placeholder: "{2}", XML: `<ept i="1">&lt;/b&gt;</ept>`},
				{Placeholder: "{3}", XML: `<ph x="3" type="lb">&lt;br/&gt;</ph>`},
			}},
			Status: tm.StatusConfirmed, Confidence: 0.9876,
			Origin: tm.Origin{
				Article: "budget", Title: "Le budget", Date: time.Date(2024, 5, 8, 12, 0, 0, 0, time.UTC), Agency: "Agence du Val",
				SourceFile: "budget.fr.txt", TargetFile: "budget.zh.txt", URL: "https://example.org/?a=1&b",
				Role: tm.RoleBody, Block: 2, Sentence: 3, Sentences: 9, Aligner: "calque 0.1",
			},
			Before: "Avant.", After: "Après.", Pivot: language.English,
			Created: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), CreatedBy: "calque",
			Changed: time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC), ChangedBy: "alice", Note: "à revoir\n<b>",
			Properties: []tm.Property{{Name: "x=a;b", Value: "1=2"}, {Name: "y", Value: "", Of: tm.PartTarget, Lang: "fr", Encoding: "utf-8"}},
		},
		{
			Source: tm.Variant{Lang: language.French, Text: "Non.\t\r\n Oui."},
			Target: tm.Variant{Lang: language.Chinese, Text: "不。 是。"},
			Status: tm.StatusAuto, Confidence: 0.5, Origin: tm.Origin{Article: "non"},
		},
	}
}

func write(t testing.TB, options Options, units []tm.Unit) string {
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

var versions = map[string]Version{"1.2": V12, "2.1": V21}

func TestGoldenFiles(t *testing.T) {
	for name, version := range versions {
		got := write(t, Options{Version: version, ToolVersion: "1.0"}, sample())
		path := filepath.Join("testdata", "sample-"+name+".xlf")
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
	for name, version := range versions {
		text := write(t, Options{Version: version}, sample())
		got, found, err := read(ReadOptions{}, text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(sample(), got, sameTags); diff != "" {
			t.Errorf("%s: units changed:\n%s\n%s", name, diff, text)
		}
		if len(found) > 0 {
			t.Errorf("%s: findings %v", name, found)
		}
		checkStructure(t, name, text)
	}
}

// Texts of any characters and codes in any order come back, and what is written
// has the structure that the schema wants.
func TestAnyTextAndCodesComeBack(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		for name, version := range versions {
			units := sample()
			for i := range units {
				units[i].Source = randomVariant(random, language.French)
				units[i].Target = randomVariant(random, language.Chinese)
				units[i].Note = "n" + randomText(random)
				units[i].Origin.Title = randomText(random)
				units[i].Properties = []tm.Property{{Name: randomText(random), Value: randomText(random), Of: tm.PartSource}}
			}
			first := write(t, Options{Version: version}, units)
			checkStructure(t, name, first)
			again, _, err := read(ReadOptions{}, first)
			if err != nil {
				t.Fatal(err)
			}
			if len(again) != len(units) {
				t.Fatalf("%s: %d units of %d in\n%s", name, len(again), len(units), first)
			}
			for i := range units {
				for side, pair := range map[string][2]tm.Variant{"source": {units[i].Source, again[i].Source}, "target": {units[i].Target, again[i].Target}} {
					if want, got := plain(pair[0]), plain(pair[1]); got != want {
						t.Fatalf("%s: the %s %q became %q", name, side, want, got)
					}
				}
				again[i].Source, units[i].Source = tm.Variant{}, tm.Variant{}
				again[i].Target, units[i].Target = tm.Variant{}, tm.Variant{}
			}
			if diff := cmp.Diff(units, again, sameTags); diff != "" {
				t.Fatalf("%s: %s\n%s", name, diff, first)
			}
		}
	}
}

// plain is the text of a variant with its native codes in their places, which
// does not depend on how they are numbered.
func plain(v tm.Variant) string {
	var b strings.Builder
	for _, p := range split(v) {
		if p.code != nil {
			fmt.Fprintf(&b, "⟦%d %s⟧", p.code.kind, p.code.text)
			continue
		}
		b.WriteString(p.text)
	}
	return b.String()
}

func randomText(random *rand.Rand) string {
	alphabet := []rune("ab\t\n\r&<>\"'=;%{1}中é\ufeff ")
	runes := []rune("m")
	for range random.IntN(8) {
		runes = append(runes, alphabet[random.IntN(len(alphabet))])
	}
	return string(runes)
}

func randomVariant(random *rand.Rand, lang language.Tag) tm.Variant {
	codes := []string{
		`<ph x="1">{{&quot;name&quot;}}</ph>`, `<bpt i="1" x="1">&lt;a&gt;</bpt>`, `<ept i="1">&lt;/a&gt;</ept>`,
		`<bpt i="2" x="2">&lt;i&gt;</bpt>`, `<ept i="2">&lt;/i&gt;</ept>`, `<it pos="begin" x="5">&lt;u&gt;</it>`,
		`<bpt i="3" x="3">&lt;g id=&quot;7&quot;&gt;</bpt>`, `<ept i="3">&lt;/g&gt;</ept>`, `<ph x="9">&lt;x id=&quot;8&quot;/&gt;</ph>`,
		`<ph x="4">&lt;ph id=&quot;8&quot;/&gt;</ph>`, `<bpt i="4" x="4">&lt;pc id=&quot;6&quot;&gt;</bpt>`, `<ept i="4">&lt;/pc&gt;</ept>`,
	}
	random.Shuffle(len(codes), func(i, j int) { codes[i], codes[j] = codes[j], codes[i] })
	v := tm.Variant{Lang: lang, Text: strings.ReplaceAll(randomText(random), "{", "")}
	for i, code := range codes[:random.IntN(len(codes))] {
		placeholder := fmt.Sprintf("{%d}", 20+i)
		v.Codes = append(v.Codes, tm.Code{Placeholder: placeholder, XML: code})
		v.Text += placeholder
		if random.IntN(2) == 0 {
			v.Text += "t"
		}
	}
	return v
}

func TestStates(t *testing.T) {
	for _, test := range []struct {
		unit   string
		status tm.Status // none: left out
	}{
		{`<source>a</source><target state="translated">b</target>`, tm.StatusAuto},
		{`<source>a</source><target state="signed-off">b</target>`, tm.StatusConfirmed},
		{`<source>a</source><target state="final">b</target>`, tm.StatusConfirmed},
		{`<source>a</source><target>b</target>`, tm.StatusAuto},
		{`<source>a</source><target state="needs-translation">b</target>`, ""},
		{`<source>a</source><target state="new">b</target>`, ""},
		{`<source>a</source><target state="needs-review-translation">b</target>`, ""},
		{`<source>a</source><target state="translated"></target>`, ""},
		{`<source>a</source>`, ""},
		{`<source>a</source><alt-trans><target state="final">b</target></alt-trans>`, ""},
	} {
		text := `<xliff version="1.2"><file source-language="fr" target-language="en"><body><group><trans-unit id="1">` + test.unit + `</trans-unit></group></body></file></xliff>`
		checkStatus(t, text, test.status)
	}
	for attribute, status := range map[string]tm.Status{` approved="yes"`: tm.StatusConfirmed, ` approved="no"`: "", ` translate="no"`: ""} {
		text := `<xliff version="1.2"><file source-language="fr" target-language="en"><body><trans-unit id="1"` + attribute + `><source>a</source><target>b</target></trans-unit></body></file></xliff>`
		checkStatus(t, text, status)
	}
	for state, status := range map[string]tm.Status{"": "", ` state="initial"`: "", ` state="translated"`: tm.StatusAuto, ` state="reviewed"`: tm.StatusConfirmed, ` state="final"`: tm.StatusConfirmed} {
		text := `<xliff version="2.0" srcLang="fr" trgLang="en"><file id="f"><unit id="u"><segment` + state + `><source>a</source><target>b</target></segment></unit></file></xliff>`
		checkStatus(t, text, status)
	}
}

// A person who signs off in a CAT tool what the aligner made has confirmed it.
func TestTheStatusOfOurOwnUnits(t *testing.T) {
	for name, version := range versions {
		text := write(t, Options{Version: version}, sample()[1:])
		for _, test := range []struct {
			text string
			want tm.Status
		}{
			{text, tm.StatusAuto},
			{strings.Replace(text, `state="translated"`, `state="final"`, 1), tm.StatusConfirmed},
			{strings.Replace(text, `>auto<`, `>other<`, 1), tm.StatusConfirmed},
		} {
			units, _, err := read(ReadOptions{Status: tm.StatusConfirmed}, test.text)
			if err != nil || len(units) != 1 || units[0].Status != test.want {
				t.Errorf("%s: %v, %v, want one that is %s", name, units, err, test.want)
			}
		}
	}
}

func checkStatus(t *testing.T, text string, status tm.Status) {
	t.Helper()
	units, found, err := read(ReadOptions{}, text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if status == "" {
		if len(units) != 0 || len(found) == 0 || found[0].Count != 1 || !found[0].Lost {
			t.Errorf("%s: %d units, findings %v", text, len(units), found)
		}
		return
	}
	if len(units) != 1 || units[0].Status != status {
		t.Errorf("%s: got %v, want one unit that is %s", text, units, status)
	}
}

func TestFilesOfOtherTools(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       [][2]string
	}{
		{"segments that Trados marks", `<xliff version="1.2" xmlns:sdl="x"><file source-language="fr-FR" target-language="en-GB"><body><trans-unit id="1">
			<source>Un. Deux. Trois.</source>
			<seg-source><g id="5"><mrk mtype="seg" mid="1">Un.</mrk> <mrk mtype="seg" mid="2">Deux <x id="9"/>.</mrk></g> <mrk mtype="seg" mid="3">Trois.</mrk></seg-source>
			<target><g id="5"><mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2">Two <x id="9"/>.</mrk></g> <mrk mtype="seg" mid="3">Three.</mrk></target>
			<sdl:seg-defs><sdl:seg id="1" conf="Translated"/><sdl:seg id="2" conf="ApprovedSignOff"/><sdl:seg id="3" conf="Draft"/></sdl:seg-defs>
			</trans-unit></body></file></xliff>`, [][2]string{{"Un.", "One."}, {"Deux {1}.", "Two {1}."}}},
		{"prefixes on everything", `<x:xliff version="1.2" xmlns:x="urn:oasis:names:tc:xliff:document:1.2"><x:file source-language="fr" target-language="en"><x:body><x:trans-unit id="1"><x:source>a</x:source><x:target>b</x:target></x:trans-unit></x:body></x:file></x:xliff>`, [][2]string{{"a", "b"}}},
		{"several segments and ignorables of a unit", `<xliff version="2.1" srcLang="fr" trgLang="en"><file id="f"><group id="g"><unit id="u"><segment state="final"><source>a</source><target>b</target></segment><ignorable><source> </source></ignorable><segment state="final"><source>c <cp hex="0001"/><mrk id="m" type="term">d</mrk></source><target>e</target></segment></unit></group></file></xliff>`, [][2]string{{"a", "b"}, {"c \x01d", "e"}}},
		{"a placeholder in the text", `<xliff version="1.2"><file source-language="fr" target-language="en"><body><trans-unit id="1"><source>{1} <x id="1"/></source><target><x id="1"/> {2} {1}</target></trans-unit></body></file></xliff>`, [][2]string{{"{1} {3}", "{3} {2} {1}"}}},
		{"UTF-16", string(utf16(`<?xml version="1.0" encoding="UTF-16"?><xliff version="1.2"><file source-language="fr" target-language="zh-CN"><body><trans-unit id="1"><source>é</source><target>中</target></trans-unit></body></file></xliff>`)), [][2]string{{"é", "中"}}},
		{"a legacy charset", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><xliff version=\"1.2\"><file source-language=\"fr\" target-language=\"en\"><body><trans-unit id=\"1\"><source>\xe9</source><target>e</target></trans-unit></body></file></xliff>", [][2]string{{"é", "e"}}},
		{"targets in two languages", `<xliff version="1.2"><file source-language="fr" target-language="de"><body><trans-unit id="1"><source>a</source><target>b</target></trans-unit></body></file><file source-language="fr" target-language="en-US"><body><trans-unit id="1"><source>c</source><target>d</target></trans-unit></body></file></xliff>`, [][2]string{{"c", "d"}}},
	} {
		options := ReadOptions{Targets: []language.Tag{language.English, language.Chinese}}
		units, _, err := read(options, test.text)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		var got [][2]string
		for _, u := range units {
			got = append(got, [2]string{u.Source.Text, u.Target.Text})
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
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

func TestBadFilesSayWhere(t *testing.T) {
	head := "<xliff version=\"1.2\">\n<file source-language=\"fr\" target-language=\"en\"><body>\n"
	good := `<trans-unit id="1"><source>a</source><target>b</target></trans-unit>` + "\n"
	for _, test := range []struct {
		name, text, want string
		units            int
	}{
		{"empty", "", "no content", 0},
		{"wrong root", "<tmx/>", "the root element is <tmx>", 0},
		{"no version", "<xliff/>", "version", 0},
		{"truncated in a unit", head + good + "<trans-unit id=\"2\"><source>a</so", "line 4", 1},
		{"truncated between units", head + good, "ends inside <body>", 1},
		{"binary", "PK\x03\x04\x00\x00", "line 1", 0},
		{"not UTF-8", head + "<trans-unit id=\"1\"><source>\xff", "UTF-8", 0},
		{"entity bomb", bomb() + head + "<trans-unit id=\"1\"><source>&e20;</source></trans-unit>", "entity", 0},
		{"external entity", "<!DOCTYPE xliff [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" + head + "<trans-unit id=\"1\"><source>&a;</source></trans-unit>", "entity", 0},
		{"a unit without end", head + "<trans-unit id=\"1\"><source>" + strings.Repeat("x", 20000), "more than 10000 bytes", 0},
		{"an endless tag", head + "<trans-unit " + strings.Repeat("x='' ", 5000), "more than 10000 bytes", 0},
		{"deep", head + "<trans-unit id=\"1\"><source>" + strings.Repeat("<g>", 1000), "inside each other", 0},
		{"an attribute twice", head + "<trans-unit id=\"1\" id=\"2\"/>", "twice", 0},
		{"crossed elements", head + "<trans-unit id=\"1\"><source></target>", "closes nothing", 0},
		{"no languages", "<xliff version=\"1.2\"><file><body>" + good, "does not name its source language", 0},
		{"bad language", "<xliff version=\"1.2\"><file source-language=\"?\"><body>" + good, "language tag", 0},
		{"unknown charset", "<?xml version=\"1.0\" encoding=\"klingon\"?>" + head, "klingon", 0},
	} {
		units, _, err := read(ReadOptions{MaxUnit: 10000}, test.text)
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "column") {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.want)
		}
		if len(units) != test.units {
			t.Errorf("%s: %d units before the fault, want %d", test.name, len(units), test.units)
		}
	}
}

// bomb is a document type whose entity e20 would be a gigabyte.
func bomb() string {
	b := "<!DOCTYPE xliff [<!ENTITY e0 \"" + strings.Repeat("x", 1000) + "\">"
	for i := range 20 {
		b += fmt.Sprintf("<!ENTITY e%d \"&e%d;&e%d;\">", i+1, i, i)
	}
	return b + "]>"
}

func TestCharactersThatXMLCannotHold(t *testing.T) {
	units := sample()[1:]
	units[0].Source.Text = "a\x01b\ufffe\xff"
	units[0].Note = "\x02"
	for version, want := range map[Version]struct {
		dropped int
		text    string
	}{V12: {4, "ab"}, V21: {2, "a\x01b\ufffe"}} { // XLIFF 2 has cp for those in texts
		var out bytes.Buffer
		w := NewWriter(&out, Options{Version: version})
		if err := errors.Join(w.WriteUnit(units[0]), w.Close()); err != nil {
			t.Fatal(err)
		}
		got, _, err := read(ReadOptions{}, out.String())
		if err != nil || len(got) != 1 {
			t.Fatal(got, err)
		}
		if w.Dropped() != want.dropped || got[0].Source.Text != want.text {
			t.Errorf("version %d: dropped %d, text %q", version, w.Dropped(), got[0].Source.Text)
		}
	}
}

func TestLanguagesOfAFile(t *testing.T) {
	units := sample()
	units[1].Target.Lang = language.English
	var out bytes.Buffer
	w := NewWriter(&out, Options{Version: V21})
	w.WriteUnit(units[0])
	if err := w.WriteUnit(units[1]); err == nil {
		t.Error("XLIFF 2 took a second target language")
	}
	text := write(t, Options{LangMap: map[language.Tag]string{language.Chinese: "zh-Hans"}}, units)
	for _, want := range []string{`target-language="zh-Hans"`, `target-language="en"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if err := NewWriter(&out, Options{Version: V21}).Close(); err == nil {
		t.Error("an XLIFF 2 file without units was written")
	}
	checkStructure(t, "1.2", write(t, Options{Source: language.French}, nil))
}

func FuzzReader(f *testing.F) {
	f.Add(write(f, Options{}, sample()))
	f.Add(write(f, Options{Version: V21}, sample()))
	f.Add(`<xliff version="1.2"><file source-language="fr" target-language="en"><body><trans-unit><source><g id="1"><bpt id="2"/></g><ept id="2"/></source><target><it pos="close"/>b</target></trans-unit>`)
	f.Fuzz(func(t *testing.T, text string) {
		units, _, _ := read(ReadOptions{MaxUnit: 1 << 16}, text)
		for _, version := range versions {
			var out bytes.Buffer
			w := NewWriter(&out, Options{Version: version})
			written := 0
			for _, u := range units {
				if w.WriteUnit(u) == nil {
					written++
				}
			}
			if written == 0 {
				continue
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			again, found, err := read(ReadOptions{}, out.String())
			if err != nil {
				t.Fatalf("%v in\n%s", err, out.String())
			}
			empty := 0
			for _, f := range found {
				empty += f.Count
			}
			if len(again)+empty != written {
				t.Fatalf("%d units of %d came back:\n%s", len(again), written, out.String())
			}
		}
	})
}

func BenchmarkWriter(b *testing.B) {
	units := sample()
	for b.Loop() {
		write(b, Options{}, units)
	}
}

func BenchmarkReader(b *testing.B) {
	units := sample()
	for len(units) < 1000 {
		units = append(units, units...)
	}
	text := write(b, Options{}, units)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, _, err := read(ReadOptions{}, text); err != nil {
			b.Fatal(err)
		}
	}
}
