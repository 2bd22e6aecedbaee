package examples

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// goldPair is one story in French and one other language, cut by hand.
type goldPair struct {
	key, lang      string
	source, target []string
	gold           []string
}

// goldBead holds line numbers of both sides, counted from 0.
type goldBead struct{ source, target []int }

func (b goldBead) shape() string {
	return fmt.Sprintf("%d:%d", len(b.source), len(b.target))
}

// eachGold runs check as a subtest for every .gold file.
func eachGold(t *testing.T, check func(*testing.T, goldPair)) {
	t.Helper()
	files, err := fs.Glob(Gold(), "fr-*/*.gold")
	if err != nil || len(files) == 0 {
		t.Fatalf("no gold alignments: %v", err)
	}
	for _, file := range files {
		stem := strings.TrimSuffix(file, ".gold")
		t.Run(stem, func(t *testing.T) {
			check(t, goldPair{
				key:    path.Base(stem),
				lang:   strings.TrimPrefix(path.Dir(stem), "fr-"),
				source: readLines(t, Gold(), stem+".src"),
				target: readLines(t, Gold(), stem+".tgt"),
				gold:   readLines(t, Gold(), file),
			})
		})
	}
}

// parseBeads reads lines of the form [0, 1]:[0].
func parseBeads(lines []string) ([]goldBead, error) {
	beads := make([]goldBead, 0, len(lines))
	for n, line := range lines {
		left, right, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("line %d: no colon in %q", n+1, line)
		}
		source, err := parseSide(left)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
		target, err := parseSide(right)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
		beads = append(beads, goldBead{source, target})
	}
	return beads, nil
}

func parseSide(side string) ([]int, error) {
	inner, ok := strings.CutPrefix(side, "[")
	if ok {
		inner, ok = strings.CutSuffix(inner, "]")
	}
	if !ok {
		return nil, fmt.Errorf("no brackets in %q", side)
	}
	if inner == "" {
		return nil, nil
	}
	var numbers []int
	for field := range strings.SplitSeq(inner, ", ") {
		n, err := strconv.Atoi(field)
		if err != nil {
			return nil, fmt.Errorf("not a line number in %q: %w", side, err)
		}
		numbers = append(numbers, n)
	}
	return numbers, nil
}

// checkBeads says why beads are no alignment of so many source and target
// sentences: each must be covered once, a side is a run of neighbours, and
// the beads stand in the order of the source.
func checkBeads(beads []goldBead, sources, targets int) error {
	var source, target []int
	for _, b := range beads {
		if len(b.source)+len(b.target) == 0 {
			return fmt.Errorf("a bead is empty on both sides")
		}
		for _, side := range [][]int{b.source, b.target} {
			for i := 1; i < len(side); i++ {
				if side[i] != side[i-1]+1 {
					return fmt.Errorf("bead %v:%v is not made of neighbours", b.source, b.target)
				}
			}
		}
		source = append(source, b.source...)
		target = append(target, b.target...)
	}
	if !slices.IsSorted(source) {
		return fmt.Errorf("beads are not in source order: %v", source)
	}
	slices.Sort(target)
	if !slices.Equal(source, upTo(sources)) {
		return fmt.Errorf("source lines covered are %v, want 0 to %d once each", source, sources-1)
	}
	if !slices.Equal(target, upTo(targets)) {
		return fmt.Errorf("target lines covered are %v, want 0 to %d once each", target, targets-1)
	}
	return nil
}

func upTo(n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i
	}
	return numbers
}

// The checks above are only worth what they refuse.
func TestCheckBeadsRefusesWhatIsNoAlignment(t *testing.T) {
	tests := []struct {
		name  string
		beads []string
		ok    bool
	}{
		{"whole", []string{"[0]:[0]", "[1, 2]:[2]", "[]:[1]"}, true},
		{"crossing", []string{"[0]:[2]", "[1]:[0]", "[2]:[1]"}, true},
		{"a source line left out", []string{"[0]:[0]", "[1]:[1, 2]"}, false},
		{"a target line left out", []string{"[0]:[0]", "[1, 2]:[1]"}, false},
		{"a line twice", []string{"[0]:[0]", "[1]:[1]", "[2]:[1, 2]"}, false},
		{"out of range", []string{"[0]:[0]", "[1, 2]:[1, 2]", "[3]:[]"}, false},
		{"out of order", []string{"[1]:[1]", "[0]:[0]", "[2]:[2]"}, false},
		{"no neighbours", []string{"[0, 2]:[0]", "[1]:[1, 2]"}, false},
		{"empty bead", []string{"[0]:[0]", "[1, 2]:[1, 2]", "[]:[]"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			beads, err := parseBeads(tt.beads)
			if err != nil {
				t.Fatal(err)
			}
			if err := checkBeads(beads, 3, 3); (err == nil) != tt.ok {
				t.Errorf("checkBeads = %v, want ok %v", err, tt.ok)
			}
		})
	}
	for _, line := range []string{"[0] [0]", "0:[0]", "[0:[0]", "[a]:[0]", "[0,1]:[0]"} {
		if _, err := parseBeads([]string{line}); err == nil {
			t.Errorf("parseBeads(%q) is accepted", line)
		}
	}
}
