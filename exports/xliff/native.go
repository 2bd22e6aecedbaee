package xliff

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"calque/exports/internal/xmlio"
	"calque/tm"
)

// kind says whether a code stands alone or is one end of a pair.
type kind int

const (
	lone kind = iota
	opening
	closing
)

// native is an inline code of a text, without the markup of any exchange format
// around it.
type native struct {
	kind kind
	key  string // that both ends of a pair have, and no other code of the text
	typ  string // what it is, as TMX says in its type and XLIFF 1.2 in its ctype
	text string // what stood in the original document
}

// piece is a stretch of text, or a code.
type piece struct {
	text string
	code *native
	id   string // of the code, from its placeholder: the same in both texts
}

// split cuts a variant at its placeholders.
func split(v tm.Variant) []piece {
	var pieces []piece
	rest := v.Text
	var open []string // keys of the hi elements that are open
	for i, code := range v.Codes {
		before, after, ok := strings.Cut(rest, code.Placeholder)
		if !ok {
			continue
		}
		if before != "" {
			pieces = append(pieces, piece{text: before})
		}
		n := parseCode(code.XML)
		if n.key == "hi" {
			n.key, open = nest(n.kind, i, open)
		}
		pieces = append(pieces, piece{code: &n, id: placeholderID(code.Placeholder)})
		rest = after
	}
	if rest != "" {
		pieces = append(pieces, piece{text: rest})
	}
	settlePairs(pieces)
	return pieces
}

// nest gives the two ends of a hi element one key.
func nest(k kind, number int, open []string) (string, []string) {
	if k == opening {
		key := "hi" + strconv.Itoa(number)
		return key, append(open, key)
	}
	if len(open) == 0 {
		return "hi", nil
	}
	return open[len(open)-1], open[:len(open)-1]
}

func placeholderID(placeholder string) string {
	return strings.Trim(placeholder, "{}")
}

// settlePairs takes the key from the ends of pairs that are not whole, or come
// in the wrong order: they are written as codes that stand alone.
func settlePairs(pieces []piece) {
	opened, closed := map[string]int{}, map[string]int{}
	for i, p := range pieces {
		switch {
		case p.code == nil:
		case p.code.kind == opening:
			opened[p.code.key] = i
		case p.code.kind == closing:
			if _, ok := opened[p.code.key]; ok {
				closed[p.code.key] = i
			}
		}
	}
	for i, p := range pieces {
		if p.code == nil || p.code.kind == lone {
			continue
		}
		first, begun := opened[p.code.key]
		last, ended := closed[p.code.key]
		if !begun || !ended || last < first || i != first && i != last {
			p.code.key = ""
		}
	}
}

// nested reports whether the pair of the code at i closes before any pair that
// was opened before it and after every pair opened inside.
func nested(pieces []piece, i int) bool {
	key := pieces[i].code.key
	if key == "" {
		return false
	}
	var open []string
	for _, p := range pieces {
		if p.code == nil || p.code.key == "" {
			continue
		}
		switch p.code.kind {
		case opening:
			open = append(open, p.code.key)
		case closing:
			at := slices.Index(open, p.code.key)
			if p.code.key == key {
				return at == len(open)-1
			}
			if at < 0 {
				continue
			}
			if j := slices.Index(open, key); j > at {
				return false // it crosses the pair that ends here
			}
			open = slices.Delete(open, at, at+1)
		}
	}
	return false
}

// parseCode reads the markup of a code as TMX has it: bpt, ept, it, ph, ut, or
// one end of a hi. Anything else stands alone and is its own native text.
func parseCode(markup string) native {
	if markup == "</hi>" {
		return native{kind: closing, key: "hi"}
	}
	decoder := xml.NewDecoder(strings.NewReader(markup))
	token, err := decoder.RawToken()
	start, ok := token.(xml.StartElement)
	if err != nil || !ok {
		return native{text: markup}
	}
	n := native{typ: xmlio.Attr(start, "type")}
	switch start.Name.Local {
	case "hi":
		n.kind, n.key = opening, "hi"
		return n
	case "bpt":
		n.kind, n.key = opening, "p"+xmlio.Attr(start, "i")
	case "ept":
		n.kind, n.key = closing, "p"+xmlio.Attr(start, "i")
	case "it":
		n.kind = opening
		if xmlio.Attr(start, "pos") == "end" {
			n.kind = closing
		}
	case "ph", "ut":
	default:
		return native{text: markup}
	}
	if n.text, err = contentOf(decoder); err != nil {
		return native{text: markup}
	}
	return n
}

// contentOf returns the text up to the end of the element that was begun.
func contentOf(decoder *xml.Decoder) (string, error) {
	var text strings.Builder
	for depth := 1; depth > 0; {
		token, err := decoder.RawToken()
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			text.Write(token)
		}
	}
	if _, err := decoder.RawToken(); err != io.EOF {
		return "", fmt.Errorf("more than one element")
	}
	return text.String(), nil
}

// join puts pieces together as the texts of a unit, source before target: each
// code becomes a placeholder with a number that neither text has otherwise, and
// a code of the target has the number of its twin in the source.
func join(source, target []piece) (tm.Variant, tm.Variant) {
	n := &numbering{pairs: map[string]int{}, numbers: map[string]int{}}
	for _, p := range slices.Concat(source, target) {
		if p.code == nil {
			n.texts = append(n.texts, p.text)
		}
	}
	return n.variant(source), n.variant(target)
}

// numbering gives the codes of a unit their numbers.
type numbering struct {
	texts   []string
	last    int
	numbers map[string]int // of codes by what they are and their id
	pairs   map[string]int // the i of TMX by the key of a pair
}

func (n *numbering) variant(pieces []piece) tm.Variant {
	var v tm.Variant
	var text strings.Builder
	seen := map[string]bool{}
	for _, p := range pieces {
		if p.code == nil {
			text.WriteString(p.text)
			continue
		}
		name := fmt.Sprintf("%d %s", p.code.kind, p.id)
		for seen[name] {
			name += "+"
		}
		seen[name] = true
		number, ok := n.numbers[name]
		if !ok {
			number = n.next()
			n.numbers[name] = number
		}
		code := tm.Code{Placeholder: placeholder(number), XML: n.markup(p.code, number)}
		v.Codes = append(v.Codes, code)
		text.WriteString(code.Placeholder)
	}
	v.Text = text.String()
	return v
}

func placeholder(number int) string { return "{" + strconv.Itoa(number) + "}" }

// next returns a number whose placeholder occurs in no text.
func (n *numbering) next() int {
	for {
		n.last++
		taken := slices.ContainsFunc(n.texts, func(s string) bool { return strings.Contains(s, placeholder(n.last)) })
		if !taken {
			return n.last
		}
	}
}

// markup writes a code as TMX has it, which is how every code of a memory
// stands there.
func (n *numbering) markup(code *native, number int) string {
	name := map[kind]string{lone: "ph", opening: "bpt", closing: "ept"}[code.kind]
	var attributes strings.Builder
	attribute := func(name, value string) { fmt.Fprintf(&attributes, ` %s="%s"`, name, escaper.Replace(value)) }
	switch {
	case code.kind == lone:
	case code.key != "":
		if n.pairs[code.key] == 0 {
			n.pairs[code.key] = len(n.pairs) + 1
		}
		attribute("i", strconv.Itoa(n.pairs[code.key]))
	default:
		name = "it"
		attribute("pos", map[kind]string{opening: "begin", closing: "end"}[code.kind])
	}
	if name != "ept" {
		attribute("x", strconv.Itoa(number))
		if code.typ != "" {
			attribute("type", code.typ)
		}
	}
	return "<" + name + attributes.String() + ">" + escaper.Replace(code.text) + "</" + name + ">"
}

// escaper is for text that came out of XML, and has no character that XML
// cannot hold.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\t", "&#9;", "\n", "&#10;", "\r", "&#13;")
