package pretranslate

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// samples are the files of testdata, by format.
func samples(t testing.TB) map[string][]string {
	t.Helper()
	byFormat := map[string][]string{}
	files, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		format, known := ByFile(file.Name())
		if !known || file.IsDir() {
			continue
		}
		data, err := os.ReadFile(filepath.Join("testdata", file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		byFormat[format.Name] = append(byFormat[format.Name], string(data))
	}
	return byFormat
}

// full is a memory that has everything.
func full(_ context.Context, q Query) (Found, bool, error) {
	return Found{Score: 100, Source: q.Text, Target: "Traduit : " + q.Text}, true, nil
}

func TestWithAnEmptyMemoryTheOutputIsTheInput(t *testing.T) {
	for format, files := range samples(t) {
		for _, data := range files {
			for _, variant := range []string{data, strings.ReplaceAll(data, "\n", "\r\n"), "\ufeff" + data} {
				if format == "docx" && variant != data {
					continue
				}
				o := options(t, format, nothing())
				o.Overwrite = true
				if got, _ := fill(t, variant, o); got != variant {
					t.Errorf("%s: the file was changed", format)
				}
			}
		}
	}
}

// targets are what a translation may change, by format.
var targets = map[string]*regexp.Regexp{
	"xliff": regexp.MustCompile(`(?s)\s*<mtc:matches .*?</mtc:matches>|\s*<m:match [^>]*similarity.*?</m:match>|\s*<target[^>]*?(/>|>.*?</target>)|\s*<alt-trans match-quality.*?</alt-trans>|\s+(?:state|subState) *= *("[^"]*"|'[^']*')`),
	"po":    regexp.MustCompile(`msgstr(\[\d\])? (".*"\r?\n?)+|#\| .*\n|(?m:^# calque: .*\n)|#, fuzzy\r?\n|fuzzy, `),
}

func TestOutsideOfTheTargetsNothingChanges(t *testing.T) {
	memories := map[string]Finder{"desk": desk().find, "full": full}
	for format, files := range samples(t) {
		outside := targets[format]
		if outside == nil {
			continue // the tests of its own show it
		}
		for _, data := range files {
			for _, variant := range []string{data, strings.ReplaceAll(data, "\n", "\r\n"), "\ufeff" + data} {
				for name, find := range memories {
					o := options(t, format, desk())
					o.Find = find
					got, _ := fill(t, variant, o)
					if got == variant {
						t.Errorf("%s, %s: nothing was translated", format, name)
					}
					if a, b := outside.ReplaceAllString(variant, ""), outside.ReplaceAllString(got, ""); a != b {
						t.Errorf("%s, %s: outside of the targets\n%s\nbecame\n%s", format, name, a, b)
					}
				}
			}
		}
	}
}

func TestTranslatingAgainChangesNothing(t *testing.T) {
	for format, files := range samples(t) {
		if targets[format] == nil {
			continue // running text is no longer in the language of the source
		}
		for _, data := range files {
			once, _ := fill(t, data, options(t, format, desk()))
			again, _ := fill(t, once, options(t, format, desk()))
			if once != again {
				t.Errorf("%s: the second run changed the file:\n%s\nbecame\n%s", format, once, again)
			}
		}
	}
}

func TestTheEncodingIsKept(t *testing.T) {
	xliff := func(encoding string) string {
		return `<?xml version="1.0" encoding="` + encoding + `"?>` +
			`<xliff version="1.2"><file source-language="fr" target-language="en"><body>` +
			`<!-- é --><trans-unit id="é"><source>Été</source></trans-unit></body></file></xliff>`
	}
	po := func(encoding string) string {
		return "# é\nmsgid \"\"\nmsgstr \"Content-Type: text/plain; charset=" + encoding + "\\n\"\n\n#. é\nmsgid \"Été\"\nmsgstr \"\"\n"
	}
	latin, utf16 := charmap.Windows1252.NewEncoder(), unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()
	encode := func(s string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	tests := []struct{ name, format, target, in, want string }{
		{"windows-1252", "xliff", "Sommerß", encode(latin.String(xliff("windows-1252"))), encode(latin.String(`<target state="translated" state-qualifier="exact-match">Sommerß</target>`))},
		{"windows-1252 by reference", "xliff", "夏", encode(latin.String(xliff("windows-1252"))), `<target state="translated" state-qualifier="exact-match">&#22799;</target>`},
		{"utf-16", "xliff", "夏", encode(utf16.String(xliff("UTF-16"))), encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(`>夏</target>`))},
		{"latin-1", "po", "Sommerß", encode(latin.String(po("ISO-8859-1"))), "msgstr \"Sommer\xdf\""},
		{"latin-1 lacks it", "po", "夏", encode(latin.String(po("ISO-8859-1"))), "msgid \"\xc9t\xe9\"\nmsgstr \"\"\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := &memory{min: 100, pairs: [][2]string{{"Été", test.target}}}
			got, report := fill(t, test.in, options(t, test.format, m))
			if !strings.Contains(got, test.want) {
				t.Errorf("got %q, which has no %q", got, test.want)
			}
			if count := report.Untouched[Charset].Segments; count != 0 != strings.Contains(test.name, "lacks") {
				t.Errorf("%d segments left for the encoding", count)
			}
			clean, _ := fill(t, test.in, options(t, test.format, nothing()))
			if clean != test.in {
				t.Error("changed without a match")
			}
		})
	}
}

func TestBadFilesAreFaultsWithTheirPlace(t *testing.T) {
	head := `<xliff version="1.2"><file source-language="fr" target-language="en"><body>` + "\n"
	tests := []struct{ name, format, in, want string }{
		{"empty", "xliff", "", "line 1, column 1: no XML"},
		{"binary", "xliff", "\x00\x01\x02\xff\xfe", "line 1, column 4: the byte 0xFF is not UTF-8"},
		{"wrong root", "xliff", "<?xml version='1.0'?>\n<tmx/>", "line 2, column 1: no XLIFF: the root element is <tmx>"},
		{"unknown version", "xliff", "<xliff version='3.0'/>", `line 1, column 1: XLIFF of version "3.0"`},
		{"cut off", "xliff", head + "<trans-unit id='1'><source>Été", "line 2, column 31: the file ends within <source> of line 2"},
		{"cut off in a tag", "xliff", head + "<trans-unit id='1'><sour", "ends within <trans-unit> of line 2"},
		{"wrong order", "xliff", head + "<trans-unit id='1'><source></trans-unit>", "line 2, column 28: not well-formed XML: </trans-unit> closes <source> of line 2"},
		{"attribute twice", "xliff", head + "<trans-unit id='1' id='2'>", "line 2, column 1: not well-formed XML: <trans-unit> has the attribute id twice"},
		{"entity of its own", "xliff", "<!DOCTYPE xliff [<!ENTITY a 'b'>]>\n" + head + "<trans-unit id='1'><source>&a;</source></trans-unit>", "line 3, column 31: not well-formed XML: invalid character entity &a;"},
		{"lone surrogate", "xliff", head + "<note>&#xD800;</note>", "line 2, column 7: not well-formed XML: &#xD800; is half of a surrogate pair"},
		{"two roots", "xliff", "<xliff version='1.2'/><xliff version='1.2'/>", "line 1, column 23: not well-formed XML: <xliff> stands after the end of the root element"},
		{"deep", "xliff", head + strings.Repeat("<group>", 600), "nested deeper than 512"},
		{"other languages", "xliff", "<xliff version='1.2'><file source-language='de' target-language='en'><body/></file></xliff>", "line 1, column 22: the file is for de → en, not fr → en"},
		{"unknown encoding", "xliff", "<?xml version='1.0' encoding='klingon'?><xliff/>", `the encoding "klingon" is not known`},
		{"half of a pair", "xliff", "\xff\xfe<\x00x\x00\x00\xd8", "line 1, column 3: a byte that is not utf-16le"},
		{"empty", "po", "", "line 1, column 1: no PO file"},
		{"prose", "po", "Bonjour.\n", "line 1, column 1: not a line of a PO file: \"Bonjour.\""},
		{"no end", "po", "msgid \"a\nmsgstr \"\"\n", "line 1, column 1: msgid: the string has no end"},
		{"cut off", "po", "msgid \"a\"\nmsgstr \"b\"\n\nmsgid \"b\"\n", "line 5, column 1: the entry of line 4 ends without a msgstr"},
		{"unknown escape", "po", "\nmsgid \"a\\q\"\n", `line 2, column 1: msgid: an escape \q that is not known`},
		{"twice", "po", "msgid \"a\"\nmsgid \"b\"\n", "line 2, column 1: msgid twice in one entry"},
		{"msgstr alone", "po", "msgstr \"a\"\n", "line 1, column 1: msgstr without a msgid"},
		{"binary", "po", "msgid \"\xff\"\n", "line 1, column 8: the byte 0xFF is not UTF-8"},
		{"other language", "po", "msgid \"\"\nmsgstr \"Language: de\\n\"\n", "line 2, column 1: the file is for translations into de, not en"},
	}
	for _, test := range tests {
		t.Run(test.format+" "+test.name, func(t *testing.T) {
			out, _, err := File(t.Context(), []byte(test.in), options(t, test.format, desk()))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if out != nil {
				t.Error("something was returned of a bad file")
			}
		})
	}
}

func TestHugeInputIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	head := `<xliff version="1.2"><file source-language="fr" target-language="en"><body><trans-unit id="1"><source>`
	tail := `</source></trans-unit></body></file></xliff>`
	for name, in := range map[string]string{
		"10 MB segment":    head + strings.Repeat("mots ", 2<<20) + tail,
		"10,000 codes":     head + strings.Repeat("<x id='1'/>a", 10_000) + tail,
		"100,000 comments": head + strings.Repeat("<!-- -->", 100_000) + "mot" + tail,
	} {
		start := time.Now()
		if _, report := fill(t, in, options(t, "xliff", desk())); report.Total.Segments != 1 || report.Written() != 0 {
			t.Errorf("%s: %+v", name, report.Total)
		}
		if took := time.Since(start); took > 20*time.Second { // far from what it needs, near to what a square would
			t.Errorf("%s took %v", name, took)
		}
	}
	_, _, err := File(t.Context(), make([]byte, MaxBytes+1), options(t, "po", desk()))
	if err == nil || !strings.Contains(err.Error(), "64 MB") {
		t.Errorf("a file that is too large: %v", err)
	}
}

func TestAnErrorOfTheMemoryEndsTheFile(t *testing.T) {
	o := options(t, "po", nothing())
	gone := errors.New("gone")
	o.Find = func(context.Context, Query) (Found, bool, error) { return Found{}, false, gone }
	if out, _, err := File(t.Context(), []byte("msgid \"mot\"\nmsgstr \"\"\n"), o); !errors.Is(err, gone) || out != nil {
		t.Errorf("got %q, %v", out, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if out, _, err := File(ctx, []byte("msgid \"mot\"\nmsgstr \"\"\n"), o); !errors.Is(err, context.Canceled) || out != nil {
		t.Errorf("got %q, %v", out, err)
	}
}

// fuzzFormat checks what holds for every input: a fault or a file, the input
// itself when the memory is empty, and a file that can be read again.
func fuzzFormat(f *testing.F, format string) {
	for _, data := range samples(f)[format] {
		f.Add([]byte(data))
		for part := range strings.SplitSeq(data, "\n\n") {
			f.Add([]byte(part))
		}
		for line := range strings.Lines(data) {
			f.Add([]byte(line))
		}
	}
	f.Add([]byte(`<xliff version="1.2"><file><trans-unit><source>a<g>b</g></source></trans-unit></file></xliff>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		out, _, err := File(t.Context(), data, options(t, format, nothing()))
		if err != nil {
			return
		}
		if string(out) != string(data) {
			t.Fatal("changed without a match")
		}
		o := options(t, format, nothing())
		o.Find, o.Overwrite = full, true
		out, report, err := File(t.Context(), data, o)
		if err != nil {
			t.Fatalf("with a full memory: %v", err)
		}
		_, again, err := File(t.Context(), out, options(t, format, nothing()))
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%q", err, out)
		}
		if targets[format] != nil && again.Total != report.Total {
			t.Fatalf("%+v segments became %+v in\n%q", report.Total, again.Total, out)
		}
	})
}

func FuzzXLIFF(f *testing.F) { fuzzFormat(f, "xliff") }

func FuzzPO(f *testing.F) { fuzzFormat(f, "po") }
