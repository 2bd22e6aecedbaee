package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"calque/tm"
)

// SetStatus implements [tm.Store]. A bead with both sides that has no unit,
// since it was stored as rejected, gets one.
func (s *Store) SetStatus(ctx context.Context, bead int64, status tm.Status, who string) error {
	if status == "" || !status.OfBead() {
		return fmt.Errorf("a bead cannot be %q: auto, confirmed or rejected: %w", status, tm.ErrInvalid)
	}
	return s.inWrite(ctx, fmt.Sprintf("marking bead %d as %s", bead, status), func(ctx context.Context, c *change) error {
		return c.setStatus(ctx, bead, status, who)
	})
}

func (c *change) setStatus(ctx context.Context, bead int64, status tm.Status, who string) error {
	old, unit, err := c.markBead(ctx, bead, status, who)
	if err != nil {
		return err
	}
	return c.record(ctx, historyRow{who: who, what: "status", bead: bead, unit: unit,
		old: old, new: statusChange{Status: status, By: who}})
}

// markBead gives a bead and its unit a status, and returns what it was before
// and the unit.
func (c *change) markBead(ctx context.Context, bead int64, status tm.Status, who string) (old statusChange, unit int64, err error) {
	var article int64
	err = c.QueryRowContext(ctx, `SELECT b.status, b.changed_by, d.article
		FROM bead b JOIN alignment a ON a.id = b.alignment JOIN document d ON d.id = a.source
		WHERE b.id = ?`, bead).Scan(&old.Status, &old.By, &article)
	if errors.Is(err, sql.ErrNoRows) {
		return old, 0, fmt.Errorf("bead %d: %w", bead, tm.ErrNotFound)
	}
	if err != nil {
		return old, 0, err
	}
	_, err = c.ExecContext(ctx, "UPDATE bead SET status = ?, changed_by = ?, changed = ? WHERE id = ?",
		string(status), who, c.now, bead)
	if err != nil {
		return old, 0, err
	}
	unit, err = selectNumber(ctx, c, "SELECT id FROM unit WHERE bead = ?", bead)
	if err != nil {
		return old, 0, err
	}
	if unit == 0 && status != tm.StatusRejected {
		unit, err = c.unitOfBead(ctx, article, bead)
		if err != nil {
			return old, 0, err
		}
	}
	if unit != 0 {
		_, err := c.ExecContext(ctx, "UPDATE unit SET status = ?, changed_by = ?, changed = ? WHERE id = ?",
			string(status), who, c.now, unit)
		if err != nil {
			return old, 0, err
		}
	}
	a, err := loadArticle(ctx, c, article)
	if err != nil {
		return old, 0, err
	}
	return old, unit, c.recompose(ctx, a)
}

// unitOfBead makes the unit of a bead that has none, and returns 0 for a bead
// with an empty side.
func (c *change) unitOfBead(ctx context.Context, article, bead int64) (int64, error) {
	a, err := loadArticle(ctx, c, article)
	if err != nil {
		return 0, err
	}
	p := &putting{change: c, id: article, incoming: a, old: a, merged: *a}
	for i := range a.Alignments {
		al := &a.Alignments[i]
		source, target := a.Document(al.Source), a.Document(al.Target)
		for n := range al.Beads {
			found := &al.Beads[n]
			if found.ID != bead || found.Source.Len() == 0 || found.Target.Len() == 0 {
				continue
			}
			b := &beading{putting: p, alignment: al, source: source, target: target}
			unit := b.newUnit(found)
			if unit.sourceText, err = c.putText(ctx, al.Source.String(), source.Text(found.Source)); err != nil {
				return 0, err
			}
			if unit.targetText, err = c.putText(ctx, al.Target.String(), target.Text(found.Target)); err != nil {
				return 0, err
			}
			unit.bead = nullNumber(bead)
			unit.context4 = neighbours(al.Beads, source, target)[n]
			unit.status, unit.changed = found.Status, c.now
			units := newUnitBulk()
			id, err := c.addUnit(ctx, units, unit, b.origin())
			if err != nil {
				return 0, err
			}
			return id, units.flush(ctx, c)
		}
	}
	return 0, nil
}
