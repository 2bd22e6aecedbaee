package storetest

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"calque/tm"
)

func lookups(t *testing.T, store tm.Store) {
	put(t, store, harbourArticle())
	quay := "Le quai mesure 400 mètres. Il ouvrira en mai."
	for name, test := range map[string]struct {
		query tm.Query
		score int
	}{
		"exact":        {tm.Query{Text: quay, Min: 70}, 100},
		"one context":  {tm.Query{Text: quay, Before: "Le port agrandi", Min: 70}, 101},
		"both":         {tm.Query{Text: quay, Before: "Le  port agrandi", After: "La ville compte sur 1 200 emplois.", Min: 70}, 102},
		"other":        {tm.Query{Text: quay, Before: "Un autre titre", After: "Une autre suite.", Min: 70}, 100},
		"only context": {tm.Query{Text: quay, Before: "Le port agrandi", Min: 101}, 101},
	} {
		test.query.From, test.query.To = tag("fr"), tag("en")
		matches := lookup(t, store, test.query)
		if len(matches) != 1 || matches[0].Score != test.score {
			t.Errorf("%s: got %+v, want one match of %d", name, matches, test.score)
		}
	}
	m := lookup(t, store, tm.Query{Text: quay, From: tag("fr"), To: tag("en")})[0]
	if m.Unit.Before != "Le port agrandi" || m.Unit.After != "La ville compte sur 1 200 emplois." {
		t.Errorf("the unit stands between %q and %q", m.Unit.Before, m.Unit.After)
	}
	o := m.Unit.Origin
	if o.Article != "port" || o.Title != "Le port agrandi" || o.SourceFile != "/stories/port.fr.txt" || o.Block != 2 ||
		o.Sentence != 2 || o.Sentences != 4 || o.Role != tm.RoleBody || o.Aligner != "hand 1" || o.BeadID == 0 {
		t.Errorf("the unit comes from %+v", o)
	}
	fuzzy := lookup(t, store, tm.Query{Text: "Le grand quai mesure 400 mètres. Il ouvrira en mai.", From: tag("fr"), To: tag("en"), Min: 70})
	if len(fuzzy) != 1 || fuzzy[0].Score < 70 || fuzzy[0].Score > 99 || len(fuzzy[0].Diff) == 0 {
		t.Errorf("the fuzzy match is %+v", fuzzy)
	}
	if far := lookup(t, store, tm.Query{Text: "Rien de tout cela ne ressemble.", From: tag("fr"), To: tag("en"), Min: 70}); len(far) != 0 {
		t.Errorf("an unlike text was found: %q", targets(far))
	}
	if blank := lookup(t, store, tm.Query{Text: " ", From: tag("fr"), To: tag("en")}); len(blank) != 0 {
		t.Errorf("an empty query found %q", targets(blank))
	}
}

func bothDirections(t *testing.T, store tm.Store) {
	put(t, store, harbourArticle())
	matches := lookup(t, store, tm.Query{Text: "The quay is 400 metres long and opens in May.",
		Before: "The harbour grows", From: tag("en"), To: tag("fr"), Min: 70})
	if len(matches) != 1 {
		t.Fatalf("found %q", targets(matches))
	}
	u := matches[0].Unit
	if matches[0].Score != 101 || u.Source.Lang != tag("en") || u.Target.Text != "Le quai mesure 400 mètres. Il ouvrira en mai." ||
		u.After != "The town hopes for 1,200 jobs." {
		t.Errorf("found %d %+v", matches[0].Score, u)
	}
	o := u.Origin
	if o.Title != "The harbour grows" || o.SourceFile != "/stories/port.en.txt" || o.TargetFile != "/stories/port.fr.txt" ||
		o.Sentence != 2 || o.Sentences != 3 {
		t.Errorf("it comes from %+v", o)
	}
	got := units(t, store, tm.Filter{From: tag("en"), To: tag("fr")})
	want := []string{"The harbour grows", "The quay is 400 metres long and opens in May.", "The town hopes for 1,200 jobs."}
	if diff := cmp.Diff(want, sources(got)); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
	if u := got[1]; u.Before != "The harbour grows" || u.Origin.SourceFile != "/stories/port.en.txt" {
		t.Errorf("the second unit is %+v", u)
	}
}

func lookupFilters(t *testing.T, store tm.Store) {
	a := harbourArticle()
	a.Alignments[0].Beads[0].Confidence = 0.3
	if result := put(t, store, a); result.Doubtful != 1 || result.Units != 2 {
		t.Errorf("storing gave %+v", result)
	}
	q := tm.Query{Text: "Le port agrandi", From: tag("fr"), To: tag("en"), Min: 70, MinConfidence: tm.DefaultMinConfidence}
	if matches := lookup(t, store, q); len(matches) != 0 {
		t.Errorf("a doubtful unit was found: %q", targets(matches))
	}
	asked := q
	asked.MinConfidence = 0
	if matches := lookup(t, store, asked); len(matches) != 1 {
		t.Error("a doubtful unit was not found when asked for")
	}
	bead := get(t, store, "port").Alignments[0].Beads[0].ID
	if err := store.SetStatus(t.Context(), bead, tm.StatusConfirmed, "anna"); err != nil {
		t.Fatal(err)
	}
	if matches := lookup(t, store, q); len(matches) != 1 {
		t.Error("a unit that a person confirmed was left out for its confidence")
	}
	if err := store.SetStatus(t.Context(), bead, tm.StatusRejected, "anna"); err != nil {
		t.Fatal(err)
	}
	if matches := lookup(t, store, asked); len(matches) != 0 {
		t.Errorf("a rejected unit was found: %q", targets(matches))
	}
	asked.Statuses = []tm.Status{tm.StatusRejected}
	if matches := lookup(t, store, asked); len(matches) != 1 || matches[0].Unit.Status != tm.StatusRejected {
		t.Errorf("rejected units, asked for: %+v", matches)
	}
}

func variants(t *testing.T, store tm.Store) {
	canadian := Document("fr-CA", "/c.fr.txt", "La fin de semaine au chalet")
	british := Document("en-GB", "/c.en.txt", "The weekend at the cottage")
	put(t, store, Article("c", []tm.Document{canadian, british}, Align(canadian, british, "1:1", 0.9)))
	score := func(from, to string) int {
		matches := lookup(t, store, tm.Query{Text: "La fin de semaine au chalet", From: tag(from), To: tag(to), Min: 70})
		if len(matches) == 0 {
			return 0
		}
		return matches[0].Score
	}
	for _, test := range []struct {
		from, to string
		score    int
	}{
		{"fr-CA", "en-GB", 100}, {"fr", "en", 100}, {"fr-BE", "en", 99}, {"fr", "en-US", 99}, {"fr-BE", "en-US", 99},
		{"fr", "de", 0},
	} {
		if got := score(test.from, test.to); got != test.score {
			t.Errorf("from %s to %s: score %d, want %d", test.from, test.to, got, test.score)
		}
	}
	french := Document("fr", "/d.fr.txt", "La fin de la semaine au chalet")
	english := Document("en", "/d.en.txt", "The end of the week at the cottage")
	put(t, store, Article("d", []tm.Document{french, english}, Align(french, english, "1:1", 0.9)))
	for from, want := range map[string]int{"fr": 100, "fr-CA": 100, "fr-FR": 99} {
		if got := score(from, "en"); got != want {
			t.Errorf("from %s, with texts in fr and fr-CA: score %d, want %d", from, got, want)
		}
	}
	matches := lookup(t, store, tm.Query{Text: "La fin de la semaine au chalet", From: tag("fr-FR"), To: tag("en-IE"), Min: 70})
	if len(matches) == 0 || matches[0].Score != 100 {
		t.Errorf("a memory that names no region answered with %+v", matches)
	}
}

func ordering(t *testing.T, store tm.Store) {
	for i, english := range []string{"First", "Second", "Third"} {
		key := string(rune('a' + i))
		source := Document("fr", "/"+key+".fr.txt", "Le même titre pour tous", "Suite "+key)
		target := Document("en", "/"+key+".en.txt", english, "Rest "+key)
		put(t, store, Article(key, []tm.Document{source, target}, Align(source, target, "1:1 1:1", 0.9)))
	}
	bead := get(t, store, "b").Alignments[0].Beads[0].ID
	if err := store.SetStatus(t.Context(), bead, tm.StatusConfirmed, "anna"); err != nil {
		t.Fatal(err)
	}
	q := tm.Query{Text: "Le même titre pour tous", From: tag("fr"), To: tag("en"), Min: 70}
	matches := lookup(t, store, q)
	if len(matches) != 3 || matches[0].Unit.Target.Text != "Second" {
		t.Errorf("the confirmed one is not first: %q", targets(matches))
	}
	for i := 1; i < len(matches); i++ {
		a, b := matches[i-1], matches[i]
		if a.Unit.Status != b.Unit.Status {
			continue
		}
		if a.Unit.Changed.Before(b.Unit.Changed) || a.Unit.Changed.Equal(b.Unit.Changed) && a.Unit.ID > b.Unit.ID {
			t.Errorf("%q comes before %q", a.Unit.Target.Text, b.Unit.Target.Text)
		}
	}
	q.Limit = 2
	if limited := lookup(t, store, q); len(limited) != 2 || limited[0].Unit.ID != matches[0].Unit.ID || limited[1].Unit.ID != matches[1].Unit.ID {
		t.Errorf("limited to two: %q", targets(limited))
	}
}

func distinctMatches(t *testing.T, store tm.Store) {
	for _, key := range []string{"a", "b", "c"} {
		source := Document("fr", "/"+key+".fr.txt", "Lire aussi | La suite de "+key)
		target := Document("en", "/"+key+".en.txt", "Read also | What follows "+key)
		put(t, store, Article(key, []tm.Document{source, target}, Align(source, target, "1:1 1:1", 0.9)))
	}
	q := tm.Query{Text: "Lire aussi", From: tag("fr"), To: tag("en"), Min: 100}
	if matches := lookup(t, store, q); len(matches) != 3 {
		t.Errorf("found %q", targets(matches))
	}
	q.Distinct, q.Limit = true, 5
	if matches := lookup(t, store, q); len(matches) != 1 {
		t.Errorf("distinct: %q", targets(matches))
	}
}

func notFound(t *testing.T, store tm.Store) {
	if langs, err := store.Languages(t.Context()); err != nil || len(langs) != 0 {
		t.Errorf("the languages of an empty memory: %v, %v", langs, err)
	}
	if _, err := store.Article(t.Context(), "nowhere"); !errors.Is(err, tm.ErrNotFound) {
		t.Errorf("an article that is not there: %v", err)
	}
	if _, err := store.FindArticle(t.Context(), "/nowhere", tag("fr"), "00"); !errors.Is(err, tm.ErrNotFound) {
		t.Errorf("a document that is not there: %v", err)
	}
	if matches := lookup(t, store, tm.Query{Text: "Rien", From: tag("fr"), To: tag("en")}); len(matches) != 0 {
		t.Errorf("an empty memory found %q", targets(matches))
	}
}

func cancelled(t *testing.T, store tm.Store) {
	put(t, store, harbourArticle())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.PutArticle(ctx, Random(1, 5)); !errors.Is(err, context.Canceled) {
		t.Errorf("storing: %v", err)
	}
	if _, err := store.Lookup(ctx, tm.Query{Text: "Le port agrandi", From: tag("fr"), To: tag("en")}); !errors.Is(err, context.Canceled) {
		t.Errorf("looking up: %v", err)
	}
	for _, err := range store.Units(ctx, tm.Filter{}) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("reading units: %v", err)
		}
	}
	if n := len(units(t, store, tm.Filter{})); n != 3 {
		t.Errorf("afterwards there are %d units", n)
	}
	put(t, store, Random(1, 5))
}
