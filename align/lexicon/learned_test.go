package lexicon

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/language"

	"calque/align"
)

type conceptT = align.Concept

// lessonPairs are sentences made from a small dictionary, each word of one with
// its translation in another order, and noise on both sides.
func lessonPairs(n int, seed uint64) []Pair {
	dictionary := [][2]string{
		{"bateau", "船舶"}, {"port", "港口"}, {"fleuve", "河流"}, {"grue", "吊车"}, {"marchand", "商人"}, {"cargaison", "货物"},
		{"capitaine", "船长"}, {"tempête", "风暴"}, {"douane", "海关"}, {"entrepôt", "仓库"}, {"blé", "小麦"}, {"charbon", "煤炭"},
	}
	french := []string{"de", "la", "avec", "pour"}
	chinese := []string{"的", "和", "在", "了"}
	r := rand.New(rand.NewPCG(seed, 1))
	var out []Pair
	for range n {
		var s, t []string
		for range 4 {
			w := dictionary[r.IntN(len(dictionary))]
			s = append(s, w[0], french[r.IntN(len(french))])
			t = append(t, w[1], chinese[r.IntN(len(chinese))])
		}
		r.Shuffle(len(t), func(i, j int) { t[i], t[j] = t[j], t[i] })
		out = append(out, Pair{language.French, language.Chinese, strings.Join(s, " ") + ".", strings.Join(t, "，") + "。"})
	}
	return out
}

func TestLearnFindsTranslations(t *testing.T) {
	l := Learn(slices.Values(lessonPairs(80, 1)))
	best := map[string]string{}
	for _, link := range l.Links(language.French, language.Chinese) {
		if len([]rune(link.Target)) == 2 && best[link.Source] == "" {
			best[link.Source] = link.Target
		}
	}
	for source, target := range map[string]string{"bateau": "船舶", "douane": "海关", "blé": "小麦", "capitaine": "船长"} {
		if best[source] != target {
			t.Errorf("%s: best link %q, want %q", source, best[source], target)
		}
	}
	from := l.Concepts(language.French, "Les bateaux")
	to := l.Concepts(language.Chinese, "三艘船舶")
	if !share(from, to) {
		t.Errorf("bateaux %v and 船舶 %v have no concept in common", from, to)
	}
	if share(from, l.Concepts(language.Chinese, "海关")) {
		t.Error("bateaux and 海关 have a concept in common")
	}
}

func share(a, b []align.Concept) bool {
	for _, x := range a {
		for _, y := range b {
			if x.ID == y.ID {
				return true
			}
		}
	}
	return false
}

func TestLearnDoesNotMindTheDirection(t *testing.T) {
	pairs := lessonPairs(60, 2)
	turned := slices.Clone(pairs)
	for i, p := range turned {
		turned[i] = Pair{p.TargetLang, p.SourceLang, p.Target, p.Source}
	}
	a, b := marshal(t, Learn(slices.Values(pairs))), marshal(t, Learn(slices.Values(turned)))
	if !bytes.Equal(a, b) {
		t.Error("pairs from Chinese to French teach something else than from French to Chinese")
	}
}

func TestExtendComesCloseToLearningAtOnce(t *testing.T) {
	pairs := lessonPairs(120, 3)
	once := Learn(slices.Values(pairs))
	steps := &Learned{}
	for part := range slices.Chunk(pairs, 30) {
		steps = steps.Extend(slices.Values(part))
	}
	scores := func(l *Learned) map[string]float64 {
		m := map[string]float64{}
		for _, link := range l.Links(language.French, language.Chinese) {
			m[link.Source+" "+link.Target] = link.Score
		}
		return m
	}
	a, b := scores(once), scores(steps)
	for _, w := range []string{"bateau 船舶", "port 港口", "charbon 煤炭"} {
		if a[w] < 0.5 || b[w] < 0.5 || a[w]-b[w] > 0.2 || b[w]-a[w] > 0.2 {
			t.Errorf("%s: %.2f at once, %.2f in four steps", w, a[w], b[w])
		}
	}
}

func TestExtendLeavesTheOldOneAlone(t *testing.T) {
	l := Learn(slices.Values(lessonPairs(40, 4)))
	before := marshal(t, l)
	l.Extend(slices.Values(lessonPairs(40, 5)))
	if !bytes.Equal(before, marshal(t, l)) {
		t.Error("extending changed the lexicon that was extended")
	}
}

func TestSeedsDecideBetweenWordsThatAlwaysMeet(t *testing.T) {
	// Each of the two words stands with both of the other side; only the seed
	// can tell which is which.
	pairs := []Pair{
		{language.French, language.English, "écluse chaland", "lock barge"},
		{language.French, language.English, "chaland, écluse", "barge, lock"},
	}
	seed, err := ReadTable(strings.NewReader("écluse\tlock\n"), language.French, language.English, '\t')
	if err != nil {
		t.Fatal(err)
	}
	score := func(l *Learned, source, target string) float64 {
		for _, link := range l.Links(language.French, language.English) {
			if link.Source == source && link.Target == target {
				return link.Score
			}
		}
		return 0
	}
	plain, seeded := Learn(slices.Values(pairs)), Learn(slices.Values(pairs), seed)
	if a, b := score(plain, "chaland", "barge"), score(seeded, "chaland", "barge"); b < a+0.2 {
		t.Errorf("chaland = barge scores %.2f without the seed écluse = lock and %.2f with it", a, b)
	}
	if got := seeded.Concepts(language.French, "écluse"); len(got) > 0 {
		t.Errorf("écluse gives %v, though the seed has it", got)
	}
}

func TestLearnedIsTheSameEachTime(t *testing.T) {
	pairs := lessonPairs(100, 6)
	a, b := marshal(t, Learn(slices.Values(pairs))), marshal(t, Learn(slices.Values(pairs)))
	if !bytes.Equal(a, b) {
		t.Error("the same pairs give different lexicons")
	}
}

func TestLearnedRoundTrip(t *testing.T) {
	l := Learn(slices.Values(lessonPairs(60, 7)))
	more := Learn(slices.Values([]Pair{{language.German, language.English, "Das Schiff", "The ship"}, {language.French, language.English, "Le bateau", "The ship"}}))
	for _, l := range []*Learned{l, more, {}} {
		data := marshal(t, l)
		again, err := ReadLearned(data)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(data, marshal(t, again)) {
			t.Error("a stored lexicon comes back changed")
		}
		next := lessonPairs(20, 8)
		if !bytes.Equal(marshal(t, l.Extend(slices.Values(next))), marshal(t, again.Extend(slices.Values(next)))) {
			t.Error("extending a stored lexicon gives another one than extending the original")
		}
	}
}

func TestReadLearnedRefusesWhatIsWrong(t *testing.T) {
	data := marshal(t, Learn(slices.Values(lessonPairs(20, 9))))
	if _, err := ReadLearned(data[:len(data)-3]); err == nil {
		t.Error("a cut file is read")
	}
	other := bytes.Replace(data, []byte("learned/1"), []byte("learned/0"), 1)
	if _, err := ReadLearned(other); !errors.Is(err, ErrLearnedVersion) {
		t.Errorf("another version: error %v", err)
	}
	data[len(data)/2] ^= 1
	if _, err := ReadLearned(data); err == nil {
		t.Error("a damaged file is read")
	}
}

func TestForKeepsOneLanguagePair(t *testing.T) {
	l := Learn(slices.Values([]Pair{
		{language.French, language.English, "bateau", "ship"}, {language.French, language.English, "bateau rouge", "red ship"},
		{language.French, language.German, "bateau", "Schiff"}, {language.French, language.German, "bateau blanc", "weißes Schiff"},
	}))
	part := l.For(language.English, language.French)
	if len(part.Concepts(language.German, "Schiff")) > 0 || len(part.Concepts(language.English, "ship")) == 0 {
		t.Errorf("For(en, fr): German %v, English %v", part.Concepts(language.German, "Schiff"), part.Concepts(language.English, "ship"))
	}
}

func marshal(t *testing.T, l *Learned) []byte {
	t.Helper()
	data, err := l.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func FuzzReadLearned(f *testing.F) {
	for n := range 3 {
		data, err := Learn(slices.Values(lessonPairs(4*n, 10))).MarshalBinary()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := ReadLearned(data)
		if err != nil {
			return
		}
		l.Links(language.French, language.Chinese)
		if _, err := l.MarshalBinary(); err != nil {
			t.Fatal(err)
		}
	})
}

func ExampleLearn() {
	pairs := []Pair{
		{language.French, language.English, "Le bateau quitte le port.", "The ship leaves port."},
		{language.French, language.English, "Un bateau rouge", "A red ship"},
		{language.French, language.English, "Le port est fermé.", "The port is closed."},
		{language.French, language.English, "Ils attendent le bateau.", "They are waiting for the ship."},
	}
	learned := Learn(slices.Values(pairs))
	link := learned.Links(language.French, language.English)[0]
	fmt.Println(link.Source, link.Target, link.Together)
	// Output: bateau ship 3
}

func BenchmarkLearn(b *testing.B) {
	pairs := lessonPairs(1000, 11)
	for b.Loop() {
		Learn(slices.Values(pairs))
	}
	b.ReportMetric(1000*float64(b.N)/b.Elapsed().Seconds(), "pairs/s")
}

func TestLearnedPartsOfOneWordAreOneConcept(t *testing.T) {
	l := Learn(slices.Values(lessonPairs(80, 1)))
	ids := map[uint32]bool{}
	for _, c := range l.Concepts(language.French, "douane") {
		ids[c.ID] = true
	}
	var spans []string
	const text = "在海关"
	for _, c := range l.Concepts(language.Chinese, text) {
		if ids[c.ID] {
			spans = append(spans, text[c.Start:c.End])
		}
	}
	if !slices.Equal(spans, []string{"海关"}) {
		t.Errorf("douane is found in %q, want once, in 海关", spans)
	}
}

func TestWeakLinksAreDoubted(t *testing.T) {
	pairs := lessonPairs(80, 1)
	l := Learn(slices.Values(pairs))
	sure, weak := 0, 0
	for _, p := range pairs {
		for _, c := range l.Concepts(language.Chinese, p.Target) {
			if c.Doubt < 0 || c.Doubt >= 1 {
				t.Fatalf("doubt %v of %q", c.Doubt, p.Target[c.Start:c.End])
			}
			switch {
			case c.Doubt == 0 && float64(c.Weight) < sureScore-1e-6:
				t.Errorf("no doubt of %q, of score %v", p.Target[c.Start:c.End], c.Weight)
			case c.Doubt == 0:
				sure++
			default:
				weak++
			}
		}
	}
	if sure == 0 || weak == 0 {
		t.Errorf("%d sure and %d weak links; the test needs both", sure, weak)
	}
}
