package lexicon

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"calque/align"
)

//go:embed tables/han.txt
var hanData string

// runeTable finds the concepts of a language that does not part its words: the
// forms are a trie over characters, and the text is cut into the longest ones.
type runeTable struct {
	chinese bool
	simple  *[ideographs]uint16 // of Chinese: traditional characters as simplified
	first   *[ideographs]int32  // edges from node 0, the root, by characters of that block
	edges   map[runeEdge]int32  // all others
	ends    [][]reading         // by node
	inner   []bool              // by node: edges lead on from it
}

// The block of Unicode in which nearly all Chinese characters lie.
const (
	firstIdeograph = 0x4E00
	ideographs     = 0x5200
)

// ideograph gives the place of a character in that block, and whether it is one.
func ideograph(r rune) (uint32, bool) {
	n := uint32(r - firstIdeograph)
	return n, n < ideographs
}

type runeEdge struct {
	node int32
	char rune
}

// unspaced reports whether a language is written without spaces between words.
func unspaced(base language.Base) bool {
	switch base.String() {
	case "zh", "yue", "ja", "th", "lo", "km", "my":
		return true
	}
	return false
}

func newRuneTable(base language.Base) *runeTable {
	name := base.String()
	t := &runeTable{
		chinese: name == "zh" || name == "yue",
		first:   new([ideographs]int32), edges: map[runeEdge]int32{}, ends: make([][]reading, 1), inner: make([]bool, 1),
	}
	if t.chinese {
		t.simple = simplified()
	}
	return t
}

// add implements builder.
func (t *runeTable) add(form string, id uint32, class Class) {
	form = strings.TrimSuffix(form, "*")
	var node int32
	length := 0
	for _, r := range form {
		r = t.fold(r)
		if r == 0 {
			continue
		}
		length++
		next := t.step(node, r)
		if next == 0 {
			next = int32(len(t.ends))
			t.ends, t.inner = append(t.ends, nil), append(t.inner, false)
			t.inner[node] = true
			if n, ok := ideograph(r); ok && node == 0 {
				t.first[n] = next
			} else {
				t.edges[runeEdge{node, r}] = next
			}
		}
		node = next
	}
	if node == 0 {
		return
	}
	weight := class.weight()
	if length == 1 {
		// One character is found inside words that the lexicon does not know.
		weight *= 0.75
	}
	t.ends[node] = addReading(t.ends[node], reading{id: id, weight: weight})
}

// step gives the node behind an edge, 0 if there is none.
func (t *runeTable) step(node int32, r rune) int32 {
	if n, ok := ideograph(r); ok && node == 0 {
		return t.first[n]
	}
	return t.edges[runeEdge{node, r}]
}

// table implements builder.
func (t *runeTable) table() table { return t }

// fold gives the character by which texts are compared: full width as half,
// lower case, traditional as simplified; 0 for what is passed over.
func (t *runeTable) fold(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if r == ' ' {
			return 0
		}
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	case r >= 0xFF01 && r <= 0xFF5E:
		return t.fold(r - 0xFEE0)
	case r == '·' || r == '・' || r == '‧' || r == 0x3000 || r == 0xAD:
		return 0
	case t.chinese && r >= firstIdeograph && r < firstIdeograph+ideographs:
		if s := t.simple[r-firstIdeograph]; s != 0 {
			return rune(s)
		}
		return r
	case r < 0x2E80:
		return unicode.ToLower(r)
	}
	return r
}

// concepts implements table.
func (t *runeTable) concepts(text string) []align.Concept {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	found := s.found[:0]
	for i := 0; i < len(text); {
		r, w := utf8.DecodeRuneInString(text[i:])
		list, size := t.longest(text, i)
		if size == 0 {
			if wordChar(r) {
				// Not in the middle of a foreign word.
				w = wordEnd(text, i)
			}
			i += w
			continue
		}
		for _, r := range list {
			found = append(found, align.Concept{ID: r.id, Start: i, End: i + size, Weight: r.weight})
		}
		i += size
	}
	sortConcepts(found)
	s.found = found
	return slices.Clone(found)
}

// longest finds the longest form at byte i.
func (t *runeTable) longest(text string, i int) (list []reading, size int) {
	var node int32
	for j := i; j < len(text); {
		r, w := utf8.DecodeRuneInString(text[j:])
		folded := t.fold(r)
		if folded == 0 {
			if node == 0 {
				return nil, 0
			}
			j += w
			continue
		}
		next := t.step(node, folded)
		if next == 0 {
			return list, size
		}
		node = next
		j += w
		if l := t.ends[node]; l != nil && whole(text, i, j) {
			list, size = l, j-i
		}
		if !t.inner[node] {
			return list, size
		}
	}
	return list, size
}

// whole reports whether text[i:j] does not cut a word of a script that has no
// business being cut: letters of alphabets, digits, and short katakana, which
// stand inside other names.
func whole(text string, i, j int) bool {
	last, _ := utf8.DecodeLastRuneInString(text[i:j])
	first, _ := utf8.DecodeRuneInString(text[i:])
	after, _ := utf8.DecodeRuneInString(text[j:])
	if wordChar(last) && j < len(text) && wordChar(after) {
		return false
	}
	const shortKatakana = 3 * 3
	if katakana(last) && j-i <= shortKatakana && j < len(text) && katakana(after) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	if katakana(first) && j-i <= shortKatakana && i > 0 && katakana(before) {
		return false
	}
	return true
}

// wordChar reports whether r belongs to a word of an alphabet with spaces.
func wordChar(r rune) bool {
	return r < 0x600 && kindOf(r)&wordKind != 0
}

func katakana(r rune) bool { return r >= 0x30A1 && r <= 0x30FF && r != '・' }

// wordEnd is how many bytes of text[i:] belong to the word that begins there.
func wordEnd(text string, i int) int {
	for j, r := range text[i:] {
		if !wordChar(r) {
			return j
		}
	}
	return len(text) - i
}

// simplified gives the simplified characters of traditional ones, 0 for all others.
var simplified = sync.OnceValue(func() *[ideographs]uint16 {
	var pairs [ideographs]uint16
	for _, line := range strings.Split(hanData, "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, pair := range strings.Fields(line) {
			chars := []rune(pair)
			for _, traditional := range chars[1:] {
				if n, ok := ideograph(traditional); ok {
					pairs[n] = uint16(chars[0])
				}
			}
		}
	}
	return &pairs
})
