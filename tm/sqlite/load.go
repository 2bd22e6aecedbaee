package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"golang.org/x/text/language"

	"calque/tm"
)

// loadArticle reads an article whole, its documents in the order in which they
// were first stored.
func loadArticle(ctx context.Context, q querier, id int64) (*tm.Article, error) {
	a := &tm.Article{ID: id}
	if err := q.QueryRowContext(ctx, "SELECT key FROM article WHERE id = ?", id).Scan(&a.Key); err != nil {
		return nil, fmt.Errorf("reading article %d: %w", id, err)
	}
	documents, err := loadDocuments(ctx, q, id)
	if err != nil {
		return nil, fmt.Errorf("reading the documents of %s: %w", a.Key, err)
	}
	a.Documents = documents
	if a.Alignments, err = loadAlignments(ctx, q, documents); err != nil {
		return nil, fmt.Errorf("reading the alignments of %s: %w", a.Key, err)
	}
	return a, nil
}

func loadDocuments(ctx context.Context, q querier, article int64) ([]tm.Document, error) {
	rows, err := q.QueryContext(ctx, `SELECT id, lang, source, sha256, title, date, agency, author, credit, url,
		format, encoding, template FROM document WHERE article = ? ORDER BY id`, article)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var documents []tm.Document
	for rows.Next() {
		var d tm.Document
		var lang string
		var date sql.NullInt64
		if err := rows.Scan(&d.ID, &lang, &d.Source, &d.SHA256, &d.Title, &date, &d.Agency, &d.Author, &d.Credit,
			&d.URL, &d.Format, &d.Encoding, &d.Template); err != nil {
			return nil, err
		}
		d.Lang = readTag(lang)
		d.Date = fromNullMillis(date)
		documents = append(documents, d)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range documents {
		if err := loadText(ctx, q, &documents[i]); err != nil {
			return nil, err
		}
	}
	return documents, nil
}

// loadText reads the blocks and sentences of a document.
func loadText(ctx context.Context, q querier, d *tm.Document) error {
	blocks, err := q.QueryContext(ctx, "SELECT role, text FROM block WHERE document = ? ORDER BY n", d.ID)
	if err != nil {
		return err
	}
	defer blocks.Close()
	for blocks.Next() {
		var b tm.Block
		if err := blocks.Scan(&b.Role, &b.Text); err != nil {
			return err
		}
		d.Blocks = append(d.Blocks, b)
	}
	if err := blocks.Err(); err != nil {
		return err
	}
	sentences, err := q.QueryContext(ctx, "SELECT block, first, last FROM sentence WHERE document = ? ORDER BY n", d.ID)
	if err != nil {
		return err
	}
	defer sentences.Close()
	for sentences.Next() {
		var s tm.Sentence
		if err := sentences.Scan(&s.Block, &s.Start, &s.End); err != nil {
			return err
		}
		d.Sentences = append(d.Sentences, s)
	}
	return sentences.Err()
}

// loadAlignments reads the alignments among the documents of one article.
func loadAlignments(ctx context.Context, q querier, documents []tm.Document) ([]tm.Alignment, error) {
	var alignments []tm.Alignment
	for _, source := range documents {
		for _, target := range documents {
			var id int64
			al := tm.Alignment{Source: source.Lang, Target: target.Lang}
			err := q.QueryRowContext(ctx, "SELECT id, aligner FROM alignment WHERE source = ? AND target = ?",
				source.ID, target.ID).Scan(&id, &al.Aligner)
			if err == sql.ErrNoRows {
				continue
			}
			if err != nil {
				return nil, err
			}
			if al.Beads, err = loadBeads(ctx, q, id); err != nil {
				return nil, err
			}
			alignments = append(alignments, al)
		}
	}
	return alignments, nil
}

func loadBeads(ctx context.Context, q querier, alignment int64) ([]tm.Bead, error) {
	rows, err := q.QueryContext(ctx, `SELECT id, source_first, source_count, target_first, target_count, confidence,
		status, evidence, changed_by, changed FROM bead WHERE alignment = ? ORDER BY n`, alignment)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var beads []tm.Bead
	for rows.Next() {
		var b tm.Bead
		var sources, targets int
		var evidence sql.NullString
		var changed int64
		if err := rows.Scan(&b.ID, &b.Source.From, &sources, &b.Target.From, &targets, &b.Confidence,
			&b.Status, &evidence, &b.By, &changed); err != nil {
			return nil, err
		}
		b.Source.To = b.Source.From + sources
		b.Target.To = b.Target.From + targets
		b.Changed = fromMillis(changed)
		if evidence.Valid {
			if err := json.Unmarshal([]byte(evidence.String), &b.Evidence); err != nil {
				return nil, fmt.Errorf("reading the evidence of bead %d: %w", b.ID, err)
			}
		}
		beads = append(beads, b)
	}
	return beads, rows.Err()
}

// readTag reads a tag that the store wrote itself.
func readTag(s string) language.Tag {
	if s == "" {
		return language.Und
	}
	return language.Make(s)
}
