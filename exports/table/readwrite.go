package table

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/language"
	"golang.org/x/text/transform"

	"calque/tm"
)

// ErrFormat is wrapped by the error of a table that does not hold units.
var ErrFormat = errors.New("bad table")

// DefaultMaxRow bounds a row, in bytes.
const DefaultMaxRow = 32 << 20

// Options say how a table is written.
type Options struct {
	CSV      bool // commas and quotes instead of tabs
	NoHeader bool // no row of column names
	// Columns to write, in order; all when empty.
	Columns []string
}

// Writer writes units. It is not safe for concurrent use.
type Writer struct {
	out     *bufio.Writer
	csv     *csv.Writer // nil for TSV
	options Options
	columns []column
	row     []string
	started bool
	count   int
}

// NewWriter returns a writer to out.
func NewWriter(out io.Writer, options Options) *Writer {
	w := &Writer{out: bufio.NewWriterSize(out, 64<<10), options: options}
	if options.CSV {
		w.csv = csv.NewWriter(w.out)
	}
	return w
}

// WriteUnit adds a row.
func (w *Writer) WriteUnit(u tm.Unit) error {
	if err := w.start(); err != nil {
		return err
	}
	w.count++
	w.row = w.row[:0]
	for _, c := range w.columns {
		w.row = append(w.row, c.get(&u))
	}
	if err := w.writeRow(); err != nil {
		return fmt.Errorf("write table row %d: %w", w.count, err)
	}
	return nil
}

// Close writes what is buffered, and the row of names if nothing else was
// written. It does not close the underlying writer.
func (w *Writer) Close() error {
	if err := w.start(); err != nil {
		return err
	}
	if w.csv != nil {
		w.csv.Flush()
		if err := w.csv.Error(); err != nil {
			return fmt.Errorf("write table: %w", err)
		}
	}
	if err := w.out.Flush(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

func (w *Writer) start() error {
	if w.started {
		return nil
	}
	w.columns = columns
	if len(w.options.Columns) > 0 {
		w.columns = nil
		for _, name := range w.options.Columns {
			c, ok := columnNamed(name)
			if !ok {
				return fmt.Errorf("write table: there is no column %q; the columns are %s", name, strings.Join(Columns(), ", "))
			}
			w.columns = append(w.columns, c)
		}
	}
	w.started = true
	if w.options.NoHeader {
		return nil
	}
	for _, c := range w.columns {
		w.row = append(w.row, c.name)
	}
	return w.writeRow()
}

func (w *Writer) writeRow() error {
	if w.csv != nil {
		return w.csv.Write(w.row)
	}
	for i, cell := range w.row {
		if i > 0 {
			w.out.WriteByte('\t')
		}
		escaper.WriteString(w.out, cell)
	}
	return w.out.WriteByte('\n') // a bufio.Writer keeps its first error
}

// Columns returns the names of all columns, in the order of a full table.
func Columns() []string {
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names
}

// Cells returns what the columns say of a unit, in their order, before any
// escaping.
func Cells(u tm.Unit) []string {
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = c.get(&u)
	}
	return cells
}

func columnNamed(name string) (column, bool) {
	for _, c := range columns {
		if c.name == name {
			return c, true
		}
	}
	return column{}, false
}

// ReadOptions say what to take from a table.
type ReadOptions struct {
	CSV bool
	// Plain takes the cells of a TSV as they stand: a backslash is no escape.
	Plain bool
	// Source and Target are the languages of rows that do not name theirs.
	Source, Target language.Tag
	// Status and Confidence of rows that do not say: auto and 1 when zero.
	Status     tm.Status
	Confidence float64
	MaxRow     int // bytes; [DefaultMaxRow] when 0
}

// Reader reads units.
type Reader struct {
	in      io.Reader
	options ReadOptions
	columns []column // by position; a column without a name is skipped
}

// NewReader returns a reader of in.
func NewReader(in io.Reader, options ReadOptions) *Reader {
	options.MaxRow = cmp.Or(options.MaxRow, DefaultMaxRow)
	options.Status = cmp.Or(options.Status, tm.StatusAuto)
	options.Confidence = cmp.Or(options.Confidence, 1)
	return &Reader{in: in, options: options}
}

// Units yields the units in the order of the table; empty rows are skipped. A
// row that is no unit ends it with an error that wraps [ErrFormat] and gives
// the line.
func (r *Reader) Units() iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		for row, err := range r.rows() {
			if err != nil {
				yield(tm.Unit{}, err)
				return
			}
			if err := checkText(row.cells); err != nil {
				yield(tm.Unit{}, fmt.Errorf("%w: line %d: %w", ErrFormat, row.line, err))
				return
			}
			if r.columns == nil {
				if r.header(row.cells) {
					continue
				}
				r.columns = columns[:2]
				if r.languages(row.cells) {
					continue
				}
			}
			u, err := r.unit(row.cells)
			if err != nil {
				yield(tm.Unit{}, fmt.Errorf("%w: line %d: %w", ErrFormat, row.line, err))
				return
			}
			if u.Source.Text == "" && u.Target.Text == "" {
				continue
			}
			if !yield(u, nil) {
				return
			}
		}
	}
}

// header takes the first row as column names if source and target are among
// them.
func (r *Reader) header(cells []string) bool {
	var found []column
	known := map[string]bool{}
	for _, cell := range cells {
		name := strings.ToLower(strings.TrimSpace(cell))
		c, ok := columnNamed(name)
		if ok && known[name] {
			c = column{}
		}
		known[name] = ok
		found = append(found, c)
	}
	if !known["source"] || !known["target"] {
		return false
	}
	r.columns = found
	return true
}

// languages takes the first row as the languages of the two columns, unless
// other ones were asked for: it is text then.
func (r *Reader) languages(cells []string) bool {
	source, target, ok := Languages(cells)
	if !ok || !agree(r.options.Source, source) || !agree(r.options.Target, target) {
		return false
	}
	r.options.Source = cmp.Or(r.options.Source, source)
	r.options.Target = cmp.Or(r.options.Target, target)
	return true
}

func agree(asked, found language.Tag) bool {
	return asked == language.Und || tm.SameLanguage(asked, found)
}

// Languages returns the languages that a first row names, as some programs
// write it above the two columns of a table: fr and en, fr-FR and zh_CN. Codes of
// three letters are not taken, since words look like them.
func Languages(cells []string) (source, target language.Tag, ok bool) {
	if len(cells) != 2 {
		return source, target, false
	}
	var tags [2]language.Tag
	for i, cell := range cells {
		code := strings.TrimSpace(cell)
		tag, err := tm.ParseLang(code)
		base, _, _ := strings.Cut(strings.ReplaceAll(code, "_", "-"), "-")
		if err != nil || len(base) != 2 {
			return source, target, false
		}
		tags[i] = tag
	}
	return tags[0], tags[1], tags[0] != tags[1]
}

func (r *Reader) unit(cells []string) (tm.Unit, error) {
	u := tm.Unit{
		Source:     tm.Variant{Lang: r.options.Source},
		Target:     tm.Variant{Lang: r.options.Target},
		Status:     r.options.Status,
		Confidence: r.options.Confidence,
	}
	for i, cell := range cells {
		if i >= len(r.columns) {
			break
		}
		c := r.columns[i]
		if c.set == nil || cell == "" {
			continue
		}
		if err := c.set(&u, cell); err != nil {
			return u, fmt.Errorf("column %s: %w", c.name, err)
		}
	}
	if len(cells) < 2 {
		return u, fmt.Errorf("one cell only; a row has a source and a target")
	}
	if u.Source.Lang == language.Und || u.Target.Lang == language.Und {
		return u, fmt.Errorf("the languages are not known: give them, or add the columns source_lang and target_lang")
	}
	return u, nil
}

// row is a row with its place in the file.
type row struct {
	line  int
	cells []string
}

func (r *Reader) rows() iter.Seq2[row, error] {
	if r.options.CSV {
		return r.csvRows()
	}
	return r.tsvRows()
}

func (r *Reader) tsvRows() iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		scanner := bufio.NewScanner(decode(r.in))
		scanner.Buffer(nil, r.options.MaxRow)
		number := 0
		for scanner.Scan() {
			number++
			line := scanner.Text()
			if line == "" {
				continue
			}
			cells := strings.Split(line, "\t")
			if !r.options.Plain {
				for i, cell := range cells {
					cells[i] = unescape(cell)
				}
			}
			if !yield(row{number, cells}, nil) {
				return
			}
		}
		if err := scanner.Err(); err != nil {
			yield(row{}, fmt.Errorf("%w: line %d: %w", ErrFormat, number+1, err))
		}
	}
}

func (r *Reader) csvRows() iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		bounded := &rowLimit{in: decode(r.in), size: r.options.MaxRow, left: r.options.MaxRow}
		reader := csv.NewReader(bounded)
		reader.FieldsPerRecord = -1
		for {
			bounded.left = bounded.size
			cells, err := reader.Read()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(row{}, fmt.Errorf("%w: %w", ErrFormat, err))
				return
			}
			line, _ := reader.FieldPos(0)
			if !yield(row{line, cells}, nil) {
				return
			}
		}
	}
}

// decode reads UTF-16 that begins with a byte-order mark as UTF-8, and leaves
// out the mark that spreadsheets write before UTF-8.
func decode(in io.Reader) io.Reader {
	return transform.NewReader(in, unicode.BOMOverride(transform.Nop))
}

// checkText refuses cells that are no text: those of a file in another
// encoding, or of none.
func checkText(cells []string) error {
	for i, cell := range cells {
		if !utf8.ValidString(cell) || strings.ContainsRune(cell, 0) {
			return fmt.Errorf("cell %d is no text in UTF-8; save the table as UTF-8", i+1)
		}
	}
	return nil
}

// rowLimit ends a quoted cell that never closes.
type rowLimit struct {
	in         io.Reader
	size, left int
}

func (l *rowLimit) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, fmt.Errorf("a row is longer than %d bytes", l.size)
	}
	if len(p) > l.left {
		p = p[:l.left]
	}
	n, err := l.in.Read(p)
	l.left -= n
	return n, err
}
