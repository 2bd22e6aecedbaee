package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"calque/tm/concord"
	"calque/tm/index"
)

// execer is what writing needs: a change or a transaction.
type execer interface {
	querier
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// fuzzyWriter changes the index of one language.
type fuzzyWriter struct {
	*fuzzyReader
	x execer
}

var _ index.Writer = (*fuzzyWriter)(nil)

func newFuzzyWriter(ctx context.Context, x execer, lang string) *fuzzyWriter {
	ctx = context.WithoutCancel(ctx)
	return &fuzzyWriter{newFuzzyReader(ctx, x, lang), x}
}

func (w *fuzzyWriter) exec(query string, args ...any) error {
	_, err := w.x.ExecContext(w.ctx, query, args...)
	return err
}

func (w *fuzzyWriter) PutHead(h index.Head) error {
	err := w.exec(`INSERT INTO fuzzy_lang (lang, stamp, format, epoch, tokens, seq) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (lang) DO UPDATE SET stamp = excluded.stamp, format = excluded.format,
			epoch = excluded.epoch, tokens = excluded.tokens, seq = excluded.seq`,
		w.lang, h.Stamp, h.Format, h.Epoch, h.Tokens, h.Seq)
	if err != nil || w.id != 0 {
		return err
	}
	_, err = w.language()
	return err
}

func (w *fuzzyWriter) PutTokens(tokens []index.Vocable) error {
	keys := newBulk("INSERT INTO fuzzy_token (lang, key, id)")
	plains := newBulk("INSERT INTO fuzzy_plain (lang, plain, id)")
	for _, v := range tokens {
		if err := keys.put(w.ctx, w.x, w.id, []byte(v.Key), v.ID); err != nil {
			return err
		}
		plain := concord.Plain(v.Key)
		if plain == v.Key {
			continue
		}
		if err := plains.put(w.ctx, w.x, w.id, []byte(plain), v.ID); err != nil {
			return err
		}
	}
	return errors.Join(keys.flush(w.ctx, w.x), plains.flush(w.ctx, w.x))
}

func (w *fuzzyWriter) PutChange(c index.Change) error {
	return w.exec("INSERT INTO fuzzy_log (lang, seq, text, data) VALUES (?, ?, ?, ?)", w.id, c.Seq, c.Text, c.Data)
}

func (w *fuzzyWriter) DropChanges() error {
	return w.exec("DELETE FROM fuzzy_log WHERE lang = ?", w.id)
}

func (w *fuzzyWriter) PutGone(r index.Removal) error {
	return w.exec("INSERT OR REPLACE INTO fuzzy_gone (lang, text, seq) VALUES (?, ?, ?)", w.id, r.Text, r.Seq)
}

func (w *fuzzyWriter) DropGone(upTo int64) error {
	return w.exec("DELETE FROM fuzzy_gone WHERE lang = ? AND seq <= ?", w.id, upTo)
}

// NewSegment returns the least number that no segment has, so that they stay
// small.
func (w *fuzzyWriter) NewSegment() (int, error) {
	var id int
	err := w.row(`SELECT min(id) + 1 FROM (SELECT 0 AS id UNION ALL SELECT id FROM fuzzy_segment) AS used
		WHERE NOT EXISTS (SELECT 1 FROM fuzzy_segment WHERE id = used.id + 1)`).Scan(&id)
	if err == nil && id > index.MaxSegments {
		err = errors.New("the index has too many pieces: run calque optimize")
	}
	return id, err
}

func (w *fuzzyWriter) PutSegment(s index.Segment) error {
	lengths := s.Lengths
	if lengths == nil {
		lengths = []byte{}
	}
	return w.exec("INSERT INTO fuzzy_segment (id, lang, mark, entries, first, last, lengths) VALUES (?, ?, ?, ?, ?, ?, ?)",
		s.ID, w.id, s.Mark, s.Entries, s.First, s.Last, lengths)
}

func (w *fuzzyWriter) PutBlock(table index.Table, segment int, b index.Block) error {
	return w.exec("INSERT INTO fuzzy_block (id, data) VALUES (?, ?)", blockID(table, segment, b.Key), b.Data)
}

func (w *fuzzyWriter) DropBlocks(table index.Table, segment int) error {
	return w.exec("DELETE FROM fuzzy_block WHERE id BETWEEN ? AND ?",
		blockID(table, segment, 0), blockID(table, segment, 1<<48-1))
}

func (w *fuzzyWriter) DropSegment(segment int) error {
	return w.exec("DELETE FROM fuzzy_segment WHERE id = ?", segment)
}

// Clear forgets everything that the index knows of the language.
func (w *fuzzyWriter) Clear() error {
	head, err := w.Head()
	if err != nil {
		return err
	}
	for _, s := range head.Merged {
		for _, table := range []index.Table{index.Sequences, index.Lists, index.Shorts, index.Phrases} {
			if err := w.DropBlocks(table, s.ID); err != nil {
				return err
			}
		}
		if err := w.DropSegment(s.ID); err != nil {
			return err
		}
	}
	for _, table := range []string{"fuzzy_token", "fuzzy_plain", "fuzzy_log", "fuzzy_gone"} {
		if err := w.exec("DELETE FROM "+table+" WHERE lang = ?", w.id); err != nil {
			return err
		}
	}
	return nil
}

// prepared keeps the statements of a transaction that has no session.
type prepared struct {
	tx         *sql.Tx
	statements map[string]*sql.Stmt
}

func newPrepared(tx *sql.Tx) *prepared {
	return &prepared{tx: tx, statements: map[string]*sql.Stmt{}}
}

func (p *prepared) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	if statement := p.statements[query]; statement != nil {
		return statement, nil
	}
	statement, err := p.tx.PrepareContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("preparing a statement: %w", err)
	}
	p.statements[query] = statement
	return statement, nil
}

func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	statement, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return statement.QueryContext(ctx, args...)
}

func (p *prepared) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	statement, err := p.statement(ctx, query)
	if err != nil {
		return p.tx.QueryRowContext(ctx, query, args...) // gives the same error
	}
	return statement.QueryRowContext(ctx, args...)
}

func (p *prepared) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	statement, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return statement.ExecContext(ctx, args...)
}
