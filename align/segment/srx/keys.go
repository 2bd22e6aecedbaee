package srx

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// A key is a string of up to longestKey symbols that a text, read backwards
// from a place, must begin with for a rule to match there. A run of white
// space is one symbol. Rules are filed by their keys; a rule whose beforebreak
// may end in anything has the empty key.
const longestKey = 6

// key is one possible end of a beforebreak, reversed.
type key struct {
	text string
	open bool // more may follow that is not known
}

// mostKeys bounds how many keys a rule gets: a list of abbreviations has hundreds.
const mostKeys = 4096

// keysOf returns the keys of a reversed tree.
func keysOf(re *syntax.Regexp) []string {
	var out []string
	for _, k := range keys(re) {
		out = append(out, cutKey(k.text))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// cutKey shortens a key to longestKey symbols.
func cutKey(s string) string {
	n := 0
	for i := range s {
		if n == longestKey {
			return s[:i]
		}
		n++
	}
	return s
}

func keys(re *syntax.Regexp) []key {
	unknown := []key{{open: true}}
	switch re.Op {
	case syntax.OpLiteral:
		out := []key{{}}
		for _, r := range re.Rune {
			set := runeSet{r, r}
			if re.Flags&syntax.FoldCase != 0 {
				set = folded(set)
			}
			out = follow(out, symbols(set))
		}
		return out
	case syntax.OpCharClass:
		return symbols(runeSet(re.Rune))
	case syntax.OpCapture:
		return keys(re.Sub[0])
	case syntax.OpConcat:
		out := []key{{}}
		for _, sub := range re.Sub {
			out = follow(out, keys(sub))
		}
		return out
	case syntax.OpAlternate:
		var out []key
		for _, sub := range re.Sub {
			out = append(out, keys(sub)...)
		}
		return bounded(out)
	case syntax.OpQuest:
		return bounded(append(keys(re.Sub[0]), key{}))
	case syntax.OpStar, syntax.OpPlus:
		return repeatedKeys(re)
	case syntax.OpRepeat:
		if re.Min == 0 {
			return unknown
		}
		return opened(keys(re.Sub[0]))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return unknown
	}
	return []key{{}} // empty match and assertions
}

// repeatedKeys handles * and +. White space repeated is one symbol.
func repeatedKeys(re *syntax.Regexp) []key {
	sub := re.Sub[0]
	blank := sub.Op == syntax.OpCharClass && runeSet(sub.Rune).within(whiteSet())
	switch {
	case blank && re.Op == syntax.OpStar:
		return []key{{}, {text: " "}}
	case blank:
		return []key{{text: " "}}
	case re.Op == syntax.OpStar:
		return []key{{open: true}}
	}
	return opened(keys(sub))
}

func opened(ks []key) []key {
	out := slices.Clone(ks)
	for i := range out {
		out[i].open = true
	}
	return out
}

// symbols returns the keys of one character out of a set.
func symbols(set runeSet) []key {
	const most = 24
	if set.within(whiteSet()) {
		return []key{{text: " "}}
	}
	if set.size() > most {
		return []key{{open: true}}
	}
	var out []key
	for i := 0; i+1 < len(set); i += 2 {
		for r := set[i]; r <= set[i+1]; r++ {
			out = append(out, key{text: string(symbol(r))})
		}
	}
	return out
}

// symbol is a character as it stands in keys.
func symbol(r rune) rune {
	if whiteSet().has(r) {
		return ' '
	}
	return r
}

// follow appends the keys of one element to those before it.
func follow(left, right []key) []key {
	var out []key
	for _, l := range left {
		if l.open || utf8.RuneCountInString(l.text) >= longestKey {
			out = append(out, key{l.text, true})
			continue
		}
		for _, r := range right {
			text := r.text
			if len(l.text) > 0 && l.text[len(l.text)-1] == ' ' && len(text) > 0 && text[0] == ' ' {
				text = text[1:]
			}
			out = append(out, key{l.text + text, r.open})
		}
	}
	return bounded(out)
}

// bounded keeps the number of keys small by shortening them.
func bounded(ks []key) []key {
	for n := longestKey; len(ks) > mostKeys && n >= 0; n-- {
		seen := map[string]bool{}
		var out []key
		for _, k := range ks {
			text, cut := k.text, k.open
			if utf8.RuneCountInString(text) > n {
				text, cut = string([]rune(text)[:n]), true
			}
			if !seen[text] {
				seen[text] = true
				out = append(out, key{text, cut})
			} else if cut {
				markOpen(out, text)
			}
		}
		ks = out
	}
	return ks
}

func markOpen(ks []key, text string) {
	for i := range ks {
		if ks[i].text == text {
			ks[i].open = true
		}
	}
}
