package xliff

import (
	"cmp"
	"encoding/xml"
	"strconv"
	"strings"

	"calque/exports/internal/field"
	"calque/exports/internal/xmlio"
	"calque/tm"
)

// unit2 is a unit of XLIFF 2 as the file has it.
type unit2 struct {
	base     tm.Unit
	data     map[string]string // native texts by their ids
	segments []segment2
}

type segment2 struct {
	source, target text
}

func (r *Reader) readUnit2(start xml.StartElement) error {
	unit := unit2{base: r.base(), data: map[string]string{}}
	err := r.in.Children(func(child xml.StartElement) error {
		switch child.Name.Local {
		case "metadata":
			return r.readMetadata(&unit.base, "", "")
		case "notes":
			return r.readNotes(&unit.base)
		case "originalData":
			return r.readData(unit.data)
		case "segment":
			return r.readSegment(&unit, child)
		case "matches":
			r.lose("proposed translation (match)")
		}
		return nil
	})
	if err != nil {
		return err
	}
	locked := r.locked || xmlio.Attr(start, "translate") == "no"
	for _, s := range unit.segments {
		if locked {
			r.lose("unit that is not to be translated")
			continue
		}
		if err := r.emitIf(unit.base, judge2(s.target.state), s.target.state, s.source, s.target); err != nil {
			return err
		}
	}
	return nil
}

// judge2 returns what a state says.
func judge2(state string) verdict {
	switch state {
	case "reviewed", "final":
		return signedOff
	case "translated":
		return translated
	}
	return unfinished
}

// readMetadata reads the groups of the metadata module; category and part are
// those of the group that is open.
func (r *Reader) readMetadata(u *tm.Unit, category string, part tm.Part) error {
	return r.in.Children(func(child xml.StartElement) error {
		switch child.Name.Local {
		case "metaGroup":
			part := tm.Part(xmlio.Attr(child, "appliesTo"))
			if part != tm.PartSource && part != tm.PartTarget {
				part = tm.PartUnit
			}
			return r.readMetadata(u, xmlio.Attr(child, "category"), part)
		case "meta":
			value, err := r.in.Text()
			if err == nil {
				setMeta(u, category, part, xmlio.Attr(child, "type"), value)
			}
			return err
		}
		return nil
	})
}

func setMeta(u *tm.Unit, category string, part tm.Part, name, value string) {
	if category == "properties" && name == "x-property" {
		if p, ok := field.ParseProperty(value, part); ok {
			u.Properties = append(u.Properties, p)
			return
		}
	}
	if category == "calque" && field.Set(u, name, value) {
		return
	}
	u.Properties = append(u.Properties, tm.Property{Name: name, Value: value, Of: part})
}

func (r *Reader) readNotes(u *tm.Unit) error {
	return r.in.Children(func(child xml.StartElement) error {
		note, err := r.in.Text()
		addNote(u, note)
		return err
	})
}

func (r *Reader) readData(data map[string]string) error {
	return r.in.Children(func(child xml.StartElement) error {
		t := text{}
		err := r.readPieces2(&t, nil)
		var b strings.Builder
		for _, p := range t.pieces {
			b.WriteString(p.text)
		}
		data[xmlio.Attr(child, "id")] = b.String()
		return err
	})
}

func (r *Reader) readSegment(unit *unit2, start xml.StartElement) error {
	s := segment2{}
	err := r.in.Children(func(child xml.StartElement) error {
		t := text{lang: xmlio.Attr(child, "lang")}
		switch child.Name.Local {
		case "source":
			err := r.readPieces2(&t, unit.data)
			s.source = t
			return err
		case "target":
			err := r.readPieces2(&t, unit.data)
			s.target = t
			return err
		}
		return nil
	})
	s.target.state = xmlio.Attr(start, "state")
	unit.segments = append(unit.segments, s)
	return err
}

func (r *Reader) readPieces2(t *text, data map[string]string) error {
	depth := r.in.Depth()
	for {
		token, err := r.in.Next()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.CharData:
			t.add(string(token))
		case xml.StartElement:
			if err := r.readCode2(t, token, data); err != nil {
				return err
			}
		case xml.EndElement:
			if r.in.Depth() < depth {
				return nil
			}
		}
	}
}

// readCode2 reads an inline element of XLIFF 2. What is none, and marks, are
// looked through.
func (r *Reader) readCode2(t *text, start xml.StartElement, data map[string]string) error {
	id := xmlio.Attr(start, "id")
	code := native{typ: typeOf(xmlio.Attr(start, "type"), xmlio.Attr(start, "subType")), text: data[xmlio.Attr(start, "dataRef")]}
	switch start.Name.Local {
	case "cp":
		if r, err := strconv.ParseUint(xmlio.Attr(start, "hex"), 16, 32); err == nil && r > 0 && r <= 0x10FFFF {
			t.add(string(rune(r)))
		}
	case "ph":
		if code.text == "" {
			code.text = startTag(start, true)
		}
		t.addCode(code, "ph"+id)
	case "sc":
		code.kind, code.key = opening, "s"+id
		t.addCode(code, "s"+id)
	case "ec":
		code.kind, code.key = closing, "s"+cmp.Or(xmlio.Attr(start, "startRef"), id)
		t.addCode(code, code.key)
	case "pc":
		return r.readPair2(t, start, code, data)
	default:
		return r.readPieces2(t, data)
	}
	return nil
}

func (r *Reader) readPair2(t *text, start xml.StartElement, code native, data map[string]string) error {
	id := "pc" + xmlio.Attr(start, "id")
	code.kind, code.key = opening, id
	end := native{kind: closing, key: id}
	code.text, end.text = data[xmlio.Attr(start, "dataRefStart")], data[xmlio.Attr(start, "dataRefEnd")]
	if code.text == "" && end.text == "" {
		code.text, end.text = startTag(start, false), "</pc>"
	}
	t.addCode(code, id)
	if err := r.readPieces2(t, data); err != nil {
		return err
	}
	t.addCode(end, id)
	return nil
}
