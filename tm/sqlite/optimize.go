package sqlite

import (
	"context"
	"fmt"
)

// Optimize makes look-ups as fast as they can be and the file as small: it
// merges the fuzzy index into one piece, and makes it anew where [Store.Check]
// would complain of it; lets SQLite gather what its planner wants to know; and
// folds the write-ahead log into the file. Others can read meanwhile.
func (s *Store) Optimize(ctx context.Context) error {
	err := s.inWrite(ctx, "merging the fuzzy index", func(ctx context.Context, c *change) error {
		return c.index.optimize(ctx, c.tx)
	})
	if err != nil {
		return err
	}
	return s.settle(ctx)
}

// mergeIndex is what a large import ends with: look-ups are then as fast as
// they can be.
func (s *Store) mergeIndex(ctx context.Context) error {
	err := s.inWrite(ctx, "merging the fuzzy index", func(ctx context.Context, c *change) error {
		return c.index.merge(ctx, c.tx)
	})
	if err != nil {
		return err
	}
	return s.settle(ctx)
}

// settle lets SQLite gather what its planner wants to know, and folds the
// write-ahead log into the file.
func (s *Store) settle(ctx context.Context) error {
	write, err := s.writer(ctx)
	if err != nil {
		return err
	}
	err = write.use(ctx, func(q *session) error {
		for _, statement := range []string{"PRAGMA optimize", "PRAGMA wal_checkpoint(TRUNCATE)"} {
			if _, err := q.conn.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
	return s.explain("optimizing the memory", err)
}
