package repair

import (
	"os"
	"strings"
	"testing"
)

// The cases are a stranger's: what is offered has to be what is expected. Not
// every repair that could be made has to be.
func TestRepairOffersNoWrongOne(t *testing.T) {
	data, err := os.ReadFile("testdata/cases.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if line[0] == '#' {
			continue
		}
		c := strings.Split(strings.TrimRight(line, "\n"), "\t")
		r, ok := repaired(c[0], c[1], c[2], c[3], c[4])
		switch {
		case ok && r.Text != c[5]:
			t.Errorf("WRONG %s offers %q, want %q", strings.Join(c[:5], " | "), r.Text, c[5])
		case !ok && c[5] != "-":
			t.Logf("declined %s: %s", strings.Join(c[2:5], " | "), c[5])
		}
	}
}
