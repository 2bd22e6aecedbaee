package tmx

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"calque/exports/tmx/xmlscan"
	"calque/tm"
)

// translationUnit is a tu element as the file has it.
type translationUnit struct {
	described
	line     int
	srclang  string
	variants []variant
}

// variant is a tuv element. Its text is without the codes, which know where
// they stood in it.
type variant struct {
	described
	line  int
	lang  string
	text  string
	codes []placedCode
}

// described is what tu and tuv have in common.
type described struct {
	created, changed     time.Time
	createdBy, changedBy string
	notes                []tm.Property // named noteName
	properties           []tm.Property // those of attributes first
}

// noteName is the name under which a unit keeps a note that it could not write
// back from Unit.Note alone: one of several, or one that stands on a variant or
// says what language it is in.
const noteName = "#note"

func (r *Reader) readTU() (*translationUnit, error) {
	tu := &translationUnit{line: r.xml.Line(), described: r.described(tuAttributes)}
	tu.srclang = r.attribute("srclang")
	depth := r.xml.Depth()
	properties := 0
	for {
		kind, err := r.inside()
		if err != nil {
			return nil, err
		}
		if r.xml.Depth() < depth {
			return tu, nil
		}
		if kind != xmlscan.Start {
			continue
		}
		if element(r.xml.Name()) != "tuv" {
			if err := r.describe(&tu.described); err != nil {
				return nil, err
			}
			continue
		}
		if len(tu.variants) == maxVariants {
			return nil, r.fault(fmt.Errorf("a unit of more than %d variants", maxVariants))
		}
		v, err := r.readVariant()
		if err != nil {
			return nil, err
		}
		tu.variants = append(tu.variants, v)
		if properties += len(v.notes) + len(v.properties); properties > maxProperties {
			return nil, r.fault(errTooManyProperties)
		}
	}
}

var errTooManyProperties = fmt.Errorf("a unit of more than %d properties", maxProperties)

func (r *Reader) readVariant() (variant, error) {
	v := variant{line: r.xml.Line(), lang: r.attribute("lang"), described: r.described(tuvAttributes)}
	depth := r.xml.Depth()
	for {
		kind, err := r.inside()
		if err != nil {
			return v, err
		}
		if r.xml.Depth() < depth {
			return v, nil
		}
		if kind != xmlscan.Start {
			continue
		}
		if element(r.xml.Name()) == "seg" {
			err = r.readSegment(&v)
		} else {
			err = r.describe(&v.described)
		}
		if err != nil {
			return v, err
		}
	}
}

// described reads the attributes of a tu or a tuv.
func (r *Reader) described(known map[string]bool) described {
	d := described{}
	for _, a := range r.xml.Attributes() {
		switch name := element(a.Name); {
		case name == "lang" || name == "space" || strings.HasPrefix(a.Name, "xmlns"):
		case a.Value == "":
		case name == "creationdate":
			d.created = r.date(a.Value)
		case name == "changedate":
			d.changed = r.date(a.Value)
		case name == "creationid":
			d.createdBy = a.Value
		case name == "changeid":
			d.changedBy = a.Value
		case known[name] && (name == a.Name || strings.EqualFold(name, a.Name)):
			r.keepAttribute(&d, name, a.Value)
		default:
			r.found.Lose(fmt.Sprintf("attribute %s of <%s>", a.Name, element(r.xml.Name())), r.xml.Line())
		}
	}
	return d
}

// keepAttribute keeps an attribute that a unit has no field for, if its value
// is one that the DTD allows.
func (r *Reader) keepAttribute(d *described, name, value string) {
	switch name {
	case "srclang":
		return // pairing sees to it
	case "segtype":
		switch value {
		case "block", "paragraph", "sentence", "phrase":
		default:
			r.found.Lose("segtype that is none: "+value, r.xml.Line())
			return
		}
	case "lastusagedate":
		date := r.date(value)
		if date.IsZero() {
			return
		}
		value = date.Format(dateLayout)
	}
	d.properties = append(d.properties, tm.Property{Name: "@" + name, Value: value})
}

// describe reads a child of tu or tuv that is not a variant or a segment.
func (r *Reader) describe(d *described) error {
	name, line := element(r.xml.Name()), r.xml.Line()
	if name != "note" && name != "prop" {
		r.found.Lose("unknown element <"+name+">", line)
		return r.skip()
	}
	if len(d.notes)+len(d.properties) == maxProperties {
		return r.fault(errTooManyProperties)
	}
	p := tm.Property{Name: noteName, Lang: r.attribute("lang"), Encoding: r.attribute("o-encoding")}
	if name == "prop" {
		if p.Name = r.attribute("type"); p.Name == "" {
			r.found.Note("<prop> without type", line)
		}
	}
	text, err := r.readText()
	if err != nil {
		return err
	}
	p.Value = text
	if name == "prop" {
		d.properties = append(d.properties, p)
	} else if strings.TrimSpace(text) != "" {
		d.notes = append(d.notes, p)
	}
	return nil
}

// readText reads the text of the element that was opened last. Elements in it
// are none of TMX; the text in them is taken.
func (r *Reader) readText() (string, error) {
	text := r.segment[:0]
	for depth := r.xml.Depth(); ; {
		kind, err := r.inside()
		if err != nil {
			return "", err
		}
		switch kind {
		case xmlscan.Text:
			text = append(text, r.xml.Text()...)
		case xmlscan.Start:
			r.found.Lose("unknown element <"+element(r.xml.Name())+">", r.xml.Line())
		}
		if r.xml.Depth() < depth {
			r.segment = text
			return string(text), nil
		}
	}
}

// inside is token for a place where the file must not end.
func (r *Reader) inside() (xmlscan.Kind, error) {
	kind, err := r.token()
	if err == io.EOF {
		return kind, r.fault(errors.New("the file ends in the middle"))
	}
	return kind, err
}

// date reads a TMX date, also in the extended form of ISO 8601 that some
// tools write.
func (r *Reader) date(s string) time.Time {
	const maxDates = 10_000
	if known, ok := r.dates[s]; ok {
		return known
	}
	trimmed := strings.TrimSpace(s)
	if trimmed == "" {
		return time.Time{}
	}
	for _, layout := range []string{dateLayout, "20060102T150405", time.RFC3339, "2006-01-02T15:04:05", "20060102", time.DateOnly} {
		if t, err := time.Parse(layout, trimmed); err == nil && writable(t) {
			t = t.UTC()
			if len(r.dates) == maxDates {
				clear(r.dates)
			}
			r.dates[s] = t
			return t
		}
	}
	r.found.Lose(fmt.Sprintf("date that is none: %q", clip(s)), r.xml.Line())
	return time.Time{}
}

// writable reports whether the four digits of a TMX year hold a time.
func writable(t time.Time) bool {
	t = t.UTC()
	return !t.IsZero() && t.Year() >= 1 && t.Year() <= 9999
}

// clip shortens what a file says to what a report can show.
func clip(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
