package bench

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/text/language"
)

// Clients ask for every kind of request, texts arrive as they are, and what is
// not answered well counts as failed.
func TestLoadAsksForAllKindsAndCountsWhatFails(t *testing.T) {
	const text = "l’eau / 50 % ? # ünd"
	var refused atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/memory":
			refused.Add(1)
			http.Error(w, "busy", http.StatusServiceUnavailable)
		case strings.HasPrefix(r.URL.Path, "/tmserver/") && r.URL.Path != "/tmserver/fr/en/unit/"+text:
			t.Errorf("the path is %s", r.URL.Path)
		case r.URL.Path == "/api/v1/lookup" && r.URL.Query().Get("text") != text:
			t.Errorf("the query is %s", r.URL.RawQuery)
		}
	}))
	defer server.Close()
	b := Serve{Lang: language.French, Queries: []string{text}}
	kinds := b.requests()
	got := b.load(t.Context(), server.URL, kinds, 4, 300*time.Millisecond)
	for _, kind := range kinds {
		if asked := len(got.took[kind.name]) > 0; asked == (kind.name == "page of the memory") {
			t.Errorf("%s: %d answers", kind.name, len(got.took[kind.name]))
		}
	}
	if got.failed == 0 || int64(got.failed) != refused.Load() || got.err == nil {
		t.Errorf("%d requests failed, %d were refused: %v", got.failed, refused.Load(), got.err)
	}
	var report Report
	if got.report(&report, ""); report.Missed() != 1 {
		t.Errorf("missed goals: %+v", report)
	}
}

func TestRequestsAreDrawnByTheirShares(t *testing.T) {
	kinds := Serve{}.requests()
	shares, drawnOf := 0, map[string]int{}
	for _, kind := range kinds {
		shares += kind.share
	}
	for n := range shares {
		drawnOf[drawn(kinds, n).name]++
	}
	for _, kind := range kinds {
		if drawnOf[kind.name] != kind.share {
			t.Errorf("%s: drawn %d times, its share is %d", kind.name, drawnOf[kind.name], kind.share)
		}
	}
}

func TestResidentMemoryIsThatOfTheProcess(t *testing.T) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("this system does not say")
	}
	if got := residentMB(os.Getpid()); got < 1 {
		t.Errorf("%d MB", got)
	}
}
