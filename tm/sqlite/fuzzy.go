package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"calque/tm"
	"calque/tm/match"
)

// hit is a text that is like the one searched for.
type hit struct {
	TextID     int64
	Score      int     // 0 to 100, after penalties
	Similarity float64 // of the characters, 0 to 1; orders hits of one score
	Penalties  match.Penalties
}

// fuzzy finds the texts of a language that are like a given one. The store
// calls add once for each row that it puts into table text, in the same
// transaction, and remove once for each row that it takes away.
//
// This one keeps nothing of its own and reads every text of the language.
type fuzzy struct{}

func newFuzzy() *fuzzy { return &fuzzy{} }

func (f *fuzzy) add(ctx context.Context, tx *sql.Tx, lang string, textID int64, text string) error {
	return nil
}

func (f *fuzzy) remove(ctx context.Context, tx *sql.Tx, lang string, textID int64) error {
	return nil
}

// search returns all texts of the language that score min or more, best
// first.
func (f *fuzzy) search(ctx context.Context, q querier, lang, text string, min int) ([]hit, error) {
	rows, err := q.QueryContext(ctx, "SELECT id, text FROM text WHERE lang = ?", lang)
	if err != nil {
		return nil, fmt.Errorf("reading the texts in %s: %w", lang, err)
	}
	defer rows.Close()
	query := words(text)
	var hits []hit
	for rows.Next() {
		var h hit
		var prior string
		if err := rows.Scan(&h.TextID, &prior); err != nil {
			return nil, fmt.Errorf("reading a text in %s: %w", lang, err)
		}
		h.Similarity = likeness(query, words(prior))
		if h.Score = int(100 * h.Similarity); h.Score >= min {
			hits = append(hits, h)
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(-cmp.Compare(a.Similarity, b.Similarity), cmp.Compare(a.TextID, b.TextID))
	})
	return hits, rows.Err()
}

func (f *fuzzy) check(ctx context.Context, q querier) ([]tm.Problem, error) { return nil, nil }

func (f *fuzzy) optimize(ctx context.Context, tx *sql.Tx) error { return nil }

// words cuts a text into folded words, single Han characters and single marks.
func words(text string) []string {
	var out []string
	start := -1
	folded := strings.ToLower(norm.NFC.String(text))
	flush := func(end int) {
		if start >= 0 {
			out = append(out, folded[start:end])
			start = -1
		}
	}
	for i, r := range folded {
		switch {
		case unicode.Is(unicode.Han, r):
			flush(i)
			out = append(out, string(r))
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			if start < 0 {
				start = i
			}
		default:
			flush(i)
			if !unicode.IsSpace(r) {
				out = append(out, string(r))
			}
		}
	}
	flush(len(folded))
	return out
}

// likeness is 1 less the Levenshtein distance over the longer length.
func likeness(a, b []string) float64 {
	longer := max(len(a), len(b))
	if longer == 0 {
		return 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return 1 - float64(row[len(b)])/float64(longer)
}
