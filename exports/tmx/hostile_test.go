package tmx

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"calque/tm"
)

const (
	hostileStart = `<tmx version="1.4"><header srclang="fr"/><body>` + "\n"
	goodUnit     = `<tu><tuv xml:lang="fr"><seg>Bon.</seg></tuv><tuv xml:lang="en"><seg>Good.</seg></tuv></tu>` + "\n"
)

// repeated is a part of a file that is not held in memory: text over and over,
// up to so many bytes.
func repeated(text string, bytes int64) io.Reader {
	return io.LimitReader(&repeater{text: strings.Repeat(text, 1000)}, bytes)
}

type repeater struct {
	text string
	at   int
}

func (r *repeater) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		copied := copy(p[n:], r.text[r.at:])
		n += copied
		r.at = (r.at + copied) % len(r.text)
	}
	return n, nil
}

func parts(all ...any) io.Reader {
	var readers []io.Reader
	for _, part := range all {
		switch part := part.(type) {
		case string:
			readers = append(readers, strings.NewReader(part))
		case io.Reader:
			readers = append(readers, part)
		}
	}
	return io.MultiReader(readers...)
}

func compressed(t *testing.T, in io.Reader) io.Reader {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := io.Copy(w, in); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := gzip.NewReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A file that wants too much ends with an error that says where, soon, and with
// what a unit may have in memory. The unit before the fault is there.
func TestFilesThatWantTooMuch(t *testing.T) {
	const gigabytes = 5 << 30
	open := `<tu><tuv xml:lang="fr"><seg>`
	for _, test := range []struct {
		name, want string
		in         io.Reader
	}{
		{"padding", "line 2, column 91: a text of more than", parts(hostileStart, goodUnit, repeated(" ", gigabytes))},
		{"lines of padding", "a text of more than", parts(hostileStart, goodUnit, repeated("\n", gigabytes))},
		{"comments", "more than 33554432 bytes", parts(hostileStart, goodUnit, repeated("<!-- -->", gigabytes))},
		{"one comment", "a comment of more than", parts(hostileStart, goodUnit, "<!--", repeated("x", gigabytes))},
		{"instructions", "more than 33554432 bytes", parts(hostileStart, goodUnit, repeated("<?x?>", gigabytes))},
		{"text", "a text of more than", parts(hostileStart, goodUnit, open, repeated("x", gigabytes))},
		{"attribute", "a tag of more than", parts(hostileStart, goodUnit, `<tu tuid="`, repeated("x", gigabytes))},
		{"name", "a tag of more than", parts(hostileStart, goodUnit, "<", repeated("x", gigabytes))},
		{"CDATA", "a CDATA section of more than", parts(hostileStart, goodUnit, open, "<![CDATA[", repeated("x", gigabytes))},
		{"codes", "more than 33554432 bytes", parts(hostileStart, goodUnit, open, repeated("<ph/>", gigabytes))},
		{"variants", "a unit of more than 500 variants", parts(hostileStart, goodUnit, "<tu>", repeated("<tuv/>", gigabytes))},
		{"properties", "a unit of more than 10000 properties", parts(hostileStart, goodUnit, "<tu>", repeated("<prop/>", gigabytes))},
		{"notes", "a unit of more than 10000 properties", parts(hostileStart, goodUnit, "<tu>", repeated("<note>x</note>", gigabytes))},
		{"unknown elements", "more than 33554432 bytes", parts(hostileStart, goodUnit, "<tu>", repeated("<x/>", gigabytes))},
		{"nested subs", "line 3, column 323: more than 64 elements inside each other", parts(hostileStart, goodUnit, open, "<ph>", repeated("<sub>", 50_000))},
		{"gzip bomb", "a text of more than", compressed(t, parts(hostileStart, goodUnit, repeated(" ", 40<<20)))},
	} {
		t.Run(test.name, func(t *testing.T) {
			runtime.GC() // of what the last one left
			start := time.Now()
			units, err := drain(NewReader(test.in, ReadOptions{}))
			if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "line ") {
				t.Errorf("error %v, want one with %q", err, test.want)
			}
			if len(units) != 1 {
				t.Errorf("%d units before the fault", len(units))
			}
			var memory runtime.MemStats
			runtime.ReadMemStats(&memory)
			const most = 512 << 20
			if memory.HeapAlloc > most {
				t.Errorf("%d MB in use", memory.HeapAlloc>>20)
			}
			t.Logf("%v", time.Since(start))
		})
	}
}

func drain(r *Reader) ([]tm.Unit, error) {
	var units []tm.Unit
	for u, err := range r.Units() {
		if err != nil {
			return units, err
		}
		units = append(units, u)
	}
	return units, nil
}

// What is not as it should be and no fault of XML is left out, told with its
// line, and the rest comes in.
func TestOddUnitsAreReportedAndTheRestIsRead(t *testing.T) {
	file := hostileStart +
		`<tu creationdate="yesterday"><tuv xml:lang="fr"><seg>Un.</seg></tuv><tuv xml:lang="en"><seg>One.</seg></tuv></tu>` + "\n" +
		`<tu><tuv xml:lang="fr"><seg>` + strings.Repeat("x", 10<<20) + `</seg></tuv><tuv xml:lang="en"><seg>Ten million.</seg></tuv></tu>` + "\n" +
		`<tu><tuv xml:lang="fr"><seg>Deux.</seg></tuv></tu>` + "\n" +
		`<tu><tuv xml:lang="fr"><seg>Trois.</seg></tuv><tuv><seg>Three.</seg></tuv></tu>` + "\n" +
		`<tu segtype="verse"><tuv xml:lang="fr"><seg>Quatre <b>gras</b>.</seg></tuv><tuv xml:lang="en"><seg>Four <ph id="1"/>.</seg></tuv></tu>` + "\n" +
		`</body></tmx>`
	r := NewReader(strings.NewReader(file), ReadOptions{})
	units, err := drain(r)
	if err != nil || len(units) != 2 {
		t.Fatalf("%d units, %v", len(units), err)
	}
	if got := units[1].Source; got.Text != "Quatre {1}gras{2}." || got.Codes[0].XML != `<ph type="x-markup">&lt;b&gt;</ph>` {
		t.Errorf("an unknown element became %+v", got)
	}
	if got := units[1].Target.Codes[0].XML; got != "<ph/>" {
		t.Errorf("a code with an attribute that TMX does not have became %s", got)
	}
	var got []string
	for _, f := range r.Findings() {
		got = append(got, fmt.Sprintf("%d %s", f.Line, f.What))
	}
	for _, want := range []string{
		`2 date that is none: "yesterday"`, "3 segment of more than 1048576 bytes or 2000 codes", "3 unit without a translation",
		`5 variant in a language that is none: ""`, "6 segtype that is none: verse",
		"6 unknown element <b> in a segment, kept as a code", "6 <ph> that is not as TMX wants it, mended",
	} {
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("%q is not among\n%s", want, strings.Join(got, "\n"))
		}
	}
}

// A code that a memory holds and that would break the file, or whose place is
// gone, is left out and counted.
func TestCodesThatWouldBreakTheFileAreLeftOut(t *testing.T) {
	for _, test := range []struct {
		name, text, want string
		codes            []string
		lost             int
	}{
		{"good", "a{1}b{2}c", "<seg>a<ph/>b<it pos='end'/>c</seg>", []string{"<ph/>", "<it pos='end'/>"}, 0},
		{"other order", "a{2}b{1}c", "<seg>a<ept i='1'/>b<bpt i='1'/>c</seg>", []string{"<bpt i='1'/>", "<ept i='1'/>"}, 0},
		{"gone", "ac", "<seg>ac</seg>", []string{"<ph/>"}, 1},
		{"highlight", "a{1}b{2}c", "<seg>a<hi>b</hi>c</seg>", []string{"<hi>", "</hi>"}, 0},
		{"highlight turned round", "a{2}b{1}c", "<seg>abc</seg>", []string{"<hi>", "</hi>"}, 2},
		{"half a highlight", "a{1}b", "<seg>ab</seg>", []string{"<hi>"}, 1},
		{"end of the segment", "a{1}b", "<seg>ab</seg>", []string{"</seg><seg>"}, 1},
		{"two", "a{1}b", "<seg>ab</seg>", []string{"<ph/><ph/>"}, 1},
		{"text", "a{1}b", "<seg>ab</seg>", []string{"x<ph/>"}, 1},
		{"none of TMX", "a{1}b", "<seg>ab</seg>", []string{"<script/>"}, 1},
		{"no XML", "a{1}b", "<seg>ab</seg>", []string{"<ph>&nbsp;</ph>"}, 1},
		{"attribute of none", "a{1}b", "<seg>ab</seg>", []string{"<ph onload='x'/>"}, 1},
		{"without a number", "a{1}b", "<seg>ab</seg>", []string{"<bpt/>"}, 1},
	} {
		u := story()[0]
		u.Source = tm.Variant{Lang: u.Source.Lang, Text: test.text}
		for i, code := range test.codes {
			u.Source.Codes = append(u.Source.Codes, tm.Code{Placeholder: fmt.Sprintf("{%d}", i+1), XML: code})
		}
		var out bytes.Buffer
		w := NewWriter(&out, Options{})
		if err := errors.Join(w.WriteUnit(u), w.Close()); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), test.want) || w.DroppedCodes() != test.lost {
			t.Errorf("%s: %d codes lost, want %d and %s in\n%s", test.name, w.DroppedCodes(), test.lost, test.want, out.String())
		}
		if _, err := readAll(ReadOptions{}, out.String()); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}
