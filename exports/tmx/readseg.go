package tmx

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"calque/exports/tmx/xmlscan"
)

// placedCode is an inline code of a segment and where it stood in the text.
type placedCode struct {
	at  int    // bytes of text before it
	xml string // as the file has it
	// key tells which code of another variant it is the same as: the element
	// and its number, where it has one.
	key string
}

// segmentReader reads a segment: text, and codes beside it.
type segmentReader struct {
	*Reader
	v        *variant
	text     []byte
	code     []byte // of the code that is being read
	codes    int
	open     []string
	unpaired map[string]int // numbers given to bpt and ept without one
}

// readSegment reads the segment that was opened last into v. The inline
// elements of TMX become codes: bpt, ept, it, ph and ut with what is in them;
// of hi, whose content is text, each tag one. A tag that TMX does not have
// becomes a ph that holds it as native code.
func (r *Reader) readSegment(v *variant) error {
	line := r.xml.Line()
	s := segmentReader{Reader: r, v: v, text: r.segment[:0]}
	before := len(v.codes)
	err := s.read()
	r.segment = s.text
	if err != nil {
		return err
	}
	if len(s.text) > maxSegment || s.codes > maxCodes {
		r.found.Lose(fmt.Sprintf("segment of more than %d bytes or %d codes", maxSegment, maxCodes), line)
		v.codes = v.codes[:before]
		return nil
	}
	for i := range v.codes[before:] {
		v.codes[before+i].at += len(v.text)
	}
	if v.text == "" {
		v.text = string(s.text)
	} else {
		v.text += string(s.text) // a second seg; TMX has one
		r.found.Note("second <seg> of a variant, joined to the first", line)
	}
	return nil
}

func (s *segmentReader) read() error {
	for depth := s.xml.Depth(); ; {
		kind, err := s.inside()
		if err != nil {
			return err
		}
		if s.xml.Depth() < depth {
			return nil
		}
		switch kind {
		case xmlscan.Text:
			s.text = append(s.text, s.xml.Text()...)
		case xmlscan.Start:
			if err := s.start(); err != nil {
				return err
			}
		case xmlscan.End:
			s.end()
		}
	}
}

func (s *segmentReader) start() error {
	name := element(s.xml.Name())
	s.code = s.code[:0]
	switch {
	case name == "hi":
		key := "hi " + s.attribute("x")
		s.open = append(s.open, key)
		empty := s.appendStart(name)
		s.add(key)
		if empty {
			return s.closeEmpty()
		}
		return nil
	case inlineElements[name].code:
		key := name + " " + s.number(name)
		if err := s.readCode(name); err != nil {
			return err
		}
		s.add(key)
		return nil
	}
	s.found.Note("unknown element <"+name+"> in a segment, kept as a code", s.xml.Line())
	raw := s.xml.Raw()
	s.foreign(raw)
	if bytes.HasSuffix(raw, []byte("/>")) {
		_, err := s.inside()
		return err
	}
	s.open = append(s.open, "")
	return nil
}

// closeEmpty reads the end of <hi/>, which is written with the start.
func (s *segmentReader) closeEmpty() error {
	s.open = s.open[:len(s.open)-1]
	_, err := s.inside()
	return err
}

// end reads the end of a hi or of an unknown element.
func (s *segmentReader) end() {
	key := s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	s.code = s.code[:0]
	if key == "" {
		s.foreign(s.xml.Raw())
		return
	}
	s.appendEnd("hi")
	s.add("/" + key)
}

// foreign adds a ph that holds markup as native code.
func (s *segmentReader) foreign(markup []byte) {
	s.code = append(s.code[:0], `<ph type="x-markup">`...)
	s.code, _ = appendEscaped(s.code, string(markup), false)
	s.code = append(s.code, "</ph>"...)
	s.add("")
}

func (s *segmentReader) add(key string) {
	if s.codes++; s.codes > maxCodes {
		return
	}
	s.v.codes = append(s.v.codes, placedCode{at: len(s.text), xml: string(s.code), key: key})
}

// number is what tells an inline element from others with its name: the number
// that joins it to its partner or to its translation; empty for none.
func (s *segmentReader) number(name string) string {
	switch name {
	case "bpt", "ept":
		return s.attribute("i")
	case "it":
		return s.attribute("pos") + s.attribute("x")
	}
	return s.attribute("x")
}

// readCode reads the element that was opened last to its end into s.code, as it
// stands in the file where that is as TMX wants it.
func (s *segmentReader) readCode(name string) error {
	if s.appendStart(name) {
		_, err := s.inside()
		return err
	}
	parents := []string{name} // "" for one whose tags are left out
	for len(parents) > 0 {
		kind, err := s.inside()
		if err != nil {
			return err
		}
		last := parents[len(parents)-1]
		switch kind {
		case xmlscan.Text:
			if s.xml.Expanded() {
				s.code, _ = appendEscaped(s.code, string(s.xml.Text()), false)
			} else {
				s.code = append(s.code, s.xml.Raw()...)
			}
		case xmlscan.Start:
			child := element(s.xml.Name())
			if !mayHold(parents, child) {
				s.found.Lose("<"+child+"> where TMX has none, its text kept", s.xml.Line())
				parents = append(parents, "")
				continue
			}
			if s.appendStart(child) {
				_, err = s.inside()
			} else {
				parents = append(parents, child)
			}
			if err != nil {
				return err
			}
		case xmlscan.End:
			parents = parents[:len(parents)-1]
			if last != "" && len(s.xml.Raw()) > 0 {
				s.appendEnd(last)
			}
		}
	}
	return nil
}

// mayHold reports whether child may stand in the innermost of the elements that
// are written.
func mayHold(parents []string, child string) bool {
	for i := len(parents) - 1; i >= 0; i-- {
		switch parents[i] {
		case "":
			continue
		case "sub", "hi":
			return child == "hi" || inlineElements[child].code
		}
		return child == "sub"
	}
	return false
}

// appendStart appends the last start tag, and reports whether it closes itself.
// A tag that TMX does not allow as it stands is written anew.
func (s *segmentReader) appendStart(name string) (empty bool) {
	raw := s.xml.Raw()
	empty = bytes.HasSuffix(raw, []byte("/>"))
	want := inlineElements[name]
	if s.xml.Name() == name && want.allows(s.xml.Attributes()) && !s.xml.Expanded() {
		s.code = append(s.code, raw...)
		return empty
	}
	s.found.Note("<"+name+"> that is not as TMX wants it, mended", s.xml.Line())
	s.code = append(append(s.code, '<'), name...)
	for _, attribute := range want.attributes {
		value := s.attribute(attribute)
		if attribute == want.required && !want.allowed(value) {
			value = s.missing(name)
		}
		if value == "" {
			continue
		}
		s.code = append(append(append(s.code, ' '), attribute...), `="`...)
		s.code, _ = appendEscaped(s.code, value, true)
		s.code = append(s.code, '"')
	}
	if empty {
		s.code = append(s.code, '/')
	}
	s.code = append(s.code, '>')
	return empty
}

func (s *segmentReader) appendEnd(name string) {
	if s.xml.Name() == name {
		s.code = append(s.code, s.xml.Raw()...)
		return
	}
	s.code = append(append(append(s.code, "</"...), name...), '>')
}

// missing makes up the value of an attribute that TMX wants. The first bpt and
// the first ept without a number get the same one, and so on.
func (s *segmentReader) missing(name string) string {
	if name == "it" {
		return "begin"
	}
	const beyond = 1000 // numbers that a file uses itself
	if s.unpaired == nil {
		s.unpaired = map[string]int{}
	}
	s.unpaired[name]++
	return strconv.Itoa(beyond + s.unpaired[name])
}

// inlineElement is what the DTD says of an element inside a segment.
type inlineElement struct {
	code       bool // bpt, ept, it, ph, ut
	attributes []string
	required   string
	values     []string // that the required attribute may have; any when empty
}

var inlineElements = map[string]inlineElement{
	"bpt": {code: true, attributes: []string{"i", "x", "type"}, required: "i"},
	"ept": {code: true, attributes: []string{"i"}, required: "i"},
	"it":  {code: true, attributes: []string{"pos", "x", "type"}, required: "pos", values: []string{"begin", "end"}},
	"ph":  {code: true, attributes: []string{"x", "assoc", "type"}},
	"ut":  {code: true, attributes: []string{"x"}},
	"hi":  {attributes: []string{"x", "type"}},
	"sub": {attributes: []string{"datatype", "type"}},
}

func (e inlineElement) allows(attributes []xmlscan.Attribute) bool {
	required := e.required == ""
	for _, a := range attributes {
		known := false
		for _, name := range e.attributes {
			known = known || a.Name == name
		}
		if !known {
			return false
		}
		if a.Name == e.required {
			if !e.allowed(a.Value) {
				return false
			}
			required = true
		}
	}
	return required
}

// allowed reports whether the required attribute may have a value.
func (e inlineElement) allowed(value string) bool {
	if len(e.values) == 0 {
		return strings.TrimSpace(value) != ""
	}
	for _, v := range e.values {
		if v == value {
			return true
		}
	}
	return false
}
