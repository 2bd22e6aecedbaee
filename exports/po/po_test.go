package po

import (
	"bytes"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
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
			Source: tm.Variant{Lang: language.French, Text: "Le {1}budget :\n\t« 12 % \\ \"oui\" »", Codes: []tm.Code{{Placeholder: "{1}", XML: `<ph x="1">&lt;br/&gt;</ph>`}}},
			Target: tm.Variant{Lang: language.Chinese, Text: "{1}预算:\n“12%”", Codes: []tm.Code{{Placeholder: "{1}", XML: `<ph x="1">&lt;br/&gt;</ph>`}}},
			Status: tm.StatusAuto, Confidence: 0.9876,
			Origin: tm.Origin{
				Article: "budget", Title: "Le budget\\n: 1", Date: time.Date(2024, 5, 8, 0, 0, 0, 0, time.UTC), Agency: "Agence du Val",
				SourceFile: "budget.fr.txt", TargetFile: "budget.zh.txt", URL: "https://example.org/?a=1&b",
				Role: tm.RoleBody, Block: 2, Sentence: 3, Sentences: 9, Aligner: "calque 0.1",
			},
			Before: "Avant.", After: "Après.", Pivot: language.English,
			Created: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), CreatedBy: "calque",
			Changed: time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC), ChangedBy: "alice", Note: "à revoir\n\n# ici",
			Properties: []tm.Property{
				{Name: "x-context", Value: "menu\n|File"}, {Name: "x-comment", Value: "a comment\nof two lines"}, {Name: "y", Value: "1", Of: tm.PartTarget, Lang: "fr"},
				{Name: "x-reference", Value: "src/a b.c:12 src/d.c:3"}, {Name: "x-flags", Value: "no-c-format, range: 0..1"},
			},
		},
		{
			Source: tm.Variant{Lang: language.French, Text: "Non.\n"}, Target: tm.Variant{Lang: language.Chinese, Text: "不。\n"},
			Status: tm.StatusAuto, Confidence: 0.5,
		},
	}
}

func write(t testing.TB, options Options, units ...tm.Unit) string {
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

func TestGoldenFile(t *testing.T) {
	got := write(t, Options{ToolVersion: "1.0"}, sample()...)
	path := filepath.Join("testdata", "sample.po")
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
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		units := sample()
		for i := range units {
			units[i].Source.Text = randomText(random) + "s{1}"
			units[i].Target.Text = randomText(random) + "t{1}"
			units[i].Origin.Title = "m" + randomText(random) + "m"
			units[i].Properties = append(units[i].Properties, tm.Property{Name: "p" + randomText(random), Value: "m" + randomText(random) + "m"})
		}
		text := write(t, Options{}, units...)
		got, found, err := read(ReadOptions{}, text)
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		for i := range units { // the file groups properties by their place
			sortProperties(units[i].Properties)
			sortProperties(got[i].Properties)
			if !strings.HasPrefix(units[i].Source.Text, "\n") {
				units[i].Target.Text = strings.TrimLeft(units[i].Target.Text, "\n")
			} else {
				units[i].Target.Text = "\n" + strings.TrimLeft(units[i].Target.Text, "\n")
			}
		}
		if diff := cmp.Diff(units, got, sameTags); diff != "" || len(found) > 0 {
			t.Fatalf("units changed: %s%v\n%s", diff, found, text)
		}
	}
}

func sortProperties(properties []tm.Property) {
	for i := range properties {
		for j := i; j > 0 && properties[j].Name < properties[j-1].Name; j-- {
			properties[j], properties[j-1] = properties[j-1], properties[j]
		}
	}
}

func randomText(random *rand.Rand) string {
	alphabet := []rune("ab\t\n\r\\\"#,:;=%n中é\ufeff ")
	runes := make([]rune, random.IntN(8))
	for i := range runes {
		runes[i] = alphabet[random.IntN(len(alphabet))]
	}
	return string(runes)
}

// msgfmt checks what PO may be better than we could.
func TestMsgfmtTakesWhatIsWritten(t *testing.T) {
	msgfmt, err := exec.LookPath("msgfmt")
	if err != nil {
		if os.Getenv("CALQUE_TEST_ALL") != "" {
			t.Fatal("msgfmt is not here, and CALQUE_TEST_ALL wants every test")
		}
		t.Skip("msgfmt is not here")
	}
	units := sample()
	units = append(units, units...) // the same messages again, as other variants
	random := rand.New(rand.NewPCG(9, 10))
	for range 200 {
		u := sample()[random.IntN(2)]
		u.Source.Text, u.Target.Text, u.Note = randomText(random)+"%d", randomText(random)+"%s", randomText(random)
		units = append(units, u)
	}
	rejected := sample()[1]
	rejected.Source.Text, rejected.Status = "Faux", tm.StatusRejected
	path := filepath.Join(t.TempDir(), "out.po")
	if err := os.WriteFile(path, []byte(write(t, Options{Created: time.Unix(1e9, 0)}, append(units, rejected)...)), 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(msgfmt, "-c", "--statistics", "-o", os.DevNull, path).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "204 translated messages, 1 fuzzy translation") {
		t.Errorf("%v\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "warning") && !strings.Contains(line, "\\r") {
			t.Errorf("msgfmt: %s", line)
		}
	}
}

func TestOneMessageOfASourceInAContext(t *testing.T) {
	unit := func(source, target string, properties ...tm.Property) tm.Unit {
		return tm.Unit{Source: tm.Variant{Lang: language.French, Text: source}, Target: tm.Variant{Lang: language.English, Text: target}, Properties: properties}
	}
	context := tm.Property{Name: "x-context", Value: "menu"}
	text := write(t, Options{}, unit("Oui", "Yes"), unit("Oui", "Yeah"), unit("Oui", "Aye"), unit("Oui", "OK", context), unit("Oui", "Okay", context), unit("O\x01ui", "Yep"))
	var contexts []string
	for line := range strings.Lines(text) {
		if context, ok := strings.CutPrefix(line, "msgctxt "); ok {
			contexts = append(contexts, strings.TrimSpace(context))
		}
	}
	if diff := cmp.Diff([]string{`"variant 2"`, `"variant 3"`, `"menu"`, `"menu variant 2"`, `"variant 4"`}, contexts); diff != "" {
		t.Error(diff)
	}
}

func TestFilesOfOtherTools(t *testing.T) {
	options := ReadOptions{Source: language.English, Targets: []language.Tag{language.French}}
	const header = "# Copyright\n#, fuzzy\nmsgid \"\"\nmsgstr \"\"\n\"Language: fr\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
	for _, test := range []struct {
		name, text string
		want       [][2]string
		lost       string
	}{
		{"no header, no blank lines, strings in pieces", "msgid \"a\"\n  \" b\"\nmsgstr\"c\"\n# next\nmsgid\t\"d\"\nmsgstr \"e\"", [][2]string{{"a b", "c"}, {"d", "e"}}, ""},
		{"a fuzzy message", header + "#, c-format, fuzzy\n#| msgid \"old\"\nmsgid \"a\"\nmsgstr \"b\"\n", nil, "fuzzy message"},
		{"an obsolete message", header + "#, fuzzy\n#~ msgid \"a\"\n#~ msgstr \"b\"\nmsgid \"c\"\nmsgstr \"d\"\n", [][2]string{{"c", "d"}}, "obsolete message"},
		{"an untranslated message", header + "msgid \"a\"\nmsgstr \"\"\n", nil, "message without a translation"},
		{"a plural", header + "msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[0] \"c\"\nmsgstr[1] \"d\"\n\nmsgid \"e\"\nmsgstr \"f\"\n", [][2]string{{"e", "f"}}, "message with a plural"},
		{"escapes", header + `msgid "\x41\102\t\"\\"` + "\n" + `msgstr "\303\251"`, [][2]string{{"AB\t\"\\", "é"}}, ""},
		{"CRLF and a mark", "\ufeff" + strings.ReplaceAll(header+"msgid \"a\"\nmsgstr \"b\"\n", "\n", "\r\n"), [][2]string{{"a", "b"}}, ""},
		{"Latin-1", "# \xe9\nmsgid \"\"\nmsgstr \"Content-Type: text/plain; charset=ISO-8859-1\\n\"\nmsgid \"a\"\nmsgstr \"\xe9\"\n", [][2]string{{"a", "é"}}, ""},
		{"Shift JIS, whose second bytes can be a backslash", "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=SHIFT_JIS\\n\"\n\nmsgid \"a\"\nmsgstr \"\x95\x5c\"\n", [][2]string{{"a", "表"}}, ""},
		{"another language", "msgid \"\"\nmsgstr \"Language: de\\n\"\nmsgid \"a\"\nmsgstr \"b\"\n", nil, "message in a language that was not asked for"},
		{"a language with a modifier", "msgid \"\"\nmsgstr \"Language: fr_CA.UTF-8@euro\\n\"\nmsgid \"a\"\nmsgstr \"b\"\n", [][2]string{{"a", "b"}}, ""},
	} {
		units, found, err := read(options, test.text)
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
		if test.lost != "" && (len(found) != 1 || found[0].What != test.lost || found[0].Count != 1) || test.lost == "" && len(found) > 0 {
			t.Errorf("%s: findings %v", test.name, found)
		}
	}
}

func TestBadFilesSayWhere(t *testing.T) {
	const good = "msgid \"a\"\nmsgstr \"b\"\n\n"
	for _, test := range []struct {
		name, text, want string
		units            int
	}{
		{"cut in a string", good + "msgid \"c\"\nmsgstr \"d", "line 5, column 8: the closing quote is missing", 1},
		{"cut behind the msgid", good + "msgid \"c\"\n", "line 4, column 1: the message that begins on line 4 is not whole", 1},
		{"no keyword", "hello\n", "line 1, column 1: \"hello\" is no keyword", 0},
		{"XML", "<?xml version=\"1.0\"?>", "is no keyword", 0},
		{"binary", "\x7fELF\x00\x01", "line 1, column 5: this is no text", 0},
		{"UTF-16", "\xff\xfem\x00", "UTF-16", 0},
		{"not UTF-8", good + "msgid \"c\"\nmsgstr \"d\xff\"\n", "line 5, column 10: this is no text in the charset", 1},
		{"an escape to bytes that are no text", "msgid \"c\"\nmsgstr \"\\377\"\n", "line 2, column 8: an escape makes a text that is not UTF-8", 0},
		{"an escape that is none", "msgid \"\\q\"\n", "line 1, column 7: an escape that is none", 0},
		{"something behind the quote", "msgid \"a\" b\n", "behind the closing quote", 0},
		{"a keyword twice", "msgid \"a\"\nmsgid \"b\"\n", "twice", 0},
		{"a string alone", "\"a\"\n", "without a keyword", 0},
		{"an unknown charset", "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=klingon\\n\"\n", "klingon", 0},
		{"a giant line", "msgid \"" + strings.Repeat("x", 20000), "longer than 10000 bytes", 0},
		{"a message without end", "msgid \"\"\n" + strings.Repeat("\"x\"\n", 5000), "longer than 10000 bytes", 0},
	} {
		units, _, err := read(ReadOptions{Source: language.English, Targets: []language.Tag{language.French}, MaxMessage: 10000}, test.text)
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", test.name, err, test.want)
		}
		if len(units) != test.units {
			t.Errorf("%s: %d units before the fault, want %d", test.name, len(units), test.units)
		}
	}
	if _, _, err := read(ReadOptions{Source: language.English}, good); err == nil || !strings.Contains(err.Error(), "target language") {
		t.Errorf("no target language: %v", err)
	}
	if units, _, err := read(ReadOptions{}, ""); err != nil || len(units) != 0 {
		t.Errorf("an empty file: %v, %v", units, err)
	}
}

func TestWhatIsNoTextIsCounted(t *testing.T) {
	u := sample()[1]
	u.Source.Text, u.Note = "a\x01\xffb", "\x02"
	var out bytes.Buffer
	w := NewWriter(&out, Options{})
	if err := errors.Join(w.WriteUnit(u), w.Close()); err != nil {
		t.Fatal(err)
	}
	if w.Dropped() != 3 || !strings.Contains(out.String(), `msgid "ab"`) {
		t.Errorf("dropped %d:\n%s", w.Dropped(), out.String())
	}
	u.Target.Lang = language.English
	if err := NewWriter(&out, Options{Target: language.Chinese}).WriteUnit(u); err == nil {
		t.Error("a second language was written")
	}
}

func FuzzReader(f *testing.F) {
	f.Add(write(f, Options{}, sample()...))
	f.Add("#, fuzzy\n#~ msgid \"a\"\nmsgctxt \"c\"\nmsgid \"a\" \"b\"\nmsgstr[0] \"c\"\n")
	f.Add("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=gbk\\n\"\n\nmsgid \"\\x41\"\nmsgstr \"\xb5\xc4\"\n")
	options := ReadOptions{Source: language.English, Targets: []language.Tag{language.French}}
	f.Fuzz(func(t *testing.T, text string) {
		options.MaxMessage = 1 << 16
		units, _, _ := read(options, text)
		first := write(t, Options{}, units...)
		again, _, err := read(ReadOptions{}, first)
		if err != nil {
			t.Fatalf("%v in\n%s", err, first)
		}
		if len(again) > len(units) {
			t.Fatalf("%d units became %d:\n%s", len(units), len(again), first)
		}
		second := write(t, Options{}, again...)
		if third, _, err := read(ReadOptions{}, second); err != nil || len(third) != len(again) {
			t.Fatalf("%d units became %d: %v\n%s", len(again), len(third), err, second)
		}
	})
}
