package xliff

import (
	"cmp"
	"encoding/xml"

	"calque/exports/internal/field"
	"calque/exports/internal/xmlio"
	"calque/tm"
)

// unit12 is a trans-unit as the file has it.
type unit12 struct {
	base           tm.Unit
	source, target text
	marked         text // seg-source: the source with its segments marked
	approved       string
	// confirmations are what Trados says of each segment, by its number.
	confirmations map[string]string
}

func (r *Reader) readUnit12(start xml.StartElement) error {
	unit := unit12{base: r.base(), approved: xmlio.Attr(start, "approved")}
	err := r.in.Children(func(child xml.StartElement) error {
		var err error
		switch child.Name.Local {
		case "source":
			unit.source, err = r.readText(child)
		case "seg-source":
			unit.marked, err = r.readText(child)
		case "target":
			unit.target, err = r.readText(child)
			unit.target.state = xmlio.Attr(child, "state")
		case "note":
			var note string
			note, err = r.in.Text()
			addNote(&unit.base, note)
		case "context-group":
			err = r.readContexts(&unit.base)
		case "seg-defs":
			unit.confirmations, err = r.readConfirmations()
		case "alt-trans":
			r.lose("proposed translation (alt-trans)")
		}
		return err
	})
	if err != nil {
		return err
	}
	if r.locked || xmlio.Attr(start, "translate") == "no" {
		r.lose("unit that is not to be translated")
		return nil
	}
	return r.emit12(unit)
}

// emit12 makes a unit of the whole texts, or one of each segment where the file
// marks them on both sides.
func (r *Reader) emit12(unit unit12) error {
	pairs := unit.segments()
	if len(pairs) == 0 {
		judged, state := judge12(unit.target.state, unit.approved)
		return r.emitIf(unit.base, judged, state, unit.source, unit.target)
	}
	for _, pair := range pairs {
		judged, state := judge12(unit.target.state, unit.approved)
		if unit.confirmations != nil {
			state = unit.confirmations[pair[0].id]
			judged = judgeTrados(state)
		}
		source, target := unit.source, unit.target
		source.pieces, target.pieces = pair[0].pieces, pair[1].pieces
		if err := r.emitIf(unit.base, judged, state, source, target); err != nil {
			return err
		}
	}
	return nil
}

// verdict is what a state says of a translation.
type verdict int

const (
	unfinished verdict = iota
	translated
	signedOff
)

// emitIf makes a unit of a translation that is one. What calque wrote as
// translated says itself that nobody has confirmed it.
func (r *Reader) emitIf(base tm.Unit, judged verdict, state string, source, target text) error {
	switch {
	case source.empty() || target.empty():
		r.lose("unit without a source or a translation")
		return nil
	case judged == unfinished:
		r.lose("unit in the state " + cmp.Or(state, "of none"))
		return nil
	case judged == signedOff:
		base.Status = tm.StatusConfirmed
	case base.Status != tm.StatusAuto:
		base.Status = r.options.Status
	}
	return r.emit(base, source, target)
}

// segments pairs the marked segments of both sides by their numbers.
func (unit unit12) segments() [][2]segment {
	targets := map[string]segment{}
	for _, s := range unit.target.segments {
		targets[s.id] = s
	}
	var pairs [][2]segment
	for _, s := range unit.marked.segments {
		if t, ok := targets[s.id]; ok {
			pairs = append(pairs, [2]segment{s, t})
		}
	}
	return pairs
}

// judge12 returns what a state says, and the name to count it under.
func judge12(state, approved string) (verdict, string) {
	switch state {
	case "signed-off", "final":
		return signedOff, state
	case "translated":
		if approved == "yes" {
			return signedOff, state
		}
		return translated, state
	case "":
		switch approved {
		case "yes":
			return signedOff, state
		case "no":
			return unfinished, "not approved"
		}
		return translated, state
	}
	return unfinished, state
}

// judgeTrados does the same for the conf attribute of SDLXLIFF.
func judgeTrados(confirmation string) verdict {
	switch confirmation {
	case "ApprovedTranslation", "ApprovedSignOff":
		return signedOff
	case "Translated":
		return translated
	}
	return unfinished
}

func (r *Reader) readConfirmations() (map[string]string, error) {
	confirmations := map[string]string{}
	err := r.in.Children(func(child xml.StartElement) error {
		confirmations[xmlio.Attr(child, "id")] = xmlio.Attr(child, "conf")
		return nil
	})
	return confirmations, err
}

func (r *Reader) readContexts(u *tm.Unit) error {
	return r.in.Children(func(child xml.StartElement) error {
		if child.Name.Local != "context" {
			return nil
		}
		value, err := r.in.Text()
		if err != nil {
			return err
		}
		name := xmlio.Attr(child, "context-type")
		for part, context := range propertyContexts {
			if name != context {
				continue
			}
			if p, ok := field.ParseProperty(value, part); ok {
				u.Properties = append(u.Properties, p)
				return nil
			}
		}
		if !field.Set(u, name, value) {
			u.Properties = append(u.Properties, tm.Property{Name: name, Value: value})
		}
		return nil
	})
}

// readText reads a source or target with the codes of 1.2.
func (r *Reader) readText(start xml.StartElement) (text, error) {
	t := text{lang: xmlio.Attr(start, "lang")}
	return t, r.readPieces12(&t)
}

func (r *Reader) readPieces12(t *text) error {
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
			if err := r.readCode12(t, token); err != nil {
				return err
			}
		case xml.EndElement:
			if r.in.Depth() < depth {
				return nil
			}
		}
	}
}

// readCode12 reads an inline element to its end. What is none is looked
// through.
func (r *Reader) readCode12(t *text, start xml.StartElement) error {
	id := xmlio.Attr(start, "id")
	code := native{key: "b" + cmp.Or(xmlio.Attr(start, "rid"), id), typ: xmlio.Attr(start, "ctype")}
	switch start.Name.Local {
	case "mrk":
		return r.readMark12(t, start)
	case "g":
		code.kind, code.key, code.text = opening, "g"+id, startTag(start, false)
		t.addCode(code, "g"+id)
		if err := r.readPieces12(t); err != nil {
			return err
		}
		t.addCode(native{kind: closing, key: code.key, text: "</g>"}, "g"+id)
		return nil
	case "bpt", "bx":
		code.kind = opening
	case "ept", "ex":
		code.kind = closing
	case "it":
		code.kind, code.key = opening, ""
		if xmlio.Attr(start, "pos") == "close" {
			code.kind = closing
		}
	case "ph", "x":
	default:
		return r.readPieces12(t)
	}
	content, err := r.in.Text()
	if err != nil {
		return err
	}
	code.text = content
	switch start.Name.Local {
	case "x", "bx", "ex":
		code.text = startTag(start, true)
	}
	t.addCode(code, start.Name.Local+id)
	return nil
}

// readMark12 reads a mrk: the bounds of a segment, or nothing that matters to a
// memory.
func (r *Reader) readMark12(t *text, start xml.StartElement) error {
	if xmlio.Attr(start, "mtype") != "seg" {
		return r.readPieces12(t)
	}
	inner := text{}
	if err := r.readPieces12(&inner); err != nil {
		return err
	}
	t.segments = append(t.segments, segment{id: xmlio.Attr(start, "mid"), pieces: inner.pieces})
	t.pieces = append(t.pieces, inner.pieces...)
	return nil
}

func (t *text) add(s string) {
	if n := len(t.pieces); n > 0 && t.pieces[n-1].code == nil {
		t.pieces[n-1].text += s
		return
	}
	t.pieces = append(t.pieces, piece{text: s})
}

func (t *text) addCode(code native, id string) {
	t.pieces = append(t.pieces, piece{code: &code, id: id})
}
