package pretranslate

import (
	"context"
	"fmt"
	"strings"

	"golang.org/x/text/language"

	"calque/tm"
)

// fillXLIFF translates XLIFF of any version that is known.
func fillXLIFF(ctx context.Context, data []byte, o *Options) ([]byte, *Report, error) {
	source, err := newXMLOriginal(data)
	if err != nil {
		return nil, nil, err
	}
	r := &xliffReader{original: source, text: source.text, o: o}
	if err := walkXML(source.text, r); err != nil {
		return nil, nil, err
	}
	if err := r.checkLanguages(); err != nil {
		return nil, nil, err
	}
	d := &document{edits: r.edits}
	for _, u := range r.units {
		d.blocks = append(d.blocks, u.blocks()...)
	}
	e := &engine{o: o, original: source, fuzzy: true, escapes: true}
	return d.fill(ctx, e, "xliff "+r.version)
}

// xliffUnit is a trans-unit of XLIFF 1.2 or a unit of XLIFF 2.
type xliffUnit interface {
	blocks() []*block
	edits() []edit
}

// xliffReader finds the units of a file.
type xliffReader struct {
	original *original
	text     string
	o        *Options
	version  string
	prefix   string // of the XLIFF namespace, with the colon; mostly empty
	units    []xliffUnit
	files    []*xliffFile
	// translate is the attribute of the elements that are open.
	translate []bool
}

// xliffFile is a file element of XLIFF 1.2, or the root of XLIFF 2.
type xliffFile struct {
	node     *node
	from, to string // as written; the attribute names follow from the version
	foreign  bool   // in other languages than those asked for
	written  bool   // something was translated in it
}

func (r *xliffReader) open(n *node) (bool, error) {
	if len(r.translate) == 0 {
		if err := r.root(n); err != nil {
			return false, err
		}
	}
	name, ours := strings.CutPrefix(n.name, r.prefix)
	if !ours {
		name = ""
	}
	if r.two() && name == "unit" || !r.two() && name == "trans-unit" {
		return true, nil
	}
	if !r.two() && name == "file" {
		r.addFile(n, "source-language", "target-language")
	}
	yes := len(r.translate) == 0 || r.translate[len(r.translate)-1]
	switch n.attr("translate") {
	case "yes":
		yes = true
	case "no":
		yes = false
	}
	r.translate = append(r.translate, yes)
	return false, nil
}

func (r *xliffReader) close(*node) { r.translate = r.translate[:len(r.translate)-1] }

func (r *xliffReader) two() bool { return strings.HasPrefix(r.version, "2.") }

func (r *xliffReader) root(n *node) error {
	prefix, local, found := strings.Cut(n.name, ":")
	if !found {
		prefix, local = "", n.name
	} else {
		r.prefix = prefix + ":"
	}
	if local != "xliff" {
		return faultAt(r.text, n.start, "no XLIFF: the root element is <%s>", n.name)
	}
	r.version = n.attr("version")
	switch r.version {
	case "1.0", "1.1", "1.2":
	case "2.0", "2.1", "2.2":
		r.addFile(n, "srcLang", "trgLang")
	default:
		return faultAt(r.text, n.start, "XLIFF of version %q, which is not known here: 1.2 and 2.1 are", r.version)
	}
	return nil
}

func (r *xliffReader) addFile(n *node, from, to string) {
	f := &xliffFile{node: n, from: n.attr(from), to: n.attr(to)}
	f.foreign = otherLanguage(f.from, r.o.From) || otherLanguage(f.to, r.o.To)
	r.files = append(r.files, f)
}

// otherLanguage reports whether a code names another language than wanted. One
// that is missing or cannot be read does not.
func otherLanguage(code string, wanted language.Tag) bool {
	tag, err := tm.ParseLang(code)
	return err == nil && !tm.SameLanguage(tag, wanted)
}

// checkLanguages is an error when no part of the file is in the languages asked
// for.
func (r *xliffReader) checkLanguages() error {
	for _, f := range r.files {
		if !f.foreign {
			return nil
		}
	}
	if len(r.files) == 0 {
		return nil
	}
	f := r.files[0]
	return faultAt(r.text, f.node.start, "the file is for %s → %s, not %s → %s; say so with --from and --to",
		orUnknown(f.from), orUnknown(f.to), r.o.From, r.o.To)
}

func orUnknown(code string) string {
	if code == "" {
		return "(not stated)"
	}
	return code
}

func (r *xliffReader) whole(n *node) error {
	var file *xliffFile
	if len(r.files) > 0 {
		file = r.files[len(r.files)-1]
	}
	translate := r.translate[len(r.translate)-1]
	switch n.attr("translate") {
	case "yes":
		translate = true
	case "no":
		translate = false
	}
	if file == nil {
		return faultAt(r.text, n.start, "<%s> outside of <file>", n.name)
	}
	if r.two() {
		r.units = append(r.units, r.unit2(n, file, translate))
	} else {
		r.units = append(r.units, r.unit12(n, file, translate))
	}
	return nil
}

// edits returns the edits of all units, and those of the files' languages.
func (r *xliffReader) edits() []edit {
	var edits []edit
	for _, u := range r.units {
		edits = append(edits, u.edits()...)
	}
	for _, f := range r.files {
		if f.written && f.to == "" {
			name := "target-language"
			if r.two() {
				name = "trgLang"
			}
			edits = append(edits, setAttrs(r.text, f.node, [][2]string{{name, xliffCode(r.o.To)}})...)
		}
	}
	return edits
}

// xliffCode writes a language as CAT tools expect it.
func xliffCode(tag language.Tag) string {
	switch tag.String() {
	case "zh":
		return "zh-CN"
	case "zh-Hant":
		return "zh-TW"
	}
	return tag.String()
}

// writePieces writes a target as the content of an element, false when XML
// cannot hold it.
func (o *original) writePieces(pieces []piece) (string, bool) {
	var b strings.Builder
	for _, p := range pieces {
		if p.code != nil {
			b.WriteString(p.code.raw)
			continue
		}
		escaped, ok := o.escapeXML(p.text)
		if !ok {
			return "", false
		}
		b.WriteString(escaped)
	}
	return b.String(), true
}

// percent writes a score as the quality of a match.
func percent(score int) string { return fmt.Sprintf("%d%%", min(score, 100)) }
