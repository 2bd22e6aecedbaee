package storetest

import (
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/language"

	"calque/tm"
)

// Unit returns a unit in French and English as an exchange file might hold it.
func Unit(source, target string) tm.Unit {
	return tm.Unit{
		Source: tm.Variant{Lang: tag("fr"), Text: source},
		Target: tm.Variant{Lang: tag("en"), Text: target},
		Status: tm.StatusConfirmed, Confidence: 1,
	}
}

// RandomUnits yields n units of words that are drawn by number, beginning with
// number first.
func RandomUnits(first, n int) iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		for number := first; number < first+n; number++ {
			if !yield(RandomUnit(number), nil) {
				return
			}
		}
	}
}

// RandomUnit returns a unit of words that are drawn by number.
func RandomUnit(number int) tm.Unit {
	a := Random(number, 1)
	u := Unit(a.Documents[0].Blocks[0].Text, a.Documents[1].Blocks[0].Text)
	u.Origin.Sentence = number + 1
	return u
}

func sequence(units ...tm.Unit) iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		for _, u := range units {
			if !yield(u, nil) {
				return
			}
		}
	}
}

func putUnits(t *testing.T, store tm.Store, o tm.PutUnitsOptions, units ...tm.Unit) tm.PutUnitsResult {
	t.Helper()
	result, err := store.PutUnits(t.Context(), sequence(units...), o)
	if err != nil {
		t.Fatalf("storing units: %v", err)
	}
	return result
}

// richUnit has everything that a unit of an exchange file can have.
func richUnit() tm.Unit {
	u := Unit("Cliquez {1}ici{2} pour ouvrir.", "Click {1}here{2} to open.")
	u.Source.Codes = []tm.Code{{Placeholder: "{1}", XML: `<bpt i="1">&lt;b></bpt>`}, {Placeholder: "{2}", XML: `<ept i="1"/>`}}
	u.Target.Codes = []tm.Code{{Placeholder: "{1}", XML: `<bpt i="1">&lt;i></bpt>`}, {Placeholder: "{2}", XML: `<ept i="1"/>`}}
	u.Before, u.After = "Avant  tout,", "Après cela."
	u.Note = "vu avec le client"
	u.Properties = []tm.Property{{Name: "project", Value: "pont"}, {Name: "x-empty", Value: ""}}
	u.Created, u.CreatedBy = time.Date(2019, 3, 1, 8, 0, 0, 0, time.UTC), "anna"
	u.Changed, u.ChangedBy = time.Date(2021, 7, 5, 9, 30, 0, 0, time.UTC), "béatrice"
	u.Confidence = 0.75
	u.Origin = tm.Origin{
		Article: "pont", Title: "Un pont", Date: time.Date(2018, 2, 3, 0, 0, 0, 0, time.UTC), Agency: "AFP",
		SourceFile: "/pont.fr.html", TargetFile: "/pont.en.html", URL: "https://example.org/pont",
		Role: tm.RoleCaption, Block: 3, Sentence: 5, Sentences: 9, Aligner: "align 1",
	}
	return u
}

func unitComesBack(t *testing.T, store tm.Store) {
	plain := Unit("Le pont est ouvert.", "The bridge is open.")
	want := richUnit()
	if result := putUnits(t, store, tm.PutUnitsOptions{}, plain, want); result.Added != 2 || result.Stored() != 2 {
		t.Errorf("storing gave %+v", result)
	}
	same := cmp.Options{cmpopts.IgnoreFields(tm.Unit{}, "ID"), cmpopts.EquateComparable(language.Tag{})}
	got := units(t, store, tm.Filter{From: tag("fr"), To: tag("en")})
	if len(got) != 2 || !cmp.Equal(want, got[1], same) {
		t.Fatalf("units (-want +got):\n%s", cmp.Diff(want, got[len(got)-1], same))
	}
	if !got[0].Created.IsZero() || got[0].Changed.IsZero() {
		t.Errorf("a unit without dates got %v and %v", got[0].Created, got[0].Changed)
	}
	matches := lookup(t, store, tm.Query{Text: want.Source.Text, Before: "Avant tout,", After: want.After,
		From: tag("fr"), To: tag("en"), Min: 70})
	if len(matches) != 1 || matches[0].Score != 102 || !cmp.Equal(want, matches[0].Unit, same) {
		t.Errorf("found %+v", matches)
	}
	reversed := lookup(t, store, tm.Query{Text: want.Target.Text, From: tag("en"), To: tag("fr"), Min: 70})
	if len(reversed) != 1 || !reversed[0].Unit.Source.Equal(want.Target) || !reversed[0].Unit.Target.Equal(want.Source) ||
		reversed[0].Unit.Origin.SourceFile != want.Origin.TargetFile || reversed[0].Unit.Before != "" {
		t.Errorf("the other way round: %+v", reversed)
	}
	if of := units(t, store, tm.Filter{Article: "pont"}); len(of) != 1 || of[0].ID != got[1].ID {
		t.Errorf("units of the article they say they come from: %+v", of)
	}
	if result := putUnits(t, store, tm.PutUnitsOptions{}, got...); result.Unchanged != 2 {
		t.Errorf("storing what was read gave %+v", result)
	}
}

func sameUnitOnce(t *testing.T, store tm.Store) {
	first := Unit("Le port", "The harbour")
	elsewhere, coded := first, first
	elsewhere.Before = "Un autre titre"
	coded.Source.Text, coded.Source.Codes = "Le port", nil
	coded.Target.Text, coded.Target.Codes = "The {1}harbour", []tm.Code{{Placeholder: "{1}", XML: "<ph/>"}}
	reversed := tm.Unit{Source: first.Target, Target: first.Source}
	if result := putUnits(t, store, tm.PutUnitsOptions{}, first, elsewhere, first, coded, reversed, elsewhere); result.Added != 3 || result.Unchanged != 3 || result.Conflicts != 1 {
		t.Errorf("storing gave %+v", result)
	}
	if result := putUnits(t, store, tm.PutUnitsOptions{OnConflict: tm.ConflictReplace}, first); result.Unchanged != 1 || result.Replaced != 1 {
		t.Errorf("replacing gave %+v", result)
	}
	newer := first
	newer.Status, newer.Note, newer.Changed, newer.ChangedBy = tm.StatusRejected, "faux", time.Now().Add(time.Hour), "anna"
	older := first
	older.Note, older.Changed = "ancien", time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
	if result := putUnits(t, store, tm.PutUnitsOptions{}, newer, older); result.Updated != 1 || result.Unchanged != 1 {
		t.Errorf("storing a newer and an older form gave %+v", result)
	}
	got := units(t, store, tm.Filter{Statuses: []tm.Status{tm.StatusRejected}})
	if len(got) != 1 || got[0].Note != "faux" || got[0].ChangedBy != "anna" {
		t.Errorf("rejected: %+v", got)
	}
	put(t, store, harbourArticle())
	for _, u := range units(t, store, tm.Filter{Article: "port"}) {
		if result := putUnits(t, store, tm.PutUnitsOptions{}, u); result.Unchanged != 1 {
			t.Errorf("storing %q of an article again gave %+v", u.Source.Text, result)
		}
	}
}

func conflicts(t *testing.T, store tm.Store) {
	text := "Ouvrir le pont"
	found := func() []string {
		return targets(lookup(t, store, tm.Query{Text: text, From: tag("fr"), To: tag("en"), Min: 100}))
	}
	step := func(o tm.OnConflict, target string, want tm.PutUnitsResult, left ...string) {
		t.Helper()
		got := putUnits(t, store, tm.PutUnitsOptions{OnConflict: o}, Unit(text, target))
		if got != want {
			t.Errorf("%s %q gave %+v", o, target, got)
		}
		if diff := cmp.Diff(left, found(), cmpopts.SortSlices(func(a, b string) bool { return a < b })); diff != "" {
			t.Errorf("%s %q: found (-want +got):\n%s", o, target, diff)
		}
	}
	step("", "Open the bridge", tm.PutUnitsResult{Added: 1}, "Open the bridge")
	step(tm.ConflictSkip, "Unlock the bridge", tm.PutUnitsResult{Skipped: 1}, "Open the bridge")
	step(tm.ConflictKeep, "Unlock the bridge", tm.PutUnitsResult{Added: 1, Conflicts: 1}, "Open the bridge", "Unlock the bridge")
	step(tm.ConflictReplace, "Clear the bridge", tm.PutUnitsResult{Added: 1, Replaced: 2}, "Clear the bridge")
	step(tm.ConflictKeep, "Open the bridge", tm.PutUnitsResult{Unchanged: 1}, "Clear the bridge")
	step(tm.ConflictReplace, "Open the bridge", tm.PutUnitsResult{Updated: 1, Replaced: 1}, "Open the bridge")
	_, err := store.PutUnits(t.Context(), sequence(), tm.PutUnitsOptions{OnConflict: "toss"})
	if !errors.Is(err, tm.ErrInvalid) {
		t.Errorf("an unknown answer to conflicts: %v", err)
	}
	stats, err := store.Stats(t.Context())
	if err != nil || stats.Units != 1 || stats.Statuses[tm.StatusSuperseded] != 2 {
		t.Errorf("statistics: %+v, %v", stats, err)
	}
}

// unitsInOrder stores enough units for several transactions and a segment of
// the index, and asks for each of them.
func unitsInOrder(t *testing.T, store tm.Store) {
	n := 5000
	if testing.Short() {
		n = 2500
	}
	put(t, store, Random(1, 9))
	var told int
	result, err := store.PutUnits(t.Context(), RandomUnits(0, n), tm.PutUnitsOptions{
		Progress: func(r tm.PutUnitsResult) { told = r.Stored() }})
	if err != nil || result.Added != n || told != n {
		t.Fatalf("storing gave %+v (told %d), %v", result, told, err)
	}
	number := 0
	for u, err := range store.Units(t.Context(), tm.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		if number < n && u.Source.Text != RandomUnit(number).Source.Text {
			t.Fatalf("unit %d is %q", number, u.Source.Text)
		}
		number++
	}
	if number != n+9 {
		t.Errorf("there are %d units", number)
	}
	for number := 0; number < n; number += 97 {
		u := RandomUnit(number)
		for _, q := range []tm.Query{
			{Text: u.Source.Text, From: tag("fr"), To: tag("en"), Min: 100},
			{Text: u.Target.Text, From: tag("en"), To: tag("fr"), Min: 100},
		} {
			if matches := lookup(t, store, q); len(matches) != 1 {
				t.Errorf("%q was found %d times", q.Text, len(matches))
			}
		}
		if matches := lookup(t, store, tm.Query{Text: u.Source.Text + " Encore.", From: tag("fr"), To: tag("en"), Min: 60}); len(matches) == 0 {
			t.Errorf("nothing is like %q", u.Source.Text)
		}
	}
}

func unitsUpToAnError(t *testing.T, store tm.Store) {
	broken := errors.New("line 7 is broken")
	result, err := store.PutUnits(t.Context(), func(yield func(tm.Unit, error) bool) {
		_ = yield(Unit("Un", "One"), nil) && yield(Unit("Deux", "Two"), nil) && yield(tm.Unit{}, broken)
	}, tm.PutUnitsOptions{})
	if !errors.Is(err, broken) || result.Added != 2 {
		t.Errorf("a sequence that fails: %+v, %v", result, err)
	}
	for name, u := range map[string]tm.Unit{
		"no text":           Unit("Trois", " "),
		"no language":       {Source: tm.Variant{Text: "Trois"}, Target: Unit("", "Three").Target},
		"one language":      {Source: Unit("Trois", "").Source, Target: Unit("Drei", "").Source},
		"an odd status":     {Source: Unit("Trois", "").Source, Target: Unit("", "Three").Target, Status: "new"},
		"a lost code":       {Source: tm.Variant{Lang: tag("fr"), Text: "Trois", Codes: []tm.Code{{Placeholder: "{1}"}}}, Target: Unit("", "Three").Target},
		"an odd confidence": {Source: Unit("Trois", "").Source, Target: Unit("", "Three").Target, Confidence: 2},
	} {
		result, err := store.PutUnits(t.Context(), sequence(Unit(fmt.Sprint("Avant ", name), "Before"), u, Unit("Quatre", "Four")), tm.PutUnitsOptions{})
		if !errors.Is(err, tm.ErrInvalid) || result.Added != 1 {
			t.Errorf("%s: %+v, %v", name, result, err)
		}
	}
	if n := len(units(t, store, tm.Filter{})); n != 8 {
		t.Errorf("there are %d units", n)
	}
}
