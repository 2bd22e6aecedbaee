package repair

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/feature/plural"

	"calque/tm/match"
)

// edit puts a text in the place of a stretch of another.
type edit struct {
	span match.Span
	text string
	kind Kind
}

// sameValue reports whether two values of one slot are equal.
func sameValue(a, b *value) bool {
	switch {
	case a.kind != b.kind:
		return false
	case a.date != nil:
		return a.date.within(b.date) && b.date.within(a.date)
	case a.weekday != nil:
		return a.weekday.n == b.weekday.n
	case a.amount.code != b.amount.code:
		return false
	}
	return sameAmount(a.amount, b.amount)
}

func sameAmount(a, b *amount) bool {
	if a.opaque || b.opaque {
		return a.opaque && b.opaque && a.raw == b.raw
	}
	return a.total().key() == b.total().key()
}

// within reports whether all parts of a date are equal to those of another.
func (d *date) within(other *date) bool {
	theirs := other.parts()
	for i, part := range d.parts() {
		if part != nil && (theirs[i] == nil || part.n != theirs[i].n) {
			return false
		}
	}
	return true
}

// standsFor reports whether a value of the translation is that of the source. A
// date may have fewer parts there, and a currency may be said in a way that is
// not known.
func standsFor(target, source *value) bool {
	switch {
	case target.kind != source.kind:
		return false
	case target.date != nil:
		return target.date.within(source.date)
	case target.weekday != nil:
		return target.weekday.n == source.weekday.n
	case target.amount.code != "" && source.amount.code != "" && target.amount.code != source.amount.code:
		return false
	}
	return sameAmount(target.amount, source.amount)
}

// only returns the one value of a text for which is holds, nil for none or
// more.
func only(values []value, is func(*value) bool) *value {
	var found *value
	for i := range values {
		if !is(&values[i]) {
			continue
		}
		if found != nil {
			return nil
		}
		found = &values[i]
	}
	return found
}

// replaceValue returns the edits of the translation that follow the change of a
// value from source to query. False where it cannot be told, or would not be
// right.
func (t *scanned) replaceValue(source *scanned, from *value, query *scanned, to *value) ([]edit, bool) {
	if only(source.values, func(v *value) bool { return standsFor(v, from) || standsFor(from, v) }) == nil {
		return nil, false // it stands there twice
	}
	target := only(t.values, func(v *value) bool { return standsFor(v, from) })
	if target == nil {
		return nil, false
	}
	switch {
	case from.date != nil:
		return t.replaceDate(target.date, from.date, to.date)
	case from.weekday != nil:
		return []edit{{target.weekday.span, target.weekday.series[to.weekday.n-1], Weekday}}, t.locale.sameGender(from.weekday.n, to.weekday.n)
	case t.inBrackets(target) && !source.inBrackets(from):
		return nil, false
	case from.mayBeTime() && otherHalf(source, query, t), marksClash(from.amount, to.amount):
		return nil, false
	case from.amount.opaque || to.amount.opaque:
		return replaceOpaque(target.amount, from.amount, to.amount)
	case t.inWords(from) || source.inWords(from):
		return nil, false
	}
	r := amountChange{t: t, source: source, query: query, kind: from.kind, target: target.amount, from: from.amount, to: to.amount}
	return r.edits()
}

// otherHalf reports whether a time may be in the other half of the day than the
// translation says: source and query differ in it, or say nothing of it.
func otherHalf(source, query, target *scanned) bool {
	halves := source.halves()
	return !slices.Equal(halves, query.halves()) || len(halves) == 0 && len(target.halves()) > 0
}

// replaceOpaque replaces what is not one number, such as 10:30, where it is
// written alike on both sides.
func replaceOpaque(target, from, to *amount) ([]edit, bool) {
	if !from.opaque || !to.opaque || from.unit != nil || to.unit != nil || from.code != to.code || target.raw != from.raw {
		return nil, false
	}
	return []edit{{target.span, to.raw, Number}}, true
}

// inWords reports whether a number also stands in the text in words.
func (s *scanned) inWords(v *value) bool {
	return s.mentions(v.amount.total()) || s.mentions(v.amount.number)
}

func (t *scanned) replaceDate(target, from, to *date) ([]edit, bool) {
	var edits []edit
	theirs, was, is := target.parts(), from.parts(), to.parts()
	for i, part := range theirs {
		if was[i] == nil || is[i] == nil || was[i].n == is[i].n {
			continue
		}
		if part == nil {
			return nil, false // what changes does not stand in the translation
		}
		edits = append(edits, edit{part.span, part.write(is[i].n, t.locale.lang), Date})
	}
	return edits, len(edits) > 0
}

// amountChange is the change of an amount in a translation.
type amountChange struct {
	t, source, query *scanned
	kind             Kind
	target, from, to *amount
}

func (c *amountChange) edits() ([]edit, bool) {
	if (c.from.code == "") != (c.to.code == "") {
		return nil, false
	}
	var edits []edit
	shown := c.target.number
	if !sameAmount(c.from, c.to) {
		number, more, ok := c.figure()
		if !ok {
			return nil, false
		}
		text := styleOf(c.target.raw, c.target.number).write(number, c.t.locale, c.groups(number))
		edits = append(append(edits, edit{c.target.span, text, c.kind}), more...)
		shown = number
	}
	more, ok := c.currency(shown)
	return append(edits, more...), ok && len(edits)+len(more) > 0
}

// figure returns the number that the translation shows now, and the edits of
// what depends on it.
func (c *amountChange) figure() (decimal, []edit, bool) {
	if c.target.unit == nil {
		number := c.to.total()
		if c.target.percent != nil {
			more, ok := c.inflect(c.target.percent, number, c.kind)
			return number, more, ok
		}
		return number, nil, !c.target.counted || c.isYear(number) || c.agrees(number)
	}
	power := c.target.power
	number := c.to.total().shift(-power).plain()
	if c.to.power == power {
		number = c.to.number
	}
	if c.fits(number) {
		more, ok := c.inflect(c.target.unit, number, c.kind)
		return number, more, ok
	}
	return c.otherUnit()
}

// fits reports whether a number can be said with the unit of the translation.
func (c *amountChange) fits(number decimal) bool {
	most := 3
	if !c.t.locale.spaced() {
		most = 4
	}
	p := number.plain()
	return p.whole != "0" && len(p.whole) <= max(most, len(c.target.number.plain().whole)) && len(p.fraction) <= most
}

// otherUnit says the number with another unit of the language: millions become
// milliards. Thousands are left alone where they are said otherwise than
// millions.
func (c *amountChange) otherUnit() (decimal, []edit, bool) {
	least := 6
	if !c.t.locale.spaced() {
		least = 4
	}
	if c.target.power < least || c.target.unit.forms.by == nil && c.t.locale.inflects(c.target.power) {
		return decimal{}, nil, false
	}
	for _, u := range c.t.locale.units {
		number := c.to.total().shift(-u.power).plain()
		if u.power < least || u.power == c.target.power || !c.fits(number) {
			continue
		}
		if len(number.fraction) > 2 && c.t.locale.spaced() {
			continue
		}
		text := u.forms.of(c.category(number))
		return number, []edit{{c.target.unit.span, text, c.kind}}, text != ""
	}
	return decimal{}, nil, false
}

// inflects reports whether the language has a unit of several forms for a
// power, so that one of a single form is an abbreviation.
func (l *locale) inflects(power int) bool {
	return slices.ContainsFunc(l.units, func(u unit) bool { return u.power == power && u.forms.by != nil })
}

func (c *amountChange) category(d decimal) plural.Form { return d.category(c.t.lang) }

// agrees reports whether a new number needs the same form of what is counted as
// the old one.
func (c *amountChange) agrees(number decimal) bool {
	return c.category(number) == c.category(c.target.number)
}

// groups reports whether the digits of a new number are to be grouped, as far
// as the language does: not where the old number or the query's stands without,
// nor where four digits may be a year.
func (c *amountChange) groups(number decimal) bool {
	old, asked := styleOf(c.target.raw, c.target.number), styleOf(c.to.raw, c.to.number)
	switch {
	case c.target.unit != nil && !c.t.locale.spaced(): // 3500万
		return old.grouped
	case old.grouped || asked.grouped:
		return true
	case old.ungrouped(c.target.number, c.t.locale), len(number.whole) == 4 && looksLikeYear(number):
		return false
	}
	return len(c.to.number.whole) != 4 || !asked.ungrouped(c.to.number, c.query.locale)
}

// isYear reports whether old and new look like years, which count nothing.
func (c *amountChange) isYear(number decimal) bool {
	plainly := func(a *amount) bool { return !styleOf(a.raw, a.number).grouped }
	return looksLikeYear(c.target.number) && looksLikeYear(number) && plainly(c.from) && plainly(c.to) && plainly(c.target)
}

// inflect gives a word the form for a new number. False where the old form is
// not the one that goes with the old number: another case, perhaps.
func (c *amountChange) inflect(w *word, number decimal, kind Kind) ([]edit, bool) {
	if w.forms.by == nil || c.agrees(number) {
		return nil, true
	}
	if w.forms.of(c.category(c.target.number)) != w.text {
		return nil, false
	}
	form := w.forms.of(c.category(number))
	if form == w.text {
		return nil, true
	}
	return []edit{{w.span, form, kind}}, form != ""
}

// currency replaces the currency, or gives its word the form for a new number.
func (c *amountChange) currency(shown decimal) ([]edit, bool) {
	old := c.target.currency
	if c.from.code == c.to.code {
		if old == nil || c.target.sign || c.target.unit != nil {
			return nil, true
		}
		return c.inflect(old, shown, Currency)
	}
	if old == nil || c.target.code != c.from.code {
		return nil, false
	}
	i := slices.IndexFunc(c.t.locale.currencies, func(other currency) bool { return other.code == c.to.code })
	if i < 0 {
		return nil, false
	}
	next := c.t.locale.currencies[i]
	text := next.sign
	if c.target.sign && c.t.lettersAt(old.span) {
		return nil, false // US$
	}
	if !c.target.sign {
		text = c.currencyWord(old, next.word, shown)
	}
	return []edit{{old.span, text, Currency}}, text != ""
}

// lettersAt reports whether a letter touches a stretch of the text.
func (s *scanned) lettersAt(span match.Span) bool {
	before, _ := utf8.DecodeLastRuneInString(s.text[:span.Start])
	after, _ := utf8.DecodeRuneInString(s.text[span.End:])
	return unicode.IsLetter(before) || unicode.IsLetter(after)
}

// currencyWord returns the form of another currency that goes where the old one
// stood. After a unit it is the form for many.
func (c *amountChange) currencyWord(old *word, next forms, shown decimal) string {
	was, is := c.category(c.target.number), c.category(shown)
	if c.target.unit != nil {
		was, is = plural.Many, plural.Many
	}
	if old.forms.of(was) != old.text {
		return ""
	}
	return next.of(is)
}
