package workbook_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"calque/tm/review/sheet/workbook"
)

var layout = workbook.Layout{Name: "review", Head: 1, Columns: []workbook.Column{
	{Width: 6, Number: true}, {Width: 12, Choices: []string{"confirmed", "rejected"}}, {Width: 60}, {Width: 20, Muted: true}}}

func write(t testing.TB, table [][]string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := workbook.Write(&out, table, layout); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(file []byte) ([][]string, error) {
	return workbook.Read(bytes.NewReader(file), int64(len(file)))
}

func ExampleRead() {
	var out bytes.Buffer
	table := [][]string{{"row", "verdict", "source"}, {"1", "", "Il neige.\nIl vente."}}
	if err := workbook.Write(&out, table, layout); err != nil {
		fmt.Println(err)
	}
	table, err := workbook.Read(bytes.NewReader(out.Bytes()), int64(out.Len()))
	fmt.Printf("%q %v\n", table[1], err)
	// Output: ["1" "" "Il neige.\nIl vente."] <nil>
}

func TestTextsComeBack(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	alphabet := []rune("ab1\t\n\r\x00\x1b=<&\"'_xD0中é\ufffe\uffff\U0001F600 ")
	for range 200 {
		var table [][]string
		for range 1 + random.IntN(4) {
			cells := make([]string, 1+random.IntN(6))
			for i := range cells {
				runes := make([]rune, random.IntN(9))
				for j := range runes {
					runes[j] = alphabet[random.IntN(len(alphabet))]
				}
				cells[i] = string(runes) + []string{"", "_x000D_", "="}[random.IntN(3)]
			}
			cells[len(cells)-1] += "." // a row ends with its last text
			table = append(table, cells)
		}
		got, err := read(write(t, table))
		if err != nil || !reflect.DeepEqual(got, table) {
			t.Fatalf("%q came back as %q, %v", table, got, err)
		}
	}
}

func TestACellThatIsTooLong(t *testing.T) {
	for text, fits := range map[string]bool{strings.Repeat("é", 32_767): true, strings.Repeat("é", 32_768): false, strings.Repeat("😀", 16_384): false} {
		if err := workbook.Write(new(bytes.Buffer), [][]string{{text}}, layout); (err == nil) != fits {
			t.Errorf("%d bytes: %v", len(text), err)
		}
	}
}

// book is a workbook as another program may write it.
func book(t testing.TB, sheet, shared string) []byte {
	t.Helper()
	const rels = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	const rel = `<Relationship Id="%s" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/%s" Target="%s"/>`
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range [][2]string{
		{"_rels/.rels", rels + fmt.Sprintf(rel, "a", "officeDocument", "/book/main.xml") + `</Relationships>`},
		{"book/main.xml", `<workbook xmlns="m" xmlns:r="r"><sheets><sheet name="x" sheetId="7" r:id="b"/><sheet name="y" sheetId="1" r:id="d"/></sheets></workbook>`},
		{"book/_rels/main.xml.rels", rels + fmt.Sprintf(rel, "d", "worksheet", "other.xml") + fmt.Sprintf(rel, "b", "worksheet", "s/one.xml") +
			fmt.Sprintf(rel, "c", "sharedStrings", "../book/shared.xml") + `</Relationships>`},
		{"book/s/one.xml", `<worksheet xmlns="m"><sheetData>` + sheet + `</sheetData></worksheet>`},
		{"book/shared.xml", `<sst xmlns="m">` + shared + `</sst>`},
	} {
		w, err := z.Create(part[0])
		if err == nil {
			_, err = w.Write([]byte(part[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const shared = `<si><t>un</t></si><si><r><t>deux </t></r><r><rPr><b/></rPr><t xml:space="preserve">trois_x000A_</t></r><rPh><t>2</t></rPh></si>`

func TestWhatOtherProgramsWrite(t *testing.T) {
	for _, test := range []struct {
		name, sheet string
		want        [][]string
	}{
		{"shared texts", `<row r="1"><c r="A1" t="s"><v>1</v></c><c r="C1" t="s"><v>0</v></c></row>`, [][]string{{"deux trois\n", "", "un"}}},
		{"without places", `<row><c t="s"><v>0</v></c><c><v>4.0</v></c></row><row><c t="inlineStr"><is><t> a </t></is></c></row>`, [][]string{{"un", "4.0"}, {" a "}}},
		{"rows and cells left out", `<row r="3"><c r="B3" t="str"><f>A1</f><v>x</v></c><c r="C3"/></row><row r="9"><c r="A9" s="3"/></row>`, [][]string{nil, nil, {"", "x"}}},
		{"far columns", `<row r="1"><c r="A1" t="b"><v>1</v></c><c r="XFD1"><v>2</v></c></row>`, [][]string{{"1"}}},
	} {
		got, err := read(book(t, test.sheet, shared))
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %q, %v", test.name, got, err)
		}
	}
}

func TestWhatIsNoWorkbook(t *testing.T) {
	for name, file := range map[string][]byte{
		"nothing":                []byte(nil),
		"text":                   []byte("row\tverdict\n"),
		"no such shared text":    book(t, `<row r="1"><c r="A1" t="s"><v>2</v></c></row>`, shared),
		"rows in disorder":       book(t, `<row r="2"/><row r="1"/>`, shared),
		"more rows than a sheet": book(t, `<row r="1048577"/>`, shared),
		"broken XML":             book(t, `<row`, shared),
	} {
		if _, err := read(file); !errors.Is(err, workbook.ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBoundsAreKept(t *testing.T) {
	if testing.Short() {
		t.Skip("unpacks 64 MB")
	}
	for name, file := range map[string][]byte{
		"a long part":       book(t, strings.Repeat(" ", 65<<20), shared),
		"a text many times": book(t, strings.Repeat(`<row><c t="s"><v>0</v></c></row>`, 70), `<si><t>`+strings.Repeat("x", 1<<20)+`</t></si>`),
	} {
		if _, err := read(file); !errors.Is(err, workbook.ErrFormat) || !strings.Contains(err.Error(), "64 MB") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// LibreOffice opens what Write wrote, and Read what LibreOffice saves.
func TestLibreOfficeGivesTheTableBack(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil || testing.Short() {
		t.Skip("LibreOffice is not there, or -short")
	}
	table := [][]string{{"row", "verdict", "source", "was"}, {"1", "", "=1+1\nIl neige.\n« Il vente. »", "0-1 2-3"}, {"2", "rejected", "_x000D_ 下雪。 نعم", "007"}}
	folder := t.TempDir()
	file := filepath.Join(folder, "in.xlsx")
	if err := os.WriteFile(file, write(t, table), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+folder+"/profile", "--headless",
		"--convert-to", "xlsx", "--outdir", filepath.Join(folder, "out"), file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	saved, err := os.ReadFile(filepath.Join(folder, "out", "in.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := read(saved); err != nil || !reflect.DeepEqual(got, table) {
		t.Errorf("got %q, %v", got, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`<row r="1"><c r="A1" t="s"><v>1</v></c><c t="inlineStr"><is><r><t>x</t></r></is></c></row>`, shared)
	f.Add(`<row r="7"><c r="ZZ1"><f>1</f><v>_x000D_</v></c><c t="str"><v>_x000D_</v></c></row>`, `<si/>`)
	f.Fuzz(func(t *testing.T, sheet, shared string) {
		table, err := read(book(t, sheet, shared))
		if err != nil && !errors.Is(err, workbook.ErrFormat) {
			t.Errorf("%v does not wrap ErrFormat", err)
		}
		for _, cells := range table {
			if len(cells) > 64 {
				t.Errorf("a row of %d cells", len(cells))
			}
		}
	})
}
