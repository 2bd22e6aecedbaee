package storetest

import (
	"errors"
	"testing"

	"calque/tm"
)

func statusKept(t *testing.T, store tm.Store) {
	put(t, store, harbourArticle())
	beads := get(t, store, "port").Alignments[0].Beads
	if err := store.SetStatus(t.Context(), beads[0].ID, tm.StatusConfirmed, "anna"); err != nil {
		t.Fatal(err)
	}
	if err := store.SetStatus(t.Context(), beads[2].ID, tm.StatusRejected, "bert"); err != nil {
		t.Fatal(err)
	}
	again := harbourArticle()
	again.Alignments[0].Aligner = "hand 2"
	for i := range again.Alignments[0].Beads {
		again.Alignments[0].Beads[i].Confidence = 0.2
	}
	want := tm.PutResult{Units: 1, Kept: 2, Doubtful: 1}
	if result := put(t, store, again); result != want {
		t.Errorf("storing a new alignment gave %+v, want %+v", result, want)
	}
	after := get(t, store, "port").Alignments[0].Beads
	for i, want := range []struct {
		status tm.Status
		by     string
	}{{tm.StatusConfirmed, "anna"}, {tm.StatusAuto, "hand 1"}, {tm.StatusRejected, "bert"}} {
		b := after[i]
		if b.Status != want.status || b.By != want.by || b.ID != beads[i].ID || b.Confidence != 0.2 {
			t.Errorf("bead %d is now %+v", i, b)
		}
	}
	rejected := units(t, store, tm.Filter{Statuses: []tm.Status{tm.StatusRejected}})
	if len(rejected) != 1 || rejected[0].ChangedBy != "bert" {
		t.Errorf("rejected units: %+v", rejected)
	}
}

func rejectedBead(t *testing.T, store tm.Store) {
	a := harbourArticle()
	a.Alignments[0].Beads[2].Status = tm.StatusRejected
	a.Alignments[0].Beads[2].By = "checks"
	if result := put(t, store, a); result.Units != 2 || result.Added != 2 {
		t.Errorf("storing gave %+v", result)
	}
	everything := tm.Filter{Statuses: []tm.Status{tm.StatusAuto, tm.StatusConfirmed, tm.StatusRejected, tm.StatusSuperseded}}
	if got := units(t, store, everything); len(got) != 2 {
		t.Errorf("units: %q", sources(got))
	}
	checkSound(t, store) // the texts of the rejected bead are nowhere
	bead := get(t, store, "port").Alignments[0].Beads[2]
	if bead.Status != tm.StatusRejected || bead.By != "checks" {
		t.Errorf("the bead is %s by %q", bead.Status, bead.By)
	}
	if err := store.SetStatus(t.Context(), bead.ID, tm.StatusConfirmed, "anna"); err != nil {
		t.Fatal(err)
	}
	q := tm.Query{Text: "La ville compte sur 1 200 emplois.", From: tag("fr"), To: tag("en"), Min: 100}
	matches := lookup(t, store, q)
	if len(matches) != 1 || matches[0].Unit.Status != tm.StatusConfirmed || matches[0].Unit.ChangedBy != "anna" {
		t.Errorf("after it was confirmed it is found as %+v", matches)
	}
	if err := store.SetStatus(t.Context(), bead.ID, tm.StatusSuperseded, "anna"); !errors.Is(err, tm.ErrInvalid) {
		t.Errorf("a bead was marked superseded: %v", err)
	}
	if err := store.SetStatus(t.Context(), 1<<40, tm.StatusConfirmed, "anna"); !errors.Is(err, tm.ErrNotFound) {
		t.Errorf("a bead that is not there was confirmed: %v", err)
	}
}
