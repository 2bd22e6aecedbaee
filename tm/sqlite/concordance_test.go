package sqlite

import (
	"context"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/concord"
	"calque/tm/storetest"
)

// compareTexts holds the texts that the index gives for a pattern against a
// plain scan.
func compareTexts(t *testing.T, s *Store, lang, pattern string, o concord.Options) {
	t.Helper()
	p, err := concord.Parse(pattern)
	if err != nil {
		return
	}
	o.Lang = lang
	m, err := p.In(o)
	if err != nil {
		t.Fatal(err)
	}
	var got, want []int64
	err = s.inRead(t.Context(), "comparing", func(q *session) error {
		c := &concordance{q: q, index: s.index, pattern: p}
		texts, proven, err := c.candidates(t.Context(), m, lang)
		if err != nil {
			return err
		}
		for batch, err := range batches(texts) {
			if err == nil && !proven {
				batch, err = c.verified(t.Context(), m, batch)
			}
			if err != nil {
				return err
			}
			got = append(got, batch...)
		}
		for text, err := range newFuzzyReader(t.Context(), q, lang).Texts() {
			if err != nil {
				return err
			}
			if _, ok := m.Find(text.Text); ok {
				want = append(want, text.ID)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Fatalf("%s in %s, %+v: got %v, want %v", pattern, lang, o, got, want)
	}
}

// somePattern draws a pattern that some of the texts of sentence answer.
func somePattern(r *rand.Rand) string {
	words := strings.Fields("le chat Noir dort 12 , l’IA d'eau eau 中国 中 国 été ete maison mai* ch* /mai\\w+/ /[0-9]+/ \"chat noir\" \"l'IA . mange\"")
	pattern := words[r.IntN(len(words))]
	for range r.IntN(3) {
		pattern += [...]string{" ", " -"}[r.IntN(2)] + words[r.IntN(len(words))]
	}
	if r.IntN(3) == 0 {
		pattern = `"` + strings.NewReplacer(`"`, "", "/", "").Replace(sentence(r)) + `"`
	}
	return pattern
}

// Two processes write and search the same file by turns, one of them with the
// index in memory; texts are added and removed.
func TestConcordanceFindsTheTextsThatAPlainScanFinds(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 7))
	path := filepath.Join(t.TempDir(), "memory.db")
	stores := []*Store{openFuzzy(t, path), openFuzzy(t, path)}
	for round := range 40 {
		someChanges(t, stores[r.IntN(2)], r)
		if round == 10 {
			if err := stores[1].LoadIndex(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for range 12 {
			o := concord.Options{Case: r.IntN(3) == 0, Accents: r.IntN(3) == 0}
			compareTexts(t, stores[r.IntN(2)], []string{"fr", "zh"}[r.IntN(2)], somePattern(r), o)
		}
	}
}

func TestConcordanceScansAnIndexThatIsYetToBeMade(t *testing.T) {
	s := openFuzzy(t, filepath.Join(t.TempDir(), "memory.db"))
	fillFuzzy(t, s, 60)
	old := []string{"DELETE FROM fuzzy_plain", "UPDATE fuzzy_lang SET format = 0"} // as the migration leaves it
	execFuzzy(t, s, old...)
	compareTexts(t, s, "fr", "ete chat", concord.Options{})
	fillFuzzy(t, s, 1)
	compareTexts(t, s, "fr", "ete chat", concord.Options{})
	if problems := checkFuzzy(t, s); len(problems) > 0 {
		t.Errorf("not in step: %v", problems)
	}
}

func TestLostSpellingsAreNoticedAndMadeAnew(t *testing.T) {
	for name, statement := range map[string]string{
		"lost":     "DELETE FROM fuzzy_plain",
		"too many": "INSERT INTO fuzzy_plain (lang, plain, id) VALUES (1, x'6f', 1)",
	} {
		t.Run(name, func(t *testing.T) {
			s := openFuzzy(t, filepath.Join(t.TempDir(), "memory.db"))
			fillFuzzy(t, s, 60)
			execFuzzy(t, s, statement)
			if problems := checkFuzzy(t, s); len(problems) != 1 {
				t.Fatalf("noticed was %v", problems)
			}
			if err := s.Optimize(t.Context()); err != nil {
				t.Fatal(err)
			}
			if problems := checkFuzzy(t, s); len(problems) > 0 {
				t.Errorf("after optimizing: %v", problems)
			}
			compareTexts(t, s, "fr", "ete", concord.Options{})
		})
	}
}

// What is asked for beforehand when units of an agency, a year or a status are
// rare leaves out no unit that is found without.
func TestTextsThatAreNotNearHaveNoUnitThatIsWanted(t *testing.T) {
	s := openFuzzy(t, filepath.Join(t.TempDir(), "memory.db"))
	r := rand.New(rand.NewPCG(4, 9))
	agencies := []string{"", "AFP", "新华社"}
	day := func() time.Time {
		return time.Date(2020+r.IntN(3), time.Month(1+r.IntN(12)), 31, 23, 0, 0, 0, time.UTC)
	}
	for n := range 30 {
		a := storetest.Random(n, 12)
		for i := range a.Documents {
			a.Documents[i].Agency = agencies[r.IntN(3)]
			if r.IntN(3) > 0 {
				a.Documents[i].Date = day()
			}
		}
		for i := range a.Alignments[0].Beads {
			a.Alignments[0].Beads[i].Status = []tm.Status{tm.StatusAuto, tm.StatusConfirmed}[r.IntN(2)]
		}
		if _, err := s.PutArticle(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	brought := func(yield func(tm.Unit, error) bool) {
		for n, origin := range []tm.Origin{{}, {Agency: "AFP"}, {Agency: "AFP", Date: day()}, {Date: day()}} {
			u := tm.Unit{Origin: origin, Source: tm.Variant{Lang: language.French, Text: "bation " + strconv.Itoa(n)}, Target: tm.Variant{Lang: language.English, Text: "brought"}}
			if !yield(u, nil) {
				return
			}
		}
	}
	if _, err := s.PutUnits(t.Context(), brought, tm.PutUnitsOptions{}); err != nil {
		t.Fatal(err)
	}
	pattern, err := concord.Parse("/[a-z]{4}/")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for range 200 {
		query := tm.ConcordanceQuery{Lang: language.French, Agency: agencies[r.IntN(3)]}
		if r.IntN(2) == 0 {
			query.Year = 2020 + r.IntN(4)
		}
		if r.IntN(3) == 0 {
			query.Since = day()
		}
		if r.IntN(3) == 0 {
			query.Statuses = []tm.Status{tm.StatusConfirmed, tm.StatusSuperseded}[:1+r.IntN(2)]
		}
		var hits [2][]seenUnit
		for i, passed := range []int{-1 << 60, manyPassed} { // never asks, asks at once
			err := s.inRead(t.Context(), "comparing", func(q *session) error {
				c := newConcordance(q, s.index, query, pattern)
				c.passed = passed
				err := c.run(t.Context())
				hits[i] = c.kept
				if i == 1 && (c.nearby == nil) != (query.Agency == "" && query.Year == 0 && query.Since.IsZero() && len(query.Statuses) != 1) {
					t.Errorf("%+v: near are %v", query, c.nearby)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(hits[0], hits[1]) {
			t.Fatalf("%+v: found %d, with what is near %d", query, len(hits[0]), len(hits[1]))
		}
		found += len(hits[0])
	}
	if found < 2000 {
		t.Errorf("only %d units were found", found)
	}
}

func TestAScanEndsWithItsContext(t *testing.T) {
	s := openFuzzy(t, filepath.Join(t.TempDir(), "memory.db"))
	for n := range 5 {
		if _, err := s.PutArticle(t.Context(), storetest.Random(n, 30)); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("seen enough")
	cancel(enough)
	_, err := s.Concordance(ctx, tm.ConcordanceQuery{Pattern: `/[0-9]{9}/`, Lang: language.French})
	if !errors.Is(err, enough) && !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

func BenchmarkConcordance(b *testing.B) {
	s := openFuzzy(b, filepath.Join(b.TempDir(), "memory.db"))
	for n := range 100 {
		if _, err := s.PutArticle(b.Context(), storetest.Random(n, 30)); err != nil {
			b.Fatal(err)
		}
	}
	for _, pattern := range []string{"bation", `"bation decorment"`, "cor*", "/corba/", `/[0-9]{5}/`} {
		b.Run(pattern, func(b *testing.B) {
			for b.Loop() {
				q := tm.ConcordanceQuery{Pattern: pattern, Lang: language.French, Limit: 20, Count: tm.DefaultCount}
				if _, err := s.Concordance(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
