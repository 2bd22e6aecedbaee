package charset

import (
	"sort"
	"strings"
	"unicode"

	"github.com/saintfish/chardet"
)

// sampleSize bounds how much of a file the statistics read. They do not get
// better with more.
const sampleSize = 256 << 10

// aliases maps the detector's names to those of the standard where these
// differ by more than case.
var aliases = map[string]string{
	"gb-18030":     "gb18030",
	"iso-8859-1":   "windows-1252",
	"iso-8859-9":   "windows-1254",
	"iso-8859-8-i": "windows-1255",
	"iso-8859-8":   "windows-1255",
	"utf-16be":     "utf-16be",
	"utf-16le":     "utf-16le",
}

// candidate is an encoding that may fit.
type candidate struct {
	name       string
	confidence int // the detector's, 1 to 100
	result     Result
	plausible  float64
}

// detect guesses by byte statistics which encoding data is in, and checks the
// guess: the best guess that decodes without loss into plausible text wins.
func detect(data []byte, hints Hints) (Result, error) {
	candidates := guesses(data, hints.Markup)
	best := -1
	for i := range candidates {
		c := &candidates[i]
		res, err := decodeFrom(data, 0, c.name, Detected)
		if err != nil {
			continue
		}
		c.result = res
		c.plausible = float64(c.confidence) * plausibility(res.Text)
		if best < 0 || c.plausible > candidates[best].plausible {
			best = i
		}
	}
	if best < 0 || candidates[best].plausible <= 0 {
		return Result{}, ErrUndetected
	}
	return candidates[best].result, nil
}

// guesses returns the detector's guesses in an order that depends on nothing
// but the data.
func guesses(data []byte, markup bool) []candidate {
	detector := chardet.NewTextDetector()
	if markup {
		detector = chardet.NewHtmlDetector()
	}
	all, err := detector.DetectAll(data[:min(len(data), sampleSize)])
	if err != nil {
		all = nil
	}
	seen := map[string]bool{}
	var out []candidate
	for _, r := range all {
		name := strings.ToLower(r.Charset)
		if alias, ok := aliases[name]; ok {
			name = alias
		}
		if _, err := encodingFor(name); err != nil || seen[name] || strings.HasPrefix(name, "utf-") {
			continue
		}
		seen[name] = true
		out = append(out, candidate{name: name, confidence: r.Confidence})
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].confidence != out[j].confidence {
			return out[i].confidence > out[j].confidence
		}
		return out[i].name < out[j].name
	})
	return out
}

// plausibility says how much text looks like text, 0 to 1: letters that stand
// next to letters of their own script, no private-use or control characters.
func plausibility(text string) float64 {
	var good, bad int
	prev := rune(' ')
	for _, r := range text {
		switch {
		case r < 0x80:
			if r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' && r != '\x1a' {
				bad += 2
			}
		case unicode.IsControl(r) || unicode.Is(unicode.Co, r) || !unicode.IsGraphic(r):
			bad += 2
		case unicode.IsLetter(r):
			if unlikelyAfter(prev, r) {
				bad++
			} else {
				good++
			}
		}
		prev = r
	}
	if bad == 0 {
		return 1
	}
	return float64(good) / float64(good+3*bad)
}

// unlikelyAfter reports whether letter r hardly ever follows prev: a change
// of script inside a word, or a capital after a small letter.
func unlikelyAfter(prev, r rune) bool {
	if !unicode.IsLetter(prev) {
		return false
	}
	if unicode.IsUpper(r) && unicode.IsLower(prev) {
		return true
	}
	return alphabet(prev) != alphabet(r)
}

// alphabet sorts letters into the scripts that are not mixed within a word.
// Ideographs and kana count as one.
func alphabet(r rune) int {
	switch {
	case unicode.Is(unicode.Latin, r):
		return 1
	case unicode.Is(unicode.Cyrillic, r):
		return 2
	case unicode.Is(unicode.Greek, r):
		return 3
	case unicode.Is(unicode.Arabic, r):
		return 4
	case unicode.Is(unicode.Hebrew, r):
		return 5
	case unicode.Is(unicode.Hangul, r):
		return 6
	}
	return 7
}

// utf16Pattern recognises UTF-16 without a mark. The upper byte of ASCII
// characters (line ends, spaces, digits) is zero, so that all zero bytes
// stand at even or all at odd offsets; a text of any language has some.
func utf16Pattern(data []byte) string {
	if len(data) < 4 || len(data)%2 != 0 {
		return ""
	}
	var even, odd int
	for i, b := range data[:min(len(data), sampleSize)] {
		if b != 0 {
			continue
		}
		if i%2 == 0 {
			even++
		} else {
			odd++
		}
	}
	name := ""
	switch {
	case odd > 0 && even*20 <= odd:
		name = "utf-16le"
	case even > 0 && odd*20 <= even:
		name = "utf-16be"
	default:
		return ""
	}
	res, err := decodeFrom(data, 0, name, Pattern)
	if err != nil || plausibility(res.Text) < 0.8 {
		return ""
	}
	return name
}
