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

// wordList says which languages have a small word or a letter.
type wordList struct {
	words   map[string][]string
	letters map[rune][]string
	langs   []string
}

var loadWords = sync.OnceValue(func() wordList {
	list := wordList{words: map[string][]string{}, letters: map[rune][]string{}}
	for line := range strings.Lines(wordsFile) {
		line = strings.TrimSpace(line)
		lang, words, ok := strings.Cut(line, "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		list.langs = append(list.langs, lang)
		seen := map[string]bool{}
		for _, word := range strings.Fields(words) {
			if letter, ok := strings.CutPrefix(word, "+"); ok {
				r, _ := utf8.DecodeRuneInString(letter)
				list.letters[r] = append(list.letters[r], lang)
			} else if !seen[word] {
				seen[word] = true
				list.words[word] = append(list.words[word], lang)
			}
		}
	}
	return list
})

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
		vote(list.words[lower])
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
