package html_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	nethtml "golang.org/x/net/html"
	"golang.org/x/text/language"

	"calque/exports/html"
	"calque/tm"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sample() []tm.Unit {
	return []tm.Unit{
		{
			Source: tm.Variant{Lang: language.French, Text: "Le <b>prix</b> & \"tout\"\nla suite"},
			Target: tm.Variant{Lang: language.Arabic, Text: "السعر"},
			Status: tm.StatusConfirmed, Confidence: 0.9, Note: "vu",
			Origin: tm.Origin{Article: "prix", Title: "Les prix", Date: time.Date(2024, 5, 8, 0, 0, 0, 0, time.UTC), Agency: "Agence du Val", Sentence: 3},
		},
		{
			Source: tm.Variant{Lang: language.French, Text: "Non."}, Target: tm.Variant{Lang: language.Chinese, Text: "不。"},
			Confidence: 0.874, Pivot: language.English, Origin: tm.Origin{Article: "prix", Title: "Les prix"},
		},
		{
			Source: tm.Variant{Lang: language.French, Text: "Oui."}, Target: tm.Variant{Lang: language.English, Text: "Yes."},
			Status: tm.StatusRejected,
		},
	}
}

func write(t testing.TB, options html.Options, units ...tm.Unit) (string, int) {
	t.Helper()
	var out bytes.Buffer
	w := html.NewWriter(&out, options)
	for _, u := range units {
		if err := w.WriteUnit(u); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String(), w.Dropped()
}

func ExampleWriter() {
	var out strings.Builder
	w := html.NewWriter(&out, html.Options{})
	w.WriteUnit(tm.Unit{
		Source: tm.Variant{Lang: language.French, Text: "Oui & non."}, Target: tm.Variant{Lang: language.Hebrew, Text: "כן"},
		Confidence: 1,
	})
	w.Close()
	for line := range strings.Lines(out.String()) {
		if strings.HasPrefix(line, "<tr class") {
			fmt.Print(line)
		}
	}
	// Output:
	// <tr class="auto"><td class="n" title="">1</td><td lang="fr" dir="ltr">Oui &amp; non.</td><td lang="he" dir="rtl">כן</td><td class="s">100 %</td></tr>
}

func TestGoldenFile(t *testing.T) {
	got, _ := write(t, html.Options{ToolVersion: "1.0", Source: language.French, Targets: []language.Tag{language.Arabic, language.Chinese}}, sample()...)
	if *update {
		if err := os.WriteFile("testdata/sample.html", []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/sample.html")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

// cells returns the text of each cell, as a browser reads it, and the elements
// of the page.
func cells(t testing.TB, page string) (texts []string, elements map[string]int) {
	t.Helper()
	root, err := nethtml.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	elements = map[string]int{}
	for node := range root.Descendants() {
		if node.Type != nethtml.ElementNode {
			continue
		}
		elements[node.Data]++
		if node.Data != "td" {
			continue
		}
		text := ""
		for inner := range node.Descendants() {
			if inner.Type == nethtml.TextNode {
				text += inner.Data
			}
		}
		texts = append(texts, text)
	}
	return texts, elements
}

func TestTextsAreText(t *testing.T) {
	hostile := `</td><script>alert(1)</script><img src=x onerror='y'> &amp; " -->`
	u := sample()[0]
	u.Source.Text, u.Target.Text, u.Note, u.Origin.Title, u.Origin.Agency = hostile, hostile, hostile, hostile, hostile
	u.Origin.Article, u.Origin.URL, u.Status = hostile, "\" onclick=\"x", tm.Status(hostile)
	page, dropped := write(t, html.Options{Tool: hostile, LangMap: map[language.Tag]string{language.French: hostile}}, u)
	got, elements := cells(t, page)
	if dropped != 0 || got[1] != hostile || got[2] != hostile {
		t.Errorf("the cells are %q", got)
	}
	for _, name := range []string{"script", "img", "link"} {
		if elements[name] > 0 {
			t.Errorf("the page has %s:\n%s", name, page)
		}
	}
	if strings.Contains(page, "http:") || strings.Contains(page, "src=\"") || strings.Contains(page, "url(") {
		t.Error("the page needs something beside itself")
	}
}

func TestEmptyPageAndBadCharacters(t *testing.T) {
	page, _ := write(t, html.Options{})
	if got, elements := cells(t, page); len(got) != 0 || elements["table"] != 1 {
		t.Errorf("the cells of an empty page are %q", got)
	}
	u := sample()[2]
	u.Source.Text = "a\x00\x01\u0085\xffb"
	page, dropped := write(t, html.Options{}, u)
	if got, _ := cells(t, page); dropped != 4 || got[1] != "ab" {
		t.Errorf("dropped %d, cells %q", dropped, got)
	}
	w := html.NewWriter(broken{}, html.Options{})
	w.WriteUnit(u)
	if err := w.Close(); err == nil {
		t.Error("a broken disk is no error")
	}
	if err := w.WriteUnit(u); err == nil {
		t.Error("a row was added to a closed page")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk on fire") }

func FuzzWriter(f *testing.F) {
	f.Add("<b>", "&lt;\r\n")
	f.Fuzz(func(t *testing.T, source, target string) {
		u := tm.Unit{Source: tm.Variant{Lang: language.French, Text: "." + source}, Target: tm.Variant{Lang: language.Arabic, Text: "." + target}}
		page, dropped := write(t, html.Options{}, u)
		got, _ := cells(t, page)
		newlines := strings.NewReplacer("\r\n", "\n", "\r", "\n") // what a parser makes of them
		if len(got) != 4 || dropped == 0 && (got[1] != newlines.Replace(u.Source.Text) || got[2] != newlines.Replace(u.Target.Text)) {
			t.Fatalf("%q, %q: the cells are %q", source, target, got)
		}
	})
}
