package repair

import (
	"strconv"
	"strings"
	"unicode"

	"calque/tm/match"
)

// date is a date or a part of one. Parts that are not given are nil.
type date struct {
	day, month, year *datePart
}

// datePart is a day, a month or a year as it stands in a text.
type datePart struct {
	n      int
	span   match.Span
	raw    string
	series []string // of a month that is named
	suffix string   // of an ordinal day: the er of 1er, the th of 8th
}

func (d *date) parts() []*datePart { return []*datePart{d.day, d.month, d.year} }

// shape names the parts that a date has.
func (d *date) shape() string {
	shape := ""
	for i, part := range d.parts() {
		if part != nil {
			shape += "dmy"[i : i+1]
		}
	}
	return shape
}

// dateAt reads the date that begins at token i.
func (s *scanned) dateAt(i int) (value, bool) {
	d := &date{}
	var last int
	switch {
	case s.isNumber(i) && s.raw(i+1) == "-" && s.isNumber(i+2):
		last = s.isoDate(d, i)
	case !s.locale.spaced():
		last = s.countedDate(d, i)
	default:
		last = s.namedDate(d, i)
	}
	return value{kind: Date, first: i, last: last, date: d}, last > 0
}

// figure reads a token that is a whole number of at most so much without marks.
func (s *scanned) figure(i, least, most int) *datePart {
	if !s.isNumber(i) {
		return nil
	}
	key := s.tokens[i].Key
	n, err := strconv.Atoi(key)
	if err != nil || n < least || n > most {
		return nil
	}
	raw := s.raw(i)
	for _, r := range raw {
		if !unicode.Is(unicode.Nd, r) {
			return nil
		}
	}
	return &datePart{n: n, span: s.spanOf(i, i+1), raw: raw}
}

func (s *scanned) yearAt(i int) *datePart  { return s.figure(i, 1000, 2999) }
func (s *scanned) monthAt(i int) *datePart { return s.figure(i, 1, 12) }

// dayAt reads a day, which may be an ordinal.
func (s *scanned) dayAt(i int) *datePart {
	if d := s.figure(i, 1, 31); d != nil {
		return d
	}
	raw := s.raw(i)
	digits := len(raw) - len(strings.TrimLeft(raw, "0123456789"))
	n, err := strconv.Atoi(raw[:digits])
	if err != nil || n < 1 || n > 31 || ordinalSuffix(s.locale.lang, n) != raw[digits:] {
		return nil
	}
	return &datePart{n: n, span: s.spanOf(i, i+1), raw: raw, suffix: raw[digits:]}
}

// ordinalSuffix is what an ordinal day ends with, empty where the language
// writes the day as a plain number.
func ordinalSuffix(lang string, day int) string {
	switch lang {
	case "fr":
		if day == 1 {
			return "er"
		}
	case "en":
		switch {
		case day/10 == 1:
			return "th"
		case day%10 == 1:
			return "st"
		case day%10 == 2:
			return "nd"
		case day%10 == 3:
			return "rd"
		}
		return "th"
	}
	return ""
}

// isoDate reads 2024-05-08.
func (s *scanned) isoDate(d *date, i int) int {
	year, month, day := s.yearAt(i), s.monthAt(i+2), s.figure(i+4, 1, 31)
	if year == nil || month == nil || day == nil || s.raw(i+3) != "-" || day.span.End-year.span.Start != len("2024-05-08") {
		return 0
	}
	d.year, d.month, d.day = year, month, day
	return i + 5
}

// countedDate reads 2024年5月8日, or the part of it from the month on. A year
// alone is a number.
func (s *scanned) countedDate(d *date, i int) int {
	if year := s.yearAt(i); year != nil && s.raw(i+1) == "年" {
		d.year = year
		i += 2
	}
	if d.month = s.monthAt(i); d.month == nil || s.raw(i+1) != "月" {
		return 0
	}
	i += 2
	if day := s.figure(i, 1, 31); day != nil {
		switch s.raw(i + 1) {
		case "日", "号", "號":
			d.day = day
			i += 2
		}
	}
	return i
}

// namedDate reads a date whose month is named: 8 mai 2024, May 8, 2024, mai.
func (s *scanned) namedDate(d *date, i int) int {
	at := i
	if day := s.dayAt(at); day != nil {
		d.day = day
		at++
		if s.namedMonth(d, at) == 0 {
			at = s.joint(at, s.locale.joints.dayMonth)
		}
	}
	last := s.namedMonth(d, at)
	if last == 0 {
		return 0
	}
	joints := s.locale.joints.monthYear
	if d.day == nil && s.locale.joints.dayAfter {
		if day := s.dayAt(last); day != nil && s.yearAt(last) == nil {
			d.day, joints = day, s.locale.joints.dayYear
			last++
		}
	}
	for _, at := range []int{last, s.joint(last, joints)} {
		if year := s.yearAt(at); year != nil {
			d.year = year
			return at + 1
		}
	}
	return last
}

func (s *scanned) namedMonth(d *date, i int) int {
	name, last := s.namedAt(i, s.locale.months)
	if name == nil {
		return 0
	}
	d.month = &datePart{n: name.n, span: name.span, raw: s.text[name.span.Start:name.span.End], series: name.series}
	return last
}

// joint passes over the longest of some joints, if one stands at the token.
func (s *scanned) joint(i int, joints []string) int {
	last := i
	for _, joint := range joints {
		last = max(last, s.formAt(i, joint))
	}
	return last
}

// write writes another day, month or year in the way of the part.
func (p *datePart) write(n int, lang string) string {
	if p.series != nil {
		return p.series[n-1]
	}
	style := styleOf(p.raw, decimal{whole: "0"})
	digits := strconv.Itoa(n)
	if p.raw[0] == '0' || style.zero != '0' && strings.HasPrefix(p.raw, string(style.zero)) {
		style.width = 2
	}
	for len(digits) < style.width {
		digits = "0" + digits
	}
	suffix := ""
	if p.suffix != "" || lang == "fr" && n == 1 && style.width == 0 {
		suffix = ordinalSuffix(lang, n)
	}
	return style.digits(digits) + suffix
}
