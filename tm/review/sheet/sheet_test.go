package sheet_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/review"
	"calque/tm/review/sheet"
)

var update = flag.Bool("update", false, "write the golden files")

var (
	fr = language.French
	en = language.English
)

// document makes a document of one sentence a text, two a paragraph.
func document(lang language.Tag, texts ...string) tm.Document {
	d := tm.Document{Lang: lang}
	for i, text := range texts {
		if i%2 == 0 {
			d.Blocks = append(d.Blocks, tm.Block{Role: tm.RoleBody})
		}
		block := &d.Blocks[len(d.Blocks)-1]
		if block.Text != "" {
			block.Text += " "
		}
		d.Sentences = append(d.Sentences, tm.Sentence{Block: len(d.Blocks) - 1, Start: len(block.Text), End: len(block.Text) + len(text)})
		block.Text += text
	}
	return d
}

// story has the rows 0:0, 1-2:1, 3:-, -:2, 4:3.
func story() *tm.Article {
	return &tm.Article{Key: "froid",
		Documents: []tm.Document{
			document(fr, "Titre", "Il neige.", "Il\nvente.", "Rien.", "Il gèle."),
			document(en, "Title", "It snows and blows.", "By \\Awa.", "It freezes."),
		},
		Alignments: []tm.Alignment{{Source: fr, Target: en, Aligner: "test", Beads: []tm.Bead{
			{Source: tm.Range{To: 1}, Target: tm.Range{To: 1}, Confidence: 0.98, Status: tm.StatusConfirmed},
			{Source: tm.Range{From: 1, To: 3}, Target: tm.Range{From: 1, To: 2}, Confidence: 0.5, Status: tm.StatusAuto},
			{Source: tm.Range{From: 3, To: 4}, Target: tm.Range{From: 2, To: 2}, Confidence: 0.4},
			{Source: tm.Range{From: 4, To: 4}, Target: tm.Range{From: 2, To: 3}, Confidence: 0.4, Status: tm.StatusRejected},
			{Source: tm.Range{From: 4, To: 5}, Target: tm.Range{From: 3, To: 4}, Confidence: 0.9, Status: tm.StatusAuto},
		}}}}
}

func export(t testing.TB, a *tm.Article) [][]string {
	t.Helper()
	s, err := sheet.New(a, fr, en)
	if err != nil {
		t.Fatal(err)
	}
	return s.Cells()
}

// merge reads a table as a file would give it back.
func merge(a *tm.Article, table [][]string) (*sheet.Report, error) {
	s, err := sheet.FromCells(table)
	if err != nil {
		return nil, err
	}
	return sheet.Merge(a, s)
}

// rows writes the rows of an article as "source | target sign", one a line.
func rows(a *tm.Article) []string {
	s, err := sheet.New(a, fr, en)
	if err != nil {
		return []string{err.Error()}
	}
	return rowsOf(s.Cells())
}

func rowsOf(table [][]string) []string {
	var out []string
	for _, cells := range table[2:] {
		if cells[3]+cells[4] != "" {
			text := strings.TrimSpace(strings.ReplaceAll(cells[3]+" | "+cells[4], "\n", " / "))
			out = append(out, strings.TrimSpace(text+" "+map[string]string{"confirmed": "✓", "rejected": "x"}[cells[1]]))
		}
	}
	return out
}

func ExampleMerge() {
	a := story()
	exported, _ := sheet.New(a, fr, en)
	var file bytes.Buffer
	exported.WriteTSV(&file)

	// The person cuts a line out, pastes it into the row below, and confirms one.
	edited := strings.Replace(file.String(), `Il neige.\nIl vente.`, "Il neige.", 1)
	edited = strings.Replace(edited, "\tRien.\t", "\t"+`Il vente.\nRien.`+"\t", 1)
	edited = strings.Replace(edited, "5\t\t", "5\tconfirmed\t", 1)

	s, err := sheet.ReadTSV(strings.NewReader(edited))
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := sheet.Merge(a, s)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, change := range report.Changes {
		fmt.Println("row", change.Row, change.What)
	}
	// Output:
	// row 2 [regrouped]
	// row 3 [regrouped]
	// row 5 [confirmed]
}

func TestTheSheetIsWhatThePageSays(t *testing.T) {
	s, err := sheet.New(story(), fr, en)
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := s.WriteTSV(&got); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/story.tsv"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || got.String() != string(want) {
		t.Errorf("got\n%s\n%v", got.String(), err)
	}
}

func TestAWorkbookHasTheSameSheet(t *testing.T) {
	s, err := sheet.New(story(), fr, en)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := s.WriteXLSX(&file); err != nil {
		t.Fatal(err)
	}
	back, err := sheet.ReadXLSX(&file)
	if err != nil || !reflect.DeepEqual(back.Cells(), s.Cells()) {
		t.Errorf("got %+v, %v", back, err)
	}
	if _, err := sheet.ReadXLSX(strings.NewReader("row\tverdict")); !errors.Is(err, sheet.ErrFormat) {
		t.Errorf("text is read as a workbook: %v", err)
	}
}

func TestASheetThatNobodyChangedChangesNothing(t *testing.T) {
	a := story()
	table := export(t, a)
	sorted := slices.Clone(table)
	slices.SortFunc(sorted[2:], func(a, b []string) int { return strings.Compare(a[2], b[2]) })
	for name, table := range map[string][][]string{"as it was": table, "sorted": sorted} {
		report, err := merge(a, table)
		if err != nil || len(report.Changes)+len(report.Conflicts)+report.Already > 0 || report.Untouched != 5 || !reflect.DeepEqual(a, story()) {
			t.Errorf("%s: %+v, %v", name, report, err)
		}
	}
	if err := review.Apply(a, fr, en, review.Action{Do: review.Confirm, Row: 4}); err != nil {
		t.Fatal(err)
	}
	before := a.Version(fr, en)
	report, err := merge(a, table)
	if err != nil || !report.Moved || report.Untouched != 5 || a.Version(fr, en) != before {
		t.Errorf("when the memory has changed: %+v, %v", report, err)
	}
}

// put changes cells: "3 target" is the target of the third row.
func put(t *testing.T, table [][]string, cells map[string]string) [][]string {
	t.Helper()
	out := make([][]string, len(table))
	for i := range table {
		out[i] = slices.Clone(table[i])
	}
	for where, text := range cells {
		var row int
		var column string
		if _, err := fmt.Sscanf(where, "%d %s", &row, &column); err != nil {
			t.Fatal(err)
		}
		if row == len(out)-1 {
			out = append(out, make([]string, len(sheet.Columns())))
		}
		out[row+1][slices.Index(sheet.Columns(), column)] = text
	}
	return out
}

func TestWhatAPersonDoesInASpreadsheet(t *testing.T) {
	for _, test := range []struct {
		name  string
		cells map[string]string
		want  []string
		what  string
	}{
		{"verdicts", map[string]string{"1 verdict": "", "2 verdict": "Confirmed ", "5 verdict": "x"},
			[]string{"Titre | Title", "Il neige. / Il vente. | It snows and blows. ✓", "Rien. |", "| By \\Awa. x", "Il gèle. | It freezes. x"},
			"1[cleared] 2[confirmed] 5[rejected]"},
		{"two rows joined", map[string]string{"2 source": "Il neige.\nIl vente.\r\nRien.", "3 source": "  "},
			[]string{"Titre | Title ✓", "Il neige. / Il vente. / Rien. | It snows and blows. ✓", "| By \\Awa. x", "Il gèle. | It freezes."},
			"2[regrouped]"},
		{"a row split, into one put in at the end", map[string]string{"2 source": "Il neige.", "6 source": "Il vente."},
			[]string{"Titre | Title ✓", "Il neige. | It snows and blows. ✓", "Il vente. | ✓", "Rien. |", "| By \\Awa. x", "Il gèle. | It freezes."},
			"2[regrouped] 0[regrouped]"},
		{"sides taken apart, the target above", map[string]string{"1 target": "", "2 target": "Title", "3 target": "It snows and blows."},
			[]string{"Titre | ✓", "Il neige. / Il vente. | Title ✓", "Rien. | It snows and blows. ✓", "| By \\Awa. x", "Il gèle. | It freezes."},
			"1[regrouped] 2[regrouped] 3[regrouped]"},
		{"sentences moved far, across each other", map[string]string{"5 target": "Title", "1 target": "It freezes.", "1 verdict": ""},
			[]string{"Titre | It freezes. ✓", "Il neige. / Il vente. | It snows and blows.", "Rien. |", "| By \\Awa. x", "Il gèle. | Title ✓"},
			"1[regrouped] 5[regrouped]"},
		{"a text corrected", map[string]string{"2 target": "It’s snowing and blowing.", "2 source": "Il neige fort.\nIl vente."},
			[]string{"Titre | Title ✓", "Il neige fort. / Il vente. | It’s snowing and blowing.", "Rien. |", "| By \\Awa. x", "Il gèle. | It freezes."},
			"2[corrected]"},
		{"corrected and moved", map[string]string{"2 source": "Il neige.", "3 source": "Il vente fort.\nRien."},
			[]string{"Titre | Title ✓", "Il neige. | It snows and blows. ✓", "Il vente fort. / Rien. | ✓", "| By \\Awa. x", "Il gèle. | It freezes."},
			"2[regrouped] 3[regrouped corrected]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := story()
			report, err := merge(a, put(t, export(t, a), test.cells))
			if err != nil || !slices.Equal(rows(a), test.want) || changes(report) != test.what {
				t.Errorf("got %q, %v, %v", rows(a), changes(report), err)
			}
		})
	}
}

func changes(r *sheet.Report) string {
	if r == nil {
		return ""
	}
	var out []string
	for _, c := range r.Changes {
		out = append(out, fmt.Sprintf("%d%v", c.Row, c.What))
	}
	return strings.Join(out, " ")
}

func TestWhatDoesNotFitIsNamed(t *testing.T) {
	for _, test := range []struct {
		name  string
		cells map[string]string
		want  string
	}{
		{"a sentence deleted", map[string]string{"2 source": "Il neige."}, "the source column has 4 sentences and the story 5: a sentence that was in row 2 is in none any more"},
		{"a sentence more", map[string]string{"4 target": "By \\Awa.\nAnd Bo."}, `the target column has 5 sentences and the story 4: line 6 has "And Bo."`},
		{"a sentence copied", map[string]string{"5 target": "It freezes.\nTitle"}, `line 7 has "Title"`},
		{"not next to each other", map[string]string{"5 source": "Il gèle.\nTitre", "1 source": ""}, `line 7: the source sentences of the row do not follow each other in the document: "Titre" does not come next`},
		{"the other way round", map[string]string{"2 source": "Il vente.\nIl neige."}, `"Il neige." does not come next`},
		{"a verdict of somebody’s own", map[string]string{"3 verdict": "maybe"}, `line 5: the verdict is "maybe"`},
		{"another’s was", map[string]string{"3 was": "3-4 2-2"}, `line 5: the column was says "3-4 2-2"`},
		{"a column renamed", map[string]string{"1 row": "1", "0 target": "Ziel"}, "line 2: there is no column target"},
	} {
		a := story()
		_, err := merge(a, put(t, export(t, a), test.cells))
		if !errors.Is(err, sheet.ErrFormat) || !strings.Contains(err.Error(), test.want) || !reflect.DeepEqual(a, story()) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	for _, file := range []string{"", "\n\n\n", "source\ttarget\na\tb\n", "calque review 1\tx\tfr\ten\tv 1 1 99999999999\nrow\n"} {
		if _, err := sheet.ReadTSV(strings.NewReader(file)); !errors.Is(err, sheet.ErrFormat) {
			t.Errorf("%q: %v", file, err)
		}
	}
}

func TestChangesOfOthersAreKept(t *testing.T) {
	for _, test := range []struct {
		name      string
		others    review.Action
		cells     map[string]string
		want      []string
		what      string
		conflicts string // "line: rows of the memory"
		already   int
	}{
		{"in other rows", review.Action{Do: review.Confirm, Row: 4},
			map[string]string{"2 source": "Il neige.\nIl vente.\nRien.", "3 source": ""},
			[]string{"Titre | Title ✓", "Il neige. / Il vente. / Rien. | It snows and blows. ✓", "| By \\Awa. x", "Il gèle. | It freezes. ✓"},
			"2[regrouped]", "", 0},
		{"above, where a sentence is cut in two", review.Action{Do: review.Cut, Side: review.Target, Sentence: 1, Offset: len("It snows ")},
			map[string]string{"5 target": "It is freezing.", "4 verdict": "c"},
			[]string{"Titre | Title ✓", "Il neige. / Il vente. | It snows / and blows.", "Rien. |", "| By \\Awa. ✓", "Il gèle. | It is freezing."},
			"4[confirmed] 5[corrected]", "", 0},
		{"in the row above one that loses its source", review.Action{Do: review.Reject, Row: 0},
			map[string]string{"2 source": "", "3 source": "Il neige.\nIl vente.\nRien."},
			[]string{"Titre | Title x", "| It snows and blows. ✓", "Il neige. / Il vente. / Rien. | ✓", "| By \\Awa. x", "Il gèle. | It freezes."},
			"2[regrouped] 3[regrouped]", "", 0},
		{"in the same row", review.Action{Do: review.Reject, Row: 4},
			map[string]string{"5 verdict": "c", "2 verdict": "c"},
			[]string{"Titre | Title ✓", "Il neige. / Il vente. | It snows and blows. ✓", "Rien. |", "| By \\Awa. x", "Il gèle. | It freezes. x"},
			"2[confirmed]", "7: 5", 0},
		{"of the same text", review.Action{Do: review.Edit, Side: review.Source, Sentence: 4, Text: "Il gèle dur."},
			map[string]string{"5 source": "Ça gèle."},
			[]string{"Titre | Title ✓", "Il neige. / Il vente. | It snows and blows.", "Rien. |", "| By \\Awa. x", "Il gèle dur. | It freezes."},
			"", "7: 5", 0},
		{"with the same intent", review.Action{Do: review.Join, Row: 1, Last: 2},
			map[string]string{"2 source": "Il neige.\nIl vente.\nRien.", "3 source": ""},
			[]string{"Titre | Title ✓", "Il neige. / Il vente. / Rien. | It snows and blows. ✓", "| By \\Awa. x", "Il gèle. | It freezes."},
			"", "", 1},
		{"of a row that was joined with another", review.Action{Do: review.Confirm, Row: 2},
			map[string]string{"2 source": "Il neige.\nIl vente.\nRien.", "3 source": ""},
			[]string{"Titre | Title ✓", "Il neige. / Il vente. | It snows and blows.", "Rien. | ✓", "| By \\Awa. x", "Il gèle. | It freezes."},
			"", "4: 2 3", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := story()
			table := put(t, export(t, a), test.cells)
			if err := review.Apply(a, fr, en, test.others); err != nil {
				t.Fatal(err)
			}
			report, err := merge(a, table)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(rows(a), test.want) || changes(report) != test.what || conflicts(report) != test.conflicts || report.Already != test.already {
				t.Errorf("got %q, %s, conflicts %s, already %d", rows(a), changes(report), conflicts(report), report.Already)
			}
		})
	}
}

func conflicts(r *sheet.Report) string {
	var out []string
	for _, c := range r.Conflicts {
		text := fmt.Sprintf("%d:", c.Line)
		for _, said := range c.Memory {
			text += fmt.Sprint(" ", said.Row)
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func TestADeletedRow(t *testing.T) {
	a := story()
	table := put(t, export(t, a), map[string]string{"2 source": "Il neige.\nIl vente.\nRien."})
	table = slices.Delete(table, 4, 5)
	if report, err := merge(a, table); err != nil || changes(report) != "2[regrouped]" {
		t.Errorf("got %+v, %v", report, err)
	}
	a = story()
	if err := review.Apply(a, fr, en, review.Action{Do: review.Confirm, Row: 4}); err != nil {
		t.Fatal(err)
	}
	report, err := merge(a, table)
	if err != nil || conflicts(report) != "4: 2 3" || !strings.Contains(report.Conflicts[0].Why, "deleted row") {
		t.Errorf("when the memory has changed: %+v, %v", report, err)
	}
}
