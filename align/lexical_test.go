package align

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/language"
)

// invented is the lexicon of an inventor: one in three of his words. Doubt is
// what it says of all of them.
type invented struct {
	ids   map[string]uint32
	doubt float32
}

func newInvented(v *inventor) invented {
	l := invented{ids: map[string]uint32{}}
	for n, pair := range v.words {
		if n%3 == 0 {
			l.ids["fr "+pair[0]], l.ids["en "+pair[1]] = uint32(n), uint32(n)
		}
	}
	return l
}

func (l invented) Concepts(lang language.Tag, text string) []Concept {
	var found []Concept
	at := 0
	for word := range strings.FieldsSeq(text) {
		start := at + strings.Index(text[at:], word)
		at = start + len(word)
		if id, ok := l.ids[lang.String()+" "+strings.Trim(word, ".,")]; ok {
			found = append(found, Concept{ID: id, Start: start, End: at, Weight: 0.6, Doubt: l.doubt})
		}
	}
	return found
}

func TestWordsThatTwoLexiconsKnowCountOnce(t *testing.T) {
	v := newInventor(4)
	lex := newInvented(v)
	story := v.story(30, 4)
	once, err := New(language.French, language.English, WithLexicon(lex)).Align(context.Background(), story.source, story.target)
	if err != nil {
		t.Fatal(err)
	}
	twice, err := New(language.French, language.English, WithLexicon(lex), WithLexicon(lex)).Align(context.Background(), story.source, story.target)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(once, twice) {
		t.Errorf("with the same lexicon given twice the beads are\n%v\nwith it once\n%v", twice, once)
	}
}

func TestDoubtTakesFromTheEvidenceOfTheLexicon(t *testing.T) {
	v := newInventor(4)
	lex := newInvented(v)
	story := v.story(30, 4)
	evidence := func(doubt float32) float64 {
		lex.doubt = doubt
		beads, err := New(language.French, language.English, WithLexicon(lex)).Align(context.Background(), story.source, story.target)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, b := range beads {
			for _, e := range b.Evidence {
				if e.Name == "lexicon" {
					sum += e.Value
				}
			}
		}
		return sum
	}
	sure, doubtful, void := evidence(0), evidence(0.5), evidence(0.99)
	if !(sure > doubtful && doubtful > void) {
		t.Errorf("evidence of the lexicon: %.2f without doubt, %.2f with some, %.2f with most", sure, doubtful, void)
	}
}

func TestLexiconThatKnowsNothingChangesNothing(t *testing.T) {
	story := newInventor(5).story(30, 4)
	without, err := New(language.French, language.English).Align(context.Background(), story.source, story.target)
	if err != nil {
		t.Fatal(err)
	}
	with, err := New(language.French, language.English, WithLexicon(invented{})).Align(context.Background(), story.source, story.target)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(with, without) {
		t.Errorf("with an empty lexicon the beads are\n%v\nwithout one\n%v", with, without)
	}
}
