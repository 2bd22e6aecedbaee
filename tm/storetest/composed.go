package storetest

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/match"
)

// threeLanguages is an article whose Chinese and English were each aligned
// with the French only. English makes one sentence of the last two French
// ones, Chinese two of the second.
func threeLanguages() *tm.Article {
	french := Document("fr", "/lac.fr.txt", "Le lac gèle", "Il fait froid et le vent souffle. | Les enfants patinent. | Ils rient.")
	chinese := Document("zh", "/lac.zh.txt", "湖面结冰", "天很冷。 | 风在吹。 | 孩子们滑冰。 | 他们笑了。")
	english := Document("en", "/lac.en.txt", "The lake freezes", "It is cold and windy. | The children skate and laugh.")
	toChinese := Align(french, chinese, "1:1 1:2 1:1 1:1", 0.8)
	toEnglish := Align(french, english, "1:1 1:1 2:1", 0.9)
	return Article("lac", []tm.Document{french, chinese, english}, toChinese, toEnglish)
}

func chineseToEnglish(t *testing.T, store tm.Store) []tm.Unit {
	t.Helper()
	return units(t, store, tm.Filter{From: tag("zh"), To: tag("en")})
}

func composedUnits(t *testing.T, store tm.Store) {
	if result := put(t, store, threeLanguages()); result.Units != 7 {
		t.Errorf("storing gave %+v", result)
	}
	got := map[string]string{}
	for _, u := range chineseToEnglish(t, store) {
		got[u.Source.Text] = u.Target.Text
		if u.Pivot != tag("fr") || u.Confidence != 0.8 || u.Status != tm.StatusAuto || u.Origin.Title != "湖面结冰" {
			t.Errorf("the composed unit is %+v", u)
		}
	}
	want := map[string]string{
		"湖面结冰":        "The lake freezes",
		"天很冷。风在吹。":    "It is cold and windy.",
		"孩子们滑冰。他们笑了。": "The children skate and laugh.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("composed units (-want +got):\n%s", diff)
	}
	matches := lookup(t, store, tm.Query{Text: "孩子们滑冰。他们笑了。", Before: "天很冷。风在吹。", From: tag("zh"), To: tag("en"), Min: 70})
	if len(matches) != 1 || matches[0].Unit.Pivot != tag("fr") {
		t.Errorf("looking up gave %+v", matches)
	}
	matches = lookup(t, store, tm.Query{Text: "It is cold and windy.", Before: "The lake freezes", From: tag("en"), To: tag("zh"), Min: 70,
		Weights: match.Penalties{match.PenaltyUnconfirmed: 0}})
	if len(matches) != 1 || matches[0].Unit.Target.Text != "天很冷。风在吹。" || matches[0].Score != 101 {
		t.Errorf("looking up the other way gave %+v", matches)
	}
	langs, err := store.Languages(t.Context())
	if want := []language.Tag{tag("fr"), tag("en"), tag("zh")}; err != nil || !slices.Equal(langs, want) {
		t.Errorf("languages: %v, %v, want %v", langs, err, want)
	}
	stats, err := store.Stats(t.Context())
	if err != nil || stats.Units != 7 || stats.Composed != 3 {
		t.Errorf("statistics: %+v, %v", stats, err)
	}
}

func composedFollow(t *testing.T, store tm.Store) {
	put(t, store, threeLanguages())
	a := get(t, store, "lac")
	mark := func(alignment, bead int, status tm.Status) {
		t.Helper()
		if err := store.SetStatus(t.Context(), a.Alignments[alignment].Beads[bead].ID, status, "anna"); err != nil {
			t.Fatal(err)
		}
	}
	mark(0, 0, tm.StatusConfirmed)
	if u := chineseToEnglish(t, store)[0]; u.Status != tm.StatusAuto {
		t.Errorf("confirmed on one side only, the unit is %s", u.Status)
	}
	mark(1, 0, tm.StatusConfirmed)
	if u := chineseToEnglish(t, store)[0]; u.Status != tm.StatusConfirmed {
		t.Errorf("confirmed on both sides, the unit is %s", u.Status)
	}
	// Storing again without a word of it keeps it so.
	again := threeLanguages()
	again.Alignments[1].Beads[2].Confidence = 0.6
	put(t, store, again)
	got := chineseToEnglish(t, store)
	if len(got) != 3 || got[0].Status != tm.StatusConfirmed || got[2].Confidence != 0.6 {
		t.Errorf("after a new alignment: %+v", got)
	}
	mark(0, 3, tm.StatusRejected)
	if got := chineseToEnglish(t, store); len(got) != 2 {
		t.Errorf("after a bead was rejected: %q", sources(got))
	}
	// An omission on one side: the other would say more.
	omitted := threeLanguages()
	omitted.Alignments[0] = Align(omitted.Documents[0], omitted.Documents[1], "1:1 1:4 1:0 1:0", 0.8)
	put(t, store, omitted)
	if got := chineseToEnglish(t, store); len(got) != 2 {
		t.Errorf("with an omission: %q", sources(got))
	}
	// Aligned directly, nothing is composed.
	direct := threeLanguages()
	direct.Alignments = append(direct.Alignments, Align(direct.Documents[1], direct.Documents[2], "1:1 2:1 2:1", 0.7))
	put(t, store, direct)
	for _, u := range chineseToEnglish(t, store) {
		if u.Pivot != tag("und") || u.Confidence != 0.7 {
			t.Errorf("beside a direct alignment there is %+v", u)
		}
	}
}

// composedThroughFrench adds French to an article whose languages were joined
// through another.
func composedThroughFrench(t *testing.T, store tm.Store) {
	german := Document("de", "see.de.txt", "Der See friert zu.")
	english := Document("en", "see.en.txt", "The lake freezes.")
	chinese := Document("zh", "see.zh.txt", "湖面结冰。")
	put(t, store, Article("see", []tm.Document{german, english, chinese},
		Align(german, english, "1:1", 0.8), Align(german, chinese, "1:1", 0.8)))
	if got := units(t, store, tm.Filter{From: tag("en"), To: tag("zh")}); len(got) != 1 || got[0].Pivot != tag("de") {
		t.Fatalf("joined through German: %+v", got)
	}
	french := Document("fr", "see.fr.txt", "Le lac gèle.")
	put(t, store, Article("see", []tm.Document{german, english, chinese, french},
		Align(german, english, "1:1", 0.8), Align(german, chinese, "1:1", 0.8),
		Align(french, english, "1:1", 0.9), Align(french, chinese, "1:1", 0.9)))
	got := units(t, store, tm.Filter{From: tag("en"), To: tag("zh")})
	if len(got) != 1 || got[0].Pivot != tag("fr") || got[0].Confidence != 0.9 {
		t.Errorf("joined through French: %+v", got)
	}
}
