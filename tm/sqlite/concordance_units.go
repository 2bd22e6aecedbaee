package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"calque/tm"
)

// eachOf calls f for the rows of a query that ends with "IN" a list of numbers.
// They are handed over as JSON, so that there is one statement to prepare
// however many they are.
func eachOf(ctx context.Context, q querier, query string, numbers []int64, f func(*sql.Rows) error) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	list, err := json.Marshal(numbers)
	if err != nil {
		return err
	}
	rows, err := q.QueryContext(context.WithoutCancel(ctx), query+"(SELECT value FROM json_each(?))", string(list))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// The units of texts on either side.
const (
	concordanceBySource = `SELECT u.id, u.source_text, u.target_lang, u.status, u.confidence, u.superseded IS NOT NULL, u.created, ` +
		factsBySource + unitWithDocuments + `WHERE u.source_text IN `
	concordanceByTarget = `SELECT u.id, u.target_text, u.source_lang, u.status, u.confidence, u.superseded IS NOT NULL, u.created, ` +
		factsByTarget + unitWithDocuments + `WHERE u.target_text IN `
)

// concordanceUnit is what decides whether a unit is returned and how it is
// counted.
type concordanceUnit struct {
	seenUnit
	facts
	text int64
}

// unitsOf counts the units of texts, in the order of the texts.
func (c *concordance) unitsOf(ctx context.Context, texts []int64) error {
	byText := map[int64][]concordanceUnit{}
	for _, reversed := range []bool{false, true} {
		query := concordanceBySource
		if reversed {
			query = concordanceByTarget
		}
		err := eachOf(ctx, c.q, query, texts, func(rows *sql.Rows) error {
			u, ok, err := c.scanUnit(ctx, rows, reversed)
			if ok {
				byText[u.text] = append(byText[u.text], u)
			} else {
				c.passed++
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("reading the units of texts: %w", err)
		}
	}
	for _, text := range texts {
		units := byText[text]
		slices.SortFunc(units, func(a, b concordanceUnit) int { return int(a.id - b.id) })
		for i := range units {
			u := &units[i]
			if c.enough() {
				return nil
			}
			if i == 0 {
				c.texts++
			}
			c.count(&u.facts)
			if c.room() {
				c.kept = append(c.kept, u.seenUnit)
			}
		}
	}
	return nil
}

// scanUnit reads a unit, and reports whether it is wanted.
func (c *concordance) scanUnit(ctx context.Context, rows *sql.Rows, reversed bool) (u concordanceUnit, ok bool, err error) {
	var lang string
	var confidence float64
	var superseded bool
	var created int64
	u.reversed = reversed
	columns := []any{&u.id, &u.text, &lang, &u.status, &confidence, &superseded, &created}
	if err := rows.Scan(append(columns, u.facts.columns()...)...); err != nil {
		return u, false, err
	}
	if superseded {
		u.status = tm.StatusSuperseded
	}
	if !slices.Contains(c.to, lang) || !c.statuses[u.status] || !confident(u.status, confidence, c.query.MinConfidence) {
		return u, false, nil
	}
	if err := c.origins.bring(ctx, c.q, &u.facts); err != nil {
		return u, false, err
	}
	if u.date.Valid {
		created = u.date.Int64
	}
	return u, c.inArticle(u.story) && u.of(c.query.Agency, c.query.Year) && (c.query.Since.IsZero() || created >= millis(c.query.Since)), nil
}

// inArticle reports whether a unit is of the article that the search keeps to.
func (c *concordance) inArticle(story storyOf) bool {
	if c.query.Article == "" {
		return true
	}
	if story.article != 0 {
		return story.article == c.articleID
	}
	return story.key == c.query.Article
}

// articleKeys returns the keys of the articles of buckets, by number.
func articleKeys(ctx context.Context, q querier, buckets iter.Seq[bucket]) (map[int64]string, error) {
	var ids []int64
	for b := range buckets {
		if b.story.article != 0 {
			ids = append(ids, b.story.article)
		}
	}
	slices.Sort(ids)
	keys := map[int64]string{}
	err := eachOf(ctx, q, "SELECT id, key FROM article WHERE id IN ", ids, func(rows *sql.Rows) error {
		var id int64
		var key string
		if err := rows.Scan(&id, &key); err != nil {
			return err
		}
		keys[id] = key
		return nil
	})
	return keys, err
}
