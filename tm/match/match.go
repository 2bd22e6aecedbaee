// Package match scores a text against a prior text. (to be written whole)
package match

// Penalties are whole points taken off a score, by name: case, punctuation,
// numbers, tags, unconfirmed, variant.
type Penalties map[string]int

// Op is what an [Edit] does.
type Op string

// The operations of an edit script from the memory's text to the query.
const (
	Equal  Op = "equal"
	Insert Op = "insert" // only in the query
	Delete Op = "delete" // only in the memory's text
)

// Edit is one step of a diff: a run of text and what happened to it.
type Edit struct {
	Op   Op     `json:"op"`
	Text string `json:"text"`
}
