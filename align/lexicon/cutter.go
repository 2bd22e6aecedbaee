package lexicon

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// A cutter cuts sentences into the units that a learned lexicon counts: stems,
// or, where words are not parted by spaces, single characters and pairs of them.
// It is safe for concurrent use.
type cutter struct {
	words *wordTable // for its keys only; nil for languages without spaces
	runes *runeTable
}

func newCutter(base language.Base) *cutter {
	if unspaced(base) {
		return &cutter{runes: newRuneTable(base)}
	}
	return &cutter{words: newWordTable(base, 0)}
}

// cut calls yield with the key of each unit, which is overwritten by the next,
// and with its bytes in the text. Numbers are left out: the aligner compares
// them by value.
func (c *cutter) cut(text string, yield func(key []byte, start, end int)) {
	if c.runes != nil {
		c.cutRunes(text, yield)
		return
	}
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	s.words = split(s.words[:0], text)
	if len(s.keys) == 0 {
		s.keys = append(s.keys, keys{})
	}
	for _, w := range s.words {
		if number(text[w.start]) {
			continue
		}
		c.words.makeKeys(&s.keys[0], text[w.start:w.end])
		key := s.keys[0].stem
		if c.words.arabic {
			key = withoutProclitic(key)
		}
		if len(key) > 0 {
			yield(key, w.start, w.end)
		}
	}
}

// number reports whether a word that begins with this byte is one.
func number(c byte) bool { return '0' <= c && c <= '9' }

// cutRunes yields Han characters and pairs of neighbours, and whole words of
// katakana and of alphabets. Hiragana is mostly grammar and is left out.
func (c *cutter) cutRunes(text string, yield func(key []byte, start, end int)) {
	var key []byte
	before := -1 // where the Han character before begins
	for i := 0; i < len(text); {
		r, w := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.Is(unicode.Han, r):
			key = utf8.AppendRune(key[:0], c.runes.fold(r))
			yield(key, i, i+w)
			if before >= 0 {
				first, _ := utf8.DecodeRuneInString(text[before:])
				key = utf8.AppendRune(key[:0], c.runes.fold(first))
				key = utf8.AppendRune(key, c.runes.fold(r))
				yield(key, before, i+w)
			}
			before = i
			i += w
			continue
		case katakana(r) || wordChar(r):
			in := wordChar
			if katakana(r) {
				in = katakana
			}
			end := i + w
			for end < len(text) {
				q, n := utf8.DecodeRuneInString(text[end:])
				if !in(q) {
					break
				}
				end += n
			}
			if !number(text[i]) && end-i > w {
				key = fold(key[:0], text[i:end])
				yield(key, i, end)
			}
			i = end
		default:
			i += w
		}
		before = -1
	}
}

// withoutProclitic takes a conjunction or preposition of one letter off, from
// words long enough that what stays is likely a word. It may be wrong, but it is
// always wrong in the same way, which is enough for counting.
func withoutProclitic(key []byte) []byte {
	if len(key) < 5*letter {
		return key
	}
	switch string(key[:letter]) {
	case "و", "ف", "ب", "ل", "ك", "س":
		return key[letter:]
	}
	return key
}
