package sqlite

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"calque/tm/index"
)

// textHash is the number under which a text is found: the first eight bytes of
// its SHA-256. Texts of one hash are told apart by reading them.
func textHash(text string) int64 {
	sum := sha256.Sum256([]byte(text))
	return int64(binary.BigEndian.Uint64(sum[:8]))
}

// contextHash is the hash of a neighbour, folded so that white space and the
// way a character is composed make no difference; it is not valid for an empty
// text, which is an unknown neighbour.
func contextHash(text string) sql.NullInt64 {
	folded := strings.Join(strings.Fields(norm.NFC.String(text)), " ")
	if folded == "" {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: textHash(folded), Valid: true}
}

// hashedText is a text and its hash, which is computed once.
type hashedText struct {
	hash int64
	text string
}

// findText returns the number of a text of a language, 0 when the memory does
// not hold it.
func findText(ctx context.Context, q querier, lang, text string) (int64, error) {
	found, err := findTexts(ctx, q, lang, []string{text})
	return found[text], err
}

// findTexts returns the numbers of texts of a language, 0 for those that the
// memory does not hold.
func findTexts(ctx context.Context, q querier, lang string, texts []string) (map[string]int64, error) {
	ids := make(map[string]int64, len(texts))
	hashed := make([]hashedText, len(texts))
	for i, text := range texts {
		ids[text] = 0
		hashed[i] = hashedText{textHash(text), text}
	}
	return ids, findHashed(ctx, q, lang, hashed, ids)
}

// findSizes are how many texts are looked for in a statement.
var findSizes = []int{32, 8, 1}

// findHashed enters the numbers of those texts of a language that the memory
// holds. Each must be in ids.
func findHashed(ctx context.Context, q querier, lang string, texts []hashedText, ids map[string]int64) error {
	for _, size := range findSizes {
		for ; len(texts) >= size; texts = texts[size:] {
			if err := findSome(ctx, q, lang, texts[:size], ids); err != nil {
				return fmt.Errorf("finding texts in %s: %w", lang, err)
			}
		}
	}
	return nil
}

func findSome(ctx context.Context, q querier, lang string, texts []hashedText, ids map[string]int64) error {
	args := make([]any, 1, len(texts)+1)
	args[0] = lang
	for _, t := range texts {
		args = append(args, t.hash)
	}
	rows, err := q.QueryContext(ctx, "SELECT id, text FROM text WHERE lang = ? AND hash IN (?"+
		strings.Repeat(", ?", len(texts)-1)+")", args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return err
		}
		if _, wanted := ids[text]; wanted {
			ids[text] = id
		}
	}
	return rows.Err()
}

// putTexts stores those texts of a language that have no number in ids yet, and
// enters the numbers that they get.
func (c *change) putTexts(ctx context.Context, lang string, texts []string, ids map[string]int64) error {
	var hashed []hashedText
	for _, text := range texts {
		if ids[text] == 0 {
			hashed = append(hashed, hashedText{textHash(text), text})
		}
	}
	_, err := c.putHashed(ctx, lang, hashed, ids)
	return err
}

// putAllTexts stores those texts of a language that the memory does not hold,
// in the order of their hashes, enters the numbers of all in ids and returns
// those that are new. The order makes one pass of what would be a leap in the
// index of the hashes for each.
func (c *change) putAllTexts(ctx context.Context, lang string, ids map[string]int64) ([]int64, error) {
	hashed := make([]hashedText, 0, len(ids))
	for text := range ids {
		hashed = append(hashed, hashedText{textHash(text), text})
	}
	slices.SortFunc(hashed, func(x, y hashedText) int {
		return cmp.Or(cmp.Compare(x.hash, y.hash), cmp.Compare(x.text, y.text))
	})
	if err := findHashed(ctx, c, lang, hashed, ids); err != nil {
		return nil, err
	}
	return c.putHashed(ctx, lang, hashed, ids)
}

// putHashed stores and indexes those texts that have no number in ids yet, and
// returns the numbers that they get.
func (c *change) putHashed(ctx context.Context, lang string, texts []hashedText, ids map[string]int64) ([]int64, error) {
	rows := newBulk("INSERT INTO text (id, lang, hash, text)")
	var added []int64
	var fresh []index.Text
	for _, t := range texts {
		if ids[t.text] != 0 {
			continue
		}
		id, err := c.newID(ctx, "text")
		if err != nil {
			return nil, err
		}
		ids[t.text] = id
		if err := rows.put(ctx, c, id, lang, t.hash, t.text); err != nil {
			return nil, fmt.Errorf("storing texts in %s: %w", lang, err)
		}
		added = append(added, id)
		fresh = append(fresh, index.Text{ID: id, Text: t.text})
	}
	if err := rows.flush(ctx, c); err != nil {
		return nil, fmt.Errorf("storing texts in %s: %w", lang, err)
	}
	if err := c.index.add(ctx, c.tx, lang, fresh); err != nil {
		return nil, fmt.Errorf("indexing texts in %s: %w", lang, err)
	}
	return added, nil
}

// putText returns the number of one text and stores it when it is not there.
func (c *change) putText(ctx context.Context, lang, text string) (int64, error) {
	ids, err := findTexts(ctx, c, lang, []string{text})
	if err != nil || ids[text] != 0 {
		return ids[text], err
	}
	err = c.putTexts(ctx, lang, []string{text}, ids)
	return ids[text], err
}

// dropText takes a text away when no unit has it any more.
func (c *change) dropText(ctx context.Context, lang string, id int64) error {
	result, err := c.ExecContext(ctx, `DELETE FROM text WHERE id = ?1
		AND NOT EXISTS (SELECT 1 FROM unit WHERE source_text = ?1)
		AND NOT EXISTS (SELECT 1 FROM unit WHERE target_text = ?1)`, id)
	if err != nil {
		return fmt.Errorf("removing a text in %s: %w", lang, err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return err
	}
	if err := c.index.remove(ctx, c.tx, lang, id); err != nil {
		return fmt.Errorf("removing a text in %s from the index: %w", lang, err)
	}
	return nil
}

// Languages implements [tm.Store].
func (s *Store) Languages(ctx context.Context) ([]language.Tag, error) {
	var langs []language.Tag
	err := s.inRead(ctx, "listing the languages", func(q *session) error {
		tags, err := languages(ctx, q)
		if err != nil {
			return err
		}
		var pivot string
		err = q.QueryRowContext(ctx, `SELECT d.lang FROM alignment a JOIN document d ON d.id = a.source
			ORDER BY a.id LIMIT 1`).Scan(&pivot)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		slices.SortStableFunc(tags, func(a, b string) int { return -cmp.Compare(rank(a == pivot), rank(b == pivot)) })
		for _, tag := range tags {
			langs = append(langs, readTag(tag))
		}
		return nil
	})
	return langs, err
}

// languages returns the languages that have texts, by tag. It leaps from one
// to the next in the index instead of reading every text.
func languages(ctx context.Context, q querier) ([]string, error) {
	rows, err := q.QueryContext(ctx, `
		WITH RECURSIVE tags (tag) AS (
			SELECT min(lang) FROM text
			UNION ALL
			SELECT (SELECT min(lang) FROM text WHERE lang > tag) FROM tags WHERE tag IS NOT NULL
		)
		SELECT tag FROM tags WHERE tag IS NOT NULL`)
	if err != nil {
		return nil, fmt.Errorf("listing the languages: %w", err)
	}
	defer rows.Close()
	var tags []string
	for rows.Next() {
		var tag string
		if err := rows.Scan(&tag); err != nil {
			return nil, fmt.Errorf("listing the languages: %w", err)
		}
		tags = append(tags, tag)
	}
	return tags, rows.Err()
}
