package sqlite

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"unicode/utf8"

	"calque/tm"
)

// maxDumpLine bounds a line of a dump, in bytes. The longest true one holds a
// lexicon that was learned, in base64.
const maxDumpLine = 512 << 20

// restoreBatch is how many rows go into a transaction.
const restoreBatch = 20000

// Restore makes a new memory at path of what [Store.Dump] wrote. The path must
// not exist ([fs.ErrExist]). The memory takes its name when it is whole; of a
// dump that is cut short or changed by hand into something that cannot be,
// nothing stays, and the error names the line and wraps [tm.ErrInvalid].
func Restore(ctx context.Context, path string, r io.Reader, options Options) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s is there already: name another file to restore to: %w", path, fs.ErrExist)
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("finding %s: %w", path, err)
	}
	folder, err := os.MkdirTemp(filepath.Dir(absolute), ".calque-restore-")
	if err != nil {
		return fmt.Errorf("making room for the memory: %w", err)
	}
	defer os.RemoveAll(folder)
	unfinished := filepath.Join(folder, filepath.Base(absolute))
	if err := restoreTo(ctx, unfinished, r, options); err != nil {
		return err
	}
	if err := finish(ctx, unfinished); err != nil {
		return fmt.Errorf("finishing the memory: %w", err)
	}
	return publish(unfinished, absolute)
}

// restoreTo makes the memory under the name that it has until it is whole.
func restoreTo(ctx context.Context, path string, r io.Reader, options Options) error {
	options.Create, options.ReadOnly = true, false
	store, err := Open(ctx, path, options)
	if err != nil {
		return err
	}
	in := &restorer{store: store, lines: bufio.NewReaderSize(r, 1<<16), tables: map[string]*restored{}}
	err = in.run(ctx)
	if err == nil {
		err = store.Optimize(ctx)
	}
	return errors.Join(err, store.Close())
}

// restorer puts the lines of a dump back.
type restorer struct {
	store  *Store
	lines  *bufio.Reader
	line   int // the number of the line that was read last
	tables map[string]*restored
	ended  bool
	units  []map[string]any // rows of units whose texts are yet to be stored
}

// restored is a table with the statement that fills it.
type restored struct {
	table
	kinds  map[string]string // of its fields: INTEGER, REAL, TEXT or BLOB
	insert string
}

func (r *restorer) run(ctx context.Context) error {
	if err := r.head(); err != nil {
		return r.at(err)
	}
	for !r.ended {
		var wrong error // with the dump; an error of the memory is told with its file
		err := r.store.inWrite(ctx, "restoring the memory", func(inner context.Context, c *change) error {
			err := r.batch(ctx, inner, c)
			if errors.Is(err, tm.ErrInvalid) {
				wrong = err
			}
			return err
		})
		if err := cmp.Or(wrong, err); err != nil {
			return err
		}
	}
	r.line++
	if _, err := r.lines.ReadByte(); err != io.EOF {
		return r.at(fmt.Errorf("something stands after the end: %w", tm.ErrInvalid))
	}
	return nil
}

// batch stores the rows of one transaction; ctx can end it between two of them.
func (r *restorer) batch(ctx, inner context.Context, c *change) error {
	for n := 0; n < restoreBatch && !r.ended; n++ {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err := r.row(inner, c); err != nil {
			return r.at(err)
		}
	}
	return r.at(r.storeUnits(inner, c))
}

// at says in which line an error was found.
func (r *restorer) at(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("line %d of the dump: %w", r.line, err)
}

// head reads the first line.
func (r *restorer) head() error {
	fields, err := r.next()
	if err != nil {
		return err
	}
	format, _ := number(fields["format"])
	schema, _ := number(fields["schema"])
	switch {
	case fields["is"] != "calque" || format < 1:
		return fmt.Errorf("this is not a dump of a memory, give a file that calque dump wrote: %w", tm.ErrInvalid)
	case format > dumpFormat || schema > int64(latestVersion()):
		return fmt.Errorf("a newer calque wrote it, use that: %w", tm.ErrNewer)
	}
	return nil
}

func number(value any) (int64, error) {
	n, ok := value.(json.Number)
	if !ok {
		return 0, fmt.Errorf("%v is not a number", value)
	}
	return n.Int64()
}

// next reads a line.
func (r *restorer) next() (map[string]any, error) {
	r.line++
	text, err := readBounded(r.lines, maxDumpLine)
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the dump ends before its end, it was cut short: %w", tm.ErrInvalid)
	}
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var fields map[string]any
	if err := decoder.Decode(&fields); err != nil || decoder.More() || fields == nil || !utf8.Valid(text) {
		return nil, fmt.Errorf("not the line of a dump: %w", tm.ErrInvalid)
	}
	return fields, nil
}

// readBounded reads up to and with the next line feed. A last line without one
// is [io.EOF]: it was cut.
func readBounded(r *bufio.Reader, most int) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case err == nil:
			return line, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		case len(line) > most:
			return nil, fmt.Errorf("longer than any line of a dump (%d MB): %w", most>>20, tm.ErrInvalid)
		}
	}
}

// row reads a line and stores its row.
func (r *restorer) row(ctx context.Context, c *change) error {
	fields, err := r.next()
	if err != nil {
		return err
	}
	if fields["is"] == "unit" {
		r.units = append(r.units, fields)
		if len(r.units) < unitBatch {
			return nil
		}
		return r.storeUnits(ctx, c)
	}
	if fields["is"] == "end" {
		if lines, err := number(fields["lines"]); err != nil || lines != int64(r.line) {
			return fmt.Errorf("the dump was written with %v lines, some are missing or were added: %w", fields["lines"], tm.ErrInvalid)
		}
		r.ended = true
		return nil
	}
	return r.insert(ctx, c, fields)
}

// unitBatch is how many units are stored at a time: their texts are looked for
// together.
const unitBatch = 256

// storeUnits stores the units that were gathered, their texts first.
func (r *restorer) storeUnits(ctx context.Context, c *change) error {
	texts := map[string][]string{} // by language
	sides := [...]struct{ lang, text, id string }{{"source_lang", "source", "source_text"}, {"target_lang", "target", "target_text"}}
	for _, fields := range r.units {
		for _, side := range sides {
			lang, isLang := fields[side.lang].(string)
			text, isText := fields[side.text].(string)
			if !isLang || !isText {
				return fmt.Errorf("a unit without its %s: %w", side.text, tm.ErrInvalid)
			}
			texts[lang] = append(texts[lang], text)
		}
	}
	ids := map[string]map[string]int64{}
	for _, lang := range slices.Sorted(maps.Keys(texts)) {
		found, err := findTexts(ctx, c, lang, texts[lang])
		if err != nil {
			return err
		}
		if err := c.putTexts(ctx, lang, texts[lang], found); err != nil {
			return err
		}
		ids[lang] = found
	}
	for _, fields := range r.units {
		for _, side := range sides {
			id := ids[fields[side.lang].(string)][fields[side.text].(string)]
			delete(fields, side.text)
			fields[side.id] = json.Number(strconv.FormatInt(id, 10))
		}
		if err := r.insert(ctx, c, fields); err != nil {
			return err
		}
	}
	r.units = r.units[:0]
	return nil
}

// insert stores the row of a line.
func (r *restorer) insert(ctx context.Context, c *change, fields map[string]any) error {
	name, _ := fields["is"].(string)
	t, err := r.table(ctx, c, name)
	if err != nil {
		return err
	}
	args, err := t.args(fields)
	if err != nil {
		return fmt.Errorf("a row of %s: %w: %w", name, err, tm.ErrInvalid)
	}
	_, err = c.ExecContext(ctx, t.insert, args...)
	if _, kind := classify(err); err != nil && kind == nil {
		return fmt.Errorf("a row of %s that cannot be: %w: %w", name, err, tm.ErrInvalid)
	}
	return err
}

// table returns what is needed to fill a table.
func (r *restorer) table(ctx context.Context, q querier, name string) (*restored, error) {
	if t := r.tables[name]; t != nil {
		return t, nil
	}
	all := slices.Concat(tablesBefore, articleTables, tablesAfter)
	i := slices.IndexFunc(all, func(t table) bool { return t.name == name })
	if i < 0 {
		return nil, fmt.Errorf("calque knows no %q: %w", name, tm.ErrInvalid)
	}
	columns, err := all[i].columns(ctx, q)
	if err != nil {
		return nil, err
	}
	t := &restored{table: all[i], kinds: map[string]string{}, insert: all[i].insert(columns)}
	for _, c := range columns {
		t.kinds[c.name] = c.kind
	}
	for _, reference := range t.refs {
		if reference.insert == ":"+reference.column {
			continue // whoever stores the row finds the number
		}
		delete(t.kinds, reference.column)
		for _, f := range reference.fields {
			t.kinds[f.name] = "TEXT"
		}
	}
	r.tables[name] = t
	return t, nil
}

// args are the fields of a line as parameters; what a line leaves out is NULL.
func (t *restored) args(fields map[string]any) ([]any, error) {
	for name := range fields {
		if _, known := t.kinds[name]; !known && name != "is" {
			return nil, fmt.Errorf("it has an unknown field %q", name)
		}
	}
	var args []any
	for name, kind := range t.kinds {
		value, err := readValue(kind, fields[name])
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", name, err)
		}
		args = append(args, sql.Named(name, value))
	}
	return args, nil
}

// readValue is the value of a field as a column of this kind keeps it.
func readValue(kind string, value any) (any, error) {
	if value == nil {
		return nil, nil
	}
	text, isText := value.(string)
	switch {
	case kind == "INTEGER":
		return number(value)
	case kind == "REAL":
		n, ok := value.(json.Number)
		if !ok {
			return nil, fmt.Errorf("%v is not a number", value)
		}
		return n.Float64()
	case !isText:
		return nil, fmt.Errorf("%v is not a text", value)
	case kind == "BLOB":
		return base64.StdEncoding.DecodeString(text)
	}
	return text, nil
}
