package xlsx_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/exports/table"
	"calque/exports/xlsx"
	"calque/tm"
)

func unit(source, target string) tm.Unit {
	return tm.Unit{
		Source: tm.Variant{Lang: language.French, Text: source}, Target: tm.Variant{Lang: language.Arabic, Text: target},
		Status: tm.StatusAuto, Confidence: 0.9876,
		Origin: tm.Origin{Article: "budget", Date: time.Date(2024, 5, 8, 0, 0, 0, 0, time.UTC), Sentence: 3, Role: tm.RoleBody},
	}
}

func write(t testing.TB, options xlsx.Options, units ...tm.Unit) ([]byte, int) {
	t.Helper()
	var out bytes.Buffer
	w := xlsx.NewWriter(&out, options)
	for _, u := range units {
		if err := w.WriteUnit(u); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), w.Dropped()
}

func ExampleWriter() {
	var out bytes.Buffer
	w := xlsx.NewWriter(&out, xlsx.Options{})
	w.WriteUnit(unit("Oui.", "نعم."))
	w.Close()
	book, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, part := range book.File {
		fmt.Println(part.Name)
	}
	// Output:
	// xl/worksheets/sheet1.xml
	// xl/workbook.xml
	// xl/_rels/workbook.xml.rels
	// xl/styles.xml
	// docProps/app.xml
	// _rels/.rels
	// [Content_Types].xml
}

// part returns a part of a workbook.
func part(t testing.TB, book []byte, name string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := r.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

var group = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

// rows returns the cells of a sheet as Excel reads them.
func rows(t testing.TB, book []byte, sheet int) [][]string {
	t.Helper()
	var parsed struct {
		Rows []struct {
			Cells []struct {
				Place  string `xml:"r,attr"`
				Type   string `xml:"t,attr"`
				Value  string `xml:"v"`
				Inline string `xml:"is>t"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	if err := xml.Unmarshal(part(t, book, fmt.Sprintf("xl/worksheets/sheet%d.xml", sheet)), &parsed); err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for n, row := range parsed.Rows {
		cells := make([]string, len(table.Columns()))
		for _, c := range row.Cells {
			letters := strings.TrimRight(c.Place, "0123456789")
			if c.Place[len(letters):] != strconv.Itoa(n+1) {
				t.Fatalf("the cell %s stands in row %d", c.Place, n+1)
			}
			column := 0
			for _, letter := range letters {
				column = column*26 + int(letter-'A') + 1
			}
			text := group.ReplaceAllStringFunc(c.Inline, func(s string) string {
				code, _ := strconv.ParseUint(s[2:6], 16, 16)
				return string(rune(code))
			})
			cells[column-1] = c.Value + text
		}
		out = append(out, cells)
	}
	return out
}

func TestTextsComeBack(t *testing.T) {
	random := rand.New(rand.NewPCG(13, 14))
	alphabet := []rune("ab\t\n\r=<&\"_xD0中é\ufeff ")
	text := func() string {
		runes := []rune("=")
		for range random.IntN(12) {
			runes = append(runes, alphabet[random.IntN(len(alphabet))])
		}
		return string(runes)
	}
	for range 200 {
		units := []tm.Unit{unit(text(), text()), unit("_x000D_"+text()+"_x005F_", text())}
		book, dropped := write(t, xlsx.Options{}, units...)
		want := [][]string{table.Columns(), table.Cells(units[0]), table.Cells(units[1])}
		if diff := cmp.Diff(want, rows(t, book, 1)); diff != "" || dropped > 0 {
			t.Fatalf("dropped %d: %s", dropped, diff)
		}
	}
}

func TestPartsFitTogether(t *testing.T) {
	units := []tm.Unit{unit("a", "b"), unit("c", "d"), unit("e", "f")}
	book, _ := write(t, xlsx.Options{MaxRows: 3, Tool: "<calque>"}, units...)
	again, _ := write(t, xlsx.Options{MaxRows: 3, Tool: "<calque>"}, units...)
	if !bytes.Equal(book, again) {
		t.Error("the same units give other bytes")
	}
	for sheet, want := range map[int]int{1: 3, 2: 2} {
		if got := len(rows(t, book, sheet)); got != want {
			t.Errorf("sheet %d has %d rows, want %d", sheet, got, want)
		}
	}
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	types := string(part(t, book, "[Content_Types].xml"))
	links := string(part(t, book, "xl/_rels/workbook.xml.rels")) + string(part(t, book, "_rels/.rels"))
	for _, file := range r.File {
		decoder := xml.NewDecoder(bytes.NewReader(part(t, book, file.Name)))
		for {
			if _, err := decoder.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", file.Name, err)
			}
		}
		if strings.HasSuffix(file.Name, ".rels") || file.Name == "[Content_Types].xml" {
			continue
		}
		if !strings.Contains(types, `PartName="/`+file.Name+`"`) || !strings.Contains(links, `Target="`+strings.TrimPrefix(file.Name, "xl/")+`"`) && !strings.Contains(links, `Target="`+file.Name+`"`) {
			t.Errorf("nothing refers to %s", file.Name)
		}
	}
	if empty, _ := write(t, xlsx.Options{}); len(rows(t, empty, 1)) != 1 {
		t.Error("an empty workbook has no row of names")
	}
}

func TestWhatACellCannotHoldIsCounted(t *testing.T) {
	book, dropped := write(t, xlsx.Options{}, unit("a\x01\xffb", strings.Repeat("𝄞", 20_000)))
	got := rows(t, book, 1)[1]
	if got[0] != "ab" || got[1] != strings.Repeat("𝄞", 16_383) {
		t.Errorf("cells of %q and %d bytes", got[0], len(got[1]))
	}
	if dropped != 2+20_000-16_383 {
		t.Errorf("dropped %d", dropped)
	}
	w := xlsx.NewWriter(broken{}, xlsx.Options{})
	w.WriteUnit(unit("a", "b"))
	if err := w.Close(); err == nil {
		t.Error("a broken disk is no error")
	}
	if err := w.WriteUnit(unit("a", "b")); err == nil {
		t.Error("a row was added to a closed workbook")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk on fire") }

// LibreOffice opens the workbook and finds in it what was written.
func TestLibreOfficeOpensTheWorkbook(t *testing.T) {
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CALQUE_TEST_ALL") != "" {
			t.Fatal("LibreOffice is not here, and CALQUE_TEST_ALL wants every test")
		}
		t.Skip("LibreOffice is not here")
	}
	units := []tm.Unit{
		unit("=1+1", "مرحبا, \"نعم\""), unit("Deux\nlignes\tet une tabulation", "+33 1"), unit("00123", "2024-05-08"), unit("_x000D_ <b>&amp;", "  espaces  "),
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "out.xlsx")
	book, _ := write(t, xlsx.Options{}, units...)
	if err := os.WriteFile(path, book, 0o666); err != nil {
		t.Fatal(err)
	}
	// 44,34,76: comma, double quote, UTF-8; the cells as they are shown.
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, soffice, "-env:UserInstallation=file://"+filepath.ToSlash(filepath.Join(dir, "profile")), "--headless",
		"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true", "--outdir", dir, path)
	command.Env = append(os.Environ(), "HOME="+dir)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, out)
	}
	file, err := os.Open(filepath.Join(dir, "out.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	got, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{table.Columns()}
	for _, u := range units {
		want = append(want, table.Cells(u))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkWriter(b *testing.B) {
	u := unit("La phrase de la mémoire que l’on écrit.", "الجملة")
	b.ReportAllocs()
	w := xlsx.NewWriter(io.Discard, xlsx.Options{})
	for b.Loop() {
		if err := w.WriteUnit(u); err != nil {
			b.Fatal(err)
		}
	}
}
