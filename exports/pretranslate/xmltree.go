package pretranslate

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxXMLDepth bounds how deep elements may be nested.
const maxXMLDepth = 512

// node is an element, a text, or a comment or processing instruction of an XML
// file, with its place in the text.
type node struct {
	name     string // as written, with its prefix; empty for no element
	attrs    []xml.Attr
	text     string // of a text, without escapes
	isText   bool
	children []*node
	// The start tag is text[start:inner], the end tag text[innerEnd:end]. An
	// empty-element tag has inner == innerEnd == end.
	start, inner, innerEnd, end int
}

// attr returns the value of an attribute by its name as written, or with any
// prefix.
func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if attrName(a) == name {
			return a.Value
		}
	}
	return ""
}

func attrName(a xml.Attr) string {
	if a.Name.Space != "" {
		return a.Name.Space + ":" + a.Name.Local
	}
	return a.Name.Local
}

// child returns the first child element of this name, nil if there is none.
func (n *node) child(name string) *node {
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// selfClosing reports whether the element is written as one tag.
func (n *node) selfClosing() bool { return n.inner == n.end }

// content returns the text of an element and all below it.
func (n *node) content() string {
	var b strings.Builder
	n.writeContent(&b)
	return b.String()
}

func (n *node) writeContent(b *strings.Builder) {
	b.WriteString(n.text)
	for _, c := range n.children {
		c.writeContent(b)
	}
}

// xmlVisitor is told of the elements of a file. An element for which open
// returns true is given to whole once it has been read; what is below it is not
// told. close is told of the others.
type xmlVisitor interface {
	open(n *node) (whole bool, err error)
	whole(n *node) error
	close(n *node)
}

// walkXML reads a text. Faults are [*Fault]: what is not well-formed, entities
// that a document type would have to declare, attributes given twice, and a
// file that ends too early. Nothing is expanded or fetched.
func walkXML(text string, v xmlVisitor) error {
	w := xmlWalker{text: text, visitor: v, decoder: xml.NewDecoder(strings.NewReader(text))}
	// The text was decoded before.
	w.decoder.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		start := int(w.decoder.InputOffset())
		token, err := w.decoder.RawToken()
		if errors.Is(err, io.EOF) {
			return w.atEnd()
		}
		if err != nil {
			return w.fault(err)
		}
		end := int(w.decoder.InputOffset())
		if err := w.references(start, end); err != nil {
			return err
		}
		if err := w.token(token, start, end); err != nil {
			return err
		}
	}
}

type xmlWalker struct {
	text    string
	visitor xmlVisitor
	decoder *xml.Decoder
	open    []*node
	kept    int // depth of the element that is read whole, 0 for none
	rooted  bool
}

func (w *xmlWalker) fault(err error) error {
	line, column := w.decoder.InputPos()
	what := err.Error()
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		what = syntax.Msg
	}
	if len(w.open) > 0 && strings.Contains(what, "unexpected EOF") {
		return w.atEnd()
	}
	// InputPos counts bytes; a column counts characters.
	at := int(w.decoder.InputOffset())
	if l, c := lineOf(w.text, at); l == line {
		column = c
	}
	return &Fault{Line: line, Column: column, What: "not well-formed XML: " + what}
}

func (w *xmlWalker) atEnd() error {
	switch {
	case len(w.open) > 0:
		n := w.open[len(w.open)-1]
		line, _ := lineOf(w.text, n.start)
		return faultAt(w.text, len(w.text), "the file ends within <%s> of line %d; it was cut off", n.name, line)
	case !w.rooted:
		return faultAt(w.text, 0, "no XML: there is no element in the file")
	}
	return nil
}

var numericReference = lazyPattern(`&#(x?)([0-9A-Fa-f]+);`)

// references refuses halves of surrogate pairs, which the decoder lets pass.
func (w *xmlWalker) references(start, end int) error {
	raw := w.text[start:end]
	if !strings.Contains(raw, "&#") || strings.HasPrefix(raw, "<!") || strings.HasPrefix(raw, "<?") {
		return nil
	}
	for _, m := range numericReference().FindAllStringSubmatchIndex(raw, -1) {
		base := 10
		if m[2] < m[3] {
			base = 16
		}
		n, err := strconv.ParseUint(raw[m[4]:m[5]], base, 32)
		if err == nil && n >= 0xD800 && n <= 0xDFFF {
			return faultAt(w.text, start+m[0], "not well-formed XML: %s is half of a surrogate pair", raw[m[0]:m[1]])
		}
	}
	return nil
}

func (w *xmlWalker) token(token xml.Token, start, end int) error {
	switch t := token.(type) {
	case xml.StartElement:
		return w.startElement(t, start, end)
	case xml.EndElement:
		return w.endElement(rawName(t.Name), start, end)
	case xml.CharData:
		if len(w.open) == 0 {
			if strings.TrimSpace(string(t)) != "" {
				return faultAt(w.text, start, "not well-formed XML: text outside of the root element")
			}
			return nil
		}
		w.add(&node{text: string(t), isText: true, start: start, inner: start, innerEnd: end, end: end})
	default:
		w.add(&node{start: start, inner: start, innerEnd: end, end: end})
	}
	return nil
}

func rawName(name xml.Name) string {
	if name.Space != "" {
		return name.Space + ":" + name.Local
	}
	return name.Local
}

// add makes a node a child, within an element that is read whole.
func (w *xmlWalker) add(n *node) {
	if w.kept > 0 {
		parent := w.open[len(w.open)-1]
		parent.children = append(parent.children, n)
	}
}

func (w *xmlWalker) startElement(t xml.StartElement, start, end int) error {
	n := &node{name: rawName(t.Name), attrs: t.Copy().Attr, start: start, inner: end}
	switch {
	case len(w.open) == 0 && w.rooted:
		return faultAt(w.text, start, "not well-formed XML: <%s> stands after the end of the root element", n.name)
	case len(w.open) >= maxXMLDepth:
		return faultAt(w.text, start, "elements nested deeper than %d", maxXMLDepth)
	}
	for i, a := range n.attrs {
		for _, b := range n.attrs[:i] {
			if a.Name == b.Name {
				return faultAt(w.text, start, "not well-formed XML: <%s> has the attribute %s twice", n.name, attrName(a))
			}
		}
	}
	w.rooted = true
	w.add(n)
	w.open = append(w.open, n)
	if w.kept > 0 {
		return nil
	}
	whole, err := w.visitor.open(n)
	if whole {
		w.kept = len(w.open)
	}
	return err
}

func (w *xmlWalker) endElement(name string, start, end int) error {
	if len(w.open) == 0 {
		return faultAt(w.text, start, "not well-formed XML: </%s> closes nothing", name)
	}
	n := w.open[len(w.open)-1]
	if n.name != name {
		line, _ := lineOf(w.text, n.start)
		return faultAt(w.text, start, "not well-formed XML: </%s> closes <%s> of line %d", name, n.name, line)
	}
	n.innerEnd, n.end = start, end
	depth := len(w.open)
	w.open = w.open[:depth-1]
	switch {
	case w.kept == depth:
		w.kept = 0
		return w.visitor.whole(n)
	case w.kept == 0:
		w.visitor.close(n)
	}
	return nil
}

var xmlEncoding = lazyPattern(`^\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9_:.-]+)["']`)

// newXMLOriginal decodes an XML file as it says itself.
func newXMLOriginal(data []byte) (*original, error) {
	name := ""
	switch {
	case strings.HasPrefix(string(data[:min(len(data), 4)]), "<\x00"):
		name = "utf-16le"
	case strings.HasPrefix(string(data[:min(len(data), 4)]), "\x00<"):
		name = "utf-16be"
	default:
		if m := xmlEncoding().FindSubmatch(data[:min(len(data), 1024)]); m != nil {
			name = string(m[1])
		}
	}
	if strings.HasPrefix(strings.ToLower(name), "utf-16") && len(data) > 0 && data[0] == '<' && !strings.Contains(string(data[:min(len(data), 4)]), "\x00") {
		name = "utf-8" // what can be read as ASCII is not UTF-16
	}
	return newOriginal(data, name)
}

// escapeXML writes a text as character data. What XML cannot hold makes it
// false. A carriage return is written as a reference, since a parser would turn
// it into a line feed, and so is what the file's encoding lacks.
func (o *original) escapeXML(text string) (string, bool) {
	for _, r := range text {
		if !(r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000) {
			return "", false
		}
	}
	return o.references(xmlEscaper.Replace(text)), true
}

// references writes the characters that the file's encoding lacks as numeric
// references.
func (o *original) references(text string) string {
	if _, all := o.holds(text); all {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if o.holdsRune(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "&#%d;", r)
		}
	}
	return b.String()
}

var xmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")

// tagAttr is an attribute as it stands in a start tag: its value is
// text[start:end], between the quotes.
type tagAttr struct {
	name       string
	start, end int
}

var attrPattern = lazyPattern(`([^\s=/<>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')`)

// tagAttrs finds the attributes of an element in its start tag.
func tagAttrs(text string, n *node) []tagAttr {
	tag := text[n.start:n.inner]
	var out []tagAttr
	for _, m := range attrPattern().FindAllStringSubmatchIndex(tag, -1) {
		a := tagAttr{name: tag[m[2]:m[3]]}
		if m[4] >= 0 {
			a.start, a.end = n.start+m[4], n.start+m[5]
		} else {
			a.start, a.end = n.start+m[6], n.start+m[7]
		}
		out = append(out, a)
	}
	return out
}

// setAttrs returns the edits that give an element attributes: a value that is
// there is replaced, others come at the end of the tag. A value "" takes the
// attribute out.
func setAttrs(text string, n *node, values [][2]string) []edit {
	var edits []edit
	known := tagAttrs(text, n)
	missing := ""
next:
	for _, v := range values {
		for _, a := range known {
			if a.name != v[0] {
				continue
			}
			switch {
			case v[1] == "":
				edits = append(edits, removeAttr(text, n, a))
			case text[a.start:a.end] != v[1]:
				edits = append(edits, edit{a.start, a.end, v[1]})
			}
			continue next
		}
		if v[1] != "" {
			missing += " " + v[0] + `="` + v[1] + `"`
		}
	}
	if missing != "" {
		end := n.inner - 1 // before the ">"
		if text[end-1] == '/' {
			end--
		}
		for strings.IndexByte(" \t\r\n", text[end-1]) >= 0 {
			end--
		}
		edits = append(edits, edit{end, end, missing})
	}
	return edits
}

// removeAttr takes out an attribute with the white space before it.
func removeAttr(text string, n *node, a tagAttr) edit {
	start := n.start + strings.LastIndex(text[n.start:a.start], a.name)
	for strings.ContainsRune(" \t\r\n", rune(text[start-1])) {
		start--
	}
	return edit{start, a.end + 1, ""}
}
