package repair

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"calque/tm/match"
)

// unexplained reports whether the translation has a value that stands for
// nothing in the source. What was converted (10 km, 6 miles) or added (the
// weekday of a date) may have to change with the rest.
func (j *job) unexplained() bool {
	dated := slices.ContainsFunc(j.edits, func(e edit) bool { return e.kind == Date || e.kind == Weekday })
	return slices.ContainsFunc(j.target.values, func(v value) bool {
		return (v.amount != nil || dated) && !slices.ContainsFunc(j.source.values, func(from value) bool { return from.explains(&v) }) && !j.source.says(&v)
	})
}

// explains reports whether a value of the translation may come from this one of
// the source, said in another way perhaps.
func (v *value) explains(target *value) bool {
	switch {
	case standsFor(target, v):
		return true
	case target.amount == nil:
		return false
	case v.amount != nil:
		sameCurrency := target.amount.code == v.amount.code || target.amount.code == "" || v.amount.code == ""
		return sameCurrency && sameAmount(target.amount, v.amount)
	case v.date != nil:
		return slices.ContainsFunc(v.date.parts(), func(part *datePart) bool {
			return part != nil && !target.amount.opaque && target.amount.total().key() == strconv.Itoa(part.n)
		})
	}
	return false
}

// figuresDiffer reports whether a word with figures has no partner: 20e, 10h30,
// G7. Its figures would stay as they are.
func (j *job) figuresDiffer(p *pairing) bool {
	return hasFigure(j.source, p.source, p.toQuery) || hasFigure(j.query, p.query, p.toSource)
}

// hasFigure reports whether a digit stands in an item without a partner.
func hasFigure(s *scanned, items []item, partners []int) bool {
	for i, it := range items {
		if partners[i] < 0 && it.value < 0 && s.tokens[it.first].Kind != match.Tag && strings.ContainsFunc(s.raw(it.first), unicode.IsDigit) {
			return true
		}
	}
	return false
}

// says reports whether the text may have a figure in words.
func (s *scanned) says(v *value) bool {
	if v.amount == nil || v.amount.opaque {
		return false
	}
	figure := v.amount.number.plain()
	return figure.whole == "1" && figure.fraction == "" || s.mentions(figure)
}

// minus returns whether a sign stands before an amount, which its figure does
// not hold.
func (s *scanned) minus(v *value) bool {
	if v.amount == nil || v.first == 0 {
		return false
	}
	before := s.tokens[v.first-1]
	joined := before.End == s.tokens[v.first].Start
	apart := v.first == 1 || s.tokens[v.first-2].End < before.Start
	return before.Key == "-" && joined && apart
}

// zerosDiffer reports whether two amounts of one value have more or fewer zeros
// behind the mark: 3.1 and 3.10 are two versions.
func zerosDiffer(a, b *value) bool {
	return a.amount != nil && b.amount != nil && a.amount.power == b.amount.power && a.amount.number.fraction != b.amount.number.fraction
}

// marksClash reports whether one of two numbers has as its decimal mark what
// groups the digits of the other.
func marksClash(a, b *amount) bool {
	if a.opaque || b.opaque {
		return false
	}
	one, other := styleOf(a.raw, a.number), styleOf(b.raw, b.number)
	return one.decimal != "" && one.decimal == other.group || other.decimal != "" && other.decimal == one.group
}

// inBrackets reports whether a value is all that stands in brackets, as a number
// does that was said in words before: ninety-one (91).
func (s *scanned) inBrackets(v *value) bool {
	return v.first > 0 && v.last < len(s.tokens) && s.tokens[v.first-1].Key == "(" && s.tokens[v.last].Key == ")"
}

// hours of a day.
const hours = 24

// mayBeTime reports whether an amount may be a time of the day.
func (v *value) mayBeTime() bool {
	if v.kind != Number || v.amount.code != "" || v.amount.unit != nil {
		return false
	}
	if v.amount.opaque {
		return strings.Contains(v.amount.raw, ":")
	}
	whole := v.amount.number.plain().whole
	return len(whole) <= 2 && atoi(whole) <= hours
}

// halves returns what in the text says which half of the day a time is in.
func (s *scanned) halves() []string {
	var out []string
	for i := range s.tokens {
		stands := func(phrase string) bool { return s.formAt(i, phrase) > 0 }
		for _, phrase := range s.locale.clock.anywhere {
			if stands(phrase) {
				out = append(out, phrase)
			}
		}
		for _, phrase := range s.locale.clock.behind {
			if s.isNumber(i-1) && stands(phrase) {
				out = append(out, phrase)
			}
		}
	}
	return out
}

// namesAgain reports whether a word of a name stands in the text once more:
// the surname alone, perhaps.
func (s *scanned) namesAgain(name match.Span) bool {
	return slices.ContainsFunc(s.tokens, func(token match.Token) bool {
		return token.Kind == match.Word && token.Start >= name.Start && token.End <= name.End && s.count(token.Key) > 1
	})
}

func (s *scanned) count(key string) int {
	n := 0
	for _, token := range s.tokens {
		if token.Key == key {
			n++
		}
	}
	return n
}

// tellsSex reports whether the translation says that the person is a man or a
// woman where the source and the query do not say the same.
func (n *namer) tellsSex() bool {
	if len(n.target.pronounsIn()) == 0 {
		return false
	}
	said := n.source.pronounsIn()
	return len(said) == 0 || !slices.Equal(said, n.query.pronounsIn())
}

func (s *scanned) pronounsIn() []string {
	var out []string
	for _, token := range s.tokens {
		if slices.Contains(s.locale.pronouns, token.Key) {
			out = append(out, token.Key)
		}
	}
	return out
}
