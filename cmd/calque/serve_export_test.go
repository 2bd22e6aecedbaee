package main

import (
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"calque/exports"
	"calque/tm"
	"calque/tm/serve/outlet"
)

// A download has a name that a system opens, in every format and for every tool.
func TestEveryDownloadHasAnEnding(t *testing.T) {
	store := memoryOf(t)
	u := tm.Unit{Source: tm.Variant{Lang: language.French, Text: "Il neige."}, Target: tm.Variant{Lang: language.English, Text: "It snows."}, Confidence: 1, Status: tm.StatusConfirmed}
	units := func(yield func(tm.Unit, error) bool) { yield(u, nil) }
	if _, err := store.PutUnits(t.Context(), units, tm.PutUnitsOptions{}); err != nil {
		t.Fatal(err)
	}
	exporter := served{store, "0"}
	out := outlet.New(exporter)
	want := map[string]string{"tmx": ".tmx", "xliff": ".xlf", "xliff2": ".xlf", "moses": ".zip", "omegat": ".zip", "weblate": ".weblate.json"}
	for _, f := range exporter.Formats() {
		if !strings.HasPrefix(f.Ending, ".") || want[f.Name] != "" && f.Ending != want[f.Name] {
			t.Errorf("%s ends in %q", f.Name, f.Ending)
		}
		for _, tool := range append(exports.Tools(), "") {
			w := httptest.NewRecorder()
			r := outlet.Request{Format: f.Name, Preset: tool, From: language.French, To: language.English}
			if err := out.Send(w, httptest.NewRequest("GET", "/", nil), r); err != nil {
				t.Errorf("%s for %q: %v", f.Name, tool, err)
			}
			if got := w.Header().Get("Content-Disposition"); got != "attachment; filename=calque.fr-en"+f.Ending {
				t.Errorf("%s for %q is called %s", f.Name, tool, got)
			}
		}
	}
}
