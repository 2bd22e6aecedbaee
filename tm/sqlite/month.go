package sqlite

import (
	"context"
	"fmt"
	"slices"
	"time"

	"calque/tm"
)

// monthForm is how table month writes a month.
const monthForm = "2006-01"

// markMonth notes the first unit that comes in a month.
func (c *change) markMonth(ctx context.Context, first int64) error {
	_, err := c.ExecContext(ctx, "INSERT OR IGNORE INTO month (first, month) VALUES (?, ?)", first, fromMillis(c.now).Format(monthForm))
	if err != nil {
		return fmt.Errorf("noting the month of unit %d: %w", first, err)
	}
	return nil
}

// mark says from which unit on units came in a month.
type mark struct {
	first int64
	month time.Time
}

// countMonths counts units by the month in which they came, and stories. Units
// from before the first month that is known are counted as of that one.
func countMonths(ctx context.Context, q querier) ([]tm.MonthStats, error) {
	marks, err := readMarks(ctx, q)
	if err != nil {
		return nil, err
	}
	counts := map[time.Time]*tm.MonthStats{}
	of := func(month time.Time) *tm.MonthStats {
		if counts[month] == nil {
			counts[month] = &tm.MonthStats{Month: month}
		}
		return counts[month]
	}
	for i, m := range marks {
		first, last := m.first, int64(-1)
		if i == 0 {
			first = 0
		}
		if i+1 < len(marks) {
			last = marks[i+1].first
		}
		n := of(m.month)
		err := q.QueryRowContext(ctx, `SELECT count(article), count(*) - count(article) FROM unit
			WHERE id >= ?1 AND (?2 < 0 OR id < ?2) AND superseded IS NULL AND pivot IS NULL`, first, last).Scan(&n.Units, &n.Exchange)
		if err != nil {
			return nil, fmt.Errorf("counting the units of a month: %w", err)
		}
	}
	if err := countStories(ctx, q, of); err != nil {
		return nil, fmt.Errorf("counting the stories of a month: %w", err)
	}
	months := []tm.MonthStats{}
	for _, n := range counts {
		if n.Stories+n.Units+n.Exchange > 0 {
			months = append(months, *n)
		}
	}
	slices.SortFunc(months, func(a, b tm.MonthStats) int { return a.Month.Compare(b.Month) })
	return months, nil
}

// readMarks reads the months by unit.
func readMarks(ctx context.Context, q querier) ([]mark, error) {
	rows, err := q.QueryContext(ctx, "SELECT first, month FROM month ORDER BY first")
	if err != nil {
		return nil, fmt.Errorf("reading the months: %w", err)
	}
	defer rows.Close()
	var marks []mark
	for rows.Next() {
		var m mark
		var month string
		if err := rows.Scan(&m.first, &month); err != nil {
			return nil, fmt.Errorf("reading the months: %w", err)
		}
		if m.month, err = time.Parse(monthForm, month); err != nil {
			return nil, fmt.Errorf("reading the months: %w: %w", tm.ErrDamaged, err)
		}
		marks = append(marks, m)
	}
	return marks, rows.Err()
}

func countStories(ctx context.Context, q querier, of func(time.Time) *tm.MonthStats) error {
	rows, err := q.QueryContext(ctx, "SELECT strftime('%Y-%m', created / 1000, 'unixepoch') AS month, count(*) FROM article GROUP BY month")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var month string
		var n int
		if err := rows.Scan(&month, &n); err != nil {
			return err
		}
		first, err := time.Parse(monthForm, month)
		if err != nil {
			return fmt.Errorf("%w: %w", tm.ErrDamaged, err)
		}
		of(first).Stories = n
	}
	return rows.Err()
}
