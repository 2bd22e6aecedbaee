package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"
)

// fontsOfLanguages looks with which fonts texts are really drawn: the same Han
// character has another shape in Chinese, in Taiwan and in Japan.
func fontsOfLanguages(t *testing.T, b *browser) {
	listed, err := exec.Command("fc-list", ":", "family").Output()
	for _, family := range []string{"Noto Sans CJK JP", "Noto Naskh Arabic"} {
		needed(t, "the font "+family, err == nil && strings.Contains(string(listed), family))
	}
	w := b.open(t, b.serveDemo(t), "en")
	for path, want := range map[string]string{
		"gouvernance-ia/fr/zh": "Noto Sans CJK SC", "finale-trois-oceans/fr/zh-Hant": "Noto Sans CJK TC",
		"finale-trois-oceans/fr/ja": "Noto Sans CJK JP", "gouvernance-ia/fr/ar": "Noto Naskh Arabic",
	} {
		w.visit("/stories/" + path)
		w.wait("document.querySelector('tr.here')")
		if got := w.fonts("td[data-side=target] .text"); !slices.Contains(got, want) {
			t.Errorf("%s is drawn with %q, not with %s", path, got, want)
		}
		if got := w.fonts("td[data-side=source] .text"); slices.ContainsFunc(got, func(name string) bool { return strings.Contains(name, "CJK") }) {
			t.Errorf("the French of %s is drawn with %q", path, got)
		}
	}
	// Around a text in another language, the interface does not change its font.
	zh := b.open(t, w.address, "zh-CN")
	zh.visit("/stories/gouvernance-ia/fr/en")
	zh.wait("document.querySelector('tr.here')")
	for _, side := range []string{"source", "target"} {
		if got := zh.fonts("td[data-side=" + side + "] .text"); slices.ContainsFunc(got, func(name string) bool { return strings.Contains(name, "CJK") }) {
			t.Errorf("in the Chinese interface, the %s is drawn with %q", side, got)
		}
	}
}

// fonts are the fonts that the first element of a selector is drawn with.
func (w *window) fonts(selector string) (names []string) {
	w.t.Helper()
	callWindow(w, dom.Enable, dom.EnableParams{})
	callWindow(w, css.Enable, cdp.Empty{})
	root := callWindow(w, dom.GetDocument, dom.GetDocumentParams{}).Root
	node := callWindow(w, dom.QuerySelector, dom.QuerySelectorParams{NodeID: root.NodeID, Selector: selector})
	for _, font := range callWindow(w, css.GetPlatformFontsForNode, css.GetPlatformFontsForNodeParams{NodeID: node.NodeID}).Fonts {
		names = append(names, font.FamilyName)
	}
	return names
}

// media makes the window show itself as some devices and people want it.
func (w *window) media(kind string, features ...string) {
	w.t.Helper()
	wanted := emulation.SetEmulatedMediaParams{Media: kind}
	for i := 0; i < len(features); i += 2 {
		wanted.Features = append(wanted.Features, &emulation.MediaFeature{Name: features[i], Value: features[i+1]})
	}
	callWindow(w, emulation.SetEmulatedMedia, wanted)
}

// visibleFocus goes through pages with the Tab key: whatever has the focus shows
// it.
func visibleFocus(t *testing.T, b *browser) {
	w := b.open(t, b.serveDemo(t), "en")
	for path, least := range map[string]int{"/?from=fr&to=en&q=port": 10, "/stories": 10, "/stories/port-fleuve/fr/en": 10} {
		w.visit(path)
		seen := map[string]bool{}
		for range 30 {
			w.press(kb.Tab)
			// A row is marked by its ground and by the frame of its side.
			found := valueIn[[2]string](w, `(e => [e.tagName + e.className + e.textContent.trim().slice(0, 20),
				e === document.body || e.matches("tr.here") || parseFloat(getComputedStyle(e).outlineWidth) >= 2 && getComputedStyle(e).outlineStyle !== "none" ? "" : "unseen"])(document.activeElement)`)
			if found[1] != "" {
				t.Errorf("%s: the focus cannot be seen on %s", path, found[0])
			}
			seen[found[0]] = true
		}
		if len(seen) < least {
			t.Errorf("%s: the Tab key reached only %d places", path, len(seen))
		}
	}
}

// printedPage looks at a review as it is printed from a dark screen.
func printedPage(t *testing.T, b *browser) {
	w := b.open(t, b.serveDemo(t), "en")
	w.media("print", "prefers-color-scheme", "dark")
	w.visit("/stories/port-fleuve/fr/en")
	w.wait("document.querySelector('tr.here')")
	for _, hidden := range []string{".top", ".bar", ".why"} {
		if valueIn[bool](w, "document.querySelector("+jsQuote(hidden)+").checkVisibility()") {
			t.Errorf("%s is printed", hidden)
		}
	}
	got := valueIn[[3]string](w, `(row => [getComputedStyle(row.querySelector("td")).color, getComputedStyle(document.body).backgroundColor, getComputedStyle(row.querySelector("td")).backgroundColor])(document.querySelector("tr.here"))`)
	if got != [3]string{"rgb(0, 0, 0)", "rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"} {
		t.Errorf("the chosen row is printed in %s on %s and %s", got[0], got[1], got[2])
	}
	w.picture("printed")
}

// personalSettings looks at what the system of a person asks of pages.
func personalSettings(t *testing.T, b *browser) {
	w := b.open(t, b.serveDemo(t), "en")
	w.media("", "prefers-reduced-motion", "reduce")
	w.visit("/stories/port-fleuve/fr/en")
	w.wait("document.querySelector('tr.here')")
	if got := valueIn[string](w, "getComputedStyle(document.documentElement).scrollBehavior"); got != "auto" {
		t.Errorf("who wants little motion has scrolling that is %s", got)
	}
	if moving := valueIn[[]string](w, `[...document.querySelectorAll("*")].filter(e => getComputedStyle(e).transitionDuration !== "0s" || getComputedStyle(e).animationName !== "none").map(e => e.tagName)`); len(moving) > 0 {
		t.Errorf("things move: %q", moving)
	}
	w.media("", "forced-colors", "active")
	if got := valueIn[string](w, `getComputedStyle(document.querySelector("td.here")).outlineStyle`); got != "solid" {
		t.Errorf("with forced colours the chosen cell has an outline that is %s", got)
	}
	w.picture("forced-colors")
}
