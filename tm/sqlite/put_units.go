package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"calque/tm"
)

// storeTexts stores the texts of units that the memory does not hold yet. Those
// of a bead that has no unit are not stored.
func (b *beading) storeTexts(ctx context.Context, units []pending) error {
	var sources, targets []string
	for _, p := range units {
		sources = append(sources, p.texts.source)
		targets = append(targets, p.texts.target)
	}
	if err := b.putTexts(ctx, b.alignment.Source.String(), sources, b.sourceTexts); err != nil {
		return err
	}
	return b.putTexts(ctx, b.alignment.Target.String(), targets, b.targetTexts)
}

// storeUnits writes the units of the beads.
func (b *beading) storeUnits(ctx context.Context, units []pending) error {
	if err := b.storeTexts(ctx, units); err != nil {
		return err
	}
	b.newUnits = newUnitBulk()
	for _, p := range units {
		p.unit.sourceText, p.unit.targetText = b.sourceTexts[p.texts.source], b.targetTexts[p.texts.target]
		p.unit.bead = sql.NullInt64{Int64: p.bead.id, Valid: true}
		p.unit.status = p.bead.status
		if p.known {
			if err := b.keepUnit(ctx, p.unit, p.prior, p.bead); err != nil {
				return err
			}
			continue
		}
		p.unit.changed, p.unit.changedBy = p.bead.changed, p.bead.by
		b.touched = true
		b.result.Added++
		if isJudged(p.unit.status) {
			b.result.Kept-- // counted with the others, but was not there before
		}
		if _, err := b.addUnit(ctx, b.newUnits, p.unit, b.origin()); err != nil {
			return err
		}
	}
	if err := b.newUnits.flush(ctx, b.change); err != nil {
		return fmt.Errorf("storing units: %w", err)
	}
	return nil
}

// keepUnit brings a unit that was there before up to date. It keeps who gave
// it its status, and when, unless the status is new.
func (b *beading) keepUnit(ctx context.Context, unit, prior unitRow, bead beadRow) error {
	unit.id = prior.id
	unit.changed, unit.changedBy = prior.changed, prior.changedBy
	if prior.superseded.Valid {
		b.result.Added++
		if isJudged(unit.status) {
			b.result.Kept--
		}
		err := b.record(ctx, historyRow{who: b.alignment.Aligner, what: "revive", bead: bead.id, unit: unit.id,
			old: statusChange{Status: tm.StatusSuperseded}, new: statusChange{Status: unit.status}})
		if err != nil {
			return err
		}
	}
	if unit.status != prior.status {
		unit.changed, unit.changedBy = bead.changed, bead.by
	}
	if unit == prior {
		return nil
	}
	b.touched = true
	return b.updateUnit(ctx, unit)
}

// supersede marks the units whose texts are gone. They stay on record with
// the status they had, and come back with their texts.
func (b *beading) supersede(ctx context.Context) error {
	for _, unit := range b.units.unclaimed() {
		if unit.superseded.Valid {
			continue
		}
		b.touched = true
		b.result.Superseded++
		_, err := b.ExecContext(ctx, "UPDATE unit SET bead = NULL, superseded = ? WHERE id = ?", b.now, unit.id)
		if err != nil {
			return fmt.Errorf("superseding unit %d: %w", unit.id, err)
		}
		err = b.record(ctx, historyRow{who: b.alignment.Aligner, what: "supersede", unit: unit.id,
			old: statusChange{Status: unit.status}, new: statusChange{Status: tm.StatusSuperseded}})
		if err != nil {
			return err
		}
	}
	return nil
}
