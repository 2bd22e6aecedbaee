package ingest

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"calque/tm"
)

func TestFollowKnowsSentencesAgain(t *testing.T) {
	tests := []struct {
		name     string
		old, now string
		want     []int
	}{
		{"nothing changed", "a b c", "a b c", []int{0, 1, 2}},
		{"one put in", "a b c", "a x b c", []int{0, 2, 3}},
		{"one taken out", "a b c", "a c", []int{0, -1, 1}},
		{"one replaced", "a b c", "a x c", []int{0, -1, 2}},
		{"all new", "a b", "x y", []int{-1, -1}},
		{"nothing left", "a b", "", []int{-1, -1}},
		{"twins keep their places", "a r b r c", "a r x b r c", []int{0, 1, 3, 4, 5}},
		{"only twins", "r r r", "r r", []int{0, 1, -1}},
		{"a moved one goes with the shorter run", "a b c d", "b c d a", []int{-1, 0, 1, 2}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := follow(strings.Fields(test.old), strings.Fields(test.now))
			if !slices.Equal(got, test.want) {
				t.Errorf("follow(%q, %q) = %v, want %v", test.old, test.now, got, test.want)
			}
		})
	}
}

// What follow matches is equal, in order and matched once, whatever the texts.
func TestFollowMatchesOnlyEqualSentencesInOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		old, now := randomWords(random), randomWords(random)
		last := -1
		for i, j := range follow(old, now) {
			if j < 0 {
				continue
			}
			if old[i] != now[j] {
				t.Fatalf("follow(%q, %q): %d became %d, which is another sentence", old, now, i, j)
			}
			if j <= last {
				t.Fatalf("follow(%q, %q): %d became %d after %d", old, now, i, j, last)
			}
			last = j
		}
	}
}

func randomWords(random *rand.Rand) []string {
	words := make([]string, random.IntN(9))
	for i := range words {
		words[i] = string(rune('a' + random.IntN(5)))
	}
	return words
}

func TestCarryOverKeepsWhatStandsAwayFromTheChange(t *testing.T) {
	// Six sentences, aligned one to one; the source's fourth is replaced.
	known := &tm.Article{Documents: []tm.Document{*document("fr", "a b c d e f g"), *document("en", "A B C D E F G")}}
	old := &tm.Alignment{Source: tag("fr"), Target: tag("en"), Beads: oneToOne(7)}
	source, target := document("fr", "a b c x e f g"), document("en", "A B C D E F G")

	kept := carryOver(known, old, source, target)
	if got, want := places(kept), "0-0 1-1 5-5 6-6"; got != want {
		t.Errorf("kept %s, want %s: the beads beside the change are aligned again, the others stay", got, want)
	}

	old.Beads[2].Status = tm.StatusConfirmed
	kept = carryOver(known, old, source, target)
	if got, want := places(kept), "0-0 1-1 2-2 5-5 6-6"; got != want {
		t.Errorf("kept %s, want %s: a confirmed bead stays beside a change", got, want)
	}

	old.Beads[3].Status = tm.StatusConfirmed
	kept = carryOver(known, old, source, target)
	if got, want := places(kept), "0-0 1-1 2-2 5-5 6-6"; got != want {
		t.Errorf("kept %s, want %s: a confirmed bead whose text is gone goes", got, want)
	}
}

func TestCarryOverFollowsInsertions(t *testing.T) {
	known := &tm.Article{Documents: []tm.Document{*document("fr", "a b c d"), *document("en", "A B C D")}}
	old := &tm.Alignment{Source: tag("fr"), Target: tag("en"), Beads: oneToOne(4)}
	kept := carryOver(known, old, document("fr", "x a b c d"), document("en", "X A B C D"))
	if got, want := places(kept), "1-1 2-2 3-3 4-4"; got != want {
		t.Errorf("kept %s, want %s", got, want)
	}
}

func TestUntranslatedIsACopyOfMoreThanAName(t *testing.T) {
	tests := []struct {
		source, target string
		want           bool
	}{
		{"Le ministre a quitté la salle.", "Le ministre a quitté la salle.", true},
		{"Le ministre a quitté la salle.", "« Le ministre a quitté la salle »", true},
		{"Le ministre a quitté la salle.", "The minister left the room.", false},
		{"Rio de Janeiro", "Rio de Janeiro", false},
		{"12 500", "12 500", false},
		{"部长离开了会议室。", "部长离开了会议室", true},
		{"", "", false},
	}
	for _, test := range tests {
		if got := untranslated(test.source, test.target); got != test.want {
			t.Errorf("untranslated(%q, %q) = %v, want %v", test.source, test.target, got, test.want)
		}
	}
}
