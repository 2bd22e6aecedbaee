package weblate

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
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

// ErrFormat is wrapped by the error of a file that is no memory of Weblate.
var ErrFormat = errors.New("bad Weblate memory")

// DefaultMaxUnit bounds an object, in bytes.
const DefaultMaxUnit = 32 << 20

// statusPending is the status of an entry that was suggested and not reviewed.
const statusPending = 0

// ReadOptions say what to take from a file.
type ReadOptions struct {
	// Source language and Targets; any when not given.
	Source  language.Tag
	Targets []language.Tag
	// Status and Confidence of the units: auto and 1 when zero.
	Status     tm.Status
	Confidence float64
	MaxUnit    int // [DefaultMaxUnit] when 0
}

// Reader reads units, one object at a time.
type Reader struct {
	in      *places
	options ReadOptions
	found   finding.List
}

// NewReader returns a reader of in.
func NewReader(in io.Reader, options ReadOptions) *Reader {
	options.Status = cmp.Or(options.Status, tm.StatusAuto)
	options.Confidence = cmp.Or(options.Confidence, 1)
	return &Reader{in: newPlaces(in, cmp.Or(options.MaxUnit, DefaultMaxUnit)), options: options}
}

// Findings returns what was left out so far, and why.
func (r *Reader) Findings() []finding.Finding { return r.found.All() }

// object is what a file says of a unit. A field that is not there is nil.
type object struct {
	Source         *string `json:"source"`
	Target         *string `json:"target"`
	SourceLanguage string  `json:"source_language"`
	TargetLanguage string  `json:"target_language"`
	Origin         string  `json:"origin"`
	Context        string  `json:"context"`
	Status         *int    `json:"status"`
}

// Units yields the units in the order of the file. A fault ends it with an error
// that wraps [ErrFormat] and gives line and column; the units before have been
// yielded by then.
func (r *Reader) Units() iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		decoder := json.NewDecoder(r.in)
		token, err := decoder.Token()
		if err == io.EOF {
			err = errors.New("the file is empty")
		}
		if err == nil && token != json.Delim('[') {
			err = errors.New("the file should be an array of objects")
		}
		if err != nil {
			yield(tm.Unit{}, r.in.fault(decoder.InputOffset(), err))
			return
		}
		var scanned int64 // bytes of objects; a decoder counts the place of a fault in them
		for decoder.More() {
			offset := r.in.afterComma(decoder.InputOffset())
			r.in.begin(offset)
			var o object
			if err := decoder.Decode(&o); err != nil {
				at := decoder.InputOffset()
				if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
					at = offset + syntax.Offset - scanned - 1 // of the byte that is wrong
				}
				yield(tm.Unit{}, r.in.fault(at, err))
				return
			}
			scanned += decoder.InputOffset() - offset
			u, ok, err := r.unit(o, r.in.line(offset))
			if err != nil {
				yield(tm.Unit{}, r.in.fault(offset, err))
				return
			}
			if ok && !yield(u, nil) {
				return
			}
		}
		if _, err := decoder.Token(); err != nil {
			yield(tm.Unit{}, r.in.fault(decoder.InputOffset(), err))
		}
	}
}

// unit makes a unit of an object, or counts why it is none.
func (r *Reader) unit(o object, line int) (tm.Unit, bool, error) {
	if o.Source == nil || o.Target == nil {
		return tm.Unit{}, false, errors.New("an object has no source or no target: this is another kind of JSON")
	}
	if strings.TrimSpace(*o.Source) == "" || strings.TrimSpace(*o.Target) == "" {
		r.found.Lose("unit without a source or a translation", line)
		return tm.Unit{}, false, nil
	}
	if o.Status != nil && *o.Status == statusPending {
		r.found.Lose("translation that was not reviewed yet", line)
		return tm.Unit{}, false, nil
	}
	from, fromErr := tm.ParseLang(o.SourceLanguage)
	to, toErr := tm.ParseLang(o.TargetLanguage)
	if err := errors.Join(fromErr, toErr); err != nil {
		r.found.Lose("unit in a language that is none: "+fmt.Sprintf("%.40q", cmp.Or(badCode(o, fromErr), "")), line)
		return tm.Unit{}, false, nil
	}
	to, wanted := r.wanted(to)
	if !wanted || r.options.Source != language.Und && !tm.SameLanguage(r.options.Source, from) {
		r.found.Lose("unit in a language that was not asked for", line)
		return tm.Unit{}, false, nil
	}
	if r.options.Source != language.Und {
		from = r.options.Source
	}
	u := tm.Unit{
		Source: tm.Variant{Lang: from, Text: *o.Source}, Target: tm.Variant{Lang: to, Text: *o.Target},
		Status: r.options.Status, Confidence: r.options.Confidence,
		Origin: tm.Origin{SourceFile: o.Origin},
	}
	if o.Context != "" {
		u.Properties = []tm.Property{{Name: propContext, Value: o.Context}}
	}
	return u, true, nil
}

func badCode(o object, fromErr error) string {
	if fromErr != nil {
		return o.SourceLanguage
	}
	return o.TargetLanguage
}

// wanted returns the target language under which a text in tag is taken.
func (r *Reader) wanted(tag language.Tag) (language.Tag, bool) {
	for _, asked := range r.options.Targets {
		if asked == tag {
			return tag, true
		}
	}
	for _, asked := range r.options.Targets {
		if tm.SameLanguage(asked, tag) {
			return asked, true
		}
	}
	return tag, len(r.options.Targets) == 0
}

// places reads a file and knows where in it an offset is, for the bytes since
// the object that is being read began. It ends an object that is too long.
type places struct {
	in        *bufio.Reader
	max       int64
	first     bool
	kept      []byte
	start     int64 // offset of kept[0]
	startLine int   // line and column of kept[0], from 1
	startCol  int
}

func newPlaces(in io.Reader, maxUnit int) *places {
	return &places{in: bufio.NewReaderSize(in, 64<<10), max: int64(maxUnit), first: true, startLine: 1, startCol: 1}
}

func (p *places) Read(b []byte) (int, error) {
	if p.first {
		p.first = false
		if head, _ := p.in.Peek(3); string(head) == "\ufeff" {
			p.in.Discard(3) // has been peeked at, so it cannot fail
		}
	}
	if int64(len(p.kept)) > p.max {
		return 0, fmt.Errorf("more than %d bytes in one object", p.max)
	}
	n, err := p.in.Read(b)
	p.kept = append(p.kept, b[:n]...)
	return n, err
}

// afterComma returns offset, or what follows it if a comma stands there.
func (p *places) afterComma(offset int64) int64 {
	if rest := p.kept[p.index(offset):]; len(rest) > 0 && rest[0] == ',' {
		return offset + 1
	}
	return offset
}

// begin forgets what stands before an offset.
func (p *places) begin(offset int64) {
	p.startLine, p.startCol = p.at(offset)
	p.kept = p.kept[:copy(p.kept, p.kept[p.index(offset):])]
	p.start = offset
}

func (p *places) index(offset int64) int64 {
	return max(0, min(offset-p.start, int64(len(p.kept))))
}

func (p *places) at(offset int64) (line, column int) {
	line, column = p.startLine, p.startCol
	before := p.kept[:p.index(offset)]
	for len(before) > 0 {
		r, size := utf8.DecodeRune(before)
		before = before[size:]
		if r == '\n' {
			line, column = line+1, 1
			continue
		}
		column++
	}
	return line, column
}

// line is that of the first character that follows offset and is no space.
func (p *places) line(offset int64) int {
	rest := p.kept[p.index(offset):]
	spaces := len(rest) - len(bytes.TrimLeft(rest, " \t\r\n"))
	line, _ := p.at(offset + int64(spaces))
	return line
}

func (p *places) fault(offset int64, err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
		err = errors.New("the file ends in the middle")
		offset = p.start + int64(len(p.kept))
	}
	line, column := p.at(offset)
	return fmt.Errorf("%w: line %d, column %d: %w", ErrFormat, line, column, err)
}
