package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"calque/tm"
	"calque/tm/match"
)

// weightSetting is what stands before the name of a penalty in the name of its
// setting. A weight that was never set has no row.
const weightSetting = "penalty."

// Weights implements [tm.Store].
func (s *Store) Weights(ctx context.Context) (match.Weights, error) {
	var weights match.Weights
	err := s.inRead(ctx, "reading the penalties", func(q *session) error {
		var err error
		weights, err = loadWeights(ctx, q)
		return err
	})
	return weights, err
}

// SetWeights implements [tm.Store].
func (s *Store) SetWeights(ctx context.Context, w match.Weights) error {
	return s.inWrite(ctx, "setting the penalties", func(ctx context.Context, c *change) error {
		usual := match.DefaultWeights()
		for _, name := range match.PenaltyNames() {
			if err := setWeight(ctx, c, name, w.Of(name), usual.Of(name)); err != nil {
				return fmt.Errorf("penalty %s: %w", name, err)
			}
		}
		return nil
	})
}

func setWeight(ctx context.Context, c *change, name string, points, usual int) error {
	if checked := match.DefaultWeights(); !checked.Set(name, points) {
		return fmt.Errorf("%d points: %w", points, tm.ErrInvalid)
	}
	if points == usual {
		_, err := c.ExecContext(ctx, "DELETE FROM setting WHERE name = ?", weightSetting+name)
		return err
	}
	_, err := c.ExecContext(ctx, `INSERT INTO setting (name, value) VALUES (?1, ?2)
		ON CONFLICT (name) DO UPDATE SET value = ?2`, weightSetting+name, strconv.Itoa(points))
	return err
}

// loadWeights reads the weights of the memory. A setting of a penalty that this
// version does not know is another's and is passed over.
func loadWeights(ctx context.Context, q querier) (match.Weights, error) {
	weights := match.DefaultWeights()
	rows, err := q.QueryContext(ctx, "SELECT name, value FROM setting WHERE name BETWEEN ?1 AND ?1 || '~'", weightSetting)
	if err != nil {
		return weights, err
	}
	defer rows.Close()
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return weights, err
		}
		points, err := strconv.Atoi(value)
		if err != nil {
			return weights, fmt.Errorf("setting %s is %q: %w", name, value, tm.ErrDamaged)
		}
		weights.Set(name[len(weightSetting):], points)
	}
	return weights, rows.Err()
}

// queryWeights returns the weights of the memory with those of the query.
func queryWeights(ctx context.Context, q querier, query tm.Query) (match.Weights, error) {
	weights, err := loadWeights(ctx, q)
	if err != nil {
		return weights, err
	}
	for name, points := range query.Weights {
		if !weights.Set(name, points) {
			return weights, fmt.Errorf("penalty %q of %d points: %w", name, points, tm.ErrInvalid)
		}
	}
	return weights, nil
}

// unitInArticle holds for units of an article, by its number or, where the unit
// belongs to none, by the key that it says to come from.
const unitInArticle = ` AND (u.article = ? OR u.article IS NULL AND u.origin IN
	(SELECT id FROM origin WHERE json_extract(data, '$.article') = ?))`

// unitSince holds for units of articles dated at a time or later, by the later
// of its two documents or what the unit says of its origin; without a date, the
// time at which the unit came into the memory counts.
const unitSince = ` AND coalesce((SELECT max(date) FROM document d
	WHERE d.article = u.article AND d.lang IN (u.source_lang, u.target_lang)),
	(SELECT 1000 * unixepoch(json_extract(data, '$.date')) FROM origin o WHERE o.id = u.origin AND u.article IS NULL),
	u.created) >= ?`

// narrow makes the condition that keeps the look-up to an article and to newer
// units.
func (l *lookup) narrow(ctx context.Context) error {
	if l.query.Article != "" {
		id, err := l.articleNumber(ctx)
		if err != nil {
			return err
		}
		l.condition, l.values = unitInArticle, []any{id, l.query.Article}
	}
	if !l.query.Since.IsZero() {
		l.condition += unitSince
		l.values = append(l.values, millis(l.query.Since))
	}
	return nil
}

// articleNumber returns the number of the article to keep to, 0 for one that
// only units from an exchange file know.
func (l *lookup) articleNumber(ctx context.Context) (int64, error) {
	var id int64
	err := l.q.QueryRowContext(ctx, `SELECT id FROM article WHERE key = ?1 UNION ALL
		SELECT 0 WHERE EXISTS (SELECT 1 FROM origin WHERE json_extract(data, '$.article') = ?1) LIMIT 1`, l.query.Article).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("article %q: %w", l.query.Article, tm.ErrNotFound)
	}
	return id, err
}
