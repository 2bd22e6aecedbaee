package sqlite

import (
	"fmt"

	"calque/tm/concord"
	"calque/tm/index"
)

// checkIndex compares the index of a language with its texts, and with what a
// concordance needs beside it.
func checkIndex(r *fuzzyReader, lang string) ([]string, error) {
	problems, err := index.Check(r, lang)
	if err != nil {
		return problems, err
	}
	more, err := checkPlain(r)
	return append(problems, more...), err
}

// checkPlain compares the plain spellings of a language with its tokens, and
// says in words what is not in step.
func checkPlain(r *fuzzyReader) ([]string, error) {
	head, err := r.language()
	if err != nil || head.Format != index.Format {
		return nil, err // what is made anew by the next change is not in step before
	}
	held := map[index.Vocable]bool{}
	for v, err := range each(r, scanVocable,
		"SELECT plain, id FROM fuzzy_plain WHERE lang = ?", r.id) {
		if err != nil {
			return nil, fmt.Errorf("reading the plain spellings: %w", err)
		}
		held[v] = true
	}
	missing := 0
	for v, err := range r.Tokens() {
		if err != nil {
			return nil, fmt.Errorf("reading the tokens: %w", err)
		}
		plain := concord.Plain(v.Key)
		if plain == v.Key {
			continue
		}
		spelt := index.Vocable{Key: plain, ID: v.ID}
		if !held[spelt] {
			missing++
		}
		delete(held, spelt)
	}
	var problems []string
	if missing > 0 {
		problems = append(problems, fmt.Sprintf("%d tokens lack their spelling without accents", missing))
	}
	if len(held) > 0 {
		problems = append(problems, fmt.Sprintf("%d spellings without accents belong to no token", len(held)))
	}
	return problems, nil
}
