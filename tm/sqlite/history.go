package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"calque/tm"
)

// Event is an entry of the history: what was changed after it was first
// stored.
type Event struct {
	At   time.Time
	Who  string
	What string // status, edit, undo, import, supersede or revive
	Bead int64  // 0 when the bead is gone
	Unit int64  // 0 when there was none
	// Old and New are what stood there before and after, as JSON:
	// {"status":"auto","by":"align 1"}.
	Old, New string
}

// History streams what happened to a bead and its unit, oldest first; to all
// of them when bead is 0.
func (s *Store) History(ctx context.Context, bead int64) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		err := s.inRead(ctx, "reading the history", func(q *session) error {
			return readHistory(ctx, q, bead, yield)
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield(Event{}, err)
		}
	}
}

func readHistory(ctx context.Context, q querier, bead int64, yield func(Event, error) bool) error {
	rows, err := q.QueryContext(ctx, `SELECT at, who, what, bead, unit, old, new FROM history
		WHERE ?1 = 0 OR bead = ?1 OR unit = (SELECT id FROM unit WHERE bead = ?1) ORDER BY id`, bead)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var e Event
		var at int64
		var ofBead, ofUnit sql.NullInt64
		if err := rows.Scan(&at, &e.Who, &e.What, &ofBead, &ofUnit, &e.Old, &e.New); err != nil {
			return err
		}
		e.At, e.Bead, e.Unit = fromMillis(at), ofBead.Int64, ofUnit.Int64
		if !yield(e, nil) {
			return errStopped
		}
	}
	return rows.Err()
}

// EditsBy implements [tm.Store].
func (s *Store) EditsBy(ctx context.Context, prefix string) (who string, units []int64, err error) {
	err = s.inRead(ctx, "reading the history", func(q *session) error {
		rows, err := q.QueryContext(ctx, `SELECT h.who, h.unit FROM history h
			JOIN (SELECT max(id) AS id FROM history WHERE unit IS NOT NULL GROUP BY unit) last ON last.id = h.id
			WHERE substr(h.who, 1, length(?1)) = ?1 ORDER BY h.who DESC, h.unit`, prefix)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var by string
			var unit int64
			if err := rows.Scan(&by, &unit); err != nil {
				return err
			}
			if who != "" && by != who {
				break
			}
			who, units = by, append(units, unit)
		}
		return rows.Err()
	})
	return who, units, err
}

// historyRow is one entry that is to be written; bead and unit are 0 for none.
type historyRow struct {
	who, what  string
	bead, unit int64
	old, new   any // as JSON
}

// statusChange is what the history keeps of a status.
type statusChange struct {
	Status tm.Status `json:"status"`
	By     string    `json:"by,omitempty"`
}

func (c *change) record(ctx context.Context, row historyRow) error {
	old, err := json.Marshal(row.old)
	if err != nil {
		return fmt.Errorf("writing the history: %w", err)
	}
	new, err := json.Marshal(row.new)
	if err != nil {
		return fmt.Errorf("writing the history: %w", err)
	}
	_, err = c.ExecContext(ctx, "INSERT INTO history (at, who, what, bead, unit, old, new) VALUES (?, ?, ?, ?, ?, ?, ?)",
		c.now, row.who, row.what, nullNumber(row.bead), nullNumber(row.unit), string(old), string(new))
	if err != nil {
		return fmt.Errorf("writing the history: %w", err)
	}
	return nil
}

func nullNumber(n int64) sql.NullInt64 { return sql.NullInt64{Int64: n, Valid: n != 0} }
