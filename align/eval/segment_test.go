package eval

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"calque/align/segment"
	"golang.org/x/text/language"
)

func native(lang language.Tag) Segmenter { return segment.New(lang) }

// atPipes cuts after every "|", so that a test can say where.
type atPipes struct{}

func (atPipes) Segment(block string) []segment.Span {
	var spans []segment.Span
	from := 0
	for i := range block {
		if block[i] == '|' {
			spans = append(spans, segment.Span{Start: from, End: i + 1})
			from = i + 1
		}
	}
	if from < len(block) {
		spans = append(spans, segment.Span{Start: from, End: len(block)})
	}
	return spans
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSegmentFileCountsSentencesWithBothEndsRight(t *testing.T) {
	// Found: "a|", "b c|", "d"; gold: "a|", "b", "c|", "d".
	path := write(t, "x.jsonl", `{"id":"1","lang":"fr","text":"a| b c| d","sents":["a|","b","c|","d"]}
{"id":"2","lang":"fr","text":"e| f","sents":["e|"," f "]}
`)
	got, err := SegmentFile(context.Background(), path, func(language.Tag) Segmenter { return atPipes{} })
	if err != nil {
		t.Fatal(err)
	}
	want := SegmentScore{Name: "x", Precision: 4.0 / 5, Recall: 4.0 / 6, F1: 8.0 / 11, Right: 4, Found: 5, Gold: 6, Texts: 2, Perfect: 1}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestSegmentFileSaysWhatIsWrong(t *testing.T) {
	for name, content := range map[string]string{
		"no json":     "{",
		"no language": `{"id":"1","lang":"?","text":"a","sents":["a"]}`,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := SegmentFile(context.Background(), write(t, "x.jsonl", content), native); err == nil {
				t.Error("no error")
			}
		})
	}
	if _, err := SegmentDir(context.Background(), t.TempDir(), native); err == nil {
		t.Error("no error for a folder without gold")
	}
}

func TestRulesFileSetsApartWhatIsRewritten(t *testing.T) {
	path := write(t, "r.json", `[
{"id":"right","lang":"fr","text":"M. A dort. Il rit.","sents":["M. A dort.","Il rit."]},
{"id":"wrong","lang":"fr","text":"Il dort. Il rit.","sents":["Il dort. Il rit."]},
{"id":"rewritten","lang":"fr","text":"<b>Il dort.</b>","sents":["Il dort."]},
{"id":"pdf","lang":"fr","text":"Il\ndort.","sents":["Il dort."],"opts":{"doc_type":"pdf"}}]`)
	got, err := RulesFile(context.Background(), path, native)
	if err != nil {
		t.Fatal(err)
	}
	if got.Passed != 1 || got.Total != 2 || got.SetApart != 2 || got.Rate() != 0.5 {
		t.Errorf("got %+v", got)
	}
	if len(got.Failures) != 1 || got.Failures[0].ID != "wrong" || len(got.Failures[0].Found) != 2 {
		t.Errorf("failures: %+v", got.Failures)
	}
}

func TestRulesFileReadsTables(t *testing.T) {
	path := write(t, "fr.tsv", "# comment\n\nquotes\t« Oui\\u00a0! »| Il dit \"non\".\nwrong\tM. A dort.| Il rit. Elle aussi.\n")
	got, err := RulesFile(context.Background(), path, native)
	if err != nil {
		t.Fatal(err)
	}
	if got.Passed != 1 || got.Total != 2 || len(got.Failures) != 1 || got.Failures[0].ID != "fr:4 wrong" {
		t.Errorf("got %+v", got)
	}
	if _, err := RulesFile(context.Background(), write(t, "fr.tsv", "no tab"), native); err == nil {
		t.Error("no error for a line without a tab")
	}
}

func TestOwnGoldenRulesPass(t *testing.T) {
	scores, err := RulesDir(context.Background(), "../segment/golden", native)
	if err != nil {
		t.Fatal(err)
	}
	if len(scores) < 10 {
		t.Errorf("%d files", len(scores))
	}
	for _, s := range scores {
		if s.Passed != s.Total || s.SetApart > 0 {
			t.Errorf("%s: %d of %d, %d set apart: %v", s.Name, s.Passed, s.Total, s.SetApart, s.Failures)
		}
	}
}
