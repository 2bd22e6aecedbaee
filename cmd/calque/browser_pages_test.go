package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"calque/cmd/calque/examples"
)

// sought is a sentence that is like one of the example stories.
const sought = "Le trafic devrait atteindre 2,6 millions de tonnes en 2032."

func searchWhileTyping(t *testing.T, b *browser) {
	w := b.open(t, b.serveDemo(t), "en")
	w.visit("/")
	if got := valueIn[string](w, "document.activeElement.id"); got != "q" {
		t.Errorf("the cursor is in %q, not in the box", got)
	}
	w.press(sought)
	w.wait("document.querySelector('.card')")
	w.wait("new URLSearchParams(location.search).get('q') === " + jsQuote(sought))

	var found struct {
		Matches []struct {
			Unit struct {
				Target struct {
					Text string `json:"text"`
				} `json:"target"`
			} `json:"unit"`
		} `json:"matches"`
	}
	w.get("/lookup?from=fr&to=en&min=60&limit=8&text="+url.QueryEscape(sought), &found)
	if len(found.Matches) == 0 {
		t.Fatal("the API finds nothing")
	}
	if got := w.first(".card .target .text"); got != found.Matches[0].Unit.Target.Text {
		t.Errorf("the first card says %q, the API %q", got, found.Matches[0].Unit.Target.Text)
	}
	if len(w.texts(".card .source del, .card .source ins")) == 0 {
		t.Error("no difference is shown")
	}
	shown := w.texts("#results .text")

	// The address is the search: a page opened at it shows the same.
	other := b.open(t, w.address, "en")
	other.visit(valueIn[string](w, "location.pathname + location.search"))
	if got := other.texts("#results .text"); !slices.Equal(got, shown) {
		t.Errorf("at the address of the search stands %q, not %q", got, shown)
	}

	// A chip narrows the search, and one more key starts another one.
	other.visit("/?from=fr&to=en&q=" + url.QueryEscape("port"))
	story := other.first(".facets .chip")
	inWindow(other, chromedp.Click(chromedp.CSS(".facets .chip")))
	other.wait("new URLSearchParams(location.search).has('story')")
	if key := valueIn[string](other, "new URLSearchParams(location.search).get('story')"); !strings.HasPrefix(story, key) {
		t.Errorf("the chip %q leads to the story %q", story, key)
	}

	w.visit("/?q=" + url.QueryEscape("Le trafic devrait atteindre 2,4 millions de tonnes"))
	w.pictureForReadme("search")
}

// facetsByKey narrows a search and takes that back with Tab and Enter alone.
func facetsByKey(t *testing.T, b *browser) {
	w := b.open(t, b.serveDemo(t), "en")
	w.visit("/?from=fr&to=en&q=de")
	shown := func() int { return valueIn[int](w, "document.querySelectorAll('.card, .hits tbody tr').length") }
	all := shown()
	tabTo := func(selector string) string {
		t.Helper()
		const most = 60
		for range most {
			w.press(kb.Tab)
			if valueIn[bool](w, "document.activeElement.matches("+jsQuote(selector)+")") {
				return valueIn[string](w, "document.activeElement.textContent")
			}
		}
		t.Fatalf("%d times Tab does not lead to %s", most, selector)
		return ""
	}
	narrow := map[string]string{}
	for _, name := range []string{"year", "agency", "story", "status"} {
		chosen := tabTo("[aria-labelledby=facet-" + name + "] .chip:not([aria-current])")
		w.press(kb.Enter)
		w.wait("new URLSearchParams(location.search).has(" + jsQuote(name) + ") && document.querySelector('[aria-labelledby=facet-" + name + "] [aria-current]')")
		narrow[name] = valueIn[string](w, "new URLSearchParams(location.search).get("+jsQuote(name)+")")
		if name != "status" && !strings.HasPrefix(chosen, narrow[name]) {
			t.Errorf("%s leads to the %s %s", chosen, name, narrow[name])
		}
	}
	var found struct{ Units int }
	values := url.Values{"q": {"de"}, "lang": {"fr"}, "to": {"en"}}
	for name, value := range narrow {
		values.Set(name, value)
	}
	w.get("/concordance?"+values.Encode(), &found)
	if got := valueIn[int](w, "document.querySelectorAll('.hits tbody tr').length"); got == 0 || got != min(found.Units, 20) {
		t.Errorf("narrowed to %v the page shows %d places, the API counts %d", narrow, got, found.Units)
	}

	// What is typed now is looked for among those.
	inWindow(w, chromedp.Focus(chromedp.CSS("#q")))
	w.press(" la")
	w.wait("new URLSearchParams(location.search).get('q') === 'de la'")
	for name, value := range narrow {
		if got := valueIn[string](w, "new URLSearchParams(location.search).get("+jsQuote(name)+")"); got != value {
			t.Errorf("after a word more the %s is %q, not %q", name, got, value)
		}
	}

	w.visit("/?" + url.Values{"q": {"de"}, "from": {"fr"}, "to": {"en"}, "year": {narrow["year"]}, "story": {narrow["story"]}}.Encode())
	for _, name := range []string{"story", "year"} {
		if off := tabTo("[aria-labelledby=facet-" + name + "] [aria-current]"); !strings.HasPrefix(off, "Take off: "+narrow[name]) {
			t.Errorf("what takes the %s off says %q", name, off)
		}
		w.press(kb.Enter)
		w.wait("!new URLSearchParams(location.search).has(" + jsQuote(name) + ") && document.querySelector('.facets')")
	}
	if got := shown(); got != all {
		t.Errorf("with everything taken off there are %d results, not %d", got, all)
	}
}

func copyByKey(t *testing.T, b *browser) {
	w := b.open(t, b.serveDemo(t), "en")
	w.visit("/?from=fr&to=en&q=" + url.QueryEscape(sought))
	for _, name := range []string{"clipboard-write", "clipboard-read"} {
		_, err := chromedp.CallBrowser(w.ctx, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{Origin: w.address,
			BrowserContextID: chromedp.FromContext(w.ctx).BrowserContextID, Setting: cdpbrowser.PermissionSettingGranted,
			Permission: &cdpbrowser.PermissionDescriptor{Name: name}})
		if err != nil {
			t.Fatal(err)
		}
	}
	want := w.first(".card .target .text")
	w.press("1", chromedp.ModifierAlt)
	w.wait("document.querySelector('button.copy').textContent === 'Copied'")
	copied := inWindow(w, chromedp.Evaluate[string]("navigator.clipboard.readText()", chromedp.EvalAwaitPromise))
	if copied != want {
		t.Errorf("%q was copied, not %q", copied, want)
	}
}

// oneStory is a memory of one story, and a folder with more.
func oneStory(t *testing.T, b *browser) (address, stories string) {
	t.Helper()
	dir := t.TempDir()
	stories = filepath.Join(dir, "stories")
	if err := os.CopyFS(stories, examples.Stories()); err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(dir, "small.db")
	calqueOutput(t, b.program, "import", "--db", db, copiesOfStories(t, t.TempDir(), 1))
	address, _ = startServer(t, b.program, db)
	return address, stories
}

// gouvernance are two files of one story.
func gouvernance(stories string) []string {
	return []string{filepath.Join(stories, "gouvernance-ia.fr.txt"), filepath.Join(stories, "gouvernance-ia.en.html")}
}

type listedStories struct {
	Stories []struct {
		Key   string   `json:"key"`
		Langs []string `json:"langs"`
		Units int      `json:"units"`
	} `json:"stories"`
}

func dropFiles(t *testing.T, b *browser) {
	address, stories := oneStory(t, b)
	w := b.open(t, address, "en")
	w.visit("/stories")
	at := valueIn[[]float64](w, "(() => { const r = document.getElementById('drop').getBoundingClientRect(); return [r.x + r.width / 2, r.y + 4] })()")
	data := &input.DragData{Items: []*input.DragDataItem{}, Files: gouvernance(stories), DragOperationsMask: 1}
	for _, kind := range []input.DispatchDragEventType{input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver, input.DispatchDragEventTypeDrop} {
		callWindow(w, input.DispatchDragEvent, input.DispatchDragEventParams{Type: kind, X: at[0], Y: at[1], Data: data})
	}
	w.wait("document.querySelector('button[value=yes]')")
	if rows := w.texts("tbody tr"); len(rows) != 1 || !strings.Contains(rows[0], "gouvernance-ia.fr.txt") || !strings.Contains(rows[0], "gouvernance-ia.en.html") {
		t.Errorf("the pairing is shown as %q", rows)
	}
	var listed listedStories
	if w.get("/stories", &listed); len(listed.Stories) != 1 {
		t.Errorf("before anybody said yes the memory has %+v", listed.Stories)
	}
	w.picture("pairing")
	inWindow(w, chromedp.Click(chromedp.CSS("button[value=yes]")))
	w.wait("!document.querySelector('button[value=yes]') && document.querySelector('main li')")
	if w.get("/stories", &listed); len(listed.Stories) != 2 || listed.Stories[1].Key != "gouvernance-ia" || listed.Stories[1].Units == 0 {
		t.Errorf("after the import the memory has %+v", listed.Stories)
	}
}

func chooseFiles(t *testing.T, b *browser) {
	address, stories := oneStory(t, b)
	w := b.open(t, address, "en")
	w.visit("/stories")
	inWindow(w, chromedp.SetUploadFiles(chromedp.CSS("#files"), gouvernance(stories)))
	inWindow(w, chromedp.Click(chromedp.CSS("#drop button")))
	w.wait("document.querySelector('button[value=no]')")
	inWindow(w, chromedp.Click(chromedp.CSS("button[value=no]")))
	w.wait("location.pathname === '/stories' && document.getElementById('drop')")
	var listed listedStories
	if w.get("/stories", &listed); len(listed.Stories) != 1 {
		t.Errorf("what was not wanted is in the memory: %+v", listed.Stories)
	}
}

func rightToLeft(t *testing.T, b *browser) {
	w := b.open(t, b.serveDemo(t), "en")
	w.visit("/stories/gouvernance-ia/fr/ar")
	const cells = "td[data-side=target] .text"
	for _, fault := range valueIn[[]string](w, `[...document.querySelectorAll("`+cells+`")].filter(e =>
		e.lang !== "ar" || getComputedStyle(e).direction !== "rtl" || e.getBoundingClientRect().width < 50).map(e => e.textContent)`) {
		t.Errorf("not set as Arabic: %s", fault)
	}
	for _, fault := range valueIn[[]string](w, `[...document.querySelectorAll("td[data-side=source] .text")].filter(e =>
		getComputedStyle(e).direction !== "ltr").map(e => e.textContent)`) {
		t.Errorf("not set as French: %s", fault)
	}
	// Where a number stands: its digits run from left to right, and what
	// comes before it in the text stands to the right of it.
	places := valueIn[[][3]float64](w, `[...document.querySelectorAll("`+cells+`")].flatMap(cell => {
		const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
		for (let node; node = walker.nextNode();) {
			const place = i => {
				const range = document.createRange();
				range.setStart(node, i);
				range.setEnd(node, i + 1);
				return range.getBoundingClientRect();
			};
			for (const m of node.data.matchAll(/[0-9]{2,}/g)) {
				const first = place(m.index), last = place(m.index + m[0].length - 1), before = m.index > 1 && place(m.index - 2);
				found.push([first.x, last.x, before && before.y === first.y ? before.x : 1e6]);
			}
		}
		return found;
	})`)
	if len(places) < 8 {
		t.Errorf("only %d numbers were looked at", len(places))
	}
	for i, p := range places {
		if p[0] >= p[1] || p[2] <= p[0] {
			t.Errorf("number %d: first digit at %.0f, last at %.0f, the letter before it at %.0f", i, p[0], p[1], p[2])
		}
	}
	w.picture("arabic")
}

// brightness is how light the ground of the page is, 0 to 255.
const brightness = `(() => { const c = getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number); return (c[0] + c[1] + c[2]) / 3 })()`

func darkScheme(t *testing.T, b *browser) {
	w := b.open(t, b.serveDemo(t), "en")
	for scheme, isDark := range map[string]bool{"light": false, "dark": true} {
		w.scheme(scheme)
		w.visit("/stories/port-fleuve/fr/en")
		if got := valueIn[float64](w, brightness); got < 100 != isDark {
			t.Errorf("%s: the ground has a brightness of %.0f", scheme, got)
		}
		w.picture("review-" + scheme)
	}
	w.visit("/memory")
	w.picture("memory-dark")
}

func narrowScreen(t *testing.T, b *browser) {
	w := b.open(t, b.serveDemo(t), "en")
	w.size(360, 740)
	for name, path := range map[string]string{
		"search": "/?q=" + url.QueryEscape(sought), "concordance": "/?from=fr&to=en&q=port", "stories": "/stories",
		"story": "/stories/port-fleuve", "review": "/stories/port-fleuve/fr/en", "review-arabic": "/stories/gouvernance-ia/fr/ar",
		"review-chinese": "/stories/gouvernance-ia/fr/zh", "memory": "/memory",
		"cleaning": "/memory/cleaning", "export": "/memory/export?from=fr&to=en", "error": "/nowhere",
	} {
		w.visit(path)
		if got := valueIn[float64](w, "document.scrollingElement.scrollWidth"); got > 360 {
			t.Errorf("%s is %.0f pixels wide: %q", name, got, valueIn[[]string](w, `[...document.querySelectorAll("body *")].filter(e =>
				e.getBoundingClientRect().right > 361 && !e.closest(".wide")).map(e => e.tagName + "." + e.className)`))
		}
		w.picture("narrow-" + name)
	}
}

func interfaceLanguage(t *testing.T, b *browser) {
	address := b.serveDemo(t)
	for accept, want := range map[string][2]string{"fr-CA,fr;q=0.9": {"fr", "Mémoire"}, "zh-CN,zh;q=0.9,en;q=0.5": {"zh", "记忆库"}, "sw,en;q=0.1": {"en", "Memory"}} {
		w := b.open(t, address, accept)
		w.visit("/stories/port-fleuve/fr/en")
		if got := valueIn[string](w, "document.documentElement.lang"); got != want[0] {
			t.Errorf("%s: the page is in %q", accept, got)
		}
		if !w.has(want[1]) {
			t.Errorf("%s: the navigation does not say %s", accept, want[1])
		}
		w.press("?")
		w.wait("document.getElementById('help').open")
		w.picture("help-" + want[0])
	}
}

func loginByToken(t *testing.T, b *browser) {
	t.Setenv("CALQUE_TOKEN", "un secret assez long")
	w := b.open(t, b.serveDemo(t), "en")
	w.visit("/stories")
	if got := valueIn[string](w, "location.pathname"); got != "/login" {
		t.Fatalf("without a token one is at %s", got)
	}
	const atToken = "document.activeElement.id === 'token'"
	w.wait(atToken)
	w.press("a wrong one" + kb.Enter)
	w.wait("document.querySelector('[role=alert]') && " + atToken)
	w.press("un secret assez long" + kb.Enter)
	w.wait("location.pathname === '/'")
	w.visit("/stories")
	if rows := w.texts("tbody tr"); len(rows) < 8 {
		t.Errorf("after the login the stories are %q", rows)
	}
	if got := valueIn[string](w, "document.cookie"); got != "" {
		t.Errorf("a script can read the cookie: %s", got)
	}
	response, err := http.Get(w.address + "/api/v1/stories")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusUnauthorized {
		t.Errorf("who has not logged in gets %s", response.Status)
	}
}

func withoutScript(t *testing.T, b *browser) {
	w := b.open(t, b.serveDemo(t), "en")
	callWindow(w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	w.visit("/?from=fr&to=en&q=" + url.QueryEscape(sought))
	if len(w.texts(".card")) == 0 {
		t.Error("a search shows no match")
	}
	w.visit("/stories/port-fleuve/fr/en")
	if len(w.texts("tr[data-row]")) < 10 {
		t.Error("a story shows no rows")
	}
	if valueIn[bool](w, "document.querySelector('.tools').checkVisibility()") {
		t.Error("buttons are shown that do nothing")
	}
}
