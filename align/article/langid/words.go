package langid

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
)

//go:embed words.tsv
var wordsFile string

// wordList says which languages have a small word, a letter or an ending.
type wordList struct {
	words   map[string][]string
	letters map[rune][]string
	endings map[string][]string
	langs   []string
}

var loadWords = sync.OnceValue(func() wordList {
	list := wordList{words: map[string][]string{}, letters: map[rune][]string{}, endings: map[string][]string{}}
	for line := range strings.Lines(wordsFile) {
		line = strings.TrimSpace(line)
		lang, words, ok := strings.Cut(line, "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		list.langs = append(list.langs, lang)
		seen := map[string]bool{}
		for _, word := range strings.Fields(words) {
			if seen[word] {
				continue
			}
			seen[word] = true
			list.add(word, lang)
		}
	}
	return list
})

// add notes one entry of the table.
func (l *wordList) add(entry, lang string) {
	if letter, ok := strings.CutPrefix(entry, "+"); ok {
		r, _ := utf8.DecodeRuneInString(letter)
		l.letters[r] = append(l.letters[r], lang)
		return
	}
	if ending, ok := strings.CutPrefix(entry, "~"); ok {
		l.endings[ending] = append(l.endings[ending], lang)
		return
	}
	l.words[entry] = append(l.words[entry], lang)
}

// ending returns the languages of the longest listed ending of a word that
// is longer than it by two letters or more.
func (l *wordList) ending(word string) []string {
	const longest = 10 // bytes
	for at := max(2, len(word)-longest); at < len(word)-1; at++ {
		if langs, ok := l.endings[word[at:]]; ok {
			return langs
		}
	}
	return nil
}

// wordVotes is what the small words of a text say.
type wordVotes struct {
	share map[string]float64 // language → its small words per word of text
	hits  int                // small words of any language
	words int
}

func (v wordVotes) of(tag language.Tag) float64 { return v.share[baseOf(tag)] }

// listed reports whether the language has a list of small words.
func (v wordVotes) listed(tag language.Tag) bool {
	_, ok := v.share[baseOf(tag)]
	return ok
}

// smallWords counts the small words of a text in Latin script.
func smallWords(text string) wordVotes {
	list := loadWords()
	votes := wordVotes{share: make(map[string]float64, len(list.langs))}
	for _, lang := range list.langs {
		votes.share[lang] = 0
	}
	vote := func(langs []string) {
		for _, lang := range langs {
			votes.share[lang] += 1 / float64(len(langs))
		}
		if len(langs) > 0 {
			votes.hits++
		}
	}
	for word := range latinWords(text) {
		votes.words++
		lower := strings.ToLower(word)
		if langs, ok := list.words[lower]; ok {
			vote(langs)
		} else {
			vote(list.ending(lower))
		}
		for _, r := range lower {
			if r >= 0x80 {
				vote(list.letters[r])
			}
		}
	}
	for lang := range votes.share {
		votes.share[lang] /= float64(max(votes.words, 1))
	}
	return votes
}

// latinWords yields the words of text; an elided article is a word of its own
// and keeps its apostrophe, always as '.
func latinWords(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start := -1
		for i, r := range text {
			letter := unicode.IsLetter(r) || unicode.IsMark(r) || r == '¿' || r == '¡'
			switch {
			case letter && start < 0:
				start = i
			case letter || start < 0:
			case r == '\'' || r == '’':
				if !yield(text[start:i] + "'") {
					return
				}
				start = -1
			default:
				if !yield(text[start:i]) {
					return
				}
				start = -1
			}
		}
		if start >= 0 {
			yield(text[start:])
		}
	}
}
