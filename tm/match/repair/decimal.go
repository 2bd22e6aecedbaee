package repair

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// decimal is a number that is not negative, exact as it was written: zeros at
// its ends are kept.
type decimal struct{ whole, fraction string }

// readDecimal reads the key of a number token of package match. False where it
// is not one number, as 10:30 and 1.2.3 are not.
func readDecimal(key string) (decimal, bool) {
	whole, fraction, _ := strings.Cut(key, ".")
	if whole == "" || !digitsOnly(whole) || !digitsOnly(fraction) {
		return decimal{}, false
	}
	return decimal{whole, fraction}, true
}

func digitsOnly(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// shift multiplies by a power of ten.
func (d decimal) shift(power int) decimal {
	for ; power > 0; power-- {
		next := "0"
		if d.fraction != "" {
			next, d.fraction = d.fraction[:1], d.fraction[1:]
		}
		d.whole += next
	}
	for ; power < 0; power++ {
		last := "0"
		if n := len(d.whole); n > 0 {
			d.whole, last = d.whole[:n-1], d.whole[n-1:]
		}
		d.fraction = last + d.fraction
	}
	if d.whole == "" {
		d.whole = "0"
	}
	return d
}

// plain leaves out zeros at both ends.
func (d decimal) plain() decimal {
	d.whole = strings.TrimLeft(d.whole, "0")
	if d.whole == "" {
		d.whole = "0"
	}
	d.fraction = strings.TrimRight(d.fraction, "0")
	return d
}

// key is the same for equal values.
func (d decimal) key() string {
	p := d.plain()
	if p.fraction == "" {
		return p.whole
	}
	return p.whole + "." + p.fraction
}

// category returns the plural category of CLDR of the number as it is shown. A
// language without a category of its own for large numbers has other there.
func (d decimal) category(lang language.Tag) plural.Form {
	d.whole = strings.TrimLeft(d.whole, "0")
	const most = 9 // digits that decide
	whole := d.whole[max(0, len(d.whole)-most):]
	shown := d.fraction[:min(len(d.fraction), most)]
	trimmed := strings.TrimRight(shown, "0")
	return plural.Cardinal.MatchPlural(lang, atoi(whole), len(shown), len(trimmed), atoi(shown), atoi(trimmed))
}

func atoi(digits string) int {
	n := 0
	for i := 0; i < len(digits); i++ {
		n = 10*n + int(digits[i]-'0')
	}
	return n
}

// numberStyle is how a number is written.
type numberStyle struct {
	decimal, group string
	zero           rune // of the digits
	width          int  // digits of a whole that has zeros in front, 0 for none
	grouped        bool // groups show
}

// styleOf reads the style of a number from how it stands in a text.
func styleOf(raw string, d decimal) numberStyle {
	style := numberStyle{zero: '0'}
	var marks []string
	for _, r := range raw {
		if unicode.Is(unicode.Nd, r) {
			style.zero = zeroOf(r)
			continue
		}
		marks = append(marks, string(r))
	}
	if d.fraction != "" && len(marks) > 0 {
		style.decimal, marks = marks[len(marks)-1], marks[:len(marks)-1]
	}
	if len(marks) > 0 {
		style.group, style.grouped = marks[0], true
	}
	if len(d.whole) > 1 && d.whole[0] == '0' {
		style.width = len(d.whole)
	}
	return style
}

// zeroOf returns the zero of the digits that a digit belongs to; the ten digits
// of a script stand in a row.
func zeroOf(r rune) rune {
	if r < utf8.RuneSelf {
		return '0'
	}
	zero := r
	for n := 0; n < 9 && unicode.Is(unicode.Nd, zero-1); n++ {
		zero--
	}
	if (r-zero)%10 != r-zero || !unicode.Is(unicode.Nd, zero) {
		return '0'
	}
	return zero
}

// ungrouped reports whether a number of a language stands without the groups
// that the language would write.
func (s numberStyle) ungrouped(d decimal, l *locale) bool {
	return !s.grouped && l.least > 0 && len(d.whole) >= l.least
}

// looksLikeYear reports whether a number has the figures of a year of our time.
func looksLikeYear(d decimal) bool {
	return d.fraction == "" && len(d.whole) == 4 && (d.whole[:2] == "19" || d.whole[:2] == "20")
}

// write writes a number in a style. Whether its digits are grouped, where the
// old number of the translation does not show it, follows how the query writes
// it and the language.
func (s numberStyle) write(d decimal, l *locale, group bool) string {
	if s.decimal == "" {
		s.decimal = l.decimal
		if s.zero != '0' {
			s.decimal = "٫"
		}
	}
	if !s.grouped {
		s.group = l.group
		if s.zero != '0' {
			s.group = "٬"
		}
	}
	for len(d.whole) < s.width {
		d.whole = "0" + d.whole
	}
	least := l.least
	if s.grouped && least == 0 {
		least = 4
	}
	whole := s.digits(d.whole)
	if group && least > 0 && len(d.whole) >= least {
		whole = s.groups(d.whole)
	}
	if d.fraction == "" {
		return whole
	}
	return whole + s.decimal + s.digits(d.fraction)
}

func (s numberStyle) groups(whole string) string {
	var b strings.Builder
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(s.group)
		}
		b.WriteString(s.digits(whole[i : i+1]))
	}
	return b.String()
}

func (s numberStyle) digits(ascii string) string {
	if s.zero == '0' {
		return ascii
	}
	var b strings.Builder
	for i := range len(ascii) {
		b.WriteRune(s.zero + rune(ascii[i]-'0'))
	}
	return b.String()
}
