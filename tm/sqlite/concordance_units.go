package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
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

// The units of texts on either side, with the dates of the two documents, that
// of the text first.
const (
	concordanceBySource = `SELECT u.id, u.source_text, u.target_lang, u.status, u.confidence, u.superseded IS NOT NULL,
		coalesce(u.article, 0), coalesce(u.origin, 0), coalesce(s.date, t.date), u.created FROM unit u
		LEFT JOIN document s ON s.article = u.article AND s.lang = u.source_lang
		LEFT JOIN document t ON t.article = u.article AND t.lang = u.target_lang WHERE u.source_text IN `
	concordanceByTarget = `SELECT u.id, u.target_text, u.source_lang, u.status, u.confidence, u.superseded IS NOT NULL,
		coalesce(u.article, 0), coalesce(u.origin, 0), coalesce(t.date, s.date), u.created FROM unit u
		LEFT JOIN document s ON s.article = u.article AND s.lang = u.source_lang
		LEFT JOIN document t ON t.article = u.article AND t.lang = u.target_lang WHERE u.target_text IN `
)

// concordanceUnit is what decides whether a unit is returned and how it is
// counted.
type concordanceUnit struct {
	seenUnit
	text  int64
	story storyOf
	date  sql.NullInt64
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
		for i, u := range units {
			if c.enough() {
				return nil
			}
			if i == 0 {
				c.texts++
			}
			c.count(u.story, u.date)
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
	var status tm.Status
	var confidence float64
	var superseded bool
	var created int64
	u.reversed = reversed
	if err := rows.Scan(&u.id, &u.text, &lang, &status, &confidence, &superseded,
		&u.story.article, &u.story.origin, &u.date, &created); err != nil {
		return u, false, err
	}
	if superseded {
		status = tm.StatusSuperseded
	}
	if !slices.Contains(c.to, lang) || !c.statuses[status] || !confident(status, confidence, c.query.MinConfidence) {
		return u, false, nil
	}
	inArticle := c.query.Article == "" || u.story.article != 0 && u.story.article == c.articleID
	if u.story.article == 0 && u.story.origin != 0 {
		f, err := c.brought(ctx, u.story.origin)
		if err != nil {
			return u, false, err
		}
		u.date = f.source.document.date
		inArticle = inArticle || f.origin.Article == c.query.Article
	}
	if u.date.Valid {
		created = u.date.Int64
	}
	return u, inArticle && (c.query.Since.IsZero() || created >= millis(c.query.Since)), nil
}

// brought reads what a unit that belongs to no article says of its origin.
func (c *concordance) brought(ctx context.Context, origin int64) (*fullUnit, error) {
	f := &fullUnit{shared: nullNumber(origin)}
	return f, c.origins.attach(ctx, c.q, f)
}

// count counts a unit.
func (t *tally) count(story storyOf, date sql.NullInt64) {
	t.units++
	t.stories[story]++
	year := 0
	if date.Valid {
		year = fromMillis(date.Int64).UTC().Year()
	}
	t.years[year]++
}

// articleKeys returns the keys of articles by number.
func articleKeys(ctx context.Context, q querier, stories map[storyOf]int) (map[int64]string, error) {
	var ids []int64
	for story := range stories {
		if story.article != 0 {
			ids = append(ids, story.article)
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
