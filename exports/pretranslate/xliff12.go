package pretranslate

import (
	"encoding/xml"
	"slices"
	"strings"
	"unicode"
)

// XLIFF 1.2 (OASIS standard, 2008): a target is written with its state.
//
//	exact     state="translated" state-qualifier="exact-match"
//	fuzzy     state="needs-review-translation" state-qualifier="fuzzy-match"
//	repaired  state="needs-review-translation" state-qualifier="x-repaired"
//
// Behind the last two stands an alt-trans with the score and both texts of the
// memory. A unit whose source is segmented (seg-source) has one target with a
// mrk for each segment; its state is that of the worst.

// unit12 is a trans-unit.
type unit12 struct {
	r          *xliffReader
	file       *xliffFile
	node       *node
	source     *node
	segSource  *node // nil, or it has segments
	target     *node
	segments   []*node // mrk elements of segSource
	ofSegments []*block
}

func (r *xliffReader) unit12(n *node, file *xliffFile, translate bool) *unit12 {
	u := &unit12{r: r, file: file, node: n}
	u.source, u.target = n.child(r.prefix+"source"), n.child(r.prefix+"target")
	skip := u.reason(translate)
	if u.source == nil {
		u.ofSegments = []*block{{at: n.start, unit: true, skip: skip, pieces: []piece{{text: "(no source)"}}}}
		return u
	}
	u.segSource = n.child(r.prefix + "seg-source")
	if u.segSource != nil {
		u.segments = u.segmentsOf(u.segSource)
	}
	if len(u.segments) == 0 {
		b := &block{at: u.source.start, unit: true, skip: skip, pieces: r.pieces12(u.source.children)}
		if b.skip == "" && !r.o.Overwrite && u.hasTranslation(u.target, b) {
			b.skip = Translated
		}
		u.ofSegments = []*block{b}
		return u
	}
	for _, s := range u.segments {
		b := &block{at: s.start, unit: true, skip: skip, pieces: r.pieces12(s.children)}
		if b.skip == "" && !r.o.Overwrite && u.hasTranslation(u.targetOf(s), b) {
			b.skip = Translated
		}
		u.ofSegments = append(u.ofSegments, b)
	}
	return u
}

// segmentsOf returns the segments of a seg-source or of its target.
func (u *unit12) segmentsOf(n *node) []*node {
	var out []*node
	for _, c := range n.children {
		switch {
		case c.name == u.r.prefix+"mrk" && c.attr("mtype") == "seg":
			out = append(out, c)
		case c.name != "":
			out = append(out, u.segmentsOf(c)...)
		}
	}
	return out
}

// targetOf returns the mrk of the target that goes with a segment.
func (u *unit12) targetOf(segment *node) *node {
	if u.target == nil {
		return nil
	}
	for _, t := range u.segmentsOf(u.target) {
		if t.attr("mid") == segment.attr("mid") {
			return t
		}
	}
	return nil
}

func (u *unit12) blocks() []*block { return u.ofSegments }

// reason says why the whole unit is not for us.
func (u *unit12) reason(translate bool) Reason {
	switch {
	case !translate:
		return NotForUs
	case u.source == nil:
		return NoSource
	case u.file.foreign:
		return OtherLanguage
	case u.r.o.Overwrite:
		return ""
	case u.node.attr("approved") == "yes" || locked(u.node):
		return Approved
	case u.target == nil:
		return ""
	}
	switch u.target.attr("state") {
	case "final", "signed-off":
		return Approved
	case "translated":
		return Translated
	}
	return ""
}

// locked reports whether a unit has an attribute of a tool's own that says so, as
// those of Phrase and memoQ have.
func locked(n *node) bool {
	return slices.ContainsFunc(n.attrs, func(a xml.Attr) bool {
		return a.Name.Local == "locked" && slices.Contains([]string{"true", "yes", "locked"}, a.Value)
	})
}

// hasTranslation reports whether a target holds one. Many tools put a copy of
// the source there, which is none.
func (u *unit12) hasTranslation(target *node, b *block) bool {
	if target == nil || strings.TrimSpace(target.content()) == "" && !hasCode(u.r.pieces12(target.children)) {
		return false
	}
	state := ""
	if u.target != nil {
		state = u.target.attr("state")
	}
	if state == "new" || state == "needs-translation" {
		return false
	}
	return strings.TrimSpace(plain(u.r.pieces12(target.children))) != strings.TrimSpace(plain(b.pieces))
}

func (u *unit12) edits() []edit {
	worst, score, written, missing := Context, 102, 0, 0
	var memory []*answer // of fuzzy and repaired segments
	for _, b := range u.ofSegments {
		for _, a := range b.answers {
			if a.written() {
				if _, ok := u.r.original.writePieces(a.target); !ok {
					a.leave(Unwritable)
				}
			}
			if !a.written() {
				missing++
				continue
			}
			written++
			score = min(score, a.score)
			if rank(a.outcome) > rank(worst) {
				worst = a.outcome
			}
			if a.outcome == Fuzzy || a.outcome == Repaired {
				memory = append(memory, a)
			}
		}
	}
	if written == 0 {
		return nil
	}
	u.file.written = true
	attrs := stateOf12(worst)
	if missing > 0 && u.target == nil {
		attrs = [][2]string{{"state", "needs-translation"}}
	} else if missing > 0 {
		attrs = nil // the target holds others' segments: its state is theirs
	}
	edits := append(u.targetEdits(attrs), u.altTrans(memory)...)
	if len(memory) > 0 && u.node.attr("approved") == "yes" {
		edits = append(edits, setAttrs(u.r.text, u.node, [][2]string{{"approved", "no"}})...)
	}
	return edits
}

func stateOf12(worst Outcome) [][2]string {
	switch worst {
	case Fuzzy:
		return [][2]string{{"state", "needs-review-translation"}, {"state-qualifier", "fuzzy-match"}}
	case Repaired:
		return [][2]string{{"state", "needs-review-translation"}, {"state-qualifier", "x-repaired"}}
	}
	return [][2]string{{"state", "translated"}, {"state-qualifier", "exact-match"}}
}

// targetEdits writes the target.
func (u *unit12) targetEdits(attrs [][2]string) []edit {
	if u.target == nil {
		after := u.source
		if u.segSource != nil {
			after = u.segSource
		}
		tag := "<" + u.r.prefix + "target"
		for _, a := range attrs {
			tag += " " + a[0] + `="` + a[1] + `"`
		}
		return []edit{{after.end, after.end, u.indent() + tag + ">" + u.content() + "</" + u.r.prefix + "target>"}}
	}
	edits := setAttrs(u.r.text, u.target, attrs)
	if len(u.segments) > 0 && len(u.segmentsOf(u.target)) > 0 {
		for i, s := range u.segments {
			a := answerOf(u.ofSegments[i])
			if t := u.targetOf(s); t != nil && a != nil && a.written() {
				content, _ := u.r.original.writePieces(a.target)
				edits = append(edits, replaceContent(u.r.text, t, content)...)
			}
		}
		return edits
	}
	return append(edits, replaceContent(u.r.text, u.target, u.content())...)
}

func answerOf(b *block) *answer {
	if len(b.answers) == 0 {
		return nil
	}
	return b.answers[0]
}

// replaceContent puts content between the tags of an element.
func replaceContent(text string, n *node, content string) []edit {
	if !n.selfClosing() {
		return []edit{{n.inner, n.innerEnd, content}}
	}
	slash := strings.LastIndexByte(text[n.start:n.inner], '/') + n.start
	return []edit{{slash, n.inner, ">" + content + "</" + n.name + ">"}}
}

// content is that of a target written anew.
func (u *unit12) content() string {
	if len(u.segments) == 0 {
		content, _ := u.r.original.writePieces(u.ofSegments[0].answers[0].target)
		return content
	}
	var b strings.Builder
	at := u.segSource.inner
	for i, s := range u.segments {
		b.WriteString(u.r.text[at:s.start])
		content := ""
		if a := answerOf(u.ofSegments[i]); a != nil && a.written() {
			content, _ = u.r.original.writePieces(a.target)
		}
		if s.selfClosing() {
			b.WriteString(u.r.text[s.start:s.end])
		} else {
			b.WriteString(u.r.text[s.start:s.inner] + content + u.r.text[s.innerEnd:s.end])
		}
		at = s.end
	}
	b.WriteString(u.r.text[at:u.segSource.innerEnd])
	return b.String()
}

// indent is the white space that stands before the source.
func (u *unit12) indent() string {
	first := u.source
	if u.segSource != nil {
		first = u.segSource
	}
	return spaceBefore(u.r.text[u.node.inner:first.start])
}

// altTrans writes what the memory has, for the translator to compare.
func (u *unit12) altTrans(answers []*answer) []edit {
	if len(answers) == 0 {
		return nil
	}
	after := u.source
	for _, n := range []*node{u.segSource, u.target} {
		if n != nil {
			after = n
		}
	}
	var edits []edit
	for _, old := range u.node.children {
		if old.name == u.r.prefix+"alt-trans" && strings.HasPrefix(old.attr("origin"), altOrigin) {
			from := len(strings.TrimRightFunc(u.r.text[:old.start], unicode.IsSpace))
			edits = append(edits, edit{from, old.end, ""})
		}
	}
	var b strings.Builder
	for _, a := range answers {
		b.WriteString(u.alternative(a))
	}
	return append(edits, edit{after.end, after.end, b.String()})
}

// altOrigin begins the origin of each alt-trans that calque writes.
const altOrigin = "calque"

func (u *unit12) alternative(a *answer) string {
	target, score := a.found.Target, a.score
	if a.found.Unrepaired != "" {
		target, score = a.found.Unrepaired, a.found.UnrepairedScore
	}
	source, okSource := u.r.original.escapeXML(a.found.Source)
	target, okTarget := u.r.original.escapeXML(target)
	origin, okOrigin := u.r.original.escapeXML(a.found.Origin)
	if !okSource || !okTarget || !okOrigin {
		return ""
	}
	if origin = strings.ReplaceAll(origin, `"`, "&quot;"); origin != "" {
		origin = ": " + origin
	}
	p := u.r.prefix
	mid := ""
	for i, s := range u.segments {
		if answerOf(u.ofSegments[i]) == a {
			mid = ` mid="` + strings.ReplaceAll(xmlEscaper.Replace(s.attr("mid")), `"`, "&quot;") + `"`
		}
	}
	return u.indent() + "<" + p + `alt-trans match-quality="` + percent(score) + `" origin="` + altOrigin + origin + `"` + mid + ">" +
		"<" + p + "source>" + source + "</" + p + "source><" + p + "target>" + target + "</" + p + "target></" + p + "alt-trans>"
}

// pieces12 returns the text and codes of a source, target or segment.
func (r *xliffReader) pieces12(nodes []*node) []piece {
	p := &inline{r: r}
	p.walk12(nodes)
	return p.pieces
}

// inline reads inline elements.
type inline struct {
	r      *xliffReader
	pieces []piece
	pairs  int
	open   map[string]int // pair by name and id, of codes that are elements of their own
}

func (p *inline) walk12(nodes []*node) {
	for _, n := range nodes {
		name, ours := strings.CutPrefix(n.name, p.r.prefix)
		switch {
		case n.isText:
			p.pieces = append(p.pieces, piece{text: n.text})
		case n.name == "": // a comment
		case !ours:
			p.code(n, empty, 0, "")
		case name == "g" || name == "mrk" && n.attr("mtype") != "protected":
			p.pair(n, name == "mrk", p.walk12)
		case name == "mrk":
			p.code(n, empty, 0, n.content())
		case name == "bx" || name == "bpt":
			p.openApart(n, name+" "+pairID(n))
		case name == "ex" || name == "ept":
			p.closeApart(n, map[string]string{"ex": "bx", "ept": "bpt"}[name]+" "+pairID(n))
		case n.attr("ctype") == "lb":
			p.code(n, empty, 0, " ")
		default:
			p.code(n, empty, 0, n.attr("equiv-text"))
		}
	}
}

// pairID is what the two elements of a pair have in common.
func pairID(n *node) string {
	if rid := n.attr("rid"); rid != "" {
		return rid
	}
	return n.attr("id")
}

func (p *inline) code(n *node, kind codeKind, pair int, text string) {
	p.pieces = append(p.pieces, piece{text: text, start: n.start, end: n.end, code: &code{kind: kind, pair: pair, raw: p.r.text[n.start:n.end]}})
}

// openApart and closeApart add the two halves of a pair that are elements of
// their own, and have a key in common.
func (p *inline) openApart(n *node, key string) {
	p.pairs++
	if p.open == nil {
		p.open = map[string]int{}
	}
	p.open[key] = p.pairs
	p.code(n, opening, p.pairs, "")
}

func (p *inline) closeApart(n *node, key string) {
	pair := p.open[key]
	delete(p.open, key)
	p.code(n, closing, pair, "")
}

// pair adds an element that holds text, which walk reads.
func (p *inline) pair(n *node, optional bool, walk func([]*node)) {
	if n.selfClosing() {
		p.code(n, empty, 0, "")
		return
	}
	p.pairs++
	pair := p.pairs
	p.pieces = append(p.pieces, piece{start: n.start, end: n.inner, code: &code{opening, pair, p.r.text[n.start:n.inner], optional}})
	walk(n.children)
	p.pieces = append(p.pieces, piece{start: n.innerEnd, end: n.end, code: &code{closing, pair, p.r.text[n.innerEnd:n.end], optional}})
}
