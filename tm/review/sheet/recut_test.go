package sheet_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"calque/tm/review"
	"calque/tm/review/sheet"
)

// Where only the ends of cells and lines are others, and no letter, the sheet
// says how sentences are cut and rows joined.
func TestSentencesAreCutAndRowsFusedByTheirText(t *testing.T) {
	for _, test := range []struct {
		name  string
		cells map[string]string
		want  []string
		what  string
	}{
		{"a sentence cut within its cell", map[string]string{"2 target": "It snows\nand blows."},
			[]string{"Titre | Title ✓", "Il neige. / Il vente. | It snows / and blows.", "Rien. |", "| By \\Awa. x", "Il gèle. | It freezes."},
			"2[cut]"},
		{"a row cut in two, through a sentence", map[string]string{"2 source": "Il neige.", "2 target": "It snows", "6 source": "Il vente.", "6 target": "and blows."},
			[]string{"Titre | Title ✓", "Il neige. | It snows ✓", "Il vente. | and blows. ✓", "Rien. |", "| By \\Awa. x", "Il gèle. | It freezes."},
			"2[regrouped cut] 0[regrouped cut]"},
		{"a sentence cut in three", map[string]string{"2 target": "It\nsnows and\nblows."},
			[]string{"Titre | Title ✓", "Il neige. / Il vente. | It / snows and / blows.", "Rien. |", "| By \\Awa. x", "Il gèle. | It freezes."},
			"2[cut]"},
		{"rows fused with a space between", map[string]string{"2 source": "Il neige. Il vente. Rien.", "3 source": ""},
			[]string{"Titre | Title ✓", "Il neige. / Il vente. / Rien. | It snows and blows. ✓", "| By \\Awa. x", "Il gèle. | It freezes."},
			"2[regrouped]"},
		{"lines of a cell fused", map[string]string{"2 source": "Il neige.  Il vente."},
			[]string{"Titre | Title ✓", "Il neige. / Il vente. | It snows and blows.", "Rien. |", "| By \\Awa. x", "Il gèle. | It freezes."},
			""},
		{"the end of a sentence moved into the next", map[string]string{"2 source": "Il neige. Il\nvente."},
			[]string{"Titre | Title ✓", "Il neige. / Il / vente. | It snows and blows.", "Rien. |", "| By \\Awa. x", "Il gèle. | It freezes."},
			"2[cut]"},
		{"cut on both sides", map[string]string{"5 source": "Il\ngèle.", "5 target": "It\nfreezes.", "5 verdict": "c"},
			[]string{"Titre | Title ✓", "Il neige. / Il vente. | It snows and blows.", "Rien. |", "| By \\Awa. x", "Il / gèle. | It / freezes. ✓"},
			"5[confirmed cut]"},
		{"cut, and another row corrected", map[string]string{"2 target": "It snows\nand blows.", "5 target": "It is freezing."},
			[]string{"Titre | Title ✓", "Il neige. / Il vente. | It snows / and blows.", "Rien. |", "| By \\Awa. x", "Il gèle. | It is freezing."},
			"2[cut] 5[corrected]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := story()
			table := put(t, export(t, a), test.cells)
			report, err := merge(a, table)
			if err != nil || !slices.Equal(rows(a), test.want) || changes(report) != test.what {
				t.Fatalf("got %q, %v, %v", rows(a), changes(report), err)
			}
			if err := a.Validate(); err != nil {
				t.Error(err)
			}
			// The same when another row has changed meanwhile.
			b := story()
			if err := review.Apply(b, fr, en, review.Action{Do: review.Confirm, Row: 3}); err != nil {
				t.Fatal(err)
			}
			report, err = merge(b, table)
			if err != nil || changes(report) != test.what || len(report.Conflicts) > 0 {
				t.Errorf("after a change elsewhere: %q, %v, %v", rows(b), changes(report), err)
			}
		})
	}
}

// A cut of what somebody else has changed is a conflict, and the rest is done.
func TestACutOfAChangedRowIsAConflict(t *testing.T) {
	for _, others := range []review.Action{
		{Do: review.Reject, Row: 1}, {Do: review.Edit, Side: review.Target, Sentence: 1, Text: "It snows and it blows."}, {Do: review.Join, Row: 1, Last: 2},
	} {
		a := story()
		table := put(t, export(t, a), map[string]string{"2 target": "It snows\nand blows.", "5 verdict": "c"})
		if err := review.Apply(a, fr, en, others); err != nil {
			t.Fatal(err)
		}
		before := rows(a)
		report, err := merge(a, table)
		if err != nil {
			t.Errorf("after %s: %v", others.Do, err)
			continue
		}
		if len(report.Conflicts) != 1 || report.Conflicts[0].Line != 4 || !slices.Equal(report.Conflicts[0].Sheet.Target, []string{"It snows", "and blows."}) || changes(report) != "5[confirmed]" {
			t.Errorf("after %s: %s, conflicts %+v", others.Do, changes(report), report.Conflicts)
		}
		if after := rows(a); !slices.Equal(after[1:2], before[1:2]) {
			t.Errorf("after %s: the row is %q", others.Do, after[1])
		}
	}
}

func TestEveryRowThatDoesNotFitIsNamed(t *testing.T) {
	a := story()
	_, err := merge(a, put(t, export(t, a), map[string]string{"1 target": "Title\nMore", "4 target": "", "5 target": "It freezes.\nAnd more.\nStill more."}))
	for _, want := range []string{`line 3 has "More"`, "a sentence that was in row 4 is in none any more", `line 7 has "And more."`, `line 7 has "Still more."`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say: %s", err, want)
		}
	}
}

// quoted is how Excel writes a table as Unicode text, and LibreOffice as text with
// tabs: a cell with a line break or a mark is quoted.
func quoted(table [][]string, all bool) string {
	var out strings.Builder
	for _, cells := range table {
		for i, cell := range cells {
			if i > 0 {
				out.WriteByte('\t')
			}
			if all || strings.ContainsAny(cell, "\"\n,") {
				cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			out.WriteString(cell)
		}
		out.WriteString("\r\n")
	}
	return out.String()
}

func utf16LE(text string) string {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return string(out)
}

// Whatever a spreadsheet does to the cells of a file, the sentences come back.
func TestSpreadsheetsMayQuoteAndEncode(t *testing.T) {
	a := story()
	for i, text := range map[int]string{0: `"Oui", dit-elle.`, 2: "=1+1", 3: "- Non.", 4: "'tis \"it\""} {
		if err := review.Apply(a, fr, en, review.Action{Do: review.Edit, Side: review.Source, Sentence: i, Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	table := export(t, a)
	var own bytes.Buffer
	s, err := sheet.New(a, fr, en)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.WriteTSV(&own); err != nil {
		t.Fatal(err)
	}
	for _, cell := range strings.FieldsFunc(own.String(), func(r rune) bool { return r == '\t' || r == '\n' }) {
		if strings.ContainsAny(cell[:1], "=-+@") && cell != "-" {
			t.Errorf("a spreadsheet would reckon out %q", cell)
		}
	}
	for name, file := range map[string]string{
		"as written": own.String(), "with a mark": "\ufeff" + own.String(), "with carriage returns": strings.ReplaceAll(own.String(), "\n", "\r\n"),
		"quoted where due": quoted(table, false), "all quoted": quoted(table, true), "Unicode text": utf16LE(quoted(table, false)),
		"without the last line end": strings.TrimRight(own.String(), "\n"),
	} {
		back, err := sheet.ReadTSV(strings.NewReader(file))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !reflect.DeepEqual(back.Cells(), table) {
			t.Errorf("%s: %q, want %q", name, back.Cells(), table)
		}
	}
	// A mark at the begin of a cell that nobody quoted is of the sentence.
	back, err := sheet.ReadTSV(strings.NewReader(strings.Replace(own.String(), `"""Oui"", dit-elle."`, `"Oui", dit-elle.`, 1)))
	if err != nil || !reflect.DeepEqual(back.Cells(), table) {
		t.Errorf("not quoted: %v", err)
	}
}

func TestASheetInTheWrongCharsetIsNoCorrection(t *testing.T) {
	a := story()
	table := export(t, a)
	for _, cells := range table[2:] {
		wrong, err := charmap.Windows1252.NewDecoder().String(cells[3])
		if err != nil {
			t.Fatal(err)
		}
		cells[3] = wrong
	}
	if _, err := merge(a, table); !errors.Is(err, sheet.ErrFormat) || !strings.Contains(err.Error(), "Il gÃ¨le.") || !reflect.DeepEqual(a, story()) {
		t.Errorf("got %v", err)
	}
}

// Wherever lines and cells end, the article becomes what the sheet shows, down to
// the rows, as long as no letter is another.
func TestRandomEndsGiveTheArticleOfTheSheet(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	cut := 0
	for n := range 300 {
		a := randomStory(random)
		table := export(t, a)
		for range 1 + random.IntN(6) {
			table = moveEnd(random, table)
		}
		report, err := merge(a, table)
		if err != nil {
			t.Fatalf("%d: %v of\n%s", n, err, strings.Join(rowsOf(table), "\n"))
		}
		got, want := joined(rows(a)), joined(rowsOf(table))
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || len(report.Conflicts) > 0 {
			t.Fatalf("%d: %+v made of\n%s\nthe rows\n%s", n, report, strings.Join(want, "\n"), strings.Join(got, "\n"))
		}
		if err := a.Validate(); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(changes(report), "cut") {
			cut++
		}
	}
	if cut < 50 {
		t.Errorf("only %d of 300 sheets cut a sentence", cut)
	}
}

// moveEnd breaks a line, joins two with a space, or moves the end of a cell to the
// next, at a word.
func moveEnd(random *rand.Rand, table [][]string) [][]string {
	i, column := 2+random.IntN(len(table)-2), 3+random.IntN(2)
	words := strings.FieldsFunc(table[i][column], func(r rune) bool { return r == ' ' || r == '\n' })
	if len(words) < 2 {
		return table
	}
	at := 1 + random.IntN(len(words)-1)
	head, tail := strings.Join(words[:at], " "), strings.Join(words[at:], " ")
	switch random.IntN(3) {
	case 0:
		table[i][column] = head + "\n" + tail
	case 1:
		table[i][column] = head + " " + tail
	default:
		table[i][column] = head
		added := make([]string, len(table[i]))
		added[column] = tail
		return slices.Insert(table, i+1, added)
	}
	return table
}

// joined are rows without their signs, and without the ends of lines in them.
func joined(rows []string) []string {
	out := texts(rows)
	for i, row := range out {
		out[i] = strings.ReplaceAll(row, " / ", " ")
	}
	return out
}
