package tmx

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"golang.org/x/text/language"

	"calque/tm"
)

// DefaultMaxUnit bounds one translation unit with all that belongs to it.
const DefaultMaxUnit = 32 << 20

// Bounds that no honest file meets.
const (
	maxDepth      = 64 // elements inside each other
	maxAttributes = 64 // of one element
	maxUnknown    = 50 // names of unknown elements and languages kept in a report
)

// ErrFormat is wrapped by the error of a file that is not TMX, is cut short or
// breaks the rules of XML.
var ErrFormat = errors.New("bad TMX")

// Inline says what becomes of the elements inside a segment.
type Inline int

const (
	// InlineDrop leaves out native codes (bpt, ept, it, ph, ut and their sub)
	// and keeps the text between them, as a person reads the segment.
	InlineDrop Inline = iota
	// InlineKeep puts the native codes in their place as plain text.
	InlineKeep
)

// ReadOptions say what to take from a file. The zero ReadOptions take
// everything, from the source language that the file states.
type ReadOptions struct {
	// Source language of the units. When und, that of the tu or of the header,
	// and the first variant where neither names one ("*all*").
	Source language.Tag
	// Targets to take; all others in the tu when empty.
	Targets []language.Tag
	Inline  Inline
	// Status and Confidence of a unit whose file says nothing about them:
	// auto and 1 when zero.
	Status     tm.Status
	Confidence float64
	// MaxUnit bounds the bytes of one unit, [DefaultMaxUnit] when 0.
	MaxUnit int
}

// Report tells what a file held besides its units, for the person who
// imported it.
type Report struct {
	Version  string // of TMX, as the root element states it
	Tool     string // that made the file, with its version
	Encoding string // how the bytes were read
	TUs      int    // tu elements read
	Units    int    // units that came out
	Empty    int    // variants without text, left out
	Unpaired int    // tu elements without a source or a target that was asked for
	Inline   int    // native codes left out of, or put into, the text
	BadDates int    // dates that could not be read, left out
	// Regions counts variants that were taken although their region differs
	// from the language asked for, by the file's tag.
	Regions map[string]int
	// Languages counts variants whose language is no BCP 47 tag, left out.
	Languages map[string]int
	// Unknown counts elements that TMX does not have, skipped.
	Unknown map[string]int
}

// Reader reads units from TMX 1.1 to 1.4b, in UTF-8, UTF-16 or a declared
// legacy encoding.
type Reader struct {
	options ReadOptions
	in      io.Reader
	budget  *budget
	xml     *xml.Decoder
	report  Report
	stack   []string
	srclang string // of the header
}

// NewReader returns a reader of in. Nothing is read before Units is ranged
// over.
func NewReader(in io.Reader, options ReadOptions) *Reader {
	options.MaxUnit = cmp.Or(options.MaxUnit, DefaultMaxUnit)
	options.Status = cmp.Or(options.Status, tm.StatusAuto)
	options.Confidence = cmp.Or(options.Confidence, 1)
	return &Reader{options: options, in: in, report: Report{
		Regions: map[string]int{}, Languages: map[string]int{}, Unknown: map[string]int{},
	}}
}

// Report returns what was found so far.
func (r *Reader) Report() Report { return r.report }

// Units yields the units in the order of the file. A fault in the file ends
// it with an error that wraps [ErrFormat] and says where; the units before
// have been yielded by then. It can be ranged over once.
func (r *Reader) Units() iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		if err := r.open(); err != nil {
			yield(tm.Unit{}, err)
			return
		}
		for {
			tu, err := r.nextTU()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(tm.Unit{}, err)
				return
			}
			r.report.TUs++
			units := r.units(tu)
			if len(units) == 0 {
				r.report.Unpaired++
			}
			for _, u := range units {
				r.report.Units++
				if !yield(u, nil) {
					return
				}
			}
		}
	}
}

func (r *Reader) open() error {
	decoded, encoding, err := decode(r.in)
	if err != nil {
		return fmt.Errorf("read TMX: %w", err)
	}
	r.report.Encoding = encoding
	r.budget = &budget{in: decoded, size: r.options.MaxUnit, left: r.options.MaxUnit}
	r.xml = xml.NewDecoder(r.budget)
	r.xml.Strict = true
	r.xml.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if strings.HasPrefix(encoding, "utf-16") {
			return in, nil // decoded already, and the declaration stands for it
		}
		r.report.Encoding = strings.ToLower(label)
		return charsetReader(label, in)
	}
	return r.root()
}

// root reads up to the first child of the root element.
func (r *Reader) root() error {
	for {
		token, err := r.token()
		if err == io.EOF {
			return r.fault(errors.New("the file has no content"))
		}
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if start.Name.Local != "tmx" {
			return r.fault(fmt.Errorf("the root element is <%s>, not <tmx>", start.Name.Local))
		}
		r.report.Version = attribute(start, "version")
		return nil
	}
}

// nextTU returns the next tu, or io.EOF after the end of the root element.
func (r *Reader) nextTU() (*translationUnit, error) {
	for {
		r.budget.reset()
		token, err := r.token()
		if err == io.EOF {
			return nil, r.fault(fmt.Errorf("the file ends inside <%s>", r.stack[len(r.stack)-1]))
		}
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.EndElement:
			if len(r.stack) == 0 {
				return nil, io.EOF
			}
		case xml.StartElement:
			switch token.Name.Local {
			case "header":
				r.header(token)
			case "tu":
				return r.readTU(token)
			case "body", "note", "prop", "ude", "map":
			default:
				count(r.report.Unknown, token.Name.Local)
			}
		}
	}
}

func (r *Reader) header(start xml.StartElement) {
	r.srclang = attribute(start, "srclang")
	r.report.Tool = strings.TrimSpace(attribute(start, "creationtool") + " " + attribute(start, "creationtoolversion"))
}

// token returns the next token that is well nested, or io.EOF.
func (r *Reader) token() (xml.Token, error) {
	token, err := r.xml.RawToken()
	if err != nil {
		if err == io.EOF {
			return nil, err
		}
		return nil, r.fault(err)
	}
	switch token := token.(type) {
	case xml.StartElement:
		if len(r.stack) == maxDepth {
			return nil, r.fault(fmt.Errorf("more than %d elements inside each other", maxDepth))
		}
		if err := checkAttributes(token); err != nil {
			return nil, r.fault(err)
		}
		r.stack = append(r.stack, token.Name.Local)
	case xml.EndElement:
		if len(r.stack) == 0 || r.stack[len(r.stack)-1] != token.Name.Local {
			return nil, r.fault(fmt.Errorf("</%s> closes nothing that is open", token.Name.Local))
		}
		r.stack = r.stack[:len(r.stack)-1]
	}
	return token, nil
}

func checkAttributes(start xml.StartElement) error {
	if len(start.Attr) > maxAttributes {
		return fmt.Errorf("<%s> has %d attributes", start.Name.Local, len(start.Attr))
	}
	for i, a := range start.Attr {
		for _, b := range start.Attr[:i] {
			if a.Name == b.Name {
				return fmt.Errorf("<%s> has the attribute %s twice", start.Name.Local, a.Name.Local)
			}
		}
	}
	return nil
}

// fault says where the reader stands.
func (r *Reader) fault(err error) error {
	line, column := r.xml.InputPos()
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		err = errors.New(syntax.Msg)
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
		err = errors.New("the file ends in the middle")
	}
	return fmt.Errorf("%w: line %d, column %d: %w", ErrFormat, line, column, err)
}

// attribute returns the value of the attribute with this local name, whatever
// its prefix and case: old files have lang for xml:lang.
func attribute(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if strings.EqualFold(a.Name.Local, name) {
			return a.Value
		}
	}
	return ""
}

func count(counts map[string]int, name string) {
	if _, ok := counts[name]; ok || len(counts) < maxUnknown {
		counts[name]++
	}
}
