package align

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// Span is a stretch of a text, in bytes.
type Span struct{ Start, End int }

func (s Span) overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// WordLink says that a stretch of a sentence stands for a stretch of its
// translation.
type WordLink struct {
	Source, Target Span
	// Strength is how surely, above 0 and at most 1.
	Strength float64
	// Evidence is the name of what it rests on: "numbers", "names",
	// "look-alikes", "lexicon", or "position" for what stands between linked
	// words on both sides and is only guessed.
	Evidence string
}

// Words says which words of a sentence stand for which words of its
// translation, in the order of the source. Sentences are taken to translate
// each other; either may be several in a row.
//
// All that the aligner can tell of two words is a candidate: numbers of the
// same value, names and words that look or sound alike, concepts of the
// lexicons. The candidates compete: the strongest link is taken first and bars
// all that share a word with it (competitive linking, Melamed 2000). Of equals
// the one that stands nearer to the same place wins, so that the second "and"
// goes with the second "et". Spans of links do not overlap on either side.
func (a *Aligner) Words(source, target string) []WordLink {
	s, t := a.wordSide(source, a.source, a.target), a.wordSide(target, a.target, a.source)
	candidates := linkMentions(s, t)
	candidates = append(candidates, hanNameLinks(s, t)...)
	for _, l := range hanNameLinks(t, s) {
		l.Source, l.Target = l.Target, l.Source
		candidates = append(candidates, l)
	}
	links := compete(candidates, len(source), len(target))
	links = append(links, between(links, s, t)...)
	sortLinks(links)
	return links
}

func sortLinks(links []WordLink) {
	slices.SortFunc(links, func(a, b WordLink) int {
		return cmp.Or(cmp.Compare(a.Source.Start, b.Source.Start), cmp.Compare(a.Source.End, b.Source.End))
	})
}

// A mention is one occurrence of something that can find a partner.
type mention struct {
	term
	span Span
}

// wordSide is one sentence with what is mentioned where.
type wordSide struct {
	text     string
	base     string
	tokens   []token
	mentions []mention
}

// wordSide reads a sentence as the analyser reads texts, but keeps the place of
// each occurrence.
func (a *Aligner) wordSide(text string, own, other language.Tag) *wordSide {
	base, _ := own.Base()
	w := &wordSide{text: text, base: base.String(), tokens: tokenize(text, nil)}
	w.concepts(own, a.lexicons)
	for _, number := range newNumberReader(w.base).read(nil, w.tokens) {
		t := term{channel: numberChannel}
		for _, v := range number.values {
			t.keys = append(t.keys, valueKey(v))
		}
		w.mentions = append(w.mentions, mention{t, Span{number.start, number.end}})
	}
	w.words(own, other)
	return w
}

func (w *wordSide) concepts(own language.Tag, lexicons []Lexicon) {
	for n, lexicon := range lexicons {
		for _, c := range lexicon.Concepts(own, w.text) {
			if c.Start < 0 || c.End > len(w.text) || c.Start >= c.End {
				continue
			}
			t := term{channel: conceptChannel, keys: []uint64{uint64(n)<<32 | uint64(c.ID)}, weight: c.Weight}
			w.mentions = append(w.mentions, mention{t, Span{c.Start, c.End}})
		}
	}
}

// words adds names and words by which look-alikes are found. Each token counts
// as a line of its own to the analyser, so that it says which term each is.
func (w *wordSide) words(own, other language.Tag) {
	reader := newWordAnalyser(own, other, w.tokens)
	initial := true
	for k, t := range w.tokens {
		if !t.word() {
			initial = initial || strings.Contains(".?!:…«“\"„-–—", t.text)
			continue
		}
		if t.script != hanScript && t.script != hiraScript {
			var l line
			reader.wordTerm(k, &l, k, initial && !w.nameFirst(t))
			for _, n := range l.terms {
				w.mentions = append(w.mentions, mention{reader.side.terms[n], Span{t.start, t.end}})
			}
		}
		initial = false
	}
}

// nameFirst reports whether a word that begins a sentence may be a name: it is
// long enough not to be an article, and the lexicons do not know it.
func (w *wordSide) nameFirst(t token) bool {
	if utf8.RuneCountInString(t.text) < 4 {
		return false
	}
	return !slices.ContainsFunc(w.mentions, func(m mention) bool {
		return m.channel == conceptChannel && m.span.Start <= t.start && t.end <= m.span.End
	})
}

func newWordAnalyser(own, other language.Tag, tokens []token) *analyser {
	a := new(analyser)
	a.begin(0, own, other, nil)
	a.tokens = tokens
	a.spell(tokens)
	return a
}

// linkMentions returns the candidates among the mentions of two sentences.
func linkMentions(source, target *wordSide) []WordLink {
	crossing := expectedScripts(source.base) != expectedScripts(target.base)
	var links []WordLink
	for i := range source.mentions {
		for j := range target.mentions {
			s, t := &source.mentions[i], &target.mentions[j]
			if strength := meeting(&s.term, &t.term, crossing); strength > 0 {
				links = append(links, WordLink{s.span, t.span, float64(strength), channelNames[s.channel]})
			}
		}
	}
	return links
}

// meeting is how surely two terms are partners, 0 where nothing says so.
func meeting(s, t *term, crossing bool) float32 {
	for _, k := range s.keys {
		if s.channel == t.channel && slices.Contains(t.keys, k) {
			if s.channel == numberChannel {
				return 1
			}
			return min(s.weight, t.weight)
		}
	}
	if s.sound == "" || t.sound == "" {
		return 0
	}
	if spelled(s.script) && spelled(t.script) {
		if alike := spelledAlike(s, t); alike > 0 {
			return alike
		}
	}
	if !crossing {
		if s.channel == nameChannel && len(s.skeleton) >= 4 && s.skeleton == t.skeleton {
			return namesAlike(s, t)
		}
		return 0
	}
	best := float32(0)
	for _, a := range s.skeletons() {
		if slices.Contains(t.skeletons(), a) {
			best = max(best, soundAlike(s, t, len(a)))
		}
	}
	return best
}

// hanNameLinks looks for the names of one sentence in a Chinese one.
func hanNameLinks(names, han *wordSide) []WordLink {
	if han.base != "zh" || names.base == "zh" {
		return nil
	}
	table := hanSounds()
	runs := hanRuns(han.text)
	var links []WordLink
	for i := range names.mentions {
		m := &names.mentions[i]
		if m.channel != nameChannel || m.script != latinScript && m.script != cyrillicScript {
			continue
		}
		for _, run := range runs {
			if span, strength := table.find(&m.term, han.text, run); strength > 0 {
				links = append(links, WordLink{m.span, span, float64(strength), channelNames[nameChannel]})
			}
		}
	}
	return links
}

// hanRuns returns the runs of Chinese characters of a text.
func hanRuns(text string) []Span {
	var runs []Span
	start := -1
	for i, r := range text {
		switch han := scriptOf(r) == hanScript; {
		case han && start < 0:
			start = i
		case !han && start >= 0:
			runs = append(runs, Span{start, i})
			start = -1
		}
	}
	if start >= 0 {
		runs = append(runs, Span{start, len(text)})
	}
	return runs
}

// longestHanName is the most characters that a name is looked for in.
const longestHanName = 8

// find looks for a name in a run of characters: the shortest stretch that
// sounds most like it.
func (t *hanTable) find(name *term, text string, run Span) (Span, float32) {
	var best Span
	var strength float32
	syllables := t.syllables(name.form)
	patterns := hanPatterns(name.sound)
	for start := run.Start; start < run.End; start = nextRune(text, start) {
		end := start
		for n := 1; n <= longestHanName && end < run.End; n++ {
			end = nextRune(text, end)
			alike := t.sounds(text[start:end], syllables, patterns)
			if alike > strength || alike == strength && alike > 0 && end-start < best.End-best.Start {
				best, strength = Span{start, end}, alike
			}
		}
	}
	return best, strength
}

func nextRune(text string, at int) int {
	_, size := utf8.DecodeRuneInString(text[at:])
	return at + size
}

// sounds is how surely characters are a name of these syllables of pinyin, or
// else of one of these patterns of consonants.
func (t *hanTable) sounds(characters string, syllables []int16, patterns []*pattern) float32 {
	var heard []int16
	var run []consonants
	names := true
	for _, r := range characters {
		syllable, inNames := t.sound(r)
		if syllable < 0 {
			return 0
		}
		heard = append(heard, syllable)
		names = names && inNames
		for _, c := range t.consonant[syllable] {
			if n := len(run); n == 0 || run[n-1] != c {
				run = append(run, c)
			}
		}
	}
	if len(syllables) >= 2 && slices.Equal(heard, syllables) {
		return 0.95
	}
	best := float32(0)
	if names && len(heard) >= 2 {
		for _, p := range patterns {
			best = max(best, p.in(run))
		}
	}
	return best
}

// compete takes the strongest candidates that share nothing. What stands at
// another place of the sentence is a little weaker, what is longer a little
// stronger, so that a phrase goes before the words in it.
func compete(candidates []WordLink, sourceLen, targetLen int) []WordLink {
	rank := func(l WordLink) float64 {
		s := float64(l.Source.Start+l.Source.End) / float64(2*sourceLen)
		t := float64(l.Target.Start+l.Target.End) / float64(2*targetLen)
		longer := min(0.2, 0.004*float64(l.Source.End-l.Source.Start+l.Target.End-l.Target.Start))
		return l.Strength + longer - 0.3*math.Abs(s-t)
	}
	slices.SortStableFunc(candidates, func(a, b WordLink) int {
		return cmp.Or(-cmp.Compare(rank(a), rank(b)),
			cmp.Compare(a.Source.Start, b.Source.Start), cmp.Compare(a.Target.Start, b.Target.Start),
			cmp.Compare(a.Source.End, b.Source.End), cmp.Compare(a.Target.End, b.Target.End))
	})
	var links []WordLink
	for _, c := range candidates {
		taken := slices.ContainsFunc(links, func(l WordLink) bool {
			return c.Source.overlaps(l.Source) || c.Target.overlaps(l.Target)
		})
		if !taken {
			links = append(links, c)
		}
	}
	return links
}

// positionStrength is how sure a guess by position is.
const positionStrength = 0.25

// longestGuess bounds what is guessed, in words of the source.
const longestGuess = 4

// between guesses that words without a partner which stand between two linked
// neighbours stand for what is between their partners, when nothing there is
// linked with anything else.
func between(links []WordLink, source, target *wordSide) []WordLink {
	links = slices.Clone(links)
	sortLinks(links)
	edge := func(l int) (s, t Span) {
		switch {
		case l < 0:
			return Span{0, 0}, Span{0, 0}
		case l == len(links):
			return Span{len(source.text), len(source.text)}, Span{len(target.text), len(target.text)}
		}
		return links[l].Source, links[l].Target
	}
	var guesses []WordLink
	for l := -1; l < len(links); l++ {
		fromS, fromT := edge(l)
		toS, toT := edge(l + 1)
		if toT.End <= fromT.Start { // the translation turns them round
			fromT, toT = toT, fromT
		}
		if toT.Start < fromT.End {
			continue
		}
		gap := Span{fromT.End, toT.Start}
		linked := slices.ContainsFunc(links, func(l WordLink) bool { return l.Target.overlaps(gap) })
		s, words := source.within(Span{fromS.End, toS.Start})
		t, most := target.within(gap)
		if linked || words == 0 || most == 0 || words > longestGuess || most > 3*longestGuess {
			continue
		}
		guesses = append(guesses, WordLink{s, t, positionStrength, "position"})
	}
	return guesses
}

// within returns the span and number of the words in a stretch of a sentence.
// Where it holds a mark that parts clauses, it has none.
func (w *wordSide) within(stretch Span) (Span, int) {
	var span Span
	words := 0
	for _, t := range w.tokens {
		if t.start < stretch.Start || t.end > stretch.End {
			continue
		}
		if strings.Contains(",;:.!?()，。；：！？（）、،؛«»“”\"", t.text) {
			if words > 0 && t.end < stretch.End && w.wordsAfter(t.end, stretch.End) {
				return Span{}, 0
			}
			continue
		}
		if !t.word() && !t.digits {
			continue
		}
		if words == 0 {
			span.Start = t.start
		}
		span.End = t.end
		words++
	}
	return span, words
}

func (w *wordSide) wordsAfter(start, end int) bool {
	return slices.ContainsFunc(w.tokens, func(t token) bool {
		return t.start >= start && t.end <= end && (t.word() || t.digits)
	})
}
