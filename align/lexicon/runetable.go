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
	edges   map[runeEdge]int32 // node 0 is the root
	first   map[rune]int32     // edges from the root
	ends    map[int32][]reading
	nodes   int32
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
	return &runeTable{
		chinese: name == "zh" || name == "yue",
		edges:   map[runeEdge]int32{}, first: map[rune]int32{}, ends: map[int32][]reading{},
	}
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
		next, ok := t.step(node, r)
		if !ok {
			t.nodes++
			next = t.nodes
			if node == 0 {
				t.first[r] = next
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

func (t *runeTable) step(node int32, r rune) (int32, bool) {
	if node == 0 {
		next, ok := t.first[r]
		return next, ok
	}
	next, ok := t.edges[runeEdge{node, r}]
	return next, ok
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
	case t.chinese && r >= 0x4E00 && r < 0xA000:
		if s, ok := simplified()[r]; ok {
			return s
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
		next, ok := t.step(node, folded)
		if !ok {
			return list, size
		}
		node = next
		j += w
		if l, ok := t.ends[node]; ok && whole(text, i, j) {
			list, size = l, j-i
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

// simplified maps traditional characters to the simplified ones.
var simplified = sync.OnceValue(func() map[rune]rune {
	pairs := make(map[rune]rune, 4096)
	for _, line := range strings.Split(hanData, "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, pair := range strings.Fields(line) {
			chars := []rune(pair)
			for _, traditional := range chars[1:] {
				pairs[traditional] = chars[0]
			}
		}
	}
	return pairs
})
