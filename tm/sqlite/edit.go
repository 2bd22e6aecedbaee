package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"calque/tm"
)

// editable is what a person can change of a unit, as the history keeps it.
type editable struct {
	Status      tm.Status `json:"status"`
	By          string    `json:"by,omitempty"`
	Source      string    `json:"source,omitempty"` // empty for a unit of an article
	Target      string    `json:"target,omitempty"`
	SourceCodes []tm.Code `json:"source_codes,omitempty"`
	TargetCodes []tm.Code `json:"target_codes,omitempty"`
	Note        string    `json:"note,omitempty"`
	Shadow      int64     `json:"shadow,omitempty"` // the unit that keeps the texts from before
	Undoes      int64     `json:"undoes,omitempty"` // the entry that was taken back
}

// editing is the work of changing one unit.
type editing struct {
	*change
	id                 int64
	who                string
	bead, article      int64
	source, target     string // languages
	sourceID, targetID int64  // texts
	changed            int64
	old                editable
}

// EditUnit implements [tm.Store].
func (s *Store) EditUnit(ctx context.Context, unit int64, edit tm.UnitEdit, who string) error {
	if err := edit.Validate(); err != nil {
		return err
	}
	return s.inWrite(ctx, fmt.Sprintf("changing unit %d", unit), func(ctx context.Context, c *change) error {
		e, err := c.beginEdit(ctx, unit, who)
		if err != nil {
			return err
		}
		if seen := millis(edit.Seen); seen != 0 && seen != e.changed {
			return fmt.Errorf("%s changed it: look at it again: %w", e.old.By, tm.ErrConflict)
		}
		return e.run(ctx, edit)
	})
}

// UndoEdit implements [tm.Store].
func (s *Store) UndoEdit(ctx context.Context, unit int64, who string) error {
	return s.inWrite(ctx, fmt.Sprintf("taking back a change of unit %d", unit), func(ctx context.Context, c *change) error {
		e, err := c.beginEdit(ctx, unit, who)
		if err != nil {
			return err
		}
		return e.undo(ctx)
	})
}

func (c *change) beginEdit(ctx context.Context, id int64, who string) (*editing, error) {
	e := &editing{change: c, id: id, who: who}
	var bead, article, superseded sql.NullInt64
	var sourceCodes, targetCodes sql.NullString
	err := c.QueryRowContext(ctx, `SELECT u.bead, u.article, u.source_lang, u.target_lang, u.source_text, u.target_text,
		s.text, t.text, u.source_codes, u.target_codes, u.status, u.superseded, u.note, u.changed, u.changed_by
		FROM unit u JOIN text s ON s.id = u.source_text JOIN text t ON t.id = u.target_text WHERE u.id = ?`, id).
		Scan(&bead, &article, &e.source, &e.target, &e.sourceID, &e.targetID,
			&e.old.Source, &e.old.Target, &sourceCodes, &targetCodes, &e.old.Status, &superseded,
			&e.old.Note, &e.changed, &e.old.By)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, tm.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	e.bead, e.article = bead.Int64, article.Int64
	e.old.Status = shownStatus(e.old.Status, superseded)
	if e.article != 0 {
		e.old.Source, e.old.Target = "", ""
		return e, nil
	}
	if err := readCodes(sourceCodes, &e.old.SourceCodes); err != nil {
		return nil, err
	}
	return e, readCodes(targetCodes, &e.old.TargetCodes)
}

func readCodes(data sql.NullString, into *[]tm.Code) error {
	if !data.Valid {
		return nil
	}
	if err := json.Unmarshal([]byte(data.String), into); err != nil {
		return fmt.Errorf("reading its codes: %w: %w", tm.ErrDamaged, err)
	}
	return nil
}

func (e *editing) run(ctx context.Context, edit tm.UnitEdit) error {
	next := e.old
	if edit.Status != "" {
		next.Status = edit.Status
	}
	if edit.Note != nil {
		next.Note = *edit.Note
	}
	if edit.Source != nil {
		next.Source, next.SourceCodes = edit.Source.Text, edit.Source.Codes
	}
	if edit.Target != nil {
		next.Target, next.TargetCodes = edit.Target.Text, edit.Target.Codes
	}
	next.By = e.who
	if e.article != 0 && (edit.Source != nil || edit.Target != nil) {
		return fmt.Errorf("its texts are those of an article: change them there and import it again: %w", tm.ErrInvalid)
	}
	var err error
	if edit.Source != nil || edit.Target != nil {
		if next.Shadow, err = e.shadow(ctx); err != nil {
			return fmt.Errorf("keeping the texts known: %w", err)
		}
	}
	if err := e.apply(ctx, &next); err != nil {
		return err
	}
	return e.record(ctx, historyRow{who: e.who, what: "edit", bead: e.bead, unit: e.id, old: e.old, new: next})
}

// apply stores what a unit is to be.
func (e *editing) apply(ctx context.Context, next *editable) error {
	if e.article != 0 {
		return e.applyToArticle(ctx, next)
	}
	sourceCodes, err := nullJSON(next.SourceCodes)
	if err != nil {
		return err
	}
	targetCodes, err := nullJSON(next.TargetCodes)
	if err != nil {
		return err
	}
	source, err := e.putText(ctx, e.source, next.Source)
	if err != nil {
		return err
	}
	target, err := e.putText(ctx, e.target, next.Target)
	if err != nil {
		return err
	}
	status, superseded := next.Status, sql.NullInt64{}
	if status == tm.StatusSuperseded {
		status, superseded = tm.StatusAuto, nullNumber(e.now)
		if e.old.Status != tm.StatusSuperseded {
			status = e.old.Status
		}
	}
	_, err = e.ExecContext(ctx, `UPDATE unit SET source_text = ?, target_text = ?, source_codes = ?, target_codes = ?,
		status = ?, superseded = ?, note = ?, changed = ?, changed_by = ? WHERE id = ?`,
		source, target, sourceCodes, targetCodes, string(status), superseded, next.Note, e.now, e.who, e.id)
	if err != nil {
		return err
	}
	return nil
}

func (e *editing) applyToArticle(ctx context.Context, next *editable) error {
	if next.Status != e.old.Status {
		if e.bead == 0 || !next.Status.OfBead() {
			return fmt.Errorf("it stands in an article and cannot become %q by itself: %w", next.Status, tm.ErrInvalid)
		}
		if _, _, err := e.markBead(ctx, e.bead, next.Status, e.who); err != nil {
			return err
		}
	}
	_, err := e.ExecContext(ctx, "UPDATE unit SET note = ?, changed = ?, changed_by = ? WHERE id = ?",
		next.Note, e.now, e.who, e.id)
	return err
}

// shadow copies the unit as a superseded one.
func (e *editing) shadow(ctx context.Context) (int64, error) {
	id, err := e.newID(ctx, "unit")
	if err != nil {
		return 0, err
	}
	const columns = `pivot, source_lang, target_lang, source_text, target_text, source_before, source_after,
		target_before, target_after, status, confidence, aligner, role, note, properties, created, created_by,
		changed_by, origin, block, sentence, before_text, after_text, source_codes, target_codes`
	_, err = e.ExecContext(ctx, "INSERT INTO unit (id, changed, superseded, "+columns+") SELECT ?1, ?2, ?2, "+columns+
		" FROM unit WHERE id = ?3", id, e.now, e.id)
	return id, err
}

// undo takes back the last change that still stands.
func (e *editing) undo(ctx context.Context) error {
	var entry int64
	var what, oldData, newData string
	err := e.QueryRowContext(ctx, `SELECT id, what, old, new FROM history h
		WHERE unit = ?1 AND what IN ('edit', 'status') AND NOT EXISTS (SELECT 1 FROM history u
			WHERE u.unit = ?1 AND u.what = 'undo' AND json_extract(u.new, '$.undoes') = h.id)
		ORDER BY id DESC LIMIT 1`, e.id).Scan(&entry, &what, &oldData, &newData)
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("there is no change to take back: %w", tm.ErrNotFound)
	}
	if err != nil {
		return err
	}
	var was, became editable
	if err := errors.Join(json.Unmarshal([]byte(oldData), &was), json.Unmarshal([]byte(newData), &became)); err != nil {
		return fmt.Errorf("reading the history: %w: %w", tm.ErrDamaged, err)
	}
	next := was
	if what == "status" { // says nothing of the rest
		next = e.old
		next.Status = was.Status
	}
	next.By, next.Shadow = e.who, 0
	if err := e.apply(ctx, &next); err != nil {
		return err
	}
	if became.Shadow != 0 {
		if err := e.dropShadow(ctx, became.Shadow); err != nil {
			return err
		}
	}
	next.Undoes = entry
	return e.record(ctx, historyRow{who: e.who, what: "undo", bead: e.bead, unit: e.id, old: e.old, new: next})
}

// dropShadow takes away the unit that kept the texts that now stand again, and
// the texts that stood there meanwhile.
func (e *editing) dropShadow(ctx context.Context, shadow int64) error {
	_, err := e.ExecContext(ctx, "DELETE FROM unit WHERE id = ? AND superseded IS NOT NULL", shadow)
	if err != nil {
		return err
	}
	if err := e.dropText(ctx, e.source, e.sourceID); err != nil {
		return err
	}
	return e.dropText(ctx, e.target, e.targetID)
}
