package pretranslate

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"
)

const wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

// docxBody is the text of the test documents.
const docxBody = `<w:p w:rsidR="00A1"><w:pPr><w:pStyle w:val="Titre1"/></w:pPr><w:r><w:t>Le port</w:t></w:r><w:proofErr w:type="spellStart"/><w:r w:rsidR="00B2"><w:rPr><w:lang w:val="fr-FR"/></w:rPr><w:t xml:space="preserve"> rouvre </w:t></w:r><w:r><w:t>lundi.</w:t></w:r></w:p>
<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Paris</w:t></w:r><w:r><w:t xml:space="preserve"> accueille le sommet. </w:t></w:r><w:r><w:t>Le ministre a </w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>quitté</w:t></w:r><w:r><w:t> la salle hier.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:hyperlink r:id="rId4"><w:r><w:t>Bonjour</w:t></w:r></w:hyperlink></w:p></w:tc><w:tc><w:p><w:r><w:t>M. Diallo &amp; Cie &lt; 3</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><w:r><w:t>Page </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Bonjour</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
<w:p><w:del><w:r><w:delText>Adieu</w:delText></w:r></w:del><w:ins><w:r><w:t>Bonjour</w:t></w:r></w:ins><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Le sommet a réuni 130 pays.</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>
`

func docxDocument(body string) string {
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n" + `<w:document ` + wordNS +
		` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>` + body + `<w:sectPr/></w:body></w:document>`
}

type docxPart struct{ name, content string }

// docxFile makes a docx file. Its parts are packed as different programs do.
func docxFile(t testing.TB, body string) []byte {
	t.Helper()
	rels := `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	parts := []docxPart{
		{"[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>`},
		{"_rels/.rels", rels + `<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/media/image1.png", strings.Repeat("\x89PNG", 500)},
		{"word/document.xml", docxDocument(body)},
		{"word/_rels/document.xml.rels", rels + `<Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="http://localhost/" TargetMode="External"/><Relationship Id="rId5" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>`},
		{"word/footnotes.xml", `<w:footnotes ` + wordNS + `><w:footnote w:id="2"><w:p><w:r><w:t>Le sommet a réuni 120 pays.</w:t></w:r></w:p></w:footnote></w:footnotes>`},
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestCompression) })
	if err := w.SetComment("a comment"); err != nil {
		t.Fatal(err)
	}
	for i, p := range parts {
		header := &zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: time.Date(2020, 1, 2, 3, 4, 2*i, 0, time.UTC), Comment: fmt.Sprint("part ", i)}
		if i == 2 {
			header.Method = zip.Store
		}
		part, err := w.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, p.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func partOf(t testing.TB, data []byte, name string) string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := r.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	content, err := io.ReadAll(f) // checks the checksum too
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestDocxIsTranslatedInItsOwnRuns(t *testing.T) {
	got, report := fill(t, string(docxFile(t, docxBody)), options(t, "docx", desk()))
	want := docxDocument(strings.NewReplacer(
		`<w:t>Le port</w:t>`, `<w:t>The port reopens on Monday.</w:t>`,
		`<w:t xml:space="preserve"> rouvre </w:t>`, `<w:t xml:space="preserve"></w:t>`,
		`<w:t>lundi.</w:t>`, `<w:t></w:t>`,
		` accueille le sommet. `, ` hosts the summit. `,
		`<w:t>Bonjour</w:t></w:r></w:hyperlink>`, `<w:t>Hello</w:t></w:r></w:hyperlink>`,
		`M. Diallo &amp; Cie &lt; 3`, `Mr Diallo &amp; Co &lt; 3`,
		`<w:ins><w:r><w:t>Bonjour`, `<w:ins><w:r><w:t>Hello`,
	).Replace(docxBody))
	if diff := cmp.Diff(want, partOf(t, []byte(got), docxMain)); diff != "" {
		t.Error(diff)
	}
	if notes := partOf(t, []byte(got), "word/footnotes.xml"); !strings.Contains(notes, "The summit brought together 120 countries.") {
		t.Errorf("footnotes: %s", notes)
	}
	if diff := cmp.Diff(map[Reason]int{Codes: 1, NoMatch: 1, OnlyFuzzy: 1}, reasons(report)); diff != "" {
		t.Error(diff)
	}
}

func TestOtherPartsOfADocxKeepTheirBytes(t *testing.T) {
	before := docxFile(t, docxBody)
	after, _ := fill(t, string(before), options(t, "docx", desk()))
	in, err := zip.NewReader(bytes.NewReader(before), int64(len(before)))
	if err != nil {
		t.Fatal(err)
	}
	out, err := zip.NewReader(strings.NewReader(after), int64(len(after)))
	if err != nil {
		t.Fatal(err)
	}
	if in.Comment != out.Comment || len(in.File) != len(out.File) {
		t.Fatalf("%q and %d entries became %q and %d", in.Comment, len(in.File), out.Comment, len(out.File))
	}
	for i, f := range in.File {
		g := out.File[i]
		if f.Name != g.Name || !f.Modified.Equal(g.Modified) || f.Method != g.Method || f.Comment != g.Comment || f.ExternalAttrs != g.ExternalAttrs {
			t.Errorf("%+v became %+v", f.FileHeader, g.FileHeader)
		}
		changed := f.Name == docxMain || f.Name == "word/footnotes.xml"
		if same := bytes.Equal(packed(t, f), packed(t, g)); same == changed {
			t.Errorf("%s: the packed bytes are the same: %v", f.Name, same)
		}
	}
}

func packed(t *testing.T, f *zip.File) []byte {
	t.Helper()
	r, err := f.OpenRaw()
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestWithAnEmptyMemoryADocxIsTheSameFile(t *testing.T) {
	in := string(docxFile(t, docxBody))
	if got, _ := fill(t, in, options(t, "docx", nothing())); got != in {
		t.Error("the file was changed")
	}
}

func TestFormatsOfADocxMustComeInTheSameOrder(t *testing.T) {
	run := func(format, text string) string {
		return `<w:r><w:rPr>` + format + `</w:rPr><w:t xml:space="preserve">` + text + `</w:t></w:r>`
	}
	tests := []struct{ source, target, in, want string }{
		{"Paris aime Rome beaucoup", "Paris loves Rome much", run("<w:b/>", "Paris") + run("", " aime ") + run("<w:i/>", "Rome") + run("", " beaucoup"),
			run("<w:b/>", "Paris") + run("", " loves ") + run("<w:i/>", "Rome") + run("", " much")},
		{"Paris aime Rome beaucoup", "Rome is loved by Paris", run("<w:b/>", "Paris") + run("", " aime ") + run("<w:i/>", "Rome") + run("", " beaucoup"), ""},
		{"Il aime Rome", "Rome he loves", run("", "Il aime ") + run("<w:b/>", "Rome"), ""},
		{"Il aime Rome", "he loves Rome", run("", "Il aime ") + run("<w:b/>", "Ro") + run("<w:b/>", "me"), run("", "he loves ") + run("<w:b/>", "Ro") + run("<w:b/>", "me")},
		{"Il aime Rome", "he loves Rome", `<w:r><w:t/></w:r><w:r><w:t>Il aime Rome</w:t></w:r>`, `<w:r><w:t/></w:r><w:r><w:t>he loves Rome</w:t></w:r>`},
	}
	for _, test := range tests {
		m := &memory{min: 100, pairs: [][2]string{{test.source, test.target}}}
		if test.want == "" {
			test.want = test.in
		}
		got, _ := fill(t, string(docxFile(t, "<w:p>"+test.in+"</w:p>")), options(t, "docx", m))
		if diff := cmp.Diff(docxDocument("<w:p>"+test.want+"</w:p>"), partOf(t, []byte(got), docxMain)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestMarksAndSpacesInADocx(t *testing.T) {
	m := desk()
	o := options(t, "docx", m)
	o.Fuzzy = true
	got, _ := fill(t, string(docxFile(t, `<w:p><w:r><w:t>Le sommet a réuni 130 pays.</w:t></w:r></w:p>`)), o)
	if main := partOf(t, []byte(got), docxMain); !strings.Contains(main, "<w:t>[repaired: The summit brought together 130 countries.]</w:t>") {
		t.Error(main)
	}
	m = &memory{min: 100, pairs: [][2]string{{"Bonjour.", "你好。"}, {"Le port rouvre.", "港口重新开放。"}}}
	o = options(t, "docx", m)
	o.To = language.Chinese
	got, _ = fill(t, string(docxFile(t, `<w:p><w:r><w:t xml:space="preserve">Bonjour. </w:t></w:r><w:r><w:t>Le port rouvre.</w:t></w:r></w:p>`)), o)
	if main := partOf(t, []byte(got), docxMain); !strings.Contains(main, `<w:t xml:space="preserve">你好。</w:t></w:r><w:r><w:t>港口重新开放。</w:t>`) {
		t.Error(main)
	}
}

func TestBadArchivesAreErrors(t *testing.T) {
	good := docxFile(t, docxBody)
	bomb := docxFile(t, "<w:p><w:r><w:t>"+strings.Repeat("a", 8<<20)+"</w:t></w:r></w:p>")
	shifted := append([]byte("MZ something before it"), good...)
	lying := bytes.Clone(good)
	end := bytes.LastIndex(lying, []byte("PK\x05\x06"))
	binary.LittleEndian.PutUint32(lying[end+16:], 0xFFFFFFF0)
	tests := map[string]struct {
		in   []byte
		want string
	}{
		"no archive":      {[]byte("Bonjour"), "damaged or cut off archive"},
		"empty":           {nil, "damaged or cut off archive"},
		"old":             {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "an old or encrypted Word file"},
		"cut off":         {good[:len(good)-200], "damaged or cut off archive"},
		"bomb":            {bomb, "word/document.xml unpacks to far more than its size"},
		"cut off in XML":  {docxFile(t, "<w:p><w:r>"), "word/document.xml, line 2, column 191: not well-formed XML: </w:body> closes <w:r> of line 2"},
		"something first": {shifted, "archive"},
		"lying directory": {lying, "archive"},
	}
	for name, test := range tests {
		out, _, err := File(t.Context(), test.in, options(t, "docx", desk()))
		if err == nil || !strings.Contains(err.Error(), test.want) || out != nil {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

func TestLibreOfficeOpensTheResult(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	office := needed(t, "soffice")
	dir := t.TempDir()
	got, _ := fill(t, string(docxFile(t, docxBody)), options(t, "docx", desk()))
	path := filepath.Join(dir, "out.docx")
	if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "txt:Text", "--outdir", dir, path).CombinedOutput()
	if err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "out.txt"))
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"The port reopens on Monday.", "Paris hosts the summit.", "Hello", "Mr Diallo & Co < 3"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is not in what LibreOffice reads:\n%s", want, text)
		}
	}
}

func FuzzDocx(f *testing.F) {
	f.Add(docxFile(f, docxBody))
	fuzzFormat(f, "docx")
}

// The XML within a docx, which a fuzzer would not find behind the packing.
func FuzzDocxText(f *testing.F) {
	f.Add(docxBody)
	for line := range strings.Lines(docxBody) {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, body string) {
		data := docxFile(t, body)
		o := options(t, "docx", nothing())
		out, report, err := File(t.Context(), data, o)
		if err != nil {
			return
		}
		if !bytes.Equal(out, data) {
			t.Fatal("changed without a match")
		}
		o.Find = full
		out, _, err = File(t.Context(), data, o)
		if err != nil {
			t.Fatal(err)
		}
		_, again, err := File(t.Context(), out, options(t, "docx", nothing()))
		if err != nil {
			t.Fatal(err)
		}
		texts := func(r *Report) (n int) {
			return len(slices.DeleteFunc(slices.Clone(r.Segments), func(s Segment) bool { return s.Reason == NoLetters }))
		}
		if texts(report) != texts(again) {
			t.Fatalf("%d segments became %d", texts(report), texts(again))
		}
	})
}
