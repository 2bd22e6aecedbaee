package align

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Names in Chinese have no capitals and no spaces, and are spelled by sound.
// So each name of the other side is looked for in the Chinese lines: a Chinese
// name by its exact syllables (Jinping, 近平), a foreign one by its consonants
// in a run of the characters that such names are spelled with (Jones, 琼斯).

//go:generate go run ./internal/han -out data/han.tsv

//go:embed data/han.tsv
var hanFile string

//go:embed data/hannames.txt
var hanNamesFile string

// A hanTable knows how characters sound.
type hanTable struct {
	syllable  [ideographs]int16 // 1 + that of a character
	number    map[string]int16
	consonant [][]consonants // of a syllable
	inNames   [ideographs]bool
}

// The part of Unicode in which the characters of the tables lie: from the signs
// of Chinese, for 〇, to its first block of characters.
const (
	firstIdeograph = 0x3000
	ideographs     = 0xA000 - firstIdeograph
)

// sound gives the syllable of a character, -1 if it is not known, and whether
// foreign names are spelled with it.
func (t *hanTable) sound(r rune) (syllable int16, inNames bool) {
	n := uint32(r - firstIdeograph)
	if n >= ideographs {
		return -1, false
	}
	return t.syllable[n] - 1, t.inNames[n]
}

// consonants is a set of consonant classes, a bit for each of "PFTKSLMN".
type consonants uint8

const consonantLetters = "PFTKSLMN"

var hanSounds = sync.OnceValue(func() *hanTable {
	t := &hanTable{number: map[string]int16{}}
	for _, row := range rows(hanFile) {
		n := int16(len(t.consonant))
		t.number[row[0]] = n
		t.consonant = append(t.consonant, syllableConsonants(row[0]))
		for _, r := range row[1] {
			t.syllable[r-firstIdeograph] = n + 1
		}
	}
	for _, row := range rows(hanNamesFile) {
		for _, r := range row[0] {
			t.inNames[r-firstIdeograph] = true
		}
	}
	return t
})

// syllableConsonants gives the classes of a syllable of pinyin, as it renders
// foreign sounds: the j of 基 stands for k or g as well as for j.
func syllableConsonants(s string) []consonants {
	set := func(letters string) (c consonants) {
		for _, l := range letters {
			c |= 1 << strings.IndexRune(consonantLetters, l)
		}
		return c
	}
	var out []consonants
	switch {
	case s == "er":
		return []consonants{set("L")}
	case strings.HasPrefix(s, "zh"), strings.HasPrefix(s, "ch"), strings.HasPrefix(s, "sh"):
		out = append(out, set("S"))
		s = s[2:]
	default:
		switch s[0] {
		case 'b', 'p':
			out = append(out, set("P"))
		case 'f':
			out = append(out, set("F"))
		case 'w':
			if s != "wu" {
				out = append(out, set("F"))
			}
		case 'd', 't':
			out = append(out, set("T"))
		case 'g', 'k':
			out = append(out, set("K"))
		case 'j', 'q':
			out = append(out, set("SK"))
		case 'x', 's', 'z', 'c':
			out = append(out, set("S"))
		case 'l', 'r':
			out = append(out, set("L"))
		case 'm':
			out = append(out, set("M"))
		case 'n':
			out = append(out, set("N"))
		}
		s = s[1:]
	}
	if strings.Contains(s, "n") {
		out = append(out, set("N"))
	}
	return out
}

// syllables cuts a plain Latin word into syllables of pinyin, the longest
// first where that leads to the end.
func (t *hanTable) syllables(word string) []int16 {
	if word == "" {
		return []int16{}
	}
	for n := min(6, len(word)); n > 0; n-- {
		if s, ok := t.number[word[:n]]; ok {
			if rest := t.syllables(word[n:]); rest != nil {
				return append([]int16{s}, rest...)
			}
		}
	}
	return nil
}

// A hanRun is a run of characters of one line, with what they sound like.
type hanRun struct {
	line       int
	syllables  []int16      // of each character, -1 where unknown
	consonants []consonants // of a run of name characters
}

// linkHanNames looks for the names of one side in the Chinese lines of the
// other, adds what is found there as terms, and calls found for each link.
func linkHanNames(names, han *side, found func(name, hanTerm int32, strength float32)) {
	table := hanSounds()
	words, runs := table.read(han)
	isName := map[string]bool{}
	for n := range names.terms {
		if t := &names.terms[n]; t.channel == nameChannel {
			isName[t.form] = true
		}
	}
	for n := range names.terms {
		t := &names.terms[n]
		if t.sound == "" || t.script != latinScript && t.script != cyrillicScript || !isName[t.form] {
			continue
		}
		s := hanSearch{name: t, side: han, found: map[float32]int32{}}
		if syllables := table.syllables(t.form); len(syllables) >= 2 {
			for _, run := range words {
				if containsRun(run.syllables, syllables) {
					s.add(run.line, 0.95)
				}
			}
		}
		for _, p := range hanPatterns(t.sound) {
			for _, run := range runs {
				if strength := p.in(run.consonants); strength > 0 {
					s.add(run.line, strength)
				}
			}
		}
		for _, strength := range []float32{0.95, 0.9, 0.7, 0.5, 0.4} {
			if m, ok := s.found[strength]; ok {
				found(int32(n), m, strength)
			}
		}
	}
}

// hanSearch gathers where one name is found.
type hanSearch struct {
	name  *term
	side  *side
	found map[float32]int32 // by strength, the term added to the Chinese side
}

func (s *hanSearch) add(line int, strength float32) {
	n, ok := s.found[strength]
	if !ok {
		n = int32(len(s.side.terms))
		s.side.terms = append(s.side.terms, term{channel: nameChannel, form: s.name.form, text: s.name.text, script: hanScript})
		s.found[strength] = n
	}
	t := &s.side.terms[n]
	if k := len(t.sents); k > 0 && t.sents[k-1] == int32(line) {
		return
	}
	t.sents = append(t.sents, int32(line))
	s.side.lines[line].terms = append(s.side.lines[line].terms, n)
}

// read gives the runs of characters of all lines, and the runs among them of
// characters that foreign names are spelled with.
func (t *hanTable) read(s *side) (words, names []hanRun) {
	var r hanReader
	for i := range s.lines {
		for _, c := range s.lines[i].Text {
			if scriptOf(c) != hanScript {
				r.endWord(i)
				continue
			}
			syllable, inNames := t.sound(c)
			r.syllables = append(r.syllables, syllable)
			if syllable < 0 || !inNames {
				r.endName(i)
				continue
			}
			for _, c := range t.consonant[syllable] {
				if n := len(r.consonants); n == r.name || r.consonants[n-1] != c {
					r.consonants = append(r.consonants, c)
				}
			}
		}
		r.endWord(i)
	}
	return r.words, r.names
}

// A hanReader gathers runs. What they hold lies behind each other in one slice
// of each kind.
type hanReader struct {
	words, names []hanRun
	syllables    []int16
	consonants   []consonants
	word, name   int // where the runs that go on began
}

func (r *hanReader) endName(line int) {
	if run := r.consonants[r.name:]; len(run) >= 2 {
		r.names = append(r.names, hanRun{line: line, consonants: run})
	}
	r.name = len(r.consonants)
}

func (r *hanReader) endWord(line int) {
	r.endName(line)
	if run := r.syllables[r.word:]; len(run) >= 2 {
		r.words = append(r.words, hanRun{line: line, syllables: run})
	}
	r.word = len(r.syllables)
}

func containsRun(all, part []int16) bool {
	for i := 0; i+len(part) <= len(all); i++ {
		if slices.Equal(all[i:i+len(part)], part) {
			return true
		}
	}
	return false
}

// hanPatterns gives the consonants that a name has in Chinese, in one or two
// ways: r before a consonant or at the end is mostly left out (Merkel, 默克尔).
func hanPatterns(sound string) []*pattern {
	whole, short := hanConsonants(sound, false), hanConsonants(sound, true)
	var out []*pattern
	for _, c := range [][]consonants{whole, short} {
		if len(c) >= 2 && len(c) <= 30 && (len(out) == 0 || len(whole) != len(short)) {
			out = append(out, newPattern(c))
		}
	}
	return out
}

func hanConsonants(sound string, dropR bool) []consonants {
	var out []consonants
	for i := 0; i < len(sound); i++ {
		class := consonantClass(sound, i)
		if class == 0 {
			continue
		}
		last := i+1 == len(sound)
		beforeVowel := !last && vowel(sound[i+1])
		if dropR && sound[i] == 'r' && !beforeVowel && len(out) > 0 {
			continue
		}
		set := consonants(1 << strings.IndexByte(consonantLetters, class))
		switch {
		case sound[i] == 'm' && !beforeVowel:
			set |= 1 << strings.IndexByte(consonantLetters, 'N') // Trump, 特朗普
		case sound[i] == 'g' && !last && (sound[i+1] == 'e' || sound[i+1] == 'i'):
			set |= 1 << strings.IndexByte(consonantLetters, 'K')
		}
		if n := len(out); n == 0 || out[n-1] != set {
			out = append(out, set)
		}
	}
	return out
}

// A pattern is a skeleton to be found in a run of consonants, by the
// bit-parallel search of Wu and Manber 1992.
type pattern struct {
	at     [len(consonantLetters)]uint32 // places of each class
	length int
}

func newPattern(skeleton []consonants) *pattern {
	p := &pattern{length: len(skeleton)}
	for i, set := range skeleton {
		for c := range p.at {
			if set&(1<<c) != 0 {
				p.at[c] |= 1 << i
			}
		}
	}
	return p
}

// in tells how surely the name stands in the run, 0 if not. Short skeletons
// must be the whole run, long ones may differ in one place.
func (p *pattern) in(run []consonants) float32 {
	switch {
	case len(run)+1 < p.length:
		return 0
	case p.length == 2 && len(run) != 2:
		return 0
	}
	accept := uint32(1) << (p.length - 1)
	var exact, near uint32
	nearFound := false
	for _, set := range run {
		places := uint32(0)
		for c := range p.at {
			if set&(1<<c) != 0 {
				places |= p.at[c]
			}
		}
		before := exact
		exact = (exact<<1 | 1) & places
		if exact&accept != 0 {
			switch p.length {
			case 2:
				return 0.4
			case 3:
				return 0.7
			}
			return 0.9
		}
		near = (near<<1|1)&places | before | before<<1 | exact<<1 | 1
		nearFound = nearFound || near&accept != 0
	}
	if nearFound && p.length >= 5 {
		return 0.5
	}
	return 0
}

// arabicStems gives the skeletons that an Arabic word may have when its
// particles (and, so, with, like, for, the) are taken off.
func arabicStems(word string) []string {
	var out []string
	rest := word
	for range 3 {
		cut := ""
		for _, p := range []string{"ال", "لل", "و", "ف", "ب", "ك", "ل"} {
			if strings.HasPrefix(rest, p) {
				cut = p
				break
			}
		}
		if cut == "" {
			break
		}
		rest = rest[len(cut):]
		if utf8.RuneCountInString(rest) < 3 {
			break
		}
		if s := skeleton(soundForm(fold(rest))); len(s) >= 2 {
			out = append(out, s)
		}
	}
	return out
}
