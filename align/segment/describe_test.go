package segment

import (
	"slices"
	"testing"

	"golang.org/x/text/language"
)

func TestRulesHoldWhatTheFilesSay(t *testing.T) {
	set, err := Rules(language.CanadianFrench)
	if err != nil {
		t.Fatal(err)
	}
	if set.Language != "fr" || !slices.Contains(set.Settings, "elision") {
		t.Errorf("set %+v", set)
	}
	found := map[string]bool{}
	for _, l := range set.Lists {
		for _, w := range l.Words {
			found[l.Name+" "+w] = true
		}
	}
	for _, want := range []string{"title M.", "inside p. ex.", "starter il", "exclaim Yahoo!", "domain com"} {
		if !found[want] {
			t.Errorf("no %q", want)
		}
	}
	if set, err = Rules(language.Icelandic); err != nil || set.Language != "default" {
		t.Errorf("rules of Icelandic: %v, %v", set.Language, err)
	}
	if langs := Languages(); !slices.Contains(langs, "zh") || slices.Contains(langs, "latin") {
		t.Errorf("languages %v", langs)
	}
}

func TestLineBreaks(t *testing.T) {
	for _, tc := range []struct {
		name   string
		breaks LineBreaks
		text   string
		want   int // sentences
	}{
		{"a long line reads on before a small letter", LineAuto, "La commission du budget s'est réunie mardi soir\npour voter.", 1},
		{"a short line is an item", LineAuto, "pommes\npoires\nprunes", 3},
		{"a capital starts anew", LineAuto, "La commission du budget s'est réunie mardi soir\nPour voter", 2},
		{"a comma reads on", LineAuto, "Madame,\nMonsieur,\nbonjour", 1},
		{"a colon ends a line", LineAuto, "Ordre du jour :\nle budget", 2},
		{"a full stop ends a line", LineAuto, "Il dort.\nelle lit", 2},
		{"Windows line ends are one", LineAuto, "pommes\r\npoires", 2},
		{"white space", LineSpace, "pommes\npoires\nPrunes", 1},
		{"white space, blank line", LineSpace, "pommes\n \npoires", 2},
		{"hard", LineBreak, "La commission du budget s'est réunie mardi soir\npour voter.", 2},
		{"paragraph separator", LineSpace, "pommes\u2029poires", 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := NewOptions(language.French, Options{LineBreaks: tc.breaks})
			if got := cutText(s, tc.text); len(got) != tc.want {
				t.Errorf("got %q", got)
			}
		})
	}
}
