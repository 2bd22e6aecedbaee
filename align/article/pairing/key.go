package pairing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// plainKey returns the name of a file without extension and without the
// language, where it says lang, or any if lang is und.
func plainKey(path string, lang language.Tag) string {
	_, name := splitPath(path)
	name = stem(name)
	for _, r := range readings(name) {
		if r.rest != "" && r.lang == lang && !r.inside {
			return r.rest
		}
	}
	return name
}

// makeUnique gives each article a key of its own. Articles that would have the
// same one get the names of the folders above them before it, as few as tell
// them apart; where that does not help they are numbered.
func makeUnique(articles []draft) {
	slices.SortFunc(articles, func(a, b draft) int {
		return cmp.Or(strings.Compare(a.Key, b.Key), strings.Compare(a.place, b.place))
	})
	for first := 0; first < len(articles); {
		last := first + 1
		for last < len(articles) && articles[last].Key == articles[first].Key {
			last++
		}
		if last-first > 1 {
			tellApart(articles[first:last])
		}
		first = last
	}
	number(articles)
}

// maxLevels bounds how many folders stand in a key.
const maxLevels = 4

// tellApart makes the keys of articles longer if that makes them different.
func tellApart(same []draft) {
	for levels := 1; levels <= maxLevels; levels++ {
		seen := map[string]bool{}
		keys := make([]string, len(same))
		for i, a := range same {
			keys[i] = a.Key
			if !a.fixed {
				keys[i] = longer(a, levels)
			}
			seen[keys[i]] = true
		}
		if len(seen) == len(same) {
			for i := range same {
				same[i].Key = keys[i]
			}
			return
		}
	}
}

// longer puts the names of the folders above an article before its key. Where
// a folder says the language, it is not of the article.
func longer(a draft, levels int) string {
	folder, _ := splitPath(a.place)
	key := a.Key
	for _, part := range slices.Backward(strings.Split(folder, "/")) {
		if part == "" || a.How == Folders && saysOnlyLanguage(part) {
			continue
		}
		key = part + "/" + key
		if levels--; levels == 0 {
			break
		}
	}
	return key
}

func saysOnlyLanguage(name string) bool {
	return slices.ContainsFunc(readings(name), func(r reading) bool { return r.rest == "" })
}

// number tells apart what folders could not.
func number(articles []draft) {
	used := map[string]bool{}
	last := map[string]int{}
	for _, fixed := range []bool{true, false} {
		for i := range articles {
			a := &articles[i]
			if a.fixed != fixed {
				continue
			}
			key := a.Key
			for used[a.Key] {
				last[key]++
				a.Key = fmt.Sprintf("%s~%d", key, last[key]+1)
			}
			used[a.Key] = true
		}
	}
}
