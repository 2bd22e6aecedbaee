package lexicon

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/language"
)

//go:embed tables/stem.txt
var stemData string

//go:embed tables/stop.txt
var stopData string

// stopsFor gives the words of grammar of a language, which are never stemmed.
func stopsFor(base language.Base) []string {
	for line := range strings.Lines(stopData) {
		if code, words, _ := strings.Cut(line, " "); code == base.String() {
			return strings.Fields(words)
		}
	}
	return nil
}

// A stemmer takes the inflection off folded words of one language. The light
// passes undo the plural, gender and case of nouns and adjectives, the full
// ones the endings of verbs too.
//
// The rules are our own because no kept library has all seven languages. For
// French, English, Spanish and Russian, github.com/kljensen/snowball v0.10.0
// found the right sentence of development articles as often (74 % of the cases
// both, with 1,750 concepts), had a partner for fewer words (50.5 % against
// 51.5 %), and took 3 to 5 times as long for a sentence.
type stemmer struct {
	light, full []pass
}

// A pass takes off at most one suffix, the longest that fits.
type pass struct {
	byLast [256][]rule // by the last byte of the suffix, longest first
}

// A rule replaces a suffix if at least min letters stay before it.
type rule struct {
	suffix, with string
	min          int
}

// lightStem cuts a folded word in place.
func (s *stemmer) lightStem(word []byte) []byte {
	if s == nil {
		return word
	}
	for i := range s.light {
		word = s.light[i].cut(word)
	}
	return word
}

// fullStem cuts what lightStem has left, in place.
func (s *stemmer) fullStem(word []byte) []byte {
	if s != nil {
		for i := range s.full {
			word = s.full[i].cut(word)
		}
	}
	return unaccent(word)
}

func (p *pass) cut(word []byte) []byte {
	if len(word) == 0 {
		return word
	}
	for i := range p.byLast[word[len(word)-1]] {
		r := &p.byLast[word[len(word)-1]][i]
		rest := len(word) - len(r.suffix)
		if rest < r.min || string(word[rest:]) != r.suffix || utf8.RuneCount(word[:rest]) < r.min {
			continue
		}
		return append(word[:rest], r.with...)
	}
	return word
}

// stemmerFor gives the stemmer of a language, nil if there is none.
func stemmerFor(base language.Base) *stemmer { return stemmers()[base] }

var stemmers = sync.OnceValue(func() map[language.Base]*stemmer {
	all, err := parseStemmers(stemData)
	if err != nil {
		// The table is part of the program, and its test reads it.
		panic("lexicon: tables/stem.txt: " + err.Error())
	}
	return all
})

// parseStemmers reads lines such as
//
//	fr light 3 eaux>eau aux>al s x
//
// Each line is one pass: language, kind, the least number of letters that must
// stay, suffixes. A suffix can have a least number of its own, as s/4.
func parseStemmers(data string) (map[language.Base]*stemmer, error) {
	all := map[language.Base]*stemmer{}
	for number, line := range strings.Split(data, "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0][0] == '#' {
			continue
		}
		if len(fields) < 4 {
			return nil, fmt.Errorf("line %d: want language, kind, least length, suffixes", number+1)
		}
		base, err := language.ParseBase(fields[0])
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number+1, err)
		}
		least, err := strconv.Atoi(fields[2])
		if err != nil {
			return nil, fmt.Errorf("line %d: least length: %w", number+1, err)
		}
		p, err := parsePass(fields[3:], least)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number+1, err)
		}
		s := all[base]
		if s == nil {
			s = &stemmer{}
			all[base] = s
		}
		switch fields[1] {
		case "light":
			s.light = append(s.light, p)
		case "full":
			s.full = append(s.full, p)
		default:
			return nil, fmt.Errorf("line %d: kind %q is neither light nor full", number+1, fields[1])
		}
	}
	return all, nil
}

func parsePass(suffixes []string, least int) (pass, error) {
	var p pass
	for _, field := range suffixes {
		r := rule{suffix: field, min: least}
		if suffix, number, ok := strings.Cut(field, "/"); ok {
			n, err := strconv.Atoi(number)
			if err != nil {
				return p, fmt.Errorf("suffix %s: %w", field, err)
			}
			r.suffix, r.min = suffix, n
		}
		r.suffix, r.with, _ = strings.Cut(r.suffix, ">")
		if r.suffix == "" || len(r.with) > len(r.suffix) {
			return p, fmt.Errorf("suffix %s: empty, or longer than it was", field)
		}
		last := r.suffix[len(r.suffix)-1]
		list := append(p.byLast[last], r)
		for i := len(list) - 1; i > 0 && len(list[i].suffix) > len(list[i-1].suffix); i-- {
			list[i], list[i-1] = list[i-1], list[i]
		}
		p.byLast[last] = list
	}
	return p, nil
}
