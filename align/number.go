package align

import (
	"math"
	"strings"
	"unicode/utf8"
)

// A number is a figure or number word of a sentence with the values that it
// may have: "12.500" is twelve and a half or twelve thousand five hundred.
type number struct {
	values     []float64
	start, end int // bytes
	weight     float32
}

const (
	figureWeight      = 1
	smallFigureWeight = 0.6 // below ten: often written as a word, or not at all
	numberWordWeight  = 0.3
)

// numberReader reads the numbers of one language.
type numberReader struct {
	numerals *numerals
	// decimalPoint: a point is the decimal mark and a comma groups thousands.
	decimalPoint bool
	han          bool
}

func newNumberReader(lang string) numberReader {
	r := numberReader{numerals: numeralTable()[lang]}
	if r.numerals == nil {
		r.numerals = &numerals{}
	}
	switch lang {
	case "en", "ja", "zh", "ko", "th", "he", "hi":
		r.decimalPoint = true
	}
	r.han = lang == "zh" || lang == "ja"
	return r
}

// read appends the numbers among the tokens of a sentence.
func (r numberReader) read(out []number, tokens []token) []number {
	for i := 0; i < len(tokens); {
		var n number
		next := i
		switch t := tokens[i]; {
		case t.digits:
			n, next = r.figure(tokens, i)
			next = r.clock(tokens, i, next, &n)
		case t.script == hanScript && r.han:
			if n, next = r.hanNumber(tokens, i); next > i {
				next = r.clock(tokens, i, next, &n)
			}
		case t.word():
			n, next = r.numberWord(tokens, i)
		}
		if next > i {
			out = append(out, n)
			i = next
			continue
		}
		i++
	}
	return out
}

// figure reads digits with their separators and the multiplier behind them.
func (r numberReader) figure(tokens []token, i int) (number, int) {
	n := number{start: tokens[i].start}
	groups := []string{tokens[i].text}
	separators := []string{}
	next := i + 1
	for {
		sep, at := separator(tokens, next, groups[len(groups)-1])
		if at < 0 {
			break
		}
		// A space only groups thousands: "12 500", not "0800 555".
		if sep == " " && (len(separators) > 0 && separators[0] != " " || !groupOfThousand(groups, tokens[at].text)) {
			break
		}
		groups = append(groups, tokens[at].text)
		separators = append(separators, sep)
		next = at + 1
	}
	n.values = r.values(groups, separators)
	n.end = tokens[next-1].end
	if m, at := r.multiplier(tokens, next); at > next {
		for k := range n.values {
			n.values[k] *= m
		}
		n.end = tokens[at-1].end
		next = at
		next = r.smallerPlace(tokens, next, m, &n)
	}
	n.weight = figureWeight
	if n.values[0] < 10 {
		n.weight = smallFigureWeight
	}
	return n, next
}

// separator looks for a mark or space that joins the digits before it to
// digits after it, and returns the mark and the place of those digits, or -1.
func separator(tokens []token, i int, before string) (string, int) {
	if i >= len(tokens) {
		return "", -1
	}
	t := tokens[i]
	if t.digits && t.space && utf8.RuneCountInString(before) <= 3 {
		return " ", i
	}
	if t.space || i+1 >= len(tokens) || !tokens[i+1].digits || tokens[i+1].space {
		return "", -1
	}
	switch t.text {
	case ",", "，", "٫":
		return ",", i + 1
	case ".", "．":
		return ".", i + 1
	case "٬", "'", "’":
		return " ", i + 1
	}
	return "", -1
}

// smallerPlace adds what follows a figure with a unit of place in Chinese and
// Japanese: the 2000万 of 1億2000万.
func (r numberReader) smallerPlace(tokens []token, i int, place float64, n *number) int {
	if !r.han || i >= len(tokens) || !tokens[i].digits || tokens[i].space {
		return i
	}
	m, next := r.multiplier(tokens, i+1)
	if m >= place {
		return i
	}
	more := digitsValue(tokens[i].text) * m
	if more >= place {
		return i
	}
	for k := range n.values {
		n.values[k] += more
	}
	n.end = tokens[next-1].end
	return next
}

func groupOfThousand(groups []string, next string) bool {
	for _, g := range groups[1:] {
		if utf8.RuneCountInString(g) != 3 {
			return false
		}
	}
	return utf8.RuneCountInString(groups[0]) <= 3 && utf8.RuneCountInString(next) == 3
}

// values reads groups of digits in the ways that the language allows, the
// likeliest first.
func (r numberReader) values(groups, separators []string) []float64 {
	if len(groups) == 1 {
		return []float64{digitsValue(groups[0])}
	}
	thousands := true
	for _, g := range groups[1:] {
		thousands = thousands && utf8.RuneCountInString(g) == 3
	}
	thousands = thousands && utf8.RuneCountInString(groups[0]) <= 3
	whole := digitsValue(strings.Join(groups, ""))
	last := separators[len(separators)-1]
	mixed := len(separators) > 1 && separators[0] != last
	tail := groups[len(groups)-1]
	decimal := digitsValue(strings.Join(groups[:len(groups)-1], "")) + digitsValue(tail)/math.Pow10(utf8.RuneCountInString(tail))
	decimalMark := ","
	if r.decimalPoint {
		decimalMark = "."
	}
	switch {
	case mixed: // 1.234,5
		return []float64{decimal}
	case last == " ":
		return []float64{whole}
	case len(separators) > 1 && thousands: // 1,234,567
		return []float64{whole}
	case len(separators) > 1: // 12.05.2024: a date
		var out []float64
		for _, g := range groups {
			out = append(out, digitsValue(g))
		}
		return out
	case thousands && last != decimalMark:
		return []float64{whole, decimal}
	case thousands:
		return []float64{decimal, whole}
	}
	return []float64{decimal}
}

// digitsValue reads digits of any script. More than fifteen lose their tail,
// which no comparison here needs.
func digitsValue(digits string) float64 {
	v := 0.0
	for _, r := range digits {
		v = v*10 + float64(digitValue(r))
	}
	return v
}

// multiplier reads "millions", "mille milliards" or 万亿 from token i on and
// returns their product and the token after them.
func (r numberReader) multiplier(tokens []token, i int) (float64, int) {
	product := 1.0
	for i < len(tokens) && tokens[i].word() {
		m, ok := r.numerals.multiplier[fold(tokens[i].text)]
		if !ok {
			break
		}
		product *= m
		i++
		if i < len(tokens) && tokens[i].text == "." && !tokens[i].space { // "Mio."
			i++
		}
	}
	return product, i
}

// numberWord reads one word such as "three" or "douze".
func (r numberReader) numberWord(tokens []token, i int) (number, int) {
	text := tokens[i].text
	if tokens[i].capital() {
		text = strings.ToLower(text)
	}
	v, ok := r.numerals.word[text]
	if !ok {
		return number{}, i
	}
	n := number{values: []float64{v}, start: tokens[i].start, end: tokens[i].end, weight: numberWordWeight}
	next := i + 1
	if m, at := r.multiplier(tokens, next); at > next {
		n.values[0] *= m
		n.end = tokens[at-1].end
		next = at
	}
	return n, next
}

// hanNumber reads 三百二十, 二〇二四 or 十五. A lone character counts only from two
// to nine and lightly: it is part of many words.
func (r numberReader) hanNumber(tokens []token, i int) (number, int) {
	total, section, digit := 0.0, 0.0, -1.0
	places, digits := 0, 0
	next := i
	for ; next < len(tokens) && tokens[next].script == hanScript; next++ {
		if next > i && tokens[next].space {
			break
		}
		if d, ok := r.numerals.digit[tokens[next].text]; ok {
			if digit >= 0 && places == 0 {
				digit = digit*10 + d // 二〇二四, digit by digit
			} else {
				digit = d
			}
			digits++
			continue
		}
		m, ok := r.numerals.multiplier[tokens[next].text]
		if !ok {
			break
		}
		if next == i && m > 10 && !r.digitAt(tokens, i+1) {
			break // 千 or 万 without a number
		}
		places++
		if m >= 1e4 {
			section += max(digit, 0)
			if section == 0 {
				section = 1
			}
			total = (total + section) * m
			section = 0
		} else if digit < 0 {
			section += m
		} else {
			section += digit * m
		}
		digit = -1
	}
	if digits+places == 0 {
		return number{}, i
	}
	value := total + section + max(digit, 0)
	n := number{values: []float64{value}, start: tokens[i].start, end: tokens[next-1].end, weight: numberWordWeight}
	if digits+places == 1 && (value < 2 || value > 10) {
		return number{}, i
	}
	if digits+places > 1 {
		n.weight = smallFigureWeight
	}
	return n, next
}

// digitAt reports whether token i is a Chinese or Japanese digit.
func (r numberReader) digitAt(tokens []token, i int) bool {
	if i >= len(tokens) {
		return false
	}
	_, ok := r.numerals.digit[tokens[i].text]
	return ok
}

// valueKeys fills in the keys of values.
func valueKeys(keys []uint64, values []float64) []uint64 {
	for i, v := range values {
		keys[i] = valueKey(v)
	}
	return keys
}

// valueKey makes equal numbers equal keys: six figures are compared, so that
// 1.25e6 read in two ways is one.
func valueKey(v float64) uint64 {
	if v == 0 {
		return 0
	}
	scale := math.Pow(10, 6-math.Ceil(math.Log10(math.Abs(v))))
	return math.Float64bits(math.Round(v*scale) / scale)
}
