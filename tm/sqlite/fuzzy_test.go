package sqlite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/index"
	"calque/tm/match"
)

// openFuzzy opens a memory whose index merges early and often.
func openFuzzy(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	s.index.limits = index.Limits{Log: 8, FanOut: 2, Block: 100}
	return s
}

// sentences makes sentences that are like each other.
func sentence(r *rand.Rand) string {
	words := strings.Fields("le la chat chien Noir noir dort mange ici 12 13 , . ! l’IA d'eau 中国 <b> {1} été maison")
	out := make([]string, r.IntN(12))
	for i := range out {
		out[i] = words[min(r.IntN(len(words)), r.IntN(len(words)))]
	}
	return strings.Join(out, " ")
}

func addText(ctx context.Context, c *change, lang, text string) (int64, error) {
	result, err := c.ExecContext(ctx, "INSERT INTO text (lang, hash, text) VALUES (?, ?, ?)", lang, textHash(text), text)
	if err != nil {
		return 0, err
	}
	id, err := result.LastInsertId()
	if err != nil {
		return 0, err
	}
	return id, c.index.add(ctx, c.tx, lang, []index.Text{{ID: id, Text: text}})
}

func removeText(ctx context.Context, c *change, lang string, id int64) error {
	if _, err := c.ExecContext(ctx, "DELETE FROM text WHERE id = ?", id); err != nil {
		return err
	}
	return c.index.remove(ctx, c.tx, lang, id)
}

var errRollback = errors.New("rolled back on purpose")

// someChanges makes one transaction, which is rolled back now and then.
func someChanges(t *testing.T, s *Store, r *rand.Rand) {
	t.Helper()
	err := s.inWrite(t.Context(), "changing", func(ctx context.Context, c *change) error {
		for range r.IntN(20) {
			lang := []string{"fr", "zh"}[r.IntN(2)]
			if r.IntN(4) > 0 {
				if _, err := addText(ctx, c, lang, sentence(r)); err != nil {
					return err
				}
				continue
			}
			var id int64
			err := c.QueryRowContext(ctx, "SELECT id FROM text WHERE lang = ? ORDER BY id DESC LIMIT 1 OFFSET ?", lang, r.IntN(5)).Scan(&id)
			if none(err) {
				continue
			}
			if err != nil {
				return err
			}
			if err := removeText(ctx, c, lang, id); err != nil {
				return err
			}
		}
		if r.IntN(4) == 0 {
			return errRollback
		}
		return nil
	})
	if err != nil && !errors.Is(err, errRollback) {
		t.Fatal(err)
	}
}

// scanFuzzy is the slow twin of fuzzy.search.
func scanFuzzy(ctx context.Context, q querier, lang, text string, min int) ([]hit, error) {
	var hits []hit
	for prior, err := range newFuzzyReader(ctx, q, lang).Texts() {
		if err != nil {
			return nil, err
		}
		r := match.Score(text, prior.Text, lang)
		if r.Score >= min {
			hits = append(hits, hit{prior.ID, r.Score, r.Characters, r.Penalties})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Similarity, a.Similarity), cmp.Compare(a.TextID, b.TextID))
	})
	return hits, nil
}

func compareSearch(t *testing.T, s *Store, lang, text string, min int) {
	t.Helper()
	err := s.inRead(t.Context(), "comparing", func(q *session) error {
		return compareIn(t, s, q, lang, text, min)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func compareIn(t *testing.T, s *Store, q *session, lang, text string, min int) error {
	t.Helper()
	want, err := scanFuzzy(t.Context(), q, lang, text, min)
	if err != nil {
		return err
	}
	got, err := s.index.search(t.Context(), q, lang, text, min)
	if err != nil {
		return err
	}
	if len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
		t.Errorf("%q in %s at %d:\ngot  %v\nwant %v", text, lang, min, got, want)
	}
	return nil
}

// A reader that began before a change goes on seeing the memory as it was,
// whatever the others have seen meanwhile.
func TestAnOlderSnapshotIsSearchedAsItWas(t *testing.T) {
	for _, loaded := range []bool{false, true} {
		for _, change := range []string{"a text", "a segment", "merging"} {
			t.Run(fmt.Sprint(change, loaded), func(t *testing.T) {
				s := openFuzzy(t, filepath.Join(t.TempDir(), "memory.db"))
				fillFuzzy(t, s, 101)
				if loaded {
					if err := s.LoadIndex(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				const query = "le chat noir dort ici"
				err := s.inRead(t.Context(), "comparing", func(q *session) error {
					if err := compareIn(t, s, q, "fr", query, 50); err != nil {
						return err
					}
					switch change {
					case "a text":
						fillFuzzy(t, s, 1)
					case "a segment":
						fillFuzzy(t, s, 20)
					case "merging":
						if err := s.Optimize(t.Context()); err != nil {
							return err
						}
					}
					compareSearch(t, s, "fr", query, 50)
					if err := compareIn(t, s, q, "fr", query, 50); err != nil {
						return err
					}
					compareSearch(t, s, "fr", query, 50)
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			})
		}
	}
}

func checkFuzzy(t *testing.T, s *Store) []tm.Problem {
	t.Helper()
	var problems []tm.Problem
	err := s.inRead(t.Context(), "checking", func(q *session) error {
		var err error
		problems, err = s.index.check(t.Context(), q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return problems
}

// Two processes write and read the same file by turns, one of them with the
// index in memory; changes are rolled back now and then.
func TestFuzzySearchFindsWhatAPlainScanFinds(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 7))
			path := filepath.Join(t.TempDir(), "memory.db")
			stores := []*Store{openFuzzy(t, path), openFuzzy(t, path)}
			for round := range 30 {
				someChanges(t, stores[r.IntN(2)], r)
				if round == 10 {
					if err := stores[1].LoadIndex(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				if r.IntN(15) == 0 {
					if err := stores[r.IntN(2)].Optimize(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				for range 4 {
					compareSearch(t, stores[r.IntN(2)], []string{"fr", "zh"}[r.IntN(2)], sentence(r), 50+r.IntN(51))
				}
				if problems := checkFuzzy(t, stores[0]); len(problems) > 0 {
					t.Fatalf("not in step: %v", problems)
				}
			}
		})
	}
}

// Several search at a time while one writes; each sees the memory as it was at
// one moment.
func TestSearchesAreRightWhileOthersWrite(t *testing.T) {
	s := openFuzzy(t, filepath.Join(t.TempDir(), "memory.db"))
	fillFuzzy(t, s, 50)
	if err := s.LoadIndex(t.Context(), language.French); err != nil {
		t.Fatal(err)
	}
	var searching sync.WaitGroup
	for seed := range uint64(3) {
		searching.Go(func() {
			r := rand.New(rand.NewPCG(seed, 8))
			for range 40 {
				err := s.inRead(t.Context(), "comparing", func(q *session) error {
					return compareIn(t, s, q, []string{"fr", "zh"}[r.IntN(2)], sentence(r), 50+r.IntN(51))
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	r := rand.New(rand.NewPCG(9, 9))
	for range 30 {
		someChanges(t, s, r)
	}
	searching.Wait()
}

func fillFuzzy(t *testing.T, s *Store, texts int) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 1))
	err := s.inWrite(t.Context(), "filling", func(ctx context.Context, c *change) error {
		for range texts {
			if _, err := addText(ctx, c, "fr", sentence(r)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func execFuzzy(t *testing.T, s *Store, statements ...string) {
	t.Helper()
	err := s.inWrite(t.Context(), "meddling", func(ctx context.Context, c *change) error {
		for _, statement := range statements {
			if _, err := c.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCheckNoticesAndOptimizeRepairsTheFuzzyIndex(t *testing.T) {
	tests := map[string]string{
		"a text without index":    "INSERT INTO text (lang, hash, text) VALUES ('fr', 1, 'Le chat dort ici.')",
		"an index without text":   "DELETE FROM text WHERE id = 7",
		"another text":            "UPDATE text SET text = 'autre chose' WHERE id = 7",
		"a block that is missing": "DELETE FROM fuzzy_block WHERE id = (SELECT max(id) FROM fuzzy_block)",
		"blocks that are missing": "DELETE FROM fuzzy_block",
		"a block of zeros":        "UPDATE fuzzy_block SET data = zeroblob(50) WHERE id = (SELECT min(id) FROM fuzzy_block)",
		"a log that is missing":   "DELETE FROM fuzzy_log",
	}
	for name, statement := range tests {
		t.Run(name, func(t *testing.T) {
			s := openFuzzy(t, filepath.Join(t.TempDir(), "memory.db"))
			fillFuzzy(t, s, 100)
			if problems := checkFuzzy(t, s); len(problems) > 0 {
				t.Fatalf("a whole index has %v", problems)
			}
			execFuzzy(t, s, statement)
			if problems := checkFuzzy(t, s); len(problems) == 0 {
				t.Fatal("nothing was noticed")
			}
			if err := s.Optimize(t.Context()); err != nil {
				t.Fatal(err)
			}
			if problems := checkFuzzy(t, s); len(problems) > 0 {
				t.Errorf("after optimizing: %v", problems)
			}
			compareSearch(t, s, "fr", "le chat noir dort ici .", 50)
		})
	}
}

func TestAnIndexOfAnotherFormatIsScannedAndThenMadeAnew(t *testing.T) {
	s := openFuzzy(t, filepath.Join(t.TempDir(), "memory.db"))
	fillFuzzy(t, s, 60)
	execFuzzy(t, s, "DELETE FROM fuzzy_block", "DELETE FROM fuzzy_segment", "DELETE FROM fuzzy_token",
		"DELETE FROM fuzzy_log", "UPDATE fuzzy_lang SET format = 0, tokens = 0, stamp = 1")
	compareSearch(t, s, "fr", "le chat noir dort", 50)
	fillFuzzy(t, s, 1)
	compareSearch(t, s, "fr", "le chat noir dort", 50)
	if problems := checkFuzzy(t, s); len(problems) > 0 {
		t.Errorf("not in step: %v", problems)
	}
	var format int
	if err := s.read.db.QueryRow("SELECT format FROM fuzzy_lang").Scan(&format); err != nil || format != index.Format {
		t.Errorf("the format is %d (%v)", format, err)
	}
}

func TestADamagedIndexSaysWhatToDo(t *testing.T) {
	s := openFuzzy(t, filepath.Join(t.TempDir(), "memory.db"))
	fillFuzzy(t, s, 100)
	execFuzzy(t, s, "UPDATE fuzzy_block SET data = zeroblob(50)")
	err := s.inRead(t.Context(), "looking up", func(q *session) error {
		_, err := s.index.search(t.Context(), q, "fr", "le chat noir dort", 50)
		return err
	})
	if !errors.Is(err, tm.ErrDamaged) || !strings.Contains(err.Error(), "calque optimize") {
		t.Errorf("the error is %v", err)
	}
}

func BenchmarkFuzzySearch(b *testing.B) {
	s := openFuzzy(b, filepath.Join(b.TempDir(), "memory.db"))
	s.index.limits = index.DefaultLimits()
	r := rand.New(rand.NewPCG(1, 1))
	err := s.inWrite(b.Context(), "filling", func(ctx context.Context, c *change) error {
		for range 20_000 {
			if _, err := addText(ctx, c, "fr", fmt.Sprint(sentence(r), r.IntN(1000), sentence(r))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	search := func(b *testing.B) {
		for b.Loop() {
			err := s.inRead(b.Context(), "looking up", func(q *session) error {
				_, err := s.index.search(b.Context(), q, "fr", "le chat noir dort ici 12 la maison d'eau , mange ici", 70)
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("file", search)
	if err := s.LoadIndex(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Run("memory", search)
}
