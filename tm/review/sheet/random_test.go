package sheet_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"calque/tm"
	"calque/tm/review"
	"calque/tm/review/sheet"
)

// Whatever a person does that keeps the sentences, the article becomes what the
// sheet shows.
func TestRandomEditsGiveTheArticleOfTheSheet(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	for n := range 300 {
		a := randomStory(random)
		table := export(t, a)
		for range random.IntN(12) {
			table = randomEdit(random, table)
		}
		if n%3 == 0 {
			random.Shuffle(len(table)-2, func(i, j int) { table[i+2], table[j+2] = table[j+2], table[i+2] })
		}
		before := slices.Clone(rows(a))
		report, err := merge(a, table)
		if n%3 == 0 && errors.Is(err, sheet.ErrFormat) {
			continue // a line was corrected, moved and sorted away
		}
		if err != nil {
			t.Fatalf("%d: %v of\n%s", n, err, strings.Join(rowsOf(table), "\n"))
		}
		got, want := texts(rows(a)), texts(rowsOf(table))
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%d: %+v made of\n%s\nand\n%s\nthe rows\n%s", n, report, strings.Join(before, "\n"), strings.Join(want, "\n"), strings.Join(got, "\n"))
		}
		if err := a.Validate(); err != nil {
			t.Fatal(err)
		}
		if n%3 == 0 || !whole(table, report) {
			continue
		}
		if again, err := merge(a, table); err != nil || len(again.Changes)+len(again.Conflicts) > 0 {
			t.Fatalf("%d: a second time %+v, %v", n, again, err)
		}
	}
}

// whole reports whether no row of the export was deleted from a table, or nothing
// depends on it.
func whole(table [][]string, r *sheet.Report) bool {
	numbers := 0
	for _, cells := range table[2:] {
		if cells[0] != "" {
			numbers++
		}
	}
	var beads int
	fmt.Sscanf(strings.Fields(table[0][5])[1], "%d", &beads)
	return numbers == beads || len(r.Changes) == 0
}

// texts are rows without their signs.
func texts(rows []string) []string {
	out := make([]string, len(rows))
	for i, row := range rows {
		out[i] = strings.TrimRight(row, " ✓x")
	}
	return out
}

func randomStory(random *rand.Rand) *tm.Article {
	var sources, targets []string
	al := tm.Alignment{Source: fr, Target: en, Aligner: "test"}
	for range 1 + random.IntN(9) {
		n, m := random.IntN(3), random.IntN(3)
		if n+m == 0 {
			n = 1
		}
		s, t := len(sources), len(targets)
		for range n {
			sources = append(sources, fmt.Sprintf("Phrase %d.", len(sources)))
		}
		for range m {
			targets = append(targets, fmt.Sprintf("Sentence %d.", len(targets)))
		}
		al.Beads = append(al.Beads, tm.Bead{Source: tm.Range{From: s, To: s + n}, Target: tm.Range{From: t, To: t + m}, Confidence: 0.5,
			Status: []tm.Status{tm.StatusAuto, tm.StatusConfirmed, tm.StatusRejected}[random.IntN(3)]})
	}
	return &tm.Article{Key: "x", Documents: []tm.Document{document(fr, sources...), document(en, targets...)}, Alignments: []tm.Alignment{al}}
}

// randomEdit does what keeps the order of the sentences of each side.
func randomEdit(random *rand.Rand, table [][]string) [][]string {
	i := 2 + random.IntN(len(table)-2)
	row, column := table[i], 3+random.IntN(2)
	lines := strings.FieldsFunc(row[column], func(r rune) bool { return r == '\n' })
	switch random.IntN(5) {
	case 0:
		row[1] = []string{"", "confirmed", "rejected"}[random.IntN(3)]
	case 1: // the last line goes to the next row
		if len(lines) > 0 && i+1 < len(table) {
			row[column] = strings.Join(lines[:len(lines)-1], "\n")
			table[i+1][column] = strings.Trim(lines[len(lines)-1]+"\n"+table[i+1][column], "\n")
		}
	case 2: // and into a row of its own
		if len(lines) > 0 {
			row[column] = strings.Join(lines[:len(lines)-1], "\n")
			added := make([]string, len(row))
			added[column] = lines[len(lines)-1]
			return slices.Insert(table, i+1, added)
		}
	case 3:
		if len(lines) > 0 {
			lines[0] += fmt.Sprint(" ", random.IntN(1000), ".")
			row[column] = strings.Join(lines, "\n")
		}
	case 4:
		if row[3]+row[4] == "" {
			return slices.Delete(table, i, i+1)
		}
	}
	return table
}

// A book of ten thousand rows: every tenth confirmed, the memory changed since.
func BenchmarkMerge(b *testing.B) {
	a := &tm.Article{Key: "x", Alignments: []tm.Alignment{{Source: fr, Target: en, Aligner: "test"}}}
	var sources, targets []string
	for i := range 10_000 {
		sources, targets = append(sources, fmt.Sprintf("Phrase %d.", i)), append(targets, fmt.Sprintf("Sentence %d.", i))
		run := tm.Range{From: i, To: i + 1}
		a.Alignments[0].Beads = append(a.Alignments[0].Beads, tm.Bead{Source: run, Target: run, Confidence: 0.5, Status: tm.StatusAuto})
	}
	a.Documents = []tm.Document{document(fr, sources...), document(en, targets...)}
	table := export(b, a)
	for i := 2; i < len(table); i += 10 {
		table[i][1] = "confirmed"
	}
	if err := review.Apply(a, fr, en, review.Action{Do: review.Reject, Row: 0}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		changed := *a
		report, err := merge(&changed, table)
		if err != nil || len(report.Changes) != 999 || len(report.Conflicts) != 1 {
			b.Fatalf("%v, %v", len(report.Changes), err)
		}
	}
}

func FuzzReadTSV(f *testing.F) {
	s, err := sheet.New(story(), fr, en)
	if err != nil {
		f.Fatal(err)
	}
	var file bytes.Buffer
	if err := s.WriteTSV(&file); err != nil {
		f.Fatal(err)
	}
	f.Add(file.Bytes())
	f.Add(bytes.Replace(file.Bytes(), []byte("1-3"), []byte("1-4"), 1))
	f.Add([]byte("\xff\xfec\x00"))
	moved := story()
	if err := review.Apply(moved, fr, en, review.Action{Do: review.Join, Row: 1, Last: 2}); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		s, err := sheet.ReadTSV(bytes.NewReader(file))
		if err != nil {
			if !errors.Is(err, sheet.ErrFormat) {
				t.Errorf("%v does not wrap ErrFormat", err)
			}
			return
		}
		for _, a := range []*tm.Article{story(), moved} {
			a := *a
			before := a.Version(fr, en)
			if _, err := sheet.Merge(&a, s); err != nil && a.Version(fr, en) != before {
				t.Errorf("%v, and the article has changed", err)
			}
			if err := a.Validate(); err != nil {
				t.Error(err)
			}
		}
	})
}
