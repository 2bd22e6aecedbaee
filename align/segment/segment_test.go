package segment

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/language"
)

func ExampleSegmenter_Segment() {
	block := "M. Dupont a dit : « Je pars. » Il est parti."
	for _, span := range New(language.French).Segment(block) {
		fmt.Println(block[span.Start:span.End])
	}
	// Output:
	// M. Dupont a dit : « Je pars. »
	// Il est parti.
}

func ExampleSegmenter_Explain() {
	for _, d := range New(language.French).Explain("M. Dupont dort. Elle lit.") {
		fmt.Println(d.Pos, d.Break, d.Rule)
	}
	// Output:
	// 2 false abbreviation
	// 15 true terminator
	// 25 true end of block
}

// cutText returns the sentences of a block as strings.
func cutText(s *Segmenter, block string) []string {
	var out []string
	for _, sp := range s.Segment(block) {
		out = append(out, block[sp.Start:sp.End])
	}
	return out
}

// checkSpans holds what must be true of the spans of any block.
func checkSpans(t *testing.T, block string, spans []Span) {
	t.Helper()
	white := newChars()
	at := 0
	for _, sp := range spans {
		if sp.Start < at || sp.End <= sp.Start || sp.End > len(block) {
			t.Fatalf("span %v out of order in %q", sp, block)
		}
		if gap := block[at:sp.Start]; white.skipSpace(gap, 0) != len(gap) {
			t.Fatalf("gap %q before %v is not white space", gap, sp)
		}
		text := block[sp.Start:sp.End]
		if white.skipSpace(text, 0) != 0 || white.trimSpace(text, 0, len(text)) != len(text) {
			t.Fatalf("sentence %q has white space at an end", text)
		}
		if utf8.ValidString(block) && !utf8.ValidString(text) {
			t.Fatalf("sentence %q tears a character", text)
		}
		at = sp.End
	}
	if gap := block[at:]; white.skipSpace(gap, 0) != len(gap) {
		t.Fatalf("gap %q after the last sentence is not white space", gap)
	}
}

func FuzzSpansAndGapsGiveBackTheBlock(f *testing.F) {
	for _, seed := range []string{
		"", " ", "M. Dupont dort. Elle lit.", "« Oui ! » dit-il.\u202f— Non…\r\n\r\n1) a 2) b",
		"他说：“走吧。”她点了点头！\u3000好？", "He said. . . . Next.\xff\xfe. \x80", "1. A\n2. B\n\u2028(a) b. (b) c.",
		"a.[1] B ¹. C \ufeff. \u200b.\u200bX", "قال د. أحمد؟ نعم.", "(((((.", "\"'\"'.'\" '", "𑁇 x 𑁇",
	} {
		f.Add(seed)
	}
	var segmenters []*Segmenter
	for _, lang := range []string{"fr", "en", "zh", "ja", "de", "ar", "ru", "und"} {
		tag := language.Make(lang)
		segmenters = append(segmenters, New(tag),
			NewOptions(tag, Options{SplitAfter: ";:", LineBreaks: LineBreak}),
			NewOptions(tag, Options{LineBreaks: LineSpace}))
	}
	segmenters = append(segmenters,
		NewOptions(language.French, Options{Mode: Lines}),
		NewOptions(language.French, Options{Mode: Paragraphs}))
	f.Fuzz(func(t *testing.T, block string) {
		for _, s := range segmenters {
			spans := s.Segment(block)
			checkSpans(t, block, spans)
			n := 0
			for sp := range s.All(block) {
				if sp != spans[n] {
					t.Fatalf("All gives %v, Segment %v", sp, spans[n])
				}
				n++
			}
			s.Explain(block)
		}
	})
}

func TestNoSentenceOfTheGoldenFilesBeginsWithAClosingMark(t *testing.T) {
	paths, err := filepath.Glob("golden/*.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".tsv")
		for _, c := range readGolden(t, path) {
			for _, s := range cutText(New(language.Make(name)), c.text) {
				if strings.ContainsRune("”」』）】。、，,)]", firstRune(s, 0)) || name != "de" && strings.HasPrefix(s, "»") {
					t.Errorf("%s:%d: %q", path, c.line, s)
				}
			}
		}
	}
}

func TestOptions(t *testing.T) {
	const block = "Il part ; elle reste : c'est dit.\nLa suite\n\nLa fin. Oui."
	for _, tc := range []struct {
		name string
		opts Options
		want []string
	}{
		{"default", Options{}, []string{"Il part ; elle reste : c'est dit.", "La suite", "La fin.", "Oui."}},
		{"after semicolon", Options{SplitAfter: ";"}, []string{"Il part ;", "elle reste : c'est dit.", "La suite", "La fin.", "Oui."}},
		{"after semicolon and colon", Options{SplitAfter: ";:"}, []string{"Il part ;", "elle reste :", "c'est dit.", "La suite", "La fin.", "Oui."}},
		{"lines", Options{Mode: Lines}, []string{"Il part ; elle reste : c'est dit.", "La suite", "La fin. Oui."}},
		{"paragraphs", Options{Mode: Paragraphs}, []string{"Il part ; elle reste : c'est dit.\nLa suite", "La fin. Oui."}},
		{"abbreviation", Options{Abbreviations: []string{"fin."}}, []string{"Il part ; elle reste : c'est dit.", "La suite", "La fin. Oui."}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := cutText(NewOptions(language.French, tc.opts), block)
			if strings.Join(got, "|") != strings.Join(tc.want, "|") {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
