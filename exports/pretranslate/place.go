package pretranslate

import (
	"slices"
	"strings"
	"unicode"
)

// placeholders are what a memory has in the place of inline codes.
var placeholders = lazyPattern(`\{[A-Za-z0-9_.-]{1,40}\}`)

// placeCoded puts the codes of the source where the memory's translation has
// its placeholders. It can when codes and placeholders correspond one to one
// and the pairs stay nested.
func placeCoded(source []piece, memorySource, memoryTarget string) ([]piece, bool) {
	var codes []piece
	for _, p := range source {
		if p.code != nil {
			codes = append(codes, p)
		}
	}
	names := placeholders().FindAllString(memorySource, -1)
	if len(names) != len(codes) {
		return nil, false
	}
	byName := map[string]piece{}
	for i, name := range names {
		if _, twice := byName[name]; twice {
			return nil, false
		}
		byName[name] = codes[i]
	}
	var out []piece
	kept := 0
	for _, span := range placeholders().FindAllStringIndex(memoryTarget, -1) {
		p, known := byName[memoryTarget[span[0]:span[1]]]
		if !known {
			return nil, false
		}
		delete(byName, memoryTarget[span[0]:span[1]])
		out = appendText(out, memoryTarget[kept:span[0]])
		out = append(out, p)
		kept = span[1]
	}
	out = appendText(out, memoryTarget[kept:])
	for _, p := range byName {
		if !p.code.optional {
			return nil, false
		}
	}
	return out, nested(out)
}

func appendText(pieces []piece, text string) []piece {
	if text == "" {
		return pieces
	}
	return append(pieces, piece{text: text})
}

// nested reports whether every pair is opened before it is closed, and closed
// before what holds it. A code whose partner is elsewhere counts for nothing.
func nested(pieces []piece) bool {
	partners := map[int]int{}
	for _, p := range pieces {
		if p.code != nil && p.code.pair != 0 {
			partners[p.code.pair]++
		}
	}
	var open []int
	for _, p := range pieces {
		switch {
		case p.code == nil || partners[p.code.pair] < 2:
		case p.code.kind == opening:
			open = append(open, p.code.pair)
		case p.code.kind == closing:
			if len(open) == 0 || open[len(open)-1] != p.code.pair {
				return false
			}
			open = open[:len(open)-1]
		}
	}
	return len(open) == 0
}

// group is what must be found in a translation as it is: a pair of codes with
// what it holds, or an opaque code that has a text.
type group struct {
	pieces     []piece
	text       string
	start, end int // where it was found
}

// placePlain puts the codes of the source into a translation that has none.
// Codes at the ends stay there, also before the final full stop. The others can
// be placed when the text that a pair holds, a name for instance, stands in the
// translation once and as it is.
func placePlain(source []piece, translation string) ([]piece, bool) {
	lead, inner, tail := strip(source)
	if len(lead)+len(tail) > 0 && len(inner) > 0 {
		placed, ok := placePlain(inner, translation)
		return slices.Concat(lead, placed, tail), ok
	}
	if end := closeBeforeMarks(source); end > 0 {
		if body, marks := cutMarks(translation); body != "" && marks != "" {
			placed, ok := placePlain(source[1:end], body)
			return slices.Concat(source[:1], placed, source[end:end+1], []piece{{text: marks}}), ok
		}
	}
	return placeGroups(source, translation)
}

// closeBeforeMarks returns where the pair is closed that holds all of the text
// but the punctuation marks at its end, 0 if there is none.
func closeBeforeMarks(source []piece) int {
	if len(source) == 0 || source[0].code == nil || source[0].code.kind != opening {
		return 0
	}
	end := closeOf(source, 0)
	if end < 0 || end == len(source)-1 || hasCode(source[end+1:]) {
		return 0
	}
	if body, _ := cutMarks(plain(source[end+1:])); body != "" {
		return 0
	}
	return end
}

// cutMarks takes the punctuation marks off the end of a text.
func cutMarks(text string) (body, marks string) {
	body = strings.TrimRightFunc(text, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) })
	return body, text[len(body):]
}

// placeGroups puts each pair around its text.
func placeGroups(source []piece, translation string) ([]piece, bool) {
	groups, ok := groupsOf(source)
	if !ok {
		return nil, false
	}
	groups = slices.DeleteFunc(groups, func(g group) bool { return g.optional() && !g.find(translation) })
	for i := range groups {
		if !groups[i].find(translation) {
			return nil, false
		}
	}
	slices.SortFunc(groups, func(a, b group) int { return a.start - b.start })
	var out []piece
	kept := 0
	for _, g := range groups {
		if g.start < kept {
			return nil, false
		}
		out = appendText(out, translation[kept:g.start])
		out = append(out, g.pieces...)
		kept = g.end
	}
	return appendText(out, translation[kept:]), true
}

// groupsOf returns the outermost groups. A code that is alone and has no text
// cannot be placed, unless it can be left out.
func groupsOf(pieces []piece) ([]group, bool) {
	var groups []group
	for i := 0; i < len(pieces); i++ {
		p := pieces[i]
		switch {
		case p.code == nil:
		case strings.TrimFunc(p.text, unicode.IsSpace) != "":
			groups = append(groups, group{pieces: pieces[i : i+1], text: p.text})
		case p.code.kind == opening:
			end := closeOf(pieces, i)
			if end < 0 {
				return nil, false
			}
			g := newGroup(pieces[i : end+1])
			if g.text == "" && !p.code.optional {
				return nil, false
			}
			if g.text != "" {
				groups = append(groups, g)
			}
			i = end
		case !p.code.optional:
			return nil, false
		}
	}
	return groups, true
}

// closeOf returns where the pair that opens at i is closed, -1 if nowhere.
func closeOf(pieces []piece, i int) int {
	for j := i + 1; j < len(pieces); j++ {
		if c := pieces[j].code; c != nil && c.kind == closing && c.pair == pieces[i].code.pair {
			return j
		}
	}
	return -1
}

// newGroup leaves out white space next to the codes of the pair: the
// translation has its own.
func newGroup(pieces []piece) group {
	inner := splitEdges(pieces)
	first := slices.IndexFunc(inner, hasText)
	if first < 0 {
		return group{}
	}
	last := len(inner) - 1
	for !hasText(inner[last]) {
		last--
	}
	kept := slices.DeleteFunc(slices.Clone(inner[:first]), isText)
	kept = append(kept, inner[first:last+1]...)
	kept = append(kept, slices.DeleteFunc(slices.Clone(inner[last+1:]), isText)...)
	return group{pieces: kept, text: plain(kept)}
}

func isText(p piece) bool { return p.code == nil }

func hasText(p piece) bool { return strings.TrimFunc(p.text, unicode.IsSpace) != "" }

// optional reports whether all its codes may be left out.
func (g group) optional() bool {
	return !slices.ContainsFunc(g.pieces, func(p piece) bool { return p.code != nil && !p.code.optional })
}

// find looks for the text of the group among whole words. It must be there
// once.
func (g *group) find(translation string) bool {
	found := 0
	for at := 0; ; {
		i := strings.Index(translation[at:], g.text)
		if i < 0 {
			return found == 1
		}
		start, end := at+i, at+i+len(g.text)
		if wordBounded(translation, start, end) {
			g.start, g.end = start, end
			found++
		}
		at = start + 1
	}
}
