package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// -update writes the pictures of the README anew.
var update = flag.Bool("update", false, "write the pictures of the README anew")

// patience is how long a test waits for a page: a machine that runs all tests
// at once is slow at times.
const patience = time.Minute

// TestBrowser uses calque serve as a person does, in Chromium. What a page
// shows is compared with what the API says.
//
// Pictures of the pages are in the folder of go test -artifacts.
func TestBrowser(t *testing.T) {
	b := startBrowser(t)
	for _, test := range []struct {
		name string
		run  func(*testing.T, *browser)
	}{
		{"search shows results while one types", searchWhileTyping},
		{"a search is narrowed by keys alone", facetsByKey},
		{"a result is copied by a key", copyByKey},
		{"dropped files are paired and imported", dropFiles},
		{"chosen files are paired and forgotten", chooseFiles},
		{"what is no translation is taken out and brought back", cleanByPage},
		{"an export begins as its preview says", exportByPage},
		{"a story is reviewed by keys alone", reviewByKeys},
		{"keys that come fast are all done", keysThatComeFast},
		{"two windows in conflict lose nothing", twoWindows},
		{"keys lead through the parts of a long story", longStory},
		{"Arabic reads from right to left", rightToLeft},
		{"each language has its fonts", fontsOfLanguages},
		{"the focus can be seen", visibleFocus},
		{"a review is printed dark on white", printedPage},
		{"the settings of a person are kept", personalSettings},
		{"dark where it is wished", darkScheme},
		{"a narrow screen needs no sideways scrolling", narrowScreen},
		{"the interface speaks the browser's language", interfaceLanguage},
		{"a token opens the pages", loginByToken},
		{"pages can be read without JavaScript", withoutScript},
		{"no page hinders anybody", accessiblePages},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, b) })
	}
}

// browser is a running Chromium and what its pages are made from.
type browser struct {
	ctx     context.Context
	program string // calque
	demo    string // a memory of the example stories, to be copied
}

func startBrowser(t *testing.T) *browser {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	needed(t, "Chromium", path != "")
	allocator, stop := chromedp.NewExecAllocator(t.Context(),
		append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.WSURLReadTimeout(patience))...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting %s: %v", path, err)
	}
	program, dir := calqueProgram(t), t.TempDir()
	calqueOutput(t, program, "demo", "--dir", filepath.Join(dir, "demo"))
	return &browser{ctx: ctx, program: program, demo: filepath.Join(dir, "demo", "demo.db")}
}

// serveDemo serves a copy of the example stories that the test may change.
func (b *browser) serveDemo(t *testing.T, args ...string) (address string) {
	t.Helper()
	content, err := os.ReadFile(b.demo)
	if err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(t.TempDir(), "copy.db")
	writeFile(t, db, content)
	address, _ = startServer(t, b.program, db, args...)
	return address
}

// window is a page with cookies of its own.
type window struct {
	t       *testing.T
	ctx     context.Context
	address string // of the server
	mu      sync.Mutex
	faults  []string // errors of scripts and violations of the policy
}

// open opens a window in a language of the interface.
func (b *browser) open(t *testing.T, address, lang string) *window {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	w := &window{t: t, ctx: ctx, address: address}
	if err := chromedp.Do(ctx); err != nil { // no timeout: the window would end with it
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, w.listen); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.report)
	callWindow(w, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": lang}})
	w.size(1100, 800)
	return w
}

// listen keeps what the browser finds wrong with a page.
func (w *window) listen(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		w.faults = append(w.faults, thrown(e.ExceptionDetails))
	case *cdplog.EventEntryAdded:
		// A refused change and a wrong token are answered with an error that
		// the page tells; the browser logs them all the same.
		if e.Entry.Level == cdplog.EntryLevelError && e.Entry.Source != cdplog.EntrySourceNetwork {
			w.faults = append(w.faults, e.Entry.Text)
		}
	}
}

// thrown is the text of an error that a script did not catch.
func thrown(d *runtime.ExceptionDetails) string {
	if d.Exception != nil {
		return d.Text + " " + d.Exception.Description
	}
	return d.Text
}

func (w *window) report() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, fault := range w.faults {
		w.t.Errorf("the browser says: %s", fault)
	}
}

// inWindow does something in a window, for as long as patience.
func inWindow[T any](w *window, action chromedp.Action[T]) T {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	result, err := chromedp.Run(ctx, action)
	if err != nil {
		w.t.Fatal(err)
	}
	return result
}

// callWindow sends a command to a window.
func callWindow[P, R any](w *window, command cdp.Command[P, R], params P) R {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	result, err := chromedp.Call(ctx, command, params)
	if err != nil {
		w.t.Fatal(err)
	}
	return result
}

// valueIn is the value of an expression of JavaScript in the page.
func valueIn[T any](w *window, expression string) T {
	w.t.Helper()
	return inWindow(w, chromedp.Evaluate[T](expression))
}

// wait waits until an expression of JavaScript is true of the page.
func (w *window) wait(expression string) {
	w.t.Helper()
	const pause = 50 * time.Millisecond
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(pause) {
		if valueIn[bool](w, "Boolean("+expression+")") {
			return
		}
	}
	w.t.Fatalf("this did not become true: %s; the page says:\n%s", expression, valueIn[string](w, "document.body.innerText"))
}

func (w *window) visit(path string) {
	w.t.Helper()
	inWindow(w, chromedp.Navigate(w.address+path))
}

// press presses keys one after the other: letters stand for themselves, other
// keys are those of package kb.
func (w *window) press(keys string, modifiers ...chromedp.Modifier) {
	w.t.Helper()
	inWindow(w, chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...)))
}

func (w *window) size(width, height int64) {
	w.t.Helper()
	inWindow(w, chromedp.EmulateViewport(width, height))
}

// scheme makes the window light or dark.
func (w *window) scheme(name string) {
	w.t.Helper()
	callWindow(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
}

// picture keeps a picture of the window among the artefacts of the test.
func (w *window) picture(name string) []byte {
	w.t.Helper()
	content := inWindow(w, chromedp.CaptureScreenshot())
	writeFile(w.t, filepath.Join(w.t.ArtifactDir(), name+".png"), content)
	return content
}

// pictureForReadme is a picture that is part of the project too.
func (w *window) pictureForReadme(name string) {
	w.t.Helper()
	w.size(1000, 620)
	content := w.picture(name)
	w.size(1100, 800)
	if *update {
		writeFile(w.t, filepath.Join("testdata", "readme", name+".png"), content)
	}
}

// get reads an answer of the API.
func (w *window) get(path string, into any) {
	w.t.Helper()
	response, err := http.Get(w.address + "/api/v1" + path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		w.t.Fatalf("%s: %s", path, response.Status)
	}
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		w.t.Fatalf("%s: %v", path, err)
	}
}

// jsQuote writes a text as a literal of JavaScript.
func jsQuote(text string) string {
	out, err := json.Marshal(text)
	if err != nil {
		panic(err) // a text can be written
	}
	return string(out)
}

// texts are the texts of the elements that a selector finds.
func (w *window) texts(selector string) []string {
	w.t.Helper()
	return valueIn[[]string](w, fmt.Sprintf("[...document.querySelectorAll(%s)].map(e => e.textContent.trim())", jsQuote(selector)))
}

// first is the text of the first element that a selector finds.
func (w *window) first(selector string) string {
	w.t.Helper()
	found := w.texts(selector)
	if len(found) == 0 {
		w.t.Fatalf("there is no %s; the page says:\n%s", selector, valueIn[string](w, "document.body.innerText"))
	}
	return found[0]
}

// has reports whether the page shows a text somewhere.
func (w *window) has(text string) bool {
	w.t.Helper()
	return strings.Contains(valueIn[string](w, "document.body.innerText"), text)
}
