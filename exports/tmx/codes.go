package tmx

import (
	"strconv"
	"strings"

	"calque/tm"
)

// numbering gives the codes of a tu their placeholders. A code that stands in
// the source too has the same number there, so that a person, and a look-up,
// sees what belongs together.
type numbering struct {
	taken  map[int]bool // numbers that a text of the tu shows as {n}
	next   int
	source []numberedCode
}

type numberedCode struct {
	placedCode
	number int
}

func newNumbering(variants []spoken) *numbering {
	n := &numbering{taken: map[int]bool{}}
	for _, v := range variants {
		for number := range bracedNumbers(v.text) {
			n.taken[number] = true
		}
	}
	return n
}

// bracedNumbers yields the n of each {n} in a text.
func bracedNumbers(text string) func(func(int) bool) {
	return func(yield func(int) bool) {
		for {
			_, rest, found := strings.Cut(text, "{")
			if !found {
				return
			}
			text = rest
			digits, _, closed := strings.Cut(rest, "}")
			if number, err := strconv.Atoi(digits); closed && err == nil && !yield(number) {
				return
			}
		}
	}
}

func (n *numbering) fresh() int {
	for n.next++; n.taken[n.next]; n.next++ {
	}
	return n.next
}

// setSource numbers the codes of the source, in their order.
func (n *numbering) setSource(codes []placedCode) {
	for _, c := range codes {
		n.source = append(n.source, numberedCode{c, n.fresh()})
	}
}

// number numbers the codes of a variant: each takes the number of the first
// code of the source that has its key, or else its very bytes, and that is not
// taken by an earlier one.
func (n *numbering) number(codes []placedCode) []int {
	numbers := make([]int, len(codes))
	used := map[int]bool{}
	for _, same := range []func(a, b placedCode) bool{
		func(a, b placedCode) bool { return a.key == b.key && a.xml == b.xml },
		func(a, b placedCode) bool { return a.key == b.key && strings.TrimRight(a.key, " ") != firstWord(a.key) },
		func(a, b placedCode) bool { return a.xml == b.xml },
	} {
		for i, c := range codes {
			if numbers[i] > 0 {
				continue
			}
			for _, s := range n.source {
				if !used[s.number] && same(c, s.placedCode) {
					numbers[i], used[s.number] = s.number, true
					break
				}
			}
		}
	}
	for i := range numbers {
		if numbers[i] == 0 {
			numbers[i] = n.fresh()
		}
	}
	return numbers
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// withCodes returns the text and the codes of a variant with placeholders.
func (n *numbering) withCodes(v spoken) tm.Variant {
	variant := tm.Variant{Lang: v.tag, Text: v.text}
	if len(v.codes) == 0 {
		return variant
	}
	var text strings.Builder
	at := 0
	for i, number := range n.number(v.codes) {
		c := v.codes[i]
		placeholder := "{" + strconv.Itoa(number) + "}"
		text.WriteString(v.text[at:c.at])
		text.WriteString(placeholder)
		at = c.at
		variant.Codes = append(variant.Codes, tm.Code{Placeholder: placeholder, XML: c.xml})
	}
	text.WriteString(v.text[at:])
	variant.Text = text.String()
	return variant
}
