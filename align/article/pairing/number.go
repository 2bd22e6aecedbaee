package pairing

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed data/multipliers.tsv
var multipliersTable string

// multiplier is a word that multiplies the figure before it.
type multiplier struct {
	form   string
	prefix bool // form is the beginning of the word
	factor float64
}

// multipliers are those of each base language.
var multipliers = sync.OnceValue(func() map[string][]multiplier {
	all := map[string][]multiplier{}
	for line := range strings.Lines(multipliersTable) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") || len(cells) != 3 {
			continue
		}
		factor, err := strconv.ParseFloat(cells[1], 64)
		if err != nil {
			panic("pairing: multipliers.tsv: " + err.Error()) // an embedded table, checked by a test
		}
		for _, form := range strings.Fields(cells[2]) {
			bare, prefix := strings.CutSuffix(form, "*")
			all[cells[0]] = append(all[cells[0]], multiplier{bare, prefix, factor})
		}
	}
	return all
})

// figure reads the number at the start of text, which begins with a digit, and
// returns the values that it may have and its length in bytes: 12.500 may be
// twelve and a half, or twelve thousand five hundred.
func figure(text string) (values []float64, size int) {
	groups, marks, size := digitGroups(text)
	whole, _ := strconv.ParseFloat(strings.Join(groups, ""), 64)
	if len(groups) == 1 {
		return []float64{whole}, size
	}
	last := len(groups) - 1
	fraction, _ := strconv.ParseFloat(strings.Join(groups[:last], "")+"."+groups[last], 64)
	switch {
	case marks[last-1] == ' ' || marks[last-1] == '\'':
		return []float64{whole}, size
	case last > 1 && marks[last-1] == marks[0]:
		return []float64{whole}, size
	case len(groups[last]) == 3 && len(groups[0]) <= 3 && marks[last-1] != '٫':
		return []float64{whole, fraction}, size
	}
	return []float64{fraction}, size
}

// digitGroups cuts a number at the marks inside it. A space is inside a number
// only before three digits.
func digitGroups(text string) (groups []string, marks []rune, size int) {
	group, rest := digits(text)
	groups = []string{group}
	size = len(text) - len(rest)
	for len(groups) < 8 {
		mark, width := utf8.DecodeRuneInString(text[size:])
		kind := markKind(mark)
		if kind == 0 {
			break
		}
		next, rest := digits(text[size+width:])
		if next == "" || kind == ' ' && (len(next) != 3 || len(groups[len(groups)-1]) > 3) {
			break
		}
		groups, marks = append(groups, next), append(marks, kind)
		size = len(text) - len(rest)
	}
	return groups, marks, size
}

func markKind(r rune) rune {
	switch r {
	case '.', ',', '\'', '٫':
		return r
	case '’':
		return '\''
	case '٬', '،':
		return ','
	case '\uff0e': // fullwidth
		return '.'
	case '\uff0c':
		return ','
	case ' ', '\u00a0', '\u202f', '\u2009':
		return ' '
	}
	return 0
}

// digits returns the digits at the start of text in ASCII, whatever script
// they are in, and what follows.
func digits(text string) (string, string) {
	var b strings.Builder
	for i, r := range text {
		value := digitValue(r)
		if value < 0 || b.Len() >= 15 {
			return b.String(), text[i:]
		}
		b.WriteByte(byte('0' + value))
	}
	return b.String(), ""
}

// digitValue returns the value of a decimal digit, or -1. Unicode keeps the
// ten digits of a script together, in order.
func digitValue(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case r < utf8.RuneSelf || !unicode.IsDigit(r):
		return -1
	case r >= '٠' && r <= '٩':
		return int(r - '٠')
	case r >= '۰' && r <= '۹':
		return int(r - '۰')
	case r >= '\uff10' && r <= '\uff19': // fullwidth
		return int(r - '\uff10')
	case r >= '०' && r <= '९':
		return int(r - '०')
	}
	return -1
}

// multiply returns the factor of the words that follow a figure, and how many
// bytes they take: 1 for none.
func multiply(text, base string) (factor float64, size int) {
	factor = 1
	for range 2 { // 百万, mil millones
		next, width := oneMultiplier(text[size:], base)
		if width == 0 {
			break
		}
		factor *= next
		size += width
	}
	return factor, size
}

func oneMultiplier(text, base string) (float64, int) {
	trimmed := strings.TrimLeft(text, " \u00a0\u202f")
	gap := len(text) - len(trimmed)
	end := strings.IndexFunc(trimmed, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	if end < 0 {
		end = len(trimmed)
	}
	if end == 0 {
		return 1, 0
	}
	unspaced := base == "zh" || base == "ja" || base == "ko"
	word := fold(trimmed[:min(end, 64)])
	for _, m := range multipliers()[base] {
		switch {
		case unspaced && gap == 0 && strings.HasPrefix(word, m.form):
			return m.factor, len(m.form)
		case !unspaced && (word == m.form || m.prefix && strings.HasPrefix(word, m.form)):
			return m.factor, gap + end
		}
	}
	return 1, 0
}

const hanDigits = "〇一二三四五六七八九"

// hanNumber reads a number in Chinese characters at the start of text:
// 三百二十, 一万二千, 二〇二四. Its size is 0 if there is none of two
// characters or more.
func hanNumber(text string) (value float64, size int) {
	var total, section, digit float64
	plain := true // digits only, as in a year
	count := 0
	for i, r := range text {
		d := hanDigit(r)
		unit := hanUnit(r)
		switch {
		case d >= 0 && plain && count > 0:
			digit = digit*10 + d
		case d >= 0:
			digit = d
		case unit >= 1e4:
			plain = false
			total += (section + digit) * unit
			section, digit = 0, 0
		case unit > 0:
			plain = false
			section += math.Max(digit, 1) * unit
			digit = 0
		default:
			return hanResult(total+section+digit, count, i)
		}
		count++
	}
	return hanResult(total+section+digit, count, len(text))
}

func hanResult(value float64, count, size int) (float64, int) {
	if count < 2 {
		return 0, 0
	}
	return value, size
}

func hanDigit(r rune) float64 {
	switch r {
	case '零':
		return 0
	case '两', '兩':
		return 2
	}
	for i, digit := range []rune(hanDigits) {
		if r == digit {
			return float64(i)
		}
	}
	return -1
}

func hanUnit(r rune) float64 {
	switch r {
	case '十':
		return 10
	case '百':
		return 100
	case '千':
		return 1000
	case '万', '萬':
		return 1e4
	case '亿', '億':
		return 1e8
	}
	return 0
}
