package eval

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"calque/align"
)

func TestParseLinkReadsWhatStringWrites(t *testing.T) {
	tests := []struct {
		line string
		want Link
		bad  bool
	}{
		{line: "[0, 1]:[0]", want: Link{[]int{0, 1}, []int{0}}},
		{line: "[3]:[]", want: Link{[]int{3}, nil}},
		{line: "[]:[12]", want: Link{nil, []int{12}}},
		{line: " [0,1] : [2,3]:0.87", want: Link{[]int{0, 1}, []int{2, 3}}},
		{line: "0:1", bad: true},
		{line: "[a]:[1]", bad: true},
		{line: "[99999999999999999999]:[1]", bad: true},
		{line: "", bad: true},
	}
	for _, test := range tests {
		got, err := ParseLink(test.line)
		if (err != nil) != test.bad {
			t.Errorf("%q: error %v, want error: %v", test.line, err, test.bad)
			continue
		}
		if !slices.Equal(got.Source, test.want.Source) || !slices.Equal(got.Target, test.want.Target) {
			t.Errorf("%q: %v, want %v", test.line, got, test.want)
		}
	}
}

func FuzzParseLink(f *testing.F) {
	for _, s := range []string{"[0, 1]:[0]", "[]:[]", "[1 2]:[3]:0.5", "[,]:[ ]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		l, err := ParseLink(line)
		if err != nil {
			return
		}
		again, err := ParseLink(l.String())
		if err != nil || again.String() != l.String() {
			t.Fatalf("%q: %v read again is %v, %v", line, l, again, err)
		}
	})
}

func links(t *testing.T, lines ...string) []Link {
	t.Helper()
	out, err := ReadLinks(strings.NewReader(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTallyCountsAsThePublishedEvaluation(t *testing.T) {
	gold := links(t, "[0]:[0]", "[1, 2]:[1]", "[3]:[]", "[]:[2]", "[4]:[3, 4]")
	found := links(t, "[0]:[0]", "[1]:[1]", "[2]:[]", "[3]:[2]", "[4]:[3, 4]")
	var tally Tally
	tally.Add(gold, found)
	got := tally.Score()
	// By hand. Precision: of five beads two are right; [1]:[1] touches a gold
	// bead, [2]:[] and [3]:[2] don't. Recall: of the three gold beads with both
	// sides two are found, and [1, 2]:[1] is touched.
	want := AlignmentScore{
		StrictPrecision: 2.0 / 5, StrictRecall: 2.0 / 3, StrictF1: 0.5,
		LaxPrecision: 3.0 / 5, LaxRecall: 1, LaxF1: 0.75,
		UnitF1: 2 * 2.0 / (3 + 4),
	}
	if got.String() != want.String() {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestPerfectAlignmentScoresOne(t *testing.T) {
	gold := links(t, "[0]:[0]", "[1, 2]:[1]", "[3]:[]")
	var tally Tally
	tally.Add(gold, gold)
	if s := tally.Score(); s.StrictF1 != 1 || s.LaxRecall != 1 || s.UnitF1 != 1 {
		t.Errorf("%v", s)
	}
}

func TestFolderIsReadAndScored(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "my-fr-en")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a.src", "Un pont de 1 250 mètres.\nClaire Montaigu l’inaugure.\n")
	write("a.tgt", "A bridge of 1,250 metres.\r\nClaire Montaigu opens it.\r\n")
	write("a.gold", "[0]:[0]\n[1]:[1]\n")
	source, target, err := FolderLanguages(dir)
	if err != nil || source != language.French || target != language.English {
		t.Fatalf("languages %v, %v, %v", source, target, err)
	}
	cases, err := ReadAlignmentFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	report, err := Alignment(context.Background(), cases, align.New(source, target).Align)
	if err != nil {
		t.Fatal(err)
	}
	if report.StrictF1 != 1 || report.Texts != 1 {
		t.Errorf("report %+v", report)
	}
	write("a.gold", "[0]:[7]\n")
	if _, err := ReadAlignmentFolder(dir); err == nil || !strings.Contains(err.Error(), "a.gold") {
		t.Errorf("a line that is not there: error %v", err)
	}
}

func TestCalibrationErrorIsTheDistanceToTheDiagonal(t *testing.T) {
	var c Calibration
	bead := func(conf float64, target int) align.Bead {
		return align.Bead{Source: align.Range{From: 0, To: 1}, Target: align.Range{From: target, To: target + 1}, Confidence: conf}
	}
	gold := []Link{{[]int{0}, []int{0}}}
	c.Add(gold, []align.Bead{bead(0.85, 0), bead(0.85, 1), bead(1, 0)})
	// Bin 0.8–0.9: two beads, mean 0.85, half right: off by 0.35. The last: exact.
	if got, want := c.Error(), 2*0.35/3; got < want-1e-9 || got > want+1e-9 {
		t.Errorf("error %v, want %v", got, want)
	}
	if !strings.Contains(c.String(), "0.8 – 0.9        2  0.850  0.500") {
		t.Errorf("table:\n%v", c)
	}
}

func TestFolderNamesEndInTwoLanguages(t *testing.T) {
	tests := []struct{ name, source, target string }{
		{"fr-zh", "fr", "zh"}, {"text-berg-dev-de-fr", "de", "fr"}, {"fr-zh-Hant", "fr", "zh-Hant"}, {"gold-fr-CA-pt-BR", "fr-CA", "pt-BR"},
	}
	for _, test := range tests {
		source, target, err := FolderLanguages(test.name)
		if err != nil || source.String() != test.source || target.String() != test.target {
			t.Errorf("%s: %v, %v, %v", test.name, source, target, err)
		}
	}
	for _, bad := range []string{"gold", "1-2", "fr"} {
		if _, _, err := FolderLanguages(bad); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}
