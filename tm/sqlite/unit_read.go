package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"calque/tm"
)

// fullUnit is a unit as it is stored, with all that is known of both its
// sides, so that it can be read in either direction.
type fullUnit struct {
	unit           tm.Unit // what does not depend on the direction
	source, target unitSide
	origin         tm.Origin // likewise

	article                int64         // 0 for none
	shared                 sql.NullInt64 // origin of a unit without an article
	sourceLang, targetLang string
}

// unitSide is one side of a unit and where it stands.
type unitSide struct {
	variant       tm.Variant
	before, after string
	document      documentInfo
	block         sql.NullInt64
	sentence      sql.NullInt64
}

// documentInfo is what a unit says of a document; zero for none.
type documentInfo struct {
	id        int64
	title     string
	date      sql.NullInt64
	agency    string
	file      string
	url       string
	sentences int
}

// selectUnit reads units for scanUnit; a condition on u follows it.
const selectUnit = `SELECT u.id, u.bead, u.article, u.pivot, u.source_lang, u.target_lang, s.text, t.text,
	u.status, u.confidence, u.superseded, u.aligner, u.role,
	coalesce(u.source_block, u.block - 1), coalesce(u.source_sentence, u.sentence - 1),
	u.target_block, u.target_sentence, u.note, u.properties,
	u.created, u.created_by, u.changed, u.changed_by,
	u.origin, u.before_text, u.after_text, u.source_codes, u.target_codes
	FROM unit u JOIN text s ON s.id = u.source_text JOIN text t ON t.id = u.target_text
	`

// scanUnit reads a row of selectUnit. What stands in the article and its
// documents is still missing.
func scanUnit(rows *sql.Rows) (*fullUnit, error) {
	var f fullUnit
	var bead, article, superseded sql.NullInt64
	var pivot, properties, before, after, sourceCodes, targetCodes sql.NullString
	var created, changed int64
	if err := rows.Scan(&f.unit.ID, &bead, &article, &pivot, &f.sourceLang, &f.targetLang, &f.source.variant.Text,
		&f.target.variant.Text, &f.unit.Status, &f.unit.Confidence, &superseded, &f.origin.Aligner, &f.origin.Role,
		&f.source.block, &f.source.sentence, &f.target.block, &f.target.sentence, &f.unit.Note, &properties,
		&created, &f.unit.CreatedBy, &changed, &f.unit.ChangedBy,
		&f.shared, &before, &after, &sourceCodes, &targetCodes); err != nil {
		return nil, fmt.Errorf("reading a unit: %w", err)
	}
	if superseded.Valid {
		f.unit.Status = tm.StatusSuperseded
	}
	for _, list := range []struct {
		name string
		data sql.NullString
		into any
	}{
		{"properties", properties, &f.unit.Properties},
		{"codes", sourceCodes, &f.source.variant.Codes},
		{"codes", targetCodes, &f.target.variant.Codes},
	} {
		if !list.data.Valid {
			continue
		}
		if err := json.Unmarshal([]byte(list.data.String), list.into); err != nil {
			return nil, fmt.Errorf("reading the %s of unit %d: %w: %w", list.name, f.unit.ID, tm.ErrDamaged, err)
		}
	}
	f.source.before, f.source.after = before.String, after.String
	f.unit.Pivot = readTag(pivot.String)
	f.unit.Created, f.unit.Changed = fromMillis(created), fromMillis(changed)
	f.article, f.origin.BeadID = article.Int64, bead.Int64
	f.source.variant.Lang, f.target.variant.Lang = readTag(f.sourceLang), readTag(f.targetLang)
	return &f, nil
}

// loadDocumentInfos reads what units say of the documents of an article.
func loadDocumentInfos(ctx context.Context, q querier, article int64) (map[string]documentInfo, error) {
	rows, err := q.QueryContext(ctx, `SELECT lang, id, title, date, agency, source, url, sentences
		FROM document WHERE article = ?`, article)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	infos := map[string]documentInfo{}
	for rows.Next() {
		var lang string
		var d documentInfo
		if err := rows.Scan(&lang, &d.id, &d.title, &d.date, &d.agency, &d.file, &d.url, &d.sentences); err != nil {
			return nil, err
		}
		infos[lang] = d
	}
	return infos, rows.Err()
}

// attach says in which article and documents the unit stands.
func (f *fullUnit) attach(key string, documents map[string]documentInfo) {
	f.origin.Article = key
	f.source.document = documents[f.sourceLang]
	f.target.document = documents[f.targetLang]
}

// read returns the unit in the direction it is stored in, or the other way
// round: places, title and the like are then those of the other document.
func (f *fullUnit) read(reversed bool) tm.Unit {
	source, target := f.source, f.target
	if reversed {
		source, target = target, source
	}
	u := f.unit
	if reversed {
		u.Properties = tm.ReverseProperties(u.Properties)
	}
	u.Source, u.Target = source.variant, target.variant
	u.Before, u.After = source.before, source.after
	u.Origin = f.origin
	d := source.document
	u.Origin.Title, u.Origin.Agency, u.Origin.URL = d.title, d.agency, d.url
	u.Origin.Date = fromNullMillis(d.date)
	u.Origin.SourceFile, u.Origin.TargetFile = d.file, target.document.file
	u.Origin.Block, u.Origin.Sentence = fromPlace(source.block), fromPlace(source.sentence)
	u.Origin.Sentences = d.sentences
	return u
}

// fromPlace counts from 1, 0 for an unknown place.
func fromPlace(n sql.NullInt64) int {
	if !n.Valid {
		return 0
	}
	return int(n.Int64) + 1
}

// Unit implements [tm.Store].
func (s *Store) Unit(ctx context.Context, unit int64) (tm.Unit, error) {
	var found tm.Unit
	err := s.inRead(ctx, "reading a unit", func(q *session) error {
		f, err := loadUnit(ctx, q, unit)
		if err == nil {
			found = f.read(false)
		}
		return err
	})
	return found, err
}

// loadUnit reads one unit, where it stands and the texts around it.
func loadUnit(ctx context.Context, q querier, id int64) (*fullUnit, error) {
	f, err := loadOneUnit(ctx, q, id)
	if err != nil {
		return nil, err
	}
	if f.article == 0 {
		var origins originReader
		return f, origins.attach(ctx, q, f)
	}
	var key string
	if err := q.QueryRowContext(ctx, "SELECT key FROM article WHERE id = ?", f.article).Scan(&key); err != nil {
		return nil, fmt.Errorf("reading the article of unit %d: %w", id, err)
	}
	documents, err := loadDocumentInfos(ctx, q, f.article)
	if err != nil {
		return nil, fmt.Errorf("reading the documents of unit %d: %w", id, err)
	}
	f.attach(key, documents)
	if f.origin.BeadID == 0 {
		return f, nil
	}
	if err := loadAround(ctx, q, f.origin.BeadID, "source", &f.source); err != nil {
		return nil, fmt.Errorf("reading what stands around unit %d: %w", id, err)
	}
	if err := loadAround(ctx, q, f.origin.BeadID, "target", &f.target); err != nil {
		return nil, fmt.Errorf("reading what stands around unit %d: %w", id, err)
	}
	return f, nil
}

func loadOneUnit(ctx context.Context, q querier, id int64) (*fullUnit, error) {
	rows, err := q.QueryContext(ctx, selectUnit+"WHERE u.id = ?", id)
	if err != nil {
		return nil, fmt.Errorf("reading unit %d: %w", id, err)
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("reading unit %d: %w", id, err)
		}
		return nil, fmt.Errorf("unit %d: %w", id, tm.ErrNotFound)
	}
	return scanUnit(rows)
}

// loadAround reads the texts of the beads before and after a bead on one side,
// which is source or target.
func loadAround(ctx context.Context, q querier, bead int64, column string, s *unitSide) error {
	for _, n := range []struct {
		condition, order string
		text             *string
	}{
		{"n." + column + "_first < b." + column + "_first", "DESC", &s.before},
		{"n." + column + "_first > b." + column + "_first", "ASC", &s.after},
	} {
		var first, count int
		err := q.QueryRowContext(ctx, `SELECT n.`+column+`_first, n.`+column+`_count
			FROM bead b JOIN bead n ON n.alignment = b.alignment
			WHERE b.id = ? AND n.`+column+`_count > 0 AND `+n.condition+`
			ORDER BY n.`+column+`_first `+n.order+` LIMIT 1`, bead).Scan(&first, &count)
		if err == sql.ErrNoRows {
			continue
		}
		if err != nil {
			return err
		}
		if *n.text, err = loadSpan(ctx, q, s, tm.Range{From: first, To: first + count}); err != nil {
			return err
		}
	}
	return nil
}

// loadSpan reads the text of a run of sentences of a document.
func loadSpan(ctx context.Context, q querier, s *unitSide, r tm.Range) (string, error) {
	rows, err := q.QueryContext(ctx, `SELECT s.block, s.first, s.last, b.text
		FROM sentence s JOIN block b ON b.document = s.document AND b.n = s.block
		WHERE s.document = ? AND s.n >= ? AND s.n < ? ORDER BY s.n`, s.document.id, r.From, r.To)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	d := tm.Document{Lang: s.variant.Lang}
	last := -1
	for rows.Next() {
		var sentence tm.Sentence
		var text string
		if err := rows.Scan(&sentence.Block, &sentence.Start, &sentence.End, &text); err != nil {
			return "", err
		}
		if sentence.Block != last {
			last = sentence.Block
			d.Blocks = append(d.Blocks, tm.Block{Text: text})
		}
		sentence.Block = len(d.Blocks) - 1
		d.Sentences = append(d.Sentences, sentence)
	}
	return d.Text(tm.Range{To: len(d.Sentences)}), rows.Err()
}
