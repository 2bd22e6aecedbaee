package align

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

// The tables are data files beside this code, parsed once when first used.

//go:embed data/letters.tsv
var lettersFile string

//go:embed data/numbers.tsv
var numbersFile string

// rows gives the tab-separated cells of each line that is not a comment.
func rows(file string) [][]string {
	var out [][]string
	for line := range strings.Lines(file) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		out = append(out, strings.Split(line, "\t"))
	}
	return out
}

// letterTable gives the plain Latin spelling of letters of other scripts.
var letterTable = sync.OnceValue(func() map[rune]string {
	out := map[rune]string{}
	for _, row := range rows(lettersFile) {
		spelling := row[1]
		if spelling == "-" {
			spelling = ""
		}
		for _, r := range row[0] {
			out[r] = spelling
		}
	}
	return out
})

// numerals are the number words of one language: multipliers and digits by
// folded form, number words in lower case, and the phrases that make an hour
// one of the afternoon, as folded words.
type numerals struct {
	multiplier map[string]float64
	word       map[string]float64
	digit      map[string]float64

	afternoonAfter, afternoonBefore [][]string
}

// numeralTable gives the numerals of each language, by its base language.
var numeralTable = sync.OnceValue(func() map[string]*numerals {
	out := map[string]*numerals{}
	for _, row := range rows(numbersFile) {
		n := out[row[0]]
		if n == nil {
			n = &numerals{multiplier: map[string]float64{}, word: map[string]float64{}, digit: map[string]float64{}}
			out[row[0]] = n
		}
		value, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			panic("align: numbers.tsv: " + err.Error()) // the file is part of the program
		}
		form := fold(row[1])
		switch row[3] {
		case "m":
			n.multiplier[form] = value
		case "w":
			n.word[row[1]] = value // as it is written, so that words need no folding
		case "d":
			n.digit[form] = value
		case "p":
			n.afternoonAfter = append(n.afternoonAfter, foldedWords(row[1]))
		case "b":
			n.afternoonBefore = append(n.afternoonBefore, foldedWords(row[1]))
		}
	}
	return out
})

// foldedWords cuts a phrase into folded words.
func foldedWords(phrase string) []string {
	var out []string
	for _, t := range tokenize(phrase, nil) {
		if t.word() {
			out = append(out, fold(t.text))
		}
	}
	return out
}

//go:embed data/function.tsv
var functionFile string

//go:embed data/furniture.tsv
var furnitureFile string

// functionWords gives, by base language, the folded small words that no other
// language of the table shares.
var functionWords = sync.OnceValue(func() map[string]map[string]bool {
	owners := map[string]int{}
	lists := map[string][]string{}
	for _, row := range rows(functionFile) {
		seen := map[string]bool{}
		for _, w := range strings.Fields(row[1]) {
			if w = fold(w); !seen[w] {
				seen[w] = true
				owners[w]++
				lists[row[0]] = append(lists[row[0]], w)
			}
		}
	}
	out := map[string]map[string]bool{}
	for lang, list := range lists {
		out[lang] = map[string]bool{}
		for _, w := range list {
			if owners[w] == 1 {
				out[lang][w] = true
			}
		}
	}
	return out
})

// furnitureCues gives, by base language, what marks a line of page furniture.
var furnitureCues = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for _, row := range rows(furnitureFile) {
		out[row[0]] = strings.Split(row[1], "|")
	}
	return out
})

//go:embed data/density.tsv
var densityFile string

// densityTable gives the letters of a text by base language.
var densityTable = sync.OnceValue(func() map[string]float64 {
	out := map[string]float64{}
	for _, row := range rows(densityFile) {
		value, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			panic("align: density.tsv: " + err.Error()) // the file is part of the program
		}
		out[row[0]] = value
	}
	return out
})
