package pretranslate

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/tm/match"
)

var update = flag.Bool("update", false, "write the golden files anew")

// memory is a translation memory of a few texts. A pair "source" → "target" is
// found by the score that package match gives.
type memory struct {
	pairs   [][2]string
	min     int
	repairs map[string]string // of a source: what is replaced in its target by "from→to"
	context map[string]bool   // sources that were seen between the same neighbours
	asked   []Query
}

func (m *memory) find(_ context.Context, q Query) (Found, bool, error) {
	m.asked = append(m.asked, q)
	best := Found{Score: -1}
	for _, pair := range m.pairs {
		score := match.Score(pair[0], q.Text, "fr").Score
		if score > best.Score {
			best = Found{Score: score, Source: pair[0], Target: pair[1], Origin: "essai"}
		}
	}
	if best.Score < m.min {
		return Found{}, false, nil
	}
	if best.Score == 100 && m.context[q.Text] {
		best.Score = 102
	}
	if repair := m.repairs[q.Text]; repair != "" && best.Score < 100 {
		from, to, _ := strings.Cut(repair, "→")
		best.Unrepaired, best.UnrepairedScore, best.Repairs = best.Target, best.Score, []string{repair}
		best.Score = 99
		best.Target = strings.ReplaceAll(best.Target, from, to)
	}
	return best, true, nil
}

// desk is the memory of most tests.
func desk() *memory {
	return &memory{
		min: 75,
		pairs: [][2]string{
			{"Le port rouvre lundi.", "The port reopens on Monday."},
			{"Le sommet a réuni 120 pays.", "The summit brought together 120 countries."},
			{"Paris accueille le sommet.", "Paris hosts the summit."},
			{"Le ministre a quitté la salle hier.", "The minister left the room yesterday."},
			{"Cliquez {1}ici{2} pour lire.", "{1}Click here{2} to read."},
			{"Ouvrir le fichier", "Open the file"},
			{"%d fichier", "%d file"},
			{"%d fichiers", "%d files"},
			{"Bonjour", "Hello"},
			{"M. Diallo & Cie < 3", "Mr Diallo & Co < 3"},
		},
		repairs: map[string]string{"Le sommet a réuni 130 pays.": "120→130"},
		context: map[string]bool{"Bonjour": true},
	}
}

// sentences cuts after a full stop and white space.
func sentences(text string) []Span {
	var spans []Span
	start := -1
	for i := 0; i < len(text); i++ {
		space := strings.ContainsRune(" \n\r\t", rune(text[i]))
		if start < 0 && !space {
			start = i
		}
		if start >= 0 && text[i] == '.' && (i+1 == len(text) || strings.ContainsRune(" \n\r\t", rune(text[i+1]))) && !strings.HasSuffix(text[:i], "M") {
			spans, start = append(spans, Span{start, i + 1}), -1
		}
	}
	if start >= 0 {
		spans = append(spans, Span{start, len(strings.TrimRight(text, " \n\r\t"))})
	}
	return spans
}

func options(t testing.TB, format string, m *memory) Options {
	t.Helper()
	f, ok := Lookup(format)
	if !ok {
		t.Fatalf("no format %s", format)
	}
	return Options{Format: f, From: language.French, To: language.English, Find: m.find, Cut: sentences}
}

func fill(t testing.TB, data string, o Options) (string, *Report) {
	t.Helper()
	out, report, err := File(t.Context(), []byte(data), o)
	if err != nil {
		t.Fatal(err)
	}
	return string(out), report
}

// checkGolden translates testdata/name and compares with testdata/name.golden.
func checkGolden(t *testing.T, name string, o Options) *Report {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	got, report := fill(t, string(data), o)
	golden := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
	return report
}

// nothing is a memory without a match.
func nothing() *memory { return &memory{min: 1} }
