package match

import (
	"slices"
	"testing"
)

func TestCounterpartsMergeAndOrder(t *testing.T) {
	links := []Association{
		{Source: Span{0, 4}, Target: Span{20, 25}, Strength: 0.5},
		{Source: Span{5, 9}, Target: Span{3, 8}, Strength: 1},
		{Source: Span{5, 9}, Target: Span{6, 10}, Strength: 0.25},
		{Source: Span{12, 14}, Target: Span{11, 13}, Strength: 0.75},
	}
	tests := []struct {
		name  string
		asked []Span
		want  []Counterpart
	}{
		{"in the order of the target", []Span{{0, 9}}, []Counterpart{{Span{3, 10}, 1}, {Span{20, 25}, 0.5}}},
		{"part of a word is enough", []Span{{13, 14}}, []Counterpart{{Span{11, 13}, 0.75}}},
		{"touching is not enough", []Span{{9, 12}, {4, 5}}, nil},
		{"nothing asked", nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Counterparts(links, test.asked); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
	back := Reversed(links)
	if got := Counterparts(back, []Span{{21, 22}}); !slices.Equal(got, []Counterpart{{Span{0, 4}, 0.5}}) {
		t.Errorf("the other way round: %v", got)
	}
	if back[0].Source != (Span{3, 8}) {
		t.Errorf("reversed links begin with %v", back[0])
	}
}

func TestMissingIsWhatTheQueryLacks(t *testing.T) {
	const prior, query = "Il neige le 12 mai à Paris.", "Il neige le 13 mai."
	rest := prior
	spans := Missing(Diff(prior, query, "fr"))
	for i := len(spans) - 1; i >= 0; i-- {
		rest = rest[:spans[i].Start] + rest[spans[i].End:]
	}
	kept := ""
	for _, edit := range Diff(prior, query, "fr") {
		if edit.Op == Equal {
			kept += edit.Text
		}
	}
	if len(spans) == 0 || rest != kept {
		t.Errorf("without %v there is %q, not %q", spans, rest, kept)
	}
}
