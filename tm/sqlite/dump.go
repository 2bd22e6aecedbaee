package sqlite

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"calque/tm"
)

// dumpFormat is the number of the form that [Store.Dump] writes. 1: the first.
const dumpFormat = 1

// Dump writes the whole memory as lines of text: what [Store.Restore] makes the
// memory of again, and what a version control can compare. Two dumps of the
// same memory are the same bytes.
//
// Each line is a JSON object. "is" says which table its row is of; rows that
// the row belongs to are named by what a person knows them by; other fields are
// the columns, as migrations/*.sql explain them, NULL left out and blobs in
// base64. The memory's settings come first, then each article by key with all
// that belongs to it, then units that came from exchange files, then the
// history. The first line names the format, the last says how many there are:
//
//	{"is":"calque","format":1,"schema":4}
//	{"is":"article","id":1,"key":"cafe-cobalt","created":…,"changed":…}
//	{"is":"document","article":"cafe-cobalt","id":1,"lang":"fr",…}
//	{"is":"block","article":"cafe-cobalt","lang":"fr","n":0,"role":"title","text":"…"}
//	…
//	{"is":"end","lines":8123}
//
// The texts of the fuzzy index and the index itself are not written, since they
// follow from the units.
func (s *Store) Dump(ctx context.Context, w io.Writer) error {
	d := &dumper{w: bufio.NewWriterSize(w, 1<<16)}
	err := s.inRead(ctx, "dumping the memory", func(q *session) error { return d.run(ctx, q) })
	if err != nil {
		return err
	}
	if err := d.w.Flush(); err != nil {
		return fmt.Errorf("writing the dump: %w", err)
	}
	return nil
}

// dumper writes a dump of one moment.
type dumper struct {
	w     *bufio.Writer
	line  bytes.Buffer
	lines int
}

func (d *dumper) run(ctx context.Context, q *session) error {
	if err := d.writeLine("calque", []string{"format", "schema"}, []any{int64(dumpFormat), int64(latestVersion())}); err != nil {
		return err
	}
	for _, t := range tablesBefore {
		if err := d.table(ctx, q, t); err != nil {
			return err
		}
	}
	articles, err := listNumbers(ctx, q, "SELECT id FROM article ORDER BY key")
	if err != nil {
		return err
	}
	for _, id := range articles {
		for _, t := range articleTables {
			if err := d.table(ctx, q, t, id); err != nil {
				return err
			}
		}
	}
	for _, t := range tablesAfter {
		if err := d.table(ctx, q, t); err != nil {
			return err
		}
	}
	return d.writeLine("end", []string{"lines"}, []any{int64(d.lines + 1)})
}

// table writes the rows of a table, those of one article where args name it.
func (d *dumper) table(ctx context.Context, q *session, t table, args ...any) error {
	columns, err := t.columns(ctx, q)
	if err != nil {
		return err
	}
	fields := t.fields(columns)
	rows, err := q.QueryContext(ctx, t.query(fields), args...)
	if err != nil {
		return fmt.Errorf("reading table %s: %w", t.name, err)
	}
	defer rows.Close()
	names := make([]string, len(fields))
	values := make([]any, len(fields))
	places := make([]any, len(fields))
	for i, f := range fields {
		names[i] = f.name
		places[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return fmt.Errorf("reading table %s: %w", t.name, err)
		}
		if err := d.writeLine(t.name, names, values); err != nil {
			return err
		}
	}
	return rows.Err()
}

// writeLine writes one row; a value that is nil is left out.
func (d *dumper) writeLine(is string, names []string, values []any) error {
	d.lines++
	d.line.Reset()
	d.line.WriteString(`{"is":"` + is + `"`)
	for i, name := range names {
		if values[i] == nil {
			continue
		}
		d.line.WriteString(`,"` + name + `":`)
		if err := d.writeValue(values[i]); err != nil {
			return fmt.Errorf("field %s of a row of %s: %w", name, is, err)
		}
	}
	d.line.WriteString("}\n")
	if _, err := d.w.Write(d.line.Bytes()); err != nil {
		return fmt.Errorf("writing the dump: %w", err)
	}
	return nil
}

func (d *dumper) writeValue(value any) error {
	switch v := value.(type) {
	case int64:
		d.line.WriteString(strconv.FormatInt(v, 10))
	case float64:
		d.line.WriteString(strconv.FormatFloat(v, 'g', -1, 64))
	case []byte:
		d.line.WriteString(`"` + base64.StdEncoding.EncodeToString(v) + `"`)
	case string:
		if !utf8.ValidString(v) {
			return fmt.Errorf("not UTF-8: %s: %w", doRestore, tm.ErrDamaged)
		}
		encoder := json.NewEncoder(&d.line)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(v); err != nil {
			return err
		}
		d.line.Truncate(d.line.Len() - 1) // the line feed that an encoder ends with
	default:
		return fmt.Errorf("a value of type %T", value)
	}
	return nil
}
