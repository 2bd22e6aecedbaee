package lexicon

import (
	"strings"
	"testing"

	"golang.org/x/text/language"
)

func TestRegionNamesAreThoseOfOneRegion(t *testing.T) {
	tests := []struct{ from, to, name, first string }{
		{"fr", "en", "Allemagne", "Germany"},
		{"fr", "zh", "Allemagne", "德国"},
		{"zh", "fr", "德国", "Allemagne"},
		{"en", "ar", "Egypt", "مصر"},
		{"fr-CA", "en-GB", "Japon", "Japan"},
		{"fr", "en", "allemand", ""},
		{"fr", "en", "président", ""},
		{"fr", "en", "Dupont", ""},
		{"fr", "en", "l’Allemagne", ""},
	}
	for _, test := range tests {
		got := RegionNames(language.MustParse(test.from), language.MustParse(test.to), test.name)
		if first := strings.Join(got[:min(len(got), 1)], ""); first != test.first {
			t.Errorf("%s in %s: %q, want %q first", test.name, test.to, got, test.first)
		}
	}
}
