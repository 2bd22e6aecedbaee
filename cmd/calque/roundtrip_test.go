package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"

	"calque/exports/tmx/xmlscan"
	"calque/tm"
)

// What a TMX file holds is still there when it has been through a memory, twice:
// the second and the third file are the same byte for byte, the first and the
// third in what they say (see canonicalTMX).
func TestTMXGoesThroughTheMemoryAndBack(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 2026))
	for i := range 20 {
		path := filepath.Join(t.TempDir(), "first.tmx")
		writeFile(t, path, []byte(randomTMX(random)))
		if diff := roundTrip(t, path); diff != "" {
			first, err := os.ReadFile(path)
			t.Fatalf("file %d: %s\n%s%v", i, diff, first, err)
		}
	}
}

// The same with files of other programs, which are not part of this project:
// CALQUE_TMX_FILES names a folder of them.
func TestForeignTMXGoesThroughTheMemoryAndBack(t *testing.T) {
	folder := os.Getenv("CALQUE_TMX_FILES")
	if folder == "" {
		t.Skip("CALQUE_TMX_FILES names no folder")
	}
	files, good := 0, 0
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".tmx" {
			return err
		}
		files++
		if diff := roundTrip(t, path); diff != "" {
			t.Logf("%s: %s", path, diff)
			return nil
		}
		good++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d files are the same after two rounds", good, files)
	if good < files {
		t.Errorf("%d files are not", files-good)
	}
}

// roundTrip returns what is not as it should be.
func roundTrip(t *testing.T, first string) string {
	t.Helper()
	dir := t.TempDir()
	second, third := filepath.Join(dir, "second.tmx"), filepath.Join(dir, "third.tmx")
	for _, step := range []struct{ db, from, to string }{{"one.db", first, second}, {"two.db", second, third}} {
		db := filepath.Join(dir, step.db)
		var out bytes.Buffer
		if code := run([]string{"calque", "import", "--db", db, step.from}, nil, &out, &out); code != exitOK {
			return fmt.Sprintf("import ended with %d: %s", code, &out)
		}
		code := run([]string{"calque", "export", "--db", db, "--multilingual", "--all-variants", step.to}, nil, &out, &out)
		if code != exitOK && strings.Contains(out.String(), "no unit") {
			return emptyTMX(t, first)
		}
		if code != exitOK {
			return fmt.Sprintf("export ended with %d: %s", code, &out)
		}
	}
	before, after := readFile(t, second), readFile(t, third)
	if !bytes.Equal(before, after) {
		return "the second and the third file differ:\n" + cmp.Diff(string(before), string(after))
	}
	want, err := canonicalTMX(readFile(t, first))
	if err != nil {
		return err.Error()
	}
	got, err := canonicalTMX(after)
	if err != nil {
		return err.Error()
	}
	return cmp.Diff(want, got)
}

// emptyTMX returns nothing for a file without a pair of texts, since there is
// nothing to export then.
func emptyTMX(t *testing.T, path string) string {
	pairs, err := canonicalTMX(readFile(t, path))
	if err != nil || len(pairs) > 0 {
		return fmt.Sprintf("nothing came out of %d pairs, %v", len(pairs), err)
	}
	return ""
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// node is an element as encoding/xml reads it.
type node struct {
	name       string
	attributes map[string]string
	children   []*node
	text       string // of a text node, whose name is empty
}

func parseXML(file []byte) (*node, error) {
	decoded, _, err := xmlscan.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	decoder := xml.NewDecoder(decoded)
	decoder.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	root := &node{}
	stack := []*node{root}
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		top := stack[len(stack)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{name: token.Name.Local, attributes: map[string]string{}}
			for _, a := range token.Attr {
				if a.Name.Space == "" || strings.HasSuffix(a.Name.Space, "XML/1998/namespace") {
					n.attributes[a.Name.Local] = a.Value
				}
			}
			top.children = append(top.children, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if last := len(top.children) - 1; last >= 0 && top.children[last].name == "" {
				top.children[last].text += string(token)
			} else {
				top.children = append(top.children, &node{text: string(token)})
			}
		}
	}
}

func (n *node) all(name string) []*node {
	var found []*node
	for _, child := range n.children {
		if child.name == name {
			found = append(found, child)
		}
	}
	return found
}

// canonical writes the content of an element: attributes sorted, everything
// escaped in one way.
func (n *node) canonical() string {
	var b strings.Builder
	for _, child := range n.children {
		if child.name == "" {
			fmt.Fprintf(&b, "%q", child.text)
			continue
		}
		fmt.Fprintf(&b, "<%s%s>%s</%[1]s>", child.name, sortedAttributes(child.attributes), child.canonical())
	}
	return b.String()
}

func sortedAttributes(attributes map[string]string) string {
	var all []string
	for name, value := range attributes {
		all = append(all, fmt.Sprintf(" %s=%q", name, value))
	}
	slices.Sort(all)
	return strings.Join(all, "")
}

// canonicalTMX returns what a file says, in a form that two files can be
// compared by: for each pair of a source and a target text, each once, with the
// attributes, notes and properties of the unit and of both variants. The order
// of units, and of the properties of one, is not part of it, nor are variants
// without text and the header. Pairs that stand in the file twice say together
// what each of them says.
func canonicalTMX(file []byte) (map[string]string, error) {
	root, err := parseXML(file)
	if err != nil {
		return nil, err
	}
	tmx := root.all("tmx")[0]
	srclang := ""
	for _, header := range tmx.all("header") {
		srclang = header.attributes["srclang"]
	}
	pairs := map[string]string{}
	for _, tu := range tmx.all("body")[0].all("tu") {
		variants := spokenVariants(tu)
		sources := sourcesOf(variants, tu.attributes["srclang"], srclang)
		for _, source := range sources {
			for _, target := range variants {
				if langOf(target) == langOf(source) {
					continue
				}
				key := fmt.Sprintf("%s: %s → %s: %s [%s]", langOf(source), segOf(source), langOf(target), segOf(target), contextOf(tu, source))
				details := fmt.Sprintf("unit%s source%s target%s", described(tu), described(source), described(target))
				if known, twice := pairs[key]; twice {
					details = known // the first says what is kept
				}
				pairs[key] = details
			}
		}
	}
	return pairs, nil
}

func spokenVariants(tu *node) []*node {
	var variants []*node
	for _, v := range tu.all("tuv") {
		if seg := v.all("seg"); langOf(v) != language.Und && len(seg) > 0 && strings.TrimSpace(seg[0].canonical()) != "" {
			if !strings.HasPrefix(seg[0].canonical(), `"`) || strings.TrimSpace(plainText(seg[0])) != "" || len(seg[0].children) > 1 {
				variants = append(variants, v)
			}
		}
	}
	return variants
}

func plainText(n *node) string {
	text := n.text
	for _, child := range n.children {
		text += plainText(child)
	}
	return text
}

func langOf(v *node) language.Tag {
	tag, err := tm.ParseLang(v.attributes["lang"])
	if err != nil {
		return language.Und
	}
	return tag
}

func sourcesOf(variants []*node, named ...string) []*node {
	if len(variants) == 0 {
		return nil
	}
	lang := langOf(variants[0])
	for _, name := range named {
		if name == "" {
			continue
		}
		tag, err := tm.ParseLang(name)
		if err != nil {
			break // *all*
		}
		for _, same := range []func(language.Tag) bool{
			func(l language.Tag) bool { return l == tag }, func(l language.Tag) bool { return tm.SameLanguage(l, tag) },
		} {
			if i := slices.IndexFunc(variants, func(v *node) bool { return same(langOf(v)) }); i >= 0 {
				lang = langOf(variants[i])
				break
			}
		}
		break
	}
	return slices.DeleteFunc(slices.Clone(variants), func(v *node) bool { return langOf(v) != lang })
}

func segOf(v *node) string { return v.all("seg")[0].canonical() }

func contextOf(nodes ...*node) string {
	var all []string
	for _, n := range nodes {
		for _, p := range n.all("prop") {
			if strings.HasPrefix(p.attributes["type"], "x-context-") {
				all = append(all, p.attributes["type"]+"="+plainText(p))
			}
		}
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// described returns the attributes, notes and properties of a tu or tuv.
func described(n *node) string {
	attributes := map[string]string{}
	for name, value := range n.attributes {
		switch name {
		case "lang", "srclang": // of the pair
			continue
		case "creationdate", "changedate", "lastusagedate":
			if at, err := time.Parse(time.RFC3339, value); err == nil {
				value = at.UTC().Format("20060102T150405Z")
			}
		}
		if value != "" {
			attributes[name] = value
		}
	}
	var all []string
	for _, name := range []string{"note", "prop"} {
		for _, child := range n.all(name) {
			if text := plainText(child); name == "prop" || strings.TrimSpace(text) != "" {
				all = append(all, fmt.Sprintf("<%s%s>%q", name, sortedAttributes(child.attributes), text))
			}
		}
	}
	slices.Sort(all)
	return fmt.Sprintf("%s %v", sortedAttributes(attributes), all)
}
