package main

import (
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// untranslated is an exchange file with a unit that was never translated.
const untranslated = `<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en" srclang="fr" datatype="plaintext"/><body>
<tu><tuv xml:lang="fr"><seg>Les ministres se sont réunis hier à Kigali.</seg></tuv><tuv xml:lang="en"><seg>Les ministres se sont réunis hier à Kigali.</seg></tuv></tu>
</body></tmx>`

// stats are the figures of the memory that the tests look at.
type stats struct {
	Statuses map[string]int
	Months   []struct{ Stories, Units, Exchange int }
	Lexicons []struct{ Name string }
}

// oneUntranslated serves a memory of one story and one unit that is wrong.
func oneUntranslated(t *testing.T, b *browser) string {
	t.Helper()
	dir := t.TempDir()
	db, file := filepath.Join(dir, "small.db"), filepath.Join(dir, "memory.tmx")
	writeFile(t, file, []byte(untranslated))
	calqueOutput(t, b.program, "import", "--db", db, copiesOfStories(t, t.TempDir(), 1), file)
	address, _ := startServer(t, b.program, db)
	return address
}

func cleanByPage(t *testing.T, b *browser) {
	w := b.open(t, oneUntranslated(t, b), "en")
	w.visit("/memory")
	var figures stats
	w.get("/stats", &figures)
	if len(figures.Months) != 1 || figures.Months[0].Stories != 1 || figures.Months[0].Exchange != 1 || len(figures.Lexicons) == 0 {
		t.Errorf("the figures are %+v", figures)
	}
	w.visit("/memory") // it has been counted now
	w.wait("document.querySelectorAll('.chart.line').length > 1 && document.querySelector('rect.second')")
	w.picture("memory")
	inWindow(w, chromedp.Click(chromedp.CSS("a[href='/memory/cleaning']")))
	w.wait("document.querySelector('button[value=look]')")
	inWindow(w, chromedp.Click(chromedp.CSS("button[value=look]")))
	const row = "document.querySelector('td [lang=fr]')?.textContent.startsWith('Les ministres')"
	w.wait(row)
	w.picture("cleaning")
	inWindow(w, chromedp.Click(chromedp.CSS("button[value=unit]")))
	w.wait("document.querySelector('button[value=undo]')")
	superseded(t, w, 1)
	inWindow(w, chromedp.Click(chromedp.CSS("button[value=undo]")))
	w.wait("!document.querySelector('button[value=undo]') && !document.querySelector('[data-busy]')")
	superseded(t, w, 0)
}

// superseded waits until the memory counts so many units that were taken out.
func superseded(t *testing.T, w *window, want int) {
	t.Helper()
	var figures stats
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		figures = stats{}
		if w.get("/stats", &figures); figures.Statuses["superseded"] == want {
			return
		}
	}
	t.Errorf("not %d taken out: %+v", want, figures)
}

// exportByPage previews and downloads without JavaScript.
func exportByPage(t *testing.T, b *browser) {
	w := b.open(t, b.serveDemo(t), "en")
	callWindow(w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	w.visit("/memory/export")
	inWindow(w, chromedp.SetValue(chromedp.CSS("#format"), "tsv"))
	inWindow(w, chromedp.SetValue(chromedp.CSS("#from"), "fr"))
	inWindow(w, chromedp.SetValue(chromedp.CSS("#to"), "en"))
	inWindow(w, chromedp.Click(chromedp.CSS(".fields button")))
	w.wait("location.search.includes('format=tsv')")
	for range 20 { // a page waits for a moment only
		if valueIn[bool](w, "document.querySelector('pre') !== null") {
			break
		}
		w.visit(valueIn[string](w, "location.pathname + location.search"))
	}
	rows, begins := w.texts("tbody td:first-child"), w.first("pre")
	w.picture("export")
	response, err := http.Get(w.address + valueIn[string](w, "document.querySelector('a[download]').getAttribute('href')"))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	file, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s %v", response.Status, err)
	}
	if !strings.HasPrefix(string(file), begins) || len(rows) == 0 {
		t.Errorf("%d units are shown, and the file begins otherwise than\n%s\nit is\n%.2000s", len(rows), begins, file)
	}
	lines := strings.Split(string(file), "\n")
	for i, text := range rows {
		if !strings.Contains(lines[i+1], text) {
			t.Errorf("line %d of the file has no %q: %s", i+1, text, lines[i+1])
		}
	}
	var formats struct{ Formats []json.RawMessage }
	if w.get("/export/formats", &formats); len(formats.Formats) < 10 {
		t.Errorf("the API knows %d formats", len(formats.Formats))
	}
}
