package segment

import "unicode/utf8"

// A face after a terminator belongs to the sentence before it: Merci ! :-)

// face returns the end of an emoticon or of emoji at i, or i.
func (s *scanner) face(i int) int {
	if j := s.emoticon(i); j > i {
		return j
	}
	j := i
	for j < len(s.text) {
		r, w := utf8.DecodeRuneInString(s.text[j:])
		if !isEmoji(r) || s.r.chars.of(r)&bullet != 0 {
			break
		}
		j += w
	}
	return j
}

// emoticon reads eyes, perhaps a nose, and a mouth, with white space or the
// end of the text after them.
func (s *scanner) emoticon(i int) int {
	j := i
	at := func(set string) bool {
		for k := 0; j < len(s.text) && k < len(set); k++ {
			if s.text[j] == set[k] {
				j++
				return true
			}
		}
		return false
	}
	if !at(":;=8") {
		return i
	}
	at("-'^o")
	if !at(")(]DPpO/\\|*3") {
		return i
	}
	for at(")(") { // :-)))
	}
	if _, w, cl := s.r.chars.at(s.text, j); w > 0 && cl&(space|term) == 0 {
		return i
	}
	return j
}

// isEmoji tells whether a character is a pictograph or joins them.
func isEmoji(r rune) bool {
	return r >= 0x1f300 && r <= 0x1faff || r >= 0x2600 && r <= 0x27bf || r == 0xfe0f || r == 0x2764
}
