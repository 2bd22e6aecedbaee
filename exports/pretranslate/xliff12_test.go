package pretranslate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestXLIFF12UnitsAreFilledIn(t *testing.T) {
	report := checkGolden(t, "units.xlf", options(t, "xliff", desk()))
	want := map[Reason]int{Approved: 2, NotForUs: 2, Translated: 1, Codes: 1, OnlyPart: 1, NoMatch: 2, NoLetters: 1, NoSource: 1}
	if diff := cmp.Diff(want, reasons(report)); diff != "" {
		t.Error(diff)
	}
	if report.Context.Segments != 4 || report.Exact.Segments != 7 || report.Repaired.Segments != 1 || report.Fuzzy[1].Segments != 1 {
		t.Errorf("%+v", report)
	}
}

func reasons(r *Report) map[Reason]int {
	out := map[Reason]int{}
	for reason, count := range r.Untouched {
		out[reason] = count.Segments
	}
	return out
}

func TestOverwriteReplacesAllButWhatIsNotToBeTranslated(t *testing.T) {
	o := options(t, "xliff", desk())
	o.Overwrite = true
	in := `<xliff version="1.2"><file source-language="fr" target-language="en"><body>` +
		`<trans-unit id="4" approved="yes"><source>Bonjour</source><target state="final">Hi</target></trans-unit>` +
		`<trans-unit id="5" translate="no"><source>Bonjour</source><target>Hi</target></trans-unit></body></file></xliff>`
	got, _ := fill(t, in, o)
	want := strings.Replace(in, `state="final">Hi`, `state="translated" state-qualifier="exact-match">Hello`, 1)
	if got != want {
		t.Errorf("got %s", got)
	}
}

func TestATargetLanguageThatIsMissingIsAdded(t *testing.T) {
	in := `<x:xliff xmlns:x="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><x:file source-language='fr'
 ><x:body><x:trans-unit id="1"><x:source>Bonjour</x:source></x:trans-unit></x:body></x:file></x:xliff>`
	got, _ := fill(t, in, options(t, "xliff", desk()))
	for _, want := range []string{"<x:file source-language='fr' target-language=\"en\"\n >", `<x:target state="translated" state-qualifier="exact-match">Hello</x:target>`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nhas no %s", got, want)
		}
	}
}

func TestNeighboursInTheFileAreTheContext(t *testing.T) {
	m := desk()
	in := `<xliff version="1.2"><file source-language="fr" target-language="en"><body>` +
		`<trans-unit id="1"><source>Un. Deux.</source></trans-unit>` +
		`<trans-unit id="2" translate="no"><source>Trois.</source></trans-unit>` +
		`<trans-unit id="3"><source><g id="1">Quatre</g> ans.</source></trans-unit></body></file></xliff>`
	fill(t, in, options(t, "xliff", m))
	want := []Query{
		{Text: "Un. Deux.", After: "Trois."},
		{Text: "Un.", After: "Deux."},
		{Text: "Deux.", Before: "Un.", After: "Trois."},
		{Text: "{1}Quatre{2} ans.", Before: "Trois."},
		{Text: "Quatre ans.", Before: "Trois."},
	}
	if diff := cmp.Diff(want, m.asked); diff != "" {
		t.Error(diff)
	}
}

func TestLockedUnitsStay(t *testing.T) {
	in := `<xliff version="1.2" xmlns:m="http://www.memsource.com/mxlf/2.0"><file source-language="fr" target-language="en"><body>` +
		`<trans-unit id="1" m:locked="true"><source>Bonjour</source><target></target></trans-unit></body></file></xliff>`
	if got, report := fill(t, in, options(t, "xliff", desk())); got != in || report.Untouched[Approved].Segments != 1 {
		t.Errorf("got %s", got)
	}
}

func TestAFuzzyTranslationThatOverwritesIsNotApproved(t *testing.T) {
	o := options(t, "xliff", desk())
	o.Overwrite = true
	in := `<xliff version="1.2"><file source-language="fr" target-language="en"><body>` +
		`<trans-unit id="1" approved="yes"><source>Le ministre a quitté la salle aujourd’hui.</source><target>?</target></trans-unit></body></file></xliff>`
	if got, _ := fill(t, in, o); !strings.Contains(got, `<trans-unit id="1" approved="no"><source>`) {
		t.Errorf("got %s", got)
	}
}
