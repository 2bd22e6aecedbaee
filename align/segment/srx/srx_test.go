package srx

import (
	"strings"
	"testing"

	"golang.org/x/text/language"
)

func cutText(s *Segmenter, block string) []string {
	var out []string
	for _, sp := range s.Segment(block) {
		out = append(out, block[sp.Start:sp.End])
	}
	return out
}

// oneList makes a document with one list for all languages.
func oneList(rules ...Rule) *Document {
	return &Document{Version: "2.0", Cascade: true,
		Languages: []LanguageRules{{Name: "all", Rules: rules}},
		Maps:      []LanguageMap{{Pattern: ".*", Name: "all"}}}
}

func TestRules(t *testing.T) {
	stop := Rule{Break: true, Before: `[.?!]+`, After: `\s`}
	for _, tc := range []struct {
		name  string
		rules []Rule
		text  string
		want  string
	}{
		{"break", []Rule{stop}, "One. Two? Three", "One.|Two?|Three"},
		{"exception", []Rule{{Before: `\bMr\.`, After: `\s`}, stop}, "I saw Mr. Brown. He ran.", "I saw Mr. Brown.|He ran."},
		{"boundary keeps words apart", []Rule{{Before: `\bMr\.`, After: `\s`}, stop}, "An ÉMr. Brown.", "An ÉMr.|Brown."},
		{"exception at the start", []Rule{{Before: `\bMr\.`, After: `\s`}, stop}, "Mr. Brown. He ran.", "Mr. Brown.|He ran."},
		{"order counts", []Rule{stop, {Before: `Mr\.`, After: `\s`}}, "Mr. Brown.", "Mr.|Brown."},
		{"start of text", []Rule{{Before: `^\d+\.`, After: `\s`}, stop}, "1. One 2. Two", "1. One 2.|Two"},
		{"unicode space", []Rule{stop}, "Un.\u00a0Deux.\u202fTrois", "Un.|Deux.|Trois"},
		{"horizontal space and escapes", []Rule{{Break: true, Before: `[\u2026.]`, After: `\h`}}, "Un… Deux.\tTrois.\nQuatre", "Un…|Deux.|Trois.\nQuatre"},
		{"intersection", []Rule{{Break: true, Before: `[a-z&&[^b]]\.`, After: ` `}}, "a. b. c. d", "a.|b. c.|d"},
		{"union", []Rule{{Break: true, Before: `[a[x-z]]\.`, After: ` `}}, "a. b. y. d", "a.|b. y.|d"},
		{"fold", []Rule{{Before: `(?i)\bdr\.`, After: `\s`}, stop}, "DR. No. Dr. Ja.", "DR. No.|Dr. Ja."},
		{"look-ahead", []Rule{{Break: true, Before: `\.(?=\s+\p{Lu})`, After: ``}}, "a. b. C", "a. b.|C"},
		{"look-behind", []Rule{{Break: true, Before: `(?<!\bno)\.`, After: `\s`}}, "no. yes. no. x", "no. yes.|no. x"},
		{"back reference", []Rule{{Break: true, Before: `(\w)\1\.`, After: `\s`}}, "aa. ab. bb. c", "aa.|ab. bb.|c"},
		{"possessive", []Rule{{Break: true, Before: `\p{L}++\.`, After: `\s`}}, "a. 1. b. c", "a.|1. b.|c"},
		{"boundary after", []Rule{{Break: true, Before: `\.`, After: `\s+(?:He|She)\b`}}, "a. Her. He. She", "a. Her.|He.|She"},
		{"boundary at the place", []Rule{{Break: true, Before: `-`, After: `\b`}}, "a-b - c", "a-|b - c"},
		{"no space needed", []Rule{{Break: true, Before: `[。！？]`, After: ``}}, "你好。再见！", "你好。|再见！"},
		{"comments and flags", []Rule{{Break: true, Before: `(?x) \. # stop`, After: `(?u)\s`}}, "a. b", "a.|b"},
		{"quoted", []Rule{{Before: `\QM.\E`, After: `\s`}, stop}, "M. A. B", "M. A.|B"},
		{"case of a space run", []Rule{{Before: `p\.\s*ex\.`, After: `\s`}, stop}, "p.   ex. B. C", "p.|ex. B.|C"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, rep, err := oneList(tc.rules...).Segmenter(language.English)
			if err != nil || len(rep.Problems) > 0 {
				t.Fatalf("%v %v", err, rep.Problems)
			}
			if got := strings.Join(cutText(s, tc.text), "|"); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
