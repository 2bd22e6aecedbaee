package bench

import (
	"iter"
	"math/rand/v2"
	"strings"
)

// clauseEnds are the marks that a clause may end with.
const clauseEnds = ",;:.!?，、；：。！？"

// longestMix is how many clauses make a text at most.
const longestMix = 5

// Mixed returns n texts, each of one to five clauses drawn from the lines of a
// small corpus: enough to measure with where no large corpus is at hand. The
// same corpus gives the same texts.
func Mixed(corpus func() iter.Seq2[string, error], n int) func() iter.Seq2[string, error] {
	return func() iter.Seq2[string, error] {
		return func(yield func(string, error) bool) {
			var clauses []string
			for line, err := range corpus() {
				if err != nil {
					yield("", err)
					return
				}
				clauses = append(clauses, splitClauses(line)...)
			}
			if len(clauses) == 0 {
				return
			}
			random := rand.New(rand.NewPCG(5, 6))
			for range n {
				var text strings.Builder
				for range 1 + random.IntN(longestMix) {
					text.WriteString(clauses[random.IntN(len(clauses))])
				}
				if !yield(text.String(), nil) {
					return
				}
			}
		}
	}
}

// splitClauses cuts a line behind its marks.
func splitClauses(line string) []string {
	var clauses []string
	start := 0
	for i, r := range line {
		if strings.ContainsRune(clauseEnds, r) {
			end := i + len(string(r))
			clauses = append(clauses, line[start:end])
			start = end
		}
	}
	if start < len(line) {
		clauses = append(clauses, line[start:])
	}
	return clauses
}
