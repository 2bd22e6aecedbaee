package repair

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"calque/tm/match"
)

// Names returns the forms that a name (a country, a city) has in another
// language, the usual one first; nothing for a name that is not known.
type Names func(from, to language.Tag, name string) []string

// nameChange is a name of the source in the place of which the query has
// another.
type nameChange struct {
	source, query match.Span
	edit          edit
}

// namer looks for changed names.
type namer struct {
	names                 Names
	source, query, target *scanned
	pairing               *pairing
}

// change returns the change of a name that a gap stands for.
func (n *namer) change(g gap) (nameChange, bool) {
	if g.sourceFrom == g.sourceTo || g.queryFrom == g.queryTo {
		return nameChange{}, false
	}
	for _, wider := range n.widened(g) {
		source, query := itemSpan(n.source, n.pairing.source[wider.sourceFrom:wider.sourceTo]), itemSpan(n.query, n.pairing.query[wider.queryFrom:wider.queryTo])
		was, is := n.source.text[source.Start:source.End], n.query.text[query.Start:query.End]
		forms, next := n.known(was), n.known(is)
		if len(forms) == 0 || len(next) == 0 || len(n.source.places(was)) != 1 {
			continue
		}
		e, ok := n.replaceKnown(forms, next)
		return nameChange{source, query, e}, ok
	}
	return n.literal(g)
}

// mostWords is the most words by which a gap is widened on either side.
const mostWords = 3

// widened returns the gap with its neighbours, the widest first: of two names
// that share a word only the other words differ.
func (n *namer) widened(g gap) []gap {
	var out []gap
	for before := mostWords; before >= 0; before-- {
		for after := mostWords; after >= 0; after-- {
			w := gap{g.sourceFrom - before, g.sourceTo + after, g.queryFrom - before, g.queryTo + after}
			if n.joined(w, g) {
				out = append(out, w)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b gap) int { return b.sourceTo - b.sourceFrom - (a.sourceTo - a.sourceFrom) })
	return out
}

// joined reports whether what a gap was widened by is the same on both sides
// and holds no value.
func (n *namer) joined(w, g gap) bool {
	if w.sourceFrom < 0 || w.queryFrom < 0 || w.sourceTo > len(n.pairing.source) || w.queryTo > len(n.pairing.query) {
		return false
	}
	same := func(i, j int) bool { return n.pairing.toQuery[i] == j && n.pairing.source[i].value < 0 }
	for i := w.sourceFrom; i < g.sourceFrom; i++ {
		if !same(i, w.queryFrom+i-w.sourceFrom) {
			return false
		}
	}
	for i := g.sourceTo; i < w.sourceTo; i++ {
		if !same(i, g.queryTo+i-g.sourceTo) {
			return false
		}
	}
	return true
}

func itemSpan(s *scanned, items []item) match.Span {
	return s.spanOf(items[0].first, items[len(items)-1].last)
}

func (n *namer) known(name string) []string {
	if n.names == nil {
		return nil
	}
	return n.names(n.source.lang, n.target.lang, name)
}

// holdsName reports whether a word of a gap is a name that is known.
func (n *namer) holdsName(g gap) bool {
	known := func(s *scanned, items []item) bool {
		return slices.ContainsFunc(items, func(it item) bool {
			return it.value < 0 && len(n.known(s.raw(it.first))) > 0
		})
	}
	return known(n.source, n.pairing.source[g.sourceFrom:g.sourceTo]) || known(n.query, n.pairing.query[g.queryFrom:g.queryTo])
}

// places returns where a text stands as whole tokens.
func (s *scanned) places(text string) []match.Span {
	var out []match.Span
	for i := range s.tokens {
		if last := s.formAt(i, text); last > 0 {
			out = append(out, s.spanOf(i, last))
		}
	}
	return out
}

// replaceKnown replaces a name that stands once in the translation in one of
// its forms. Where a word that depends on the name stands before it, such as an
// article, it is left alone.
func (n *namer) replaceKnown(forms, next []string) (edit, bool) {
	var found []match.Span
	for _, form := range forms {
		for _, place := range n.target.places(form) {
			if !slices.ContainsFunc(found, place.Overlaps) {
				found = append(found, place)
			}
		}
	}
	if len(found) != 1 {
		return edit{}, false
	}
	at := found[0]
	i := slices.IndexFunc(n.target.tokens, func(t match.Token) bool { return t.Start == at.Start })
	l := n.target.locale
	old := n.target.text[at.Start:at.End]
	if l.articles[strings.ToLower(n.target.raw(i-1))] || l.articled[old] || l.articled[next[0]] || l.lang == "ru" {
		return edit{}, false
	}
	return edit{at, next[0], Name}, true
}

var latin = language.MustParseScript("Latn")

// literal replaces a name of two words or more that nobody knows, such as a
// person's, where it stands in the translation as it is and both are written in
// Latin letters.
func (n *namer) literal(g gap) (nameChange, bool) {
	var no nameChange
	source, ok := n.capitals(n.source, n.pairing.source, g.sourceFrom, g.sourceTo)
	if !ok {
		return no, false
	}
	query, ok := n.capitals(n.query, n.pairing.query, g.queryFrom, g.queryTo)
	if !ok || n.source.locale.lang == "de" || n.query.isHeadline() {
		return no, false // where every noun or word has a capital, it says nothing
	}
	before := g.sourceFrom - source.from
	if before != g.queryFrom-query.from || source.to-g.sourceTo != query.to-g.queryTo {
		return no, false
	}
	if source.to-source.from < 2 || query.to-query.from < 2 {
		return no, false // a city, perhaps, which has another name there
	}
	if query.from == 0 && g.queryFrom == 0 {
		return no, false // any word may begin a sentence
	}
	was, is := n.source.text[source.span.Start:source.span.End], n.query.text[query.span.Start:query.span.End]
	if script, _ := n.target.lang.Script(); script != latin {
		return no, false
	}
	if len(n.known(was)) > 0 || len(n.known(is)) > 0 || !isLatin(was) || !isLatin(is) || len(n.source.places(was)) != 1 {
		return no, false
	}
	places := n.target.places(was)
	if len(places) != 1 || n.source.namesAgain(source.span) || n.target.namesAgain(places[0]) || n.tellsSex() {
		return no, false
	}
	return nameChange{source.span, query.span, edit{places[0], is, Name}}, true
}

// capitalRun is a run of words with capitals, in items.
type capitalRun struct {
	from, to int
	span     match.Span
}

// capitals widens a run of items to the whole run of words with capitals that
// it belongs to. False where one of its words has none.
func (n *namer) capitals(s *scanned, items []item, from, to int) (capitalRun, bool) {
	if from == to {
		return capitalRun{}, false
	}
	for i := from; i < to; i++ {
		if !s.capital(items[i]) && !(s.hyphen(items[i]) && i > from && i+1 < to) {
			return capitalRun{}, false
		}
	}
	for from > 0 && s.capital(items[from-1]) || from > 1 && s.hyphen(items[from-1]) && s.capital(items[from-2]) {
		from--
	}
	for to < len(items) && s.capital(items[to]) || to+1 < len(items) && s.hyphen(items[to]) && s.capital(items[to+1]) {
		to++
	}
	return capitalRun{from, to, itemSpan(s, items[from:to])}, true
}

func (s *scanned) capital(it item) bool {
	if it.value >= 0 || s.tokens[it.first].Kind != match.Word {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s.raw(it.first))
	return unicode.IsUpper(r)
}

func (s *scanned) hyphen(it item) bool { return it.value < 0 && s.raw(it.first) == "-" }

// isHeadline reports whether most words of a text have capitals.
func (s *scanned) isHeadline() bool {
	words, capitals := 0, 0
	for i, token := range s.tokens {
		if token.Kind != match.Word {
			continue
		}
		words++
		if r, _ := utf8.DecodeRuneInString(s.raw(i)); unicode.IsUpper(r) {
			capitals++
		}
	}
	return 2*capitals > words && words > 2
}

func isLatin(text string) bool {
	for _, r := range text {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
			return false
		}
	}
	return true
}
