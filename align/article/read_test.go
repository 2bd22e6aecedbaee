package article

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/language"
)

const story = "Le port double ses quais\n\nLes travaux du port ont commencé lundi et dureront deux ans, a annoncé la capitainerie.\n"

func TestValidateRefusesWhatNoFileCanBeReadWith(t *testing.T) {
	for _, ok := range []Options{{}, {Format: "htm"}, {Format: "docx", Encoding: "latin1"}, {Encoding: "cp1252"}} {
		if err := ok.Validate(); err != nil {
			t.Errorf("%+v: %v", ok, err)
		}
	}
	for _, bad := range []Options{{Format: "pdf"}, {Encoding: "bogus"}} {
		if err := bad.Validate(); err == nil || !strings.Contains(err.Error(), "use ") {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func TestReadRefusesBadInputWithItsNameAndWhatToDo(t *testing.T) {
	whole := docx(t, `<w:p><w:r><w:t>Les travaux ont commencé.</w:t></w:r></w:p>`)
	page := "<!DOCTYPE html><html><head><title>Le port</title></head><body><div><p>Les travaux du port ont commencé lundi.</p><p>Ils dureront"
	tests := []struct {
		file string
		data string
		opts Options
		kind error
	}{
		{"empty.txt", "", Options{}, ErrEmpty},
		{"blank.txt", " \n\u00a0\n\u3000\r\n", Options{}, ErrEmpty},
		{"notext.html", "<html><body><script>x=1</script></body></html>", Options{}, ErrEmpty},
		{"nothing.docx", string(docx(t, "")), Options{}, ErrEmpty},
		{"binary.txt", "\x00\x01\x02\x03\x04\x00\xff\xfe\x00\x10", Options{}, ErrBinary},
		{"control.txt", strings.Repeat("\x01\x02\x03abc", 50), Options{}, ErrBinary},
		{"picture.txt", "\x89PNG\r\n\x1a\n0000", Options{}, ErrFormat},
		{"paper.pdf", "%PDF-1.7 ...", Options{}, ErrFormat},
		{"old.doc", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....", Options{}, ErrFormat},
		{"cut.txt", "Déjà, été, où, âgé, là\xc3", Options{}, ErrTruncated},
		{"cut.docx", string(whole[:len(whole)/2]), Options{}, ErrTruncated},
		{"cut.html", page, Options{}, ErrTruncated},
		{"cuttag.html", page + " deux <stro", Options{}, ErrTruncated},
		{"mislabelled.docx", story, Options{}, ErrFormat},
		{"mislabelled.odt", "<html><body><p>Le port.</p></body></html>", Options{}, ErrFormat},
		{"asked.txt", story, Options{Format: "docx"}, ErrFormat},
		{"asked.docx", string(whole), Options{Format: "txt"}, ErrFormat},
		{"unknown.txt", story, Options{Format: "pages"}, ErrFormat},
		{"sheet.xlsx", string(pack(t, map[string]string{"xl/workbook.xml": "<x/>"})), Options{}, ErrFormat},
		{"other.zip", string(pack(t, map[string]string{"a.txt": "a"})), Options{}, ErrFormat},
		{"damaged.docx", string(pack(t, map[string]string{"word/document.xml": "<w:document><w:p>"})), Options{}, ErrDamaged},
		{"charset.html", "<html><head><meta charset=utf-8></head><body><p>un \xe9t\xe9 pluvieux</p></body></html>", Options{}, ErrEncoding},
		{"given.txt", "un \xe9t\xe9", Options{Encoding: "utf-8"}, ErrEncoding},
		{"noname.txt", story, Options{Encoding: "latin-99"}, ErrEncoding},
		{"large.txt", strings.Repeat("a", 2000), Options{MaxBytes: 1000}, ErrTooLarge},
		{"oneline.txt", strings.Repeat("mot ", 300_000), Options{}, ErrTooLarge},
	}
	for _, tt := range tests {
		doc, err := Read(context.Background(), strings.NewReader(tt.data), tt.file, tt.opts)
		var e *Error
		if !errors.Is(err, tt.kind) || !errors.As(err, &e) {
			t.Errorf("%s: %v (document %v), want %v", tt.file, err, doc != nil, tt.kind)
			continue
		}
		if e.Name != tt.file || !strings.HasPrefix(err.Error(), tt.file+": ") || e.What == "" || e.Do == "" {
			t.Errorf("%s: %v says too little", tt.file, err)
		}
	}
}

func TestReadTellsTheOffsetOfABadByte(t *testing.T) {
	_, err := Read(context.Background(), strings.NewReader("un \xe9t\xe9"), "ete.txt", Options{Encoding: "utf-8"})
	var e *Error
	if !errors.As(err, &e) || e.Offset != 3 {
		t.Errorf("err = %#v", err)
	}
}

func TestReadFileRefusesWhatIsNoReadableFile(t *testing.T) {
	dir := t.TempDir()
	tests := map[string]error{filepath.Join(dir, "vanished.txt"): ErrVanished, dir: ErrFormat}
	if os.Getuid() != 0 { // root may read anything
		secret := filepath.Join(dir, "secret.txt")
		if err := os.WriteFile(secret, []byte(story), 0); err != nil {
			t.Fatal(err)
		}
		tests[secret] = fs.ErrPermission
	}
	for path, kind := range tests {
		_, err := ReadFile(context.Background(), path, Options{})
		if !errors.Is(err, kind) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want %v", path, err, kind)
		}
	}
}

func TestReadFileRefusesALargeFileWithoutReadingIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large.txt")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(100 << 20); err != nil { // sparse
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFile(context.Background(), path, Options{}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("err = %v", err)
	}
}

// brokenReader fails in the middle.
type brokenReader struct{ r io.Reader }

func (b brokenReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err == io.EOF {
		return n, errors.New("disk on fire")
	}
	return n, err
}

func TestReadReportsAFailingDisk(t *testing.T) {
	_, err := Read(context.Background(), brokenReader{strings.NewReader(story)}, "port.txt", Options{})
	if err == nil || !strings.Contains(err.Error(), "disk on fire") || !strings.Contains(err.Error(), "port.txt") {
		t.Errorf("err = %v", err)
	}
}

func TestReadStopsWhenTheContextIsDone(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, strings.NewReader(story), "port.txt", Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
}

func TestReadReportsAWrongLanguageAndReturnsTheDocument(t *testing.T) {
	english := "The port doubles its quays\n\nThe works began on Monday and will last for two years, the harbour office said in a statement on its website.\n"
	tests := []struct {
		name string
		opts Options
		text string
		want string // detected, "" for no error
	}{
		{"asserted", Options{Lang: language.French}, english, "en"},
		{"among", Options{Langs: []language.Tag{language.French, language.Chinese}}, english, "en"},
		{"right", Options{Lang: language.English}, english, ""},
		{"region", Options{Lang: language.BritishEnglish}, english, ""},
		{"traditional", Options{Lang: language.Chinese}, "港口碼頭長度將增加一倍\n\n港口擴建工程星期一開工，港務局宣布，工程預計將持續兩年，新碼頭將能停靠更大的貨船，碼頭長度將達到三百公尺。\n", "zh-Hant"},
		{"short text is not held against it", Options{Lang: language.French}, "Xinhua AFP\n", ""},
	}
	for _, tt := range tests {
		doc, err := Read(context.Background(), strings.NewReader(tt.text), tt.name, tt.opts)
		if tt.want == "" {
			if err != nil || doc.Lang != tt.opts.Lang {
				t.Errorf("%s: %v, %v", tt.name, doc.Lang, err)
			}
			continue
		}
		var e *LanguageError
		if !errors.Is(err, ErrLanguage) || !errors.As(err, &e) || e.Detected.String() != tt.want || e.Confidence < 0.6 {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if doc == nil || doc.Lang != e.Detected || !strings.Contains(err.Error(), tt.name) {
			t.Errorf("%s: document %v, error %v", tt.name, doc, err)
		}
	}
}

func TestReadFindsTheFormatByContent(t *testing.T) {
	tests := []struct{ file, data, format string }{
		{"a.txt", story, "txt"},
		{"a", story, "txt"},
		{"a.html", story, "txt"},
		{"a.txt", "<!DOCTYPE html><html><body><p>Les travaux ont commencé lundi.</p></body></html>", "html"},
		{"a", "<!DOCTYPE html>\n<html><head><title>t</title>" + strings.Repeat("<meta name=a content=b>\n", 4000) + "</head><body><p>Les travaux ont commencé lundi.</p></body></html>", "html"},
		{"a", "<!-- saved --><html><body><p>Les travaux ont commencé lundi.</p></body></html>", "html"},
		{"-", "# Le port\n\nLes **travaux du port** ont [commencé](http://port.example).\n", "md"},
		{"a.txt", "---\ntitle: Le port\ndate: 2024-05-08\n---\n\nLes travaux ont commencé.\n", "md"},
		{"a.md", "Le port\n\nLes travaux ont commencé.\n", "md"},
		{"a.txt", "Le port\n\n1. deux grues\n2. un quai # 3\n", "txt"},
		{"a.bin", string(docx(t, "<w:p><w:r><w:t>Le port.</w:t></w:r></w:p>")), "docx"},
		{"a.zip", string(odt(t, "<text:p>Le port.</text:p>")), "odt"},
		{"a.html", "\xFF\xFE" + utf16le("<html><body><p>Les travaux ont commencé.</p></body></html>"), "html"},
	}
	for _, tt := range tests {
		doc := readString(t, tt.file, tt.data, Options{})
		if doc.Format != tt.format {
			t.Errorf("%s %.40q: %s, want %s", tt.file, tt.data, doc.Format, tt.format)
		}
	}
}

func utf16le(s string) string {
	var b bytes.Buffer
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

func TestReadUsesTemplatesOfTheUser(t *testing.T) {
	own := fstest.MapFS{"tribune.template": {Data: []byte("# mine\nwhen-text: ^THE TRIBUNE$\nfurniture: THE TRIBUNE | Reserved for members*\nlabel-caption: Seen here\n")}}
	doc := readString(t, "a.txt", "THE TRIBUNE\n\nThe port doubles its quays\n\nThe works began on Monday, the harbour office said in a statement.\n\nReserved for members: more\n\nSeen here:\nThe pier in May\n", Options{Templates: own})
	compareBlocks(t, doc.Blocks, []Block{
		{Furniture, "THE TRIBUNE"},
		{Title, "The port doubles its quays"},
		{Body, "The works began on Monday, the harbour office said in a statement."},
		{Furniture, "Reserved for members: more"},
		{Furniture, "Seen here:"},
		{Caption, "The pier in May"},
	})
	if doc.Template != "tribune" {
		t.Errorf("template %q", doc.Template)
	}
}

func TestReadReportsAMistakeInATemplate(t *testing.T) {
	for _, text := range []string{"nonsense\n", "colour: red\n", "lead: (\n", "when-html: ]]\n", "html-foo: p\n", "label-foo: x\n"} {
		own := fstest.MapFS{"bad.template": {Data: []byte("name: bad\n" + text)}}
		_, err := Read(context.Background(), strings.NewReader(story), "a.txt", Options{Templates: own})
		if err == nil || !strings.Contains(err.Error(), "bad.template") || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestReadGivesTheSameDocumentEveryTime(t *testing.T) {
	first := fmt.Sprintf("%+v", readString(t, "a.txt", drupalArticle, Options{}))
	for range 5 {
		if again := fmt.Sprintf("%+v", readString(t, "a.txt", drupalArticle, Options{})); again != first {
			t.Fatalf("%s\nthen\n%s", first, again)
		}
	}
}

func ExampleRead() {
	text := "Le port double ses quais\n\nMercredi, Mai 8, 2024 - 12:00\n\nLes travaux ont commencé lundi.\n\nXinhua\nNotification: \nNon\n"
	doc, err := Read(context.Background(), strings.NewReader(text), "port.fr.txt", Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(doc.Date.Format("2006-01-02"), doc.Agency)
	for _, b := range doc.Blocks {
		fmt.Println(b.Role, "|", b.Text)
	}
	// Output:
	// 2024-05-08 Xinhua
	// title | Le port double ses quais
	// dateline | Mercredi, Mai 8, 2024 - 12:00
	// body | Les travaux ont commencé lundi.
	// agency | Xinhua
	// furniture | Notification:
	// furniture | Non
}
