package pages

import (
	_ "embed"
	"fmt"
	"strings"

	"golang.org/x/text/language"
)

// messagesFile holds a message a line: its key, then the text in each of the
// languages that the first line names.
//
//go:embed messages.tsv
var messagesFile string

// messages holds the words of the interface.
type messages struct {
	matcher language.Matcher
	langs   []string
	words   map[string]map[string]string // by language and key
}

func readMessages() (messages, error) {
	lines := strings.Split(strings.TrimRight(messagesFile, "\n"), "\n")
	head := strings.Split(lines[0], "\t")
	m := messages{langs: head[1:], words: map[string]map[string]string{}}
	var tags []language.Tag
	for _, lang := range m.langs {
		tag, err := language.Parse(lang)
		if err != nil {
			return m, fmt.Errorf("messages.tsv: %w", err)
		}
		tags = append(tags, tag)
		m.words[lang] = map[string]string{}
	}
	m.matcher = language.NewMatcher(tags)
	for i, line := range lines[1:] {
		cells := strings.Split(line, "\t")
		if len(cells) != len(head) {
			return m, fmt.Errorf("messages.tsv, line %d: %d cells, not %d", i+2, len(cells), len(head))
		}
		for j, lang := range m.langs {
			m.words[lang][cells[0]] = cells[j+1]
		}
	}
	return m, nil
}

// choose returns the language that fits what a browser prefers, English where
// none does.
func (m messages) choose(accept string) (lang string, words map[string]string) {
	_, i := language.MatchStrings(m.matcher, accept)
	return m.langs[i], m.words[m.langs[i]]
}
