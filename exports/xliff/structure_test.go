package xliff

import (
	"encoding/xml"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// model is what a schema says of an element: its attributes, those with a
// leading "!" required, and its children in order as a regular expression over
// names that each end in a comma. text allows character data.
type model struct {
	attributes string
	children   string
	text       bool
}

// The parts of the core schemas of XLIFF 1.2 and 2.1, and of the metadata
// module, that calque writes.
var (
	inlineModel12 = `((g|x|bx|ex|bpt|ept|ph|it),)*`
	models12      = map[string]model{
		"xliff":         {"!version !xmlns", `(file,)+`, false},
		"file":          {"!original !source-language target-language !datatype tool-id xml:space", `header,body,`, false},
		"header":        {"", `(tool,)*`, false},
		"tool":          {"!tool-id !tool-name tool-version", ``, false},
		"body":          {"", `(trans-unit,)*`, false},
		"trans-unit":    {"!id approved", `source,(target,)?((context-group|note),)*`, false},
		"source":        {"", inlineModel12, true},
		"target":        {"state state-qualifier", inlineModel12, true},
		"note":          {"", ``, true},
		"context-group": {"purpose", `(context,)+`, false},
		"context":       {"!context-type", ``, true},
		"g":             {"!id ctype", inlineModel12, true},
		"x":             {"!id ctype", ``, false},
		"bx":            {"!id rid ctype", ``, false},
		"ex":            {"!id rid", ``, false},
		"bpt":           {"!id rid ctype", ``, true},
		"ept":           {"!id rid", ``, true},
		"ph":            {"!id ctype", ``, true},
		"it":            {"!id !pos ctype", ``, true},
	}
	inlineModel21 = `((cp|ph|pc|sc|ec),)*`
	models21      = map[string]model{
		"xliff":         {"!version !srcLang trgLang !xmlns xmlns:mda xml:space", `(file,)+`, false},
		"file":          {"!id original", `(unit,)+`, false},
		"unit":          {"!id", `(mda:metadata,)*(notes,)?(originalData,)?(segment,)+`, false},
		"mda:metadata":  {"id", `(mda:metaGroup,)+`, false},
		"mda:metaGroup": {"id category appliesTo", `(mda:meta,)+`, false},
		"mda:meta":      {"!type", ``, true},
		"notes":         {"", `(note,)+`, false},
		"note":          {"", ``, true},
		"originalData":  {"", `(data,)+`, false},
		"data":          {"!id", `(cp,)*`, true},
		"segment":       {"state subState", `source,(target,)?`, false},
		"source":        {"", inlineModel21, true},
		"target":        {"", inlineModel21, true},
		"cp":            {"!hex", ``, false},
		"ph":            {"!id dataRef type subType", ``, false},
		"pc":            {"!id dataRefStart dataRefEnd type subType", inlineModel21, true},
		"sc":            {"!id dataRef isolated type subType", ``, false},
		"ec":            {"id startRef isolated dataRef type subType", ``, false},
	}
)

// element is an element that is open.
type element struct {
	name     string
	children strings.Builder
	text     bool
	ids      map[string]bool // of inline elements, where the element bounds them
}

// checkStructure holds a file against what the schema of its version says, and
// against the constraints on identifiers that no schema can say.
func checkStructure(t *testing.T, version, text string) {
	t.Helper()
	models := models12
	if version != "1.2" {
		models = models21
	}
	decoder := xml.NewDecoder(strings.NewReader(text))
	var open []*element
	var units = map[string]bool{}
	data := map[string]bool{}
	for {
		token, err := decoder.RawToken()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := prefixed(token.Name)
			m, ok := models[name]
			if !ok {
				t.Fatalf("<%s> is no element of XLIFF %s:\n%s", name, version, text)
			}
			checkAttributeNames(t, name, m.attributes, token.Attr)
			e := &element{name: name}
			if len(open) > 0 {
				open[len(open)-1].children.WriteString(name + ",")
			}
			switch name {
			case "trans-unit", "unit":
				checkNewID(t, units, token, text)
				data = map[string]bool{}
			case "source", "target":
				e.ids = map[string]bool{}
			case "data":
				data[value(token, "id")] = true
			case "g", "x", "bx", "ex", "bpt", "ept", "ph", "it", "pc", "sc":
				checkNewID(t, bounds(open), token, text)
			}
			for _, a := range token.Attr {
				if strings.HasPrefix(a.Name.Local, "dataRef") && !data[a.Value] {
					t.Fatalf("%s refers to no data:\n%s", name, text)
				}
				if a.Name.Local == "startRef" && !bounds(open)[a.Value] {
					t.Fatalf("%s refers to no sc:\n%s", name, text)
				}
			}
			open = append(open, e)
		case xml.EndElement:
			e := open[len(open)-1]
			open = open[:len(open)-1]
			if e.name != prefixed(token.Name) {
				t.Fatalf("</%s> closes <%s>:\n%s", prefixed(token.Name), e.name, text)
			}
			m := models[e.name]
			if !regexp.MustCompile("^(" + m.children + ")$").MatchString(e.children.String()) {
				t.Fatalf("<%s> has the children %s:\n%s", e.name, e.children.String(), text)
			}
			if e.text && !m.text {
				t.Fatalf("<%s> has text:\n%s", e.name, text)
			}
		case xml.CharData:
			if len(open) > 0 && strings.TrimSpace(string(token)) != "" {
				open[len(open)-1].text = true
			}
		}
	}
}

func prefixed(name xml.Name) string {
	if name.Space != "" {
		return name.Space + ":" + name.Local
	}
	return name.Local
}

func value(start xml.StartElement, name string) string {
	for _, a := range start.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// bounds returns the identifiers of the innermost text that is open.
func bounds(open []*element) map[string]bool {
	for _, e := range slices.Backward(open) {
		if e.ids != nil {
			return e.ids
		}
	}
	return nil
}

func checkNewID(t *testing.T, seen map[string]bool, start xml.StartElement, text string) {
	t.Helper()
	id := value(start, "id")
	if seen[id] {
		t.Fatalf("the id %q is there twice:\n%s", id, text)
	}
	seen[id] = true
}

func checkAttributeNames(t *testing.T, name, allowed string, attributes []xml.Attr) {
	t.Helper()
	var have []string
	for _, a := range attributes {
		have = append(have, prefixed(a.Name))
		if !slices.Contains(strings.Fields(strings.ReplaceAll(allowed, "!", "")), prefixed(a.Name)) {
			t.Errorf("<%s> has the attribute %s", name, prefixed(a.Name))
		}
	}
	for _, a := range strings.Fields(allowed) {
		if required, ok := strings.CutPrefix(a, "!"); ok && !slices.Contains(have, required) {
			t.Errorf("<%s> has no %s", name, required)
		}
	}
}
