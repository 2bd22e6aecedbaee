package main

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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
// by what is usual. The rule on the size of what is clicked is off in axe-core
// unless it is asked for.
const axeRun = `axe.run({
	runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
	rules: { "target-size": { enabled: true } },
}).then(found => ({
	kept: found.passes.map(p => p.id),
	broken: found.violations.flatMap(v => v.nodes.map(n => v.id + " (" + v.impact + "): " + n.target.join(" ") + ": " + n.failureSummary)),
}))`

// axeFound is what axe-core says of a page.
type axeFound struct {
	Kept   []string `json:"kept"` // rules
	Broken []string `json:"broken"`
}

// A look is how a page is seen.
type look struct {
	lang, scheme string
	width        int64
}

// looks are all ways in English, and one each in the other languages of the
// interface.
var looks = []look{
	{"en", "light", 1100}, {"en", "light", 360}, {"en", "dark", 1100}, {"en", "dark", 360}, {"fr", "dark", 360}, {"zh", "light", 1100},
}

// accessiblePages looks at every page with axe-core: light and dark, wide and
// narrow, and in each language of the interface.
func accessiblePages(t *testing.T, b *browser) {
	if testing.Short() {
		t.Skip("it is long and looks at no code")
	}
	axe := axeScript(t)
	shown := b.serveDemo(t)
	token := b.serveDemo(t, "--token", "a-long-secret-of-the-test")
	for _, lang := range []string{"en", "fr", "zh"} {
		var own []look
		for _, l := range looks {
			if l.lang == lang {
				own = append(own, l)
			}
		}
		lookAtPages(t, b, axe, shown, token, own)
	}
}

// lookAtPages looks at every page in ways that have one language.
func lookAtPages(t *testing.T, b *browser, axe, shown, token string, looks []look) {
	t.Helper()
	w := b.open(t, shown, looks[0].lang)
	sized := false
	see := func(name string) {
		t.Helper()
		for _, l := range looks {
			w.scheme(l.scheme)
			w.size(l.width, 800)
			where := fmt.Sprintf("%s-%s-%s-%d", name, l.lang, l.scheme, l.width)
			valueIn[chromedp.Void](w, axe)
			found := inWindow(w, chromedp.Evaluate[axeFound](axeRun, chromedp.EvalAwaitPromise))
			for _, violation := range found.Broken {
				t.Errorf("%s: %s", where, violation)
			}
			if len(found.Kept) < 15 {
				t.Errorf("%s: only these rules were looked at: %q", where, found.Kept)
			}
			sized = sized || slices.Contains(found.Kept, "target-size")
			w.picture(where)
		}
	}
	for name, path := range map[string]string{
		"search": "/", "matches": "/?q=" + url.QueryEscape(sought), "concordance": "/?from=fr&to=en&q=port", "narrowed": "/?from=fr&to=en&q=port&year=2025",
		"matches-arabic": "/?from=fr&to=ar&q=" + url.QueryEscape("trois jours de discussions"),
		"stories":        "/stories", "story": "/stories/port-fleuve", "review": "/stories/port-fleuve/fr/en",
		"review-arabic": "/stories/gouvernance-ia/fr/ar", "review-chinese": "/stories/gouvernance-ia/fr/zh",
		"memory": "/memory", "cleaning": "/memory/cleaning",
		"export": "/memory/export?from=fr&to=en", "export in Arabic": "/memory/export?from=fr&to=ar&format=tsv", "error": "/nowhere",
	} {
		w.visit(path)
		see(name)
	}
	w.visit("/stories/port-fleuve/fr/en")
	w.press("?")
	w.wait("document.getElementById('help').open")
	see("help")
	w.visit("/stories/port-fleuve/fr/en")
	w.press("\r")
	w.wait("document.getElementById('editor').open")
	see("editor")
	if !sized {
		t.Error("the size of what is clicked was not looked at")
	}

	w = b.open(t, token, looks[0].lang)
	w.visit("/")
	see("login")
	inWindow(w, chromedp.SendKeys(chromedp.CSS("#token"), "wrong\r"))
	w.wait("document.querySelector('[role=alert]')")
	see("login-wrong")

	address, stories := oneStory(t, b)
	w = b.open(t, address, looks[0].lang)
	w.visit("/stories")
	inWindow(w, chromedp.SetUploadFiles(chromedp.CSS("#files"), gouvernance(stories)))
	inWindow(w, chromedp.Click(chromedp.CSS("#drop button")))
	w.wait("document.querySelector('button[value=yes]')")
	see("pairing")
	inWindow(w, chromedp.Click(chromedp.CSS("button[value=yes]")))
	w.wait("document.querySelector('main li')")
	see("imported")
}
