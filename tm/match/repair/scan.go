package repair

import (
	"strings"

	"golang.org/x/text/language"

	"calque/tm/match"
)

// value is something in a text that can be replaced by its like.
type value struct {
	kind        Kind
	first, last int // its tokens: first to last, last not included
	amount      *amount
	date        *date
	weekday     *named
}

// amount is a number, with what goes with it.
type amount struct {
	raw      string
	span     match.Span // of the figure
	number   decimal
	opaque   bool  // 10:30 or 1.2.3: not one number, and compared as written
	unit     *word // million, 万
	power    int   // of ten, by the unit
	percent  *word // a word for it; nil where the sign says it
	currency *word
	code     string // of the currency
	sign     bool   // the currency is a sign
	counted  bool   // a word follows that may be what is counted
}

// word is one of several forms that stands in a text.
type word struct {
	text  string
	span  match.Span
	forms forms
}

// total is the number with its unit.
func (a *amount) total() decimal { return a.number.shift(a.power) }

// named is a name out of a series.
type named struct {
	n      int // place in the series, from 1
	series []string
	span   match.Span
}

// scanned is a text with its values, in order and without overlap.
type scanned struct {
	text   string
	lang   language.Tag
	locale *locale
	tokens []match.Token
	values []value
}

func scan(text string, lang language.Tag) *scanned {
	s := &scanned{text: text, lang: lang, locale: localeOf(lang), tokens: match.Tokenize(text, lang.String())}
	for i := 0; i < len(s.tokens); {
		v, ok := s.valueAt(i)
		if !ok {
			i++
			continue
		}
		s.values = append(s.values, v)
		i = v.last
	}
	return s
}

func (s *scanned) valueAt(i int) (value, bool) {
	if v, ok := s.dateAt(i); ok {
		return v, true
	}
	if n, last := s.namedAt(i, s.locale.weekdays); n != nil {
		return value{kind: Weekday, first: i, last: last, weekday: n}, true
	}
	return s.amountAt(i)
}

// raw is a token as it is written, empty outside the text.
func (s *scanned) raw(i int) string {
	if i < 0 || i >= len(s.tokens) {
		return ""
	}
	return s.text[s.tokens[i].Start:s.tokens[i].End]
}

func (s *scanned) isNumber(i int) bool {
	return i >= 0 && i < len(s.tokens) && s.tokens[i].Kind == match.Number
}

// formAt returns the token after a form that stands at token i, 0 where it does
// not.
func (s *scanned) formAt(i int, form string) int {
	if i >= len(s.tokens) || form == "" || !strings.HasPrefix(s.text[s.tokens[i].Start:], form) {
		return 0
	}
	end := s.tokens[i].Start + len(form)
	for ; i < len(s.tokens) && s.tokens[i].End <= end; i++ {
		if s.tokens[i].End == end {
			return i + 1
		}
	}
	return 0
}

// wordAt returns the longest of some words at token i, and the token after it;
// its place among them is the last result.
func (s *scanned) wordAt(i int, all []forms) (*word, int, int) {
	var best *word
	var last, which int
	for n, forms := range all {
		for _, form := range forms.list() {
			if end := s.formAt(i, form); end > last {
				best, last, which = &word{text: form, span: s.spanOf(i, end), forms: forms}, end, n
			}
		}
	}
	return best, last, which
}

// spanOf is the span of the tokens first to last, last not included.
func (s *scanned) spanOf(first, last int) match.Span {
	return match.Span{Start: s.tokens[first].Start, End: s.tokens[last-1].End}
}

// namedAt returns the longest name of some series that stands at token i.
func (s *scanned) namedAt(i int, all [][]string) (*named, int) {
	var best *named
	last := 0
	for _, series := range all {
		for n, name := range series {
			if end := s.formAt(i, name); end > last {
				best, last = &named{n: n + 1, series: series, span: s.spanOf(i, end)}, end
			}
		}
	}
	return best, last
}

// amountAt reads a number with a unit, a percent sign or a currency.
func (s *scanned) amountAt(i int) (value, bool) {
	v := value{kind: Number, first: i, amount: &amount{}}
	a := v.amount
	at := i
	if c := s.signAt(at); c != nil && s.isNumber(at+1) {
		a.code, a.sign, a.currency = c.code, true, &word{text: c.sign, span: s.spanOf(at, at+1)}
		at++
	} else if w, last, _ := s.wordAt(at, s.locale.percentBefore); w != nil && s.isNumber(last) {
		a.percent, v.kind = w, Percent
		at = last
	}
	if !s.isNumber(at) {
		return v, false
	}
	a.raw, a.span = s.raw(at), s.spanOf(at, at+1)
	number, ok := readDecimal(s.tokens[at].Key)
	a.number, a.opaque = number, !ok
	at++
	if ok {
		at = s.unitOf(a, at)
	}
	at = s.percentOf(&v, at)
	at = s.currencyOf(a, at)
	v.last = at
	a.counted = a.unit == nil && a.currency == nil && v.kind == Number && (s.countsAt(at) || s.articleBefore(i))
	return v, true
}

// countsAt reports whether a word that may be what is counted stands at a
// token, tags and opening marks passed over: 3 “new” members.
func (s *scanned) countsAt(at int) bool {
	for ; at < len(s.tokens); at++ {
		switch token := s.tokens[at]; {
		case token.Kind == match.Word || token.Kind == match.Ideograph:
			return true
		case token.Kind != match.Tag && token.Key != `"` && token.Key != "'" && token.Key != "(" && token.Key != "[" && token.Key != "*":
			return false
		}
	}
	return false
}

// articleBefore reports whether an article stands before a token, which counts
// what is left unsaid: a las 3.
func (s *scanned) articleBefore(i int) bool { return s.locale.articles[strings.ToLower(s.raw(i-1))] }

// unitOf reads the unit at a token and returns the token after it. More than
// one in a row, or a figure of smaller places (3亿5000万), makes the whole
// opaque.
func (s *scanned) unitOf(a *amount, at int) int {
	var all []forms
	for _, u := range s.locale.units {
		all = append(all, u.forms)
	}
	w, last, which := s.wordAt(at, all)
	if w == nil {
		return at
	}
	a.unit, a.power = w, s.locale.units[which].power
	for {
		if s.isNumber(last) && !s.locale.spaced() && s.tokens[last].Start == s.tokens[last-1].End {
			if smaller, end, _ := s.wordAt(last+1, all); smaller != nil {
				last, a.opaque = end, true
				continue
			}
		}
		more, end, _ := s.wordAt(last, all)
		if more == nil {
			break
		}
		last, a.opaque = end, true
	}
	if a.opaque {
		a.span.End = s.tokens[last-1].End
		a.raw = s.text[a.span.Start:a.span.End]
	}
	return last
}

func (s *scanned) percentOf(v *value, at int) int {
	if v.kind == Percent {
		return at
	}
	switch s.raw(at) {
	case "%", "％", "٪", "﹪":
		v.kind = Percent
		return at + 1
	}
	if w, last, _ := s.wordAt(at, s.locale.percentAfter); w != nil {
		v.kind, v.amount.percent = Percent, w
		return last
	}
	return at
}

func (s *scanned) signAt(i int) *currency {
	raw := s.raw(i)
	for n := range s.locale.currencies {
		if c := &s.locale.currencies[n]; raw != "" && c.sign == raw {
			return c
		}
	}
	return nil
}

// currencyOf reads the currency behind an amount, with the word that may stand
// between them: "3 millions d’euros".
func (s *scanned) currencyOf(a *amount, at int) int {
	if a.currency != nil {
		return at
	}
	if c := s.signAt(at); c != nil {
		a.code, a.sign, a.currency = c.code, true, &word{text: c.sign, span: s.spanOf(at, at+1)}
		return at + 1
	}
	var all []forms
	for _, c := range s.locale.currencies {
		all = append(all, c.word)
	}
	starts := []int{at}
	for _, between := range s.locale.between {
		if next := s.formAt(at, between); next > 0 {
			starts = append(starts, next)
		}
	}
	for _, start := range starts {
		if w, last, which := s.wordAt(start, all); w != nil {
			a.currency, a.code = w, s.locale.currencies[which].code
			return last
		}
	}
	return at
}
