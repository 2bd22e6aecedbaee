package article

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// pack makes an archive of the given parts, mimetype first as OpenDocument
// wants it.
func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	names := []string{"mimetype", "[Content_Types].xml", "META-INF/manifest.xml", "word/styles.xml", "word/document.xml", "styles.xml", "content.xml"}
	for name := range parts {
		if !slices.Contains(names[:7], name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		text, ok := parts[name]
		if !ok {
			continue
		}
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

const (
	docxHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>`
	docxTail = `<w:sectPr/></w:body></w:document>`
	styles   = `<w:styles xmlns:w="w"><w:style w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>` +
		`<w:style w:styleId="Lgende"><w:name w:val="caption"/></w:style>` +
		`<w:style w:styleId="MonTitre"><w:name w:val="Mon titre"/><w:basedOn w:val="Titre1"/></w:style></w:styles>`
)

func docx(t testing.TB, body string) []byte {
	t.Helper()
	return pack(t, map[string]string{"[Content_Types].xml": "<Types/>", "word/styles.xml": styles, "word/document.xml": docxHead + body + docxTail})
}

func readBytes(t testing.TB, name string, data []byte) *Document {
	t.Helper()
	doc, err := Read(context.Background(), bytes.NewReader(data), name, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestDocxReadsStylesListsAndCaptions(t *testing.T) {
	doc := readBytes(t, "port.docx", docx(t,
		`<w:p><w:pPr><w:pStyle w:val="MonTitre"/></w:pPr><w:r><w:t>Le port double ses quais</w:t></w:r></w:p>`+
			`<w:p><w:r><w:t>Mercredi 8 mai 2024</w:t></w:r></w:p>`+
			`<w:p><w:r><w:t xml:space="preserve">Les travaux ont commencé </w:t></w:r><w:del><w:r><w:delText>mardi</w:delText></w:r></w:del><w:ins><w:r><w:t>lundi</w:t></w:r></w:ins><w:r><w:t xml:space="preserve"> et dureront deux ans.</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>`+
			`<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>deux grues</w:t></w:r></w:p>`+
			`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Longueur</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>300 mètres</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`+
			`<w:p><w:r><w:t>Vice</w:t><w:noBreakHyphen/><w:t>président</w:t><w:br/><w:t>seconde ligne</w:t></w:r></w:p>`+
			`<w:p><w:pPr><w:pStyle w:val="Lgende"/></w:pPr><w:r><w:t>Le quai en mai.</w:t></w:r></w:p>`+
			`<w:p><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>Encadré sur le port.</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>Encadré sur le port.</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:p>`))
	compareBlocks(t, doc.Blocks, []Block{
		{Title, "Le port double ses quais"},
		{Dateline, "Mercredi 8 mai 2024"},
		{Body, "Les travaux ont commencé lundi et dureront deux ans."},
		{List, "deux grues"},
		{List, "Longueur"},
		{List, "300 mètres"},
		{Body, "Vice‑président"},
		{Body, "seconde ligne"},
		{Caption, "Le quai en mai."},
		{Body, "Encadré sur le port."},
	})
	if doc.Format != "docx" || doc.Lang.String() != "fr" {
		t.Errorf("format %s, language %v", doc.Format, doc.Lang)
	}
}

func odt(t testing.TB, content string) []byte {
	t.Helper()
	return pack(t, map[string]string{
		"mimetype":              "application/vnd.oasis.opendocument.text",
		"META-INF/manifest.xml": "<manifest/>",
		"styles.xml":            `<s xmlns:style="s"><style:style style:name="Illustration" style:parent-style-name="Caption"/></s>`,
		"content.xml": `<?xml version="1.0"?><o:document-content xmlns:o="o" xmlns:text="t" xmlns:style="s" xmlns:table="b" xmlns:draw="d">` +
			`<style:style style:name="P1" style:parent-style-name="Title"/>` + content + `</o:document-content>`,
	})
}

func TestODTReadsStylesListsAndCaptions(t *testing.T) {
	doc := readBytes(t, "port.odt", odt(t,
		`<text:tracked-changes><text:p>ancien texte</text:p></text:tracked-changes>`+
			`<text:p text:style-name="P1">Le port double <text:line-break/>ses quais</text:p>`+
			"<text:p>Les travaux\n ont<text:s text:c=\"2\"/>commencé<text:note><text:note-body><text:p>Une note.</text:p></text:note-body></text:note> lundi.</text:p>"+
			`<text:list><text:list-item><text:p>deux grues</text:p></text:list-item></text:list>`+
			`<text:h text:outline-level="2">Un chantier</text:h>`+
			`<text:p>Il durera deux ans.<draw:frame><draw:text-box><text:p text:style-name="Illustration">Le quai en mai.</text:p></draw:text-box></draw:frame></text:p>`))
	compareBlocks(t, doc.Blocks, []Block{
		{Title, "Le port double ses quais"},
		{Body, "Les travaux ont  commencé lundi."},
		{List, "deux grues"},
		{Body, "Un chantier"},
		{Caption, "Le quai en mai."},
		{Body, "Il durera deux ans."},
	})
}

func TestArchivesThatFillTheMemoryAreRefused(t *testing.T) {
	bomb := docx(t, "<w:p><w:r><w:t>"+strings.Repeat(" ", 8<<20)+"</w:t></w:r></w:p>")
	if len(bomb) > 100<<10 {
		t.Fatalf("the bomb has %d bytes", len(bomb))
	}
	deep := docx(t, strings.Repeat("<w:p>", 5000)+strings.Repeat("</w:p>", 5000))
	many := map[string]string{"word/document.xml": docxHead + docxTail}
	for i := range maxEntries {
		many[fmt.Sprintf("x%d", i)] = ""
	}
	for name, data := range map[string][]byte{"bomb.docx": bomb, "deep.docx": deep, "many.docx": pack(t, many)} {
		_, err := Read(context.Background(), bytes.NewReader(data), name, Options{})
		if !errors.Is(err, ErrTooLarge) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestXMLEntitiesAreNotExpanded(t *testing.T) {
	data := pack(t, map[string]string{"word/document.xml": `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY f SYSTEM "file:///etc/passwd">]>` +
		`<w:document xmlns:w="w"><w:p><w:r><w:t>&a;&f;</w:t></w:r></w:p></w:document>`})
	if doc, err := Read(context.Background(), bytes.NewReader(data), "xxe.docx", Options{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("%+v, %v; want ErrDamaged", doc, err)
	}
}
