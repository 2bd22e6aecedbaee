package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/concord"
)

func concordance(t *testing.T, store tm.Store, q tm.ConcordanceQuery) tm.Concordance {
	t.Helper()
	found, err := store.Concordance(t.Context(), q)
	if err != nil {
		t.Fatalf("looking for %s: %v", q.Pattern, err)
	}
	return found
}

// hitTexts lists the pairs of texts of hits.
func hitTexts(hits []tm.Hit) []string {
	var texts []string
	for _, h := range hits {
		texts = append(texts, h.Unit.Source.Text+" = "+h.Unit.Target.Text)
	}
	return texts
}

func concordances(t *testing.T, store tm.Store) {
	a := harbourArticle()
	a.Documents[0].Date = time.Date(2024, 5, 8, 0, 0, 0, 0, time.UTC)
	a.Alignments[0].Beads[2].Confidence = 0.3
	put(t, store, a)
	other := Document("fr", "/marche.fr.txt", "Le marché du port")
	put(t, store, Article("marche", []tm.Document{other, Document("en", "/marche.en.txt", "The harbour market")},
		Align(other, Document("en", "/marche.en.txt", "The harbour market"), "1:1", 0.9)))
	for _, test := range []struct {
		name  string
		query tm.ConcordanceQuery
		want  []string
	}{
		{"a word", tm.ConcordanceQuery{Pattern: "PORT", Lang: tag("fr")},
			[]string{"Le marché du port = The harbour market", "Le port agrandi = The harbour grows"}},
		{"a word without its accent", tm.ConcordanceQuery{Pattern: "marche", Lang: tag("fr")},
			[]string{"Le marché du port = The harbour market"}},
		{"its accent asked for", tm.ConcordanceQuery{Pattern: "marche", Lang: tag("fr"), Accents: true}, nil},
		{"its case asked for", tm.ConcordanceQuery{Pattern: "le", Lang: tag("fr"), Case: true}, nil},
		{"the other side", tm.ConcordanceQuery{Pattern: "harbour -market", Lang: tag("en"), To: tag("fr")},
			[]string{"The harbour grows = Le port agrandi"}},
		{"a phrase", tm.ConcordanceQuery{Pattern: `"mesure 400 metres"`, Lang: tag("fr")},
			[]string{"Le quai mesure 400 mètres. Il ouvrira en mai. = The quay is 400 metres long and opens in May."}},
		{"the words of a phrase in another order", tm.ConcordanceQuery{Pattern: `"400 mesure"`, Lang: tag("fr")}, nil},
		{"an expression", tm.ConcordanceQuery{Pattern: `/agrand\w+|march./`, Lang: tag("fr"), Limit: 1},
			[]string{"Le marché du port = The harbour market"}},
		{"an expression without words", tm.ConcordanceQuery{Pattern: `/\d{3}/`, Lang: tag("fr")},
			[]string{"Le quai mesure 400 mètres. Il ouvrira en mai. = The quay is 400 metres long and opens in May.",
				"La ville compte sur 1 200 emplois. = The town hopes for 1,200 jobs."}},
		{"what is sure", tm.ConcordanceQuery{Pattern: "emploi*", Lang: tag("fr"), MinConfidence: 0.5}, nil},
		{"another language", tm.ConcordanceQuery{Pattern: "port", Lang: tag("fr"), To: tag("de")}, nil},
		{"a status", tm.ConcordanceQuery{Pattern: "port", Lang: tag("fr"), Statuses: []tm.Status{tm.StatusConfirmed}}, nil},
		{"an article", tm.ConcordanceQuery{Pattern: "port", Lang: tag("fr"), Article: "port"},
			[]string{"Le port agrandi = The harbour grows"}},
		{"a time", tm.ConcordanceQuery{Pattern: "port", Lang: tag("fr"), Article: "port", Since: time.Date(2024, 5, 8, 0, 0, 0, 0, time.UTC)},
			[]string{"Le port agrandi = The harbour grows"}},
		{"a later time", tm.ConcordanceQuery{Pattern: "agrandi", Lang: tag("fr"), Since: time.Date(2024, 5, 9, 0, 0, 0, 0, time.UTC)}, nil},
		{"a language that is not there", tm.ConcordanceQuery{Pattern: "port", Lang: tag("de")}, nil},
	} {
		found := concordance(t, store, test.query)
		got := hitTexts(found.Hits)
		if strings.Contains(test.name, "without words") { // one text of two that were stored together
			slices.Sort(got)
			slices.Sort(test.want)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
	found := concordance(t, store, tm.ConcordanceQuery{Pattern: "port", Lang: tag("fr"), Limit: 1, Count: 1})
	want := tm.Counts{Units: 1, Texts: 1, Stories: []tm.StoryCount{{Article: "marche", Units: 1}}, Years: []tm.YearCount{{Units: 1}},
		Agencies: []tm.AgencyCount{{Units: 1}}, Statuses: []tm.StatusCount{{Status: tm.StatusAuto, Units: 1}}}
	if diff := cmp.Diff(want, found.Counts); diff != "" || len(found.Hits) != 1 {
		t.Errorf("counting one (-want +got):\n%s", diff)
	}
	found = concordance(t, store, tm.ConcordanceQuery{Pattern: "port", Lang: tag("fr"), Limit: 1, Count: 2})
	want = tm.Counts{Units: 2, Texts: 2, Complete: true, Stories: []tm.StoryCount{{Article: "marche", Units: 1}, {Article: "port", Units: 1}},
		Years:    []tm.YearCount{{Year: 2024, Units: 1}, {Units: 1}},
		Agencies: []tm.AgencyCount{{Units: 2}}, Statuses: []tm.StatusCount{{Status: tm.StatusAuto, Units: 2}}}
	if diff := cmp.Diff(want, found.Counts); diff != "" || len(found.Hits) != 1 {
		t.Errorf("counting all (-want +got):\n%s", diff)
	}
	if h := found.Hits[0]; len(h.Places) != 1 || h.Unit.Source.Text[h.Places[0].Start:h.Places[0].End] != "port" {
		t.Errorf("the place is %v", h.Places)
	}
	if _, err := store.Concordance(t.Context(), tm.ConcordanceQuery{Pattern: `"port`, Lang: tag("fr")}); !errors.Is(err, concord.ErrPattern) {
		t.Errorf("a pattern that cannot be read: %v", err)
	}
}

// storyPieces are what random stories are made of, in all kinds of tokens.
var storyPieces = strings.Split("le la l’IA d’État Été ete ÉTÉ œuvre oeuvre aujourd’hui porte-parole chats chat Chat 12 3,5 "+
	"3\u202f000 12 % <b> {1} … « » 中国经济 气候变化 中 AI模型 OpenAI がっこう 학교에 ที่เดิน ทาง مُحَمَّد أحمد мой Ёлка straße", " ")

var storyAgencies = []string{"", "AFP", "新华社", "O’Hara"}

func randomStory(r *rand.Rand, number int) *tm.Article {
	line := func() string {
		var words []string
		for range 1 + r.IntN(7) {
			words = append(words, storyPieces[min(r.IntN(len(storyPieces)), r.IntN(len(storyPieces)))])
		}
		return strings.Join(words, " ")
	}
	langs := []string{"fr", "en", "zh"}
	n := 1 + r.IntN(6)
	var documents []tm.Document
	for _, lang := range langs {
		var lines []string
		for range n {
			lines = append(lines, line())
		}
		d := Document(lang, fmt.Sprintf("/%d.%s.txt", number, lang), lines...)
		if r.IntN(3) > 0 {
			d.Date = time.Date(2020+r.IntN(5), 1, 1, 0, 0, 0, 0, time.UTC)
		}
		d.Agency = storyAgencies[r.IntN(len(storyAgencies))]
		documents = append(documents, d)
	}
	confidence := float64(r.IntN(10)) / 10
	beads := strings.Repeat("1:1 ", n)
	return Article(fmt.Sprintf("s%d", number), documents,
		Align(documents[0], documents[1], beads, confidence), Align(documents[0], documents[2], beads, 0.9))
}

// randomConcordances changes a memory and holds what it finds against a plain
// scan of its units.
func randomConcordances(t *testing.T, store tm.Store) {
	r := rand.New(rand.NewPCG(11, 5))
	documents := map[string]tm.Document{} // by key and language
	for range 40 {
		for range 1 + r.IntN(4) {
			a := randomStory(r, r.IntN(20))
			put(t, store, a)
			for _, d := range a.Documents {
				documents[a.Key+"/"+d.Lang.String()] = d
			}
		}
		for range 15 {
			compareConcordance(t, store, r, documents)
		}
	}
}

func randomConcordanceQuery(r *rand.Rand) tm.ConcordanceQuery {
	pick := func(tags ...string) language.Tag { return language.Make(tags[r.IntN(len(tags))]) }
	piece := func() string {
		runes := []rune(storyPieces[r.IntN(len(storyPieces))])
		switch r.IntN(4) {
		case 0:
			return string(runes[:1+r.IntN(len(runes))]) + "*"
		case 1:
			from := r.IntN(len(runes))
			return `"` + string(runes[from:]) + " " + storyPieces[r.IntN(len(storyPieces))] + `"`
		case 2:
			return "/" + strings.Trim(string(runes[:1+r.IntN(len(runes))]), "{}%") + `\w?/`
		}
		return string(runes)
	}
	q := tm.ConcordanceQuery{
		Pattern: piece(), Lang: pick("fr", "en", "zh"), To: pick("fr", "en", "zh", "und"),
		Case: r.IntN(4) == 0, Accents: r.IntN(4) == 0, MinConfidence: float64(r.IntN(3)) / 3,
	}
	if r.IntN(3) == 0 {
		q.Pattern += " " + piece()
	}
	if r.IntN(4) == 0 {
		q.Pattern += " -" + piece()
	}
	if r.IntN(5) == 0 {
		q.Article = fmt.Sprintf("s%d", r.IntN(20))
	}
	if r.IntN(5) == 0 {
		q.Since = time.Date(2020+r.IntN(5), 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if r.IntN(4) == 0 {
		q.Statuses = []tm.Status{tm.StatusSuperseded, tm.StatusAuto}
	}
	if r.IntN(5) == 0 {
		q.Agency = storyAgencies[r.IntN(len(storyAgencies))]
	}
	if r.IntN(5) == 0 {
		q.Year = 2020 + r.IntN(6)
	}
	return q
}

func compareConcordance(t *testing.T, store tm.Store, r *rand.Rand, documents map[string]tm.Document) {
	t.Helper()
	q := randomConcordanceQuery(r)
	pattern, err := concord.Parse(q.Pattern)
	if err != nil {
		return
	}
	m, err := pattern.In(concord.Options{Lang: q.Lang.String(), Case: q.Case, Accents: q.Accents})
	if err != nil {
		return
	}
	var want []string
	spread := newSpread()
	for _, u := range units(t, store, tm.Filter{From: q.Lang, To: q.To, MinConfidence: q.MinConfidence, Statuses: q.Statuses, Article: q.Article}) {
		places, ok := m.Find(u.Source.Text)
		source, target := documents[u.Origin.Article+"/"+u.Source.Lang.String()], documents[u.Origin.Article+"/"+u.Target.Lang.String()]
		date, agency := source.Date, source.Agency
		if date.IsZero() {
			date = target.Date
		}
		if agency == "" {
			agency = target.Agency
		}
		if !ok || !q.Since.IsZero() && !date.IsZero() && date.Before(q.Since) ||
			q.Agency != "" && agency != q.Agency || q.Year != 0 && date.Year() != q.Year {
			continue
		}
		want = append(want, fmt.Sprint(u.ID, u.Source, u.Target, places))
		spread.count(u, date, agency)
	}
	found := concordance(t, store, q)
	var got []string
	for _, h := range found.Hits {
		got = append(got, fmt.Sprint(h.Unit.ID, h.Unit.Source, h.Unit.Target, h.Places))
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%+v (-want +got):\n%s", q, diff)
	}
	if !found.Counts.Complete || found.Counts.Units != len(want) {
		t.Fatalf("%+v: %d units are counted as %+v", q, len(want), found.Counts)
	}
	if diff := cmp.Diff(spread, spreadOf(found.Counts)); diff != "" {
		t.Fatalf("%+v: how they spread (-want +got):\n%s", q, diff)
	}
}
