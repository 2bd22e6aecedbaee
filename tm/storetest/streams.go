package storetest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"calque/tm"
)

func unitStream(t *testing.T, store tm.Store) {
	for _, number := range []int{3, 1, 2} {
		put(t, store, Random(number, 5))
	}
	put(t, store, harbourArticle())
	got := units(t, store, tm.Filter{})
	if len(got) != 18 {
		t.Fatalf("%d units", len(got))
	}
	for i := 1; i < len(got); i++ {
		a, b := got[i-1].Origin, got[i].Origin
		if a.Article > b.Article || a.Article == b.Article && a.Sentence >= b.Sentence {
			t.Errorf("unit %d of %s, sentence %d, comes after %s, %d", i, b.Article, b.Sentence, a.Article, a.Sentence)
		}
		if a.Article == b.Article && (got[i].Before != got[i-1].Source.Text || got[i-1].After != got[i].Source.Text) {
			t.Errorf("units %d and %d do not know each other", i-1, i)
		}
	}
	of := units(t, store, tm.Filter{Article: "port"})
	want := []string{"Le port agrandi", "Le quai mesure 400 mètres. Il ouvrira en mai.", "La ville compte sur 1 200 emplois."}
	if diff := cmp.Diff(want, sources(of)); diff != "" {
		t.Errorf("units of port (-want +got):\n%s", diff)
	}
	if none := units(t, store, tm.Filter{From: tag("fr"), To: tag("de")}); len(none) != 0 {
		t.Errorf("French–German units: %q", sources(none))
	}
	if sure := units(t, store, tm.Filter{MinConfidence: 0.95}); len(sure) != 0 {
		t.Errorf("units of 0.95: %q", sources(sure))
	}
}

func leftEarly(t *testing.T, store tm.Store) {
	for number := range 5 {
		put(t, store, Random(number, 5))
	}
	// More often than a store has connections.
	for range 40 {
		for u, err := range store.Units(t.Context(), tm.Filter{}) {
			if err != nil || u.Source.Text == "" {
				t.Fatalf("the first unit is %+v, %v", u, err)
			}
			break
		}
		for _, err := range store.Articles(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	// A reader may look up and store while it reads.
	n := 0
	for u, err := range store.Units(t.Context(), tm.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 1 {
			put(t, store, Random(77, 5))
		}
		lookup(t, store, tm.Query{Text: u.Source.Text, From: tag("fr"), To: tag("en"), Min: 100})
	}
	if n != 25 {
		t.Errorf("read %d units of 25 that were there when reading began", n)
	}
}

func statistics(t *testing.T, store tm.Store) {
	a := harbourArticle()
	a.Alignments[0].Beads[0].Confidence = 0.3
	put(t, store, a)
	put(t, store, Random(1, 5))
	bead := get(t, store, "port").Alignments[0].Beads[2].ID
	if err := store.SetStatus(t.Context(), bead, tm.StatusConfirmed, "anna"); err != nil {
		t.Fatal(err)
	}
	stats, err := store.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if stats.Articles != 2 || stats.Documents != 4 || stats.Sentences != 17 || stats.Beads != 8 || stats.Units != 8 ||
		stats.Statuses[tm.StatusAuto] != 7 || stats.Statuses[tm.StatusConfirmed] != 1 || stats.Bytes <= 0 || stats.Schema <= 0 {
		t.Errorf("statistics: %+v", stats)
	}
	want := tm.PairStats{From: tag("fr"), To: tag("en"), Units: 8, Doubtful: 1, Confirmed: 1}
	want.Histogram[3], want.Histogram[9] = 1, 7
	if diff := cmp.Diff([]tm.PairStats{want}, stats.Pairs, asGiven); diff != "" {
		t.Errorf("pairs (-want +got):\n%s", diff)
	}
	// An exchange file says when its units were made, which is not when they
	// came into this memory.
	old := richUnit()
	old.Created, old.Changed = time.Date(2011, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2012, 3, 1, 0, 0, 0, 0, time.UTC)
	putUnits(t, store, tm.PutUnitsOptions{}, old)
	if stats, err = store.Stats(t.Context()); err != nil {
		t.Fatal(err)
	}
	counts := tm.MonthStats{}
	for _, m := range stats.Months {
		if m.Month.Year() < 2020 || m.Month.Day() != 1 {
			t.Errorf("units came in %s", m.Month)
		}
		counts.Stories, counts.Units, counts.Exchange = counts.Stories+m.Stories, counts.Units+m.Units, counts.Exchange+m.Exchange
	}
	if counts != (tm.MonthStats{Stories: 2, Units: 8, Exchange: 1}) {
		t.Errorf("the months have %+v: %+v", counts, stats.Months)
	}
}

func versions(t *testing.T, store tm.Store) {
	version := func() int64 {
		t.Helper()
		v, err := store.Version(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	empty := version()
	put(t, store, harbourArticle())
	full := version()
	if full == empty {
		t.Error("a new article made no new version")
	}
	lookup(t, store, tm.Query{Text: "a", From: tag("fr"), To: tag("en")})
	if version() != full {
		t.Error("a look-up made a new version")
	}
	putUnits(t, store, tm.PutUnitsOptions{}, richUnit())
	stored := version()
	note := "seen"
	edit(t, store, only(t, store, tm.Filter{From: richUnit().Source.Lang, To: richUnit().Target.Lang, Article: richUnit().Origin.Article}).ID, tm.UnitEdit{Note: &note})
	if stored == full || version() == stored {
		t.Error("new units, or a change of one, made no new version")
	}
}
