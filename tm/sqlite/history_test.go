package sqlite_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"calque/tm"
	"calque/tm/sqlite"
	"calque/tm/storetest"
)

func TestHistoryTellsWhoDidWhatAndWhen(t *testing.T) {
	now := time.Date(2024, 5, 8, 12, 0, 0, 0, time.UTC)
	store := openAt(t, t.TempDir()+"/calque.db", sqlite.Options{Create: true, Now: func() time.Time {
		now = now.Add(time.Hour)
		return now
	}})
	put := func(a *tm.Article) {
		t.Helper()
		if _, err := store.PutArticle(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	put(version(0, 0))
	a, err := store.Article(t.Context(), "story-0")
	if err != nil {
		t.Fatal(err)
	}
	bead := a.Alignments[0].Beads[0].ID
	for _, change := range []struct {
		status tm.Status
		who    string
	}{{tm.StatusRejected, "anna"}, {tm.StatusConfirmed, "bert"}} {
		if err := store.SetStatus(t.Context(), bead, change.status, change.who); err != nil {
			t.Fatal(err)
		}
	}
	put(storetest.Random(77, 3)) // another article
	got := history(t, store, bead)
	want := []string{
		`14:00 anna status {"status":"auto","by":"hand 1"} → {"status":"rejected","by":"anna"}`,
		`15:00 bert status {"status":"rejected","by":"anna"} → {"status":"confirmed","by":"bert"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	put(version(0, 1))
	put(version(0, 0))
	all := history(t, store, 0)
	if len(all) != 2+3*12 {
		t.Fatalf("the whole history has %d events: %q", len(all), all)
	}
	wantLast := `18:00 hand 1 revive {"status":"superseded"} → {"status":"auto"}`
	found := false
	for _, event := range all {
		found = found || event == wantLast
	}
	if !found {
		t.Errorf("no event says %s: %q", wantLast, all)
	}
}

func TestABeadDoesNotInheritTheHistoryOfOneThatIsGone(t *testing.T) {
	store := openAt(t, t.TempDir()+"/calque.db", sqlite.Options{Create: true})
	put := func(key, french, english, beads string) int64 {
		t.Helper()
		fr, en := storetest.Document("fr", key+".fr.txt", french), storetest.Document("en", key+".en.txt", english)
		if _, err := store.PutArticle(t.Context(), storetest.Article(key, []tm.Document{fr, en},
			storetest.Align(fr, en, beads, 0.8))); err != nil {
			t.Fatal(err)
		}
		a, err := store.Article(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		return a.Alignments[0].Beads[len(a.Alignments[0].Beads)-1].ID
	}
	last := put("one", "Il pleut. | Il fait froid.", "It rains. | It is cold.", "1:1 1:1")
	if err := store.SetStatus(t.Context(), last, tm.StatusConfirmed, "anna"); err != nil {
		t.Fatal(err)
	}
	put("one", "Il pleut.", "It rains.", "1:1") // the bead is gone
	if events := history(t, store, put("two", "Il neige.", "It snows.", "1:1")); len(events) != 0 {
		t.Errorf("a new bead has the history %q", events)
	}
}

func history(t *testing.T, store *sqlite.Store, bead int64) []string {
	t.Helper()
	var events []string
	for e, err := range store.History(t.Context(), bead) {
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, fmt.Sprintf("%s %s %s %s → %s", e.At.Format("15:04"), e.Who, e.What, e.Old, e.New))
	}
	return events
}
