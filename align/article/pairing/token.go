package pairing

import (
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// reading is one way to read a name: the language that a part of it says, and
// what the name is without that part.
type reading struct {
	lang language.Tag
	rest string // empty when the language is the whole name
	// inside: the language stands between two words that are not set off from
	// it by points, so that it may well be a word like them.
	inside bool
}

// separators stand between the words of a file name.
const separators = "._- ()[]+@,"

// word is a run of a name between separators.
type word struct {
	text       string
	start, end int
}

func words(name string) []word {
	var list []word
	start := 0
	for i := 0; i <= len(name); i++ {
		if i < len(name) && !strings.ContainsRune(separators, rune(name[i])) {
			continue
		}
		if i > start {
			list = append(list, word{name[start:i], start, i})
		}
		start = i + 1
	}
	return list
}

// readings returns all ways in which name, without its extension, can be read
// as a story and a language: at its end, at its beginning, between two points
// (story.fr.final) or inside it (story_fr_2). The longest tag comes first:
// pt-BR before BR.
//
// Most are nonsense, since short words of one language are codes of others
// ("la-crise-en"). Which one is meant shows only beside the other files.
func readings(name string) []reading {
	name = norm.NFC.String(name)
	list := words(name)
	var found []reading
	for length := min(3, len(list)); length >= 1; length-- {
		for first := len(list) - length; first >= 0; first-- {
			run := list[first : first+length]
			if tag, ok := languageOf(name, run, length == len(list)); ok {
				start, end := run[0].start, run[length-1].end
				inside := first > 0 && first+length < len(list) && !(name[start-1] == '.' && name[end] == '.')
				found = append(found, reading{tag, without(name, start, end), inside})
			}
		}
	}
	return found
}

// languageOf returns the language that a run of words says.
func languageOf(name string, run []word, whole bool) (language.Tag, bool) {
	var parts []string
	for _, w := range run {
		parts = append(parts, w.text)
	}
	if tag, ok := languageTag(parts); ok {
		return tag, true
	}
	// A language written out may be a word of the title, learn-french, unless
	// a mark that does not join words sets it off.
	if len(run) > 1 || !whole && !setOff(name, run[0]) {
		return language.Und, false
	}
	return languageName(run[0].text)
}

func setOff(name string, w word) bool {
	const marks = "._()[]@"
	return (w.start == 0 || strings.ContainsRune(marks, rune(name[w.start-1]))) &&
		(w.end == len(name) || strings.ContainsRune(marks, rune(name[w.end])))
}

// without takes a part out of a name, with the separators around it but one.
func without(name string, start, end int) string {
	before := strings.TrimRight(name[:start], separators)
	after := strings.TrimLeft(name[end:], separators)
	if before == "" || after == "" {
		return before + after
	}
	return before + name[len(before):len(before)+1] + after
}

// stem returns the name of an article's file without its extension.
func stem(name string) string {
	return strings.TrimSuffix(name, extensionOf(name))
}
