package tmx

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"calque/tm"
)

// translationUnit is a tu element as the file has it.
type translationUnit struct {
	described
	srclang  string
	variants []variant
}

// variant is a tuv element.
type variant struct {
	described
	lang string
	text string
}

// described is what tu and tuv have in common.
type described struct {
	created, changed     time.Time
	createdBy, changedBy string
	notes                []string
	properties           []tm.Property
}

func (r *Reader) readTU(start xml.StartElement) (*translationUnit, error) {
	tu := &translationUnit{described: r.described(start), srclang: attribute(start, "srclang")}
	for _, a := range start.Attr {
		if keepsAttribute(a) {
			tu.properties = append(tu.properties, tm.Property{Name: "@" + a.Name.Local, Value: a.Value})
		}
	}
	err := r.children(func(child xml.StartElement) error {
		if child.Name.Local != "tuv" {
			return r.describe(&tu.described, child)
		}
		v, err := r.readVariant(child)
		tu.variants = append(tu.variants, v)
		return err
	})
	return tu, err
}

// keepsAttribute reports whether a tu attribute is worth bringing back: one
// that a unit has no field for, and whose value the DTD allows.
func keepsAttribute(a xml.Attr) bool {
	if a.Name.Space != "" || !attributes[a.Name.Local] || a.Value == "" {
		return false
	}
	if a.Name.Local == "segtype" {
		switch a.Value {
		case "block", "paragraph", "sentence", "phrase":
			return true
		}
		return false
	}
	return true
}

func (r *Reader) readVariant(start xml.StartElement) (variant, error) {
	v := variant{described: r.described(start), lang: attribute(start, "lang")}
	err := r.children(func(child xml.StartElement) error {
		if child.Name.Local != "seg" {
			return r.describe(&v.described, child)
		}
		var text strings.Builder
		if err := r.readText(&text, r.options.Inline == InlineKeep); err != nil {
			return err
		}
		v.text += text.String()
		return nil
	})
	return v, err
}

func (r *Reader) described(start xml.StartElement) described {
	return described{
		created:   r.date(attribute(start, "creationdate")),
		changed:   r.date(attribute(start, "changedate")),
		createdBy: attribute(start, "creationid"),
		changedBy: attribute(start, "changeid"),
	}
}

// describe reads a child of tu or tuv that is not a variant or a segment.
func (r *Reader) describe(d *described, child xml.StartElement) error {
	switch child.Name.Local {
	case "note", "prop":
	default:
		count(r.report.Unknown, child.Name.Local)
		return r.skip()
	}
	var text strings.Builder
	if err := r.readText(&text, true); err != nil {
		return err
	}
	if child.Name.Local == "note" {
		d.notes = append(d.notes, text.String())
		return nil
	}
	d.properties = append(d.properties, tm.Property{Name: attribute(child, "type"), Value: text.String()})
	return nil
}

// children calls read at the start of each child of the element that was
// opened last, until that is closed. read must consume the child to its end.
func (r *Reader) children(read func(xml.StartElement) error) error {
	depth := len(r.stack)
	for {
		token, err := r.inside()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if err := read(token); err != nil {
				return err
			}
		case xml.EndElement:
			if len(r.stack) < depth {
				return nil
			}
		}
	}
}

// readText gathers the text of the element that was opened last. The content
// of hi is text; that of the other inline elements is native code, which
// codes says to keep.
func (r *Reader) readText(text *strings.Builder, codes bool) error {
	depth := len(r.stack)
	native := 0 // depth of the outermost native code that is open
	for {
		token, err := r.inside()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.CharData:
			if native == 0 || codes {
				text.Write(token)
			}
		case xml.StartElement:
			r.inline(token.Name.Local)
			if native == 0 && token.Name.Local != "hi" {
				native = len(r.stack)
			}
		case xml.EndElement:
			if len(r.stack) < depth {
				return nil
			}
			if len(r.stack) < native {
				native = 0
			}
		}
	}
}

func (r *Reader) inline(name string) {
	switch name {
	case "bpt", "ept", "it", "ph", "ut", "hi", "sub":
		r.report.Inline++
	default:
		count(r.report.Unknown, name)
	}
}

func (r *Reader) skip() error {
	return r.children(func(xml.StartElement) error { return r.skip() })
}

// inside is token for a place where the file must not end.
func (r *Reader) inside() (xml.Token, error) {
	token, err := r.token()
	if err == io.EOF {
		return nil, r.fault(fmt.Errorf("the file ends inside <%s>", r.stack[len(r.stack)-1]))
	}
	return token, err
}

// date reads a TMX date, also in the extended form of ISO 8601 that some
// tools write.
func (r *Reader) date(s string) time.Time {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}
	}
	for _, layout := range []string{dateLayout, "20060102T150405", time.RFC3339, "2006-01-02T15:04:05", "20060102", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	r.report.BadDates++
	return time.Time{}
}
