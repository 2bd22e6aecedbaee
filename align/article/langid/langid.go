// Package langid says which language a text is in.
//
// The answer is sought among candidates, since a project knows its languages
// and a wrong guess among few is rarer than among many:
//
//	tag, confidence := langid.Detect(text, []language.Tag{language.French, language.English})
//
// The script decides first: kana is Japanese, Cyrillic is Russian unless
// another candidate is written with it. Simplified and traditional Chinese
// are told apart by characters that only one of them has. Languages in Latin
// script are told apart by their small words (Ingle 1980 and many since) and
// by the trigrams of Cavnar & Trenkle (1994), from package whatlanggo.
//
// What always holds: the answer is a candidate or und, and depends on nothing
// but the text and the order of the candidates.
package langid

import (
	"math"
	"unicode"

	"github.com/abadojack/whatlanggo"
	"golang.org/x/text/language"
)

// TraditionalChinese is the tag of Chinese in traditional characters.
// Simplified Chinese is [language.Chinese].
var TraditionalChinese = language.MustParse("zh-Hant")

// Supported returns the languages that are known well, the candidates when
// none are given.
func Supported() []language.Tag {
	return []language.Tag{
		language.French, language.English, language.Chinese, TraditionalChinese,
		language.Arabic, language.Spanish, language.German, language.Russian,
		language.Portuguese, language.Japanese, language.Italian,
	}
}

// sampleSize bounds how many bytes of a text are looked at.
const sampleSize = 8 << 10

// Detect returns the candidate that text is most likely in, and how sure that
// is, 0 to 1; below 0.5 it is a guess. It returns und and 0 when no candidate
// is written in the script of the text. No candidates means [Supported].
func Detect(text string, candidates []language.Tag) (language.Tag, float64) {
	if len(candidates) == 0 {
		candidates = Supported()
	}
	text = clip(text, sampleSize)
	count := countScripts(text)
	script, share := count.dominant()
	switch script {
	case none:
		return language.Und, 0
	case han:
		return ideographic(text, count, share, candidates)
	}
	fitting := writtenIn(script, candidates)
	switch len(fitting) {
	case 0:
		return language.Und, 0
	case 1:
		return fitting[0], share * alone(text, script, fitting[0])
	}
	tag, confidence := amongSameScript(text, script, fitting)
	return tag, confidence * share
}

// clip cuts text to at most size bytes without cutting a character.
func clip(text string, size int) string {
	if len(text) <= size {
		return text
	}
	for size > 0 && text[size]&0xC0 == 0x80 {
		size--
	}
	return text[:size]
}

// alone is how far a text in the script of only one candidate is believed to
// be in its language. English among French and Chinese candidates must not
// pass for French: small words decide where there is a list of them.
func alone(text string, script scriptKind, tag language.Tag) float64 {
	if script != latin {
		return 1
	}
	base, _ := tag.Base()
	votes := smallWords(text)
	own, listed := votes.share[base.String()]
	if !listed || votes.words < 5 {
		return 0.6
	}
	best := 0.0
	for _, share := range votes.share {
		best = max(best, share)
	}
	switch {
	case best == 0:
		return 0.4
	case own >= best:
		return min(1, 0.5+own*3)
	}
	return 0.4 * own / best
}

// amongSameScript weighs small words against trigrams. The more small words a
// text has, the more they count.
func amongSameScript(text string, script scriptKind, candidates []language.Tag) (language.Tag, float64) {
	votes := wordVotes{}
	if script == latin {
		votes = smallWords(text)
	}
	byWords, margin := votes.best(candidates)
	wordSure := 1 - math.Exp(-margin/1.5)
	if wordSure > 0.995 {
		return candidates[byWords], votes.doubt(candidates[byWords], wordSure) // trigrams are slow
	}
	// Both are worth little in a text of a few words.
	byTrigram, trigramConfidence := byTrigrams(text, candidates)
	trigramSure := trigramConfidence * (1 - math.Exp(-float64(len(text))/60))
	switch {
	case byWords < 0 && byTrigram < 0:
		return language.Und, 0
	case byWords == byTrigram:
		return candidates[byWords], votes.doubt(candidates[byWords], 1-(1-wordSure)*(1-0.7*trigramSure))
	case byWords >= 0 && (byTrigram < 0 || wordSure >= 0.6*trigramSure):
		return candidates[byWords], votes.doubt(candidates[byWords], wordSure*(1-0.5*trigramSure))
	}
	return candidates[byTrigram], votes.doubt(candidates[byTrigram], trigramSure*(1-wordSure))
}

// best returns the number of the candidate that has most small words, and by
// how many it is ahead; -1 when there are none.
func (v wordVotes) best(candidates []language.Tag) (int, float64) {
	winner, first, second := -1, 0.0, 0.0
	for i, tag := range candidates {
		switch score := v.of(tag) * float64(v.words); {
		case score > first:
			winner, first, second = i, score, first
		case score > second:
			second = score
		}
	}
	return winner, first - second
}

// doubt lowers the confidence when a text of some length has hardly any of
// the small words of the language: it is in one that is not among the
// candidates.
func (v wordVotes) doubt(tag language.Tag, confidence float64) float64 {
	if v.words >= 20 && v.listed(tag) && v.of(tag) < 0.12 {
		return confidence * 0.4
	}
	return confidence
}

// byTrigrams returns the number of the candidate that trigrams favour, or -1.
func byTrigrams(text string, candidates []language.Tag) (int, float64) {
	allowed := map[whatlanggo.Lang]bool{}
	index := map[whatlanggo.Lang]int{}
	for i, tag := range candidates {
		base, _ := tag.Base()
		lang := whatlanggo.CodeToLang(base.ISO3())
		if lang < 0 {
			continue
		}
		allowed[lang] = true
		if _, ok := index[lang]; !ok {
			index[lang] = i
		}
	}
	if len(allowed) == 0 {
		return -1, 0
	}
	info := whatlanggo.DetectWithOptions(text, whatlanggo.Options{Whitelist: allowed})
	i, ok := index[info.Lang]
	if !ok {
		return -1, 0
	}
	return i, info.Confidence
}

func baseOf(tag language.Tag) string {
	base, _ := tag.Base()
	return base.String()
}

// writtenIn returns the candidates whose script it is.
func writtenIn(script scriptKind, candidates []language.Tag) []language.Tag {
	var out []language.Tag
	for _, tag := range candidates {
		s, _ := tag.Script()
		if scriptOf(s.String()) == script {
			out = append(out, tag)
		}
	}
	return out
}

// letterScript returns the script of a letter as far as candidates differ in
// it.
func letterScript(r rune) scriptKind {
	switch {
	case r < 0x250, unicode.Is(unicode.Latin, r):
		return latin
	case unicode.Is(unicode.Han, r):
		return han
	case unicode.Is(unicode.Hiragana, r), unicode.Is(unicode.Katakana, r):
		return kana
	case unicode.Is(unicode.Arabic, r):
		return arabic
	case unicode.Is(unicode.Cyrillic, r):
		return cyrillic
	case unicode.Is(unicode.Hangul, r):
		return hangul
	case unicode.Is(unicode.Greek, r):
		return greek
	case unicode.Is(unicode.Hebrew, r):
		return hebrew
	}
	return other
}
