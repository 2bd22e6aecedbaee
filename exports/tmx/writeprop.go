package tmx

import (
	"strconv"
	"strings"

	"calque/tm"
)

// unitNotes returns the notes of a unit as a whole: as its file had them, where
// its note is still what they came to, and else that.
func unitNotes(u tm.Unit) []tm.Property {
	if hasKeptNotes(u) {
		return keptNotes(u, tm.PartUnit)
	}
	if u.Note == "" {
		return nil
	}
	return []tm.Property{{Name: noteName, Value: u.Note}}
}

// keptNotes returns the notes that the file had on a part.
func keptNotes(u tm.Unit, of tm.Part) []tm.Property {
	var notes []tm.Property
	for _, p := range u.Properties {
		if p.Name == noteName && p.Of == of {
			notes = append(notes, p)
		}
	}
	return notes
}

// variantNotes writes the notes that the file had on a variant.
func (w *Writer) variantNotes(u tm.Unit, of tm.Part) {
	if hasKeptNotes(u) {
		w.notes(ofVariant, keptNotes(u, of))
	}
}

// hasKeptNotes reports whether the notes that a unit keeps one by one are still
// what its note says; it may have been changed since.
func hasKeptNotes(u tm.Unit) bool {
	var all []string
	for _, p := range u.Properties {
		if p.Name == noteName {
			all = append(all, p.Value)
		}
	}
	return len(all) > 0 && joinNotes(all) == u.Note
}

func (w *Writer) notes(indent string, notes []tm.Property) {
	for _, p := range notes {
		w.text(indent + "<note")
		w.described(p)
		w.text("</note>\n")
	}
}

// foreign writes the properties of a part that are none of ours.
func (w *Writer) foreign(indent string, u tm.Unit, of tm.Part) {
	for _, p := range u.Properties {
		if p.Of != of || p.Name == noteName || isStamp(p) {
			continue
		}
		if w.options.Context != ContextVariant && isOwn(p) && keepsContext(p) {
			continue // it is written in the way that was asked for
		}
		if _, isAttribute := w.keptAttribute(p); !isAttribute {
			w.property(indent, p)
		}
	}
}

// own writes a property of ours, if it has a value.
func (w *Writer) own(indent, name, value string) {
	if value != "" {
		w.property(indent, tm.Property{Name: name, Value: value})
	}
}

func (w *Writer) number(name string, n int) {
	if n > 0 {
		w.own(ofUnit, name, strconv.Itoa(n))
	}
}

func (w *Writer) property(indent string, p tm.Property) {
	if w.options.PrefixProperties && !strings.HasPrefix(p.Name, "x-") && !strings.HasPrefix(p.Name, "context_") {
		p.Name = "x-" + strings.TrimPrefix(p.Name, "@")
	}
	w.text(indent + "<prop")
	w.attribute("type", p.Name)
	w.described(p)
	w.text("</prop>\n")
}

// described writes the rest of a start tag and the value of a note or property.
func (w *Writer) described(p tm.Property) {
	if p.Lang != "" {
		w.attribute("xml:lang", p.Lang)
	}
	if p.Encoding != "" {
		w.attribute("o-encoding", p.Encoding)
	}
	w.text(">")
	w.escape(p.Value, false)
}
