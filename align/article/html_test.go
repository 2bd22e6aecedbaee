package article

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestReadGivesTheBlocksOfEachForm holds the articles in testdata against
// golden files. Run with -update after a change that is meant.
func TestReadGivesTheBlocksOfEachForm(t *testing.T) {
	files, err := filepath.Glob("testdata/*.*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".golden") {
			continue
		}
		doc, err := ReadFile(context.Background(), file, Options{})
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		got := describe(doc)
		golden := file + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s:\ngot\n%s\nwant\n%s", file, got, want)
		}
	}
}

// describe writes a document for a golden file.
func describe(doc *Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "format %s, encoding %s by %s, language %s, template %s\n", doc.Format, doc.Encoding, doc.EncodingBy, doc.Lang, doc.Template)
	fmt.Fprintf(&b, "title %q\ndate %s\nagency %q, author %q, credit %q\nurl %q, alternates %v\n\n",
		doc.Title, doc.Date.Format(time.RFC3339), doc.Agency, doc.Author, doc.Credit, doc.URL, doc.Alternates)
	for _, block := range doc.Blocks {
		fmt.Fprintf(&b, "%-9s %q\n", block.Role, block.Text)
	}
	return b.String()
}

func TestHTMLCollapsesWhiteSpaceAsHTMLMeansIt(t *testing.T) {
	doc := readString(t, "a.html", "<html><body><p>un \n\t <b>port</b> ,\u00a0 deux\u00a0:\u3000trois <i> quais </i>neufs.</p></body></html>", Options{})
	if want := "un port ,\u00a0 deux\u00a0:\u3000trois quais neufs."; len(doc.Blocks) != 1 || doc.Blocks[0].Text != want {
		t.Errorf("blocks %q, want %q", doc.Blocks, want)
	}
}

func TestHTMLLineBreaks(t *testing.T) {
	long := "Une phrase assez longue pour que le saut de ligne soit celui d’un auteur et pas d’une adresse,"
	tests := map[string][]string{
		"<p>Une première phrase.<br>Une seconde.</p>":          {"Une première phrase.", "Une seconde."},
		"<p>" + long + "<br>qui continue ici.</p>":             {long + " qui continue ici."},
		"<p>" + long + "<br><br>puis une autre phrase.</p>":    {long, "puis une autre phrase."},
		"<h1>Un titre<br>sur deux lignes</h1><p>Du texte.</p>": {"Un titre sur deux lignes", "Du texte."},
	}
	for body, want := range tests {
		doc := readString(t, "a.html", "<html><body>"+body+"</body></html>", Options{})
		var got []string
		for _, b := range doc.Blocks {
			got = append(got, b.Text)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

func TestHTMLPagesThatOnlyLackOptionalTagsAreWhole(t *testing.T) {
	for _, page := range []string{
		"<!DOCTYPE html><title>Le port</title><p>Les travaux ont commencé lundi.<p>Ils dureront deux ans.",
		"<html><body><div><p>Un <b>port</b>.</body></html>",
		"<html><body><p>2 < 3 dit-on au port.",
	} {
		if cutOff(page) {
			t.Errorf("%q is taken for cut off", page)
		}
	}
}

func TestHTMLBeyondTheBoundsIsRefused(t *testing.T) {
	page := "<html><body>" + strings.Repeat("<b>", maxElements+1) + "a</body></html>"
	_, err := Read(context.Background(), strings.NewReader(page), "deep.html", Options{})
	if !errors.Is(err, ErrTooLarge) && !errors.Is(err, ErrDamaged) {
		t.Errorf("err = %v", err)
	}
}

func TestHTMLWithoutAHeadlineTakesTheFirstLine(t *testing.T) {
	doc := readString(t, "a.html", "<html><head><title>Port</title></head><body><div>Le port double ses quais<br><br>Les travaux du port ont commencé lundi, a annoncé la capitainerie.</div></body></html>", Options{})
	compareBlocks(t, doc.Blocks, []Block{
		{Title, "Le port double ses quais"},
		{Body, "Les travaux du port ont commencé lundi, a annoncé la capitainerie."},
	})
}

func TestMarkdownParagraphsAreCutAtLabels(t *testing.T) {
	doc := readString(t, "a.md", "# Le port double ses quais\n\nLes travaux du port ont commencé lundi,\na annoncé la capitainerie dans un communiqué.\n\nXinhua\nLégendes et crédits photo :\nLe quai en mai (Xinhua/Li Ming)\nNotification:\nNon\n", Options{})
	compareBlocks(t, doc.Blocks, []Block{
		{Title, "Le port double ses quais"},
		{Body, "Les travaux du port ont commencé lundi, a annoncé la capitainerie dans un communiqué."},
		{Agency, "Xinhua"},
		{Furniture, "Légendes et crédits photo :"},
		{Caption, "Le quai en mai"},
		{Byline, "(Xinhua/Li Ming)"},
		{Furniture, "Notification:"},
		{Furniture, "Non"},
	})
}

func TestHTMLAnAgencyCreditedAfterACaptionIsNoPartOfIt(t *testing.T) {
	for caption, want := range map[string][2]string{
		"Le quai en mai. Photo AFP":                {"Le quai en mai.", "Photo AFP"},
		"Le quai est-il prêt ? Photo Reuters.":     {"Le quai est-il prêt ?", "Photo Reuters."},
		"Le quai du journal sur une photo de mai.": {"Le quai du journal sur une photo de mai.", ""},
	} {
		doc := readString(t, "a.html", "<html><body><article><h1>Le port double ses quais</h1><p>Les travaux du port ont commencé lundi, a annoncé la capitainerie.</p><figure><img src=a.jpg><figcaption>"+caption+"</figcaption></figure></article></body></html>", Options{})
		blocks := []Block{
			{Title, "Le port double ses quais"},
			{Body, "Les travaux du port ont commencé lundi, a annoncé la capitainerie."},
			{Caption, want[0]},
		}
		if want[1] != "" {
			blocks = append(blocks, Block{Byline, want[1]})
		}
		compareBlocks(t, doc.Blocks, blocks)
	}
}

func TestHTMLAStaleDeclarationIsNoted(t *testing.T) {
	doc := readString(t, "a.html", "<html><head><meta charset=iso-8859-1></head><body><p>L’été fut pluvieux à Évreux.</p></body></html>", Options{})
	if doc.Encoding != "utf-8" || len(doc.Notes) != 1 {
		t.Errorf("encoding %s, notes %q", doc.Encoding, doc.Notes)
	}
}
