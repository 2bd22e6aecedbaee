package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"calque/tm"
)

// historyRow is one entry of the history; bead and unit are 0 for none.
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
