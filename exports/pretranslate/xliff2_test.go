package pretranslate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestXLIFF2SegmentsAreFilledIn(t *testing.T) {
	report := checkGolden(t, "units2.xlf", options(t, "xliff", desk()))
	want := map[Reason]int{Approved: 1, NotForUs: 1, Translated: 2, Codes: 2, NoSource: 1}
	if diff := cmp.Diff(want, reasons(report)); diff != "" {
		t.Error(diff)
	}
	if report.Format != "xliff 2.1" || report.Context.Segments != 1 || report.Exact.Segments != 3 || report.Repaired.Segments != 2 || report.Fuzzy[1].Segments != 2 {
		t.Errorf("%+v", report)
	}
}

func TestXLIFF2OverwritesItsOwnCandidates(t *testing.T) {
	o := options(t, "xliff", desk())
	in := `<xliff version="2.0" srcLang="fr"><file id="f"><unit id="u"><segment id="s"><source>Le ministre a quitté la salle aujourd’hui.</source></segment></unit></file></xliff>`
	once, _ := fill(t, in, o)
	o.Overwrite = true
	again, _ := fill(t, once, o)
	if once != again || strings.Count(once, "<mtc:match ") != 1 || !strings.Contains(once, `srcLang="fr" trgLang="en">`) {
		t.Errorf("%s\nbecame\n%s", once, again)
	}
}

func TestXLIFF12OverwritesItsOwnAlternatives(t *testing.T) {
	o := options(t, "xliff", desk())
	in := `<xliff version="1.2"><file source-language="fr" target-language="en"><body><trans-unit id="u">
 <source>Le ministre a quitté la salle aujourd’hui.</source>
 <note>n</note></trans-unit></body></file></xliff>`
	once, _ := fill(t, in, o)
	o.Overwrite = true
	again, _ := fill(t, once, o)
	if once != again || strings.Count(once, "<alt-trans ") != 1 {
		t.Errorf("%s\nbecame\n%s", once, again)
	}
}
