package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"calque/tm"
	"calque/tm/index"
)

// fuzzyReader reads the index of one language.
//
// Its statements do not watch the context, since a watcher costs more than
// most of them take; it looks at the context before each instead.
type fuzzyReader struct {
	ctx  context.Context
	q    querier
	lang string
	id   int64 // of the language; 0 before the head was read, or when there is none
}

var _ index.Reader = (*fuzzyReader)(nil)

func newFuzzyReader(ctx context.Context, q querier, lang string) *fuzzyReader {
	return &fuzzyReader{ctx: ctx, q: q, lang: lang}
}

func (r *fuzzyReader) row(query string, args ...any) *sql.Row {
	return r.q.QueryRowContext(context.WithoutCancel(r.ctx), query, args...)
}

func (r *fuzzyReader) query(query string, args ...any) (*sql.Rows, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, context.Cause(r.ctx)
	}
	return r.q.QueryContext(context.WithoutCancel(r.ctx), query, args...)
}

// none reports whether a query for one row found none.
func none(err error) bool { return errors.Is(err, sql.ErrNoRows) }

func (r *fuzzyReader) Stamp() (int64, error) {
	head, err := r.language()
	return head.Stamp, err
}

// language reads the row of the language.
func (r *fuzzyReader) language() (index.Head, error) {
	var head index.Head
	err := r.row("SELECT id, stamp, format, epoch, tokens, seq FROM fuzzy_lang WHERE lang = ?", r.lang).
		Scan(&r.id, &head.Stamp, &head.Format, &head.Epoch, &head.Tokens, &head.Seq)
	if none(err) {
		return head, nil
	}
	return head, err
}

func (r *fuzzyReader) Head() (index.Head, error) {
	head, err := r.language()
	if err != nil || r.id == 0 {
		return head, err
	}
	rows, err := r.query("SELECT id, mark, entries, first, last, lengths FROM fuzzy_segment WHERE lang = ? ORDER BY first", r.id)
	if err != nil {
		return head, err
	}
	defer rows.Close()
	for rows.Next() {
		var s index.Segment
		if err := rows.Scan(&s.ID, &s.Mark, &s.Entries, &s.First, &s.Last, &s.Lengths); err != nil {
			return head, err
		}
		head.Merged = append(head.Merged, s)
	}
	return head, rows.Err()
}

const (
	numberOfKey = "SELECT id FROM fuzzy_token WHERE lang = ? AND key = ?"
	keysAtOnce  = 16
)

// numbersOfKeys asks for keysAtOnce tokens at a time.
var numbersOfKeys = "SELECT key, id FROM fuzzy_token WHERE lang = ? AND key IN (" +
	strings.Repeat("?, ", keysAtOnce-1) + "?)"

func (r *fuzzyReader) Numbers(keys []string) ([]uint32, error) {
	if len(keys) == 1 {
		var id uint32
		err := r.row(numberOfKey, r.id, []byte(keys[0])).Scan(&id)
		if none(err) {
			err = nil
		}
		return []uint32{id}, err
	}
	found := make(map[string]uint32, len(keys))
	for part := range slices.Chunk(keys, keysAtOnce) {
		args := make([]any, 1, keysAtOnce+1)
		args[0] = r.id
		for i := range keysAtOnce {
			args = append(args, []byte(part[min(i, len(part)-1)]))
		}
		for v, err := range each(r, scanVocable, numbersOfKeys, args...) {
			if err != nil {
				return nil, err
			}
			found[v.Key] = v.ID
		}
	}
	numbers := make([]uint32, len(keys))
	for i, key := range keys {
		numbers[i] = found[key]
	}
	return numbers, nil
}

func scanVocable(rows *sql.Rows) (v index.Vocable, err error) {
	var key sql.RawBytes
	err = rows.Scan(&key, &v.ID)
	v.Key = string(key)
	return v, err
}

func (r *fuzzyReader) Tokens() iter.Seq2[index.Vocable, error] {
	return each(r, scanVocable, "SELECT key, id FROM fuzzy_token WHERE lang = ?", r.id)
}

// blockID is the number of the row of a block.
func blockID(table index.Table, segment int, key uint64) int64 {
	return int64(segment)<<50 | int64(table)<<48 | int64(key)
}

func blockKey(id int64) uint64 { return uint64(id) & (1<<48 - 1) }

func (r *fuzzyReader) Floor(table index.Table, segment int, key uint64) (index.Block, bool, error) {
	if r.ctx.Err() != nil {
		return index.Block{}, false, context.Cause(r.ctx)
	}
	var id int64
	var b index.Block
	err := r.row("SELECT id, data FROM fuzzy_block WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
		blockID(table, segment, 0), blockID(table, segment, key)).Scan(&id, &b.Data)
	if none(err) {
		return b, false, nil
	}
	b.Key = blockKey(id)
	return b, err == nil, err
}

// Range reads a number of blocks at a time, so that nothing is being read
// while the caller works with them, or writes others.
func (r *fuzzyReader) Range(table index.Table, segment int, first, last uint64) iter.Seq2[index.Block, error] {
	return func(yield func(index.Block, error) bool) {
		const atOnce = 64
		from, to := blockID(table, segment, first), blockID(table, segment, last)
		for from <= to {
			blocks, err := r.someBlocks(from, to, atOnce)
			if err != nil {
				yield(index.Block{}, err)
				return
			}
			for _, b := range blocks {
				if !yield(b, nil) {
					return
				}
			}
			if len(blocks) < atOnce {
				return
			}
			from = blockID(table, segment, blocks[atOnce-1].Key+1)
		}
	}
}

func (r *fuzzyReader) someBlocks(from, to int64, atMost int) ([]index.Block, error) {
	rows, err := r.query("SELECT id, data FROM fuzzy_block WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?", from, to, atMost)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var blocks []index.Block
	for rows.Next() {
		var id int64
		var b index.Block
		if err := rows.Scan(&id, &b.Data); err != nil {
			return nil, err
		}
		b.Key = blockKey(id)
		blocks = append(blocks, b)
	}
	return blocks, rows.Err()
}

func (r *fuzzyReader) Changes(after int64) iter.Seq2[index.Change, error] {
	return each(r, func(rows *sql.Rows) (c index.Change, err error) {
		err = rows.Scan(&c.Seq, &c.Text, &c.Data)
		return c, err
	}, "SELECT seq, text, data FROM fuzzy_log WHERE lang = ? AND seq > ? ORDER BY seq", r.id, after)
}

func (r *fuzzyReader) LastChange() (int64, error) {
	var seq sql.NullInt64
	err := r.row("SELECT max(seq) FROM fuzzy_log WHERE lang = ?", r.id).Scan(&seq)
	return seq.Int64, err
}

func (r *fuzzyReader) Gone(text int64) (int64, error) {
	var seq int64
	err := r.row("SELECT seq FROM fuzzy_gone WHERE lang = ? AND text = ?", r.id, text).Scan(&seq)
	if none(err) {
		return 0, nil
	}
	return seq, err
}

func (r *fuzzyReader) AllGone(after int64) iter.Seq2[index.Removal, error] {
	return each(r, func(rows *sql.Rows) (v index.Removal, err error) {
		err = rows.Scan(&v.Text, &v.Seq)
		return v, err
	}, "SELECT text, seq FROM fuzzy_gone WHERE lang = ? AND seq > ?", r.id, after)
}

func (r *fuzzyReader) Text(id int64) (string, error) {
	var text string
	err := r.row("SELECT text FROM text WHERE id = ?", id).Scan(&text)
	if none(err) {
		return "", fmt.Errorf("the index holds a text that the memory does not: run calque check: %w", tm.ErrDamaged)
	}
	return text, err
}

// Texts yields all texts of the language in order of their numbers.
func (r *fuzzyReader) Texts() iter.Seq2[index.Text, error] {
	return func(yield func(index.Text, error) bool) {
		const atOnce = 256
		after := int64(-1 << 63)
		for {
			texts, err := r.someTexts(after, atOnce)
			if err != nil {
				yield(index.Text{}, err)
				return
			}
			for _, text := range texts {
				if !yield(text, nil) {
					return
				}
			}
			if len(texts) < atOnce {
				return
			}
			after = texts[atOnce-1].ID
		}
	}
}

func (r *fuzzyReader) someTexts(after int64, atMost int) ([]index.Text, error) {
	rows, err := r.query("SELECT id, text FROM text WHERE id > ? AND +lang = ? ORDER BY id LIMIT ?", after, r.lang, atMost)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var texts []index.Text
	for rows.Next() {
		var text index.Text
		if err := rows.Scan(&text.ID, &text.Text); err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, rows.Err()
}

// each yields what scan makes of the rows of a query.
func each[T any](r *fuzzyReader, scan func(*sql.Rows) (T, error), query string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		rows, err := r.query(query, args...)
		if err != nil {
			yield(zero, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			value, err := scan(rows)
			if err != nil {
				yield(zero, err)
				return
			}
			if !yield(value, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(zero, err)
		}
	}
}
