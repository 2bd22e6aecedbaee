package tmx

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"calque/exports/tmx/xmlscan"
	"calque/tm"
)

// segment writes a text, its codes in the place of their placeholders.
func (w *Writer) segment(v tm.Variant) {
	if len(v.Codes) == 0 {
		w.escape(v.Text, false)
		return
	}
	at := 0
	for _, c := range w.placed(v) {
		w.escape(v.Text[at:c.at], false)
		at = c.at + len(c.code.Placeholder)
		if c.write {
			w.text(c.code.XML)
		} else {
			w.lost++
		}
	}
	w.escape(v.Text[at:], false)
}

// writtenCode is a code and where its placeholder stands in the text.
type writtenCode struct {
	code  tm.Code
	at    int
	write bool
}

// placed finds the places of the codes. A code that is gone from the text, or
// that would break the file, is counted and not written; one whose placeholder
// the text does not have is not in the result.
func (w *Writer) placed(v tm.Variant) []writtenCode {
	var all []writtenCode
	taken := map[int]bool{}
	for _, code := range v.Codes {
		at := placeOf(v.Text, code.Placeholder, taken)
		if at < 0 {
			w.lost++
			continue
		}
		taken[at] = true
		all = append(all, writtenCode{code: code, at: at, write: !w.options.Plain && w.mayWrite(code)})
	}
	slices.SortStableFunc(all, func(a, b writtenCode) int { return cmp.Compare(a.at, b.at) })
	pairHighlights(all)
	return all
}

// placeOf returns where a placeholder first stands that is not taken, -1 for
// nowhere.
func placeOf(text, placeholder string, taken map[int]bool) int {
	if placeholder == "" {
		return -1
	}
	for from := 0; ; {
		i := strings.Index(text[from:], placeholder)
		if i < 0 {
			return -1
		}
		if !taken[from+i] {
			return from + i
		}
		from += i + len(placeholder)
	}
}

// pairHighlights takes out a tag of hi that has lost its partner.
func pairHighlights(codes []writtenCode) {
	var open []int
	for i := range codes {
		switch {
		case !codes[i].write:
		case strings.HasPrefix(codes[i].code.XML, "</"):
			if len(open) == 0 {
				codes[i].write = false
				continue
			}
			open = open[:len(open)-1]
		case opensHighlight(codes[i].code.XML):
			open = append(open, i)
		}
	}
	for _, i := range open {
		codes[i].write = false
	}
}

func opensHighlight(code string) bool {
	return strings.HasPrefix(code, "<hi") && !strings.HasSuffix(code, "/>") && !strings.HasSuffix(code, "</hi>")
}

// mayWrite reports whether a code is what TMX allows inside a segment. It
// remembers the answer, since most files have few codes that differ.
func (w *Writer) mayWrite(code tm.Code) bool {
	const most = 10_000
	answer, known := w.valid[code.XML]
	if !known {
		answer = validCode(code.XML)
		if len(w.valid) == most {
			clear(w.valid)
		}
		w.valid[code.XML] = answer
	}
	return answer
}

// validCode reports whether code is one inline element of TMX, or the start or
// the end tag of a hi.
func validCode(code string) bool {
	whole := "<seg>" + code + "</seg>"
	switch {
	case strings.HasPrefix(code, "</"):
		whole = "<seg><hi>" + code + "</seg>"
	case opensHighlight(code):
		whole = "<seg>" + code + "</hi></seg>"
	}
	s := xmlscan.New(strings.NewReader(whole), xmlscan.Options{MaxToken: len(whole)})
	parents := []string{}
	elements := 0
	for {
		kind, err := s.Next()
		if err != nil {
			return err == io.EOF && elements == 1
		}
		switch kind {
		case xmlscan.Text:
			if len(parents) == 1 {
				return false
			}
		case xmlscan.Start:
			if !validStart(s, parents) {
				return false
			}
			if len(parents) == 1 {
				elements++
			}
			parents = append(parents, s.Name())
		case xmlscan.End:
			parents = parents[:len(parents)-1]
		}
	}
}

func validStart(s *xmlscan.Scanner, parents []string) bool {
	name := s.Name()
	if len(parents) == 0 {
		return name == "seg"
	}
	e, known := inlineElements[name]
	if !known || !e.allows(s.Attributes()) {
		return false
	}
	if len(parents) == 1 {
		return e.code || name == "hi"
	}
	return mayHold(parents, name)
}
