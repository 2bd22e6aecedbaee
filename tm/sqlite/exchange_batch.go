package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"golang.org/x/text/language"

	"calque/tm"
)

// exchangeBatch stores some units of an exchange file in one transaction.
//
// The texts come first, all at once: most of the time goes into finding and
// indexing them. Then the units, one after the other, since one may be the
// double of another or contradict it. Only a unit whose source text was used
// before can do so; the others are stored without asking.
type exchangeBatch struct {
	*change
	*exchange
	texts map[string]*batchTexts // by language
	// result is that of the exchange, with what the batch adds to it.
	result tm.PutUnitsResult
}

// batchTexts are the texts of one language in a batch.
type batchTexts struct {
	ids    map[string]int64
	unused map[int64]bool // those of ids that no unit has yet
}

// exchangeRow is a unit as it is stored and compared.
type exchangeRow struct {
	unit           *tm.Unit
	sourceLang     string
	targetLang     string
	source, target int64
	before, after  sql.NullInt64 // hashes
	sourceCodes    sql.NullString
	targetCodes    sql.NullString
	status         tm.Status // never superseded
	superseded     sql.NullInt64
	confidence     float64
	changed        int64
}

func (b *exchangeBatch) run(ctx context.Context) error {
	if err := b.storeTexts(ctx); err != nil {
		return err
	}
	b.plain.values, b.full.values = b.plain.values[:0], b.full.values[:0]
	for i := range b.batch {
		if err := b.store(ctx, &b.batch[i]); err != nil {
			return fmt.Errorf("unit %d: %w", b.result.Stored()+1, err)
		}
	}
	return b.flushUnits(ctx)
}

// storeTexts stores the texts that the memory does not hold yet.
func (b *exchangeBatch) storeTexts(ctx context.Context) error {
	b.texts = map[string]*batchTexts{}
	for i := range b.batch {
		for _, v := range []*tm.Variant{&b.batch[i].Source, &b.batch[i].Target} {
			lang := b.lang(v.Lang)
			t := b.texts[lang]
			if t == nil {
				t = &batchTexts{ids: map[string]int64{}, unused: map[int64]bool{}}
				b.texts[lang] = t
			}
			t.ids[v.Text] = 0
		}
	}
	for lang, t := range b.texts {
		fresh, err := b.putAllTexts(ctx, lang, t.ids)
		if err != nil {
			return err
		}
		for _, id := range fresh {
			t.unused[id] = true
		}
	}
	return nil
}

// store stores one unit, unless it is there already or not wanted.
func (b *exchangeBatch) store(ctx context.Context, u *tm.Unit) error {
	row, err := b.row(u)
	if err != nil {
		return err
	}
	sources, targets := b.texts[row.sourceLang], b.texts[row.targetLang]
	if !sources.unused[row.source] {
		done, err := b.compare(ctx, row)
		if done || err != nil {
			return err
		}
	}
	delete(sources.unused, row.source)
	delete(targets.unused, row.target)
	b.result.Added++
	return b.add(ctx, row)
}

func (b *exchangeBatch) row(u *tm.Unit) (*exchangeRow, error) {
	row := &exchangeRow{
		unit: u, sourceLang: b.lang(u.Source.Lang), targetLang: b.lang(u.Target.Lang),
		before: contextHash(u.Before), after: contextHash(u.After),
		status: u.Status, confidence: u.Confidence, changed: millis(u.Changed),
	}
	row.source, row.target = b.texts[row.sourceLang].ids[u.Source.Text], b.texts[row.targetLang].ids[u.Target.Text]
	if row.changed == 0 {
		row.changed = cmp.Or(millis(u.Created), b.now)
	}
	switch u.Status {
	case "":
		row.status, row.confidence = tm.StatusConfirmed, cmp.Or(u.Confidence, 1)
	case tm.StatusSuperseded:
		row.status, row.superseded = tm.StatusAuto, nullNumber(row.changed)
	}
	var err error
	if row.sourceCodes, err = nullJSON(u.Source.Codes); err != nil {
		return nil, err
	}
	row.targetCodes, err = nullJSON(u.Target.Codes)
	return row, err
}

// nullJSON encodes a list, not valid for an empty one.
func nullJSON[T any](list []T) (sql.NullString, error) {
	if len(list) == 0 {
		return sql.NullString{}, nil
	}
	data, err := json.Marshal(list)
	return sql.NullString{String: string(data), Valid: true}, err
}

const (
	plainColumns = `INSERT INTO unit (id, pivot, source_lang, target_lang, source_text, target_text, source_before,
		source_after, status, confidence, superseded, aligner, role, created, created_by, changed, changed_by`
	insertPlain = plainColumns + ")"
	insertFull  = plainColumns + ", origin, block, sentence, before_text, after_text, source_codes, target_codes, note, properties)"
)

// add adds a unit to those that are to be stored.
func (b *exchangeBatch) add(ctx context.Context, row *exchangeRow) error {
	id, err := b.newID(ctx, "unit")
	if err != nil {
		return err
	}
	u := row.unit
	var pivot sql.NullString
	if u.Pivot != language.Und {
		pivot = nullText(b.lang(u.Pivot))
	}
	values := []any{id, pivot, row.sourceLang, row.targetLang, row.source, row.target, row.before,
		row.after, string(row.status), row.confidence, row.superseded, u.Origin.Aligner, string(u.Origin.Role),
		millis(u.Created), u.CreatedBy, row.changed, u.ChangedBy}
	origin, err := b.origins.put(ctx, b.change, shareOrigin(&u.Origin))
	if err != nil {
		return err
	}
	if !origin.Valid && u.Origin.Block == 0 && u.Origin.Sentence == 0 && u.Before == "" && u.After == "" &&
		!row.sourceCodes.Valid && !row.targetCodes.Valid && u.Note == "" && len(u.Properties) == 0 {
		return b.plain.put(ctx, b.change, values...)
	}
	properties, err := nullJSON(u.Properties)
	if err != nil {
		return err
	}
	return b.full.put(ctx, b.change, append(values, origin, nullNumber(int64(u.Origin.Block)), nullNumber(int64(u.Origin.Sentence)),
		nullText(u.Before), nullText(u.After), row.sourceCodes, row.targetCodes, u.Note, properties)...)
}

func nullText(s string) sql.NullString { return sql.NullString{String: s, Valid: s != ""} }

func (b *exchangeBatch) flushUnits(ctx context.Context) error {
	for _, units := range []*bulk{b.plain, b.full} {
		if err := units.flush(ctx, b.change); err != nil {
			return fmt.Errorf("storing units: %w", err)
		}
	}
	return nil
}
