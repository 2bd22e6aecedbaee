package article

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// checkDocument tests what holds for every document.
func checkDocument(t *testing.T, doc *Document, err error) {
	t.Helper()
	if err != nil {
		var e *Error
		var wrongLanguage *LanguageError
		if !errors.As(err, &e) && !errors.As(err, &wrongLanguage) {
			t.Fatalf("an error without a name: %v", err)
		}
		return
	}
	titles := 0
	for _, b := range doc.Blocks {
		if b.Text == "" || b.Text != trimSpace(b.Text) || !utf8.ValidString(b.Text) || strings.Contains(b.Text, "\n") {
			t.Fatalf("block %q", b)
		}
		if b.Role == Title {
			titles++
		}
	}
	if titles > 1 || len(doc.Blocks) == 0 {
		t.Fatalf("%d titles in %d blocks", titles, len(doc.Blocks))
	}
}

// FuzzReadText also checks that plain text is kept whole, but for the marks
// of lists.
func FuzzReadText(f *testing.F) {
	f.Add(drupalArticle)
	for _, text := range wireReports {
		f.Add(text)
	}
	f.Add("Titre\n\nLire aussi : x\n\n- a\n- b\n\nPhoto : A/B\n\nNotification:\nNon")
	f.Add("\u3000\u3000港口\n口\n\n\f\u00a0\n（完）")
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := Read(context.Background(), strings.NewReader(text), "fuzz.txt", Options{Format: "txt", Encoding: "utf-8"})
		checkDocument(t, doc, err)
		if err != nil {
			return
		}
		var got strings.Builder
		for _, b := range doc.Blocks {
			got.WriteString(b.Text)
		}
		if !subsequence(squeeze(got.String()), squeeze(text)) {
			t.Fatalf("text was made up:\n got %q\nfrom %q", got.String(), text)
		}
		if a, b := bare(got.String()), bare(text); a != b {
			t.Fatalf("text was lost:\n got %q\nfrom %q", a, b)
		}
	})
}

// bare leaves out what may be a mark of a list, and space.
func bare(s string) string {
	s = strings.TrimPrefix(s, "\ufeff")
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("-*•–—·▪◦\u200b\ufeff\u200e\u200f\x1a", r) {
			return -1
		}
		return r
	}, squeeze(s))
}

// subsequence reports whether the characters of a stand in b in this order.
func subsequence(a, b string) bool {
	for _, r := range a {
		at := strings.IndexRune(b, r)
		if at < 0 {
			return false
		}
		b = b[at+utf8.RuneLen(r):]
	}
	return true
}

func FuzzReadMarkdown(f *testing.F) {
	text, err := os.ReadFile("testdata/story.it.md")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Add("---\ntitle: a\n---\n# a\n\n| a | b |\n|---|---|\n| c | d |\n\n<div><p>x</p>\n\n![a](b)\n![a](b)\n")
	f.Add("a  \nb\\\nc `d` &eacute; \\* <br> <http://a.example>\n\n    code\n")
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := Read(context.Background(), strings.NewReader(text), "fuzz.md", Options{Format: "md"})
		checkDocument(t, doc, err)
	})
}

func FuzzReadHTML(f *testing.F) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("<p>a<br><br>b<figure><figcaption>c <span class=credit>d</span></figcaption></figure><table><tr><td>e"))
	f.Add([]byte(`<script type="application/ld+json">[{"@type":["NewsArticle"],"author":[{"name":"a"}],"headline":"b"}]</script>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := Read(context.Background(), bytes.NewReader(data), "fuzz.html", Options{Format: "html"})
		checkDocument(t, doc, err)
	})
}

func FuzzReadDocx(f *testing.F) {
	f.Add(`<w:p><w:pPr><w:pStyle w:val="Titre1"/></w:pPr><w:r><w:t>a</w:t><w:tab/><w:br/><w:t>b</w:t></w:r></w:p>`, "")
	f.Add(`<w:p><w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:r><w:t>a</w:t></w:r><w:p/></w:p>`, `<w:styles><w:style w:styleId="a"><w:name w:val="b"/><w:basedOn w:val="a"/></w:style></w:styles>`)
	f.Add("<w:tbl><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tbl>", "<a>")
	f.Fuzz(func(t *testing.T, body, styles string) {
		data := pack(t, map[string]string{"word/styles.xml": styles, "word/document.xml": docxHead + body + docxTail})
		doc, err := Read(context.Background(), bytes.NewReader(data), "fuzz.docx", Options{})
		checkDocument(t, doc, err)
	})
}

func FuzzReadODT(f *testing.F) {
	f.Add(`<text:p text:style-name="P1">a<text:s text:c="3"/>b<text:line-break/>c</text:p><text:list><text:p>d</text:p></text:list>`)
	f.Add(`<text:h text:outline-level="x">a</text:h><text:note><text:p>b</text:p></text:note><table:table-cell><text:p>c</text:p></table:table-cell>`)
	f.Fuzz(func(t *testing.T, content string) {
		doc, err := Read(context.Background(), bytes.NewReader(odt(t, content)), "fuzz.odt", Options{})
		checkDocument(t, doc, err)
	})
}

// FuzzReadArchive feeds broken archives.
func FuzzReadArchive(f *testing.F) {
	f.Add(docx(f, `<w:p><w:r><w:t>a</w:t></w:r></w:p>`))
	f.Add(odt(f, `<text:p>a</text:p>`))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := Read(context.Background(), bytes.NewReader(data), "fuzz", Options{MaxBytes: 1 << 20})
		checkDocument(t, doc, err)
	})
}

func FuzzParseTemplate(f *testing.F) {
	f.Add("name: a\nwhen-text: ^a$\nfurniture: b* | c\nlabel-caption: d\nlead: ^(?P<place>x)\nagency: e | f\n")
	f.Add("html-body: .a > p\nhtml-drop: [class*=\"x\" i]\n# c\nalways: yes\nending: (x)\n")
	f.Fuzz(func(t *testing.T, text string) {
		template, err := parseTemplate(text)
		if err != nil {
			return
		}
		p := &page{order: true}
		p.add(piece{text: drupalArticle})
		if _, err := p.document([]*siteTemplate{template}); err != nil {
			t.Fatal(err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	page, err := os.ReadFile("testdata/plain.en.html")
	if err != nil {
		b.Fatal(err)
	}
	templated, err := os.ReadFile("testdata/drupal.de.html")
	if err != nil {
		b.Fatal(err)
	}
	markdown, err := os.ReadFile("testdata/story.it.md")
	if err != nil {
		b.Fatal(err)
	}
	long := drupalArticle[:strings.Index(drupalArticle, "\u00a0\n\n")]
	body := long[strings.Index(long, "La Tunisie"):]
	inputs := []struct {
		name string
		data []byte
	}{
		{"article.txt", []byte(drupalArticle)},
		{"long.txt", []byte(strings.Repeat(body, 100))},
		{"lines.txt", []byte(strings.Repeat("quatre mots sans point\n", 5000))},
		{"wire.zh.txt", []byte(wireReports["zh"])},
		{"page.html", page},
		{"drupal.html", templated},
		{"story.md", markdown},
		{"story.docx", docx(b, strings.Repeat(`<w:p><w:r><w:t>Les travaux du port ont commencé lundi et dureront deux ans.</w:t></w:r></w:p>`, 12))},
	}
	for _, in := range inputs {
		b.Run(in.name, func(b *testing.B) {
			b.SetBytes(int64(len(in.data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Read(context.Background(), bytes.NewReader(in.data), in.name, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
