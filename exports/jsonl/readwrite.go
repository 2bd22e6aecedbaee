package jsonl

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"calque/tm"
)

// ErrFormat is wrapped by the error of a line that does not hold a unit.
var ErrFormat = errors.New("bad JSON Lines")

// DefaultMaxLine bounds a line, in bytes.
const DefaultMaxLine = 32 << 20

// Writer writes units. It is not safe for concurrent use.
type Writer struct {
	out     *bufio.Writer
	encoder *json.Encoder
	count   int
}

// NewWriter returns a writer to out.
func NewWriter(out io.Writer) *Writer {
	buffered := bufio.NewWriterSize(out, 64<<10)
	encoder := json.NewEncoder(buffered)
	encoder.SetEscapeHTML(false) // the text should be readable, and is no HTML
	return &Writer{out: buffered, encoder: encoder}
}

// WriteUnit adds a line.
func (w *Writer) WriteUnit(u tm.Unit) error {
	w.count++
	if err := w.encoder.Encode(encode(u)); err != nil {
		return fmt.Errorf("write JSON line %d: %w", w.count, err)
	}
	return nil
}

// Close writes what is buffered. It does not close the underlying writer.
func (w *Writer) Close() error {
	if err := w.out.Flush(); err != nil {
		return fmt.Errorf("write JSON lines: %w", err)
	}
	return nil
}

// Reader reads units.
type Reader struct {
	in      io.Reader
	maxLine int
}

// NewReader returns a reader of in. A line may have maxLine bytes,
// [DefaultMaxLine] when 0.
func NewReader(in io.Reader, maxLine int) *Reader {
	return &Reader{in: in, maxLine: cmp.Or(maxLine, DefaultMaxLine)}
}

// Units yields the units in the order of the file; empty lines are skipped. A
// line that is no unit ends it with an error that wraps [ErrFormat] and gives
// the line's number.
func (r *Reader) Units() iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		scanner := bufio.NewScanner(r.in)
		scanner.Buffer(nil, r.maxLine)
		number := 0
		for scanner.Scan() {
			number++
			text := scanner.Bytes()
			if number == 1 {
				text = bytes.TrimPrefix(text, []byte("\ufeff"))
			}
			if len(bytes.TrimSpace(text)) == 0 {
				continue
			}
			u, err := parse(text)
			if err != nil {
				yield(tm.Unit{}, fmt.Errorf("%w: line %d: %w", ErrFormat, number, err))
				return
			}
			if !yield(u, nil) {
				return
			}
		}
		if err := scanner.Err(); err != nil {
			yield(tm.Unit{}, r.scanError(number+1, err))
		}
	}
}

func (r *Reader) scanError(number int, err error) error {
	if errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("%w: line %d is longer than %d bytes", ErrFormat, number, r.maxLine)
	}
	return fmt.Errorf("read JSON line %d: %w", number, err)
}

func parse(text []byte) (tm.Unit, error) {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return tm.Unit{}, err
	}
	u, err := decode(l)
	if err != nil {
		return tm.Unit{}, err
	}
	if !(u.Confidence >= 0 && u.Confidence <= 1) {
		return tm.Unit{}, fmt.Errorf("confidence %v is not between 0 and 1", u.Confidence)
	}
	return u, nil
}
