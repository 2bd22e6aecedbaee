package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"calque/tm"
)

// storedUnit is what the memory holds of a unit that has the source text of one
// that comes.
type storedUnit struct {
	id            int64
	article       sql.NullInt64
	other         int64 // the text of the other side
	before, after sql.NullInt64
	codes         sql.NullString // of the text they share
	otherCodes    sql.NullString
	status        tm.Status
	superseded    sql.NullInt64
	changed       int64
}

// compare decides what becomes of a unit whose source text was used before. It
// reports whether that is all there is to do.
func (b *exchangeBatch) compare(ctx context.Context, row *exchangeRow) (done bool, err error) {
	if err := b.flushUnits(ctx); err != nil {
		return false, err
	}
	stored, err := b.sameSource(ctx, row)
	if err != nil {
		return false, fmt.Errorf("finding units of the same text: %w", err)
	}
	var same *storedUnit
	var rivals []storedUnit
	for i, s := range stored {
		switch {
		case s.before != row.before || s.after != row.after || s.codes != row.sourceCodes:
		case s.other == row.target && s.otherCodes == row.targetCodes:
			if same == nil || same.superseded.Valid {
				same = &stored[i]
			}
		case !s.superseded.Valid && s.status != tm.StatusRejected:
			rivals = append(rivals, s)
		}
	}
	if same == nil && len(rivals) > 0 && b.options.OnConflict == tm.ConflictSkip {
		b.result.Skipped++
		return true, nil
	}
	if b.options.OnConflict == tm.ConflictReplace {
		if rivals, err = b.replace(ctx, row, rivals); err != nil {
			return false, err
		}
	}
	if same != nil {
		return true, b.again(ctx, row, same)
	}
	if len(rivals) > 0 {
		b.result.Conflicts++
	}
	return false, nil
}

// sameSource returns the units that have the source text of a unit and are in
// its two languages, whichever side the text is on.
func (b *exchangeBatch) sameSource(ctx context.Context, row *exchangeRow) ([]storedUnit, error) {
	var stored []storedUnit
	for _, statement := range []string{
		`SELECT id, article, target_text, source_before, source_after, source_codes, target_codes,
			status, superseded, changed FROM unit WHERE source_text = ? AND target_lang = ? ORDER BY id`,
		`SELECT id, article, source_text, target_before, target_after, target_codes, source_codes,
			status, superseded, changed FROM unit WHERE target_text = ? AND source_lang = ? ORDER BY id`,
	} {
		rows, err := b.QueryContext(ctx, statement, row.source, row.targetLang)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var s storedUnit
			if err := rows.Scan(&s.id, &s.article, &s.other, &s.before, &s.after, &s.codes, &s.otherCodes,
				&s.status, &s.superseded, &s.changed); err != nil {
				rows.Close()
				return nil, err
			}
			stored = append(stored, s)
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return stored, nil
}

// replace makes the rivals superseded but for those of articles, which it
// returns.
func (b *exchangeBatch) replace(ctx context.Context, row *exchangeRow, rivals []storedUnit) (left []storedUnit, err error) {
	for _, s := range rivals {
		if s.article.Valid {
			left = append(left, s)
			continue
		}
		b.result.Replaced++
		err := b.record(ctx, historyRow{who: row.unit.ChangedBy, what: "supersede", unit: s.id,
			old: statusChange{Status: s.status}, new: statusChange{Status: tm.StatusSuperseded}})
		if err != nil {
			return nil, err
		}
		_, err = b.ExecContext(ctx, "UPDATE unit SET superseded = ?1, changed = ?1 WHERE id = ?2", b.now, s.id)
		if err != nil {
			return nil, fmt.Errorf("superseding unit %d: %w", s.id, err)
		}
	}
	return left, nil
}

// again brings a unit that comes again up to date: what was said of it later
// counts. A person may have taken it out of the memory; it comes back when it
// was changed since, or when it is to replace others.
func (b *exchangeBatch) again(ctx context.Context, row *exchangeRow, s *storedUnit) error {
	newer := !row.unit.Changed.IsZero() && row.changed > s.changed
	revived := s.superseded.Valid && !row.superseded.Valid && b.options.OnConflict == tm.ConflictReplace
	if s.article.Valid || !newer && !revived {
		b.result.Unchanged++
		return nil
	}
	b.result.Updated++
	properties, err := nullJSON(row.unit.Properties)
	if err != nil {
		return err
	}
	old, new := shownStatus(s.status, s.superseded), shownStatus(row.status, row.superseded)
	if old != new {
		err := b.record(ctx, historyRow{who: row.unit.ChangedBy, what: "import", unit: s.id,
			old: statusChange{Status: old}, new: statusChange{Status: new}})
		if err != nil {
			return err
		}
	}
	_, err = b.ExecContext(ctx, `UPDATE unit SET status = ?, superseded = ?, confidence = ?, note = ?, properties = ?,
		changed = ?, changed_by = ? WHERE id = ?`,
		string(row.status), row.superseded, row.confidence, row.unit.Note, properties, row.changed, row.unit.ChangedBy, s.id)
	if err != nil {
		return fmt.Errorf("changing unit %d: %w", s.id, err)
	}
	return nil
}

// shownStatus is the status of a unit as it is read.
func shownStatus(status tm.Status, superseded sql.NullInt64) tm.Status {
	if superseded.Valid {
		return tm.StatusSuperseded
	}
	return status
}
