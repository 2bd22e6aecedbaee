package xliff

import (
	"slices"
	"strconv"
	"strings"

	"calque/exports/internal/field"
	"calque/tm"
)

// unit12 writes a trans-unit.
func (w *Writer) unit12(u tm.Unit) {
	w.out.Markup("      <trans-unit")
	w.out.Attribute("id", strconv.Itoa(w.units))
	if u.Status == tm.StatusConfirmed {
		w.out.Attribute("approved", "yes")
	}
	w.out.Markup(">\n        <source>")
	source, target := split(u.Source), split(u.Target)
	taken := tagIDs(slices.Concat(source, target), inline12)
	w.pieces12(source, taken)
	w.out.Markup("</source>\n        <target")
	for _, a := range state12(u.Status) {
		w.out.Attribute(a[0], a[1])
	}
	w.out.Markup(">")
	w.pieces12(target, taken)
	w.out.Markup("</target>\n")
	w.contexts12(u)
	if u.Note != "" {
		w.element("        ", "note", "", "", u.Note)
	}
	w.out.Markup("      </trans-unit>\n")
}

func state12(status tm.Status) [][2]string {
	switch status {
	case tm.StatusConfirmed:
		return [][2]string{{"state", "signed-off"}}
	case tm.StatusRejected:
		return [][2]string{{"state", "needs-review-translation"}, {"state-qualifier", "rejected-inaccurate"}}
	case tm.StatusSuperseded:
		return [][2]string{{"state", "needs-adaptation"}}
	}
	return [][2]string{{"state", "translated"}}
}

func (w *Writer) contexts12(u tm.Unit) {
	w.out.Markup(`        <context-group purpose="information">` + "\n")
	for name, value := range field.All(&u) { // confidence is always there, as a group needs a context
		w.element("          ", "context", "context-type", name, value)
	}
	for _, p := range u.Properties {
		w.element("          ", "context", "context-type", propertyContexts[p.Of], field.PropertyText(p))
	}
	w.out.Markup("        </context-group>\n")
}

// inline12 are the elements of 1.2 that have no native text.
var inline12 = []string{"g", "x", "bx", "ex"}

// pieces12 writes a text; taken are the ids that codes of its own have.
func (w *Writer) pieces12(pieces []piece, taken map[string]bool) {
	for i, p := range pieces {
		if p.code == nil {
			w.out.Text(p.text)
			continue
		}
		if tag, ok := parseTag(p.code.text, inline12); ok && fits12(pieces, i, tag) {
			w.out.Markup(p.code.text)
			continue
		}
		w.code12(p, taken)
	}
}

// fits12 reports whether a tag may stand in the text as it is: a g only where
// both its ends do.
func fits12(pieces []piece, i int, tag tag) bool {
	if tag.name != "g" || tag.empty {
		return tag.id != "" && tag.empty
	}
	return nested(pieces, i) && pairOf(pieces, pieces[i].code.key, "g", inline12)
}

func (w *Writer) code12(p piece, taken map[string]bool) {
	name := map[kind]string{lone: "ph", opening: "bpt", closing: "ept"}[p.code.kind]
	if p.code.kind != lone && p.code.key == "" {
		name = "it"
	}
	w.out.Markup("<" + name)
	w.out.Attribute("id", freeID(p.id, taken))
	switch name {
	case "bpt", "ept":
		w.out.Attribute("rid", p.code.key)
	case "it":
		w.out.Attribute("pos", map[kind]string{opening: "open", closing: "close"}[p.code.kind])
	}
	if name != "ept" && p.code.typ != "" {
		w.out.Attribute("ctype", ctype(name, p.code.typ))
	}
	w.out.Markup(">")
	w.out.Text(p.code.text)
	w.out.Markup("</" + name + ">")
}

// ctype makes a type one that 1.2 allows: those that it lists, and others that
// begin with x- and have no space.
func ctype(name, typ string) string {
	listed := []string{"bold", "italic", "underlined", "link"}
	if name == "ph" {
		listed = []string{"image", "pb", "lb"}
	}
	if slices.Contains(listed, typ) {
		return typ
	}
	return "x-" + strings.Join(strings.Fields(strings.TrimPrefix(typ, "x-")), "-")
}
