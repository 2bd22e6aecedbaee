package date

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed words.tsv
var wordsFile string

// meaning is what a word can say in a date. A word may have several: "mai" is
// a month in four languages.
type meaning struct {
	month   int // 1 to 12, or 0
	era     int // year before year 1 of the era, or 0
	am, pm  bool
	ordinal bool
	filler  bool // weekdays too
}

// vocabulary is the parsed word list. Longest is the length in bytes of the
// longest form in a script without spaces, for greedy matching.
type vocabulary struct {
	words map[string]meaning
}

var loadWords = sync.OnceValue(func() *vocabulary {
	v, err := parseWords(wordsFile)
	if err != nil {
		panic("words.tsv: " + err.Error()) // embedded: a test reads it
	}
	return v
})

// parseWords reads the table described at the head of words.tsv.
func parseWords(table string) (*vocabulary, error) {
	v := &vocabulary{words: map[string]meaning{}}
	number := 0
	for line := range strings.Lines(table) {
		number++
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(line, "\t")
		if len(columns) != 4 {
			return nil, fmt.Errorf("line %d: %d columns instead of 4", number, len(columns))
		}
		for _, form := range strings.Fields(columns[3]) {
			form = strings.ReplaceAll(form, "_", " ")
			m := v.words[form]
			if err := m.add(columns[0], columns[2]); err != nil {
				return nil, fmt.Errorf("line %d: %w", number, err)
			}
			v.words[form] = m
		}
	}
	return v, nil
}

// add puts one more meaning to a word.
func (m *meaning) add(kind, value string) error {
	switch kind {
	case "month":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > 12 {
			return fmt.Errorf("month %q is not 1 to 12", value)
		}
		if m.month != 0 && m.month != n {
			return fmt.Errorf("one word for months %d and %d", m.month, n)
		}
		m.month = n
	case "era":
		n, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf("era %q is not a year", value)
		}
		m.era = n
	case "am":
		m.am, m.filler = true, true
	case "pm":
		m.pm, m.filler = true, true
	case "ordinal":
		m.ordinal, m.filler = true, true
	case "weekday", "filler":
		m.filler = true
	default:
		return fmt.Errorf("no kind %q", kind)
	}
	return nil
}
