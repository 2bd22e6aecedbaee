package pretranslate

import (
	"fmt"
	"strings"
	"unicode"
)

// XLIFF 2 (OASIS standard; ISO 21720): each segment of a unit has a state.
//
//	exact     state="translated"
//	fuzzy     state="initial" subState="calque:fuzzy"
//	repaired  state="initial" subState="calque:repaired"
//
// For the last two the unit gets a match of the Translation Candidates module
// with both texts of the memory and the similarity, where the segment has an id
// that the match can refer to.

// unit2 is a unit.
type unit2 struct {
	r        *xliffReader
	file     *xliffFile
	node     *node
	segments []*segment2
}

// segment2 is a segment of a unit.
type segment2 struct {
	node, source, target *node
	block                *block
}

func (r *xliffReader) unit2(n *node, file *xliffFile, translate bool) *unit2 {
	u := &unit2{r: r, file: file, node: n}
	for _, c := range n.children {
		if c.name != r.prefix+"segment" {
			continue
		}
		s := &segment2{node: c, source: c.child(r.prefix + "source"), target: c.child(r.prefix + "target")}
		s.block = &block{at: c.start, unit: true, pieces: []piece{{text: "(no source)"}}}
		if s.source != nil {
			s.block.at, s.block.pieces = s.source.start, r.pieces2(s.source.children)
		}
		s.block.skip = u.reason(s, translate)
		u.segments = append(u.segments, s)
	}
	return u
}

func (u *unit2) reason(s *segment2, translate bool) Reason {
	switch {
	case !translate:
		return NotForUs
	case s.source == nil:
		return NoSource
	case u.file.foreign:
		return OtherLanguage
	case u.r.o.Overwrite:
		return ""
	}
	switch s.node.attr("state") {
	case "final", "reviewed":
		return Approved
	case "translated":
		return Translated
	}
	if s.target == nil {
		return ""
	}
	pieces := u.r.pieces2(s.target.children)
	text := strings.TrimSpace(plain(pieces))
	if text == "" && !hasCode(pieces) || text == strings.TrimSpace(plain(s.block.pieces)) {
		return "" // empty, or a copy of the source
	}
	return Translated
}

func (u *unit2) blocks() []*block {
	var blocks []*block
	for _, s := range u.segments {
		blocks = append(blocks, s.block)
	}
	return blocks
}

func (u *unit2) edits() []edit {
	var edits []edit
	var matches strings.Builder
	indent := ""
	for _, s := range u.segments {
		a := answerOf(s.block)
		if a == nil || !a.written() {
			continue
		}
		content, ok := u.r.original.writePieces(a.target)
		if !ok {
			a.leave(Unwritable)
			continue
		}
		u.file.written = true
		edits = append(edits, setAttrs(u.r.text, s.node, stateOf2(a.outcome))...)
		if s.target != nil {
			edits = append(edits, replaceContent(u.r.text, s.target, content)...)
		} else {
			before := spaceBefore(u.r.text[:s.source.start])
			edits = append(edits, edit{s.source.end, s.source.end, before + "<" + u.r.prefix + "target>" + content + "</" + u.r.prefix + "target>"})
		}
		if a.outcome == Fuzzy || a.outcome == Repaired {
			indent = spaceBefore(u.r.text[:s.node.start])
			matches.WriteString(u.candidate(s, a, indent))
		}
	}
	return append(u.matchEdits(matches.String(), indent), edits...)
}

func stateOf2(outcome Outcome) [][2]string {
	switch outcome {
	case Fuzzy:
		return [][2]string{{"state", "initial"}, {"subState", "calque:fuzzy"}}
	case Repaired:
		return [][2]string{{"state", "initial"}, {"subState", "calque:repaired"}}
	}
	return [][2]string{{"state", "translated"}, {"subState", ""}}
}

// spaceBefore returns the white space at the end of a text.
func spaceBefore(text string) string {
	return text[len(strings.TrimRightFunc(text, unicode.IsSpace)):]
}

// candidatesNamespace is that of the Translation Candidates module.
const candidatesNamespace = "urn:oasis:names:tc:xliff:matches:2.0"

// candidate writes what the memory has, for the translator to compare.
func (u *unit2) candidate(s *segment2, a *answer, indent string) string {
	id := s.node.attr("id")
	target, score := a.found.Target, a.score
	if a.found.Unrepaired != "" {
		target, score = a.found.Unrepaired, a.found.UnrepairedScore
	}
	var texts [4]string
	for i, text := range []string{a.found.Source, target, a.found.Origin, id} {
		escaped, ok := u.r.original.escapeXML(text)
		if !ok || id == "" {
			return ""
		}
		texts[i] = strings.ReplaceAll(escaped, `"`, "&quot;")
	}
	origin := altOrigin
	if texts[2] != "" {
		origin += ": " + texts[2]
	}
	m, p := u.candidatesPrefix(), u.r.prefix
	return fmt.Sprintf(`%s<%smatch ref="#%s" similarity="%d" origin="%s"><%ssource>%s</%ssource><%starget>%s</%starget></%smatch>`,
		indent, m, texts[3], score, origin, p, texts[0], p, p, texts[1], p, m)
}

// candidates returns the unit's matches, nil if it has none.
func (u *unit2) candidates() *node {
	for _, c := range u.node.children {
		if c.name == "matches" || strings.HasSuffix(c.name, ":matches") {
			return c
		}
	}
	return nil
}

// candidatesPrefix is the prefix that the module's elements have in this unit.
func (u *unit2) candidatesPrefix() string {
	if n := u.candidates(); n != nil {
		return strings.TrimSuffix(n.name, "matches")
	}
	return "mtc:"
}

// matchEdits puts matches at the head of the unit, where the standard has them.
func (u *unit2) matchEdits(matches, indent string) []edit {
	if matches == "" {
		return nil
	}
	there := u.candidates()
	switch {
	case there == nil:
		return []edit{{u.node.inner, u.node.inner, indent + `<mtc:matches xmlns:mtc="` + candidatesNamespace + `">` + matches + indent + "</mtc:matches>"}}
	case there.selfClosing():
		return replaceContent(u.r.text, there, matches)
	}
	var edits []edit
	for _, old := range there.children {
		if old.name == u.candidatesPrefix()+"match" && strings.HasPrefix(old.attr("origin"), altOrigin) {
			edits = append(edits, edit{old.start - len(spaceBefore(u.r.text[:old.start])), old.end, ""})
		}
	}
	at := there.innerEnd - len(spaceBefore(u.r.text[:there.innerEnd]))
	return append(edits, edit{at, at, matches})
}

// pieces2 returns the text and codes of a source or target.
func (r *xliffReader) pieces2(nodes []*node) []piece {
	p := &inline{r: r}
	p.walk2(nodes)
	return p.pieces
}

func (p *inline) walk2(nodes []*node) {
	for _, n := range nodes {
		name, ours := strings.CutPrefix(n.name, p.r.prefix)
		switch {
		case n.isText:
			p.pieces = append(p.pieces, piece{text: n.text})
		case n.name == "": // a comment
		case !ours:
			p.code(n, empty, 0, "")
		case name == "mrk" && n.attr("translate") == "no":
			p.code(n, empty, 0, n.content())
		case name == "pc" || name == "mrk":
			p.pair(n, name == "mrk", p.walk2)
		case name == "sc" || name == "sm":
			p.openApart(n, name+" "+n.attr("id"))
		case name == "ec" || name == "em":
			p.closeApart(n, map[string]string{"ec": "sc", "em": "sm"}[name]+" "+n.attr("startRef"))
		case n.attr("subType") == "xlf:lb":
			p.code(n, empty, 0, " ")
		default:
			p.code(n, empty, 0, n.attr("equiv"))
		}
	}
}
