// Package storetest is the one suite that every [tm.Store] must pass, so that
// two stores do not come to mean different things:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) tm.Store { return open(t) })
//	}
//
// It asks only what the interface promises. What is particular to a store, such
// as a killed process or a damaged file, is tested beside it with the articles
// that this package builds.
package storetest

import (
	"context"
	"testing"

	"golang.org/x/text/language"

	"calque/tm"
)

// Run holds a store to what [tm.Store] promises. open returns an empty one
// that is closed when the test ends.
func Run(t *testing.T, open func(t *testing.T) tm.Store) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, tm.Store)
	}{
		{"an article comes back as it was stored", articleComesBack},
		{"the same article again changes nothing", sameArticleAgain},
		{"an invalid article is refused whole", invalidArticle},
		{"a changed article keeps what persists", changedArticle},
		{"what vanished and comes back is revived", revivedUnit},
		{"a language is added to a known article", languageAdded},
		{"a moved file is known by its bytes", movedFile},
		{"two articles of one key are kept apart", sameKey},
		{"a status is kept through a new alignment", statusKept},
		{"a document that changes alone carries its beads", carriedBeads},
		{"a rejected bead makes no unit", rejectedBead},
		{"exact, context and fuzzy matches", lookups},
		{"a look-up works in both directions", bothDirections},
		{"a look-up filters by confidence and status", lookupFilters},
		{"regional variants answer for each other", variants},
		{"penalties weigh what the owner or the query says", penaltyWeights},
		{"many units of one text come in one order", manyOfOneText},
		{"a doubtful alignment that nobody confirmed costs a point", unconfirmedPenalty},
		{"a look-up keeps to an article and to newer ones", narrowedLookups},
		{"parts of a query are found", fragments},
		{"matches are ordered", ordering},
		{"repeated texts are returned once when asked", distinctMatches},
		{"words are found in their texts", concordances},
		{"what was found is counted, and narrowed to what was counted", facets},
		{"a concordance finds what a plain scan finds", randomConcordances},
		{"languages never aligned are joined through a third", composedUnits},
		{"composed units follow their beads", composedFollow},
		{"composed units change the language they go through", composedThroughFrench},
		{"a revision is stored, taken back and done again", revisions},
		{"random revisions are taken back and done again", randomRevisions},
		{"random histories keep every promise", randomHistories},
		{"units are streamed in order", unitStream},
		{"a stream can be left early", leftEarly},
		{"articles are listed", articleList},
		{"statistics count what is there", statistics},
		{"a change makes a new version", versions},
		{"a unit without an article comes back whole", unitComesBack},
		{"the same unit is stored once", sameUnitOnce},
		{"a conflict is kept, replaced or skipped", conflicts},
		{"units come back in order and are all found", unitsInOrder},
		{"units are stored up to an error", unitsUpToAnError},
		{"a unit is changed and restored", editedUnit},
		{"changes of a status are taken back one by one", editedStatus},
		{"a unit of an article changes with its bead", editedArticle},
		{"a change that cannot be is refused", refusedEdits},
		{"the units of the last run are known", editsOfRuns},
		{"a unit is read by its number", oneUnit},
		{"resources are kept by name", resources},
		{"what is not there is not found", notFound},
		{"a cancelled context stops the work", cancelled},
	} {
		t.Run(test.name, func(t *testing.T) {
			store := open(t)
			test.run(t, store)
			checkSound(t, store)
		})
	}
}

// checkSound fails the test when the store finds something wrong with itself.
func checkSound(t *testing.T, store tm.Store) {
	t.Helper()
	problems, err := store.Check(context.Background())
	if err != nil {
		t.Fatalf("checking the store: %v", err)
	}
	for _, p := range problems {
		t.Errorf("the store says: %s: %s", p.Where, p.What)
	}
}

func put(t *testing.T, store tm.Store, a *tm.Article) tm.PutResult {
	t.Helper()
	result, err := store.PutArticle(t.Context(), a)
	if err != nil {
		t.Fatalf("storing %s: %v", a.Key, err)
	}
	return result
}

func get(t *testing.T, store tm.Store, key string) *tm.Article {
	t.Helper()
	a, err := store.Article(t.Context(), key)
	if err != nil {
		t.Fatalf("reading %s: %v", key, err)
	}
	return a
}

func lookup(t *testing.T, store tm.Store, q tm.Query) []tm.Match {
	t.Helper()
	matches, err := store.Lookup(t.Context(), q)
	if err != nil {
		t.Fatalf("looking up %q: %v", q.Text, err)
	}
	return matches
}

func units(t *testing.T, store tm.Store, f tm.Filter) []tm.Unit {
	t.Helper()
	var all []tm.Unit
	for u, err := range store.Units(t.Context(), f) {
		if err != nil {
			t.Fatalf("reading units: %v", err)
		}
		all = append(all, u)
	}
	return all
}

// targets lists the target texts of matches.
func targets(matches []tm.Match) []string {
	var texts []string
	for _, m := range matches {
		texts = append(texts, m.Unit.Target.Text)
	}
	return texts
}

// sources lists the source texts of units.
func sources(units []tm.Unit) []string {
	var texts []string
	for _, u := range units {
		texts = append(texts, u.Source.Text)
	}
	return texts
}

func tag(s string) language.Tag { return language.MustParse(s) }

// The article most tests work on: a title, a paragraph of two sentences, of
// which English makes one, and one of a single sentence.
func harbour() (french, english tm.Document) {
	french = Document("fr", "/stories/port.fr.txt",
		"Le port agrandi", "Le quai mesure 400 mètres. | Il ouvrira en mai.", "La ville compte sur 1 200 emplois.")
	english = Document("en", "/stories/port.en.txt",
		"The harbour grows", "The quay is 400 metres long and opens in May.", "The town hopes for 1,200 jobs.")
	return french, english
}

func harbourArticle() *tm.Article {
	french, english := harbour()
	return Article("port", []tm.Document{french, english}, Align(french, english, "1:1 2:1 1:1", 0.9))
}
