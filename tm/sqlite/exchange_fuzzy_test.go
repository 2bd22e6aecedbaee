package sqlite

import (
	"math/rand/v2"
	"path/filepath"
	"testing"

	"golang.org/x/text/language"

	"calque/tm"
)

// TestALoadedIndexFollowsTheUnitsThatOthersStore stores units through one
// memory, few and many at a time, changes some and takes changes back, and
// compares what another that has loaded its index finds with a plain scan.
func TestALoadedIndexFollowsTheUnitsThatOthersStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "calque.db")
	writer, reader := openFuzzy(t, path), openFuzzy(t, path)
	if err := reader.LoadIndex(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(11, 3))
	rounds := 20
	if testing.Short() {
		rounds = 10
	}
	var edited []int64
	for round := range rounds {
		n := []int{1, 3, 20, 100}[r.IntN(4)]
		if round%10 == 5 {
			n = 1100 // a segment at once
		}
		storeSome(t, writer, r, n)
		edited = editSome(t, writer, r, edited)
		if round%10 == 9 {
			if err := writer.Optimize(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if round == 3 { // there was no language before the first unit
			if err := reader.LoadIndex(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for range 4 {
			lang := []string{"fr", "zh"}[r.IntN(2)]
			compareSearch(t, reader, lang, sentence(r), 50+r.IntN(51))
			compareSearch(t, writer, lang, sentence(r), 50+r.IntN(51))
		}
	}
	problems, err := reader.Check(t.Context())
	if err != nil || len(problems) > 0 {
		t.Errorf("check: %v, %v", problems, err)
	}
}

func storeSome(t *testing.T, s *Store, r *rand.Rand, n int) {
	t.Helper()
	_, err := s.PutUnits(t.Context(), func(yield func(tm.Unit, error) bool) {
		for range n {
			u := tm.Unit{
				Source: tm.Variant{Lang: language.French, Text: "le " + sentence(r)},
				Target: tm.Variant{Lang: language.Chinese, Text: "le " + sentence(r)},
			}
			if !yield(u, nil) {
				return
			}
		}
	}, tm.PutUnitsOptions{OnConflict: []tm.OnConflict{tm.ConflictKeep, tm.ConflictReplace}[r.IntN(2)]})
	if err != nil {
		t.Fatal(err)
	}
}

// editSome changes the text of a unit or takes such a change back, which adds a
// text and removes one. It returns the units that have changes left.
func editSome(t *testing.T, s *Store, r *rand.Rand, edited []int64) []int64 {
	t.Helper()
	for range r.IntN(6) {
		if len(edited) > 0 && r.IntN(2) == 0 {
			last := len(edited) - 1
			if err := s.UndoEdit(t.Context(), edited[last], "anna"); err != nil {
				t.Fatal(err)
			}
			edited = edited[:last]
			continue
		}
		var id int64
		err := s.inRead(t.Context(), "choosing a unit", func(q *session) error {
			return q.QueryRowContext(t.Context(), "SELECT id FROM unit WHERE superseded IS NULL ORDER BY id DESC LIMIT 1 OFFSET ?", r.IntN(20)).Scan(&id)
		})
		if none(err) {
			return edited
		}
		if err == nil {
			err = s.EditUnit(t.Context(), id, tm.UnitEdit{Source: &tm.Variant{Text: "le " + sentence(r)}}, "anna")
		}
		if err != nil {
			t.Fatal(err)
		}
		edited = append(edited, id)
	}
	return edited
}
