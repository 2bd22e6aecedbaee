package ingest_test

import (
	"errors"
	"testing"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/ingest"
	"calque/tm/storetest"
)

func TestRealignKeepsWhatStandsAboveAndWhatWasConfirmed(t *testing.T) {
	f := storetest.Document("fr", "/a.fr.txt", "Le port double ses quais", "Le chantier a coûté 350 millions d’euros. | Il a duré 18 mois. | Le trafic atteindra 3,1 millions de tonnes en 2030. | Le ministre s’est félicité.")
	e := storetest.Document("en", "/a.en.txt", "Port doubles its quays", "The works cost 350 million euros. | They took 18 months. | Traffic will reach 3.1 million tonnes in 2030. | The minister was pleased.")
	a := storetest.Article("port", []tm.Document{f, e}, storetest.Align(f, e, "1:1 1:1 1:0 1:2 1:1", 0.4))
	a.Alignments[0].Beads[0].Confidence = 0.123
	importer := ingest.New(nil, ingest.Options{})
	if err := importer.Realign(t.Context(), a, language.French, language.English, 2); err != nil {
		t.Fatal(err)
	}
	if err := a.Validate(); err != nil {
		t.Fatal(err)
	}
	beads := a.Alignments[0].Beads
	if len(beads) != 5 || beads[0].Confidence != 0.123 || beads[1].Confidence != 0.4 {
		t.Fatalf("the rows are %+v", beads)
	}
	for i, b := range beads[2:] {
		if want := (tm.Range{From: i + 2, To: i + 3}); b.Source != want || b.Target != want || b.Status != tm.StatusAuto || len(b.Evidence) == 0 {
			t.Errorf("row %d is %+v", i+2, b)
		}
	}
	// A row that a person confirmed stays, wrong as it may be.
	a.Alignments[0] = storetest.Align(f, e, "1:1 1:1 1:2 1:1 1:0", 0.4)
	a.Alignments[0].Beads[2].Status = tm.StatusConfirmed
	if err := importer.Realign(t.Context(), a, language.French, language.English, 0); err != nil {
		t.Fatal(err)
	}
	var kept bool
	for _, b := range a.Alignments[0].Beads {
		kept = kept || b.Status == tm.StatusConfirmed && b.Source == tm.Range{From: 2, To: 3} && b.Target == tm.Range{From: 2, To: 4}
	}
	if !kept {
		t.Errorf("the confirmed row is gone: %+v", a.Alignments[0].Beads)
	}
	if err := importer.Realign(t.Context(), a, language.French, language.German, 0); !errors.Is(err, tm.ErrNotFound) {
		t.Errorf("an alignment that is not there: %v", err)
	}
}
