package xliff

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"strings"

	"golang.org/x/text/language"

	"calque/exports/finding"
	"calque/exports/internal/xmlio"
	"calque/tm"
)

// Reader reads units from XLIFF 1.0 to 1.2 and 2.0 to 2.2.
type Reader struct {
	in      *xmlio.Reader
	options ReadOptions
	found   finding.List
	second  bool // XLIFF 2
	// What the file element, or the root of XLIFF 2, says.
	source, target string
	locked         bool
	pending        []tm.Unit
}

// NewReader returns a reader of in. Nothing is read before Units is ranged
// over.
func NewReader(in io.Reader, options ReadOptions) *Reader {
	options.Status = cmp.Or(options.Status, tm.StatusAuto)
	options.Confidence = cmp.Or(options.Confidence, 1)
	return &Reader{
		in:      xmlio.NewReader(in, xmlio.Options{Bad: ErrFormat, MaxItem: options.MaxUnit}),
		options: options,
	}
}

// Findings returns what was left out so far, and why.
func (r *Reader) Findings() []finding.Finding { return r.found.All() }

// Units yields the translated units in the order of the file. A fault in the
// file ends it with an error that wraps [ErrFormat] and says where; the units
// before have been yielded by then. It can be ranged over once.
func (r *Reader) Units() iter.Seq2[tm.Unit, error] {
	return func(yield func(tm.Unit, error) bool) {
		if err := r.begin(); err != nil {
			yield(tm.Unit{}, err)
			return
		}
		for {
			r.pending = r.pending[:0]
			err := r.step()
			for _, u := range r.pending {
				if !yield(u, nil) {
					return
				}
			}
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(tm.Unit{}, err)
				return
			}
		}
	}
}

func (r *Reader) begin() error {
	root, err := r.in.Root("xliff")
	if err != nil {
		return err
	}
	version := xmlio.Attr(root, "version")
	switch major, _, _ := strings.Cut(version, "."); major {
	case "1":
	case "2":
		r.second = true
		r.source, r.target = xmlio.Attr(root, "srcLang"), xmlio.Attr(root, "trgLang")
	default:
		return r.in.Fault(fmt.Errorf("the version of XLIFF is %q, not 1.x or 2.x", version))
	}
	return nil
}

// step reads up to the end of the next unit, whatever is around it.
func (r *Reader) step() error {
	r.in.NewItem()
	token, err := r.in.Next()
	if err != nil {
		return err
	}
	start, ok := token.(xml.StartElement)
	if !ok {
		return nil
	}
	switch {
	case start.Name.Local == "file":
		r.locked = xmlio.Attr(start, "translate") == "no"
		if !r.second {
			r.source, r.target = xmlio.Attr(start, "source-language"), xmlio.Attr(start, "target-language")
		}
	case start.Name.Local == "trans-unit" && !r.second:
		return r.readUnit12(start)
	case start.Name.Local == "unit" && r.second:
		return r.readUnit2(start)
	}
	return nil
}

// text is a source or a target as it stands in the file.
type text struct {
	lang     string
	pieces   []piece
	segments []segment // the mrk elements of 1.2 that mark segments
	state    string
}

type segment struct {
	id     string
	pieces []piece
}

func (t text) empty() bool {
	for _, p := range t.pieces {
		if strings.TrimSpace(p.text) != "" {
			return false
		}
	}
	return true
}

// emit makes a unit of two texts. base has what is known of it otherwise.
func (r *Reader) emit(base tm.Unit, source, target text) error {
	from, err := r.lang(cmp.Or(source.lang, r.source), r.options.Source, "source")
	if err != nil {
		return err
	}
	asked := language.Und
	if len(r.options.Targets) > 0 {
		asked = r.options.Targets[0]
	}
	to, err := r.lang(cmp.Or(target.lang, r.target), asked, "target")
	if err != nil {
		return err
	}
	to, wanted := r.wanted(to)
	if !wanted || r.options.Source != language.Und && !tm.SameLanguage(r.options.Source, from) {
		r.lose("unit in a language that was not asked for")
		return nil
	}
	if r.options.Source != language.Und {
		from = r.options.Source
	}
	settlePairs(source.pieces)
	settlePairs(target.pieces)
	base.Source, base.Target = join(source.pieces, target.pieces)
	base.Source.Lang, base.Target.Lang = from, to
	r.pending = append(r.pending, base)
	return nil
}

// lang reads the code of a language, or takes the one that was asked for where
// the file has none.
func (r *Reader) lang(code string, asked language.Tag, side string) (language.Tag, error) {
	if code == "" {
		if asked == language.Und {
			return asked, r.in.Fault(fmt.Errorf("the file does not name its %s language, and none was given", side))
		}
		return asked, nil
	}
	tag, err := tm.ParseLang(code)
	if err != nil {
		return tag, r.in.Fault(err)
	}
	return tag, nil
}

// wanted returns the target language under which a text in tag is taken.
func (r *Reader) wanted(tag language.Tag) (language.Tag, bool) {
	for _, asked := range r.options.Targets {
		if asked == tag {
			return tag, true
		}
	}
	for _, asked := range r.options.Targets {
		if tm.SameLanguage(asked, tag) {
			return asked, true
		}
	}
	return tag, len(r.options.Targets) == 0
}

func (r *Reader) lose(what string) { r.found.Lose(what, r.in.Line()) }

// base is a unit that knows what the options say of its confidence; its status
// is empty until the file says one.
func (r *Reader) base() tm.Unit { return tm.Unit{Confidence: r.options.Confidence} }

func addNote(u *tm.Unit, note string) {
	if strings.TrimSpace(note) == "" {
		return
	}
	if u.Note != "" {
		u.Note += "\n"
	}
	u.Note += note
}
