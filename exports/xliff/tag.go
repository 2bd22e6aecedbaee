package xliff

import (
	"encoding/xml"
	"io"
	"slices"
	"strings"

	"calque/exports/internal/xmlio"
)

// tag is one XLIFF tag that is the native text of a code.
type tag struct {
	name  string
	id    string
	end   bool // </g>
	empty bool // <x/>
}

// parseTag reads a text that is exactly one tag with one of names, and with no
// attribute that would need a declaration.
func parseTag(s string, names []string) (tag, bool) {
	if !strings.HasPrefix(s, "<") || !strings.HasSuffix(s, ">") {
		return tag{}, false
	}
	decoder := xml.NewDecoder(strings.NewReader(s))
	token, err := decoder.RawToken()
	if err != nil {
		return tag{}, false
	}
	var t tag
	switch token := token.(type) {
	case xml.StartElement:
		if token.Name.Space != "" || hasPrefixes(token.Attr) {
			return tag{}, false
		}
		t = tag{name: token.Name.Local, id: xmlio.Attr(token, "id"), empty: strings.HasSuffix(s, "/>")}
		if t.empty {
			decoder.RawToken() // the end that RawToken makes up
		}
	case xml.EndElement:
		t = tag{name: token.Name.Local, end: true}
	default:
		return tag{}, false
	}
	_, err = decoder.RawToken()
	return t, err == io.EOF && slices.Contains(names, t.name)
}

func hasPrefixes(attributes []xml.Attr) bool {
	return slices.ContainsFunc(attributes, func(a xml.Attr) bool {
		return a.Name.Space != "" || strings.HasPrefix(a.Name.Local, "xmlns")
	})
}

// startTag writes a start tag, without the attributes that mean nothing outside
// their file: those with a prefix, and references.
func startTag(start xml.StartElement, empty bool) string {
	var b strings.Builder
	b.WriteString("<" + start.Name.Local)
	for _, a := range start.Attr {
		switch a.Name.Local {
		case "dataRef", "dataRefStart", "dataRefEnd", "subFlows", "subFlowsStart", "subFlowsEnd", "copyOf":
			continue
		}
		if a.Name.Space == "" && !strings.HasPrefix(a.Name.Local, "xmlns") {
			b.WriteString(" " + a.Name.Local + `="` + escaper.Replace(a.Value) + `"`)
		}
	}
	if empty {
		b.WriteString("/")
	}
	b.WriteString(">")
	return b.String()
}

// tagIDs returns the ids of the tags of names that stand in pieces.
func tagIDs(pieces []piece, names []string) map[string]bool {
	ids := map[string]bool{}
	for _, p := range pieces {
		if p.code == nil {
			continue
		}
		if tag, ok := parseTag(p.code.text, names); ok && tag.id != "" {
			ids[tag.id] = true
		}
	}
	return ids
}

// freeID returns id, made longer until it is none of taken.
func freeID(id string, taken map[string]bool) string {
	for taken[id] {
		id = "c" + id
	}
	return id
}
