package match

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// foldNumber returns a number in ASCII digits, without grouping marks and with
// "." for the decimal mark.
func foldNumber(raw string, decimalComma bool) string {
	if isASCIIDigits(raw) {
		return raw
	}
	groups, marks := splitNumber(raw)
	if strings.Contains(marks, ":") {
		return joinNumber(groups, marks)
	}
	decimal := decimalMark(groups, marks, decimalComma)
	var b strings.Builder
	for i, group := range groups {
		if i > 0 {
			switch mark := marks[i-1]; {
			case mark == 'd' || i == decimal:
				b.WriteByte('.')
			case mark == 'g' || decimal >= 0:
			default:
				b.WriteByte('.')
			}
		}
		b.WriteString(group)
	}
	return b.String()
}

// noDecimal says that all marks of a number group.
const noDecimal = 1 << 30

// decimalMark returns the index of the group in front of which the decimal
// mark stands, noDecimal when all marks group, and -1 when the marks are
// neither (as in 1.2.3).
func decimalMark(groups []string, marks string, decimalComma bool) int {
	last := len(marks)
	points, commas := strings.Count(marks, "."), strings.Count(marks, ",")
	switch {
	case strings.ContainsRune(marks, 'd'):
		return noDecimal // written out already
	case points+commas == 0:
		return noDecimal
	case points > 0 && commas > 0:
		if strings.Count(marks, marks[last-1:]) == 1 && inThrees(groups[:last]) {
			return last
		}
		return -1
	case points+commas > 1:
		if inThrees(groups) {
			return noDecimal
		}
		return -1
	case strings.ContainsRune(marks, 'g'):
		if marks[last-1] != 'g' {
			return last // 3 000,5
		}
		return -1
	}
	if usual := (commas == 1) == decimalComma; usual || !inThrees(groups) {
		return last
	}
	return noDecimal
}

// inThrees reports whether all groups but the first have three digits and the
// first has one to three.
func inThrees(groups []string) bool {
	if len(groups[0]) > 3 {
		return false
	}
	for _, group := range groups[1:] {
		if len(group) != 3 {
			return false
		}
	}
	return true
}

// splitNumber returns the groups of digits and one byte for each mark between
// them: the point, comma or colon itself, g for a mark that can only group
// (spaces, apostrophes, ٬) and d for one that can only be decimal (٫).
func splitNumber(raw string) (groups []string, marks string) {
	var group, between []byte
	for _, r := range raw {
		switch {
		case r >= '0' && r <= '9':
			group = append(group, byte(r))
			continue
		case r >= utf8.RuneSelf && unicode.Is(unicode.Nd, r):
			group = append(group, byte('0'+digitValue(r)))
			continue
		case r == '.' || r == ',' || r == ':':
			between = append(between, byte(r))
		case r == '٫':
			between = append(between, 'd')
		case r >= utf8.RuneSelf && unicode.Is(unicode.Cf, r):
			continue
		default:
			between = append(between, 'g')
		}
		groups = append(groups, string(group))
		group = group[:0]
	}
	return append(groups, string(group)), string(between)
}

// digitValue is the value of a decimal digit. The ten digits of a script
// follow each other, and each run of digits in the tables is whole tens.
func digitValue(r rune) int {
	for _, span := range unicode.Nd.R16 {
		if r <= rune(span.Hi) {
			return int(r-rune(span.Lo)) % 10
		}
	}
	for _, span := range unicode.Nd.R32 {
		if r <= rune(span.Hi) {
			return int(r-rune(span.Lo)) % 10
		}
	}
	return 0
}

func joinNumber(groups []string, marks string) string {
	var b strings.Builder
	for i, group := range groups {
		if i > 0 && marks[i-1] != 'g' {
			b.WriteByte(marks[i-1])
		}
		b.WriteString(group)
	}
	return b.String()
}

func isASCIIDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
