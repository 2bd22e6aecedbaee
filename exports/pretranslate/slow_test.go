package pretranslate

import (
	"strings"
	"testing"
	"time"
)

// None of these takes the square of its length, or a multiple of its memory.
func TestNestedAndRepeatedMarksAreBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const size = 60_000
	for format, parts := range map[string][]string{
		"html": {"<i>a", "<i>a</b>", "<a title='b'>c</a>", "<code>a", "&amp;", "<td>a", "<!--a-->", "<p translate=no>a"},
		"md":   {"*a", "[a", "![a](b ", "a|", "> ", "`a", "<a>b", "\\a", "[a](b 'c') "},
		"txt":  {"a. ", "a\n", "a\n\n"},
		"po":   {"msgid \"a\"\nmsgstr \"\"\n", "#, fuzzy\n", "\"a\"\n"},
	} {
		for _, part := range parts {
			start := time.Now()
			in := strings.Repeat(part, size/len(part))
			o := options(t, format, nothing())
			o.Find = full
			_, _, err := File(t.Context(), []byte(in), o)
			if took := time.Since(start); took > 10*time.Second { // far from what it needs
				t.Errorf("%s of %q took %v (%v)", format, part, took, err)
			} else if testing.Verbose() {
				t.Logf("%s of %q took %v (%v)", format, part, took, err)
			}
		}
	}
}
