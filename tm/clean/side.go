package clean

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"calque/tm"
	"calque/tm/match"
)

// side is a text of a unit as the checks see it.
type side struct {
	tm.Variant
	tokens  []match.Token
	letters int // letters and ideographs
}

func readSide(v tm.Variant) side {
	s := side{Variant: v, tokens: match.Tokenize(v.Text, v.Lang.String())}
	for _, t := range s.tokens {
		if t.Kind == match.Word || t.Kind == match.Ideograph {
			s.letters += utf8.RuneCountInString(v.Text[t.Start:t.End])
		}
	}
	return s
}

// words returns the keys of the words and ideographs, which leave case aside.
func (s side) words() []string {
	var keys []string
	for _, t := range s.tokens {
		if t.Kind == match.Word || t.Kind == match.Ideograph {
			keys = append(keys, t.Key)
		}
	}
	return keys
}

func emptySays(source, target side) string {
	switch {
	case source.letters == 0 && target.letters == 0:
		return "there is no word on either side"
	case source.letters == 0:
		return "the source has no word"
	case target.letters == 0:
		return "the translation has no word"
	}
	return ""
}

// sameWords reports whether the translation is the source again. Names, titles
// of works and sums are the same in two languages, so that it takes three
// words, one of them written small, or six ideographs.
func sameWords(source, target side) bool {
	words := source.words()
	if !slices.Equal(words, target.words()) {
		return false
	}
	var cased, small, ideographs int
	for _, t := range source.tokens {
		first, _ := utf8.DecodeRuneInString(source.Text[t.Start:t.End])
		switch {
		case t.Kind == match.Ideograph:
			ideographs++
		case t.Kind == match.Word && (unicode.IsLower(first) || !unicode.IsUpper(first) && !unicode.IsTitle(first)):
			small++
			cased++
		case t.Kind == match.Word:
			cased++
		}
	}
	return cased >= 3 && small >= 1 || ideographs >= 6
}

// What it takes to say that a text is in the wrong language: a sure answer on
// a text that is not a name or two.
const (
	sureLanguage = 0.9
	fewLetters   = 20 // of an alphabet
	fewHan       = 8
)

func (c *checker) languageSays(source, target side) string {
	for _, s := range []side{source, target} {
		enough := fewLetters
		if s.ideographic() {
			enough = fewHan
		}
		if s.letters < enough {
			continue
		}
		candidates := append([]language.Tag{source.Lang, target.Lang}, c.rules.Candidates...)
		found, sure := c.rules.Detect(s.Text, candidates)
		if sure < sureLanguage || found == language.Und || tm.SameLanguage(found, s.Lang) {
			continue
		}
		return fmt.Sprintf("the %s text is in %s", s.Lang, found)
	}
	return ""
}

// ideographic reports whether most of the words are single characters.
func (s side) ideographic() bool {
	var n int
	for _, t := range s.tokens {
		if t.Kind == match.Ideograph {
			n++
		}
	}
	return 2*n > s.letters
}

// codesSays holds the tags of the two sides against each other.
func codesSays(source, target side) string {
	a, b := source.codes(), target.codes()
	if missing := without(a, b); len(missing) > 0 {
		return "the translation lacks " + quoteList(missing)
	}
	if extra := without(b, a); len(extra) > 0 {
		return "the source lacks " + quoteList(extra)
	}
	for _, s := range []side{source, target} {
		if open := s.unclosed(); open != "" {
			return fmt.Sprintf("%s does not close in the %s text", open, s.Lang)
		}
	}
	return ""
}

// codes returns the tags in the text, in order of their spelling.
func (s side) codes() []string {
	var codes []string
	for _, t := range s.tokens {
		if t.Kind == match.Tag {
			codes = append(codes, s.Text[t.Start:t.End])
		}
	}
	slices.Sort(codes)
	return codes
}

// unclosed returns the first tag that opens and does not close, or closes what
// was not open. A tag that nothing closes, such as <br>, is none of these where
// no tag of its name closes.
func (s side) unclosed() string {
	var open []string
	closes := map[string]bool{}
	for _, t := range s.tokens {
		if name, closing, ok := markup(s.Text[t.Start:t.End], t.Kind); ok && closing {
			closes[name] = true
		}
	}
	for _, t := range s.tokens {
		text := s.Text[t.Start:t.End]
		name, closing, ok := markup(text, t.Kind)
		switch {
		case !ok || !closes[name]:
		case !closing:
			open = append(open, name)
		case len(open) == 0 || open[len(open)-1] != name:
			return text
		default:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return "<" + open[len(open)-1] + ">"
	}
	return ""
}

// markup reads the name of a tag such as <b> or </b>.
func markup(text string, kind match.Kind) (name string, closing, ok bool) {
	if kind != match.Tag || !strings.HasPrefix(text, "<") || strings.HasSuffix(text, "/>") {
		return "", false, false
	}
	text = strings.TrimSuffix(text[1:], ">")
	text, closing = strings.CutPrefix(text, "/")
	name, _, _ = strings.Cut(text, " ")
	return strings.ToLower(name), closing, name != ""
}

// without returns what a sorted list has and another lacks, each as often as
// it is missing.
func without(list, other []string) []string {
	var missing []string
	for _, item := range list {
		for len(other) > 0 && other[0] < item {
			other = other[1:]
		}
		if len(other) > 0 && other[0] == item {
			other = other[1:]
			continue
		}
		missing = append(missing, item)
	}
	return missing
}

// numbersSays finds numbers in figures that nothing on the other side stands
// for. Two that differ are a fault. One that has no counterpart at all may be a
// word there (quarante-deux, a dozen) or be left out for style; from three
// figures on it hardly ever is.
func (c *checker) numbersSays(source, target side) string {
	links := c.rules.Associate(source.Lang, target.Lang, source.Text, target.Text)
	ofSource, ofTarget := source.unlinked(links), target.unlinked(match.Reversed(links))
	switch {
	case len(ofSource) > 0 && len(ofTarget) > 0:
		return quoteList(ofSource) + " in the source, " + quoteList(ofTarget) + " in the translation"
	case slices.ContainsFunc(ofSource, long):
		return quoteList(ofSource) + " is only in the source"
	case slices.ContainsFunc(ofTarget, long):
		return quoteList(ofTarget) + " is only in the translation"
	}
	return ""
}

func long(number string) bool {
	const figures = 3
	return strings.IndexFunc(number, unicode.IsDigit) >= 0 && utf8.RuneCountInString(number) >= figures
}

// unlinked returns the numbers that nothing stands for. One figure by itself
// is often a word, or no word at all, in a translation.
func (s side) unlinked(links []match.Association) []string {
	var lone []string
	for _, t := range s.tokens {
		span := match.Span{Start: t.Start, End: t.End}
		linked := func(a match.Association) bool { return a.Evidence == "numbers" && a.Source.Overlaps(span) }
		if t.Kind == match.Number && len(t.Key) > 1 && !slices.ContainsFunc(links, linked) {
			lone = append(lone, s.Text[t.Start:t.End])
		}
	}
	return lone
}
