package langid

import (
	_ "embed"
	"math"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"
)

// scriptKind is a script, with kana apart from ideographs.
type scriptKind int

const (
	none scriptKind = iota
	latin
	han
	kana
	arabic
	cyrillic
	hangul
	greek
	hebrew
	other
	kinds
)

// scriptOf maps an ISO 15924 code.
func scriptOf(code string) scriptKind {
	switch code {
	case "Latn":
		return latin
	case "Hans", "Hant", "Hani", "Jpan":
		return han
	case "Arab":
		return arabic
	case "Cyrl":
		return cyrillic
	case "Kore", "Hang":
		return hangul
	case "Grek":
		return greek
	case "Hebr":
		return hebrew
	}
	return other
}

// scriptCount counts letters by script.
type scriptCount [kinds]int

func countScripts(text string) scriptCount {
	var count scriptCount
	for _, r := range text {
		if unicode.IsLetter(r) {
			count[letterScript(r)]++
		}
	}
	return count
}

// dominant returns the script of most of the text, and its share. An
// ideograph says as much as two or three letters of an alphabet; kana counts
// as ideographs here.
func (c scriptCount) dominant() (scriptKind, float64) {
	weight := func(s scriptKind) float64 {
		if s == han || s == kana || s == hangul {
			return 2.5
		}
		return 1
	}
	var sums [kinds]float64
	total := 0.0
	for s := range kinds {
		sums[s] = float64(c[s]) * weight(s)
		total += sums[s]
	}
	sums[han] += sums[kana]
	sums[kana] = 0
	best := none
	for s := range kinds {
		if sums[s] > sums[best] {
			best = s
		}
	}
	if best == none {
		return none, 0
	}
	return best, sums[best] / total
}

//go:embed han.txt
var hanFile string

// hanForms are the characters that only one written standard has.
type hanForms struct {
	simplified, traditional, japanese map[rune]bool
}

var loadHan = sync.OnceValue(func() hanForms {
	forms := hanForms{map[rune]bool{}, map[rune]bool{}, map[rune]bool{}}
	sets := map[string]map[rune]bool{
		"simplified": forms.simplified, "traditional": forms.traditional, "japanese": forms.japanese,
	}
	for line := range strings.Lines(hanFile) {
		name, characters, _ := strings.Cut(strings.TrimSpace(line), " ")
		if set, ok := sets[name]; ok {
			for _, r := range characters {
				set[r] = true
			}
		}
	}
	return forms
})

// ideographic decides between Japanese and the two written forms of Chinese.
func ideographic(text string, count scriptCount, share float64, candidates []language.Tag) (language.Tag, float64) {
	forms := loadHan()
	var simplified, traditional, japanese int
	for _, r := range text {
		switch {
		case forms.simplified[r]:
			simplified++
		case forms.traditional[r]:
			traditional++
		case forms.japanese[r]:
			japanese++
		}
	}
	// Chinese news has no kana but in a name; Japanese has a third or more.
	kanaShare := float64(count[kana]) / float64(count[kana]+count[han])
	isJapanese := kanaShare > 0.1 || kanaShare == 0 && japanese > simplified && japanese*4 > traditional
	if isJapanese {
		if tag, ok := pick(candidates, "ja", ""); ok {
			return tag, share
		}
		return fallback(candidates, "zh", share*0.2)
	}
	if kanaShare == 0 {
		// A few ideographs without kana may be a Japanese headline.
		share *= 1 - math.Exp(-float64(count[han])/5)
	}
	want, sure := "Hans", certainty(simplified, traditional)
	if traditional > simplified {
		want = "Hant"
	}
	if tag, ok := pick(candidates, "zh", want); ok {
		return tag, share * sure
	}
	if tag, ok := pick(candidates, "zh", ""); ok {
		return tag, share * (1 - sure/2)
	}
	return fallback(candidates, "ja", share*0.3)
}

// certainty is how sure a choice between two counts is. A text in which only
// shared characters stand could be either.
func certainty(a, b int) float64 {
	if a+b == 0 {
		return 0.5
	}
	return 0.5 + 0.5*float64(max(a, b)-min(a, b))/float64(a+b)
}

// pick returns the first candidate with this base language and script; an
// empty script means any.
func pick(candidates []language.Tag, base, script string) (language.Tag, bool) {
	for _, tag := range candidates {
		if baseOf(tag) != base {
			continue
		}
		if s, _ := tag.Script(); script == "" || s.String() == script {
			return tag, true
		}
	}
	return language.Und, false
}

func fallback(candidates []language.Tag, base string, confidence float64) (language.Tag, float64) {
	if tag, ok := pick(candidates, base, ""); ok {
		return tag, confidence
	}
	return language.Und, 0
}
