package srx

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"calque/align/segment"

	"github.com/dlclark/regexp2/v2"
	"golang.org/x/text/language"
)

// slowTwin cuts as SRX is defined, with nothing clever: every place, every
// rule in order, both sides by the backtracking engine.
type slowTwin struct {
	brk   []bool
	rules []*regexp2.Regexp
}

func newSlowTwin(t testing.TB, rules []Rule) slowTwin {
	t.Helper()
	var s slowTwin
	for _, r := range rules {
		b, err := parsePattern(r.Before)
		if err != nil {
			t.Fatal(err)
		}
		a, err := parsePattern(r.After)
		if err != nil {
			t.Fatal(err)
		}
		s.brk = append(s.brk, r.Break)
		s.rules = append(s.rules, regexp2.MustCompile(`\G(?<=`+b.net+`)(?=`+a.net+`)`, regexp2.None))
	}
	return s
}

func (s slowTwin) segment(t testing.TB, block string) []segment.Span {
	t.Helper()
	var spans []segment.Span
	from := 0
	runes := []rune(block)
	for i, at := 0, 0; i < len(block); at++ {
		if i > 0 && s.breaks(t, runes, at) {
			spans = appendTrimmed(spans, block, from, i)
			from = i
		}
		_, w := utf8.DecodeRuneInString(block[i:])
		i += w
	}
	return appendTrimmed(spans, block, from, len(block))
}

func (s slowTwin) breaks(t testing.TB, runes []rune, at int) bool {
	t.Helper()
	for n, re := range s.rules {
		m, err := re.FindRunesMatchStartingAt(runes, at)
		if err != nil {
			t.Fatal(err)
		}
		if m != nil {
			return s.brk[n]
		}
	}
	return false
}

// twinRules hold one of each kind of expression that real files have.
var twinRules = []Rule{
	{Before: `\b(M|MM|Mme)\.`, After: `\s`},
	{Before: `(?i)\b(dr|prof)\.`, After: `\s`},
	{Before: `\b\p{Lu}\.`, After: `\s+\p{Lu}`},
	{Before: `^\s*\p{Nd}+[.)]`, After: `\s`},
	{Before: `\betc\.`, After: `\s+[\p{Ll}&&[^x]]`},
	{Before: `p\.\s*ex\.`, After: `\s`},
	{Before: `\b[a-z]{1,2}\.`, After: `\h\d`},
	{Break: true, Before: `[.?!…]+['"»”)]*`, After: `\s+\P{Ll}`},
	{Break: true, Before: `\n`, After: ``},
	{Before: `-`, After: `\b`},
	{Break: true, Before: `[-;]`, After: `\w`},
	{Break: true, Before: `[。！？]`, After: `[^”]`},
	{Break: true, Before: `x\B`, After: `\p{Alpha}y\b`},
}

func TestFastAndSlowTwinAgree(t *testing.T) {
	fast, rep, err := oneList(twinRules...).Segmenter(language.French)
	if err != nil || len(rep.Problems) > 0 || rep.Backtracking > 0 {
		t.Fatal(err, rep)
	}
	slow := newSlowTwin(t, twinRules)
	words := []string{"M.", "Mme.", "dr.", "Dr.", "A.", "B", "etc.", "p.", "ex.", "no. 5", "12.", "3)", "a", "É", "x", "xay", "xay ",
		" ", "  ", "\n", "\t", "\u00a0", ". ", "! ", "?» ", "… ", "-", ";", "。", "”", "你", "Le ", "le ", "\u202f", "1", "_"}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		var b strings.Builder
		for range rng.IntN(14) {
			b.WriteString(words[rng.IntN(len(words))])
		}
		checkTwins(t, fast, slow, b.String())
	}
}

func checkTwins(t *testing.T, fast *Segmenter, slow slowTwin, block string) {
	t.Helper()
	got, want := fast.Segment(block), slow.segment(t, block)
	if len(got) != len(want) {
		t.Fatalf("%q: got %v, want %v", block, got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%q: got %v, want %v", block, got, want)
		}
	}
}

func FuzzTwins(f *testing.F) {
	fast, _, err := oneList(twinRules...).Segmenter(language.French)
	if err != nil {
		f.Fatal(err)
	}
	slow := newSlowTwin(f, twinRules)
	f.Add("M. A. etc. x\n1. B p. ex. C。”-d")
	f.Fuzz(func(t *testing.T, block string) {
		if !utf8.ValidString(block) || len(block) > 200 {
			return
		}
		checkTwins(t, fast, slow, block)
	})
}

// FuzzPattern holds that no expression makes the parser or the compiler
// panic, and that what compiles runs.
func FuzzPattern(f *testing.F) {
	for _, r := range twinRules {
		f.Add(r.Before, r.After)
	}
	f.Add(`(?<=a)\1[^\]\-&&[:alpha:]]`, `\x{41}{2,}?(?>a|b)*+`)
	f.Fuzz(func(t *testing.T, before, after string) {
		s, _, err := oneList(Rule{Break: true, Before: before, After: after}).Segmenter(language.French)
		if err != nil {
			t.Fatal(err)
		}
		s.Segment("M. Dupont a dit : « Oui ! » 你好。再见\n")
	})
}
