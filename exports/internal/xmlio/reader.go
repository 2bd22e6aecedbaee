package xmlio

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"calque/exports/tmx/xmlscan"
)

// DefaultMaxItem bounds one item with all that belongs to it.
const DefaultMaxItem = 32 << 20

// maxDepth bounds elements inside each other, which no honest file meets.
const maxDepth = 256

// Options of a reader.
type Options struct {
	// Bad is wrapped by every error that is the file's fault.
	Bad error
	// MaxItem bounds the bytes between two calls of [Reader.NewItem];
	// [DefaultMaxItem] when 0.
	MaxItem int
}

// Reader reads XML in UTF-8, UTF-16 or a declared legacy encoding element by
// element. Its tokens are those of encoding/xml, with the prefix of a name in
// Space.
type Reader struct {
	in      io.Reader
	options Options
	scan    *xmlscan.Scanner
	item    int64 // offset at which the item began
	ended   bool  // the root element has been closed
}

// NewReader returns a reader of in. Nothing is read before [Reader.Root].
func NewReader(in io.Reader, options Options) *Reader {
	options.MaxItem = cmp.Or(options.MaxItem, DefaultMaxItem)
	return &Reader{in: in, options: options}
}

// NewItem says that a new item begins, with a new allowance of bytes.
func (r *Reader) NewItem() { r.item = r.scan.Offset() }

// Root reads up to the root element and returns it; any other than one of names
// is a fault.
func (r *Reader) Root(names ...string) (xml.StartElement, error) {
	decoded, _, err := xmlscan.Decode(r.in)
	if err != nil {
		return xml.StartElement{}, fmt.Errorf("%w: line 1, column 1: %w", r.options.Bad, err)
	}
	r.scan = xmlscan.New(decoded, xmlscan.Options{MaxToken: r.options.MaxItem, MaxDepth: maxDepth})
	token, err := r.Next()
	if err != nil {
		return xml.StartElement{}, err
	}
	start, ok := token.(xml.StartElement)
	if !ok {
		return start, r.Fault(errors.New("text before the root element"))
	}
	if !slices.Contains(names, start.Name.Local) {
		return start, r.Fault(fmt.Errorf("the root element is <%s>, not <%s>", start.Name.Local, strings.Join(names, "> or <")))
	}
	return start, nil
}

// Next returns the next token, an xml.StartElement, xml.EndElement or
// xml.CharData, and io.EOF once the root element is closed. What follows it is
// not read.
func (r *Reader) Next() (xml.Token, error) {
	if r.ended {
		return nil, io.EOF
	}
	kind, err := r.scan.Next()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", r.options.Bad, err)
	}
	if r.scan.Offset()-r.item > int64(r.options.MaxItem) {
		return nil, r.Fault(fmt.Errorf("more than %d bytes in one item, or between two", r.options.MaxItem))
	}
	switch kind {
	case xmlscan.Start:
		start := xml.StartElement{Name: name(r.scan.Name())}
		for _, a := range r.scan.Attributes() {
			start.Attr = append(start.Attr, xml.Attr{Name: name(a.Name), Value: a.Value})
		}
		return start, nil
	case xmlscan.End:
		r.ended = r.scan.Depth() == 0
		return xml.EndElement{Name: name(r.scan.Name())}, nil
	}
	return xml.CharData(r.scan.Text()), nil
}

func name(s string) xml.Name {
	if prefix, local, ok := strings.Cut(s, ":"); ok {
		return xml.Name{Space: prefix, Local: local}
	}
	return xml.Name{Local: s}
}

// Children calls read at the start of each child of the element that was
// opened last, until that is closed. read may leave the rest of the child
// unread; Children goes on behind it.
func (r *Reader) Children(read func(xml.StartElement) error) error {
	depth := r.Depth()
	for {
		token, err := r.Next()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if err := read(token); err != nil {
				return err
			}
			if err := r.leave(depth); err != nil {
				return err
			}
		case xml.EndElement:
			if r.Depth() < depth {
				return nil
			}
		}
	}
}

// leave reads until no more than depth elements are open.
func (r *Reader) leave(depth int) error {
	for r.Depth() > depth {
		if _, err := r.Next(); err != nil {
			return err
		}
	}
	return nil
}

// Text returns the text of the element that was opened last and of all below
// it, and reads to its end.
func (r *Reader) Text() (string, error) {
	var text strings.Builder
	depth := r.Depth()
	for r.Depth() >= depth {
		token, err := r.Next()
		if err != nil {
			return "", err
		}
		if data, ok := token.(xml.CharData); ok {
			text.Write(data)
		}
	}
	return text.String(), nil
}

// Depth is the number of elements that are open.
func (r *Reader) Depth() int { return r.scan.Depth() }

// Line is that of the last token, from 1.
func (r *Reader) Line() int { return r.scan.Line() }

// Fault says where the last token stands.
func (r *Reader) Fault(err error) error {
	return fmt.Errorf("%w: %w", r.options.Bad, r.scan.Fault(err))
}

// Attr returns the value of the attribute with this local name, whatever its
// prefix.
func Attr(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
