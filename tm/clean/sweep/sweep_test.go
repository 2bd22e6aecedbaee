package sweep_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/clean"
	"calque/tm/clean/sweep"
	"calque/tm/sqlite"
	"calque/tm/storetest"
)

// memory has three units that were never translated, one of them confirmed in an
// article, one without words, and two that are good.
func memory(t testing.TB) *sqlite.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "calque.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	f := storetest.Document("fr", "/froid.fr.txt", "Le froid arrive", "Il neige à Paris. | Il vente fort.")
	e := storetest.Document("en", "/froid.en.txt", "The cold is coming", "Il neige à Paris. | Il vente fort.")
	a := storetest.Article("froid", []tm.Document{f, e}, storetest.Align(f, e, "1:1 1:1 1:1", 0.9))
	if _, err := store.PutArticle(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	stored, err := store.Article(t.Context(), "froid")
	if err != nil {
		t.Fatal(err)
	}
	if err := store.SetStatus(t.Context(), stored.Alignments[0].Beads[1].ID, tm.StatusConfirmed, "anna"); err != nil {
		t.Fatal(err)
	}
	_, err = store.PutUnits(t.Context(), func(yield func(tm.Unit, error) bool) {
		for _, texts := range [][2]string{{"La mer monte.", "La mer monte."}, {"La mer monte vite.", "The sea rises fast."}, {"…", "—"}} {
			if !yield(tm.Unit{Source: tm.Variant{Lang: language.French, Text: texts[0]}, Target: tm.Variant{Lang: language.English, Text: texts[1]}}, nil) {
				return
			}
		}
	}, tm.PutUnitsOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func rules(context.Context) (clean.Rules, error) { return clean.Rules{}, nil }

// settled waits until the desk is at nothing.
func settled(t testing.TB, d *sweep.Desk) sweep.State {
	t.Helper()
	for range 1000 {
		s, err := d.State(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if s.Work == sweep.Nothing {
			return s
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("the desk does not end")
	return sweep.State{}
}

func desk(t testing.TB, store tm.Store) *sweep.Desk {
	d := sweep.NewDesk(store, rules)
	t.Cleanup(d.Close)
	return d
}

func TestADeskFindsTakesOutAndBringsBack(t *testing.T) {
	store := memory(t)
	d := desk(t, store)
	if s := settled(t, d); !s.Looked.IsZero() || s.Stale || s.Latest.At != "" {
		t.Errorf("before anything: %+v", s)
	}
	if !d.Look(6) {
		t.Fatal("it does not look")
	}
	s := settled(t, d)
	want := []sweep.KindCount{{Kind: clean.Empty, Units: 1, Fixable: 1}, {Kind: clean.Untranslated, Units: 3, Fixable: 2}}
	if s.Last.Err != nil || s.Units != 6 || s.Suspects != 4 || s.Done != 12 || s.Total != 12 || !slices.Equal(s.Kinds, want) || s.Stale {
		t.Errorf("found %+v", s)
	}
	examples, more, err := d.Examples(t.Context(), clean.Untranslated, 0, 2)
	if err != nil || !more || len(examples) != 2 || examples[0].Unit.Source.Text != "La mer monte." || examples[0].Says[0].Kind != clean.Untranslated {
		t.Errorf("examples: %+v, more %t, %v", examples, more, err)
	}
	examples, more, err = d.Examples(t.Context(), clean.Untranslated, examples[1].Number, 2)
	if err != nil || more || len(examples) != 1 {
		t.Errorf("the others: %+v, more %t, %v", examples, more, err)
	}
	d.TakeOut([]clean.Kind{clean.Untranslated})
	s = settled(t, d)
	want[1].Units, want[1].Fixable = 1, 0
	if s.Last.Report != (sweep.Report{Done: 2, Confirmed: 1}) || s.Suspects != 2 || !slices.Equal(s.Kinds, want) || len(s.Latest.Units) != 2 || s.Stale {
		t.Errorf("taken out: %+v", s)
	}
	d.TakeOutUnit(examples[0].Suspect.Unit) // it is confirmed or out
	settled(t, d)
	if n := count(t, store); n != 4 {
		t.Errorf("%d units are left", n)
	}
	d.Undo()
	s = settled(t, d)
	if s.Last.Back != 2 || s.Last.Err != nil || s.Latest.At != "" || !s.Stale || count(t, store) != 6 {
		t.Errorf("taken back: %+v, %d units", s, count(t, store))
	}
}

func count(t testing.TB, store tm.Store) int {
	t.Helper()
	n := 0
	for _, err := range store.Units(t.Context(), tm.Filter{}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

func TestWhatChangedMeanwhileIsLeftAlone(t *testing.T) {
	store := memory(t)
	d := desk(t, store)
	d.Look(0)
	settled(t, d)
	examples, _, err := d.Examples(t.Context(), clean.Empty, 0, 1)
	if err != nil || len(examples) != 1 {
		t.Fatalf("%v %v", examples, err)
	}
	note := "keep it"
	if err := store.EditUnit(t.Context(), examples[0].Unit.ID, tm.UnitEdit{Note: &note}, "anna"); err != nil {
		t.Fatal(err)
	}
	if s := settled(t, d); !s.Stale {
		t.Error("a change of somebody else is not seen")
	}
	d.TakeOut([]clean.Kind{clean.Empty})
	if s := settled(t, d); s.Last.Report != (sweep.Report{Meanwhile: 1}) || count(t, store) != 6 {
		t.Errorf("%+v", s)
	}
}

func TestADeskDoesOneThingAndStops(t *testing.T) {
	store := memory(t)
	asked, go_ := make(chan struct{}), make(chan struct{})
	d := sweep.NewDesk(store, func(ctx context.Context) (clean.Rules, error) {
		close(asked)
		select {
		case <-go_:
		case <-ctx.Done():
		}
		return clean.Rules{}, ctx.Err()
	})
	d.Look(0)
	<-asked
	if d.Look(0) || d.Undo() || d.TakeOut(nil) {
		t.Error("it does two things at once")
	}
	d.Stop()
	if s := settled(t, d); !errors.Is(s.Last.Err, context.Canceled) {
		t.Errorf("stopped: %+v", s)
	}
	d.Close()
	if d.Undo() {
		t.Error("a closed desk works")
	}
}
