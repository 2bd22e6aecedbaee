package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"calque/tm"
)

// storeAlignments writes the alignments that differ from what the memory
// holds: those that are incoming, and those of documents that have changed.
func (p *putting) storeAlignments(ctx context.Context) error {
	for i := range p.merged.Alignments {
		al := &p.merged.Alignments[i]
		if err := p.storeAlignment(ctx, al); err != nil {
			return fmt.Errorf("storing the alignment of %s and %s: %w", al.Source, al.Target, err)
		}
	}
	return nil
}

func (p *putting) storeAlignment(ctx context.Context, al *tm.Alignment) error {
	source, target := p.merged.Document(al.Source), p.merged.Document(al.Target)
	changed := p.changed[al.Source] || p.changed[al.Target]
	stored, known := p.alignmentDigests[langPair{al.Source, al.Target}]
	if known && changed && !p.mentions(al) {
		*al = carry(*al, p.old.Document(al.Source), p.old.Document(al.Target), source, target)
	}
	digest := alignmentDigest(al)
	same := known && bytes.Equal(digest, stored.digest)
	if same && !changed && !judged(al) && !p.exactly {
		*al = *p.oldAlignment(al)
		return nil
	}
	if !known {
		result, err := p.ExecContext(ctx, "INSERT INTO alignment (source, target, aligner, digest) VALUES (?, ?, ?, ?)",
			source.ID, target.ID, al.Aligner, digest)
		if err != nil {
			return err
		}
		p.touched = true
		if stored.id, err = result.LastInsertId(); err != nil {
			return err
		}
	} else if !same {
		p.touched = true
		_, err := p.ExecContext(ctx, "UPDATE alignment SET aligner = ?, digest = ? WHERE id = ?", al.Aligner, digest, stored.id)
		if err != nil {
			return err
		}
	}
	b := &beading{putting: p, id: stored.id, alignment: al, source: source, target: target}
	return b.run(ctx)
}

// oldAlignment returns what the memory holds of an alignment, with what was
// said of its beads.
func (p *putting) oldAlignment(al *tm.Alignment) *tm.Alignment {
	i := slices.IndexFunc(p.old.Alignments, func(o tm.Alignment) bool {
		return o.Source == al.Source && o.Target == al.Target
	})
	return &p.old.Alignments[i]
}

// mentions reports whether an alignment is among the incoming ones.
func (p *putting) mentions(al *tm.Alignment) bool {
	for _, in := range p.incoming.Alignments {
		if in.Source == al.Source && in.Target == al.Target || in.Source == al.Target && in.Target == al.Source {
			return true
		}
	}
	return false
}

// judged reports whether a person or a check has spoken of any bead.
func judged(al *tm.Alignment) bool {
	for i := range al.Beads {
		if isJudged(al.Beads[i].Status) {
			return true
		}
	}
	return false
}

func isJudged(s tm.Status) bool { return s == tm.StatusConfirmed || s == tm.StatusRejected }

// beading is the work of storing the beads of one alignment and the units made
// of them.
type beading struct {
	*putting
	id             int64 // of the alignment
	alignment      *tm.Alignment
	source, target *tm.Document

	beads *claims
	units *unitClaims

	sourceTexts, targetTexts map[string]int64 // numbers of the units' texts
	newBeads, newUnits       *bulk
}

// pending is a bead that was written and whose unit is yet to be: a unit names
// its bead, which must be there first.
type pending struct {
	texts textPair
	bead  beadRow
	unit  unitRow
	prior unitRow // the unit that was there before
	known bool    // there was one
}

// beadRow is a row of table bead, comparable, so that one that stays as it is
// need not be written.
type beadRow struct {
	id                       int64
	n                        int
	sourceFirst, sourceCount int
	targetFirst, targetCount int
	confidence               float64
	status                   tm.Status
	evidence                 sql.NullString
	by                       string
	changed                  int64
}

func (b *beading) run(ctx context.Context) error {
	if err := b.recall(ctx); err != nil {
		return err
	}
	if err := b.findTexts(ctx); err != nil {
		return err
	}
	units, err := b.storeBeads(ctx)
	if err != nil {
		return err
	}
	if err := b.storeUnits(ctx, units); err != nil {
		return err
	}
	if err := b.supersede(ctx); err != nil {
		return err
	}
	for _, row := range b.beads.unclaimed() {
		b.touched = true
		if _, err := b.ExecContext(ctx, "DELETE FROM bead WHERE id = ?", row.id); err != nil {
			return fmt.Errorf("removing bead %d: %w", row.id, err)
		}
	}
	return nil
}

// recall reads the beads and units that the memory holds for the two
// documents.
func (b *beading) recall(ctx context.Context) error {
	b.beads, b.units = newClaims(), newUnitClaims()
	if b.old == nil {
		return nil
	}
	source, target := b.old.Document(b.alignment.Source), b.old.Document(b.alignment.Target)
	if source == nil || target == nil {
		return nil
	}
	rows, err := loadBeadRows(ctx, b, b.id)
	if err != nil {
		return fmt.Errorf("reading the old beads: %w", err)
	}
	for _, row := range rows {
		b.beads.add(row, textPair{
			source.Text(tm.Range{From: row.sourceFirst, To: row.sourceFirst + row.sourceCount}),
			target.Text(tm.Range{From: row.targetFirst, To: row.targetFirst + row.targetCount}),
		})
	}
	units, err := loadUnitRows(ctx, b, b.putting.id, b.alignment.Source.String(), b.alignment.Target.String())
	if err != nil {
		return fmt.Errorf("reading the old units: %w", err)
	}
	for _, row := range units {
		b.units.add(row)
	}
	return nil
}

func loadBeadRows(ctx context.Context, q querier, alignment int64) ([]beadRow, error) {
	rows, err := q.QueryContext(ctx, `SELECT id, n, source_first, source_count, target_first, target_count,
		confidence, status, evidence, changed_by, changed FROM bead WHERE alignment = ? ORDER BY n`, alignment)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []beadRow
	for rows.Next() {
		var r beadRow
		if err := rows.Scan(&r.id, &r.n, &r.sourceFirst, &r.sourceCount, &r.targetFirst, &r.targetCount,
			&r.confidence, &r.status, &r.evidence, &r.by, &r.changed); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// findTexts finds which texts of the beads the memory holds already.
func (b *beading) findTexts(ctx context.Context) error {
	var sources, targets []string
	for i := range b.alignment.Beads {
		bead := &b.alignment.Beads[i]
		if twoSided(bead) {
			sources = append(sources, b.source.Text(bead.Source))
			targets = append(targets, b.target.Text(bead.Target))
		}
	}
	var err error
	if b.sourceTexts, err = findTexts(ctx, b, b.alignment.Source.String(), sources); err != nil {
		return err
	}
	b.targetTexts, err = findTexts(ctx, b, b.alignment.Target.String(), targets)
	return err
}

func twoSided(b *tm.Bead) bool { return b.Source.Len() > 0 && b.Target.Len() > 0 }

// storeBeads writes the beads and returns those that have a unit.
func (b *beading) storeBeads(ctx context.Context) ([]pending, error) {
	b.newBeads = newBulk(`INSERT INTO bead (id, alignment, n, source_first, source_count, target_first,
		target_count, confidence, status, evidence, changed_by, changed)`)
	contexts := neighbours(b.alignment.Beads, b.source, b.target)
	var units []pending
	for n := range b.alignment.Beads {
		p, err := b.storeBead(ctx, n)
		if err != nil {
			return nil, fmt.Errorf("bead %d: %w", n, err)
		}
		bead := &b.alignment.Beads[n]
		bead.ID, bead.Status = p.bead.id, p.bead.status
		if twoSided(bead) && (p.known || p.bead.status != tm.StatusRejected) {
			p.unit.context4 = contexts[n]
			units = append(units, p)
		}
	}
	if err := b.newBeads.flush(ctx, b.change); err != nil {
		return nil, fmt.Errorf("storing beads: %w", err)
	}
	return units, nil
}

// storeBead writes one bead, unless it stands there as it is.
func (b *beading) storeBead(ctx context.Context, n int) (pending, error) {
	bead := &b.alignment.Beads[n]
	texts := textPair{b.source.Text(bead.Source), b.target.Text(bead.Target)}
	old, claimed := b.beads.claim(texts, bead)
	p := pending{texts: texts}
	if twoSided(bead) {
		p.unit = b.newUnit(bead)
	}
	p.prior, p.known = b.units.claim(old.id, b.sourceTexts[texts.source], b.targetTexts[texts.target])
	var err error
	if p.bead, err = b.beadRow(n, bead, old, claimed, p.prior, p.known); err != nil {
		return p, err
	}
	if p.bead == old {
		return p, nil
	}
	b.touched = true
	row := &p.bead
	values := []any{b.id, row.n, row.sourceFirst, row.sourceCount, row.targetFirst, row.targetCount,
		row.confidence, string(row.status), row.evidence, row.by, row.changed}
	if claimed {
		_, err := b.ExecContext(ctx, `UPDATE bead SET alignment = ?, n = ?, source_first = ?, source_count = ?,
			target_first = ?, target_count = ?, confidence = ?, status = ?, evidence = ?, changed_by = ?, changed = ?
			WHERE id = ?`, append(values, row.id)...)
		return p, err
	}
	if row.id, err = b.newID(ctx, "bead"); err != nil {
		return p, err
	}
	b.newBeads.add(append([]any{row.id}, values...)...)
	return p, nil
}

// beadRow decides what is stored for a bead: what was said before of the same
// texts comes first, then what the caller says, then auto.
func (b *beading) beadRow(n int, bead *tm.Bead, old beadRow, claimed bool, unit unitRow, known bool) (beadRow, error) {
	evidence, err := encodeEvidence(bead.Evidence)
	if err != nil {
		return beadRow{}, err
	}
	row := beadRow{
		id: old.id, n: n,
		sourceFirst: bead.Source.From, sourceCount: bead.Source.Len(),
		targetFirst: bead.Target.From, targetCount: bead.Target.Len(),
		confidence: bead.Confidence, evidence: evidence,
		status: tm.StatusAuto, by: b.alignment.Aligner, changed: b.now,
	}
	switch {
	case b.exactly:
		row.status, row.by = bead.Status, bead.By
		if !bead.Changed.IsZero() {
			row.changed = millis(bead.Changed)
		}
	case claimed && isJudged(old.status):
		row.status, row.by, row.changed = old.status, old.by, old.changed
	case known && isJudged(unit.status):
		row.status, row.by, row.changed = unit.status, unit.changedBy, unit.changed
	case isJudged(bead.Status):
		row.status, row.by = bead.Status, bead.By
		if !bead.Changed.IsZero() {
			row.changed = millis(bead.Changed)
		}
	case claimed:
		row.by, row.changed = old.by, old.changed
	}
	return row, nil
}

func encodeEvidence(evidence []tm.Evidence) (sql.NullString, error) {
	if len(evidence) == 0 {
		return sql.NullString{}, nil
	}
	data, err := json.Marshal(evidence)
	if err != nil {
		return sql.NullString{}, fmt.Errorf("writing the evidence: %w", err)
	}
	return sql.NullString{String: string(data), Valid: true}, nil
}
