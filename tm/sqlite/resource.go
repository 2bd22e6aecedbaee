package sqlite

import (
	"context"
	"fmt"

	"calque/tm"
)

// PutResource implements [tm.Store].
func (s *Store) PutResource(ctx context.Context, r tm.Resource) error {
	if r.Name == "" {
		return fmt.Errorf("a resource needs a name: %w", tm.ErrInvalid)
	}
	return s.inWrite(ctx, "storing "+r.Name, func(ctx context.Context, c *change) error {
		if len(r.Data) == 0 {
			_, err := c.ExecContext(ctx, "DELETE FROM resource WHERE name = ?", r.Name)
			return err
		}
		_, err := c.ExecContext(ctx, `INSERT INTO resource (name, version, data, changed) VALUES (?1, ?2, ?3, ?4)
			ON CONFLICT (name) DO UPDATE SET version = ?2, data = ?3, changed = ?4`, r.Name, r.Version, r.Data, c.now)
		return err
	})
}

// Resources implements [tm.Store].
func (s *Store) Resources(ctx context.Context, prefix string) ([]tm.Resource, error) {
	var found []tm.Resource
	err := s.inRead(ctx, "reading the resources", func(q *session) error {
		found = nil
		rows, err := q.QueryContext(ctx, `SELECT name, version, data, changed FROM resource
			WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name`, prefix)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var r tm.Resource
			var changed int64
			if err := rows.Scan(&r.Name, &r.Version, &r.Data, &changed); err != nil {
				return err
			}
			r.Changed = fromMillis(changed)
			found = append(found, r)
		}
		return rows.Err()
	})
	return found, err
}
