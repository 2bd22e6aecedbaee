package xliff

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"calque/exports/internal/field"
	"calque/exports/internal/xmlio"
	"calque/tm"
)

// unit21 writes a unit with one segment.
func (w *Writer) unit21(u tm.Unit) {
	w.out.Markup("    <unit")
	w.out.Attribute("id", "u"+strconv.Itoa(w.units))
	w.out.Markup(">\n")
	w.metadata(u)
	if u.Note != "" {
		w.out.Markup("      <notes>\n")
		w.element("        ", "note", "", "", u.Note)
		w.out.Markup("      </notes>\n")
	}
	source, target := split(u.Source), split(u.Target)
	data := originalData(slices.Concat(source, target))
	w.originalData(data)
	w.out.Markup("      <segment")
	for _, a := range state21(u.Status) {
		w.out.Attribute(a[0], a[1])
	}
	taken := tagIDs(slices.Concat(source, target), inline21)
	w.out.Markup(">\n        <source>")
	w.pieces21(source, data, taken)
	w.out.Markup("</source>\n        <target>")
	w.pieces21(target, data, taken)
	w.out.Markup("</target>\n      </segment>\n    </unit>\n")
}

func state21(status tm.Status) [][2]string {
	switch status {
	case tm.StatusConfirmed:
		return [][2]string{{"state", "final"}}
	case tm.StatusRejected, tm.StatusSuperseded:
		return [][2]string{{"state", "initial"}, {"subState", "calque:" + string(status)}}
	}
	return [][2]string{{"state", "translated"}}
}

// metadata writes what a unit knows: a group for its own fields, and one for
// the foreign properties of each part.
func (w *Writer) metadata(u tm.Unit) {
	w.out.Markup("      <mda:metadata>\n" + `        <mda:metaGroup category="calque">` + "\n")
	for name, value := range field.All(&u) { // confidence is always there, as a group needs an entry
		w.element("          ", "mda:meta", "type", name, value)
	}
	w.out.Markup("        </mda:metaGroup>\n")
	for _, part := range []tm.Part{tm.PartUnit, tm.PartSource, tm.PartTarget} {
		w.properties(u.Properties, part)
	}
	w.out.Markup("      </mda:metadata>\n")
}

func (w *Writer) properties(properties []tm.Property, part tm.Part) {
	if !slices.ContainsFunc(properties, func(p tm.Property) bool { return p.Of == part }) {
		return
	}
	w.out.Markup(`        <mda:metaGroup category="properties"`)
	if part != tm.PartUnit {
		w.out.Attribute("appliesTo", string(part))
	}
	w.out.Markup(">\n")
	for _, p := range properties {
		if p.Of == part {
			w.element("          ", "mda:meta", "type", "x-property", field.PropertyText(p))
		}
	}
	w.out.Markup("        </mda:metaGroup>\n")
}

// inline21 are the elements of 2.1 that may stand in a memory as they are.
var inline21 = []string{"ph", "pc"}

// originalData gives each native text an id.
func originalData(pieces []piece) map[string]string {
	data := map[string]string{}
	for _, p := range pieces {
		if p.code == nil || p.code.text == "" {
			continue
		}
		if _, ok := data[p.code.text]; !ok {
			data[p.code.text] = "d" + strconv.Itoa(len(data)+1)
		}
	}
	return data
}

func (w *Writer) originalData(data map[string]string) {
	if len(data) == 0 {
		return
	}
	texts := make([]string, len(data))
	for text, id := range data {
		n, _ := strconv.Atoi(id[1:]) // originalData made it
		texts[n-1] = text
	}
	w.out.Markup("      <originalData>\n")
	for i, text := range texts {
		w.element("        ", "data", "id", "d"+strconv.Itoa(i+1), text)
	}
	w.out.Markup("      </originalData>\n")
}

func (w *Writer) pieces21(pieces []piece, data map[string]string, taken map[string]bool) {
	for i, p := range pieces {
		if p.code == nil {
			w.text21(p.text)
			continue
		}
		if tag, ok := parseTag(p.code.text, inline21); ok && fits21(pieces, i, tag) {
			w.out.Markup(p.code.text)
			continue
		}
		w.code21(pieces, i, data, taken)
	}
}

// fits21 reports whether a tag may stand in the text as it is: a pc only where
// both its ends do.
func fits21(pieces []piece, i int, tag tag) bool {
	if tag.name != "pc" || tag.empty {
		return tag.id != "" && tag.empty && pieces[i].code.kind == lone
	}
	return nested(pieces, i) && pairOf(pieces, pieces[i].code.key, "pc", inline21)
}

// pairOf reports whether both ends of a pair are tags with this name.
func pairOf(pieces []piece, key, name string, names []string) bool {
	ends := 0
	for _, p := range pieces {
		if p.code == nil || p.code.key != key {
			continue
		}
		tag, ok := parseTag(p.code.text, names)
		if ok && tag.name == name && !tag.empty && tag.end == (p.code.kind == closing) && (tag.end || tag.id != "") {
			ends++
		}
	}
	return ends == 2
}

func (w *Writer) code21(pieces []piece, i int, data map[string]string, taken map[string]bool) {
	code := pieces[i].code
	id := freeID(pieces[i].id, taken)
	switch {
	case code.kind == lone:
		w.open21("ph", id, code.typ)
	case nested(pieces, i) && code.kind == closing:
		w.out.Markup("</pc>")
		return
	case nested(pieces, i):
		w.open21("pc", id, code.typ)
		w.dataRef("dataRefStart", data[code.text])
		w.dataRef("dataRefEnd", data[twin(pieces, i).code.text])
		w.out.Markup(">")
		return
	case code.kind == opening:
		w.open21("sc", id, code.typ)
		if code.key == "" {
			w.out.Attribute("isolated", "yes")
		}
	case code.key == "":
		w.open21("ec", id, code.typ)
		w.out.Attribute("isolated", "yes")
	default:
		w.out.Markup("<ec")
		w.out.Attribute("startRef", freeID(twin(pieces, i).id, taken))
	}
	w.dataRef("dataRef", data[code.text])
	w.out.Markup("/>")
}

// twin returns the other end of the pair of the code at i.
func twin(pieces []piece, i int) piece {
	for j, p := range pieces {
		if j != i && p.code != nil && p.code.key == pieces[i].code.key {
			return p
		}
	}
	return piece{code: &native{}}
}

func (w *Writer) open21(name, id, typ string) {
	w.out.Markup("<" + name)
	w.out.Attribute("id", id)
	for _, a := range type21(typ) {
		w.out.Attribute(a[0], a[1])
	}
}

func (w *Writer) dataRef(name, id string) {
	if id != "" {
		w.out.Attribute(name, id)
	}
}

// subTypes are those that XLIFF 2 names for the types of 1.2.
var subTypes = map[string]string{"bold": "xlf:b", "italic": "xlf:i", "underlined": "xlf:u", "lb": "xlf:lb", "pb": "xlf:pb"}

// type21 writes a type as a type and a subType.
func type21(typ string) [][2]string {
	if typ == "" {
		return nil
	}
	if typ == "link" || typ == "image" {
		return [][2]string{{"type", typ}}
	}
	if sub, ok := subTypes[typ]; ok {
		return [][2]string{{"type", "fmt"}, {"subType", sub}}
	}
	return [][2]string{{"type", "other"}, {"subType", "calque:" + strings.Join(strings.Fields(typ), "-")}}
}

// typeOf undoes type21.
func typeOf(typ, subType string) string {
	for name, sub := range subTypes {
		if sub == subType {
			return name
		}
	}
	if name, ok := strings.CutPrefix(subType, "calque:"); ok {
		return name
	}
	return typ
}

// text21 writes text, with characters that XML cannot hold as cp elements.
func (w *Writer) text21(s string) {
	start := 0
	for i, r := range s {
		if xmlio.Legal(r) {
			continue
		}
		w.out.Text(s[start:i])
		w.out.Markup(fmt.Sprintf(`<cp hex="%04X"/>`, r))
		start = i + utf8.RuneLen(r)
	}
	w.out.Text(s[start:])
}
