package moses

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	"calque/exports/finding"
	"calque/tm"
)

// ErrFormat is wrapped by the error of files that are no pair of texts.
var ErrFormat = errors.New("bad parallel text")

// DefaultMaxLine bounds a line, in bytes.
const DefaultMaxLine = 4 << 20

// ReadOptions say what the files do not.
type ReadOptions struct {
	Source, Target language.Tag
	// Status and Confidence of the units: auto and 1 when zero.
	Status     tm.Status
	Confidence float64
	MaxLine    int // [DefaultMaxLine] when 0
}

// Reader reads the units of a pair of files.
type Reader struct {
	source, target *side
	options        ReadOptions
	found          finding.List
}

// NewReader returns a reader of both sides.
func NewReader(source, target io.Reader, options ReadOptions) *Reader {
	options.MaxLine = cmp.Or(options.MaxLine, DefaultMaxLine)
	options.Status = cmp.Or(options.Status, tm.StatusAuto)
	options.Confidence = cmp.Or(options.Confidence, 1)
	return &Reader{
		source: newSide("source", source, options.MaxLine), target: newSide("target", target, options.MaxLine),
		options: options,
	}
}

// Findings returns what was left out so far, and why.
func (r *Reader) Findings() []finding.Finding { return r.found.All() }

// Units yields a unit for each line that has text on both sides. Files of
// different length are no pair: what stands before the end of the shorter has
// been yielded by then, and the error says so.
func (r *Reader) Units() iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		for number := 1; ; number++ {
			source, sourceErr := r.source.line()
			target, targetErr := r.target.line()
			if sourceErr == io.EOF && targetErr == io.EOF {
				return
			}
			if err := bothOrNeither(sourceErr, targetErr); err != nil {
				yield(tm.Unit{}, fmt.Errorf("%w: line %d: %w", ErrFormat, number, err))
				return
			}
			if strings.TrimSpace(source) == "" || strings.TrimSpace(target) == "" {
				r.found.Lose("line that is empty on one side or both", number)
				continue
			}
			if !yield(tm.Unit{
				Source: tm.Variant{Lang: r.options.Source, Text: source},
				Target: tm.Variant{Lang: r.options.Target, Text: target},
				Status: r.options.Status, Confidence: r.options.Confidence,
			}, nil) {
				return
			}
		}
	}
}

// bothOrNeither returns the error of a line that one side cannot give.
func bothOrNeither(source, target error) error {
	switch {
	case source != nil && source != io.EOF:
		return source
	case target != nil && target != io.EOF:
		return target
	case source == io.EOF:
		return errors.New("the source file ends before the target file: the two are no pair")
	case target == io.EOF:
		return errors.New("the target file ends before the source file: the two are no pair")
	}
	return nil
}

// side reads the lines of one file.
type side struct {
	name  string
	in    *bufio.Reader
	max   int
	begun bool
}

func newSide(name string, in io.Reader, maxLine int) *side {
	return &side{name: name, in: bufio.NewReaderSize(in, 64<<10), max: maxLine}
}

func (s *side) line() (string, error) {
	var line []byte
	for {
		part, err := s.in.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > s.max {
			return "", fmt.Errorf("it is longer than %d bytes in the %s file", s.max, s.name)
		}
		if err == nil || err == io.EOF && len(line) > 0 {
			break
		}
		if err != bufio.ErrBufferFull {
			return "", err
		}
	}
	if !s.begun {
		s.begun = true
		if bytes.HasPrefix(line, []byte{0xFF, 0xFE}) || bytes.HasPrefix(line, []byte{0xFE, 0xFF}) {
			return "", fmt.Errorf("the %s file is in UTF-16; convert it to UTF-8 first", s.name)
		}
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
	}
	if column := badByte(line); column > 0 {
		return "", fmt.Errorf("column %d of the %s file is no text in UTF-8", column, s.name)
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(line), "\n"), "\r"), nil
}

// badByte returns the column, from 1, of the first byte that is not UTF-8, or
// is a NUL, which no text has; 0 for none.
func badByte(line []byte) int {
	column := 0
	for len(line) > 0 {
		r, size := utf8.DecodeRune(line)
		column++
		if r == utf8.RuneError && size == 1 || r == 0 {
			return column
		}
		line = line[size:]
	}
	return 0
}
