package align

import "slices"

// clock makes an hour of the afternoon of number n, tokens[i:next], where words
// say so: 3 p.m., 3:30 p.m., 下午3点 and 15 h are one time. What is written stays a
// value too, since a translation may count the hours in the same way. It
// returns the token after what belongs to the time.
func (r numberReader) clock(tokens []token, i, next int, n *number) int {
	if len(n.values) != 1 || n.values[0] < 1 || n.values[0] > 11 || n.values[0] != float64(int(n.values[0])) {
		return next
	}
	minutes, timed := minutesAt(tokens, next)
	end := next
	if timed {
		end += 2
	}
	start, after := i, wordsAfter(tokens, end, r.numerals.afternoonAfter)
	if after == end && (timed || hanHour(tokens, next)) {
		start = wordsBefore(tokens, i, r.numerals.afternoonBefore)
	}
	if after == end && start == i {
		return next
	}
	n.values = []float64{n.values[0] + 12, n.values[0]}
	if timed {
		n.values = append(n.values, minutes)
	}
	n.weight = figureWeight
	n.start, n.end = tokens[start].start, tokens[after-1].end
	return after
}

// minutesAt reads the minutes of 3:30 from the colon on.
func minutesAt(tokens []token, i int) (float64, bool) {
	if i+1 >= len(tokens) || tokens[i].text != ":" && tokens[i].text != "：" {
		return 0, false
	}
	t := tokens[i+1]
	if tokens[i].space || !t.digits || t.space {
		return 0, false
	}
	v := digitsValue(t.text)
	return v, v < 60
}

// hanHour reports whether token i is the unit of hours in Chinese and Japanese.
func hanHour(tokens []token, i int) bool {
	if i >= len(tokens) {
		return false
	}
	switch tokens[i].text {
	case "点", "點", "时", "時":
		return true
	}
	return false
}

// wordsAfter gives the token behind the longest of the phrases, folded word by
// word, that stands at token i; i if none does.
func wordsAfter(tokens []token, i int, phrases [][]string) int {
	longest := i
	if i >= len(tokens) || !tokens[i].word() {
		return longest
	}
	first := fold(tokens[i].text)
	for _, phrase := range phrases {
		if phrase[0] != first {
			continue
		}
		at := i + 1
		for _, w := range phrase[1:] {
			for at < len(tokens) && joinsWords(tokens[at]) {
				at++
			}
			if at >= len(tokens) || !tokens[at].word() || fold(tokens[at].text) != w {
				at = i
				break
			}
			at++
		}
		longest = max(longest, at)
	}
	return longest
}

// joinsWords reports whether a mark can stand between the words of a phrase:
// p.m., l'après-midi.
func joinsWords(t token) bool {
	switch t.text {
	case ".", "'", "’", "-":
		return true
	}
	return false
}

// wordsBefore gives the first token of the longest of the phrases that ends at
// token i; i if none does.
func wordsBefore(tokens []token, i int, phrases [][]string) int {
	first := i
	for _, phrase := range phrases {
		start := i - len(phrase)
		if start < 0 || start >= first {
			continue
		}
		if slices.EqualFunc(tokens[start:i], phrase, func(t token, w string) bool { return fold(t.text) == w }) {
			first = start
		}
	}
	return first
}
