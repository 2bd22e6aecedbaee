package tm

import "calque/tm/match"

// The least that a [Fragment] holds: words, or characters of a script that is
// compared by character.
const (
	FragmentWords      = 3
	FragmentCharacters = 4
)

// Fragment is a part of a query that stands in a memory.
type Fragment struct {
	// Query and Source are where it stands in the text of the query and in
	// Unit.Source.Text, in bytes.
	Query, Source match.Span
	// Unit is the one whose text was added last.
	Unit Unit
}
