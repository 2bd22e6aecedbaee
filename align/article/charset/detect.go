package charset

import (
	"bytes"
	"sort"
	"strings"

	"github.com/saintfish/chardet"
)

// sampleSize bounds how much of a file the statistics read. They do not get
// better with more.
const sampleSize = 128 << 10

// aliases maps the detector's names to those of the standard where these
// differ by more than case.
var aliases = map[string]string{
	"gb-18030":     "gb18030",
	"iso-8859-1":   "windows-1252",
	"iso-8859-9":   "windows-1254",
	"iso-8859-8-i": "windows-1255",
	"iso-8859-8":   "windows-1255",
}

// alwaysTried are encodings that the detector does not know or misses in
// short texts. They are weighed with the rest.
var alwaysTried = []string{
	"windows-1252", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr",
	"windows-1251", "koi8-r", "ibm866", "windows-1256", "macintosh",
}

const (
	// baseConfidence is added to the detector's confidence of 1 to 100, so
	// that an encoding it did not name can win when its own do not fit.
	baseConfidence = 10
	// minPlausible is how much like text the winner must look.
	minPlausible = 0.5
)

// candidate is an encoding that may fit.
type candidate struct {
	name       string
	confidence int // the detector's, 0 to 100
}

// detect guesses by byte statistics which encoding data is in, and checks the
// guess: of the encodings that decode without loss, the best is the one that
// the statistics favour and that gives plausible text.
//
// The statistics are those of ICU (package saintfish/chardet). Measured on
// news in 13 encodings they were right more often than a port of Mozilla's
// detector, which misses Big5 and Arabic.
func detect(data []byte, hints Hints) (Result, error) {
	if name := escapes(data); name != "" {
		return decodeFrom(data, 0, name, Detected)
	}
	sample := sampleOf(data)
	best, bestScore := "", 0.0
	for _, c := range candidates(sample, hints.Markup) {
		res, err := decodeFrom(sample, 0, c.name, Detected)
		if err != nil {
			continue
		}
		plausible := plausibility(res.Text) * frequent(sample, c.name)
		if plausible < minPlausible {
			continue
		}
		if score := float64(c.confidence+baseConfidence) * plausible; score > bestScore {
			best, bestScore = c.name, score
		}
	}
	if best == "windows-1252" && latin9(sample) {
		best = "iso-8859-15"
	}
	if best == "" {
		// Chinese in UTF-16 may hold no zero byte at all.
		if name := utf16Pattern(data); name != "" {
			return decodeFrom(data, 0, name, Pattern)
		}
		return Result{}, ErrUndetected
	}
	return decodeFrom(data, 0, best, Detected)
}

// sampleOf cuts data at a line end, where no character is cut.
func sampleOf(data []byte) []byte {
	if len(data) <= sampleSize {
		return data
	}
	if end := bytes.LastIndexByte(data[:sampleSize], '\n'); end > 0 {
		return data[:end+1]
	}
	return data
}

// candidates returns what may fit in an order that depends on nothing but
// the data.
func candidates(data []byte, markup bool) []candidate {
	detector := chardet.NewTextDetector()
	if markup {
		detector = chardet.NewHtmlDetector()
	}
	all, err := detector.DetectAll(data)
	if err != nil {
		all = nil // nothing found: the fixed candidates remain
	}
	confidences := map[string]int{}
	for _, name := range alwaysTried {
		confidences[name] = 0
	}
	for _, r := range all {
		name := strings.ToLower(r.Charset)
		if alias, ok := aliases[name]; ok {
			name = alias
		}
		if _, err := encodingFor(name); err != nil || strings.HasPrefix(name, "utf-") || strings.HasPrefix(name, "iso-2022") {
			continue
		}
		confidences[name] = max(confidences[name], r.Confidence)
	}
	out := make([]candidate, 0, len(confidences))
	for name, confidence := range confidences {
		out = append(out, candidate{name, confidence})
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].confidence != out[j].confidence {
			return out[i].confidence > out[j].confidence
		}
		return out[i].name < out[j].name
	})
	return out
}

// escapes recognises the Japanese mail encoding, which is ASCII with escape
// sequences.
func escapes(data []byte) string {
	if !bytes.Contains(data, []byte("\x1b$B")) && !bytes.Contains(data, []byte("\x1b$@")) {
		return ""
	}
	for _, b := range data {
		if b >= 0x80 {
			return ""
		}
	}
	return "iso-2022-jp"
}

// latin9 reports whether bytes that pass for windows-1252 are ISO-8859-15,
// which has œ, Œ and € where the other has ½, ¼ and ¤. A fraction does not
// stand inside a word. Typographic quotes (0x80 to 0x9F) rule it out.
func latin9(data []byte) bool {
	found := false
	for i, b := range data {
		switch {
		case b >= 0x80 && b < 0xA0:
			return false
		case b == 0xBD || b == 0xBC:
			found = found || i+1 < len(data) && isLetterByte(data[i+1])
		case b == 0xA4:
			found = true
		}
	}
	return found
}

func isLetterByte(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' || b >= 0xC0 }

// utf16Pattern recognises UTF-16 without a mark by decoding it both ways.
// Line ends, spaces and punctuation come out right one way only.
func utf16Pattern(data []byte) string {
	if len(data) < 4 || len(data)%2 != 0 {
		return ""
	}
	sample := data[:min(len(data), sampleSize)]
	best, bestScore := "", 0.0
	for _, name := range []string{"utf-16le", "utf-16be"} {
		res, err := decodeFrom(sample, 0, name, Pattern)
		if err != nil {
			continue
		}
		plausible := plausibility(res.Text)
		if score := plausible * ordinary(res.Text); plausible >= 0.8 && score > bestScore {
			best, bestScore = name, score
		}
	}
	if bestScore < 0.02 {
		return ""
	}
	return best
}

// ordinary is the share of characters that every text is full of: spaces,
// line ends, ASCII letters, common punctuation of any script, kana.
func ordinary(text string) float64 {
	good, all := 0, 0
	for _, r := range text {
		all++
		if r >= 0x20 && r < 0x7F || r == '\n' || r == '\r' || strings.ContainsRune("，。、「」：；（）？！،؛؟的是在一", r) ||
			r >= 0x3040 && r < 0x30FF {
			good++
		}
	}
	return float64(good) / float64(max(all, 1))
}
