package tmx

import (
	"strconv"
	"strings"

	"calque/tm"
)

// unitNote writes the note of a unit. Where it is what the notes of its file
// came to, those of the unit are written as they stood there, and those of its
// variants with them.
func (w *Writer) unitNote(indent string, u tm.Unit) {
	if !hasKeptNotes(u) {
		w.note(indent, tm.Property{Value: u.Note})
		return
	}
	for _, p := range u.Properties {
		if p.Name == noteName && (p.Of == tm.PartUnit || p.Of == tm.PartTarget && indent == ofVariant) {
			w.note(indent, p)
		}
	}
}

// keptNotes writes the notes that the file had on a variant.
func (w *Writer) keptNotes(u tm.Unit, of tm.Part) {
	if !hasKeptNotes(u) {
		return
	}
	for _, p := range u.Properties {
		if p.Name == noteName && p.Of == of {
			w.note(ofVariant, p)
		}
	}
}

// keptNotes returns the notes of the unit as a whole that its file had, as a
// key.
func keptNotes(u tm.Unit) string {
	var key strings.Builder
	for _, p := range u.Properties {
		if p.Name == noteName && p.Of == tm.PartUnit {
			key.WriteString(p.Value + "\x00" + p.Lang + "\x00" + p.Encoding + "\x00")
		}
	}
	return key.String()
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

func (w *Writer) note(indent string, p tm.Property) {
	if p.Value == "" {
		return
	}
	w.text(indent + "<note")
	w.described(p)
	w.text("</note>\n")
}

// foreign writes the properties of a part that are none of ours.
func (w *Writer) foreign(indent string, u tm.Unit, of tm.Part) {
	for _, p := range u.Properties {
		if p.Of != of || p.Name == noteName || isStamp(p) {
			continue
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
