package ingest

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/text/language"

	"calque/align/lexicon"
	"calque/tm/match"
	"calque/tm/sqlite"
)

func TestAssociationsKnowTheDictionariesOfTheMemory(t *testing.T) {
	ctx := context.Background()
	store, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "m.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	source, target := "Le vlipage de 12,5 % dure depuis mardi.", "Since Tuesday the 12.5% has been a frobnication."
	counterpart := func() []match.Counterpart {
		associate, err := Associations(ctx, store)
		if err != nil {
			t.Fatal(err)
		}
		links := associate(language.French, language.English, source, target)
		return match.Counterparts(links, []match.Span{{Start: 3, End: 10}})
	}
	if found := counterpart(); len(found) > 0 && found[0].Strength >= 0.5 {
		t.Errorf("an unknown word stands for %v", found)
	}
	langs := []language.Tag{language.French, language.English}
	entries := []lexicon.Entry{{Class: lexicon.Term, Cells: []string{"vlipage", "frobnication"}}}
	if err := PutDictionary(ctx, store, Dictionary{Name: "own", Langs: langs, Lexicon: lexicon.New(langs, entries)}); err != nil {
		t.Fatal(err)
	}
	want := []match.Counterpart{{Span: match.Span{Start: 35, End: 47}, Strength: 1}}
	found := counterpart()
	if len(found) == 1 {
		found[0].Strength = 1 // how sure a term is, is the lexicon's business
	}
	if !slices.Equal(found, want) {
		t.Errorf("with a dictionary it stands for %v, want %v", found, want)
	}
}
