package sqlite

import (
	"context"
	"fmt"

	"golang.org/x/text/language"
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

// Reindex makes the fuzzy index anew from the texts, of the languages given or
// of all.
func (s *Store) Reindex(ctx context.Context, langs ...language.Tag) error {
	return s.inWrite(ctx, "making the fuzzy index anew", func(ctx context.Context, c *change) error {
		tags, err := c.index.languages(ctx, c.tx)
		if err != nil {
			return err
		}
		for _, tag := range chosen(tags, langs) {
			if err := c.index.rebuild(ctx, c.tx, tag); err != nil {
				return fmt.Errorf("of %s: %w", tag, err)
			}
		}
		return nil
	})
}

// IndexSize is the room that the fuzzy index takes in the file, in bytes.
func (s *Store) IndexSize(ctx context.Context) (int64, error) {
	var size int64
	err := s.inRead(ctx, "measuring the fuzzy index", func(q *session) error {
		return q.QueryRowContext(ctx, "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name LIKE 'fuzzy%'").Scan(&size)
	})
	return size, err
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
