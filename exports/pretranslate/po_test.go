package pretranslate

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPOMessagesAreFilledIn(t *testing.T) {
	report := checkGolden(t, "messages.po", options(t, "po", desk()))
	if diff := cmp.Diff(map[Reason]int{Translated: 2, NoMatch: 1}, reasons(report)); diff != "" {
		t.Error(diff)
	}
	if report.Context.Segments != 1 || report.Exact.Segments != 4 || report.Repaired.Segments != 1 || report.Fuzzy[1].Segments != 1 {
		t.Errorf("%+v", report)
	}
}

// needed skips a test for want of a program that is not Go's, or fails it where
// all tests must run (.ci/run says so).
func needed(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err == nil {
		return path
	}
	if os.Getenv("CALQUE_TEST_ALL") != "" {
		t.Fatalf("%s is not here, and CALQUE_TEST_ALL wants every test", program)
	}
	t.Skipf("%s is not here", program)
	return ""
}

func TestMsgfmtTakesTheResult(t *testing.T) {
	msgfmt := needed(t, "msgfmt")
	memories := map[string]Finder{"desk": desk().find, "full": full}
	for _, data := range samples(t)["po"] {
		for name, find := range memories {
			o := options(t, "po", desk())
			o.Find = find
			got, _ := fill(t, data, o)
			path := filepath.Join(t.TempDir(), "out.po")
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command(msgfmt, "-c", "-o", filepath.Join(t.TempDir(), "out.mo"), path).CombinedOutput(); err != nil {
				t.Errorf("%s: msgfmt -c: %v\n%s\n%s", name, err, out, got)
			}
		}
	}
}

func TestPOStringsAreWrittenAsGettextDoes(t *testing.T) {
	long := "The ministers of twelve countries have agreed on a text, “balanced and open to all”, which goes to the assembly."
	tests := []struct {
		name, value, want string
		wrapped           bool
	}{
		{"short", "Open \"it\"\t\\", `msgstr "Open \"it\"\t\\"`, true},
		{"line feed at the end", "Open\n", `msgstr "Open\n"`, true},
		{"two lines", "Open\nit", "msgstr \"\"\n\"Open\\n\"\n\"it\"", false},
		{"long, not wrapped", long, `msgstr "` + long + `"`, false},
		{"long", long, "msgstr \"\"\n\"The ministers of twelve countries have agreed on a text, “balanced and open \"\n\"to all”, which goes to the assembly.\"", true},
		{"ideographs", strings.Repeat("会议主席说，", 8), "msgstr \"\"\n\"会议主席说，会议主席说，会议主席说，会议主席说，会议主席说，会议主席说，会议\"\n\"主席说，会议主席说，\"", true},
	}
	for _, test := range tests {
		if got := poString("", "msgstr", test.value, "\n", test.wrapped); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}

// msgcat writes a file anew; what it makes of our strings is what we wrote.
func TestMsgcatWrapsTheSameStringsInTheSameWay(t *testing.T) {
	msgcat := needed(t, "msgcat")
	values := []string{"Open", "Open\n", "Open\nit\n", "a \"quoted\" \\ word\t", strings.Repeat("mots ", 30), strings.Repeat("mots ", 15) + "fin",
		"The ministers of twelve countries have agreed on a text, “balanced and open to all”, which goes to the assembly."}
	text := "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n"
	for _, value := range values {
		text += "\n" + poString("", "msgid", value, "\n", true) + "\n" + poString("", "msgstr", value, "\n", true) + "\n"
	}
	path := filepath.Join(t.TempDir(), "in.po")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(msgcat, path).Output()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(text, string(out)); diff != "" {
		t.Errorf("(-ours +msgcat)\n%s", diff)
	}
}

func TestDirectivesMustBeThoseOfTheSource(t *testing.T) {
	tests := []struct {
		flag, source, target string
		want                 bool
	}{
		{"c-format", "%d fichiers de %s", "%d files of %s", true},
		{"c-format", "%d fichiers de %s", "%s has %d files", false},
		{"c-format", "%1$d fichiers de %2$s", "%2$s has %1$d files", true},
		{"c-format", "100 %% de %d", "100 %% of %u", false},
		{"no-c-format", "100 % de cela", "all of it", true},
		{"python-format", "%(n)d de %(nom)s", "%(nom)s: %(n)d", true},
		{"python-brace-format", "{n} de {nom}", "{nom}: {m}", false},
	}
	for _, test := range tests {
		m := &memory{min: 100, pairs: [][2]string{{test.source, test.target}}}
		in := "#, " + test.flag + "\nmsgid \"" + test.source + "\"\nmsgstr \"\"\n"
		_, report := fill(t, in, options(t, "po", m))
		if got := report.Untouched[Directives].Segments == 0; got != test.want {
			t.Errorf("%s: %q → %q: taken is %v", test.flag, test.source, test.target, got)
		}
	}
}

func TestPluralFormsAreWrittenTogether(t *testing.T) {
	in := func(plurals, forms string) string {
		return "msgid \"\"\nmsgstr \"Plural-Forms: nplurals=" + plurals + "; plural=0;\\n\"\n\nmsgid \"%d fichier\"\nmsgid_plural \"%d fichiers\"\n" + forms
	}
	two, one := "msgstr[0] \"\"\nmsgstr[1] \"\"\n", "msgstr[0] \"\"\n"
	tests := []struct {
		name, in, want string
		pairs          [][2]string
	}{
		{"two", in("2", two), "msgstr[0] \"%d file\"\nmsgstr[1] \"%d files\"\n", desk().pairs},
		{"one", in("1", one), "msgstr[0] \"%d files\"\n", desk().pairs},
		{"three", in("3", two+"msgstr[2] \"\"\n"), two + "msgstr[2] \"\"\n", desk().pairs},
		{"not as the header says", in("1", two), two, desk().pairs},
		{"singular only", in("2", two), two, [][2]string{{"%d fichier", "%d file"}}},
	}
	for _, test := range tests {
		m := &memory{min: 100, pairs: test.pairs}
		if got, _ := fill(t, test.in, options(t, "po", m)); !strings.HasSuffix(got, test.want) {
			t.Errorf("%s: got\n%s", test.name, got)
		}
	}
}
