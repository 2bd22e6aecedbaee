package tmx

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"golang.org/x/text/language"

	"calque/exports/finding"
	"calque/exports/tmx/xmlscan"
	"calque/tm"
)

// DefaultMaxUnit bounds one translation unit with all that belongs to it, in
// bytes.
const DefaultMaxUnit = 32 << 20

// Bounds that no honest file meets.
const (
	maxVariants   = 500     // of one unit
	maxProperties = 10_000  // of one unit, notes included
	maxSegment    = 1 << 20 // bytes; a longer one is left out
	maxCodes      = 2_000   // of one segment; one with more is left out
)

// ErrFormat is wrapped by the error of a file that is not TMX, is cut short or
// breaks the rules of XML.
var ErrFormat = errors.New("bad TMX")

// ReadOptions say what to take from a file. The zero ReadOptions take
// everything, from the source language that the file states.
type ReadOptions struct {
	// Source language of the units. When und, that of the tu or of the header,
	// and the first variant where neither names one ("*all*").
	Source language.Tag
	// Targets to take; all others in the tu when empty.
	Targets []language.Tag
	// Status and Confidence of a unit whose file says nothing about them:
	// confirmed, since a person made most memories, and 1 when zero.
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
}

// Reader reads units from TMX 1.1 to 1.4b, in UTF-8, UTF-16 or a declared
// legacy encoding.
type Reader struct {
	options ReadOptions
	in      io.Reader
	xml     *xmlscan.Scanner
	report  Report
	found   finding.List
	mark    int64 // offset up to which the last unit was read
	srclang language.Tag
	tags    map[string]parsedTag
	dates   map[string]time.Time
	segment []byte // of readSegment
}

// parsedTag is what became of a language code of the file.
type parsedTag struct {
	tag language.Tag
	ok  bool
}

// NewReader returns a reader of in. Nothing is read before Units is ranged
// over.
func NewReader(in io.Reader, options ReadOptions) *Reader {
	options.MaxUnit = cmp.Or(options.MaxUnit, DefaultMaxUnit)
	options.Status = cmp.Or(options.Status, tm.StatusConfirmed)
	options.Confidence = cmp.Or(options.Confidence, 1)
	return &Reader{options: options, in: in, tags: map[string]parsedTag{}, dates: map[string]time.Time{}}
}

// Report returns what was read so far.
func (r *Reader) Report() Report { return r.report }

// Findings returns what was left out so far, or taken otherwise than it stood
// in the file.
func (r *Reader) Findings() []finding.Finding { return r.found.All() }

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
			for _, u := range r.units(tu) {
				r.report.Units++
				if !yield(u, nil) {
					return
				}
			}
		}
	}
}

// open reads up to the first child of the root element.
func (r *Reader) open() error {
	decoded, encoding, err := xmlscan.Decode(r.in)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	r.report.Encoding = encoding
	r.xml = xmlscan.New(decoded, xmlscan.Options{MaxToken: r.options.MaxUnit})
	kind, err := r.xml.Next()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if name := element(r.xml.Name()); kind != xmlscan.Start || name != "tmx" {
		return r.fault(fmt.Errorf("the root element is <%s>, not <tmx>", name))
	}
	r.report.Version = r.attribute("version")
	return nil
}

// nextTU returns the next tu, or io.EOF after the end of the root element.
func (r *Reader) nextTU() (*translationUnit, error) {
	for {
		if r.xml.Depth() <= 2 {
			r.mark = r.xml.Offset()
		}
		kind, err := r.token()
		if err != nil {
			return nil, err
		}
		if kind != xmlscan.Start {
			continue
		}
		switch name := element(r.xml.Name()); name {
		case "header":
			r.header()
		case "tu":
			return r.readTU()
		case "body":
		case "note", "prop", "ude":
			r.found.Lose("<"+name+"> of the header", r.xml.Line())
			if err := r.skip(); err != nil {
				return nil, err
			}
		default:
			r.found.Lose("unknown element <"+name+">", r.xml.Line())
		}
	}
}

// header reads the header's attributes, and says which of those are missing
// that TMX wants.
func (r *Reader) header() {
	for _, name := range []string{"creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"} {
		if r.attribute(name) == "" {
			r.found.Note("header without "+name, r.xml.Line())
		}
	}
	r.report.Tool = strings.TrimSpace(r.attribute("creationtool") + " " + r.attribute("creationtoolversion"))
	if srclang := r.attribute("srclang"); srclang != "" && !isAll(srclang) {
		r.srclang, _ = r.language(srclang)
	}
}

// isAll reports whether a srclang says that every variant may be the source.
func isAll(srclang string) bool { return strings.EqualFold(srclang, "*all*") }

// token reads the next token, or returns io.EOF.
func (r *Reader) token() (xmlscan.Kind, error) {
	kind, err := r.xml.Next()
	if err == nil && r.xml.Offset()-r.mark > int64(r.options.MaxUnit) {
		err = r.xml.Fault(fmt.Errorf("more than %d bytes in one unit, or between two", r.options.MaxUnit))
	}
	if err == nil || err == io.EOF {
		return kind, err
	}
	return kind, fmt.Errorf("%w: %w", ErrFormat, err)
}

func (r *Reader) fault(err error) error {
	return fmt.Errorf("%w: %w", ErrFormat, r.xml.Fault(err))
}

// skip leaves out the element that was opened last.
func (r *Reader) skip() error {
	for depth := r.xml.Depth(); r.xml.Depth() >= depth; {
		if _, err := r.token(); err != nil {
			return err
		}
	}
	return nil
}

// attribute returns the value of the attribute of the last tag with this local
// name, whatever its prefix and case: old files have lang for xml:lang.
func (r *Reader) attribute(name string) string {
	for _, a := range r.xml.Attributes() {
		if element(a.Name) == name {
			return a.Value
		}
	}
	return ""
}

// language returns the language that a code of the file stands for.
func (r *Reader) language(code string) (language.Tag, bool) {
	const maxTags = 1000
	if known, ok := r.tags[code]; ok {
		return known.tag, known.ok
	}
	tag, err := tm.ParseLang(code)
	if len(r.tags) < maxTags {
		r.tags[code] = parsedTag{tag, err == nil}
	}
	return tag, err == nil
}

// element returns a name without its prefix and in lower case.
func element(name string) string {
	if i := strings.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	for i := range len(name) {
		if c := name[i]; 'A' <= c && c <= 'Z' {
			return strings.ToLower(name)
		}
	}
	return name
}
