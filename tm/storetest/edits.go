package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"calque/tm"
)

func edit(t *testing.T, store tm.Store, unit int64, e tm.UnitEdit) {
	t.Helper()
	if err := store.EditUnit(t.Context(), unit, e, "anna"); err != nil {
		t.Fatalf("changing unit %d: %v", unit, err)
	}
}

func undo(t *testing.T, store tm.Store, unit int64) {
	t.Helper()
	if err := store.UndoEdit(t.Context(), unit, "béatrice"); err != nil {
		t.Fatalf("taking back a change of unit %d: %v", unit, err)
	}
}

// only returns the one unit that exports hold.
func only(t *testing.T, store tm.Store, f tm.Filter) tm.Unit {
	t.Helper()
	all := units(t, store, f)
	if len(all) != 1 {
		t.Fatalf("there are %d units: %q", len(all), sources(all))
	}
	return all[0]
}

func editedUnit(t *testing.T, store tm.Store) {
	putUnits(t, store, tm.PutUnitsOptions{}, richUnit())
	before := only(t, store, tm.Filter{})
	note := "relu"
	edit(t, store, before.ID, tm.UnitEdit{Note: &note, Seen: before.Changed,
		Target: &tm.Variant{Text: "Click {1}here{2} to open it.", Codes: before.Target.Codes}})
	after := only(t, store, tm.Filter{})
	if after.Target.Text != "Click {1}here{2} to open it." || after.Note != note || after.ChangedBy != "anna" ||
		!after.Changed.After(before.Changed) || !after.Source.Equal(before.Source) {
		t.Errorf("the unit became %+v", after)
	}
	q := tm.Query{Text: before.Target.Text, From: tag("en"), To: tag("fr"), Min: 100}
	if matches := lookup(t, store, q); len(matches) != 0 {
		t.Errorf("the text from before was found")
	}
	if result := putUnits(t, store, tm.PutUnitsOptions{}, richUnit()); result.Unchanged != 1 {
		t.Errorf("the file brought the text from before back: %+v", result)
	}
	checkSound(t, store)
	undo(t, store, before.ID)
	restored := only(t, store, tm.Filter{})
	if !restored.Target.Equal(before.Target) || restored.Note != before.Note || restored.ChangedBy != "béatrice" {
		t.Errorf("the unit was restored as %+v", restored)
	}
	if matches := lookup(t, store, q); len(matches) != 1 {
		t.Errorf("the restored text was found %d times", len(matches))
	}
	if n := len(units(t, store, tm.Filter{Statuses: []tm.Status{tm.StatusSuperseded}})); n != 0 {
		t.Errorf("%d units are superseded", n)
	}
}

func editedStatus(t *testing.T, store tm.Store) {
	putUnits(t, store, tm.PutUnitsOptions{}, Unit("Le port", "The harbour"))
	id := only(t, store, tm.Filter{}).ID
	state := func() []tm.Status {
		var found []tm.Status
		for _, u := range units(t, store, tm.Filter{Statuses: []tm.Status{
			tm.StatusAuto, tm.StatusConfirmed, tm.StatusRejected, tm.StatusSuperseded}}) {
			found = append(found, u.Status)
		}
		return found
	}
	for _, status := range []tm.Status{tm.StatusRejected, tm.StatusSuperseded, tm.StatusAuto} {
		edit(t, store, id, tm.UnitEdit{Status: status})
		if diff := cmp.Diff([]tm.Status{status}, state()); diff != "" {
			t.Errorf("statuses (-want +got):\n%s", diff)
		}
	}
	for _, status := range []tm.Status{tm.StatusSuperseded, tm.StatusRejected, tm.StatusConfirmed} {
		undo(t, store, id)
		if diff := cmp.Diff([]tm.Status{status}, state()); diff != "" {
			t.Errorf("taken back (-want +got):\n%s", diff)
		}
	}
	if err := store.UndoEdit(t.Context(), id, "anna"); !errors.Is(err, tm.ErrNotFound) {
		t.Errorf("there is nothing left to take back: %v", err)
	}
}

func editedArticle(t *testing.T, store tm.Store) {
	put(t, store, harbourArticle())
	u := units(t, store, tm.Filter{})[0]
	note := "titre"
	edit(t, store, u.ID, tm.UnitEdit{Status: tm.StatusRejected, Note: &note})
	if got := only(t, store, tm.Filter{Statuses: []tm.Status{tm.StatusRejected}}); got.ID != u.ID || got.Note != note {
		t.Errorf("rejected: %+v", got)
	}
	if status := get(t, store, "port").Alignments[0].Beads[0].Status; status != tm.StatusRejected {
		t.Errorf("its bead is %s", status)
	}
	undo(t, store, u.ID)
	if got := units(t, store, tm.Filter{}); len(got) != 3 || got[0].Status != tm.StatusAuto || got[0].Note != "" {
		t.Errorf("taken back: %+v", got)
	}
	if err := store.SetStatus(t.Context(), u.Origin.BeadID, tm.StatusConfirmed, "anna"); err != nil {
		t.Fatal(err)
	}
	undo(t, store, u.ID)
	if status := get(t, store, "port").Alignments[0].Beads[0].Status; status != tm.StatusAuto {
		t.Errorf("its bead became %s again", status)
	}
	for name, e := range map[string]tm.UnitEdit{
		"text":       {Target: &tm.Variant{Text: "The port grows"}},
		"superseded": {Status: tm.StatusSuperseded},
	} {
		if err := store.EditUnit(t.Context(), u.ID, e, "anna"); !errors.Is(err, tm.ErrInvalid) {
			t.Errorf("%s of a unit of an article: %v", name, err)
		}
	}
}

func refusedEdits(t *testing.T, store tm.Store) {
	putUnits(t, store, tm.PutUnitsOptions{}, Unit("Le port", "The harbour"))
	u := only(t, store, tm.Filter{})
	for name, test := range map[string]struct {
		unit int64
		edit tm.UnitEdit
		want error
	}{
		"not there": {u.ID + 1000, tm.UnitEdit{Status: tm.StatusRejected}, tm.ErrNotFound},
		"status":    {u.ID, tm.UnitEdit{Status: "good"}, tm.ErrInvalid},
		"no text":   {u.ID, tm.UnitEdit{Source: &tm.Variant{Text: " "}}, tm.ErrInvalid},
		"changed":   {u.ID, tm.UnitEdit{Status: tm.StatusRejected, Seen: u.Changed.Add(-time.Second)}, tm.ErrConflict},
	} {
		if err := store.EditUnit(t.Context(), test.unit, test.edit, "anna"); !errors.Is(err, test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := only(t, store, tm.Filter{}); !cmp.Equal(got.Changed, u.Changed) || got.Status != tm.StatusConfirmed {
		t.Errorf("the unit is %+v", got)
	}
}

func editsOfRuns(t *testing.T, store tm.Store) {
	put(t, store, Random(3, 6))
	all := units(t, store, tm.Filter{})
	change := func(who string, of ...int) {
		t.Helper()
		for _, i := range of {
			if err := store.EditUnit(t.Context(), all[i].ID, tm.UnitEdit{Status: tm.StatusRejected}, who); err != nil {
				t.Fatal(err)
			}
		}
	}
	check := func(wantWho string, want ...int) {
		t.Helper()
		who, got, err := store.EditsBy(t.Context(), "run ")
		if err != nil {
			t.Fatal(err)
		}
		var ids []int64
		for _, i := range want {
			ids = append(ids, all[i].ID)
		}
		slices.Sort(ids)
		if who != wantWho || !slices.Equal(got, ids) {
			t.Errorf("the last run is %q of %v, want %q of %v", who, got, wantWho, ids)
		}
	}
	check("")
	change("anna", 0)
	check("")
	change("run 1", 1, 2)
	change("run 2", 3, 4)
	check("run 2", 3, 4)
	change("anna", 3)
	check("run 2", 4)
	undo(t, store, all[4].ID)
	check("run 1", 1, 2)
}

func oneUnit(t *testing.T, store tm.Store) {
	put(t, store, harbourArticle())
	putUnits(t, store, tm.PutUnitsOptions{}, richUnit())
	for _, want := range units(t, store, tm.Filter{}) {
		got, err := store.Unit(t.Context(), want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, asGiven); diff != "" {
			t.Errorf("the unit by its number (-streamed +got):\n%s", diff)
		}
	}
	if _, err := store.Unit(t.Context(), 1<<40); !errors.Is(err, tm.ErrNotFound) {
		t.Errorf("a unit that is not there: %v", err)
	}
}
