package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/review"
)

// reviewed is an article in three languages, aligned through French.
func reviewed() *tm.Article {
	f := Document("fr", "/froid.fr.txt", "Le froid arrive", "Il neige. | Il vente. | Il gèle.", "Les routes sont fermées.")
	e := Document("en", "/froid.en.txt", "The cold is coming", "It snows and blows. | It freezes.", "The roads are closed.")
	z := Document("zh", "/froid.zh.txt", "寒潮来袭", "下雪。 | 刮风，结冰。", "道路封闭。")
	return &tm.Article{Key: "froid", Documents: []tm.Document{f, e, z},
		Alignments: []tm.Alignment{Align(f, e, "1:1 2:1 1:1 1:1", 0.8), Align(f, z, "1:1 1:1 2:1 1:1", 0.8)}}
}

func revision(action review.Action) tm.Revision {
	from, to := language.French, language.English
	return tm.Revision{Article: "froid", From: from, To: to, Who: "Awa", What: string(action.Do),
		Change: func(a *tm.Article) error { return review.Apply(a, from, to, action) }}
}

// seen is all that a reviewer sees of an article.
func seen(a *tm.Article) string {
	var b strings.Builder
	for i := range a.Documents {
		d := &a.Documents[i]
		for j := range d.Sentences {
			fmt.Fprintf(&b, "%s %q\n", d.Lang, d.Text(tm.Range{From: j, To: j + 1}))
		}
	}
	for _, al := range a.Alignments {
		for _, bead := range al.Beads {
			fmt.Fprintln(&b, al.Target, bead.Source, bead.Target, bead.Status, bead.Confidence)
		}
	}
	return b.String()
}

func article(t *testing.T, store tm.Store) *tm.Article {
	t.Helper()
	a, err := store.Article(t.Context(), "froid")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func revisions(t *testing.T, store tm.Store) {
	put(t, store, reviewed())
	before := article(t, store)
	version := before.Version(language.French, language.English)

	r := revision(review.Action{Do: review.Join, Row: 1, Last: 2})
	r.Seen = version
	after, err := store.Revise(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if bead := after.Alignments[0].Beads[1]; bead.Source != (tm.Range{From: 1, To: 4}) || bead.Status != tm.StatusConfirmed || bead.By != "Awa" {
		t.Errorf("the rows were joined to %+v", bead)
	}
	query := tm.Query{Text: "Il neige. Il vente. Il gèle.", From: language.French, To: language.English, Min: 100}
	if matches, err := store.Lookup(t.Context(), query); err != nil || len(matches) != 1 {
		t.Errorf("the joined row is found %d times: %v", len(matches), err)
	}
	if _, err := store.Revise(t.Context(), r); !errors.Is(err, tm.ErrConflict) {
		t.Errorf("a change of what was changed meanwhile: %v", err)
	}
	r.Seen = ""
	r.Article = "nowhere"
	if _, err := store.Revise(t.Context(), r); !errors.Is(err, tm.ErrNotFound) {
		t.Errorf("an article that is not there: %v", err)
	}
	broken := errors.New("broken")
	_, err = store.Revise(t.Context(), tm.Revision{Article: "froid", From: language.French, To: language.English,
		Change: func(a *tm.Article) error { a.Documents[0].Blocks[0].Text = "x"; return broken }})
	if now := article(t, store); !errors.Is(err, broken) || seen(now) != seen(after) {
		t.Errorf("a change that failed: %v, %s", err, seen(now))
	}
	stepsBack(t, store, before, after)
	importBetween(t, store)
}

// stepsBack takes the one revision back and does it again.
func stepsBack(t *testing.T, store tm.Store, before, after *tm.Article) {
	from, to := language.French, language.English
	back := tm.Revision{Article: "froid", From: from, To: to, Who: "Biko"}
	undo, redo, err := store.Revisions(t.Context(), "froid", from, to)
	if err != nil || len(undo) != 1 || undo[0].What != "join" || undo[0].Who != "Awa" || len(redo) != 0 {
		t.Errorf("the revisions are %+v and %+v, %v", undo, redo, err)
	}
	if undone, err := store.UndoRevision(t.Context(), back); err != nil || seen(undone) != seen(before) {
		t.Errorf("taken back it is %v, %s", err, seen(undone))
	}
	if _, err := store.UndoRevision(t.Context(), back); !errors.Is(err, tm.ErrNotFound) {
		t.Errorf("taking back what is not there: %v", err)
	}
	checkSound(t, store)
	if redone, err := store.RedoRevision(t.Context(), back); err != nil || seen(redone) != seen(after) {
		t.Errorf("done again it is %v, %s", err, seen(redone))
	}
	if _, err := store.RedoRevision(t.Context(), back); !errors.Is(err, tm.ErrNotFound) {
		t.Errorf("doing again what was not taken back: %v", err)
	}
	// After another change there is nothing to do again.
	if _, err := store.UndoRevision(t.Context(), back); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Revise(t.Context(), revision(review.Action{Do: review.Confirm, Row: 3})); err != nil {
		t.Fatal(err)
	}
	if _, err := store.RedoRevision(t.Context(), back); !errors.Is(err, tm.ErrNotFound) {
		t.Errorf("doing again after another change: %v", err)
	}
}

// importBetween stores the article anew after a revision, which can then no
// longer be taken back.
func importBetween(t *testing.T, store tm.Store) {
	if _, err := store.Revise(t.Context(), revision(review.Action{Do: review.Join, Row: 0, Last: 1})); err != nil {
		t.Fatal(err)
	}
	anew := reviewed()
	anew.Documents[1] = Document("en", "/froid.en.txt", "A cold spell", "It snows and blows. | It freezes hard.", "Roads are closed.")
	put(t, store, anew)
	_, err := store.UndoRevision(t.Context(), tm.Revision{Article: "froid", From: language.French, To: language.English})
	if !errors.Is(err, tm.ErrConflict) {
		t.Errorf("taking back a change of an older text: %v", err)
	}
}

// randomRevisions does things at random, takes all back and does all again.
func randomRevisions(t *testing.T, store tm.Store) {
	dos := []review.Do{review.Confirm, review.ConfirmThrough, review.Reject, review.Clear, review.Join, review.Split,
		review.Unlink, review.Pull, review.Push, review.Cut, review.Fuse, review.Edit}
	put(t, store, reviewed())
	states := []string{seen(article(t, store))}
	random := rand.New(rand.NewPCG(4, 2))
	steps := 40
	if testing.Short() {
		steps = 12
	}
	for len(states) < steps {
		action := review.Action{Do: dos[random.IntN(len(dos))], Row: random.IntN(6), Sources: random.IntN(3), Targets: random.IntN(3),
			Side: []review.Side{review.Source, review.Target}[random.IntN(2)], Up: random.IntN(2) == 0,
			Sentence: random.IntN(6), Offset: random.IntN(12), Text: []string{"Oui.", "Le froid gagne.", "x"}[random.IntN(3)]}
		action.Last = action.Row + random.IntN(3)
		a, err := store.Revise(t.Context(), revision(action))
		if errors.Is(err, review.ErrImpossible) {
			continue
		}
		if err != nil {
			t.Fatalf("%+v: %v", action, err)
		}
		states = append(states, seen(a))
		if checkSound(t, store); t.Failed() {
			t.Fatalf("after %+v", action)
		}
	}
	step := tm.Revision{Article: "froid", From: language.French, To: language.English, Who: "Awa"}
	for i := len(states) - 2; i >= 0; i-- {
		if a, err := store.UndoRevision(t.Context(), step); err != nil || seen(a) != states[i] {
			t.Fatalf("taking back step %d: %v\n%s\ninstead of\n%s", i+1, err, seen(a), states[i])
		}
	}
	checkSound(t, store)
	for i := 1; i < len(states); i++ {
		if a, err := store.RedoRevision(t.Context(), step); err != nil || seen(a) != states[i] {
			t.Fatalf("doing step %d again: %v\n%s\ninstead of\n%s", i, err, seen(a), states[i])
		}
	}
}
