package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// splitSoftLines cuts a Markdown paragraph into its lines when one of them is
// furniture or a label: an article that was pasted as it stood on its page.
func (l *labeller) splitSoftLines() {
	var out []piece
	for i, p := range l.pieces {
		split := false
		for _, line := range p.soft {
			_, value, labelled := l.rules.label(line)
			split = split || labelled && value == "" || l.rules.furniture(line)
		}
		if !split && out == nil {
			continue // nothing to copy so far
		}
		if out == nil {
			out = append(make([]piece, 0, len(l.pieces)+len(p.soft)), l.pieces[:i]...)
		}
		if !split {
			out = append(out, p)
			continue
		}
		for _, line := range p.soft {
			if line != "" {
				q := p
				q.text, q.soft = line, nil
				out = append(out, q)
			}
		}
	}
	if out != nil {
		l.pieces = out
	}
}

// markItems finds the items of lists that are typed with a mark in front, and
// takes the mark off: in HTML and in a word processor it is not text either.
func (l *labeller) markItems() {
	for i := 0; i < len(l.pieces); {
		end := i
		for end < len(l.pieces) && bullet(l.pieces[end]) != 0 && bullet(l.pieces[end]) == bullet(l.pieces[i]) {
			end++
		}
		if end == i {
			i++
			continue
		}
		if l.isList(i, end) {
			for at := i; at < end; at++ {
				p := &l.pieces[at]
				p.kind = item
				_, size := utf8.DecodeRuneInString(p.text)
				p.text = trimSpace(p.text[size:])
			}
		}
		i = end
	}
}

// bullet returns the mark that a paragraph begins with, or 0.
func bullet(p piece) rune {
	if p.role != "" || p.kind != paragraph && p.kind != item || !bulleted(p.text) {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(p.text)
	return r
}

// isList reports whether pieces with the same mark are a list. A round mark
// is always one. A dash may be speech, which begins with a capital and ends
// with a stop.
func (l *labeller) isList(from, to int) bool {
	mark := bullet(l.pieces[from])
	if strings.ContainsRune("•·▪◦", mark) {
		return true
	}
	introduced := from > 0 && strings.ContainsAny(lastRune(l.pieces[from-1].text), ":：")
	if to-from < 2 && !introduced {
		return false
	}
	if mark == '*' || mark == '-' && introduced {
		return true
	}
	listed := 0
	for _, p := range l.pieces[from:to] {
		_, size := utf8.DecodeRuneInString(p.text)
		first, _ := utf8.DecodeRuneInString(trimSpace(p.text[size:]))
		if unicode.IsLower(first) || !endsWithStop(p.text) {
			listed++
		}
	}
	return listed*2 > to-from
}

func lastRune(text string) string {
	r, _ := utf8.DecodeLastRuneInString(trimSpace(text))
	return string(r)
}
