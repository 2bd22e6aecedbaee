package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"calque/tm"
)

// context4 holds the hashes of the texts around a unit on both sides.
type context4 struct {
	sourceBefore, sourceAfter sql.NullInt64
	targetBefore, targetAfter sql.NullInt64
}

// unitRow is what a change of an article may alter in a row of table unit. It
// is comparable, so that a unit that stays as it is need not be written.
type unitRow struct {
	id                     int64
	bead                   sql.NullInt64
	sourceText, targetText int64
	context4
	status                      tm.Status
	confidence                  float64
	superseded                  sql.NullInt64
	aligner                     string
	role                        string
	sourceBlock, sourceSentence sql.NullInt64
	targetBlock, targetSentence sql.NullInt64
	changed                     int64
	changedBy                   string
}

// loadUnitRows reads the units of an article in a pair of languages that were
// aligned directly, whatever their status.
func loadUnitRows(ctx context.Context, q querier, article int64, source, target string) ([]unitRow, error) {
	rows, err := q.QueryContext(ctx, `SELECT id, bead, source_text, target_text,
		source_before, source_after, target_before, target_after, status, confidence, superseded, aligner, role,
		source_block, source_sentence, target_block, target_sentence, changed, changed_by
		FROM unit WHERE article = ? AND source_lang = ? AND target_lang = ? AND pivot IS NULL ORDER BY id`,
		article, source, target)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []unitRow
	for rows.Next() {
		var u unitRow
		if err := rows.Scan(&u.id, &u.bead, &u.sourceText, &u.targetText,
			&u.sourceBefore, &u.sourceAfter, &u.targetBefore, &u.targetAfter, &u.status, &u.confidence,
			&u.superseded, &u.aligner, &u.role, &u.sourceBlock, &u.sourceSentence, &u.targetBlock,
			&u.targetSentence, &u.changed, &u.changedBy); err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, rows.Err()
}

// newUnit returns the unit of a bead with both sides, its texts and status yet
// to be decided.
func (b *beading) newUnit(bead *tm.Bead) unitRow {
	u := placedUnit(b.source, b.target, bead.Source, bead.Target)
	u.confidence, u.aligner = bead.Confidence, b.alignment.Aligner
	return u
}

// placedUnit returns a unit that knows where it stands.
func placedUnit(source, target *tm.Document, sources, targets tm.Range) unitRow {
	block := source.Sentences[sources.From].Block
	return unitRow{
		role:           string(source.Blocks[block].Role),
		sourceBlock:    place(block),
		sourceSentence: place(sources.From),
		targetBlock:    place(target.Sentences[targets.From].Block),
		targetSentence: place(targets.From),
	}
}

func place(n int) sql.NullInt64 { return sql.NullInt64{Int64: int64(n), Valid: true} }

// unitOrigin is what never changes of a unit.
type unitOrigin struct {
	article                int64
	pivot                  string // empty for none
	sourceLang, targetLang string
}

// origin returns what the units of an alignment have in common.
func (b *beading) origin() unitOrigin {
	return unitOrigin{article: b.putting.id,
		sourceLang: b.alignment.Source.String(), targetLang: b.alignment.Target.String()}
}

func newUnitBulk() *bulk {
	return newBulk(`INSERT INTO unit (id, bead, article, pivot, source_lang, target_lang, source_text,
		target_text, source_before, source_after, target_before, target_after, status, confidence, aligner, role,
		source_block, source_sentence, target_block, target_sentence, created, created_by, changed, changed_by)`)
}

// addUnit adds a unit to those that are to be stored, and returns its number.
func (c *change) addUnit(ctx context.Context, units *bulk, u unitRow, o unitOrigin) (int64, error) {
	id, err := c.newID(ctx, "unit")
	if err != nil {
		return 0, err
	}
	pivot := sql.NullString{String: o.pivot, Valid: o.pivot != ""}
	units.add(id, u.bead, o.article, pivot, o.sourceLang, o.targetLang, u.sourceText,
		u.targetText, u.sourceBefore, u.sourceAfter, u.targetBefore, u.targetAfter, string(u.status), u.confidence,
		u.aligner, u.role, u.sourceBlock, u.sourceSentence, u.targetBlock, u.targetSentence,
		c.now, u.aligner, u.changed, u.changedBy)
	return id, nil
}

func (c *change) updateUnit(ctx context.Context, u unitRow) error {
	_, err := c.ExecContext(ctx, `UPDATE unit SET bead = ?, source_before = ?, source_after = ?, target_before = ?,
		target_after = ?, status = ?, confidence = ?, superseded = ?, aligner = ?, role = ?, source_block = ?,
		source_sentence = ?, target_block = ?, target_sentence = ?, changed = ?, changed_by = ? WHERE id = ?`,
		u.bead, u.sourceBefore, u.sourceAfter, u.targetBefore, u.targetAfter, string(u.status), u.confidence,
		u.superseded, u.aligner, u.role, u.sourceBlock, u.sourceSentence, u.targetBlock, u.targetSentence,
		u.changed, u.changedBy, u.id)
	if err != nil {
		return fmt.Errorf("changing unit %d: %w", u.id, err)
	}
	return nil
}
