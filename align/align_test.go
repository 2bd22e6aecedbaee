package align

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/language"
)

func sentences(texts ...string) []Sentence {
	out := make([]Sentence, len(texts))
	for i, t := range texts {
		out[i] = Sentence{Text: t}
	}
	return out
}

func mustAlign(t *testing.T, a *Aligner, source, target []Sentence) []Bead {
	t.Helper()
	beads, err := a.Align(context.Background(), source, target)
	if err != nil {
		t.Fatal(err)
	}
	return beads
}

// extents writes beads as gold files do.
func extents(beads []Bead) string {
	var b strings.Builder
	for _, bead := range beads {
		fmt.Fprintf(&b, "%d-%d:%d-%d ", bead.Source.From, bead.Source.To, bead.Target.From, bead.Target.To)
	}
	return strings.TrimSpace(b.String())
}

// checkCover fails unless beads cover both sides once, in source order.
func checkCover(t *testing.T, beads []Bead, source, target int) {
	t.Helper()
	next := 0
	seen := make([]bool, target)
	for _, b := range beads {
		if b.Source.From != next {
			t.Fatalf("source sentence %d expected, bead %v begins at %d", next, b, b.Source.From)
		}
		next = b.Source.To
		if b.Source.Len()+b.Target.Len() == 0 {
			t.Fatalf("empty bead %v", b)
		}
		for j := b.Target.From; j < b.Target.To; j++ {
			if seen[j] {
				t.Fatalf("target sentence %d stands in two beads", j)
			}
			seen[j] = true
		}
		if !(b.Confidence > 0 && b.Confidence < 1) {
			t.Fatalf("confidence %v of %v is no probability", b.Confidence, b)
		}
	}
	if next != source {
		t.Fatalf("%d of %d source sentences covered", next, source)
	}
	for j, ok := range seen {
		if !ok {
			t.Fatalf("target sentence %d left out", j)
		}
	}
}

var languages = []language.Tag{
	language.French, language.English, language.Chinese, language.Arabic, language.Russian, language.Japanese,
	language.German, language.Spanish, language.MustParse("zh-TW"), language.MustParse("ko"), language.MustParse("th"), language.Und,
}

// randomText makes sentences of odd and ordinary pieces.
func randomText(r *rand.Rand, n int) []Sentence {
	pieces := []string{
		"Paris", "le", "président", "12 500", "1.25万", "三百二十", "北京", "ー", "ジョーンズ", "а", "Москва", "جونز", "٣٫٥", "«", "»", "?", ".", "\u0301",
		"x", "M.", "ONU", "…", "2024", "12,5 millions", "،", "\xff", "", " ", "-", "1.", "Partager", "广告", "the", "of",
	}
	out := make([]Sentence, n)
	for i := range out {
		var b strings.Builder
		for range r.IntN(12) {
			b.WriteString(pieces[r.IntN(len(pieces))])
			if r.IntN(3) > 0 {
				b.WriteByte(' ')
			}
		}
		out[i] = Sentence{Text: b.String(), Block: r.IntN(3)}
		if r.IntN(10) == 0 {
			out[i].Role = "title"
		}
	}
	return out
}

func TestBeadsCoverEverySentenceOnceWhateverTheText(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 300 {
		a := New(languages[r.IntN(len(languages))], languages[r.IntN(len(languages))])
		source, target := randomText(r, r.IntN(14)), randomText(r, r.IntN(14))
		if round%3 == 0 {
			a.fullCells = 0 // coarse to fine even here
		}
		if round%50 == 0 {
			source, target = randomText(r, r.IntN(260)), randomText(r, r.IntN(260))
		}
		beads := mustAlign(t, a, source, target)
		checkCover(t, beads, len(source), len(target))
		if again := mustAlign(t, a, source, target); fmt.Sprint(again) != fmt.Sprint(beads) {
			t.Fatalf("round %d: a second run gives other beads", round)
		}
	}
}

func TestEmptySides(t *testing.T) {
	a := New(language.French, language.English)
	some := sentences("Bonjour.", "Au revoir.")
	for _, c := range []struct{ source, target []Sentence }{{nil, nil}, {some, nil}, {nil, some}} {
		beads := mustAlign(t, a, c.source, c.target)
		checkCover(t, beads, len(c.source), len(c.target))
	}
}

func TestCancelledContextStopsTheSearch(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	some := sentences("Bonjour.", "Au revoir.")
	if _, err := New(language.French, language.English).Align(ctx, some, some); err != context.Canceled {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

func TestAlignsShortStories(t *testing.T) {
	tests := []struct {
		name            string
		target          language.Tag
		source, target_ []Sentence
		want            string
	}{
		{
			"one to one, a merger and an omission", language.English,
			sentences(
				"Le musée de Bordeaux rouvre ses portes",
				"Fermé depuis 2019, le musée accueillera 12 500 visiteurs par semaine.",
				"Il y aura une grande fête samedi.",
				"La directrice, Claire Montaigu, est ravie.",
				"Elle attend aussi le ministre.",
				"Les travaux ont coûté 4,5 millions d’euros."),
			sentences(
				"Bordeaux museum reopens its doors",
				"Closed since 2019, the museum will welcome 12,500 visitors a week.",
				"The director, Claire Montaigu, is delighted, and she is also expecting the minister.",
				"The works cost 4.5 million euros."),
			"0-1:0-1 1-2:1-2 2-3:2-2 3-5:2-3 5-6:3-4",
		},
		{
			"a sentence made two, and a line added", language.Spanish,
			sentences(
				"Le tunnel de Tende a rouvert lundi 7 mai après 3 ans de travaux, et les habitants de Breil s’en félicitent.",
				"Selon Marco Rossi, 2 400 véhicules y passeront chaque jour."),
			sentences(
				"El túnel de Tende reabrió el lunes 7 de mayo después de 3 años de obras.",
				"Los habitantes de Breil se felicitan.",
				"Según Marco Rossi, pasarán por él 2.400 vehículos cada día.",
				"Compartir en Facebook"),
			"0-1:0-2 1-2:2-3 2-2:3-4",
		},
		{
			"Chinese, by numbers and length", language.Chinese,
			sentences(
				"Un pont de 1 250 mètres",
				"Le chantier, lancé en 2021, a employé 12 500 ouvriers.",
				"Le maire, âgé de 47 ans, ne s’y attendait pas en 2018.",
				"Le coût total atteint 2,8 milliards d’euros, soit 15 % de plus que prévu."),
			sentences(
				"一座长1250米的桥",
				"工程于2021年启动，雇用了1.25万名工人。",
				"总费用达28亿欧元，比预计多15%。"),
			"0-1:0-1 1-2:1-2 2-3:2-2 3-4:2-3",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			beads := mustAlign(t, New(language.French, test.target), test.source, test.target_)
			checkCover(t, beads, len(test.source), len(test.target_))
			if got := extents(beads); got != test.want {
				t.Errorf("beads %s, want %s", got, test.want)
			}
		})
	}
}

func TestUntranslatedLineIsNoTranslation(t *testing.T) {
	source := sentences(
		"Le maire de la ville a présenté le nouveau plan de transport.",
		"Les associations de la région sont opposées au projet et le disent.",
		"Le vote aura lieu dans trois semaines.")
	target := sentences(
		"The mayor of the city has presented the new transport plan.",
		"Les associations de la région sont opposées au projet et le disent.",
		"The vote will take place in three weeks.")
	beads := mustAlign(t, New(language.French, language.English), source, target)
	for _, b := range beads {
		if b.Target.From <= 1 && 1 < b.Target.To && b.Source.Len() > 0 && b.Confidence > 0.5 {
			t.Errorf("the untranslated line is taken for a translation: %v", b)
		}
	}
}

func TestFixedBeadsStayAndTheGapsAreAligned(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		source, target := randomText(r, 6+r.IntN(8)), randomText(r, 6+r.IntN(8))
		a := New(language.French, language.English)
		fixed := []Bead{
			{Source: Range{1, 2}, Target: Range{2, 4}, Confidence: 0.42},
			{Source: Range{4, 5}, Target: Range{5, 6}, Confidence: 0.43},
		}
		if r.IntN(2) == 0 { // crossing
			fixed[0].Target, fixed[1].Target = fixed[1].Target, fixed[0].Target
		}
		beads, err := a.AlignAround(context.Background(), source, target, fixed)
		if err != nil {
			t.Fatal(err)
		}
		checkCover(t, beads, len(source), len(target))
		for _, f := range fixed {
			found := false
			for _, b := range beads {
				found = found || b.Source == f.Source && b.Target == f.Target && b.Confidence == f.Confidence
			}
			if !found {
				t.Fatalf("fixed bead %v is gone: %v", f, beads)
			}
		}
	}
}

func TestBadFixedBeadsAreRefused(t *testing.T) {
	some := sentences("Un.", "Deux.")
	for name, fixed := range map[string][]Bead{
		"outside":  {{Source: Range{1, 3}, Target: Range{0, 1}}},
		"negative": {{Source: Range{-1, 0}, Target: Range{0, 1}}},
		"twice":    {{Source: Range{0, 1}, Target: Range{0, 1}}, {Source: Range{0, 2}, Target: Range{1, 2}}},
	} {
		if _, err := New(language.French, language.English).AlignAround(context.Background(), some, some, fixed); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestTitleGoesWithTitle(t *testing.T) {
	source := []Sentence{{Text: "Nouveau départ", Role: "title"}, {Text: "Une photo du port", Role: "caption", Block: 1}, {Text: "Le port change encore.", Role: "body", Block: 2}}
	target := []Sentence{{Text: "A fresh beginning", Role: "title"}, {Text: "The harbour changes again.", Role: "body", Block: 1}}
	beads := mustAlign(t, New(language.French, language.English), source, target)
	if got, want := extents(beads), "0-1:0-1 1-2:1-1 2-3:1-2"; got != want {
		t.Errorf("beads %s, want %s", got, want)
	}
}

func TestEveryBeadHasEvidence(t *testing.T) {
	source := sentences("Paris compte 2 100 000 habitants.", "Il pleut.")
	target := sentences("Paris has 2,100,000 inhabitants.", "It is raining.", "Advertisement")
	for _, b := range mustAlign(t, New(language.French, language.English), source, target) {
		if len(b.Evidence) == 0 {
			t.Errorf("%v has no evidence", b)
		}
	}
}

func TestNotesSayWhatEvidenceRestsOn(t *testing.T) {
	source := sentences("Paris compte 2 100 000 habitants, selon Claire Montaigu.", "Il pleut sur la ville et sur le port.", "Partager sur Facebook")
	target := sentences("Paris has 2.1 million inhabitants, according to Claire Montaigu.", "It is raining on the town and the harbour.")
	beads := mustAlign(t, New(language.French, language.English, WithNotes()), source, target)
	notes := func(b Bead) string {
		var all []string
		for _, e := range b.Evidence {
			all = append(all, e.Name+": "+e.Note)
		}
		return strings.Join(all, "\n")
	}
	for _, want := range []string{"numbers: 2 100 000 ~ 2.1 million", "Claire", "shape: 1:1", "expected"} {
		if got := notes(beads[0]); !strings.Contains(got, want) {
			t.Errorf("no %q in the notes:\n%s", want, got)
		}
	}
	last := beads[len(beads)-1]
	for _, want := range []string{"shape: no partner", "page: looks like"} {
		if got := notes(last); !strings.Contains(got, want) {
			t.Errorf("no %q in the notes:\n%s", want, got)
		}
	}
}

func FuzzAlign(f *testing.F) {
	f.Add("Bonjour Paris.\nIl y a 12 500 personnes.", "Hello Paris.\nThere are 12,500 people.", uint8(1))
	f.Add("a\n\nb", "三百\n1.25万", uint8(2))
	f.Fuzz(func(t *testing.T, source, target string, lang uint8) {
		split := func(s string) []Sentence {
			lines := strings.Split(s, "\n")
			return sentences(lines[:min(len(lines), 20)]...)
		}
		s, u := split(source), split(target)
		a := New(language.French, languages[int(lang)%len(languages)])
		beads, err := a.Align(context.Background(), s, u)
		if err != nil {
			t.Fatal(err)
		}
		checkCover(t, beads, len(s), len(u))
	})
}

func ExampleAligner_Align() {
	source := []Sentence{{Text: "Le pont mesure 1 250 mètres."}, {Text: "Il a coûté cher."}, {Text: "Claire Montaigu l’a inauguré hier."}}
	target := []Sentence{{Text: "The bridge is 1,250 metres long."}, {Text: "Claire Montaigu opened it yesterday."}}
	a := New(language.French, language.English)
	beads, err := a.Align(context.Background(), source, target)
	if err != nil {
		panic(err)
	}
	for _, b := range beads {
		fmt.Println(b.Source, b.Target)
	}
	// Output:
	// {0 1} {0 1}
	// {1 2} {1 1}
	// {2 3} {1 2}
}
