package main

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// axeVersion is the version of axe-core that looks at the pages. Its licence is
// the MPL 2.0: it is fetched for the test and is no part of calque.
const axeVersion = "4.14.1"

// axeScript is the script of axe-core: from $CALQUE_AXE, a file axe.min.js, or
// by npm, once.
func axeScript(t *testing.T) string {
	t.Helper()
	path := os.Getenv("CALQUE_AXE")
	if path == "" {
		path = fetchAxe(t)
	}
	script, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

func fetchAxe(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = t.TempDir()
	}
	folder := filepath.Join(cache, "calque-test", "axe-core-"+axeVersion)
	script := filepath.Join(folder, "package", "axe.min.js")
	if _, err := os.Stat(script); err == nil {
		return script
	}
	npm, err := exec.LookPath("npm")
	needed(t, "npm, which fetches axe-core", err == nil)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(npm, "pack", "--silent", "axe-core@"+axeVersion)
	command.Dir = folder
	if out, err := command.CombinedOutput(); err != nil {
		needed(t, fmt.Sprintf("axe-core (npm: %v: %s)", err, out), false)
	}
	command = exec.Command("tar", "-xzf", "axe-core-"+axeVersion+".tgz", "package/axe.min.js")
	command.Dir = folder
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("unpacking axe-core: %v\n%s", err, out)
	}
	return script
}

// axeRun looks for what hinders people, by the rules of WCAG 2.2 A and AA and
// by what is usual.
const axeRun = `axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then(found => ({
	kept: found.passes.length,
	broken: found.violations.flatMap(v => v.nodes.map(n => v.id + " (" + v.impact + "): " + n.target.join(" ") + ": " + n.failureSummary)),
}))`

// axeFound is what axe-core says of a page.
type axeFound struct {
	Kept   int      `json:"kept"` // rules
	Broken []string `json:"broken"`
}

// accessiblePages looks at every page with axe-core: light and wide, dark and
// narrow.
func accessiblePages(t *testing.T, b *browser) {
	if testing.Short() {
		t.Skip("it is long and looks at no code")
	}
	axe := axeScript(t)
	w := b.open(t, b.serveDemo(t), "en")
	look := func(name string) {
		t.Helper()
		for scheme, width := range map[string]int64{"light": 1100, "dark": 360} {
			w.scheme(scheme)
			w.size(width, 800)
			valueIn[chromedp.Void](w, axe)
			found := inWindow(w, chromedp.Evaluate[axeFound](axeRun, chromedp.EvalAwaitPromise))
			for _, violation := range found.Broken {
				t.Errorf("%s, %s: %s", name, scheme, violation)
			}
			if found.Kept < 15 {
				t.Errorf("%s, %s: only %d rules were looked at", name, scheme, found.Kept)
			}
		}
	}
	for name, path := range map[string]string{
		"search": "/", "matches": "/?q=" + url.QueryEscape(sought), "concordance": "/?from=fr&to=en&q=port",
		"Arabic matches": "/?from=fr&to=ar&q=" + url.QueryEscape("trois jours de discussions"),
		"stories":        "/stories", "story": "/stories/port-fleuve", "review": "/stories/port-fleuve/fr/en",
		"review in Arabic": "/stories/gouvernance-ia/fr/ar", "memory": "/memory", "error": "/nowhere", "login": "/login",
	} {
		w.visit(path)
		look(name)
	}
	w.visit("/stories/port-fleuve/fr/en")
	w.press("?")
	w.wait("document.getElementById('help').open")
	look("help")
	w.visit("/stories/port-fleuve/fr/en")
	w.press("cdx\r")
	w.wait("document.getElementById('editor').open")
	look("editor")

	address, stories := oneStory(t, b)
	w = b.open(t, address, "en")
	w.visit("/stories")
	inWindow(w, chromedp.SetUploadFiles(chromedp.CSS("#files"), gouvernance(stories)))
	inWindow(w, chromedp.Click(chromedp.CSS("#drop button")))
	w.wait("document.querySelector('button[value=yes]')")
	look("pairing")
	inWindow(w, chromedp.Click(chromedp.CSS("button[value=yes]")))
	w.wait("document.querySelector('main li')")
	look("imported")
}
