// Package xmlio is what the formats made of XML have in common: writing with
// everything escaped, and reading a stream element by element within bounds.
//
//	w := xmlio.NewWriter(out, "XLIFF")
//	w.Markup("<note")
//	w.Attribute("from", "alice")
//	w.Markup(">")
//	w.Text("a < b")
//	w.Markup("</note>")
//	err := w.Flush()
//
//	r := xmlio.NewReader(in, xmlio.Options{Bad: ErrFormat})
//	root, err := r.Root("xliff")
//	err = r.Children(func(child xml.StartElement) error { … })
//
// It reads by calque/exports/tmx/xmlscan, whose promises hold: nothing is
// fetched, expansion and depth are bounded, a fault says line and column.
// Beyond them a reader bounds an item, which is many tokens.
package xmlio
