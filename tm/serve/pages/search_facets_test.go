package pages_test

import (
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/serve/pages"
	"calque/tm/sqlite"
	"calque/tm/storetest"
)

// press serves the pages of a memory of three stories that share a sentence.
func press(t *testing.T) http.Handler {
	t.Helper()
	return pressSeeming(t, "en")
}

// pressSeeming makes it where every text seems to be in one language.
func pressSeeming(t *testing.T, lang string) http.Handler {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "press.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	for i, a := range []struct {
		agency string
		year   int
		status tm.Status
	}{{"AFP", 2023, tm.StatusAuto}, {"AFP & <fils>", 2024, tm.StatusAuto}, {"AFP", 2024, tm.StatusConfirmed}} {
		key := "story " + strconv.Itoa(i+1)
		f := storetest.Document("fr", "/"+key+".fr.txt", "Le sommet de Paris", "Suite "+key)
		e := storetest.Document("en", "/"+key+".en.txt", "The Paris summit, version "+key, "Rest "+key)
		f.Agency, f.Date = a.agency, time.Date(a.year, 6, 1, 0, 0, 0, 0, time.UTC)
		alignment := storetest.Align(f, e, "1:1 1:1", 0.95)
		alignment.Beads[0].Status = a.status
		if _, err := store.PutArticle(t.Context(), storetest.Article(key, []tm.Document{f, e}, alignment)); err != nil {
			t.Fatal(err)
		}
	}
	p, err := pages.New(store, pages.Options{
		Detect: func(string, []language.Tag) (language.Tag, float64) { return language.MustParse(lang), 0.2 },
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	p.Register(mux)
	return mux
}

// chip is a value of a facet on a page.
type chip struct {
	text, address string
	chosen        bool
}

// chipsOf reads the facets of a page, and how many matches and places it shows.
func chipsOf(t *testing.T, mux http.Handler, address string) (chips []chip, cards, hits int) {
	t.Helper()
	request, err := http.NewRequest("GET", address, nil)
	if err != nil {
		t.Fatal(err)
	}
	status, body := answer(mux, request)
	if status != http.StatusOK {
		t.Fatalf("%s: %d %s", address, status, body)
	}
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for node := range root.Descendants() {
		switch {
		case attribute(node, "class") == "chip":
			var text strings.Builder
			for below := range node.Descendants() {
				if below.Type == html.TextNode {
					text.WriteString(below.Data)
				}
			}
			chips = append(chips, chip{strings.Join(strings.Fields(text.String()), " "), attribute(node, "href"), attribute(node, "aria-current") != ""})
		case attribute(node, "class") == "card":
			cards++
		case node.Data == "tr":
			hits++
		}
	}
	return chips, cards, max(hits-1, 0) // without the head
}

func TestASearchIsNarrowedByWhatItFound(t *testing.T) {
	mux := press(t)
	base := "/?from=fr&to=en&q=" + url.QueryEscape("Le sommet de Paris")
	all, cards, hits := chipsOf(t, mux, base)
	var texts []string
	for _, c := range all {
		texts = append(texts, c.text)
	}
	const want = "story 1 2|story 2 2|story 3 2|AFP 4|AFP & <fils> 2|2024 4|2023 2|automatic 4|confirmed 2"
	if got := strings.Join(texts, "|"); got != want || cards != 3 || hits != 3 {
		t.Fatalf("%d matches and %d places with the facets %s, want %s", cards, hits, got, want)
	}
	for _, c := range all {
		results, err := strconv.Atoi(c.text[strings.LastIndex(c.text, " ")+1:])
		if err != nil {
			t.Fatal(err)
		}
		narrowed, cards, hits := chipsOf(t, mux, c.address)
		if cards+hits != results {
			t.Errorf("%s leads to %d matches and %d places", c.text, cards, hits)
		}
		taken := 0
		for _, n := range narrowed {
			if !n.chosen {
				continue
			}
			taken++
			if !strings.HasPrefix(n.text, "Take off: ") {
				t.Errorf("%s is chosen and says %q", c.text, n.text)
			}
			if back, _, _ := chipsOf(t, mux, n.address); len(back) != len(all) {
				t.Errorf("%s taken off leaves %d values, not %d", c.text, len(back), len(all))
			}
		}
		if taken != 1 {
			t.Errorf("%s can be taken off %d times", c.text, taken)
		}
	}
}

func TestAWordIsFoundInTheLanguageThatHasIt(t *testing.T) {
	for _, test := range []struct {
		seems, query string
		want         int
	}{
		{"en", "q=sommet", 3}, {"en", "q=sommet&to=en", 3}, {"en", "q=sommet&from=en", 0}, {"en", "q=sommet&to=fr", 0},
		{"en", "q=nowhere", 0}, {"fr", "q=summit", 3}, {"fr", "q=summit&to=en", 0}, {"fr", "q=sommet", 3},
	} {
		if _, cards, hits := chipsOf(t, pressSeeming(t, test.seems), "/?"+test.query); cards+hits != test.want {
			t.Errorf("%s, which seems to be %s: %d matches and %d places, want %d", test.query, test.seems, cards, hits, test.want)
		}
	}
}

func TestFacetsNarrowTogether(t *testing.T) {
	mux := press(t)
	base := "/?from=fr&to=en&q=sommet"
	for narrowed, want := range map[string]int{
		"": 3, "&agency=AFP": 2, "&agency=AFP&year=2024": 1, "&agency=AFP&year=2024&status=confirmed&story=story+3": 1,
		"&agency=AFP&year=2024&status=auto": 0, "&year=2022": 0, "&status=rejected": 0,
	} {
		chips, _, hits := chipsOf(t, mux, base+narrowed)
		if hits != want {
			t.Errorf("%s: %d places, want %d", narrowed, hits, want)
		}
		chosen := 0
		for _, c := range chips {
			if c.chosen {
				chosen++
			}
		}
		if chosen != strings.Count(narrowed, "&") {
			t.Errorf("%s: %d can be taken off", narrowed, chosen)
		}
	}
	for _, wrong := range []string{"&year=0", "&year=x", "&status=perhaps"} {
		if status, body := get(t, mux, base+wrong); status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", wrong, status, body)
		}
	}
}
