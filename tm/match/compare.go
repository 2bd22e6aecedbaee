package match

import (
	"slices"

	"calque/tm/match/distance"
)

// Limits of what is compared piece by piece. No sentence comes near them; they
// keep a text without any (a data file in one line, say) from taking seconds
// and gigabytes.
const (
	// MostTokens is the number of tokens up to which texts are compared token
	// by token. Longer ones are the same or have nothing in common.
	MostTokens = 4096
	// MostCharacters is the number of code points of a folded text up to which
	// texts are compared by characters.
	MostCharacters = 10_000
)

// Comparer compares sequences of token numbers with one of them, by the
// distance d of the package documentation. It may be shared by goroutines.
type Comparer struct {
	sequence []uint32
	pattern  *distance.Pattern // nil for a sequence that is too long
}

// NewComparer makes a sequence ready. It keeps it.
func NewComparer(sequence []uint32) *Comparer {
	c := &Comparer{sequence: sequence}
	if len(sequence) <= MostTokens {
		c.pattern = distance.New(sequence)
	}
	return c
}

// Distance returns the distance of a sequence.
func (c *Comparer) Distance(sequence []uint32) int {
	if c.pattern != nil && len(sequence) <= MostTokens {
		return c.pattern.Distance(sequence)
	}
	if slices.Equal(c.sequence, sequence) {
		return 0
	}
	return max(len(c.sequence), len(sequence))
}
