package pairing

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"calque/align"
	"calque/align/article"
)

// kind is a kind of feature.
type kind uint8

const (
	yearNumber  kind = iota // 1900 to 2100
	smallNumber             // 10 to 31: may be a day
	roundNumber             // two digits, or three with a zero at the end
	exactNumber             // any other
	soundOf                 // a name, by its consonants
	shortSound              // of three consonants only
	lookOf                  // a word, by its beginning: related languages
	concept                 // of a lexicon
	day                     // of publication
	kinds       int  = iota
)

// share is how many articles of a large, mixed collection have a given feature
// of a kind. It stands for the collection as long as that is small.
var share = [kinds]float64{
	yearNumber: 0.3, smallNumber: 0.2, roundNumber: 0.06, exactNumber: 0.01,
	soundOf: 0.02, shortSound: 0.08, lookOf: 0.05, concept: 0.06, day: 0.02,
}

// trust is how far a feature of a kind that two articles share speaks for
// them: sounds and beginnings of words meet by chance that counts of articles
// do not show.
var trust = [kinds]float64{
	yearNumber: 1, smallNumber: 1, roundNumber: 1, exactNumber: 1.2,
	soundOf: 0.8, shortSound: 0.5, lookOf: 0.5, concept: 0.6, day: 1,
}

// feature is something that a translation is likely to keep.
type feature struct {
	key  uint64
	kind kind
}

// profile is what is known of an article's content: some kilobytes.
type profile struct {
	features []feature // by key, each once
	length   float64   // letters, in those of English
	days     [3]uint64 // keys of the day of publication, the day before and after
}

// Bounds of what is looked at in one article.
const (
	maxText     = 64 << 10
	maxFeatures = 1500
)

// profileOf reads the features of a document.
func profileOf(doc *article.Document, lang language.Tag, lexicon align.Lexicon) profile {
	base, _ := lang.Base()
	r := featureReader{lang: lang, base: base.String(), lexicon: lexicon, seen: map[uint64]kind{}}
	size := 0
	for _, block := range doc.Blocks {
		if block.Role.Translatable() && size < maxText {
			size += len(block.Text)
			r.block(clip(block.Text, maxText))
		}
	}
	p := profile{length: r.letters / density(r.base)}
	if !doc.Date.IsZero() {
		for i, shift := range []int{0, -1, 1} {
			p.days[i] = hash(day, doc.Date.AddDate(0, 0, shift).Format(time.DateOnly))
		}
	}
	for key, kind := range r.seen {
		p.features = append(p.features, feature{key, kind})
	}
	slices.SortFunc(p.features, func(a, b feature) int { return cmp.Compare(a.key, b.key) })
	p.features = p.features[:min(len(p.features), maxFeatures)]
	return p
}

func clip(text string, size int) string {
	if len(text) <= size {
		return text
	}
	for size > 0 && !utf8.RuneStart(text[size]) {
		size--
	}
	return text[:size]
}

type featureReader struct {
	lang    language.Tag
	base    string
	lexicon align.Lexicon
	letters float64
	seen    map[uint64]kind
}

func (r *featureReader) put(k kind, text string) {
	r.seen[hash(k, text)] = k
}

func (r *featureReader) block(text string) {
	if r.lexicon != nil {
		for _, c := range r.lexicon.Concepts(r.lang, text) {
			var id [4]byte
			binary.LittleEndian.PutUint32(id[:], c.ID)
			if c.Weight >= 0.4 {
				r.put(concept, string(id[:]))
			}
		}
	}
	start := true // of a sentence
	for i := 0; i < len(text); {
		c, width := utf8.DecodeRuneInString(text[i:])
		switch {
		case digitValue(c) >= 0:
			i += r.number(text[i:])
			start = false
		case r.hanText() && (hanDigit(c) >= 0 || hanUnit(c) > 0):
			i += r.hanNumber(text[i:], width)
		case unicode.IsLetter(c):
			word := text[i : i+wordLength(text[i:])]
			r.word(word, start)
			i += len(word)
			start = false
		default:
			start = start || strings.ContainsRune(".!?…。؟:«“\"", c)
			i += width
		}
	}
}

func (r *featureReader) hanText() bool { return r.base == "zh" || r.base == "ja" }

// wordLength returns the length of the run of letters of one script at the
// start of text.
func wordLength(text string) int {
	first, _ := utf8.DecodeRuneInString(text)
	han, kana := unicode.Is(unicode.Han, first), unicode.Is(unicode.Katakana, first)
	for i, c := range text {
		mark := unicode.IsMark(c) || c == 'ー'
		if !unicode.IsLetter(c) && !mark {
			return i
		}
		if !mark && (unicode.Is(unicode.Han, c) != han || unicode.Is(unicode.Katakana, c) != kana) {
			return i
		}
	}
	return len(text)
}

// number notes a figure by its value, so that 12 500, 12,500 and 1.25万 agree.
func (r *featureReader) number(text string) int {
	values, size := figure(text)
	factor, more := multiply(text[size:], r.base)
	for _, value := range values {
		r.value(value*factor, size)
	}
	return size + more
}

func (r *featureReader) hanNumber(text string, width int) int {
	value, size := hanNumber(text)
	if size == 0 {
		r.letters++
		return width
	}
	r.value(value, size)
	return size
}

func (r *featureReader) value(v float64, size int) {
	whole := v == math.Trunc(v)
	k := exactNumber
	switch {
	case v < 10 && whole:
		return
	case v >= 1900 && v <= 2100 && whole && size == 4:
		k = yearNumber
	case v <= 31 && whole:
		k = smallNumber
	case v < 100 && whole, v < 1000 && math.Mod(v, 10) == 0:
		k = roundNumber
	}
	r.seen[hashFloat(v)] = k
}

// word notes what a word may be known by in another language.
func (r *featureReader) word(word string, start bool) {
	first, _ := utf8.DecodeRuneInString(word)
	r.letters += float64(utf8.RuneCountInString(word))
	switch {
	case unicode.Is(unicode.Han, first):
		r.hanNames(word)
	case unicode.Is(unicode.Katakana, first):
		r.sound(skeleton(word))
	case unicode.Is(unicode.Arabic, first), unicode.Is(unicode.Hebrew, first):
		for _, form := range withoutClitics(fold(word)) {
			r.sound(skeleton(form))
		}
	case unicode.Is(unicode.Latin, first), unicode.Is(unicode.Cyrillic, first), unicode.Is(unicode.Greek, first):
		r.spelled(word, first, start)
	}
}

// spelled takes a word of a script with capitals. A capital inside a sentence
// makes a name; so does any Latin letter in a text of another script.
func (r *featureReader) spelled(word string, first rune, start bool) {
	folded := fold(word)
	latin := unicode.Is(unicode.Latin, first)
	if unicode.IsUpper(first) && !start || latin && !r.latinText() {
		r.sound(skeleton(folded))
	}
	if latin && len(folded) >= 5 {
		r.put(lookOf, folded[:5])
	}
	if !latin && utf8.RuneCountInString(folded) >= 5 {
		r.put(lookOf, string([]rune(folded)[:5]))
	}
}

func (r *featureReader) latinText() bool {
	switch r.base {
	case "zh", "ja", "ko", "ar", "fa", "ur", "he", "ru", "uk", "be", "bg", "sr", "mk", "el", "hy", "ka", "hi", "th":
		return false
	}
	return true
}

func (r *featureReader) sound(skeleton string) {
	switch {
	case len(skeleton) >= 4:
		r.put(soundOf, skeleton)
	case len(skeleton) == 3:
		r.put(shortSound, skeleton)
	}
}

// hanNames notes the runs of characters that write foreign names. The run may
// have swallowed a neighbour on either side, so it is also taken without.
func (r *featureReader) hanNames(text string) {
	var run []rune
	flush := func() {
		if len(run) >= 2 {
			r.sound(skeleton(string(run)))
		}
		if len(run) >= 3 {
			r.sound(skeleton(string(run[1:])))
			r.sound(skeleton(string(run[:len(run)-1])))
		}
		run = run[:0]
	}
	for _, c := range text {
		if _, ok := sounds()[c]; !ok {
			flush()
			continue
		}
		run = append(run, c)
	}
	flush()
}

// withoutClitics returns an Arabic word as it stands and without the particles
// that are written together with it: و ف ب ل ك and the article ال.
func withoutClitics(word string) []string {
	forms := []string{word}
	bare := word
	for _, particle := range []string{"و", "ف", "ب", "ل", "ك"} {
		if rest, ok := strings.CutPrefix(bare, particle); ok && utf8.RuneCountInString(rest) >= 4 {
			bare = rest
			forms = append(forms, bare)
			break
		}
	}
	if rest, ok := strings.CutPrefix(bare, "ال"); ok && utf8.RuneCountInString(rest) >= 3 {
		forms = append(forms, rest)
	}
	return forms
}

// density is how many letters a text has for each of its English version.
func density(base string) float64 {
	switch base {
	case "zh":
		return 0.34
	case "ja":
		return 0.46
	case "ko":
		return 0.5
	case "ar", "fa", "ur", "he":
		return 0.85
	}
	return 1.1
}

func hash(k kind, text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte{byte(k)})
	h.Write([]byte(text))
	return h.Sum64()
}

func hashFloat(v float64) uint64 {
	var bits [8]byte
	binary.LittleEndian.PutUint64(bits[:], math.Float64bits(math.Round(v*1e6)/1e6))
	return hash(exactNumber, string(bits[:]))
}
