package index

import (
	"cmp"
	"fmt"
	"slices"

	"calque/tm/match"
)

// numbering turns texts into entries. The tokens that have no number yet are
// looked up and stored together when all texts have been cut: that is one way
// through the table of tokens instead of a leap for each.
type numbering struct {
	*Updater
	entries []entry
	keys    []string          // tokens without a number, in the order they came
	places  map[string]uint32 // of keys
}

// unnumbered is added to a place in keys where a number is yet to stand.
const unnumbered = maxToken + 1

// number makes the entries of texts.
func (u *Updater) number(w Writer, texts []Text) ([]entry, error) {
	n := &numbering{Updater: u, entries: make([]entry, len(texts)), places: map[string]uint32{}}
	for i, text := range texts {
		n.entries[i] = n.cut(text)
	}
	if len(n.keys) == 0 {
		return n.entries, nil
	}
	numbers, err := n.numbers(w)
	if err != nil {
		return nil, err
	}
	for _, e := range n.entries {
		for i, number := range e.tokens {
			if number >= unnumbered {
				e.tokens[i] = numbers[number-unnumbered]
			}
		}
	}
	return n.entries, nil
}

// cut makes the entry of a text, with the numbers that are remembered.
func (n *numbering) cut(text Text) entry {
	tokens := match.Tokenize(text.Text, n.lang)
	e := entry{text: text.ID, tokens: make([]uint32, len(tokens))}
	for i, token := range tokens {
		if e.tokens[i] = n.vocabulary.number(token.Key); e.tokens[i] == 0 {
			e.tokens[i] = unnumbered + n.place(token.Key)
		}
	}
	if e.short() {
		e.folded = match.Folded(tokens)
	}
	return e
}

func (n *numbering) place(key string) uint32 {
	place, known := n.places[key]
	if !known {
		place = uint32(len(n.keys))
		n.places[key] = place
		n.keys = append(n.keys, key)
	}
	return place
}

// numbers returns the numbers of keys, which are remembered from now on. Those
// that have none get one, and it is stored.
func (n *numbering) numbers(w Writer) ([]uint32, error) {
	numbers := make([]uint32, len(n.keys))
	if !n.complete {
		if err := n.lookUp(w, numbers); err != nil {
			return nil, err
		}
	}
	var fresh []Vocable
	for i, key := range n.keys {
		if numbers[i] == 0 {
			if n.head.Tokens >= maxToken {
				return nil, fmt.Errorf("the index of %s is full: it holds %d distinct words", n.lang, n.head.Tokens)
			}
			n.head.Tokens++
			numbers[i] = uint32(n.head.Tokens)
			fresh = append(fresh, Vocable{key, numbers[i]})
		}
		if n.vocabulary.full() {
			n.vocabulary.clear()
			n.complete = false
		}
		n.vocabulary.add(key, numbers[i])
	}
	slices.SortFunc(fresh, func(a, b Vocable) int { return cmp.Compare(a.Key, b.Key) })
	if err := w.PutTokens(fresh); err != nil {
		return nil, fmt.Errorf("storing tokens of %s: %w", n.lang, err)
	}
	return numbers, nil
}

// lookUp asks the storage for the numbers of keys, in the order in which it
// has them.
func (n *numbering) lookUp(w Writer, numbers []uint32) error {
	sorted := slices.Sorted(slices.Values(n.keys))
	stored, err := w.Numbers(sorted)
	if err != nil {
		return fmt.Errorf("looking up tokens of %s: %w", n.lang, err)
	}
	for i, key := range sorted {
		numbers[n.places[key]] = stored[i]
	}
	return nil
}
