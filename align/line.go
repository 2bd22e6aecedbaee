package align

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// shape notes length and punctuation.
func (a *analyser) shape(l *line) {
	for k, t := range a.tokens {
		switch {
		case t.script == hanScript:
			l.length++
			continue
		case t.word():
			l.length += float64(a.spellings[t.spelling].runes)
			continue
		case t.digits:
			l.length += float64(utf8.RuneCountInString(t.text))
			continue
		}
		inside := k+1 < len(a.tokens)
		switch t.text {
		case "?", "？", "؟":
			l.question = true
			l.inner += innerEnd(a.tokens, k)
		case "!", "！":
			l.exclamation = true
			l.inner += innerEnd(a.tokens, k)
		case "。", "．":
			if inside && !closing(a.tokens, k+1) {
				l.inner++
			}
		case ".":
			l.inner += innerEnd(a.tokens, k)
		case "«", "»", "“", "”", "„", "\"", "「", "」", "『", "』", "‹", "›":
			l.quote = true
		case "(", ")", "（", "）":
			l.bracket = true
		}
	}
	l.stop, l.colon = lineEnd(l.Text)
	if len(a.tokens) > 0 {
		r, _ := utf8.DecodeRuneInString(a.tokens[0].text)
		l.goesOn = unicode.IsLower(r)
		l.marker = listMarker(a.tokens)
	}
}

// innerEnd reports 1 if the mark at token k ends a sentence inside the line:
// a space and a capital, or a letter without case, follow.
func innerEnd(tokens []token, k int) int {
	n := k + 1
	for n < len(tokens) && !tokens[n].word() && !tokens[n].digits {
		n++
	}
	if n >= len(tokens) || n == k+1 && !tokens[n].space && tokens[n].script != hanScript {
		return 0
	}
	if tokens[k].text == "." && k > 0 && (utf8.RuneCountInString(tokens[k-1].text) < 3 || tokens[k-1].capital() && tokens[k-1].end-tokens[k-1].start < 4) {
		return 0 // an initial or a short abbreviation
	}
	r, _ := utf8.DecodeRuneInString(tokens[n].text)
	if unicode.IsLower(r) || tokens[n].digits {
		return 0
	}
	return 1
}

// closing reports whether only closing marks follow token k.
func closing(tokens []token, k int) bool {
	for ; k < len(tokens); k++ {
		if tokens[k].word() || tokens[k].digits {
			return false
		}
	}
	return true
}

// lineEnd reports whether a text ends with a full stop or its like, and
// whether with a colon, quotation marks and brackets aside.
func lineEnd(text string) (stop, colon bool) {
	for len(text) > 0 {
		r, w := utf8.DecodeLastRuneInString(text)
		switch r {
		case '.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।':
			return true, false
		case ':', '：':
			return false, true
		case '"', '»', '”', '’', '\'', ')', '）', '」', '』', '›', ']', '“':
		default:
			if !unicode.IsSpace(r) {
				return false, false
			}
		}
		text = text[:len(text)-w]
	}
	return false, false
}

// listMarker gives the mark of an item of a list: a bullet, a dash, "1." …
func listMarker(tokens []token) string {
	switch t := tokens[0]; {
	case t.text == "•" || t.text == "-" || t.text == "–" || t.text == "—" || t.text == "*" || t.text == "·":
		return "•"
	case t.digits && len(tokens) > 1 && (tokens[1].text == "." || tokens[1].text == ")" || tokens[1].text == "、") && !tokens[1].space:
		return t.text
	}
	return ""
}

// isForeign reports whether a line seems to be in the language of the other
// side: by its script, or by its small words.
func (a *analyser) isForeign(l *line) bool {
	own, other := expectedScripts(a.side.base), expectedScripts(a.other)
	words, mine, theirs := 0, 0, 0
	for _, t := range a.tokens {
		if !t.word() {
			continue
		}
		words++
		switch {
		case own != other && own[t.script]:
			mine++
		case own != other && other[t.script]:
			theirs++
		case own == other && t.script != hanScript:
			small := &a.spellings[t.spelling].small
			if small[0] {
				mine++
			}
			if small[1] {
				theirs++
			}
		}
	}
	if own != other {
		return theirs >= 4 && mine*5 < theirs
	}
	return theirs >= 2 && theirs >= 3*mine && theirs*6 >= words
}

// scripts is a small set of scripts.
type scripts [hangulScript + 1]bool

// expectedScripts gives the scripts that a language is written in.
func expectedScripts(base string) (s scripts) {
	switch base {
	case "zh":
		s[hanScript] = true
	case "ja":
		s[hanScript], s[hiraScript], s[kataScript] = true, true, true
	case "ko":
		s[hangulScript] = true
	case "ru", "uk", "bg", "be", "mk", "sr", "kk", "mn":
		s[cyrillicScript] = true
	case "ar", "fa", "ur", "ps", "ckb":
		s[arabicScript] = true
	case "el":
		s[greekScript] = true
	default:
		s[latinScript] = true
	}
	return s
}

// isFurniture looks for the cues of page furniture in a short line.
func (a *analyser) isFurniture(l *line) bool {
	limit := 60.0
	if a.side.han {
		limit = 25
	}
	if l.length > limit {
		return false
	}
	text := strings.ToLower(l.Text)
	for _, cue := range furnitureCues()[a.side.base] {
		if strings.Contains(text, cue) {
			return true
		}
	}
	return false
}
