package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"calque/tm"
)

// sharedOrigin is what units of an exchange file say of where they come from
// and many of them have in common. It is comparable, so that the last ones are
// known without encoding them.
type sharedOrigin struct {
	Article    string    `json:"article,omitempty"`
	Title      string    `json:"title,omitempty"`
	Date       time.Time `json:"date,omitzero"`
	Agency     string    `json:"agency,omitempty"`
	SourceFile string    `json:"source_file,omitempty"`
	TargetFile string    `json:"target_file,omitempty"`
	URL        string    `json:"url,omitempty"`
	Sentences  int       `json:"sentences,omitempty"`
}

func shareOrigin(o *tm.Origin) sharedOrigin {
	return sharedOrigin{
		Article: o.Article, Title: o.Title, Date: o.Date.UTC(), Agency: o.Agency,
		SourceFile: o.SourceFile, TargetFile: o.TargetFile, URL: o.URL, Sentences: o.Sentences,
	}
}

// keptOrigins bounds the origins that are remembered by number or content.
const keptOrigins = 1024

// originWriter stores origins, each once.
type originWriter struct {
	known map[sharedOrigin]int64
}

// put returns the number of an origin; it is not valid for one that says
// nothing.
func (w *originWriter) put(ctx context.Context, c *change, o sharedOrigin) (sql.NullInt64, error) {
	if o == (sharedOrigin{}) {
		return sql.NullInt64{}, nil
	}
	if id, ok := w.known[o]; ok {
		return nullNumber(id), nil
	}
	data, err := json.Marshal(o)
	if err != nil {
		return sql.NullInt64{}, fmt.Errorf("writing the origin of a unit: %w", err)
	}
	hash := textHash(string(data))
	id, err := selectNumber(ctx, c, "SELECT id FROM origin WHERE hash = ? AND data = ?", hash, string(data))
	if err != nil {
		return sql.NullInt64{}, fmt.Errorf("finding the origin of a unit: %w", err)
	}
	if id == 0 {
		result, err := c.ExecContext(ctx, "INSERT INTO origin (hash, data) VALUES (?, ?)", hash, string(data))
		if err != nil {
			return sql.NullInt64{}, fmt.Errorf("storing the origin of a unit: %w", err)
		}
		if id, err = result.LastInsertId(); err != nil {
			return sql.NullInt64{}, err
		}
	}
	if w.known == nil || len(w.known) >= keptOrigins {
		w.known = map[sharedOrigin]int64{}
	}
	w.known[o] = id
	return nullNumber(id), nil
}

// originReader reads origins; the last ones are remembered.
type originReader struct {
	known map[int64]*sharedOrigin
}

// attach says of a unit that belongs to no article what it brought along.
func (r *originReader) attach(ctx context.Context, q querier, f *fullUnit) error {
	if !f.shared.Valid {
		return nil
	}
	o := r.known[f.shared.Int64]
	if o == nil {
		o = &sharedOrigin{}
		var data string
		if err := q.QueryRowContext(ctx, "SELECT data FROM origin WHERE id = ?", f.shared.Int64).Scan(&data); err != nil {
			return fmt.Errorf("reading the origin of unit %d: %w", f.unit.ID, err)
		}
		if err := json.Unmarshal([]byte(data), o); err != nil {
			return fmt.Errorf("reading the origin of unit %d: %w: %w", f.unit.ID, tm.ErrDamaged, err)
		}
		if r.known == nil || len(r.known) >= keptOrigins {
			r.known = map[int64]*sharedOrigin{}
		}
		r.known[f.shared.Int64] = o
	}
	f.origin.Article = o.Article
	info := documentInfo{title: o.Title, date: nullMillis(o.Date), agency: o.Agency, url: o.URL, sentences: o.Sentences}
	f.source.document, f.target.document = info, info
	f.source.document.file, f.target.document.file = o.SourceFile, o.TargetFile
	return nil
}
