package exports

import (
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/tm"
)

// memory is a store as far as Pivot knows it.
func memory(units ...tm.Unit) func(tm.Filter) iter.Seq2[tm.Unit, error] {
	return func(f tm.Filter) iter.Seq2[tm.Unit, error] {
		return func(yield func(tm.Unit, error) bool) {
			for _, u := range units {
				if u.Source.Lang == f.From && u.Target.Lang == f.To && !yield(u, nil) {
					return
				}
			}
		}
	}
}

func composedTexts(t *testing.T, seq iter.Seq2[tm.Unit, error]) []string {
	t.Helper()
	var got []string
	for u, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s %s → %s %s, %s %.2f via %s", u.Source.Lang, u.Source.Text, u.Target.Lang, u.Target.Text, u.Status, u.Confidence, u.Pivot))
	}
	return got
}

func TestPivotComposesWithTheLowerConfidence(t *testing.T) {
	confirmed := func(u tm.Unit) tm.Unit { u.Status = tm.StatusConfirmed; return u }
	sure := func(u tm.Unit, c float64) tm.Unit { u.Confidence = c; return u }
	ofArticle := unit("Oui.", "Aye.", language.English)
	ofArticle.Origin.BeadID = 7
	coded := unit("Clic {1}", "Click {1}", language.English)
	coded.Source.Codes = []tm.Code{{Placeholder: "{1}", XML: "<ph/>"}}
	store := memory(
		sure(unit("Oui.", "是。", language.Chinese), 0.6), unit("Oui.", "对。", language.Chinese),
		sure(unit("Oui.", "Yes.", language.English), 0.8), sure(unit("Oui.", "Yeah.", language.English), 0.7), ofArticle,
		confirmed(unit("Non.", "不。", language.Chinese)), confirmed(unit("Non.", "No.", language.English)),
		unit("Seul.", "孤。", language.Chinese), unit("Autre.", "Other.", language.English),
		unit("Clic {1}", "点击{1}", language.Chinese), coded,
	)
	filter := tm.Filter{From: language.Chinese, To: language.English}
	want := []string{
		"zh 是。 → en Yes., auto 0.60 via fr", "zh 对。 → en Yes., auto 0.80 via fr", "zh 不。 → en No., confirmed 0.90 via fr",
	}
	if diff := cmp.Diff(want, composedTexts(t, Pivot(store, filter, language.French))); diff != "" {
		t.Error(diff)
	}
}

func TestPivotJoinsPartByPart(t *testing.T) {
	var units []tm.Unit
	const n = 2*maxJoined + 1000
	for i := range n {
		text := fmt.Sprint("Phrase ", i)
		units = append(units, unit(text, fmt.Sprint("句", i), language.Chinese), unit(text, fmt.Sprint("Sentence ", i), language.English))
	}
	filter := tm.Filter{From: language.Chinese, To: language.English}
	collect := func() []string { return composedTexts(t, Pivot(memory(units...), filter, language.French)) }
	first := collect()
	if len(first) != n {
		t.Errorf("%d units composed, want %d", len(first), n)
	}
	if !slices.Equal(first, collect()) {
		t.Error("a second time they come otherwise")
	}
}

func TestPivotCanBeLeftEarly(t *testing.T) {
	store := memory(unit("A.", "甲", language.Chinese), unit("A.", "A", language.English), unit("B.", "乙", language.Chinese), unit("B.", "B", language.English))
	n := 0
	for range Pivot(store, tm.Filter{From: language.Chinese, To: language.English}, language.French) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d units", n)
	}
}

func TestLaterIsTheLaterOfTwo(t *testing.T) {
	day := time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC)
	if later(day, time.Time{}) != day || later(time.Time{}, day) != day {
		t.Error("an unknown time is later than a known one")
	}
}
