package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/language"

	"calque/tm"
)

// asGiven compares articles without what the store adds: numbers, and who
// gave a bead its status and when.
var asGiven = cmp.Options{
	cmpopts.IgnoreFields(tm.Article{}, "ID"),
	cmpopts.IgnoreFields(tm.Document{}, "ID"),
	cmpopts.IgnoreFields(tm.Bead{}, "ID", "By", "Changed"),
	cmp.Comparer(func(a, b language.Tag) bool { return a == b }),
}

func articleComesBack(t *testing.T, store tm.Store) {
	a := harbourArticle()
	d := &a.Documents[0]
	d.Date = time.Date(2024, 5, 8, 0, 0, 0, 0, time.UTC)
	d.Agency, d.Author, d.Credit, d.URL, d.Template = "Agence", "A. B.", "C. D.", "https://example.org/1", "wire"
	d.Blocks = append(d.Blocks, tm.Block{Role: tm.RoleFurniture, Text: "Notification: Non\u00a0"})
	result := put(t, store, a)
	want := tm.PutResult{New: true, Units: 3, Added: 3}
	if result != want {
		t.Errorf("storing gave %+v, want %+v", result, want)
	}
	if a.ID == 0 || a.Documents[0].ID == 0 {
		t.Error("storing set no numbers")
	}
	if diff := cmp.Diff(a, get(t, store, "port"), asGiven); diff != "" {
		t.Errorf("the article changed (-given +stored):\n%s", diff)
	}
	found, err := store.FindArticle(t.Context(), d.Source, d.Lang, "")
	if err != nil || found.Key != "port" {
		t.Errorf("finding it by source gave %v, %v", found, err)
	}
	found, err = store.FindArticle(t.Context(), "/elsewhere", d.Lang, d.SHA256)
	if err != nil || found.Key != "port" {
		t.Errorf("finding it by its bytes gave %v, %v", found, err)
	}
}

func sameArticleAgain(t *testing.T, store tm.Store) {
	put(t, store, harbourArticle())
	before := units(t, store, tm.Filter{})
	want := tm.PutResult{Unchanged: true, Units: 3}
	if result := put(t, store, harbourArticle()); result != want {
		t.Errorf("storing again gave %+v, want %+v", result, want)
	}
	if result := put(t, store, get(t, store, "port")); result != want {
		t.Errorf("storing what was read gave %+v, want %+v", result, want)
	}
	turned := harbourArticle()
	turned.Alignments[0] = Align(turned.Documents[1], turned.Documents[0], "1:1 1:2 1:1", 0.9)
	if result := put(t, store, turned); result != want {
		t.Errorf("storing the alignment the other way round gave %+v, want %+v", result, want)
	}
	if diff := cmp.Diff(before, units(t, store, tm.Filter{}), asGiven); diff != "" {
		t.Errorf("the units changed:\n%s", diff)
	}
}

func invalidArticle(t *testing.T, store tm.Store) {
	for name, spoil := range map[string]func(*tm.Article){
		"no document":             func(a *tm.Article) { a.Documents, a.Alignments = nil, nil },
		"a language twice":        func(a *tm.Article) { a.Documents[1].Lang = a.Documents[0].Lang },
		"a sentence in no bead":   func(a *tm.Article) { a.Alignments[0].Beads = a.Alignments[0].Beads[:2] },
		"a sentence in two beads": func(a *tm.Article) { a.Alignments[0].Beads[1].Source.From-- },
		"a span out of its block": func(a *tm.Article) { a.Documents[0].Sentences[0].End += 100 },
		"a span cuts a character": func(a *tm.Article) { a.Documents[0].Sentences[1].End = len("Le quai mesure 400 mè") - 1 },
		"a confidence over one":   func(a *tm.Article) { a.Alignments[0].Beads[0].Confidence = 1.1 },
		"an unknown status":       func(a *tm.Article) { a.Alignments[0].Beads[0].Status = "good" },
		"furniture with sentences": func(a *tm.Article) {
			a.Documents[0].Blocks = slices.Clone(a.Documents[0].Blocks)
			a.Documents[0].Blocks[1].Role = tm.RoleFurniture
		},
	} {
		a := harbourArticle()
		spoil(a)
		if _, err := store.PutArticle(t.Context(), a); !errors.Is(err, tm.ErrInvalid) {
			t.Errorf("%s: got %v, want an error that wraps tm.ErrInvalid", name, err)
		}
	}
	if n := len(units(t, store, tm.Filter{})); n != 0 {
		t.Errorf("%d units were stored", n)
	}
}

func changedArticle(t *testing.T, store tm.Store) {
	put(t, store, harbourArticle())
	before := units(t, store, tm.Filter{})
	french := Document("fr", "/stories/port.fr.txt",
		"Le port agrandi", "Le quai mesure 450 mètres. | Il ouvrira en mai.", "La ville compte sur 1 200 emplois.")
	english := Document("en", "/stories/port.en.txt",
		"The harbour grows", "The quay is 450 metres long and opens in May.", "The town hopes for 1,200 jobs.")
	a := Article("port", []tm.Document{french, english}, Align(french, english, "1:1 2:1 1:1", 0.9))
	want := tm.PutResult{Units: 3, Added: 1, Superseded: 1}
	if result := put(t, store, a); result != want {
		t.Errorf("storing the changed article gave %+v, want %+v", result, want)
	}
	after := units(t, store, tm.Filter{})
	if len(after) != 3 || after[0].ID != before[0].ID || after[2].ID != before[2].ID || after[1].ID == before[1].ID {
		t.Errorf("units before %q, after %q", sources(before), sources(after))
	}
	if after[0].After != "Le quai mesure 450 mètres. Il ouvrira en mai." {
		t.Errorf("the title is followed by %q", after[0].After)
	}
	superseded := units(t, store, tm.Filter{Statuses: []tm.Status{tm.StatusSuperseded}})
	if len(superseded) != 1 || superseded[0].ID != before[1].ID {
		t.Errorf("superseded: %q", sources(superseded))
	}
	q := tm.Query{Text: before[1].Source.Text, From: tag("fr"), To: tag("en"), Min: 100}
	if matches := lookup(t, store, q); len(matches) != 0 {
		t.Errorf("the superseded unit came back: %q", targets(matches))
	}
}

func revivedUnit(t *testing.T, store tm.Store) {
	put(t, store, harbourArticle())
	stored := get(t, store, "port")
	if err := store.SetStatus(t.Context(), stored.Alignments[0].Beads[1].ID, tm.StatusConfirmed, "anna"); err != nil {
		t.Fatal(err)
	}
	confirmed := units(t, store, tm.Filter{})[1]
	french, english := harbour()
	short := Article("port", []tm.Document{
		Document("fr", french.Source, "Le port agrandi"), Document("en", english.Source, "The harbour grows")})
	short.Alignments = []tm.Alignment{Align(short.Documents[0], short.Documents[1], "1:1", 0.9)}
	if result := put(t, store, short); result.Superseded != 2 || result.Units != 1 {
		t.Errorf("storing the short article gave %+v", result)
	}
	want := tm.PutResult{Units: 3, Added: 2}
	if result := put(t, store, harbourArticle()); result != want {
		t.Errorf("storing the whole article again gave %+v, want %+v", result, want)
	}
	revived := units(t, store, tm.Filter{})[1]
	if revived.ID != confirmed.ID || revived.Status != tm.StatusConfirmed || revived.ChangedBy != "anna" ||
		!revived.Changed.Equal(confirmed.Changed) || !revived.Created.Equal(confirmed.Created) {
		t.Errorf("the confirmed unit came back as %+v, was %+v", revived, confirmed)
	}
	if bead := get(t, store, "port").Alignments[0].Beads[1]; bead.Status != tm.StatusConfirmed || bead.By != "anna" {
		t.Errorf("its bead is %s by %q", bead.Status, bead.By)
	}
}

func languageAdded(t *testing.T, store tm.Store) {
	put(t, store, harbourArticle())
	french, _ := harbour()
	chinese := Document("zh", "/stories/port.zh.txt", "港口扩建", "码头长400米。 | 将于五月启用。", "该市期待1200个就业岗位。")
	a := Article("whatever", []tm.Document{french, chinese}, Align(french, chinese, "1:1 1:1 1:1 1:1", 0.8))
	want := tm.PutResult{Units: 7, Added: 4}
	if result := put(t, store, a); result != want {
		t.Errorf("adding Chinese gave %+v, want %+v", result, want)
	}
	if a.Key != "port" {
		t.Errorf("the article is now called %q", a.Key)
	}
	stored := get(t, store, "port")
	if len(stored.Documents) != 3 || len(stored.Alignments) != 2 {
		t.Errorf("the article has %d documents and %d alignments", len(stored.Documents), len(stored.Alignments))
	}
	if got := units(t, store, tm.Filter{From: tag("fr"), To: tag("zh")}); len(got) != 4 || got[1].Target.Text != "码头长400米。" {
		t.Errorf("French–Chinese units: %q", sources(got))
	}
	if got := units(t, store, tm.Filter{From: tag("fr"), To: tag("en")}); len(got) != 3 {
		t.Errorf("French–English units: %q", sources(got))
	}
}

func movedFile(t *testing.T, store tm.Store) {
	put(t, store, harbourArticle())
	moved := harbourArticle()
	for i := range moved.Documents {
		moved.Documents[i].Source = "/elsewhere" + moved.Documents[i].Source
	}
	want := tm.PutResult{Units: 3}
	if result := put(t, store, moved); result != want {
		t.Errorf("storing the moved files gave %+v, want %+v", result, want)
	}
	if u := units(t, store, tm.Filter{})[0]; u.Origin.SourceFile != "/elsewhere/stories/port.fr.txt" {
		t.Errorf("the unit comes from %s", u.Origin.SourceFile)
	}
}

func sameKey(t *testing.T, store tm.Store) {
	put(t, store, harbourArticle())
	french := Document("fr", "/other/port.fr.txt", "Un autre port")
	english := Document("en", "/other/port.en.txt", "Another harbour")
	other := Article("port", []tm.Document{french, english}, Align(french, english, "1:1", 0.9))
	if result := put(t, store, other); !result.New || other.Key == "port" {
		t.Errorf("storing another article of the same key gave %+v under %q", result, other.Key)
	}
	if a := get(t, store, other.Key); a.Documents[0].Title != "Un autre port" {
		t.Errorf("under %s is %q", other.Key, a.Documents[0].Title)
	}
	if a := get(t, store, "port"); a.Documents[0].Title != "Le port agrandi" {
		t.Errorf("under port is %q", a.Documents[0].Title)
	}
}

func carriedBeads(t *testing.T, store tm.Store) {
	put(t, store, harbourArticle())
	french := Document("fr", "/stories/port.fr.txt",
		"Le port agrandi", "La ville compte sur 1 200 emplois.", "Le quai mesure 400 mètres. | Il ouvrira en juin.")
	a := Article("port", []tm.Document{french})
	want := tm.PutResult{Units: 2, Superseded: 1}
	if result := put(t, store, a); result != want {
		t.Errorf("storing one side gave %+v, want %+v", result, want)
	}
	got := units(t, store, tm.Filter{})
	wantTexts := []string{"Le port agrandi", "La ville compte sur 1 200 emplois."}
	if diff := cmp.Diff(wantTexts, sources(got)); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
}

func articleList(t *testing.T, store tm.Store) {
	put(t, store, harbourArticle())
	put(t, store, Random(1, 7))
	var keys []string
	for info, err := range store.Articles(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, info.Key)
		if info.Key != "port" {
			continue
		}
		if info.Title != "Le port agrandi" || info.Units != 3 || info.Doubtful != 0 || info.Imported.IsZero() ||
			len(info.Langs) != 2 || info.Langs[0] != tag("fr") {
			t.Errorf("the list says %+v", info)
		}
	}
	if diff := cmp.Diff([]string{"port", "story-000001"}, keys); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	for after, want := range map[string][]string{"": keys, "po": keys, "port": keys[1:], "porte": keys[1:], "story-000001": nil, "z": nil} {
		var got []string
		for info, err := range store.ArticlesAfter(t.Context(), after) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, info.Key)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("keys after %q (-want +got):\n%s", after, diff)
		}
	}
}
