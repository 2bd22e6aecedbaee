package sqlite

import (
	"context"
	"fmt"
	"strings"
)

// bulk gathers the rows that are to be put into one table and puts many of
// them in a statement: what a statement costs by itself is more than what a
// row does.
type bulk struct {
	insert  string // INSERT INTO … VALUES
	columns int
	values  []any
}

// newBulk begins with a statement such as "INSERT INTO block (document, n)".
func newBulk(insert string) *bulk {
	return &bulk{insert: insert + " VALUES ", columns: strings.Count(insert, ",") + 1}
}

func (b *bulk) add(row ...any) { b.values = append(b.values, row...) }

// put adds a row and puts the rows into the table when they fill a statement,
// so that a long list of them does not grow.
func (b *bulk) put(ctx context.Context, x execer, row ...any) error {
	b.add(row...)
	if len(b.values) < bulkSizes[0]*b.columns {
		return nil
	}
	return b.flush(ctx, x)
}

// bulkSizes are how many rows go into a statement. Few sizes, so that the
// statements are prepared once.
var bulkSizes = []int{32, 8, 1}

// flush puts the rows that were gathered into the table.
func (b *bulk) flush(ctx context.Context, x execer) error {
	values := b.values
	for _, size := range bulkSizes {
		n := size * b.columns
		if len(values) < n {
			continue
		}
		statement := b.statement(size)
		for ; len(values) >= n; values = values[n:] {
			if _, err := x.ExecContext(ctx, statement, values[:n]...); err != nil {
				return err
			}
		}
	}
	if len(values) > 0 {
		return fmt.Errorf("%d values are left of rows of %d", len(values), b.columns)
	}
	b.values = b.values[:0]
	return nil
}

func (b *bulk) statement(rows int) string {
	row := "(?" + strings.Repeat(", ?", b.columns-1) + ")"
	return b.insert + row + strings.Repeat(", "+row, rows-1)
}

// newID returns a number for a row that is yet to be put into a table. Numbers
// go on from the highest: nobody else writes during a change. The number of a
// bead that is gone is not given again as long as the history speaks of it.
func (c *change) newID(ctx context.Context, table string) (int64, error) {
	if c.ids == nil {
		c.ids = map[string]int64{}
	}
	last, known := c.ids[table]
	if !known {
		query := "SELECT coalesce(max(id), 0) FROM " + table
		if table == "bead" {
			query = `SELECT max(coalesce((SELECT max(id) FROM bead), 0),
				coalesce((SELECT max(bead) FROM history WHERE bead IS NOT NULL), 0))`
		}
		err := c.QueryRowContext(ctx, query).Scan(&last)
		if err != nil {
			return 0, fmt.Errorf("numbering a row of %s: %w", table, err)
		}
		if table == "unit" {
			if err := c.markMonth(ctx, last+1); err != nil {
				return 0, err
			}
		}
	}
	c.ids[table] = last + 1
	return last + 1, nil
}
