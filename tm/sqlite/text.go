package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"
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

// findText returns the number of a text of a language, 0 when the memory does
// not hold it.
func findText(ctx context.Context, q querier, lang, text string) (int64, error) {
	rows, err := q.QueryContext(ctx, "SELECT id, text FROM text WHERE lang = ? AND hash = ?", lang, textHash(text))
	if err != nil {
		return 0, fmt.Errorf("finding a text in %s: %w", lang, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var found string
		if err := rows.Scan(&id, &found); err != nil {
			return 0, fmt.Errorf("finding a text in %s: %w", lang, err)
		}
		if found == text {
			return id, nil
		}
	}
	return 0, rows.Err()
}

// putText returns the number of a text and stores it when it is not there.
func (c *change) putText(ctx context.Context, lang, text string) (int64, error) {
	id, err := findText(ctx, c, lang, text)
	if err != nil || id != 0 {
		return id, err
	}
	result, err := c.ExecContext(ctx, "INSERT INTO text (lang, hash, text) VALUES (?, ?, ?)", lang, textHash(text), text)
	if err != nil {
		return 0, fmt.Errorf("storing a text in %s: %w", lang, err)
	}
	if id, err = result.LastInsertId(); err != nil {
		return 0, err
	}
	if err := c.index.add(ctx, c.tx, lang, id, text); err != nil {
		return 0, fmt.Errorf("indexing a text in %s: %w", lang, err)
	}
	return id, nil
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
