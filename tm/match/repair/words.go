package repair

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"calque/tm/match"
)

// counting is how a language makes numbers of words.
type counting struct {
	values map[string]int // of words, by their keys
	and    map[string]bool
}

// spelt is a number in words: the tokens from first to last-1.
type spelt struct {
	value       int
	parts       []int // the values of its words
	first, last int
}

// leastInWords is the first number whose word is taken for one: one is an article, a
// pronoun or a part of other words.
const leastInWords = 2

// numbersInWords returns the numbers that stand in a text in words. What
// belongs to a value, such as the million of 3 millions, is none.
func (s *scanned) numbersInWords() []spelt {
	var out []spelt
	next := 0
	for i := 0; i < len(s.tokens); {
		if next < len(s.values) && s.values[next].first <= i {
			i = s.values[next].last
			next++
			continue
		}
		end := len(s.tokens)
		if next < len(s.values) {
			end = s.values[next].first
		}
		n := s.speltAt(i, end)
		if n.last == i {
			i++
			continue
		}
		if n.value >= leastInWords {
			out = append(out, n)
		}
		i = n.last
	}
	return out
}

// speltAt reads the words of a number from a token on; none where last is i.
func (s *scanned) speltAt(i, end int) spelt {
	n := spelt{first: i, last: i}
	for at := i; at < end; {
		parts := s.locale.counting.partsOf(s.tokens[at].Key)
		if parts == nil && n.last > i && s.locale.counting.and[s.tokens[at].Key] {
			at++
			continue
		}
		if parts == nil {
			break
		}
		n.parts = append(n.parts, parts...)
		at++
		n.last = at
	}
	n.value = sum(n.parts, s.locale.lang)
	return n
}

// partsOf returns the values of the words that a word is made of, nil for a
// word that is no number.
func (c *counting) partsOf(word string) []int {
	if value, ok := c.values[word]; ok {
		return []int{value}
	}
	if c.and["و"] { // Arabic writes its and together with the word
		if value, ok := c.values[strings.TrimPrefix(word, "و")]; ok {
			return []int{value}
		}
		return nil
	}
	return c.apart(word)
}

// shortest is the least letters of a part of a word.
const shortest = 3

// apart takes a word apart that is written as one: dreiundzwanzig.
func (c *counting) apart(word string) []int {
	if utf8.RuneCountInString(word) < 2*shortest {
		return nil
	}
	for at := len(word) - shortest; at >= shortest; at-- {
		value, ok := c.values[word[:at]]
		if !ok {
			continue
		}
		for _, rest := range c.rests(word[at:]) {
			if last, ok := c.values[rest]; ok {
				return []int{value, last}
			}
			if more := c.apart(rest); more != nil {
				return append([]int{value}, more...)
			}
		}
	}
	return nil
}

// rests returns what may follow a part of a word, without the and before it.
func (c *counting) rests(rest string) []string {
	out := []string{rest}
	for and := range c.and {
		if after, ok := strings.CutPrefix(rest, and); ok && len(and) >= shortest {
			out = append(out, after)
		}
	}
	return out
}

// sum is the number that some words make.
func sum(parts []int, lang string) int {
	total, current := 0, 0
	for _, part := range parts {
		switch {
		case part == 20 && current%100 == 4 && lang == "fr": // quatre-vingts
			current += 76
		case part >= 10000 && (lang == "zh" || lang == "ja"):
			total, current = max(1, total+current)*part, 0
		case part >= 1000:
			total += max(1, current) * part
			current = 0
		case part == 100, part == 10 && current%100 > 0 && current%100 < 10 && (lang == "zh" || lang == "ja"):
			tens := current % 100
			current += max(1, tens)*part - tens
		default:
			current += part
		}
	}
	return total + current
}

// mentions reports whether a number stands in the text in words, as a part of a
// longer one too.
func (s *scanned) mentions(d decimal) bool {
	n, err := strconv.Atoi(d.plain().whole)
	if err != nil || d.fraction != "" || n < leastInWords {
		return false
	}
	return slices.ContainsFunc(s.numbersInWords(), func(w spelt) bool {
		return w.value == n || slices.Contains(w.parts, n)
	})
}

// spells reports whether a number stands in the text in words, as itself.
func (s *scanned) spells(n int) bool {
	return slices.ContainsFunc(s.numbersInWords(), func(w spelt) bool { return w.value == n })
}

// wordsDiffer reports whether source and query say other numbers in words. What
// stands for them in the translation, in words or in figures, would stay as it
// is.
func (j *job) wordsDiffer() bool {
	values := func(s *scanned) []int {
		var out []int
		for _, n := range s.numbersInWords() {
			out = append(out, n.value)
		}
		slices.Sort(out)
		return out
	}
	return !slices.Equal(values(j.source), values(j.query))
}

// addedInWords reports whether the translation says a number in words that the
// source does not: what was converted, perhaps (10 km, six miles). A single
// character of Chinese is part of too many words to tell.
func (j *job) addedInWords() bool {
	return slices.ContainsFunc(j.target.numbersInWords(), func(n spelt) bool {
		if !j.target.locale.spaced() && n.last-n.first < 2 || j.target.tokens[n.first].Kind == match.Tag {
			return false
		}
		said := slices.ContainsFunc(j.source.values, func(v value) bool {
			return v.explains(&value{kind: Number, amount: &amount{number: decimal{whole: strconv.Itoa(n.value)}}})
		})
		return !said && !j.source.spells(n.value)
	})
}
